/*
 * The knowledge base turned into what calling needs: for each gene, which alleles fit each genotype
 * code at each position (as bit sets), the order of names, and the phenotype of each pair of
 * functions. Built once, read-only, shared by all threads.
 */
#ifndef PRECIS_PGX_MODEL_H
#define PRECIS_PGX_MODEL_H

#include "genome/site.h"
#include "kb/gene.h"
#include "pgx/set.h"

enum {
    PGX_SITES_MAX = 512,
    PGX_CLASSES_MAX = 32,
    PGX_SITE_NONE = 0xFFFFFFFFu,
    PGX_ALLELE_NONE = 0xFFFF
};

/** What a pair (or a single copy) of functions means. Empty texts: nothing is said. */
typedef struct pgx_result {
    str phenotype, lookup_key, activity_score;
} pgx_result;

/** Alleles that do not fit the GRCh38 reference at a site. */
typedef struct pgx_wants {
    const uint16_t *alleles;
    size_t count;
} pgx_wants;

typedef struct pgx_gene {
    const kb_gene *kb;
    size_t sites;               /**< define positions */
    size_t alleles;             /**< that sites can define; index = kb allele index */
    size_t words;               /**< of a pgx_set over alleles */
    uint32_t first_site;        /**< panel index of each position: site_index[] */
    const uint32_t *site_index; /**< position (define, then extra) -> panel site */
    uint64_t **accept;          /**< [position][code * words]: alleles that fit code */
    const pgx_wants *wants;     /**< [position] */
    const uint16_t *want_count; /**< [allele]: positions at which it does not fit the reference */
    pgx_set all_reference;      /**< alleles that fit the reference everywhere */
    const uint32_t *filled;     /**< [allele * sites + position]: mask of fitting codes */
    const uint8_t *defined;     /**< [allele * sites + position]: 1 if the definition names it */
    const uint8_t *wobble;      /**< likewise: 1 if the cell is an IUPAC letter */
    const str *shown;     /**< name of each kb allele in output: sub-alleles by their parent */
    const uint16_t *rank; /**< place of each kb allele in name order */
    const uint8_t *function_class; /**< of each kb allele */
    size_t classes;
    size_t inferred_site; /**< position of kb/inferred.tsv, PGX_SITE_NONE if the gene has none */
    const uint16_t *inferred; /**< by code there: the allele it stands for, or PGX_ALLELE_NONE */
    const double *class_activity; /**< activity genes: value of each class, NaN = none or n/a */
    const pgx_result *pair;       /**< [class * classes + class] */
    const pgx_result *single;     /**< [class] */
    pgx_result absent;            /**< for a called combination that is no named allele */
} pgx_gene;

typedef struct pgx_model {
    const kb *knowledge;
    pgx_gene *genes; /**< all genes of the kb, in its order */
    size_t gene_count;
    genome_panel panel;        /**< every position of every gene that variant files can answer */
    const uint16_t *site_gene; /**< panel site -> gene */
    const uint16_t *site_position; /**< panel site -> position within the gene */
} pgx_model;

/** Builds the model in `a`; E_LIMIT when a gene is larger than this code was made for. */
CHECKED status pgx_model_build(const kb *k, arena *a, pgx_model *model, err *e);

#endif
