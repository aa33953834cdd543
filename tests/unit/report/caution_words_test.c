/*
 * What labels say, in words: reason, medicines and dose come through in each language, what only
 * asks for a look stands behind the rest, an alternative carries its remark, and two sources of
 * opposite meaning are named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/caution_words.h"
#include "words_stage.h"

static catalogue in(kb_language language, bool patient)
{
    return (catalogue){&words, language, patient};
}

static void check(buf *b, const char *wanted)
{
    if (!str_eq(buf_str(b), str_of(wanted))) fail_msg("'%.*s'", (int)b->n, b->p);
    buf_reset(b);
}

static const str one[] = {{"allopurinol", 11}}, two[] = {{"amlodipine", 10}, {"amiodarone", 10}};

static const advice_caution list[] = {
    {.drug = STR("azathioprine"),
     .action = STR("reduce_dose"),
     .light = ADVICE_CHANGE,
     .with = one,
     .with_count = 1,
     .dose_min = 0.25,
     .dose_max = 0.33,
     .max_dose = NAN},
    {.drug = STR("azathioprine"),
     .action = STR("contraindicated"),
     .light = ADVICE_STOP,
     .reason = STR("stroke_tia"),
     .dose_min = NAN,
     .dose_max = NAN,
     .max_dose = NAN},
    {.drug = STR("azathioprine"),
     .action = STR("max_dose"),
     .light = ADVICE_NOTICE,
     .reason = STR("age_75"),
     .with = two,
     .with_count = 2,
     .dose_min = NAN,
     .dose_max = NAN,
     .max_dose = 20,
     .max_unit = STR("mg/d")},
};

static const advice_drug drug = {.name = STR("azathioprine"), .cautions = list, .caution_count = 3};
static const advice_set set = {.cautions = list, .caution_count = 3};

static void cautions_are_sentences(void **state)
{
    AUTO(buf_release) buf b;
    (void)state;
    buf_init(&b, 4096);
    catalogue c = in(KB_ENGLISH, false);
    caution_put_all(&c, &b, &drug);
    check(&b,
          "By its label (together with allopurinol): Reduce the dose: 25–33 % of the usual dose. "
          "By its label (a recorded stroke or TIA): Contraindicated: avoid. ");
    caution_put_opposite(&c, &b, &drug); /* the limit that is kept */
    check(&b, " By its label (age of 75 years or more, together with amlodipine, amiodarone): "
              "Limit the dose: no more than 20 mg/day.");
    c = in(KB_SPANISH, false);
    const advice_drug first = {.name = STR("azathioprine"), .cautions = list, .caution_count = 1};
    caution_put_all(&c, &b, &first);
    check(&b, "Según su ficha técnica (junto con allopurinol): Reducir la dosis: 25–33 % de la "
              "dosis habitual. ");
}

static void opposite_directions_are_said(void **state)
{
    AUTO(buf_release) buf b;
    (void)state;
    buf_init(&b, 4096);
    const advice_drug d = {
        .name = STR("azathioprine"), .cautions = list, .caution_count = 1, .against = true};
    catalogue c = in(KB_ENGLISH, false);
    caution_put_all(&c, &b, &d);
    check(&b,
          "By its label (together with allopurinol): Reduce the dose: 25–33 % of the usual dose. "
          "The label and the advice by genes point in opposite directions: find the dose by "
          "measured levels or effect. ");
}

static void a_patient_is_told_once(void **state)
{
    AUTO(buf_release) buf b;
    (void)state;
    buf_init(&b, 4096);
    catalogue c = in(KB_ENGLISH, true);
    caution_put_all(&c, &b, &drug);
    check(&b, "Your record shows something that matters for azathioprine: together with "
              "allopurinol; you had a stroke or a short stroke-like attack; age of 75 years or "
              "more, together with amlodipine, amiodarone. Ask your doctor about it soon. ");
    caution_put_opposite(&c, &b, &drug);
    check(&b, "");
}

static void alternatives_carry_a_remark(void **state)
{
    AUTO(buf_release) buf b;
    (void)state;
    buf_init(&b, 4096);
    catalogue c = in(KB_ENGLISH, false);
    caution_put_short(&c, &b, &set, STR("azathioprine"));
    check(&b, " (together with allopurinol: Reduce the dose: 25–33 % of the usual dose; a recorded "
              "stroke or TIA: Contraindicated: avoid; age of 75 years or more, together with "
              "amlodipine, amiodarone: Limit the dose: no more than 20 mg/day)");
    caution_put_short(&c, &b, &set, STR("mercaptopurine"));
    check(&b, "");
}

static void opposite_sources_are_named(void **state)
{
    AUTO(buf_release) buf b;
    (void)state;
    buf_init(&b, 4096);
    const advice row = {.drug = STR("carbamazepine"),
                        .source = STR("CPIC"),
                        .population = STR("carbamazepine_over_3_months"),
                        .action = STR("monitor"),
                        .dose_min = NAN,
                        .dose_max = NAN,
                        .max_dose = NAN};
    const advice_drug d = {.name = STR("carbamazepine"), .opposite = &row};
    catalogue c = in(KB_ENGLISH, false);
    caution_put_opposite(&c, &b, &d);
    check(&b, " The sources differ for this person: CPIC (carbamazepine tolerated over 3 months) "
              "says: Monitor.");
    c = in(KB_ENGLISH, true);
    caution_put_opposite(&c, &b, &d);
    check(&b, " Experts differ about carbamazepine for you. Ask your doctor.");
    const advice_drug agreed = {.name = STR("carbamazepine")};
    caution_put_opposite(&c, &b, &agreed);
    check(&b, "");
}

/* Every reason of the table has words for everybody in each language. */
static void every_reason_has_words(void **state)
{
    (void)state;
    err e;
    size_t seen = 0;
    uint32_t column;
    const kb_table *t = NULL;
    size_t count;
    const kb_table *tables = kb_tables(knowledge, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(tables[i].name, STR("cautions"))) t = &tables[i];
    }
    assert_non_null(t);
    assert_int_equal(kb_column(t, "reason", &column, &e), OK);
    for (uint32_t row = 0; row < t->rows; row++) {
        const advice_caution x = {.drug = STR("x"), .reason = kb_cell(t, row, column)};
        const advice_drug d = {.name = STR("x"), .cautions = &x, .caution_count = 1};
        for (int l = 0; l < KB_LANGUAGES && x.reason.n > 0; l++) {
            AUTO(buf_release) buf b;
            buf_init(&b, 4096);
            catalogue c = in((kb_language)l, true);
            caution_put_all(&c, &b, &d);
            if (str_find(buf_str(&b), '[') < b.n) fail_msg("'%.*s'", (int)b.n, b.p);
            seen++;
        }
    }
    assert_true(seen > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cautions_are_sentences),
        cmocka_unit_test(a_patient_is_told_once),
        cmocka_unit_test(alternatives_carry_a_remark),
        cmocka_unit_test(opposite_sources_are_named),
        cmocka_unit_test(every_reason_has_words),
        cmocka_unit_test(opposite_directions_are_said),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
