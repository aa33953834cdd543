/*
 * What a chart says about the person, in the reader's words, one line a subject; the same lines on
 * every surface. Internal to report/. Decides nothing: the facts are finding/person.h's, the
 * numbers finding/score.h's.
 */
#ifndef PRECIS_REPORT_PERSON_H
#define PRECIS_REPORT_PERSON_H

#include "report/report.h"
#include "report/score_words.h"

/** `label` and `text` are plain and end with the call. */
typedef void person_line_fn(void *context, str label, str text);

/** Age and sex, organ function, disease activity, conditions, allergies, values that were not used,
 *  entries that were not understood. Nothing without a chart. `brief`: of what a result was made
 *  from only the measured values, with one date. */
void person_each_line(const report *r, bool brief, person_line_fn *put, void *context);

/** True when a score belongs to the doses and risks rather than to the chart's lines. */
bool person_is_answer(const score *s);
/** True when it is worth a paragraph: done, refused, or out of range. What is missing an input is
 *  listed in one line, see person_put_unanswered. */
bool person_is_shown(const report *r, const score *s);
/** "PREVENT (missing: blood pressure), …"; nothing for the patient. */
void person_put_unanswered(const report *r, buf *out);

/** "for clopidogrel; 21 to 62 of 100 people …; counted in …": one suggested test. */
void person_put_test(const report *r, buf *out, const advice_test *t);

/** An alternative drug or class, with a remark where the chart records an allergy to it. */
void report_put_alternative(const report *r, buf *out, str alternative);

#endif
