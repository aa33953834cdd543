/*
 * See cell_rules.h.
 */
#include "cohort/cell_rules.h"

static const genome_cell contradiction = {CELL_MISSING, CELL_MISSING, 0, WHY_CONTRADICTION, 0};

static bool is_known(uint8_t code)
{
    return code != CELL_MISSING && code != CELL_ABSENT;
}

static genome_cell of_man(genome_cell c)
{
    if (c.b == CELL_ABSENT) return c;
    if (is_known(c.a) != is_known(c.b)) { /* one of two copies: nobody knows which is meant */
        uint8_t why = c.why == WHY_NONE ? (uint8_t)WHY_NO_CALL : c.why;
        return (genome_cell){CELL_MISSING, CELL_MISSING, 0, why, 0};
    }
    if (!is_known(c.a)) return c;
    if (c.a != c.b) return contradiction;
    return (genome_cell){c.a, CELL_ABSENT, (uint8_t)(c.flags | CELL_PHASED), c.why, 0};
}

genome_cell cohort_cell_of_sex(genome_cell cell, cohort_sex sex)
{
    if (sex == SEX_MALE) return of_man(cell);
    if (sex == SEX_FEMALE && is_known(cell.a) && cell.b == CELL_ABSENT) return contradiction;
    return cell;
}

bool cohort_sex_clash(genome_cell before, genome_cell after)
{
    return before.why != WHY_CONTRADICTION && after.why == WHY_CONTRADICTION;
}

static bool says_nothing(genome_cell c)
{
    return !is_known(c.a) && !is_known(c.b) &&
           (c.why == WHY_NO_RECORD || c.why == WHY_NO_CALL || c.why == WHY_DECLINED ||
            c.why == WHY_NONE);
}

static bool known_in_part(genome_cell c)
{
    return is_known(c.a) || is_known(c.b);
}

/* Equal alleles, told twice: phased only if both say so in the same way. */
static genome_cell same_alleles(genome_cell x, genome_cell y)
{
    bool same_order = x.a == y.a && x.b == y.b && x.ps == y.ps;
    bool phased = same_order && (x.flags & y.flags & CELL_PHASED) != 0;
    genome_cell c = x;
    c.flags = (uint8_t)(((x.flags | y.flags) & ~CELL_PHASED) | (phased ? CELL_PHASED : 0));
    c.ps = phased ? x.ps : 0;
    c.why = x.why != WHY_NONE ? x.why : y.why;
    if (!phased && c.b < c.a) {
        uint8_t a = c.a;
        c.a = c.b;
        c.b = a;
    }
    return c;
}

genome_cell cohort_cell_join(genome_cell x, genome_cell y)
{
    if (cell_key(x) == cell_key(y)) return x;
    if (says_nothing(x)) return says_nothing(y) && y.why == WHY_NO_RECORD ? x : y;
    if (says_nothing(y)) return x;
    if (!known_in_part(x)) return x;
    if (!known_in_part(y)) return y;
    bool equal = (x.a == y.a && x.b == y.b) || (x.a == y.b && x.b == y.a);
    return equal ? same_alleles(x, y) : contradiction;
}
