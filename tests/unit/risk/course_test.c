/*
 * Courses: the rows of tests/tables/risk_course.tsv (visits, start of methotrexate, day of the
 * chart -> form of the score, values, responses, notes), and what the engine makes of them in a
 * report, by name and beside typed values.
 *   visits "2026-03-08: tjc=12 sjc=9 gh=70 esr=60; ..."   values in the units of kb/analytes.tsv
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "finding/person.h"
#include "risk_stage.h"
#include "score_rows.h"

enum { MEASURES_MAX = 64 };

/* ---- people ---- */

typedef struct stage {
    person p;
    person_medicine medicine;
    person_measure measures[MEASURES_MAX];
} stage;

static date day(str text)
{
    date d = {.precision = DATE_NONE};
    if (text.n > 0 && !date_parse(text, &d)) fail_msg("no date: %.*s", STR_ARG(text));
    return d;
}

static void add_measure(stage *s, str name, str number, date when)
{
    static const struct {
        const char *word, *name, *unit;
    } known[] = {{"tjc", "tender_joints_28", "1"}, {"sjc", "swollen_joints_28", "1"},
                 {"gh", "patient_global", "mm"},   {"esr", "esr", "mm/h"},
                 {"crp", "crp", "mg/L"},           {"phg", "physician_global", "mm"},
                 {"pain", "pain_vas", "mm"},       {"haq", "haq", "1"}};
    person_measure *m = &s->measures[s->p.measure_count++];
    size_t i = 0;
    assert_true(s->p.measure_count <= MEASURES_MAX);
    while (i < 8 && !str_eq(name, str_of(known[i].word))) i++;
    if (i == 8) fail_msg("what is %.*s?", STR_ARG(name));
    *m = (person_measure){.name = str_of(known[i].name),
                          .unit = str_of(known[i].unit),
                          .written = number,
                          .from = STR("sheet"),
                          .when = when};
    assert_true(str_to_double(number, &m->value));
    if (date_order(when, s->p.as_of) > 0) m->doubt = STR("future");
}

static void set_stage(stage *s, str visits, str start, str as_of)
{
    str visit, when, part, name;
    *s = (stage){.p = {.measure_count = 0}};
    s->p.as_of = day(as_of);
    s->p.measures = s->measures;
    if (start.n > 0 && !str_eq(start, STR("."))) {
        bool unknown = str_eq(start, STR("unknown"));
        s->medicine = (person_medicine){.name = STR("MTX"), .drug = STR("methotrexate")};
        s->medicine.since = day(unknown ? (str){NULL, 0} : start);
        s->p.medicines = &s->medicine;
        s->p.medicine_count = 1;
    }
    while (visits.n > 0 && str_next(&visits, ';', &visit)) {
        assert_true(str_next(&visit, ':', &when));
        visit = str_trim(visit);
        while (visit.n > 0 && str_next(&visit, ' ', &part)) {
            if (part.n == 0) continue;
            assert_true(str_next(&part, '=', &name));
            add_measure(s, name, part, day(str_trim(when)));
        }
    }
}

static score ask(const stage *s, const char *id, arena *a)
{
    score out;
    err e = {0};
    if (risk_score(engine, str_of(id), &s->p, NULL, NULL, 0, a, &out, &e) != OK)
        fail_msg("%s", e.text);
    return out;
}

/* ---- rows ---- */

static void check_values(size_t line, const score_course *c, str values)
{
    str part;
    size_t i = 0;
    for (; values.n > 0 && str_next(&values, ';', &part); i++) {
        double wanted = NAN;
        if (i >= c->visit_count) fail_msg("line %zu: %zu visits", line, c->visit_count);
        bool missing = str_eq(part, STR("missing"));
        if (!missing) assert_true(str_to_double(part, &wanted));
        if (missing != isnan(c->visits[i].value)) fail_msg("line %zu: visit %zu", line, i);
        if (!missing && fabs(c->visits[i].value - wanted) > 5.1e-5)
            fail_msg("line %zu: visit %zu is %.6f", line, i, c->visits[i].value);
    }
    if (i != c->visit_count) fail_msg("line %zu: %zu visits, not %zu", line, c->visit_count, i);
}

static void check_responses(size_t line, const score_course *c, str responses)
{
    str part;
    for (size_t i = 0; responses.n > 0 && str_next(&responses, ';', &part); i++) {
        if (str_eq(part, STR("."))) part.n = 0;
        if (!str_eq(c->visits[i].response, part))
            fail_msg("line %zu: visit %zu: '%.*s'", line, i, STR_ARG(c->visits[i].response));
    }
}

static void check_notes(size_t line, const score_course *c, str notes)
{
    str part;
    size_t i = 0;
    for (; notes.n > 0 && str_next(&notes, ';', &part); i++) {
        if (i < c->note_count && str_eq(c->notes[i], part)) continue;
        fail_msg("line %zu: note %zu is '%.*s'", line, i,
                 i < c->note_count ? (int)c->notes[i].n : 0, c->notes[i].p);
    }
    if (i != c->note_count) fail_msg("line %zu: also %.*s", line, STR_ARG(c->notes[i]));
}

