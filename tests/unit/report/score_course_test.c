/*
 * A course in words: lines for the terminal, the table of the page and JSON, for clinicians and
 * patients, in each language.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/score_course.h"
#include "words_stage.h"

enum { ROOM = 1 << 20 };

#define DAY(n)                                                                                     \
    {                                                                                              \
        20000 + (n), 0, DATE_DAY                                                                   \
    }

static const str missing[] = {STR("esr")};
static const str notes[] = {STR("baseline_at_start"), STR("no_months_6")};
static const score_visit visits[] = {
    {.when = DAY(0), .value = 6.626, .band = STR("high"), .change = NAN},
    {.when = DAY(40),
     .days = 40,
     .value = NAN,
     .change = NAN,
     .missing = missing,
     .missing_count = 1,
     .why = STR("doubtful"),
     .why_detail = STR("esr;conflict")},
    {.when = DAY(93),
     .days = 93,
     .value = 4.943,
     .band = STR("moderate"),
     .change = 1.683,
     .response = STR("moderate"),
     .point = STR("months_3")}};

static score_course course(void)
{
    return (score_course){.formula = STR("das28_esr"),
                          .decimals = 2,
                          .visits = visits,
                          .visit_count = 3,
                          .drug = STR("methotrexate"),
                          .start = DAY(2),
                          .notes = notes,
                          .note_count = 2};
}

static void put_line(void *context, str text)
{
    buf *out = context;
    buf_put_str(out, text);
    buf_put_c(out, '\n');
}

static void lines(kb_language language, bool patient, const score_course *x, buf *out)
{
    const catalogue c = {&words, language, patient};
    buf_init(out, ROOM);
    score_course_lines(&c, x, put_line, out);
    assert_int_equal(out->failed, OK);
    buf_put_c(out, '\0');
}

static void has(const buf *b, const char *text)
{
    if (strstr(b->p, text) == NULL) fail_msg("'%s' is not in:\n%s", text, b->p);
}

static void lacks(const buf *b, const char *text)
{
    if (strstr(b->p, text) != NULL) fail_msg("'%s' is in:\n%s", text, b->p);
}

static void lines_say_each_visit(void **state)
{
    AUTO(buf_release) buf b;
    const score_course x = course();
    (void)state;
    lines(KB_ENGLISH, false, &x, &b);
    has(&b, "(DAS28-ESR):\n2024-10-04 (baseline): 6.63, high activity\n");
    has(&b, "2024-11-13 (day 40): Not worked out; what is missing: ESR (two different values");
    has(&b, "2025-01-05 (day 93, 3 months): 4.94, moderate activity; change \xe2\x88\x92"
            "1.68, moderate response\n");
    has(&b, "was started (by its orders: 2024-10-06)");
    has(&b, "methotrexate");
    has(&b, "6 months");
}

static void the_patient_gets_sentences(void **state)
{
    const score_course x = course();
    (void)state;
    for (int language = KB_ENGLISH; language <= KB_SPANISH; language++) {
        AUTO(buf_release) buf b;
        lines((kb_language)language, true, &x, &b);
        lacks(&b, "4.94");
        lacks(&b, "1.68");
        lacks(&b, "[score");
        has(&b, "2025-01-05");
        has(&b, "methotrexate");
    }
    AUTO(buf_release) buf b;
    lines(KB_ENGLISH, true, &x, &b);
    has(&b, "Your disease is active. The treatment works in part.");
}

static void the_page_has_a_drawing_and_a_table(void **state)
{
    AUTO(buf_release) buf b;
    const catalogue c = {&words, KB_ENGLISH, false};
    score_course x = course();
    (void)state;
    buf_init(&b, ROOM);
    x.drug = STR("<b>drug");
    score_course_html(&c, &x, &b);
    assert_int_equal(b.failed, OK);
    buf_put_c(&b, '\0');
    has(&b, "<svg class=cl");
    has(&b, "<polyline");
    has(&b, "<caption>");
    has(&b, "<td>2025-01-05<td>day 93, 3 months<td>4.94, moderate activity<td>\xe2\x88\x92"
            "1.68<td>moderate response");
    has(&b, "&lt;b&gt;drug");
    lacks(&b, "<b>drug");
    buf_reset(&b);
    score_course_html(&c, NULL, &b);
    assert_int_equal(b.n, 0);
}

static void one_value_is_not_drawn(void **state)
{
    AUTO(buf_release) buf b;
    const catalogue c = {&words, KB_ENGLISH, false};
    score_course x = course();
    (void)state;
    buf_init(&b, ROOM);
    x.visit_count = 2; /* one of them has no value */
    score_course_html(&c, &x, &b);
    buf_put_c(&b, '\0');
    lacks(&b, "<svg");
    has(&b, "<table");
}

static void of_many_visits_the_telling_ones_are_shown(void **state)
{
    score_visit many[40];
    score_course x = course();
    (void)state;
    for (int i = 0; i < 40; i++) {
        many[i] = (score_visit){.when = DAY(i), .days = i, .value = 5, .change = NAN};
        many[i].band = STR("moderate");
    }
    many[20].point = STR("months_3");
    x.visits = many;
    x.visit_count = 40;
    AUTO(buf_release) buf b;
    lines(KB_ENGLISH, false, &x, &b);
    has(&b, "(baseline)");
    has(&b, "day 20, 3 months");
    has(&b, "(day 39)");
    lacks(&b, "(day 5)");
    lacks(&b, "(day 21)");
}

static void json_has_every_visit(void **state)
{
    AUTO(buf_release) buf b;
    const score_course x = course();
    jsonw w;
    (void)state;
    buf_init(&b, ROOM);
    jsonw_init(&w, &b, false);
    jsonw_object(&w);
    score_course_json(&w, &x);
    jsonw_object_end(&w);
    buf_put_c(&b, '\0');
    has(&b, "\"formula\":\"das28_esr\",\"drug\":\"methotrexate\",\"start\":\"2024-10-06\"");
    has(&b, "\"date\":\"2024-10-04\",\"days\":0,\"baseline\":true,\"value\":6.626");
    has(&b, "\"value\":null");
    has(&b, "\"change\":-1.683,\"response\":\"moderate\",\"point\":\"months_3\"");
    has(&b, "\"notes\":[\"baseline_at_start\",\"no_months_6\"]");
    buf_reset(&b);
    jsonw_init(&w, &b, false);
    jsonw_object(&w);
    score_course_json(&w, NULL);
    jsonw_object_end(&w);
    buf_put_c(&b, '\0');
    has(&b, "\"course\":null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_say_each_visit),
        cmocka_unit_test(the_patient_gets_sentences),
        cmocka_unit_test(the_page_has_a_drawing_and_a_table),
        cmocka_unit_test(one_value_is_not_drawn),
        cmocka_unit_test(of_many_visits_the_telling_ones_are_shown),
        cmocka_unit_test(json_has_every_visit),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
