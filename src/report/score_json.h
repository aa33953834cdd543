/*
 * Calculated answers (finding/score.h) as JSON: docs/schema/score.schema.json. Codes and numbers,
 * no sentences.
 */
#ifndef PRECIS_REPORT_SCORE_JSON_H
#define PRECIS_REPORT_SCORE_JSON_H

#include "base/jsonw.h"
#include "finding/score.h"

/** The pairs of one answer, into the object that is open: the report adds words of its own. */
void score_json_members(jsonw *w, const score *s);
/** The whole document and a line end. */
void score_json(const score_set *set, buf *out);

#endif
