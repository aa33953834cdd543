/*
 * Cautions.
 */
#include "advice/caution.h"

#include <math.h>
#include <stdlib.h>

#include "kb/cells.h"

enum { DRUG, CONDITION, ACTION, REASON, DOSE_MIN, DOSE_MAX, MAX_DOSE, MAX_UNIT, SOURCE, COLUMNS };

static const char *const columns[COLUMNS] = {"drug",     "condition", "action",
                                             "reason",   "dose_min",  "dose_max",
                                             "max_dose", "max_unit",  "source"};

/* ---- the table ---- */

static status read_row(const kb_table *t, const uint32_t *at, uint32_t i,
                       const kb_action_list *actions, advice_caution *x, err *e)
{
    str code = kb_cell(t, i, at[ACTION]);
    const kb_action *action = kb_action_find(actions, code);
    if (action == NULL || action->rank == 0 || action->light < KB_LIGHT_NOTICE) {
        FAIL(e, E_CONFLICT, "table 'cautions' row %u: action '%.*s' asks for nothing", i + 1,
             STR_ARG(code));
    }
    *x = (advice_caution){.action = action->code,
                          .light = (advice_light)action->light,
                          .rank = action->rank,
                          .reason = kb_cell(t, i, at[REASON]),
                          .max_unit = kb_cell(t, i, at[MAX_UNIT]),
                          .condition = kb_cell(t, i, at[CONDITION]),
                          .source = kb_cell(t, i, at[SOURCE])};
    TRY(kb_number(t, i, at[DOSE_MIN], &x->dose_min, e));
    TRY(kb_number(t, i, at[DOSE_MAX], &x->dose_max, e));
    return kb_number(t, i, at[MAX_DOSE], &x->max_dose, e);
}

static int by_drug_and_protection(const void *x, const void *y)
{
    const advice_caution *a = &((const caution_row *)x)->says, *b = &((const caution_row *)y)->says;
    int order = str_cmp(a->drug, b->drug);
    if (order == 0 && a->rank != b->rank) order = a->rank > b->rank ? -1 : 1;
    return order == 0 ? str_cmp(a->condition, b->condition) : order;
}

/** One entry for each drug of the row. */
static status add_row(const kb_table *t, const uint32_t *at, uint32_t i,
                      const kb_action_list *actions, arena *a, caution_table *out, err *e)
{
    caution_row row = {.says = {.rank = 0}};
    str drugs = kb_cell(t, i, at[DRUG]), drug;
    TRY(read_row(t, at, i, actions, &row.says, e));
    status s = condition_parse(&out->conditions, row.says.condition, &row.when, e);
    if (s != OK) {
        char *where = arena_printf(a, "table 'cautions' row %u", i + 1);
        err_prefix(e, where == NULL ? "cautions" : where);
        return s;
    }
    while (drugs.n > 0 && str_next(&drugs, ';', &drug)) {
        row.says.drug = str_trim(drug);
        out->rows[out->count++] = row;
    }
    return OK;
}

static size_t count_drugs(const kb_table *t, uint32_t column)
{
    size_t n = 0;
    for (uint32_t i = 0; i < t->rows; i++) {
        str drugs = kb_cell(t, i, column), drug;
        while (drugs.n > 0 && str_next(&drugs, ';', &drug)) n++;
    }
    return n;
}

status cautions_open(const kb *k, const kb_action_list *actions, arena *a, caution_table *out,
                     err *e)
{
    const kb_table *t;
    uint32_t at[COLUMNS];
    *out = (caution_table){.count = 0};
    TRY(condition_table_init(&out->conditions, a, e));
    if (kb_table_find(k, "cautions") == NULL) return OK;
    TRY(kb_columns(k, "cautions", columns, COLUMNS, &t, at, e));
    out->rows = ARENA_ARRAY(a, caution_row, count_drugs(t, at[DRUG]) + 1);
    TRY_MEM(e, out->rows);
    for (uint32_t i = 0; i < t->rows; i++) TRY(add_row(t, at, i, actions, a, out, e));
    if (out->count > 1) qsort(out->rows, out->count, sizeof *out->rows, by_drug_and_protection);
    return OK;
}

