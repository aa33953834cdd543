/*
 * The parser of expressions: recursive descent to postfix code, every name found and every type
 * checked on the way. Evaluation is in expression_run.c.
 */
#include "risk/expression.h"

#include <string.h>

#include "base/lexer.h"
#include "risk/expression_code.h"

typedef struct parser {
    const expression_scope *scope;
    const expression_tables *tables;
    lexer lex;
    size_t nesting, depth;
    expression_step code[EXPRESSION_CODE_MAX];
    size_t count;
    uint64_t uses;
} parser;

typedef struct function {
    const char *name;
    expression_op op;
} function;

static const lexer_rules rules = {.what = "expression", .marks = "()+-*/^=<>,", .pairs = "<=>=!="};

/* ---- code and types ---- */

static status emit(parser *p, expression_step step, err *e)
{
    if (p->count == EXPRESSION_CODE_MAX) {
        FAIL(e, E_LIMIT, "expression has more than %d steps", EXPRESSION_CODE_MAX);
    }
    p->code[p->count++] = step;
    p->depth = p->depth - step.count + 1;
    if (p->depth <= EXPRESSION_STACK_MAX) return OK;
    FAIL(e, E_LIMIT, "expression holds more than %d values at a time", EXPRESSION_STACK_MAX);
}

static status emit_op(parser *p, expression_op op, size_t count, err *e)
{
    return emit(p, (expression_step){.op = (uint16_t)op, .count = (uint16_t)count}, e);
}

static status need_type(const parser *p, expression_type have, expression_type want, err *e)
{
    static const char *const names[] = {"a number", "a text", "a truth"};
    if (have == want || have == EXPRESSION_ANY) return OK;
    FAIL(e, E_SYNTAX, "expression, before character %zu: expected %s, found %s", p->lex.now.at + 1,
         names[want], names[have]);
}

/** Both must be of one type; what fits everywhere takes the other's. */
static status join_types(const parser *p, expression_type *have, expression_type other, err *e)
{
    if (*have == EXPRESSION_ANY) *have = other;
    return *have == EXPRESSION_ANY ? OK : need_type(p, other, *have, e);
}

static status enter(parser *p, err *e)
{
    if (++p->nesting <= EXPRESSION_NESTING_MAX) return OK;
    FAIL(e, E_LIMIT, "expression is nested deeper than %d", EXPRESSION_NESTING_MAX);
}

/* ---- functions ---- */

static status parse_or(parser *p, expression_type *type, err *e);

static status parse_typed(parser *p, expression_type want, err *e)
{
    expression_type type;
    TRY(parse_or(p, &type, e));
    return need_type(p, type, want, e);
}

static status parse_literal(parser *p, str *text, err *e)
{
    if (p->lex.now.kind != TOKEN_TEXT) return lexer_fail(&p->lex, "a text in quotes", e);
    *text = p->lex.now.text;
    return lexer_next(&p->lex, e);
}

static status find_name(const parser *p, uint32_t *index, err *e)
{
    for (size_t i = 0; i < p->scope->count; i++) {
        if (!str_eq(p->scope->names[i], p->lex.now.text)) continue;
        *index = (uint32_t)i;
        return OK;
    }
    FAIL(e, E_NOTFOUND, "expression, character %zu: nothing is called '%.*s'", p->lex.now.at + 1,
         STR_ARG(p->lex.now.text));
}

static status parse_known(parser *p, err *e)
{
    expression_step step = {.op = OP_KNOWN};
    if (p->lex.now.kind != TOKEN_WORD) return lexer_fail(&p->lex, "a name", e);
    TRY(find_name(p, &step.index, e));
    p->uses |= (uint64_t)1 << step.index;
    TRY(emit(p, step, e));
    return lexer_next(&p->lex, e);
}

static status parse_refuse(parser *p, err *e)
{
    str code;
    TRY(parse_literal(p, &code, e));
    if (code.n == 0) return lexer_fail(&p->lex, "the code of a refusal", e);
    return emit(p, (expression_step){.op = OP_CONSTANT, .value = expression_refuse(code)}, e);
}

static status parse_if(parser *p, expression_type *type, err *e)
{
    expression_type other;
    TRY(parse_typed(p, EXPRESSION_TRUTH, e));
    TRY(lexer_expect(&p->lex, ",", e));
    TRY(parse_or(p, type, e));
    TRY(lexer_expect(&p->lex, ",", e));
    TRY(parse_or(p, &other, e));
    TRY(join_types(p, type, other, e));
    return emit_op(p, OP_IF, 3, e);
}

