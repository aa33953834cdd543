/*
 * One formula and the values of its inputs to one answer: steps, bands, intervals, remarks and
 * validation. Knows nothing of where values come from.
 */
#ifndef PRECIS_RISK_RISK_ANSWER_H
#define PRECIS_RISK_RISK_ANSWER_H

#include "risk/input_value.h"

/** `values` by input of the formula. E_MEMORY. */
CHECKED status risk_answer(const formula *f, const input_value *values, arena *a, score *out,
                           err *e);

#endif
