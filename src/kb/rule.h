/*
 * Treatment rules (kb/rules), the populations they speak of (kb/populations.tsv) and how much an
 * action weighs (kb/actions.tsv), as typed, read-only rows. Conditions stay text here; advice/
 * parses them. Parsed on request into the caller's arena; texts are borrowed from the kb.
 */
#ifndef PRECIS_KB_RULE_H
#define PRECIS_KB_RULE_H

#include "kb/kb.h"

typedef struct kb_rule {
    str id, drug, source_kind, population, condition, action;
    str source;                /**< "CPIC": what the id begins with */
    str table;                 /**< "rules/cpic" */
    uint32_t row;              /**< 1-based row below the header */
    double dose_min, dose_max; /**< NaN = not stated */
    str dose_of;
    double max_dose; /**< NaN = not stated */
    str max_unit;
    const str *alternatives, *also, *implications;
    size_t alternative_count, also_count, implication_count;
    str strength, flags, guideline, pmid;
} kb_rule;

typedef struct kb_rule_list {
    const kb_rule *items; /**< in table order, tables by name */
    size_t count;
} kb_rule_list;

/** Reads every table rules/… that has a column `condition`. E_NOTFOUND (a column is missing),
 *  E_SYNTAX (a number; names table and row), E_MEMORY. */
CHECKED status kb_rules_open(const kb *k, arena *a, kb_rule_list *out, err *e);

typedef struct kb_population {
    str code, label_key, condition; /**< empty condition: everybody */
} kb_population;

typedef struct kb_population_list {
    const kb_population *items;
    size_t count;
} kb_population_list;

CHECKED status kb_populations_open(const kb *k, arena *a, kb_population_list *out, err *e);
const kb_population *kb_population_find(const kb_population_list *list, str code);

typedef enum kb_light {
    KB_LIGHT_UNKNOWN,
    KB_LIGHT_USUAL,
    KB_LIGHT_NOTICE,
    KB_LIGHT_CHANGE,
    KB_LIGHT_STOP
} kb_light;

typedef struct kb_action {
    str code;
    kb_light light;
    uint32_t rank; /**< the larger, the more protective; distinct. 0: a word of column `also` */
} kb_action;

typedef struct kb_action_list {
    const kb_action *items;
    size_t count;
} kb_action_list;

/** Rows "also:<verb>": this first word of an entry in column `also` raises a usual action to their
 *  light. E_NOTFOUND, E_SYNTAX (an unknown light or rank), E_MEMORY. */
CHECKED status kb_actions_open(const kb *k, arena *a, kb_action_list *out, err *e);
const kb_action *kb_action_find(const kb_action_list *list, str code);

#endif
