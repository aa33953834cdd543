/*
 * From functions to phenotypes: the rules of kb/phenotypes.tsv evaluated once for every pair of
 * function classes of a gene (semantics: docs/kb-tables.md).
 */
#ifndef PRECIS_PGX_PHENOTYPE_H
#define PRECIS_PGX_PHENOTYPE_H

#include "pgx/model.h"

/** Fills classes, pair, single and absent of `g`. E_CONFLICT when a rule is not determinate. */
CHECKED status pgx_phenotypes_build(arena *a, pgx_gene *g, err *e);

/** Result for two named alleles (kb indices); both may be the same. */
const pgx_result *pgx_result_of_pair(const pgx_gene *g, size_t a, size_t b);
/** Result for one copy. */
const pgx_result *pgx_result_of_single(const pgx_gene *g, size_t a);

/** A score as guidelines write it: "≥" if `at_least`, then the shortest decimal with at least one
 *  digit after the point ("1.0", "0.25"). In `a`; p is NULL when memory is out. */
str pgx_score_text(arena *a, double score, bool at_least);
/** The rule of an activity gene for a score given from outside, or NULL. NaN asks for "n/a". */
const kb_phenotype_rule *pgx_rule_of_score(const kb_gene *g, double score);

#endif
