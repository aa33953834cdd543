/*
 * One person's genotypes at one gene's positions, made ready for matching: undocumented alleles
 * resolved as the gene's class says, sites sorted into groups whose two strands are known together.
 */
#ifndef PRECIS_PGX_GENOTYPE_H
#define PRECIS_PGX_GENOTYPE_H

#include "pgx/model.h"

/** What was read at one gene. Arrays are by position (define positions, then extras). */
typedef struct pgx_observed {
    const genome_cell *cells;
    const uint32_t *notes;    /**< NOTE_* of genome/site.h */
    const str *const *others; /**< spelled undocumented alleles: others[position][k] */
} pgx_observed;

typedef enum pgx_unknown { PGX_UNKNOWN_DROPPED, PGX_UNKNOWN_ANY } pgx_unknown;

/** A group: sites whose strand 1 (and strand 2) alleles belong to the same chromosome copy. */
typedef struct pgx_group {
    pgx_set o1, o2; /**< alleles that fit strand 1 / strand 2 at all sites of the group */
    uint32_t ps;    /**< phase set, 0 for the group of fixed sites and unphased sites */
    bool differs;   /**< the two strands differ somewhere */
} pgx_group;

enum { PGX_GROUP_NONE = 0xFFFF };

typedef struct pgx_genotype {
    const pgx_gene *gene;
    uint8_t *a, *b;     /**< effective codes by position; CELL_MISSING, CELL_OTHER_…, or allele */
    uint16_t *group_of; /**< by position; PGX_GROUP_NONE where nothing is known */
    uint16_t *notable;  /**< positions that are not simply read as the reference, ascending */
    size_t notable_count;
    pgx_group *groups; /**< the first is that of fixed sites */
    size_t group_count;
    size_t differing;    /**< groups whose strands differ */
    size_t known;        /**< positions with at least one allele known */
    size_t missing;      /**< positions without any */
    size_t partial;      /**< positions with one of two alleles known */
    size_t undocumented; /**< positions with an allele no definition knows, as read */
    bool haploid;
    bool phased;       /**< every known heterozygous site is phased */
    bool phase_sets;   /**< phase sets are used */
    bool heterozygous; /**< some known site is heterozygous, by the numbers read */
    bool required_missing;
    pgx_set uncallable; /**< alleles none of whose defined positions is known */
    size_t uncallable_count;
} pgx_genotype;

typedef struct pgx_prepare {
    bool replace_unknown; /**< undocumented alleles become REF (where not marked otherwise) */
    bool peer;        /**< half known sites keep the order they were written in, as the peer does;
                       *   otherwise their strand is unknown like that of other unphased sites */
    const bool *skip; /**< positions to leave out, by position; may be NULL */
} pgx_prepare;

/** Prepares one gene's genotypes; all memory from `a`. E_MEMORY. */
CHECKED status pgx_genotype_prepare(const pgx_gene *g, const pgx_observed *seen,
                                    const pgx_prepare *how, arena *a, pgx_genotype *out, err *e);

/** True when at most one group has two different orientations. */
static inline bool pgx_effectively_phased(const pgx_genotype *x)
{
    return x->differing <= 1;
}

#endif
