/*
 * Tests of BCF records built byte by byte: every width and ploidy of GT, the other fields, and
 * every single byte of a file changed or cut off, which must end in an answer or an error and
 * nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "genome/bcf_value.h"
#include "stream_compare.h"
#include "temp_file.h"

enum { SAMPLES = 37 };

static void put_u32(buf *b, uint32_t v)
{
    buf_put(b, (const char *)&v, sizeof v);
}
static void put_byte(buf *b, uint32_t v)
{
    buf_put_c(b, (char)(uint8_t)v);
}

static void put_type(buf *b, uint32_t type, uint32_t count)
{
    put_byte(b, type | (count < 15 ? count : 15) << 4);
    if (count < 15) return;
    put_byte(b, 0x13);
    put_u32(b, count);
}

static void put_text(buf *b, const char *text)
{
    put_type(b, BCF_CHAR, (uint32_t)strlen(text));
    buf_put_text(b, text);
}

static void put_key(buf *b, uint32_t key)
{
    put_byte(b, 0x11), put_byte(b, key);
}

static void put_value(buf *b, uint32_t type, int32_t v)
{
    int32_t low[] = {0, INT8_MIN, INT16_MIN, INT32_MIN};
    if (v == BCF_MISSING) v = low[type];
    if (v == BCF_END) v = low[type] + 1;
    buf_put(b, (const char *)&v, bcf_size(type));
}

static void put_header(buf *b)
{
    buf text;
    buf_init(&text, 1 << 16);
    buf_put_text(&text, "##fileformat=VCFv4.2\n##contig=<ID=chr1>\n##contig=<ID=chrX>\n"
                        "##FILTER=<ID=q10,Description=\"q\">\n"
                        "##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\">\n"
                        "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
                        "##FORMAT=<ID=GQ,Number=1,Type=Float,Description=\"q\">\n"
                        "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
                        "##FORMAT=<ID=PS,Number=1,Type=String,Description=\"p\">\n"
                        "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\">\n"
                        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT");
    for (int i = 0; i < SAMPLES; i++) buf_printf(&text, "\tS%d", i);
    buf_put(&text, "\n", 2); /* with its NUL */
    buf_put(b, "BCF\2\2", 5);
    put_u32(b, (uint32_t)text.n);
    buf_put(b, text.p, text.n);
    buf_release(&text);
}

enum { ID_Q10 = 1, ID_END, ID_GT, ID_GQ, ID_DP, ID_PS, ID_AD };

/* GT of sample i in the test records, by ploidy. */
static int32_t coded(uint32_t i, uint32_t k)
{
    if (i % 11 == 3) return k == 0 ? 0 : BCF_END; /* "." */
    if (i % 7 == 2) return (int32_t)(((i + k) % 3 + 1) << 1) | (k > 0);
    if (i % 13 == 5 && k > 0) return BCF_END; /* haploid */
    return k > 0 ? 3 : 2;                     /* 0|0 */
}

static void put_record(buf *b, uint32_t pos0, uint32_t type, uint32_t ploidy, bool fields)
{
    buf s, f;
    buf_init(&s, 1 << 16);
    buf_init(&f, 1 << 16);
    put_u32(&s, 0), put_u32(&s, pos0), put_u32(&s, 1), put_u32(&s, 0x7F800001);
    put_u32(&s, 3u << 16 | 1), put_u32(&s, (fields ? 5u : 1u) << 24 | SAMPLES);
    put_text(&s, ""), put_text(&s, "A"), put_text(&s, "C"), put_text(&s, "<NON_REF>");
    put_type(&s, BCF_INT8, 1), put_byte(&s, pos0 % 2 == 0 ? 0 : ID_Q10);
    put_key(&s, ID_END), put_type(&s, BCF_INT32, 1), put_u32(&s, pos0 + 500);
    put_key(&f, ID_GT), put_type(&f, type, ploidy);
    for (uint32_t i = 0; i < SAMPLES; i++) {
        for (uint32_t k = 0; k < ploidy; k++) put_value(&f, type, coded(i, k));
    }
    if (fields) {
        put_key(&f, ID_GQ), put_type(&f, BCF_FLOAT, 1);
        for (uint32_t i = 0; i < SAMPLES; i++) {
            float q = (float)i + 0.25f;
            uint32_t missing = 0x7F800001;
            if (i % 5 == 0)
                put_u32(&f, missing);
            else
                buf_put(&f, (const char *)&q, sizeof q);
        }
        put_key(&f, ID_DP), put_type(&f, BCF_INT16, 1);
        for (uint32_t i = 0; i < SAMPLES; i++)
            put_value(&f, BCF_INT16, i % 6 == 0 ? BCF_MISSING : 300);
        put_key(&f, ID_PS), put_type(&f, BCF_CHAR, 3);
        for (uint32_t i = 0; i < SAMPLES; i++)
            buf_put(&f, i % 4 == 0 ? ".\0\0" : i % 4 == 1 ? "abc" : "17", 3);
        put_key(&f, ID_AD), put_type(&f, BCF_INT8, 3);
        for (uint32_t i = 0; i < SAMPLES; i++) {
            for (uint32_t k = 0; k < 3; k++)
                put_value(&f, BCF_INT8, k > i % 4 ? BCF_END : i % 9 ? 5 : BCF_MISSING);
        }
    }
    put_u32(b, (uint32_t)s.n), put_u32(b, (uint32_t)f.n);
    buf_put_str(b, buf_str(&s)), buf_put_str(b, buf_str(&f));
    buf_release(&s);
    buf_release(&f);
}

