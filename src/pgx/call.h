/*
 * One gene, one person: observed genotypes in, one finding out. Two modes: the default (every
 * answer that the observed sites do not contradict) and the compatible one (pgx-calling part B
 * exactly).
 */
#ifndef PRECIS_PGX_CALL_H
#define PRECIS_PGX_CALL_H

#include "finding/finding.h"
#include "pgx/genotype.h"

typedef struct pgx_call_options {
    bool compatible;     /**< --mode compatible */
    bool all_matches;    /**< compatible: keep every match, not only the best score */
    bool combinations;   /**< compatible: combinations and partial alleles where nothing matches */
    bool optional_genes; /**< --cyp2d6: call genes of kb class "optional" from sites */
    bool details;        /**< fill positions, undocumented, tests (JSON, table); off = faster */
} pgx_call_options;

/** Calls gene `g`. All memory of the finding is from `a` or borrowed from the model. Never fails on
 *  data: what cannot be called is a finding that says so. E_MEMORY, E_LIMIT only. */
CHECKED status pgx_call(const pgx_gene *g, const pgx_observed *seen,
                        const pgx_call_options *options, arena *a, finding *out, err *e);

/** The finding of a gene about which the input says nothing. */
CHECKED status pgx_call_nothing(const pgx_gene *g, const pgx_call_options *options, arena *a,
                                finding *out, err *e);

#endif
