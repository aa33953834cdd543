/*
 * The parts of the JSON that charts and reports share: every field, and null for what is not known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "report/person_json.h"

static buf text;
static jsonw w;

static void open_object(void)
{
    buf_reset(&text);
    jsonw_init(&w, &text, false);
    jsonw_object(&w);
}

static void is(const char *expected)
{
    jsonw_object_end(&w);
    buf_put_c(&text, '\0');
    assert_int_equal(text.failed, OK);
    assert_string_equal(text.p, expected);
}

static void medicines(void **state)
{
    (void)state;
    const person_medicine list[] = {
        {.name = STR("Tab MTX \"15\""),
         .drug = STR("methotrexate"),
         .match = PERSON_MATCH_WITHIN,
         .status = STR("active"),
         .dose_mg_per_day = 2.5,
         .not_daily = true,
         .as_needed = true,
         .most_mg_per_day = 20,
         .from = STR("line 7")},
        {.name = STR("Abc"), .dose_mg_per_day = NAN, .most_mg_per_day = NAN}};
    open_object();
    person_json_medicines(&w, "list", list, 2);
    person_json_medicines(&w, "none", NULL, 0);
    buf_put_c(&text, '\0');
    static const char *const wanted[] = {
        "\"written\":\"Tab MTX \\\"15\\\"\"", "\"drug\":\"methotrexate\"", "\"match\":\"within\"",
        "\"status\":\"active\"", "\"dose_mg_per_day\":2.5", "\"not_daily\":true",
        "\"as_needed\":true", "\"most_mg_per_day\":20", "\"from\":\"line 7\"",
        /* of the other, of which nothing is known */
        "\"written\":\"Abc\",\"drug\":null", "\"match\":\"none\",\"status\":null",
        "\"dose_mg_per_day\":null,\"not_daily\":false", "\"most_mg_per_day\":null",
        "\"since\":null,\"from\":null", "\"none\":[]"};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (strstr(text.p, wanted[i]) == NULL) fail_msg("no %s in %s", wanted[i], text.p);
    }
}

static void measures(void **state)
{
    (void)state;
    person_measure m = {.name = STR("creatinine"),
                        .value = 1.1,
                        .unit = STR("mg/dL"),
                        .written = STR("97 umol/L"),
                        .from = STR("line 2")};
    assert_true(date_parse(STR("2026-03"), &m.when));
    open_object();
    jsonw_key(&w, "m");
    person_json_measure(&w, &m, "when");
    is("{\"m\":{\"name\":\"creatinine\",\"value\":1.1,\"unit\":\"mg/dL\",\"written\":\"97 umol/L\","
       "\"when\":\"2026-03\",\"from\":\"line 2\",\"doubt\":null}}");
    m = (person_measure){.name = STR("esr"), .value = NAN, .doubt = STR("no_unit")};
    open_object();
    jsonw_key(&w, "m");
    person_json_measure(&w, &m, "date");
    is("{\"m\":{\"name\":\"esr\",\"value\":null,\"unit\":null,\"written\":null,\"date\":null,"
       "\"from\":null,\"doubt\":\"no_unit\"}}");
}

static void facts(void **state)
{
    (void)state;
    const person_fact list[] = {
        {.name = STR("age_years"), .number = 52, .is_number = true},
        {.name = STR("route"), .text = STR("oral"), .drug = STR("methotrexate")}};
    const person p = {.facts = list, .fact_count = 2};
    open_object();
    person_json_facts(&w, &p);
    is("{\"facts\":[{\"name\":\"age_years\",\"value\":52,\"drug\":null},"
       "{\"name\":\"route\",\"value\":\"oral\",\"drug\":\"methotrexate\"}]}");
}

static void what_was_read(void **state)
{
    (void)state;
    const chart_tally tally = {STR("Observation"), 5, 2, 1, 2};
    const chart_unknown unknown = {.what = STR("Foo"), .why = STR("unit"), .times = 3};
    open_object();
    person_json_tallies(&w, &tally, 1);
    person_json_unknowns(&w, "unknowns", &unknown, 1);
    is("{\"read\":[{\"type\":\"Observation\",\"seen\":5,\"used\":2,\"partly\":1,\"ignored\":2}],"
       "\"unknowns\":[{\"from\":null,\"what\":\"Foo\",\"why\":\"unit\",\"times\":3}]}");
}

static int open_text(void **state)
{
    (void)state;
    buf_init(&text, 1 << 16);
    return 0;
}

static int release_text(void **state)
{
    (void)state;
    buf_release(&text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(medicines), cmocka_unit_test(measures),
                                       cmocka_unit_test(facts), cmocka_unit_test(what_was_read)};
    return cmocka_run_group_tests(tests, open_text, release_text);
}
