/*
 * kb/formulas/<family>/ to formulas: rows are read in table order and every expression is parsed
 * in the names that stand before it. What a row says wrongly stops the opening, with its place.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kb/cells.h"
#include "risk/formula.h"
#include "risk/formula_rows.h"

enum { PATH_BYTES_MAX = 128 };

/* ---- rows ---- */

status rows_open(const rows_of *of, const char *part, const char *const *names, size_t count,
                 rows *out, err *e)
{
    char path[PATH_BYTES_MAX];
    (void)snprintf(path, sizeof path, "formulas/%.*s/%s", STR_ARG(of->family), part);
    *out = (rows){.of = of, .table = kb_table_find(of->k, path)};
    if (out->table == NULL) return OK;
    return kb_columns(of->k, path, names, count, &out->table, out->at, e);
}

bool rows_next(rows *r)
{
    if (r->table == NULL || r->next >= r->table->rows) return false;
    r->row = r->next++;
    return true;
}

str rows_cell(const rows *r, size_t column)
{
    return kb_cell(r->table, r->row, r->at[column]);
}

status rows_fail(const rows *r, err *e, const char *column, const char *what)
{
    FAIL(e, E_SYNTAX, "%.*s row %u, %s: %s", STR_ARG(r->table->name), r->row + 1, column, what);
}

status rows_blame(const rows *r, err *e, const char *column, status s)
{
    char place[PATH_BYTES_MAX + 64];
    if (s == OK || s == E_MEMORY) return s;
    (void)snprintf(place, sizeof place, "%.*s row %u, %s", STR_ARG(r->table->name), r->row + 1,
                   column);
    err_prefix(e, place);
    return s;
}

status rows_number(const rows *r, size_t column, double *out, err *e)
{
    return kb_number(r->table, r->row, r->at[column], out, e);
}

status rows_yes_no(const rows *r, size_t column, const char *name, bool *out, err *e)
{
    *out = str_eq(rows_cell(r, column), STR("yes"));
    if (*out || str_eq(rows_cell(r, column), STR("no"))) return OK;
    return rows_fail(r, e, name, "expected yes or no");
}

bool rows_is_for(const rows *r, const formula *f)
{
    str list = rows_cell(r, 0), id;
    while (str_next(&list, ';', &id)) {
        if (str_eq(str_trim(id), f->id)) return true;
    }
    return false;
}

size_t rows_count(rows *r, const formula *f)
{
    size_t n = 0;
    for (r->next = 0; rows_next(r);) n += rows_is_for(r, f);
    r->next = 0;
    return n;
}

/* ---- expressions ---- */

/** Parses a cell in the first `names` names of the formula; an empty cell gives NULL. */
static status parse(const rows *r, size_t column, const char *name, const formula *f, size_t names,
                    const expression **out, err *e)
{
    expression_scope scope = {f->names, f->types, names};
    expression *x = NULL;
    *out = NULL;
    if (rows_cell(r, column).n == 0) return OK;
    TRY(rows_blame(r, e, name,
                   expression_parse(rows_cell(r, column), &scope, r->of->tables, r->of->a, &x, e)));
    *out = x;
    return OK;
}

static status parse_typed(const rows *r, size_t column, const char *name, const formula *f,
                          size_t names, expression_type type, const expression **out, err *e)
{
    TRY(parse(r, column, name, f, names, out, e));
    if (*out == NULL || expression_gives(*out) == type) return OK;
    return rows_fail(r, e, name,
                     type == EXPRESSION_TRUTH ? "expected a truth" : "expected a number");
}

/* ---- steps ---- */

enum {
    S_FORMULA,
    S_NAME,
    S_KIND,
    S_VALUE,
    S_UNIT,
    S_DECIMALS,
    S_LOW,
    S_HIGH,
    S_INTERVAL,
    S_COLUMNS
};

static status step_numbers(const rows *r, const formula *f, formula_step *s, err *e)
{
    size_t names = f->input_count + f->step_count + 1;
    s->unit = rows_cell(r, S_UNIT);
    s->interval = rows_cell(r, S_INTERVAL);
    if (!ucum_parse(s->unit, &s->measure)) return rows_fail(r, e, "unit", "no UCUM unit");
    str decimals = rows_cell(r, S_DECIMALS);
    if (decimals.n > 0 && (!str_to_u32(decimals, &s->decimals) || s->decimals > 9)) {
        return rows_fail(r, e, "decimals", "expected 0 to 9");
    }
    TRY(parse_typed(r, S_LOW, "low", f, names, EXPRESSION_NUMBER, &s->low, e));
    TRY(parse_typed(r, S_HIGH, "high", f, names, EXPRESSION_NUMBER, &s->high, e));
    bool has = s->low != NULL, all = has && s->high != NULL && s->interval.n > 0;
    if (all == has && has == (s->high != NULL) && has == (s->interval.n > 0)) return OK;
    return rows_fail(r, e, "low", "low, high and interval go together");
}

