/*
 * Tests of going straight to regions: by index and by halving, against reading everything and
 * dropping what is not wanted; and of indexes and files that are not what they seem.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "stream_compare.h"
#include "temp_file.h"

enum { LINES = 60000, CONTIGS = 4 };

static const uint8_t codes[CONTIGS] = {1, 2, 11, CHROM_X};
static uint32_t random_state;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* Contigs in the order of the header, in the order of their names, or without header lines. */
typedef enum layout { AS_HEADER, OTHER_ORDER, NO_CONTIGS, SWAPPED_LINES, GVCF } layout;

static void put_file(buf *b, layout how)
{
    random_state = 5;
    buf_put_text(b,
                 "##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n");
    if (how == GVCF) buf_put_text(b, "##ALT=<ID=NON_REF,Description=\"x\">\n");
    for (size_t c = 0; c < CONTIGS && how != NO_CONTIGS; c++) {
        size_t k = how == OTHER_ORDER ? CONTIGS - 1 - c : c;
        buf_printf(b, "##contig=<ID=chr%s>\n", genome_chrom_name(codes[k]));
    }
    buf_put_text(b, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n");
    for (size_t c = 0; c < CONTIGS; c++) {
        uint32_t pos1 = 1;
        for (uint32_t i = 0; i < LINES / CONTIGS; i++) {
            pos1 += 1 + next_random(2000);
            uint32_t shown = how == SWAPPED_LINES && i % 97 == 50 ? pos1 - 3000 : pos1;
            bool block = how == GVCF && i % 500 == 0;
            buf_printf(b, "chr%s\t%u\trs%u\tA%.*s\t%s\t%u.%u\tPASS\t%s=%u\tGT\t0/%u\n",
                       genome_chrom_name(codes[c]), shown, next_random(1u << 30),
                       (int)next_random(5), "CGTA", block ? "<NON_REF>" : "T", next_random(9999),
                       next_random(99), block ? "END" : "X",
                       block ? shown + 3000000 : next_random(1u << 30), next_random(2));
        }
    }
}

static size_t make_regions(genome_region *regions, size_t room, uint32_t far)
{
    size_t n = 0;
    for (size_t c = 0; c < CONTIGS; c++) {
        uint32_t at = next_random(far);
        while (n < room && at < 16000000) {
            uint32_t size = 1 + next_random(5000);
            regions[n++] = (genome_region){codes[c], at, at + size};
            at += size + 1 + next_random(far);
        }
    }
    return n;
}

static void check_regions(const char *path, bool no_index, uint64_t *records)
{
    genome_region regions[64];
    *records = 0;
    for (uint32_t round = 0; round < 6; round++) {
        random_state = 40 + round;
        size_t n = make_regions(regions, 64, round < 3 ? 9000000 : 1500000);
        stream_question q = {.path = path,
                             .a.no_index = no_index,
                             .regions = regions,
                             .region_count = n,
                             .filter_b = true,
                             .same_end = true};
        stream_answer answer = stream_compare(&q);
        if (!answer.agree) fail_msg("round %u: %s", round, answer.why);
        *records += answer.records;
    }
}

static void test_halving(void **state)
{
    (void)state;
    const layout sorted[] = {AS_HEADER, OTHER_ORDER, NO_CONTIGS, GVCF};
    for (size_t i = 0; i < sizeof sorted / sizeof sorted[0]; i++) {
        buf b;
        uint64_t records;
        buf_init(&b, (size_t)1 << 28);
        put_file(&b, sorted[i]);
        const char *path = temp_path("seek.vcf.gz");
        temp_write_bgzf(path, b.p, b.n, 9000, true);
        buf_release(&b);
        check_regions(path, true, &records);
        assert_true(records > 100);
    }
}

/* Counts records and bytes' worth: order does not matter here, each record once does. */
static void test_disorder_loses_nothing(void **state)
{
    (void)state;
    buf b;
    buf_init(&b, (size_t)1 << 28);
    put_file(&b, SWAPPED_LINES);
    const char *path = temp_path("swapped.vcf.gz");
    temp_write_bgzf(path, b.p, b.n, 9000, true);
    buf_release(&b);
    genome_region regions[64];
    uint64_t sums[2] = {0, 0}, counts[2] = {0, 0};
    random_state = 41;
    size_t n = make_regions(regions, 64, 3000000);
    for (int way = 0; way < 2; way++) {
        genome_source *s;
        genome_record r;
        err e;
        const char *note;
        bool more = true;
        assert_int_equal(
            genome_source_open(
                path, &(genome_source_options){.no_index = true, .force_htslib = way == 1}, &s, &e),
            OK);
        assert_int_equal(genome_source_seek(s, regions, n, &note, &e), OK);
        for (;;) {
            assert_int_equal(genome_source_next(s, &r, &more, &e), OK);
            if (!more) break;
            counts[way]++;
            sums[way] += (uint64_t)r.pos0 * 31 + r.chrom;
        }
        genome_source_free(s);
    }
    assert_true(counts[1] > 100);
    assert_int_equal(counts[0], counts[1]);
    assert_int_equal(sums[0], sums[1]);
}

static const char *note_with_index(const char *path)
{
    static const genome_region one[] = {{2, 500000, 500100}};
    genome_source *s;
    err e;
    const char *note;
    assert_int_equal(genome_source_open(path, NULL, &s, &e), OK);
    assert_int_equal(genome_source_seek(s, one, 1, &note, &e), OK);
    genome_source_free(s);
    return note;
}

static void make_sorted(const char *path)
{
    buf b;
    buf_init(&b, (size_t)1 << 28);
    put_file(&b, AS_HEADER);
    temp_write_bgzf(path, b.p, b.n, 9000, true);
    buf_release(&b);
}

/* A .tbi for chr1, chr2 with one chunk that begins in the middle of nowhere. */
static void make_foreign_index(const char *path, uint64_t from)
{
    unsigned char t[256] = "TBI\1";
    const uint32_t head[] = {2, 2, 1, 2, 0, '#', 0, 10};
    size_t n = 4;
    memcpy(t + n, head, sizeof head);
    n += sizeof head;
    memcpy(t + n, "chr1\0chr2\0", 10);
    n += 10;
    for (int c = 0; c < 2; c++) {
        const uint32_t bin[] = {1, 0, 1};
        const uint64_t chunk[] = {from, from + (100 << 16)};
        const uint32_t windows = 0;
        memcpy(t + n, bin, sizeof bin);
        memcpy(t + n + 12, chunk, sizeof chunk);
        memcpy(t + n + 28, &windows, 4);
        n += 32;
    }
    temp_write_bgzf(path, t, n, 60000, true);
}

static void test_bad_indexes_are_not_used(void **state)
{
    (void)state;
    const char *path = temp_path("i.vcf.gz"), *index = temp_path("i.vcf.gz.tbi");
    uint64_t records;
    make_sorted(path);
    assert_null(note_with_index(path));
    temp_write(index, "not an index", 12);
    assert_non_null(strstr(note_with_index(path), "damaged"));
    temp_write_bgzf(index, "TBI\1\1\0\0\0", 8, 60000, true);
    assert_non_null(strstr(note_with_index(path), "damaged"));
    make_foreign_index(index, 12345 << 16);
    assert_non_null(strstr(note_with_index(path), "does not fit"));
    make_foreign_index(index, (uint64_t)1 << 46);
    assert_non_null(strstr(note_with_index(path), "does not fit"));
    check_regions(path, false, &records);
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, index, old, 0), 0);
    assert_non_null(strstr(note_with_index(path), "older"));
    check_regions(path, false, &records);
}

