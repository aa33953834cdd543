/*
 * One drug of the JSON report (docs/schema/report.schema.json, $defs/drug).
 */
#ifndef PRECIS_REPORT_REPORT_JSON_DRUG_H
#define PRECIS_REPORT_REPORT_JSON_DRUG_H

#include "base/jsonw.h"
#include "report/report.h"

void report_json_drug(const report *r, const advice_drug *d, buf *out);

/** The pair `cautions` of the object that is open; each with its drug where `with_drug`. */
void report_json_cautions(jsonw *w, const advice_caution *list, size_t count, bool with_drug);

#endif
