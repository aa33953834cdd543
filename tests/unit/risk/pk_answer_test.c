/*
 * Whole answers from typed courses: the rows of tests/tables/pk_cases.tsv (published patients, the
 * edges of what is plausible), what is refused as typed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "risk/pk_answer.h"
#include "risk_stage.h"
#include "score_rows.h"

enum { LIST_MAX = 8 };

static pk_drugs drugs;

static int setup_drugs(void **state)
{
    err e = {0};
    if (setup(state) != 0) return -1;
    if (pk_drugs_open(knowledge, &memory, &drugs, &e) == OK) return 0;
    print_error("%s\n", e.text);
    return -1;
}

static size_t list_of(str cell, str *out)
{
    str part;
    size_t n = 0;
    if (str_eq(cell, STR("."))) return 0;
    while (str_next(&cell, '|', &part)) {
        assert_true(n < LIST_MAX);
        out[n++] = str_trim(part);
    }
    return n;
}

static str cell_of(str cell)
{
    return str_eq(cell, STR(".")) ? (str){NULL, 0} : cell;
}

static status answer(const str *field, arena *a, score *s, pk_curve *curve, err *e)
{
    str doses[LIST_MAX], levels[LIST_MAX];
    risk_given given[ROW_GIVEN_MAX];
    pk_request q = {.drug = field[0],
                    .doses = doses,
                    .levels = levels,
                    .dose_count = list_of(field[1], doses),
                    .level_count = list_of(field[2], levels),
                    .target = cell_of(field[4]),
                    .next = cell_of(field[5])};
    size_t n = row_given(cell_of(field[3]), given);
    return pk_answer(&drugs, engine, &q, NULL, NULL, given, n, a, s, curve, e);
}

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
    assert_int_equal(file_read("tests/tables/pk_cases.tsv", &text, &e), OK);
    assert_int_equal(tsv_open(&t, "pk_cases", buf_str(&text), &e), OK);
    while (tsv_next(&t, &more, &e) == OK && more) {
        score s;
        pk_curve curve;
        if (answer(t.field, &a, &s, &curve, &e) != OK) fail_msg("line %zu: %s", t.line, e.text);
        row_check(t.line, &s, t.field[6], t.field[7]);
        bool dosed = !str_eq(t.field[1], STR("."));
        bool fitted = s.status == SCORE_DONE || row_output(&s, STR("clearance")) != NULL;
        if ((curve.count > 0) != (dosed && fitted)) fail_msg("line %zu: curve", t.line);
        arena_reset(&a);
        rows++;
    }
    assert_true(rows > 15);
}

static void what_is_typed_wrong_is_refused(void **state)
{
    static const char *const rows[][7] = {
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 1 h", "crcl=34; weight=62 kg; age=60", ".",
         ".", "before or at the first dose"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 2 h", "crcl=34; weight=62 kg; age=60", ".",
         ".", "before or at the first dose"},
        {"vancomycin", ".", "9 mg/L at 2 h", "crcl=34; weight=62 kg; age=60", ".", ".",
         "levels without a dose"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34; weight=62 kg; age=60", ".",
         "at 2.5 h over 1 h", "has not ended"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl@x=34; weight=62 kg", ".", ".",
         "expected a number of hours"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34; weight=62 apples", ".",
         ".", "weight"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34; hat=62", ".", ".", "hat"},
        {"vancomycin", "1 g over 1 h at 2 h | 1 g over 1 h at 2 h", "9 mg/L at 4 h",
         "crcl=34; weight=62 kg; age=60", ".", ".",
         "dose at 2 h: the dose given at 2 h has not ended"},
        {"vancomycin", "1 g over 2 h at 2 h | 1 g over 1 h at 3 h", "9 mg/L at 6 h",
         "crcl=34; weight=62 kg; age=60", ".", ".",
         "dose at 3 h: the dose given at 2 h has not ended"},
        {"vancomycin", "1 g over 1 h at 0 h every 12 h times 3 | 500 mg over 1 h at 24.5 h",
         "9 mg/L at 30 h", "crcl=34; weight=62 kg; age=60", ".", ".", "dose at 24.5 h"},
        {"vancomycin", "1 g over 13 h at 0 h every 12 h times 3", "9 mg/L at 30 h",
         "crcl=34; weight=62 kg; age=60", ".", ".", "before the one before it ends"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34; weight=62 kg; age=60", ".",
         "at 24 h over 13 h every 12 h", "before the one before it ends"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h | 11 mg/L at 240 min",
         "crcl=34; weight=62 kg; age=60", ".", ".", "two levels at 4 h"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4000 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "one course of at most 2160 h"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34; weight=62 kg; age=60", ".",
         "at 1e9 h over 1 h", "one course of at most"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mg/L", "crcl=34; weight=62 kg; age=60", ".", ".",
         "'at' is missing"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 at 4 h", "crcl=34; weight=62 kg; age=60", ".", ".",
         "no unit"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 umol/L at 4 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "no unit that can be turned into mg/L"},
        {"vancomycin", "1 g over 1 h at 2 h", "9 mmol/L at 4 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "no unit that can be turned into mg/L"},
        {"vancomycin", "15 mg/kg over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "no unit that can be turned into mg"},
        {"vancomycin", "1 g over 1 h at 2 h", "inf mg/L at 4 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "a number is missing"},
        {"vancomycin", "1 g over 1 h at 2 h", "nan mg/L at 4 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "a number is missing"},
        {"vancomycin", "1 g over 1 h at 2 h", "1e999 mg/L at 4 h", "crcl=34; weight=62 kg; age=60",
         ".", ".", "a number is missing"},
        {"water", "1 g over 1 h at 2 h", "9 mg/L at 4 h", "crcl=34", ".", ".",
         "no pharmacokinetic"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO(arena_release) arena a = {0};
        str field[6];
        score s;
        pk_curve curve;
        err e = {0};
        for (int k = 0; k < 6; k++) field[k] = str_of(rows[i][k]);
        if (answer(field, &a, &s, &curve, &e) == OK) fail_msg("accepted: row %zu", i);
        if (strstr(e.text, rows[i][6]) == NULL) fail_msg("row %zu: %s", i, e.text);
    }
}

/* The curve and the band that belong to the answer. */
static void the_curve_knows_its_target(void **state)
{
    AUTO(arena_release) arena a = {0};
    const str field[6] = {STR("vancomycin"),      STR("2000 mg over 2 h at 0 h"),
                          STR("12 mg/L at 13 h"), STR("crcl=65; weight=70 kg; age=60"),
                          STR("auc24 450"),       STR(".")};
    str other[6];
    score s;
    pk_curve curve;
    err e = {0};
    (void)state;
    memcpy(other, field, sizeof other);
    assert_int_equal(answer(field, &a, &s, &curve, &e), OK);
    assert_true(curve.target_low == 400 && curve.target_high == 600);
    other[4] = STR("auc24 700");
    assert_int_equal(answer(other, &a, &s, &curve, &e), OK);
    assert_true(curve.target_low == 700 && curve.target_high == 700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row),
        cmocka_unit_test(what_is_typed_wrong_is_refused),
        cmocka_unit_test(the_curve_knows_its_target),
    };
    return cmocka_run_group_tests(tests, setup_drugs, teardown);
}
