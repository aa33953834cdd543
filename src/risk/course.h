/*
 * The course of a person's disease: one formula at every visit (visit.h), what was gained since the
 * baseline, and the response. The baseline is the visit at the start of the drug of the rules,
 * else the first. Of several forms of one score (ESR or CRP, with or without the patient's own
 * rating) the first that can be worked out at both ends is used for all visits; forms never mix.
 * Knows neither formulas nor drugs: those are rows.
 */
#ifndef PRECIS_RISK_COURSE_H
#define PRECIS_RISK_COURSE_H

#include "risk/input_value.h"
#include "risk/visit.h"

/** Answers one formula for the person of a visit, alone. */
typedef struct course_asker {
    status (*answer)(void *context, const formula *f, const person *p, const input_ends *ends,
                     size_t end_count, arena *a, score *out, err *e);
    void *context;
} course_asker;

typedef struct courses {
    const course_rules *rules;
    const person *p; /**< NULL = nobody */
    course_asker ask;
    visit_list visits;
    person today;           /**< measures of the last visit; see visits_last_person */
    const input_ends *ends; /**< the visits at both ends, then each course at its ends */
    size_t end_count;
    const score_course *items; /**< by course, as `ends` + 1 */
} courses;

/** `p` may be NULL. Without visits everything is empty. `out` borrows `p` and the asker's context.
 *  E_MEMORY. */
CHECKED status courses_make(const course_rules *rules, const person *p, const course_asker *ask,
                            arena *a, courses *out, err *e);
/** The course that goes with a formula: of this very formula, or the one that it judges. NULL when
 *  there is none. E_MEMORY. */
CHECKED status courses_of(const courses *set, const formula *f, arena *a, const score_course **out,
                          err *e);
/** True for a formula that is worked out from one visit. */
bool courses_follow(const course_rules *rules, const formula *f);

#endif
