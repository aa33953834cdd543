/*
 * One rule against one person: over every combination of the answers that fit, is its condition
 * true, false or unknown? Knows neither how rows are shown nor which of them wins.
 */
#ifndef PRECIS_ADVICE_JUDGE_H
#define PRECIS_ADVICE_JUDGE_H

#include "advice/advice_memo.h"
#include "advice/chart_fact.h"
#include "advice/program.h"

enum { JUDGE_COMBINATIONS_MAX = 4096 };

/** One person's data, prepared for all rules. */
typedef struct run {
    const advice_engine *engine;
    const finding_set *findings;
    chart_view chart;
    arena *memory;                    /**< for what the advice holds */
    arena *scratch;                   /**< for what is forgotten after a rule */
    advice_memo *memo;                /**< NULL: nothing is kept */
    truth *values;                    /**< by atom; scratch */
    const kb_interaction **strongest; /**< by gene: the medicine that changes it most, or NULL */
    const finding **genetic;          /**< by gene; NULL = nothing known */
    const finding **functional;       /**< by gene; with all medicines */
    gene_states *states;              /**< by gene, functional */
    gene_states *without;             /**< by gene: the strongest medicine left out */
} run;

typedef struct rule_verdict {
    truth who;            /**< the person belongs to the rule's population */
    state_groups *groups; /**< by part of the rule */
    uint16_t *true_list;  /**< combinations for which the condition holds */
    size_t true_count;
    uint16_t *open_list; /**< … is unknown */
    size_t open_count;
    size_t combinations;
    bool too_many; /**< more than JUDGE_COMBINATIONS_MAX: nothing was judged */
} rule_verdict;

/** Prepares every gene: findings, phenoconversion, states. */
CHECKED status run_prepare(run *r, err *e);
CHECKED status rule_judge(run *r, const rule_program *p, rule_verdict *out, err *e);
/** The group of `part` in combination `index`. */
size_t verdict_group(const rule_program *p, const rule_verdict *v, size_t index, size_t part);

#endif
