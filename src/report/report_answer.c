/*
 * The parts of the answer. Knows the person's medicines and the calculated doses as they are;
 * which row of advice leads was decided before.
 */
#include "report/report_answer.h"

#include <math.h>

#include "report/score_words.h"

enum { PIECE_MAX = 1 << 20, WEEK = 7, VALUES_SHOWN = 2 };

/* ---- how it is taken ---- */

/* The only entry of a drug in the list of medicines; NULL where there are none or several. */
static const person_medicine *taken_as(const report *r, str drug)
{
    const person_medicine *found = NULL;
    for (size_t i = 0; r->who != NULL && i < r->who->medicine_count; i++) {
        if (!str_eq(r->who->medicines[i].drug, drug)) continue;
        if (found != NULL) return NULL;
        found = &r->who->medicines[i];
    }
    return found;
}

void answer_put_taken(const report *r, buf *out, const advice_drug *d)
{
    bool taken = d->relevance == ADVICE_TAKEN;
    const person_medicine *m = taken ? taken_as(r, d->name) : NULL;
    AUTO(buf_release) buf mg;
    buf_init(&mg, PIECE_MAX);
    catalogue_put(&r->words, out, taken ? STR("ui.taken") : STR("ui.asked"), NULL, 0);
    if (m == NULL || !isfinite(m->dose_mg_per_day)) return;
    buf_printf(&mg, "%.4g", m->not_daily ? m->dose_mg_per_day * WEEK : m->dose_mg_per_day);
    buf_put_text(out, ": ");
    catalogue_put_slot(&r->words, out, m->not_daily ? "chart.dose_week" : "chart.dose", "object",
                       buf_str(&mg));
}

/* ---- the dose that a formula expects ---- */

static void put_people_like_this(const report *r, buf *out, const score *s)
{
    for (size_t i = 0; i < s->validation_count; i++) {
        const score_validation *v = &s->validations[i];
        if (!v->own_group || v->verdict.n == 0) continue;
        buf_put_str(out, catalogue_stop(&r->words));
        buf_put_c(out, ' ');
        catalogue_put(&r->words, out, STR("ui.score_own_group"), NULL, 0);
        buf_put_text(out, ": ");
        score_put_code(&r->words, out, "score.verdict", v->verdict);
        return;
    }
}

static void put_figure(const report *r, buf *out, const score_output *o)
{
    buf_printf(out, ": %.*f", (int)o->decimals, o->value);
    score_put_unit(&r->words, out, o->unit);
    if (!isfinite(o->low) || !isfinite(o->high)) return;
    buf_printf(out, " (%.*f–%.*f)", (int)o->decimals, o->low, (int)o->decimals, o->high);
}

void answer_put_dose(const report *r, buf *out, const advice_drug *d)
{
    if (r->words.patient || d->relevance == ADVICE_OTHER) return;
    for (size_t i = 0; r->scores != NULL && i < r->scores->count; i++) {
        const score *s = &r->scores->items[i];
        if (s->status != SCORE_DONE || s->output_count == 0) continue;
        if (!str_eq(s->kind, STR("dose")) || !str_eq(s->drug, d->name)) continue;
        if (!isfinite(s->outputs[0].value)) continue;
        score_put_name(&r->words, out, s);
        put_figure(r, out, &s->outputs[0]);
        put_people_like_this(r, out, s);
        return;
    }
}

/* ---- what it rests on ---- */

/* The medicines that made the functional result of a gene. */
static void put_changed_by(const report *r, buf *out, str gene)
{
    AUTO(buf_release) buf names;
    buf_init(&names, PIECE_MAX);
    for (size_t i = 0; i < r->advice->conversion_count; i++) {
        const advice_conversion *v = &r->advice->conversions[i];
        if (v->functional == NULL || !str_eq(v->gene, gene)) continue;
        if (names.n > 0) buf_put_text(&names, ", ");
        buf_put_str(&names, v->drug);
    }
    buf_put_text(out, " (");
    if (names.n > 0)
        catalogue_put_slot(&r->words, out, "ui.functional_by", "drug", buf_str(&names));
    else
        catalogue_put(&r->words, out, STR("ui.functional"), NULL, 0);
    buf_put_c(out, ')');
}

