/*
 * What lies on one chromosome copy when no single named allele describes it: combinations of named
 * alleles, and variants that no allele holds ("partials"). Behaviour: pgx-calling part B 2.4.
 */
#ifndef PRECIS_PGX_STRANDS_H
#define PRECIS_PGX_STRANDS_H

#include "pgx/genotype.h"

enum { PGX_PARTS_MAX = 64, PGX_ORIENTATIONS_MAX = 1 << 12, PGX_STRANDS_MAX = 64 };

/** One description of a strand. */
typedef struct pgx_strand {
    uint16_t alleles[PGX_PARTS_MAX]; /**< named alleles on it, in name order; none = reference */
    size_t allele_count;
    size_t partial_count;
    str name;       /**< "*1", "*2", "[*2 + g.123A>C]" */
    int32_t score;  /**< defined cells in the union, less the partials */
    uint16_t worst; /**< the allele whose function counts: lowest first, then name */
} pgx_strand;

typedef struct pgx_strand_list {
    pgx_strand *items;
    size_t count;
} pgx_strand_list;

/** Describes a strand given by one code per position (CELL_MISSING where unknown). `banned` (a set
 * of alleles, may be NULL) take no part. `unknown_named`: as in combinations that the peer makes,
 * half known sites become "g.POS?" parts and an allele may be seen though some of its sites are
 * not; otherwise only what was seen in full is there. */
CHECKED status pgx_strand_describe(const pgx_genotype *x, const uint8_t *codes,
                                   const pgx_observed *seen, const pgx_set *banned,
                                   bool unknown_named, arena *a, pgx_strand_list *out, err *e);

/** Orders, names and scores a strand whose alleles and allele_count the caller has set. */
CHECKED status pgx_strand_compose(const pgx_genotype *x, const uint8_t *codes,
                                  const pgx_observed *seen, bool unknown_named, arena *a,
                                  pgx_strand *strand, err *e);

/** "name" or "[a + b]" for named alleles in name order plus further parts. */
CHECKED status pgx_parts_name(arena *a, const str *parts, size_t count, str *name, err *e);

/** Most severe first: which of two alleles decides a strand's function in a lowest-function gene.
 */
bool pgx_more_severe(const pgx_gene *g, uint16_t a, uint16_t b);
/** Place of a function class in severity, 0 = most severe. */
unsigned pgx_severity(const pgx_gene *g, uint16_t allele);

/** Number of orientations of the differing groups, the first held still: 2^(n-1), at least 1;
 *  0 when there are more than PGX_ORIENTATIONS_MAX. */
size_t pgx_orientation_count(const pgx_genotype *x);
/** Codes of both strands for orientation `which` (0-based). */
void pgx_orientation_codes(const pgx_genotype *x, size_t which, uint8_t *one, uint8_t *two);

#endif
