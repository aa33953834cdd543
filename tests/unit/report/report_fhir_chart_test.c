/*
 * What the chart adds to the bundle: risks as percentages, answers that must not be used without a
 * value, answers that lack an input not at all, doses for clinicians only, medicines and tests as
 * resources of their own.
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

static int open_all(void **state)
{
    (void)state;
    return stage_open(&s);
}

static int close_all(void **state)
{
    (void)state;
    stage_close(&s);
    return 0;
}

static void write_score(const score *x)
{
    const score_set set = {x, 1};
    s.r.scores = &set;
    stage_write(&s, fhir_write_chart);
    s.r.scores = NULL;
}

static void risks_are_percentages(void **state)
{
    (void)state;
    score_output outputs[] = {
        {.name = T("cvd_10y"),
         .value = 5.25,
         .low = NAN,
         .high = NAN,
         .unit = T("%"),
         .decimals = 1},
        {.name = T("model"), .value = NAN, .low = NAN, .high = NAN, .band = T("base")}};
    score x = {.formula = T("prevent_10y"),
               .kind = T("risk"),
               .outputs = outputs,
               .output_count = 2,
               .verified = true};
    write_score(&x);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"RiskAssessment\""), 1);
    assert_int_equal(stage_count(&s, "\"probabilityDecimal\":"), 1);
    assert_int_equal(stage_count(&s, "\"probabilityDecimal\":5.2"), 1);
    assert_int_equal(stage_count(&s, "second source"), 0);
    outputs[0].value = 104; /* no probability: never one of 104 % */
    x.verified = false;
    write_score(&x);
    assert_int_equal(stage_count(&s, "RiskAssessment"), 0);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"Observation\""), 1);
    assert_int_equal(stage_count(&s, "second source"), 1); /* unverified is said */
}

static void no_answer_has_no_value(void **state)
{
    (void)state;
    const str missing[] = {T("age_years")};
    score x = {.formula = T("bmi"),
               .kind = T("organ"),
               .status = SCORE_REFUSED,
               .why = T("pregnant"),
               .missing = missing,
               .missing_count = 1};
    write_score(&x);
    assert_int_equal(stage_count(&s, "\"dataAbsentReason\""), 1);
    assert_int_equal(stage_count(&s, "\"value"), 0);
    x.status = SCORE_MISSING;
    write_score(&x);
    assert_int_equal(stage_count(&s, "Observation"), 0);
}

static void doses_are_for_clinicians(void **state)
{
    (void)state;
    const score_output output = {.name = T("result"),
                                 .value = 4.44,
                                 .low = NAN,
                                 .high = NAN,
                                 .unit = T("mg/d"),
                                 .decimals = 1};
    const score x = {
        .formula = T("some_dose"), .kind = T("dose"), .outputs = &output, .output_count = 1};
    write_score(&x);
    assert_int_equal(stage_count(&s, "\"valueQuantity\":{\"value\":4.4,\"unit\":\"mg/d\","
                                     "\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg/d\"}"),
                     1);
    s.r.words.patient = true;
    write_score(&x);
    s.r.words.patient = false;
    assert_string_equal(s.out.p, "[]");
}

static void medicines_allergies_and_tests(void **state)
{
    (void)state;
    const advice_drug drugs[] = {{.name = T("codeine"), .relevance = ADVICE_TAKEN},
                                 {.name = T("clopidogrel"), .relevance = ADVICE_ASKED}};
    const advice_stranger strangers[] = {{.written = T("unknownium"), .taken = true},
                                         {.written = T("unknownium"), .taken = true},
                                         {.written = T("asked only")}};
    const person_medicine allergies[] = {{.name = T("Codeine syrup"), .drug = T("codeine")},
                                         {.name = T("dust")}};
    const str for_drugs[] = {T("codeine")};
    const advice_test test = {.gene = T("CYP2D6"),
                              .drugs = for_drugs,
                              .drug_count = 1,
                              .share_min = NAN,
                              .share_max = NAN};
    s.advice = (advice_set){.sample = T("S1"),
                            .drugs = drugs,
                            .drug_count = 2,
                            .strangers = strangers,
                            .stranger_count = 3,
                            .tests = &test,
                            .test_count = 1,
                            .allergies = allergies,
                            .allergy_count = 2};
    stage_write(&s, fhir_write_chart);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"MedicationStatement\""), 2);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"AllergyIntolerance\""), 2);
    assert_int_equal(stage_count(&s, "\"text\":\"Codeine syrup\""), 1);
    assert_int_equal(stage_count(&s, "\"code\":\"2670\""), 2); /* taken, and in the allergy */
    assert_int_equal(stage_count(&s, "\"resourceType\":\"ServiceRequest\""), 1);
    assert_int_equal(stage_count(&s, "\"intent\":\"proposal\""), 1);
    assert_int_equal(stage_count(&s, "asked only"), 0);
    s.advice = (advice_set){.sample = T("S1")};
}

static void the_patient_is_what_the_chart_states(void **state)
{
    (void)state;
    person_fact sex = {.name = T("sex"), .text = T("female")};
    person who = {.facts = &sex, .fact_count = 1};
    s.r.who = &who;
    assert_true(date_parse(STR("1961-05"), &who.birth));
    stage_bundle(&s);
    assert_int_equal(stage_count(&s, "\"gender\":\"female\",\"birthDate\":\"1961-05\""), 1);
    sex.text = STR("conflict");
    who.birth = (date){0};
    stage_bundle(&s);
    s.r.who = NULL;
    assert_int_equal(stage_count(&s, "\"gender\"") + stage_count(&s, "\"birthDate\""), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(risks_are_percentages), cmocka_unit_test(no_answer_has_no_value),
        cmocka_unit_test(doses_are_for_clinicians), cmocka_unit_test(medicines_allergies_and_tests),
        cmocka_unit_test(the_patient_is_what_the_chart_states)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
