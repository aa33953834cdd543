/*
 * Parts of the page, shared between its files. Internal to report/.
 */
#ifndef PRECIS_REPORT_HTML_H
#define PRECIS_REPORT_HTML_H

#include "report/report.h"

/** Catalogue text of a key, escaped. */
void html_text(const report *r, const char *key, buf *out);
/** Escapes what stands in `plain` and empties it. */
void html_take(buf *plain, buf *out);
/** <b class="l stop">Avoid</b> */
void html_light(const report *r, advice_light light, buf *out);
/** For the patient, who reads the answer first: what follows is shown on demand, up to the close.
 */
void html_open_more(const report *r, buf *out);
void html_close_more(const report *r, buf *out);
/** The answer: drugs taken or asked for. */
void html_answer(const report *r, buf *out);
/** All drugs, grouped by light. */
void html_drugs(const report *r, buf *out);
/** Sources of the rules shown, once each. */
void html_citations(const report *r, buf *out);

/** How the disease is, where no medicine asks for anything. */
void html_state(const report *r, buf *out);
/** What the chart says; nothing without one. */
void html_person(const report *r, buf *out);
/** Calculated doses and risks; nothing where there are none. */
void html_scores(const report *r, buf *out);
/** What the patient may ask the doctor; nothing for clinicians. */
void html_questions(const report *r, buf *out);
/** Genetic tests that would decide something; nothing where there are none. */
void html_tests(const report *r, buf *out);

#endif
