/*
 * What makes visits and courses of a family of formulas, as rows: which measures a visit has and
 * how many days they may lie apart (visits.tsv), which formulas follow a course and by which
 * formula a response is judged (courses.tsv), when it is judged (points.tsv), and which drug's
 * start is the baseline (starts.tsv). Knows the tables, no person.
 */
#ifndef PRECIS_RISK_COURSE_TABLE_H
#define PRECIS_RISK_COURSE_TABLE_H

#include "risk/formula.h"

enum { COURSE_POINTS_MAX = 8 };

/** A measure that belongs to a visit. */
typedef struct visit_measure {
    str name;     /**< of kb/analytes.tsv */
    bool anchor;  /**< a day on which it was measured is a visit */
    int32_t days; /**< how far from that day it may lie */
} visit_measure;

/** A formula that follows a course; formulas of one course never mix, the first that can wins. */
typedef struct course_formula {
    str course; /**< "das28" */
    const formula *f;
    const formula *response; /**< judges the change; NULL = none */
} course_formula;

/** A time after the baseline at which a response is judged. */
typedef struct course_point {
    str code;   /**< "months_3" */
    str absent; /**< "no_months_3": the note when no visit answers for it */
    int32_t at, low, high;
} course_point;

/** A drug whose start is the baseline; the first that is taken. */
typedef struct course_start {
    str drug;
    int32_t before, after; /**< the baseline visit may lie so many days around the start */
} course_start;

typedef struct course_rules {
    const visit_measure *measures;
    size_t measure_count;
    const course_formula *formulas;
    size_t formula_count;
    const course_point *points;
    size_t point_count;
    const course_start *starts;
    size_t start_count;
} course_rules;

/** Of the one family that has courses; all counts 0 where none has. E_NOTFOUND, E_SYNTAX,
 *  E_CONFLICT (two families), E_MEMORY. */
CHECKED status course_rules_open(const kb *k, const formula_book *book, arena *a, course_rules *out,
                                 err *e);

#endif
