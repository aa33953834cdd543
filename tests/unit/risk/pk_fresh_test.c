/*
 * Which measures of a chart may decide a dose: the week before the chart's day, its edge from both
 * sides, measures without a date, and that nothing else of the person changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "risk/pk_fresh.h"

static const str names[] = {{"creatinine", 10}, {"creatinine_clearance", 20}};
static const pk_drug drug = {.fresh = names, .fresh_count = 2, .fresh_days = 7};

static date day(const char *text)
{
    date d = {0};
    if (text[0] != 0) assert_true(date_parse(str_of(text), &d));
    return d;
}

/* The doubt of a creatinine of this day in a chart of 20 November. */
static pk_fresh of(const char *name, const char *when, const char *doubt, arena *a)
{
    static person_measure measures[2];
    pk_fresh out;
    err e = {0};
    measures[0] = (person_measure){
        .name = str_of(name), .value = 1, .when = day(when), .doubt = str_of(doubt)};
    measures[1] = (person_measure){.name = STR("weight"), .value = 70, .when = day("2019-01-01")};
    const person p = {
        .id = STR("x"), .as_of = day("2026-11-20"), .measures = measures, .measure_count = 2};
    assert_int_equal(pk_fresh_of(&drug, &p, a, &out, &e), OK);
    assert_int_equal(measures[0].doubt.n, str_of(doubt).n); /* the chart itself stays */
    assert_int_equal(out.person.measures[1].doubt.n, 0);
    assert_true(str_eq(out.person.id, STR("x")));
    return out;
}

static void a_week_counts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *when, *doubt;
        bool used, stale;
    } rows[] = {
        {"creatinine", "2026-11-20", "", true, false},
        {"creatinine", "2026-11-13", "", true, false},
        {"creatinine", "2026-11-12", "", false, true},
        {"creatinine", "2025-12-20", "", false, true},
        {"creatinine", "2026-11", "", false, true}, /* may be the first of the month */
        {"creatinine", "", "", false, true},
        {"creatinine_clearance", "2026-11-19", "", true, false},
        {"creatinine_clearance", "2026-10-19", "", false, true},
        {"creatinine", "2026-11-20", "conflict", false, false},
        {"sodium", "2019-01-01", "", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO(arena_release) arena a = {0};
        pk_fresh f = of(rows[i].name, rows[i].when, rows[i].doubt, &a);
        if ((f.used != NULL) != rows[i].used || f.stale != rows[i].stale) fail_msg("row %zu", i);
        bool marked = str_eq(f.person.measures[0].doubt, STR("stale"));
        if (marked != rows[i].stale) fail_msg("row %zu: doubt", i);
    }
}

static void the_newest_is_used(void **state)
{
    AUTO(arena_release) arena a = {0};
    const person_measure measures[] = {
        {.name = STR("creatinine"), .value = 3, .when = day("2026-10-01")},
        {.name = STR("creatinine"), .value = 1, .when = day("2026-11-16")},
        {.name = STR("creatinine_clearance"), .value = 2, .when = day("2026-11-18")}};
    const person p = {.as_of = day("2026-11-20"), .measures = measures, .measure_count = 3};
    pk_fresh f;
    err e = {0};
    (void)state;
    assert_int_equal(pk_fresh_of(&drug, &p, &a, &f, &e), OK);
    assert_true(f.used != NULL && f.used->value == 2 && !f.stale);
}

static void nobody_is_nobody(void **state)
{
    AUTO(arena_release) arena a = {0};
    pk_fresh f;
    err e = {0};
    (void)state;
    assert_int_equal(pk_fresh_of(&drug, NULL, &a, &f, &e), OK);
    assert_true(f.used == NULL && !f.stale && f.person.measure_count == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_week_counts),
        cmocka_unit_test(the_newest_is_used),
        cmocka_unit_test(nobody_is_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
