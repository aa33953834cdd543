/*
 * Proof that what a chart or a formula shows has words: every fact of kb/problems that can be shown
 * and every derived fact (value and label), every vaccine, every quantity of kb/analytes and its
 * unit, every text and unit that a formula takes. Knows which columns reach a reader; how a text
 * keeps its numbers and negations is check_text.c's.
 */
#include "kb/cells.h"
#include "kb/check.h"
#include "kb/wording.h"

typedef struct shown_check {
    const kb *k;
    kb_wording w;
    arena a;
    kb_check_report *report;
    err *e;
} shown_check;

static bool has_text(const shown_check *c, const char *key)
{
    return map_get(&c->w.by_key, str_of(key)) != MAP_NONE;
}

static status need_key(shown_check *c, const kb_table *t, uint32_t row, const char *key)
{
    TRY_MEM(c->e, key);
    c->report->facts++;
    if (has_text(c, key)) return OK;
    return kb_check_fail(c->report, c->e, t->name.p, row + 1, "no text '%s'", key);
}

static status need_code(shown_check *c, const kb_table *t, uint32_t row, const char *group,
                        str code)
{
    return need_key(c, t, row, arena_printf(&c->a, "%s.%.*s", group, STR_ARG(code)));
}

/* "fact.<name>.<value>" or, for what means the same everywhere, "fact.<value>". */
static status need_fact(shown_check *c, const kb_table *t, uint32_t row, str name, str value)
{
    const char *own = arena_printf(&c->a, "fact.%.*s.%.*s", STR_ARG(name), STR_ARG(value));
    TRY_MEM(c->e, own);
    if (has_text(c, own)) return OK;
    return need_code(c, t, row, "fact", value);
}

static status need_unit(shown_check *c, const kb_table *t, uint32_t row, str unit)
{
    if (unit.n == 0 || str_eq(unit, STR("1"))) return OK;
    return need_code(c, t, row, "unit", unit);
}

/* The cells of the named columns of one row; a table without them is an error. */
static status cells_of(shown_check *c, const kb_table *t, uint32_t row, const char *const *names,
                       size_t count, str *cells)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t column;
        TRY(kb_column(t, names[i], &column, c->e));
        cells[i] = kb_cell(t, row, column);
    }
    return OK;
}

/* ---- tables ---- */

static status problem_row(shown_check *c, const kb_table *t, uint32_t row)
{
    static const char *const names[] = {"kind", "fact", "value"};
    static const char *const shown[] = {"condition", "procedure", "status", "family"};
    str cell[3];
    TRY(cells_of(c, t, row, names, 3, cell));
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        if (!str_eq(cell[0], str_of(shown[i]))) continue;
        TRY(need_code(c, t, row, "chart.fact", cell[1]));
        return need_fact(c, t, row, cell[1], cell[2]);
    }
    return OK; /* words that are looked for and never shown: answers, relations, ways to write */
}

static status derived_row(shown_check *c, const kb_table *t, uint32_t row)
{
    static const char *const names[] = {"fact", "value"};
    str cell[2];
    TRY(cells_of(c, t, row, names, 2, cell));
    TRY(need_code(c, t, row, "chart.fact", cell[0]));
    return need_fact(c, t, row, cell[0], cell[1]);
}

static status analyte_row(shown_check *c, const kb_table *t, uint32_t row)
{
    static const char *const names[] = {"name", "unit"};
    str cell[2];
    TRY(cells_of(c, t, row, names, 2, cell));
    TRY(need_code(c, t, row, "analyte", cell[0]));
    return need_unit(c, t, row, cell[1]);
}

static status vaccine_row(shown_check *c, const kb_table *t, uint32_t row)
{
    static const char *const names[] = {"vaccine"};
    str cell;
    TRY(cells_of(c, t, row, names, 1, &cell));
    return need_fact(c, t, row, STR("vaccinated"), cell);
}

/* Genotypes are the same in every language. */
static bool is_genotype(str text)
{
    return str_find(text, '/') < text.n || str_find(text, '*') < text.n;
}

/* A formula's input: "allowed" has "C/T=rs9923231 …": what is shown is the part before "=". */
static status input_row(shown_check *c, const kb_table *t, uint32_t row)
{
    static const char *const names[] = {"name", "type", "unit", "allowed"};
    str cell[4], word, rest;
    TRY(cells_of(c, t, row, names, 4, cell));
    TRY(need_unit(c, t, row, cell[2]));
    if (str_eq(cell[1], STR("flag"))) {
        TRY(need_fact(c, t, row, cell[0], STR("yes")));
        return need_fact(c, t, row, cell[0], STR("no"));
    }
    rest = cell[3];
    while (str_eq(cell[1], STR("text")) && rest.n > 0 && str_next(&rest, ';', &word)) {
        word.n = str_find(word, '=');
        if (!is_genotype(word)) TRY(need_fact(c, t, row, cell[0], word));
    }
    return OK;
}

typedef status row_fn(shown_check *c, const kb_table *t, uint32_t row);

static row_fn *rows_of(str table)
{
    static const char tail[] = "/inputs";
    size_t n = sizeof tail - 1;
    bool inputs = table.n > n && str_eq((str){table.p + table.n - n, n}, str_of(tail));
    if (inputs && str_starts(table, STR("formulas/"))) return input_row;
    if (str_eq(table, STR("problems"))) return problem_row;
    if (str_eq(table, STR("derived_facts"))) return derived_row;
    if (str_eq(table, STR("vaccines"))) return vaccine_row;
    return str_eq(table, STR("analytes")) ? analyte_row : NULL;
}

static status check_tables(shown_check *c)
{
    size_t count;
    const kb_table *tables = kb_tables(c->k, &count);
    TRY(kb_wording_open(c->k, &c->a, &c->w, c->e));
    for (size_t i = 0; i < count; i++) {
        row_fn *check = rows_of(tables[i].name);
        for (uint32_t r = 0; check != NULL && r < tables[i].rows; r++) {
            TRY(check(c, &tables[i], r));
        }
    }
    return OK;
}

/** A knowledge base without texts (for calling only) shows nothing. */
status kb_check_shown(const kb *k, kb_check_report *report, err *e)
{
    shown_check c = {.k = k, .report = report, .e = e};
    size_t count, texts = 0;
    const kb_table *tables = kb_tables(k, &count);
    for (size_t i = 0; i < count; i++) texts += str_starts(tables[i].name, STR("text/"));
    if (texts == 0) return OK;
    status done = check_tables(&c);
    arena_release(&c.a);
    return done;
}
