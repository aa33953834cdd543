/*
 * A rule that holds, written down as one row of advice, with the findings that led there. Decides
 * nothing: the verdict is judge.h's, the order headline.h's.
 */
#ifndef PRECIS_ADVICE_ROW_H
#define PRECIS_ADVICE_ROW_H

#include "advice/judge.h"

CHECKED status advice_row_make(const run *r, const rule_program *p, const rule_verdict *v,
                               advice *out, err *e);

#endif
