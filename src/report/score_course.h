/*
 * The course of a score over visits (finding/score.h) in words, as lines of a terminal, as a table
 * with a small line for pages, and as JSON. Decides nothing.
 */
#ifndef PRECIS_REPORT_SCORE_COURSE_H
#define PRECIS_REPORT_SCORE_COURSE_H

#include "base/jsonw.h"
#include "finding/score.h"
#include "report/catalogue.h"

/** The visit that all others are compared with; NULL where there is none. */
const score_visit *score_course_baseline(const score_course *x);
/** Calls `line` for the name of the score, for each visit ("2025-04-12 (day 92): 4.10, moderate
 * activity; change -2.11, moderate response [3 months]") and then for each note. Of very many
 * visits the first and the newest. */
typedef void score_course_line(void *context, str text);
void score_course_lines(const catalogue *c, const score_course *x, score_course_line *line,
                        void *context);
/** A drawing, a table and the notes; nothing for NULL. */
void score_course_html(const catalogue *c, const score_course *x, buf *out);
/** "4.10, moderate activity"; for the patient the category alone; or why there is none. */
void score_course_put_value(const catalogue *c, buf *out, const score_course *x,
                            const score_visit *v);
/** "baseline" or "day 92", and the time that the visit answers for. */
void score_course_put_time(const catalogue *c, buf *out, const score_course *x,
                           const score_visit *v);
/** "moderate response"; nothing where there is none. */
void score_course_put_response(const catalogue *c, buf *out, const score_visit *v);
/** The sentence of one of the course's notes: how the baseline was chosen, which time lacks a
 * visit. */
void score_course_put_note(const catalogue *c, buf *out, const score_course *x, str note);
/** The pair "course": an object, or null. */
void score_course_json(jsonw *w, const score_course *x);

#endif
