/*
 * Calling, case by case: expected answers follow from the definitions (CYP2C19, DPYD, G6PD,
 * MT-RNR1, NUDT15, NAT2) and from part B and C of the calling behaviour.
 */
#include "pgx_fixture.h"

static const pgx_call_options by_default = {.details = true};
static const pgx_call_options compatible = {.compatible = true};

static void reference_is_called(void **state)
{
    finding f = fixture_call(*state, "CYP2C19", "94842866=G/G", true, by_default);
    assert_string_equal(fixture_diplotypes(&f), "*1/*1");
    assert_int_equal(f.status, FINDING_CALLED);
    assert_string_equal(fixture_join(f.phenotypes, f.phenotype_count), "Normal Metabolizer");
    assert_int_equal(f.candidates[0].score, 70);
}

static void nothing_seen_is_not_tested(void **state)
{
    finding f = fixture_call(*state, "CYP2C19", "", false, by_default);
    assert_int_equal(f.status, FINDING_NOT_TESTED);
    assert_int_equal(f.candidate_count, 0);
    assert_int_equal(f.positions_untested, f.positions_all);
    assert_string_equal(fixture_join(f.phenotypes, f.phenotype_count), "No Result");
}

static void one_untested_position_keeps_the_answer_open(void **state)
{
    finding f = fixture_call(*state, "CYP2C19", "94842866=G/G 94780653=.", true, by_default);
    assert_int_equal(f.status, FINDING_PARTIAL);
    assert_true(fixture_has(&f, "*1/*1"));
    assert_true(f.phenotype_count > 1);
    assert_true(f.test_count > 0);
    assert_int_equal(f.tests[0].pos1_grch38, 94780653);
    f = fixture_call(*state, "CYP2C19", "94842866=G/G 94780653=.", true, compatible);
    assert_string_equal(fixture_diplotypes(&f), "*1/*1");
}

static void phase_decides(void **state)
{
    const char *unphased = "94842866=G/G 94775367=A/G 94781859=G/A 94761900=C/T";
    finding f = fixture_call(*state, "CYP2C19", unphased, true, by_default);
    assert_true(f.candidate_count >= 1);
    assert_false(f.phased);
    f = fixture_call(*state, "CYP2C19", "94842866=G|G 94775367=A|G 94781859=G|A 94761900=T|C", true,
                     by_default);
    assert_true(f.effectively_phased);
    assert_int_equal(f.candidate_count, 1);
    assert_string_equal(fixture_diplotypes(&f), "*2/*17");
}

static void undocumented_variant_is_no_call_where_kept(void **state)
{
    finding f = fixture_call(*state, "CYP2C19", "94842866=G/G 94781859=G/TTTT", true, by_default);
    assert_int_equal(f.status, FINDING_NOT_CALLED);
    assert_int_equal(f.undocumented_count, 1);
    f = fixture_call(*state, "NUDT15", "48045719=C/TTTT", true, by_default);
    assert_int_equal(f.status, FINDING_CALLED);
    assert_int_equal(f.undocumented_count, 1);
}

static void haploid_x(void **state)
{
    finding f = fixture_call(*state, "G6PD", "haploid", true, by_default);
    assert_string_equal(fixture_diplotypes(&f), "B (reference)");
    assert_int_equal(f.candidates[0].allele[1].n, 0);
    assert_string_equal(fixture_join(f.phenotypes, f.phenotype_count), "Normal");
}

static void nested_allele_with_exon_only(void **state)
{
    /* exon variant with the intron read as reference: not HapB3 (compatible), reported as such */
    finding f = fixture_call(*state, "DPYD", "97573863=C/T", true, compatible);
    assert_string_equal(fixture_diplotypes(&f), "Reference/Reference");
    assert_int_equal(f.warning_count, 1);
    f = fixture_call(*state, "DPYD", "97573863=C/T 97579893=.", true, compatible);
    assert_string_equal(fixture_diplotypes(&f), "Reference/c.1129-5923C>G, c.1236G>A (HapB3)");
    f = fixture_call(*state, "DPYD", "97573863=C/T 97579893=.", true, by_default);
    assert_true(fixture_has(&f, "Reference/c.1129-5923C>G, c.1236G>A (HapB3)"));
    assert_int_equal(f.phenotype_count, 2);
}

