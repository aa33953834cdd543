/*
 * The formulas as they are pass; each kind of damage is told, by what is wrong and where. Damage
 * that the loader refuses (formula_load.c, formula_inputs.c, formula_tables.c) and damage that only
 * the checks see.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "../kb/kb_fixture.h"
#include "risk/check_risk.h"

typedef struct damage {
    const char *table, *find, *with, *says;
} damage;

#define ORGAN "formulas/organ/"
#define JOINTS "formulas/joints/"
#define WARFARIN "formulas/warfarin/"

static const damage damages[] = {
    /* list */
    {ORGAN "list.tsv", "mdrd\torgan", "mdrd\torgans", "organ/list row 5, kind: expected organ"},
    {ORGAN "list.tsv", "mdrd\t", "md-rd\t", "id: expected letters, digits and '_'"},
    {ORGAN "list.tsv", "mdrd\t", "bmi\t", "'bmi'"},
    {ORGAN "list.tsv", "\tasked\tyes", "\tsometimes\tyes", "shown: expected auto, taken or asked"},
    {ORGAN "list.tsv", "auto:weight|height", "auto:weight|width", "shown: names no input"},
    {ORGAN "list.tsv", "\tasked\tyes", "\ttaken\tyes", "shown: needs a drug"},
    {ORGAN "list.tsv", "\tasked\tyes", "\tasked\tmaybe", "verified: expected yes or no"},
    {ORGAN "list.tsv", "PMID:1244564", ".", "source: is empty"},
    /* steps */
    {ORGAN "steps.tsv", "175 * creatinine", "175 * creatinin", "nothing is called 'creatinin'"},
    {ORGAN "steps.tsv", "175 * creatinine", "175 * * creatinine", "expected a value"},
    {ORGAN "steps.tsv", "mdrd\tresult\tresult", "mdrd\tresult\tlet", "'mdrd' has no result"},
    {ORGAN "steps.tsv", "mdrd\tresult\tresult", "mdrd\tresult\toutput", "expected let or result"},
    {ORGAN "steps.tsv", "mdrd\tresult", "mdrd\tage", "name: is there twice"},
    {ORGAN "steps.tsv", "kg/m2\t1", "kg/m2\tone", "decimals: expected 0 to 9"},
    {ORGAN "steps.tsv", "kg/m2\t1", "kgx/m2\t1", "unit: no UCUM unit"},
    {WARFARIN "steps.tsv", "\t90_percent_iwpc", "\t.", "low, high and interval go together"},
    {WARFARIN "steps.tsv", "weekly_dose * 0.489", "race", "low: expected a number"},
    /* bands */
    {ORGAN "bands.tsv", "14.5\tyes\tG4", "30\tyes\tG4", "from: must ascend"},
    {ORGAN "bands.tsv", ".\t.\tG5", "0\tyes\tG5", "from: only the first band has '.'"},
    {ORGAN "bands.tsv", "14.5\tyes\tG4", "14.5\tperhaps\tG4", "included: expected yes or no"},
    {ORGAN "bands.tsv", "14.5\tyes\tG4", "14.5\tyes\t.", "band: is empty"},
    {ORGAN "bands.tsv", "ckd_epi_2021\tresult\t14.5", "ckd_epi_2021\toutcome\t14.5",
     "result: the formula has none such"},
    /* inputs */
    {ORGAN "inputs.tsv", "creatinine\tnumber", "creatinine\tnumeral", "type: expected number"},
    {ORGAN "inputs.tsv", "measure:creatinine", "measure:kreatinine", "no analyte of this name"},
    {ORGAN "inputs.tsv", "measure:creatinine", "measures:creatinine", "from: expected measure:"},
    {ORGAN "inputs.tsv", "measure:creatinine\tmg/dL", "measure:creatinine\tmm/h",
     "the analyte cannot be converted"},
    {ORGAN "inputs.tsv", "mg/dL\tno\t0.1\t30", "mg/dL\tno\t30\t0.1", "low: is above high"},
    {ORGAN "inputs.tsv", "mg/dL\tno\t0.1\t30", "mg/dL\tno\tlow\t30", "'low' is not a number"},
    {ORGAN "inputs.tsv", "mg/dL\tno\t0.1\t30", "mg/dL\tnever\t0.1\t30", "bare: expected yes or no"},
    {WARFARIN "inputs.tsv", "amiodarone\tflag\tmedicine:amiodarone\t.\tno\t.\t.\t.\tno",
     "amiodarone\tflag\tmedicine:amiodarone\t.\tno\t.\t.\t.\tnone", "unknown: expected yes or no"},
    {WARFARIN "inputs.tsv", ";unknown\tunknown\t.\tPMID", ";unknown\tunheard\t.\tPMID",
     "unknown: is no allowed value"},
    {WARFARIN "inputs.tsv", ";unknown\tunknown\t.\tPMID", ";unknown\tunknown\tothers\tPMID",
     "other: is no allowed value"},
    {ORGAN "inputs.tsv", "female=f=woman;male=m=man", ".", "texts, and only texts, have allowed"},
    {JOINTS "inputs.tsv", "over:10:cm", "over:ten:cm", "expected yes, no, or over:NUMBER:UNIT"},
    {JOINTS "inputs.tsv", "over:10:cm", "over:10:cmx", "expected yes, no, or over:NUMBER:UNIT"},
    {JOINTS "inputs.tsv", "before:das28", "before:das82",
     "'das82' is neither measured nor a course"},
    {ORGAN "spans.tsv", "child_pugh\t30", "child_pugh\t-3", "days: expected 0 to 3650"},
    {ORGAN "spans.tsv", "child_pugh\t30\tno", "child_pugh\t30\tmaybe",
     "refuse: expected yes or no"},
    {ORGAN "spans.tsv", "ckd_epi_2021_combined\t7", "child_pugh\t7", "formula: is there twice"},
    {ORGAN "spans.tsv", "child_pugh\t30", "child_push\t30",
     "no formula 'child_push' in the family"},
    /* courses */
    {JOINTS "courses.tsv", "das28\tdas28_esr\t", "das28\tdas28_rse\t",
     "courses row 1, formula: there"},
    {JOINTS "courses.tsv", "\teular_response\t", "\teular\t", "response: there is no formula"},
    {JOINTS "visits.tsv", "esr\tno\t7", "esr\tno\tseven", "'seven' is not a number"},
    {JOINTS "visits.tsv", "esr\tno\t7", "esr\tno\t-7", "days: expected whole days"},
    {JOINTS "visits.tsv", "esr\tno\t7", "esr\tnever\t7", "anchor: expected yes or no"},
    {JOINTS "visits.tsv", "esr\tno\t7", "ers\tno\t7", "'ers' is no analyte"},
    {JOINTS "points.tsv", "91\t61\t136", "91\t136\t61", "at: expected low, at, high to ascend"},
    {JOINTS "points.tsv", "months_3", "months_4", "no text 'score.point.months_4'"},
    {JOINTS "starts.tsv", "methotrexate\t91", "methotrexate\tlong", "'long' is not a number"},
    {"text/scores.tsv", "score.course.too_early\t", "score.course.early\t",
     "no text 'score.course.too_early'"},
    {"text/scores.tsv", "score.course.no_months_6\t", "score.course.none\t",
     "no text 'score.course.no_months_6'"},
    /* validation and remarks */
    {WARFARIN "validation.tsv", "race = \"black\"", "race = white", "nothing is called 'white'"},
    {WARFARIN "validation.tsv", "race = \"black\"", "age", "when: expected a truth"},
    {WARFARIN "validation.tsv", "IWPC data (PMID:19228618), measured by make bench-truth", ".",
     "source: is empty"},
    {WARFARIN "remarks.tsv", "race = \"black\"", "race = 1", "expected a text, found a number"},
    /* what only the checks see */
    {ORGAN "bands.tsv", "mdrd\tresult\t14.5", "mrdd\tresult\t14.5",
     "no formula 'mrdd' in the family"},
    {JOINTS "remarks.tsv", "boolean_remission\t", "mdrd\t", "no formula 'mdrd' in the family"},
    {ORGAN "inputs.tsv", "no\t0.1\t30\t.\t.\t.\tPMID:34554658", "no\t0.1\t30\t.\t.\t.\t.",
     "input 'creatinine' has no source"},
    {WARFARIN "steps.tsv", "carbamazepine or phenytoin or rifampicin", "carbamazepine or phenytoin",
     "input 'rifampicin' is not used"},
    {ORGAN "bands.tsv", "\tyes\tG4", "\tyes\tG9", "no text 'score.band.G9'"},
    {WARFARIN "remarks.tsv", "\tno_gain_in_group\t", "\tnew_code\t",
     "no text 'score.remark.new_code'"},
    {WARFARIN "validation.tsv", "\tno_gain\t", "\tbad_luck\t", "no text 'score.verdict.bad_luck'"},
    {JOINTS "steps.tsv", "\"no_response\", if(", "\"nothing\", if(", "score.band.nothing"},
    {ORGAN "steps.tsv", "refuse(\"not_for_children\")", "refuse(\"x\")", "no text 'score.why.x'"},
    {"text/scores.tsv", "score.mdrd.patient", "score.mdrd.nobody", "no text 'score.mdrd.patient'"},
};

