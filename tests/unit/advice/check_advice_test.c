/*
 * The checks of rules: the tables as they are pass; each kind of damage is told, by the check and
 * in the words that say where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "../kb/kb_fixture.h"
#include "advice/check_advice.h"

typedef struct damage {
    const char *table, *find, *with;
    const char *says;
} damage;

static const damage damages[] = {
    {"rules/cpic.tsv", "CPIC-abacavir-1\tabacavir\t", "CPIC-abacavir-1\tabacavirr\t",
     "no INN of drugs: 'abacavirr'"},
    {"rules/cpic.tsv", "CPIC-abacavir-2\t", "CPIC-abacavir-1\t", "the id is there twice"},
    {"rules/cpic.tsv", "\tguideline\tgeneral\tHLA-B.allele", "\tguideline\tmartians\tHLA-B.allele",
     "population 'martians' is in no row"},
    {"rules/cpic.tsv", "HLA-B.allele = \"*57:01\"\tavoid\t", "HLA-B.allele = \"*57:01\"\tavoyd\t",
     "action 'avoyd' is in no row"},
    {"rules/cpic.tsv", "\tHLA-B.allele = \"*57:01\"\tavoid", "\tHLA-B.allele == \"*57:01\"\tavoid",
     "expected a value"},
    {"rules/cpic.tsv", "\tHLA-B.allele = \"*57:01\"\tavoid", "\tHLA-Q.allele = \"*57:01\"\tavoid",
     "a gene that table genes lacks"},
    {"rules/cpic.tsv", "= \"Ultrarapid Metabolizer\"", "= \"Ultrarapid Metaboliser\"",
     "never has 'Ultrarapid Metaboliser'"},
    {"rules/cpic.tsv", "CYP2D6.score >= 2.5\tavoid", "CYP2D6.score in 2.3..2.4\tavoid",
     "no result makes it true"},
    {"rules/cpic.tsv", "CYP2D6.score = 0\tavoid", "CYP2D6.score = 0 and CYP2D6.score = 1\tavoid",
     "no result makes it true"},
    {"rules/cpic.tsv", "rs12777823:A", "rs12777823:C", "never has 'rs12777823:C'"},
    {"rules/dpwg.tsv", "CYP2C9.diplotype = \"*3/*3\"", "CYP2C9.diplotype = \"*3/*999\"",
     "never has '*3/*999'"},
    {"rules/cpic.tsv", "prasugrel;ticagrelor", "prasugrel;ticagreloor",
     "alternative is no drug: 'ticagreloor'"},
    {"rules/cpic.tsv", "\tStrong\talternate", "\tStronk\talternate", "unknown strength 'Stronk'"},
    {"rules/cpic.tsv", "\t0.5\t0.5\t", "\t0.6\t0.5\t", "are no range"},
    {"rules/cpic.tsv", "\t0.5\t0.5\t", "\thalf\t0.5\t", "'half' is not a number"},
    {"interactions.tsv", "abiraterone\tCYP2D6", "abirateron\tCYP2D6", "'abirateron' is no INN"},
    {"interactions.tsv", "score_times", "score_time", "rule 'score_time'"},
    {"drugs.tsv", "Ziagen;", "Plavix;", "is a name of both"},
    {"actions.tsv", "\tstop\t200", "\tstopp\t200", "light 'stopp'"},
    {"populations.tsv", "age_years < 18", "age_years < ", "population pediatrics"},
    {"frequencies.tsv", "\tAFR\t11\t685", "\tAFR\t12\t685", "people add up to"},
    {"frequencies.tsv", "CYP2C19\t", "CYP2C91\t", "no gene 'CYP2C91'"},
    {"frequencies.tsv", "CYP2C19\tIndeterminate\t", "CYP2C19\tRapid Metabolizer\t", "stand apart"},
    {"cautions.tsv", "age_years >= 75\tavoid_unless", "age_years >= 75\tstandard",
     "'standard' asks for nothing"},
    {"cautions.tsv", "age_years >= 75", "age_years >=", "table 'cautions' row"},
    {"cautions.tsv", "age_years >= 75", "age_yeers >= 75", "no chart says"},
    {"cautions.tsv", "\"stroke\", \"TIA\"", "\"strokes\", \"TIA\"", "no chart says 'strokes'"},
    {"cautions.tsv", "takes = \"allopurinol\"", "takes = \"alopurinol\"", "'alopurinol'"},
    {"cautions.tsv", "prasugrel\tage", "prasugrell\tage", "'prasugrell' is no INN"},
    {"cautions.tsv", "\t0.25\t0.33", "\t0.34\t0.33", "no range or lack a unit"},
    {"cautions.tsv", "\t5\tmg/d", "\t5\t.", "no range or lack a unit"},
    {"cautions.tsv", "\t5\tmg/d", "\tfive\tmg/d", "'five' is not a number"},
    {"cautions.tsv", "\tage_75\t", "\tage_755\t", "reason 'age_755' has no text"},
};

static const char *const tables[] = {"drugs.tsv",       "interactions.tsv", "populations.tsv",
                                     "actions.tsv",     "rules/cpic.tsv",   "rules/dpwg.tsv",
                                     "rules/fda.tsv",   "frequencies.tsv",  "frequency_groups.tsv",
                                     "cautions.tsv",    "problems.tsv",     "derived_facts.tsv",
                                     "score_facts.tsv", "text/cautions.tsv"};

static void copy_all(fixture *f)
{
    char folder[2 * FIXTURE_PATH];
    fixture_copy_kb(f, NULL);
    (void)snprintf(folder, sizeof folder, "%s/rules", f->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    (void)snprintf(folder, sizeof folder, "%s/text", f->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        buf text;
        fixture_read("kb", tables[i], &text);
        fixture_write(f->folder, tables[i], buf_str(&text));
        buf_release(&text);
    }
}

static bool told(const kb_check_report *r, const char *says)
{
    for (size_t i = 0; i < r->listed; i++) {
        if (strstr(r->list[i].what, says) != NULL) return true;
    }
    return false;
}

/** Runs the checks; a failure of the run itself must be one of reading. */
static bool is_told(const fixture *f, const char *says)
{
    err e = {0};
    kb *k = NULL;
    arena a = {0};
    size_t count;
    kb_check_report report;
    kb_check_init(&report, &a);
    const kb_check *list = advice_checks(&count);
    if (kb_open(f->folder, &k, &e) != OK) fail_msg("%s", e.text);
    status result = kb_check_run_list(k, list, count, &report, &e);
    bool good = result == OK ? told(&report, says) : false;
    if (!good) {
        print_error("not told: %s (%s)\n", says, result == OK ? "passed" : e.text);
        for (size_t i = 0; i < report.listed; i++) print_error("  %s\n", report.list[i].what);
    }
    arena_release(&a);
    kb_close(k);
    return good;
}

