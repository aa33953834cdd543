/*
 * The rules of courses as they stand in kb/: read whole, and sound. What is wrong in a row is
 * tested by check_risk_test.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "risk/course_table.h"

static void the_tables_are_read(void **state)
{
    AUTO(arena_release) arena a = {0};
    formula_book book;
    course_rules rules;
    kb *k = NULL;
    err e = {0};
    size_t anchors = 0;
    (void)state;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    assert_int_equal(formula_book_open(k, &a, &book, &e), OK);
    assert_int_equal(course_rules_open(k, &book, &a, &rules, &e), OK);
    for (size_t i = 0; i < rules.measure_count; i++) anchors += rules.measures[i].anchor;
    assert_int_equal(anchors, 2);
    assert_true(rules.formula_count >= 6);
    assert_true(str_eq(rules.formulas[0].f->id, STR("das28_esr"))); /* ESR goes first */
    assert_true(str_eq(rules.formulas[0].response->id, STR("eular_response")));
    assert_int_equal(rules.point_count, 2);
    for (size_t i = 1; i < rules.point_count; i++) { /* each day answers for one point at most */
        assert_true(rules.points[i].low > rules.points[i - 1].high);
    }
    assert_true(str_eq(rules.starts[0].drug, STR("methotrexate")));
    kb_close(k);
}

/** A book without the response formula cannot serve its courses. */
static void what_is_missing_is_told(void **state)
{
    AUTO(arena_release) arena a = {0};
    formula_book book;
    course_rules rules;
    kb *k = NULL;
    err e = {0};
    (void)state;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    assert_int_equal(formula_book_open(k, &a, &book, &e), OK);
    assert_int_equal(map_init(&book.by_id, &a, 1, &e), OK); /* knows no formula */
    assert_int_equal(course_rules_open(k, &book, &a, &rules, &e), E_SYNTAX);
    assert_non_null(strstr(e.text, "courses row 1, formula: there is none of this name"));
    kb_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_are_read),
        cmocka_unit_test(what_is_missing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
