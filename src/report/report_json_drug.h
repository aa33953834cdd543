/*
 * One drug of the JSON report (docs/schema/report.schema.json, $defs/drug).
 */
#ifndef PRECIS_REPORT_REPORT_JSON_DRUG_H
#define PRECIS_REPORT_REPORT_JSON_DRUG_H

#include "report/report.h"

void report_json_drug(const report *r, const advice_drug *d, buf *out);

#endif