static void each_damage_is_told(void **state)
{
    (void)state;
    size_t missed = 0;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        fixture f;
        copy_all(&f);
        fixture_replace(&f, damages[i].table, damages[i].find, damages[i].with);
        missed += !is_told(&f, damages[i].says);
        fixture_remove(&f);
    }
    assert_int_equal(missed, 0);
}

static void tables_are_whole(void **state)
{
    (void)state;
    err e = {0};
    kb *k;
    arena a = {0};
    size_t count;
    kb_check_report report;
    const kb_check *list = advice_checks(&count);
    kb_check_init(&report, &a);
    assert_int_equal(kb_open("kb", &k, &e), OK);
    assert_int_equal(kb_check_run_list(k, list, count, &report, &e), OK);
    for (size_t i = 0; i < report.listed; i++) print_error("%s\n", report.list[i].what);
    assert_int_equal(report.failures, 0);
    assert_true(report.facts > 2000);
    arena_release(&a);
    kb_close(k);
}

/* Tables for calling only are whole; treatments without one of their tables are not. */
static void tables_belong_together(void **state)
{
    (void)state;
    fixture f;
    err e = {0};
    kb *k;
    arena a = {0};
    size_t count;
    kb_check_report report;
    const kb_check *list = advice_checks(&count);
    kb_check_init(&report, &a);
    fixture_copy_kb(&f, NULL);
    assert_int_equal(kb_open(f.folder, &k, &e), OK);
    assert_int_equal(kb_check_run_list(k, list, count, &report, &e), OK);
    assert_int_equal(report.failures, 0);
    kb_close(k);
    fixture_write(f.folder, "actions.tsv", STR("code\tlight\trank\nstop\tstop\t1\n"));
    assert_int_equal(kb_open(f.folder, &k, &e), OK);
    assert_int_equal(kb_check_run_list(k, list, count, &report, &e), E_NOTFOUND);
    assert_non_null(strstr(e.text, "no table 'drugs'"));
    kb_close(k);
    arena_release(&a);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_whole),
        cmocka_unit_test(each_damage_is_told),
        cmocka_unit_test(tables_belong_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
