/*
 * The course of a score over visits as FHIR: for each visit an Observation of its day with the
 * value, or with dataAbsentReason and what is missing; for each response another, derived from the
 * Observations of the baseline and of its visit. Knows no formula and judges nothing: the visits
 * are those of finding/score.h. The answer of today is report_fhir_chart.c's.
 */
#include <math.h>

#include "report/report_fhir_pieces.h"
#include "report/score_course.h"
#include "report/score_words.h"

static const str none = {0};

/** An earlier score shows the visits of the same formula. */
static bool is_said(const score_set *all, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        const score_course *x = all->items[i].course;
        if (x != NULL && str_eq(x->formula, all->items[at].course->formula)) return true;
    }
    return false;
}

static bool has_response(const score *s, const score_visit *v)
{
    return str_eq(s->kind, STR("response")) && v->response.n > 0;
}

/** Opens the Observation of a day: name, subject, time. */
static void begin(fhir *f, const char *kind, str formula, const char *day)
{
    const score named = {.formula = formula};
    AUTO(buf_release) buf name;
    buf_init(&name, FHIR_TEXT_MAX);
    score_put_name(&f->r->words, &name, &named);
    fhir_resource(f, "Observation", FHIR_CORE "Observation", kind, formula, str_of(day));
    jsonw_pair_text(&f->w, "status", "final");
    fhir_concept(f, "code", NULL, none, none, buf_str(&name));
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "effectiveDateTime", day);
}

static void put_note(fhir *f, str text)
{
    jsonw_object(&f->w);
    fhir_pair_clean(f, "text", text);
    jsonw_object_end(&f->w);
}

static void put_value(fhir *f, const score_course *x, const score_visit *v)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    if (isnan(v->value)) {
        fhir_concept(f, "dataAbsentReason",
                     "http://terminology.hl7.org/CodeSystem/data-absent-reason", STR("unknown"),
                     none, none);
        return;
    }
    buf_printf(&text, "%.*f", (int)x->decimals, v->value);
    jsonw_key(&f->w, "valueQuantity");
    jsonw_object(&f->w);
    jsonw_key(&f->w, "value");
    jsonw_number_text(&f->w, buf_str(&text));
    jsonw_object_end(&f->w);
}

/** How the baseline was chosen, which times lack a visit. */
static void put_notes(fhir *f, const score_course *x)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    for (size_t i = 0; i < x->note_count; i++) {
        score_course_put_note(&f->r->words, &text, x, x->notes[i]);
        put_note(f, buf_str(&text));
        buf_reset(&text);
    }
}

/** "baseline" or "day 93, 3 months"; then the value with its category, or why there is none. */
static void put_visit(fhir *f, const score_course *x, const score_visit *v)
{
    const catalogue *words = &f->r->words;
    char day[DATE_TEXT_MAX];
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    begin(f, "visit", x->formula, date_text(v->when, day));
    put_value(f, x, v);
    jsonw_key(&f->w, "note");
    jsonw_array(&f->w);
    score_course_put_time(words, &text, x, v);
    put_note(f, buf_str(&text));
    buf_reset(&text);
    score_course_put_value(words, &text, x, v);
    put_note(f, buf_str(&text));
    if (v == score_course_baseline(x)) put_notes(f, x);
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

static void put_response(fhir *f, const score *s, const score_visit *v)
{
    const score_course *x = s->course;
    const score_visit *baseline = score_course_baseline(x);
    char day[DATE_TEXT_MAX];
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    score_course_put_response(&f->r->words, &text, v);
    begin(f, "visit", s->formula, date_text(v->when, day));
    fhir_concept(f, "valueCodeableConcept", NULL, none, none, buf_str(&text));
    jsonw_key(&f->w, "derivedFrom");
    jsonw_array(&f->w);
    if (baseline != NULL) {
        char first[DATE_TEXT_MAX];
        fhir_refer(f, NULL, "visit", x->formula, str_of(date_text(baseline->when, first)));
    }
    fhir_refer(f, NULL, "visit", x->formula, str_of(day));
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

/** Each Observation of the courses: itself, or a reference to it. */
static void each(fhir *f, bool write)
{
    const score_set *all = f->r->scores;
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        const score *s = &all->items[i];
        const score_course *x = s->course;
        if (x == NULL || is_said(all, i)) continue;
        for (size_t k = 0; k < x->visit_count; k++) {
            const score_visit *v = &x->visits[k];
            char day[DATE_TEXT_MAX];
            if (write) {
                put_visit(f, x, v);
                if (has_response(s, v)) put_response(f, s, v);
                continue;
            }
            fhir_refer(f, NULL, "visit", x->formula, str_of(date_text(v->when, day)));
            if (has_response(s, v)) fhir_refer(f, NULL, "visit", s->formula, str_of(day));
        }
    }
}

void fhir_write_courses(fhir *f)
{
    each(f, true);
}

void fhir_refer_courses(fhir *f)
{
    each(f, false);
}
