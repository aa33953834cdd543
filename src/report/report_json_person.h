/*
 * The chart, doses and risks, and suggested tests of the JSON report (docs/schema/
 * report.schema.json).
 */
#ifndef PRECIS_REPORT_JSON_PERSON_H
#define PRECIS_REPORT_JSON_PERSON_H

#include "base/jsonw.h"
#include "report/report.h"

/** The pairs `tests`, `chart` and `scores` of the object that is open. */
void report_json_person(const report *r, jsonw *w);

#endif
