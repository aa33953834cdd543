/*
 * Medicines: which drugs a text or code names (tests/tables/chart_medicines.tsv), doses, lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chart_fixture.h"

static person_match match_of(str word)
{
    if (str_eq(word, STR("within"))) return PERSON_MATCH_WITHIN;
    if (str_eq(word, STR("name"))) return PERSON_MATCH_NAME;
    return PERSON_MATCH_NONE;
}

static void check_drugs(const tsv *t, const person *p)
{
    str names = table_cell(t, 1), name;
    size_t n = 0;
    while (names.n > 0 && str_next(&names, ';', &name)) {
        if (n >= p->medicine_count || !str_eq(p->medicines[n].drug, name)) {
            fail_msg("line %zu: '%.*s' is not found", t->line, STR_ARG(name));
        }
        assert_int_equal(p->medicines[n].match, match_of(t->field[2]));
        n++;
    }
    for (size_t i = n; i < p->medicine_count; i++) {
        if (p->medicines[i].drug.n > 0) fail_msg("line %zu: another drug", t->line);
    }
}

static void medicine_row(const tsv *t)
{
    char text[200];
    double wanted = NAN, got;
    (void)world_reset(NULL);
    (void)snprintf(text, sizeof text, "%.*s", STR_ARG(t->field[0]));
    add_medicine_text(text, "active", "2026-10-01", "");
    const person *p = world_person();
    check_drugs(t, p);
    if (table_cell(t, 3).n > 0) assert_true(str_to_double(t->field[3], &wanted));
    got = p->medicine_count == 1 ? p->medicines[0].dose_mg_per_day : NAN;
    if (isnan(wanted) ? !isnan(got) : !is_near(got, wanted)) {
        fail_msg("line %zu: %g mg a day", t->line, got);
    }
    str why = table_cell(t, 4);
    size_t unknowns;
    const chart_unknown *all = chart_unknowns(world.c, &unknowns);
    if (str_eq(why, STR("none"))) {
        assert_true(p->medicines_known && p->medicine_count == 0 && unknowns == 0);
    } else if (why.n > 0) {
        if (unknowns != 1 || !str_eq(all[0].why, why)) fail_msg("line %zu: why", t->line);
    } else {
        if (unknowns != 0) fail_msg("line %zu: %.*s", t->line, STR_ARG(all[0].why));
    }
}

static void medicines_of_the_table(void **state)
{
    (void)state;
    assert_true(each_row("tests/tables/chart_medicines.tsv", medicine_row) > 30);
}

static void codes_go_before_names(void **state)
{
    (void)state;
    err e = {0};
    chart_medicine_entry m = {
        .what = in_code("http://www.nlm.nih.gov/research/umls/rxnorm", "11289", "some text"),
        .status = STR("active"),
        .dose = NAN,
        .per_day = NAN};
    must(chart_add_medicine(world.c, STR("MedicationRequest/1"), &m, &e), &e);
    m.what = in_code("http://www.whocc.no/atc", "B01AC04", "");
    must(chart_add_medicine(world.c, STR("MedicationRequest/2"), &m, &e), &e);
    m.what = in_code("http://www.whocc.no/atc", "B01AC", ""); /* a group is no drug */
    must(chart_add_medicine(world.c, STR("MedicationRequest/3"), &m, &e), &e);
    const person *p = world_person();
    assert_int_equal(p->medicine_count, 3);
    assert_true(str_eq(p->medicines[0].drug, STR("warfarin")));
    assert_int_equal(p->medicines[0].match, PERSON_MATCH_CODE);
    assert_true(str_eq(p->medicines[1].drug, STR("clopidogrel")));
    assert_int_equal(p->medicines[2].drug.n, 0);
    assert_int_equal(unknown_times("B01AC", "unknown_drug"), 1);
}

static double dose_of(const char *text, double dose, const char *unit, double per_day)
{
    err e = {0};
    chart_medicine_entry m = {.what = in_words(text),
                              .status = STR("active"),
                              .dose = dose,
                              .dose_unit = str_of(unit),
                              .per_day = per_day};
    (void)world_reset(NULL);
    must(chart_add_medicine(world.c, STR("MedicationRequest/1"), &m, &e), &e);
    return world_person()->medicines[0].dose_mg_per_day;
}