static bool is_name(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_'))) return false;
    }
    return s.n > 0;
}

status formula_add_name(const rows *r, formula *f, str name, expression_type type, err *e)
{
    size_t n = f->input_count + f->step_count;
    if (!is_name(name)) return rows_fail(r, e, "name", "expected letters, digits and '_'");
    if (n == EXPRESSION_NAMES_MAX) return rows_fail(r, e, "name", "too many names in one formula");
    for (size_t i = 0; i < n; i++) {
        if (str_eq_ci(f->names[i], name)) return rows_fail(r, e, "name", "is there twice");
    }
    f->names[n] = name;
    f->types[n] = type;
    return OK;
}

static status add_step(const rows *r, formula *f, err *e)
{
    formula_step *s = &f->steps[f->step_count];
    s->name = rows_cell(r, S_NAME);
    s->is_result = str_eq(rows_cell(r, S_KIND), STR("result"));
    if (!s->is_result && !str_eq(rows_cell(r, S_KIND), STR("let"))) {
        return rows_fail(r, e, "kind", "expected let or result");
    }
    TRY(parse(r, S_VALUE, "expression", f, f->input_count + f->step_count, &s->value, e));
    if (s->value == NULL) return rows_fail(r, e, "expression", "is empty");
    expression_type type = expression_gives(s->value);
    if (type == EXPRESSION_ANY) return rows_fail(r, e, "expression", "has no type");
    TRY(formula_add_name(r, f, s->name, type, e));
    if (s->is_result) TRY(step_numbers(r, f, s, e));
    f->step_count++;
    return OK;
}

static status load_steps(const rows_of *of, formula *f, err *e)
{
    static const char *const names[S_COLUMNS] = {"formula",  "name", "kind", "expression", "unit",
                                                 "decimals", "low",  "high", "interval"};
    rows r;
    TRY(rows_open(of, "steps", names, S_COLUMNS, &r, e));
    size_t count = rows_count(&r, f), results = 0;
    f->steps = ARENA_ARRAY(of->a, formula_step, count);
    TRY_MEM(e, f->steps);
    while (rows_next(&r)) {
        if (!rows_is_for(&r, f)) continue;
        TRY(add_step(&r, f, e));
        results += f->steps[f->step_count - 1].is_result;
    }
    if (results > 0) return OK;
    FAIL(e, E_CONFLICT, "%s row %u: '%.*s' has no result", f->table, f->row, STR_ARG(f->id));
}

/* ---- bands ---- */

enum { B_FORMULA, B_RESULT, B_FROM, B_INCLUDED, B_BAND, B_COLUMNS };

static bool has_result(const formula *f, str name)
{
    for (size_t i = 0; i < f->step_count; i++) {
        if (f->steps[i].is_result && str_eq(f->steps[i].name, name)) return true;
    }
    return false;
}

static status add_band(const rows *r, formula *f, err *e)
{
    const formula_band *before = f->band_count > 0 ? &f->bands[f->band_count - 1] : NULL;
    formula_band *b = &f->bands[f->band_count];
    *b = (formula_band){.result = rows_cell(r, B_RESULT), .code = rows_cell(r, B_BAND)};
    TRY(rows_number(r, B_FROM, &b->from, e));
    bool first = before == NULL || !str_eq(before->result, b->result);
    if (!has_result(f, b->result)) return rows_fail(r, e, "result", "the formula has none such");
    if (first != isnan(b->from)) return rows_fail(r, e, "from", "only the first band has '.'");
    if (!first && !(b->from > before->from)) return rows_fail(r, e, "from", "must ascend");
    if (b->code.n == 0) return rows_fail(r, e, "band", "is empty");
    if (first)
        b->from = -INFINITY;
    else
        TRY(rows_yes_no(r, B_INCLUDED, "included", &b->included, e));
    f->band_count++;
    return OK;
}

static status load_bands(const rows_of *of, formula *f, err *e)
{
    static const char *const names[B_COLUMNS] = {"formula", "result", "from", "included", "band"};
    rows r;
    TRY(rows_open(of, "bands", names, B_COLUMNS, &r, e));
    f->bands = ARENA_ARRAY(of->a, formula_band, rows_count(&r, f));
    TRY_MEM(e, f->bands);
    while (rows_next(&r)) {
        if (rows_is_for(&r, f)) TRY(add_band(&r, f, e));
    }
    return OK;
}

