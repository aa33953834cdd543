/*
 * Comparisons about the chart: rows of (chart, drug advised on, condition, truth).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "advice/chart_fact.h"
#include "advice_fixture.h"

typedef struct row {
    const char *chart, *drug, *condition;
    truth expected;
} row;

static const row rows[] = {
    {"", "codeine", "age_years >= 18", TRUTH_UNKNOWN},
    {"age_years=17", "codeine", "age_years >= 18", TRUTH_FALSE},
    {"age_years=18", "codeine", "age_years >= 18", TRUTH_TRUE},
    {"age_years=18", "codeine", "age_years < 18", TRUTH_FALSE},
    {"age_years=40", "codeine", "age_years in 18..40", TRUTH_TRUE},
    {"age_years=41", "codeine", "age_years in 18..40", TRUTH_FALSE},
    {"indication=ACS", "clopidogrel", "indication = \"ACS\"", TRUTH_TRUE},
    {"indication=acs", "clopidogrel", "indication = \"ACS\"", TRUTH_TRUE},
    /* a problem list that names one indication does not rule out another */
    {"indication=cough", "clopidogrel", "indication = \"ACS\"", TRUTH_UNKNOWN},
    {"indication=cough; complete=indication", "clopidogrel", "indication = \"ACS\"", TRUTH_FALSE},
    {"complete=indication", "clopidogrel", "indication = \"ACS\"", TRUTH_FALSE},
    {"pregnant=false", "x", "pregnant = true", TRUTH_FALSE},
    {"pregnant=true", "x", "pregnant = true", TRUTH_TRUE},
    {"", "x", "pregnant = true", TRUTH_UNKNOWN},
    {"", "codeine", "cyp2d6_inhibitor = \"strong\"", TRUTH_UNKNOWN},
    {"takes=paroxetine", "codeine", "cyp2d6_inhibitor = \"strong\"", TRUTH_TRUE},
    {"takes=paroxetine", "codeine", "cyp2d6_inhibitor = \"moderate\"", TRUTH_UNKNOWN},
    {"takes=paroxetine; takes_all", "codeine", "cyp2d6_inhibitor = \"moderate\"", TRUTH_FALSE},
    {"takes_all", "codeine", "cyp2d6_inhibitor in (\"moderate\", \"strong\")", TRUTH_FALSE},
    /* a medicine that the table does not know may be an inhibitor */
    {"takes=nosuchdrug; takes_all", "codeine", "cyp2d6_inhibitor = \"strong\"", TRUTH_UNKNOWN},
    /* guidance on a drug includes what it does itself */
    {"takes=paroxetine; takes_all", "paroxetine", "cyp2d6_inhibitor = \"strong\"", TRUTH_FALSE},
    {"takes=clarithromycin; takes_all", "eliglustat", "cyp3a_inhibitor = \"strong\"", TRUTH_TRUE},
    {"takes=rifampicin; takes_all", "eliglustat", "cyp3a_inducer = \"strong\"", TRUTH_TRUE},
    {"takes=rifampicin; takes_all", "eliglustat", "cyp3a_inhibitor = \"strong\"", TRUTH_FALSE},
    {"cyp2d6_inhibitor=strong", "codeine", "cyp2d6_inhibitor = \"strong\"", TRUTH_TRUE},
};

static void rows_hold(void **state)
{
    (void)state;
    arena a = {0};
    kb *k;
    err e = {0};
    kb_drug_list drugs;
    kb_interaction_list interactions;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    assert_int_equal(kb_drugs_open(k, &a, &drugs, &e), OK);
    assert_int_equal(kb_interactions_open(k, &a, &interactions, &e), OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        condition_table t;
        condition c;
        person p = fixture_person(&a, str_of(rows[i].chart));
        str taken[4];
        bool all = p.medicines_known;
        for (size_t m = 0; m < p.medicine_count; m++) {
            const kb_drug *d = kb_drug_find(&drugs, p.medicines[m].name, NULL);
            taken[m] = d == NULL ? (str){NULL, 0} : d->name;
            all = all && d != NULL;
        }
        chart_view view = {&p, &interactions, taken, p.medicine_count, all};
        assert_int_equal(condition_table_init(&t, &a, &e), OK);
        assert_int_equal(condition_parse(&t, str_of(rows[i].condition), &c, &e), OK);
        truth got = chart_fact_truth(&view, &t.atoms[0], str_of(rows[i].drug));
        if (got != rows[i].expected) {
            fail_msg("%s | %s: %d", rows[i].chart, rows[i].condition, (int)got);
        }
    }
    arena_release(&a);
    kb_close(k);
}

static void facts_of_another_drug_do_not_count(void **state)
{
    (void)state;
    arena a = {0};
    err e = {0};
    condition_table t;
    condition c;
    person_fact fact = {.name = STR("dose_mg_per_day"),
                        .number = 500,
                        .is_number = true,
                        .drug = STR("allopurinol")};
    person p = {.facts = &fact, .fact_count = 1};
    kb_interaction_list none = {NULL, 0};
    chart_view view = {&p, &none, NULL, 0, false};
    assert_int_equal(condition_table_init(&t, &a, &e), OK);
    assert_int_equal(condition_parse(&t, STR("dose_mg_per_day <= 1000"), &c, &e), OK);
    assert_int_equal(chart_fact_truth(&view, &t.atoms[0], STR("allopurinol")), TRUTH_TRUE);
    assert_int_equal(chart_fact_truth(&view, &t.atoms[0], STR("valproic acid")), TRUTH_UNKNOWN);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_hold),
        cmocka_unit_test(facts_of_another_drug_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