static void doses_follow_from_what_is_stated(void **state)
{
    (void)state;
    assert_true(is_near(dose_of("warfarin", 5, "mg", 1), 5));
    assert_true(is_near(dose_of("warfarin", 500, "ug", 2), 1));
    assert_true(is_near(dose_of("aspirin", 0.5, "g", 2), 1000));
    assert_true(is_near(dose_of("Clopidogrel 75 MG Oral Tablet", 2, "tablet", 1), 150));
    assert_true(isnan(dose_of("Clopidogrel 75 MG Oral Tablet", 2, "", 1))); /* 2 of what? */
    assert_true(isnan(dose_of("clopidogrel", 2, "tablet", 1)));
    assert_true(isnan(dose_of("clopidogrel", 75, "mg", NAN)));
    assert_true(isnan(dose_of("clopidogrel 75 MG", NAN, "", 1)));
    assert_true(isnan(dose_of("clopidogrel", 75, "mL", 1)));
    assert_true(isnan(dose_of("warfarin", -5, "mg", 1)));
    assert_int_equal(unknown_times("warfarin", "bad_dose"), 1);
    assert_true(isnan(dose_of("warfarin", 0, "mg", 1)));
    assert_true(isnan(dose_of("acetaminophen 325 MG / codeine 30 MG", 1, "mg", 1)));
    (void)dose_of("acetaminophen 325 MG / codeine 30 MG", 2, "tablet", 4);
    assert_true(is_near(fact_number(&world.p, "dose_mg_per_day", "codeine"), 240));
    assert_true(is_near(fact_number(&world.p, "dose_mg_per_6h", "codeine"), 60));
    assert_true(has_fact_text(&world.p, "formulation", "combination"));
    (void)dose_of("codeine", 60, "mg", 1);
    assert_true(is_near(fact_number(&world.p, "dose_mg_per_6h", "codeine"), 60));
}

/* Methotrexate each day instead of each week kills: only what says so is every day. */
static void every_day_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool every_day;
    } rows[] = {{"MTX 15 mg once daily", true},
                {"MTX 15 mg weekly", false},
                {"MTX 15 mg weekly once", false},
                {"MTX 15 mg 1x/Woche", false},
                {"MTX 15 mg OD Sunday", false},
                {"MTX 15 mg od every sunday", false},
                {"MTX 15 mg", false},
                {"MTX 15 mg OD prn", false},
                {"MTX 15 mg daily weekly", false},
                {"MTX 2.5 mg c/12h", true},
                {"MTX once daily", true},
                {"MTX 15 mg alternate days", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)world_reset(NULL);
        add_medicine_text(rows[i].text, "active", "2026-01-01", "");
        const person *p = world_person();
        bool said = has_fact_text(p, "every_day", "true");
        if (p->medicine_count != 1 || said != rows[i].every_day) fail_msg("%s", rows[i].text);
    }
    (void)world_reset(NULL);
    add_medicine_text("MTX 15 mg weekly", "active", "2026-02-01", "");
    add_medicine_text("MTX 15 mg once daily", "active", "2026-01-01", "");
    assert_true(has_fact_text(world_person(), "every_day", "true")); /* one of two orders says so */
}

static void only_what_is_taken_now_is_listed(void **state)
{
    (void)state;
    add_medicine_text("warfarin", "active", "2026-01-01", "");
    add_medicine_text("clopidogrel", "stopped", "2026-01-01", "");
    add_medicine_text("simvastatin", "active", "2026-01-01", "2026-02-01");
    add_medicine_text("codeine", "active", "2027-01-01", "");
    add_medicine_text("aspirin", "entered-in-error", "2026-01-01", "");
    const person *p = world_person();
    assert_int_equal(p->medicine_count, 1);
    assert_true(str_eq(p->medicines[0].drug, STR("warfarin")));
    assert_true(p->medicines_known);
    assert_int_equal(unknown_times("codeine", "future"), 1);
    assert_int_equal(unknown_times("aspirin", "entered_in_error"), 1);
}

/* It may act still, or be taken: that it is not taken must not be believed. */
static void what_is_on_hold_or_unknown_leaves_the_list_open(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"on-hold", "on_hold"}, {"unknown", "status_unknown"}, {"wibble", "status_unknown"}};
    for (size_t i = 0; i < 3; i++) {
        (void)world_reset(NULL);
        add_medicine_text("warfarin", "active", "2026-06-01", "");
        add_medicine_text("amiodarone", rows[i][0], "2026-06-01", "");
        assert_int_equal(unknown_times("amiodarone", rows[i][1]), 1);
        assert_int_equal(world_person()->medicine_count, 1);
        assert_false(world.p.medicines_known);
    }
    (void)world_reset(NULL);
    add_medicine_text("amiodarone", "draft", "2026-06-01", "");
    assert_int_equal(unknown_times("amiodarone", "only_planned"), 1);
}

