/*
 * What a chart says about the person, in the reader's words, one line a subject; the same lines on
 * every surface. Internal to report/. Decides nothing: the facts are finding/person.h's, the
 * numbers finding/score.h's.
 */
#ifndef PRECIS_REPORT_PERSON_H
#define PRECIS_REPORT_PERSON_H

#include "report/report.h"
#include "report/score_words.h"

/** `label`, `text` and `note` (what the text was made from; may be empty) are plain and end with
 * the call. */
typedef void person_line_fn(void *context, str label, str text, str note);

/** Who the report is of: "amara, 58 years, female"; without a chart the sample's name. */
void person_put_identity(const report *r, buf *out);
/** That chart and genome belong to one person was not checked; nothing where one is missing. */
void person_put_same(const report *r, buf *out);

/** Chart and genome contradict each other about the sex; nothing where they do not. */
void person_put_clash(const report *r, buf *out);

/** Allergies, organ function, disease activity, conditions, values that were not used,
 *  entries that were not understood. Nothing without a chart. `brief`: of organ function and
 * activity the first result and its day. */
void person_each_line(const report *r, bool brief, person_line_fn *put, void *context);

/** Where no medicine asks for anything, what the answer leads with: disease activity and what a
 *  treatment did. person_each_line with `brief` leaves these out. */
void person_each_state(const report *r, person_line_fn *put, void *context);

/** Scores that get a paragraph under doses and risks, doses first: those done, refused or out of
 *  range (what lacks an input is in person_put_unanswered; no dose for the patient, and what two
 *  formulas say alike once). `after` NULL:
 *  the first; NULL when there is no more. Organ function and disease activity are the chart's. */
const score *person_next_answer(const report *r, const score *after);
/** "PREVENT (missing: blood pressure), …"; nothing for the patient. */
void person_put_unanswered(const report *r, buf *out);

/** "CYP2C19", or of a gene whose result is known the one position that is open. */
void person_put_tested(buf *out, const advice_test *t);
/** "for clopidogrel; 21 to 62 of 100 people …; counted in …": one suggested test. `brief`: what was
 *  not counted is left out, and what may come of it is said. */
void person_put_test(const report *r, buf *out, const advice_test *t, bool brief);

/** An alternative drug or class, with a remark where the chart records an allergy to it. */
void report_put_alternative(const report *r, buf *out, str alternative);

#endif
