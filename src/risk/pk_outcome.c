/*
 * Exposure and doses from fitted parameters. Knows linear kinetics; does not know which target is
 * right for whom.
 */
#include "risk/pk_outcome.h"

#include <math.h>

static const double DAY = 24;
enum { DAY_DOSES_MAX = 48, READINGS = 4 };

/* What is worked out once of each draw. */
typedef struct drawn {
    double own[PK_PARAMETERS]; /* in the last epoch */
    double auc24_last, next_dose_mg;
    double peak, trough; /* at steady state, for 1 mg each time */
} drawn;

/* Plans that are walked for each draw: the doses given, and the next ones (1 mg each). */
typedef struct work {
    const pk_person *p;
    const pk_epoch *last;
    pk_plan given, unit;
    pk_course unit_course;
    size_t day[2], window[2]; /* readings of `given`: the last dose's day, what the target counts */
    bool next, recent_known, repeated;
    double repeated_dose_mg; /* the dose at steady state, for what it leads to */
    pk_draws draws;
    drawn of[PK_DRAWS + 1]; /* last: the fit */
} work;

typedef double quantity(const work *w, const drawn *d);

/* The value at the fit and the interval of the draws. A dose cannot be negative: its interval
 * begins at 0 where the draws go below. */
static pk_value spread(const work *w, quantity *q, bool dose)
{
    double values[PK_DRAWS];
    pk_value v = {q(w, &w->of[PK_DRAWS]), NAN, NAN};
    if (!(v.value > 0)) return v;
    for (int i = 0; i < PK_DRAWS; i++) values[i] = q(w, &w->of[i]);
    pk_draws_span(&w->draws, values, &v.low, &v.high);
    if (dose) v.low = fmax(v.low, 0);
    return v;
}

static double cl(const work *w, const drawn *d)
{
    (void)w;
    return d->own[PK_CL];
}

static double v1(const work *w, const drawn *d)
{
    (void)w;
    return d->own[PK_V1];
}

static double inter(const work *w, const drawn *d)
{
    (void)w;
    return d->own[PK_Q];
}

static double v2(const work *w, const drawn *d)
{
    (void)w;
    return d->own[PK_V2];
}

static double half_life(const work *w, const drawn *d)
{
    pk_rates r = pk_rates_of(w->p->model->compartments, d->own);
    return log(2) / (r.compartments == 1 ? r.k10 : r.slow);
}

static double auc24_last(const work *w, const drawn *d)
{
    (void)w;
    return d->auc24_last;
}

static double next_dose(const work *w, const drawn *d)
{
    (void)w;
    return d->next_dose_mg;
}

static double steady_dose(const work *w, const drawn *d)
{
    const pk_wanted *wanted = &w->p->wanted;
    double every = w->next ? w->p->next.every_h : NAN;
    if (wanted->aim == PK_AUC24)
        return wanted->value * d->own[PK_CL] * (isnan(every) ? 1 : every / DAY);
    return wanted->value / (wanted->aim == PK_PEAK ? d->peak : d->trough);
}

static double steady_peak(const work *w, const drawn *d)
{
    return d->peak * w->repeated_dose_mg;
}

static double steady_trough(const work *w, const drawn *d)
{
    return d->trough * w->repeated_dose_mg;
}

/* ---- one draw ---- */

/* What the target counts, between two readings. */
static double counted(const work *w, pk_reading from, pk_reading to)
{
    return w->p->wanted.aim == PK_AUC24 ? to.auc - from.auc : to.mg_per_l;
}

/* Concentrations at the end of infusion and before the next dose, for 1 mg every `every` hours:
 * the state x at the start of an interval solves x = P x + b. */
static void steady(const work *w, const double *p, double *peak, double *trough)
{
    double over = w->p->next.over_h, rest = w->p->next.every_h - over;
    pk_rates r = pk_rates_of(w->p->model->compartments, p);
    pk_state one = pk_move(&r, (pk_state){1, 0}, over + rest, 0), two = {0, 0};
    if (r.compartments == 2) two = pk_move(&r, (pk_state){0, 1}, over + rest, 0);
    pk_state b = pk_move(&r, pk_move(&r, (pk_state){0, 0}, over, 1 / over), rest, 0);
    double a11 = 1 - one.central, a12 = -two.central, a21 = -one.peripheral,
           a22 = 1 - two.peripheral;
    double d = a11 * a22 - a12 * a21;
    pk_state x = {(b.central * a22 - a12 * b.peripheral) / d,
                  (a11 * b.peripheral - a21 * b.central) / d};
    *trough = x.central / p[PK_V1];
    *peak = pk_move(&r, x, over, 1 / over).central / p[PK_V1];
}

