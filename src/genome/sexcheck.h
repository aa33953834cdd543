/*
 * How many X chromosomes a person's genotypes show: haploid calls mean one, two different alleles
 * mean two, equal alleles of a diploid caller mean either. Y calls mean that there is a Y. The
 * sites given must lie outside the pseudo-autosomal regions. Says what the file shows, not who
 * somebody is.
 */
#ifndef PRECIS_GENOME_SEXCHECK_H
#define PRECIS_GENOME_SEXCHECK_H

#include "genome/site.h"

typedef enum sex_evidence {
    SEX_UNKNOWN,      /**< nothing on X or Y tells */
    SEX_ONE_X,        /**< haploid X calls, or called Y and no two alleles on X */
    SEX_TWO_X,        /**< two different alleles somewhere on X, no called Y */
    SEX_CONTRADICTORY /**< haploid calls or a called Y beside two different alleles on X */
} sex_evidence;

/** Counts over one person's cells; zero-initialise. */
typedef struct sex_tally {
    uint32_t x_single, x_two_alleles, x_equal, y_called;
} sex_tally;

/** Adds a cell of a site; other chromosomes are ignored. */
void sex_tally_add(sex_tally *tally, uint8_t chrom, genome_cell cell);
/** One X and two alleles together need at least two of the rarer kind to be a contradiction; a
 * single one is taken for a wrong call when there are ten times as many of the other kind. */
sex_evidence sex_tally_decide(const sex_tally *tally);

#endif
