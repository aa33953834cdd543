/*
 * Fills a `score` from a fit. Knows which numbers are shown with how many digits and what must be
 * remarked; does not know words.
 */
#include "risk/pk_score.h"

#include <math.h>
#include <string.h>

enum { OUTPUTS_MAX = 12, REMARKS_MAX = 8 };
static const double UNLIKE_SD = 2.75, IMPOSSIBLE_SD = 4.75; /* normal deviates: 3e-3, 1e-6 */
static const double DAY = 24;

const score_output *pk_score_output(const score *s, str name)
{
    for (size_t i = 0; i < s->output_count; i++) {
        if (str_eq(s->outputs[i].name, name)) return &s->outputs[i];
    }
    return NULL;
}

void pk_score_refuse(score *s, const char *why)
{
    s->status = SCORE_REFUSED;
    s->why = str_of(why);
    s->outputs = NULL;
    s->output_count = 0;
}

status pk_score_within(score *s, const char *what, double value, pk_range range, arena *a, bool *ok,
                       err *e)
{
    *ok = value >= range.low && value <= range.high;
    if (*ok) return OK;
    char *detail = arena_printf(a, "%s;%.10g;%.10g;%.10g", what, value, range.low, range.high);
    TRY_MEM(e, detail);
    pk_score_refuse(s, "outside_range");
    s->status = SCORE_OUTSIDE;
    s->why_detail = str_of(detail);
    return OK;
}

/* ---- outputs ---- */

static void put(score_output *out, size_t *n, const char *name, pk_value v, const char *unit,
                uint32_t decimals)
{
    if (isnan(v.value)) return;
    out[(*n)++] =
        (score_output){.name = str_of(name),
                       .value = v.value,
                       .low = v.low,
                       .high = v.high,
                       .interval = isnan(v.low) ? (str){NULL, 0} : STR("90_percent_credible"),
                       .unit = str_of(unit),
                       .decimals = decimals};
}

static size_t put_parameters(const pk_outcome *o, score_output *out)
{
    size_t n = 0;
    put(out, &n, "clearance", o->parameter[PK_CL], "L/h", 2);
    put(out, &n, "central_volume", o->parameter[PK_V1], "L", 1);
    put(out, &n, "peripheral_volume", o->parameter[PK_V2], "L", 1);
    put(out, &n, "half_life", o->half_life_h, "h", 1);
    put(out, &n, "auc24_last", o->auc24_last, "mg.h/L", 0);
    return n;
}

static void put_doses(const pk_outcome *o, bool repeated, score_output *out, size_t *n)
{
    put(out, n, "next_dose", o->next_dose_mg, "mg", 0);
    if (repeated) {
        put(out, n, "steady_dose", o->steady_dose_mg, "mg", 0);
        put(out, n, "steady_peak", o->steady_peak, "mg/L", 1);
        put(out, n, "steady_trough", o->steady_trough, "mg/L", 1);
    } else {
        put(out, n, "steady_daily_dose", o->steady_dose_mg, "mg/d", 0);
    }
}

/* ---- remarks ---- */

/* How far levels and person together lie from the model, against what chance gives: the part of the
 * objective that is a sum of squares is about chi-square with one degree of freedom for each level
 * (its points by Wilson and Hilferty, doi 10.1073/pnas.17.12.684). */
static bool unlike(const pk_fitted *f, double sd)
{
    const pk_model *m = &f->d->model;
    double n = (double)f->person->course->level_count, squares = f->person->fit->objective;
    if (n < 1) return false;
    for (size_t i = 0; i < f->person->course->level_count; i++) {
        double x = f->levels[i].mg_per_l;
        double g = m->error == PK_COMBINED1 ? m->error_a + m->error_b * x
                                            : hypot(m->error_a, m->error_b * x);
        squares -= log(g * g);
    }
    return squares > n * pow(1 - 2 / (9 * n) + sd * sqrt(2 / (9 * n)), 3);
}

bool pk_score_impossible(const pk_fitted *f)
{
    return unlike(f, IMPOSSIBLE_SD);
}

static bool during_infusion(const pk_course *c)
{
    for (size_t i = 0; i < c->level_count; i++) {
        for (size_t k = 0; k < c->dose_count; k++) {
            const pk_dose *d = &c->doses[k];
            double t = c->levels[i].at_h;
            if (t > d->at_h && t < d->at_h + d->over_h) return true;
        }
    }
    return false;
}

/* What a day's doses come to at steady state; NaN when no repeated dose is asked for. */
static double day_mg(const pk_fitted *f)
{
    double every = f->person->next.every_h, dose = f->outcome->steady_dose_mg.value;
    bool repeated = !isnan(f->person->next.at_h) && !isnan(every);
    return repeated ? dose * DAY / every : f->person->wanted.aim == PK_AUC24 ? dose : NAN;
}

/* Doses to come that are larger or run faster than guidelines let pass without a second look. */
static size_t put_notices(const pk_fitted *f, str *remarks, size_t n)
{
    bool repeated = !isnan(f->person->next.every_h);
    double most =
        fmax(f->outcome->next_dose_mg.value, repeated ? f->outcome->steady_dose_mg.value : NAN);
    if (most > f->d->dose_notice_mg) remarks[n++] = STR("pk_dose_large");
    if (most / f->person->next.over_h > f->d->rate_notice_mg_per_h)
        remarks[n++] = STR("pk_dose_fast");
    if (day_mg(f) > f->d->day_notice_mg) remarks[n++] = STR("pk_day_large");
    return n;
}

