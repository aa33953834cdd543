/*
 * The record stream through htslib: for files our own readers do not take, and as the second
 * opinion in differential tests. Streams the whole file and keeps what touches the wanted regions;
 * the rules are those of record.h and vcf_text.h. htslib prints nothing.
 */
#ifndef PRECIS_GENOME_HTS_SOURCE_H
#define PRECIS_GENOME_HTS_SOURCE_H

#include "genome/source_parts.h"

typedef struct hts_source hts_source;

/** Opens by htslib and parses its header into c->header; c->in is not used. E_NOTFOUND, E_IO,
 *  E_SYNTAX, E_MEMORY. */
CHECKED status hts_source_open(hts_source **h, source_context *c, const char *path, err *e);
void hts_source_free(hts_source *h);
/** Back to the first record; E_UNSUPPORTED on a pipe. */
CHECKED status hts_source_rewind(hts_source *h, source_context *c, const char *path, err *e);
CHECKED status hts_source_next(hts_source *h, source_context *c, genome_record *record, bool *more,
                               err *e);
CHECKED status hts_source_fields(const hts_source *h, const source_context *c, uint32_t sample,
                                 genome_fields *fields, err *e);

#endif
