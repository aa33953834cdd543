/*
 * Moves drug between compartments. Knows the closed form of one and two compartments and how to cut
 * a course into pieces; does not know drugs, people or targets.
 */
#include "risk/pk_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

status pk_model_finish(pk_model *m, err *e)
{
    memset(m->root, 0, sizeof m->root);
    for (uint32_t i = 0; i < m->eta_count; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            double sum = m->omega[i][j];
            for (uint32_t k = 0; k < j; k++) sum -= m->root[i][k] * m->root[j][k];
            if (i == j && !(sum > 0)) FAIL(e, E_RANGE, "omega is not positive definite");
            m->root[i][j] = i == j ? sqrt(sum) : sum / m->root[j][j];
        }
    }
    return OK;
}

void pk_parameters(const pk_model *m, const pk_epoch *epoch, const double *eta,
                   double out[PK_PARAMETERS])
{
    memcpy(out, epoch->typical, sizeof epoch->typical);
    for (uint32_t i = 0; i < m->eta_count; i++) out[m->eta_of[i]] *= exp(eta[i]);
}

pk_rates pk_rates_of(uint32_t compartments, const double p[PK_PARAMETERS])
{
    pk_rates r = {.compartments = compartments, .k10 = p[PK_CL] / p[PK_V1]};
    if (compartments == 1) return r;
    r.k12 = p[PK_Q] / p[PK_V1];
    r.k21 = p[PK_Q] / p[PK_V2];
    double sum = r.k10 + r.k12 + r.k21, gap = r.k10 + r.k12 - r.k21;
    r.fast = (sum + sqrt(gap * gap + 4 * r.k12 * r.k21)) / 2;
    r.slow = r.k10 * r.k21 / r.fast;
    r.apart = 1 / (r.fast - r.slow);
    return r;
}

/* dA/dt = rate - k10 A: towards rate/k10. */
static pk_state move_one(const pk_rates *r, pk_state from, double hours, double rate)
{
    double end = rate / r->k10;
    return (pk_state){end + (from.central - end) * exp(-r->k10 * hours), 0};
}

/* y' = M y for the distance y from the steady state of this rate; with eigenvalues -fast, -slow:
 * exp(M t) = ((M + slow I) e^(-fast t) - (M + fast I) e^(-slow t)) / (slow - fast). */
static pk_state move_two(const pk_rates *r, pk_state from, double hours, double rate)
{
    double f = exp(-r->fast * hours) * r->apart, s = exp(-r->slow * hours) * r->apart;
    double end1 = rate == 0 ? 0 : rate / r->k10, end2 = rate == 0 ? 0 : end1 * r->k12 / r->k21;
    double y1 = from.central - end1, y2 = from.peripheral - end2, out = r->k10 + r->k12;
    double m11 = (out - r->slow) * f + (r->fast - out) * s, m12 = r->k21 * (s - f);
    double m21 = r->k12 * (s - f), m22 = (r->k21 - r->slow) * f + (r->fast - r->k21) * s;
    return (pk_state){end1 + m11 * y1 + m12 * y2, end2 + m21 * y1 + m22 * y2};
}

pk_state pk_move(const pk_rates *r, pk_state from, double hours, double rate)
{
    return r->compartments == 1 ? move_one(r, from, hours, rate) : move_two(r, from, hours, rate);
}

/* ---- plan ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double rate_in(const pk_course *c, double from, double to)
{
    double rate = 0, middle = (from + to) / 2;
    for (size_t i = 0; i < c->dose_count; i++) {
        const pk_dose *d = &c->doses[i];
        if (middle > d->at_h && middle < d->at_h + d->over_h) rate += d->amount_mg / d->over_h;
    }
    return rate;
}

static uint32_t epoch_in(const pk_course *c, double from, double to)
{
    uint32_t epoch = 0;
    for (uint32_t i = 1; i < c->epoch_count; i++) {
        if ((from + to) / 2 > c->epochs[i].from_h) epoch = i;
    }
    return epoch;
}

/* All times at which something changes or is read, from the first dose to the last reading. */
static size_t cuts_of(const pk_course *c, const double *times, size_t count, double *cuts)
{
    size_t n = 0;
    for (size_t i = 0; i < c->dose_count; i++) {
        cuts[n++] = c->doses[i].at_h;
        cuts[n++] = c->doses[i].at_h + c->doses[i].over_h;
    }
    for (size_t i = 1; i < c->epoch_count; i++) cuts[n++] = c->epochs[i].from_h;
    for (size_t i = 0; i < count; i++) cuts[n++] = times[i];
    qsort(cuts, n, sizeof *cuts, ascending);
    double first = c->dose_count > 0 ? c->doses[0].at_h : 0;
    for (size_t i = 1; i < c->dose_count; i++) first = fmin(first, c->doses[i].at_h);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool past = count == 0 || cuts[i] > times[count - 1];
        if (cuts[i] >= first && !past) cuts[kept++] = cuts[i];
    }
    return kept;
}

status pk_plan_make(const pk_course *c, const double *times, size_t count, arena *a, pk_plan *out,
                    err *e)
{
    size_t most = 2 * c->dose_count + c->epoch_count + count + 1;
    double *cuts = ARENA_ARRAY(a, double, most);
    pk_piece *pieces = ARENA_ARRAY(a, pk_piece, most + count);
    if (cuts == NULL || pieces == NULL) FAIL(e, E_MEMORY, "out of memory");
    size_t n = cuts_of(c, times, count, cuts), used = 0;
    uint32_t read = 0;
    for (size_t i = 0; i < n; i++) {
        double from = i == 0 ? cuts[0] : cuts[i - 1];
        bool wanted = read < count && times[read] <= cuts[i];
        if (!wanted && cuts[i] <= from) continue;
        pieces[used++] = (pk_piece){cuts[i], cuts[i] - from, rate_in(c, from, cuts[i]),
                                    epoch_in(c, from, cuts[i]), wanted ? read : PK_NO_READ};
        if (wanted) read++;
    }
    *out = (pk_plan){c, pieces, used, count};
    return OK;
}

/* What went in and is no longer there was cleared: CL times the area. */
void pk_walk(const pk_model *m, const pk_plan *plan, const double *eta, pk_reading *out)
{
    double p[PK_PARAMETERS] = {0}, auc = 0;
    pk_state x = {0, 0};
    pk_rates rates = {0};
    uint32_t epoch = PK_NO_READ;
    for (size_t i = 0; i < plan->count; i++) {
        const pk_piece *s = &plan->pieces[i];
        if (s->epoch != epoch) {
            epoch = s->epoch;
            pk_parameters(m, &plan->course->epochs[epoch], eta, p);
            rates = pk_rates_of(m->compartments, p);
        }
        if (s->hours > 0) {
            pk_state y = pk_move(&rates, x, s->hours, s->rate);
            double left = y.central + y.peripheral - x.central - x.peripheral;
            auc += (s->rate * s->hours - left) / p[PK_CL];
            x = y;
        }
        if (s->read != PK_NO_READ) out[s->read] = (pk_reading){x.central / p[PK_V1], auc};
    }
}
