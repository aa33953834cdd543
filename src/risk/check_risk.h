/*
 * Proof that the formulas are whole, for `precis kb check`.
 */
#ifndef PRECIS_RISK_CHECK_RISK_H
#define PRECIS_RISK_CHECK_RISK_H

#include "kb/check.h"

/** The checks of this folder, for kb_check_run_list. */
const kb_check *risk_checks(size_t *count);

#endif
