/*
 * Failure texts: printable, terminated, cut between characters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/status.h"

static void text_is_made_printable(void **state)
{
    (void)state;
    err e;
    assert_int_equal(err_set(&e, E_SYNTAX, "%s", "a\tb\x1b[2Jc\x7f"), E_SYNTAX);
    assert_string_equal(e.text, "a?b?[2Jc?");
    assert_int_equal(e.code, E_SYNTAX);
    err_clear(&e);
    assert_int_equal(e.code, OK);
    assert_string_equal(e.text, "");
}

static void null_is_allowed(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, E_IO, "x"), E_IO);
    err_clear(NULL);
    err_prefix(NULL, "x");
}

/* Cut at every offset of a multi-byte character: never half of one. */
static void long_text_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const signs[] = {"é", "≥", "\xF0\x9F\xA7\xAC"};
    for (size_t i = 0; i < 3; i++) {
        for (size_t shift = 0; shift < 4; shift++) {
            char text[2048] = "";
            memset(text, 'x', shift);
            text[shift] = '\0';
            while (strlen(text) < ERR_TEXT_MAX + 8) strcat(text, signs[i]);
            err e;
            (void)err_set(&e, E_LIMIT, "%s", text);
            size_t n = strlen(e.text), size = strlen(signs[i]);
            assert_true(n < ERR_TEXT_MAX);
            assert_true(n + size >= ERR_TEXT_MAX - 1);
            assert_int_equal((n - shift) % size, 0);
        }
    }
}

static void prefix_keeps_the_code(void **state)
{
    (void)state;
    err e;
    (void)err_set(&e, E_RANGE, "seven");
    err_prefix(&e, "file");
    assert_string_equal(e.text, "file: seven");
    assert_int_equal(e.code, E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_made_printable),
        cmocka_unit_test(null_is_allowed),
        cmocka_unit_test(long_text_is_cut_between_characters),
        cmocka_unit_test(prefix_keeps_the_code),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
