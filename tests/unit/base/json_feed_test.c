/*
 * JSON of any length: the same parts and the same errors however the input is cut into pieces, the
 * limits, and what is refused between the values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/json_feed.h"

/* The parts as one line of text: "V{a=1}", "M:type='x'", "I[…]". */
static void spell(buf *out, const json_value *v)
{
    switch (v->type) {
    case JSON_NULL: buf_put_text(out, "null"); break;
    case JSON_FALSE: buf_put_text(out, "false"); break;
    case JSON_TRUE: buf_put_text(out, "true"); break;
    case JSON_NUMBER: buf_put_str(out, json_number(v)); break;
    case JSON_STRING:
        buf_put_c(out, '\'');
        buf_put_str(out, json_text(v));
        buf_put_c(out, '\'');
        break;
    case JSON_ARRAY:
        buf_put_c(out, '[');
        for (size_t i = 0; i < v->count; i++) {
            spell(out, &v->items[i]);
            buf_put_c(out, ' ');
        }
        buf_put_c(out, ']');
        break;
    case JSON_OBJECT:
        buf_put_c(out, '{');
        for (size_t i = 0; i < v->count; i++) {
            buf_put_str(out, v->members[i].key);
            buf_put_c(out, '=');
            spell(out, &v->members[i].value);
            buf_put_c(out, ' ');
        }
        buf_put_c(out, '}');
        break;
    }
}

typedef struct parts {
    buf text;
    size_t count, stop_at;
} parts;

static status add_part(void *context, const json_feed_part *part, err *e)
{
    static const char letters[] = "VMI";
    parts *p = context;
    size_t line, column;
    if (++p->count == p->stop_at) FAIL(e, E_RANGE, "enough");
    json_where(&part->doc, part->doc.root, &line, &column);
    buf_printf(&p->text, "%c@%zu:%zu", letters[part->kind], line, column);
    if (part->kind == JSON_FEED_MEMBER) {
        buf_put_c(&p->text, ':');
        buf_put_str(&p->text, part->key);
    }
    buf_put_c(&p->text, ' ');
    spell(&p->text, part->doc.root);
    buf_put_c(&p->text, '\n');
    return OK;
}

static const json_feed_options plain = {.kind_key = "kind", .kind = "B", .list = "l"};

static status feed_options(str text, const json_feed_options *o, parts *p, err *e)
{
    stream *in;
    *p = (parts){.stop_at = p->stop_at};
    buf_init(&p->text, 1 << 20);
    assert_int_equal(stream_open_text("f", text, NULL, &in, e), OK);
    status result = json_feed(in, o, add_part, p, e);
    stream_close(in);
    buf_put_c(&p->text, '\0');
    assert_int_equal(p->text.failed, OK);
    return result;
}

static const struct row {
    const char *text, *parts;
} good[] = {
    {"", ""},
    {" \n ", ""},
    {"\xEF\xBB\xBF", ""},
    {"7", "V@1:1 7\n"},
    {"\xEF\xBB\xBF 7", "V@1:2 7\n"},
    {"-1.50e3 \"a\\u00e9\" null", "V@1:1 -1.50e3\nV@1:9 'aé'\nV@1:19 null\n"},
    {"{\"v\":1}\n{\"v\":2,\"w\":{\"v\":7}}\n\n3\n",
     "V@1:1 {v=1 }\nV@2:1 {v=2 w={v=7 } }\nV@4:1 3\n"},
    {"[]", ""},
    {"[1,{\"v\":2},\n [4]]", "V@1:2 1\nV@1:4 {v=2 }\nV@2:2 [4 ]\n"},
    {"{\"kind\":\"A\",\"l\":[1]}", "V@1:1 {kind='A' l=[1 ] }\n"},
    {"{\"kind\":\"B\",\"l\":[1,{\"x\":[2]}],\"z\":0.10}",
     "M@1:9:kind 'B'\nI@1:18 1\nI@1:20 {x=[2 ] }\nM@1:35:z 0.10\n"},
    {"{ \"z\" : {} , \"l\" : [ 1 , 2 ] ,\n\"kind\" : \"B\" }",
     "M@1:9:z {}\nI@1:22 1\nI@1:26 2\nM@2:10:kind 'B'\n"},
    {"{\"kind\":\"B\",\"l\":{\"no\":1}}", "M@1:9:kind 'B'\nM@1:17:l {no=1 }\n"},
    {"{\"kind\":\"B\",\"l\":[]} {\"kind\":\"B\"}", "M@1:9:kind 'B'\nM@1:29:kind 'B'\n"},
    {"{\"kind\":{\"kind\":\"B\"},\"l\":[1]}", "V@1:1 {kind={kind='B' } l=[1 ] }\n"},
    {"{}[]", "V@1:1 {}\nV@1:3 []\n"},
    {"{\"a\":\"\\ud83e\\uddec}\\\"]\"}", "V@1:1 {a='\xF0\x9F\xA7\xAC}\"]' }\n"},
};

static void same_parts_however_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        size_t n = strlen(good[i].text);
        for (size_t step = 1; step <= n + 1; step++) {
            json_feed_options o = plain;
            parts p = {0};
            err e = {0};
            o.step = step;
            if (feed_options(str_of(good[i].text), &o, &p, &e) != OK) {
                fail_msg("%s, step %zu: %s", good[i].text, step, e.text);
            }
            assert_string_equal(p.text.p, good[i].parts);
            buf_release(&p.text);
        }
    }
}

