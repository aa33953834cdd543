/*
 * What stands beside a drug in the answer: how it is taken, the dose of a formula with what must be
 * said of the person's group, the medicine that changed an enzyme, and which drugs share a line.
 * Also how charts' facts and quantities are worded. Invented advice, the real words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/report_answer.h"
#include "words_stage.h"

/* ---- an invented person ---- */

static const person_medicine medicines[] = {
    {.name = {"Warf", 4}, .drug = {"warfarin", 8}, .dose_mg_per_day = 5},
    {.name = {"MTX", 3},
     .drug = {"methotrexate", 12},
     .dose_mg_per_day = 15.0 / 7,
     .not_daily = true},
    {.name = {"a", 1}, .drug = {"codeine", 7}, .dose_mg_per_day = 30},
    {.name = {"b", 1}, .drug = {"codeine", 7}, .dose_mg_per_day = 60},
    {.name = {"c", 1}, .drug = {"aspirin", 7}, .dose_mg_per_day = (double)NAN}};
static const person somebody = {.id = {"p", 1}, .medicines = medicines, .medicine_count = 5};

static const score_output weekly = {.name = {"weekly_dose", 11},
                                    .value = 30.2,
                                    .low = 14.8,
                                    .high = 51.8,
                                    .unit = {"mg/wk", 5},
                                    .decimals = 1};
static const score_validation own[] = {
    {.measure = {"within_20_percent", 17}, .group = {"all", 3}, .verdict = {"optimistic", 10}},
    {.measure = {"within_20_percent", 17},
     .group = {"black", 5},
     .own_group = true,
     .verdict = {"no_gain", 7}}};
static const score scores[] = {{.formula = {"warfarin_gage_2008", 18},
                                .kind = {"dose", 4},
                                .drug = {"warfarin", 8},
                                .status = SCORE_MISSING},
                               {.formula = {"warfarin_iwpc_pharmacogenetic", 29},
                                .kind = {"dose", 4},
                                .drug = {"warfarin", 8},
                                .status = SCORE_REFUSED,
                                .why = {"genotypes_unknown", 17}},
                               {.formula = {"warfarin_iwpc_clinical", 22},
                                .kind = {"dose", 4},
                                .drug = {"warfarin", 8},
                                .status = SCORE_DONE,
                                .outputs = &weekly,
                                .output_count = 1,
                                .validations = own,
                                .validation_count = 2}};
static const score_set set = {scores, 3};

static const advice_fact facts[] = {
    {.gene = {"CYP2D6", 6}, .value = {"0.0", 3}, .functional = true},
    {.gene = {"CYP2C9", 6}, .value = {"*1/*1; *1/*80; *1/*84; *80/*80", 30}}};
static const advice_case cases[] = {{facts, 2}};
static const advice usual = {.source = {"CPIC", 4},
                             .action = {"standard", 8},
                             .dose_min = (double)NAN,
                             .dose_max = (double)NAN,
                             .max_dose = (double)NAN,
                             .cases = cases,
                             .case_count = 1};
static const advice other_source = {.source = {"DPWG", 4},
                                    .action = {"standard", 8},
                                    .dose_min = (double)NAN,
                                    .dose_max = (double)NAN,
                                    .max_dose = (double)NAN};
static const finding changed = {.gene = {"CYP2D6", 6}};
static const advice_conversion conversions[] = {
    {.gene = {"CYP2D6", 6}, .drug = {"bupropion", 9}},
    {.gene = {"CYP2D6", 6}, .drug = {"paroxetine", 10}, .functional = &changed},
    {.gene = {"CYP2C19", 7}, .drug = {"omeprazole", 10}, .functional = &changed}};
enum { FIRST, SAME, ASKED, OTHER_SOURCE, FLAGGED, WORSE, NOBODYS, DRUGS };
static const advice_drug drugs[DRUGS] = {
    {{"warfarin", 8},
     .relevance = ADVICE_TAKEN,
     .light = ADVICE_USUAL,
     .headline = &usual,
     .rows = &usual,
     .row_count = 1},
    {{"methotrexate", 12}, .relevance = ADVICE_TAKEN, .light = ADVICE_USUAL, .headline = &usual},
    {{"codeine", 7}, .relevance = ADVICE_ASKED, .light = ADVICE_USUAL, .headline = &usual},
    {{"aspirin", 7}, .relevance = ADVICE_TAKEN, .light = ADVICE_USUAL, .headline = &other_source},
    {{"sertraline", 10},
     .relevance = ADVICE_TAKEN,
     .light = ADVICE_USUAL,
     .headline = &usual,
     .population_open = true},
    {{"tramadol", 8}, .relevance = ADVICE_TAKEN, .light = ADVICE_STOP, .headline = &usual},
    {{"abacavir", 8}, .relevance = ADVICE_OTHER, .light = ADVICE_USUAL, .headline = &usual}};
