/*
 * The opened engine, shared by the files of this folder: all rules with their conditions parsed, by
 * drug. Made by program.c, read by everybody, changed by nobody.
 */
#ifndef PRECIS_ADVICE_PROGRAM_H
#define PRECIS_ADVICE_PROGRAM_H

#include "advice/advise_engine.h"
#include "advice/caution.h"
#include "advice/gene_state.h"
#include "kb/frequency.h"
#include "kb/rule.h"

typedef struct rule_program {
    const kb_rule *rule;
    condition when;
    const condition *who;        /**< of the population; NULL: everybody */
    const uint16_t *chart_atoms; /**< chart comparisons of both */
    size_t chart_atom_count;
    const rule_part *parts; /**< genes of `when`, by name */
    size_t part_count;
    kb_light light; /**< of the action, raised by what stands beside it */
    uint32_t rank;
} rule_program;

typedef struct drug_program {
    str name;
    const rule_program *const *rules; /**< in table order */
    size_t rule_count;
    const uint32_t *genes; /**< that its rules speak of, each once */
    size_t gene_count;
} drug_program;

struct advice_engine {
    const kb *knowledge;
    kb_drug_list drugs;
    kb_interaction_list interactions;
    kb_rule_list rules;
    kb_population_list populations;
    kb_action_list actions;
    kb_frequency_list frequencies;
    caution_table cautions;
    condition_table conditions;
    condition *who; /**< parsed, by population; unused where everybody belongs */
    rule_gene *genes;
    size_t gene_count;
    rule_program *programs; /**< by rule */
    drug_program *by_drug;  /**< by name */
    size_t drug_count;
    map drug_index;
};

#endif
