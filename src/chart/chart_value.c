/*
 * Values: which analyte an observation is, its number in the analyte's unit, and why it may not be
 * used as a number. Coded answers (smoking, pregnancy) become what kb/problems.tsv makes of them.
 */
#include <math.h>
#include <string.h>

#include "chart/chart_store.h"

/* ---- which analyte ---- */

/** A LOINC code says specimen and property: urine creatinine with the text "creatinine" is none. */
static bool has_loinc(const chart_concept *what)
{
    for (size_t i = 0; i < what->count; i++) {
        bool loinc = str_eq(kb_code_system(what->coding[i].system), STR("loinc"));
        if (loinc && what->coding[i].code.n > 0) return true;
    }
    return false;
}

/** Codes of two quantities on one value: which is it? (Twins are one in two units.) */
static bool is_coded_twice(const chart *c, const chart_concept *what)
{
    const kb_analyte *first = NULL;
    for (size_t i = 0; i < what->count; i++) {
        const kb_analyte *a =
            kb_analyte_of_code(c->setup.codes, what->coding[i].system, what->coding[i].code);
        if (a == NULL || a == first) continue;
        if (first != NULL && !str_eq(a->twin, first->name)) return true;
        first = a;
    }
    return false;
}

static const kb_analyte *analyte_of(const chart *c, const chart_concept *what)
{
    const kb_analyte *a = NULL;
    for (size_t i = 0; i < what->count && a == NULL; i++) {
        a = kb_analyte_of_code(c->setup.codes, what->coding[i].system, what->coding[i].code);
    }
    if (a == NULL && has_loinc(what)) return NULL;
    if (a == NULL) a = kb_analyte_of_name(c->setup.codes, what->text);
    for (size_t i = 0; i < what->count && a == NULL; i++) {
        if (kb_code_system(what->coding[i].system).n > 0) continue; /* a known code says it all */
        a = kb_analyte_of_name(c->setup.codes, what->coding[i].display);
        if (a == NULL) a = kb_analyte_of_name(c->setup.codes, what->coding[i].code);
    }
    return a;
}

/* ---- numbers ---- */

/** The value in the analyte's unit or its twin's (then *a is the twin). "" or why it cannot be. */
static const char *in_unit(const chart *c, double x, str written, const kb_analyte **a, double *out)
{
    ucum_unit u;
    const kb_analyte *twin =
        (*a)->twin.n == 0 ? NULL : kb_analyte_of_name(c->setup.codes, (*a)->twin);
    if (written.n == 0) {
        *out = x;
        return (*a)->unit_optional ? "" : "no_unit";
    }
    bool known = ucum_parse(written, &u);
    for (int round = 0; round < 2; round++) {
        if (known && kb_analyte_convert(*a, x, &u, out)) return "";
        if (known && twin != NULL && !twin->coded && kb_analyte_convert(twin, x, &u, out)) {
            *a = twin;
            return "";
        }
        if (!ucum_parse_informal(written, &u)) break;
        known = true;
    }
    return known ? "wrong_unit" : "unknown_unit";
}

/** The unit that people see says another amount than the coded one: 88 "mg/dL" coded umol/L. */
static bool is_shown_otherwise(const kb_analyte *a, double x, double value, str shown)
{
    ucum_unit u;
    double seen;
    if (shown.n == 0 || !ucum_parse(shown, &u) || !kb_analyte_convert(a, x, &u, &seen))
        return false;
    return fabs(seen - value) > 0.01 * fabs(value);
}

/** A date that is written but cannot be read is no "undated": the value may be of any age. */
static bool is_date_lost(str written, date when)
{
    return str_trim(written).n > 0 && when.precision == DATE_NONE;
}

static const char *doubt_of(const chart *c, const chart_value_entry *v, const kb_analyte *a,
                            const char *unit_doubt, double x, date when)
{
    if (is_date_lost(v->when, when)) return "bad_date";
    if (date_order(when, c->setup.as_of) > 0) return "future";
    if (unit_doubt[0] != '\0') return unit_doubt;
    if (x < a->low || x > a->high) return "implausible";
    if (v->comparator.n > 0) return "comparator";
    bool open = str_eq(v->status, STR("preliminary")) || str_eq(v->status, STR("registered")) ||
                str_eq(v->status, STR("unknown"));
    return open ? "preliminary" : "";
}

static status keep_written(chart *c, const chart_value_entry *v, str number, str *out, err *e)
{
    const char *blank = v->unit.n > 0 ? " " : "";
    const char *text = arena_printf(&c->memory, "%.*s%.*s%s%.*s", STR_ARG(v->comparator),
                                    STR_ARG(number), blank, STR_ARG(v->unit));
    TRY_MEM(e, text);
    return chart_keep(c, str_of(text), out, e);
}

