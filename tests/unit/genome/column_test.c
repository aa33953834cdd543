/*
 * Joining of cells: what two records say about one person, strand by strand; columns as lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "genome/column.h"
#include "small_panel.c"

enum { REF = 0, PHASED = CELL_PHASED };

static arena memory;
static site_index site_list;

static const site_view *view_of(int site)
{
    for (size_t i = 0; i < site_list.count; i++) {
        if (site_list.views[i].number == (uint32_t)site) return &site_list.views[i];
    }
    return NULL;
}

static genome_cell join(column_draft *d, uint64_t tested_before, uint64_t tested_now, genome_cell p,
                        genome_cell q)
{
    allele_set now = {tested_now, {0, 0}};
    d->tested = (allele_set){tested_before, {0, 0}};
    return column_join_cells(d, &now, p, q);
}

#define CELL(a, b, flags, ps) ((genome_cell){(uint8_t)(a), (uint8_t)(b), (uint8_t)(flags), 0, (ps)})

static void expect_cell(genome_cell c, int a, int b, int flags)
{
    assert_int_equal(c.a, a);
    assert_int_equal(c.b, b);
    assert_int_equal(c.flags, flags);
}

static void is_contradiction(genome_cell c)
{
    assert_int_equal(c.why, WHY_CONTRADICTION);
    assert_int_equal(c.a, CELL_MISSING);
    assert_int_equal(c.b, CELL_MISSING);
}

static void orders(void **state)
{
    (void)state;
    column_draft d = {0};
    assert_int_equal(column_begin(&d, view_of(SNV), NULL), OK);
    expect_cell(join(&d, 2, 4, CELL(0, 1, 0, 0), CELL(0, 2, 0, 0)), 1, 2, 0);
    expect_cell(join(&d, 2, 4, CELL(0, 1, PHASED, 7), CELL(0, 2, 0, 0)), 2, 1, PHASED);
    expect_cell(join(&d, 2, 4, CELL(0, 1, 0, 0), CELL(0, 2, PHASED, 7)), 1, 2, PHASED);
    is_contradiction(join(&d, 2, 4, CELL(0, 1, PHASED, 7), CELL(0, 2, PHASED, 7)));
    /* phase sets that differ do not bind each other */
    expect_cell(join(&d, 2, 4, CELL(0, 1, PHASED, 7), CELL(0, 2, PHASED, 8)), 2, 1, PHASED);
    expect_cell(join(&d, 2, 4, CELL(0, 0, 0, 0), CELL(2, 0, PHASED, 7)), 2, 0, PHASED);
    column_release(&d);
}

static void references(void **state)
{
    (void)state;
    column_draft d = {0};
    assert_int_equal(column_begin(&d, view_of(SNV), NULL), OK);
    expect_cell(join(&d, 0, 2, CELL(0, 0, 0, 0), CELL(0, 1, 0, 0)), 0, 1, 0);
    is_contradiction(join(&d, 2, 2, CELL(0, 0, 0, 0), CELL(0, 1, 0, 0)));
    is_contradiction(join(&d, 2, 2, CELL(0, 1, 0, 0), CELL(0, 0, 0, 0)));
    expect_cell(join(&d, 0, 0, CELL(STATE_NONE, STATE_NONE, 0, 0), CELL(0, 1, 0, 0)), 0, 1, 0);
    expect_cell(join(&d, 0, 0, CELL(STATE_WEAK, STATE_WEAK, 0, 0), CELL(0, 1, 0, 0)), 0, 1, 0);
    expect_cell(join(&d, 0, 0, CELL(CELL_MISSING, CELL_MISSING, 0, 0), CELL(0, 0, 0, 0)),
                CELL_MISSING, CELL_MISSING, 0);
    expect_cell(join(&d, 0, 2, CELL(CELL_MISSING, CELL_MISSING, 0, 0), CELL(1, 1, 0, 0)), 1, 1, 0);
    column_release(&d);
}

static void deletions(void **state)
{
    (void)state;
    column_draft d = {0};
    assert_int_equal(column_begin(&d, view_of(SNV), NULL), OK);
    expect_cell(join(&d, 0, 2, CELL(0, STATE_GONE, 0, 0), CELL(0, 1, 0, 0)), STATE_GONE, 1, 0);
    expect_cell(join(&d, 0, 2, CELL(0, STATE_GONE, 0, 0), CELL(1, STATE_STAR, 0, 0)), 1, STATE_GONE,
                0);
    expect_cell(join(&d, 0, 0, CELL(STATE_SPAN, 0, 0, 0), CELL(STATE_STAR, 0, 0, 0)), STATE_SPAN, 0,
                0);
    is_contradiction(join(&d, 0, 2, CELL(STATE_SPAN, STATE_SPAN, 0, 0), CELL(0, 1, 0, 0)));
    column_release(&d);
    /* '*' at a deletion site is that site's own deletion */
    memset(&d, 0, sizeof d);
    assert_int_equal(column_begin(&d, view_of(DELETE), NULL), OK);
    expect_cell(join(&d, 0, 2, CELL(0, STATE_STAR, 0, 0), CELL(1, 0, 0, 0)), 1, 0, 0);
    column_release(&d);
}