/* Of very many answers that one rule covers the first few; the gene's card has them all. */
static void put_value(const report *r, buf *out, str value)
{
    size_t parts = 0, end = value.n;
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == ';' && ++parts == VALUES_SHOWN) end = i;
    }
    if (parts <= VALUES_SHOWN) end = value.n;
    catalogue_put_phenotype(&r->words, out, (str){value.p, end});
    if (end < value.n) buf_printf(out, " … (%zu)", parts + 1);
}

void answer_put_case(const report *r, buf *out, const advice_case *k)
{
    for (size_t i = 0; i < k->fact_count; i++) {
        const advice_fact *f = &k->facts[i];
        if (i > 0) buf_put_text(out, ", ");
        buf_put_str(out, f->gene);
        buf_put_c(out, ' ');
        put_value(r, out, f->value);
        if (f->functional) put_changed_by(r, out, f->gene);
    }
}

void answer_put_effect(const report *r, buf *out, const advice_conversion *v)
{
    AUTO(buf_release) buf degree;
    buf_init(&degree, PIECE_MAX);
    if (v->strength.n == 0) {
        catalogue_put(&r->words, out, v->effect, NULL, 0);
        return;
    }
    catalogue_put_code(&r->words, &degree, "degree", v->strength);
    const catalogue_slot slots[] = {{"name", buf_str(&degree)},
                                    {"object", catalogue_text(&r->words, v->effect)}};
    catalogue_put(&r->words, out, STR("ui.degree"), slots, 2);
}

/* ---- what is said together ---- */

bool answer_is_short(const advice_drug *d)
{
    if (d->relevance == ADVICE_OTHER || d->light > ADVICE_USUAL || d->allergy != NULL) return false;
    if (d->candidates_differ || d->sources_differ || d->population_open) return false;
    if (d->caution_count > 0 || d->opposite != NULL) return false;
    return d->headline == NULL ||
           (d->headline->also_count == 0 && d->headline->alternative_count == 0);
}

static void put_said(const report *r, const advice_drug *d, buf *out)
{
    catalogue_put_headline(&r->words, out, d);
    if (d->headline != NULL) buf_printf(out, " (%.*s)", STR_ARG(d->headline->source));
}

bool answer_is_same(const report *r, const advice_drug *a, const advice_drug *b)
{
    AUTO(buf_release) buf one, other;
    buf_init(&one, PIECE_MAX);
    buf_init(&other, PIECE_MAX);
    if (!answer_is_short(a) || !answer_is_short(b)) return false;
    if (a->light != b->light || a->relevance != b->relevance) return false;
    put_said(r, a, &one);
    put_said(r, b, &other);
    return str_eq(buf_str(&one), buf_str(&other));
}

bool answer_is_said(const report *r, size_t drug)
{
    for (size_t i = 0; i < drug; i++) {
        if (answer_is_same(r, &r->advice->drugs[i], &r->advice->drugs[drug])) return true;
    }
    return false;
}

static bool row_asks(const advice *row, str gene)
{
    for (size_t c = 0; c < row->case_count; c++) {
        for (size_t f = 0; f < row->cases[c].fact_count; f++) {
            if (str_eq(row->cases[c].facts[f].gene, gene)) return true;
        }
    }
    return false;
}

bool answer_needs_gene(const report *r, str gene)
{
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (d->relevance == ADVICE_OTHER) continue;
        for (size_t k = 0; k < d->row_count; k++) {
            if (row_asks(&d->rows[k], gene)) return true;
        }
        for (size_t k = 0; k < d->open_count; k++) {
            if (str_eq(d->open[k].gene, gene)) return true;
        }
    }
    return false;
}
