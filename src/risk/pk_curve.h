/*
 * The course of the concentration for drawing: fitted curve, its 90 % credible band (delta
 * method), what was measured and given, and where the level should lie. Values only;
 * report/pk_svg.h draws.
 */
#ifndef PRECIS_RISK_PK_CURVE_H
#define PRECIS_RISK_PK_CURVE_H

#include "risk/pk_outcome.h"

typedef struct pk_curve {
    str drug, model;
    const double *hours, *mg_per_l, *low, *high;
    size_t count;
    const pk_level *levels;
    size_t level_count;
    const pk_dose *doses; /**< given, then the next ones */
    size_t dose_count, given_count;
    pk_aim aim;
    double target_low, target_high; /**< in the unit of the aim; NaN = none */
} pk_curve;

/** The curve from the first dose to 24 h past the last event. `next_mg` NaN or not above 0: without
 *  further doses. Memory from p->memory. E_MEMORY. */
CHECKED status pk_curve_make(const pk_person *p, double next_mg, pk_curve *out, err *e);

#endif
