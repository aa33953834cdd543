/*
 * Genes in which all variants of a strand count and the lowest function decides (DPYD, RYR1), and
 * the mitochondrial gene, which is one strand. Internal to pgx/.
 */
#ifndef PRECIS_PGX_LOWEST_H
#define PRECIS_PGX_LOWEST_H

#include "pgx/answer.h"
#include "pgx/strands.h"

/** Compatible behaviour (pgx-calling part B 2.5). Fills answer and `out->variants`. */
CHECKED status pgx_lowest_compatible(const pgx_observed *seen, answer *w, finding *out, err *e);
/** Default behaviour (part C 1, 2): every set of variants the sites do not contradict. */
CHECKED status pgx_lowest_possible(const pgx_observed *seen, const pgx_genotype *x, answer *w,
                                   finding *out, err *e);
/** One strand of a mitochondrial gene; `x` prepared. */
CHECKED status pgx_mito(const pgx_observed *seen, const pgx_genotype *x, bool compatible, answer *w,
                        finding *out, err *e);
/** Adds "[a + b]/c" for two strands; the strands' worst alleles decide the phenotype. */
CHECKED status pgx_add_strands(answer *w, const pgx_strand *one, const pgx_strand *two, err *e);
/** Best score first, then names. Candidates found by name before are found no more. */
void pgx_sort_candidates(answer *w);
/** All orientations' combinations (part B 2.4) into the answer, best score first. */
CHECKED status pgx_combinations(const pgx_genotype *x, const pgx_observed *seen, answer *w, err *e);

#endif