static const advice_set advised = {
    .drugs = drugs, .drug_count = DRUGS, .conversions = conversions, .conversion_count = 3};

static report made_up(kb_language language, bool patient)
{
    return (report){.advice = &advised,
                    .words = {&words, language, patient},
                    .who = &somebody,
                    .scores = &set,
                    .has_chart = true};
}

/* ---- what is said ---- */

static void expect(buf *said, const char *wanted)
{
    buf_put_c(said, '\0');
    assert_string_equal(said->p, wanted);
    buf_reset(said);
}

static void how_it_is_taken(void **state)
{
    (void)state;
    static const char *const said[] = {"taken: 5 mg a day", "taken: 15 mg a week", "asked for",
                                       "taken"};
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    report r = made_up(KB_ENGLISH, false);
    for (size_t i = FIRST; i <= OTHER_SOURCE; i++) {
        answer_put_taken(&r, &text, &drugs[i]);
        expect(&text, said[i]);
    }
    const advice_drug twice = {.name = {"codeine", 7}, .relevance = ADVICE_TAKEN};
    answer_put_taken(&r, &text, &twice); /* two orders: neither is the dose */
    expect(&text, "taken");
}

static void dose_of_a_formula(void **state)
{
    (void)state;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    report r = made_up(KB_ENGLISH, false);
    answer_put_dose(&r, &text, &drugs[FIRST]);
    expect(&text, "Expected stable warfarin dose (IWPC, clinical facts): 30.2 mg/week (14.8–51.8)."
                  " In people like this one: no better than without genes");
    answer_put_dose(&r, &text, &drugs[SAME]);
    expect(&text, "");
    r = made_up(KB_HINDI, true);
    answer_put_dose(&r, &text, &drugs[FIRST]);
    expect(&text, ""); /* a dose is the doctor's to give */
}

static void what_changed_an_enzyme(void **state)
{
    (void)state;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    report r = made_up(KB_ENGLISH, false);
    answer_put_case(&r, &text, &cases[0]);
    expect(&text, "CYP2D6 activity 0.0 (changed by paroxetine), CYP2C9 *1/*1; *1/*80 … (4)");
    r = made_up(KB_SPANISH, false);
    answer_put_case(&r, &text, &cases[0]);
    expect(&text, "CYP2D6 actividad 0.0 (modificado por paroxetine), CYP2C9 *1/*1; *1/*80 … (4)");
}

static void order_of_words(void **state)
{
    (void)state;
    static const char *const said[KB_LANGUAGES] = {"strong inhibitor", "प्रबल अवरोधक",
                                                   "inhibidor potente"};
    const advice_conversion strong = {.effect = {"inhibitor", 9}, .strength = {"strong", 6}};
    const advice_conversion plain = {.effect = {"inducer", 7}};
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    for (int l = 0; l < KB_LANGUAGES; l++) {
        report r = made_up((kb_language)l, false);
        answer_put_effect(&r, &text, &strong);
        expect(&text, said[l]);
    }
    report r = made_up(KB_SPANISH, false);
    answer_put_effect(&r, &text, &plain);
    expect(&text, "inductor");
}

static void what_shares_a_line(void **state)
{
    (void)state;
    report r = made_up(KB_ENGLISH, false);
    static const bool same[DRUGS] = {true, true, false, false, false, false, false};
    for (size_t i = 0; i < DRUGS; i++) {
        if (answer_is_same(&r, &drugs[FIRST], &drugs[i]) != same[i]) fail_msg("drug %zu", i);
        assert_int_equal(answer_is_said(&r, i), i == SAME);
    }
    assert_true(answer_needs_gene(&r, STR("CYP2C9")));
    assert_false(answer_needs_gene(&r, STR("CYP2C19")));
}

static void charts_are_worded(void **state)
{
    (void)state;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    catalogue c = {&words, KB_SPANISH, false};
    catalogue_put_fact(&c, &text, STR("condition"), STR("gout"));
    expect(&text, "gota");
    catalogue_put_fact(&c, &text, STR("transplant"), STR("liver"));
    expect(&text, "trasplante de hígado");
    catalogue_put_fact(&c, &text, STR("tolerated_3_months"), STR("warfarin"));
    expect(&text, "warfarin");
    catalogue_put_analyte(&c, &text, STR("esr"));
    expect(&text, "VSG");
    catalogue_put_analyte(&c, &text, STR("no_such_thing"));
    expect(&text, "no_such_thing");
    c.patient = true;
    catalogue_put_fact(&c, &text, STR("condition"), STR("hypertension"));
    expect(&text, "presión arterial alta");
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(how_it_is_taken),        cmocka_unit_test(dose_of_a_formula),
        cmocka_unit_test(what_changed_an_enzyme), cmocka_unit_test(what_shares_a_line),
        cmocka_unit_test(charts_are_worded),      cmocka_unit_test(order_of_words),
    };
    return cmocka_run_group_tests(list, open_all, close_all);
}
