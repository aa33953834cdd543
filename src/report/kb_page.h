/*
 * Pages about the knowledge base: the list of genes, one gene, one allele; as text for people and
 * as JSON with the same facts. Nothing is decided here: every word is a cell of a table or a count.
 */
#ifndef PRECIS_REPORT_KB_PAGE_H
#define PRECIS_REPORT_KB_PAGE_H

#include "base/jsonw.h"
#include "kb/gene.h"

/** Which knowledge: release, date, checksum. One line. */
void kb_page_version(const kb *k, buf *out);
CHECKED status kb_page_list(const kb *k, buf *out, err *e);
CHECKED status kb_page_gene(const kb *k, const kb_gene *g, buf *out, err *e);
CHECKED status kb_page_allele(const kb *k, const kb_gene *g, const kb_allele *a, buf *out, err *e);

/** The same as JSON: {"knowledge": {…}, "genes": […]}, {"knowledge": {…}, "gene": {…}}, and
 *  {"knowledge": {…}, "gene": name, "allele": {…}}. What is not known is null. */
CHECKED status kb_json_list(const kb *k, buf *out, err *e);
CHECKED status kb_json_gene(const kb *k, const kb_gene *g, buf *out, err *e);
CHECKED status kb_json_allele(const kb *k, const kb_gene *g, const kb_allele *a, buf *out, err *e);

/* Words that both kinds of page use. */
const char *kb_word_class(const kb_gene *g);
const char *kb_word_scoring(const kb_gene *g);
const char *kb_word_calls(const kb_gene *g);
const char *kb_word_kind(const kb_allele *a);
/** "10", "X", "MT". */
const char *kb_word_chrom(const kb_gene *g);
/** The alleles of a position that a cell allows, "A" or "A/G", into `out`. */
void kb_word_cell(const kb_gene *g, const kb_cell_def *cell, buf *out);
/** True when the cell asks for something else than plain REF. */
bool kb_cell_is_variant(const kb_cell_def *cell);

#endif
