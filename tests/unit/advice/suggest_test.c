/*
 * Test suggestions on rows of tests/tables/advice_tests.tsv. Column `tests`: the suggestions in
 * order, each "GENE [site] light worst_drug share_min..share_max group drug,drug" with shares in
 * per cent and "-" for what is not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice_stage.h"

static void put_test(buf *out, const advice_test *t)
{
    buf_put_str(out, t->gene);
    if (t->site.n > 0) buf_printf(out, " %.*s", STR_ARG(t->site));
    buf_printf(out, " %s %.*s ", advice_light_name(t->worst_light), STR_ARG(t->worst_drug));
    if (isnan(t->share_min))
        buf_put_text(out, "- ");
    else
        buf_printf(out, "%.1f..%.1f ", 100 * t->share_min, 100 * t->share_max);
    buf_printf(out, "%.*s ", t->group.n > 0 ? (int)t->group.n : 1,
               t->group.n > 0 ? t->group.p : "-");
    for (size_t i = 0; i < t->drug_count; i++) {
        buf_printf(out, "%s%.*s", i > 0 ? "," : "", STR_ARG(t->drugs[i]));
    }
}

enum { FINDINGS, CHART, ASKED, TESTS, SOURCE, COLUMNS };

static void table_rows_hold(void **state)
{
    fixture *f = *state;
    tsv t;
    err e;
    bool more = true;
    size_t rows = 0, wrong = 0;
    str text = fixture_table(&f->kept, "tests/tables/advice_tests.tsv", NULL);
    assert_int_equal(tsv_open(&t, "advice_tests.tsv", text, &e), OK);
    assert_int_equal(t.columns, COLUMNS);
    for (;;) {
        AUTO(buf_release) buf got;
        buf_init(&got, 1 << 16);
        if (tsv_next(&t, &more, &e) != OK) fail_msg("%s", e.text);
        if (!more) break;
        arena_reset(&f->work);
        advice_set s = advise(f, cell(&t, FINDINGS), cell(&t, CHART), cell(&t, ASKED));
        for (size_t i = 0; i < s.test_count; i++) {
            if (i > 0) buf_put_text(&got, "; ");
            put_test(&got, &s.tests[i]);
        }
        if (!str_eq(buf_str(&got), cell(&t, TESTS))) {
            print_error("line %zu: %.*s\n", t.line, (int)got.n, got.p);
            wrong++;
        }
        rows++;
    }
    assert_int_equal(wrong, 0);
    assert_true(rows >= 12);
}

/* The suggestions must leave the advice itself as it is without them. */
static void states_are_put_back(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    advice_set asked = advise(f, STR("CYP2C9=none"), STR("takes=warfarin"), STR("celecoxib"));
    advice_set plain = advise(f, STR("CYP2C9=none"), STR(""), STR(""));
    assert_true(asked.test_count > 0);
    assert_int_equal(plain.test_count, 0);
    for (size_t i = 0; i < asked.drug_count; i++) {
        for (size_t k = 0; k < plain.drug_count; k++) {
            if (!str_eq(asked.drugs[i].name, plain.drugs[k].name)) continue;
            if (asked.drugs[i].caution_count > 0) continue; /* warfarin is taken in one only */
            assert_int_equal(asked.drugs[i].light, plain.drugs[k].light);
            assert_int_equal(asked.drugs[i].row_count, plain.drugs[k].row_count);
            assert_int_equal(asked.drugs[i].open_count, plain.drugs[k].open_count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_rows_hold),
        cmocka_unit_test(states_are_put_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
