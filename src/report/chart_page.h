/*
 * What was understood of a chart and what was not, for people (one screen of text) and as JSON.
 * Shows what src/chart made; decides nothing.
 */
#ifndef PRECIS_REPORT_CHART_PAGE_H
#define PRECIS_REPORT_CHART_PAGE_H

#include "chart/chart.h"
#include "report/catalogue.h"

typedef struct chart_page {
    catalogue words;
    const kb_drug_list *drugs; /**< for near names of unknown medicines */
    const chart *chart;
    const person *who;
    str file; /**< as the user named it */
    bool all; /**< text: every value and name, not one screen of them */
} chart_page;

/** At most 80 columns; memory for temporary texts from `a`. E_MEMORY, E_LIMIT. */
CHECKED status chart_page_text(const chart_page *p, arena *a, buf *out, err *e);
/** One object; see docs/schema/chart.schema.json. */
void chart_page_json(const chart_page *p, bool pretty, buf *out);

#endif
