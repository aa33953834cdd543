/*
 * The code of a parsed expression, shared by the parser and the evaluation of expressions only:
 * steps in postfix order over a stack of values.
 */
#ifndef PRECIS_RISK_EXPRESSION_CODE_H
#define PRECIS_RISK_EXPRESSION_CODE_H

#include "risk/expression.h"

typedef enum expression_op {
    /* push */
    OP_CONSTANT, /**< number, text or truth: see `value` */
    OP_NAME,     /**< `index` into the values */
    OP_KNOWN,    /**< whether the name `index` is known */
    /* one value */
    OP_MINUS,
    OP_NOT,
    OP_LN,
    OP_LOG10,
    OP_EXP,
    OP_SQRT,
    OP_FLOOR,
    OP_ABS,
    /* two values */
    OP_ADD,
    OP_SUBTRACT,
    OP_TIMES,
    OP_DIVIDE,
    OP_POWER,
    OP_EQUAL,
    OP_DIFFERENT,
    OP_LESS,
    OP_AT_MOST,
    OP_MORE,
    OP_AT_LEAST,
    OP_AND,
    OP_OR,
    /* `count` values */
    OP_IF,
    OP_MIN,
    OP_MAX,
    OP_IN,     /**< the first is looked for among the others */
    OP_CASE,   /**< what is compared, pairs, default */
    OP_LOOKUP, /**< of table `index`: column, keys */
    OP_SUM     /**< of set `index`: parts of the column */
} expression_op;

typedef struct expression_step {
    uint16_t op;    /**< expression_op */
    uint16_t count; /**< values it takes off the stack */
    uint32_t index;
    expression_value value; /**< of OP_CONSTANT */
} expression_step;

struct expression {
    const expression_step *code;
    size_t count;
    expression_type type;
    uint64_t uses;
    const expression_tables *tables;
};

#endif
