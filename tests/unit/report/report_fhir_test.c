/*
 * The bundle as a whole: every reference resolves inside it, entries stand once, the knowledge is
 * named, the sample's name is text wherever it stands, and the same report gives the same bytes.
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
    {.diplotype = T("*4/*5"), .allele = {T("*4"), T("*5")}, .phenotype = T("Poor Metabolizer")}};
static const finding genes[] = {
    {.gene = T("CYP2C9"), .status = FINDING_NOT_TESTED},
    {.gene = T("CYP2D6"), .status = FINDING_CALLED, .candidates = slow, .candidate_count = 1}};
static const advice_fact facts[] = {{.gene = T("CYP2D6"), .finding = &genes[1]},
                                    {.gene = T("STRANGE"), .value = T("No Result")}};
static const advice_case only = {facts, 2};
static advice rows[] = {{.rule_id = T("R-1"),
                         .drug = T("codeine"),
                         .source = T("CPIC"),
                         .population = T("general"),
                         .population_known = true,
                         .action = T("avoid"),
                         .light = ADVICE_STOP,
                         .certainty = ADVICE_HOLDS,
                         .cases = &only,
                         .case_count = 1},
                        {.rule_id = T("R-2"),
                         .drug = T("codeine"),
                         .source = T("FDA"),
                         .population = T("general"),
                         .population_known = true,
                         .action = T("standard"),
                         .light = ADVICE_USUAL,
                         .certainty = ADVICE_HOLDS,
                         .cases = &only,
                         .case_count = 1}};
static const advice_drug drug = {.name = T("codeine"),
                                 .relevance = ADVICE_ASKED,
                                 .rows = rows,
                                 .row_count = 2,
                                 .headline = &rows[0],
                                 .light = ADVICE_STOP,
                                 .why = T("most_protective")};

static int open_all(void **state)
{
    (void)state;
    if (stage_open(&s) != 0) return -1;
    for (size_t i = 0; i < 2; i++) rows[i].dose_min = rows[i].dose_max = rows[i].max_dose = NAN;
    s.findings.items = genes;
    s.findings.count = 2;
    s.advice.drugs = &drug;
    s.advice.drug_count = 1;
    s.r.build = "GRCh37";
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    stage_close(&s);
    return 0;
}

static void references_resolve(void **state)
{
    static const char refers[] = "\"reference\":\"";
    (void)state;
    const char *text = stage_bundle(&s);
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, refers)) != NULL; count++) {
        char entry[sizeof "\"fullUrl\":\"" + FHIR_UUID_SIZE] = "\"fullUrl\":\"";
        at += sizeof refers - 1;
        strncat(entry, at, FHIR_UUID_SIZE - 1);
        assert_int_equal(stage_count(&s, entry), 1);
    }
    assert_true(count > 10);
    assert_int_equal(stage_count(&s, "\"profile\":["), stage_count(&s, "\"resourceType\":") - 1);
    assert_int_equal(stage_count(&s, "{\"text\":\"STRANGE\"}"),
                     1); /* a gene that only rules know */
    assert_int_equal(stage_count(&s, "recommended-action"), 1);
}

static void knowledge_is_named(void **state)
{
    (void)state;
    stage_bundle(&s);
    assert_int_equal(stage_count(&s, "\"value\":\"k1 (0012abcd)\""), 1);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"Provenance\""), 1);
}

static void a_name_is_text(void **state)
{
    (void)state;
    AUTO(buf_release) buf first;
    buf_init(&first, FHIR_TEXT_MAX);
    s.findings.sample = STR("</div><script>\"\x02\xC3");
    buf_put_text(&first, stage_bundle(&s));
    buf_put_c(&first, '\0');
    assert_string_equal(first.p, stage_bundle(&s));
    s.findings.sample = STR("S1");
    assert_null(strstr(first.p, "<script"));
    assert_non_null(strstr(first.p, "\\u0026lt;script\\u0026gt;")); /* in the narrative */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(references_resolve),
                                       cmocka_unit_test(knowledge_is_named),
                                       cmocka_unit_test(a_name_is_text)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
