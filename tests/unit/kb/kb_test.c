/*
 * The typed views of the tables: a few known facts (each also in the tables with its source), and
 * every row of tests/tables/kb_phenotypes.tsv through the rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "kb/check_rule.h"
#include "kb/gene.h"
#include "kb_fixture.h"

static kb *open_tables(void)
{
    err e = {0};
    kb *k = NULL;
    if (kb_open("kb", &k, &e) != OK) fail_msg("%s", e.text);
    return k;
}

static void embedded_image_is_the_folder(void **state)
{
    (void)state;
    err e = {0};
    kb *inside = NULL, *folder = open_tables();
    if (kb_open(NULL, &inside, &e) != OK) fail_msg("%s", e.text);
    assert_int_equal(kb_checksum(inside), kb_checksum(folder));
    kb_close(inside);
    kb_close(folder);
    kb_close(NULL);
}

static void facts_of_a_gene(void **state)
{
    (void)state;
    kb *k = open_tables();
    const kb_gene *g = kb_gene_find(k, STR("CYP2C19"));
    assert_non_null(g);
    assert_null(kb_gene_find(k, STR("cyp2c19")));
    assert_int_equal(g->chrom, 10);
    assert_int_equal(g->class, KB_ORDINARY);
    assert_true(str_eq(g->alleles[0].name, STR("*38")));
    assert_int_equal(g->alleles[0].kind, KB_REFERENCE);
    const kb_allele *two = &g->alleles[kb_allele_find(g, STR("*2"))];
    assert_true(str_eq(two->function, STR("No function")));
    assert_true(isnan(two->activity_value));
    bool splice = false, wobble = false;
    for (size_t i = 0; i < two->cell_count; i++) {
        const kb_position *p = &g->positions[two->cells[i].position];
        if (p->pos1[1] == 94781859) {
            splice = p->pos1[0] == 96541616 && two->cells[i].mask == 2 &&
                     str_eq(p->rsid, STR("rs4244285"));
        }
        if (two->cells[i].wobble) wobble = two->cells[i].mask == 3;
    }
    assert_true(splice);
    assert_true(wobble);
    assert_int_equal(kb_allele_find(g, STR("*2000")), MAP_NONE);
    kb_close(k);
}

static void classes_and_bounds(void **state)
{
    (void)state;
    kb *k = open_tables();
    const kb_gene *d6 = kb_gene_find(k, STR("CYP2D6"));
    const kb_allele *many = &d6->alleles[kb_allele_find(d6, STR("*1x≥3"))];
    assert_true(many->activity_at_least && many->activity_value == 3.0);
    assert_int_equal(many->kind, KB_OUTSIDE_ONLY);
    assert_int_equal(d6->calls, KB_OPTIONAL);
    assert_int_equal(kb_gene_find(k, STR("DPYD"))->class, KB_LOWEST);
    assert_int_equal(kb_gene_find(k, STR("MT-RNR1"))->class, KB_MITO);
    assert_int_equal(kb_gene_find(k, STR("HLA-B"))->class, KB_PRESENCE);
    assert_true(kb_gene_find(k, STR("G6PD"))->haploid);
    const kb_gene *s = kb_gene_find(k, STR("SLCO1B1"));
    assert_true(str_eq(kb_parent_allele(k, s, STR("*45.001")), STR("*45")));
    assert_true(str_eq(kb_parent_allele(k, s, STR("*1")), STR("*1")));
    assert_true(kb_version(k, "pgx_release").n > 0);
    assert_int_equal(kb_version(k, "nothing").n, 0);
    kb_close(k);
}

static const kb_allele *allele_of(const kb_gene *g, str name)
{
    if (name.n == 0 || str_eq(name, STR("."))) return NULL;
    uint32_t i = kb_allele_find(g, name);
    if (i == MAP_NONE) fail_msg("%.*s: no allele %.*s", STR_ARG(g->name), STR_ARG(name));
    return &g->alleles[i];
}

static void recorded_phenotypes(void **state)
{
    (void)state;
    kb *k = open_tables();
    buf text;
    tsv t;
    err e = {0};
    bool more;
    size_t rows = 0;
    fixture_read("tests/tables", "kb_phenotypes.tsv", &text);
    assert_int_equal(tsv_open(&t, "kb_phenotypes.tsv", buf_str(&text), &e), OK);
    while (tsv_next(&t, &more, &e) == OK && more) {
        char key[KB_SUM_TEXT_MAX], score[KB_SUM_TEXT_MAX];
        const kb_gene *g = kb_gene_find(k, t.field[0]);
        assert_non_null(g);
        kb_verdict v = kb_rule_evaluate(g, allele_of(g, t.field[1]), allele_of(g, t.field[2]));
        assert_non_null(v.rule);
        str sum = kb_verdict_text(&v, v.rule->activity_score, score);
        assert_true(str_eq(v.rule->phenotype, t.field[3]));
        assert_true(str_eq(kb_verdict_text(&v, v.rule->lookup_key, key), t.field[4]));
        assert_true(str_eq(sum.n == 0 ? STR(".") : sum, t.field[5]));
        rows++;
    }
    assert_int_equal(rows, 200);
    buf_release(&text);
    kb_close(k);
}

static void sums_as_text(void **state)
{
    (void)state;
    char b[KB_SUM_TEXT_MAX];
    assert_true(str_eq(kb_sum_text(1, false, b), STR("1.0")));
    assert_true(str_eq(kb_sum_text(0, false, b), STR("0.0")));
    assert_true(str_eq(kb_sum_text(1.25, false, b), STR("1.25")));
    assert_true(str_eq(kb_sum_text(3.5, true, b), STR("≥3.5")));
    assert_true(str_eq(kb_sum_text(NAN, true, b), STR("n/a")));
    assert_true(str_eq(kb_sum_text(10, false, b), STR("10.0")));
}

static void memory_runs_out_anywhere(void **state)
{
    (void)state;
    for (uint64_t nth = 1;; nth++) {
        err e;
        kb *k = NULL;
        base_alloc_fail_after(nth);
        status got = kb_open(NULL, &k, &e);
        uint64_t made = base_alloc_count();
        base_alloc_fail_after(0);
        kb_close(k);
        if (made < nth) {
            assert_int_equal(got, OK);
            return;
        }
        assert_int_equal(got, E_MEMORY);
        assert_null(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(embedded_image_is_the_folder),
        cmocka_unit_test(facts_of_a_gene),
        cmocka_unit_test(classes_and_bounds),
        cmocka_unit_test(recorded_phenotypes),
        cmocka_unit_test(sums_as_text),
        cmocka_unit_test(memory_runs_out_anywhere),
    };
    return cmocka_run_group_tests_name("kb", tests, NULL, NULL);
}
