/*
 * Counts of people by result: the rows of the knowledge base as typed values, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "kb/frequency.h"
#include "kb_fixture.h"

static void rows_are_read(void **state)
{
    (void)state;
    err e = {0};
    kb *k;
    arena a = {0};
    kb_frequency_list list;
    assert_int_equal(kb_open("kb", &k, &e), OK);
    assert_int_equal(kb_frequencies_open(k, &a, &list, &e), OK);
    assert_true(list.count > 300);
    assert_int_equal(list.group_count, 5);
    size_t several = 0, pairs = 0;
    for (size_t i = 0; i < list.count; i++) {
        const kb_frequency *f = &list.items[i];
        assert_true(f->group < list.group_count && f->count > 0 && f->count <= f->total);
        assert_true(f->key_count > 0 && f->source.n > 0);
        several += f->key_count > 1;
        pairs += f->diplotype.n > 0;
    }
    assert_true(several > 0 && pairs > 0);
    arena_release(&a);
    kb_close(k);
}

typedef struct bad {
    const char *groups, *rows, *says;
} bad;

static void bad_rows_are_refused(void **state)
{
    (void)state;
    static const char head[] = "gene\tlookup_keys\tdiplotype\tgroup\tpeople\ttotal\tsource\n";
    static const bad list[] = {
        {"X\tgroup.X\t.\n", "G\tk\t.\tY\t1\t2\ts\n", "row 1: group 'Y'"},
        {"X\tgroup.X\t.\n", "G\tk\t.\tX\t3\t2\ts\n", "people '3' of total '2'"},
        {"X\tgroup.X\t.\n", "G\tk\t.\tX\t-1\t2\ts\n", "people '-1'"},
        {"X\tgroup.X\t.\n", "G\tk\t.\tX\t1\tmany\ts\n", "total 'many'"},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        fixture f;
        err e = {0};
        kb *k;
        arena a = {0};
        char text[512];
        kb_frequency_list out;
        fixture_copy_kb(&f, NULL);
        (void)snprintf(text, sizeof text, "group\tlabel_key\tstated\n%s", list[i].groups);
        fixture_write(f.folder, "frequency_groups.tsv", str_of(text));
        (void)snprintf(text, sizeof text, "%s%s", head, list[i].rows);
        fixture_write(f.folder, "frequencies.tsv", str_of(text));
        assert_int_equal(kb_open(f.folder, &k, &e), OK);
        assert_int_not_equal(kb_frequencies_open(k, &a, &out, &e), OK);
        if (strstr(e.text, list[i].says) == NULL) fail_msg("%s", e.text);
        arena_release(&a);
        kb_close(k);
        fixture_remove(&f);
    }
}

/* A knowledge base for calling only has no counts; that is no failure. */
static void no_table_is_no_figures(void **state)
{
    (void)state;
    fixture f;
    err e = {0};
    kb *k;
    arena a = {0};
    kb_frequency_list out;
    fixture_copy_kb(&f, NULL);
    assert_int_equal(kb_open(f.folder, &k, &e), OK);
    assert_int_equal(kb_frequencies_open(k, &a, &out, &e), OK);
    assert_int_equal(out.count + out.group_count, 0);
    arena_release(&a);
    kb_close(k);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read),
        cmocka_unit_test(bad_rows_are_refused),
        cmocka_unit_test(no_table_is_no_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