/** case(x, a, 1, b, 2, other) */
static status parse_case(parser *p, expression_type *type, err *e)
{
    expression_type key, type_here;
    size_t count = 1;
    TRY(parse_or(p, &key, e));
    TRY(lexer_expect(&p->lex, ",", e));
    *type = EXPRESSION_ANY;
    for (;;) {
        TRY(parse_or(p, &type_here, e));
        count++;
        if (!lexer_is(&p->lex, TOKEN_MARK, ",")) break;
        TRY(join_types(p, &key, type_here, e));
        TRY(lexer_next(&p->lex, e));
        TRY(parse_or(p, &type_here, e));
        count++;
        TRY(join_types(p, type, type_here, e));
        TRY(lexer_expect(&p->lex, ",", e));
    }
    if (count < 4) return lexer_fail(&p->lex, "a value, its result and a last result", e);
    TRY(join_types(p, type, type_here, e));
    return emit_op(p, OP_CASE, count, e);
}

/** One or more of a type, divided by commas. */
static status parse_several(parser *p, expression_type want, size_t *count, err *e)
{
    *count = 0;
    for (;;) {
        expression_type type;
        TRY(parse_or(p, &type, e));
        if (want == EXPRESSION_ANY) {
            if (type == EXPRESSION_TRUTH) return need_type(p, type, EXPRESSION_TEXT, e);
        } else {
            TRY(need_type(p, type, want, e));
        }
        ++*count;
        if (!lexer_is(&p->lex, TOKEN_MARK, ",")) return OK;
        TRY(lexer_next(&p->lex, e));
    }
}

static status parse_extreme(parser *p, expression_op op, err *e)
{
    size_t count;
    TRY(parse_several(p, EXPRESSION_NUMBER, &count, e));
    if (count < 2) return lexer_fail(&p->lex, "a further number", e);
    return emit_op(p, op, count, e);
}

/** lookup("table", column, key …) and sum("set", part …) */
static status parse_table(parser *p, expression_op op, err *e)
{
    str name;
    size_t index, keys, count = 1;
    TRY(parse_literal(p, &name, e));
    if (p->tables == NULL) FAIL(e, E_NOTFOUND, "no table '%.*s'", STR_ARG(name));
    TRY(p->tables->find(p->tables->context, op == OP_SUM, name, p->scope, &index, &keys, e));
    TRY(lexer_expect(&p->lex, ",", e));
    if (op == OP_SUM) {
        TRY(parse_several(p, EXPRESSION_TEXT, &count, e));
    } else {
        TRY(parse_typed(p, EXPRESSION_TEXT, e));
        if (keys > 0) {
            TRY(lexer_expect(&p->lex, ",", e));
            TRY(parse_several(p, EXPRESSION_ANY, &count, e));
            if (count != keys) FAIL(e, E_SYNTAX, "table '%.*s' has %zu keys", STR_ARG(name), keys);
            count++;
        }
    }
    expression_step step = {.op = (uint16_t)op, .count = (uint16_t)count};
    step.index = (uint32_t)index;
    return emit(p, step, e);
}

static const function functions[] = {
    {"ln", OP_LN},       {"log10", OP_LOG10},  {"exp", OP_EXP},     {"sqrt", OP_SQRT},
    {"floor", OP_FLOOR}, {"abs", OP_ABS},      {"min", OP_MIN},     {"max", OP_MAX},
    {"if", OP_IF},       {"case", OP_CASE},    {"known", OP_KNOWN}, {"refuse", OP_CONSTANT},
    {"sum", OP_SUM},     {"lookup", OP_LOOKUP}};

static status parse_arguments(parser *p, expression_op op, expression_type *type, err *e)
{
    *type = EXPRESSION_NUMBER;
    switch (op) {
    case OP_IF: return parse_if(p, type, e);
    case OP_CASE: return parse_case(p, type, e);
    case OP_KNOWN: *type = EXPRESSION_TRUTH; return parse_known(p, e);
    case OP_CONSTANT: *type = EXPRESSION_ANY; return parse_refuse(p, e);
    case OP_MIN:
    case OP_MAX: return parse_extreme(p, op, e);
    case OP_SUM:
    case OP_LOOKUP: return parse_table(p, op, e);
    default: break;
    }
    TRY(parse_typed(p, EXPRESSION_NUMBER, e));
    return emit_op(p, op, 1, e);
}

static status parse_function(parser *p, str name, expression_type *type, err *e)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (!str_eq(name, str_of(functions[i].name))) continue;
        TRY(enter(p, e));
        TRY(lexer_expect(&p->lex, "(", e));
        TRY(parse_arguments(p, functions[i].op, type, e));
        p->nesting--;
        return lexer_expect(&p->lex, ")", e);
    }
    FAIL(e, E_NOTFOUND, "expression: no function is called '%.*s'", STR_ARG(name));
}

