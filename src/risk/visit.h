/*
 * Visits: the days on which the measures that make a visit (course_table.h) were taken, each with
 * those measures that belong to it. A value whose day is not known, or that lies in the future, is
 * of no visit; two different values of one day are a conflict. Knows no formula.
 */
#ifndef PRECIS_RISK_VISIT_H
#define PRECIS_RISK_VISIT_H

#include "finding/person.h"
#include "risk/course_table.h"

enum { VISITS_MAX = 400 };

typedef struct visit {
    int32_t day; /**< since 1970-01-01 */
    date when;
    person who; /**< the person with this visit's measures alone */
} visit;

typedef struct visit_list {
    const visit *items; /**< oldest first */
    size_t count;
    bool cut;     /**< only the newest VISITS_MAX */
    bool undated; /**< an anchor is there whose day is not known: it is in no visit */
} visit_list;

/** `p` may be NULL. E_MEMORY. */
CHECKED status visits_make(const course_rules *rules, const person *p, arena *a, visit_list *out,
                           err *e);
/** The person with, of the measures that make visits, only those of the last one; what was
 *  measured on other days has the doubt "other_day". The person itself where there is no visit.
 *  E_MEMORY. */
CHECKED status visits_last_person(const course_rules *rules, const person *p,
                                  const visit_list *visits, arena *a, person *out, err *e);

#endif