static void copies(void **state)
{
    (void)state;
    column_draft d = {0};
    assert_int_equal(column_begin(&d, view_of(CHRX), NULL), OK);
    expect_cell(join(&d, 0, 2, CELL(0, CELL_ABSENT, PHASED, 0), CELL(1, CELL_ABSENT, PHASED, 0)), 1,
                CELL_ABSENT, PHASED);
    is_contradiction(join(&d, 0, 2, CELL(0, CELL_ABSENT, PHASED, 0), CELL(0, 1, 0, 0)));
    column_release(&d);
}

static void others(void **state)
{
    (void)state;
    column_draft d = {0};
    assert_int_equal(column_begin(&d, view_of(MNP), NULL), OK);
    uint8_t gc = 0;
    uint8_t at = 0;
    uint8_t again = 0;
    assert_int_equal(column_other(&d, STR("GC"), &gc, NULL), OK);
    assert_int_equal(column_other(&d, STR("AT"), &at, NULL), OK);
    assert_int_equal(column_other(&d, STR("GC"), &again, NULL), OK);
    assert_int_equal(gc, CELL_OTHER_FIRST);
    assert_int_equal(gc, again);
    /* two half substitutions on one strand are the documented allele */
    expect_cell(join(&d, 0, 0, CELL(gc, 0, PHASED, 0), CELL(at, 0, PHASED, 0)), 1, 0, PHASED);
    is_contradiction(join(&d, 0, 0, CELL(gc, 0, 0, 0), CELL(at, 0, 0, 0))); /* or one on each */
    for (int i = 0; i < 200; i++) {
        char text[8] = {(char)('A' + i % 26), (char)('A' + i / 26), 0};
        assert_int_equal(column_other(&d, str_of(text), &again, NULL), OK);
    }
    assert_int_equal(again, STATE_SYMBOLIC); /* no code left */
    column_release(&d);
}

static void say(column_statement *said, genome_cell base, const cell_exception *items, size_t n)
{
    said->cells.base = base;
    said->cells.count = 0;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(cell_list_push(&said->cells, items[i].sample, items[i].cell, NULL), OK);
    }
    said->covered = 1;
    said->plain = true;
}

static void lists(void **state)
{
    (void)state;
    column_draft d = {0};
    column_statement said = {0};
    cell_list spare = {0};
    assert_int_equal(column_begin(&d, view_of(SNV), NULL), OK);
    cell_exception x[] = {{1, CELL(0, 1, 0, 0)}, {5, CELL(1, 1, 0, 0)}};
    cell_exception y[] = {{0, CELL(0, 2, 0, 0)}, {1, CELL(0, 2, 0, 0)}, {9, CELL(2, 2, 0, 0)}};
    said.tested.documented = 2;
    say(&said, CELL(0, 0, 0, 0), x, 2);
    assert_int_equal(column_join(&d, &said, false, &spare, NULL), OK);
    said.tested.documented = 4;
    say(&said, CELL(0, 0, 0, 0), y, 3);
    assert_int_equal(column_join(&d, &said, false, &spare, NULL), OK);
    assert_int_equal(column_finish(&d, false, &spare, NULL), OK);
    static const uint8_t expected[][3] = {{0, 0, 2}, {1, 1, 2}, {5, 1, 1}, {9, 2, 2}};
    assert_int_equal(d.cells.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(d.cells.items[i].sample, expected[i][0]);
        expect_cell(d.cells.items[i].cell, expected[i][1], expected[i][2], 0);
    }
    column_release(&d);
    cell_list_release(&said.cells);
    cell_list_release(&spare);
}

static void first_wins(void **state)
{
    (void)state;
    column_draft d = {0};
    column_statement said = {0};
    cell_list spare = {0};
    assert_int_equal(column_begin(&d, view_of(SNV), NULL), OK);
    cell_exception x[] = {{2, CELL(CELL_MISSING, CELL_MISSING, 0, 0)}};
    say(&said, CELL(0, 1, 0, 0), x, 1);
    assert_int_equal(column_join(&d, &said, true, &spare, NULL), OK);
    say(&said, CELL(1, 1, 0, 0), NULL, 0);
    assert_int_equal(column_join(&d, &said, true, &spare, NULL), OK);
    expect_cell(d.cells.base, 0, 1, 0);
    assert_int_equal(d.cells.count, 1);
    expect_cell(d.cells.items[0].cell, 1, 1, 0);
    column_release(&d);
    cell_list_release(&said.cells);
    cell_list_release(&spare);
}

static int set_up(void **state)
{
    (void)state;
    err e;
    return site_index_make(&site_list, &panel, BUILD_38, false, &memory, &e);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders),     cmocka_unit_test(references), cmocka_unit_test(deletions),
        cmocka_unit_test(copies),     cmocka_unit_test(others),     cmocka_unit_test(lists),
        cmocka_unit_test(first_wins),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
