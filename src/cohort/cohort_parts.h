/*
 * What a cohort holds: patterns by gene, the panel's site texts, the samples. Shared by the files
 * of this folder that read, call and count; nobody else includes it.
 */
#ifndef PRECIS_COHORT_COHORT_PARTS_H
#define PRECIS_COHORT_COHORT_PARTS_H

#include "cohort/engine.h"
#include "cohort/patterns.h"

enum { COHORT_NOTES_MAX = 256, COHORT_MEMO_BYTES = 256 << 20 };

typedef struct cohort_gene {
    bool wanted;
    bool read; /**< sites of it are read: `set` is filled */
    bool on_x;
    const finding *outside; /**< replaces ours, or NULL */
    patterns set;
    uint8_t *delivered;   /**< by position: 1 + file that gave it first, 0 = none */
    uint8_t first_file;   /**< 1 + file that gave its first column, 0 = none yet */
    genome_cell *assumed; /**< by position: reference because absent; a == CELL_MISSING: not */
    uint32_t *notes;      /**< by position: NOTE_* */
    str **others;         /**< by position */
    uint8_t *other_counts;
    const finding **memo; /**< findings of shared patterns that were asked for */
} cohort_gene;

struct cohort {
    arena memory;        /**< texts and small tables */
    arena memo;          /**< findings kept for reuse */
    uint32_t identities; /**< numbers given to kept findings */
    const pgx_model *model;
    cohort_options options;
    const char *first_path; /**< the part that named the samples and the build */
    str *samples;
    size_t sample_count;
    uint8_t *sex;       /**< cohort_sex by sample; NULL when not stated */
    uint8_t *sex_clash; /**< by sample: a genotype contradicts the stated sex */
    genome_build build;
    str notes[COHORT_NOTES_MAX];
    size_t note_count;
    cohort_gene *genes; /**< by model gene index */
};

/** Room that one caller of pgx_call works in. */
typedef struct cohort_scratch {
    genome_cell cells[PATTERN_POSITIONS_MAX];
    uint32_t notes[PATTERN_POSITIONS_MAX];
} cohort_scratch;

/** The finding of one pattern, from `a` or borrowed from the options. */
CHECKED status cohort_finding_make(const cohort *c, size_t gene, uint32_t pattern,
                                   cohort_scratch *scratch, arena *a, finding *out, err *e);

#endif
