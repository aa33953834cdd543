/*
 * The GT column of a BCF record, packed: integers (allele + 1) << 1 | phased, 0 or 1 for a missing
 * allele, padded with the end-of-vector value (VCF 4.3 section 6.3.3). The result is that of
 * gt_text.h for the same genotypes.
 */
#ifndef PRECIS_GENOME_BCF_GT_H
#define PRECIS_GENOME_BCF_GT_H

#include "genome/bcf_fast.h"
#include "genome/gt_text.h"

/** The caller fills the first part, bcf_gt_scan the second. */
typedef struct bcf_gt {
    bcf_column column;
    uint32_t samples;     /**< values are there for */
    uint32_t alleles;     /**< 1 + ALT count */
    const uint32_t *keep; /**< NULL = all */
    uint32_t keep_count;
    gt_exception *exceptions; /**< room for all wanted samples */

    size_t exception_count;
    uint32_t base;
    uint32_t sample; /**< where a fault is, number in the file */
} bcf_gt;

gt_fault bcf_gt_scan(bcf_gt *s);

#endif
