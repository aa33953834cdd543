/*
 * The JSON reader: values with their exact text, limits, and errors that say where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static status parse(const char *text, const json_options *o, arena *a, json_doc *doc, err *e)
{
    return json_parse("f.json", str_of(text), o, a, doc, e);
}

static void values(void **state)
{
    (void)state;
    arena a = {0};
    json_doc d;
    err e;
    int64_t i;
    double x;
    bool b;
    assert_int_equal(parse(" {\"n\":-1.50e3,\"i\":7,\"t\":\"a\\u00e9\\n\\ud83e\\uddec\",\"e\":\"\","
                           "\"l\":[true,false,null,[],{}],\"o\":{\"k\":{\"z\":1}}} ",
                           NULL, &a, &d, &e),
                     OK);
    assert_true(str_eq(json_number(json_get(d.root, "n")), STR("-1.50e3")));
    assert_true(json_double(json_get(d.root, "n"), &x) && x == -1500);
    assert_false(json_i64(json_get(d.root, "n"), &i));
    assert_true(json_i64(json_get(d.root, "i"), &i) && i == 7);
    assert_true(str_eq(json_text(json_get(d.root, "t")), STR("aé\n\xF0\x9F\xA7\xAC")));
    assert_non_null(json_text(json_get(d.root, "e")).p);
    const json_value *l = json_get(d.root, "l");
    assert_int_equal(json_count(l), 5);
    assert_true(json_bool(json_at(l, 0), &b) && b);
    assert_true(json_bool(json_at(l, 1), &b) && !b);
    assert_false(json_bool(json_at(l, 2), &b));
    assert_true(json_is(json_at(l, 2), JSON_NULL));
    assert_int_equal(json_count(json_at(l, 3)), 0);
    assert_null(json_at(l, 5));
    const char *const path[] = {"o", "k", "z", NULL};
    const char *const wrong[] = {"o", "x", "z", NULL};
    assert_true(json_i64(json_path(d.root, path), &i) && i == 1);
    assert_null(json_path(d.root, wrong));
    assert_null(json_get(NULL, "x"));
    assert_null(json_get(l, "x"));
    assert_int_equal(json_text(l).n, 0);
    assert_string_equal(json_type_name(NULL), "nothing");
    arena_release(&a);
}

static void every_document_kind(void **state)
{
    (void)state;
    static const char *const good[] = {"1",
                                       "\"x\"",
                                       "null",
                                       "[]",
                                       "{}",
                                       "\xEF\xBB\xBF[1]",
                                       " 0 ",
                                       "[[[[1]]]]",
                                       "\"\\ud83e\\uddec\"",
                                       "\"\\\\u0000\""};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        arena a = {0};
        json_doc d;
        err e = {0};
        if (parse(good[i], NULL, &a, &d, &e) != OK) fail_msg("%s: %s", good[i], e.text);
        arena_release(&a);
    }
}

static void errors_say_where(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        status code;
        const char *says;
    } rows[] = {
        {"", E_SYNTAX, "f.json:1:1: empty, expected JSON"},
        {" \n ", E_SYNTAX, "f.json:1:1: empty"},
        {"{", E_SYNTAX, "f.json:1:2: found the end of the text"},
        {"[1,\n  }", E_SYNTAX, "f.json:2:3: found '}'"},
        {"[1,]", E_SYNTAX, "f.json:1:4: found ']'"},
        {"{\"a\" 1}", E_SYNTAX, "f.json:1:6: found '1'"},
        {"{a:1}", E_SYNTAX, "f.json:1:2: found 'a'"},
        {"[1]x", E_SYNTAX, "f.json:1:4: found 'x'"},
        {"[1] [2]", E_SYNTAX, "f.json:1:5: found '['"},
        {"3.0\"]", E_SYNTAX, "f.json:1:4: found '\"': expected the end of the text"},
        {"{}\n \"a", E_SYNTAX, "f.json:2:2: found '\"'"},
        {"nul", E_SYNTAX, "f.json:1:"},
        {"01", E_SYNTAX, "f.json:1:"},
        {"+1", E_SYNTAX, "f.json:1:1"},
        {"[1.]", E_SYNTAX, "f.json:1:2"},
        {"[.5]", E_SYNTAX, "f.json:1:2"},
        {"NaN", E_SYNTAX, "f.json:1:1"},
        {"'a'", E_SYNTAX, "f.json:1:1"},
        {"[1,\n\f2]", E_SYNTAX, "f.json:2:1: found a control character"},
        {"\v1", E_SYNTAX, "f.json:1:1: found a control character"},
        {"[1] // note", E_SYNTAX, "f.json:1:5"},
        {"\"a\nb\"", E_SYNTAX, "f.json:1:"},
        {"\"\\x\"", E_SYNTAX, "f.json:1:2"},
        {"\"abc", E_SYNTAX, "found the end of the text"},
        {"[\"x\",\n\"\\ud800\"]", E_SYNTAX, "f.json:2:2: found half of a surrogate pair"},
        {"\"\\udc00\\ud800\"", E_SYNTAX, "f.json:1:2: found half"},
        {"\"\\ud800\\u0041\"", E_SYNTAX, "f.json:1:2: found half"},
        {"\"\\u0000\"", E_SYNTAX, "f.json:1:2: found \\u0000"},
        {"[\n\"\xC3\x28\"]", E_SYNTAX, "f.json:2:2: found a byte that is not UTF-8"},
        {"{\"a\":1,\n\"b\":2,\"a\":3}", E_CONFLICT, "f.json:2:12: key 'a' is there twice"},
        {"{\"a\":1,\"\\u0061\":3}", E_CONFLICT, "key 'a' is there twice"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        arena a = {0};
        json_doc d;
        err e = {0};
        status got = parse(rows[i].text, NULL, &a, &d, &e);
        if (got != rows[i].code || strstr(e.text, rows[i].says) == NULL) {
            fail_msg("%s: %d '%s', expected '%s'", rows[i].text, got, e.text, rows[i].says);
        }
        arena_release(&a);
    }
}

static void limits_are_kept(void **state)
{
    (void)state;
    arena a = {0};
    json_doc d;
    err e;
    json_options depth = {.depth_max = 3}, values_three = {.values_max = 3};
    json_options bytes = {.bytes_max = 4};
    assert_int_equal(parse("[[[1]]]", &depth, &a, &d, &e), OK);
    assert_int_equal(parse("[[[[1]]]]", &depth, &a, &d, &e), E_LIMIT);
    assert_string_equal(e.text, "f.json:1:4: more than 3 nested levels");
    assert_int_equal(parse("[1,2]", &values_three, &a, &d, &e), OK);
    assert_int_equal(parse("[1,2,3]", &values_three, &a, &d, &e), E_LIMIT);
    assert_int_equal(parse("{\"a\":1}", &values_three, &a, &d, &e), OK);
    assert_int_equal(parse("[12]", &bytes, &a, &d, &e), OK);
    assert_int_equal(parse("[123]", &bytes, &a, &d, &e), E_LIMIT);
    char *deep = base_alloc(200001);
    memset(deep, '[', 200000);
    deep[200000] = '\0';
    assert_int_equal(parse(deep, NULL, &a, &d, &e), E_LIMIT);
    base_free(deep);
    arena_release(&a);
    arena small;
    arena_init(&small, 20000);
    buf many;
    buf_init(&many, 1 << 20);
    buf_put_c(&many, '[');
    for (int i = 0; i < 5000; i++) buf_put_text(&many, "1,");
    buf_put_text(&many, "1]");
    assert_int_equal(json_parse("f", buf_str(&many), NULL, &small, &d, &e), E_MEMORY);
    buf_release(&many);
    arena_release(&small);
}

/* Small objects are compared pairwise, large ones sorted: both must find the repeated key. */
static void repeated_keys(void **state)
{
    (void)state;
    for (size_t n = 2; n < 40; n++) {
        for (size_t again = 0; again < n; again += 7) {
            buf b;
            arena a = {0};
            json_doc d;
            err e;
            int64_t value;
            json_options loose = {.allow_duplicates = true};
            char key[16];
            buf_init(&b, 10000);
            buf_put_c(&b, '{');
            for (size_t i = 0; i < n; i++) buf_printf(&b, "\"k%zu\":%zu,", i, i);
            size_t clean = b.n;
            buf_printf(&b, "\"k%zu\":99}", again);
            assert_int_equal(json_parse("f", buf_str(&b), NULL, &a, &d, &e), E_CONFLICT);
            assert_int_equal(json_parse("f", buf_str(&b), &loose, &a, &d, &e), OK);
            (void)snprintf(key, sizeof key, "k%zu", again);
            assert_true(json_i64(json_get(d.root, key), &value) && value == 99);
            b.p[clean - 1] = '}';
            assert_int_equal(json_parse("f", (str){b.p, clean}, NULL, &a, &d, &e), OK);
            assert_int_equal(json_count(d.root), n);
            arena_release(&a);
            buf_release(&b);
        }
    }
}

