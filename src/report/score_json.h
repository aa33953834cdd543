/*
 * Calculated answers (finding/score.h) as JSON: docs/schema/score.schema.json. Codes and numbers,
 * no sentences.
 */
#ifndef PRECIS_REPORT_SCORE_JSON_H
#define PRECIS_REPORT_SCORE_JSON_H

#include "base/jsonw.h"
#include "finding/score.h"

/** One answer as an object. */
void score_json_put(jsonw *w, const score *s);
/** The whole document and a line end. */
void score_json(const score_set *set, buf *out);

#endif
