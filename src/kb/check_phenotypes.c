/*
 * Checks of alleles and phenotype rules: one reference, no two alleles alike, and exactly one
 * phenotype for every diplotype. Diplotypes are not listed one by one: what decides is the pair of
 * functions or activity values, so every such pair is asked once.
 */
#include <math.h>
#include <string.h>

#include "kb/check.h"
#include "kb/check_rule.h"

static bool same_cells(const kb_allele *a, const kb_allele *b)
{
    if (a->cell_count != b->cell_count) return false;
    for (size_t i = 0; i < a->cell_count; i++) {
        if (a->cells[i].position != b->cells[i].position || a->cells[i].mask != b->cells[i].mask) {
            return false;
        }
    }
    return true;
}

static uint32_t allele_row(const kb *k, const kb_gene *g, const kb_allele *a)
{
    return kb_check_row(k, "alleles", g->name, "allele", a->name);
}

static const char *flaw_of_activity(const kb_gene *g, const kb_allele *a)
{
    if (g->scoring != KB_BY_ACTIVITY) {
        return a->activity.n > 0 ? "an activity in a gene without" : NULL;
    }
    if ((a->activity.n == 0) != (a->function.n == 0)) {
        return "function and activity must be there together";
    }
    if (isnan(a->activity_value)) return NULL;
    bool exact = a->activity_value >= 0 && fmod(a->activity_value * 4, 1) == 0;
    return exact ? NULL : "the activity is no multiple of 0.25";
}

static const char *flaw_of_allele(const kb_gene *g, const kb_allele *a)
{
    bool outside = a->kind == KB_OUTSIDE_ONLY;
    if (a->name.n == 0) return "an allele has no name";
    if (!outside && a->cell_count == 0) return "no cell says what it is";
    if (outside && a->cell_count > 0) return "an outside allele has cells";
    return flaw_of_activity(g, a);
}

static status allele_is_sound(const kb *k, const kb_gene *g, size_t i, kb_check_report *report,
                              err *e)
{
    const kb_allele *a = &g->alleles[i];
    const char *flaw = flaw_of_allele(g, a);
    str other = {NULL, 0};
    report->facts++;
    for (size_t j = 0; j < i && flaw == NULL && i < g->matched_count; j++) {
        if (!same_cells(a, &g->alleles[j])) continue;
        flaw = "the same definition as";
        other = g->alleles[j].name;
    }
    if (flaw == NULL) return OK;
    return kb_check_fail(report, e, "alleles", allele_row(k, g, a), "%.*s %.*s: %s %.*s",
                         STR_ARG(g->name), STR_ARG(a->name), flaw, STR_ARG(other));
}

status kb_check_alleles(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (uint32_t i = 0; i < count; i++) {
        const kb_gene *g = &genes[i];
        size_t references = 0;
        for (size_t j = 0; j < g->allele_count; j++) {
            references += g->alleles[j].kind == KB_REFERENCE;
            TRY(allele_is_sound(k, g, j, report, e));
        }
        if (references == (g->class == KB_PRESENCE ? 0 : 1)) continue;
        TRY(kb_check_fail(report, e, "genes", i + 1, "%.*s: %zu reference alleles, expected %d",
                          STR_ARG(g->name), references, g->class == KB_PRESENCE ? 0 : 1));
    }
    return OK;
}

/* ---- rules ---- */

/* What decides a phenotype, each value once: function texts, or activity values. */
typedef struct value_set {
    str *function;
    double *activity;
    bool *at_least;
    size_t count;
    bool not_available; /* some allele has activity n/a */
} value_set;

