/*
 * Drugs by any of their names, near misses, and the tables of medicines that change enzymes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "kb/drug.h"
#include "kb/rule.h"

static kb *knowledge;
static arena memory;
static kb_drug_list drugs;

static int setup(void **state)
{
    (void)state;
    err e = {0};
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    return kb_drugs_open(knowledge, &memory, &drugs, &e) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&memory);
    kb_close(knowledge);
    return 0;
}

static void names_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *written, *inn;
        kb_drug_match how;
    } rows[] = {
        {"clopidogrel", "clopidogrel", KB_DRUG_NAME},
        {"  CLOPIDOGREL ", "clopidogrel", KB_DRUG_NAME},
        {"Clopidogrel  Bisulfate", "clopidogrel", KB_DRUG_SYNONYM},
        {"plavix", "clopidogrel", KB_DRUG_BRAND},
        {"Clopilet", "clopidogrel", KB_DRUG_BRAND},
        {"paracetamol", "acetaminophen", KB_DRUG_SYNONYM},
        {"Warf", "warfarin", KB_DRUG_BRAND},
        {"Losart\xc3\xa1n", "losartan", KB_DRUG_NAME}, /* accents are no other letters */
        {"\xc3\x81" "cido acetilsalic\xc3\xad" "lico", "aspirin", KB_DRUG_SYNONYM},
        {"Acido acetilsalicilico", "aspirin", KB_DRUG_SYNONYM},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kb_drug_match how;
        const kb_drug *d = kb_drug_find(&drugs, str_of(rows[i].written), &how);
        if (d == NULL || !str_eq(d->name, str_of(rows[i].inn))) fail_msg("%s", rows[i].written);
        assert_int_equal(how, rows[i].how);
    }
}

static void other_names_are_not_found(void **state)
{
    (void)state;
    kb_drug_match how = KB_DRUG_NAME;
    static char longest[1000];
    memset(longest, 'a', sizeof longest - 1);
    assert_null(kb_drug_find(&drugs, STR("clopidogrell"), &how));
    assert_int_equal(how, KB_DRUG_NONE);
    assert_null(kb_drug_find(&drugs, STR(""), NULL));
    assert_null(kb_drug_find(&drugs, STR("   "), NULL));
    assert_null(kb_drug_find(&drugs, (str){longest, sizeof longest - 1}, NULL));
}

static void near_misses_are_suggested(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"clopidogril", "clopidogrel"},  {"Clopidogerl", "clopidogrel"}, {"warfrin", "warfarin"},
        {"simvastatinn", "simvastatin"}, {"tacrolimas", "tacrolimus"},   {"codiene", "codeine"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        str got = kb_drug_suggest(&drugs, str_of(rows[i][0]));
        if (!str_eq(got, str_of(rows[i][1]))) fail_msg("%s: %.*s", rows[i][0], STR_ARG(got));
    }
    static char longest[1000];
    memset(longest, 'a', sizeof longest - 1);
    assert_int_equal(kb_drug_suggest(&drugs, STR("zzzzqqqq")).n, 0);
    assert_int_equal(kb_drug_suggest(&drugs, STR("")).n, 0);
    assert_int_equal(kb_drug_suggest(&drugs, STR("ab")).n, 0);
    assert_int_equal(kb_drug_suggest(&drugs, (str){longest, sizeof longest - 1}).n, 0);
}

static void every_name_leads_home(void **state)
{
    (void)state;
    assert_true(drugs.count > 200);
    for (size_t i = 0; i < drugs.name_count; i++) {
        const kb_drug *d = kb_drug_find(&drugs, drugs.names[i].name, NULL);
        assert_ptr_equal(d, &drugs.items[drugs.names[i].drug]);
    }
}

static void interactions_are_read(void **state)
{
    (void)state;
    err e = {0};
    kb_interaction_list list;
    size_t set = 0, times = 0;
    assert_int_equal(kb_interactions_open(knowledge, &memory, &list, &e), OK);
    for (size_t i = 0; i < list.count; i++) {
        const kb_interaction *x = &list.items[i];
        set += x->rule == KB_CONVERT_SET;
        times += x->rule == KB_CONVERT_TIMES;
        if (x->rule == KB_CONVERT_FLAG) assert_true(x->value != x->value);
        if (!str_eq(x->drug, STR("paroxetine"))) continue;
        assert_int_equal(x->rule, KB_CONVERT_SET);
        assert_true(x->value == 0);
    }
    assert_true(set >= 4 && times >= 5);
}

static void rules_are_read(void **state)
{
    (void)state;
    err e = {0};
    kb_rule_list list;
    kb_population_list who;
    kb_action_list actions;
    assert_int_equal(kb_rules_open(knowledge, &memory, &list, &e), OK);
    assert_int_equal(kb_populations_open(knowledge, &memory, &who, &e), OK);
    assert_int_equal(kb_actions_open(knowledge, &memory, &actions, &e), OK);
    assert_true(list.count > 1000);
    for (size_t i = 0; i < list.count; i++) {
        assert_non_null(kb_population_find(&who, list.items[i].population));
        assert_non_null(kb_action_find(&actions, list.items[i].action));
    }
    for (size_t i = 0; i < list.count; i++) {
        const kb_rule *r = &list.items[i];
        if (!str_eq(r->id, STR("CPIC-clopidogrel-6"))) continue;
        assert_true(str_eq(r->source, STR("CPIC")) && r->alternative_count == 2);
        assert_true(str_eq(r->alternatives[1], STR("ticagrelor")));
        assert_true(r->dose_min != r->dose_min && str_eq(r->pmid, STR("35034351")));
    }
    assert_null(kb_population_find(&who, STR("martians")));
    /* the more protective, the higher; no two alike */
    for (size_t i = 0; i < actions.count; i++) {
        for (size_t k = 0; k < i; k++) {
            const kb_action *a = &actions.items[k], *b = &actions.items[i];
            if (a->rank == 0 || b->rank == 0) continue;
            assert_true(a->rank != b->rank);
            assert_true((a->rank > b->rank) == (a->light > b->light) || a->light == b->light);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),           cmocka_unit_test(other_names_are_not_found),
        cmocka_unit_test(near_misses_are_suggested), cmocka_unit_test(every_name_leads_home),
        cmocka_unit_test(interactions_are_read),     cmocka_unit_test(rules_are_read),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