/* ---- expressions, from the tightest to the loosest ---- */

static status parse_constant(parser *p, expression_value value, err *e)
{
    TRY(emit(p, (expression_step){.op = OP_CONSTANT, .value = value}, e));
    return lexer_next(&p->lex, e);
}

static status parse_word(parser *p, expression_type *type, err *e)
{
    static const char *const words[] = {"and", "or", "not", "in"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (lexer_is(&p->lex, TOKEN_WORD, words[i])) return lexer_fail(&p->lex, "a value", e);
    }
    if (lexer_is(&p->lex, TOKEN_WORD, "true") || lexer_is(&p->lex, TOKEN_WORD, "false")) {
        *type = EXPRESSION_TRUTH;
        return parse_constant(p, expression_truth(p->lex.now.text.n == 4), e);
    }
    lexer here = p->lex;
    TRY(lexer_next(&p->lex, e));
    if (lexer_is(&p->lex, TOKEN_MARK, "(")) return parse_function(p, here.now.text, type, e);
    p->lex = here;
    expression_step step = {.op = OP_NAME};
    TRY(find_name(p, &step.index, e));
    *type = p->scope->types[step.index];
    p->uses |= (uint64_t)1 << step.index;
    TRY(emit(p, step, e));
    return lexer_next(&p->lex, e);
}

static status parse_atom(parser *p, expression_type *type, err *e)
{
    if (p->lex.now.kind == TOKEN_WORD) return parse_word(p, type, e);
    if (p->lex.now.kind == TOKEN_NUMBER) {
        *type = EXPRESSION_NUMBER;
        return parse_constant(p, expression_number(p->lex.now.number), e);
    }
    if (p->lex.now.kind == TOKEN_TEXT) {
        *type = EXPRESSION_TEXT;
        return parse_constant(p, expression_text(p->lex.now.text), e);
    }
    if (!lexer_is(&p->lex, TOKEN_MARK, "("))
        return lexer_fail(&p->lex, "a value, a name or '('", e);
    TRY(enter(p, e));
    TRY(lexer_next(&p->lex, e));
    TRY(parse_or(p, type, e));
    p->nesting--;
    return lexer_expect(&p->lex, ")", e);
}

static status parse_sign(parser *p, expression_type *type, err *e)
{
    size_t signs = 0;
    for (; lexer_is(&p->lex, TOKEN_MARK, "-"); signs++) TRY(lexer_next(&p->lex, e));
    TRY(parse_atom(p, type, e));
    if (lexer_is(&p->lex, TOKEN_MARK, "^")) {
        expression_type power;
        TRY(need_type(p, *type, EXPRESSION_NUMBER, e));
        TRY(enter(p, e));
        TRY(lexer_next(&p->lex, e));
        TRY(parse_sign(p, &power, e));
        TRY(need_type(p, power, EXPRESSION_NUMBER, e));
        p->nesting--;
        *type = EXPRESSION_NUMBER;
        TRY(emit_op(p, OP_POWER, 2, e));
    }
    if (signs == 0) return OK;
    TRY(need_type(p, *type, EXPRESSION_NUMBER, e));
    *type = EXPRESSION_NUMBER;
    return signs % 2 == 1 ? emit_op(p, OP_MINUS, 1, e) : OK;
}

typedef status parse_fn(parser *p, expression_type *type, err *e);

/** Left to right: operands by `next`, joined by either of two marks or words. */
static status parse_chain(parser *p, parse_fn *next, token_kind kind, const function *ops,
                          size_t op_count, expression_type of, expression_type *type, err *e)
{
    TRY(next(p, type, e));
    for (;;) {
        size_t i = 0;
        while (i < op_count && !lexer_is(&p->lex, kind, ops[i].name)) i++;
        if (i == op_count) return OK;
        TRY(need_type(p, *type, of, e));
        TRY(lexer_next(&p->lex, e));
        TRY(next(p, type, e));
        TRY(need_type(p, *type, of, e));
        *type = of;
        TRY(emit_op(p, ops[i].op, 2, e));
    }
}

static status parse_product(parser *p, expression_type *type, err *e)
{
    static const function ops[] = {{"*", OP_TIMES}, {"/", OP_DIVIDE}};
    return parse_chain(p, parse_sign, TOKEN_MARK, ops, 2, EXPRESSION_NUMBER, type, e);
}

