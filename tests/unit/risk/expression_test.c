/*
 * The language of formulas: what is accepted and what it gives, precedence, three-valued logic,
 * refusals, types, limits, tables; each bad expression is told with its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "risk/expression.h"

/* x = 3, y unknown, t = "red", u unknown text, yes = true, maybe unknown, bad refused */
static const str names[] = {{"x", 1},   {"y", 1},     {"t", 1},  {"u", 1},
                            {"yes", 3}, {"maybe", 5}, {"bad", 3}};
static const expression_type types[] = {EXPRESSION_NUMBER, EXPRESSION_NUMBER, EXPRESSION_TEXT,
                                        EXPRESSION_TEXT,   EXPRESSION_TRUTH,  EXPRESSION_TRUTH,
                                        EXPRESSION_NUMBER};
static const expression_scope scope = {names, types, 7};

static status table_find(void *context, bool set, str name, const expression_scope *s,
                         size_t *index, size_t *keys, err *e)
{
    (void)context;
    (void)s;
    if (!str_eq(name, STR("chart"))) FAIL(e, E_NOTFOUND, "no table '%.*s'", STR_ARG(name));
    *index = 7;
    *keys = set ? 0 : 2;
    return OK;
}

static expression_value table_lookup(const void *context, size_t table, str column,
                                     const expression_value *keys, size_t key_count)
{
    (void)context;
    assert_int_equal(table, 7);
    assert_int_equal(key_count, 2);
    if (!str_eq(column, STR("south"))) return expression_refuse(STR("no_row"));
    return expression_number(keys[0].number * 10 + (double)keys[1].text.n);
}

static expression_value table_sum(const void *context, size_t set, const expression_value *parts,
                                  size_t part_count, const expression_value *values)
{
    (void)context;
    (void)set;
    return expression_number((double)part_count + (double)parts[0].text.n + values[0].number);
}

static const expression_tables tables = {table_find, table_lookup, table_sum, NULL};

static void fill(expression_value *v)
{
    v[0] = expression_number(3);
    v[1] = expression_unknown(1 << 1);
    v[2] = expression_text(STR("red"));
    v[3] = expression_unknown(1 << 3);
    v[4] = expression_truth(true);
    v[5] = expression_unknown(1 << 5);
    v[6] = expression_refuse(STR("why"));
}

static expression_value give(const char *text)
{
    AUTO(arena_release) arena a = {0};
    expression *x = NULL;
    expression_value v[7];
    err e = {0};
    fill(v);
    if (expression_parse(str_of(text), &scope, &tables, &a, &x, &e) != OK) {
        fail_msg("%s: %s", text, e.text);
    }
    expression_value out = expression_evaluate(x, v);
    if (out.kind == VALUE_TEXT || out.kind == VALUE_REFUSED) {
        static char kept[64]; /* the code lives in the arena */
        (void)snprintf(kept, sizeof kept, "%.*s", STR_ARG(out.text));
        out.text = str_of(kept);
    }
    return out;
}

typedef struct number_row {
    const char *text;
    double value;
} number_row;

static const number_row numbers[] = {
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"10 - 4 - 3", 3},
    {"8 / 4 / 2", 1},
    {"2 ^ 3 ^ 2", 512},
    {"-2 ^ 2", -4},
    {"2 ^ -1", 0.5},
    {"- - 2", 2},
    {"1.5e2 + .5", 150.5},
    {"x * x", 9},
    {"min(4, x, 9) + max(4, x)", 7},
    {"ln(exp(2)) + log10(1000) + sqrt(16) + abs(-1)", 10},
    {"floor(2.999999999999)", 3},
    {"floor(-1.5)", -2},
    {"if(x > 2, 1, 1/0)", 1},
    {"if(maybe, 5, 5)", 5},
    {"case(t, \"blue\", 1, \"red\", 2, 3)", 2},
    {"case(t, \"blue\", 1, 3)", 3},
    {"case(x, 2, 10, 3, 20, 30)", 20},
    {"if(known(y), y, 42)", 42},
    {"if(known(bad), 1, 2)", 2},
    {"lookup(\"chart\", \"south\", x, t)", 33},
    {"sum(\"chart\", t, \"cvd\")", 8},
};

