/*
 * What is wanted from a variant file and what is found: sites (given by the caller, in both genome
 * builds) and cells (one person's genotype at one site). This folder knows coordinates, alleles and
 * files; it does not know what a gene or an allele means, nor where the sites come from.
 */
#ifndef PRECIS_GENOME_SITE_H
#define PRECIS_GENOME_SITE_H

#include "base/status.h"
#include "base/text.h"

typedef enum genome_build { BUILD_UNKNOWN = -1, BUILD_37 = 0, BUILD_38 = 1 } genome_build;

/** Chromosome codes: 1..22 as they are called, then X, Y, MT; 0 = none of these. */
enum { CHROM_X = 23, CHROM_Y = 24, CHROM_MT = 25, CHROM_COUNT = 26 };

enum { SITE_POS_NONE = 0xFFFFFFFFu, SITE_ALLELES_MAX = 64, SITE_REF_OTHER = 0xFF };

/** One position at which genotypes are wanted. Alleles are in VCF spelling, anchored at pos0. */
typedef struct genome_site {
    uint8_t chrom;
    uint8_t allele_count; /**< 1..SITE_ALLELES_MAX */
    uint8_t ref[2];       /**< which allele is the reference of each build, or SITE_REF_OTHER */
    uint32_t pos0[2];     /**< 0-based, by build; SITE_POS_NONE where unknown */
    const str *alleles;   /**< [0] = GRCh38 reference, then the documented alternatives */
} genome_site;

/** Reference bases around sites, in each build (plus strand, ACGTN). */
typedef struct genome_window {
    uint8_t chrom;
    uint32_t start0[2]; /**< by build; SITE_POS_NONE where unknown */
    str bases[2];
} genome_window;

/** What is wanted: sites sorted by (chrom, pos0[BUILD_38]); windows sorted likewise. Borrowed. */
typedef struct genome_panel {
    const genome_site *sites;
    size_t site_count;
    const genome_window *windows;
    size_t window_count;
} genome_panel;

/** Allele codes of a cell. Below SITE_ALLELES_MAX: index into the site's alleles. */
enum {
    CELL_OTHER_FIRST = 0x80, /**< 0x80 + k: the k-th undocumented allele seen at this site */
    CELL_OTHER_LAST = 0xEF,
    CELL_ABSENT = 0xFE,  /**< haploid genotype: there is no second copy */
    CELL_MISSING = 0xFF, /**< not known ('.' or not callable) */
};

enum {
    CELL_PHASED = 1,    /**< the order a|b is meaningful within phase set `ps` */
    CELL_TRUNCATED = 2, /**< more than two alleles were given; the first two are kept */
};

/** Why a cell holds CELL_MISSING. */
typedef enum cell_why {
    WHY_NONE = 0,
    WHY_NO_RECORD, /**< the file says nothing about the position */
    WHY_NO_CALL,   /**< ./. */
    WHY_FILTERED,  /**< FILTER is neither PASS nor '.' */
    WHY_LOW_GQ,
    WHY_LOW_DP,
    WHY_REF_MISMATCH,  /**< the record's REF is not the reference of the build */
    WHY_SYMBOLIC,      /**< a used allele is symbolic, '*', or not ACGT */
    WHY_CONTRADICTION, /**< two records disagree, or the depths contradict the genotype */
    WHY_STRAND,        /**< an A/T or C/G genotype without strand information */
    WHY_DECLINED,      /**< outside --callable */
    WHY_COUNT
} cell_why;

/** One person's genotype at one site. All fields take part in equality; no padding. */
typedef struct genome_cell {
    uint8_t a, b;  /**< allele codes; b is CELL_ABSENT for a haploid genotype */
    uint8_t flags; /**< CELL_* flags */
    uint8_t why;   /**< cell_why */
    uint32_t ps;   /**< phase set, 0 = none given; only with CELL_PHASED */
} genome_cell;

static inline uint64_t cell_key(genome_cell c)
{
    return (uint64_t)c.a | (uint64_t)c.b << 8 | (uint64_t)c.flags << 16 | (uint64_t)c.why << 24 |
           (uint64_t)c.ps << 32;
}

typedef struct cell_exception {
    uint32_t sample;
    genome_cell cell;
} cell_exception;

/** One site over all samples of a file: all have `base` but the exceptions (ascending samples).
 *  Codes CELL_OTHER_FIRST + k refer to others[k] (the allele as spelled in the file's build,
 * anchored at the site's position). Borrowed until the sink returns. */
typedef struct genome_column {
    uint32_t site;
    genome_cell base;
    const cell_exception *exceptions;
    size_t exception_count;
    const str *others;
    size_t other_count;
    uint32_t notes; /**< NOTE_* bits seen at this site in any sample */
} genome_column;

enum {
    NOTE_DUPLICATE = 1, /**< a further record at the position was ignored or merged */
    NOTE_REF_MISMATCH = 2,
    NOTE_SYMBOLIC = 4,
    NOTE_NORMALISED = 8, /**< an indel or MNP in another spelling was recognised */
    NOTE_TRUNCATED = 16, /**< a genotype with more than two alleles */
    NOTE_UNMARKED = 32,  /**< compatible mode: undocumented alleles that the peer only warns about
                              (documented allele of several bases, record with single bases) */
    NOTE_ASSUMED = 64,   /**< no record spoke; an option says that absence means reference */
};

/** Chromosome code of a name: "1", "chr1", "NC_000001.11", "CM000663.2", "X", "chrM", "MT", …; 0 if
 *  it is none of the 25. `*build` is set where the name itself tells (accessions), else untouched.
 */
uint8_t genome_chrom_code(str name, genome_build *build);
/** "1".."22", "X", "Y", "MT". */
const char *genome_chrom_name(uint8_t chrom);

#endif
