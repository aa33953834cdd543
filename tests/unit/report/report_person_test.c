/*
 * What the surfaces say of a chart, of doses and risks and of tests: the same facts on the page, in
 * the terminal and in JSON; doubts, assumptions and refusals said; nothing of it without a chart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/report_person.h"
#include "words_stage.h"

/* ---- an invented person ---- */

static const person_fact facts[] = {
    {.name = {"age_years", 9}, .number = 67.9, .is_number = true},
    {.name = {"sex", 3}, .text = {"female", 6}},
    {.name = {"indication", 10}, .text = {"ACS", 3}},
    {.name = {"condition", 9}, .text = {"ACS", 3}},
    {.name = {"condition", 9}, .text = {"atrial fibrillation", 19}},
    {.name = {"smoking", 7}, .text = {"former", 6}},
};
static const person_medicine allergies[] = {
    {.name = {"Penicillin V", 12}, .drug = {"phenoxymethylpenicillin", 23}}};
static const person_measure measures[] = {{.name = {"creatinine", 10},
                                           .value = 1.3,
                                           .unit = {"mg/dL", 5},
                                           .written = {"1.30 mg/dL", 10},
                                           .doubt = {"conflict", 8}}};
static const person somebody = {.id = {"p1", 2},
                                .facts = facts,
                                .fact_count = sizeof facts / sizeof facts[0],
                                .allergies = allergies,
                                .allergy_count = 1,
                                .allergies_known = true,
                                .measures = measures,
                                .measure_count = 1};
static const chart_unknown unknowns[] = {
    {{"line 3", 6}, {"<b>rare</b>", 11}, {"unknown_name", 12}, 2},
    {{"line 4", 6}, {"frequent", 8}, {"unknown_name", 12}, 40},
    {{"line 5", 6}, {"also twice", 10}, {"unknown_name", 12}, 2}};
static const chart_tally tallies[] = {{{"line", 4}, 50, 6, 0, 44}};

static const score_input inputs[] = {
    {.name = {"creatinine", 10},
     .text = {"1.30", 4},
     .value = 1.3,
     .unit = {"mg/dL", 5},
     .when = {18322, 0, DATE_DAY}},
    {.name = {"smoker", 6}, .text = {"no", 2}, .value = (double)NAN, .assumed = true}};
static const score_output organ_out = {.name = {"result", 6},
                                       .value = 44.6,
                                       .low = (double)NAN,
                                       .high = (double)NAN,
                                       .unit = {"mL/min/{1.73_m2}", 16}};
static const score_output dose_out = {.name = {"result", 6},
                                      .value = 31.25,
                                      .low = 22,
                                      .high = 41.9,
                                      .unit = {"mg/wk", 5},
                                      .decimals = 1};
static const score_validation validations[] = {{{"within_20_percent", 17},
                                                {"46.0", 4},
                                                {"%", 1},
                                                {"all", 3},
                                                false,
                                                {"5370", 4},
                                                {"", 0},
                                                {"x", 1}},
                                               {{"within_20_percent", 17},
                                                {"34.1", 4},
                                                {"%", 1},
                                                {"Black", 5},
                                                true,
                                                {"600", 3},
                                                {"no_gain", 7},
                                                {"x", 1}},
                                               {{"within_20_percent", 17},
                                                {"50.1", 4},
                                                {"%", 1},
                                                {"White", 5},
                                                false,
                                                {"3000", 4},
                                                {"", 0},
                                                {"x", 1}}};
static const str missing[] = {{"albumin", 7}, {"inr", 3}};
static const score scores[] = {{.formula = {"ckd_epi_2021", 12},
                                .kind = {"organ", 5},
                                .status = SCORE_DONE,
                                .outputs = &organ_out,
                                .output_count = 1,
                                .inputs = inputs,
                                .input_count = 2,
                                .verified = true},
                               {.formula = {"warfarin_test", 13},
                                .kind = {"dose", 4},
                                .drug = {"warfarin", 8},
                                .status = SCORE_DONE,
                                .outputs = &dose_out,
                                .output_count = 1,
                                .inputs = inputs,
                                .input_count = 2,
                                .validations = validations,
                                .validation_count = 3,
                                .source = {"PMID:19228618", 13}},
                               {.formula = {"child_pugh", 10},
                                .kind = {"organ", 5},
                                .status = SCORE_MISSING,
                                .missing = missing,
                                .missing_count = 2},
                               {.formula = {"some_risk", 9},
                                .kind = {"risk", 4},
                                .status = SCORE_OUTSIDE,
                                .why = {"no_such_code", 12},
                                .verified = true}};
