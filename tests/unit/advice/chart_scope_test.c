/*
 * What a chart says of one drug: an order's own indication and route beside those of the person,
 * and allergies to a class of drugs, from the chart's facts to the advice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "advice/chart_fact.h"
#include "advice_stage.h"

/* ---- truths ---- */

static const person_fact facts[] = {
    {.name = {"indication", 10}, .text = {"ischaemic stroke", 16}, .drug = {"clopidogrel", 11}},
    {.name = {"indication", 10}, .text = {"ACS", 3}},
    {.name = {"procedure", 9}, .text = {"PCI", 3}},
    {.name = {"route", 5}, .text = {"oral", 4}, .drug = {"clopidogrel", 11}},
    {.name = {"route", 5}, .text = {"oral", 4}, .drug = {"warfarin", 8}},
};
static const person_scope scopes[] = {{{"indication", 10}, {"clopidogrel", 11}, false},
                                      {{"route", 5}, {"clopidogrel", 11}, true}};

static const struct {
    const char *drug, *condition;
    truth expected;
} rows[] = {
    {"clopidogrel", "indication = \"ischaemic stroke\"", TRUTH_TRUE},
    {"clopidogrel", "indication = \"ACS\"", TRUTH_UNKNOWN}, /* the person's, not the order's */
    {"clopidogrel", "indication = \"TIA\"", TRUTH_UNKNOWN}, /* nobody says so */
    {"clopidogrel", "procedure = \"PCI\"", TRUTH_TRUE},     /* a fact of the person stays */
    {"ticagrelor", "indication = \"ACS\"", TRUTH_TRUE},     /* no order states anything */
    {"ticagrelor", "indication = \"ischaemic stroke\"", TRUTH_UNKNOWN},
    {"", "indication = \"ischaemic stroke\"", TRUTH_UNKNOWN},
    {"clopidogrel", "route = \"oral\"", TRUTH_TRUE},
    {"clopidogrel", "route = \"intravenous\"", TRUTH_FALSE},
    {"warfarin", "route = \"intravenous\"", TRUTH_UNKNOWN}, /* one of its orders states none */
    {"aspirin", "route = \"oral\"", TRUTH_UNKNOWN},
};

static void an_order_speaks_for_its_drug(void **state)
{
    fixture *f = *state;
    const person p = {.facts = facts,
                      .fact_count = sizeof facts / sizeof facts[0],
                      .scopes = scopes,
                      .scope_count = sizeof scopes / sizeof scopes[0]};
    const kb_interaction_list none = {NULL, 0};
    const chart_view view = {.person = &p, .interactions = &none};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        condition_table t;
        condition c;
        err e = {0};
        assert_int_equal(condition_table_init(&t, &f->work, &e), OK);
        assert_int_equal(condition_parse(&t, str_of(rows[i].condition), &c, &e), OK);
        truth got = chart_fact_truth(&view, &t.atoms[0], str_of(rows[i].drug));
        if (got != rows[i].expected) {
            fail_msg("%s | %s: %d", rows[i].drug, rows[i].condition, (int)got);
        }
    }
}

/* ---- allergies ---- */

static const advice_drug *advised(fixture *f, const person_medicine *allergies, size_t count,
                                  const char *drug)
{
    static advice_set set;
    err e = {0};
    const finding_set none = {.sample = STR("test")};
    const person p = {.allergies = allergies, .allergy_count = count};
    const str asked = str_of(drug);
    assert_int_equal(advice_run(f->engine, &none, &p, &asked, 1, &f->work, &set, &e), OK);
    for (size_t i = 0; i < set.drug_count; i++) {
        if (str_eq(set.drugs[i].name, asked)) return &set.drugs[i];
    }
    fail_msg("%s is not advised on", drug);
    return NULL;
}

static void a_class_reaches_its_drugs(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *drug_class, *drug;
        bool noted;
        advice_light least;
    } all[] = {
        {"penicillins", "amoxicillin", true, ADVICE_STOP},
        {"penicillins", "flucloxacillin", true, ADVICE_STOP},
        {"penicillins", "cefuroxime", false, ADVICE_UNKNOWN},
        {"NSAIDs", "ibuprofen", true, ADVICE_STOP},
        {"sulfonamide antibiotics", "sulfasalazine", true, ADVICE_STOP},
        {"sulfonamide antibiotics", "hydrochlorothiazide", false, ADVICE_UNKNOWN},
        {"statins", "simvastatin", true, ADVICE_CHANGE},
        {"ATC C10AA", "simvastatin", true, ADVICE_CHANGE},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const person_medicine x = {.name = str_of(all[i].drug_class),
                                   .drug_class = str_of(all[i].drug_class)};
        const advice_drug *d = advised(f, &x, 1, all[i].drug);
        if ((d->allergy != NULL) != all[i].noted) fail_msg("%s: note", all[i].drug);
        if (all[i].noted && d->light != all[i].least) fail_msg("%s: light", all[i].drug);
    }
}

static void the_drug_itself_goes_before_its_class(void **state)
{
    fixture *f = *state;
    const person_medicine both[] = {{.name = STR("Statins"), .drug_class = STR("statins")},
                                    {.name = STR("Zocor"), .drug = STR("simvastatin")}};
    const advice_drug *d = advised(f, both, 2, "simvastatin");
    assert_ptr_equal(d->allergy, &both[1]);
    assert_int_equal(d->light, ADVICE_STOP);
    d = advised(f, both, 2, "atorvastatin");
    assert_ptr_equal(d->allergy, &both[0]);
    assert_int_equal(d->light, ADVICE_CHANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_speaks_for_its_drug),
        cmocka_unit_test(a_class_reaches_its_drugs),
        cmocka_unit_test(the_drug_itself_goes_before_its_class),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
