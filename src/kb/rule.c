/*
 * kb/rules/…, kb/populations.tsv and kb/actions.tsv as typed rows. Knows their columns; what a
 * condition means and which row wins is advice/'s.
 */
#include "kb/rule.h"

#include "kb/cells.h"

enum {
    ID,
    DRUG,
    KIND,
    POPULATION,
    CONDITION,
    ACTION,
    DOSE_OF,
    MAX_UNIT,
    STRENGTH,
    FLAGS,
    GUIDELINE,
    PMID,
    DOSE_MIN,
    DOSE_MAX,
    MAX_DOSE,
    ALTERNATIVES,
    ALSO,
    IMPLICATION,
    RULE_COLUMNS
};

static const char *const rule_columns[RULE_COLUMNS] = {
    "id",       "drug",     "source_kind", "population",   "condition", "action",
    "dose_of",  "max_unit", "strength",    "flags",        "guideline", "pmid",
    "dose_min", "dose_max", "max_dose",    "alternatives", "also",      "implication"};

static bool is_rule_table(const kb_table *t)
{
    uint32_t column;
    return str_starts(t->name, STR("rules/")) && kb_column(t, "condition", &column, NULL) == OK;
}

static status read_rule(const kb_table *t, uint32_t row, const uint32_t *at, arena *a, kb_rule *r,
                        err *e)
{
    str *const texts[] = {&r->id,        &r->drug,   &r->source_kind, &r->population,
                          &r->condition, &r->action, &r->dose_of,     &r->max_unit,
                          &r->strength,  &r->flags,  &r->guideline,   &r->pmid};
    for (size_t c = 0; c < sizeof texts / sizeof texts[0]; c++) *texts[c] = kb_cell(t, row, at[c]);
    r->source = (str){r->id.p, str_find(r->id, '-')};
    r->table = t->name;
    r->row = row + 1;
    TRY(kb_number(t, row, at[DOSE_MIN], &r->dose_min, e));
    TRY(kb_number(t, row, at[DOSE_MAX], &r->dose_max, e));
    TRY(kb_number(t, row, at[MAX_DOSE], &r->max_dose, e));
    TRY(kb_parts(a, kb_cell(t, row, at[ALTERNATIVES]), &r->alternatives, &r->alternative_count, e));
    TRY(kb_parts(a, kb_cell(t, row, at[ALSO]), &r->also, &r->also_count, e));
    return kb_parts(a, kb_cell(t, row, at[IMPLICATION]), &r->implications, &r->implication_count,
                    e);
}

status kb_rules_open(const kb *k, arena *a, kb_rule_list *out, err *e)
{
    size_t tables, total = 0, n = 0;
    const kb_table *t = kb_tables(k, &tables);
    for (size_t i = 0; i < tables; i++) total += is_rule_table(&t[i]) ? t[i].rows : 0;
    kb_rule *items = ARENA_ARRAY(a, kb_rule, total);
    TRY_MEM(e, items);
    for (size_t i = 0; i < tables; i++) {
        uint32_t at[RULE_COLUMNS];
        if (!is_rule_table(&t[i])) continue;
        for (size_t c = 0; c < RULE_COLUMNS; c++) TRY(kb_column(&t[i], rule_columns[c], &at[c], e));
        for (uint32_t row = 0; row < t[i].rows; row++) {
            TRY(read_rule(&t[i], row, at, a, &items[n++], e));
        }
    }
    *out = (kb_rule_list){items, n};
    return OK;
}

status kb_populations_open(const kb *k, arena *a, kb_population_list *out, err *e)
{
    static const char *const names[] = {"code", "label_key", "condition"};
    const kb_table *t;
    uint32_t at[3];
    TRY(kb_columns(k, "populations", names, 3, &t, at, e));
    kb_population *items = ARENA_ARRAY(a, kb_population, t->rows);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        str code = kb_cell(t, i, at[0]), label = kb_cell(t, i, at[1]);
        items[i] = (kb_population){code, label, kb_cell(t, i, at[2])};
    }
    *out = (kb_population_list){items, t->rows};
    return OK;
}

const kb_population *kb_population_find(const kb_population_list *list, str code)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].code, code)) return &list->items[i];
    }
    return NULL;
}

static status read_action(const kb_table *t, uint32_t row, const uint32_t *at, kb_action *x, err *e)
{
    static const char *const lights[] = {"unknown", "usual", "notice", "change", "stop"};
    str light = kb_cell(t, row, at[1]), rank = kb_cell(t, row, at[2]);
    x->code = kb_cell(t, row, at[0]);
    x->rank = 0;
    for (size_t i = 0; i < sizeof lights / sizeof lights[0]; i++) {
        if (!str_eq(light, str_of(lights[i]))) continue;
        x->light = (kb_light)i;
        if (rank.n == 0 || str_to_u32(rank, &x->rank)) return OK;
    }
    FAIL(e, E_SYNTAX, "table 'actions' row %u: light '%.*s', rank '%.*s'", row + 1, STR_ARG(light),
         STR_ARG(rank));
}

status kb_actions_open(const kb *k, arena *a, kb_action_list *out, err *e)
{
    static const char *const names[] = {"code", "light", "rank"};
    const kb_table *t;
    uint32_t at[3];
    TRY(kb_columns(k, "actions", names, 3, &t, at, e));
    kb_action *items = ARENA_ARRAY(a, kb_action, t->rows);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) TRY(read_action(t, i, at, &items[i], e));
    *out = (kb_action_list){items, t->rows};
    return OK;
}

const kb_action *kb_action_find(const kb_action_list *list, str code)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].code, code)) return &list->items[i];
    }
    return NULL;
}
