/*
 * Edits: trimming, splitting, sliding, and when two changes meet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "genome/normalise.h"

static const genome_stretch around = {100, {"GATTTTACACACGN", 14}};

static genome_edits find(arena *a, uint32_t pos0, const char *ref, const char *alt)
{
    genome_edits out = {NULL, 0};
    err e;
    assert_int_equal(genome_edits_find(&around, pos0, str_of(ref), str_of(alt), a, &out, &e), OK);
    return out;
}

static void check(const genome_edit *x, uint32_t start0, uint32_t end0, const char *ins,
                  uint32_t slide)
{
    assert_int_equal(x->start0, start0);
    assert_int_equal(x->end0, end0);
    assert_int_equal(x->slide, slide);
    assert_true(str_eq(x->ins, str_of(ins)));
}

static void bases(void **state)
{
    (void)state;
    assert_int_equal(genome_stretch_base(&around, 99), 0);
    assert_int_equal(genome_stretch_base(&around, 100), 'G');
    assert_int_equal(genome_stretch_base(&around, 113), 0); /* N is not known */
    assert_int_equal(genome_stretch_base(&around, 114), 0);
    assert_true(genome_stretch_fits(&around, 98, STR("CCGA")));
    assert_false(genome_stretch_fits(&around, 98, STR("CCGC")));
    assert_true(genome_stretch_fits(&around, 112, STR("GANN")));
    assert_true(genome_is_sequence(STR("ACGT")));
    assert_false(genome_is_sequence(STR("")));
    assert_false(genome_is_sequence(STR("ACN")));
}

static void substitutions(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    genome_edits x = find(&a, 101, "ATT", "CTG");
    assert_int_equal(x.count, 2);
    check(&x.items[0], 101, 102, "C", 0);
    check(&x.items[1], 103, 104, "G", 0);
    assert_true(genome_edit_is_substitution(&x.items[0]));
    assert_int_equal(find(&a, 101, "ATT", "ATT").count, 0);
    arena_release(&a);
}

static void indels_slide_left(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    /* every way to take one T out of TTTT */
    for (uint32_t i = 0; i < 4; i++) {
        genome_edits x = find(&a, 101 + i, i == 0 ? "AT" : "TT", i == 0 ? "A" : "T");
        if (i == 3) x = find(&a, 105, "TA", "A");
        assert_int_equal(x.count, 1);
        check(&x.items[0], 102, 103, "", 3);
    }
    genome_edits x = find(&a, 110, "A", "ACA"); /* the inserted text turns while it slides */
    check(&x.items[0], 106, 106, "AC", 6);
    assert_true(genome_edit_eq(&x.items[0], &find(&a, 111, "C", "CAC").items[0]));
    assert_true(genome_edit_eq(&x.items[0], &find(&a, 105, "T", "TAC").items[0]));
    assert_false(genome_edit_eq(&x.items[0], &find(&a, 110, "A", "AAC").items[0]));
    x = find(&a, 106, "ACAC", "AC");
    check(&x.items[0], 106, 108, "", 4);
    arena_release(&a);
}

static void replacements_stay_whole(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    genome_edits x = find(&a, 101, "ATTT", "CG");
    assert_int_equal(x.count, 1);
    check(&x.items[0], 101, 105, "CG", 0);
    arena_release(&a);
}

static void at_the_edges(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    genome_edits x = find(&a, 98, "CCG", "CC"); /* begins before the known stretch */
    check(&x.items[0], 100, 101, "", 0);
    x = find(&a, 0, "A", "AT");
    check(&x.items[0], 1, 1, "T", 0);
    x = find(&a, 112, "GCCCC", "G"); /* ends behind it */
    check(&x.items[0], 113, 117, "", 0);
    arena_release(&a);
}

static void meetings(void **state)
{
    (void)state;
    genome_edit point = {104, 104, 0, STR("G")};
    genome_edit wide = {102, 102, 4, STR("T")};
    genome_edit deletion = {102, 105, 0, STR("")};
    genome_edit after = {104, 105, 0, STR("")};
    genome_edit at_start = {102, 102, 0, STR("A")};
    assert_true(genome_edit_meets(&point, &wide));
    assert_true(genome_edit_meets(&point, &deletion));
    assert_true(genome_edit_meets(&deletion, &after));
    assert_false(genome_edit_meets(&at_start, &deletion));
    assert_false(genome_edit_meets(&at_start, &point));
    assert_false(genome_edit_meets(&point, &after));
}

static void upper_case(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    assert_true(str_eq(genome_upper(&a, STR("aCgt*")), STR("ACGT*")));
    str same = STR("ACGT");
    assert_ptr_equal(genome_upper(&a, same).p, same.p);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bases),
        cmocka_unit_test(substitutions),
        cmocka_unit_test(indels_slide_left),
        cmocka_unit_test(replacements_stay_whole),
        cmocka_unit_test(at_the_edges),
        cmocka_unit_test(meetings),
        cmocka_unit_test(upper_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
