/*
 * Our readers against htslib: random VCF text of every shape the rules speak of, and the real files
 * of the shared data where they are there. Whole files, subsets of samples, and regions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "stream_compare.h"
#include "temp_file.h"

static uint32_t random_state;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static const char *one_of(const char *const *list, uint32_t n)
{
    return list[next_random(n)];
}

static void put_header(buf *b, uint32_t samples)
{
    buf_put_text(b, "##fileformat=VCFv4.2\n##FILTER=<ID=q10,Description=\"q\">\n"
                    "##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\">\n"
                    "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
                    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
                    "##FORMAT=<ID=GQ,Number=1,Type=Float,Description=\"q\">\n"
                    "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n"
                    "##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description=\"d\">\n"
                    "##FORMAT=<ID=PS,Number=1,Type=Integer,Description=\"p\">\n"
                    "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"a\">\n");
    const char *const contigs[] = {"chr1", "chr2", "chrX", "chrM", "chrUn_1"};
    for (size_t i = 0; i < 5; i++) buf_printf(b, "##contig=<ID=%s>\n", contigs[i]);
    buf_put_text(b, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT");
    for (uint32_t s = 0; s < samples; s++) buf_printf(b, "\tS%u", s);
    buf_put_c(b, '\n');
}

static void put_allele(buf *b, uint32_t alleles)
{
    if (next_random(12) == 0)
        buf_put_c(b, '.');
    else
        buf_printf(b, "%u", next_random(8) == 0 ? next_random(alleles) : 0);
}

static void put_cell(buf *b, uint32_t alleles, uint32_t kind)
{
    uint32_t ploidy = next_random(20) == 0 ? 1 + next_random(4) : 2;
    for (uint32_t i = 0; i < ploidy; i++) {
        if (i > 0) buf_put_c(b, next_random(2) ? '|' : '/');
        put_allele(b, alleles);
    }
    if (kind == 0 || next_random(9) == 0) return; /* trailing fields may be dropped */
    buf_printf(b, ":%u", next_random(100000));
    for (uint32_t i = 1; i < alleles; i++) buf_printf(b, ",%u", next_random(90));
    if (kind == 1) return;
    if (next_random(5) == 0)
        buf_put_text(b, ":.:.");
    else
        buf_printf(b, ":%u:%u.5", next_random(300), next_random(99));
    buf_printf(b, next_random(3) ? ":%u" : ":.", next_random(1u << 30));
}

static void put_line(buf *b, const char *contig, uint32_t pos1, uint32_t samples)
{
    static const char *const refs[] = {"A", "C", "ACGT", "TT", "GATTACAGATTACA"};
    static const char *const alts[] = {"C",
                                       ".",
                                       "G,T",
                                       "<NON_REF>",
                                       "AC,<NON_REF>",
                                       "*,A",
                                       "<DEL>",
                                       "A,C,G,T,AA,CC,GG,TT,AC,AG,AT,CA"};
    static const uint32_t counts[] = {1, 0, 2, 1, 2, 2, 1, 12};
    static const char *const filters[] = {"PASS", ".", "q10", "PASS", "q10;PASS"};
    static const char *const formats[] = {"GT", "GT:AD", "GT:AD:DP:GQ:PS"};
    uint32_t a = next_random(8), kind = next_random(4);
    if (kind == 3) kind = 0;
    buf_printf(b, "%s\t%u\t.\t%s\t%s\t.\t%s\tDP=4", contig, pos1, one_of(refs, 5), alts[a],
               one_of(filters, 4));
    if (next_random(3) == 0) buf_printf(b, ";END=%u", pos1 + next_random(600));
    buf_printf(b, "\t%s", formats[kind]);
    for (uint32_t s = 0; s < samples; s++) {
        buf_put_c(b, '\t');
        put_cell(b, counts[a] + 1, kind);
    }
    buf_put_text(b, next_random(50) == 0 ? "\r\n" : "\n");
}

static void put_file(buf *b, uint32_t samples, uint32_t lines)
{
    static const char *const contigs[] = {"chr1", "chr2", "chrUn_1", "chrX", "chrM"};
    put_header(b, samples);
    for (size_t c = 0; c < 5; c++) {
        uint32_t pos1 = 1;
        for (uint32_t i = 0; i < lines; i++) {
            pos1 += next_random(40);
            put_line(b, contigs[c], pos1, samples);
        }
    }
}

static void expect_agree(const stream_question *q, const char *what)
{
    stream_answer answer = stream_compare(q);
    if (!answer.agree) fail_msg("%s: %s", what, answer.why);
    assert_int_equal(answer.end_a, OK);
}

static const genome_region regions[] = {
    {1, 100, 101}, {1, 300, 420}, {1, 421, 422}, {2, 0, 3}, {CHROM_X, 90, 2000}, {CHROM_MT, 5, 6},
};
enum { REGIONS = sizeof regions / sizeof regions[0] };

static void compare_file(const char *path, uint32_t samples)
{
    static const uint32_t keep[] = {0, 3, 4};
    stream_question q = {.path = path, .b.force_htslib = true, .fields = true, .same_end = true};
    expect_agree(&q, "whole");
    q.regions = regions;
    q.region_count = REGIONS;
    expect_agree(&q, "regions");
    q.filter_b = true;
    expect_agree(&q, "regions against filter");
    if (samples < 5) return;
    q.keep = keep;
    q.keep_count = 3;
    expect_agree(&q, "kept samples");
}

static void test_random_files(void **state)
{
    (void)state;
    const uint32_t samples[] = {1, 2, 5, 40, 333};
    for (uint32_t round = 0; round < 10; round++) {
        random_state = 100 + round;
        uint32_t n = samples[round % 5];
        buf b;
        buf_init(&b, (size_t)1 << 26);
        put_file(&b, n, 20 + 400 / n);
        const char *plain = temp_path("r.vcf"), *packed = temp_path("r.vcf.gz"),
                   *gz = temp_path("g.vcf.gz");
        temp_write(plain, b.p, b.n);
        temp_write_bgzf(packed, b.p, b.n, 500 + 7000 * round, true);
        temp_write_gzip(gz, b.p, b.n);
        compare_file(plain, n);
        compare_file(packed, n);
        compare_file(gz, n);
        buf_release(&b);
    }
    temp_remove();
}

static const char *const real_files[] = {
    "genomes/gvcf/HG00436.pgx.g.vcf.gz",
    "genomes/rawvcf/NA18526_NA18565_NA18861.wgs30x.grch38.pgx.vcf.gz",
    "genomes/array/variants.vcf.gz",
    "genomes/panel37/CYP2C19.bcf",
    "genomes/panel37/G6PD.bcf",
    "pgx/cases/100samples.vcf.bgz",
    "pgx/cases/oracle/vcf/random_phasesets.000.vcf.gz",
    "pgx/cases/stress/CYP2D6_18.vcf",
};

static void test_real_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof real_files / sizeof real_files[0]; i++) {
        const char *path = shared_path(real_files[i]);
        if (path == NULL) continue;
        stream_question q = {.path = path,
                             .b.force_htslib = true,
                             .same_end = true,
                             .fields = i != 2 && i != 3 && i != 4};
        expect_agree(&q, path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_files),
        cmocka_unit_test(test_real_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
