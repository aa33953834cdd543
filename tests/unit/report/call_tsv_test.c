/*
 * Rows of TSV: which column holds what, and what stands where there is nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "call_samples.h"
#include "report/call_tsv.h"

static void expect_row(const finding *f, const char *sample, const char *expected)
{
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 16);
    call_tsv_row(&out, str_of(sample), f);
    buf_put_c(&out, '\0');
    assert_int_equal(out.failed, OK);
    assert_string_equal(out.p, expected);
}

static void test_header_names_the_columns(void **state)
{
    (void)state;
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 16);
    call_tsv_header(&out);
    buf_put_c(&out, '\0');
    assert_string_equal(out.p, "sample\tgene\tstatus\tdiplotypes\tscores\thaplotypes\tphenotypes\t"
                               "activity_scores\tlookup_keys\tmissing\twarnings\n");
}

static void test_one_candidate(void **state)
{
    (void)state;
    expect_row(&finding_called, "P1",
               "P1\tGENEA\tcalled\t*1/*2\t62\t.\tIntermediate Metabolizer\t1.0\t1.0\t2/35\t.\n");
}

/* Lists run in the candidates' order; absent elements are dots; a list of nothing is one dot. */
static void test_several_candidates(void **state)
{
    (void)state;
    expect_row(&finding_several, "P1",
               "P1\tB\tpartial\t*1/*3;*1/*4;*2/*3;*2/*4\t12;.;11;-2\t.\t"
               "Poor Metabolizer;.;≥ Normal;Poor Metabolizer\t.\t"
               "Poor Metabolizer;.;≥ Normal;Poor Metabolizer\t3/7\t"
               "unphased-priority;ref-mismatch\n");
}

static void test_variants_instead_of_candidates(void **state)
{
    (void)state;
    expect_row(&finding_variants, "P1",
               "P1\tLOW\tcalled\t.\t.\tc.1A>G;c.2C>T, c.3G>A (HapB3)\tIntermediate Metabolizer\t"
               "1.0\t1.0\t0/83\t.\n");
}

static void test_not_tested(void **state)
{
    (void)state;
    expect_row(&finding_nothing, "P1",
               "P1\tHLA-X\tnot_tested\t.\t.\t.\tNo Result\tNo Result\t.\t0/0\t.\n");
}

static void test_names_cannot_break_rows(void **state)
{
    (void)state;
    expect_row(&finding_nothing, "P\t1\n\"",
               "P?1?\"\tHLA-X\tnot_tested\t.\t.\t.\tNo Result\tNo Result\t.\t0/0\t.\n");
    expect_row(&finding_nothing, "",
               ".\tHLA-X\tnot_tested\t.\t.\t.\tNo Result\tNo Result\t.\t0/0\t.\n");
}

static void test_tail_is_the_row_without_the_sample(void **state)
{
    (void)state;
    const finding *all[] = {&finding_called, &finding_several, &finding_variants};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        AUTO(buf_release) buf row;
        AUTO(buf_release) buf tail;
        buf_init(&row, 1 << 16);
        buf_init(&tail, 1 << 16);
        call_tsv_row(&row, STR("P1"), all[i]);
        call_tsv_tail(&tail, all[i]);
        assert_int_equal(row.n, tail.n + 2);
        assert_memory_equal(row.p + 2, tail.p, tail.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_names_the_columns),
        cmocka_unit_test(test_one_candidate),
        cmocka_unit_test(test_several_candidates),
        cmocka_unit_test(test_variants_instead_of_candidates),
        cmocka_unit_test(test_not_tested),
        cmocka_unit_test(test_names_cannot_break_rows),
        cmocka_unit_test(test_tail_is_the_row_without_the_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
