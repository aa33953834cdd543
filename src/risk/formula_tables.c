/*
 * Lookup tables and sets of terms. A set is kept once for each formula that sums it, because its
 * terms are expressions in that formula's names.
 */
#include "risk/formula_tables.h"

#include <math.h>
#include <stdio.h>

enum { TABLES_MAX = 64, COLUMNS_MAX = 128, NAME_BYTES_MAX = 128 };

typedef struct number_table {
    const kb_table *source;
    str name;
    size_t keys;   /* of a lookup: the first columns */
    double *cells; /* rows x columns; NaN where the cell is empty or a text */
    str *columns;  /* header */
    size_t columns_count;
} number_table;

typedef struct term_set {
    number_table table;
    const str *names; /* whose formula's names the terms are in */
    expression **terms;
} term_set;

struct formula_tables {
    const kb *k;
    arena *a;
    str family;
    number_table lookups[TABLES_MAX];
    size_t lookup_count;
    term_set sets[TABLES_MAX];
    size_t set_count;
    expression_tables face;
};

/* ---- reading ---- */

static status read_cells(formula_tables *x, number_table *t, err *e)
{
    const kb_table *s = t->source;
    t->cells = ARENA_ARRAY(x->a, double, (size_t)s->rows * s->columns);
    t->columns = ARENA_ARRAY(x->a, str, s->columns);
    TRY_MEM(e, t->cells);
    TRY_MEM(e, t->columns);
    t->columns_count = s->columns;
    kb_table head = *s; /* the header read as a row */
    head.cells = s->header;
    for (uint32_t c = 0; c < s->columns; c++) {
        t->columns[c] = kb_cell(&head, 0, c);
        if (str_starts(t->columns[c], STR("key_")) && t->keys == c) t->keys++;
        for (uint32_t r = 0; r < s->rows; r++) {
            double *cell = &t->cells[(size_t)r * s->columns + c];
            if (!str_to_double(kb_cell(s, r, c), cell)) *cell = NAN;
        }
    }
    return OK;
}

static status open_table(formula_tables *x, const char *kind, str name, number_table *t, err *e)
{
    char path[NAME_BYTES_MAX];
    int n = snprintf(path, sizeof path, "formulas/%.*s/%s_%.*s", STR_ARG(x->family), kind,
                     STR_ARG(name));
    *t = (number_table){.name = name};
    if (n > 0 && (size_t)n < sizeof path) t->source = kb_table_find(x->k, path);
    if (t->source == NULL) FAIL(e, E_NOTFOUND, "there is no table '%s'", path);
    return read_cells(x, t, e);
}

static status find_lookup(formula_tables *x, str name, size_t *index, size_t *keys, err *e)
{
    for (*index = 0; *index < x->lookup_count; ++*index) {
        if (!str_eq(x->lookups[*index].name, name)) continue;
        *keys = x->lookups[*index].keys;
        return OK;
    }
    if (x->lookup_count == TABLES_MAX) FAIL(e, E_LIMIT, "more than %d lookup tables", TABLES_MAX);
    TRY(open_table(x, "lookup", name, &x->lookups[*index], e));
    *keys = x->lookups[*index].keys;
    x->lookup_count++;
    return OK;
}

static status parse_terms(formula_tables *x, term_set *s, const expression_scope *scope, err *e)
{
    const kb_table *t = s->table.source;
    uint32_t term;
    TRY(kb_column(t, "term", &term, e));
    s->terms = ARENA_ARRAY(x->a, expression *, t->rows);
    TRY_MEM(e, s->terms);
    for (uint32_t i = 0; i < t->rows; i++) {
        /* no tables: a sum holds no sum of its own */
        if (expression_parse(kb_cell(t, i, term), scope, NULL, x->a, &s->terms[i], e) == OK) {
            if (expression_gives(s->terms[i]) != EXPRESSION_TEXT) continue;
            (void)err_set(e, E_SYNTAX, "a term is a number or a truth");
        }
        char place[NAME_BYTES_MAX];
        (void)snprintf(place, sizeof place, "%.*s row %u", STR_ARG(t->name), i + 1);
        err_prefix(e, place);
        return e == NULL ? E_SYNTAX : e->code;
    }
    return OK;
}