static void numbers_come_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        expression_value v = give(numbers[i].text);
        if (v.kind != VALUE_NUMBER || !(fabs(v.number - numbers[i].value) < 1e-12)) {
            fail_msg("%s gives %g (kind %d)", numbers[i].text, v.number, (int)v.kind);
        }
    }
}

static void truths_come_out(void **state)
{
    static const char *const yes[] = {"x = 3",
                                      "x != 4",
                                      "x >= 3 and x <= 3",
                                      "not x < 3",
                                      "t = \"red\"",
                                      "true",
                                      "not not yes",
                                      "t in (\"blue\", \"red\")",
                                      "x in (1, 2, 3)",
                                      "yes or maybe",
                                      "maybe or yes",
                                      "not (maybe and false)",
                                      "0.1 + 0.2 = 0.3",
                                      "0.3 <= 0.1 + 0.2 and 0.1 + 0.2 <= 0.3",
                                      "1.4 - 0.2 <= 1.2",
                                      "not 1.4 - 0.2 > 1.2"};
    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        expression_value v = give(yes[i]);
        if (v.kind != VALUE_TRUTH || v.number != 1) fail_msg("%s is not true", yes[i]);
    }
}

static void unknown_stays_unknown(void **state)
{
    static const struct {
        const char *text;
        uint64_t lacks;
    } rows[] = {{"y + 1", 2},
                {"y * 0", 2},
                {"min(x, y)", 2},
                {"y > 2 and yes", 2},
                {"maybe or false", 32},
                {"not maybe", 32},
                {"maybe and y > 1", 34},
                {"t in (\"blue\", u)", 8},
                {"u = t", 8},
                {"if(maybe, 1, 2)", 32},
                {"if(maybe, y, y + 1)", 34},
                {"case(u, \"a\", 1, 2)", 8},
                {"case(t, u, 1, 2)", 8},
                {"lookup(\"chart\", \"south\", y, u)", 10}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expression_value v = give(rows[i].text);
        if (v.kind != VALUE_UNKNOWN || v.lacks != rows[i].lacks) {
            fail_msg("%s: kind %d, lacks %x", rows[i].text, (int)v.kind, (unsigned)v.lacks);
        }
    }
}

