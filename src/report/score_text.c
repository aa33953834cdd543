/*
 * The terminal's lines of scores.
 */
#include "report/score_text.h"

#include "report/report_escape.h"
#include "report/report_text_parts.h"
#include "report/score_course.h"
#include "report/score_words.h"

enum { LINE_MAX_BYTES = 64 << 10, TEXT_COLUMN = 18 };

typedef struct score_page {
    const catalogue *c;
    buf *out;
    buf text; /* the line being made */
} score_page;

static void put_spaces(buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++) buf_put_c(out, ' ');
}

/** "  Label          the text made so far"; an empty text makes no line. */
static void end_line(score_page *p, const char *label)
{
    if (p->text.n > 0) {
        AUTO(buf_release) buf name;
        buf_init(&name, LINE_MAX_BYTES);
        buf_put_text(&name, "  ");
        if (label != NULL) catalogue_put(p->c, &name, str_of(label), NULL, 0);
        size_t wide = report_columns(buf_str(&name));
        report_put_plain(p->out, buf_str(&name));
        size_t gap = wide < TEXT_COLUMN ? TEXT_COLUMN - wide : 1;
        put_spaces(p->out, gap);
        text_wrapped(p->out, buf_str(&p->text), wide + gap, TEXT_COLUMN);
        if (name.failed != OK) p->out->failed = name.failed;
    }
    if (p->text.failed != OK) p->out->failed = p->text.failed;
    buf_reset(&p->text);
}

static void put_title(score_page *p, const score *s)
{
    score_put_name(p->c, &p->text, s);
    report_put_plain(p->out, buf_str(&p->text));
    buf_reset(&p->text);
    if (!p->c->patient) buf_printf(p->out, " [%.*s]", STR_ARG(s->formula));
    buf_put_c(p->out, '\n');
}

static void put_answer(score_page *p, const score *s)
{
    if (s->status != SCORE_DONE) {
        score_put_answer(p->c, &p->text, s);
        end_line(p, "score.label.answer");
        return;
    }
    for (size_t i = 0; i < s->output_count; i++) {
        score_put_output(p->c, &p->text, s, &s->outputs[i]);
        end_line(p, i == 0 ? "score.label.answer" : NULL);
    }
    for (size_t i = 0; i < s->missing_count; i++) {
        if (i > 0) buf_put_text(&p->text, ", ");
        score_put_code(p->c, &p->text, "score.input", s->missing[i]);
    }
    end_line(p, "score.label.more_with");
}

static void put_remarks(score_page *p, const score *s)
{
    for (size_t i = 0; i < s->remark_count; i++) {
        score_put_code(p->c, &p->text, "score.remark", s->remarks[i]);
        end_line(p, "score.label.note");
    }
    if (s->verified) return;
    catalogue_put(p->c, &p->text, STR("score.label.unverified_text"), NULL, 0);
    end_line(p, "score.label.unverified");
}

/** Figures for everybody and for the person's own group; of other groups only for clinicians. */
static void put_validations(score_page *p, const score *s)
{
    for (size_t i = 0; i < s->validation_count; i++) {
        const score_validation *v = &s->validations[i];
        if (!v->own_group && !str_eq(v->group, STR("all"))) continue;
        score_put_validation(p->c, &p->text, v);
        end_line(p, v->own_group ? "score.label.own_group" : "score.label.accuracy");
    }
}

typedef struct course_place {
    score_page *p;
    bool labelled;
} course_place;

static void put_course_line(void *context, str text)
{
    course_place *place = context;
    buf_put_str(&place->p->text, text);
    end_line(place->p, place->labelled ? NULL : "score.label.course");
    place->labelled = true;
}

static void put_score(score_page *p, const score *s)
{
    course_place place = {p, false};
    put_title(p, s);
    put_answer(p, s);
    score_course_lines(p->c, s->course, put_course_line, &place);
    if (!p->c->patient) {
        score_put_inputs(p->c, &p->text, s);
        end_line(p, "score.label.from");
    }
    put_remarks(p, s);
    if (p->c->patient) return;
    put_validations(p, s);
    buf_put_str(&p->text, s->source);
    end_line(p, "score.label.source");
}

void score_text(const catalogue *c, const score_set *set, buf *out)
{
    score_page p = {.c = c, .out = out};
    buf_init(&p.text, LINE_MAX_BYTES);
    for (size_t i = 0; i < set->count; i++) {
        if (i > 0) buf_put_c(out, '\n');
        put_score(&p, &set->items[i]);
    }
    buf_release(&p.text);
}
