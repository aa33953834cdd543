/*
 * Records of a BCF2 file (VCF 4.3 section 6), decoded in place. A record outside the wanted regions
 * costs a look at its alleles. Every length and number is checked against the record's
 * bounds; a record that does not fit them is E_SYNTAX with its number. The rules on END, FILTER, GT
 * and fields are those of the text reader, so that both give the same stream; in addition the phase
 * bit of the first allele is not looked at (VCF 4.4 sets it, older writers do not).
 */
#ifndef PRECIS_GENOME_BCF_FAST_H
#define PRECIS_GENOME_BCF_FAST_H

#include "genome/source_parts.h"

enum { BCF_GQ, BCF_DP, BCF_MIN_DP, BCF_PS, BCF_AD, BCF_GT, BCF_FIELD_COUNT };

/** One FORMAT field: `per_sample` values of a type for each sample, one after the other. */
typedef struct bcf_column {
    const unsigned char *data; /**< NULL = not in the record */
    uint32_t type;
    uint32_t per_sample;
} bcf_column;

typedef struct bcf_fast {
    str *alts;
    size_t alt_room;
    gt_exception *exceptions;
    size_t exception_room;
    bcf_column fields[BCF_FIELD_COUNT];
} bcf_fast;

CHECKED status bcf_fast_next(bcf_fast *b, source_context *c, genome_record *record, bool *more,
                             err *e);
CHECKED status bcf_fast_fields(const bcf_fast *b, const source_context *c, uint32_t sample,
                               genome_fields *fields, err *e);
void bcf_fast_release(bcf_fast *b);

#endif
