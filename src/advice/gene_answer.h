/*
 * One answer that fits what was found in one gene, and whether a comparison of a condition is true
 * of it. Knows how results are written (scores "1.5", "≥3.0", "n/a"; "*57:01 positive"; diplotypes
 * in any order) and that what was not tested is unknown. Knows no drug and no rule.
 */
#ifndef PRECIS_ADVICE_GENE_ANSWER_H
#define PRECIS_ADVICE_GENE_ANSWER_H

#include "advice/condition.h"
#include "finding/finding.h"
#include "kb/gene.h"

enum { GENE_ANSWER_NO_CANDIDATE = 0xFFFFFFFFu };

typedef struct gene_answer {
    const finding *finding; /**< NULL: nothing is known of the gene */
    const kb_gene *gene;    /**< NULL: not a gene of the tables */
    uint32_t candidate;     /**< of the finding, or GENE_ANSWER_NO_CANDIDATE */
    bool no_result;         /**< nothing was found out; every field below is empty */
    str lookup_key, phenotype, score, diplotype;
    str allele[2];      /**< [1] empty: one copy only, or the other is not known */
    bool haploid_known; /**< one copy is all there is */
} gene_answer;

/** A score as an interval: "1.5" = [1.5, 1.5], "≥3.0" = [3, inf). */
typedef enum score_kind { SCORE_NONE, SCORE_NA, SCORE_INTERVAL } score_kind;
score_kind gene_score_parse(str text, double *low, double *high);

/** All answers that fit; at least one. `f` NULL: the gene is not in the findings. E_MEMORY. */
CHECKED status gene_answers(const finding *f, const kb_gene *g, arena *a, gene_answer **out,
                            size_t *count, err *e);

/** `atom` must be about this gene. */
truth gene_answer_truth(const gene_answer *x, const condition_atom *atom);

#endif