/* ---- one person ---- */

static truth row_truth(const caution_table *t, const caution_row *row, const chart_view *c,
                       truth *values)
{
    for (size_t i = 0; i < row->when.count; i++) {
        uint16_t step = row->when.code[i];
        if (step >= CONDITION_OR) continue;
        values[step] = chart_fact_truth(c, &t->conditions.atoms[step], row->says.drug);
    }
    return condition_evaluate(&row->when, values);
}

static void add_medicine(str *list, size_t *count, str medicine)
{
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(list[i], medicine)) return;
    }
    list[(*count)++] = medicine;
}

/** The medicines that make some comparison of the row true. */
static status add_medicines(const caution_table *t, const caution_row *row, const chart_view *c,
                            arena *a, advice_caution *out, err *e)
{
    str *list = ARENA_ARRAY(a, str, c->taken_count + 1);
    str *found = ARENA_ARRAY(a, str, c->taken_count + 1);
    TRY_MEM(e, list);
    TRY_MEM(e, found);
    for (size_t i = 0; i < row->when.count; i++) {
        uint16_t step = row->when.code[i];
        if (step >= CONDITION_OR) continue;
        const condition_atom *atom = &t->conditions.atoms[step];
        size_t n = chart_fact_medicines(c, atom, row->says.drug, found);
        for (size_t k = 0; k < n; k++) add_medicine(list, &out->with_count, found[k]);
    }
    out->with = list;
    return OK;
}

/** The daily dose that is taken, NaN when it is not stated. */
static double dose_taken(const person *p, str drug)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (!f->is_number || !str_eq(f->name, STR("dose_mg_per_day"))) continue;
        if (str_eq(f->drug, drug)) return f->number;
    }
    return NAN;
}

/** A limit that is kept is something to watch, nothing to change. */
static void look_at_dose(const person *p, advice_caution *x)
{
    bool by_day = str_eq(x->max_unit, STR("mg/d"));
    if (by_day && dose_taken(p, x->drug) <= x->max_dose) x->light = ADVICE_NOTICE;
}

/** One reason is one caution: the most protective, which comes first. */
static bool is_said(const advice_caution *list, size_t count, const advice_caution *x)
{
    for (size_t i = 0; x->reason.n > 0 && i < count; i++) {
        if (str_eq(list[i].drug, x->drug) && str_eq(list[i].reason, x->reason)) return true;
    }
    return false;
}

status cautions_find(const caution_table *t, const chart_view *c, arena *a,
                     const advice_caution **out, size_t *count, err *e)
{
    size_t n = c->person == NULL ? 0 : t->count;
    advice_caution *list = ARENA_ARRAY(a, advice_caution, n + 1);
    truth *values = ARENA_ARRAY(a, truth, t->conditions.count + 1);
    TRY_MEM(e, list);
    TRY_MEM(e, values);
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        if (row_truth(t, &t->rows[i], c, values) != TRUTH_TRUE) continue;
        if (is_said(list, *count, &t->rows[i].says)) continue;
        advice_caution *x = &list[(*count)++];
        *x = t->rows[i].says;
        look_at_dose(c->person, x);
        TRY(add_medicines(t, &t->rows[i], c, a, x, e));
    }
    *out = list;
    return OK;
}

static bool raises_dose(const advice *x)
{
    return str_eq(x->action, STR("increase_dose")) || str_eq(x->action, STR("start_high")) ||
           x->dose_min > 1;
}

static bool lowers_dose(const advice_caution *x)
{
    return x->light > ADVICE_NOTICE || str_eq(x->action, STR("max_dose"));
}

void caution_note(const advice_set *set, advice_drug *d)
{
    bool raised = d->headline != NULL && raises_dose(d->headline);
    for (size_t i = 0; i < set->caution_count; i++) {
        const advice_caution *x = &set->cautions[i];
        if (!str_eq(x->drug, d->name)) continue;
        if (d->caution_count++ == 0) d->cautions = x;
        if (x->light > d->light) d->light = x->light;
        if (raised && lowers_dose(x)) d->against = true;
    }
}
