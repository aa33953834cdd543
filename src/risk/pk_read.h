/*
 * What a user types about a course of infusions:
 *   dose    "1900 mg over 1 h at 0 h", "1 g over 60 min at 12 h every 12 h times 5"
 *   level   "14.8 mg/L at 12 h"
 *   target  "auc24 400", "trough 15 mg/L"
 *   next    "at 48 h over 2 h", "at 48 h over 2 h every 24 h"
 * Every amount and time needs its unit; times count from a moment that the user chooses. Knows
 * grammar and units, not what is plausible.
 */
#ifndef PRECIS_RISK_PK_READ_H
#define PRECIS_RISK_PK_READ_H

#include "risk/pk_table.h"

/** The dose that is to be found. */
typedef struct pk_next {
    double at_h, over_h;
    double every_h; /**< NaN = not stated */
} pk_next;

typedef struct pk_wanted {
    pk_aim aim;
    double value; /**< in pk_aim_unit */
} pk_wanted;

/** Appends the dose or the series to `out` (`room` places). E_ARGUMENT quotes the text and says
 * what was expected; E_LIMIT. */
CHECKED status pk_read_dose(str text, pk_dose *out, size_t room, size_t *count, err *e);
CHECKED status pk_read_level(str text, pk_level *out, err *e);
CHECKED status pk_read_target(str text, pk_wanted *out, err *e);
CHECKED status pk_read_next(str text, pk_next *out, err *e);

#endif
