/*
 * Drugs as typed, read-only rows of kb/drugs.tsv, found by any of their names, and the medicines
 * that inhibit or induce enzymes (kb/interactions.tsv). Parsed on request into the caller's arena;
 * texts are borrowed from the kb. Knows names, not advice.
 */
#ifndef PRECIS_KB_DRUG_H
#define PRECIS_KB_DRUG_H

#include "kb/kb.h"

typedef struct kb_drug {
    str name, rxnorm, drug_class, route, source; /**< empty where the table says nothing */
    const str *atc, *synonyms, *brands;
    size_t atc_count, synonym_count, brand_count;
} kb_drug;

typedef enum kb_drug_match {
    KB_DRUG_NONE,
    KB_DRUG_NAME,
    KB_DRUG_SYNONYM,
    KB_DRUG_BRAND
} kb_drug_match;

typedef struct kb_drug_name {
    str folded;    /**< lower case, single spaces */
    str name;      /**< as the table writes it */
    uint32_t drug; /**< index into items */
    kb_drug_match how;
} kb_drug_name;

typedef struct kb_drug_list {
    const kb_drug *items; /**< in table order */
    size_t count;
    map by_name; /**< folded name -> index into names */
    const kb_drug_name *names;
    size_t name_count;
} kb_drug_list;

enum { KB_DRUG_NAME_MAX = 200 };

/** E_NOTFOUND (table or column), E_CONFLICT (one name for two drugs), E_MEMORY. */
CHECKED status kb_drugs_open(const kb *k, arena *a, kb_drug_list *out, err *e);

/** The drug that has this name, synonym or brand, upper and lower case alike, spaces around it
 *  ignored; NULL if none. `how` (may be NULL) tells which kind of name it was. */
const kb_drug *kb_drug_find(const kb_drug_list *list, str name, kb_drug_match *how);
/** The known name nearest to a misspelt one (at most a third of its letters differ), or empty. */
str kb_drug_suggest(const kb_drug_list *list, str name);

typedef enum kb_conversion_rule {
    KB_CONVERT_FLAG, /**< known to matter; no arithmetic is stated */
    KB_CONVERT_SET,  /**< the activity score becomes `value` */
    KB_CONVERT_TIMES /**< the activity score is multiplied by `value` */
} kb_conversion_rule;

typedef struct kb_interaction {
    str drug, gene, effect, strength, source;
    kb_conversion_rule rule;
    double value; /**< NaN for KB_CONVERT_FLAG */
} kb_interaction;

typedef struct kb_interaction_list {
    const kb_interaction *items;
    size_t count;
} kb_interaction_list;

/** E_NOTFOUND, E_SYNTAX (an unknown rule or number), E_MEMORY. */
CHECKED status kb_interactions_open(const kb *k, arena *a, kb_interaction_list *out, err *e);

#endif