static void where_and_need(void **state)
{
    (void)state;
    arena a = {0};
    json_doc d;
    err e;
    const json_value *v;
    size_t line, column;
    const char *text = "{\n \"a\": \"x\\\"y\",\n  \"b\": [true, -12],\n\"c\":{}}";
    assert_int_equal(parse(text, NULL, &a, &d, &e), OK);
    static const struct {
        const char *key;
        size_t line, column;
    } rows[] = {{"a", 2, 7}, {"b", 3, 8}, {"c", 4, 5}};
    for (size_t i = 0; i < 3; i++) {
        json_where(&d, json_get(d.root, rows[i].key), &line, &column);
        assert_int_equal(line, rows[i].line);
        assert_int_equal(column, rows[i].column);
    }
    json_where(&d, json_at(json_get(d.root, "b"), 1), &line, &column);
    assert_int_equal(line, 3);
    assert_int_equal(column, 15);
    json_where(&d, d.root, &line, &column);
    assert_int_equal(line * 100 + column, 101);
    assert_int_equal(json_need(&d, d.root, "b", JSON_ARRAY, &v, &e), OK);
    assert_int_equal(json_need(&d, d.root, "a", JSON_NUMBER, &v, &e), E_SYNTAX);
    assert_string_equal(e.text, "f.json:2:7: 'a': found a text, expected a number");
    assert_int_equal(json_need(&d, d.root, "z", JSON_OBJECT, &v, &e), E_SYNTAX);
    assert_string_equal(e.text, "f.json:1:1: 'z': found nothing, expected an object");
    arena_release(&a);
}

/* Every allocation fails once: an error each time, and nothing leaks (the sanitizer watches). */
static void memory_runs_out_anywhere(void **state)
{
    (void)state;
    const char *text =
        "{\"a\":[1,2,{\"b\":\"x\\ny\"}],\"c\":{\"1\":1,\"2\":1,\"3\":1,\"4\":1,"
        "\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"10\":1,\"11\":1,\"12\":1,\"13\":1}}";
    for (uint64_t nth = 1;; nth++) {
        arena a = {0};
        json_doc d;
        err e;
        base_alloc_fail_after(nth);
        status got = parse(text, NULL, &a, &d, &e);
        uint64_t made = base_alloc_count();
        base_alloc_fail_after(0);
        arena_release(&a);
        if (made < nth) {
            assert_int_equal(got, OK);
            assert_true(nth > 2);
            return;
        }
        assert_int_equal(got, E_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(every_document_kind),
        cmocka_unit_test(errors_say_where),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(repeated_keys),
        cmocka_unit_test(where_and_need),
        cmocka_unit_test(memory_runs_out_anywhere),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
