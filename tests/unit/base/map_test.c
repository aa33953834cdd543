/*
 * The map: every key is found, none twice, and the room is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/map.h"

static void every_key_is_found(void **state)
{
    (void)state;
    enum { KEYS = 5000 };
    static char names[KEYS][12];
    arena a = {0};
    map m;
    err e;
    assert_int_equal(map_init(&m, &a, KEYS, &e), OK);
    for (uint32_t i = 0; i < KEYS; i++) {
        (void)snprintf(names[i], sizeof names[i], "rs%u", i * 7919);
        assert_int_equal(map_add(&m, str_of(names[i]), i, &e), OK);
    }
    for (uint32_t i = 0; i < KEYS; i++) assert_int_equal(map_get(&m, str_of(names[i])), i);
    assert_int_equal(map_get(&m, STR("rs1")), MAP_NONE);
    assert_int_equal(map_add(&m, STR("one more"), 1, &e), E_LIMIT);
    arena_release(&a);
}

static void a_key_is_there_once(void **state)
{
    (void)state;
    arena a = {0};
    map m;
    err e;
    assert_int_equal(map_init(&m, &a, 3, &e), OK);
    assert_int_equal(map_add(&m, STR("*1"), 0, &e), OK);
    assert_int_equal(map_add(&m, STR("*1"), 5, &e), E_CONFLICT);
    assert_int_equal(map_get(&m, STR("*1")), 0);
    assert_int_equal(map_add(&m, STR(""), 9, &e), OK);
    assert_int_equal(map_get(&m, STR("")), 9);
    arena_release(&a);
}

static void empty_and_too_large(void **state)
{
    (void)state;
    arena a = {0};
    err e;
    map m = {0};
    assert_int_equal(map_get(&m, STR("x")), MAP_NONE);
    assert_int_equal(map_init(&m, &a, 0, &e), OK);
    assert_int_equal(map_get(&m, STR("x")), MAP_NONE);
    assert_int_equal(map_add(&m, STR("x"), 1, &e), E_LIMIT);
    assert_int_equal(map_init(&m, &a, SIZE_MAX, &e), E_LIMIT);
    base_alloc_fail_after(1);
    assert_int_equal(map_init(&m, &a, 1 << 16, &e), E_MEMORY);
    base_alloc_fail_after(0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_found),
        cmocka_unit_test(a_key_is_there_once),
        cmocka_unit_test(empty_and_too_large),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
