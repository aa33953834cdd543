/*
 * The parts of the page that speak of the person rather than of genes: the chart as it was
 * understood, doses and risks with all that belongs to a number, and the tests worth making.
 */
#include <math.h>

#include "report/report_escape.h"
#include "report/report_html.h"
#include "report/report_person.h"
#include "report/score_course.h"

enum { PIECE_MAX = 1 << 20, TESTS_ASKED = 3 };

static void put_title(const report *r, const char *key, buf *out)
{
    buf_put_text(out, "<h2>");
    html_text(r, key, out);
    buf_put_text(out, "</h2>");
}

typedef struct line_place {
    buf *out;
} line_place;

static void put_line(void *context, str label, str text, str note)
{
    const line_place *place = context;
    buf_put_text(place->out, "<dt>");
    report_put_html(place->out, label);
    buf_put_text(place->out, "<dd>");
    report_put_html(place->out, text);
    if (note.n == 0) return;
    buf_put_text(place->out, "<br><small>");
    report_put_html(place->out, note);
    buf_put_text(place->out, "</small>");
}

static void put_state(void *context, str label, str text, str note)
{
    const line_place *place = context;
    buf_put_text(place->out, "<p>");
    report_put_html(place->out, label);
    bool asks = label.n > 0 && label.p[label.n - 1] == '?';
    buf_put_text(place->out, asks ? " <b>" : ": <b>");
    report_put_html(place->out, text);
    buf_put_text(place->out, "</b>");
    if (note.n > 0) {
        buf_put_text(place->out, " <small>");
        report_put_html(place->out, note);
        buf_put_text(place->out, "</small>");
    }
    buf_put_text(place->out, "</p>");
}

void html_state(const report *r, buf *out)
{
    line_place place = {out};
    person_each_state(r, put_state, &place);
}

void html_person(const report *r, buf *out)
{
    line_place place = {out};
    if (!r->has_chart) return;
    put_title(r, "ui.chart", out);
    buf_put_text(out, "<dl>");
    person_each_line(r, false, put_line, &place);
    buf_put_text(out, "</dl>");
    for (size_t i = 0; r->scores != NULL && i < r->scores->count; i++) {
        const score *s = &r->scores->items[i];
        if (s->course == NULL) continue;
        AUTO(buf_release) buf name;
        buf_init(&name, PIECE_MAX);
        score_put_name(&r->words, &name, s);
        buf_put_text(out, "<h3>");
        html_take(&name, out);
        buf_put_text(out, "</h3>");
        score_course_html(&r->words, s->course, out);
    }
}

/* ---- doses and risks ---- */

static void put_small(buf *text, buf *out)
{
    if (text->n == 0) return;
    buf_put_text(out, "<small>");
    html_take(text, out);
    buf_put_text(out, "</small>");
}

static void put_validations(const report *r, const score *s, buf *text, buf *out)
{
    const catalogue *c = &r->words;
    for (int own = 0; own < 2; own++) {
        size_t shown = 0;
        for (size_t i = 0; i < s->validation_count; i++) {
            const score_validation *v = &s->validations[i];
            bool all = str_eq(v->group, STR("all")) || v->group.n == 0;
            if (own ? !v->own_group || all : !all) continue;
            if (shown++ == 0) {
                const char *key = own ? "ui.score_own_group" : "ui.score_tested";
                catalogue_put(c, text, str_of(key), NULL, 0);
            }
            buf_put_text(text, shown == 1 ? ": " : "; ");
            score_put_validation(c, text, v);
        }
        put_small(text, out);
    }
}

/* What a clinician needs beside the number. */
static void put_evidence(const report *r, const score *s, buf *out)
{
    const catalogue *c = &r->words;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (s->input_count > 0) {
        catalogue_put(c, &text, STR("ui.score_from"), NULL, 0);
        buf_put_text(&text, ": ");
        score_put_inputs(c, &text, s);
        put_small(&text, out);
    }
    put_validations(r, s, &text, out);
    if (s->source.n == 0) return;
    catalogue_put(c, &text, STR("ui.source"), NULL, 0);
    buf_printf(&text, ": %.*s", STR_ARG(s->source));
    put_small(&text, out);
}

/* Formulas of one drug share their cautions: each is said with the first of them. */
static bool is_remarked_before(const report *r, const score *s, str remark)
{
    for (const score *x = r->scores->items; x < s && s->drug.n > 0; x++) {
        if (!str_eq(x->drug, s->drug) || x->status != SCORE_DONE) continue;
        for (size_t i = 0; i < x->remark_count; i++) {
            if (str_eq(x->remarks[i], remark)) return true;
        }
    }
    return false;
}

/* Why there is none, in one line. */
static void put_no_answer(const report *r, const score *s, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_put_text(out, "<p class=q><b>");
    score_put_name(&r->words, &text, s);
    html_take(&text, out);
    buf_put_text(out, "</b>: ");
    score_put_answer(&r->words, &text, s);
    html_take(&text, out);
    buf_put_text(out, "</p>");
}

