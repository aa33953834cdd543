/*
 * Values: analyte, unit, doubt (tests/tables/chart_values.tsv), coded answers, statuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chart_fixture.h"

static void value_row(const tsv *t)
{
    err e = {0};
    chart_value_entry v = {
        .number = t->field[1], .unit = table_cell(t, 2), .when = STR("2026-11-20")};
    str name = t->field[0], analyte = table_cell(t, 3);
    bool code = name.n > 2 && name.p[name.n - 2] == '-' && name.p[0] >= '0' && name.p[0] <= '9';
    (void)world_reset(NULL);
    v.what =
        code ? (chart_concept){.coding = {{STR("http://loinc.org"), name, STR("x")}}, .count = 1}
             : (chart_concept){.text = name};
    must(chart_add_value(world.c, STR("Observation/1"), &v, &e), &e);
    const person *p = world_person();
    size_t unknowns;
    const chart_unknown *all = chart_unknowns(world.c, &unknowns);
    if (analyte.n == 0) {
        assert_int_equal(p->measure_count, 0);
        assert_true(unknowns == 1 && str_eq(all[0].why, t->field[6]));
        return;
    }
    if (p->measure_count != 1) fail_msg("line %zu: %zu values", t->line, p->measure_count);
    const person_measure *m = &p->measures[0];
    double wanted = NAN;
    if (table_cell(t, 4).n > 0) assert_true(str_to_double(t->field[4], &wanted));
    bool same = isnan(wanted) ? isnan(m->value) : is_near(m->value, wanted);
    if (!str_eq(m->name, analyte) || !same || !str_eq(m->unit, t->field[5]) ||
        !str_eq(m->doubt, table_cell(t, 6))) {
        fail_msg("line %zu: %.*s = %.9g %.*s, doubt '%.*s'", t->line, STR_ARG(m->name), m->value,
                 STR_ARG(m->unit), STR_ARG(m->doubt));
    }
}

static void values_of_the_table(void **state)
{
    (void)state;
    assert_true(each_row("tests/tables/chart_values.tsv", value_row) > 70);
}

static void add(const char *name, const char *comparator, const char *number, const char *unit,
                const char *status_code)
{
    err e = {0};
    chart_value_entry v = {.what = in_words(name),
                           .number = str_of(number),
                           .comparator = str_of(comparator),
                           .unit = str_of(unit),
                           .when = STR("2026-11-20"),
                           .status = str_of(status_code)};
    must(chart_add_value(world.c, STR("Observation/1"), &v, &e), &e);
}

static void limits_and_statuses_are_kept(void **state)
{
    (void)state;
    add("CRP", "<", "5", "mg/L", "final");
    add("ESR", "", "20", "mm/h", "preliminary");
    add("Hb", "", "12", "g/dL", "entered-in-error");
    add("TLC", "", "", "", "final");
    add("Urea", "", "1e400", "mg/dL", "final");
    const person *p = world_person();
    assert_true(str_eq(measure_of(p, "crp")->doubt, STR("comparator")));
    assert_true(str_eq(measure_of(p, "crp")->written, STR("<5 mg/L")));
    assert_true(str_eq(measure_of(p, "esr")->doubt, STR("preliminary")));
    assert_null(measure_of(p, "haemoglobin"));
    assert_int_equal(unknown_times("Hb", "entered_in_error"), 1);
    assert_int_equal(unknown_times("TLC", "no_value"), 1);
    assert_int_equal(unknown_times("Urea", "no_number"), 1);
}

static void a_code_says_more_than_the_words_beside_it(void **state)
{
    (void)state;
    err e = {0};
    chart_value_entry v = {.what = in_code("http://loinc.org", "2161-8", "Creatinine"),
                           .number = STR("20"),
                           .unit = STR("mg/dL"),
                           .when = STR("2026-11-20")};
    v.what.text = STR("Creatinine"); /* in urine, says the code */
    must(chart_add_value(world.c, STR("Observation/1"), &v, &e), &e);
    assert_int_equal(world_person()->measure_count, 0);
}

static void two_units_must_say_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *unit, *shown, *doubt;
    } rows[] = {{"umol/L", "mg/dL", "wrong_unit"},
                {"mg/dL", "umol/L", "wrong_unit"},
                {"mg/dL", "mg/dL", ""},
                {"mg/dL", "milligrams", ""},
                {"umol/L", "", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = {0};
        chart_value_entry v = {.what = in_code("http://loinc.org", "2160-0", "Creatinine"),
                               .number = STR("10"),
                               .unit = str_of(rows[i].unit),
                               .unit_shown = str_of(rows[i].shown),
                               .when = STR("2026-11-20")};
        (void)world_reset(NULL);
        must(chart_add_value(world.c, STR("Observation/1"), &v, &e), &e);
        const person_measure *m = measure_of(world_person(), "creatinine");
        if (m == NULL || !str_eq(m->doubt, str_of(rows[i].doubt))) fail_msg("row %zu", i);
    }
}

