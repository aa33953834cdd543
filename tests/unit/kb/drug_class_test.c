/*
 * kb/allergy_classes.tsv: names, codes, members, and words that deny.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kb/drug.h"

static kb *knowledge;
static arena memory;
static kb_drug_list drugs;

static int open_tables(void **state)
{
    (void)state;
    err e = {0};
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    return kb_drugs_open(knowledge, &memory, &drugs, &e) == OK ? 0 : -1;
}

static int close_tables(void **state)
{
    (void)state;
    arena_release(&memory);
    kb_close(knowledge);
    return 0;
}

static const char *const members[][2] = {
    {"penicillins", "amoxicillin"},
    {"penicillins", "amoxicillin / clavulanate"},
    {"cephalosporins", "cefuroxime"},
    {"beta-lactam antibiotics", "cefaclor"},
    {"sulfonamide antibiotics", "sulfamethoxazole / trimethoprim"},
    {"sulfonamide antibiotics", "sulfasalazine"},
    {"NSAIDs", "ibuprofen"},
    {"NSAIDs", "aspirin"},
    {"statins", "rosuvastatin"},
    {"opioids", "codeine"},
    {"ATC J01C", "ampicillin"},
    {"ATC C10AA05", "atorvastatin"},
};

static const char *const strangers[][2] = {
    {"penicillins", "cefuroxime"}, /* crossing over is not guessed */
    {"sulfonamide antibiotics", "furosemide"},
    {"sulfonamide antibiotics", "hydrochlorothiazide"},
    {"sulfonamide antibiotics", "glipizide"},
    {"NSAIDs", "acetaminophen"},
    {"opioids", "noscapine"},
    {"statins", "gemfibrozil"},
    {"ATC J01C", "cefaclor"},
    {"no such class", "aspirin"},
    {"", "aspirin"},
    {"penicillins", "no such drug"},
};

static void members_are_members(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (!kb_drug_is_in(&drugs, str_of(members[i][0]), str_of(members[i][1]))) {
            fail_msg("%s: %s", members[i][0], members[i][1]);
        }
    }
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        if (kb_drug_is_in(&drugs, str_of(strangers[i][0]), str_of(strangers[i][1]))) {
            fail_msg("%s: %s", strangers[i][0], strangers[i][1]);
        }
    }
}

static void every_class_has_members_and_words_of_its_own(void **state)
{
    (void)state;
    assert_true(drugs.class_count > 30);
    for (size_t i = 0; i < drugs.class_count; i++) {
        const kb_drug_class *x = &drugs.classes[i];
        size_t n = 0, at;
        bool whole;
        assert_true(x->source.n > 0 && x->name_count > 0);
        if (!str_eq(x->kind, STR("class"))) continue;
        for (size_t k = 0; k < drugs.count; k++) {
            n += kb_drug_is_in(&drugs, x->name, drugs.items[k].name);
        }
        if (n == 0) fail_msg("%.*s has no member", STR_ARG(x->name));
        for (size_t k = 0; k < x->name_count; k++) {
            const kb_drug_class *got = kb_drug_class_in_text(&drugs, x->names[k], &at, &whole);
            if (got != x || !whole || at != 0) fail_msg("%.*s", STR_ARG(x->names[k]));
            if (kb_drug_find(&drugs, x->names[k], NULL) != NULL) {
                fail_msg("'%.*s' is a drug", STR_ARG(x->names[k]));
            }
        }
    }
}

static void texts_name_classes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
        bool denied;
    } rows[] = {
        {"Penicillin", "penicillins", false},
        {"Allergy to PENICILLIN (disorder)", "penicillins", false},
        {"penicillin: rash, no anaphylaxis", "penicillins", false},
        {"no known penicillin allergy", "penicillins", true},
        {"patient tolerates penicillin", "penicillins", true},
        {"penicillin allergy was ruled out", "penicillins", true},
        {"alérgica a la penicilina", "penicillins", false},
        {"sin alergia a penicilina", "penicillins", true},
        {"sulfa drugs", "sulfonamide antibiotics", false},
        {"notable penicillin reaction", "penicillins", false},
        {"penicillamine", NULL, false},
        {"nsaidx", NULL, false},
        {"", NULL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t at = 0;
        bool whole;
        str text = str_of(rows[i].text);
        const kb_drug_class *x = kb_drug_class_in_text(&drugs, text, &at, &whole);
        bool right =
            rows[i].name == NULL ? x == NULL : x != NULL && str_eq(x->name, str_of(rows[i].name));
        if (!right || (x != NULL && kb_text_denies(&drugs, text, at) != rows[i].denied)) {
            fail_msg("%s", rows[i].text);
        }
    }
}

static void codes_name_classes(void **state)
{
    (void)state;
    assert_true(str_eq(kb_drug_class_of_code(&drugs, STR("snomed"), STR("91936005"))->name,
                       STR("penicillins")));
    assert_true(str_eq(kb_drug_class_of_code(&drugs, STR("icd10"), STR("Z88.2"))->name,
                       STR("sulfonamide antibiotics")));
    assert_null(kb_drug_class_of_code(&drugs, STR("loinc"), STR("91936005")));
    assert_null(kb_drug_class_of_code(&drugs, STR("snomed"), STR("")));
    assert_true(kb_drug_class_forbids(&drugs, STR("penicillins")));
    assert_false(kb_drug_class_forbids(&drugs, STR("statins")));
    assert_false(kb_drug_class_forbids(&drugs, STR("ATC J01C")));
}

static void vaccines_are_found(void **state)
{
    (void)state;
    str cvx = STR("http://hl7.org/fhir/sid/cvx");
    assert_true(str_eq(kb_vaccine_of_code(&drugs, cvx, STR("140"))->name, STR("influenza")));
    assert_null(kb_vaccine_of_code(&drugs, cvx, STR("99999")));
    assert_null(kb_vaccine_of_code(&drugs, STR("http://loinc.org"), STR("140")));
    assert_true(str_eq(kb_vaccine_of_name(&drugs, STR(" tdap "))->name,
                       STR("tetanus, diphtheria and pertussis")));
    assert_null(kb_vaccine_of_name(&drugs, STR("anthrax")));
    assert_null(kb_vaccine_of_name(&drugs, STR("")));
    for (size_t i = 0; i < drugs.vaccine_count; i++) {
        const kb_vaccine *v = &drugs.vaccines[i];
        for (size_t k = 0; k < v->cvx_count; k++) {
            assert_ptr_equal(kb_vaccine_of_code(&drugs, cvx, v->cvx[k]), v);
        }
        for (size_t k = 0; k < v->name_count; k++) {
            assert_ptr_equal(kb_vaccine_of_name(&drugs, v->names[k]), v);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_members),
        cmocka_unit_test(every_class_has_members_and_words_of_its_own),
        cmocka_unit_test(texts_name_classes),
        cmocka_unit_test(codes_name_classes),
        cmocka_unit_test(vaccines_are_found),
    };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
