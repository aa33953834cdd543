/*
 * BED text: merging, skipping, errors with their line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "genome/bed.h"
#include "temp_file.h"

static void merges_and_sorts(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    err e;
    genome_bed bed;
    size_t skipped = 9;
    str text = STR("track name=x\n#note\nchrX\t5\t9\r\nchr2 10 20 name\n1\t30\t40\n1\t20\t30\n"
                   "1\t100\t100\nGL000207.1\t1\t2\n\nbrowser position\n");
    assert_int_equal(genome_bed_parse("b.bed", text, &a, &bed, &skipped, &e), OK);
    assert_int_equal(bed.count, 3);
    assert_int_equal(skipped, 1);
    assert_int_equal(bed.regions[0].chrom, 1);
    assert_int_equal(bed.regions[0].start0, 20);
    assert_int_equal(bed.regions[0].end0, 40);
    assert_int_equal(bed.regions[2].chrom, CHROM_X);
    assert_true(genome_bed_holds(&bed, 1, 20, 40));
    assert_true(genome_bed_holds(&bed, 1, 35, 36));
    assert_false(genome_bed_holds(&bed, 1, 19, 21));
    assert_false(genome_bed_holds(&bed, 1, 39, 41));
    assert_false(genome_bed_holds(&bed, 2, 20, 21));
    assert_false(genome_bed_holds(&bed, 3, 20, 21));
    arena_release(&a);
}

static void bad_lines(void **state)
{
    (void)state;
    static const char *const rows[] = {"chr1\t1\n", "chr1\tone\t2\n", "chr1\t1\t-2\n",
                                       "chr1\t9\t2\n"};
    for (size_t i = 0; i < 4; i++) {
        arena a;
        arena_init(&a, 0);
        err e;
        genome_bed bed;
        char text[100];
        snprintf(text, sizeof text, "chr1\t1\t2\n%s", rows[i]);
        assert_int_equal(genome_bed_parse("b.bed", str_of(text), &a, &bed, NULL, &e), E_SYNTAX);
        assert_non_null(strstr(e.text, "b.bed:2: "));
        arena_release(&a);
    }
}

static void files(void **state)
{
    (void)state;
    const char *path = temp_path("regions.bed");
    temp_write(path, "chr1\t1\t2\n", 9);
    arena a;
    arena_init(&a, 0);
    err e;
    genome_bed bed;
    status s = genome_bed_read(path, &a, &bed, NULL, &e);
    temp_remove();
    assert_int_equal(s, OK);
    assert_int_equal(bed.count, 1);
    assert_int_equal(genome_bed_read(path, &a, &bed, NULL, &e), E_NOTFOUND);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(merges_and_sorts),
                                       cmocka_unit_test(bad_lines), cmocka_unit_test(files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
