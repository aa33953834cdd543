/*
 * Tests of text VCF: the header, every rule of vcf_text.h and every kind of bad input, each with
 * the line and what the message has to name.
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
#include "genome/record.h"
#include "temp_file.h"

#define TOP "##fileformat=VCFv4.3\n"
#define COLUMNS "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
#define LINE(text) TOP COLUMNS text "\n"

static int clean(void **state)
{
    (void)state;
    temp_remove();
    return 0;
}

static genome_source *open_text(const char *text)
{
    genome_source *s;
    err e = {.text = ""};
    const char *path = temp_path("text.vcf");
    temp_write(path, text, strlen(text));
    if (genome_source_open(path, NULL, &s, &e) != OK) fail_msg("%s", e.text);
    return s;
}

static void next(genome_source *s, genome_record *r)
{
    err e = {.text = ""};
    bool more;
    if (genome_source_next(s, r, &more, &e) != OK) fail_msg("%s", e.text);
    assert_true(more);
}

static void ends(genome_source *s)
{
    genome_record r;
    err e;
    bool more = true;
    assert_int_equal(genome_source_next(s, &r, &more, &e), OK);
    assert_false(more);
    genome_source_free(s);
}

static uint32_t gt_of(const genome_record *r, uint32_t sample)
{
    for (size_t i = 0; i < r->exception_count; i++) {
        if (r->exceptions[i].sample == sample) return r->exceptions[i].gt;
    }
    return r->base;
}

/* The first failure of a file, at opening or reading, must have this code and these words. */
static void refuses(const char *text, status code, const char *words, const char *more_words)
{
    genome_source *s = NULL;
    err e = {.text = "no failure"};
    const char *path = temp_path("bad.vcf");
    temp_write(path, text, strlen(text));
    status result = genome_source_open(path, NULL, &s, &e);
    bool more = true;
    while (result == OK && more) {
        genome_record r;
        result = genome_source_next(s, &r, &more, &e);
    }
    if (result != code || strstr(e.text, words) == NULL || strstr(e.text, more_words) == NULL ||
        strstr(e.text, path) == NULL) {
        fail_msg("'%s' gave %d: %s (wanted '%s' and '%s')", text, (int)result, e.text, words,
                 more_words);
    }
    if (s != NULL) genome_source_free(s);
}

static void test_header(void **state)
{
    (void)state;
    genome_source *s = open_text(
        TOP "##reference=file:///x/GRCh38.fa\r\n##contig=<ID=chr1,length=248956422,assembly=hg38>\n"
            "##contig=<ID=chr1,length=7>\n##contig=<ID=HLA-A*01:01>\n##ALT=<ID=NON_REF,Description="
            "\"a,b\">\n"
            "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n"
            "##FORMAT=<Description=\"q\\\",ID=no\",ID=GQ,Number=1,Type=Integer>\n" COLUMNS);
    const genome_header *h = genome_source_header(s);
    assert_int_equal(h->sample_count, 2);
    assert_true(str_eq(h->samples[0], STR("A")) && str_eq(h->samples[1], STR("B")));
    assert_int_equal(h->contig_count, 2);
    assert_int_equal(h->contigs[0].length, 248956422);
    assert_int_equal(h->contigs[0].chrom, 1);
    assert_int_equal(h->contigs[1].chrom, 0);
    assert_true(str_eq(h->reference, STR("file:///x/GRCh38.fa")));
    assert_true(h->is_gvcf && h->has_ad && h->ad_is_number_r && h->has_gq);
    assert_false(h->has_ps || h->has_dp);
    ends(s);
}

static void test_header_of_no_samples(void **state)
{
    (void)state;
    genome_source *s = open_text(TOP "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
                                     "1\t5\t.\tA\tC\t.\t.\t.\n");
    genome_record r;
    assert_int_equal(genome_source_header(s)->sample_count, 0);
    next(s, &r);
    assert_false(r.has_gt);
    ends(s);
}

