/*
 * The most probable parameters of one person given the levels (maximum a posteriori): minimises
 *   sum ((y - f)^2 / g^2 + log g^2) + eta' omega^-1 eta
 * over eta by a quasi-Newton method with gradients by central differences, in coordinates in which
 * the prior is round (eta = root * z), from several fixed starting points. Deterministic; does not
 * allocate. The curvature at the minimum gives the covariance (Laplace). Shares nothing.
 */
#ifndef PRECIS_RISK_PK_FIT_H
#define PRECIS_RISK_PK_FIT_H

#include "risk/pk_model.h"

typedef struct pk_estimate {
    double eta[PK_PARAMETERS];
    double objective;
    double covariance[PK_PARAMETERS][PK_PARAMETERS]; /**< of eta, given the levels */
    bool converged;  /**< gradient is zero, curvature is positive and no start led elsewhere */
    bool two_minima; /**< another minimum is nearly as probable (objective less than 4 higher) */
    uint32_t evaluations;
} pk_estimate;

/** The plan must end its pieces at the levels of its course, in their order. Without levels the
 *  answer is the typical person with the covariance omega. E_LIMIT (more than PK_LEVELS_MAX). */
CHECKED status pk_fit(const pk_model *m, const pk_plan *levels, pk_estimate *out, err *e);

/** The objective at these etas. */
double pk_objective(const pk_model *m, const pk_plan *levels, const double *eta);

#endif
