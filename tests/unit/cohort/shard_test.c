/*
 * Which samples are in which shard, and that a whole run (read, call, count, write) survives the
 * failure of any single allocation or write: an error, no leak, nothing under the final name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "cohort/freq.h"
#include "cohort/shard.h"
#include "temp_file.h"

static void ids(void **state)
{
    (void)state;
    err e;
    shard_id id;
    assert_int_equal(shard_id_parse(STR("3/7"), &id, &e), OK);
    assert_int_equal(id.number, 3);
    assert_int_equal(id.of, 7);
    static const char *const bad[] = {"",   "3",  "/",    "0/7",  "8/7",
                                      "3/", "/7", "3/7/", "-1/7", "1/100001"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (shard_id_parse(str_of(bad[i]), &id, &e) != E_ARGUMENT)
            fail_msg("'%s' was taken", bad[i]);
    }
}

/* Shards follow each other, cover everybody, and differ by one sample at most. */
static void ranges(void **state)
{
    (void)state;
    static const size_t people[] = {1, 2, 7, 100, 3202, 500000};
    for (size_t p = 0; p < sizeof people / sizeof people[0]; p++) {
        for (uint32_t of = 1; of <= 50 && of <= people[p]; of++) {
            size_t next = 0, least = people[p], most = 0;
            for (uint32_t i = 1; i <= of; i++) {
                size_t first, count;
                shard_range((shard_id){i, of}, people[p], &first, &count);
                assert_int_equal(first, next);
                next = first + count;
                least = count < least ? count : least;
                most = count > most ? count : most;
            }
            assert_int_equal(next, people[p]);
            assert_true(most - least <= 1 && least > 0);
        }
    }
}

/* ---- faults ---- */

static kb *knowledge;
static pgx_model model;
static arena model_memory;
static bool genes[256];

static int set_up(void **state)
{
    (void)state;
    err e;
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    genes[kb_gene_find(knowledge, STR("CYP3A5"))->index] = true;
    genes[kb_gene_find(knowledge, STR("G6PD"))->index] = true;
    return pgx_model_build(knowledge, &model_memory, &model, &e) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&model_memory);
    kb_close(knowledge);
    temp_remove();
    return 0;
}

static const char input[] = "##fileformat=VCFv4.2\n##reference=GRCh38\n"
                            "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"
                            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\tC\n"
                            "chr7\t99665212\t.\tC\tT,G\t.\tPASS\t.\tGT\t0/1\t0/2\t0/0\n"
                            "chr7\t99672916\t.\tT\tC\t.\tPASS\t.\tGT\t0|1\t1|1\t0|1\n"
                            "chrX\t154535277\t.\tT\tC\t.\tPASS\t.\tGT\t1/1\t0/1\t0/0\n";

static void put_header(buf *out)
{
    buf_put_text(out, "sample\n");
}

static void put_sample(buf *out, str sample)
{
    buf_put_str(out, sample);
}

static void put_tail(buf *out, const finding *f)
{
    buf_printf(out, "\t%.*s\t%s\n", STR_ARG(f->gene), finding_status_name(f->status));
}

static cohort_sex everybody_male(void *context, str sample)
{
    (void)context;
    (void)sample;
    return SEX_MALE;
}

static status count_all(cohort *c, err *e)
{
    AUTO(buf_release) buf out;
    AUTO(arena_release) arena a = {0};
    buf_init(&out, 1 << 20);
    freq_groups groups;
    TRY(freq_groups_read("t", STR("A\tx\nB\ty\n"), NULL, c, &a, &groups, e));
    return freq_write(c, &groups, &out, e);
}

static status do_all(const char *in, const char *out, err *e)
{
    static const cohort_row_format format = {put_header, put_sample, put_tail};
    const shard_line line = {.id = {1, 1}, .samples = 2};
    cohort_options o = {.genes = genes, .threads = 1, .sex_of = everybody_male, .sample_limit = 2};
    o.read.build = BUILD_UNKNOWN;
    cohort *c;
    TRY(cohort_read(&in, 1, &model, &o, &c, e));
    status s = shard_write(out, c, &format, &line, e);
    if (s == OK) s = count_all(c, e);
    cohort_free(c);
    return s == OK ? shard_merge(&out, 1, temp_path("merged.tsv.gz"), e) : s;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    const char *in = temp_path("in.vcf"), *out = temp_path("out.tsv");
    temp_write(in, input, strlen(input));
    err e;
    status s = E_MEMORY;
    uint64_t nth = 1;
    for (; s != OK && nth < 20000; nth++) {
        err_clear(&e);
        base_alloc_fail_after(nth);
        s = do_all(in, out, &e);
        base_alloc_fail_after(0);
        if (s != OK && s != E_MEMORY) fail_msg("allocation %u: %s", (unsigned)nth, e.text);
    }
    assert_int_equal(s, OK);
    assert_true(nth > 30);
}

static void any_write_may_fail(void **state)
{
    (void)state;
    const char *in = temp_path("in2.vcf"), *out = temp_path("out2.tsv");
    temp_write(in, input, strlen(input));
    err e;
    outfile_fail_after(1);
    assert_int_equal(do_all(in, out, &e), E_IO);
    outfile_fail_after(0);
    assert_false(file_exists(out));
    assert_int_equal(do_all(in, out, &e), OK);
    assert_true(file_exists(out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids),
        cmocka_unit_test(ranges),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(any_write_may_fail),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
