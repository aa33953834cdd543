/*
 * Walks a fitted course at many times. Knows time and concentration; does not know how they are
 * drawn.
 */
#include "risk/pk_curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 240, POINTS_MAX = STEPS + 2 * PK_DOSES_MAX + 3, NEXT_DOSES = 3 };
static const double NORMAL_95 = 1.6448536269514722, ETA_STEP = 1e-4, DAY = 24;

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The course with the next doses. */
static status with_next(const pk_person *p, double next_mg, pk_course *out, err *e)
{
    *out = *p->course;
    if (isnan(p->next.at_h) || !(next_mg > 0)) return OK;
    pk_dose *doses = ARENA_ARRAY(p->memory, pk_dose, p->course->dose_count + NEXT_DOSES);
    TRY_MEM(e, doses);
    memcpy(doses, p->course->doses, p->course->dose_count * sizeof *doses);
    size_t n = p->course->dose_count;
    int more = isnan(p->next.every_h) ? 1 : NEXT_DOSES;
    for (int i = 0; i < more; i++) {
        double at = i == 0 ? p->next.at_h : p->next.at_h + i * p->next.every_h;
        doses[n++] = (pk_dose){at, p->next.over_h, next_mg};
    }
    out->doses = doses;
    out->dose_count = n;
    return OK;
}

/* Even steps, and each start and end of an infusion so that corners are sharp. */
static size_t times_of(const pk_course *c, double *times)
{
    double first = INFINITY, last = -INFINITY;
    size_t n = 0;
    for (size_t i = 0; i < c->dose_count; i++) {
        first = fmin(first, c->doses[i].at_h);
        last = fmax(last, c->doses[i].at_h + DAY);
    }
    for (size_t i = 0; i < c->level_count; i++) last = fmax(last, c->levels[i].at_h);
    for (size_t i = 0; i < c->dose_count; i++) {
        times[n++] = c->doses[i].at_h;
        times[n++] = c->doses[i].at_h + c->doses[i].over_h;
    }
    for (int i = 0; i <= STEPS; i++) times[n++] = first + (last - first) * i / STEPS;
    qsort(times, n, sizeof *times, ascending);
    return n;
}

/* Standard deviation of a logarithm with these slopes along the etas (delta method). */
static double deviation(const pk_estimate *fit, uint32_t count, const double *slope)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < count; j++) sum += slope[i] * fit->covariance[i][j] * slope[j];
    }
    return sqrt(fmax(sum, 0));
}

/* The slope of the logarithm of each reading along one eta. */
static void add_slope(const pk_person *p, const pk_plan *plan, pk_reading *up, pk_reading *down,
                      uint32_t i, double (*slopes)[PK_PARAMETERS])
{
    double eta[PK_PARAMETERS];
    memcpy(eta, p->fit->eta, sizeof eta);
    eta[i] += ETA_STEP;
    pk_walk(p->model, plan, eta, up);
    eta[i] -= 2 * ETA_STEP;
    pk_walk(p->model, plan, eta, down);
    for (size_t k = 0; k < plan->read_count; k++) {
        bool some = up[k].mg_per_l > 0 && down[k].mg_per_l > 0;
        slopes[k][i] = some ? (log(up[k].mg_per_l) - log(down[k].mg_per_l)) / (2 * ETA_STEP) : 0;
    }
}

static status fill(const pk_person *p, const pk_plan *plan, pk_curve *out, err *e)
{
    size_t n = plan->read_count;
    double *mid = ARENA_ARRAY(p->memory, double, n), *low = ARENA_ARRAY(p->memory, double, n);
    double *high = ARENA_ARRAY(p->memory, double, n);
    pk_reading *r = ARENA_ARRAY(p->memory, pk_reading, 2 * n);
    double(*slopes)[PK_PARAMETERS] = arena_calloc(p->memory, n, sizeof *slopes);
    if (mid == NULL || low == NULL || high == NULL || r == NULL || slopes == NULL)
        FAIL(e, E_MEMORY, "out of memory");
    for (uint32_t i = 0; i < p->model->eta_count; i++) add_slope(p, plan, r, r + n, i, slopes);
    pk_walk(p->model, plan, p->fit->eta, r);
    for (size_t k = 0; k < n; k++) {
        double sd = deviation(p->fit, p->model->eta_count, slopes[k]);
        mid[k] = r[k].mg_per_l;
        low[k] = mid[k] * exp(-NORMAL_95 * sd);
        high[k] = mid[k] * exp(NORMAL_95 * sd);
    }
    out->mg_per_l = mid;
    out->low = low;
    out->high = high;
    out->count = n;
    return OK;
}

status pk_curve_make(const pk_person *p, double next_mg, pk_curve *out, err *e)
{
    pk_course *course = ARENA_NEW(p->memory, pk_course);
    double *times = ARENA_ARRAY(p->memory, double, POINTS_MAX + 2 * NEXT_DOSES);
    pk_plan plan;
    if (course == NULL || times == NULL) FAIL(e, E_MEMORY, "out of memory");
    TRY(with_next(p, next_mg, course, e));
    size_t n = times_of(course, times);
    TRY(pk_plan_make(course, times, n, p->memory, &plan, e));
    *out = (pk_curve){.hours = times,
                      .levels = course->levels,
                      .level_count = course->level_count,
                      .doses = course->doses,
                      .dose_count = course->dose_count,
                      .given_count = p->course->dose_count,
                      .aim = p->wanted.aim,
                      .target_low = NAN,
                      .target_high = NAN};
    return fill(p, &plan, out, e);
}
