/*
 * Draws and percentiles. Knows the objective and how points are spread; does not know doses.
 */
#include "risk/pk_draws.h"

#include <math.h>
#include <stdlib.h>

enum { SKIPPED = 20 }; /* the first points of a Halton sequence lie in lines */
static const double WIDER = 1.25, PI = 3.14159265358979323846;

static double halton(unsigned index, unsigned base)
{
    double part = 1, sum = 0;
    for (; index > 0; index /= base) {
        part /= base;
        sum += part * (index % base);
    }
    return sum;
}

/* Four independent normal deviates (Box and Muller). */
static void deviates(unsigned index, double z[PK_PARAMETERS])
{
    static const unsigned bases[PK_PARAMETERS] = {2, 3, 5, 7};
    for (int i = 0; i < PK_PARAMETERS; i += 2) {
        double radius = sqrt(-2 * log(halton(index, bases[i])));
        double angle = 2 * PI * halton(index, bases[i + 1]);
        z[i] = radius * cos(angle);
        z[i + 1] = radius * sin(angle);
    }
}

static void root_of(const pk_estimate *fit, uint32_t n, double root[PK_PARAMETERS][PK_PARAMETERS])
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            double sum = fit->covariance[i][j];
            for (uint32_t k = 0; k < j; k++) sum -= root[i][k] * root[j][k];
            root[i][j] = i == j ? sqrt(fmax(sum, 0)) : root[j][j] > 0 ? sum / root[j][j] : 0;
        }
    }
}

void pk_draw(const pk_model *m, const pk_plan *levels, const pk_estimate *fit, pk_draws *out)
{
    double root[PK_PARAMETERS][PK_PARAMETERS] = {{0}}, total = 0, squares = 0;
    uint32_t n = m->eta_count;
    root_of(fit, n, root);
    for (unsigned k = 0; k < PK_DRAWS; k++) {
        double z[PK_PARAMETERS], length = 0, *eta = out->eta[k];
        deviates(k + SKIPPED, z);
        for (uint32_t i = 0; i < n; i++) {
            eta[i] = fit->eta[i];
            for (uint32_t j = 0; j <= i; j++) eta[i] += WIDER * root[i][j] * z[j];
            length += z[i] * z[i];
        }
        double more = pk_objective(m, levels, eta) - fit->objective;
        out->weight[k] = exp(-0.5 * more + 0.5 * length);
        total += out->weight[k];
    }
    for (unsigned k = 0; k < PK_DRAWS; k++) {
        out->weight[k] /= total;
        squares += out->weight[k] * out->weight[k];
    }
    out->effective = 1 / squares;
}

typedef struct weighed {
    double value, weight;
} weighed;

static int ascending(const void *a, const void *b)
{
    double x = ((const weighed *)a)->value, y = ((const weighed *)b)->value;
    return x < y ? -1 : x > y;
}

/* Where the weight below reaches `part`, each draw's weight lying half below and half above it. */
static double percentile(const weighed *sorted, double part)
{
    double below = 0, before = 0;
    for (int i = 0; i < PK_DRAWS; i++) {
        double at = below + sorted[i].weight / 2;
        if (at >= part && i > 0) {
            double share = (part - before) / (at - before);
            return sorted[i - 1].value + share * (sorted[i].value - sorted[i - 1].value);
        }
        if (at >= part) return sorted[i].value;
        before = at;
        below += sorted[i].weight;
    }
    return sorted[PK_DRAWS - 1].value;
}

void pk_draws_span(const pk_draws *d, const double values[PK_DRAWS], double *low, double *high)
{
    weighed sorted[PK_DRAWS];
    for (int i = 0; i < PK_DRAWS; i++) sorted[i] = (weighed){values[i], d->weight[i]};
    qsort(sorted, PK_DRAWS, sizeof *sorted, ascending);
    *low = percentile(sorted, 0.05);
    *high = percentile(sorted, 0.95);
}