static void refusals_have_codes(void **state)
{
    static const struct {
        const char *text, *code;
    } rows[] = {{"ln(0)", "domain"},
                {"ln(-1)", "domain"},
                {"log10(0)", "domain"},
                {"sqrt(-1)", "domain"},
                {"1 / 0", "domain"},
                {"1 / (x - 3)", "domain"},
                {"exp(1000)", "domain"},
                {"(-8) ^ 0.5", "domain"},
                {"10 ^ 400", "domain"},
                {"bad + y", "why"},
                {"y + bad", "why"},
                {"if(x > 2, refuse(\"too_much\"), 1)", "too_much"},
                {"if(bad > 1, 1, 1)", "why"},
                {"case(bad, 1, 2, 3)", "why"},
                {"lookup(\"chart\", \"north\", x, t)", "no_row"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expression_value v = give(rows[i].text);
        if (v.kind != VALUE_REFUSED || !str_eq(v.text, str_of(rows[i].code))) {
            fail_msg("%s: kind %d '%.*s'", rows[i].text, (int)v.kind, STR_ARG(v.text));
        }
    }
}

static void bad_expressions_say_where(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {{"", "character 1: expected a value"},
                {"1 +", "character 4: expected a value"},
                {"1 1", "character 3: expected a sign or the end"},
                {"(1", "expected )"},
                {"z", "nothing is called 'z'"},
                {"foo(1)", "no function is called 'foo'"},
                {"x = t", "expected a number, found a text"},
                {"t + 1", "expected a number, found a text"},
                {"t < \"b\"", "expected a number, found a text"},
                {"yes + 1", "found a truth"},
                {"not x", "expected a truth, found a number"},
                {"if(x, 1, 2)", "expected a truth"},
                {"if(yes, 1, t)", "expected a number, found a text"},
                {"case(t, 1, 2, 3)", "expected a text, found a number"},
                {"case(t)", "expected ,"},
                {"case(t, 1)", "a value, its result and a last result"},
                {"min(1)", "a further number"},
                {"known(1)", "expected a name"},
                {"refuse(x)", "expected a text in quotes"},
                {"\"open", "a closing quotation mark"},
                {"x @ 2", "expected a name, a value or a sign"},
                {"1 + .", "expected a number"},
                {"and", "expected a value"},
                {"lookup(\"chart\", \"south\", x)", "has 2 keys"},
                {"lookup(\"map\", \"south\", x)", "no table 'map'"},
                {"sum(\"chart\", x)", "expected a text, found a number"},
                {"x in (1, t)", "expected a number, found a text"},
                {"-t", "expected a number"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO(arena_release) arena a = {0};
        expression *x = NULL;
        err e = {0};
        assert_int_not_equal(expression_parse(str_of(rows[i].text), &scope, &tables, &a, &x, &e),
                             OK);
        if (strstr(e.text, rows[i].says) == NULL) fail_msg("%s: %s", rows[i].text, e.text);
    }
}

static status parse_repeated(const char *left, const char *middle, const char *right, size_t n,
                             err *e)
{
    AUTO(arena_release) arena a = {0};
    AUTO(buf_release) buf text;
    expression *x = NULL;
    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < n; i++) buf_put_text(&text, left);
    buf_put_text(&text, middle);
    for (size_t i = 0; i < n; i++) buf_put_text(&text, right);
    return expression_parse(buf_str(&text), &scope, NULL, &a, &x, e);
}

static void limits_hold(void **state)
{
    err e = {0};
    (void)state;
    assert_int_equal(parse_repeated("(", "1", ")", EXPRESSION_NESTING_MAX, &e), OK);
    assert_int_equal(parse_repeated("(", "1", ")", EXPRESSION_NESTING_MAX + 1, &e), E_LIMIT);
    assert_int_equal(parse_repeated("2^", "1", "", 100000, &e), E_LIMIT);
    assert_int_equal(parse_repeated("abs(", "1", ")", 100000, &e), E_LIMIT);
    assert_int_equal(parse_repeated("1+", "1", "", EXPRESSION_CODE_MAX, &e), E_LIMIT);
    assert_int_equal(parse_repeated("-", "1", "", 100000, &e), OK);
    assert_int_equal(parse_repeated("", "x in (1", ",1", EXPRESSION_STACK_MAX, &e), E_LIMIT);
    assert_int_equal(parse_repeated("", "sum(\"chart\", t)", "", 1, &e), E_NOTFOUND);
}

static void what_an_expression_uses(void **state)
{
    AUTO(arena_release) arena a = {0};
    expression *x = NULL;
    expression_value v;
    err e = {0};
    str text = STR("if(known(y) and t = \"a\", \"b\", refuse(\"c\"))");
    (void)state;
    assert_int_equal(expression_parse(text, &scope, NULL, &a, &x, &e), OK);
    assert_int_equal(expression_gives(x), EXPRESSION_TEXT);
    assert_int_equal(expression_uses(x), 6);
    assert_true(expression_constant(x, 0, &v) && str_eq(v.text, STR("a")));
    assert_true(expression_constant(x, 1, &v) && str_eq(v.text, STR("b")));
    assert_true(expression_constant(x, 2, &v) && v.kind == VALUE_REFUSED);
    assert_false(expression_constant(x, 3, &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_out),          cmocka_unit_test(truths_come_out),
        cmocka_unit_test(unknown_stays_unknown),     cmocka_unit_test(refusals_have_codes),
        cmocka_unit_test(bad_expressions_say_where), cmocka_unit_test(limits_hold),
        cmocka_unit_test(what_an_expression_uses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
