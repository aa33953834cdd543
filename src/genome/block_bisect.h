/*
 * Finding regions in a sorted BGZF text VCF without an index, by halving the file between its
 * blocks: a block is found by its magic, its first whole line tells contig and position.
 */
#ifndef PRECIS_GENOME_BLOCK_BISECT_H
#define PRECIS_GENOME_BLOCK_BISECT_H

#include "genome/span_list.h"

/** Adds the stretches for c->wanted, each beginning `margin` bases before its regions. `*sorted` is
 *  false when a line contradicts the header's order of contigs or of positions, or cannot be
 *  understood: the list is then void and the file has to be read through. E_MEMORY, E_IO. */
CHECKED status block_bisect_spans(source_context *c, uint32_t margin, span_list *list, bool *sorted,
                                  err *e);

#endif
