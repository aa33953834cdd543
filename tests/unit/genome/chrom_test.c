/*
 * Tests of chromosome names. The accession versions are NCBI's (GCF_000001405.25 and .40).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "genome/site.h"

static void expect(const char *name, uint8_t code, genome_build build)
{
    genome_build found = BUILD_UNKNOWN;
    if (genome_chrom_code(str_of(name), &found) != code || found != build) {
        fail_msg("%s: code %d build %d", name, genome_chrom_code(str_of(name), NULL), (int)found);
    }
}

static void test_plain_names(void **state)
{
    (void)state;
    expect("1", 1, BUILD_UNKNOWN);
    expect("chr9", 9, BUILD_UNKNOWN);
    expect("CHR22", 22, BUILD_UNKNOWN);
    expect("X", CHROM_X, BUILD_UNKNOWN);
    expect("chrY", CHROM_Y, BUILD_UNKNOWN);
    expect("M", CHROM_MT, BUILD_UNKNOWN);
    expect("chrM", CHROM_MT, BUILD_UNKNOWN);
    expect("MT", CHROM_MT, BUILD_UNKNOWN);
}

static void test_accessions(void **state)
{
    (void)state;
    expect("NC_000001.11", 1, BUILD_38);
    expect("NC_000001.10", 1, BUILD_37);
    expect("NC_000007.13", 7, BUILD_37);
    expect("NC_000023.11", CHROM_X, BUILD_38);
    expect("NC_012920.1", CHROM_MT, BUILD_UNKNOWN);
    expect("CM000663.2", 1, BUILD_38);
    expect("CM000686.1", CHROM_Y, BUILD_37);
}

static void test_other_names(void **state)
{
    (void)state;
    const char *others[] = {"",
                            "0",
                            "23",
                            "chr0",
                            "chr23",
                            "chr01",
                            "01",
                            "chr",
                            "chrUn_KI270302v1",
                            "chr1_KI270706v1_random",
                            "HLA-A*01:01",
                            "NC_000001",
                            "NC_000001.9",
                            "NC_000025.1",
                            "CM000687.2",
                            "GL000192.1",
                            "1x",
                            "chrXY"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        expect(others[i], 0, BUILD_UNKNOWN);
}

static void test_names_come_back(void **state)
{
    (void)state;
    for (uint8_t c = 1; c < CHROM_COUNT; c++) {
        assert_int_equal(genome_chrom_code(str_of(genome_chrom_name(c)), NULL), c);
    }
    assert_string_equal(genome_chrom_name(0), "?");
    assert_string_equal(genome_chrom_name(200), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_names),
        cmocka_unit_test(test_accessions),
        cmocka_unit_test(test_other_names),
        cmocka_unit_test(test_names_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
