/*
 * Names that a person types, found in the knowledge base; an unknown name gets the nearest known
 * ones as a suggestion. Never corrects by itself.
 */
#ifndef PRECIS_REPORT_KB_FIND_H
#define PRECIS_REPORT_KB_FIND_H

#include "kb/gene.h"

/** A gene by name (case does not matter). E_NOTFOUND suggests names that are near. */
CHECKED status kb_find_gene(const kb *k, str name, const kb_gene **gene, err *e);
/** An allele as "CYP2C19*2", "CYP2C19 *2", "DPYD c.1905+1G>A (*2A)" or "HLA-B:*57:01".
 *  E_NOTFOUND suggests names that are near; E_ARGUMENT when only a gene is named. */
CHECKED status kb_find_allele(const kb *k, str name, const kb_gene **gene, const kb_allele **allele,
                              err *e);
/** Changes of single letters (put in, taken out, replaced, two swapped) that make `b` of `a`, case
 *  ignored; at most `limit` + 1 is told. Texts over 63 bytes are farther than any limit. */
unsigned kb_name_distance(str a, str b, unsigned limit);

#endif
