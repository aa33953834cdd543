/*
 * The check that everything a chart or formula shows has words: the tables pass, and a text that is
 * taken away, or a row that is added without one, is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kb/check.h"
#include "kb_fixture.h"

static size_t failures(const char *folder, char said[256])
{
    kb *k;
    arena a = {0};
    err e = {0};
    kb_check_report report;
    static const kb_check shown[] = {{"shown", "", kb_check_shown}};
    assert_int_equal(kb_open(folder, &k, &e), OK);
    kb_check_init(&report, &a);
    if (kb_check_run_list(k, shown, 1, &report, &e) != OK) fail_msg("%s", e.text);
    said[0] = '\0';
    if (report.listed > 0) (void)snprintf(said, 256, "%s", report.list[0].what);
    assert_true(report.facts > 300);
    size_t n = report.failures;
    kb_close(k);
    arena_release(&a);
    return n;
}

static void the_tables_pass(void **state)
{
    (void)state;
    char said[256];
    if (failures(NULL, said) > 0) fail_msg("%s", said);
}

static const char *const copied[] = {
    "analytes.tsv",     "problems.tsv",   "derived_facts.tsv", "formulas/organ/inputs.tsv",
    "text/facts.tsv",   "text/chart.tsv", "text/analytes.tsv", "text/join.tsv",
    "text/actions.tsv", "text/locks.tsv"};

static void copy(fixture *f)
{
    static const char *const folders[] = {"text", "formulas", "formulas/organ"};
    fixture_copy_kb(f, "CYP2C19");
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char path[2 * FIXTURE_PATH];
        (void)snprintf(path, sizeof path, "%s/%s", f->folder, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        buf text;
        fixture_read("kb", copied[i], &text);
        fixture_write(f->folder, copied[i], buf_str(&text));
        buf_release(&text);
    }
}

static void what_has_no_words_is_found(void **state)
{
    (void)state;
    static const char *const rows[][4] = {
        {"text/facts.tsv", "fact.lupus\t", "fact.lupin\t", "'fact.lupus'"},
        {"text/facts.tsv", "fact.smoking.former\t", "fact.x\t", "'fact.former'"},
        {"text/chart.tsv", "chart.fact.transplant\t", "chart.fact.y\t", "'chart.fact.transplant'"},
        {"text/analytes.tsv", "analyte.ferritin\t", "analyte.z\t", "'analyte.ferritin'"},
        {"text/analytes.tsv", "unit.ng/mL\t", "unit.ng/nL\t", "'unit.ng/mL'"},
        {"problems.tsv", "\tgout\t", "\tgout of the toe\t", "'fact.gout of the toe'"},
        {"derived_facts.tsv", "reduced kidney function", "kidney worn", "'fact.kidney worn'"},
        {"formulas/organ/inputs.tsv", ";mild=", ";mildish=", "'fact.mildish'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        char said[256];
        copy(&f);
        assert_int_equal(failures(f.folder, said), 0);
        fixture_replace(&f, rows[i][0], rows[i][1], rows[i][2]);
        size_t n = failures(f.folder, said);
        if (n == 0 || strstr(said, rows[i][3]) == NULL) fail_msg("%s: '%s'", rows[i][2], said);
        fixture_remove(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_pass),
        cmocka_unit_test(what_has_no_words_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
