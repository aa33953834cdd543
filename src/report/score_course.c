/*
 * Courses for readers.
 */
#include "report/score_course.h"

#include <math.h>

#include "report/report_escape.h"
#include "report/score_words.h"

enum { PIECE_MAX = 64 << 10, VISITS_SHOWN = 12 };

/* ---- words ---- */

static bool is_worked_out(const score_visit *v)
{
    return !isnan(v->value);
}

const score_visit *score_course_baseline(const score_course *x)
{
    return x->baseline < x->visit_count ? &x->visits[x->baseline] : NULL;
}

static bool is_baseline(const score_course *x, const score_visit *v)
{
    return v == score_course_baseline(x);
}

/** Of many visits the baseline, those that answer for a time, and the newest. */
static bool is_shown(const score_course *x, size_t i)
{
    const score_visit *v = &x->visits[i];
    return x->visit_count - i < VISITS_SHOWN || is_baseline(x, v) || v->point.n > 0;
}

static void put_day(buf *out, date when)
{
    char day[DATE_TEXT_MAX];
    buf_printf(out, "%.10s", date_text(when, day));
}

static void put_slot(const catalogue *c, buf *out, const char *key, const char *slot,
                     const char *format, double value)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (value < 0)
        buf_printf(&text, format, "\xe2\x88\x92", -value);
    else
        buf_printf(&text, format, "", value);
    catalogue_put_slot(c, out, key, slot, buf_str(&text));
}

void score_course_put_value(const catalogue *c, buf *out, const score_course *x,
                            const score_visit *v)
{
    score s = {.formula = x->formula, .status = SCORE_DONE};
    score_output o = {.name = STR("result"), .value = v->value, .decimals = x->decimals};
    o.low = o.high = NAN;
    o.band = v->band;
    s.outputs = &o;
    s.output_count = 1;
    if (!is_worked_out(v)) {
        s.status = v->missing_count > 0 ? SCORE_MISSING : SCORE_OUTSIDE;
        s.missing = v->missing;
        s.missing_count = v->missing_count;
        s.why = v->why;
        s.why_detail = v->why_detail;
    }
    score_put_answer(c, out, &s);
}

void score_course_put_response(const catalogue *c, buf *out, const score_visit *v)
{
    if (v->response.n > 0) score_put_code(c, out, "score.band.eular_response", v->response);
}

static void put_change(const catalogue *c, buf *out, const score_visit *v)
{
    if (!isnan(v->change))
        put_slot(c, out, "score.course.change", "value", "%s%.2f", 0 - v->change);
}

void score_course_put_time(const catalogue *c, buf *out, const score_course *x,
                           const score_visit *v)
{
    if (is_baseline(x, v))
        score_put_code(c, out, "score.course", STR("baseline"));
    else
        put_slot(c, out, "score.course.day", "count", "%s%.0f", v->days);
    if (v->point.n == 0) return;
    buf_put_text(out, ", ");
    score_put_code(c, out, "score.point", v->point);
}

void score_course_put_note(const catalogue *c, buf *out, const score_course *x, str note)
{
    char day[DATE_TEXT_MAX];
    AUTO(buf_release) buf key;
    const char *start = date_text(x->start, day);
    buf_init(&key, PIECE_MAX);
    catalogue_slot slots[] = {{"drug", x->drug}, {"day", str_of(start)}};
    buf_printf(&key, "score.course.%.*s", STR_ARG(note));
    catalogue_put(c, out, buf_str(&key), slots, 2);
}

static void put_title(const catalogue *c, buf *out, const score_course *x)
{
    const score s = {.formula = x->formula};
    score_put_name(c, out, &s);
}

/* ---- lines ---- */

static void put_visit(const catalogue *c, buf *out, const score_course *x, const score_visit *v)
{
    put_day(out, v->when);
    buf_put_text(out, " (");
    score_course_put_time(c, out, x, v);
    buf_put_text(out, "): ");
    score_course_put_value(c, out, x, v);
    if (isnan(v->change)) return;
    buf_put_text(out, c->patient ? " " : "; ");
    if (!c->patient) put_change(c, out, v);
    if (!c->patient && v->response.n > 0) buf_put_text(out, ", ");
    score_course_put_response(c, out, v);
}

void score_course_lines(const catalogue *c, const score_course *x, score_course_line *line,
                        void *context)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (x == NULL) return;
    put_title(c, &text, x);
    buf_put_c(&text, ':');
    line(context, buf_str(&text));
    buf_reset(&text);
    for (size_t i = 0; i < x->visit_count; i++) {
        if (!is_shown(x, i)) continue;
        put_visit(c, &text, x, &x->visits[i]);
        line(context, buf_str(&text));
        buf_reset(&text);
    }
    for (size_t i = 0; i < x->note_count; i++) {
        score_course_put_note(c, &text, x, x->notes[i]);
        line(context, buf_str(&text));
        buf_reset(&text);
    }
}

/* ---- the page ---- */

static void take_html(buf *text, buf *out)
{
    report_put_html(out, buf_str(text));
    buf_reset(text);
}

static void put_cell(const char *tag, buf *text, buf *out)
{
    buf_printf(out, "<%s>", tag);
    take_html(text, out);
}

static void put_heads(const catalogue *c, buf *text, buf *out)
{
    static const char *const heads[] = {"head_day", "head_time", "head_value", "head_change",
                                        "head_response"};
    buf_put_text(out, "<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        if (c->patient && i == 3) continue;
        score_put_code(c, text, "score.course", str_of(heads[i]));
        put_cell("th scope=col", text, out);
    }
    buf_put_text(out, "</thead>");
}

