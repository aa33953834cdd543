/*
 * Tests of genotype columns: each rule of gt_text.h, and random lines against a second, slow
 * reading of the same text, in the AVX2 and the portable form and for subsets of samples.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "genome/gt_text.h"

enum { SAMPLES_MAX = 300, TEXT_ROOM = SAMPLES_MAX * 24 + 128 };

static uint32_t random_state = 7;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* One column as a line: the genotype or the fault. */
static gt_fault one(const char *cell, uint32_t alleles, uint32_t *gt)
{
    char text[256] = {0};
    gt_exception exceptions[1];
    (void)snprintf(text, sizeof text, "%s", cell);
    gt_scan s = {
        .text = {text, strlen(text)}, .samples = 1, .alleles = alleles, .exceptions = exceptions};
    gt_fault fault = gt_text_scan(&s);
    *gt = s.base;
    return fault;
}

static void expect(const char *cell, uint32_t wanted)
{
    uint32_t gt;
    gt_fault fault = one(cell, 12, &gt);
    if (fault != GT_FINE || gt != wanted) fail_msg("%s: fault %d, %x", cell, (int)fault, gt);
}

static void test_forms(void **state)
{
    (void)state;
    expect("0/1", GT_PACK(0, 1, 0));
    expect("1|0", GT_PACK(1, 0, GT_PHASED));
    expect("10|11", GT_PACK(10, 11, GT_PHASED));
    expect(".", GT_PACK(GT_MISSING, GT_ABSENT, 0));
    expect("./.", GT_PACK(GT_MISSING, GT_MISSING, 0));
    expect(".|1", GT_PACK(GT_MISSING, 1, GT_PHASED));
    expect("1", GT_PACK(1, GT_ABSENT, 0));
    expect("0/1/2", GT_PACK(0, 1, GT_TRUNCATED));
    expect("0|1|2", GT_PACK(0, 1, GT_PHASED | GT_TRUNCATED));
    expect("|0|1", GT_PACK(0, 1, GT_PHASED));
    expect("/0|1", GT_PACK(0, 1, 0));
    expect("|1", GT_PACK(1, GT_ABSENT, 0));
    expect("0/1:99:3,4", GT_PACK(0, 1, 0));
}

static void test_faults(void **state)
{
    (void)state;
    const struct {
        const char *cell;
        gt_fault fault;
    } rows[] = {
        {"", GT_FAULT_FORM},
        {":5", GT_FAULT_FORM},
        {"0/", GT_FAULT_FORM},
        {"a", GT_FAULT_FORM},
        {"0/1x", GT_FAULT_FORM},
        {"0//1", GT_FAULT_FORM},
        {"0 1", GT_FAULT_FORM},
        {"-1", GT_FAULT_FORM},
        {"0/12", GT_FAULT_ALLELE},
        {"12|0", GT_FAULT_ALLELE},
        {"0/99999999999", GT_FAULT_ALLELE},
        {"0\t0", GT_FAULT_MANY},
        {"0\t", GT_FAULT_MANY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t gt;
        gt_fault fault = one(rows[i].cell, 12, &gt);
        if (fault != rows[i].fault) fail_msg("'%s': fault %d", rows[i].cell, (int)fault);
    }
    uint32_t gt;
    assert_int_equal(one("253", 300, &gt), GT_FINE);
    assert_int_equal(one("254", 300, &gt), GT_FAULT_LIMIT);
}

/* A random cell's text; gives what it means. */
static uint32_t random_cell(char *to, size_t room, bool common, bool fields)
{
    uint32_t kind = next_random(common ? 40 : 5), a = next_random(3), b = next_random(12), gt;
    const char *more = fields ? ":12:3,4" : "";
    if (kind == 0) {
        (void)snprintf(to, room, "%u/%u%s", a, b, more);
        gt = GT_PACK(a, b, 0);
    } else if (kind == 1) {
        (void)snprintf(to, room, ".%s", more);
        gt = GT_PACK(GT_MISSING, GT_ABSENT, 0);
    } else if (kind == 2) {
        (void)snprintf(to, room, "%u", b);
        gt = GT_PACK(b, GT_ABSENT, 0);
    } else if (kind == 3) {
        (void)snprintf(to, room, ".|%u%s", a, more);
        gt = GT_PACK(GT_MISSING, a, GT_PHASED);
    } else {
        (void)snprintf(to, room, "0|0%s", more);
        gt = GT_PACK(0, 0, GT_PHASED);
    }
    return gt;
}

static void check_scan(const gt_scan *s, const uint32_t *wanted, uint32_t count)
{
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool listed = at < s->exception_count && s->exceptions[at].sample == i;
        uint32_t gt = listed ? s->exceptions[at].gt : s->base;
        if (listed) assert_int_not_equal(s->exceptions[at].gt, s->base);
        at += listed ? 1 : 0;
        if (gt != wanted[i]) fail_msg("sample %u: %x, expected %x", i, gt, wanted[i]);
    }
    assert_int_equal(at, s->exception_count);
}

