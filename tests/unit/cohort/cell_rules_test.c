/*
 * One row a rule of cell_rules.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "cohort/cell_rules.h"

enum { M = CELL_MISSING, N = CELL_ABSENT, P = CELL_PHASED };

typedef struct sex_row {
    genome_cell before;
    cohort_sex sex;
    genome_cell after;
    bool clash;
} sex_row;

static const sex_row sex_rows[] = {
    {{1, 1, 0, 0, 0}, SEX_MALE, {1, N, P, 0, 0}, false},
    {{1, N, P, 0, 0}, SEX_MALE, {1, N, P, 0, 0}, false},
    {{0, 1, P, 0, 7}, SEX_MALE, {M, M, 0, WHY_CONTRADICTION, 0}, true},
    {{0, M, 0, WHY_NO_CALL, 0}, SEX_MALE, {M, M, 0, WHY_NO_CALL, 0}, false},
    {{M, M, 0, WHY_LOW_GQ, 0}, SEX_MALE, {M, M, 0, WHY_LOW_GQ, 0}, false},
    {{1, N, P, 0, 0}, SEX_FEMALE, {M, M, 0, WHY_CONTRADICTION, 0}, true},
    {{0, 1, 0, 0, 0}, SEX_FEMALE, {0, 1, 0, 0, 0}, false},
    {{M, N, 0, WHY_NO_CALL, 0}, SEX_FEMALE, {M, N, 0, WHY_NO_CALL, 0}, false},
    {{1, N, P, 0, 0}, SEX_UNKNOWN, {1, N, P, 0, 0}, false},
    {{0, 1, 0, 0, 0}, SEX_UNKNOWN, {0, 1, 0, 0, 0}, false},
};

static void stated_sex(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sex_rows / sizeof sex_rows[0]; i++) {
        const sex_row *r = &sex_rows[i];
        genome_cell after = cohort_cell_of_sex(r->before, r->sex);
        if (cell_key(after) != cell_key(r->after)) fail_msg("row %zu", i);
        assert_int_equal(cohort_sex_clash(r->before, after), r->clash);
    }
}

typedef struct join_row {
    genome_cell x, y, joined;
} join_row;

static const join_row join_rows[] = {
    {{0, 1, 0, 0, 0}, {0, 1, 0, 0, 0}, {0, 1, 0, 0, 0}},
    {{0, 1, 0, 0, 0}, {M, M, 0, WHY_NO_RECORD, 0}, {0, 1, 0, 0, 0}},
    {{0, 1, 0, 0, 0}, {M, M, 0, WHY_NO_CALL, 0}, {0, 1, 0, 0, 0}},
    {{0, 1, 0, 0, 0}, {M, M, 0, WHY_FILTERED, 0}, {M, M, 0, WHY_FILTERED, 0}},
    {{M, M, 0, WHY_NO_RECORD, 0}, {M, M, 0, WHY_NO_CALL, 0}, {M, M, 0, WHY_NO_CALL, 0}},
    {{0, 1, P, 0, 3}, {0, 1, P, 0, 4}, {0, 1, 0, 0, 0}},
    {{0, 1, P, 0, 0}, {0, 1, 0, 0, 0}, {0, 1, 0, 0, 0}},
    {{1, 0, P, 0, 0}, {0, 1, P, 0, 0}, {0, 1, 0, 0, 0}},
    {{0, 1, 0, 0, 0}, {1, 1, 0, 0, 0}, {M, M, 0, WHY_CONTRADICTION, 0}},
    {{0, 0, P, 0, 0}, {0, 2, P, 0, 0}, {M, M, 0, WHY_CONTRADICTION, 0}},
    {{1, N, P, 0, 0}, {1, 1, 0, 0, 0}, {M, M, 0, WHY_CONTRADICTION, 0}},
    {{M, M, 0, WHY_CONTRADICTION, 0}, {1, 1, 0, 0, 0}, {M, M, 0, WHY_CONTRADICTION, 0}},
};

static void two_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof join_rows / sizeof join_rows[0]; i++) {
        const join_row *r = &join_rows[i];
        genome_cell one = cohort_cell_join(r->x, r->y), two = cohort_cell_join(r->y, r->x);
        if (cell_key(one) != cell_key(r->joined)) fail_msg("row %zu", i);
        if (cell_key(two) != cell_key(r->joined)) fail_msg("row %zu, the other way round", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stated_sex), cmocka_unit_test(two_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