static void lowest_function_unphased(void **state)
{
    const char *two = "97450058=C/T 97082391=T/A"; /* c.1905+1G>A (*2A) and c.2846A>T */
    finding f = fixture_call(*state, "DPYD", two, true, compatible);
    assert_int_equal(f.candidate_count, 0);
    assert_string_equal(fixture_join(f.variants, f.variant_count), "c.1905+1G>A (*2A);c.2846A>T");
    assert_string_equal(fixture_join(f.phenotypes, f.phenotype_count), "Poor Metabolizer");
    f = fixture_call(*state, "DPYD", two, true, by_default);
    assert_int_equal(f.candidate_count, 2);
    assert_string_equal(fixture_join(f.activity_scores, f.activity_score_count), "1.0;0.5");
}

static void mitochondrial_variant(void **state)
{
    finding f = fixture_call(*state, "MT-RNR1", "haploid 1555=G", true, by_default);
    assert_string_equal(fixture_diplotypes(&f), "m.1555A>G");
    assert_string_equal(fixture_join(f.phenotypes, f.phenotype_count),
                        "increased risk of aminoglycoside-induced hearing loss");
    f = fixture_call(*state, "MT-RNR1", "haploid", true, by_default);
    assert_string_equal(fixture_diplotypes(&f), "Reference");
}

static void many_unphased_sites_stay_cheap(void **state)
{
    char items[4096] = "";
    fixture *f = *state;
    const pgx_gene *g = fixture_gene(f, "DPYD");
    for (size_t s = 0; s < 30; s++) {
        const kb_position *p = &g->kb->positions[s];
        char one[96];
        (void)snprintf(one, sizeof one, "%u=%.*s/%.*s ", p->pos1[1], STR_ARG(p->alleles[0]),
                       STR_ARG(p->alleles[1]));
        strcat(items, one);
    }
    finding out = fixture_call(f, "DPYD", items, true, by_default);
    assert_true(out.candidates_cut);
    assert_int_equal(out.variant_count, 30);
    assert_true(out.phenotype_count >= 1);
    assert_true(f->work.total < ((size_t)8 << 20));
}

/* The mode of the established peer: two variants on one copy that no single allele has. */
static void combinations_are_named_where_asked(void **state)
{
    static const pgx_call_options combined = {.compatible = true, .combinations = true};
    static const struct {
        const char *gene, *seen, *expected;
    } rows[] = {
        {"CYP2C19", "94842866=G/G 94775367=A/G 94781859=G/A", "*1/*2"},
        {"CYP2C19", "94842866=G|G 94780653=G|A 94781859=G|A", "*1/[*3 + g.94781859G>A]"},
        {"CYP2C19", "94842866=G|G 94780653=A|A 94781859=A|A",
         "[*3 + g.94781859G>A]/[*3 + g.94781859G>A]"},
        {"CYP2C19", "94842866=G|. 94780653=A|. 94781859=A|.",
         "[*3 + g.94781859G>A]/[g.94780653? + g.94781859? + g.94842866?]"},
        {"G6PD", "haploid 154535277=C 154534419=A",
         "[A + Mediterranean, Dallas, Panama, Sassari, Cagliari, Birmingham]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        finding f = fixture_call(*state, rows[i].gene, rows[i].seen, true, combined);
        assert_string_equal(fixture_diplotypes(&f), rows[i].expected);
    }
    finding f = fixture_call(*state, "CYP2C19", rows[1].seen, true, compatible);
    assert_int_equal(f.status, FINDING_NOT_CALLED); /* not asked: no answer */
    f = fixture_call(*state, "CYP2C19", rows[1].seen, true, by_default);
    assert_int_equal(f.status, FINDING_NOT_CALLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_is_called),
        cmocka_unit_test(nothing_seen_is_not_tested),
        cmocka_unit_test(one_untested_position_keeps_the_answer_open),
        cmocka_unit_test(phase_decides),
        cmocka_unit_test(undocumented_variant_is_no_call_where_kept),
        cmocka_unit_test(haploid_x),
        cmocka_unit_test(combinations_are_named_where_asked),
        cmocka_unit_test(nested_allele_with_exon_only),
        cmocka_unit_test(lowest_function_unphased),
        cmocka_unit_test(mitochondrial_variant),
        cmocka_unit_test(many_unphased_sites_stay_cheap),
    };
    return cmocka_run_group_tests_name("pgx/call", tests, fixture_open, fixture_close);
}