static uint32_t expected(uint32_t i, uint32_t ploidy)
{
    if (i % 11 == 3) return GT_PACK(GT_MISSING, GT_ABSENT, 0);
    bool rare = i % 7 == 2;
    if (ploidy == 1 || (!rare && i % 13 == 5)) return GT_PACK(rare ? i % 3 : 0, GT_ABSENT, 0);
    uint32_t flags = GT_PHASED | (ploidy > 2 ? GT_TRUNCATED : 0);
    return rare ? GT_PACK(i % 3, (i + 1) % 3, flags) : GT_PACK(0, 0, flags);
}

static void make_file(buf *b)
{
    buf_init(b, 1 << 20);
    put_header(b);
    uint32_t pos0 = 100;
    for (uint32_t type = BCF_INT8; type <= BCF_INT32; type++) {
        for (uint32_t ploidy = 1; ploidy <= 3; ploidy++)
            put_record(b, pos0++, type, ploidy, ploidy == 2);
    }
}

static void test_genotypes(void **state)
{
    (void)state;
    buf b;
    make_file(&b);
    const char *path = temp_path("g.bcf");
    temp_write(path, b.p, b.n);
    buf_release(&b);
    genome_source *s;
    genome_record r;
    err e = {.text = ""};
    bool more;
    assert_int_equal(genome_source_open(path, NULL, &s, &e), OK);
    for (uint32_t k = 0; k < 9; k++) {
        if (genome_source_next(s, &r, &more, &e) != OK) fail_msg("%s", e.text);
        assert_true(more && r.has_gt && r.pos0 == 100 + k && r.end0 == 600 + k &&
                    r.number == k + 1);
        assert_true(str_eq(r.ref, STR("A")) && r.alt_count == 2 && r.filter_pass == (k % 2 == 0));
        size_t at = 0;
        for (uint32_t i = 0; i < SAMPLES; i++) {
            bool listed = at < r.exception_count && r.exceptions[at].sample == i;
            uint32_t gt = listed ? r.exceptions[at++].gt : r.base;
            if (gt != expected(i, k % 3 + 1)) fail_msg("record %u sample %u: %x", k, i, gt);
        }
    }
    assert_int_equal(genome_source_next(s, &r, &more, &e), OK);
    assert_false(more);
    genome_source_free(s);
    stream_question q = {.path = path, .b.force_htslib = true, .fields = true, .same_end = true};
    stream_answer answer = stream_compare(&q);
    if (!answer.agree) fail_msg("%s", answer.why);
    assert_int_equal(answer.records, 9);
}

/* Reads to the end or the first failure. */
static status read_all(const char *path, err *e)
{
    genome_source *s;
    genome_record r;
    genome_fields f;
    bool more = true;
    status result = genome_source_open(path, NULL, &s, e);
    if (result != OK) return result;
    while (result == OK && more) {
        result = genome_source_next(s, &r, &more, e);
        if (result != OK || !more) break;
        for (uint32_t i = 0; i < SAMPLES && result == OK; i++)
            result = genome_record_fields(&r, i, &f, e);
    }
    genome_source_free(s);
    return result;
}

static void test_any_byte(void **state)
{
    (void)state;
    buf b;
    buf_init(&b, 1 << 20);
    put_header(&b);
    size_t records_at = b.n;
    put_record(&b, 100, BCF_INT8, 2, true);
    put_record(&b, 101, BCF_INT16, 3, true);
    const char *path = temp_path("damaged.bcf");
    static const char values[] = {0, 1, 0x7F, (char)0x80, (char)0xFF, 0x17};
    size_t failures = 0;
    for (size_t at = records_at; at < b.n; at++) {
        char was = b.p[at];
        for (size_t v = 0; v < sizeof values; v++) {
            err e = {.text = ""};
            b.p[at] = values[v];
            temp_write(path, b.p, b.n);
            status result = read_all(path, &e);
            if (result != OK && result != E_SYNTAX && result != E_LIMIT)
                fail_msg("%zu: %s", at, e.text);
            if (result != OK) assert_non_null(strstr(e.text, path));
            failures += result != OK;
        }
        b.p[at] = was;
    }
    assert_true(failures > 100);
    for (size_t n = records_at + 1; n < b.n; n++) {
        err e = {.text = ""};
        temp_write(path, b.p, n);
        status result = read_all(path, &e);
        bool whole = result == OK; /* only at the end of the first record */
        if (whole) {
            uint32_t first[2];
            memcpy(first, b.p + records_at, sizeof first);
            assert_int_equal(n, records_at + 8 + first[0] + first[1]);
        }
    }
    buf_release(&b);
}

static void test_allele_out_of_range(void **state)
{
    (void)state;
    buf b;
    buf_init(&b, 1 << 20);
    put_header(&b);
    put_record(&b, 100, BCF_INT8, 2, false);
    b.p[b.n - 1] = 0x09; /* allele 3 of three, in the last sample */
    const char *path = temp_path("range.bcf");
    temp_write(path, b.p, b.n);
    buf_release(&b);
    err e = {.text = ""};
    assert_int_equal(read_all(path, &e), E_SYNTAX);
    assert_non_null(strstr(e.text, ":1: GT: sample 'S36'"));
}

static int clean(void **state)
{
    (void)state;
    temp_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_genotypes),
        cmocka_unit_test(test_any_byte),
        cmocka_unit_test(test_allele_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
