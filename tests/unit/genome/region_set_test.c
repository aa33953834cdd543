/*
 * Tests of wanted regions against a plain search, in and out of order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "genome/region_set.h"

static const genome_region regions[] = {
    {1, 10, 20}, {1, 20, 25}, {1, 100, 101}, {3, 0, 5}, {CHROM_X, 7, 9}, {CHROM_MT, 1, 2},
};
enum { COUNT = sizeof regions / sizeof regions[0] };

static bool plainly(uint8_t chrom, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (regions[i].chrom == chrom && regions[i].start0 < to && from < regions[i].end0)
            return true;
    }
    return false;
}

static void test_agrees_with_plain_search(void **state)
{
    (void)state;
    region_set set;
    err e;
    assert_int_equal(region_set_make(&set, regions, COUNT, &e), OK);
    uint32_t random = 1;
    for (int i = 0; i < 20000; i++) {
        random = random * 1664525u + 1013904223u;
        uint8_t chrom = (uint8_t)((random >> 28) % 2 ? random >> 24 & 3 : 22 + (random >> 24 & 3));
        uint32_t from = random >> 8 & 127, to = from + 1 + (random >> 16 & 15);
        if (chrom >= CHROM_COUNT) continue;
        assert_int_equal(region_set_touches(&set, chrom, from, to), plainly(chrom, from, to));
    }
}

static void test_everything(void **state)
{
    (void)state;
    region_set set;
    region_set_all(&set);
    assert_true(region_set_touches(&set, 5, 0, 1));
}

static void test_refuses_disorder(void **state)
{
    (void)state;
    const genome_region bad[][2] = {
        {{1, 10, 20}, {1, 19, 30}}, {{2, 1, 2}, {1, 1, 2}},           {{1, 5, 5}, {2, 1, 2}},
        {{0, 1, 2}, {1, 1, 2}},     {{1, 1, 2}, {CHROM_COUNT, 1, 2}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        region_set set;
        err e;
        assert_int_equal(region_set_make(&set, bad[i], 2, &e), E_ARGUMENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_plain_search),
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_refuses_disorder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
