/*
 * Whether a comparison about the chart is true: age, indication, a medicine that is taken
 * ("takes"), or one that inhibits an enzyme ("cyp2d6_inhibitor"), which follows from the medicines
 * list and kb/interactions.tsv. What the chart does not say is unknown. Knows no genes' results and
 * no rule.
 */
#ifndef PRECIS_ADVICE_CHART_FACT_H
#define PRECIS_ADVICE_CHART_FACT_H

#include "advice/condition.h"
#include "finding/person.h"
#include "kb/drug.h"

/** What is known of a person, with the names of medicines resolved. */
typedef struct chart_view {
    const person *person; /**< NULL: nothing is known */
    const kb_interaction_list *interactions;
    const str *taken; /**< INN of each medicine; empty = not known to the table */
    size_t taken_count;
    bool all_resolved; /**< the list is complete and every name of it is known */
} chart_view;

/** True when the drug is taken and is not `but`. */
bool chart_takes(const chart_view *c, str drug, str but);

/** `drug`: the drug that is advised on; its own doses and routes count, its own effect on enzymes
 *  does not (the guidance on it includes that already). */
truth chart_fact_truth(const chart_view *c, const condition_atom *atom, str drug);

/** "true" or "false": a person has one value of such a fact. */
bool chart_fact_is_flag(str value);

/** The medicines taken, but `drug`, each of which alone makes a comparison about medicines
 * ("takes", "cyp3a_inhibitor") true; none for others. `out` has room for all that are taken. */
size_t chart_fact_medicines(const chart_view *c, const condition_atom *atom, str drug, str *out);

#endif