static void put_score(const report *r, const score *s, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_put_text(out, "<div class=s><h3>");
    score_put_name(&r->words, &text, s);
    html_take(&text, out);
    buf_put_text(out, "</h3><p><b>");
    score_put_answer(&r->words, &text, s);
    html_take(&text, out);
    buf_put_text(out, "</b></p>");
    for (size_t i = 0; i < s->remark_count; i++) {
        if (is_remarked_before(r, s, s->remarks[i])) continue;
        score_put_code(&r->words, &text, "score.remark", s->remarks[i]);
        put_small(&text, out);
    }
    if (!s->verified && !r->words.patient) {
        catalogue_put(&r->words, &text, STR("ui.score_unverified"), NULL, 0);
        put_small(&text, out);
    }
    if (!r->words.patient) {
        buf_put_text(out, "<details data-p=1><summary>");
        html_text(r, "ui.score_how", out);
        buf_put_text(out, "</summary>");
        put_evidence(r, s, out);
        buf_put_text(out, "</details>");
    }
    buf_put_text(out, "</div>");
}

/* A dose is the doctor's to give: the patient is told where it stands. */
static void put_doses_by_doctor(const report *r, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; r->scores != NULL && r->words.patient && i < r->scores->count; i++) {
        const score *s = &r->scores->items[i];
        bool again = i > 0 && str_eq(r->scores->items[i - 1].drug, s->drug);
        if (s->drug.n == 0 || s->status != SCORE_DONE || again) continue;
        catalogue_put_slot(&r->words, &text, "ui.dose_by_doctor", "drug", s->drug);
        buf_put_text(out, "<p>");
        html_take(&text, out);
        buf_put_text(out, "</p>");
    }
}

void html_scores(const report *r, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    person_put_unanswered(r, &text);
    bool shown = person_next_answer(r, NULL) != NULL;
    if (!shown && text.n == 0) return;
    put_title(r, "ui.scores", out);
    put_doses_by_doctor(r, out);
    for (const score *s = NULL; (s = person_next_answer(r, s)) != NULL;) {
        if (s->status == SCORE_DONE)
            put_score(r, s, out);
        else
            put_no_answer(r, s, out);
    }
    if (text.n == 0) return;
    buf_put_text(out, "<p class=q>");
    html_text(r, "ui.score_none", out);
    buf_put_text(out, ": ");
    html_take(&text, out);
    buf_put_text(out, "</p>");
}

/* ---- tests ---- */

void html_tests(const report *r, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (r->advice->test_count == 0) return;
    put_title(r, "ui.tests", out);
    buf_put_text(out, "<ul>");
    for (size_t i = 0; i < r->advice->test_count; i++) {
        const advice_test *t = &r->advice->tests[i];
        buf_put_text(out, "<li><b>");
        person_put_tested(&text, t);
        html_take(&text, out);
        buf_put_text(out, "</b> ");
        person_put_test(r, &text, t, false);
        html_take(&text, out);
        if (r->words.patient) continue;
        buf_put_str(out, catalogue_stop(&r->words));
        buf_put_c(out, ' ');
        html_text(r, "ui.worst", out);
        buf_put_text(out, ": ");
        html_light(r, t->worst_light, out);
        buf_put_text(out, " ");
        report_put_html(out, t->worst_drug);
        buf_put_text(out, "</li>");
    }
    buf_put_text(out, "</ul>");
}

/* ---- questions ---- */

static void put_question(const report *r, const char *key, buf *object, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (object->n > 0) {
        catalogue_put_slot(&r->words, &text, key, "object", buf_str(object));
        buf_put_text(out, "<li>");
        html_take(&text, out);
        buf_put_text(out, "</li>");
    }
    buf_reset(object);
}

static void add_name(buf *names, str name)
{
    if (names->n > 0) buf_put_text(names, ", ");
    buf_put_str(names, name);
}

void html_questions(const report *r, buf *out)
{
    AUTO(buf_release) buf names;
    buf_init(&names, PIECE_MAX);
    if (!r->words.patient) return;
    put_title(r, "ui.ask", out);
    buf_put_text(out, "<ul>");
    for (int stop = 1; stop >= 0; stop--) {
        for (size_t i = 0; i < r->advice->drug_count; i++) {
            const advice_drug *d = &r->advice->drugs[i];
            if (d->relevance == ADVICE_OTHER) continue;
            if (d->light == (stop ? ADVICE_STOP : ADVICE_CHANGE)) add_name(&names, d->name);
        }
        put_question(r, stop ? "ui.ask_stop" : "ui.ask_change", &names, out);
    }
    for (size_t i = 0; i < r->advice->test_count && i < TESTS_ASKED; i++) {
        add_name(&names, r->advice->tests[i].gene);
    }
    put_question(r, "ui.ask_test", &names, out);
    buf_put_text(out, "<li>");
    html_text(r, "ui.ask_others", out);
    buf_put_text(out, "</li><li>");
    html_text(r, "ui.ask_record", out);
    buf_put_text(out, "</li></ul>");
}