static const char *const tables[] = {"analytes",         "problems",
                                     ORGAN "list",       ORGAN "inputs",
                                     ORGAN "steps",      ORGAN "bands",
                                     ORGAN "validation", ORGAN "remarks",
                                     JOINTS "list",      JOINTS "inputs",
                                     JOINTS "steps",     JOINTS "bands",
                                     JOINTS "remarks",   JOINTS "courses",
                                     JOINTS "visits",    JOINTS "points",
                                     JOINTS "starts",    ORGAN "spans",
                                     WARFARIN "list",    WARFARIN "inputs",
                                     WARFARIN "steps",   WARFARIN "validation",
                                     WARFARIN "remarks", "text/scores",
                                     "text/pk",          "text/locks"};

static void copy_table(const fixture *f, const char *name)
{
    char file[FIXTURE_PATH], folder[2 * FIXTURE_PATH];
    buf text;
    (void)snprintf(file, sizeof file, "%s.tsv", name);
    for (const char *slash = file; (slash = strchr(slash, '/')) != NULL; slash++) {
        (void)snprintf(folder, sizeof folder, "%.500s/%.*s", f->folder, (int)(slash - file), file);
        (void)mkdir(folder, 0700);
    }
    fixture_read("kb", file, &text);
    fixture_write(f->folder, file, buf_str(&text));
    buf_release(&text);
}

