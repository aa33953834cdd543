/*
 * From entries to a person: the newest value in its window, conflicts, what is computed, ages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chart_fixture.h"

static void the_newest_usable_value_leads(void **state)
{
    (void)state;
    add_value_text("creatinine", "1.0", "mg/dL", "2026-01-01");
    add_value_text("creatinine", "1.4", "mg/dL", "2026-10-01");
    add_value_text("creatinine", "0", "mg/dL", "2026-11-01");
    add_value_text("creatinine", "1.9", "mg/dL", "2027-01-01");
    const person *p = world_person();
    assert_int_equal(p->measure_count, 4);
    assert_true(is_near(p->measures[0].value, 1.4));
    assert_true(is_near(p->measures[1].value, 1.0));
    assert_true(str_eq(p->measures[2].doubt, STR("future")));
    assert_true(str_eq(p->measures[3].doubt, STR("implausible")));
}

static void windows_make_values_old(void **state)
{
    (void)state;
    add_value_text("creatinine", "1.0", "mg/dL", "2025-11-23"); /* 365 days */
    add_value_text("CRP", "5", "mg/L", "2026-08-24");           /* 91 days; window 90 */
    add_value_text("ESR", "5", "mm/h", "");
    const person *p = world_person();
    assert_int_equal(measure_of(p, "creatinine")->doubt.n, 0);
    assert_true(str_eq(measure_of(p, "crp")->doubt, STR("stale")));
    assert_int_equal(measure_of(p, "esr")->doubt.n, 0);
    assert_int_equal(measure_of(p, "esr")->when.precision, DATE_NONE);
}

static void two_values_at_once_are_a_conflict(void **state)
{
    (void)state;
    add_value_text("creatinine", "1.0", "mg/dL", "2026-10-01");
    add_value_text("creatinine", "2.0", "mg/dL", "2026-10-01T08:00:00Z");
    add_value_text("creatinine", "1.1", "mg/dL", "2026-01-01");
    add_value_text("CRP", "5", "mg/L", "2026-10-01");
    add_value_text("CRP", "0.5", "mg/dL", "2026-10-01");
    const person *p = world_person();
    const person_measure *m = measure_of(p, "creatinine");
    assert_true(str_eq(m[0].doubt, STR("conflict")) && str_eq(m[1].doubt, STR("conflict")));
    assert_int_equal(m[2].doubt.n, 0);
    assert_int_equal(measure_of(p, "crp")->doubt.n, 0); /* the same amount, written twice */
}

static void bmi_is_computed_when_not_given(void **state)
{
    (void)state;
    add_value_text("weight", "58", "kg", "2026-10-01");
    add_value_text("height", "152", "cm", "2026-01-01");
    const person *p = world_person();
    const person_measure *m = measure_of(p, "bmi");
    assert_true(is_near(m->value, 58 / 1.52 / 1.52));
    assert_true(str_eq(m->from, STR("computed")));
    assert_true(is_near(fact_number(p, "bmi", ""), m->value));
    assert_true(is_near(fact_number(p, "weight_kg", ""), 58));
    add_value_text("BMI", "26", "kg/m2", "2026-10-02");
    assert_true(is_near(measure_of(world_person(), "bmi")->value, 26));
}

static void bmi_is_not_computed_from_doubt(void **state)
{
    (void)state;
    add_value_text("weight", "700", "kg", "2026-10-01");
    add_value_text("height", "152", "cm", "2026-01-01");
    const person *p = world_person();
    assert_null(measure_of(p, "bmi"));
    assert_true(isnan(fact_number(p, "weight_kg", "")));
}

static double age_of(const char *birth, const char *death)
{
    err e = {0};
    (void)world_reset(NULL);
    must(chart_add_patient(world.c, STR("1"), STR("female"), str_of(birth), str_of(death), &e), &e);
    return fact_number(world_person(), "age_years", "");
}

static void ages_hold_on_the_day(void **state)
{
    (void)state;
    assert_true(is_near(age_of("1960-11-23", ""), 66));
    assert_true(is_near(age_of("1960-11-24", ""), 65));
    assert_true(is_near(age_of("1960", ""), 65)); /* at least */
    assert_true(is_near(age_of("1960-11-24", "2000-11-24"), 40));
    assert_true(has_fact_text(&world.p, "deceased", "true"));
    assert_true(is_near(age_of("1960-11-24", "2027-01-01"), 65)); /* still alive on the day */
    assert_false(has_fact_text(&world.p, "deceased", "true"));
    assert_true(isnan(age_of("2030-01-01", "")));
    assert_int_equal(unknown_times("2030-01-01", "future"), 1);
    assert_true(isnan(age_of("1800-01-01", "")));
    assert_int_equal(unknown_times("1800-01-01", "implausible"), 1);
    assert_true(isnan(age_of("yesterday", "")));
    assert_int_equal(unknown_times("birth date", "bad_date"), 1);
    assert_true(isnan(age_of("", "true")));
    add_value_text("age", "54", "years", "2026-11-01");
    assert_true(is_near(fact_number(world_person(), "age_years", ""), 54));
    (void)age_of("1960-11-23", "");
    add_value_text("age", "54", "years", "2026-11-01"); /* the date of birth is the better one */
    assert_true(is_near(fact_number(world_person(), "age_years", ""), 66));
}

static void nothing_is_complete_by_itself(void **state)
{
    (void)state;
    add_condition_text("diabetes", "active", "2020");
    const person *p = world_person();
    assert_int_equal(p->complete_count, 0);
    assert_false(p->medicines_known || p->allergies_known);
    assert_false(has_fact_text(p, "ancestry", "African"));
}

static void a_pregnant_man_is_a_contradiction(void **state)
{
    (void)state;
    static const char *const sexes[] = {"male", "female", ""};
    for (size_t i = 0; i < 3; i++) {
        err e = {0};
        (void)world_reset(NULL);
        if (i < 2) must(chart_add_sex(world.c, STR("Patient/1"), str_of(sexes[i]), &e), &e);
        add_condition_text("pregnant", "active", "2026-11-01");
        const person *p = world_person();
        const person_measure *m = measure_of(p, "pregnant");
        assert_int_equal(has_fact_text(p, "pregnant", "true"), i > 0);
        assert_int_equal(m != NULL && str_eq(m->doubt, STR("conflict")), i == 0);
    }
}

static void race_stays_race(void **state)
{
    (void)state;
    err e = {0};
    chart_value_entry v = {.what = in_words("race"),
                           .concept = in_code("urn:oid:2.16.840.1.113883.6.238", "2054-5", "")};
    must(chart_add_value(world.c, STR("Patient/1"), &v, &e), &e);
    const person *p = world_person();
    assert_true(has_fact_text(p, "race", "black"));
    assert_int_equal(p->fact_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_newest_usable_value_leads, world_reset),
        cmocka_unit_test_setup(windows_make_values_old, world_reset),
        cmocka_unit_test_setup(two_values_at_once_are_a_conflict, world_reset),
        cmocka_unit_test_setup(bmi_is_computed_when_not_given, world_reset),
        cmocka_unit_test_setup(bmi_is_not_computed_from_doubt, world_reset),
        cmocka_unit_test_setup(ages_hold_on_the_day, world_reset),
        cmocka_unit_test_setup(nothing_is_complete_by_itself, world_reset),
        cmocka_unit_test_setup(a_pregnant_man_is_a_contradiction, world_reset),
        cmocka_unit_test_setup(race_stays_race, world_reset),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
