/*
 * Conditions: boolean expressions over gene results and facts of a chart, parsed once to a short
 * postfix program, evaluated in three truth values. Knows the grammar (docs/advice.md) and nothing
 * of what makes one comparison true: gene_answer.h and chart_fact.h do.
 *
 *   expression = term { "or" term }       term = factor { "and" factor }
 *   factor     = "not" factor | "(" expression ")" | comparison
 *   comparison = name ("=" | "<" | "<=" | ">" | ">=") value | name "in" "(" value { "," value } ")"
 *              | name "in" number ".." number          (both ends belong to it)
 *   name       = GENE "." ("phenotype" | "score" | "allele" | "diplotype" | "variant" | "status")
 *              | fact of the chart
 *   value      = "text in quotes" | number | true | false
 */
#ifndef PRECIS_ADVICE_CONDITION_H
#define PRECIS_ADVICE_CONDITION_H

#include "base/map.h"
#include "base/text.h"

/** Ordered so that AND is the smaller and OR the larger of two. */
typedef enum truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } truth;

static inline truth truth_and(truth a, truth b)
{
    return a < b ? a : b;
}

static inline truth truth_or(truth a, truth b)
{
    return a > b ? a : b;
}

static inline truth truth_not(truth a)
{
    return (truth)(TRUTH_TRUE - a);
}

typedef enum condition_field {
    FIELD_PHENOTYPE,
    FIELD_SCORE,
    FIELD_ALLELE,
    FIELD_DIPLOTYPE,
    FIELD_VARIANT,
    FIELD_STATUS,
    FIELD_CHART /**< `name` is a fact of the chart, not a gene */
} condition_field;

typedef enum condition_op {
    COMPARE_EQUAL, /**< to one of the values */
    COMPARE_LESS,
    COMPARE_AT_MOST,
    COMPARE_MORE,
    COMPARE_AT_LEAST,
    COMPARE_RANGE /**< values[0] to values[1] */
} condition_op;

typedef struct condition_value {
    str text;
    double number;
    bool is_number;
} condition_value;

/** One comparison. Equal ones of all conditions are one atom. */
typedef struct condition_atom {
    str name;
    condition_field field;
    condition_op op;
    const condition_value *values;
    size_t value_count;
    str text; /**< as it was written */
} condition_atom;

enum {
    CONDITION_ATOMS_MAX = 2048, /**< distinct comparisons of one table */
    CONDITION_CODE_MAX = 512,   /**< steps of one condition */
    CONDITION_NESTING_MAX = 64,
    CONDITION_VALUES_MAX = 64, /**< in one list */
    CONDITION_NOT = 0xFFFF,    /**< steps that are no atom */
    CONDITION_AND = 0xFFFE,
    CONDITION_OR = 0xFFFD
};

/** The atoms of many conditions. */
typedef struct condition_table {
    arena *memory;
    condition_atom *atoms;
    size_t count;
    map by_text;
} condition_table;

/** A parsed condition: atoms (indices into the table) and operators in postfix order. */
typedef struct condition {
    const uint16_t *code;
    size_t count;
} condition;

CHECKED status condition_table_init(condition_table *t, arena *a, err *e);

/** Parses; texts are borrowed from `text`. E_SYNTAX says at which character what was expected;
 *  E_LIMIT past the limits above; E_MEMORY. */
CHECKED status condition_parse(condition_table *t, str text, condition *out, err *e);

/** `values` is by atom index of the table. */
truth condition_evaluate(const condition *c, const truth *values);

#endif
