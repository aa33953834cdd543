/*
 * Text: comparing, splitting, numbers, UTF-8 and growable buffers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/text.h"

static void comparing(void **state)
{
    (void)state;
    assert_true(str_eq(STR("ab"), STR("ab")));
    assert_false(str_eq(STR("ab"), STR("abc")));
    assert_true(str_eq((str){NULL, 0}, STR("")));
    assert_true(str_eq_ci(STR("CYP2c19"), STR("cyp2C19")));
    assert_false(str_eq_ci(STR("é"), STR("É")));
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("ab"), STR("a")) > 0);
    assert_true(str_cmp(STR("\xC3"), STR("z")) > 0);
    assert_int_equal(str_cmp((str){NULL, 0}, STR("")), 0);
    assert_true(str_starts(STR("chr1"), STR("chr")));
    assert_true(str_starts(STR("chr1"), STR("")));
    assert_false(str_starts(STR("ch"), STR("chr")));
    assert_true(str_eq(str_trim(STR(" \t a b\r\n")), STR("a b")));
    assert_int_equal(str_trim(STR("  ")).n, 0);
    assert_int_equal(str_find(STR("abc"), 'c'), 2);
    assert_int_equal(str_find(STR("abc"), 'x'), 3);
    assert_int_equal(str_of(NULL).n, 0);
}

static void belonging(void **state)
{
    static const char *const words[] = {"no", "not", ""};
    (void)state;
    assert_true(str_in(STR("not"), words, 3));
    assert_true(str_in((str){NULL, 0}, words, 3));
    assert_false(str_in(STR("not"), words, 1));
    assert_false(str_in(STR("NOT"), words, 3));
    assert_true(str_in_ci(STR("NOT"), words, 2));
    assert_false(str_in_ci(STR("nota"), words, 2));
    assert_true(str_holds(STR("a stroke"), STR("stroke")));
    assert_true(str_holds(STR("a stroke"), STR("a ")));
    assert_true(str_holds((str){NULL, 0}, (str){NULL, 0}));
    assert_false(str_holds(STR("a stroke"), STR("strokes")));
    assert_false(str_holds(STR("st"), STR("stroke")));
}

static void splitting(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t parts;
        const char *last;
    } rows[] = {{"", 1, ""}, {"a", 1, "a"}, {"a,,b", 3, "b"}, {",", 2, ""}, {"a,", 2, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        str rest = str_of(rows[i].text), part = {NULL, 0};
        size_t n = 0;
        while (str_next(&rest, ',', &part)) n++;
        assert_int_equal(n, rows[i].parts);
        assert_true(str_eq(part, str_of(rows[i].last)));
    }
}

static void whole_numbers(void **state)
{
    (void)state;
    int64_t i = -7;
    uint32_t u = 7;
    assert_true(str_to_i64(STR("-12"), &i));
    assert_int_equal(i, -12);
    assert_true(str_to_i64(STR("999999999999999999"), &i));
    static const char *const bad[] = {"", "-", "1x", " 1", "+1", "1.0", "1000000000000000000000"};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        assert_false(str_to_i64(str_of(bad[k]), &i));
    }
    assert_true(str_to_u32(STR("4294967295"), &u));
    assert_int_equal(u, 4294967295u);
    assert_false(str_to_u32(STR("4294967296"), &u));
    assert_false(str_to_u32(STR("-0"), &u));
    assert_int_equal(u, 4294967295u);
}

static void decimals(void **state)
{
    (void)state;
    double d = 0;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"12", 12}, {"-0.5", -0.5}, {"1e3", 1000}, {"+2.", 2}, {".25", .25}, {"2E-1", .2}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(str_to_double(str_of(good[i].text), &d));
        assert_true(d == good[i].value);
    }
    static const char *const bad[] = {"",    ".",   "-",  "1e",    "1e+", "0x10", "nan",
                                      "inf", "1,5", "1 ", "1e999", "--1", "1.2.3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(str_to_double(str_of(bad[i]), &d));
    }
    char longest[80];
    memset(longest, '1', sizeof longest);
    assert_false(str_to_double((str){longest, sizeof longest}, &d));
}

static void utf8(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "ascii only, longer than eight bytes",
                                       "é",
                                       "≥3.0",
                                       "\xF0\x9F\xA7\xAC",
                                       "\xF4\x8F\xBF\xBF",
                                       "12345678é",
                                       "1234567é8",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80"};
    static const char *const bad[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x80\x80",
                                      "\xED\xA0\x80",
                                      "\xF0\x80\x80\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xC3",
                                      "\xE2\x82",
                                      "\xF0\x9F\xA7",
                                      "12345678\xFF",
                                      "1234567\xC3",
                                      "\xE2\x28\xA1",
                                      "\xFF"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(str_is_utf8(str_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(str_is_utf8(str_of(bad[i])));
    }
}

static void hashes_are_fixed(void **state)
{
    (void)state;
    assert_true(str_hash(STR("CYP2C19")) == str_hash(STR("CYP2C19")));
    assert_true(str_hash(STR("CYP2C19")) != str_hash(STR("CYP2C9")));
    assert_true(str_hash((str){NULL, 0}) == str_hash(STR("")));
}

static void buffers_grow_to_their_maximum(void **state)
{
    (void)state;
    buf b;
    err e;
    buf_init(&b, 1000);
    for (int i = 0; i < 100; i++) buf_put_text(&b, "0123456789");
    assert_int_equal(b.n, 1000);
    assert_int_equal(buf_status(&b, &e), OK);
    buf_put_c(&b, 'x');
    assert_int_equal(buf_status(&b, &e), E_LIMIT);
    assert_int_equal(b.n, 1000);
    buf_reset(&b);
    assert_int_equal(buf_status(&b, &e), OK);
    buf_printf(&b, "%s %d", "n", 12);
    buf_put_u64(&b, 0);
    buf_put_u64(&b, UINT64_MAX);
    assert_true(str_eq(buf_str(&b), STR("n 12018446744073709551615")));
    assert_null(buf_room(&b, SIZE_MAX));
    buf_release(&b);
    assert_int_equal(b.max, 1000);
}

static void a_buffer_remembers_that_memory_was_out(void **state)
{
    (void)state;
    buf b;
    err e;
    buf_init(&b, 1 << 20);
    base_alloc_fail_after(1);
    buf_put_text(&b, "lost");
    base_alloc_fail_after(0);
    buf_put_text(&b, "also lost");
    assert_int_equal(buf_status(&b, &e), E_MEMORY);
    assert_int_equal(b.n, 0);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(belonging),
        cmocka_unit_test(splitting),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(decimals),
        cmocka_unit_test(utf8),
        cmocka_unit_test(hashes_are_fixed),
        cmocka_unit_test(buffers_grow_to_their_maximum),
        cmocka_unit_test(a_buffer_remembers_that_memory_was_out),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
