/*
 * The language of kb/formulas: small, total expressions over named numbers, texts and truths,
 * parsed once to postfix code and evaluated without memory. Every value may be unknown, and an
 * unknown value remembers which names it is unknown for; what arithmetic does not give (logarithm
 * of nought, division by nought, no such row) is a refusal with a code, never NaN. Knows neither
 * formulas nor people. docs/risk.md is the manual for authors.
 *
 *   expression = and { "or" and }            and  = not { "and" not }      not = { "not" } compare
 *   compare    = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum | "in" "(" sum { "," sum } ")" ]
 *   sum        = product { ("+" | "-") product }     product = sign { ("*" | "/") sign }
 *   sign       = { "-" } power                       power   = atom [ "^" sign ]
 *   atom       = number | "text" | true | false | name | function "(" ... ")" | "(" expression ")"
 *
 * Functions: min max (2 or more), ln log10 exp sqrt floor abs, if(c, a, b),
 * case(x, "a", 1, "b", 2, other), known(name), refuse("code"), lookup("table", column, key ...),
 * sum("set", column part ...). Numbers that agree to nine digits are equal, so that 2.8 made of
 * tenths is 2.8.
 */
#ifndef PRECIS_RISK_EXPRESSION_H
#define PRECIS_RISK_EXPRESSION_H

#include "base/text.h"

enum {
    EXPRESSION_NAMES_MAX = 64,  /**< names a scope may hold: one bit each of `lacks` */
    EXPRESSION_CODE_MAX = 512,  /**< steps of one expression */
    EXPRESSION_STACK_MAX = 96,  /**< values at one time */
    EXPRESSION_NESTING_MAX = 48 /**< brackets and functions within each other */
};

typedef enum expression_type {
    EXPRESSION_NUMBER,
    EXPRESSION_TEXT,
    EXPRESSION_TRUTH,
    EXPRESSION_ANY /**< of refuse(): fits everywhere */
} expression_type;

typedef enum value_kind {
    VALUE_UNKNOWN, /**< see lacks */
    VALUE_NUMBER,  /**< finite */
    VALUE_TEXT,
    VALUE_TRUTH,  /**< number is 0 or 1 */
    VALUE_REFUSED /**< text is the code: "domain", "no_row", "no_case" or that of refuse() */
} value_kind;

typedef struct expression_value {
    value_kind kind;
    double number;
    str text;
    uint64_t lacks; /**< of VALUE_UNKNOWN: bits of the names it is unknown for */
} expression_value;

/** Names an expression may use, in order of their values; the index is the bit of `lacks`. */
typedef struct expression_scope {
    const str *names;
    const expression_type *types;
    size_t count;
} expression_scope;

typedef struct expression expression;

/** Where lookup() and sum() find their rows. `context` belongs to the functions. */
typedef struct expression_tables {
    /** Called while parsing. Finds a lookup table (`keys`: how many it has) or a set of terms, the
     *  terms of which are then parsed in this scope. E_NOTFOUND and what parsing gives. */
    status (*find)(void *context, bool set, str name, const expression_scope *scope, size_t *index,
                   size_t *keys, err *e);
    /** The cell; refused as "no_row" when there is none. `keys` are numbers and texts. */
    expression_value (*lookup)(const void *context, size_t table, str column,
                               const expression_value *keys, size_t key_count);
    /** Sum of coefficient times term over the rows of a set, terms taken from `values`; the column
     *  is the parts joined by '_'. Refused as "no_row" when there is no such column. */
    expression_value (*sum)(const void *context, size_t set, const expression_value *parts,
                            size_t part_count, const expression_value *values);
    void *context;
} expression_tables;

/** Parses; code and texts live in `a` and `text`. `tables` may be NULL (no lookups or sums).
 *  E_SYNTAX says at which character what was expected, E_NOTFOUND an unknown name, function or
 *  table, E_LIMIT past the limits above, E_MEMORY. */
CHECKED status expression_parse(str text, const expression_scope *scope,
                                const expression_tables *tables, arena *a, expression **out,
                                err *e);
expression_type expression_gives(const expression *x);
/** Bits of the names that it uses. */
uint64_t expression_uses(const expression *x);
/** The `i`th text or refusal that the expression itself may give; false behind the last. */
bool expression_constant(const expression *x, size_t i, expression_value *out);
/** `values` by index of the scope it was parsed with. Allocates nothing; may be shared. */
expression_value expression_evaluate(const expression *x, const expression_value *values);

expression_value expression_number(double number); /**< not finite: refused as "domain" */
expression_value expression_truth(bool truth);
expression_value expression_text(str text);
expression_value expression_unknown(uint64_t lacks);
expression_value expression_refuse(str code);
/** True when they agree to nine digits. */
bool expression_same_number(double a, double b);

#endif