static void decimals_stay_as_written(void **state)
{
    (void)state;
    add("Creatinine", "", "1.10", "mg/dL", "final");
    assert_true(str_eq(measure_of(world_person(), "creatinine")->written, STR("1.10 mg/dL")));
}

static void answer(const char *loinc, chart_concept concept, const char *when, const char *from)
{
    err e = {0};
    chart_value_entry v = {
        .what = in_code("http://loinc.org", loinc, ""), .concept = concept, .when = str_of(when)};
    must(chart_add_value(world.c, str_of(from), &v, &e), &e);
}

static void answers_become_facts(void **state)
{
    (void)state;
    const char *sct = "http://snomed.info/sct", *loinc = "http://loinc.org";
    answer("72166-2", in_code(sct, "449868002", "Current every day smoker"), "2020-01-01", "a");
    answer("72166-2", in_code(sct, "8517006", "Former smoker"), "2026-01-01", "b");
    answer("82810-3", in_code(loinc, "LA26683-5", "Not pregnant"), "2026-11-01", "c");
    answer("11572-5", in_words("Positive"), "2026-11-01", "d");
    answer("63895-7", in_words("perhaps"), "2026-11-01", "e");
    answer("72166-2", in_words("Never smoker"), "2027-01-01", "f");
    const person *p = world_person();
    assert_true(has_fact_text(p, "smoking", "former"));
    assert_false(has_fact_text(p, "smoking", "current"));
    assert_false(has_fact_text(p, "smoking", "never"));
    assert_true(has_fact_text(p, "pregnant", "false"));
    assert_true(has_fact_text(p, "rf", "positive"));
    assert_int_equal(unknown_times("63895-7: perhaps", "unknown_word"), 1);
    assert_int_equal(unknown_times("72166-2", "future"), 1);
}

static void contradicting_answers_are_no_fact(void **state)
{
    (void)state;
    answer("72166-2", in_words("Never smoker"), "2026-01-01", "a");
    answer("72166-2", in_words("Current smoker"), "2026-01-01", "b");
    const person *p = world_person();
    assert_false(has_fact_text(p, "smoking", "never") || has_fact_text(p, "smoking", "current"));
    assert_true(str_eq(measure_of(p, "smoking_status")->doubt, STR("conflict")));
}

static void an_old_answer_is_no_answer(void **state)
{
    (void)state;
    answer("82810-3", in_words("Pregnant"), "2025-01-01", "a");
    assert_false(has_fact_text(world_person(), "pregnant", "true"));
}

static void other_causes_are_no_conditions(void **state)
{
    (void)state;
    answer("69453-9", in_code("http://snomed.info/sct", "22298006", "Myocardial Infarction"),
           "2026-01-01", "a"); /* cause of death, in Synthea */
    assert_false(has_fact_text(world_person(), "condition", "myocardial infarction"));
}

static void two_codes_of_two_quantities_are_none(void **state)
{
    (void)state;
    err e = {0};
    chart_value_entry v = {.number = STR("90"), .unit = STR("mg/dL"), .when = STR("2026-11-01")};
    v.what = (chart_concept){.coding = {{STR("http://loinc.org"), STR("2345-7"), STR("a")},
                                        {STR("http://loinc.org"), STR("2093-3"), STR("b")}},
                             .count = 2};
    must(chart_add_value(world.c, STR("Observation/1"), &v, &e), &e);
    assert_int_equal(world_person()->measure_count, 0);
    assert_int_equal(unknown_times("a", "two_codes"), 1);
    v.what.coding[1].code = STR("2339-0"); /* glucose, too */
    must(chart_add_value(world.c, STR("Observation/2"), &v, &e), &e);
    assert_non_null(measure_of(world_person(), "glucose"));
    v.what.coding[0].code = STR("751-8"); /* neutrophils and their share */
    v.what.coding[1].code = STR("770-8");
    v.unit = STR("%");
    must(chart_add_value(world.c, STR("Observation/3"), &v, &e), &e);
    assert_non_null(measure_of(world_person(), "neutrophils_percent"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(values_of_the_table, world_reset),
        cmocka_unit_test_setup(limits_and_statuses_are_kept, world_reset),
        cmocka_unit_test_setup(a_code_says_more_than_the_words_beside_it, world_reset),
        cmocka_unit_test_setup(two_units_must_say_the_same, world_reset),
        cmocka_unit_test_setup(decimals_stay_as_written, world_reset),
        cmocka_unit_test_setup(answers_become_facts, world_reset),
        cmocka_unit_test_setup(contradicting_answers_are_no_fact, world_reset),
        cmocka_unit_test_setup(an_old_answer_is_no_answer, world_reset),
        cmocka_unit_test_setup(other_causes_are_no_conditions, world_reset),
        cmocka_unit_test_setup(two_codes_of_two_quantities_are_none, world_reset),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