static status add_number(chart *c, str from, const chart_value_entry *v, const kb_analyte *a,
                         str number, err *e)
{
    double x, value = NAN;
    void *item;
    str label = chart_label(&v->what);
    if (!str_to_double(str_trim(number), &x)) {
        return chart_add_unknown(c, from, label, "no_number", e);
    }
    const char *unit_doubt = in_unit(c, x, str_trim(v->unit), &a, &value);
    if (unit_doubt[0] == '\0' && is_shown_otherwise(a, x, value, str_trim(v->unit_shown))) {
        unit_doubt = "wrong_unit";
    }
    if (unit_doubt[0] != '\0') value = NAN;
    chart_value one = {.analyte = a};
    one.m = (person_measure){.name = a->name, .value = value, .unit = a->unit};
    TRY(keep_written(c, v, str_trim(number), &one.m.written, e));
    TRY(chart_keep(c, from, &one.m.from, e));
    TRY(chart_when(c, from, label, v->when, &one.m.when, e));
    one.m.doubt = str_of(doubt_of(c, v, a, unit_doubt, value, one.m.when));
    TRY(chart_list_add(c, &c->values, sizeof one, &item, e));
    *(chart_value *)item = one;
    c->kept = true;
    if (one.m.doubt.n > 0) c->trouble = true;
    return OK;
}

/** "120/80" of an analyte whose twin names the two; a pair that needs no unit has the table's. */
static status add_pair(chart *c, str from, const chart_value_entry *v, const kb_analyte *a, err *e)
{
    str names = a->twin, numbers = v->number, name, number;
    chart_value_entry with_unit = *v;
    if (v->unit.n == 0 && a->unit_optional) with_unit.unit = a->unit;
    while (str_next(&names, ';', &name)) {
        const kb_analyte *part = kb_analyte_of_name(c->setup.codes, name);
        if (part == NULL || !str_next(&numbers, '/', &number)) break;
        TRY(add_number(c, from, &with_unit, part, number, e));
    }
    return OK;
}

/* ---- coded answers ---- */

static status add_coded(chart *c, str from, const chart_value_entry *v, const kb_analyte *a, err *e)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    chart_said one = {.ended = false};
    size_t n =
        chart_problems(c, &v->concept, STR("status"), a->name, rows, KB_PROBLEMS_MAX, &one.match);
    str label = chart_label(&v->what), answer = chart_label(&v->concept);
    if (n == 0) {
        const char *text = arena_printf(&c->memory, "%.*s: %.*s", STR_ARG(label), STR_ARG(answer));
        TRY_MEM(e, text);
        return chart_add_unknown(c, from, str_of(text), "unknown_word", e);
    }
    TRY(chart_when(c, from, label, v->when, &one.when, e));
    if (is_date_lost(v->when, one.when)) return OK; /* chart_when has said so */
    if (date_order(one.when, c->setup.as_of) > 0) {
        return chart_add_unknown(c, from, label, "future", e);
    }
    TRY(chart_keep(c, answer, &one.written, e));
    TRY(chart_keep(c, from, &one.from, e));
    return chart_say(c, &one, rows, n, e);
}

/** The analyte that takes the words of a value: itself, or a coded twin. */
static const kb_analyte *coded_form(const chart *c, const kb_analyte *a)
{
    if (a->coded || a->twin.n == 0) return a->coded ? a : NULL;
    const kb_analyte *twin = kb_analyte_of_name(c->setup.codes, a->twin);
    return twin != NULL && twin->coded ? twin : NULL;
}

/** What no table knows; a genetic result with its words, and the way to give it. */
static status add_unasked(chart *c, str from, const chart_value_entry *v, err *e)
{
    str label = chart_label(&v->what), answer = chart_label(&v->concept);
    if (!chart_is_genetic(c, &v->what) && !chart_is_genetic(c, &v->concept)) {
        return chart_add_unknown(c, from, label, "unknown_value", e);
    }
    if (answer.n == 0) return chart_add_unknown(c, from, label, "genetic_result", e);
    const char *text = arena_printf(&c->memory, "%.*s: %.*s", STR_ARG(label), STR_ARG(answer));
    TRY_MEM(e, text);
    return chart_add_unknown(c, from, str_of(text), "genetic_result", e);
}

status chart_add_report(chart *c, str from, const chart_concept *what, str conclusion, err *e)
{
    chart_concept words = {.text = conclusion};
    if (chart_is_genetic(c, &words)) {
        return chart_add_unknown(c, from, conclusion, "genetic_result", e);
    }
    if (!chart_is_genetic(c, what)) return OK;
    return chart_add_unknown(c, from, chart_label(what), "genetic_result", e);
}

status chart_add_value(chart *c, str from, const chart_value_entry *v, err *e)
{
    str label = chart_label(&v->what);
    if (chart_is_error(v->status)) return chart_add_unknown(c, from, label, "entered_in_error", e);
    if (is_coded_twice(c, &v->what)) return chart_add_unknown(c, from, label, "two_codes", e);
    const kb_analyte *a = analyte_of(c, &v->what);
    if (a == NULL) return add_unasked(c, from, v, e);
    const kb_analyte *words = chart_is_named(&v->concept) ? coded_form(c, a) : NULL;
    if (words != NULL) return add_coded(c, from, v, words, e);
    if (v->number.n == 0) return chart_add_unknown(c, from, label, "no_value", e);
    if (str_find(v->number, '/') < v->number.n && str_find(a->twin, ';') < a->twin.n) {
        return add_pair(c, from, v, a, e);
    }
    if (a->coded) { /* a bare figure is no answer to a question of words */
        return chart_add_unknown(c, from, label, "unknown_word", e);
    }
    return add_number(c, from, v, a, v->number, e);
}
