/*
 * The answers of one gene sorted by what rules can tell apart: two answers for which every
 * comparison has the same truth are one state. A rule that uses few comparisons sees even fewer
 * groups.
 */
#ifndef PRECIS_ADVICE_GENE_STATE_H
#define PRECIS_ADVICE_GENE_STATE_H

#include "advice/gene_answer.h"
#include "finding/advice.h"

/** A gene that rules speak of. */
typedef struct rule_gene {
    str name;
    const kb_gene *kb;     /**< NULL: not in the gene tables */
    const uint16_t *atoms; /**< every comparison about it, by table index */
    size_t atom_count;
} rule_gene;

typedef struct gene_states {
    const rule_gene *gene;
    const gene_answer *answers;
    size_t answer_count;
    uint32_t *state_of;  /**< by answer */
    const truth *values; /**< [state * atom_count + place of the atom] */
    size_t state_count;
    bool functional; /**< the answers are after phenoconversion */
} gene_states;

/** The part of a gene that one rule uses. */
typedef struct rule_part {
    uint32_t gene;          /**< index among the engine's genes */
    const uint16_t *places; /**< places of its comparisons in rule_gene.atoms */
    size_t place_count;
} rule_part;

/** The states as one rule sees them. */
typedef struct state_groups {
    const gene_states *states;
    const rule_part *part;
    uint32_t *group_of; /**< by state */
    uint32_t *first;    /**< a state of each group */
    size_t count;
} state_groups;

CHECKED status gene_states_make(const rule_gene *g, const condition_atom *atoms, const finding *f,
                                arena *a, gene_states *out, err *e);
/** The same from answers that are there already (borrowed). */
CHECKED status gene_states_of(const rule_gene *g, const condition_atom *atoms,
                              const gene_answer *answers, size_t n, arena *a, gene_states *out,
                              err *e);
CHECKED status state_groups_make(const gene_states *s, const rule_part *part, arena *a,
                                 state_groups *out, err *e);

/** Puts the truths of group `k` into `values` (by atom index of the condition table). */
void state_group_apply(const state_groups *g, size_t k, truth *values);
/** True when some comparison of the rule is unknown in group `k`. */
bool state_group_unknown(const state_groups *g, size_t k);
/** Why. Only where state_group_unknown. */
advice_gap state_group_gap(const state_groups *g, size_t k, const condition_atom *atoms);
/** Group `k` (or every group: `k` = count) as a fact of advice. */
CHECKED status state_group_fact(const state_groups *g, size_t k, const condition_atom *atoms,
                                arena *a, advice_fact *out, err *e);

#endif
