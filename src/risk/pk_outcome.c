/*
 * Exposure and doses from fitted parameters. Knows linear kinetics; does not know which target is
 * right for whom.
 */
#include "risk/pk_outcome.h"

#include <math.h>

static const double DAY = 24;
enum { DAY_DOSES_MAX = 48 };

/* Plans that are walked again and again: without and with the next doses (1 mg each). */
typedef struct work {
    const pk_person *p;
    const pk_epoch *last;
    pk_plan past, unit, recent;
    pk_course unit_course;
    bool next, recent_known;
    double repeated_dose_mg; /* the dose at steady state, for what it leads to */
    pk_draws draws;
    double own[PK_DRAWS + 1][PK_PARAMETERS]; /* in the last epoch, of each draw; last: the fit */
} work;

/* Of one draw: its etas and its parameters. */
typedef double quantity(const work *w, const double *eta, const double *p);

/* The value at the fit and the interval of the draws. A dose cannot be negative: its interval
 * begins at 0 where the draws go below. */
static pk_value spread(const work *w, quantity *q, bool dose)
{
    double values[PK_DRAWS];
    pk_value v = {q(w, w->p->fit->eta, w->own[PK_DRAWS]), NAN, NAN};
    if (!(v.value > 0)) return v;
    for (int i = 0; i < PK_DRAWS; i++) values[i] = q(w, w->draws.eta[i], w->own[i]);
    pk_draws_span(&w->draws, values, &v.low, &v.high);
    if (dose) v.low = fmax(v.low, 0);
    return v;
}

static double cl(const work *w, const double *eta, const double *p)
{
    (void)w;
    (void)eta;
    return p[PK_CL];
}

static double v1(const work *w, const double *eta, const double *p)
{
    (void)w;
    (void)eta;
    return p[PK_V1];
}

static double inter(const work *w, const double *eta, const double *p)
{
    (void)w;
    (void)eta;
    return p[PK_Q];
}

static double v2(const work *w, const double *eta, const double *p)
{
    (void)w;
    (void)eta;
    return p[PK_V2];
}

static double half_life(const work *w, const double *eta, const double *p)
{
    (void)eta;
    double k10 = p[PK_CL] / p[PK_V1];
    if (w->p->model->compartments == 1) return log(2) / k10;
    double k21 = p[PK_Q] / p[PK_V2], sum = k10 + p[PK_Q] / p[PK_V1] + k21;
    double fast = (sum + sqrt(sum * sum - 4 * k10 * k21)) / 2;
    return log(2) * fast / (k10 * k21);
}

static double auc24_last(const work *w, const double *eta, const double *p)
{
    (void)p;
    pk_reading r[2];
    pk_walk(w->p->model, &w->recent, eta, r);
    return r[1].auc - r[0].auc;
}

/* ---- the next dose ---- */

/* What the target counts, between the two readings of a plan. */
static double counted(const work *w, const pk_plan *plan, const double *eta)
{
    pk_reading r[2] = {{0, 0}, {0, 0}};
    pk_walk(w->p->model, plan, eta, r);
    return w->p->wanted.aim == PK_AUC24 ? r[1].auc - r[0].auc : r[1].mg_per_l;
}

static double next_dose(const work *w, const double *eta, const double *p)
{
    (void)p;
    double there = counted(w, &w->past, eta), unit = counted(w, &w->unit, eta);
    return (w->p->wanted.value - there) / unit;
}

/* ---- steady state ---- */

/* Concentrations at the end of infusion and before the next dose, for 1 mg every `every` hours:
 * the state x at the start of an interval solves x = P x + b. */
static void steady(const work *w, const double *p, double *peak, double *trough)
{
    double over = w->p->next.over_h, rest = w->p->next.every_h - over;
    uint32_t n = w->p->model->compartments;
    pk_state one = pk_move(n, p, (pk_state){1, 0}, over + rest, 0);
    pk_state two = n == 1 ? (pk_state){0, 0} : pk_move(n, p, (pk_state){0, 1}, over + rest, 0);
    pk_state b = pk_move(n, p, (pk_state){0, 0}, over, 1 / over);
    b = pk_move(n, p, b, rest, 0);
    double a11 = 1 - one.central, a12 = -two.central, a21 = -one.peripheral,
           a22 = 1 - two.peripheral;
    double d = a11 * a22 - a12 * a21;
    pk_state x = {(b.central * a22 - a12 * b.peripheral) / d,
                  (a11 * b.peripheral - a21 * b.central) / d};
    *trough = x.central / p[PK_V1];
    *peak = pk_move(n, p, x, over, 1 / over).central / p[PK_V1];
}

