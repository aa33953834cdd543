/*
 * Counting and deciding; see sexcheck.h for the rule.
 */
#include "genome/sexcheck.h"

void sex_tally_add(sex_tally *tally, uint8_t chrom, genome_cell cell)
{
    if (cell.a == CELL_MISSING || cell.b == CELL_MISSING) return;
    if (chrom == CHROM_Y) tally->y_called++;
    if (chrom != CHROM_X) return;
    if (cell.b == CELL_ABSENT) {
        tally->x_single++;
    } else if (cell.a == cell.b) {
        tally->x_equal++;
    } else {
        tally->x_two_alleles++;
    }
}

sex_evidence sex_tally_decide(const sex_tally *tally)
{
    uint64_t one = (uint64_t)tally->x_single + tally->y_called;
    uint64_t two = tally->x_two_alleles;
    if (one == 0 && two == 0) return SEX_UNKNOWN;
    if (two == 0 || (two == 1 && one >= 10)) return SEX_ONE_X;
    if (one == 0 || (one == 1 && two >= 10)) return SEX_TWO_X;
    return SEX_CONTRADICTORY;
}
