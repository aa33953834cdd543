/*
 * Checks of kb/cautions.tsv: drugs are in their table, what a condition asks of a chart can be in a
 * chart, reasons have words. Does not know whether a label says so: the column source does.
 */
#include "advice/check_advice.h"
#include "advice/program.h"
#include "kb/wording.h"

enum { KEY_MAX = 256 };

/** Whether some row of `table` has `value` in `column` (and `fact` in column fact); a table that is
 *  not there has none. */
static bool has_row(const kb *k, const char *table, str fact, const char *column, str value)
{
    size_t count;
    const kb_table *t = kb_tables(k, &count);
    for (size_t i = 0; i < count; i++) {
        err e = {0};
        uint32_t of_fact, of_value;
        if (!str_eq(t[i].name, str_of(table))) continue;
        if (kb_column(&t[i], "fact", &of_fact, &e) != OK) return false;
        if (kb_column(&t[i], column, &of_value, &e) != OK) return false;
        for (uint32_t row = 0; row < t[i].rows; row++) {
            bool same = str_eq(kb_cell(&t[i], row, of_fact), fact);
            if (same && (value.n == 0 || str_eq(kb_cell(&t[i], row, of_value), value))) return true;
        }
    }
    return false;
}

/** Facts that the chart works out itself, and enzymes that medicines change. */
static bool is_own_fact(const kb *k, str name)
{
    static const char *const own[] = {"age_years", "weight_kg"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (str_eq(name, str_of(own[i]))) return true;
    }
    size_t stem = str_find(name, '_');
    str tail = {name.p + stem, name.n - stem};
    if (str_eq(tail, STR("_inhibitor")) || str_eq(tail, STR("_inducer"))) return true;
    return has_row(k, "score_facts", name, "fact", name);
}

/** Whether a chart can ever say so. */
static bool can_be_said(const kb *k, const condition_atom *atom, str value)
{
    if (is_own_fact(k, atom->name)) return true;
    if (str_eq(atom->name, STR("every_day"))) return str_eq(value, STR("true"));
    return has_row(k, "problems", atom->name, "value", value) ||
           has_row(k, "derived_facts", atom->name, "value", value);
}

static bool is_drug(const advice_engine *g, str name)
{
    kb_drug_match how;
    return kb_drug_find(&g->drugs, name, &how) != NULL && how == KB_DRUG_NAME;
}

static status check_atom(const advice_engine *g, const condition_atom *atom, kb_check_report *r,
                         err *e)
{
    r->facts++;
    if (atom->field != FIELD_CHART) {
        return kb_check_fail(r, e, "cautions", 0, "'%.*s' asks for a gene", STR_ARG(atom->text));
    }
    size_t values = atom->op == COMPARE_EQUAL ? atom->value_count : 1;
    bool medicines = str_eq(atom->name, STR("takes"));
    for (size_t i = 0; i < values; i++) {
        str value = atom->values[i].is_number ? (str){NULL, 0} : atom->values[i].text;
        bool good = medicines ? is_drug(g, value) : can_be_said(g->knowledge, atom, value);
        if (good) continue;
        TRY(kb_check_fail(r, e, "cautions", 0, "'%.*s': no chart says '%.*s'", STR_ARG(atom->text),
                          STR_ARG(value)));
    }
    return OK;
}

static status check_row(const advice_engine *g, const kb_wording *w, const advice_caution *x,
                        kb_check_report *r, err *e)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    r->facts++;
    buf_printf(&key, "caution.%.*s", STR_ARG(x->reason));
    if (!is_drug(g, x->drug)) {
        TRY(kb_check_fail(r, e, "cautions", 0, "'%.*s' is no INN of drugs", STR_ARG(x->drug)));
    }
    bool worded =
        x->reason.n == 0 || w->count == 0 || kb_wording_get(w, KB_ENGLISH, buf_str(&key)).n > 0;
    if (!worded) {
        TRY(kb_check_fail(r, e, "cautions", 0, "%.*s: reason '%.*s' has no text", STR_ARG(x->drug),
                          STR_ARG(x->reason)));
    }
    bool range = !(x->dose_min > x->dose_max) && !(x->dose_min <= 0) && !(x->max_dose <= 0);
    if (range && (x->max_dose > 0) == (x->max_unit.n > 0)) return OK;
    return kb_check_fail(r, e, "cautions", 0, "%.*s: doses are no range or lack a unit",
                         STR_ARG(x->drug));
}

status check_cautions(const kb *k, kb_check_report *r, err *e)
{
    advice_engine *g;
    kb_wording words;
    TRY(check_open_engine(k, r, &g, e));
    if (g == NULL) return OK;
    TRY(kb_wording_open(k, r->memory, &words, e));
    for (size_t i = 0; i < g->cautions.count; i++) {
        TRY(check_row(g, &words, &g->cautions.rows[i].says, r, e));
    }
    for (size_t i = 0; i < g->cautions.conditions.count; i++) {
        TRY(check_atom(g, &g->cautions.conditions.atoms[i], r, e));
    }
    return OK;
}
