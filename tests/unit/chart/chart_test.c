/*
 * The store: whose chart it is, counts, what was not understood, limits, memory that runs out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chart_fixture.h"

static status patient(const char *id, err *e)
{
    return chart_add_patient(world.c, str_of(id), STR("female"), STR("1960"), STR(""), e);
}

static void one_person_has_one_chart(void **state)
{
    (void)state;
    err e = {0};
    must(patient("p1", &e), &e);
    assert_true(chart_is_subject(world.c, STR("Patient/p1")));
    assert_true(chart_is_subject(world.c, STR("urn:uuid:p1")));
    assert_true(chart_is_subject(world.c, STR("https://example.org/fhir/Patient/p1/_history/3")));
    assert_true(chart_is_subject(world.c, STR("")));
    must(chart_end(world.c, &e), &e);
    must(patient("p1", &e), &e);
    assert_false(chart_is_subject(world.c, STR("Patient/p2")));
    assert_int_equal(chart_end(world.c, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "p1, p2"));
}

static void a_second_patient_is_refused(void **state)
{
    (void)state;
    err e = {0};
    must(patient("p1", &e), &e);
    assert_int_equal(patient("p2", &e), E_CONFLICT);
}

static void subjects_without_a_patient_count_too(void **state)
{
    (void)state;
    err e = {0};
    assert_true(chart_is_subject(world.c, STR("Patient/a")));
    must(chart_end(world.c, &e), &e);
    assert_false(chart_is_subject(world.c, STR("Patient/b")));
    assert_int_equal(chart_end(world.c, &e), E_CONFLICT);
}

static void a_person_can_be_chosen(void **state)
{
    (void)state;
    err e = {0};
    chart *c;
    chart_setup setup = world.setup;
    setup.patient = "Patient/p2";
    must(chart_new(&setup, &c, &e), &e);
    assert_int_equal(chart_end(c, &e), E_NOTFOUND);
    must(chart_add_patient(c, STR("p1"), STR("male"), STR(""), STR(""), &e), &e);
    assert_int_equal(chart_end(c, &e), E_NOTFOUND);
    assert_false(chart_is_subject(c, STR("Patient/p1")));
    assert_true(chart_is_subject(c, STR("Patient/p2")));
    must(chart_add_patient(c, STR("p2"), STR("female"), STR(""), STR(""), &e), &e);
    must(chart_end(c, &e), &e);
    person p;
    must(chart_person(c, &world.person_memory, &p, &e), &e);
    assert_true(has_fact_text(&p, "sex", "female"));
    assert_true(str_eq(p.id, STR("p2")));
    chart_free(c);
}

static void many_people_are_only_counted(void **state)
{
    (void)state;
    err e = {0};
    char id[32];
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(id, sizeof id, "Patient/%d", i);
        (void)chart_is_subject(world.c, str_of(id));
    }
    assert_int_equal(chart_end(world.c, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "or more"));
}

static void sex_and_birth_are_stated_once(void **state)
{
    (void)state;
    err e = {0};
    must(chart_add_sex(world.c, STR("line 1"), STR("F"), &e), &e);
    must(chart_add_sex(world.c, STR("line 2"), STR("female"), &e), &e);
    must(chart_add_sex(world.c, STR("line 3"), STR("M"), &e), &e);
    must(chart_add_sex(world.c, STR("line 4"), STR("unknown"), &e), &e);
    must(chart_add_birth(world.c, STR("line 5"), STR("1960"), &e), &e);
    must(chart_add_birth(world.c, STR("line 6"), STR("1960-05-03"), &e), &e);
    must(chart_add_birth(world.c, STR("line 7"), STR("1961"), &e), &e);
    assert_true(has_fact_text(world_person(), "sex", "female"));
    assert_int_equal(world.p.birth.precision, DATE_DAY);
    assert_int_equal(unknown_times("M", "conflict"), 1);
    assert_int_equal(unknown_times("unknown", "sex_not_stated"), 1);
    assert_int_equal(unknown_times("1961", "conflict"), 1);
}

static void entries_are_counted_by_what_became_of_them(void **state)
{
    (void)state;
    err e = {0};
    size_t n;
    add_value_text("creatinine", "1", "mg/dL", "2026-11-01");
    must(chart_count(world.c, STR("Observation"), true, &e), &e);
    add_value_text("creatinine", "1", "foo", "2026-11-01");
    must(chart_count(world.c, STR("Observation"), true, &e), &e);
    add_value_text("furlongs", "1", "mg/dL", "2026-11-01");
    must(chart_count(world.c, STR("Observation"), true, &e), &e);
    must(chart_count(world.c, STR("Claim"), false, &e), &e);
    const chart_tally *t = chart_tallies(world.c, &n);
    assert_int_equal(n, 2);
    assert_int_equal(t[0].seen, 3);
    assert_int_equal(t[0].used, 1);
    assert_int_equal(t[0].partly, 1);
    assert_int_equal(t[0].ignored, 1);
    assert_int_equal(t[1].ignored, 1);
}

static void unknowns_are_listed_once_with_a_count(void **state)
{
    (void)state;
    char name[32];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 1000; i++) {
            (void)snprintf(name, sizeof name, "thing %d", i);
            add_value_text(name, "1", "mg", "");
        }
    }
    size_t n;
    (void)chart_unknowns(world.c, &n);
    assert_int_equal(n, 1000);
    assert_int_equal(unknown_times("thing 777", "unknown_value"), 3);
}

static void long_texts_are_cut_at_a_letter(void **state)
{
    (void)state;
    char text[1000];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i + 3 <= 999; i += 3) memcpy(text + i, "\xe0\xa4\x95", 3);
    text[999] = '\0';
    add_medicine_text(text, "active", "", "");
    const person *p = world_person();
    assert_int_equal(p->medicines[0].name.n, 300);
    assert_true(str_is_utf8(p->medicines[0].name));
}

static void a_chart_has_a_limit(void **state)
{
    (void)state;
    err e = {0};
    chart *c;
    chart_setup setup = world.setup;
    setup.entries_max = 3;
    must(chart_new(&setup, &c, &e), &e);
    chart_value_entry v = {.what = in_words("esr"), .number = STR("5"), .unit = STR("mm/h")};
    for (int i = 0; i < 3; i++) must(chart_add_value(c, STR("o"), &v, &e), &e);
    assert_int_equal(chart_add_value(c, STR("o"), &v, &e), E_LIMIT);
    chart_reset(c);
    must(chart_add_value(c, STR("o"), &v, &e), &e);
    chart_free(c);
    chart_free(NULL);
}

/* Everything once, with the nth allocation failing: a status, no crash, no leak. */
static status everything(err *e)
{
    chart *c = NULL;
    AUTO(arena_release) arena a = {0};
    person p;
    TRY(chart_new(&world.setup, &c, e));
    status s = chart_read_table("sheet",
                                STR("name,value,unit,date\nid,7,,\nsex,F,,\ndob,1960-01-01,,\n"
                                    "medicine,warfarin 5 mg od,,\nallergy,aspirin,,\nCRP,5,mg/L,\n"
                                    "weight,60,kg,\nheight,160,cm,\ndiabetes,yes,,\nfoo,1,,\n"
                                    "mother,diabetes,,\nsmoking,never,,\n"),
                                c, e);
    if (s == OK) s = chart_person(c, &a, &p, e);
    chart_free(c);
    return s;
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    err e = {0};
    must(everything(&e), &e);
    for (uint64_t n = 1; n < 2000; n++) {
        base_alloc_fail_after(n);
        status s = everything(&e);
        base_alloc_fail_after(0);
        if (s == OK) return;
        assert_int_equal(s, E_MEMORY);
    }
    fail_msg("it never worked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_person_has_one_chart, world_reset),
        cmocka_unit_test_setup(a_second_patient_is_refused, world_reset),
        cmocka_unit_test_setup(subjects_without_a_patient_count_too, world_reset),
        cmocka_unit_test_setup(a_person_can_be_chosen, world_reset),
        cmocka_unit_test_setup(many_people_are_only_counted, world_reset),
        cmocka_unit_test_setup(sex_and_birth_are_stated_once, world_reset),
        cmocka_unit_test_setup(entries_are_counted_by_what_became_of_them, world_reset),
        cmocka_unit_test_setup(unknowns_are_listed_once_with_a_count, world_reset),
        cmocka_unit_test_setup(long_texts_are_cut_at_a_letter, world_reset),
        cmocka_unit_test_setup(a_chart_has_a_limit, world_reset),
        cmocka_unit_test_setup(memory_may_run_out_anywhere, world_reset),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
