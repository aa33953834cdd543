/*
 * The condition grammar: what is read, what is refused and how that is said, evaluation in three
 * truth values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "advice/condition.h"

static arena memory;

static status parse(str text, condition_table *t, condition *c, err *e)
{
    arena_reset(&memory);
    assert_int_equal(condition_table_init(t, &memory, e), OK);
    return condition_parse(t, text, c, e);
}

static void comparisons_are_read(void **state)
{
    (void)state;
    condition_table t;
    condition c;
    err e = {0};
    assert_int_equal(parse(STR("CYP2D6.score in 0.25..1 and age_years >= 18 or HLA-B.allele in "
                               "(\"*57:01\", \"*58:01\")"),
                           &t, &c, &e),
                     OK);
    assert_int_equal(t.count, 3);
    const condition_atom *a = t.atoms;
    assert_true(str_eq(a[0].name, STR("CYP2D6")) && a[0].field == FIELD_SCORE);
    assert_int_equal(a[0].op, COMPARE_RANGE);
    assert_true(a[0].values[0].number == 0.25 && a[0].values[1].number == 1.0);
    assert_true(str_eq(a[1].name, STR("age_years")) && a[1].field == FIELD_CHART);
    assert_int_equal(a[1].op, COMPARE_AT_LEAST);
    assert_int_equal(a[2].value_count, 2);
    assert_true(str_eq(a[2].values[1].text, STR("*58:01")));
}

static void equal_comparisons_are_one(void **state)
{
    (void)state;
    condition_table t;
    condition c, d;
    err e = {0};
    assert_int_equal(parse(STR("not A.score = 1 and A.score = 1"), &t, &c, &e), OK);
    assert_int_equal(condition_parse(&t, STR("A.score = 1 or B.score = 1"), &d, &e), OK);
    assert_int_equal(t.count, 2);
    assert_int_equal(c.code[0], d.code[0]);
}

/* "not" binds closest, then "and", then "or"; brackets change that. */
static void operators_bind_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        truth values[3]; /* of A, B, C in order of first use */
        truth expected;
    } rows[] = {
        {"A.score = 1 or B.score = 1 and C.score = 1", {2, 0, 0}, TRUTH_TRUE},
        {"(A.score = 1 or B.score = 1) and C.score = 1", {2, 0, 0}, TRUTH_FALSE},
        {"not A.score = 1 and B.score = 1", {0, 0, 0}, TRUTH_FALSE},
        {"not (A.score = 1 and B.score = 1)", {0, 0, 0}, TRUTH_TRUE},
        {"not A.score = 1 or B.score = 1", {2, 2, 0}, TRUTH_TRUE},
        {"not not A.score = 1", {2, 0, 0}, TRUTH_TRUE},
        {"not not not A.score = 1", {2, 0, 0}, TRUTH_FALSE},
        {"A.score = 1 and B.score = 1", {1, 0, 0}, TRUTH_FALSE},
        {"A.score = 1 and B.score = 1", {1, 2, 0}, TRUTH_UNKNOWN},
        {"A.score = 1 or B.score = 1", {1, 2, 0}, TRUTH_TRUE},
        {"A.score = 1 or B.score = 1", {1, 0, 0}, TRUTH_UNKNOWN},
        {"not A.score = 1", {1, 0, 0}, TRUTH_UNKNOWN},
        {"not (A.score = 1 or B.score = 1)", {1, 2, 0}, TRUTH_FALSE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        condition_table t;
        condition c;
        err e = {0};
        assert_int_equal(parse(str_of(rows[i].text), &t, &c, &e), OK);
        truth got = condition_evaluate(&c, rows[i].values);
        if (got != rows[i].expected) fail_msg("%s: %d", rows[i].text, (int)got);
    }
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "expected a comparison"},
        {"A.score", "expected a comparison, found ''"},
        {"A.score = ", "expected a value"},
        {"A.score = 1 and", "expected a comparison, 'not' or '('"},
        {"(A.score = 1", "expected )"},
        {"A.score = 1)", "expected 'and', 'or' or the end"},
        {"A.score = 1 B.score = 2", "character 13: expected 'and', 'or' or the end"},
        {"A.dose = 1", "expected phenotype, score"},
        {"A.phenotype = \"open", "closing quotation mark"},
        {"A.phenotype = 1", "which it cannot be"},
        {"A.phenotype >= \"x\"", "expected a number"},
        {"A.score = \"high\"", "which it cannot be"},
        {"A.status = \"maybe\"", "a status is \"no result\""},
        {"A.score in 2..1", "is empty"},
        {"A.score in ()", "expected a value"},
        {"A.score in (1 2)", "expected )"},
        {"and = 1", "expected a name"},
        {"A.score = 1 & B.score = 2", "expected a name, a value or a sign"},
        {"A.score = -", "expected a number"},
        {"A.phenotype = Poor", "expected a value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        condition_table t;
        condition c;
        err e = {0};
        assert_int_equal(parse(str_of(rows[i][0]), &t, &c, &e), E_SYNTAX);
        if (strstr(e.text, rows[i][1]) == NULL) fail_msg("%s: %s", rows[i][0], e.text);
    }
}

static void limits_are_kept(void **state)
{
    (void)state;
    condition_table t;
    condition c;
    err e = {0};
    static char deep[4096], wide[1 << 16];
    for (size_t i = 0; i < 200; i++) deep[i] = '(';
    assert_int_equal(parse(str_of(deep), &t, &c, &e), E_LIMIT);
    size_t n = 0;
    for (int i = 0; i < 600; i++) {
        memcpy(wide + n, i == 0 ? "A.score=1" : " or A.score=1", i == 0 ? 9 : 13);
        n += i == 0 ? 9 : 13;
    }
    assert_int_equal(parse((str){wide, n}, &t, &c, &e), E_LIMIT);
    n = 0;
    for (int i = 0; i < 100; i++) { /* nesting to the right needs a deep stack */
        memcpy(wide + n, "A.score=1 or (", 14);
        n += 14;
    }
    assert_int_equal(parse((str){wide, n}, &t, &c, &e), E_LIMIT);
}

static int release(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_are_read),      cmocka_unit_test(equal_comparisons_are_one),
        cmocka_unit_test(operators_bind_as_written), cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
