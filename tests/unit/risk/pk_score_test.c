/*
 * The pieces of an answer that need no fit: refusals and how an output is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "risk/pk_score.h"

static void ranges_and_refusals(void **state)
{
    static const score_output outputs[] = {{.name = {"CL", 2}, .value = 3}};
    arena a = {0};
    err e;
    bool ok = false;
    (void)state;
    score s = {.status = SCORE_DONE, .outputs = outputs, .output_count = 1};
    assert_ptr_equal(pk_score_output(&s, STR("CL")), &outputs[0]);
    assert_null(pk_score_output(&s, STR("C")));
    assert_int_equal(pk_score_within(&s, "level", 5, (pk_range){5, 9}, &a, &ok, &e), OK);
    assert_true(ok && s.status == SCORE_DONE);
    assert_int_equal(pk_score_within(&s, "level", 9.5, (pk_range){5, 9}, &a, &ok, &e), OK);
    assert_true(!ok && s.status == SCORE_OUTSIDE && s.output_count == 0);
    assert_true(str_eq(s.why, STR("outside_range")));
    assert_true(str_eq(s.why_detail, STR("level;9.5;5;9")));
    score t = {.status = SCORE_DONE, .outputs = outputs, .output_count = 1};
    pk_score_refuse(&t, "not_converged");
    assert_true(t.status == SCORE_REFUSED && t.output_count == 0);
    assert_true(str_eq(t.why, STR("not_converged")));
    assert_int_equal(pk_score_remark(&t, "first", &a, &e), OK);
    assert_int_equal(pk_score_remark(&t, "second", &a, &e), OK);
    assert_true(t.remark_count == 2 && str_eq(t.remarks[0], STR("first")));
    assert_true(str_eq(t.remarks[1], STR("second")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ranges_and_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
