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

/** A group of drugs that people name as one when they speak of an allergy, or words that deny one
 *  (kb/allergy_classes.tsv). */
typedef struct kb_drug_class {
    str name, kind; /**< kind: "class", "denial" (words before a name), "denial_after" */
    const str *names, *snomed, *icd10;
    size_t name_count, snomed_count, icd10_count;
    const str *atc, *drugs; /**< members: by the beginning of an ATC code, and by name */
    size_t atc_count, drug_count;
    bool contraindicated; /**< labels forbid each of them after an allergy to another */
    str source;
} kb_drug_class;

typedef struct kb_drug_list {
    const kb_drug *items; /**< in table order */
    size_t count;
    map by_name; /**< folded name -> index into names */
    const kb_drug_name *names;
    size_t name_count;
    const kb_drug_class *classes; /**< none where the tables have no allergy_classes */
    size_t class_count;
    const struct kb_drug_product *products; /**< RxNorm codes of products (5 mg tablet) */
    size_t product_count;
    const struct kb_vaccine *vaccines; /**< none where there is no table vaccines */
    size_t vaccine_count;
} kb_drug_list;

enum { KB_DRUG_NAME_MAX = 200 };

/** E_NOTFOUND (table or column), E_CONFLICT (one name for two drugs), E_MEMORY. */
CHECKED status kb_drugs_open(const kb *k, arena *a, kb_drug_list *out, err *e);

/** The drug that has this name, synonym or brand, upper and lower case alike, spaces around it
 *  ignored; NULL if none. `how` (may be NULL) tells which kind of name it was. */
const kb_drug *kb_drug_find(const kb_drug_list *list, str name, kb_drug_match *how);
/** The known name nearest to a misspelt one (at most a third of its letters differ), or empty. */
str kb_drug_suggest(const kb_drug_list *list, str name);

/* ---- drug_class.c ---- */

/** Fills classes of `out`. E_SYNTAX (kind, strength), E_NOTFOUND (column, unknown drug), E_MEMORY.
 */
CHECKED status kb_drug_classes_open(const kb *k, arena *a, kb_drug_list *out, err *e);
/** The class of a code ("snomed", "icd10" of kb_code_system); NULL if none. */
const kb_drug_class *kb_drug_class_of_code(const kb_drug_list *list, str system, str code);
/** The longest class name that stands in a text as whole words; `at`: where it begins, `whole`: the
 *  text is nothing else. NULL if none. */
const kb_drug_class *kb_drug_class_in_text(const kb_drug_list *list, str text, size_t *at,
                                           bool *whole);
/** Whether the text denies what it names at place `at` ("no allergy to …", "… ruled out"). */
bool kb_text_denies(const kb_drug_list *list, str text, size_t at);
/** Whether the first word of a text denies what follows ("No myocardial infarction"). */
bool kb_text_denies_first(const kb_drug_list *list, str text);
/** Whether a drug belongs to a class, by the class's name or "ATC J01C". */
bool kb_drug_is_in(const kb_drug_list *list, str class_name, str drug);
/** Whether labels forbid the members of a class to each other's allergic; false for ATC groups. */
bool kb_drug_class_forbids(const kb_drug_list *list, str class_name);

/** One row of kb/rxnorm_products.tsv: a product that holds one drug. */
typedef struct kb_drug_product {
    str rxnorm;
    uint32_t drug; /**< index into items */
} kb_drug_product;

/* ---- vaccine.c ---- */

/** One row of kb/vaccines.tsv: what it protects from, under all its codes and names. */
typedef struct kb_vaccine {
    str name; /**< "influenza" */
    const str *cvx, *names;
    size_t cvx_count, name_count;
} kb_vaccine;

/** Fills vaccines of `out`. E_NOTFOUND (column), E_MEMORY. */
CHECKED status kb_vaccines_open(const kb *k, arena *a, kb_drug_list *out, err *e);
/** By CVX code (system as a URL or OID); NULL if none. */
const kb_vaccine *kb_vaccine_of_code(const kb_drug_list *list, str system, str code);
/** By its whole name, upper and lower case alike; NULL if none. */
const kb_vaccine *kb_vaccine_of_name(const kb_drug_list *list, str name);

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