static void test_bad_headers(void **state)
{
    (void)state;
    refuses("", E_SYNTAX, "empty", "");
    refuses("hello\n", E_SYNTAX, "not a VCF", "");
    refuses("##fileformat=VCFv3.3\n" COLUMNS, E_SYNTAX, ":1:", "VCFv4");
    refuses(TOP "1\t5\t.\tA\tC\t.\t.\t.\n", E_SYNTAX, "#CHROM", "");
    refuses(TOP, E_SYNTAX, "#CHROM", "");
    refuses(TOP "#CHROM POS ID REF ALT QUAL FILTER INFO\n", E_SYNTAX, ":2:", "tabs");
    refuses(TOP "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\tA\n", E_SYNTAX,
            ":2:", "sample 'A' is there twice");
    refuses(TOP "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\t\xff\n", E_SYNTAX,
            ":2:", "sample 2 is not valid UTF-8");
    refuses(TOP "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\t\tB\n", E_SYNTAX,
            ":2:", "sample 2 is empty");
}

static void test_record(void **state)
{
    (void)state;
    genome_source *s = open_text(
        LINE("chr1\t100\trs1\tAC\tA,ACG\t30\tPASS\tDP=3\tGT\t0/2\t.|1") "\nX\t7\t.\tG\t.\t.\tlow;"
                                                                        "q10\tEND=9\tGT\t0\t0\r\n");
    genome_record r;
    next(s, &r);
    assert_int_equal(r.chrom, 1);
    assert_int_equal(r.pos0, 99);
    assert_int_equal(r.end0, 101);
    assert_int_equal(r.number, 3);
    assert_true(str_eq(r.ref, STR("AC")) && r.alt_count == 2 && str_eq(r.alts[1], STR("ACG")));
    assert_true(r.filter_pass && r.has_gt);
    assert_int_equal(gt_of(&r, 0), GT_PACK(0, 2, 0));
    assert_int_equal(gt_of(&r, 1), GT_PACK(GT_MISSING, 1, GT_PHASED));
    next(s, &r);
    assert_int_equal(r.chrom, CHROM_X);
    assert_int_equal(r.number, 5);
    assert_int_equal(r.end0, 9);
    assert_int_equal(r.alt_count, 0);
    assert_false(r.filter_pass);
    assert_int_equal(gt_of(&r, 1), GT_PACK(0, GT_ABSENT, 0));
    ends(s);
}

/* END counts where there is no ALT or a symbolic one, and not before POS. */
static void test_end(void **state)
{
    (void)state;
    const struct {
        const char *alt, *info;
        uint32_t end0;
    } rows[] = {
        {"<NON_REF>", "END=150", 150}, {"C,<NON_REF>", "DP=1;END=150", 150},
        {".", "END=150", 150},         {"C", "END=150", 102},
        {"<DEL>", "END=50", 102},      {"<DEL>", "XEND=150", 102},
        {"<*>", "END=.", 102},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, TOP COLUMNS "1\t101\t.\tAC\t%s\t.\t.\t%s\tGT\t0/0\t0/0\n",
                       rows[i].alt, rows[i].info);
        genome_source *s = open_text(text);
        genome_record r;
        next(s, &r);
        assert_int_equal(r.end0, rows[i].end0);
        ends(s);
    }
}

static void test_other_contigs_are_skipped(void **state)
{
    (void)state;
    genome_source *s =
        open_text(LINE("chrUn_1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/0\n1\t0\t.\tN\tC\t.\t.\t.\tGT"
                       "\t0/0\t0/0\nchrM\t5\t.\tA\tC\t.\t.\t.\tGT\t1\t0"));
    genome_record r;
    next(s, &r);
    assert_int_equal(r.chrom, CHROM_MT);
    ends(s);
}

