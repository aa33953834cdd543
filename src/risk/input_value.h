/*
 * The value of one input of a formula: typed by the user, or found in a person's measures, facts
 * and medicines, in the genome's findings, or in the answer of an earlier formula. Units are
 * converted, ranges and allowed values checked. Doubtful measures are not used, and what is not
 * found is unknown, unless the formula itself states what it takes then.
 */
#ifndef PRECIS_RISK_INPUT_VALUE_H
#define PRECIS_RISK_INPUT_VALUE_H

#include "finding/finding.h"
#include "finding/person.h"
#include "risk/formula.h"

/** Two visits that are compared: the measures of each and, for a course, its score at each. */
typedef struct input_ends {
    str course;                 /**< empty: measures only */
    const person *before, *now; /**< NULL = no such visit */
    const score *score_before, *score_now;
} input_ends;

/** Who is asked. Any pointer may be NULL. */
typedef struct input_place {
    const person *p;
    const finding_set *findings;
    str drug; /**< facts about other drugs are not asked */
    const formula_book *book;
    /** The answer of an earlier formula, by its index; NULL when there is none. */
    const score *(*earlier)(void *context, size_t formula);
    void *context;
    const input_ends *ends;
    size_t end_count;
} input_place;

typedef struct input_value {
    expression_value value; /**< unknown: `lacks` is still to be filled */
    score_input shown;      /**< with `name`; the rest only when known */
    bool is_fact;           /**< age, sex …: known of nearly everybody */
    str why;                /**< "outside_range" or "not_covered": must not be used; else empty */
    str detail;             /**< "name;value;low;high" or "name;value" */
    str doubt;              /**< unknown although measured: why the measure is not used */
} input_value;

/** A value as typed: "70 kg", "A/G", "yes". E_ARGUMENT says what was expected; E_MEMORY. */
CHECKED status input_typed(const formula_input *in, str text, arena *a, input_value *out, err *e);
/** E_MEMORY. */
CHECKED status input_found(const formula_input *in, const input_place *place, arena *a,
                           input_value *out, err *e);

/** The allowed value that `text` is or is an alias of; "b/a" is taken for "a/b". */
bool input_allowed_value(const formula_input *in, str text, str *value);
/** yes, no, true, false, y, n, 1, 0. */
bool input_truth(str text, bool *truth);

#endif
