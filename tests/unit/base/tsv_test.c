/*
 * Tab-separated tables: fields, line ends, and errors that say the line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/tsv.h"

static void fields_and_lines(void **state)
{
    (void)state;
    static const char *const texts[] = {"# note\na\tb\n1\t2\n\t\n3\t4\n",
                                        "a\tb\r\n1\t2\r\n\t\r\n3\t4\r\n", "a\tb\n1\t2\n\t\n3\t4"};
    static const char *const cells[][2] = {{"1", "2"}, {"", ""}, {"3", "4"}};
    for (size_t i = 0; i < 3; i++) {
        tsv t;
        err e;
        bool more;
        size_t row = 0;
        assert_int_equal(tsv_open(&t, "t", str_of(texts[i]), &e), OK);
        assert_int_equal(t.columns, 2);
        while (tsv_next(&t, &more, &e) == OK && more) {
            assert_true(str_eq(t.field[0], str_of(cells[row][0])));
            assert_true(str_eq(t.field[1], str_of(cells[row][1])));
            row++;
        }
        assert_int_equal(row, 3);
        assert_int_equal(t.line, i == 0 ? 5 : 4);
    }
}

static void columns_by_name(void **state)
{
    (void)state;
    tsv t;
    err e;
    size_t i = 77;
    assert_int_equal(tsv_open(&t, "t.tsv", STR("gene\tallele\n"), &e), OK);
    assert_int_equal(tsv_column(&t, "allele", &i, &e), OK);
    assert_int_equal(i, 1);
    assert_int_equal(tsv_column(&t, "alle", &i, &e), E_NOTFOUND);
    assert_string_equal(e.text, "t.tsv: no column 'alle' in the header row");
    assert_int_equal(i, 1);
    assert_int_equal(tsv_find(&t, "gene"), 0);
    assert_int_equal(tsv_find(&t, ""), TSV_COLUMNS_MAX);
}

static void bad_headers(void **state)
{
    (void)state;
    tsv t;
    err e;
    char wide[2 * TSV_COLUMNS_MAX + 2];
    for (size_t i = 0; i < sizeof wide - 1; i++) wide[i] = i % 2 == 0 ? 'x' : '\t';
    wide[sizeof wide - 1] = '\0';
    assert_int_equal(tsv_open(&t, "t", STR(""), &e), E_SYNTAX);
    assert_int_equal(tsv_open(&t, "t", STR("# only\n"), &e), E_SYNTAX);
    assert_int_equal(tsv_open(&t, "t", STR("a\tb\ta\n"), &e), E_SYNTAX);
    assert_string_equal(e.text, "t:1: column 'a' is there twice");
    assert_int_equal(tsv_open(&t, "t", STR("a\t\xFF\n"), &e), E_SYNTAX);
    assert_int_equal(tsv_open(&t, "t", str_of(wide), &e), E_LIMIT);
}

static void bad_rows(void **state)
{
    (void)state;
    tsv t;
    err e;
    bool more;
    assert_int_equal(tsv_open(&t, "t", STR("a\tb\n1\t2\n1\n"), &e), OK);
    assert_int_equal(tsv_next(&t, &more, &e), OK);
    assert_int_equal(tsv_next(&t, &more, &e), E_SYNTAX);
    assert_string_equal(e.text, "t:3: 1 fields, expected 2 as in the header row");
    assert_int_equal(tsv_open(&t, "t", STR("a\tb\n1\t2\t3\n"), &e), OK);
    assert_int_equal(tsv_next(&t, &more, &e), E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_and_lines),
        cmocka_unit_test(columns_by_name),
        cmocka_unit_test(bad_headers),
        cmocka_unit_test(bad_rows),
    };
    return cmocka_run_group_tests_name("tsv", tests, NULL, NULL);
}
