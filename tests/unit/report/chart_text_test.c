/*
 * The chart's page and its JSON: every part is there, foreign text is harmless, every reason has
 * words in every language.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "chart/chart_read.h"
#include "report/chart_page.h"

static kb *knowledge;
static arena memory;
static kb_drug_list drugs;
static kb_chart_codes codes;
static kb_wording words;
static chart *sheet;

static int setup(void **state)
{
    (void)state;
    err e = {0};
    chart_setup s = {.drugs = &drugs, .codes = &codes};
    if (kb_open(NULL, &knowledge, &e) != OK ||
        kb_drugs_open(knowledge, &memory, &drugs, &e) != OK ||
        kb_wording_open(knowledge, &memory, &words, &e) != OK ||
        kb_chart_codes_open(knowledge, &memory, &codes, &e) != OK) {
        return -1;
    }
    return date_parse(STR("2026-11-23"), &s.as_of) && chart_new(&s, &sheet, &e) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    chart_free(sheet);
    arena_release(&memory);
    kb_close(knowledge);
    return 0;
}

static void make(const char *table, kb_language language, bool json, bool all, buf *out)
{
    err e = {0};
    AUTO(arena_release) arena a = {0};
    person who;
    chart_reset(sheet);
    buf_init(out, 1 << 20);
    if (chart_read_table("t.csv", str_of(table), sheet, &e) != OK) fail_msg("%s", e.text);
    assert_int_equal(chart_person(sheet, &a, &who, &e), OK);
    chart_page p = {.words = {&words, language, false},
                    .drugs = &drugs,
                    .chart = sheet,
                    .who = &who,
                    .file = STR("t.csv"),
                    .all = all};
    if (json)
        chart_page_json(&p, false, out);
    else if (chart_page_text(&p, &a, out, &e) != OK)
        fail_msg("%s", e.text);
    buf_put_c(out, '\0');
    assert_int_equal(out->failed, OK);
}

static void has(const buf *page, const char *text)
{
    if (strstr(page->p, text) == NULL) fail_msg("'%s' is not in:\n%s", text, page->p);
}

static void has_not(const buf *page, const char *text)
{
    if (strstr(page->p, text) != NULL) fail_msg("'%s' is in:\n%s", text, page->p);
}

static const char table[] =
    "id,D-17,,\nsex,F,,\ndob,1960,,\nmedicine,Warf 5 mg OD,,2026-01-01\n"
    "medicine,Simvistatin 10 mg,,2026-01-01\nmedicine,warfarin sodium 5 mg OD,,2026-02-01\n"
    "medicine,clopidogrel 70 mg weekly,,\nallergy,aspirin,,\nCRP,2.4,mg/dL,2026-11-01\n"
    "CRP,3.0,mg/dL,2026-10-01\nCreatinine,1.1,mg/dL,2026-11-01\nCreatinine,1.5,mg/dL,2026-11-01\n"
    "ESR,<5,mm/h,2026-11-01\nHb,12,g/dL,2019-01-01\nweight,60,kg,2026-11-01\n"
    "height,160,cm,2026-11-01\nDiabetes,yes,,\nFoo,1,mg,\n";

static void the_page_says_everything(void **state)
{
    (void)state;
    AUTO(buf_release) buf page;
    make(table, KB_ENGLISH, false, false, &page);
    has(&page, "Person D-17: female, 65 or 66 years (the day of birth is not stated: 65 is used)");
    has(&page, "Facts hold for 2026-11-23.");
    has(&page, "warfarin      5 mg a day, since 2026-01-01");
    has(&page, "70 mg a week");
    has(&page, "did you mean simvastatin?");
    has(&page, "CRP 24 mg/L");
    has(&page, "body mass index 23.44 kg/m²");
    has(&page, "creatinine: 1.1 mg/dL; not used: two different values at one time");
    has(&page, "ESR: <5 mm/h; not used: only a limit is stated");
    has(&page, "too old: haemoglobin 12 g/dL");
    has(&page, "Conditions: diabetes");
    has(&page, "aspirin");
    has(&page, "values that no rule or formula asks for: Foo (line 18)");
    has(&page, "used: 15 of 18 lines");
    has_not(&page, "CRP 30 mg/L");
    has_not(&page, "[chart.");
    has_not(&page, "[doubt.");
}

static void the_whole_page_has_every_value(void **state)
{
    (void)state;
    AUTO(buf_release) buf page;
    make(table, KB_ENGLISH, false, true, &page);
    has(&page, "2026-10-01  3.0 mg/dL");
    has(&page, "computed from 60 kg, 160 cm");
}

static void an_old_chart_says_how_to_look_at_it(void **state)
{
    (void)state;
    AUTO(buf_release) buf page;
    make("CRP,5,mg/L,2019-03-04\n", KB_ENGLISH, false, false, &page);
    has(&page, "--as-of 2019-03-04");
    has(&page, "none. The list may be incomplete");
    has(&page, "age not stated");
    has(&page, "nothing is stated");
}

static void foreign_text_is_harmless(void **state)
{
    (void)state;
    AUTO(buf_release) buf page;
    make("medicine,\"warfarin \x1b[31m\xe2\x80\xae\",,\n\"\x1b]0;x\x07\",1,mg,\n", KB_ENGLISH,
         false, false, &page);
    has_not(&page, "\x1b");
    has_not(&page, "\xe2\x80\xae");
}

static void the_json_has_the_same(void **state)
{
    (void)state;
    AUTO(buf_release) buf page;
    AUTO(arena_release) arena a = {0};
    err e = {0};
    make(table, KB_ENGLISH, true, false, &page);
    has(&page, "\"patient\":\"D-17\"");
    has(&page, "\"doubt\":\"conflict\"");
    has(&page, "\"written\":\"2.4 mg/dL\"");
    has(&page, "\"why\":\"unknown_value\"");
    has(&page, "\"drug\":\"warfarin\"");
    json_doc doc;
    json_options options = {0};
    str text = {page.p, page.n - 1};
    assert_int_equal(json_parse("page", text, &options, &a, &doc, &e), OK);
}

/* The reasons of the chart's own files are words of the catalogue in every language. */
static void every_reason_has_words(void **state)
{
    (void)state;
    static const char *const keys[] = {"chart.why.unknown_drug",
                                       "chart.why.unknown_value",
                                       "chart.why.unknown_condition",
                                       "chart.why.unknown_word",
                                       "chart.why.unknown_family",
                                       "chart.why.unknown_procedure",
                                       "chart.why.no_value",
                                       "chart.why.no_number",
                                       "chart.why.ambiguous_number",
                                       "chart.why.bad_date",
                                       "chart.why.bad_dose",
                                       "chart.why.future",
                                       "chart.why.implausible",
                                       "chart.why.conflict",
                                       "chart.why.unclear",
                                       "chart.why.refuted",
                                       "chart.why.unconfirmed",
                                       "chart.why.entered_in_error",
                                       "chart.why.too_many_cells",
                                       "chart.why.sex_not_stated",
                                       "doubt.conflict",
                                       "doubt.future",
                                       "doubt.stale",
                                       "doubt.implausible",
                                       "doubt.no_unit",
                                       "doubt.wrong_unit",
                                       "doubt.unknown_unit",
                                       "doubt.comparator",
                                       "doubt.preliminary"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        for (int l = 0; l < KB_LANGUAGES; l++) {
            if (kb_wording_get(&words, (kb_language)l, str_of(keys[i])).n == 0)
                fail_msg("%s", keys[i]);
        }
    }
    for (int l = 0; l < KB_LANGUAGES; l++) {
        AUTO(buf_release) buf page;
        make(table, (kb_language)l, false, false, &page);
        has_not(&page, "[chart.");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_everything),
        cmocka_unit_test(the_whole_page_has_every_value),
        cmocka_unit_test(an_old_chart_says_how_to_look_at_it),
        cmocka_unit_test(foreign_text_is_harmless),
        cmocka_unit_test(the_json_has_the_same),
        cmocka_unit_test(every_reason_has_words),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
