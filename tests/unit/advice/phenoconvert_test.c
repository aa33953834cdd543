/*
 * Functional findings: activity scores through inhibitors (CPIC: PMID 33387367; bands of scores:
 * PMID 31647186).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "advice/phenoconvert.h"
#include "advice_fixture.h"

typedef struct row {
    const char *genetic;         /* lookup key of CYP2D6, or "none" */
    const char *takes;           /* ',' list */
    const char *key, *phenotype; /* functional; NULL: unchanged */
} row;

static const row rows[] = {
    {"2.0", "paroxetine", "0.0", "Poor Metabolizer"},
    {"≥3.0", "paroxetine", "0.0", "Poor Metabolizer"},
    {"n/a", "paroxetine", "0.0", "Poor Metabolizer"},
    {"none", "paroxetine", "0.0", "Poor Metabolizer"},
    {"2.0", "duloxetine", "1.0", "Intermediate Metabolizer"},
    {"3.0", "duloxetine", "1.5", "Normal Metabolizer"},
    {"1.5", "duloxetine", "0.75", "Intermediate Metabolizer"},
    {"0.5", "duloxetine", "0.25", "Intermediate Metabolizer"},
    {"0.25", "duloxetine", "0.25", "Intermediate Metabolizer"}, /* 0.125: above 0, below 1.25 */
    {"2.25", "duloxetine", "1.0", "Intermediate Metabolizer"},  /* 1.125 is below 1.25 */
    {"0.0", "duloxetine", "0.0", "Poor Metabolizer"},
    {"≥3.0", "duloxetine", "≥1.5", ""}, /* at least 1.5: normal or ultrarapid */
    {"n/a", "duloxetine", "n/a", "Indeterminate"},
    {"none", "duloxetine", NULL, NULL},
    {"2.0", "duloxetine,mirabegron", "1.0", "Intermediate Metabolizer"}, /* not multiplied twice */
    {"2.0", "duloxetine,fluoxetine", "0.0", "Poor Metabolizer"},         /* the strongest counts */
    {"2.0", "sertraline", NULL, NULL}, /* weak: no arithmetic is stated */
    {"2.0", "rifampicin", NULL, NULL},
};

static void check_row(const kb *k, const kb_interaction_list *all, const row *x)
{
    arena a = {0};
    err e = {0};
    str taken[4], list = str_of(x->takes);
    size_t n = 0;
    while (list.p != NULL && str_next(&list, ',', &taken[n])) n++;
    chart_view view = {NULL, all, taken, n, true};
    finding_set set = fixture_findings(&a, str_of(arena_printf(&a, "CYP2D6=%s", x->genetic)));
    finding f = set.items[0];
    finding_candidate c = {0};
    if (f.candidate_count == 1) {
        c = f.candidates[0];
        if (str_eq(c.lookup_key, STR("n/a"))) c.phenotype = STR("Indeterminate");
        f.candidates = &c;
    }
    const finding *out;
    const kb_interaction *by = convert_strongest(&view, STR("CYP2D6"), (str){NULL, 0});
    assert_int_equal(convert_finding(&f, kb_gene_find(k, STR("CYP2D6")), by, &a, &out, &e), OK);
    if (x->key == NULL) {
        assert_ptr_equal(out, &f);
    } else {
        str key = out->candidates[0].lookup_key, phenotype = out->candidates[0].phenotype;
        if (!str_eq(key, str_of(x->key)) || !str_eq(phenotype, str_of(x->phenotype))) {
            fail_msg("%s with %s: %.*s %.*s", x->genetic, x->takes, STR_ARG(key),
                     STR_ARG(phenotype));
        }
        assert_int_equal(out->lookup_key_count, 1);
        assert_true(str_eq(out->warnings[out->warning_count - 1].code, STR("phenoconversion")));
        if (f.candidate_count == 1) assert_true(str_eq(c.lookup_key, str_of(x->genetic)));
    }
    arena_release(&a);
}

static void rows_hold(void **state)
{
    (void)state;
    arena a = {0};
    kb *k;
    err e = {0};
    kb_interaction_list all;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    assert_int_equal(kb_interactions_open(k, &a, &all, &e), OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) check_row(k, &all, &rows[i]);
    arena_release(&a);
    kb_close(k);
}

static void all_answers_are_converted(void **state)
{
    (void)state;
    arena a = {0};
    kb *k;
    err e = {0};
    kb_interaction_list all;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    assert_int_equal(kb_interactions_open(k, &a, &all, &e), OK);
    str taken = STR("duloxetine");
    chart_view view = {NULL, &all, &taken, 1, true};
    finding_set set = fixture_findings(&a, STR("CYP2D6=2.0|0.0"));
    const finding *out;
    const kb_interaction *by = convert_strongest(&view, STR("CYP2D6"), (str){NULL, 0});
    assert_int_equal(
        convert_finding(&set.items[0], kb_gene_find(k, STR("CYP2D6")), by, &a, &out, &e), OK);
    assert_int_equal(out->candidate_count, 2);
    assert_int_equal(out->lookup_key_count, 2);
    assert_true(str_eq(out->phenotypes[0], STR("Intermediate Metabolizer")));
    assert_true(str_eq(out->phenotypes[1], STR("Poor Metabolizer")));
    assert_null(convert_strongest(&view, STR("CYP2D6"), STR("duloxetine")));
    arena_release(&a);
    kb_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_hold),
        cmocka_unit_test(all_answers_are_converted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