static void check_response(size_t line, const score *s, str wanted)
{
    const score_output *o = row_output(s, STR("response"));
    bool none = str_eq(wanted, STR("none"));
    if (none != (s->status != SCORE_DONE)) fail_msg("line %zu: status", line);
    if (!none && (o == NULL || !str_eq(o->band, wanted))) fail_msg("line %zu: response", line);
}

static void course_rows(void **state)
{
    AUTO(buf_release) buf text;
    AUTO(arena_release) arena a = {0};
    tsv t;
    err e = {0};
    bool more = true;
    size_t rows = 0;
    (void)state;
    buf_init(&text, 1 << 20);
    assert_int_equal(file_read("tests/tables/risk_course.tsv", &text, &e), OK);
    assert_int_equal(tsv_open(&t, "risk_course.tsv", buf_str(&text), &e), OK);
    while (tsv_next(&t, &more, &e) == OK && more) {
        stage s;
        arena_reset(&a);
        set_stage(&s, t.field[0], t.field[1], t.field[2]);
        score x = ask(&s, "eular_response", &a);
        if (str_eq(t.field[3], STR("."))) {
            if (x.course != NULL) fail_msg("line %zu: a course", t.line);
            check_response(t.line, &x, t.field[7]);
            rows++;
            continue;
        }
        if (x.course == NULL) fail_msg("line %zu: no course", t.line);
        if (!str_eq(x.course->formula, t.field[3]))
            fail_msg("line %zu: by %.*s", t.line, STR_ARG(x.course->formula));
        check_values(t.line, x.course, t.field[4]);
        check_responses(t.line, x.course, t.field[5]);
        check_notes(t.line, x.course, t.field[6]);
        check_response(t.line, &x, t.field[7]);
        rows++;
    }
    assert_true(rows >= 31);
}

/* ---- what is shown ---- */

#define TWO_VISITS "2026-03-08: tjc=12 sjc=9 gh=70 esr=60; 2026-06-09: tjc=1 sjc=1 gh=10 esr=12"

static const score *find(const score_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (str_eq(set->items[i].formula, str_of(id))) return &set->items[i];
    }
    return NULL;
}

static score_set run(const stage *s, arena *a)
{
    score_set set;
    err e = {0};
    if (risk_run(engine, &s->p, NULL, a, &set, &e) != OK) fail_msg("%s", e.text);
    return set;
}

static void a_report_has_the_response_and_its_course(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    set_stage(&s, STR(TWO_VISITS), STR("2026-03-10"), STR("2026-06-20"));
    score_set set = run(&s, &a);
    const score *x = find(&set, "eular_response"), *now = find(&set, "das28_esr");
    assert_non_null(x);
    assert_non_null(x->course);
    assert_true(str_eq(x->course->drug, STR("methotrexate")));
    assert_true(str_eq(x->course->visits[1].point, STR("months_3")));
    assert_int_equal(x->course->visits[1].days, 93);
    assert_int_equal(x->course->baseline, 0);
    assert_true(x->inputs[0].when.day + 93 == x->inputs[1].when.day);
    assert_true(str_eq(x->inputs[0].from, STR("das28_esr")));
    assert_non_null(now);
    assert_null(now->course); /* stands with the response */
    set_stage(&s, STR("2026-06-09: tjc=1 sjc=1 gh=10 esr=12"), STR("."), STR("2026-06-20"));
    set = run(&s, &a);
    assert_null(find(&set, "eular_response")); /* nothing to compare with */
    assert_null(find(&set, "acr_response"));
    assert_non_null(find(&set, "das28_esr"));
}

/** A renewal is no start. */
static void the_first_of_the_orders_is_the_start(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    set_stage(&s, STR(TWO_VISITS), STR("2026-06-10"), STR("2026-06-20"));
    assert_int_equal(ask(&s, "eular_response", &a).status, SCORE_MISSING); /* nothing behind it */
    s.medicine.first = day(STR("2026-03-10"));
    score x = ask(&s, "eular_response", &a);
    assert_int_equal(x.status, SCORE_DONE);
    assert_int_equal(x.course->start.day, s.medicine.first.day);
}

