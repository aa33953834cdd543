/*
 * Tests of stretches: whatever is put together stays covered up to its stop, in order, once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "genome/span_list.h"

static uint32_t random_state;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* A place in [from, to) of a span must be in a tidied span of a stop as late, unless that span ends
 * there for another one to go on. */
static void expect_covered(const span_list *tidy, const plan_span *span)
{
    const uint64_t places[] = {span->from, (span->from + span->to) / 2, span->to - 1};
    for (size_t i = 0; i < 3; i++) {
        bool found = false;
        for (size_t k = 0; k < tidy->count && !found; k++) {
            const plan_span *t = &tidy->items[k];
            found = t->from <= places[i] && places[i] < t->to &&
                    (t->chrom != span->chrom || t->stop0 >= span->stop0);
            /* A later stretch takes over before the stop of this one can matter. */
            found = found || (t->from <= places[i] && places[i] < t->to && k + 1 < tidy->count &&
                              tidy->items[k + 1].from == t->to);
        }
        if (!found) fail_msg("place %llu is lost", (unsigned long long)places[i]);
    }
}

static void one_round(void)
{
    plan_span given[40];
    span_list list = {.items = NULL};
    err e;
    size_t n = 1 + next_random(40);
    for (size_t i = 0; i < n; i++) {
        uint64_t from = (uint64_t)next_random(1u << 20) << 16 | next_random(1u << 16);
        uint64_t to = from + 1 + ((uint64_t)next_random(1u << 18) << 16);
        uint8_t chrom = (uint8_t)(1 + (from >> 34));
        given[i] = (plan_span){from, to, chrom, next_random(1000000)};
        assert_int_equal(span_list_add(&list, given[i], &e), OK);
    }
    span_list_tidy(&list);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(list.items[i].from < list.items[i].to);
        if (i > 0) assert_true(list.items[i - 1].to <= list.items[i].from);
    }
    for (size_t i = 0; i < n; i++) expect_covered(&list, &given[i]);
    span_list_release(&list);
}

static void test_random_spans(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2000; i++) {
        random_state = i;
        one_round();
    }
}

static void test_neighbours_become_one(void **state)
{
    (void)state;
    span_list list = {.items = NULL};
    err e;
    const plan_span spans[] = {{5ull << 16, 6ull << 16, 1, 100},
                               {(5ull << 16) + 9, 7ull << 16, 1, 50},
                               {100000ull << 16, 100001ull << 16, 1, 900}};
    for (size_t i = 3; i > 0; i--) assert_int_equal(span_list_add(&list, spans[i - 1], &e), OK);
    span_list_tidy(&list);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].to, 7ull << 16);
    assert_int_equal(list.items[0].stop0, 100);
    span_list_release(&list);
    span_list_tidy(&list);
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_spans),
        cmocka_unit_test(test_neighbours_become_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
