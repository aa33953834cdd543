/*
 * The rows of tests/tables/risk_population.tsv through the engine: published vectors, the edges of
 * classes, what must be refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "risk_stage.h"
#include "score_rows.h"

static void every_row(void **state)
{
    AUTO(buf_release) buf text;
    AUTO(arena_release) arena a = {0};
    tsv t;
    err e = {0};
    bool more = true;
    size_t rows = 0;
    (void)state;
    buf_init(&text, 1 << 20);
    assert_int_equal(file_read("tests/tables/risk_population.tsv", &text, &e), OK);
    assert_int_equal(tsv_open(&t, "risk_population", buf_str(&text), &e), OK);
    while (tsv_next(&t, &more, &e) == OK && more) {
        risk_given given[ROW_GIVEN_MAX];
        score s;
        size_t n = row_given(t.field[1], given);
        status got = risk_score(engine, t.field[0], NULL, NULL, given, n, &a, &s, &e);
        if (got != OK) fail_msg("line %zu: %s", t.line, e.text);
        row_check(t.line, &s, t.field[2], t.field[3]);
        rows++;
    }
    assert_true(rows > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