static const struct bad_row {
    const char *text;
    status code;
    const char *says;
} bad[] = {
    {"{\"v\":1}\n{\"v\":2}\n{oops}", E_SYNTAX, "f:3:2: found 'o'"},
    {"[1,1] [1]", E_SYNTAX, "f:1:7: found '[', expected the end"},
    {"[1,2", E_SYNTAX, "f:1:5: found the end of the text, expected ',' or ']'"},
    {"[1,]", E_SYNTAX, "f:1:4: found ']'"},
    {"[", E_SYNTAX, "f:1:2: found the end of the text"},
    {"{", E_SYNTAX, "found the end of the text, expected a key"},
    {"{\"kind\":\"B\"", E_SYNTAX, "f:1:12: found the end of the text, expected ',' or '}'"},
    {"{\"kind\":\"B\",}", E_SYNTAX, "f:1:13: found '}', expected a key in quotes"},
    {"{\"kind\":\"B\",\"l\":[1 2]}", E_SYNTAX, "f:1:20: found '2', expected ',' or ']'"},
    {"{\"kind\":\"B\",\"l\" [1]}", E_SYNTAX, "f:1:17: found '[', expected ':'"},
    {"{\"kind\":\"B\",\"l\":[1],\n\"l\":[2]}", E_CONFLICT, "f:2:4: key 'l' is there twice"},
    {"{\"kind\":\"B\",\"l\":[{\"a\":1,\n\"a\":2}]}", E_CONFLICT, "f:2:6: key 'a' is there twice"},
    {"{\"kind\":\"A\",\"a\":1,\"\\u0061\":2}", E_CONFLICT, "key 'a' is there twice"},
    {"{\"a\":1,\n\"kind\":\"B\",\"l\":[\"\xC3\x28\"]}", E_SYNTAX,
     "f:2:18: found a byte that is not"},
    {"{\"kind\":\"B\",\"l\":[\"\\ud800\"]}", E_SYNTAX, "f:1:19: found half of a surrogate pair"},
    {"{\"kind\":\"B\",\"l\":[\"\\u0000\"]}", E_SYNTAX, "f:1:19: found \\u0000"},
    {"[1,\n\f2]", E_SYNTAX, "f:2:1: found"},
    {"[\"a\nb\"]", E_SYNTAX, "f:1:"},
    {"{\"kind\":\"B\",\"l\":[1]}}", E_SYNTAX, "f:1:21: found '}'"},
    {"\"abc", E_SYNTAX, "f:1:5: found the end of the text"},
    {"[NaN]", E_SYNTAX, "f:1:2: found 'N'"},
    {"[01]", E_SYNTAX, "f:1:3: found '1'"},
    {"[[[[[1]]]]]", E_LIMIT, "f:1:5: more than 3 nested levels"},
};

static void same_errors_however_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        size_t n = strlen(bad[i].text);
        for (size_t step = 1; step <= n + 1; step++) {
            json_feed_options o = plain;
            parts p = {0};
            err e = {0};
            o.step = step;
            o.tree.depth_max = 3;
            status got = feed_options(str_of(bad[i].text), &o, &p, &e);
            if (got != bad[i].code || strstr(e.text, bad[i].says) == NULL) {
                fail_msg("%s, step %zu: %d '%s', expected '%s'", bad[i].text, step, got, e.text,
                         bad[i].says);
            }
            buf_release(&p.text);
        }
    }
}

static void limits_are_kept(void **state)
{
    (void)state;
    json_feed_options o = plain;
    parts p = {0};
    err e = {0};
    o.tree.bytes_max = 40;
    o.step = 8;
    /* each item within the limit, the whole far over it */
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 16);
    buf_put_text(&text, "{\"kind\":\"B\",\"l\":[\"0123456789\"");
    for (int i = 0; i < 500; i++) buf_put_text(&text, ",\"0123456789\"");
    buf_put_text(&text, "]}");
    assert_int_equal(feed_options(buf_str(&text), &o, &p, &e), OK);
    assert_int_equal(p.count, 502);
    buf_release(&p.text);
    /* one item over it, with and without an end */
    const char *const large[] = {
        "[1,\"0123456789012345678901234567890123456789\"]",
        "[1,\"01234567890123456789012345678901234567890123456789012345678901234567890123456789",
    };
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(feed_options(str_of(large[i]), &o, &p, &e), E_LIMIT);
        assert_non_null(strstr(e.text, "larger than the limit of 40 bytes"));
        buf_release(&p.text);
    }
    o.tree.values_max = 3;
    assert_int_equal(feed_options(STR("[1,[1,2,3]]"), &o, &p, &e), E_LIMIT);
    buf_release(&p.text);
    o.tree.values_max = 0;
    p.stop_at = 2;
    assert_int_equal(feed_options(STR("[1,1,1]"), &o, &p, &e), E_RANGE);
    assert_string_equal(e.text, "enough");
    assert_int_equal(p.count, 2);
    buf_release(&p.text);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    str text = STR("{\"kind\":\"B\",\"z\":{\"a\":[1,2,\"\\u00e9\"]},\"l\":[{\"x\":1}]}");
    status result = E_MEMORY;
    for (uint64_t n = 1; n < 200 && result != OK; n++) {
        stream *in;
        parts p = {0};
        err e = {0};
        buf_init(&p.text, 1 << 16);
        assert_int_equal(stream_open_text("f", text, NULL, &in, &e), OK);
        assert_non_null(buf_room(&p.text, 1000));
        base_alloc_fail_after(n);
        result = json_feed(in, &plain, add_part, &p, &e);
        base_alloc_fail_after(0);
        if (result != OK) assert_int_equal(result, E_MEMORY);
        stream_close(in);
        buf_release(&p.text);
    }
    assert_int_equal(result, OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_parts_however_cut),
        cmocka_unit_test(same_errors_however_cut),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
