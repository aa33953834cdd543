/*
 * One answer for each drug out of many rows: the most protective wins, and says why (the written
 * rule is docs/advice.md). Orders rows, drugs and open questions; changes none of them.
 */
#ifndef PRECIS_ADVICE_HEADLINE_H
#define PRECIS_ADVICE_HEADLINE_H

#include "finding/advice.h"

/** Sorts the rows and fills headline, light, why and the flags of a drug. `rules`: whether the
 *  knowledge base has any rule for it; `elsewhere`: some hold, for other populations only. */
void headline_choose(advice_drug *d, advice *rows, advice_open_gene *open, bool rules,
                     bool elsewhere, bool too_many);
/** Taken, asked, others; within each the most urgent first. */
void headline_order(advice_drug *drugs, size_t count);

#endif
