/*
 * Model-informed dosing of one person: typical values from the formula of the drug's model and the
 * person's covariates (which may change on the way), the person's own parameters from the levels,
 * the dose for a target. The answer is a `score` of kind "dose" and a curve. A level, dose or dose
 * to come outside what is plausible, a fit that does not converge, or a second minimum nearly as
 * probable gives a refusal with a code, not a number.
 */
#ifndef PRECIS_RISK_PK_ANSWER_H
#define PRECIS_RISK_PK_ANSWER_H

#include "risk/pk_curve.h"
#include "risk/risk_engine.h"

/** As typed, see pk_read.h. Without `target` the first of kb/pk_targets.tsv is meant; without
 *  `next` no dose to come is computed, only that at steady state. */
typedef struct pk_request {
    str drug;
    const str *doses, *levels;
    size_t dose_count, level_count;
    str target, next; /**< empty = not stated */
} pk_request;

/** `p` and `findings` may be NULL. A given input "crcl@24" holds from 24 h on. `curve->count` is 0
 *  when there is none. Memory from `a`. E_NOTFOUND (no model of the drug), E_ARGUMENT (what was
 *  typed), E_LIMIT, E_MEMORY. */
CHECKED status pk_answer(const pk_drugs *drugs, const risk_engine *g, const pk_request *q,
                         const person *p, const finding_set *findings, const risk_given *given,
                         size_t given_count, arena *a, score *out, pk_curve *curve, err *e);

#endif
