/*
 * The pharmacogenes as typed, read-only tables: positions, named alleles, functions, phenotype
 * rules. Semantics of every column: docs/kb-tables.md. All texts are borrowed from the kb.
 */
#ifndef PRECIS_KB_GENE_H
#define PRECIS_KB_GENE_H

#include "kb/kb.h"

enum { KB_POS_NONE = 0, KB_REF_OTHER = 0xFF, KB_POSITION_ALLELES_MAX = 32 };

typedef enum kb_class {
    KB_ORDINARY, /**< diplotypes of named alleles */
    KB_LOWEST,   /**< sets of variants; the lowest function of a strand counts (DPYD, RYR1) */
    KB_MITO,     /**< one allele, from chrM */
    KB_PRESENCE  /**< an allele is carried or not (HLA); outside calls only */
} kb_class;

typedef enum kb_scoring {
    KB_BY_FUNCTION, /**< phenotype from the pair of functions */
    KB_BY_ACTIVITY, /**< phenotype from the summed activity score */
    KB_UNSCORED     /**< the source has no phenotypes (IFNL3: "n/a"; CYP4F2: nothing at all) */
} kb_scoring;

typedef enum kb_calls {
    KB_FROM_VCF,
    KB_OPTIONAL, /**< from variant files only when asked (CYP2D6) */
    KB_OUTSIDE   /**< from outside calls only */
} kb_calls;

typedef struct kb_position {
    bool extra; /**< reported, never matched (rs12777823) */
    bool required, amp1;
    uint8_t allele_count;
    uint8_t ref37;      /**< index of the GRCh37 reference among alleles, or KB_REF_OTHER */
    uint32_t pos1[2];   /**< 1-based VCF position on GRCh37, GRCh38; KB_POS_NONE = unknown */
    const str *alleles; /**< [0] = GRCh38 reference; VCF spelling */
    const str *hgvs;    /**< g. name of each alternative, parallel to alleles + 1 */
    str rsid;
    str ref37_other; /**< the reference string when ref37 is KB_REF_OTHER */
} kb_position;

typedef struct kb_cell_def {
    uint16_t position; /**< index into the gene's positions */
    bool wobble;       /**< an IUPAC letter: several alleles fit */
    uint32_t mask;     /**< bit k: allele k of the position fits */
} kb_cell_def;

typedef enum kb_allele_kind { KB_REFERENCE, KB_NAMED, KB_OUTSIDE_ONLY } kb_allele_kind;

typedef struct kb_allele {
    str name, id, function, activity, source; /**< empty where the source says nothing */
    kb_allele_kind kind;
    const kb_cell_def *cells; /**< defined cells, ascending positions */
    uint16_t cell_count;
    double activity_value;  /**< NaN where there is none or it is "n/a" */
    bool activity_at_least; /**< "≥3.0": the value is a lower bound */
} kb_allele;

typedef enum kb_rule_kind {
    KB_RULE_FUNCTION, /**< the unordered pair of functions a, b (b empty: one copy) */
    KB_RULE_SCORE,    /**< summed activity score in [min, max]; NaN bounds: "n/a" */
    KB_RULE_ABSENT,   /**< a called diplotype that no other rule covers */
    KB_RULE_VALUE     /**< presence genes: allele a is b ("present" or "absent") */
} kb_rule_kind;

/** One phenotype rule; see docs/kb-tables.md for how they are tried. */
typedef struct kb_phenotype_rule {
    kb_rule_kind kind;
    str a, b;
    double min, max; /**< score rules */
    str phenotype, lookup_key, activity_score;
} kb_phenotype_rule;

typedef struct kb_priority {
    str id, pick;
    const str *list;
    size_t count;
} kb_priority;

typedef struct kb_window {
    uint32_t start1[2];     /**< 1-based, by build; KB_POS_NONE = unknown */
    str bases;              /**< GRCh38 plus strand */
    const uint32_t *diff37; /**< offsets into bases where GRCh37 differs */
    const char *base37;     /**< the GRCh37 base at each */
    size_t diff_count;
} kb_window;

typedef struct kb_gene {
    str name, version, source, no_call_phenotype;
    uint8_t chrom; /**< 1..22, 23 X, 24 Y, 25 MT */
    kb_class class;
    kb_scoring scoring;
    kb_calls calls;
    bool undocumented_is_reference;
    bool haploid;                 /**< may be haploid: X in males, MT */
    uint32_t index;               /**< in kb_genes order (by name) */
    const kb_position *positions; /**< ascending GRCh38; define positions first, then extras */
    size_t position_count;        /**< define positions only */
    size_t extra_count;
    const kb_allele *alleles; /**< reference first, then in table order */
    size_t allele_count;
    size_t matched_count; /**< alleles that sites can define come first: [0, matched_count) */
    map allele_index;
    const kb_phenotype_rule *rules;
    size_t rule_count;
    const kb_priority *priorities;
    size_t priority_count;
    const kb_window *windows;
    size_t window_count;
} kb_gene;

/** All genes, ascending by name. */
const kb_gene *kb_genes(const kb *k, size_t *count);
/** A gene by name, or NULL. */
const kb_gene *kb_gene_find(const kb *k, str name);
/** Index of an allele by its exact name, or MAP_NONE. */
uint32_t kb_allele_find(const kb_gene *g, str name);
/** The allele that replaces a sub-allele's name in output, or `name` itself. */
str kb_parent_allele(const kb *k, const kb_gene *g, str name);

#endif