static status find_set(formula_tables *x, str name, const expression_scope *scope, size_t *index,
                       err *e)
{
    for (*index = 0; *index < x->set_count; ++*index) {
        const term_set *s = &x->sets[*index];
        if (str_eq(s->table.name, name) && s->names == scope->names) return OK;
    }
    if (x->set_count == TABLES_MAX) FAIL(e, E_LIMIT, "more than %d sets of terms", TABLES_MAX);
    term_set *s = &x->sets[*index];
    TRY(open_table(x, "terms", name, &s->table, e));
    TRY(parse_terms(x, s, scope, e));
    s->names = scope->names;
    x->set_count++;
    return OK;
}

static status find(void *context, bool set, str name, const expression_scope *scope, size_t *index,
                   size_t *keys, err *e)
{
    formula_tables *x = context;
    *keys = 0;
    return set ? find_set(x, name, scope, index, e) : find_lookup(x, name, index, keys, e);
}

/* ---- asking ---- */

static size_t column_of(const number_table *t, str name)
{
    size_t i = t->keys;
    while (i < t->columns_count && !str_eq(t->columns[i], name)) i++;
    return i;
}

static bool key_fits(const number_table *t, uint32_t row, uint32_t column, expression_value key)
{
    if (key.kind == VALUE_TEXT) return str_eq(kb_cell(t->source, row, column), key.text);
    double cell = t->cells[(size_t)row * t->columns_count + column];
    return !isnan(cell) && expression_same_number(cell, key.number);
}

static expression_value lookup(const void *context, size_t table, str column,
                               const expression_value *keys, size_t key_count)
{
    const number_table *t = &((const formula_tables *)context)->lookups[table];
    size_t c = column_of(t, column);
    if (c == t->columns_count) return expression_refuse(STR("no_row"));
    for (uint32_t r = 0; r < t->source->rows; r++) {
        uint32_t k = 0;
        while (k < key_count && key_fits(t, r, k, keys[k])) k++;
        double cell = t->cells[(size_t)r * t->columns_count + c];
        if (k == key_count && !isnan(cell)) return expression_number(cell);
    }
    return expression_refuse(STR("no_row"));
}

static expression_value add_term(expression_value total, double coefficient, expression_value term)
{
    if (total.kind == VALUE_REFUSED || term.kind == VALUE_REFUSED) {
        return total.kind == VALUE_REFUSED ? total : term;
    }
    if (total.kind == VALUE_UNKNOWN || term.kind == VALUE_UNKNOWN) {
        return expression_unknown(total.lacks | term.lacks);
    }
    return expression_number(total.number + coefficient * term.number);
}

static size_t join_parts(const expression_value *parts, size_t count, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (n + parts[i].text.n + 1 > room) return 0;
        if (i > 0) out[n++] = '_';
        for (size_t j = 0; j < parts[i].text.n; j++) out[n++] = parts[i].text.p[j];
    }
    return n;
}

static expression_value sum(const void *context, size_t set, const expression_value *parts,
                            size_t part_count, const expression_value *values)
{
    const term_set *s = &((const formula_tables *)context)->sets[set];
    const number_table *t = &s->table;
    char name[NAME_BYTES_MAX];
    size_t c = column_of(t, (str){name, join_parts(parts, part_count, name, sizeof name)});
    if (c == t->columns_count) return expression_refuse(STR("no_row"));
    expression_value total = expression_number(0);
    for (size_t r = 0; r < t->source->rows && total.kind != VALUE_REFUSED; r++) {
        double coefficient = t->cells[r * t->columns_count + c];
        if (isnan(coefficient)) continue;
        total = add_term(total, coefficient, expression_evaluate(s->terms[r], values));
    }
    return total;
}

status formula_tables_open(const kb *k, str family, arena *a, expression_tables *out, err *e)
{
    formula_tables *x = ARENA_NEW(a, formula_tables);
    TRY_MEM(e, x);
    x->k = k;
    x->a = a;
    x->family = family;
    *out = (expression_tables){find, lookup, sum, x};
    return OK;
}
