/*
 * Genotype columns of a text VCF line, packed. A genotype is "a", "a|b", "a/b" or longer, each
 * allele a number or '.'; VCF 4.4's leading mark ("/0|1", "|0") is understood. Rules:
 *  - "." alone is one missing allele (haploid); what follows ':' is not looked at;
 *  - GT_PHASED means '|' before the second allele and no leading '/'; a haploid one never has it;
 *  - of more than two alleles the first two are kept and GT_TRUNCATED is set;
 *  - an allele number above the ALT count, an empty genotype and any other character are faults.
 */
#ifndef PRECIS_GENOME_GT_TEXT_H
#define PRECIS_GENOME_GT_TEXT_H

#include "genome/record.h"

typedef enum gt_fault {
    GT_FINE = 0,
    GT_FAULT_FORM,   /**< not a genotype */
    GT_FAULT_ALLELE, /**< allele number above the ALT count */
    GT_FAULT_LIMIT,  /**< allele number above 253 */
    GT_FAULT_FEW,    /**< fewer columns than samples */
    GT_FAULT_MANY,   /**< more columns than samples */
} gt_fault;

/** One line's genotype columns: the caller fills the first part, gt_text_scan the second. */
typedef struct gt_scan {
    str text;             /**< from the first sample's column to the end of the line; BLOCK_PAD
                               readable bytes must follow */
    uint32_t samples;     /**< columns expected (>= 1) */
    uint32_t alleles;     /**< 1 + ALT count */
    bool gt_only;         /**< FORMAT is exactly GT */
    const uint32_t *keep; /**< ascending sample numbers, NULL = all */
    uint32_t keep_count;
    bool portable;            /**< do not use AVX2 (for tests) */
    gt_exception *exceptions; /**< room for as many as samples that are wanted */

    size_t exception_count;
    uint32_t base;
    uint32_t column; /**< where a fault is: sample number in the file, 0-based */
    str cell;        /**< and what stands there */
} gt_scan;

gt_fault gt_text_scan(gt_scan *s);

/** Behind the `n`-th next tab, or NULL when the text ends before. */
const char *gt_text_skip(const char *p, const char *end, uint32_t n);

#endif
