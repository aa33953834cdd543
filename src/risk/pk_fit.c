/*
 * Finds the minimum of the objective. Knows optimisation and the error models; does not know drugs,
 * targets or how the answer is shown.
 */
#include "risk/pk_fit.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { STEPS_MAX = 80, HALVINGS_MAX = 40 };
static const double GRADIENT_STEP = 1e-5, CURVATURE_STEP = 1e-3, GRADIENT_ZERO = 1e-4;
static const double SAME_PLACE = 1e-2, NEARLY_AS_GOOD = 4;

typedef struct work {
    const pk_model *m;
    const pk_plan *plan;
    uint32_t n, evaluations;
} work;

typedef struct point {
    double z[PK_PARAMETERS], g[PK_PARAMETERS], f;
} point;

static double misfit(const pk_model *m, double f, double y)
{
    double a = m->error_a, b = m->error_b;
    double variance = m->error == PK_COMBINED1 ? (a + b * f) * (a + b * f) : a * a + b * b * f * f;
    return (y - f) * (y - f) / variance + log(variance);
}

static void eta_of(const pk_model *m, const double *z, double *eta)
{
    for (uint32_t i = 0; i < m->eta_count; i++) {
        eta[i] = 0;
        for (uint32_t j = 0; j <= i; j++) eta[i] += m->root[i][j] * z[j];
    }
}

static double levels_misfit(const pk_model *m, const pk_plan *plan, const double *eta)
{
    pk_reading f[PK_LEVELS_MAX];
    double sum = 0;
    pk_walk(m, plan, eta, f);
    for (size_t i = 0; i < plan->read_count; i++) {
        sum += misfit(m, f[i].mg_per_l, plan->course->levels[i].mg_per_l);
    }
    return sum;
}

static double value(work *w, const double *z)
{
    double eta[PK_PARAMETERS], sum = 0;
    w->evaluations++;
    eta_of(w->m, z, eta);
    for (uint32_t i = 0; i < w->n; i++) sum += z[i] * z[i];
    sum += levels_misfit(w->m, w->plan, eta);
    return isfinite(sum) ? sum : DBL_MAX;
}

double pk_objective(const pk_model *m, const pk_plan *levels, const double *eta)
{
    double z[PK_PARAMETERS], sum = 0; /* forward substitution: root z = eta */
    for (uint32_t i = 0; i < m->eta_count; i++) {
        z[i] = eta[i];
        for (uint32_t j = 0; j < i; j++) z[i] -= m->root[i][j] * z[j];
        z[i] /= m->root[i][i];
        sum += z[i] * z[i];
    }
    sum += levels_misfit(m, levels, eta);
    return isfinite(sum) ? sum : DBL_MAX;
}

static void gradient(work *w, point *p)
{
    double z[PK_PARAMETERS];
    memcpy(z, p->z, sizeof z);
    for (uint32_t i = 0; i < w->n; i++) {
        z[i] = p->z[i] + GRADIENT_STEP;
        double up = value(w, z);
        z[i] = p->z[i] - GRADIENT_STEP;
        p->g[i] = (up - value(w, z)) / (2 * GRADIENT_STEP);
        z[i] = p->z[i];
    }
}

static double dot(const double *a, const double *b, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* ---- quasi-Newton (BFGS) ---- */

typedef double square[PK_PARAMETERS][PK_PARAMETERS];

static void identity(square h, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) h[i][j] = i == j ? 0.5 : 0; /* the prior's own curvature */
    }
}

static void update(square h, const double *s, const double *y, uint32_t n)
{
    double sy = dot(s, y, n), hy[PK_PARAMETERS];
    if (!(sy > 1e-12)) {
        identity(h, n);
        return;
    }
    for (uint32_t i = 0; i < n; i++) hy[i] = dot(h[i], y, n);
    double yhy = dot(y, hy, n), scale = (1 + yhy / sy) / sy;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            h[i][j] += scale * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }
    }
}

/* Steps down from `p` along `way`, halving until the value falls enough. False when it does not. */
static bool descend(work *w, point *p, const double *way, double slope)
{
    double longest = 0, t = 1;
    for (uint32_t i = 0; i < w->n; i++) longest = fmax(longest, fabs(way[i]));
    if (longest > 2) t = 2 / longest; /* two standard deviations at most */
    for (int k = 0; k < HALVINGS_MAX; k++, t /= 2) {
        point next = *p;
        for (uint32_t i = 0; i < w->n; i++) next.z[i] = p->z[i] + t * way[i];
        next.f = value(w, next.z);
        if (next.f <= p->f + 1e-4 * t * slope) {
            *p = next;
            return true;
        }
    }
    return false;
}

static double steepness(const point *p, uint32_t n)
{
    double most = 0;
    for (uint32_t i = 0; i < n; i++) most = fmax(most, fabs(p->g[i]));
    return most;
}

