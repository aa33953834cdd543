/*
 * The evaluation of expressions. Types were checked by the parser; here a value is known, unknown
 * or refused. A refusal wins over what is unknown, because no further fact would help.
 */
#include <math.h>

#include "risk/expression_code.h"

static const double nine_digits = 1e-9;

expression_value expression_number(double number)
{
    if (!isfinite(number)) return expression_refuse(STR("domain"));
    return (expression_value){.kind = VALUE_NUMBER, .number = number};
}

expression_value expression_truth(bool truth)
{
    return (expression_value){.kind = VALUE_TRUTH, .number = truth ? 1 : 0};
}

expression_value expression_text(str text)
{
    return (expression_value){.kind = VALUE_TEXT, .text = text};
}

expression_value expression_unknown(uint64_t lacks)
{
    return (expression_value){.kind = VALUE_UNKNOWN, .lacks = lacks};
}

expression_value expression_refuse(str code)
{
    return (expression_value){.kind = VALUE_REFUSED, .text = code};
}

bool expression_same_number(double a, double b)
{
    double scale = fmax(1, fmax(fabs(a), fabs(b)));
    return fabs(a - b) <= nine_digits * scale;
}

static bool is_known(expression_value v)
{
    return v.kind != VALUE_UNKNOWN && v.kind != VALUE_REFUSED;
}

/** True when all are known; else `*instead` is the first refusal, or unknown for all they lack. */
static bool all_known(const expression_value *v, size_t count, expression_value *instead)
{
    uint64_t lacks = 0;
    bool known = true;
    for (size_t i = 0; i < count; i++) {
        if (v[i].kind == VALUE_REFUSED) {
            *instead = v[i];
            return false;
        }
        if (v[i].kind != VALUE_UNKNOWN) continue;
        known = false;
        lacks |= v[i].lacks;
    }
    *instead = expression_unknown(lacks);
    return known;
}

static bool same(expression_value a, expression_value b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == VALUE_TEXT) return str_eq(a.text, b.text);
    return expression_same_number(a.number, b.number);
}

static expression_value run_one(expression_op op, double x)
{
    switch (op) {
    case OP_MINUS: return expression_number(-x);
    case OP_NOT: return expression_truth(x == 0);
    case OP_LN: return expression_number(x > 0 ? log(x) : NAN);
    case OP_LOG10: return expression_number(x > 0 ? log10(x) : NAN);
    case OP_EXP: return expression_number(exp(x));
    case OP_SQRT: return expression_number(x >= 0 ? sqrt(x) : NAN);
    case OP_FLOOR: return expression_number(floor(x + nine_digits));
    default: return expression_number(fabs(x));
    }
}

static expression_value compare(expression_op op, double a, double b)
{
    bool equal = expression_same_number(a, b);
    switch (op) {
    case OP_LESS: return expression_truth(a < b && !equal);
    case OP_AT_MOST: return expression_truth(a < b || equal);
    case OP_MORE: return expression_truth(a > b && !equal);
    default: return expression_truth(a > b || equal);
    }
}

static expression_value run_two(expression_op op, expression_value a, expression_value b)
{
    switch (op) {
    case OP_ADD: return expression_number(a.number + b.number);
    case OP_SUBTRACT: return expression_number(a.number - b.number);
    case OP_TIMES: return expression_number(a.number * b.number);
    case OP_DIVIDE: return expression_number(b.number == 0 ? NAN : a.number / b.number);
    case OP_POWER: return expression_number(pow(a.number, b.number));
    case OP_EQUAL: return expression_truth(same(a, b));
    case OP_DIFFERENT: return expression_truth(!same(a, b));
    default: return compare(op, a.number, b.number);
    }
}

/** One false decides AND, one true decides OR, whatever the other is. */
static expression_value run_logic(expression_op op, const expression_value *v)
{
    expression_value instead;
    double decides = op == OP_AND ? 0 : 1;
    for (size_t i = 0; i < 2; i++) {
        if (v[i].kind == VALUE_TRUTH && v[i].number == decides) return v[i];
    }
    return all_known(v, 2, &instead) ? expression_truth(op == OP_AND) : instead;
}

/** With the condition unknown: what both branches lack is lacked for certain, too. */
static expression_value run_if(const expression_value *v)
{
    if (v[0].kind == VALUE_TRUTH) return v[0].number != 0 ? v[1] : v[2];
    if (v[0].kind == VALUE_REFUSED) return v[0];
    if (is_known(v[1]) && same(v[1], v[2])) return v[1];
    bool both = v[1].kind == VALUE_UNKNOWN && v[2].kind == VALUE_UNKNOWN;
    return expression_unknown(v[0].lacks | (both ? v[1].lacks & v[2].lacks : 0));
}

static expression_value run_extreme(expression_op op, const expression_value *v, size_t count)
{
    expression_value best = v[0], instead;
    if (!all_known(v, count, &instead)) return instead;
    for (size_t i = 1; i < count; i++) {
        bool better = op == OP_MIN ? v[i].number < best.number : v[i].number > best.number;
        if (better) best = v[i];
    }
    return best;
}

static expression_value run_in(const expression_value *v, size_t count)
{
    expression_value instead;
    if (!is_known(v[0])) return v[0];
    for (size_t i = 1; i < count; i++) {
        if (same(v[0], v[i])) return expression_truth(true);
    }
    return all_known(v, count, &instead) ? expression_truth(false) : instead;
}

static expression_value run_case(const expression_value *v, size_t count)
{
    if (!is_known(v[0])) return v[0];
    for (size_t i = 1; i + 1 < count; i += 2) {
        if (!is_known(v[i])) return v[i];
        if (same(v[0], v[i])) return v[i + 1];
    }
    return v[count - 1];
}

static expression_value run_table(const expression *x, const expression_step *s,
                                  const expression_value *v, const expression_value *values)
{
    expression_value instead;
    const expression_tables *t = x->tables;
    if (!all_known(v, s->count, &instead)) return instead;
    if (s->op == OP_SUM) return t->sum(t->context, s->index, v, s->count, values);
    return t->lookup(t->context, s->index, v[0].text, v + 1, s->count - 1u);
}

static expression_value run_step(const expression *x, const expression_step *s,
                                 const expression_value *v, const expression_value *values)
{
    expression_value instead;
    expression_op op = (expression_op)s->op;
    switch (op) {
    case OP_CONSTANT: return s->value;
    case OP_NAME: return values[s->index];
    case OP_KNOWN: return expression_truth(is_known(values[s->index]));
    case OP_AND:
    case OP_OR: return run_logic(op, v);
    case OP_IF: return run_if(v);
    case OP_MIN:
    case OP_MAX: return run_extreme(op, v, s->count);
    case OP_IN: return run_in(v, s->count);
    case OP_CASE: return run_case(v, s->count);
    case OP_LOOKUP:
    case OP_SUM: return run_table(x, s, v, values);
    default: break;
    }
    if (!all_known(v, s->count, &instead)) return instead;
    return s->count == 1 ? run_one(op, v[0].number) : run_two(op, v[0], v[1]);
}

expression_value expression_evaluate(const expression *x, const expression_value *values)
{
    expression_value stack[EXPRESSION_STACK_MAX];
    size_t n = 0;
    for (size_t i = 0; i < x->count; i++) {
        const expression_step *s = &x->code[i];
        n -= s->count;
        stack[n] = run_step(x, s, &stack[n], values);
        n++;
    }
    return stack[0];
}
