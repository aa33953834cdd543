/*
 * Evidence for a genome build: lengths, names, words, and their contradictions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "genome/build.h"
#include "small_panel.c"

static void words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        genome_build build;
    } rows[] = {{"GRCh37", BUILD_37},
                {"file:///ref/hg19.fa", BUILD_37},
                {"hs37d5.fa.gz", BUILD_37},
                {"b37", BUILD_37},
                {"human_g1k_v37.fasta", BUILD_37},
                {"GRCh37.p13", BUILD_37},
                {"human reference build 37.1", BUILD_37},
                {"GCA_000001405.14", BUILD_37},
                {"GCF_000001405.25", BUILD_37},
                {"GRCh38", BUILD_38},
                {"Homo_sapiens_assembly38_hg38", BUILD_38},
                {"GRCh38_full_analysis_set_plus_decoy_hla.fa", BUILD_38},
                {"GCA_000001405.15", BUILD_38},
                {"GCF_000001405.26", BUILD_38},
                {"hs38DH.fa", BUILD_38},
                {"", BUILD_UNKNOWN},
                {"hg19_lifted_to_hg38.fa", BUILD_UNKNOWN},
                {"build 370", BUILD_UNKNOWN},
                {"hg381", BUILD_UNKNOWN},
                {"chm13v2.0.fa", BUILD_UNKNOWN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (genome_build_of_text(str_of(rows[i].text)) != rows[i].build)
            print_message("%s\n", rows[i].text);
        assert_int_equal(genome_build_of_text(str_of(rows[i].text)), rows[i].build);
    }
}

static status decide(const genome_contig *contigs, size_t n, const char *reference,
                     build_finding *f, err *e)
{
    genome_header h = {.contigs = contigs, .contig_count = n, .reference = str_of(reference)};
    return genome_build_from_header(&h, "x.vcf", f, e);
}

static void headers(void **state)
{
    (void)state;
    build_finding f;
    err e;
    genome_contig one37 = {STR("1"), 1, 249250621};
    genome_contig one38 = {STR("chr2"), 2, 242193529};
    genome_contig mt = {STR("chrM"), CHROM_MT, 16569};
    genome_contig foreign = {STR("chr1"), 1, 247249719}; /* NCBI36 */
    genome_contig named = {STR("NC_000001.10"), 1, 0};
    assert_int_equal(decide(&one37, 1, "", &f, &e), OK);
    assert_int_equal(f.build, BUILD_37);
    assert_string_equal(f.evidence, "contig lengths");
    assert_int_equal(decide(&one38, 1, "GRCh38", &f, &e), OK);
    assert_int_equal(f.build, BUILD_38);
    assert_int_equal(decide(&mt, 1, "", &f, &e), OK); /* the same in both */
    assert_int_equal(f.build, BUILD_UNKNOWN);
    assert_int_equal(decide(&named, 1, "", &f, &e), OK);
    assert_int_equal(f.build, BUILD_37);
    assert_int_equal(decide(&one38, 1, "hg19", &f, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "contig lengths say GRCh38"));
    assert_int_equal(decide(&foreign, 1, "", &f, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "247249719"));
    genome_contig mixed[] = {one37, one38};
    assert_int_equal(decide(mixed, 2, "", &f, &e), E_CONFLICT);
    genome_contig both_names[] = {named, {STR("NC_000002.12"), 2, 0}};
    assert_int_equal(decide(both_names, 2, "", &f, &e), E_CONFLICT);
}

static void mitochondria(void **state)
{
    (void)state;
    build_finding f;
    err e;
    genome_contig hg19[] = {{STR("chr1"), 1, 249250621}, {STR("chrM"), CHROM_MT, 16571}};
    genome_contig rcrs[] = {{STR("1"), 1, 249250621}, {STR("MT"), CHROM_MT, 16569}};
    assert_int_equal(decide(hg19, 2, "", &f, &e), OK);
    assert_true(f.foreign_mt);
    assert_int_equal(decide(rcrs, 2, "hg19", &f, &e), OK);
    assert_false(f.foreign_mt);
    assert_int_equal(decide(NULL, 0, "hg19", &f, &e), OK);
    assert_true(f.foreign_mt);
    assert_int_equal(decide(NULL, 0, "hs37d5", &f, &e), OK);
    assert_false(f.foreign_mt);
}

static build_tally count(const uint32_t *pos0, const char *const *refs, const char *alt, size_t n)
{
    build_tally t = {0};
    str alts[1] = {str_of(alt)};
    for (size_t i = 0; i < n; i++) {
        genome_record r = {
            .chrom = 1, .pos0 = pos0[i], .ref = str_of(refs[i]), .alts = alts, .alt_count = 1};
        build_tally_add(&t, &panel, &r);
    }
    return t;
}

static void tallies(void **state)
{
    (void)state;
    uint32_t pos0[12];
    const char *right[12];
    const char *wrong[12];
    static char text[12][2];
    for (uint32_t i = 0; i < 12; i++) {
        pos0[i] = START37 + i;
        text[i][0] = SEQUENCE37[i];
        right[i] = text[i];
        wrong[i] = text[i][0] == 'A' ? "C" : "A";
    }
    build_tally t = count(pos0, right, "N", 12);
    assert_int_equal(t.informative[0], 12);
    assert_int_equal(build_tally_decide(&t), BUILD_37);
    t = count(pos0, wrong, "N", 12);
    assert_int_equal(build_tally_decide(&t), BUILD_UNKNOWN);
    t = count(pos0, right, "N", 9);
    assert_int_equal(build_tally_decide(&t), BUILD_UNKNOWN);
    const uint32_t exact[] = {START38 + 5, START38 + 44, START38 + 46};
    const char *refs[] = {"C", "CTCAG", "C"};
    t = count(exact, refs, "C", 3);
    t.exact[1] = 3;
    assert_int_equal(build_tally_decide(&t), BUILD_38);
    t.exact[0] = 3;
    assert_int_equal(build_tally_decide(&t), BUILD_UNKNOWN);
    t = (build_tally){.informative = {0, 9}, .agree = {0, 8}, .exact = {0, 2}};
    assert_int_equal(build_tally_decide(&t), BUILD_UNKNOWN);
    t = (build_tally){.informative = {0, 2}, .agree = {0, 2}, .exact = {0, 1}};
    assert_int_equal(build_tally_decide(&t), BUILD_38);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words), cmocka_unit_test(headers),
                                       cmocka_unit_test(mitochondria), cmocka_unit_test(tallies)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
