/*
 * Parts of the text report, shared between its files. Internal to report/.
 */
#ifndef PRECIS_REPORT_TEXT_PARTS_H
#define PRECIS_REPORT_TEXT_PARTS_H

#include "report/report.h"

typedef struct text_page {
    const report *r;
    buf *out;
    bool colour;
} text_page;

/** Wrapped words from column `at`; further lines are indented to `indent`. */
void text_wrapped(buf *out, str text, size_t at, size_t indent);
/** An empty line and the text of a key. */
void text_heading(const text_page *p, const char *key);
/** The word of a light, filled with spaces up to column `to` (it begins in column 2). */
void text_light(const text_page *p, advice_light light, size_t to);

/** The sections of report_text_person.c; nothing where there is nothing to say. */
void text_state(const text_page *p);
void text_person(const text_page *p);
void text_scores(const text_page *p);
void text_tests(const text_page *p);

#endif
