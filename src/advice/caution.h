/*
 * What a drug's own label says against its usual use for this person: rows of kb/cautions.tsv, each
 * a drug and a condition of the chart. They hold beside what genes say and wherever the drug is
 * named, also as an alternative; nothing is removed for them. Knows chosen labels, not all: what no
 * row says is not thereby safe.
 */
#ifndef PRECIS_ADVICE_CAUTION_H
#define PRECIS_ADVICE_CAUTION_H

#include "advice/chart_fact.h"
#include "finding/advice.h"
#include "kb/rule.h"

/** A row, parsed. */
typedef struct caution_row {
    advice_caution says; /**< without the medicines of a person */
    condition when;
} caution_row;

typedef struct caution_table {
    caution_row *rows; /**< by drug, then most protective first */
    size_t count;
    condition_table conditions;
} caution_table;

/** Reads kb/cautions.tsv; a knowledge base without the table has none. E_SYNTAX (condition,
 * number), E_CONFLICT (an action that is in no table or asks for nothing), E_MEMORY; names the row.
 */
CHECKED status cautions_open(const kb *k, const kb_action_list *actions, arena *a,
                             caution_table *out, err *e);

/** The rows that hold for certain, in the table's order; none without a chart. E_MEMORY. */
CHECKED status cautions_find(const caution_table *t, const chart_view *c, arena *a,
                             const advice_caution **out, size_t *count, err *e);

/** Gives a drug the cautions of `set` that are its own, and their light. */
void caution_note(const advice_set *set, advice_drug *d);

#endif
