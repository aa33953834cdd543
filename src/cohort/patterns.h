/*
 * Who has which genotypes at one gene, told apart once. Every sample stands at a node of a tree; a
 * node is its parent plus one cell that differs from what most samples have at that position. Only
 * samples that differ from the common cell are ever touched, and samples with equal genotypes stand
 * at the same node. Knows positions and cells; knows no file, no allele's meaning and no call.
 */
#ifndef PRECIS_COHORT_PATTERNS_H
#define PRECIS_COHORT_PATTERNS_H

#include "genome/site.h"

enum { PATTERN_POSITIONS_MAX = 1024, PATTERN_ROOTS = 3 };
#define PATTERN_NONE 0xFFFFFFFFu

/** A node: below PATTERN_ROOTS the starting points, which have no cell. */
typedef struct pattern_node {
    uint32_t parent; /**< PATTERN_NONE for a root */
    uint32_t position;
    genome_cell cell;
} pattern_node;

/** What a common cell becomes for a sample that started at `root` (people of known sex on X). */
typedef genome_cell (*pattern_adjust)(genome_cell cell, uint32_t root);

/** One gene over all samples. Zero-initialise, then patterns_init. Not for several threads while it
 *  is filled; read-only after patterns_finish. */
typedef struct patterns {
    size_t positions, samples;
    genome_cell *defaults; /**< by position: what samples have that nothing else is known of */
    pattern_adjust adjust; /**< NULL = all roots are alike */
    uint32_t *of_sample;   /**< node of each sample; after patterns_finish its pattern number */
    pattern_node *nodes;
    size_t node_count, node_room;
    uint32_t *slots; /**< hash index of nodes; PATTERN_NONE = empty */
    size_t slot_count;
    uint32_t last;           /**< node found last: neighbours in a column tend to share it */
    uint32_t *pattern_nodes; /**< after patterns_finish: node of each pattern */
    bool *shared;            /**< after patterns_finish: more than one sample has it */
    size_t pattern_count;
} patterns;

/** All positions unknown (WHY_NO_RECORD), all samples at root 0. E_LIMIT over
 *  PATTERN_POSITIONS_MAX positions. */
CHECKED status patterns_init(patterns *p, size_t positions, size_t samples, err *e);
void patterns_release(patterns *p);
/** Says that `sample` has `cell` at `position`; replaces an earlier cell there. */
CHECKED status patterns_refine(patterns *p, size_t sample, size_t position, genome_cell cell,
                               err *e);
/** The same for several samples, each at most once: faster, as memory is fetched ahead. */
CHECKED status patterns_refine_all(patterns *p, size_t position, const cell_exception *changes,
                                   size_t count, err *e);
/** The cell of a sample at a position as known so far. */
genome_cell patterns_cell(const patterns *p, size_t sample, size_t position);
/** The default of a position for samples that started at `root`. */
genome_cell patterns_default(const patterns *p, size_t position, uint32_t root);
/** Numbers the patterns that samples have, in the order of the first sample of each. */
CHECKED status patterns_finish(patterns *p, err *e);
/** All cells of a pattern (by position), after patterns_finish. */
void patterns_cells(const patterns *p, uint32_t pattern, genome_cell *cells);

#endif