/* ---- validation and remarks ---- */

enum {
    V_FORMULA,
    V_MEASURE,
    V_GROUP,
    V_WHEN,
    V_VALUE,
    V_UNIT,
    V_N,
    V_VERDICT,
    V_SOURCE,
    V_COLUMNS
};

static status load_validations(const rows_of *of, formula *f, err *e)
{
    static const char *const names[V_COLUMNS] = {"formula", "measure", "group",   "when",  "value",
                                                 "unit",    "n",       "verdict", "source"};
    rows r;
    TRY(rows_open(of, "validation", names, V_COLUMNS, &r, e));
    f->validations = ARENA_ARRAY(of->a, formula_validation, rows_count(&r, f));
    TRY_MEM(e, f->validations);
    while (rows_next(&r)) {
        if (!rows_is_for(&r, f)) continue;
        formula_validation *v = &f->validations[f->validation_count++];
        v->figure = (score_validation){.measure = rows_cell(&r, V_MEASURE),
                                       .value = rows_cell(&r, V_VALUE),
                                       .unit = rows_cell(&r, V_UNIT),
                                       .group = rows_cell(&r, V_GROUP),
                                       .n = rows_cell(&r, V_N),
                                       .verdict = rows_cell(&r, V_VERDICT),
                                       .source = rows_cell(&r, V_SOURCE)};
        TRY(parse_typed(&r, V_WHEN, "when", f, f->input_count + f->step_count, EXPRESSION_TRUTH,
                        &v->when, e));
        if (v->figure.source.n == 0) return rows_fail(&r, e, "source", "is empty");
    }
    return OK;
}

enum { M_FORMULA, M_CODE, M_WHEN, M_UNKNOWN, M_COLUMNS };

static status load_remarks(const rows_of *of, formula *f, err *e)
{
    static const char *const names[M_COLUMNS] = {"formula", "code", "when", "unknown"};
    rows r;
    TRY(rows_open(of, "remarks", names, M_COLUMNS, &r, e));
    f->remarks = ARENA_ARRAY(of->a, formula_remark, rows_count(&r, f));
    TRY_MEM(e, f->remarks);
    while (rows_next(&r)) {
        if (!rows_is_for(&r, f)) continue;
        formula_remark *m = &f->remarks[f->remark_count++];
        m->code = rows_cell(&r, M_CODE);
        m->if_unknown = str_eq(rows_cell(&r, M_UNKNOWN), STR("yes"));
        TRY(parse_typed(&r, M_WHEN, "when", f, f->input_count + f->step_count, EXPRESSION_TRUTH,
                        &m->when, e));
    }
    return OK;
}

/* ---- how far the parts may lie apart ---- */

static status load_span(const rows_of *of, formula *f, err *e)
{
    enum { SPAN_FORMULA, SPAN_DAYS, SPAN_REFUSE, SPAN_COLUMNS };
    static const char *const names[SPAN_COLUMNS] = {"formula", "days", "refuse"};
    rows r;
    f->span_days = -1;
    TRY(rows_open(of, "spans", names, SPAN_COLUMNS, &r, e));
    while (rows_next(&r)) {
        double days;
        if (!rows_is_for(&r, f)) continue;
        TRY(rows_number(&r, SPAN_DAYS, &days, e));
        if (!(days >= 0 && days <= 3650)) return rows_fail(&r, e, "days", "expected 0 to 3650");
        if (f->span_days >= 0) return rows_fail(&r, e, "formula", "is there twice");
        f->span_days = (int32_t)days;
        TRY(rows_yes_no(&r, SPAN_REFUSE, "refuse", &f->span_refuses, e));
    }
    return OK;
}

/* ---- the list ---- */

enum { L_ID, L_KIND, L_DRUG, L_SHOWN, L_VERIFIED, L_SOURCE, L_COLUMNS };
static const char *const list_names[L_COLUMNS] = {"id",    "kind",     "drug",
                                                  "shown", "verified", "source"};

static status list_row(const rows *r, formula *f, err *e)
{
    static const char *const kinds[] = {"organ", "activity", "response", "risk", "dose"};
    f->id = rows_cell(r, L_ID);
    f->kind = rows_cell(r, L_KIND);
    f->drug = rows_cell(r, L_DRUG);
    f->source = rows_cell(r, L_SOURCE);
    f->family = r->of->family;
    f->table = r->table->name.p;
    f->row = r->row + 1;
    size_t i = 0, kind_count = sizeof kinds / sizeof kinds[0];
    while (i < kind_count && !str_eq(f->kind, str_of(kinds[i]))) i++;
    if (i == kind_count)
        return rows_fail(r, e, "kind", "expected organ, activity, response, risk or dose");
    if (!is_name(f->id)) return rows_fail(r, e, "id", "expected letters, digits and '_'");
    if (f->source.n == 0) return rows_fail(r, e, "source", "is empty");
    return rows_yes_no(r, L_VERIFIED, "verified", &f->verified, e);
}

