/*
 * Advice as FHIR: a task is a proposal of the right profile and only where every answer agrees,
 * what is merely possible is preliminary, and each implication rests on its genes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "fhir_stage.h"

#define T(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static stage s;

static const finding_candidate slow[] = {
    {.diplotype = T("*4/*4"), .allele = {T("*4"), T("*4")}, .phenotype = T("Poor Metabolizer")}};
static const uint32_t first[] = {0};
static finding gene = {
    .gene = T("CYP2D6"), .status = FINDING_CALLED, .candidates = slow, .candidate_count = 1};
static advice_fact fact = {.gene = T("CYP2D6"),
                           .finding = &gene,
                           .value = T("0.0"),
                           .candidates = first,
                           .candidate_count = 1};
static const advice_case only = {&fact, 1};
static advice row = {.rule_id = T("R-1"),
                     .drug = T("codeine"),
                     .source = T("CPIC"),
                     .population = T("general"),
                     .population_known = true,
                     .action = T("avoid"),
                     .light = ADVICE_STOP,
                     .strength = T("Strong"),
                     .pmid = T("11;22"),
                     .certainty = ADVICE_HOLDS,
                     .cases = &only,
                     .case_count = 1};
static advice_drug drug = {.name = T("codeine"), .rows = &row, .row_count = 1, .headline = &row};

static int open_all(void **state)
{
    (void)state;
    if (stage_open(&s) != 0) return -1;
    row.dose_min = row.dose_max = row.max_dose = NAN;
    s.findings.items = &gene;
    s.findings.count = 1;
    s.advice.drugs = &drug;
    s.advice.drug_count = 1;
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    stage_close(&s);
    return 0;
}

static void write_action(const char *action, advice_light light, advice_certainty certainty)
{
    row.action = str_of(action);
    row.light = light;
    row.certainty = certainty;
    stage_write(&s, fhir_write_advice);
}

static void an_implication_rests_on_its_genes(void **state)
{
    (void)state;
    char uuid[FHIR_UUID_SIZE];
    fhir f;
    write_action("avoid", ADVICE_STOP, ADVICE_HOLDS);
    buf kept = s.out; /* the identifier needs a writer of its own */
    buf other;
    buf_init(&other, FHIR_TEXT_MAX);
    fhir_open(&f, &s.r, &other);
    fhir_uuid(&f, "genotype", STR("CYP2D6"), STR(""), uuid);
    fhir_close(&f);
    buf_release(&other);
    s.out = kept;
    assert_int_equal(stage_count(&s, uuid), 1);
    assert_int_equal(stage_count(&s, "\"LA9657-3\""), 1);
    assert_int_equal(stage_count(&s, "\"system\":\"http://www.nlm.nih.gov/research/umls/rxnorm\","
                                     "\"code\":\"2670\""),
                     1);
    assert_int_equal(stage_count(&s, "http://www.whocc.no/atc"), 1);
    assert_int_equal(stage_count(&s, "\"text\":\"CPIC: Strong\""), 1);
    assert_int_equal(stage_count(&s, "https://pubmed.ncbi.nlm.nih.gov/22/"), 1);
}

static void tasks_have_their_profile(void **state)
{
    static const struct {
        const char *action, *profile, *code;
    } rows[] = {{"avoid", "/medication-recommendation", "LA26421-0"},
                {"start_low", "/medication-recommendation", "LA26422-8"},
                {"increase_dose", "/medication-recommendation", "LA26423-6"},
                {"test_first", "/followup-recommendation", "LA14022-0"},
                {"titrate", "/followup-recommendation", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_action(rows[i].action, ADVICE_CHANGE, ADVICE_HOLDS);
        assert_int_equal(stage_count(&s, "\"resourceType\":\"Task\""), 1);
        assert_int_equal(stage_count(&s, "\"intent\":\"proposal\""), 1);
        assert_int_equal(stage_count(&s, rows[i].profile), 1);
        assert_int_equal(stage_count(&s, rows[i].code == NULL ? "no code" : rows[i].code),
                         rows[i].code == NULL ? 0 : 1);
    }
}

static void what_is_only_possible_asks_for_nothing(void **state)
{
    (void)state;
    write_action("avoid", ADVICE_STOP, ADVICE_POSSIBLE);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"Task\""), 0);
    assert_int_equal(stage_count(&s, "\"status\":\"preliminary\""), 1);
    assert_int_equal(stage_count(&s, "LA9657-3"), 0); /* a phenotype that is not certain */
    write_action("standard", ADVICE_USUAL, ADVICE_HOLDS);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"Task\""), 0);
    assert_int_equal(stage_count(&s, "\"status\":\"final\""), 1);
}

static void a_gene_without_result_has_no_phenotype(void **state)
{
    (void)state;
    fact.finding = NULL;
    fact.value = STR("No Result");
    fact.candidate_count = 0;
    write_action("avoid", ADVICE_STOP, ADVICE_HOLDS);
    fact.finding = &gene;
    fact.value = STR("0.0");
    fact.candidate_count = 1;
    assert_int_equal(stage_count(&s, "\"code\":\"therapeutic-implication\""), 1); /* no component */
    assert_int_equal(stage_count(&s, "\"derivedFrom\""), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_implication_rests_on_its_genes),
                                       cmocka_unit_test(tasks_have_their_profile),
                                       cmocka_unit_test(what_is_only_possible_asks_for_nothing),
                                       cmocka_unit_test(a_gene_without_result_has_no_phenotype)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