static const score_set set = {scores, 4};

static const str test_drugs[] = {{"clopidogrel", 11}};
static const advice_test tests[] = {{.gene = {"CYP2C19", 7},
                                     .drugs = test_drugs,
                                     .drug_count = 1,
                                     .worst_light = ADVICE_STOP,
                                     .worst_action = {"avoid", 5},
                                     .worst_drug = {"clopidogrel", 11},
                                     .share_min = 0.212,
                                     .share_max = 0.618},
                                    {.gene = {"HLA-B", 5},
                                     .drugs = test_drugs,
                                     .drug_count = 1,
                                     .worst_light = ADVICE_STOP,
                                     .share_min = (double)NAN,
                                     .share_max = (double)NAN}};
static const advice_drug drugs[] = {{.name = {"clopidogrel", 11},
                                     .relevance = ADVICE_TAKEN,
                                     .light = ADVICE_STOP,
                                     .allergy = &allergies[0],
                                     .why = {"not_tested", 10}}};
static const advice_set advised = {.sample = {"p1", 2},
                                   .drugs = drugs,
                                   .drug_count = 1,
                                   .tests = tests,
                                   .test_count = 2,
                                   .allergies = allergies,
                                   .allergy_count = 1};
static const finding_set nothing = {{"p1", 2}, NULL, 0};

static report made_up(bool patient)
{
    return (report){.findings = &nothing,
                    .advice = &advised,
                    .words = {&words, KB_ENGLISH, patient},
                    .version = "0",
                    .date = "2020-04-01T00:00:00Z",
                    .chart_alone = true,
                    .who = &somebody,
                    .scores = &set,
                    .has_chart = true,
                    .tallies = tallies,
                    .tally_count = 1,
                    .unknowns = unknowns,
                    .unknown_count = 3};
}

/* ---- what is said ---- */

static bool says(const buf *page, const char *text)
{
    for (size_t i = 0; i + strlen(text) <= page->n; i++) {
        if (memcmp(page->p + i, text, strlen(text)) == 0) return true;
    }
    return false;
}

static void wanted(const buf *page, const char *const *texts)
{
    size_t missed = 0;
    for (size_t i = 0; texts[i] != NULL; i++) {
        if (says(page, texts[i])) continue;
        print_error("not said: %s\n", texts[i]);
        missed++;
    }
    if (missed > 0) print_error("%.*s\n", (int)page->n, page->p);
    assert_int_equal(missed, 0);
}

static void unwanted(const buf *page, const char *const *texts)
{
    for (size_t i = 0; texts[i] != NULL; i++) {
        if (says(page, texts[i])) fail_msg("said: %s", texts[i]);
    }
}

static void page_says_it(void **state)
{
    (void)state;
    static const char *const texts[] = {"67 years, female",
                                        "45 mL/min/1.73 m²",
                                        "1.30 mg/dL",
                                        "2020-03-01",
                                        "(assumed)",
                                        "acute coronary syndrome, atrial fibrillation",
                                        "smoked in the past",
                                        "phenoxymethylpenicillin",
                                        "two different values at one time",
                                        "44; most often: ",
                                        "frequent, &lt;b&gt;rare&lt;/b&gt;, also twice",
                                        "31.2 mg/week (22.0–41.9)",
                                        "46.0 % (n = 5370)",
                                        "34.1 % (n = 600)",
                                        "PMID:19228618",
                                        "Not verified by a second source",
                                        "outside what the formula holds for: no such code",
                                        "21 to 62 of 100 people",
                                        "was not counted",
                                        "Penicillin V",
                                        "No genome was read",
                                        NULL};
    static const char *const none[] = {"<b>rare", "50.1 %", " inf", " nan", NULL};
    AUTO(buf_release) buf page;
    buf_init(&page, 1 << 20);
    report r = made_up(false);
    report_html(&r, &page);
    assert_int_equal(page.failed, OK);
    wanted(&page, texts);
    unwanted(&page, none);
}

