/*
 * From a file to genotypes at sites: the build established, records interpreted (multi-allelic
 * joined or split, MNPs, indels in any spelling, gVCF blocks, overlapping records, filters), array
 * text read. The caller gets each site once, as a column over all samples.
 */
#ifndef PRECIS_GENOME_GENOTYPES_H
#define PRECIS_GENOME_GENOTYPES_H

#include "genome/record.h"

/** Intervals in which an absent record means reference, or outside which nothing is callable. */
typedef struct genome_bed {
    const genome_region *regions; /**< sorted, disjoint */
    size_t count;
} genome_bed;

typedef struct genotypes_options {
    bool compatible; /**< spec part B 2.1 exactly: GRCh38 positions, REF equal, first record wins */
    bool absent_is_reference;   /**< --absent reference: no record = homozygous reference */
    const genome_bed *callable; /**< NULL = none; where given, absent inside = reference, outside =
                                   WHY_DECLINED */
    bool ignore_filter;         /**< take records whatever FILTER says */
    double min_gq;              /**< 0 = off */
    int32_t min_dp;             /**< 0 = off */
    genome_build build;         /**< BUILD_UNKNOWN = find out; else a contradiction is an error */
    genome_source_options source;
    const char *const *samples; /**< names to keep, NULL = all; an unknown name is E_NOTFOUND */
    size_t sample_count;
} genotypes_options;

typedef struct genotypes genotypes;

/* Cells of default mode: unphased genotypes are ordered (a <= b); a and b are equal bytes for equal
 * genotypes. 1/1 on MT and Y is one copy; 0/1 there is kept as it is. WHY_CONTRADICTION also covers
 * records that fit together in two different ways. `others` may list alleles that no sample has.
 * The rules for spellings, deletions, blocks and '*' are in observe.h. Array text ("-" excepted) is
 * opened by the same call; its layouts are in array_text.h. */

/** Receives each site that the file (or an option) says something about, once, in no promised
 * order. Sites never given are unknown with WHY_NO_RECORD. */
typedef status (*genotypes_sink)(void *context, const genome_column *column, err *e);

/** Opens a variant file or array text; finds the build. `panel` is borrowed for the life of `*out`.
 *  E_CONFLICT when the build is contradictory or not established (with what was seen). */
CHECKED status genotypes_open(const char *path, const genome_panel *panel,
                              const genotypes_options *options, genotypes **out, err *e);
void genotypes_free(genotypes *g);
/** Samples in output order (kept ones only). */
const str *genotypes_samples(const genotypes *g, size_t *count);
genome_build genotypes_build(const genotypes *g);
/** One line about how the build was found ("contig lengths", "REF bases at 812 sites", …). */
const char *genotypes_build_evidence(const genotypes *g);
/** Remarks for the user (index ignored, records skipped …), one line each; borrowed. */
const str *genotypes_notes(const genotypes *g, size_t *count);
/** Reads all and gives every site to the sink. Once only. */
CHECKED status genotypes_read(genotypes *g, genotypes_sink sink, void *context, err *e);

#endif
