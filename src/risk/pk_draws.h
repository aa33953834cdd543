/*
 * What the levels leave open: weighted draws from the distribution of a person's parameters. Fixed
 * quasi-random points (Halton) around the most probable parameters, spread somewhat wider than the
 * curvature says and weighted by the objective (importance sampling), so that intervals hold for
 * doses and exposures that are no straight function of the parameters. Deterministic; no
 * allocation.
 */
#ifndef PRECIS_RISK_PK_DRAWS_H
#define PRECIS_RISK_PK_DRAWS_H

#include "risk/pk_fit.h"

enum { PK_DRAWS = 768 };

typedef struct pk_draws {
    double eta[PK_DRAWS][PK_PARAMETERS];
    double weight[PK_DRAWS]; /**< sum to 1 */
    double effective;        /**< how many equal draws they are worth */
} pk_draws;

/** Draws for a converged fit of these levels. */
void pk_draw(const pk_model *m, const pk_plan *levels, const pk_estimate *fit, pk_draws *out);
/** The weighted 5th and 95th percentile of one value a draw. */
void pk_draws_span(const pk_draws *d, const double values[PK_DRAWS], double *low, double *high);

#endif
