/*
 * One person's report: what every surface needs, put together by the caller, and the surfaces
 * themselves. They render findings and advice and decide nothing; all say the same. Each appends to
 * `out`, whose failure (too long, no memory) is the caller's to look at with buf_status.
 */
#ifndef PRECIS_REPORT_REPORT_H
#define PRECIS_REPORT_REPORT_H

#include "chart/chart.h"
#include "finding/score.h"
#include "kb/drug.h"
#include "report/catalogue.h"
#include "report/report_pieces.h"

typedef struct report {
    const finding_set *findings;
    const advice_set *advice;
    const kb_drug_list *drugs;
    const kb *kb; /**< tables of codes; NULL: none */
    catalogue words;
    const char *version;     /**< of the program */
    str knowledge;           /**< version of the facts */
    uint32_t checksum;       /**< of the knowledge base */
    const char *build;       /**< "GRCh38"; NULL when no variant file was read */
    bool chart_alone;        /**< nothing about genes was read: no file, no outside calls */
    const person *who;       /**< NULL: nothing but what `advice` says is known */
    const score_set *scores; /**< NULL: none were asked for */
    bool has_chart;          /**< `who` is of a chart, of which: */
    const chart_tally *tallies;
    size_t tally_count;
    const chart_unknown *unknowns; /**< what was not understood */
    size_t unknown_count;
    const char *const *files;
    size_t file_count;
    const str *notes; /**< remarks about the input, one line each */
    size_t note_count;
    const char *date;      /**< "2026-11-23T07:30:00Z": the clock is the caller's */
    bool full;             /**< JSON: every candidate, every rule in full */
    report_pieces *pieces; /**< JSON: parts written for others, kept for reuse; NULL = none */
} report;

/** docs/schema/report.schema.json; one line. The same bytes with `pieces` and without. */
void report_json(const report *r, buf *out);
/** At most two screens of 80 columns; `colour` only for terminals. */
void report_text(const report *r, bool colour, buf *out);
/** One self-contained page. */
void report_html(const report *r, buf *out);
/** FHIR R4 Bundle (collection) after Genomics Reporting STU3; needs findings with details. */
void report_fhir(const report *r, buf *out);
/** One drug in full for this person, as text: `precis drug NAME FILE`. */
void report_text_drug(const report *r, const advice_drug *d, buf *out);
/** The chain from observation to citation: `precis explain FILE DRUG`. */
void report_text_explain(const report *r, const advice_drug *d, buf *out);

/** The finding of a gene, or NULL. */
const finding *report_finding(const report *r, str gene);
/** The row of the drug table for a name, or NULL. */
const kb_drug *report_drug(const report *r, str name);

#endif
