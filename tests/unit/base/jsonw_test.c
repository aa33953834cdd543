/*
 * The JSON writer: commas, indentation, and what is escaped; what it writes, the reader reads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/jsonw.h"

static void layout(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "{\"a\":[1,true,null,0.1,1.50],\"b\":{},\"c\":[],\"d\":\"x\"}",
        "{\n  \"a\": [\n    1,\n    true,\n    null,\n    0.1,\n    1.50\n  ],\n  \"b\": {},\n"
        "  \"c\": [],\n  \"d\": \"x\"\n}"};
    for (int pretty = 0; pretty < 2; pretty++) {
        buf out;
        jsonw w;
        buf_init(&out, 1000);
        jsonw_init(&w, &out, pretty == 1);
        jsonw_object(&w);
        jsonw_key(&w, "a");
        jsonw_array(&w);
        jsonw_i64(&w, 1);
        jsonw_bool(&w, true);
        jsonw_double(&w, NAN);
        jsonw_double(&w, 0.1);
        jsonw_number_text(&w, STR("1.50"));
        jsonw_array_end(&w);
        jsonw_key(&w, "b");
        jsonw_object(&w);
        jsonw_object_end(&w);
        jsonw_key(&w, "c");
        jsonw_array(&w);
        jsonw_array_end(&w);
        jsonw_pair_text(&w, "d", "x");
        jsonw_object_end(&w);
        buf_put_c(&out, '\0');
        assert_string_equal(out.p, expected[pretty]);
        buf_release(&out);
    }
}

/* Each byte of ASCII by itself: what must be escaped is, everything else is not. */
static void every_byte_of_ascii(void **state)
{
    (void)state;
    for (int c = 0; c < 128; c++) {
        char text = (char)c;
        buf out;
        jsonw w;
        buf_init(&out, 100);
        jsonw_init(&w, &out, false);
        jsonw_str(&w, (str){&text, 1});
        bool escaped = c < 0x20 || c == 0x7f || strchr("\"\\<>&", c) != NULL;
        assert_int_equal(out.p[1] == '\\', escaped);
        if (!escaped) assert_true(out.n == 3 && out.p[1] == text);
        buf_release(&out);
    }
}

static void keys_may_be_data(void **state)
{
    (void)state;
    buf out;
    jsonw w;
    buf_init(&out, 100);
    jsonw_init(&w, &out, false);
    jsonw_object(&w);
    jsonw_key_str(&w, STR("HLA-\"B<"));
    jsonw_i64(&w, INT64_MIN);
    jsonw_key_str(&w, STR("b"));
    jsonw_i64(&w, INT64_MAX);
    jsonw_object_end(&w);
    buf_put_c(&out, '\0');
    assert_string_equal(out.p, "{\"HLA-\\\"B\\u003c\":-9223372036854775808,"
                               "\"b\":9223372036854775807}");
    buf_release(&out);
}

static void texts_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *json;
    } rows[] = {{"\"\\/", "\"\\\"\\\\/\""},
                {"\n\r\t\x01\x7f", "\"\\n\\r\\t\\u0001\\u007f\""},
                {"</script>&", "\"\\u003c/script\\u003e\\u0026\""},
                {"é≥\xF0\x9F\xA7\xAC", "\"é≥\xF0\x9F\xA7\xAC\""},
                {"a\xE2\x80\xAE\x62\xE2\x80\xA8", "\"a\\u202eb\\u2028\""},
                {"\xE2\x81\xA6\xEF\xBB\xBF", "\"\\u2066\\ufeff\""},
                {"x\xFFy\xC3", "\"x\xEF\xBF\xBDy\xEF\xBF\xBD\""},
                {"", "\"\""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf out;
        jsonw w;
        buf_init(&out, 1000);
        jsonw_init(&w, &out, false);
        jsonw_text(&w, rows[i].text);
        buf_put_c(&out, '\0');
        assert_string_equal(out.p, rows[i].json);
        buf_release(&out);
    }
}

static void reader_reads_what_is_written(void **state)
{
    (void)state;
    char text[256];
    for (size_t i = 0; i < 127; i++) text[i] = (char)(i + 1);
    str all = {text, 127};
    buf out;
    jsonw w;
    err e;
    arena a = {0};
    json_doc doc;
    buf_init(&out, 10000);
    jsonw_init(&w, &out, true);
    jsonw_object(&w);
    jsonw_pair_str(&w, "all", all);
    jsonw_pair_i64(&w, "n", -9223372036854775807);
    jsonw_pair_bool(&w, "yes", false);
    jsonw_object_end(&w);
    assert_int_equal(json_parse("t", buf_str(&out), NULL, &a, &doc, &e), OK);
    assert_true(str_eq(json_text(json_get(doc.root, "all")), all));
    assert_true(str_eq(json_number(json_get(doc.root, "n")), STR("-9223372036854775807")));
    arena_release(&a);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(every_byte_of_ascii),
        cmocka_unit_test(keys_may_be_data),
        cmocka_unit_test(reader_reads_what_is_written),
    };
    return cmocka_run_group_tests_name("jsonw", tests, NULL, NULL);
}