/** "auto", "auto:tjc28|sjc28", "taken", "asked" */
static status list_shown(const rows *r, formula *f, err *e)
{
    str rest = rows_cell(r, L_SHOWN), kind, name;
    (void)str_next(&rest, ':', &kind);
    f->shown = SHOWN_AUTO;
    if (str_eq(kind, STR("taken")))
        f->shown = SHOWN_TAKEN;
    else if (str_eq(kind, STR("asked")))
        f->shown = SHOWN_ASKED;
    else if (!str_eq(kind, STR("auto")))
        return rows_fail(r, e, "shown", "expected auto, taken or asked");
    if (f->shown == SHOWN_TAKEN && f->drug.n == 0) return rows_fail(r, e, "shown", "needs a drug");
    while (rest.p != NULL && str_next(&rest, '|', &name)) {
        size_t i = 0;
        while (i < f->input_count && !str_eq(f->inputs[i].name, name)) i++;
        if (i == f->input_count) return rows_fail(r, e, "shown", "names no input");
        f->shown_by |= (uint64_t)1 << i;
    }
    return OK;
}

static status load_formula(const rows *list, formula_book *book, err *e)
{
    formula *f = &book->items[book->count];
    TRY(list_row(list, f, e));
    TRY(map_add(&book->by_id, f->id, (uint32_t)book->count, e));
    TRY(formula_load_inputs(list->of, book, f, e));
    TRY(list_shown(list, f, e));
    TRY(load_steps(list->of, f, e));
    TRY(load_bands(list->of, f, e));
    TRY(load_validations(list->of, f, e));
    TRY(load_remarks(list->of, f, e));
    TRY(load_span(list->of, f, e));
    book->count++;
    return OK;
}

/* ---- families ---- */

/** The family of a table "formulas/<family>/list". */
static bool family_of(const kb_table *t, str *family)
{
    str rest = t->name, first, last;
    if (!str_next(&rest, '/', &first) || !str_eq(first, STR("formulas"))) return false;
    if (!str_next(&rest, '/', family) || !str_next(&rest, '/', &last)) return false;
    return rest.p == NULL && str_eq(last, STR("list"));
}

static status load_family(const kb *k, arena *a, const kb_chart_codes *codes, str family,
                          formula_book *book, err *e)
{
    expression_tables *tables = ARENA_NEW(a, expression_tables);
    rows_of *of = ARENA_NEW(a, rows_of);
    TRY_MEM(e, tables);
    TRY_MEM(e, of);
    TRY(formula_tables_open(k, family, a, tables, e));
    *of = (rows_of){k, a, codes, tables, family};
    rows list;
    TRY(rows_open(of, "list", list_names, L_COLUMNS, &list, e));
    while (rows_next(&list)) TRY(load_formula(&list, book, e));
    return OK;
}

/** Organ functions first: others are made of them. */
static status load_families(const kb *k, arena *a, const kb_chart_codes *codes, formula_book *book,
                            err *e)
{
    size_t count;
    const kb_table *tables = kb_tables(k, &count);
    for (int organ = 1; organ >= 0; organ--) {
        for (size_t i = 0; i < count; i++) {
            str family;
            if (!family_of(&tables[i], &family)) continue;
            if (str_eq(family, STR("organ")) != (organ == 1)) continue;
            TRY(load_family(k, a, codes, family, book, e));
        }
    }
    return OK;
}

status formula_book_open(const kb *k, arena *a, formula_book *out, err *e)
{
    size_t count, formulas = 0;
    const kb_table *tables = kb_tables(k, &count);
    kb_chart_codes *codes = ARENA_NEW(a, kb_chart_codes);
    TRY_MEM(e, codes);
    for (size_t i = 0; i < count; i++) {
        str family;
        if (family_of(&tables[i], &family)) formulas += tables[i].rows;
    }
    *out = (formula_book){.items = ARENA_ARRAY(a, formula, formulas)};
    TRY_MEM(e, out->items);
    TRY(map_init(&out->by_id, a, formulas, e));
    TRY(kb_chart_codes_open(k, a, codes, e));
    return load_families(k, a, codes, out, e);
}

const formula *formula_find(const formula_book *book, str id)
{
    uint32_t i = map_get(&book->by_id, id);
    return i == MAP_NONE ? NULL : &book->items[i];
}
