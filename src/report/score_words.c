/*
 * Words for scores.
 */
#include "report/score_words.h"

#include <math.h>
#include <string.h>

enum { KEY_MAX = 1024, PIECE_MAX = 64 << 10, FIGURES_MAX = 6 };

void score_put_code(const catalogue *c, buf *out, const char *group, str code)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    buf_printf(&key, "%s.%.*s", group, STR_ARG(code));
    str text = catalogue_text(c, buf_str(&key));
    if (text.n > 0) {
        buf_put_str(out, text);
        return;
    }
    for (size_t i = 0; i < code.n; i++) buf_put_c(out, code.p[i] == '_' ? ' ' : code.p[i]);
}

/* UCUM as people write it: "mL/min/{1.73_m2}" without brackets, "10*9/L" as a power. */
static void put_tidied(buf *out, str unit)
{
    for (size_t i = 0; i < unit.n; i++) {
        char x = unit.p[i];
        if (x == '{' || x == '}' || x == '[' || x == ']') continue;
        buf_put_c(out, (char)(x == '_' ? ' ' : x == '*' ? '^' : x));
    }
}

void score_put_unit(const catalogue *c, buf *out, str unit)
{
    if (unit.n == 0 || str_eq(unit, STR("1"))) return;
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    buf_printf(&key, "unit.%.*s", STR_ARG(unit));
    str text = catalogue_text(c, buf_str(&key));
    buf_put_c(out, ' ');
    if (text.n > 0)
        buf_put_str(out, text);
    else
        put_tidied(out, unit);
}

void score_put_name(const catalogue *c, buf *out, const score *s)
{
    score_put_code(c, out, "score", s->formula);
}

/* ---- results ---- */

static bool has_interval(const score_output *o)
{
    return isfinite(o->low) && isfinite(o->high);
}

static void put_interval(const catalogue *c, buf *out, const score_output *o)
{
    buf_printf(out, " (%.*f–%.*f", (int)o->decimals, o->low, (int)o->decimals, o->high);
    if (o->interval.n > 0) {
        buf_put_text(out, ": ");
        score_put_code(c, out, "score.interval", o->interval);
    }
    buf_put_c(out, ')');
}

static void put_band(const catalogue *c, buf *out, const score *s, const score_output *o)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    buf_printf(&key, "score.band.%.*s.%.*s", STR_ARG(s->formula), STR_ARG(o->band));
    str text = catalogue_text(c, buf_str(&key));
    if (text.n > 0)
        buf_put_str(out, text);
    else
        score_put_code(c, out, "score.band", o->band);
}

void score_put_output(const catalogue *c, buf *out, const score *s, const score_output *o)
{
    bool number = isfinite(o->value);
    bool truth = str_eq(o->band, STR("yes")) || str_eq(o->band, STR("no"));
    bool sentence = c->patient && o->band.n > 0 && !truth; /* speaks for itself */
    if (!str_eq(o->name, STR("result")) && !sentence) {
        score_put_code(c, out, "score.result", o->name);
        buf_put_text(out, ": ");
    }
    if (o->band.n > 0 && (c->patient || !number)) {
        put_band(c, out, s, o);
        return;
    }
    if (number) {
        buf_printf(out, "%.*f", (int)o->decimals, o->value);
        score_put_unit(c, out, o->unit);
        if (has_interval(o)) put_interval(c, out, o);
    }
    if (o->band.n == 0) return;
    buf_put_text(out, ", ");
    put_band(c, out, s, o);
}

/* ---- why there is none ---- */

/* " (too old)": the chart has a value, but it must not be used; "esr;stale". */
static void put_doubt(const catalogue *c, buf *out, const score *s, str name)
{
    str doubt = s->why_detail, input = {NULL, 0};
    if (c->patient || !str_eq(s->why, STR("doubtful"))) return;
    if (!str_next(&doubt, ';', &input) || !str_eq(input, name) || doubt.n == 0) return;
    buf_put_text(out, " (");
    score_put_code(c, out, "doubt", doubt);
    buf_put_c(out, ')');
}

static void put_missing(const catalogue *c, buf *out, const score *s)
{
    AUTO(buf_release) buf names;
    buf_init(&names, PIECE_MAX);
    for (size_t i = 0; i < s->missing_count; i++) {
        if (i > 0) buf_put_text(&names, ", ");
        score_put_code(c, &names, "score.input", s->missing[i]);
        put_doubt(c, &names, s, s->missing[i]);
    }
    catalogue_put_slot(c, out, "ui.score_missing", "object", buf_str(&names));
}

/* The reason, with what was found and what the formula holds for: "name;value;low;high". */
static void put_why(const catalogue *c, buf *out, const score *s)
{
    static const char *const names[] = {"input", "value", "low", "high"};
    AUTO(buf_release) buf key, input;
    catalogue_slot slots[4] = {
        {names[0], {"", 0}}, {names[1], {"", 0}}, {names[2], {"", 0}}, {names[3], {"", 0}}};
    str part, rest = s->why_detail;
    buf_init(&key, KEY_MAX);
    buf_init(&input, PIECE_MAX);
    for (size_t i = 0; i < 4 && rest.n > 0 && str_next(&rest, ';', &part); i++) {
        if (i == 0) {
            score_put_code(c, &input, "score.input", part);
            part = buf_str(&input);
        }
        slots[i].value = part;
    }
    buf_printf(&key, "score.why.%.*s", STR_ARG(s->why));
    if (catalogue_text(c, buf_str(&key)).n > 0)
        catalogue_put(c, out, buf_str(&key), slots, 4);
    else
        score_put_code(c, out, "score.why", s->why);
}

