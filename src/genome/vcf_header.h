/*
 * The header of a VCF or BCF file: parsed once from its text (the same text in both), kept as the
 * public genome_header plus the numbers by which BCF records refer to it. Rules where files differ
 * from the specification (VCF 4.3 section 1.4, 6.2.1):
 *  - the first line must begin with "##fileformat=VCFv4"; lines may end in CRLF;
 *  - a sample name must be non-empty valid UTF-8 and occur once;
 *  - meta lines that are not well formed are ignored, as long as they begin with "##".
 */
#ifndef PRECIS_GENOME_VCF_HEADER_H
#define PRECIS_GENOME_VCF_HEADER_H

#include "genome/record.h"

/** BCF dictionary numbers of the names that records are asked for; -1 = not declared. */
typedef struct vcf_ids {
    int32_t gt, gq, dp, min_dp, ps, ad, end;
} vcf_ids;

typedef struct vcf_header {
    arena memory;
    genome_header shown;
    const uint8_t *contig_codes; /**< chromosome code by BCF contig number */
    size_t contig_code_count;
    vcf_ids ids;
    bool declares_structural; /**< symbolic ALT other than the gVCF ones, or SVTYPE/SVLEN */
    size_t line_count;        /**< lines of the header */
} vcf_header;

/** Parses header text up to and including the #CHROM line (`text` is copied where needed).
 *  E_SYNTAX with "name:line:", E_LIMIT, E_MEMORY. On failure nothing is left to release. */
CHECKED status vcf_header_parse(vcf_header *h, str text, const char *name, err *e);
void vcf_header_release(vcf_header *h);

#endif