static void test_starts_over(void **state)
{
    (void)state;
    static const genome_region first[] = {{2, 0, 3000000}},
                               second[] = {{1, 0, 100000}, {CHROM_X, 5, 90000}};
    buf b;
    buf_init(&b, (size_t)1 << 28);
    put_file(&b, AS_HEADER);
    const char *files[] = {temp_path("o.vcf.gz"), temp_path("o.gz"), temp_path("o.vcf")};
    temp_write_bgzf(files[0], b.p, b.n, 9000, true);
    temp_write_gzip(files[1], b.p, b.n);
    temp_write(files[2], b.p, b.n);
    buf_release(&b);
    for (int i = 0; i < 6; i++) {
        genome_source *s;
        genome_record r;
        err e;
        const char *note;
        bool more;
        assert_int_equal(genome_source_open(
                             files[i % 3], &(genome_source_options){.force_htslib = i > 2}, &s, &e),
                         OK);
        for (int k = 0; k < 3; k++) {
            assert_int_equal(genome_source_seek(s, first, 1, &note, &e), OK);
            for (int n = 0; n < 5; n++) {
                assert_int_equal(genome_source_next(s, &r, &more, &e), OK);
                assert_true(more && r.chrom == 2);
            }
            assert_int_equal(genome_source_seek(s, second, 2, &note, &e), OK);
            assert_int_equal(genome_source_next(s, &r, &more, &e), OK);
            assert_true(more && r.chrom == 1);
        }
        genome_source_free(s);
    }
}

