/*
 * Conditions and procedures (tests/tables/chart_problems.tsv), verification, relatives, allergies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chart_fixture.h"

/* "name=value", or "!name=value" for what must not be there. */
static void check_fact(const tsv *t, const person *p, str text)
{
    bool wanted = text.p[0] != '!';
    str rest = wanted ? text : (str){text.p + 1, text.n - 1}, name;
    bool found = false;
    assert_true(str_next(&rest, '=', &name));
    for (size_t i = 0; i < p->fact_count; i++) {
        found = found || (str_eq(p->facts[i].name, name) && str_eq(p->facts[i].text, rest));
    }
    if (found != wanted) fail_msg("line %zu: '%.*s'", t->line, STR_ARG(text));
}

static void problem_row(const tsv *t)
{
    err e = {0};
    chart_problem_entry p = {.clinical = table_cell(t, 4), .when = table_cell(t, 5)};
    (void)world_reset(NULL);
    if (table_cell(t, 2).n > 0) {
        p.what.count = 1;
        p.what.coding[0] = (chart_coding){t->field[1], t->field[2], table_cell(t, 3)};
    } else {
        p.what.text = t->field[3];
    }
    bool procedure = str_eq(t->field[0], STR("procedure"));
    must(procedure ? chart_add_procedure(world.c, STR("Procedure/1"), &p, &e)
                   : chart_add_condition(world.c, STR("Condition/1"), &p, &e),
         &e);
    const person *who = world_person();
    str facts = table_cell(t, 6), fact;
    while (facts.n > 0 && str_next(&facts, ';', &fact)) check_fact(t, who, fact);
    size_t unknowns;
    const chart_unknown *all = chart_unknowns(world.c, &unknowns);
    str why = table_cell(t, 7);
    bool right = why.n == 0 ? unknowns == 0 : unknowns == 1 && str_eq(all[0].why, why);
    if (!right || (why.n > 0 && who->fact_count > 0)) fail_msg("line %zu: unknown", t->line);
}

static void problems_of_the_table(void **state)
{
    (void)state;
    assert_true(each_row("tests/tables/chart_problems.tsv", problem_row) > 35);
}

static void what_is_not_confirmed_is_not_true(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"refuted", "refuted"},
                                          {"entered-in-error", "entered_in_error"},
                                          {"unconfirmed", "unconfirmed"},
                                          {"provisional", "unconfirmed"},
                                          {"differential", "unconfirmed"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = {0};
        chart_problem_entry p = {.what = in_words("diabetes"), .verification = str_of(rows[i][0])};
        (void)world_reset(NULL);
        must(chart_add_condition(world.c, STR("Condition/1"), &p, &e), &e);
        assert_int_equal(unknown_times("diabetes", rows[i][1]), 1);
        assert_int_equal(world_person()->fact_count, 0);
    }
    add_condition_text("diabetes", "absent", "");
    assert_true(has_fact_text(world_person(), "absent", "diabetes"));
    assert_false(has_fact_text(&world.p, "condition", "diabetes"));
}

static void relative(const char *who, const char *code, const char *what)
{
    err e = {0};
    chart_concept relation =
        in_code("http://terminology.hl7.org/CodeSystem/v3-RoleCode", code, who);
    chart_problem_entry p = {.what = in_words(what)};
    must(chart_add_family(world.c, STR("FamilyMemberHistory/1"), &relation, &p, &e), &e);
}

static void relatives_are_not_the_person(void **state)
{
    (void)state;
    relative("mother", "MTH", "Type 2 diabetes");
    relative("natural father", "NFTH", "diabetes");
    relative("sister", "SIS", "diabetes");
    relative("uncle", "UNCLE", "lung cancer");
    relative("mother", "MTH", "hay fever");
    relative("stepmother", "STPMTH", "breast cancer");
    relative("wife", "", "colorectal cancer");
    const person *p = world_person();
    assert_true(has_fact_text(p, "family_history", "diabetes"));
    assert_true(has_fact_text(p, "family_history", "lung cancer"));
    assert_false(has_fact_text(p, "condition", "diabetes"));
    assert_true(is_near(fact_number(p, "parents_with_diabetes", ""), 2));
    assert_int_equal(unknown_times("hay fever", "unknown_family"), 1);
    assert_false(has_fact_text(p, "family_history", "breast cancer"));
    assert_false(has_fact_text(p, "family_history", "colorectal cancer"));
    assert_int_equal(unknown_times("breast cancer", "not_blood"), 1);
}

static void add_allergy(const char *text, const char *clinical)
{
    err e = {0};
    chart_problem_entry p = {.what = in_words(text), .clinical = str_of(clinical)};
    must(chart_add_allergy(world.c, STR("AllergyIntolerance/1"), &p, &e), &e);
}

static void allergies_are_listed(void **state)
{
    (void)state;
    assert_false(world_person()->allergies_known);
    add_allergy("Allergy to carbamazepine", "active");
    add_allergy("Shellfish allergy", "active");
    add_allergy("aspirin", "resolved");
    const person *p = world_person();
    assert_true(p->allergies_known);
    assert_int_equal(p->allergy_count, 2);
    assert_true(str_eq(p->allergies[0].drug, STR("carbamazepine")));
    assert_int_equal(p->allergies[1].drug.n, 0);
    assert_true(str_eq(p->allergies[1].name, STR("Shellfish allergy")));
    add_medicine_text("carbamazepine", "active", "2020-01-01", "");
    assert_false(has_fact_text(world_person(), "tolerated_3_months", "carbamazepine"));
}

static void no_known_allergies_is_an_answer(void **state)
{
    (void)state;
    err e = {0};
    chart_problem_entry p = {.what = in_code("http://snomed.info/sct", "716186003", "")};
    must(chart_add_allergy(world.c, STR("AllergyIntolerance/1"), &p, &e), &e);
    assert_true(world_person()->allergies_known);
    assert_int_equal(world.p.allergy_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(problems_of_the_table, world_reset),
        cmocka_unit_test_setup(what_is_not_confirmed_is_not_true, world_reset),
        cmocka_unit_test_setup(relatives_are_not_the_person, world_reset),
        cmocka_unit_test_setup(allergies_are_listed, world_reset),
        cmocka_unit_test_setup(no_known_allergies_is_an_answer, world_reset),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
