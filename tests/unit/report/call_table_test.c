/*
 * The table for people: alignment by width, three diplotypes and the count, complete phenotypes,
 * notes only where something must be known, colour only when asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "call_samples.h"
#include "report/call_table.h"

static void print(buf *out, const finding *items, size_t count, bool colour)
{
    err e;
    finding_set set = {.sample = STR("P1"), .items = items, .count = count};
    buf_init(out, 1 << 20);
    assert_int_equal(call_table_person(out, &set, NULL, "GRCh38", colour, &e), OK);
    buf_put_c(out, '\0');
}

static void test_the_whole_table(void **state)
{
    (void)state;
    finding items[] = {finding_called, finding_several, finding_variants, finding_nothing};
    AUTO(buf_release) buf out;
    print(&out, items, 4, false);
    assert_string_equal(
        out.p,
        "P1  GRCh38\n"
        "gene   status         tested  diplotype or variants               phenotype\n"
        "GENEA  called         33/35   *1/*2                               "
        "Intermediate Metabolizer (activity score 1.0)\n"
        "B      partly tested  4/7     *1/*3 or *1/*4 or *2/*3 … 4 in all  "
        "Poor Metabolizer or ≥ Normal\n"
        "       Variants no table knows: 300 A/TT. unphased-priority. ref-mismatch: rs1, rs2. "
        "Most useful next test: rs99, then one phenotype remains.\n"
        "LOW    called         83/83   c.1A>G + c.2C>T, c.3G>A (HapB3)     "
        "Intermediate Metabolizer (activity score 1.0)\n"
        "HLA-X  not tested     .       .                                   No Result\n");
}

static void test_notes_are_sentences(void **state)
{
    (void)state;
    err e;
    kb *knowledge = NULL;
    kb_wording wording;
    arena memory = {0};
    assert_int_equal(kb_open(NULL, &knowledge, &e), OK);
    assert_int_equal(kb_wording_open(knowledge, &memory, &wording, &e), OK);
    const catalogue words = {&wording, KB_ENGLISH, false};
    finding_set set = {.sample = STR("P1"), .items = &finding_several, .count = 1};
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 16);
    assert_int_equal(call_table_person(&out, &set, &words, "GRCh38", false, &e), OK);
    buf_put_c(&out, '\0');
    assert_non_null(strstr(out.p, "Data without phase: the most likely arrangement was taken. "));
    assert_non_null(strstr(out.p, "differs from the genome: rs1, rs2. Most useful"));
    assert_null(strstr(out.p, "unphased-priority"));
    kb_close(knowledge);
    arena_release(&memory);
}

static void test_a_long_name_pushes_its_own_line_only(void **state)
{
    (void)state;
    static const char name[] = "a named allele whose name is rather long/another with a long name";
    finding_candidate c = sample_called[0];
    c.diplotype = str_of(name);
    finding items[] = {finding_called, finding_called};
    items[0].candidates = &c;
    AUTO(buf_release) buf out;
    print(&out, items, 2, false);
    assert_non_null(strstr(out.p, "long name  Intermediate"));
    assert_non_null(strstr(out.p, "*1/*2                  Intermediate"));
}

static void test_a_cut_list_says_so(void **state)
{
    (void)state;
    finding_candidate c[2] = {sample_called[0], sample_several[0]};
    c[1].diplotype = STR("?");
    finding f = finding_called;
    f.candidates = c;
    f.candidate_count = 2;
    f.candidates_cut = true;
    AUTO(buf_release) buf out;
    print(&out, &f, 1, false);
    assert_non_null(strstr(out.p, "  *1/*2 … and more than can be listed  "));
}

static void test_colour_does_not_change_the_text(void **state)
{
    (void)state;
    finding items[] = {finding_called, finding_several, finding_nothing};
    AUTO(buf_release) buf plain;
    AUTO(buf_release) buf coloured;
    print(&plain, items, 3, false);
    print(&coloured, items, 3, true);
    assert_null(strchr(plain.p, '\033'));
    assert_non_null(strchr(coloured.p, '\033'));
    size_t n = 0;
    for (const char *p = coloured.p; *p != '\0'; p++) {
        if (*p == '\033')
            p = strchr(p, 'm');
        else
            coloured.p[n++] = *p;
    }
    coloured.p[n] = '\0';
    assert_string_equal(coloured.p, plain.p);
}

static void test_hostile_names_move_no_cursor(void **state)
{
    (void)state;
    err e;
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 16);
    finding_set set = {.sample = STR("P\033[2J\r1"), .items = &finding_called, .count = 1};
    assert_int_equal(call_table_person(&out, &set, NULL, "GRCh37", false, &e), OK);
    buf_put_c(&out, '\0');
    assert_null(strchr(out.p, '\033'));
    assert_null(strchr(out.p, '\r'));
}

static void test_no_memory_is_an_error(void **state)
{
    (void)state;
    for (uint64_t nth = 1; nth < 40; nth++) {
        err e;
        AUTO(buf_release) buf out;
        buf_init(&out, 1 << 16);
        finding_set set = {.sample = STR("P1"), .items = &finding_several, .count = 1};
        base_alloc_fail_after(nth);
        status s = call_table_person(&out, &set, NULL, "GRCh38", false, &e);
        bool armed = base_alloc_count() < nth;
        base_alloc_fail_after(0);
        if (armed) {
            assert_int_equal(s, OK);
            return;
        }
        assert_int_equal(s, E_MEMORY);
    }
    fail_msg("the sweep did not end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_table),
        cmocka_unit_test(test_notes_are_sentences),
        cmocka_unit_test(test_a_long_name_pushes_its_own_line_only),
        cmocka_unit_test(test_a_cut_list_says_so),
        cmocka_unit_test(test_colour_does_not_change_the_text),
        cmocka_unit_test(test_hostile_names_move_no_cursor),
        cmocka_unit_test(test_no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