static double steady_dose(const work *w, const double *eta, const double *p)
{
    (void)eta;
    const pk_wanted *wanted = &w->p->wanted;
    double every = w->next ? w->p->next.every_h : NAN, peak, trough;
    if (wanted->aim == PK_AUC24) return wanted->value * p[PK_CL] * (isnan(every) ? 1 : every / DAY);
    if (isnan(every)) return NAN;
    steady(w, p, &peak, &trough);
    return wanted->value / (wanted->aim == PK_PEAK ? peak : trough);
}

static double steady_peak(const work *w, const double *eta, const double *p)
{
    (void)eta;
    double peak, trough;
    steady(w, p, &peak, &trough);
    return peak * w->repeated_dose_mg;
}

static double steady_trough(const work *w, const double *eta, const double *p)
{
    (void)eta;
    double peak, trough;
    steady(w, p, &peak, &trough);
    return trough * w->repeated_dose_mg;
}

/* ---- plans ---- */

/* The two times between which the target counts. A trough needs the interval. */
static bool window(const pk_person *p, double times[2])
{
    const pk_next *n = &p->next;
    times[0] = n->at_h;
    times[1] = n->at_h + (p->wanted.aim == PK_AUC24  ? DAY
                          : p->wanted.aim == PK_PEAK ? n->over_h
                                                     : n->every_h);
    return !isnan(times[1]);
}

/* 1 mg at the next time, and again within the day when an interval is stated and a day counts. */
static status unit_plan(work *w, const double times[2], err *e)
{
    const pk_person *p = w->p;
    pk_dose *doses = ARENA_ARRAY(p->memory, pk_dose, DAY_DOSES_MAX);
    TRY_MEM(e, doses);
    size_t n = 0;
    double at = p->next.at_h;
    do {
        doses[n++] = (pk_dose){at, p->next.over_h, 1};
        at += p->next.every_h;
    } while (at < times[1] - 1e-9 && n < DAY_DOSES_MAX);
    w->unit_course = *p->course;
    w->unit_course.doses = doses;
    w->unit_course.dose_count = n;
    return pk_plan_make(&w->unit_course, times, 2, p->memory, &w->unit, e);
}

static status plan_all(work *w, err *e)
{
    const pk_person *p = w->p;
    double times[2], last = -INFINITY;
    for (size_t i = 0; i < p->course->dose_count; i++) last = fmax(last, p->course->doses[i].at_h);
    w->recent_known = p->course->dose_count > 0;
    if (w->recent_known) {
        const double day[2] = {last, last + DAY};
        TRY(pk_plan_make(p->course, day, 2, p->memory, &w->recent, e));
    }
    w->next = !isnan(p->next.at_h) && window(p, times);
    if (!w->next) return OK;
    TRY(pk_plan_make(p->course, times, 2, p->memory, &w->past, e));
    return unit_plan(w, times, e);
}

status pk_outcome_make(const pk_person *p, pk_outcome *out, err *e)
{
    static const pk_value none = {NAN, NAN, NAN};
    work w = {.p = p, .last = &p->course->epochs[p->course->epoch_count - 1]};
    TRY(plan_all(&w, e));
    bool two = p->model->compartments == 2, repeated = w.next && !isnan(p->next.every_h);
    pk_draw(p->model, p->levels, p->fit, &w.draws);
    for (int i = 0; i < PK_DRAWS; i++) pk_parameters(p->model, w.last, w.draws.eta[i], w.own[i]);
    pk_parameters(p->model, w.last, p->fit->eta, w.own[PK_DRAWS]);
    w.repeated_dose_mg = steady_dose(&w, p->fit->eta, w.own[PK_DRAWS]);
    *out = (pk_outcome){
        .parameter = {spread(&w, cl, false), spread(&w, v1, false),
                      two ? spread(&w, inter, false) : none, two ? spread(&w, v2, false) : none},
        .half_life_h = spread(&w, half_life, false),
        .auc24_last = w.recent_known ? spread(&w, auc24_last, false) : none,
        .next_dose_mg = w.next ? spread(&w, next_dose, true) : none,
        .steady_dose_mg = spread(&w, steady_dose, true),
        .steady_peak = repeated ? spread(&w, steady_peak, false) : none,
        .steady_trough = repeated ? spread(&w, steady_trough, false) : none,
    };
    return OK;
}
