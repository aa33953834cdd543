/*
 * The answer of model-informed dosing as a `score`: outputs with intervals, what was given and
 * measured as inputs, remarks on a fit that should be looked at again, refusals. Knows codes only.
 */
#ifndef PRECIS_RISK_PK_SCORE_H
#define PRECIS_RISK_PK_SCORE_H

#include "finding/score.h"
#include "risk/pk_answer.h"
#include "risk/pk_fresh.h"

/** A fit and what follows from it. */
typedef struct pk_fitted {
    const pk_drug *d;
    const pk_person *person;
    const pk_outcome *outcome;
    const pk_reading *levels; /**< expected at each level of the course */
    const pk_request *request;
    const pk_fresh *chart;
} pk_fitted;

/** An output by name, or NULL. */
const score_output *pk_score_output(const score *s, str name);
/** Turns `s` into a refusal, without outputs. */
void pk_score_refuse(score *s, const char *why);
/** `*ok` true when `value` lies in the range, else `s` becomes SCORE_OUTSIDE. E_MEMORY. */
CHECKED status pk_score_within(score *s, const char *what, double value, pk_range range, arena *a,
                               bool *ok, err *e);
/** Adds a remark. E_MEMORY. */
CHECKED status pk_score_remark(score *s, const char *code, arena *a, err *e);
/** True when levels lie so far from the model that chance gives it less than once in a million:
 *  something that was typed is wrong. */
bool pk_score_impossible(const pk_fitted *f);
/** Fills outputs, inputs and remarks of `s` (which holds the typical values' inputs). `*ok` false
 *  when the dose to come is refused; the person's parameters then remain. E_MEMORY. */
CHECKED status pk_score_fill(const pk_fitted *f, arena *a, score *s, bool *ok, err *e);

#endif
