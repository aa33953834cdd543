/*
 * Memory: alignment, limits, overflow and injected failure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/memory.h"

static void sizes_are_checked(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    assert_null(base_realloc(NULL, SIZE_MAX / 2, 4));
    assert_null(arena_calloc(&a, SIZE_MAX / 2, 4));
    assert_null(arena_alloc(&a, SIZE_MAX - 3));
    void *empty = base_alloc(0);
    assert_non_null(empty);
    base_free(empty);
    arena_release(&a);
}

static void arena_blocks_are_aligned_and_apart(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    unsigned char *blocks[500];
    for (size_t i = 0; i < 500; i++) {
        blocks[i] = arena_alloc(&a, i + 1);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
        memset(blocks[i], (int)(i % 251), i + 1);
    }
    for (size_t i = 0; i < 500; i++) {
        for (size_t j = 0; j <= i; j++) assert_int_equal(blocks[i][j], i % 251);
    }
    arena_release(&a);
}

static void arena_keeps_its_limit(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 100 * 1000);
    size_t got = 0;
    while (arena_alloc(&a, 1000) != NULL) got += 1000;
    assert_true(got >= 60 * 1000);
    assert_true(a.total <= 100 * 1000);
    assert_null(arena_alloc(&a, 50 * 1000));
    arena_reset(&a);
    assert_non_null(arena_alloc(&a, 1000));
    arena_release(&a);
    assert_int_equal(a.limit, 100 * 1000);
    assert_non_null(arena_alloc(&a, 90 * 1000));
    arena_release(&a);
}

static void arena_calloc_is_zero_after_reset(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    for (int round = 0; round < 2; round++) {
        unsigned char *p = arena_calloc(&a, 100, 10);
        for (size_t i = 0; i < 1000; i++) assert_int_equal(p[i], 0);
        memset(p, 0xEE, 1000);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void texts(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    assert_string_equal(arena_copy(&a, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(&a, NULL, 0), "");
    assert_string_equal(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    arena_release(&a);
}

static void refusals_are_counted(void **state)
{
    (void)state;
    uint64_t before = base_alloc_refused();
    base_free(base_alloc(8));
    assert_true(base_alloc_refused() == before);
    base_alloc_fail_after(2);
    void *first = base_alloc(8);
    assert_null(base_calloc(1, 8));
    base_alloc_fail_after(0);
    assert_true(base_alloc_refused() == before + 1);
    assert_null(base_realloc(NULL, SIZE_MAX, 2)); /* too large to exist */
    assert_true(base_alloc_refused() == before + 2);
    base_free(first);
}

static void failures_are_injected(void **state)
{
    (void)state;
    base_alloc_fail_after(2);
    void *one = base_alloc(8), *two = base_alloc(8), *three = base_calloc(1, 8);
    assert_int_equal(base_alloc_count(), 3);
    base_alloc_fail_after(0);
    assert_non_null(one);
    assert_null(two);
    assert_non_null(three);
    base_free(one);
    base_free(three);
    arena a;
    arena_init(&a, 0);
    base_alloc_fail_after(1);
    assert_null(arena_alloc(&a, 8));
    base_alloc_fail_after(0);
    assert_non_null(arena_alloc(&a, 8));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(arena_blocks_are_aligned_and_apart),
        cmocka_unit_test(refusals_are_counted),
        cmocka_unit_test(arena_keeps_its_limit),
        cmocka_unit_test(arena_calloc_is_zero_after_reset),
        cmocka_unit_test(texts),
        cmocka_unit_test(failures_are_injected),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
