/*
 * Draws and percentiles. Knows the objective and how points are spread; does not know doses.
 */
#include "risk/pk_draws.h"

#include <math.h>

enum {
    SKIPPED = 20, /* the first points of a Halton sequence lie in lines */
    SAMPLE = 96
};
static const double WIDER = 1.25, MARGIN = 0.035;

/* The normal deviate below which `p` of all lie, to seven digits: Wichura's PPND7 (algorithm AS
 * 241, doi 10.2307/2347330). */
static double deviate(double p)
{
    double q = p - 0.5, r = 0.180625 - q * q;
    if (r >= 0) {
        return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179) /
               (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1);
    }
    r = sqrt(-log(q < 0 ? p : 1 - p));
    if (r <= 5) {
        r -= 1.6;
        r = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
            ((0.12021132975 * r + 0.73700164250) * r + 1);
    } else {
        r -= 5;
        r = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
            ((0.012258202635 * r + 0.24197894225) * r + 1);
    }
    return q < 0 ? -r : r;
}

/* A van der Corput sequence: the digits of 1, 2, 3 ... behind the point, in reverse order. */
typedef struct corput {
    unsigned base, count;
    double value;
} corput;

static double corput_next(corput *c)
{
    double part = 1.0 / c->base;
    c->value += part;
    for (unsigned n = ++c->count; n % c->base == 0; n /= c->base) {
        c->value -= c->base * part;
        part /= c->base;
        c->value += part;
    }
    return c->value;
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
    corput points[PK_PARAMETERS] = {{.base = 2}, {.base = 3}, {.base = 5}, {.base = 7}};
    uint32_t n = m->eta_count;
    root_of(fit, n, root);
    for (unsigned k = 0; k < SKIPPED; k++) {
        for (uint32_t i = 0; i < n; i++) (void)corput_next(&points[i]);
    }
    for (unsigned k = 0; k < PK_DRAWS; k++) {
        double z[PK_PARAMETERS], length = 0, *eta = out->eta[k];
        for (uint32_t i = 0; i < n; i++) {
            z[i] = deviate(corput_next(&points[i]));
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

/* Few draws at a time: insertion is the fastest. */
static void sort(weighed *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        weighed moved = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1].value > moved.value; k--) x[k] = x[k - 1];
        x[k] = moved;
    }
}

/* Where the weight below reaches `part`, each draw's weight lying half below and half above it.
 * `below` is the weight of all draws that are smaller than these. False when that place does not
 * lie between two of them. */
static bool percentile(const weighed *sorted, size_t count, double below, double part, double *out)
{
    double before = 0;
    for (size_t i = 0; i < count; i++) {
        double at = below + sorted[i].weight / 2;
        if (at >= part) {
            if (i == 0) return false;
            double share = (part - before) / (at - before);
            *out = sorted[i - 1].value + share * (sorted[i].value - sorted[i - 1].value);
            return true;
        }
        before = at;
        below += sorted[i].weight;
    }
    return false;
}

/* Two values that the first draws say lie well to both sides of the percentile. */
static void bracket(const pk_draws *d, const double *values, double part, double *from, double *to)
{
    weighed sample[SAMPLE];
    double total = 0, below = 0;
    for (size_t i = 0; i < SAMPLE; i++) {
        sample[i] = (weighed){values[i], d->weight[i]};
        total += d->weight[i];
    }
    sort(sample, SAMPLE);
    *from = -INFINITY;
    *to = INFINITY;
    for (size_t i = 0; i < SAMPLE; i++) {
        below += sample[i].weight / total;
        if (below < part - MARGIN) *from = sample[i].value;
        if (below > part + MARGIN && *to == INFINITY) *to = sample[i].value;
    }
}

/* The percentile; only draws near it are sorted. */
static double find(const pk_draws *d, const double *values, double part)
{
    weighed near[PK_DRAWS];
    double from, to, below = 0, out = NAN;
    bracket(d, values, part, &from, &to);
    for (int all = 0; all < 2; all++) {
        size_t n = 0;
        below = 0;
        for (size_t i = 0; i < PK_DRAWS; i++) {
            if (all == 0 && values[i] < from) below += d->weight[i];
            if (all == 1 || (values[i] >= from && values[i] <= to))
                near[n++] = (weighed){values[i], d->weight[i]};
        }
        sort(near, n);
        if (percentile(near, n, below, part, &out)) return out;
        out = part < 0.5 ? near[0].value : near[n - 1].value;
    }
    return out;
}

void pk_draws_span(const pk_draws *d, const double values[PK_DRAWS], double *low, double *high)
{
    *low = find(d, values, 0.05);
    *high = find(d, values, 0.95);
}
