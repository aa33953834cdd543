/*
 * Calculated answers for a terminal: the result first, then what it was made from, what must be
 * said with it, how well the model does, and the source. 80 columns.
 */
#ifndef PRECIS_REPORT_SCORE_TEXT_H
#define PRECIS_REPORT_SCORE_TEXT_H

#include "finding/score.h"
#include "report/catalogue.h"

/** The answers one after the other, a blank line between them. The patient's version leaves out
 *  figures that only a clinician can use. */
void score_text(const catalogue *c, const score_set *set, buf *out);

#endif