static status put_remarks(const pk_fitted *f, arena *a, score *s, err *e)
{
    str *remarks = ARENA_ARRAY(a, str, s->remark_count + REMARKS_MAX);
    TRY_MEM(e, remarks);
    if (s->remark_count > 0) memcpy(remarks, s->remarks, s->remark_count * sizeof *remarks);
    size_t n = s->remark_count;
    const pk_course *c = f->person->course;
    if (c->level_count == 0) remarks[n++] = STR("pk_no_levels");
    if (unlike(f, UNLIKE_SD)) remarks[n++] = STR("pk_level_unlike_model");
    if (during_infusion(c)) remarks[n++] = STR("pk_level_during_infusion");
    if (f->outcome->next_dose_mg.value <= 0) remarks[n++] = STR("pk_target_already_exceeded");
    n = put_notices(f, remarks, n);
    s->remarks = remarks;
    s->remark_count = n;
    return OK;
}

status pk_score_remark(score *s, const char *code, arena *a, err *e)
{
    str *remarks = ARENA_ARRAY(a, str, s->remark_count + 1);
    TRY_MEM(e, remarks);
    if (s->remark_count > 0) memcpy(remarks, s->remarks, s->remark_count * sizeof *remarks);
    remarks[s->remark_count++] = str_of(code);
    s->remarks = remarks;
    return OK;
}

/* ---- inputs ---- */

/* True when an input was worked out of the chart's measures by another formula. */
static bool by_formula(const score *s)
{
    const str typed = STR("command line");
    for (size_t i = 0; i < s->input_count; i++) {
        const score_input *x = &s->inputs[i];
        if (x->when.precision == DATE_NONE && x->from.n > 0 && !x->assumed &&
            !str_eq(x->from, typed))
            return true;
    }
    return false;
}

static status put_inputs(const pk_fitted *f, arena *a, score *s, err *e)
{
    const pk_request *q = f->request;
    size_t more = q->dose_count + q->level_count + 3, n = s->input_count;
    score_input *inputs = ARENA_ARRAY(a, score_input, n + more);
    char *target = arena_printf(a, "%s %.10g %s", pk_aim_name(f->person->wanted.aim),
                                f->person->wanted.value, pk_aim_unit(f->person->wanted.aim));
    if (inputs == NULL || target == NULL) FAIL(e, E_MEMORY, "out of memory");
    if (n > 0) memcpy(inputs, s->inputs, n * sizeof *inputs);
    const str typed = STR("command line");
    const person_measure *m = f->chart->used;
    if (m != NULL && by_formula(s))
        inputs[n++] = (score_input){m->name, m->written, NAN, {NULL, 0}, m->when, m->from, false};
    for (size_t i = 0; i < q->dose_count; i++)
        inputs[n++] = (score_input){STR("dose"), q->doses[i], NAN, {NULL, 0}, {0}, typed, false};
    for (size_t i = 0; i < q->level_count; i++)
        inputs[n++] = (score_input){STR("level"), q->levels[i], NAN, {NULL, 0}, {0}, typed, false};
    if (q->next.n > 0)
        inputs[n++] = (score_input){STR("next"), q->next, NAN, {NULL, 0}, {0}, typed, false};
    bool assumed = q->target.n == 0;
    inputs[n++] = (score_input){
        STR("target"), str_of(target), NAN, {NULL, 0}, {0}, assumed ? STR("assumed") : typed,
        assumed};
    s->inputs = inputs;
    s->input_count = n;
    return OK;
}

/* ---- the whole ---- */

/* A dose to come that nobody would give is not shown. */
static bool dose_plausible(const pk_fitted *f, const char **what, double *bad, double *most)
{
    const double doses[] = {f->outcome->next_dose_mg.value, isnan(f->person->next.every_h)
                                                                ? NAN
                                                                : f->outcome->steady_dose_mg.value};
    for (size_t i = 0; i < 2; i++) {
        if (isnan(doses[i]) || doses[i] <= 0) continue; /* not asked; already exceeded */
        *bad = doses[i];
        if (doses[i] > f->d->dose_mg.high) {
            *what = "computed_dose";
            *most = f->d->dose_mg.high;
            return false;
        }
    }
    *bad = day_mg(f);
    *what = "computed_daily_dose";
    *most = f->d->day_high_mg;
    return !(*bad > *most);
}

status pk_score_fill(const pk_fitted *f, arena *a, score *s, bool *ok, err *e)
{
    score_output *outputs = ARENA_ARRAY(a, score_output, OUTPUTS_MAX);
    TRY_MEM(e, outputs);
    double bad = 0, most = 0;
    const char *what = "";
    size_t n = put_parameters(f->outcome, outputs);
    TRY(put_remarks(f, a, s, e));
    TRY(put_inputs(f, a, s, e));
    *ok = dose_plausible(f, &what, &bad, &most);
    if (*ok) {
        pk_outcome shown = *f->outcome;
        if (shown.next_dose_mg.value <= 0) shown.next_dose_mg = (pk_value){NAN, NAN, NAN};
        bool repeated = !isnan(f->person->next.at_h) && !isnan(f->person->next.every_h);
        put_doses(&shown, repeated, outputs, &n);
    } else {
        bool within;
        TRY(pk_score_within(s, what, bad, (pk_range){0, most}, a, &within, e));
        s->status = SCORE_REFUSED;
    }
    s->outputs = outputs;
    s->output_count = n;
    s->kind = STR("dose");
    s->drug = f->d->drug;
    return OK;
}
