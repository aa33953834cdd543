/*
 * One diplotype through the phenotype rules of docs/kb-tables.md, straightforwardly: every rule is
 * asked, and how many fit is told. For proving tables and comparing releases; calling uses tables
 * made once per gene (pgx/). Nothing is allocated.
 */
#ifndef PRECIS_KB_CHECK_RULE_H
#define PRECIS_KB_CHECK_RULE_H

#include "kb/gene.h"

enum { KB_SUM_TEXT_MAX = 24 };

typedef struct kb_verdict {
    const kb_phenotype_rule *rule; /**< the first that fits, else the absent rule, else NULL */
    size_t fitting;                /**< rules that fit, the absent rule not counted */
    bool scored;                   /**< `sum` stands for something */
    bool at_least;                 /**< the sum is a lower bound */
    double sum;
} kb_verdict;

/** `b` NULL: one copy only. Not for presence genes (rule is NULL there). */
kb_verdict kb_rule_evaluate(const kb_gene *g, const kb_allele *a, const kb_allele *b);
/** Evaluates functions (function genes); an empty `b` means one copy. */
kb_verdict kb_rule_of_functions(const kb_gene *g, str a, str b);
/** Evaluates a sum (activity genes); NaN asks for "n/a". */
kb_verdict kb_rule_of_sum(const kb_gene *g, double sum, bool at_least);
/** A sum as guidelines print it: "≥" when a bound, at least one digit after the point. */
str kb_sum_text(double sum, bool at_least, char buffer[KB_SUM_TEXT_MAX]);
/** A cell of the verdict's rule with `sum` replaced by the sum's text. */
str kb_verdict_text(const kb_verdict *v, str cell, char buffer[KB_SUM_TEXT_MAX]);

#endif
