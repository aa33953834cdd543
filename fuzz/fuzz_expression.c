/*
 * Fuzz target: any bytes as an expression of a formula. What is accepted keeps within its limits,
 * gives a value of its type, a finite one, is unknown only for names it uses, does not change with
 * names it does not use, and is never decided by what is unknown: an answer given with some names
 * unknown is the answer for their values, too.
 */
#include "fuzz_common.h"

#include <math.h>

#include "risk/expression.h"

enum { NAMES = 4 };
static const str names[NAMES] = {{"x", 1}, {"y", 1}, {"t", 1}, {"b", 1}};
static const expression_type types[NAMES] = {EXPRESSION_NUMBER, EXPRESSION_NUMBER, EXPRESSION_TEXT,
                                             EXPRESSION_TRUTH};

static void check_value(const expression *x, expression_value v, uint64_t unknown)
{
    expression_type type = expression_gives(x);
    if (v.kind == VALUE_UNKNOWN) {
        MUST(v.lacks != 0 && (v.lacks & ~(expression_uses(x) & unknown)) == 0);
    } else if (v.kind == VALUE_REFUSED) {
        MUST(v.text.n > 0);
    } else if (v.kind == VALUE_NUMBER) {
        MUST(isfinite(v.number) && type == EXPRESSION_NUMBER);
    } else {
        MUST(type == (v.kind == VALUE_TEXT ? EXPRESSION_TEXT : EXPRESSION_TRUTH));
    }
}

static bool same(expression_value a, expression_value b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == VALUE_NUMBER || a.kind == VALUE_TRUTH) return a.number == b.number;
    return a.kind == VALUE_UNKNOWN || str_eq(a.text, b.text);
}

/** known() sees the difference between known and unknown; nothing else may. */
static bool sees_knowledge(str text)
{
    for (size_t i = 0; i + 5 <= text.n; i++) {
        if (str_eq((str){text.p + i, 5}, STR("known"))) return true;
    }
    return false;
}

static void evaluate_all(const expression *x, str text)
{
    expression_value known[NAMES] = {expression_number(3), expression_number(-0.25),
                                     expression_text(STR("a")), expression_truth(true)};
    expression_value full = expression_evaluate(x, known);
    check_value(x, full, 0);
    for (uint64_t bits = 1; bits < 1u << NAMES; bits++) {
        expression_value some[NAMES];
        for (size_t i = 0; i < NAMES; i++) {
            some[i] = (bits >> i & 1) != 0 ? expression_unknown((uint64_t)1 << i) : known[i];
        }
        expression_value v = expression_evaluate(x, some);
        check_value(x, v, bits);
        if ((bits & expression_uses(x)) == 0) MUST(same(v, full));
        bool decided = v.kind != VALUE_UNKNOWN && v.kind != VALUE_REFUSED;
        bool open = full.kind != VALUE_REFUSED;
        if (decided && open && !sees_knowledge(text)) MUST(same(v, full));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a = {0};
    expression *x = NULL;
    expression_value constant;
    err e = {0};
    expression_scope scope = {names, types, NAMES};
    str text = {(const char *)data, size};
    if (expression_parse(text, &scope, NULL, &a, &x, &e) == OK) {
        MUST(expression_uses(x) < 1u << NAMES);
        for (size_t i = 0; expression_constant(x, i, &constant); i++) MUST(i < EXPRESSION_CODE_MAX);
        evaluate_all(x, text);
    } else {
        MUST(e.text[0] != '\0');
    }
    arena_release(&a);
    return 0;
}
