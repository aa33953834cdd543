/*
 * Tokens: what each set of rules makes of a text, where tokens stand, what is refused and how that
 * is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/lexer.h"

static const lexer_rules terse = {.what = "sum", .marks = "()+-.<", .pairs = "<=.."};
static const lexer_rules long_and_signed = {.what = "rule",
                                            .marks = "()<=,",
                                            .pairs = "..<=>=",
                                            .long_words = true,
                                            .signed_numbers = true};

/* The tokens as letters of their kind and their texts: "w:a m:+ n:1". */
static void cut(const lexer_rules *rules, str text, buf *out)
{
    static const char letters[] = {'e', 'w', 't', 'n', 'm'};
    lexer l;
    err e = {0};
    status s = lexer_begin(&l, rules, text, &e);
    for (; s == OK && l.now.kind != TOKEN_END; s = lexer_next(&l, &e)) {
        assert_true(l.now.at < l.now.end && l.now.end <= text.n);
        if (out->n > 0) buf_put_c(out, ' ');
        buf_printf(out, "%c:%.*s", letters[l.now.kind], STR_ARG(l.now.text));
    }
    if (s == OK) return;
    assert_int_equal(s, E_SYNTAX);
    buf_printf(out, "%s%s", out->n > 0 ? " ! " : "! ", e.text);
}

static void texts_become_tokens(void **state)
{
    static const struct {
        const lexer_rules *rules;
        const char *text, *tokens;
    } rows[] = {
        {&terse, "", ""},
        {&terse, " \t ", ""},
        {&terse, "a+b", "w:a m:+ w:b"},
        {&terse, "a-1", "w:a m:- n:1"},
        {&terse, "_a1 A_", "w:_a1 w:A_"},
        {&terse, "a<=1<2", "w:a m:<= n:1 m:< n:2"},
        {&terse, ".5 1.5 1e3 1E-3 2e+1", "n:.5 n:1.5 n:1e3 n:1E-3 n:2e+1"},
        {&terse, "2e 2e+", "n:2 w:e n:2 w:e m:+"},
        {&terse, "1..2", "n:1 m:.. n:2"},
        {&terse, "\"a b\" \"\"", "t:a b t:"},
        {&terse, "\"<=\"", "t:<="},
        {&terse, "a-b", "w:a m:- w:b"},
        {&terse, "1 .", "n:1 ! sum, character 3: expected a number, found '.'"},
        {&terse, "a \"b", "w:a ! sum, character 3: expected a closing quotation mark, found '\"b'"},
        {&terse, "a @", "w:a ! sum, character 3: expected a name, a value or a sign, found '@'"},
        {&terse, "1e999", "! sum, character 1: expected a number, found '1e999'"},
        {&terse, "a,", "w:a ! sum, character 2: expected a name, a value or a sign, found ','"},
        {&long_and_signed, "HLA-B.allele", "w:HLA-B.allele"},
        {&long_and_signed, "a.1", "w:a n:.1"},
        {&long_and_signed, "a..b", "w:a m:.. w:b"},
        {&long_and_signed, "-1..-0.5", "n:-1 m:.. n:-0.5"},
        {&long_and_signed, "a -", "w:a ! rule, character 3: expected a number, found '-'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO(buf_release) buf got = {0};
        buf_init(&got, 1 << 12);
        cut(rows[i].rules, str_of(rows[i].text), &got);
        if (!str_eq(buf_str(&got), str_of(rows[i].tokens))) {
            fail_msg("%s: %.*s", rows[i].text, STR_ARG(buf_str(&got)));
        }
    }
}

static void a_nul_byte_begins_nothing(void **state)
{
    static const char bytes[] = {'a', '\0', 'b'};
    lexer l;
    err e = {0};
    (void)state;
    assert_int_equal(lexer_begin(&l, &terse, (str){bytes, 3}, &e), OK);
    assert_true(str_eq(l.now.text, STR("a")));
    assert_int_equal(lexer_next(&l, &e), E_SYNTAX);
}

static void numbers_have_their_value(void **state)
{
    lexer l;
    err e = {0};
    (void)state;
    assert_int_equal(lexer_begin(&l, &long_and_signed, STR("-0.5e1"), &e), OK);
    assert_true(l.now.kind == TOKEN_NUMBER && l.now.number == -5);
}

static void a_copy_is_a_place_to_come_back_to(void **state)
{
    lexer l, here;
    err e = {0};
    (void)state;
    assert_int_equal(lexer_begin(&l, &terse, STR("a (b)"), &e), OK);
    here = l;
    assert_int_equal(lexer_next(&l, &e), OK);
    assert_int_equal(lexer_expect(&l, "(", &e), OK);
    assert_true(lexer_is(&l, TOKEN_WORD, "b") && !lexer_is(&l, TOKEN_TEXT, "b"));
    l = here;
    assert_true(lexer_is(&l, TOKEN_WORD, "a"));
    assert_int_equal(lexer_expect(&l, "(", &e), E_SYNTAX);
    assert_non_null(strstr(e.text, "sum, character 1: expected (, found 'a (b)'"));
}

static void the_end_stays(void **state)
{
    lexer l;
    err e = {0};
    (void)state;
    assert_int_equal(lexer_begin(&l, &terse, STR(" a "), &e), OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(lexer_next(&l, &e), OK);
        assert_int_equal(l.now.kind, TOKEN_END);
        assert_int_equal(l.now.at, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_tokens),
        cmocka_unit_test(a_nul_byte_begins_nothing),
        cmocka_unit_test(numbers_have_their_value),
        cmocka_unit_test(a_copy_is_a_place_to_come_back_to),
        cmocka_unit_test(the_end_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