/* No allocation that fails may be anything but reported, by index or by halving. */
static void test_memory_runs_out(void **state)
{
    (void)state;
    static const genome_region one[] = {{2, 500000, 900000}};
    const char *path = temp_path("m.vcf.gz"), *index = temp_path("m.vcf.gz.tbi");
    make_sorted(path);
    make_foreign_index(index, 0);
    for (int no_index = 0; no_index < 2; no_index++) {
        for (uint64_t nth = 1; nth < 80; nth++) {
            genome_source *s = NULL;
            genome_record r;
            err e;
            const char *note;
            bool more;
            base_alloc_fail_after(nth);
            status result =
                genome_source_open(path, &(genome_source_options){.no_index = no_index}, &s, &e);
            if (result == OK) {
                result = genome_source_seek(s, one, 1, &note, &e);
                if (result == OK) result = genome_source_next(s, &r, &more, &e);
                genome_source_free(s);
            }
            bool reached = base_alloc_count() >= nth;
            base_alloc_fail_after(0);
            if (result != (reached ? E_MEMORY : OK)) fail_msg("allocation %d", (int)nth);
        }
    }
}

/* The indexes of real files, with windows of all sizes. */
static void test_real_indexes(void **state)
{
    (void)state;
    static const char *const files[] = {
        "genomes/gvcf/NA19147.pgx.g.vcf.gz",
        "genomes/all58.grch38.bcf",
        "genomes/panel37/DPYD.bcf",
        "genomes/rawvcf/NA18526_NA18565_NA18861.wgs30x.grch38.pgx.vcf.gz",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *path = shared_path(files[i]);
        if (path == NULL) continue;
        static const genome_region regions[] = {
            {1, 97078986, 97078987},  {1, 97699474, 97699540},  {1, 97883000, 98400000},
            {6, 18130686, 18130687},  {7, 99652770, 99784473},  {10, 94762680, 94852914},
            {12, 21130388, 21239113}, {22, 42126308, 42132374}, {CHROM_X, 154532000, 154547000},
        };
        stream_question q = {.path = path,
                             .regions = regions,
                             .filter_b = true,
                             .same_end = true,
                             .region_count = sizeof regions / sizeof regions[0]};
        stream_answer answer = stream_compare(&q);
        if (!answer.agree) fail_msg("%s: %s", files[i], answer.why);
        assert_true(answer.records > 10);
        if (note_with_index(path) != NULL) fail_msg("%s: %s", files[i], note_with_index(path));
    }
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
        cmocka_unit_test(test_halving),
        cmocka_unit_test(test_disorder_loses_nothing),
        cmocka_unit_test(test_bad_indexes_are_not_used),
        cmocka_unit_test(test_starts_over),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_real_indexes),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