static void terminal_says_it(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "67 years, female",         "45 mL/min/1.73 m²",  "acute coronary syndrome, atrial",
        "31.2 mg/week (22.0–41.9)", "no such code",       "clopidogrel; 21 to 62 of 100",
        "phenoxymethylpenicillin",  "by a second source", NULL};
    AUTO(buf_release) buf page;
    buf_init(&page, 1 << 20);
    report r = made_up(false);
    report_text(&r, false, &page);
    assert_int_equal(page.failed, OK);
    wanted(&page, texts);
}

/* The patient reads of the chart and the tests, but no doses and no statistics. */
static void patient_is_spared_doses(void **state)
{
    (void)state;
    static const char *const texts[] = {"67 years, female", "Talk to your doctor before you take",
                                        "Your doctor can use a figure", NULL};
    static const char *const none[] = {"31.2", "within", "46.0", "PMID:19228618", "44; most", NULL};
    AUTO(buf_release) buf page;
    buf_init(&page, 1 << 20);
    report r = made_up(true);
    report_html(&r, &page);
    wanted(&page, texts);
    unwanted(&page, none);
}

static void json_holds_it(void **state)
{
    (void)state;
    static const char *const texts[] = {"\"allergy\":{\"written\":\"Penicillin V\"",
                                        "\"share_min\":0.212",
                                        "\"share_min\":null",
                                        "\"patient\":\"p1\"",
                                        "\"doubt\":\"conflict\"",
                                        "\"value\":67.9",
                                        "\"seen\":50",
                                        "\"times\":40",
                                        "\"formula\":\"warfarin_test\"",
                                        "\"low\":22,\"high\":41.9",
                                        "\"status\":\"missing\"",
                                        "\"missing\":[\"albumin\",\"inr\"]",
                                        "\"date\":\"2020-03-01\"",
                                        "\"own_group\":true",
                                        "\"verified\":false",
                                        NULL};
    AUTO(buf_release) buf page;
    buf_init(&page, 1 << 20);
    report r = made_up(false);
    report_json(&r, &page);
    assert_int_equal(page.failed, OK);
    wanted(&page, texts);
}

static void nothing_without_a_chart(void **state)
{
    (void)state;
    static const char *const texts[] = {"\"chart\":null", "\"scores\":[]", NULL};
    static const char *const none[] = {"From the chart", "Doses and risks", "67 years", NULL};
    AUTO(buf_release) buf page, json;
    buf_init(&page, 1 << 20);
    buf_init(&json, 1 << 20);
    report r = made_up(false);
    r.who = NULL;
    r.scores = NULL;
    r.has_chart = r.chart_alone = false;
    report_html(&r, &page);
    report_text(&r, false, &page);
    unwanted(&page, none);
    report_json(&r, &json);
    wanted(&json, texts);
}

static void allergy_beside_an_alternative(void **state)
{
    (void)state;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    report r = made_up(false);
    report_put_alternative(&r, &text, STR("phenoxymethylpenicillin"));
    assert_true(says(&text, "allergy recorded"));
    buf_reset(&text);
    report_put_alternative(&r, &text, STR("prasugrel"));
    assert_false(says(&text, "allergy"));
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(page_says_it),
        cmocka_unit_test(terminal_says_it),
        cmocka_unit_test(patient_is_spared_doses),
        cmocka_unit_test(json_holds_it),
        cmocka_unit_test(nothing_without_a_chart),
        cmocka_unit_test(allergy_beside_an_alternative),
    };
    return cmocka_run_group_tests(list, open_all, close_all);
}
