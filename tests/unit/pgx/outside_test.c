/*
 * Outside calls: what a laboratory states wins, what it leaves out follows from the tables, and a
 * line that cannot be used stops itself only.
 */
#include "pgx_fixture.h"

#include "pgx/outside.h"

static const finding *read_one(fixture *f, const char *text, const char *gene, size_t *remarks)
{
    const finding *list;
    const str *said;
    size_t count;
    err e = {0};
    arena_reset(&f->work);
    assert_int_equal(pgx_outside_read(&f->model, "calls.tsv", str_of(text), &f->work, &list, &count,
                                      &said, remarks, &e),
                     OK);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i].gene, str_of(gene))) return &list[i];
    }
    return NULL;
}

static void diplotype_gives_phenotype_and_score(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2D6\tCYP2D6*4/CYP2D6*1\n", "CYP2D6", &remarks);
    assert_non_null(f);
    assert_string_equal(fixture_diplotypes(f), "*1/*4");
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count),
                        "Intermediate Metabolizer");
    assert_string_equal(fixture_join(f->activity_scores, f->activity_score_count), "1.0");
    assert_true(f->from_outside);
}

static void three_or_more_copies(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2D6\t*1/*1x7\n", "CYP2D6", &remarks);
    assert_string_equal(fixture_diplotypes(f), "*1/*1x≥3");
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count), "Ultrarapid Metabolizer");
    assert_string_equal(fixture_join(f->activity_scores, f->activity_score_count), "≥4.0");
}

static void hybrids_need_no_spaces(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2D6\t*10/*36+*10\n", "CYP2D6", &remarks);
    assert_string_equal(fixture_diplotypes(f), "*10/*36 + *10");
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count),
                        "Intermediate Metabolizer");
    f = read_one(*state, "CYP2D6\t*1/*999+*998\n", "CYP2D6", &remarks);
    assert_string_equal(fixture_diplotypes(f), "*1/*999+*998");
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count), "Indeterminate");
}

static void phenotype_alone_gives_all_its_scores(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2D6\t\tIM\n", "CYP2D6", &remarks);
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count),
                        "Intermediate Metabolizer");
    assert_string_equal(fixture_join(f->lookup_keys, f->lookup_key_count), "0.25;0.5;0.75;1.0");
}

static void score_alone_gives_its_phenotype(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2D6\t\t\t1.25\n", "CYP2D6", &remarks);
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count), "Normal Metabolizer");
}

static void hla_alleles_are_present_or_absent(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "HLA-B\t*15:02:01/*57:01\n", "HLA-B", &remarks);
    assert_string_equal(fixture_join(f->lookup_keys, f->lookup_key_count),
                        "*15:02 positive;*57:01 positive;*58:01 negative");
    /* one typed copy proves nothing absent */
    f = read_one(*state, "HLA-B\t*15:02\n", "HLA-B", &remarks);
    assert_string_equal(fixture_join(f->lookup_keys, f->lookup_key_count), "*15:02 positive");
}

static void a_bad_line_stops_itself_only(void **state)
{
    size_t remarks;
    const char *text = "# comment\nCYP2D6\t*1/*2/*3\nNOGENE\t*1/*1\nCYP2C19\t*2/*2\nCYP2C9\t\t\t\n";
    const finding *f = read_one(*state, text, "CYP2C19", &remarks);
    assert_string_equal(fixture_join(f->phenotypes, f->phenotype_count), "Poor Metabolizer");
    assert_int_equal(remarks, 3);
    assert_null(read_one(*state, text, "CYP2D6", &remarks));
}

static void a_stated_no_call_is_no_call(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2C19\t./.\n", "CYP2C19", &remarks);
    assert_int_equal(f->status, FINDING_NOT_CALLED);
}

static void two_lines_are_two_candidates(void **state)
{
    size_t remarks;
    const finding *f = read_one(*state, "CYP2D6\t*1/*1\nCYP2D6\t*4/*4\n", "CYP2D6", &remarks);
    assert_int_equal(f->status, FINDING_AMBIGUOUS);
    assert_int_equal(f->phenotype_count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diplotype_gives_phenotype_and_score),
        cmocka_unit_test(three_or_more_copies),
        cmocka_unit_test(hybrids_need_no_spaces),
        cmocka_unit_test(phenotype_alone_gives_all_its_scores),
        cmocka_unit_test(score_alone_gives_its_phenotype),
        cmocka_unit_test(hla_alleles_are_present_or_absent),
        cmocka_unit_test(a_bad_line_stops_itself_only),
        cmocka_unit_test(a_stated_no_call_is_no_call),
        cmocka_unit_test(two_lines_are_two_candidates),
    };
    return cmocka_run_group_tests_name("pgx/outside", tests, fixture_open, fixture_close);
}
