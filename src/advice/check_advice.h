/*
 * Proof that the rules are whole, for `precis kb check`: every word of a rule is in its table,
 * every result that a rule asks for exists, every rule can fire.
 */
#ifndef PRECIS_ADVICE_CHECK_ADVICE_H
#define PRECIS_ADVICE_CHECK_ADVICE_H

#include "kb/check.h"

/** The checks of this folder, for kb_check_run_list. */
const kb_check *advice_checks(size_t *count);
/** Of check_frequencies.c. */
kb_check_fn check_frequencies;

#endif