static status collect_values(const kb_gene *g, arena *a, value_set *s, err *e)
{
    *s = (value_set){.function = ARENA_ARRAY(a, str, g->allele_count + 1),
                     .activity = ARENA_ARRAY(a, double, g->allele_count + 1),
                     .at_least = ARENA_ARRAY(a, bool, g->allele_count + 1)};
    TRY_MEM(e, s->function);
    TRY_MEM(e, s->activity);
    TRY_MEM(e, s->at_least);
    bool by_activity = g->scoring == KB_BY_ACTIVITY;
    for (size_t i = 0; i < g->allele_count; i++) {
        const kb_allele *x = &g->alleles[i];
        bool seen = false;
        if (by_activity && isnan(x->activity_value)) {
            s->not_available = s->not_available || x->activity.n > 0;
            continue;
        }
        if (!by_activity && x->function.n == 0) continue;
        for (size_t j = 0; j < s->count && !seen; j++) {
            seen = by_activity ? s->activity[j] == x->activity_value &&
                                     s->at_least[j] == x->activity_at_least
                               : str_eq(s->function[j], x->function);
        }
        if (seen) continue;
        s->function[s->count] = x->function;
        s->activity[s->count] = x->activity_value;
        s->at_least[s->count++] = x->activity_at_least;
    }
    return OK;
}

static void mark_fired(const kb_gene *g, const kb_verdict *v, bool *fired)
{
    if (v->fitting > 0) fired[v->rule - g->rules] = true;
}

static status pair_of_functions(const kb_gene *g, str a, str b, bool *fired,
                                kb_check_report *report, err *e)
{
    kb_verdict v = kb_rule_of_functions(g, a, b);
    report->facts++;
    mark_fired(g, &v, fired);
    if (v.fitting == 1) return OK;
    return kb_check_fail(report, e, "phenotypes", 0, "%.*s: %zu rules for '%.*s' with '%.*s'",
                         STR_ARG(g->name), v.fitting, STR_ARG(a), STR_ARG(b));
}

static status function_rules(const kb_gene *g, const value_set *s, bool *fired,
                             kb_check_report *report, err *e)
{
    for (size_t i = 0; i < s->count; i++) {
        if (g->haploid) {
            TRY(pair_of_functions(g, s->function[i], (str){NULL, 0}, fired, report, e));
        }
        for (size_t j = 0; j <= i && g->class != KB_MITO; j++) {
            TRY(pair_of_functions(g, s->function[i], s->function[j], fired, report, e));
        }
    }
    return OK;
}

static status one_sum(const kb_gene *g, double sum, bool at_least, bool *fired,
                      kb_check_report *report, err *e)
{
    char text[KB_SUM_TEXT_MAX];
    kb_verdict v = kb_rule_of_sum(g, sum, at_least);
    str shown = kb_sum_text(sum, at_least, text);
    report->facts++;
    mark_fired(g, &v, fired);
    if (v.fitting != 1) {
        return kb_check_fail(report, e, "phenotypes", 0, "%.*s: %zu bands for the score %.*s",
                             STR_ARG(g->name), v.fitting, STR_ARG(shown));
    }
    if (!at_least || isinf(v.rule->max)) return OK;
    return kb_check_fail(report, e, "phenotypes", 0,
                         "%.*s: %.*s falls into a closed band, so it is not determinate",
                         STR_ARG(g->name), STR_ARG(shown));
}

static status bands_apart(const kb_gene *g, kb_check_report *report, err *e)
{
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *x = &g->rules[i];
        if (x->kind != KB_RULE_SCORE || isnan(x->min)) continue;
        report->facts++;
        if (!(x->min <= x->max)) {
            TRY(kb_check_fail(report, e, "phenotypes", 0, "%.*s: band %g to %g is empty",
                              STR_ARG(g->name), x->min, x->max));
        }
        for (size_t j = 0; j < i; j++) {
            const kb_phenotype_rule *y = &g->rules[j];
            if (y->kind != KB_RULE_SCORE || isnan(y->min)) continue;
            if (x->min > y->max || y->min > x->max) continue;
            TRY(kb_check_fail(report, e, "phenotypes", 0, "%.*s: bands %g-%g and %g-%g overlap",
                              STR_ARG(g->name), y->min, y->max, x->min, x->max));
        }
    }
    return OK;
}

static status score_rules(const kb_gene *g, const value_set *s, bool *fired,
                          kb_check_report *report, err *e)
{
    TRY(bands_apart(g, report, e));
    if (s->not_available) TRY(one_sum(g, NAN, false, fired, report, e));
    for (size_t i = 0; i < s->count; i++) {
        for (size_t j = 0; j <= i; j++) {
            TRY(one_sum(g, s->activity[i] + s->activity[j], s->at_least[i] || s->at_least[j], fired,
                        report, e));
        }
    }
    return OK;
}

