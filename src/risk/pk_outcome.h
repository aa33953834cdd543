/*
 * What follows from a person's fitted parameters: half-life, exposure, the dose that meets a
 * target, and how sure each is. Everything is linear in the dose, so doses are found exactly, not
 * searched. An interval is the 90 % credible one of the fit: log-normal, by the delta method from
 * the covariance of eta. It holds the doubt about the parameters, not the scatter of a single
 * level.
 */
#ifndef PRECIS_RISK_PK_OUTCOME_H
#define PRECIS_RISK_PK_OUTCOME_H

#include "risk/pk_draws.h"
#include "risk/pk_read.h"

/** A person fitted: what the functions below need. All borrowed. */
typedef struct pk_person {
    const pk_model *model;
    const pk_course *course;
    const pk_plan *levels; /**< the course cut at its levels, as it was fitted */
    const pk_estimate *fit;
    pk_next next;     /**< at_h NaN = not asked */
    pk_wanted wanted; /**< the target */
    arena *memory;    /**< of pk_outcome only */
} pk_person;

/** A value with its interval; all NaN when it cannot be computed. */
typedef struct pk_value {
    double value, low, high;
} pk_value;

typedef struct pk_outcome {
    pk_value parameter[PK_PARAMETERS]; /**< in the last epoch */
    pk_value half_life_h;              /**< of the slow phase */
    pk_value auc24_last;     /**< over the 24 h from the start of the last dose given on */
    pk_value next_dose_mg;   /**< meets the target from `next` on, with what is still in the body;
                                  negative when what is there already exceeds it */
    pk_value steady_dose_mg; /**< one dose of `next.every_h` (a day when not stated: mg/day, only
                                for auc24), at steady state */
    pk_value steady_peak, steady_trough; /**< with that dose */
} pk_outcome;

/** E_MEMORY. */
CHECKED status pk_outcome_make(const pk_person *p, pk_outcome *out, err *e);
#endif
