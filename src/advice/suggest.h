/*
 * Which genetic test would matter most for the drugs that this person takes or that were asked for,
 * and for what share of people its result asks for another dose or another drug. Counts people of
 * kb/frequencies.tsv; says nothing about this person's own result. docs/advice.md has the rule.
 */
#ifndef PRECIS_ADVICE_SUGGEST_H
#define PRECIS_ADVICE_SUGGEST_H

#include "advice/judge.h"

/** Fills the tests of `out`, whose drugs are complete. `r` is as run_prepare left it, and is so
 *  again afterwards. E_MEMORY. */
CHECKED status suggest_tests(run *r, advice_set *out, err *e);

#endif