static void an_old_list_is_not_complete(void **state)
{
    (void)state;
    assert_false(world_person()->medicines_known);
    add_medicine_text("warfarin", "stopped", "2020-01-01", "");
    assert_false(world_person()->medicines_known);
    add_medicine_text("clopidogrel", "stopped", "2026-06-01", "");
    assert_true(world_person()->medicines_known);
    assert_int_equal(world.p.medicine_count, 0);
    err e = {0};
    must(chart_add_unknown(world.c, STR("MedicationRequest/9"), STR("x"), "not_r4", &e), &e);
    assert_false(world_person()->medicines_known); /* that one may be taken */
    (void)world_reset(NULL);
    add_medicine_text("warfarin", "active", "2026-06-01", "");
    add_medicine_text("stopped clopidogrel", "active", "2026-06-01", "");
    assert_false(world_person()->medicines_known);
    (void)world_reset(NULL);
    add_medicine_text("warfarin", "active", "2026-06-01", "");
    must(chart_add_unknown(world.c, STR("Observation/9"), STR("x"), "not_r4", &e), &e);
    assert_true(world_person()->medicines_known);
}

static void two_orders_are_one_medicine(void **state)
{
    (void)state;
    add_medicine_text("warfarin 5 mg od", "active", "2026-01-01", "");
    add_medicine_text("warfarin 5 mg od", "active", "2026-06-01", "");
    add_medicine_text("clopidogrel 75 mg od", "active", "2026-10-30", "");
    add_medicine_text("clopidogrel 75 mg bd", "active", "2026-10-30", "");
    const person *p = world_person();
    assert_int_equal(p->medicine_count, 2);
    assert_true(is_near(p->medicines[0].dose_mg_per_day, 5));
    char text[DATE_TEXT_MAX];
    assert_string_equal(date_text(p->medicines[0].since, text), "2026-01-01");
    assert_true(isnan(p->medicines[1].dose_mg_per_day));              /* 75, 150 or 225? */
    assert_false(has_fact_text(p, "tolerated_3_months", "warfarin")); /* ordered is not taken */
}

static void add_medicine_from(const char *from, const char *text, const char *when)
{
    err e = {0};
    chart_medicine_entry m = {.what = in_words(text),
                              .status = STR("active"),
                              .when = str_of(when),
                              .dose = NAN,
                              .per_day = NAN};
    must(chart_add_medicine(world.c, str_of(from), &m, &e), &e);
}

static void tolerated_is_what_somebody_saw_taken(void **state)
{
    (void)state;
    static const struct {
        const char *from, *when;
        bool tolerated;
    } rows[] = {{"MedicationStatement/1", "2026-06-01", true},
                {"line 7", "2026-06-01", true},
                {"MedicationRequest/1", "2011-06-01", false},
                {"MedicationStatement/1", "2026-10-01", false},
                {"MedicationStatement/1", "2026", false},
                {"MedicationStatement/1", "", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)world_reset(NULL);
        add_medicine_from(rows[i].from, "carbamazepine", rows[i].when);
        bool found = has_fact_text(world_person(), "tolerated_3_months", "carbamazepine");
        if (found != rows[i].tolerated) fail_msg("row %zu", i);
    }
}