static void put_row(const catalogue *c, const score_course *x, const score_visit *v, buf *text,
                    buf *out)
{
    buf_put_text(out, "<tr>");
    put_day(text, v->when);
    put_cell("td", text, out);
    score_course_put_time(c, text, x, v);
    put_cell("td", text, out);
    score_course_put_value(c, text, x, v);
    put_cell("td", text, out);
    if (!c->patient && !isnan(v->change))
        buf_printf(text, "%s%.2f", v->change > 0 ? "\xe2\x88\x92" : "+", fabs(v->change));
    if (!c->patient) put_cell("td", text, out);
    score_course_put_response(c, text, v);
    put_cell("td", text, out);
}

/* The drawing: days from left to right, values from nought upwards. */
enum { DRAWN_WIDE = 300, DRAWN_HIGH = 70, DRAWN_EDGE = 6 };

typedef struct drawing {
    double first, last, top; /* days, days, greatest value */
    size_t count;
} drawing;

static drawing measure(const score_course *x)
{
    drawing d = {.top = 1};
    for (size_t i = 0; i < x->visit_count; i++) {
        const score_visit *v = &x->visits[i];
        if (!is_worked_out(v)) continue;
        if (d.count++ == 0) d.first = v->days;
        d.last = v->days;
        if (v->value > d.top) d.top = v->value;
    }
    return d;
}

static void place(const drawing *d, const score_visit *v, double *left, double *down)
{
    double share = d->last > d->first ? (v->days - d->first) / (d->last - d->first) : 0;
    *left = DRAWN_EDGE + share * (DRAWN_WIDE - 2 * DRAWN_EDGE);
    *down = DRAWN_HIGH - DRAWN_EDGE - v->value / d->top * (DRAWN_HIGH - 2 * DRAWN_EDGE);
}

static void put_points(const score_course *x, const drawing *d, const char *format, buf *out)
{
    for (size_t i = 0; i < x->visit_count; i++) {
        double left, down;
        if (!is_worked_out(&x->visits[i])) continue;
        place(d, &x->visits[i], &left, &down);
        buf_printf(out, format, left, down);
    }
}

/** Said in the table that follows: hidden from those who hear the page. */
static void put_drawing(const score_course *x, buf *out)
{
    drawing d = measure(x);
    if (d.count < 2) return;
    buf_printf(out,
               "<svg class=cl viewBox=\"0 0 %d %d\" width=%d height=%d aria-hidden=true>"
               "<path d=\"M0 %dH%d\" stroke=currentColor stroke-opacity=.4 />"
               "<polyline fill=none stroke=currentColor stroke-width=2 points=\"",
               DRAWN_WIDE, DRAWN_HIGH, DRAWN_WIDE, DRAWN_HIGH, DRAWN_HIGH - 1, DRAWN_WIDE);
    put_points(x, &d, "%.1f,%.1f ", out);
    buf_put_text(out, "\"/>");
    put_points(x, &d, "<circle cx=%.1f cy=%.1f r=3 fill=currentColor />", out);
    buf_put_text(out, "</svg>");
}

void score_course_html(const catalogue *c, const score_course *x, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (x == NULL) return;
    put_drawing(x, out);
    buf_put_text(out, "<table class=co><caption>");
    put_title(c, &text, x);
    take_html(&text, out);
    buf_put_text(out, "</caption>");
    put_heads(c, &text, out);
    for (size_t i = 0; i < x->visit_count; i++) {
        if (is_shown(x, i)) put_row(c, x, &x->visits[i], &text, out);
    }
    buf_put_text(out, "</table>");
    for (size_t i = 0; i < x->note_count; i++) {
        score_course_put_note(c, &text, x, x->notes[i]);
        put_cell("small", &text, out);
        buf_put_text(out, "</small>");
    }
    if (text.failed != OK) out->failed = text.failed;
}

/* ---- JSON ---- */

static void put_json_visit(jsonw *w, const score_course *x, const score_visit *v)
{
    jsonw_object(w);
    jsonw_pair_date(w, "date", v->when);
    jsonw_pair_i64(w, "days", v->days);
    jsonw_pair_bool(w, "baseline", is_baseline(x, v));
    jsonw_pair_double(w, "value", v->value);
    jsonw_pair_str_or_null(w, "band", v->band);
    jsonw_pair_double(w, "change", 0 - v->change);
    jsonw_pair_str_or_null(w, "response", v->response);
    jsonw_pair_str_or_null(w, "point", v->point);
    jsonw_pair_list(w, "missing", v->missing, v->missing_count);
    jsonw_pair_str_or_null(w, "why", v->why);
    jsonw_pair_str_or_null(w, "why_detail", v->why_detail);
    jsonw_object_end(w);
}

void score_course_json(jsonw *w, const score_course *x)
{
    jsonw_key(w, "course");
    if (x == NULL) {
        jsonw_null(w);
        return;
    }
    jsonw_object(w);
    jsonw_pair_str(w, "formula", x->formula);
    jsonw_pair_str_or_null(w, "drug", x->drug);
    jsonw_pair_date(w, "start", x->start);
    jsonw_key(w, "visits");
    jsonw_array(w);
    for (size_t i = 0; i < x->visit_count; i++) put_json_visit(w, x, &x->visits[i]);
    jsonw_array_end(w);
    jsonw_pair_list(w, "notes", x->notes, x->note_count);
    jsonw_object_end(w);
}
