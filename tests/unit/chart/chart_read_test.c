/*
 * Which kind of file it is: FHIR, a table, plain or compressed, and what is refused with a word
 * about what it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "chart/chart_fhir.h"
#include "chart/chart_read.h"
#include "chart/chart_store.h"
#include "temp_file.h"

typedef struct tables {
    kb *k;
    arena memory;
    kb_drug_list drugs;
    kb_chart_codes codes;
    chart *c;
} tables;

static int open_tables(void **state)
{
    static tables t;
    err e;
    if (kb_open(NULL, &t.k, &e) != OK || kb_drugs_open(t.k, &t.memory, &t.drugs, &e) != OK ||
        kb_chart_codes_open(t.k, &t.memory, &t.codes, &e) != OK) {
        return 1;
    }
    chart_setup setup = {.drugs = &t.drugs, .codes = &t.codes};
    *state = &t;
    return date_parse(STR("2026-01-01"), &setup.as_of) && chart_new(&setup, &t.c, &e) == OK ? 0 : 1;
}

static int close_tables(void **state)
{
    tables *t = *state;
    chart_free(t->c);
    arena_release(&t->memory);
    kb_close(t->k);
    return 0;
}

/* FHIR in memory. */
static status read_text(str text, chart *c, err *e)
{
    stream *in;
    status result = stream_open_text("f", text, NULL, &in, e);
    if (result != OK) return result;
    result = chart_fhir_read(in, c, e);
    stream_close(in);
    return result;
}

/* Reads bytes as a file. */
static status read_bytes(tables *t, const char *bytes, size_t n, err *e)
{
    const char *path = temp_path("chart");
    temp_write(path, bytes, n);
    chart_reset(t->c);
    status got = chart_read_file(path, t->c, e);
    temp_remove();
    return got;
}

static const char value[] =
    "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"code\":{\"coding\":[{"
    "\"system\":\"http://loinc.org\",\"code\":\"2160-0\"}]},\"effectiveDateTime\":\"2025-11-02\","
    "\"valueQuantity\":{\"value\":1.1,\"unit\":\"mg/dL\"}}";

static void every_wrapping(void **state)
{
    tables *t = *state;
    char text[2048];
    unsigned char packed[2048];
    err e = {0};
    int n = snprintf(text, sizeof text, "\xEF\xBB\xBF \n%s\n", value);
    assert_int_equal(read_bytes(t, text, (size_t)n, &e), OK);
    assert_int_equal(t->c->values.count, 1);
    n = snprintf(text, sizeof text, "[%s]", value);
    assert_int_equal(read_bytes(t, text, (size_t)n, &e), OK);
    assert_int_equal(t->c->values.count, 1);
    n = snprintf(text, sizeof text, "name,value,unit,date\ncreatinine,1.1,mg/dL,2025-11-02\n");
    assert_int_equal(read_bytes(t, text, (size_t)n, &e), OK);
    assert_int_equal(t->c->values.count, 1);
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)text;
    z.avail_in = (unsigned)n;
    z.next_out = packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    (void)deflateEnd(&z);
    assert_int_equal(read_bytes(t, (char *)packed, z.total_out, &e), OK);
    assert_int_equal(t->c->values.count, 1);
    assert_int_equal(read_bytes(t, (char *)packed, z.total_out - 9, &e), E_SYNTAX);
    assert_non_null(strstr(e.text, "end too early"));
}

static void other_files_are_named(void **state)
{
    tables *t = *state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *says;
    } rows[] = {
        {"<Bundle xmlns='http://hl7.org/fhir'/>", 37, "this is FHIR as XML"},
        {"<html><body>", 12, "this is XML or HTML"},
        {"\x89PNG\r\n\x1a\n", 8, "a picture"},
        {"{\\rtf1", 6, "rich text"},
        {"\xd0\xcf\x11\xe0\xa1", 5, "an old office document"},
        {"\xEF\xBB\xBF<?xml version='1.0'?>", 24, "this is XML or HTML"},
        {"%PDF-1.7", 8, "a PDF document"},
        {"PK\x03\x04zzzz", 8, "a zip archive"},
        {"\xff\xfe{\0", 4, "UTF-16"},
        {"{\0\"\0", 4, "no text"},
        {"##fileformat=VCFv4.2\n", 21, "a VCF file"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = {0};
        assert_int_equal(read_bytes(t, rows[i].bytes, rows[i].n, &e), E_UNSUPPORTED);
        if (strstr(e.text, rows[i].says) == NULL) fail_msg("%s", e.text);
    }
}

static void what_is_not_there(void **state)
{
    tables *t = *state;
    err e = {0};
    assert_int_equal(chart_read_file("/no/such/chart.json", t->c, &e), E_NOTFOUND);
    assert_non_null(strstr(e.text, "/no/such/chart.json"));
    assert_int_equal(chart_read_file("/", t->c, &e), E_IO);
    assert_int_equal(read_text(STR(""), t->c, &e), E_SYNTAX);
    assert_string_equal(e.text, "f: empty, expected FHIR JSON");
    assert_int_not_equal(read_bytes(t, "", 0, &e), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_wrapping),
        cmocka_unit_test(other_files_are_named),
        cmocka_unit_test(what_is_not_there),
    };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
