/*
 * Phenotype rules. Knows how functions pair and scores add; the rules themselves are rows.
 */
#include "pgx/phenotype.h"

#include <math.h>
#include <stdio.h>

str pgx_score_text(arena *a, double score, bool at_least)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%.4f", score);
    while (n > 1 && digits[n - 1] == '0' && digits[n - 2] != '.') n--;
    char *text = arena_printf(a, "%s%.*s", at_least ? "≥" : "", n, digits);
    return str_of(text);
}

const kb_phenotype_rule *pgx_rule_of_score(const kb_gene *g, double score)
{
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *r = &g->rules[i];
        if (r->kind != KB_RULE_SCORE) continue;
        if (isnan(score) ? isnan(r->min) : score >= r->min && score <= r->max) return r;
    }
    return NULL;
}

static const kb_phenotype_rule *absent_rule(const kb_gene *g)
{
    for (size_t i = 0; i < g->rule_count; i++) {
        if (g->rules[i].kind == KB_RULE_ABSENT) return &g->rules[i];
    }
    return NULL;
}

static const kb_phenotype_rule *function_rule(const kb_gene *g, str a, str b)
{
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *r = &g->rules[i];
        if (r->kind != KB_RULE_FUNCTION) continue;
        if ((str_eq(r->a, a) && str_eq(r->b, b)) || (str_eq(r->a, b) && str_eq(r->b, a))) return r;
    }
    return NULL;
}

static pgx_result result_of(const kb_phenotype_rule *r)
{
    if (r == NULL) return (pgx_result){{NULL, 0}, {NULL, 0}, {NULL, 0}};
    return (pgx_result){r->phenotype, r->lookup_key, r->activity_score};
}

/* "sum" in a rule stands for the summed score. */
static status score_result(arena *a, const kb_gene *g, const kb_allele *x, const kb_allele *y,
                           pgx_result *out, err *e)
{
    if (x->activity.n == 0 || y->activity.n == 0) return OK;
    double sum = x->activity_value + y->activity_value;
    const kb_phenotype_rule *r = pgx_rule_of_score(g, sum);
    if (r == NULL) return OK;
    bool at_least = x->activity_at_least || y->activity_at_least;
    if (at_least && !isnan(sum) && !isinf(r->max)) {
        FAIL(e, E_CONFLICT, "table 'phenotypes': %.*s: a sum of at least %g is not determinate",
             STR_ARG(g->name), sum);
    }
    *out = result_of(r);
    if (isnan(sum)) return OK;
    str text = pgx_score_text(a, sum, at_least);
    TRY_MEM(e, text.p);
    if (str_eq(out->lookup_key, STR("sum"))) out->lookup_key = text;
    if (str_eq(out->activity_score, STR("sum"))) out->activity_score = text;
    return OK;
}

static str class_text(const kb_gene *g, const kb_allele *allele)
{
    return g->scoring == KB_BY_ACTIVITY ? allele->activity : allele->function;
}

static status build_classes(arena *a, pgx_gene *g, const kb_allele **example, err *e)
{
    uint8_t *class = ARENA_ARRAY(a, uint8_t, g->kb->allele_count + 1);
    double *activity = ARENA_ARRAY(a, double, PGX_CLASSES_MAX);
    TRY_MEM(e, class);
    TRY_MEM(e, activity);
    for (size_t i = 0; i < g->kb->allele_count; i++) {
        const kb_allele *allele = &g->kb->alleles[i];
        size_t c = 0;
        while (c < g->classes &&
               !str_eq(class_text(g->kb, example[c]), class_text(g->kb, allele))) {
            c++;
        }
        if (c == g->classes) {
            if (c == PGX_CLASSES_MAX) FAIL(e, E_LIMIT, "too many functions in one gene");
            activity[c] = allele->activity_value;
            example[g->classes++] = allele;
        }
        class[i] = (uint8_t)c;
    }
    g->function_class = class;
    g->class_activity = activity;
    return OK;
}

static status pair_result(arena *a, const kb_gene *g, const kb_allele *x, const kb_allele *y,
                          pgx_result *out, err *e)
{
    *out = result_of(absent_rule(g));
    if (g->scoring == KB_BY_ACTIVITY) return score_result(a, g, x, y, out, e);
    if (g->scoring != KB_BY_FUNCTION) return OK;
    if (x->function.n == 0 || y->function.n == 0) return OK;
    const kb_phenotype_rule *r = function_rule(g, x->function, y->function);
    if (r != NULL) *out = result_of(r);
    return OK;
}

status pgx_phenotypes_build(arena *a, pgx_gene *g, err *e)
{
    const kb_allele *example[PGX_CLASSES_MAX];
    TRY(build_classes(a, g, example, e));
    pgx_result *pair = ARENA_ARRAY(a, pgx_result, g->classes * g->classes + 1);
    pgx_result *single = ARENA_ARRAY(a, pgx_result, g->classes + 1);
    TRY_MEM(e, pair);
    TRY_MEM(e, single);
    g->absent = result_of(absent_rule(g->kb));
    for (size_t i = 0; i < g->classes; i++) {
        single[i] = g->absent;
        str function = example[i]->function;
        const kb_phenotype_rule *r =
            function.n == 0 ? NULL : function_rule(g->kb, function, (str){NULL, 0});
        if (r != NULL) single[i] = result_of(r);
        for (size_t j = 0; j < g->classes; j++) {
            TRY(pair_result(a, g->kb, example[i], example[j], &pair[i * g->classes + j], e));
        }
    }
    g->pair = pair;
    g->single = single;
    return OK;
}

const pgx_result *pgx_result_of_pair(const pgx_gene *g, size_t a, size_t b)
{
    return &g->pair[g->function_class[a] * g->classes + g->function_class[b]];
}

const pgx_result *pgx_result_of_single(const pgx_gene *g, size_t a)
{
    return &g->single[g->function_class[a]];
}
