/*
 * X and Y genotypes as evidence of the number of X chromosomes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "genome/sexcheck.h"

static const genome_cell single = {0, CELL_ABSENT, CELL_PHASED, 0, 0};
static const genome_cell two = {0, 1, 0, 0, 0};
static const genome_cell equal = {1, 1, 0, 0, 0};
static const genome_cell unknown = {CELL_MISSING, CELL_MISSING, 0, WHY_NO_CALL, 0};

static sex_evidence decide(unsigned singles, unsigned twos, unsigned equals, unsigned ys)
{
    sex_tally t = {0};
    for (unsigned i = 0; i < singles; i++) sex_tally_add(&t, CHROM_X, single);
    for (unsigned i = 0; i < twos; i++) sex_tally_add(&t, CHROM_X, two);
    for (unsigned i = 0; i < equals; i++) sex_tally_add(&t, CHROM_X, equal);
    for (unsigned i = 0; i < ys; i++) sex_tally_add(&t, CHROM_Y, single);
    sex_tally_add(&t, CHROM_X, unknown);
    sex_tally_add(&t, 7, two);
    return sex_tally_decide(&t);
}

static void evidence(void **state)
{
    (void)state;
    assert_int_equal(decide(0, 0, 0, 0), SEX_UNKNOWN);
    assert_int_equal(decide(0, 0, 9, 0), SEX_UNKNOWN);
    assert_int_equal(decide(1, 0, 0, 0), SEX_ONE_X);
    assert_int_equal(decide(0, 1, 5, 0), SEX_TWO_X);
    assert_int_equal(decide(0, 0, 5, 1), SEX_ONE_X);
    assert_int_equal(decide(3, 2, 0, 0), SEX_CONTRADICTORY);
    assert_int_equal(decide(0, 2, 0, 4), SEX_CONTRADICTORY);
    assert_int_equal(decide(9, 1, 0, 0), SEX_CONTRADICTORY);
    assert_int_equal(decide(10, 1, 0, 0), SEX_ONE_X);
    assert_int_equal(decide(1, 10, 0, 0), SEX_TWO_X);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(evidence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