void score_put_answer(const catalogue *c, buf *out, const score *s)
{
    AUTO(buf_release) buf why;
    buf_init(&why, PIECE_MAX);
    switch (s->status) {
    case SCORE_DONE:
        for (size_t i = 0; i < s->output_count; i++) {
            if (i > 0 && c->patient) break; /* one answer is enough for a page in plain words */
            if (i > 0) buf_put_text(out, "; ");
            score_put_output(c, out, s, &s->outputs[i]);
        }
        return;
    case SCORE_MISSING: put_missing(c, out, s); return;
    case SCORE_OUTSIDE:
    case SCORE_REFUSED:
        put_why(c, &why, s);
        catalogue_put_slot(c, out,
                           s->status == SCORE_OUTSIDE ? "ui.score_outside" : "ui.score_refused",
                           "object", buf_str(&why));
        return;
    }
}

/* ---- inputs, validation ---- */

/* Sixteen decimals of a device say nothing more than four figures; JSON keeps them all. */
static void put_value(const catalogue *c, buf *out, const score_input *x)
{
    if (isnan(x->value))
        catalogue_put_fact(c, out, x->name, x->text);
    else if (x->text.n <= FIGURES_MAX)
        buf_put_str(out, x->text);
    else
        buf_printf(out, "%.4g", x->value);
}

static void put_named_value(const catalogue *c, buf *out, const score_input *x)
{
    score_put_code(c, out, "score.input", x->name);
    buf_put_c(out, ' ');
    put_value(c, out, x);
    if (!isnan(x->value)) score_put_unit(c, out, x->unit);
}

static bool has_day(const score_input *x)
{
    return x->when.precision != DATE_NONE && !x->assumed;
}

/* Assumed, or measured on a day; all of one day have it once, behind the last. */
static void put_input(const catalogue *c, buf *out, const score_input *x, bool with_day)
{
    char day[DATE_TEXT_MAX];
    put_named_value(c, out, x);
    if (!x->assumed && !(with_day && has_day(x))) return;
    buf_put_text(out, " (");
    if (x->assumed)
        catalogue_put(c, out, STR("ui.score_assumed"), NULL, 0);
    else
        buf_printf(out, "%.10s", date_text(x->when, day));
    buf_put_c(out, ')');
}

/* The last dated input when all dated ones have one day; else NULL. */
static const score_input *one_day(const score *s)
{
    const score_input *last = NULL;
    for (size_t i = 0; i < s->input_count; i++) {
        const score_input *x = &s->inputs[i];
        if (!has_day(x)) continue;
        bool other = last != NULL &&
                     (last->when.day != x->when.day || last->when.precision != x->when.precision);
        if (other) return NULL;
        last = x;
    }
    return last;
}

void score_put_inputs(const catalogue *c, buf *out, const score *s)
{
    const score_input *last = one_day(s);
    for (size_t i = 0; i < s->input_count; i++) {
        if (i > 0) buf_put_text(out, ", ");
        put_input(c, out, &s->inputs[i], last == NULL);
    }
    if (last == NULL) return;
    buf_put_text(out, " (");
    score_put_day(out, s);
    buf_put_c(out, ')');
}

/* The oldest or the newest day of the inputs. */
static date end_day(const score *s, bool newest)
{
    date end = {.precision = DATE_NONE};
    for (size_t i = 0; i < s->input_count; i++) {
        date when = s->inputs[i].when;
        if (when.precision == DATE_NONE) continue;
        int order = end.precision == DATE_NONE ? 0 : date_order(when, end);
        bool further = newest ? order > 0 : order < 0;
        if (end.precision == DATE_NONE || further) end = when;
    }
    return end;
}

void score_put_day(buf *out, const score *s)
{
    char day[DATE_TEXT_MAX];
    date oldest = end_day(s, false), newest = end_day(s, true);
    buf_printf(out, "%.10s", date_text(oldest, day));
    if (!str_eq(s->kind, STR("response")) || date_order(oldest, newest) == 0) return;
    buf_printf(out, "\xe2\x80\x93%.10s", date_text(newest, day));
}

void score_put_validation(const catalogue *c, buf *out, const score_validation *v)
{
    score_put_code(c, out, "score.measure", v->measure);
    if (!str_eq(v->group, STR("all")) && v->group.n > 0) {
        buf_put_text(out, ", ");
        score_put_code(c, out, "score.group", v->group);
    }
    if (v->value.n > 0) {
        buf_put_text(out, ": ");
        buf_put_str(out, v->value);
        score_put_unit(c, out, v->unit);
    }
    if (v->n.n > 0) buf_printf(out, " (n = %.*s)", STR_ARG(v->n));
    if (v->verdict.n == 0) return;
    buf_put_text(out, ": ");
    score_put_code(c, out, "score.verdict", v->verdict);
}
