/*
 * Phenotypes from rules: rows taken from the sources' own tables (tests/tables/kb_phenotypes.tsv),
 * and how scores are written.
 */
#include "pgx_fixture.h"

#include "base/file.h"
#include "base/tsv.h"
#include "pgx/phenotype.h"

static void scores_are_written_as_guidelines_do(void **state)
{
    fixture *f = *state;
    assert_true(str_eq(pgx_score_text(&f->work, 1, false), STR("1.0")));
    assert_true(str_eq(pgx_score_text(&f->work, 1.25, false), STR("1.25")));
    assert_true(str_eq(pgx_score_text(&f->work, 0, false), STR("0.0")));
    assert_true(str_eq(pgx_score_text(&f->work, 3.5, true), STR("≥3.5")));
}

static const pgx_result *result_of(fixture *f, str gene, str one, str two)
{
    const kb_gene *known = kb_gene_find(f->knowledge, gene);
    assert_non_null(known);
    const pgx_gene *g = &f->model.genes[known->index];
    uint32_t a = kb_allele_find(g->kb, one), b = kb_allele_find(g->kb, two);
    assert_int_not_equal(a, MAP_NONE);
    if (str_eq(two, STR("."))) return pgx_result_of_single(g, a);
    assert_int_not_equal(b, MAP_NONE);
    return pgx_result_of_pair(g, a, b);
}

static void rows_of_the_sources(void **state)
{
    fixture *f = *state;
    buf text;
    buf_init(&text, 1 << 20);
    err e = {0};
    tsv t;
    size_t gene, one, two, phenotype, key, score, rows = 0;
    bool more;
    assert_int_equal(file_read("tests/tables/kb_phenotypes.tsv", &text, &e), OK);
    assert_int_equal(tsv_open(&t, "kb_phenotypes", buf_str(&text), &e), OK);
    assert_int_equal(tsv_column(&t, "gene", &gene, &e), OK);
    assert_int_equal(tsv_column(&t, "a", &one, &e), OK);
    assert_int_equal(tsv_column(&t, "b", &two, &e), OK);
    assert_int_equal(tsv_column(&t, "lookup_key", &key, &e), OK);
    assert_int_equal(tsv_column(&t, "activity_score", &score, &e), OK);
    assert_int_equal(tsv_column(&t, "phenotype", &phenotype, &e), OK);
    while (tsv_next(&t, &more, &e) == OK && more) {
        const pgx_result *r = result_of(f, t.field[gene], t.field[one], t.field[two]);
        str stated = t.field[score];
        if (str_eq(stated, STR("."))) stated.n = 0;
        if (!str_eq(r->phenotype, t.field[phenotype]) || !str_eq(r->lookup_key, t.field[key]) ||
            !str_eq(r->activity_score, stated)) {
            fail_msg("%.*s %.*s/%.*s: %.*s", STR_ARG(t.field[gene]), STR_ARG(t.field[one]),
                     STR_ARG(t.field[two]), STR_ARG(r->phenotype));
        }
        rows++;
    }
    assert_true(rows > 100);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_written_as_guidelines_do),
        cmocka_unit_test(rows_of_the_sources),
    };
    return cmocka_run_group_tests_name("pgx/phenotype", tests, fixture_open, fixture_close);
}