static const char *flaw_of_rule(const kb_gene *g, const kb_phenotype_rule *r, bool fired)
{
    bool sum = str_eq(r->lookup_key, STR("sum"));
    if (r->phenotype.n == 0 || r->lookup_key.n == 0) return "no phenotype or lookup key";
    if (sum != str_eq(r->activity_score, STR("sum"))) return "sum in one of key and score only";
    if (sum && r->kind != KB_RULE_SCORE) return "sum in a rule that has none";
    if (r->kind == KB_RULE_ABSENT) return NULL;
    if (r->kind == KB_RULE_SCORE && g->scoring != KB_BY_ACTIVITY) return "a band without scores";
    if (r->kind == KB_RULE_FUNCTION && g->scoring != KB_BY_FUNCTION) return "no function gene";
    if (r->kind == KB_RULE_FUNCTION && r->b.n > 0 && str_cmp(r->a, r->b) > 0) {
        return "a stands behind b";
    }
    return fired ? NULL : "no diplotype fires it";
}

static status rules_sound(const kb *k, const kb_gene *g, const bool *fired, kb_check_report *report,
                          err *e)
{
    uint32_t first = kb_check_row(k, "phenotypes", g->name, "gene", g->name);
    size_t absent = 0;
    for (uint32_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *r = &g->rules[i];
        const char *flaw = flaw_of_rule(g, r, fired[i]);
        absent += r->kind == KB_RULE_ABSENT;
        report->facts++;
        if (flaw == NULL) continue;
        TRY(kb_check_fail(report, e, "phenotypes", first + i, "%.*s '%.*s', '%.*s': %s",
                          STR_ARG(g->name), STR_ARG(r->a), STR_ARG(r->b), flaw));
    }
    if (absent == 1 || (g->scoring == KB_UNSCORED && g->rule_count == 0)) return OK;
    return kb_check_fail(report, e, "phenotypes", 0, "%.*s: %zu absent rules, expected one",
                         STR_ARG(g->name), absent);
}

status kb_check_rules(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    AUTO(arena_release) arena a = {0};
    for (size_t i = 0; i < count; i++) {
        const kb_gene *g = &genes[i];
        if (g->class == KB_PRESENCE) continue;
        value_set values;
        bool *fired = ARENA_ARRAY(&a, bool, g->rule_count + 1);
        TRY_MEM(e, fired);
        TRY(collect_values(g, &a, &values, e));
        if (g->scoring == KB_BY_FUNCTION) {
            TRY(function_rules(g, &values, fired, report, e));
        } else if (g->scoring == KB_BY_ACTIVITY) {
            TRY(score_rules(g, &values, fired, report, e));
        }
        TRY(rules_sound(k, g, fired, report, e));
        arena_reset(&a);
    }
    return OK;
}

/* ---- presence genes ---- */

static size_t value_rules(const kb_gene *g, str allele, str state)
{
    size_t n = 0;
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *r = &g->rules[i];
        n += r->kind == KB_RULE_VALUE && str_eq(r->a, allele) && str_eq(r->b, state);
    }
    return n;
}

status kb_check_presence(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (size_t i = 0; i < count; i++) {
        const kb_gene *g = &genes[i];
        size_t used = 0, value = 0;
        for (size_t j = 0; j < g->rule_count; j++) value += g->rules[j].kind == KB_RULE_VALUE;
        for (size_t j = 0; j < g->allele_count && g->class == KB_PRESENCE; j++) {
            str name = g->alleles[j].name;
            size_t present = value_rules(g, name, STR("present"));
            size_t absent = value_rules(g, name, STR("absent"));
            used += present + absent;
            report->facts++;
            if (present == 1 && absent == 1) continue;
            TRY(kb_check_fail(report, e, "phenotypes", 0,
                              "%.*s %.*s: %zu rules for present and %zu for absent, "
                              "expected one each",
                              STR_ARG(g->name), STR_ARG(name), present, absent));
        }
        size_t expected = g->class == KB_PRESENCE ? g->rule_count : 0;
        if (used == value && value == expected) continue;
        TRY(kb_check_fail(report, e, "phenotypes", 0, "%.*s: a rule names no allele of the gene",
                          STR_ARG(g->name)));
    }
    return OK;
}
