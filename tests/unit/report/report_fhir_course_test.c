/*
 * The course in the bundle: a value for each visit on its day, what is missing where there is none,
 * responses derived from two visits, nothing twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "fhir_stage.h"

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

#define DAY(n)                                                                                     \
    {                                                                                              \
        20000 + (n), 0, DATE_DAY                                                                   \
    }

static const str missing[] = {STR("esr")};
static const score_visit visits[] = {
    {.when = DAY(0), .value = 6.626, .band = STR("high"), .change = NAN},
    {.when = DAY(40),
     .days = 40,
     .value = NAN,
     .change = NAN,
     .missing = missing,
     .missing_count = 1},
    {.when = DAY(93),
     .days = 93,
     .value = 4.943,
     .band = STR("moderate"),
     .change = 1.683,
     .response = STR("moderate"),
     .point = STR("months_3")}};
static const str notes[] = {STR("no_months_6")};
static const score_course course = {.formula = {"das28_esr", 9},
                                    .decimals = 2,
                                    .visits = visits,
                                    .visit_count = 3,
                                    .notes = notes,
                                    .note_count = 1};

static void each_visit_has_its_day(void **state)
{
    const score items[] = {
        {.formula = STR("eular_response"), .kind = STR("response"), .course = &course},
        {.formula = STR("das28_esr"), .kind = STR("activity"), .course = &course},
        {.formula = STR("bmi"), .kind = STR("organ")}};
    const score_set set = {items, 3};
    (void)state;
    s.r.scores = &set;
    stage_write(&s, fhir_write_courses);
    assert_int_equal(stage_count(&s, "\"resourceType\":\"Observation\""), 4); /* once */
    assert_int_equal(stage_count(&s, "\"effectiveDateTime\":\"2024-10-04\""), 1);
    assert_int_equal(stage_count(&s, "\"effectiveDateTime\":\"2025-01-05\""), 2);
    assert_int_equal(stage_count(&s, "\"valueQuantity\":{\"value\":6.63}"), 1);
    assert_int_equal(stage_count(&s, "\"valueQuantity\":{\"value\":4.94}"), 1);
    assert_int_equal(stage_count(&s, "\"valueQuantity\""), 2);
    assert_int_equal(stage_count(&s, "\"dataAbsentReason\""), 1);
    assert_int_equal(stage_count(&s, "what is missing: ESR"), 1);
    assert_int_equal(stage_count(&s, "{\"text\":\"baseline\"}"), 1);
    assert_int_equal(stage_count(&s, "No visit about 6 months"), 1);
    assert_int_equal(stage_count(&s, "{\"text\":\"day 93, 3 months\"}"), 1);
    assert_int_equal(stage_count(&s, "\"valueCodeableConcept\":{\"text\":\"moderate response\"}"),
                     1);
    assert_int_equal(stage_count(&s, "\"derivedFrom\":[{\"reference\":"), 1);
    stage_write(&s, fhir_refer_courses);
    assert_int_equal(stage_count(&s, "\"reference\""), 4);
    s.r.scores = NULL;
    stage_write(&s, fhir_write_courses);
    assert_string_equal(s.out.p, "[]");
}

/** Every reference of the whole bundle is to one of its entries. */
static void references_are_there(void **state)
{
    const score one = {.formula = STR("eular_response"),
                       .kind = STR("response"),
                       .status = SCORE_REFUSED,
                       .course = &course};
    const score_set set = {&one, 1};
    (void)state;
    s.r.scores = &set;
    const char *at = stage_bundle(&s);
    while ((at = strstr(at, "\"reference\":\"")) != NULL) {
        char entry[100] = "\"fullUrl\":\"";
        at += strlen("\"reference\":\"");
        strncat(entry, at, FHIR_UUID_SIZE - 1);
        assert_int_equal(stage_count(&s, entry), 1);
    }
    s.r.scores = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_visit_has_its_day),
                                       cmocka_unit_test(references_are_there)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
