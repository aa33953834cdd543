/*
 * Sentences about a calculated answer (finding/score.h) in the reader's language: its name, its
 * results with interval and category, what it was made from, why there is none, how well the model
 * did. Plain UTF-8; escaping and layout are the surface's. A code without a text is written as it
 * is.
 */
#ifndef PRECIS_REPORT_SCORE_WORDS_H
#define PRECIS_REPORT_SCORE_WORDS_H

#include "finding/score.h"
#include "report/catalogue.h"

/** The text of "<group>.<code>", or the code with its underscores as spaces. */
void score_put_code(const catalogue *c, buf *out, const char *group, str code);
/** " mg/day"; nothing for a plain number. */
void score_put_unit(const catalogue *c, buf *out, str unit);
void score_put_name(const catalogue *c, buf *out, const score *s);
/** "5.4 mg/day (3.9 to 6.8: 90 of 100 people)". For the patient the category alone where there is
 *  one. */
void score_put_output(const catalogue *c, buf *out, const score *s, const score_output *o);
/** The results, or why there are none. */
void score_put_answer(const catalogue *c, buf *out, const score *s);
/** "creatinine 1.2 mg/dL (2025-03-01), age 67 years, smoking no (assumed)"; one day of all stands
 *  once, at the end. */
void score_put_inputs(const catalogue *c, buf *out, const score *s);
/** "2025-03-01": the day of the oldest measured input, of a response also that of the newest;
 *  nothing when none has one. */
void score_put_day(buf *out, const score *s);
/** "within 20 %: 46.0 % (n = 5370)". */
void score_put_validation(const catalogue *c, buf *out, const score_validation *v);

#endif
