/*
 * Rows of advice.
 */
#include "advice/row.h"

/** "CYP2D6|exposure:higher:active_metabolite" taken apart. */
static advice_implication implication(str text)
{
    advice_implication x = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    size_t bar = str_find(text, '|');
    if (bar < text.n) {
        x.gene = (str){text.p, bar};
        text = (str){text.p + bar + 1, text.n - bar - 1};
    }
    str_next(&text, ':', &x.quantity);
    if (text.p != NULL) str_next(&text, ':', &x.direction);
    if (text.p != NULL) x.object = text;
    return x;
}

static status implications(arena *a, const kb_rule *r, advice *out, err *e)
{
    advice_implication *list = ARENA_ARRAY(a, advice_implication, r->implication_count + 1);
    TRY_MEM(e, list);
    for (size_t i = 0; i < r->implication_count; i++) list[i] = implication(r->implications[i]);
    out->implications = list;
    out->implication_count = r->implication_count;
    return OK;
}

/** `index`: the combination, or v->combinations for all together. */
static status make_case(const run *r, const rule_program *p, const rule_verdict *v, size_t index,
                        advice_case *out, err *e)
{
    advice_fact *facts = ARENA_ARRAY(r->memory, advice_fact, p->part_count + 1);
    TRY_MEM(e, facts);
    for (size_t i = 0; i < p->part_count; i++) {
        const state_groups *g = &v->groups[i];
        size_t k = index == v->combinations ? g->count : verdict_group(p, v, index, i);
        TRY(state_group_fact(g, k, r->engine->conditions.atoms, r->memory, &facts[i], e));
    }
    *out = (advice_case){facts, p->part_count};
    return OK;
}

static status make_cases(const run *r, const rule_program *p, const rule_verdict *v, advice *out,
                         err *e)
{
    bool all = v->true_count == v->combinations;
    size_t n = all ? 1 : v->true_count;
    advice_case *cases = ARENA_ARRAY(r->memory, advice_case, n);
    TRY_MEM(e, cases);
    for (size_t i = 0; i < n; i++) {
        TRY(make_case(r, p, v, all ? v->combinations : v->true_list[i], &cases[i], e));
    }
    out->certainty = all ? ADVICE_HOLDS : ADVICE_POSSIBLE;
    out->cases = cases;
    out->case_count = n;
    return OK;
}

status advice_row_make(const run *r, const rule_program *p, const rule_verdict *v, advice *out,
                       err *e)
{
    const kb_rule *k = p->rule;
    *out = (advice){
        .rule_id = k->id,
        .drug = k->drug,
        .source = k->source,
        .source_kind = k->source_kind,
        .population = k->population,
        .population_known = v->who == TRUTH_TRUE,
        .condition = k->condition,
        .action = k->action,
        .light = (advice_light)p->light,
        .rank = p->rank,
        .dose_min = k->dose_min,
        .dose_max = k->dose_max,
        .dose_of = k->dose_of,
        .max_dose = k->max_dose,
        .max_unit = k->max_unit,
        .alternatives = k->alternatives,
        .alternative_count = k->alternative_count,
        .also = k->also,
        .also_count = k->also_count,
        .strength = k->strength,
        .guideline = k->guideline,
        .pmid = k->pmid,
    };
    TRY(implications(r->memory, k, out, e));
    return make_cases(r, p, v, out, e);
}
