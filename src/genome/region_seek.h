/*
 * Where in a file the wanted regions are: from its .tbi or .csi index, or by halving a sorted BGZF
 * VCF between its blocks. The answer is a plan of stretches; what is uncertain is no plan, and the
 * file is read from the start.
 *
 * Without an index a record is found when it begins less than REGION_SEEK_MARGIN bases before a
 * region. Files that may hold longer ones (gVCF, or a header that declares structural variants) are
 * therefore not halved but read through. The order of contigs is that of the header; every line
 * looked at must agree with it, otherwise the file counts as unsorted and is read through.
 */
#ifndef PRECIS_GENOME_REGION_SEEK_H
#define PRECIS_GENOME_REGION_SEEK_H

#include "genome/source_parts.h"

enum { REGION_SEEK_MARGIN = 1000000 };

/** Makes c->plan for c->wanted, inactive when the file should be read through. `*note` is set to a
 *  text when an index is there but not used. Fails only on E_MEMORY or E_IO. */
CHECKED status region_seek_plan(source_context *c, const char *path, bool is_bcf, bool no_index,
                                const char **note, err *e);

#endif
