/*
 * Which pairs of named alleles fit a person's genotypes. Cost grows with sites x surviving alleles,
 * never with the number of possible phases. Behaviour: pgx-calling part B 2.3 and part C 1.
 */
#ifndef PRECIS_PGX_MATCH_H
#define PRECIS_PGX_MATCH_H

#include "pgx/genotype.h"

enum { PGX_NO_ALLELE = 0xFFFF };

/** A pair of named alleles (kb indices), in name order; b is PGX_NO_ALLELE for one copy. */
typedef struct pgx_pair {
    uint16_t a, b;
    int32_t score; /**< defined cells that were seen, less wobbles that show REF */
} pgx_pair;

typedef struct pgx_pairs {
    pgx_pair *list; /**< by score (descending), then name order */
    size_t count;
} pgx_pairs;

/** All pairs that fit. `unknown` says whether an unseen position may carry any documented allele
 *  (PGX_UNKNOWN_ANY) or is left out, together with alleles that only it defines. */
CHECKED status pgx_match(const pgx_genotype *x, pgx_unknown unknown, arena *a, pgx_pairs *out,
                         err *e);
/** Keeps only the pairs with the best score. */
void pgx_pairs_keep_top(pgx_pairs *pairs);

/** Puts pairs in order: score descending, then names. */
void pgx_pairs_sort(const pgx_gene *g, pgx_pairs *pairs);

#endif