/* Renewed every few months: the drug began with the first of them. */
static void orders_without_a_gap_are_one_course(void **state)
{
    (void)state;
    static const struct {
        const char *status, *since, *until, *first;
    } rows[] = {{"completed", "2026-06-10", "", "2026-06-10"},
                {"stopped", "2026-01-01", "2026-07-30", "2026-01-01"},
                {"completed", "2026-01-01", "2026-05-30", "2026-09-01"}, /* a gap of three months */
                {"on-hold", "2026-06-10", "", "2026-09-01"},
                {"cancelled", "2026-06-10", "", "2026-09-01"},
                {"completed", "2026", "", "2026-09-01"},
                {"completed", "2026-10-01", "", "2026-09-01"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[DATE_TEXT_MAX];
        (void)world_reset(NULL);
        add_medicine_text("methotrexate", rows[i].status, rows[i].since, rows[i].until);
        add_medicine_text("methotrexate", "active", "2026-09-01", "");
        const person_medicine *m = &world_person()->medicines[0];
        if (strcmp(date_text(m->first, text), rows[i].first) != 0) fail_msg("row %zu: %s", i, text);
        assert_string_equal(date_text(m->since, text), "2026-09-01");
    }
}

static bool has_scope(const person *p, const char *name, const char *drug, bool closed)
{
    for (size_t i = 0; i < p->scope_count; i++) {
        const person_scope *x = &p->scopes[i];
        if (!str_eq(x->name, str_of(name)) || !str_eq(x->drug, str_of(drug))) continue;
        return x->closed == closed;
    }
    return false;
}

static void add_ordered_for(const char *drug, const char *reason)
{
    err e = {0};
    chart_reason why = {.what = in_words(reason)};
    chart_medicine_entry m = {.what = in_words(drug),
                              .status = STR("active"),
                              .when = STR("2026-10-01"),
                              .dose = NAN,
                              .per_day = NAN,
                              .reasons = &why,
                              .reason_count = reason[0] != '\0'};
    must(chart_add_medicine(world.c, STR("MedicationRequest/1"), &m, &e), &e);
}

static void orders_say_what_they_are_for(void **state)
{
    (void)state;
    add_condition_text("acute myocardial infarction", "active", "2026-09-01");
    add_ordered_for("clopidogrel", "TIA");
    add_ordered_for("warfarin", "");
    add_ordered_for("simvastatin", "mystery");
    const person *p = world_person();
    bool own = false;
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (!str_eq(f->name, STR("indication"))) continue;
        own = own || (str_eq(f->drug, STR("clopidogrel")) && str_eq(f->text, STR("TIA")));
        if (str_eq(f->text, STR("ACS"))) assert_int_equal(f->drug.n, 0);
    }
    assert_true(own && has_fact_text(p, "indication", "ACS"));
    assert_true(has_fact_text(p, "reason", "mystery"));
    assert_true(has_scope(p, "indication", "clopidogrel", false));
    assert_true(has_scope(p, "indication", "simvastatin", false)); /* for something else */
    assert_false(has_scope(p, "indication", "warfarin", false));   /* nothing is stated */
    add_ordered_for("clopidogrel", ""); /* another order of it states nothing */
    assert_false(has_scope(world_person(), "indication", "clopidogrel", false));
}

static void routes_are_facts_of_their_drug(void **state)
{
    (void)state;
    add_medicine_text("Clopidogrel 75 MG Oral Tablet", "active", "2026-01-01", "");
    add_medicine_text("fluorouracil 50 MG/ML Topical Cream", "active", "2026-01-01", "");
    const person *p = world_person();
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (!str_eq(f->name, STR("route"))) continue;
        bool oral = str_eq(f->drug, STR("clopidogrel"));
        assert_true(str_eq(f->text, oral ? STR("oral") : STR("cutaneous")));
    }
    assert_true(has_fact_text(p, "route", "cutaneous") && has_fact_text(p, "route", "oral"));
    assert_true(has_scope(p, "route", "clopidogrel", true));
    add_medicine_text("Clopidogrel 75 MG", "active", "2026-02-01", ""); /* by another way? */
    assert_false(has_scope(world_person(), "route", "clopidogrel", true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(medicines_of_the_table, world_reset),
        cmocka_unit_test_setup(codes_go_before_names, world_reset),
        cmocka_unit_test_setup(doses_follow_from_what_is_stated, world_reset),
        cmocka_unit_test_setup(every_day_is_said, world_reset),
        cmocka_unit_test_setup(only_what_is_taken_now_is_listed, world_reset),
        cmocka_unit_test_setup(an_old_list_is_not_complete, world_reset),
        cmocka_unit_test_setup(two_orders_are_one_medicine, world_reset),
        cmocka_unit_test_setup(routes_are_facts_of_their_drug, world_reset),
        cmocka_unit_test_setup(what_is_on_hold_or_unknown_leaves_the_list_open, world_reset),
        cmocka_unit_test_setup(tolerated_is_what_somebody_saw_taken, world_reset),
        cmocka_unit_test_setup(orders_say_what_they_are_for, world_reset),
        cmocka_unit_test_setup(orders_without_a_gap_are_one_course, world_reset),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
