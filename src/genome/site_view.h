/*
 * The panel seen in one genome build: for every site its reference span, its alleles as normalised
 * edits, and the stretch of the genome in which a record can say something about it. Made once per
 * file, then read only. Does not read records.
 */
#ifndef PRECIS_GENOME_SITE_VIEW_H
#define PRECIS_GENOME_SITE_VIEW_H

#include "genome/normalise.h"
#include "genome/record.h"
#include "genome/site.h"

enum {
    SITE_CODE_NONE = 0xF0 /**< ref_code when the build's reference is not one of the alleles */
};

typedef struct site_view {
    const genome_site *site;
    uint32_t number; /**< index of the site in the panel */
    uint8_t chrom;
    uint8_t ref_code;            /**< allele code of the build's reference, or SITE_CODE_NONE */
    bool has_indel;              /**< some allele changes the length */
    uint32_t start0, end0;       /**< span of the reference allele, anchor included */
    uint32_t from0, to0;         /**< where a record about the site can lie (every spelling) */
    uint32_t sub_from0, sub_to0; /**< hull of the bases that alleles substitute; empty if equal */
    str ref;                     /**< reference bases over the span, in this build */
    genome_stretch stretch;      /**< known reference around the site */
    const genome_edits *alleles; /**< by allele code */
} site_view;

typedef struct site_index {
    const site_view *views; /**< ascending by chrom, from0 */
    size_t count;
    uint32_t longest; /**< longest to0 - from0 */
    size_t skipped;   /**< sites without a position in this build */
    genome_build build;
} site_index;

/** Builds the views of all sites that have a position in `build`. Memory in `a`; panel is borrowed.
 *  With `positions_only` a view reaches no further than its own position (compatible mode).
 *  E_RANGE when an allele is not ACGT, the reference is unknown, or the span is over 63 bases. */
CHECKED status site_index_make(site_index *index, const genome_panel *panel, genome_build build,
                               bool positions_only, arena *a, err *e);
/** First view that may overlap [start0, ...) on `chrom`; walk on from there while from0 < end0. */
size_t site_index_first(const site_index *index, uint8_t chrom, uint32_t start0);
/** True when some site of the panel has an allele that is exactly this one edit. */
bool site_index_documents(const site_index *index, uint8_t chrom, const genome_edit *x);
/** The regions to ask a source for: views merged where they touch. Memory in `a`. */
CHECKED status site_index_regions(const site_index *index, arena *a, const genome_region **regions,
                                  size_t *count, err *e);

#endif
