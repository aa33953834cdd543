/*
 * How often results of genes occur (kb/frequencies.tsv) in which groups of people
 * (kb/frequency_groups.tsv), as typed, read-only rows: people counted, not probabilities of a
 * person. Parsed on request into the caller's arena; texts are borrowed from the kb. Knows counts;
 * what a result means for a drug is advice/'s.
 */
#ifndef PRECIS_KB_FREQUENCY_H
#define PRECIS_KB_FREQUENCY_H

#include "kb/kb.h"

enum { KB_FREQUENCY_GROUPS_MAX = 64 };

/** People of one group with one result of one gene. */
typedef struct kb_frequency {
    str gene;
    uint32_t group;  /**< index into groups */
    const str *keys; /**< lookup keys that all fit; one where the result was certain */
    size_t key_count;
    str result;            /**< the keys as written */
    str diplotype;         /**< empty where no rule asks for it or several fit */
    uint32_t count, total; /**< people with the result; people of the group who were called */
    str source;
} kb_frequency;

typedef struct kb_frequency_group {
    str code;          /**< "SAS" */
    str label_key;     /**< of the words */
    const str *stated; /**< facts of a chart that may mean this group: "race=black" */
    size_t stated_count;
} kb_frequency_group;

typedef struct kb_frequency_list {
    const kb_frequency *items; /**< rows of one gene, and in it of one result, stand together */
    size_t count;
    const kb_frequency_group *groups;
    size_t group_count;
} kb_frequency_list;

/** A knowledge base without the tables has no figures: an empty list. E_NOTFOUND (a column, a group
 *  that no table has), E_SYNTAX (a count; names table and row), E_LIMIT (groups), E_MEMORY. */
CHECKED status kb_frequencies_open(const kb *k, arena *a, kb_frequency_list *out, err *e);

#endif
