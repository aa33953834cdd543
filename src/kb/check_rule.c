/*
 * Phenotype rules, one diplotype at a time. Knows docs/kb-tables.md, section phenotypes.tsv; knows
 * nothing of how a diplotype was found.
 */
#include "kb/check_rule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_fit(kb_verdict *v, const kb_phenotype_rule *r)
{
    if (v->fitting == 0) v->rule = r;
    v->fitting++;
}

static void absent_if_none(const kb_gene *g, kb_verdict *v)
{
    for (size_t i = 0; i < g->rule_count && v->rule == NULL; i++) {
        if (g->rules[i].kind == KB_RULE_ABSENT) v->rule = &g->rules[i];
    }
}

kb_verdict kb_rule_of_functions(const kb_gene *g, str a, str b)
{
    kb_verdict v = {0};
    for (size_t i = 0; i < g->rule_count && a.n > 0; i++) {
        const kb_phenotype_rule *r = &g->rules[i];
        if (r->kind != KB_RULE_FUNCTION) continue;
        bool same = str_eq(r->a, a) && str_eq(r->b, b);
        bool swapped = b.n > 0 && str_eq(r->a, b) && str_eq(r->b, a);
        if (same || swapped) add_fit(&v, r);
    }
    absent_if_none(g, &v);
    return v;
}

kb_verdict kb_rule_of_sum(const kb_gene *g, double sum, bool at_least)
{
    kb_verdict v = {.scored = !isnan(sum), .sum = sum, .at_least = at_least};
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *r = &g->rules[i];
        if (r->kind != KB_RULE_SCORE) continue;
        if (isnan(sum) ? isnan(r->min) : (r->min <= sum && sum <= r->max)) add_fit(&v, r);
    }
    absent_if_none(g, &v);
    return v;
}

static kb_verdict of_activities(const kb_gene *g, const kb_allele *a, const kb_allele *b)
{
    if (b == NULL || a->activity.n == 0 || b->activity.n == 0) {
        kb_verdict v = {.sum = NAN};
        absent_if_none(g, &v);
        return v;
    }
    /* n/a is NaN and stays NaN in the sum */
    return kb_rule_of_sum(g, a->activity_value + b->activity_value,
                          a->activity_at_least || b->activity_at_least);
}

kb_verdict kb_rule_evaluate(const kb_gene *g, const kb_allele *a, const kb_allele *b)
{
    kb_verdict none = {.sum = NAN};
    if (g->class == KB_PRESENCE) return none;
    if (g->scoring == KB_BY_ACTIVITY) return of_activities(g, a, b);
    if (g->scoring == KB_BY_FUNCTION && (b == NULL || b->function.n > 0)) {
        return kb_rule_of_functions(g, a->function, b == NULL ? (str){NULL, 0} : b->function);
    }
    absent_if_none(g, &none);
    return none;
}

str kb_sum_text(double sum, bool at_least, char buffer[KB_SUM_TEXT_MAX])
{
    if (isnan(sum)) return STR("n/a");
    int n = snprintf(buffer, KB_SUM_TEXT_MAX, "%s%.4f", at_least ? "≥" : "", sum);
    if (n < 0 || n >= KB_SUM_TEXT_MAX) return STR("n/a");
    while (buffer[n - 1] == '0' && buffer[n - 2] != '.') n--;
    return (str){buffer, (size_t)n};
}

str kb_verdict_text(const kb_verdict *v, str cell, char buffer[KB_SUM_TEXT_MAX])
{
    return str_eq(cell, STR("sum")) ? kb_sum_text(v->sum, v->at_least, buffer) : cell;
}
