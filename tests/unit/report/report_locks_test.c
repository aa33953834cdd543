/*
 * The text checks find what they are there for: a lost number, placeholder, negation, drug name, a
 * missing language, and a code of a rule without words. Each row changes one cell of a small
 * knowledge base made for the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../kb/kb_fixture.h"
#include "kb/check.h"

static fixture tables;

/* Failures of kb_check_texts for one catalogue row. */
static size_t failures(const char *row, char *what, size_t size)
{
    static const kb_check checks[] = {{"texts", "", kb_check_texts}};
    char table[1024];
    kb *k = NULL;
    err e = {0};
    kb_check_report report;
    AUTO(arena_release) arena a = {0};
    (void)snprintf(table, sizeof table, "key\ten\thi\tes\n%s\n", row);
    fixture_write(tables.folder, "text/ui.tsv", str_of(table));
    assert_int_equal(kb_open(tables.folder, &k, &e), OK);
    kb_check_init(&report, &a);
    assert_int_equal(kb_check_run_list(k, checks, 1, &report, &e), OK);
    (void)snprintf(what, size, "%s", report.listed > 0 ? report.list[0].what : "");
    size_t count = report.failures;
    kb_close(k);
    return count;
}

static int make_folder(void **state)
{
    char path[2 * FIXTURE_PATH];
    (void)state;
    fixture_copy_kb(&tables, "CYP2C19");
    (void)snprintf(path, sizeof path, "%s/text", tables.folder);
    if (mkdir(path, 0700) != 0) return -1;
    fixture_write(tables.folder, "text/locks.tsv",
                  STR("kind\ten\thi\tes\nnot\tnot;no\tनहीं\tno;sin\n"));
    fixture_write(tables.folder, "drugs.tsv", STR("name\ncodeine\n"));
    return 0;
}

static int remove_folder(void **state)
{
    char path[2 * FIXTURE_PATH];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/text", tables.folder);
    fixture_remove_folder(path);
    fixture_remove(&tables);
    return 0;
}

static void each_loss_is_found(void **state)
{
    static const struct {
        const char *row, *found;
    } rows[] = {
        {"a\tNot 40 mg of {drug}\t{drug} 40 mg नहीं\tNo 40 mg de {drug}", ""},
        {"a\tNot 40 mg\t40 mg\tNo 40 mg", "hi loses a word of 'not'"},
        {"a\tTake 40 mg\t40 mg लें\tNo tomar 40 mg", "es adds a word of 'not'"},
        {"a\tTake 40 mg\t4 mg लें\tTomar 40 mg", "'40' does not stand as often in hi"},
        {"a\tTake 2 or 2\t2 या 2 लें\tTomar 2", "'2' does not stand as often in es"},
        {"a\tTake {dose}\tलें\tTomar {dose}", "'{dose}' does not stand as often in hi"},
        {"a\tTake it\t{x} लें\tTomar", "'{x}' does not stand as often in hi"},
        {"a\tTake codeine\tcodeine लें\tTomar codeína", "es loses the drug 'codeine'"},
        {"a\tTake it\t.\tTomar", "no text in hi"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char what[256];
        size_t count = failures(rows[i].row, what, sizeof what);
        assert_int_equal(count > 0, rows[i].found[0] != '\0');
        if (strstr(what, rows[i].found) == NULL) fail_msg("%s: %s", rows[i].row, what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_loss_is_found)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
