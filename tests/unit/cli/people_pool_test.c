/*
 * Threads that take turns: everybody is taken once, in order, however many threads there are and
 * however long each piece takes; the first failure in the order of people ends it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "cli/people_pool.h"

enum { PEOPLE = 333, NEVER = 1 << 20 };

typedef struct plan {
    size_t fail_make, fail_take; /* person whose piece fails */
    bool slow_first;
    atomic_int taking;
    size_t taken; /* people taken so far: one at a time, so no lock is needed */
    bool order_kept, alone;
    size_t made_on[PEOPLE_THREADS_MAX];
} plan;

static void pause_briefly(long milliseconds)
{
    struct timespec t = {0, milliseconds * 1000000};
    (void)nanosleep(&t, NULL);
}

static status make(void *context, size_t thread, size_t first, size_t end, err *e)
{
    plan *p = context;
    p->made_on[thread] = first;
    if (p->slow_first && first == 0) pause_briefly(30);
    if (p->fail_make < first || p->fail_make >= end) return OK;
    FAIL(e, E_SYNTAX, "make %zu", p->fail_make);
}

static status take(void *context, size_t thread, size_t first, size_t end, err *e)
{
    plan *p = context;
    if (atomic_fetch_add(&p->taking, 1) != 0) p->alone = false;
    if (p->taken != first || p->made_on[thread] != first) p->order_kept = false;
    p->taken = end;
    (void)atomic_fetch_sub(&p->taking, 1);
    if (p->fail_take < first || p->fail_take >= end) return OK;
    FAIL(e, E_IO, "take %zu", p->fail_take);
}

static status run(plan *p, size_t threads, size_t people, err *e)
{
    people_work w = {.count = people, .threads = threads, .context = p, .make = make, .take = take};
    p->order_kept = p->alone = true;
    return people_pool_run(&w, e);
}

static void everybody_is_taken_in_order(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 5; threads++) {
        for (size_t people = 0; people < 40; people += 13) {
            err e = {0};
            plan p = {.fail_make = NEVER, .fail_take = NEVER, .slow_first = people == 13};
            assert_int_equal(run(&p, threads, people, &e), OK);
            assert_int_equal(p.taken, people);
            assert_true(p.order_kept && p.alone);
        }
        err e = {0};
        plan p = {.fail_make = NEVER, .fail_take = NEVER, .slow_first = true};
        assert_int_equal(run(&p, threads, PEOPLE, &e), OK);
        assert_int_equal(p.taken, PEOPLE);
        assert_true(p.order_kept && p.alone);
    }
}

static void the_first_failure_in_order_ends_it(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 4; threads++) {
        err e = {0};
        plan p = {.fail_make = 100, .fail_take = 200, .slow_first = true};
        assert_int_equal(run(&p, threads, PEOPLE, &e), E_SYNTAX);
        assert_string_equal(e.text, "make 100");
        assert_int_equal(p.taken, 100 / PEOPLE_STEP * PEOPLE_STEP); /* all before it, none behind */
        plan q = {.fail_make = 200, .fail_take = 100};
        assert_int_equal(run(&q, threads, PEOPLE, &e), E_IO);
        assert_string_equal(e.text, "take 100");
        assert_int_equal(q.taken, (100 / PEOPLE_STEP + 1) * PEOPLE_STEP);
    }
}

static void few_people_need_no_threads(void **state)
{
    (void)state;
    assert_int_equal(people_pool_threads(8, 1), 1);
    assert_int_equal(people_pool_threads(8, 1000), 8);
    assert_int_equal(people_pool_threads(100000, 1000), PEOPLE_THREADS_MAX);
    assert_true(people_pool_threads(0, 1000) >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_taken_in_order),
        cmocka_unit_test(the_first_failure_in_order_ends_it),
        cmocka_unit_test(few_people_need_no_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