static void test_fields(void **state)
{
    (void)state;
    genome_source *s =
        open_text(TOP "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"x\">\n" COLUMNS
                      "1\t5\t.\tA\tC\t.\t.\t.\tGT:AD:DP:GQ:PS:MIN_DP\t0|1:3,.:7:48.5:12:2\t./.\n"
                      "1\t6\t.\tA\tC\t.\t.\t.\tGT:PS:GQ\t0|1:chr1_5:.\t0/0:x:nine\n"
                      "1\t7\t.\tA\tC\t.\t.\t.\tDP:GQ\t4:5\t.:nan\n");
    genome_record r;
    genome_fields f;
    err e = {.text = ""};
    next(s, &r);
    assert_int_equal(genome_record_fields(&r, 0, &f, &e), OK);
    assert_true(f.has_gq && f.gq == 48.5 && f.has_dp && f.dp == 7 && f.has_min_dp && f.min_dp == 2);
    assert_true(f.has_ps && f.ps == 12 && f.ad_count == 2 && f.ad[0] == 3 && f.ad[1] == -1);
    assert_int_equal(genome_record_fields(&r, 1, &f, &e), OK);
    assert_false(f.has_gq || f.has_dp || f.has_ps || f.has_min_dp || f.ad_count > 0);
    next(s, &r);
    assert_int_equal(genome_record_fields(&r, 0, &f, &e), OK);
    assert_true(f.has_ps && f.ps == (uint32_t)str_hash(STR("chr1_5")) && !f.has_gq);
    assert_int_equal(genome_record_fields(&r, 1, &f, &e), E_SYNTAX);
    assert_non_null(strstr(e.text, ":5: GQ: sample 'B' has 'nine'"));
    next(s, &r);
    assert_false(r.has_gt);
    assert_int_equal(genome_record_fields(&r, 0, &f, &e), OK);
    assert_true(f.dp == 4 && f.gq == 5);
    assert_int_equal(genome_record_fields(&r, 1, &f, &e), OK);
    assert_false(f.has_dp || f.has_gq);
    ends(s);
}

static void test_kept_samples(void **state)
{
    (void)state;
    static const uint32_t keep[] = {1};
    genome_source *s = open_text(LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT:DP\t0/1:3\t1/1:4"));
    genome_source_keep(s, keep, 1);
    genome_record r;
    genome_fields f;
    err e;
    next(s, &r);
    assert_int_equal(gt_of(&r, 0), GT_PACK(1, 1, 0));
    assert_int_equal(genome_record_fields(&r, 0, &f, &e), OK);
    assert_int_equal(f.dp, 4);
    ends(s);
}

static void test_bad_lines(void **state)
{
    (void)state;
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/0"), E_SYNTAX, ":3:", "sample 'B' is not there");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/0\t0/0"), E_SYNTAX, ":3:", "more columns");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT:DP\t0/0:1"), E_SYNTAX, ":3:", "sample 'B'");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tDP\t1"), E_SYNTAX, ":3:", "expected 2");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/2"), E_SYNTAX, ":3: GT: sample 'B' has '0/2'",
            "1 ALT");
    refuses(LINE("1\t5\t.\tA\t.\t.\t.\t.\tGT\t0/0\t0/1"), E_SYNTAX, "sample 'B' has '0/1'",
            "0 ALT");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/0\tAA"), E_SYNTAX, "sample 'B' has 'AA'",
            "genotype");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t.\tDP:GT\t1:0/0\t1:0/0"), E_SYNTAX, "FORMAT", "first");
    refuses(LINE("1\tx\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/0"), E_SYNTAX, ":3:", "CHROM and POS");
    refuses(LINE("1\t99999999999\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/0"), E_SYNTAX, ":3:", "POS");
    refuses(LINE("1 5 . A C . . . GT 0/0 0/0"), E_SYNTAX, ":3:", "CHROM and POS");
    refuses(LINE("1\t5\t.\t\tC\t.\t.\t.\tGT\t0/0\t0/0"), E_SYNTAX, ":3:", "REF");
    refuses(LINE("1\t5\t.\tA\tC,\t.\t.\t.\tGT\t0/0\t0/0"), E_SYNTAX, ":3: ALT", "empty");
    refuses(LINE("1\t5\t.\tA\x01\tC\t.\t.\t.\tGT\t0/0\t0/0"), E_SYNTAX, ":3:", "REF");
    refuses(LINE("1\t5\t.\tA\tC"), E_SYNTAX, ":3:", "INFO");
    refuses(LINE("1\t5\t.\tA\tC\t.\t.\t."), E_SYNTAX, ":3:", "no sample columns");
    refuses(LINE("1\t5\t.\tA\t<DEL>\t.\t.\tEND=x\tGT\t0/0\t0/0"), E_SYNTAX, ":3: INFO",
            "END is 'x'");
    refuses(LINE("#1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/0"), E_SYNTAX, ":3:", "CHROM");
}

