/*
 * The chart, doses and risks, and the tests worth making, for a terminal. Short: what stands in
 * full on the page is one line here.
 */
#include <math.h>

#include "report/report_escape.h"
#include "report/report_person.h"
#include "report/report_text_parts.h"
#include "report/score_course.h"

enum { PIECE_MAX = 1 << 20, TESTS_SHOWN = 4, UNANSWERED_SHOWN = 400 };

static void put_item(const text_page *p, buf *text)
{
    buf_put_text(p->out, "  ");
    text_wrapped(p->out, buf_str(text), 2, 4);
    buf_reset(text);
}

static void put_line(void *context, str label, str text, str note)
{
    const text_page *p = context;
    AUTO(buf_release) buf line;
    buf_init(&line, PIECE_MAX);
    bool asks = label.n > 0 && label.p[label.n - 1] == '?';
    buf_printf(&line, "%.*s%s %.*s", STR_ARG(label), asks ? "" : ":", STR_ARG(text));
    if (note.n > 0) buf_printf(&line, " [%.*s]", STR_ARG(note));
    put_item(p, &line);
}

static void put_visit(void *context, str text)
{
    const text_page *p = context;
    AUTO(buf_release) buf line;
    buf_init(&line, PIECE_MAX);
    buf_printf(&line, "- %.*s", STR_ARG(text));
    put_item(p, &line);
}

void text_state(const text_page *p)
{
    text_page own = *p;
    person_each_state(p->r, put_line, &own);
}

void text_person(const text_page *p)
{
    text_page own = *p;
    if (!p->r->has_chart) return;
    text_heading(p, "ui.chart");
    person_each_line(p->r, true, put_line, &own);
    for (size_t i = 0; p->r->scores != NULL && i < p->r->scores->count; i++) {
        const score *s = &p->r->scores->items[i];
        if (s->course == NULL) continue;
        AUTO(buf_release) buf name;
        buf_init(&name, PIECE_MAX);
        score_put_name(&p->r->words, &name, s);
        put_item(p, &name);
        score_course_lines(&p->r->words, s->course, put_visit, &own);
    }
}

/* The first formula that answered about the same drug; itself where there is none. */
static const score *first_of_drug(const report *r, const score *s)
{
    for (const score *x = r->scores->items; x < s && s->drug.n > 0; x++) {
        if (x->status == SCORE_DONE && str_eq(x->drug, s->drug)) return x;
    }
    return s;
}

static bool has_remark(const score *s, str remark)
{
    for (size_t i = 0; i < s->remark_count; i++) {
        if (str_eq(s->remarks[i], remark)) return true;
    }
    return false;
}

/* What must be said with a result: no gain in the person's own group, not verified. What the first
 * formula of the drug said already is not said again. */
static void put_cautions(const text_page *p, const score *s, const score *first, buf *text)
{
    const catalogue *c = &p->r->words;
    for (size_t i = 0; i < s->remark_count; i++) {
        if (first != s && has_remark(first, s->remarks[i])) continue;
        buf_put_c(text, ' ');
        score_put_code(c, text, "score.remark", s->remarks[i]);
    }
    for (size_t i = 0; i < s->validation_count && first == s; i++) {
        const score_validation *v = &s->validations[i];
        if (!v->own_group || v->verdict.n == 0 || str_eq(v->verdict, STR("good"))) continue;
        buf_put_c(text, ' ');
        catalogue_put(c, text, STR("ui.score_own_group"), NULL, 0);
        buf_put_text(text, ": ");
        score_put_validation(c, text, v);
        buf_put_str(text, catalogue_stop(c));
    }
    if (s->verified) return;
    buf_put_c(text, ' ');
    catalogue_put(c, text, STR("ui.score_unverified"), NULL, 0);
}

static void put_score(const text_page *p, const score *s)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    bool done = s->status == SCORE_DONE;
    const score *first = first_of_drug(p->r, s);
    score_put_name(&p->r->words, &text, s);
    buf_put_text(&text, ": ");
    if (done && first != s && s->output_count > 0)
        score_put_output(&p->r->words, &text, s, &s->outputs[0]);
    else
        score_put_answer(&p->r->words, &text, s);
    if (!p->r->words.patient && done) {
        buf_put_str(&text, catalogue_stop(&p->r->words));
        put_cautions(p, s, first, &text);
    }
    put_item(p, &text);
}

static void put_unanswered(const text_page *p)
{
    AUTO(buf_release) buf text, line;
    buf_init(&text, PIECE_MAX);
    buf_init(&line, PIECE_MAX);
    person_put_unanswered(p->r, &text);
    if (text.n == 0 || report_columns(buf_str(&text)) > UNANSWERED_SHOWN)
        return; /* the page has them */
    catalogue_put(&p->r->words, &line, STR("ui.score_none"), NULL, 0);
    buf_printf(&line, ": %.*s", (int)text.n, text.p);
    put_item(p, &line);
}

void text_scores(const text_page *p)
{
    size_t shown = 0;
    for (const score *s = NULL; (s = person_next_answer(p->r, s)) != NULL;) {
        if (shown++ == 0) text_heading(p, "ui.scores");
        put_score(p, s);
    }
    if (shown > 0) put_unanswered(p);
}

void text_tests(const text_page *p)
{
    const advice_set *set = p->r->advice;
    if (set->test_count == 0) return;
    text_heading(p, "ui.tests");
    for (size_t i = 0; i < set->test_count && i < TESTS_SHOWN; i++) {
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        person_put_tested(&text, &set->tests[i]);
        buf_put_c(&text, ' ');
        person_put_test(p->r, &text, &set->tests[i], true);
        put_item(p, &text);
    }
}
