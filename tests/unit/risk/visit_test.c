/*
 * Visits out of measures: which day a measure belongs to, what is of no visit, and what of today
 * remains. Rules are made here; those of kb/formulas/joints are tested by course_test.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "risk/visit.h"

enum { DAY0 = 20000, ROOM = 16 };

static const visit_measure measures[] = {
    {STR("joints"), true, 0}, {STR("rating"), false, 1}, {STR("blood"), false, 7}};
static const course_rules rules = {.measures = measures, .measure_count = 3};

typedef struct stage {
    person p;
    person_measure m[ROOM];
} stage;

static void begin(stage *s)
{
    *s = (stage){.p = {.as_of = {DAY0 + 400, 0, DATE_DAY}}};
    s->p.measures = s->m;
}

static person_measure *add(stage *s, const char *name, int32_t day, double value)
{
    assert_true(s->p.measure_count < ROOM);
    person_measure *m = &s->m[s->p.measure_count++];
    *m = (person_measure){.name = str_of(name),
                          .value = value,
                          .when = {DAY0 + day, 0, DATE_DAY},
                          .written = str_of(name),
                          .from = STR("line")};
    return m;
}

static visit_list make(const stage *s, arena *a)
{
    visit_list list;
    err e = {0};
    assert_int_equal(visits_make(&rules, &s->p, a, &list, &e), OK);
    return list;
}

static const person_measure *of(const person *p, const char *name)
{
    for (size_t i = 0; i < p->measure_count; i++) {
        if (str_eq(p->measures[i].name, str_of(name))) return &p->measures[i];
    }
    return NULL;
}

static void the_nearest_value_within_the_days_belongs(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    begin(&s);
    (void)add(&s, "joints", 100, 1);
    (void)add(&s, "blood", 95, 5);
    (void)add(&s, "blood", 103, 3);
    (void)add(&s, "rating", 102, 7);
    (void)add(&s, "joints", 20, 2);
    (void)add(&s, "blood", 12, 8);
    visit_list v = make(&s, &a);
    assert_int_equal(v.count, 2);
    assert_int_equal(v.items[0].day, DAY0 + 20); /* oldest first */
    assert_null(of(&v.items[0].who, "blood"));   /* 8 days */
    assert_true(of(&v.items[1].who, "blood")->value > 2.9 &&
                of(&v.items[1].who, "blood")->value < 3.1);
    assert_null(of(&v.items[1].who, "rating")); /* 2 days */
    assert_int_equal(v.items[1].who.as_of.day, DAY0 + 100);
}

static void of_two_equally_near_the_earlier(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    begin(&s);
    (void)add(&s, "joints", 100, 1);
    (void)add(&s, "blood", 102, 9);
    (void)add(&s, "blood", 98, 4);
    visit_list v = make(&s, &a);
    assert_int_equal(of(&v.items[0].who, "blood")->when.day, DAY0 + 98);
}

static void one_day_is_one_visit_and_two_values_a_conflict(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    begin(&s);
    (void)add(&s, "joints", 100, 1);
    (void)add(&s, "joints", 100, 1);
    (void)add(&s, "blood", 99, 4);
    (void)add(&s, "blood", 99, 5);
    visit_list v = make(&s, &a);
    assert_int_equal(v.count, 1);
    assert_int_equal(of(&v.items[0].who, "joints")->doubt.n, 0);
    assert_true(str_eq(of(&v.items[0].who, "blood")->doubt, STR("conflict")));
}

static void what_has_no_day_or_is_to_come_is_no_visit(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    begin(&s);
    add(&s, "joints", 10, 1)->when.precision = DATE_MONTH;
    visit_list v = make(&s, &a);
    assert_int_equal(v.count, 0);
    assert_true(v.undated);
    begin(&s);
    (void)add(&s, "joints", 500, 1); /* behind the day of the chart */
    add(&s, "joints", 20, 1)->doubt = STR("implausible");
    v = make(&s, &a);
    assert_int_equal(v.count, 0);
    assert_false(v.undated);
    err e = {0};
    assert_int_equal(visits_make(&rules, NULL, &a, &v, &e), OK);
    assert_int_equal(v.count, 0);
}

static void a_doubt_of_the_day_is_kept(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    begin(&s);
    add(&s, "joints", 100, 1)->doubt = STR("stale"); /* right for its own day */
    add(&s, "blood", 100, 4)->doubt = STR("no_unit");
    visit_list v = make(&s, &a);
    assert_int_equal(v.count, 1);
    assert_int_equal(of(&v.items[0].who, "joints")->doubt.n, 0);
    assert_true(str_eq(of(&v.items[0].who, "blood")->doubt, STR("no_unit")));
}

static void today_has_the_last_visit_only(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    person today;
    err e = {0};
    (void)state;
    begin(&s);
    add(&s, "joints", 100, 1)->doubt = STR("stale");
    (void)add(&s, "blood", 300, 4);
    (void)add(&s, "weight", 5, 70);
    visit_list v = make(&s, &a);
    assert_int_equal(visits_last_person(&rules, &s.p, &v, &a, &today, &e), OK);
    assert_true(str_eq(of(&today, "joints")->doubt, STR("stale"))); /* too old for today */
    assert_true(str_eq(of(&today, "blood")->doubt, STR("other_day")));
    assert_int_equal(of(&today, "weight")->doubt.n, 0); /* makes no visit */
    begin(&s);
    (void)add(&s, "blood", 300, 4);
    v = make(&s, &a);
    assert_int_equal(visits_last_person(&rules, &s.p, &v, &a, &today, &e), OK);
    assert_int_equal(of(&today, "blood")->doubt.n, 0); /* no visits: as it was */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_value_within_the_days_belongs),
        cmocka_unit_test(of_two_equally_near_the_earlier),
        cmocka_unit_test(one_day_is_one_visit_and_two_values_a_conflict),
        cmocka_unit_test(what_has_no_day_or_is_to_come_is_no_visit),
        cmocka_unit_test(a_doubt_of_the_day_is_kept),
        cmocka_unit_test(today_has_the_last_visit_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
