/*
 * Proof that the rules are whole, for `precis kb check`: every word of a rule is in its table,
 * every result that a rule asks for exists, every rule can fire.
 */
#ifndef PRECIS_ADVICE_CHECK_ADVICE_H
#define PRECIS_ADVICE_CHECK_ADVICE_H

#include "advice/advise_engine.h"
#include "kb/check.h"

/** The checks of this folder, for kb_check_run_list. */
const kb_check *advice_checks(size_t *count);
/** Of check_frequencies.c. */
kb_check_fn check_frequencies;
/** Of check_cautions.c. */
kb_check_fn check_cautions;
/** Opening refuses what is not well-formed; for a check that is a finding, not an error: then, and
 *  where there are no treatments, `*g` is NULL. E_MEMORY, E_NOTFOUND. */
CHECKED status check_open_engine(const kb *k, kb_check_report *r, advice_engine **g, err *e);

#endif
