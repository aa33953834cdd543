/*
 * Indexes of BGZF files: .tbi (tabix) and .csi (SAM/VCF specifications, tabix.pdf and CSIv1.pdf).
 * Read once, in one pass, and only for the regions asked for; the whole index is never built up in
 * memory as a structure. Bounds are checked everywhere: an index is input like any other.
 */
#ifndef PRECIS_GENOME_INDEX_FILE_H
#define PRECIS_GENOME_INDEX_FILE_H

#include "genome/span_list.h"

/** Adds to `list` the stretches of the file in which records touching c->wanted lie. `*why` is set
 *  to a text when the index cannot be used (damaged, not of a VCF); the list is then void.
 *  E_MEMORY, E_IO, E_NOTFOUND (no such index). */
CHECKED status index_file_spans(const char *index_path, const source_context *c, bool is_bcf,
                                span_list *list, const char **why, err *e);

#endif
