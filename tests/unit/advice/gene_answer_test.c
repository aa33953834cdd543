/*
 * The truth of single comparisons: rows of tests/tables/advice_truth.tsv (findings, condition,
 * truth that a reader of the guideline expects), through the answers of a finding.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "advice_fixture.h"

static const char *const truth_names[] = {"false", "unknown", "true"};

/** The condition for the only answer of every gene. */
static truth truth_of(const kb *k, arena *a, const char *findings, str text)
{
    err e = {0};
    condition_table t;
    condition c;
    assert_int_equal(condition_table_init(&t, a, &e), OK);
    if (condition_parse(&t, text, &c, &e) != OK) fail_msg("%.*s: %s", STR_ARG(text), e.text);
    finding_set set = fixture_findings(a, str_of(findings));
    truth *values = ARENA_ARRAY(a, truth, t.count);
    for (size_t i = 0; i < t.count; i++) {
        const finding *f = NULL;
        for (size_t j = 0; j < set.count; j++) {
            if (str_eq(set.items[j].gene, t.atoms[i].name)) f = &set.items[j];
        }
        gene_answer *answers;
        size_t n;
        assert_int_equal(gene_answers(f, kb_gene_find(k, t.atoms[i].name), a, &answers, &n, &e),
                         OK);
        assert_int_equal(n, 1);
        values[i] = gene_answer_truth(&answers[0], &t.atoms[i]);
    }
    return condition_evaluate(&c, values);
}

static void table_rows_hold(void **state)
{
    (void)state;
    arena a = {0};
    kb *k;
    err e;
    tsv t;
    bool more = true;
    size_t rows = 0, wrong = 0;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    str text = fixture_table(&a, "tests/tables/advice_truth.tsv", "PRECIS_TRUTH_TABLE");
    assert_int_equal(tsv_open(&t, "advice_truth.tsv", text, &e), OK);
    arena row = {0};
    for (;;) {
        if (tsv_next(&t, &more, &e) != OK) fail_msg("%s", e.text);
        if (!more) break;
        arena_reset(&row);
        char *findings =
            arena_copy(&row, t.field[0].p, str_eq(t.field[0], STR(".")) ? 0 : t.field[0].n);
        truth got = truth_of(k, &row, findings, t.field[1]);
        rows++;
        if (str_eq(t.field[2], str_of(truth_names[got]))) continue;
        wrong++;
        print_error("line %zu: %s | %.*s: %s, expected %.*s\n", t.line, findings,
                    STR_ARG(t.field[1]), truth_names[got], STR_ARG(t.field[2]));
    }
    print_message("%zu rows\n", rows);
    assert_int_equal(wrong, 0);
    assert_true(rows > 20);
    arena_release(&row);
    arena_release(&a);
    kb_close(k);
}

static void every_answer_is_kept(void **state)
{
    (void)state;
    arena a = {0};
    kb *k;
    err e;
    gene_answer *list;
    size_t n;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    finding_set set = fixture_findings(&a, STR("CYP2D6=1.5|2.0|n/a"));
    assert_int_equal(gene_answers(&set.items[0], kb_gene_find(k, STR("CYP2D6")), &a, &list, &n, &e),
                     OK);
    assert_int_equal(n, 3);
    /* a phenotype stated without a score: every score that it can mean is an answer */
    str keys[] = {STR("0.5"), STR("1.0")};
    finding_candidate stated = {.phenotype = STR("Intermediate Metabolizer")};
    finding f = {.gene = STR("CYP2D6"),
                 .candidates = &stated,
                 .candidate_count = 1,
                 .lookup_keys = keys,
                 .lookup_key_count = 2};
    assert_int_equal(gene_answers(&f, kb_gene_find(k, STR("CYP2D6")), &a, &list, &n, &e), OK);
    assert_int_equal(n, 2);
    assert_true(str_eq(list[0].phenotype, STR("Intermediate Metabolizer")));
    /* nothing known: one answer that says so */
    assert_int_equal(gene_answers(NULL, NULL, &a, &list, &n, &e), OK);
    assert_int_equal(n, 1);
    assert_true(list[0].no_result);
    /* candidates that were not listed in full keep their keys */
    f.candidates_cut = true;
    f.candidates = set.items[0].candidates;
    f.candidate_count = 3;
    assert_int_equal(gene_answers(&f, kb_gene_find(k, STR("CYP2D6")), &a, &list, &n, &e), OK);
    assert_int_equal(n, 5);
    arena_release(&a);
    kb_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_rows_hold),
        cmocka_unit_test(every_answer_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