static void asked_by_name_each_form_has_its_own_course(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    set_stage(&s, STR(TWO_VISITS), STR("."), STR("2026-06-20"));
    score x = ask(&s, "das28_esr_3", &a);
    assert_non_null(x.course);
    assert_true(str_eq(x.course->formula, STR("das28_esr_3")));
    assert_true(fabs(x.course->visits[0].value - 6.257613) < 1e-5);
    assert_null(ask(&s, "das28_crp", &a).course); /* no CRP at any visit */
    assert_null(ask(&s, "cdai", &a).course);
    set_stage(&s, STR("2026-03-08: tjc=12 sjc=9 gh=70 phg=60; 2026-06-09: tjc=1 sjc=1 gh=10 phg=5"),
              STR("."), STR("2026-06-20"));
    x = ask(&s, "cdai", &a); /* 12+9+7+6 = 34, 1+1+1+0.5 = 3.5 */
    assert_non_null(x.course);
    assert_true(fabs(x.course->visits[0].value - 34) < 1e-9);
    assert_true(fabs(x.course->visits[1].change - 30.5) < 1e-9);
    assert_int_equal(x.course->visits[1].response.n, 0); /* no rule of response is published */
}

static void typed_values_are_not_compared_with_the_chart(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    score x;
    err e = {0};
    const risk_given given[] = {{STR("das28_before"), STR("5.5")}};
    (void)state;
    set_stage(&s, STR(TWO_VISITS), STR("."), STR("2026-06-20"));
    assert_int_equal(risk_score(engine, STR("eular_response"), &s.p, NULL, given, 1, &a, &x, &e),
                     OK);
    assert_int_equal(x.status, SCORE_MISSING);
    assert_true(str_eq(x.missing[0], STR("das28")));
    assert_null(x.course);
}

/** Joints of the last visit with an ESR of another time would be a score of no day. */
static void parts_of_other_days_are_not_mixed(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    set_stage(&s, STR("2026-06-09: tjc=1 sjc=1 gh=10; 2026-05-01: esr=12"), STR("."),
              STR("2026-06-20"));
    score x = ask(&s, "das28_esr", &a);
    assert_int_equal(x.status, SCORE_MISSING);
    assert_true(str_eq(x.why_detail, STR("esr;other_day")));
    set_stage(&s, STR("2026-06-09: tjc=1 sjc=1 gh=10; 2026-06-03: esr=12"), STR("."),
              STR("2026-06-20"));
    x = ask(&s, "das28_esr", &a);
    assert_int_equal(x.status, SCORE_DONE);
}

static void acr_uses_the_same_visits(void **state)
{
    AUTO(arena_release) arena a = {0};
    stage s;
    (void)state;
    set_stage(&s,
              STR("2026-03-08: tjc=10 sjc=10 gh=50 phg=50 pain=50 haq=2 esr=60; "
                  "2026-06-09: tjc=5 sjc=4 gh=25 phg=20 pain=45 haq=1.9 esr=30"),
              STR("2026-03-10"), STR("2026-06-20"));
    score x = ask(&s, "acr_response", &a); /* 50 %, 60 %; 50, 60, 10, 5, 50 % */
    assert_int_equal(x.status, SCORE_DONE);
    assert_true(str_eq(row_output(&x, STR("acr20"))->band, STR("yes")));
    assert_true(str_eq(row_output(&x, STR("acr50"))->band, STR("yes")));
    assert_true(str_eq(row_output(&x, STR("acr70"))->band, STR("no")));
    score_set set = run(&s, &a);
    assert_non_null(find(&set, "acr_response"));
}

static void many_visits_are_bounded(void **state)
{
    AUTO(arena_release) arena a = {0};
    enum { VISITS = 500 };
    person_measure *m = ARENA_ARRAY(&a, person_measure, VISITS * 4);
    person p = {.measures = m, .as_of = {21000, 0, DATE_DAY}};
    score x;
    err e = {0};
    (void)state;
    assert_non_null(m);
    for (int i = 0; i < VISITS; i++) {
        date when = {20000 + i, 0, DATE_DAY};
        m[p.measure_count++] = (person_measure){.name = STR("esr"), .value = 20, .when = when};
        m[p.measure_count++] =
            (person_measure){.name = STR("swollen_joints_28"), .value = 2, .when = when};
        m[p.measure_count++] =
            (person_measure){.name = STR("tender_joints_28"), .value = 4, .when = when};
    }
    for (size_t i = 0; i < p.measure_count; i++) m[i].unit = i % 3 == 0 ? STR("mm/h") : STR("1");
    assert_int_equal(risk_score(engine, STR("eular_response"), &p, NULL, NULL, 0, &a, &x, &e), OK);
    assert_non_null(x.course);
    assert_int_equal(x.course->visit_count, 400);
    assert_true(str_eq(x.course->notes[x.course->note_count - 1], STR("older_left_out")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(course_rows),
        cmocka_unit_test(a_report_has_the_response_and_its_course),
        cmocka_unit_test(the_first_of_the_orders_is_the_start),
        cmocka_unit_test(asked_by_name_each_form_has_its_own_course),
        cmocka_unit_test(typed_values_are_not_compared_with_the_chart),
        cmocka_unit_test(parts_of_other_days_are_not_mixed),
        cmocka_unit_test(acr_uses_the_same_visits),
        cmocka_unit_test(many_visits_are_bounded),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