static void one_random_line(void)
{
    char *text = base_calloc(TEXT_ROOM, 1);
    uint32_t wanted[SAMPLES_MAX], kept[SAMPLES_MAX], kept_wanted[SAMPLES_MAX], kept_count = 0;
    gt_exception exceptions[SAMPLES_MAX];
    uint32_t samples = 1 + next_random(SAMPLES_MAX);
    bool common = next_random(2), fields = next_random(3) == 0;
    size_t n = 0;
    for (uint32_t i = 0; i < samples; i++) {
        if (i > 0) text[n++] = '\t';
        wanted[i] = random_cell(text + n, 24, common, fields);
        n += strlen(text + n);
        if (next_random(4) == 0) {
            kept_wanted[kept_count] = wanted[i];
            kept[kept_count++] = i;
        }
    }
    gt_scan s = {.text = {text, n},
                 .samples = samples,
                 .alleles = 12,
                 .gt_only = !fields,
                 .exceptions = exceptions};
    for (int portable = 0; portable < 2; portable++) {
        s.portable = portable;
        assert_int_equal(gt_text_scan(&s), GT_FINE);
        check_scan(&s, wanted, samples);
    }
    s.keep = kept;
    s.keep_count = kept_count;
    assert_int_equal(gt_text_scan(&s), GT_FINE);
    check_scan(&s, kept_wanted, kept_count);
    s.samples = samples + 1;
    assert_int_equal(gt_text_scan(&s), GT_FAULT_FEW);
    s.keep = NULL;
    assert_int_equal(gt_text_scan(&s), GT_FAULT_FEW);
    s.samples = samples - 1;
    if (s.samples > 0) assert_int_equal(gt_text_scan(&s), GT_FAULT_MANY);
    base_free(text);
}

static void test_random_lines(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) one_random_line();
}

/* Every position of a wide line in turn holds the fault, so each lane and each tail is reached. */
static void test_fault_in_any_column(void **state)
{
    (void)state;
    enum { N = 150 };
    char *text = base_calloc(4 * N + 64, 1);
    gt_exception exceptions[N];
    for (uint32_t bad = 0; bad < N; bad++) {
        for (size_t i = 0; i < N; i++) memcpy(text + 4 * i, i == bad ? "0|5\t" : "0|0\t", 4);
        gt_scan s = {.text = {text, 4 * N - 1},
                     .samples = N,
                     .alleles = 2,
                     .gt_only = true,
                     .exceptions = exceptions};
        assert_int_equal(gt_text_scan(&s), GT_FAULT_ALLELE);
        assert_int_equal(s.column, bad);
        assert_true(str_eq(s.cell, STR("0|5")));
        s.alleles = 6;
        assert_int_equal(gt_text_scan(&s), GT_FINE);
        assert_int_equal(s.exception_count, 1);
        assert_int_equal(s.exceptions[0].sample, bad);
    }
    base_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_random_lines),
        cmocka_unit_test(test_fault_in_any_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
