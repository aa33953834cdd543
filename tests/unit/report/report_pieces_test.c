/*
 * Parts of documents kept by number: what was kept comes back, of its own kind; a full memory keeps
 * nothing more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "report/report_pieces.h"

static void kept_texts_come_back(void **state)
{
    (void)state;
    report_pieces *p = NULL;
    err e = {0};
    assert_int_equal(report_pieces_open(1 << 20, &p, &e), OK);
    assert_int_equal(report_pieces_find(p, PIECE_GENE, 1).n, 0);
    for (uint32_t i = 1; i < 5000; i += 7) {
        char text[32];
        int n = snprintf(text, sizeof text, "gene %u", i);
        report_pieces_keep(p, PIECE_GENE, i, (str){text, (size_t)n});
    }
    for (uint32_t i = 1; i < 5000; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "gene %u", i);
        str wanted = {text, i % 7 == 1 ? (size_t)n : 0};
        assert_true(str_eq(report_pieces_find(p, PIECE_GENE, i), wanted));
        assert_int_equal(report_pieces_find(p, PIECE_DRUG, i).n, 0);
    }
    report_pieces_keep(p, PIECE_DRUG, 8, STR("drug"));
    assert_true(str_eq(report_pieces_find(p, PIECE_DRUG, 8), STR("drug")));
    report_pieces_free(p);
}

static void nothing_is_kept_without_number_or_room(void **state)
{
    (void)state;
    report_pieces *p = NULL;
    err e = {0};
    assert_int_equal(report_pieces_open(0, &p, &e), OK);
    report_pieces_keep(p, PIECE_GENE, 3, STR("x"));
    assert_int_equal(report_pieces_find(p, PIECE_GENE, 3).n, 0);
    report_pieces_free(p);
    assert_int_equal(report_pieces_open(1 << 20, &p, &e), OK);
    report_pieces_keep(p, PIECE_GENE, 0, STR("x"));
    assert_int_equal(report_pieces_find(p, PIECE_GENE, 0).n, 0);
    report_pieces_keep(p, PIECE_GENE, UINT32_MAX, STR("x"));
    assert_int_equal(report_pieces_find(p, PIECE_GENE, UINT32_MAX).n, 0);
    report_pieces_free(p);
    report_pieces_keep(NULL, PIECE_GENE, 1, STR("x"));
    assert_int_equal(report_pieces_find(NULL, PIECE_GENE, 1).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_texts_come_back),
        cmocka_unit_test(nothing_is_kept_without_number_or_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
