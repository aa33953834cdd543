/*
 * The check of the codes of charts: the tables pass, and each kind of mistake is found.
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
    static const kb_check charts[] = {{"charts", "", kb_check_charts}};
    assert_int_equal(kb_open(folder, &k, &e), OK);
    kb_check_init(&report, &a);
    assert_int_equal(kb_check_run_list(k, charts, 1, &report, &e), OK);
    said[0] = '\0';
    if (report.listed > 0) (void)snprintf(said, 256, "%s", report.list[0].what);
    assert_true(folder != NULL || report.facts > 500);
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

static void mistakes_are_found(void **state)
{
    (void)state;
    static const char *const rows[][4] = {
        {"analytes.tsv", "2160-0", "2160-1", "2160-1"},
        {"analytes.tsv", "38483-4", "38438-4", "38438-4"}, /* two digits exchanged */
        {"analytes.tsv", "\t0\t1000\t.\t90", "\t2000\t1000\t.\t90", "low is not below high"},
        {"analytes.tsv", "\trf_result\t", "\trf_resul\t", "no twin"},
        {"problems.tsv", "53741008", "53741009", "53741009"},
        {"problems.tsv", "53741008", "53714008", "53714008"},
        {"problems.tsv", "I25.2", "I25.", "I25."},
        {"problems.tsv", "I20;I21", "I20;IX1", "IX1"},
        {"problems.tsv", "I20;I21", "I20;I20", "stands twice"},
        {"problems.tsv", "\tsmoking_status\t", "\tsmoking_state\t", "no coded analyte"},
        {"problems.tsv", "\tactive\t", "\tsometimes\t", "is not known"},
        {"problems.tsv", ";<type 1 diabetes;", ";type 1 diabetes;", "none is marked '<'"},
        {"problems.tsv", "LA18976-3", "LA1897-63", "LA1897-63"},
        {"problems.tsv", "2106-3", "2106-4", "2106-4"},
        {"problems.tsv", "I20.0;=I21;", "I20.0;=21;", "=21"},
        {"analytes.tsv", "29463-7;", "3151-8;", "'3151-8': not one row of 'code_sources'"},
        {"problems.tsv", "\t46635009\t", "\t22253000\t", "'22253000': not one row"},
        {"code_sources.tsv", "loinc\t704-7\t", "loinc\t705-4\t", "'704-7': not one row"},
        {"code_sources.tsv", "system\tcode\tmeaning\tsource\n",
         "system\tcode\tmeaning\tsource\nloinc\t705-4\tx\ty\n", "'705-4': no table uses it"},
        {"sheet_words.tsv", "sex\tmale\t", "sexes\tmale\t", "no such use"},
        {"code_sources.tsv", "Basophils [#/volume] in Blood by Automated count", ".",
         "no meaning or no source"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const char *const names[] = {"analytes.tsv", "problems.tsv", "code_sources.tsv",
                                            "sheet_words.tsv"};
        fixture f;
        char said[256];
        fixture_copy_kb(&f, "CYP2C19");
        for (size_t k = 0; k < 4; k++) {
            buf text;
            fixture_read("kb", names[k], &text);
            fixture_write(f.folder, names[k], buf_str(&text));
            buf_release(&text);
        }
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
        cmocka_unit_test(mistakes_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
