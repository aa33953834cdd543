/*
 * Complex alternatives (several changes written as one replacement, as haplotype callers do) taken
 * apart into documented alleles: a set of alleles of the panel's sites that together make exactly
 * the same sequence. Where there is none, or too many candidates, the alternative stays as it is.
 */
#ifndef PRECIS_GENOME_EXPLAIN_H
#define PRECIS_GENOME_EXPLAIN_H

#include "genome/site_view.h"

enum { EXPLAIN_CANDIDATES_MAX = 10, EXPLAIN_SEQUENCE_MAX = 512 };

/** Replaces `*edits` (those of `ref` -> `alt` at `pos0`, on the stretch of `view`) when documented
 *  alleles explain them; leaves them alone otherwise. Memory in `a`. */
CHECKED status genome_explain(const site_index *index, const site_view *view, uint32_t pos0,
                              str ref, str alt, arena *a, genome_edits *edits, err *e);

#endif