/* A ten-megabyte line is read; one over the limit is refused. */
static void test_long_lines(void **state)
{
    (void)state;
    const size_t sizes[] = {10u << 20, 70u << 20};
    for (size_t i = 0; i < 2; i++) {
        buf text;
        buf_init(&text, (size_t)1 << 28);
        buf_put_text(&text, TOP COLUMNS "1\t5\t.\tA\tC\t.\t.\tX=");
        char *p = buf_room(&text, sizes[i]);
        assert_non_null(p);
        memset(p, 'x', sizes[i]);
        text.n += sizes[i];
        buf_put_text(&text, "\tGT\t0/1\t0/0\n");
        const char *path = temp_path("long.vcf");
        temp_write(path, text.p, text.n);
        buf_release(&text);
        genome_source *s;
        genome_record r;
        err e = {.text = ""};
        bool more;
        assert_int_equal(genome_source_open(path, NULL, &s, &e), OK);
        assert_int_equal(genome_source_next(s, &r, &more, &e), i == 0 ? OK : E_LIMIT);
        genome_source_free(s);
    }
}

static void test_cut_last_line(void **state)
{
    (void)state;
    const char *text = LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT\t0|0\t1"), *path = temp_path("cut.vcf.gz");
    genome_source *s;
    genome_record r;
    err e = {.text = ""};
    bool more;
    temp_write_bgzf(path, text, strlen(text) - 1, 60,
                    false); /* "1|0" cut to "1" would be haploid */
    assert_int_equal(genome_source_open(path, NULL, &s, &e), OK);
    assert_int_equal(genome_source_next(s, &r, &more, &e), E_SYNTAX);
    assert_non_null(strstr(e.text, "truncated"));
    genome_source_free(s);
}

/* No allocation that fails may do more than be reported. */
static void test_memory_runs_out(void **state)
{
    (void)state;
    const char *text = LINE("1\t5\t.\tA\tC\t.\t.\t.\tGT:DP\t0|0:1\t1|1:2");
    const char *path = temp_path("memory.vcf");
    temp_write(path, text, strlen(text));
    for (uint64_t nth = 1; nth < 60; nth++) {
        genome_source *s = NULL;
        genome_record r;
        genome_fields f;
        err e;
        bool more;
        base_alloc_fail_after(nth);
        status result = genome_source_open(path, NULL, &s, &e);
        if (result == OK) {
            result = genome_source_next(s, &r, &more, &e);
            if (result == OK) result = genome_record_fields(&r, 1, &f, &e);
            genome_source_free(s);
        }
        bool reached = base_alloc_count() >= nth;
        base_alloc_fail_after(0);
        assert_int_equal(result, reached ? E_MEMORY : OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),        cmocka_unit_test(test_header_of_no_samples),
        cmocka_unit_test(test_bad_headers),   cmocka_unit_test(test_record),
        cmocka_unit_test(test_end),           cmocka_unit_test(test_other_contigs_are_skipped),
        cmocka_unit_test(test_fields),        cmocka_unit_test(test_kept_samples),
        cmocka_unit_test(test_bad_lines),     cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_cut_last_line), cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