static void minimise(work *w, point *p)
{
    square h;
    uint32_t n = w->n;
    identity(h, n);
    p->f = value(w, p->z);
    gradient(w, p);
    for (int step = 0; step < STEPS_MAX && steepness(p, n) > GRADIENT_ZERO / 100; step++) {
        double way[PK_PARAMETERS], s[PK_PARAMETERS], y[PK_PARAMETERS];
        for (uint32_t i = 0; i < n; i++) way[i] = -dot(h[i], p->g, n);
        double slope = dot(way, p->g, n);
        if (slope >= 0) {
            identity(h, n);
            for (uint32_t i = 0; i < n; i++) way[i] = -0.5 * p->g[i];
            slope = dot(way, p->g, n);
        }
        point before = *p;
        if (!descend(w, p, way, slope)) break;
        gradient(w, p);
        for (uint32_t i = 0; i < n; i++) {
            s[i] = p->z[i] - before.z[i];
            y[i] = p->g[i] - before.g[i];
        }
        update(h, s, y, n);
    }
}

/* ---- curvature ---- */

static void curvature(work *w, const point *p, square h)
{
    double d = CURVATURE_STEP, z[PK_PARAMETERS];
    memcpy(z, p->z, sizeof z);
    for (uint32_t i = 0; i < w->n; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                double si = k < 2 ? 1 : -1, sj = k % 2 == 0 ? 1 : -1;
                z[i] += si * d;
                z[j] += sj * d;
                sum += si * sj * value(w, z);
                z[i] = p->z[i];
                z[j] = p->z[j];
            }
            h[i][j] = h[j][i] = sum / (4 * d * d);
        }
    }
}

/* Inverse of a symmetric matrix by its triangular root; false unless it is positive definite. */
static bool invert(square h, uint32_t n, square out)
{
    square l = {{0}}, inverse = {{0}};
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            double sum = h[i][j] - dot(l[i], l[j], j);
            if (i == j && !(sum > 0)) return false;
            l[i][j] = i == j ? sqrt(sum) : sum / l[j][j];
        }
    }
    for (uint32_t c = 0; c < n; c++) {
        for (uint32_t i = c; i < n; i++) {
            double sum = i == c ? 1 : 0;
            for (uint32_t k = c; k < i; k++) sum -= l[i][k] * inverse[k][c];
            inverse[i][c] = sum / l[i][i];
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            out[i][j] = 0;
            for (uint32_t k = 0; k < n; k++) out[i][j] += inverse[k][i] * inverse[k][j];
        }
    }
    return true;
}

/* The objective is -2 log probability: the covariance of z is twice the inverse of its curvature.
 */
static bool covariance(work *w, const point *p, square out)
{
    square h, inverse;
    curvature(w, p, h);
    if (!invert(h, w->n, inverse)) return false;
    for (uint32_t i = 0; i < w->n; i++) {
        for (uint32_t j = 0; j < w->n; j++) {
            double sum = 0;
            for (uint32_t k = 0; k < w->n; k++) {
                sum += w->m->root[i][k] * dot(inverse[k], w->m->root[j], w->n);
            }
            out[i][j] = 2 * sum;
        }
    }
    return true;
}

/* ---- the whole ---- */

/* Start 0 is the typical person; then one standard deviation up and down for each parameter. */
static point start_of(uint32_t n, uint32_t k)
{
    point p = {{0}, {0}, 0};
    if (k > 0 && n > 0) p.z[(k - 1) / 2] = k % 2 == 1 ? 1.5 : -1.5;
    return p;
}

static bool elsewhere(const point *a, const point *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (fabs(a->z[i] - b->z[i]) > SAME_PLACE) return true;
    }
    return false;
}

status pk_fit(const pk_model *m, const pk_plan *levels, pk_estimate *out, err *e)
{
    if (levels->read_count > PK_LEVELS_MAX) FAIL(e, E_LIMIT, "more than %d levels", PK_LEVELS_MAX);
    work w = {m, levels, m->eta_count, 0};
    point ends[2 * PK_PARAMETERS + 1], best = {{0}, {0}, DBL_MAX};
    uint32_t starts = 2 * w.n + 1;
    for (uint32_t k = 0; k < starts; k++) {
        ends[k] = start_of(w.n, k);
        minimise(&w, &ends[k]);
        if (ends[k].f < best.f) best = ends[k];
    }
    *out = (pk_estimate){.objective = best.f};
    for (uint32_t k = 0; k < starts; k++) {
        bool minimum = steepness(&ends[k], w.n) <= GRADIENT_ZERO;
        if (minimum && ends[k].f - best.f < NEARLY_AS_GOOD && elsewhere(&ends[k], &best, w.n))
            out->two_minima = true;
    }
    eta_of(m, best.z, out->eta);
    out->converged = best.f < DBL_MAX && steepness(&best, w.n) <= GRADIENT_ZERO &&
                     covariance(&w, &best, out->covariance);
    out->evaluations = w.evaluations;
    return OK;
}