static status parse_total(parser *p, expression_type *type, err *e)
{
    static const function ops[] = {{"+", OP_ADD}, {"-", OP_SUBTRACT}};
    return parse_chain(p, parse_product, TOKEN_MARK, ops, 2, EXPRESSION_NUMBER, type, e);
}

static status parse_in(parser *p, expression_type *type, err *e)
{
    size_t count = 1;
    TRY(lexer_next(&p->lex, e));
    TRY(lexer_expect(&p->lex, "(", e));
    TRY(enter(p, e));
    for (;;) {
        expression_type other;
        TRY(parse_total(p, &other, e));
        TRY(join_types(p, type, other, e));
        count++;
        if (!lexer_is(&p->lex, TOKEN_MARK, ",")) break;
        TRY(lexer_next(&p->lex, e));
    }
    p->nesting--;
    TRY(lexer_expect(&p->lex, ")", e));
    *type = EXPRESSION_TRUTH;
    return emit_op(p, OP_IN, count, e);
}

static status parse_comparison(parser *p, expression_type *type, err *e)
{
    static const function ops[] = {{"=", OP_EQUAL},    {"!=", OP_DIFFERENT}, {"<", OP_LESS},
                                   {"<=", OP_AT_MOST}, {">", OP_MORE},       {">=", OP_AT_LEAST}};
    TRY(parse_total(p, type, e));
    if (lexer_is(&p->lex, TOKEN_WORD, "in")) return parse_in(p, type, e);
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        if (!lexer_is(&p->lex, TOKEN_MARK, ops[i].name)) continue;
        expression_type other;
        TRY(lexer_next(&p->lex, e));
        TRY(parse_total(p, &other, e));
        TRY(join_types(p, type, other, e));
        if (ops[i].op > OP_DIFFERENT) TRY(need_type(p, *type, EXPRESSION_NUMBER, e));
        *type = EXPRESSION_TRUTH;
        return emit_op(p, ops[i].op, 2, e);
    }
    return OK;
}

static status parse_not(parser *p, expression_type *type, err *e)
{
    size_t negations = 0;
    for (; lexer_is(&p->lex, TOKEN_WORD, "not"); negations++) TRY(lexer_next(&p->lex, e));
    TRY(parse_comparison(p, type, e));
    if (negations == 0) return OK;
    TRY(need_type(p, *type, EXPRESSION_TRUTH, e));
    *type = EXPRESSION_TRUTH;
    return negations % 2 == 1 ? emit_op(p, OP_NOT, 1, e) : OK;
}

static status parse_and(parser *p, expression_type *type, err *e)
{
    static const function ops[] = {{"and", OP_AND}};
    return parse_chain(p, parse_not, TOKEN_WORD, ops, 1, EXPRESSION_TRUTH, type, e);
}

static status parse_or(parser *p, expression_type *type, err *e)
{
    static const function ops[] = {{"or", OP_OR}};
    return parse_chain(p, parse_and, TOKEN_WORD, ops, 1, EXPRESSION_TRUTH, type, e);
}

/* ---- the public face ---- */

status expression_parse(str text, const expression_scope *scope, const expression_tables *tables,
                        arena *a, expression **out, err *e)
{
    if (scope->count > EXPRESSION_NAMES_MAX) {
        FAIL(e, E_LIMIT, "more than %d names in one formula", EXPRESSION_NAMES_MAX);
    }
    parser p = {.scope = scope, .tables = tables};
    expression_type type;
    TRY(lexer_begin(&p.lex, &rules, text, e));
    TRY(parse_or(&p, &type, e));
    if (p.lex.now.kind != TOKEN_END) return lexer_fail(&p.lex, "a sign or the end", e);
    expression_step *code = ARENA_ARRAY(a, expression_step, p.count);
    expression *x = ARENA_NEW(a, expression);
    TRY_MEM(e, code);
    TRY_MEM(e, x);
    memcpy(code, p.code, p.count * sizeof *code);
    *x = (expression){code, p.count, type, p.uses, tables};
    *out = x;
    return OK;
}

expression_type expression_gives(const expression *x)
{
    return x->type;
}

uint64_t expression_uses(const expression *x)
{
    return x->uses;
}

bool expression_constant(const expression *x, size_t i, expression_value *out)
{
    for (size_t k = 0; k < x->count; k++) {
        const expression_value *v = &x->code[k].value;
        bool fits = v->kind == VALUE_TEXT || v->kind == VALUE_REFUSED;
        if (x->code[k].op != OP_CONSTANT || !fits || i-- > 0) continue;
        *out = *v;
        return true;
    }
    return false;
}
