/*
 * Wilson's interval against published figures, and who is in which group.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "cohort/cohort_parts.h"
#include "cohort/freq.h"

/* Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (score without continuity
 * correction), to four decimals.
 * doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E */
static void wilson_interval(void **state)
{
    (void)state;
    static const struct {
        uint64_t count, total;
        double low, high;
    } rows[] = {{81, 263, 0.2553, 0.3662},
                {15, 148, 0.0624, 0.1605},
                {0, 20, 0.0000, 0.1611},
                {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double low, high;
        freq_wilson(rows[i].count, rows[i].total, &low, &high);
        assert_true(low > rows[i].low - 6e-5 && low < rows[i].low + 6e-5);
        assert_true(high > rows[i].high - 6e-5 && high < rows[i].high + 6e-5);
    }
    double low, high;
    freq_wilson(5, 5, &low, &high);
    assert_true(high == 1.0 && low > 0.5);
    freq_wilson(0, 0, &low, &high);
    assert_true(low == 0.0 && high == 1.0);
}

static str names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}};
static cohort people = {.samples = names, .sample_count = 4};

static status read_groups(const char *text, const char *column, arena *a, freq_groups *g, err *e)
{
    return freq_groups_read("t.tsv", str_of(text), column, &people, a, g, e);
}

static void expect_groups(const char *text, const char *column)
{
    arena a = {0};
    err e = {.code = OK};
    freq_groups g;
    status s = read_groups(text, column, &a, &g, &e);
    if (s != OK) fail_msg("%s", e.text);
    assert_int_equal(g.count, 3);
    assert_true(str_eq(g.names[0], STR("all")));
    assert_true(str_eq(g.names[1], STR("east")));
    assert_true(str_eq(g.names[2], STR("west")));
    assert_int_equal(g.of_sample[0], 2);
    assert_int_equal(g.of_sample[1], 1);
    assert_int_equal(g.of_sample[2], 0);
    assert_int_equal(g.of_sample[3], 1);
    assert_int_equal(g.unlisted, 1);
    arena_release(&a);
}

static void groups_in_any_layout(void **state)
{
    (void)state;
    expect_groups("A\twest\nB\teast\nD\teast\nX\tnorth\n", NULL);
    expect_groups("sample\tgroup\nA\twest\r\nB\teast\r\nD\teast", NULL);
    expect_groups("#IID SEX Population\nA 1 west\nB  2 east\nD 1 east\n", NULL);
    expect_groups("id\tpop\tplace\nA\tx\twest\nB\tx\teast\nC\tx\t.\nD\ty\teast\n", "place");
}

static void expect_refusal(const char *text, const char *column, status code, const char *part)
{
    arena a = {0};
    err e = {.code = OK};
    freq_groups g;
    assert_int_equal(read_groups(text, column, &a, &g, &e), code);
    if (strstr(e.text, part) == NULL) fail_msg("'%s' lacks '%s'", e.text, part);
    arena_release(&a);
}

static void bad_groups(void **state)
{
    (void)state;
    expect_refusal("A\twest\nB\n", NULL, E_SYNTAX, "t.tsv:2: 1 field(s)");
    expect_refusal("A\twest\nA\teast\n", NULL, E_CONFLICT, "t.tsv:2: sample 'A' is in two groups");
    expect_refusal("sample\tplace\nA\twest\n", NULL, E_NOTFOUND, "no column 'group'");
    expect_refusal("A\twest\n", "place", E_NOTFOUND, "no header");
    expect_refusal("A\t\xff\n", NULL, E_SYNTAX, "UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(wilson_interval),
                                       cmocka_unit_test(groups_in_any_layout),
                                       cmocka_unit_test(bad_groups)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
