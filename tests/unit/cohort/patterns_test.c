/*
 * The tree of genotypes against the obvious table: whatever is refined in whatever order, the cells
 * of a sample's pattern are the cells it was given, and equal samples share a pattern.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "cohort/patterns.h"

static genome_cell cell(uint8_t a, uint8_t b)
{
    return (genome_cell){a, b, CELL_PHASED, WHY_NONE, 0};
}

static void unknown_at_first(void **state)
{
    (void)state;
    err e;
    patterns p;
    assert_int_equal(patterns_init(&p, 3, 2, &e), OK);
    assert_int_equal(patterns_finish(&p, &e), OK);
    assert_int_equal(p.pattern_count, 1);
    genome_cell cells[3];
    patterns_cells(&p, 0, cells);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(cells[i].a, CELL_MISSING);
        assert_int_equal(cells[i].why, WHY_NO_RECORD);
    }
    assert_true(p.shared[0]);
    patterns_release(&p);
}

static void equal_samples_share(void **state)
{
    (void)state;
    err e;
    patterns p;
    assert_int_equal(patterns_init(&p, 4, 4, &e), OK);
    p.defaults[1] = cell(0, 0);
    assert_int_equal(patterns_refine(&p, 0, 1, cell(0, 1), &e), OK);
    assert_int_equal(patterns_refine(&p, 2, 1, cell(0, 1), &e), OK);
    assert_int_equal(patterns_refine(&p, 3, 1, cell(1, 0), &e), OK);
    assert_int_equal(patterns_refine(&p, 2, 3, cell(2, 2), &e), OK);
    assert_int_equal(patterns_refine(&p, 0, 3, cell(2, 2), &e), OK);
    assert_int_equal(patterns_finish(&p, &e), OK);
    assert_int_equal(p.pattern_count, 3);
    assert_int_equal(p.of_sample[0], 0);
    assert_int_equal(p.of_sample[1], 1);
    assert_int_equal(p.of_sample[2], 0);
    assert_int_equal(p.of_sample[3], 2);
    assert_true(p.shared[0]);
    assert_false(p.shared[1]);
    patterns_release(&p);
}

static void later_word_counts(void **state)
{
    (void)state;
    err e;
    patterns p;
    assert_int_equal(patterns_init(&p, 2, 1, &e), OK);
    assert_int_equal(patterns_refine(&p, 0, 0, cell(0, 1), &e), OK);
    assert_int_equal(patterns_refine(&p, 0, 1, cell(3, 3), &e), OK);
    assert_int_equal(patterns_refine(&p, 0, 0, cell(1, 1), &e), OK);
    assert_int_equal(patterns_cell(&p, 0, 0).a, 1);
    assert_int_equal(patterns_finish(&p, &e), OK);
    genome_cell cells[2];
    patterns_cells(&p, 0, cells);
    assert_int_equal(cells[0].a, 1);
    assert_int_equal(cells[1].a, 3);
    patterns_release(&p);
}

static genome_cell mark_root(genome_cell c, uint32_t root)
{
    c.why = (uint8_t)(root + 1);
    return c;
}

static void roots_change_defaults_only(void **state)
{
    (void)state;
    err e;
    patterns p;
    assert_int_equal(patterns_init(&p, 2, 2, &e), OK);
    p.adjust = mark_root;
    p.of_sample[1] = 2;
    p.defaults[0] = p.defaults[1] = cell(0, 0);
    assert_int_equal(patterns_refine(&p, 1, 1, cell(5, 5), &e), OK);
    assert_int_equal(patterns_cell(&p, 1, 0).why, 3);
    assert_int_equal(patterns_finish(&p, &e), OK);
    genome_cell cells[2];
    patterns_cells(&p, p.of_sample[1], cells);
    assert_int_equal(cells[0].why, 3);
    assert_int_equal(cells[1].why, WHY_NONE);
    patterns_cells(&p, p.of_sample[0], cells);
    assert_int_equal(cells[0].why, 1);
    patterns_release(&p);
}

static void too_many_positions(void **state)
{
    (void)state;
    err e;
    patterns p;
    assert_int_equal(patterns_init(&p, PATTERN_POSITIONS_MAX + 1, 1, &e), E_LIMIT);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

enum { SAMPLES = 700, POSITIONS = 70, STEPS = 30000 };

static void against_a_table(void **state)
{
    (void)state;
    static genome_cell table[SAMPLES][POSITIONS];
    err e;
    patterns p;
    uint32_t seed = 7;
    assert_int_equal(patterns_init(&p, POSITIONS, SAMPLES, &e), OK);
    for (size_t i = 0; i < POSITIONS; i++) {
        p.defaults[i] = cell(0, (uint8_t)(i % 3));
        for (size_t s = 0; s < SAMPLES; s++) table[s][i] = p.defaults[i];
    }
    for (size_t i = 0; i < STEPS; i++) {
        uint32_t s = next(&seed) % SAMPLES, at = next(&seed) % POSITIONS;
        genome_cell c = cell((uint8_t)(next(&seed) % 4), (uint8_t)(next(&seed) % 4));
        c.ps = next(&seed) % 2;
        assert_int_equal(patterns_refine(&p, s, at, c, &e), OK);
        table[s][at] = c;
    }
    assert_int_equal(patterns_finish(&p, &e), OK);
    for (size_t s = 0; s < SAMPLES; s++) {
        genome_cell cells[POSITIONS];
        patterns_cells(&p, p.of_sample[s], cells);
        for (size_t i = 0; i < POSITIONS; i++) {
            assert_true(cell_key(cells[i]) == cell_key(table[s][i]));
        }
    }
    patterns_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_at_first),   cmocka_unit_test(equal_samples_share),
        cmocka_unit_test(later_word_counts),  cmocka_unit_test(roots_change_defaults_only),
        cmocka_unit_test(too_many_positions), cmocka_unit_test(against_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