static void copy_all(fixture *f)
{
    fixture_copy_kb(f, "CYP2C9");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) copy_table(f, tables[i]);
}

static size_t run_checks(const fixture *f, const char *says, bool *said)
{
    AUTO(arena_release) arena a = {0};
    kb *k = NULL;
    kb_check_report report;
    err e = {0};
    size_t count;
    const kb_check *checks = risk_checks(&count);
    if (kb_open(f->folder, &k, &e) != OK) fail_msg("%s", e.text);
    kb_check_init(&report, &a);
    status s = kb_check_run_list(k, checks, count, &report, &e);
    if (s != OK) fail_msg("%s", e.text);
    for (size_t i = 0; i < report.listed; i++) {
        bool here = says != NULL && strstr(report.list[i].what, says) != NULL;
        *said = *said || here;
        if (says == NULL) print_message("%s: %s\n", report.list[i].table, report.list[i].what);
    }
    size_t failures = report.failures;
    kb_close(k);
    return failures;
}

static void whole_tables_pass(void **state)
{
    fixture f;
    bool said = false;
    (void)state;
    copy_all(&f);
    assert_int_equal(run_checks(&f, NULL, &said), 0);
    fixture_remove(&f);
}

static void damage_is_told(void **state)
{
    fixture f;
    (void)state;
    copy_all(&f);
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        const damage *d = &damages[i];
        buf before;
        bool said = false;
        fixture_read(f.folder, d->table, &before);
        fixture_replace(&f, d->table, d->find, d->with);
        size_t failures = run_checks(&f, d->says, &said);
        if (failures == 0 || !said) {
            (void)run_checks(&f, NULL, &said);
            fail_msg("%s: '%s' for '%s' is not told as '%s'", d->table, d->with, d->find, d->says);
        }
        fixture_write(f.folder, d->table, buf_str(&before));
        buf_release(&before);
    }
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole_tables_pass),
                                       cmocka_unit_test(damage_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