static void draw(const work *w, const double *eta, drawn *d)
{
    pk_reading r[READINGS] = {{0}}, unit[2] = {{0}};
    *d = (drawn){.auc24_last = NAN, .next_dose_mg = NAN, .peak = NAN, .trough = NAN};
    pk_parameters(w->p->model, w->last, eta, d->own);
    pk_walk(w->p->model, &w->given, eta, r);
    if (w->recent_known) d->auc24_last = r[w->day[1]].auc - r[w->day[0]].auc;
    if (w->next) {
        pk_walk(w->p->model, &w->unit, eta, unit);
        double there = counted(w, r[w->window[0]], r[w->window[1]]);
        d->next_dose_mg = (w->p->wanted.value - there) / counted(w, unit[0], unit[1]);
    }
    if (w->repeated) steady(w, d->own, &d->peak, &d->trough);
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

/* Puts a time among the ascending ones; the readings move along. */
static void put_time(work *w, double *times, size_t *count, double at, size_t *reading)
{
    size_t i = *count, *const all[] = {&w->day[0], &w->day[1], &w->window[0], &w->window[1]};
    for (; i > 0 && times[i - 1] > at; i--) times[i] = times[i - 1];
    for (size_t k = 0; k < READINGS; k++) *all[k] += *all[k] >= i;
    times[i] = at;
    *reading = i;
    (*count)++;
}

static status plan_all(work *w, err *e)
{
    const pk_person *p = w->p;
    double counts[2], last = -INFINITY, times[READINGS];
    size_t n = 0;
    for (size_t i = 0; i < p->course->dose_count; i++) last = fmax(last, p->course->doses[i].at_h);
    w->recent_known = p->course->dose_count > 0;
    w->next = !isnan(p->next.at_h) && window(p, counts);
    w->repeated = w->next && !isnan(p->next.every_h);
    if (w->recent_known) {
        put_time(w, times, &n, last, &w->day[0]);
        put_time(w, times, &n, last + DAY, &w->day[1]);
    }
    if (w->next) {
        put_time(w, times, &n, counts[0], &w->window[0]);
        put_time(w, times, &n, counts[1], &w->window[1]);
        TRY(unit_plan(w, counts, e));
    }
    return pk_plan_make(p->course, times, n, p->memory, &w->given, e);
}

status pk_outcome_make(const pk_person *p, pk_outcome *out, err *e)
{
    static const pk_value none = {NAN, NAN, NAN};
    work w = {.p = p, .last = &p->course->epochs[p->course->epoch_count - 1]};
    TRY(plan_all(&w, e));
    bool two = p->model->compartments == 2;
    pk_draw(p->model, p->levels, p->fit, &w.draws);
    for (int i = 0; i < PK_DRAWS; i++) draw(&w, w.draws.eta[i], &w.of[i]);
    draw(&w, p->fit->eta, &w.of[PK_DRAWS]);
    w.repeated_dose_mg = steady_dose(&w, &w.of[PK_DRAWS]);
    *out = (pk_outcome){
        .parameter = {spread(&w, cl, false), spread(&w, v1, false),
                      two ? spread(&w, inter, false) : none, two ? spread(&w, v2, false) : none},
        .half_life_h = spread(&w, half_life, false),
        .auc24_last = w.recent_known ? spread(&w, auc24_last, false) : none,
        .next_dose_mg = w.next ? spread(&w, next_dose, true) : none,
        .steady_dose_mg = spread(&w, steady_dose, true),
        .steady_peak = w.repeated ? spread(&w, steady_peak, false) : none,
        .steady_trough = w.repeated ? spread(&w, steady_trough, false) : none,
    };
    return OK;
}
