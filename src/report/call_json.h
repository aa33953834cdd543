/*
 * Findings as JSON (docs/schema/call.schema.json) and as one JSON object a line. Written in pieces,
 * so that half a million people need no more memory than one: head, genes, tail. A gene's object is
 * the same for all people with the same genotypes, so it may be kept.
 */
#ifndef PRECIS_REPORT_CALL_JSON_H
#define PRECIS_REPORT_CALL_JSON_H

#include "finding/finding.h"

/** What all people of one input have in common. Borrowed texts. */
typedef struct call_origin {
    const char *const *files;
    size_t file_count;
    const char *build; /**< "GRCh37" or "GRCh38" */
    const str *notes;  /**< how the build was found, and other remarks */
    size_t note_count;
    str knowledge;     /**< version of the facts */
    uint32_t checksum; /**< of the knowledge base */
    const char *mode;  /**< "default" or "compatible" */
} call_origin;

void call_json_document_begin(buf *out);
void call_json_document_end(buf *out);
/** A person's object up to the opening bracket of "genes". */
void call_json_person_begin(buf *out, const call_origin *origin, str sample);
/** One gene's object. */
void call_json_gene(buf *out, const finding *f);
/** The same for a report (docs/schema/report.schema.json, $defs/gene): with every allele that may
 * be carried and the positions that were not used by reason. Unless `full`, of the candidates at
 * least one for each possible result, and of the positions those that were used. */
void call_json_gene_of_report(buf *out, const finding *f, bool full);
void call_json_person_end(buf *out);

#endif
