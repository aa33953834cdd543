/*
 * Values of inputs: what may be typed, which units and spellings are the same, what a person's
 * measures, facts, medicines and genome give, and what stays unknown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "near.h"
#include "risk/input_value.h"

static const str heterozygous[] = {{"C/T", 3}};
static const input_allowed genotypes[] = {{{"A/G", 3}, heterozygous, 1}, {{"G/G", 3}, NULL, 0}};

static formula_input number_input(const char *unit, bool bare)
{
    formula_input in = {.name = STR("weight"), .type = EXPRESSION_NUMBER, .unit = str_of(unit)};
    assert_true(ucum_parse(in.unit, &in.measure));
    in.molar_mass = 113.12;
    in.low = 0.5;
    in.high = 500;
    in.bare = bare;
    return in;
}

static formula_input text_input(void)
{
    return (formula_input){.name = STR("VKORC1"),
                           .type = EXPRESSION_TEXT,
                           .low = NAN,
                           .high = NAN,
                           .molar_mass = NAN,
                           .allowed = genotypes,
                           .allowed_count = 2};
}

static input_value typed(const formula_input *in, const char *text, arena *a)
{
    input_value v;
    err e = {0};
    if (input_typed(in, str_of(text), a, &v, &e) != OK) fail_msg("%s: %s", text, e.text);
    return v;
}

static void numbers_are_typed_with_units(void **state)
{
    static const struct {
        const char *unit, *text;
        double value;
    } rows[] = {{"kg", "70 kg", 70},   {"kg", " 70kg ", 70},
                {"kg", "70000 g", 70}, {"kg", "7e1 kg", 70},
                {"kg", "+70 kg", 70},  {"mg/dL", "88.4 umol/L", 88.4 * 113.12 / 1e4},
                {"cm", "1.7 m", 170},  {"a", "67 a", 67}};
    AUTO(arena_release) arena a = {0};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        formula_input in = number_input(rows[i].unit, false);
        input_value v = typed(&in, rows[i].text, &a);
        assert_int_equal(v.value.kind, VALUE_NUMBER);
        assert_near(v.value.number, rows[i].value, 1e-9);
        assert_true(str_eq(v.shown.unit, in.unit) && str_eq(v.shown.from, STR("command line")));
    }
    formula_input bare = number_input("kg", true);
    assert_near(typed(&bare, "70", &a).value.number, 70, 0);
}

static void bad_numbers_say_why(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {{"70", "has no unit; write behind the number the unit"},
                {"70 m", "does not measure the same as 'kg'"},
                {"70 stones", "'stones' is no unit"},
                {"heavy", "expected a number in kg"},
                {"", "expected a number in kg"},
                {"1,5 kg", "',5 kg' is no unit"},
                {"<70 kg", "expected a number"},
                {"nan kg", "expected a number"},
                {"0x10 kg", "'x10 kg' is no unit"},
                {"1.2.3 kg", "expected a number"},
                {"- kg", "expected a number"}};
    (void)state;
    formula_input in = number_input("kg", false);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        AUTO(arena_release) arena a = {0};
        input_value v;
        err e = {0};
        assert_int_equal(input_typed(&in, str_of(rows[i].text), &a, &v, &e), E_ARGUMENT);
        if (strstr(e.text, rows[i].says) == NULL) fail_msg("'%s': %s", rows[i].text, e.text);
    }
}

static void ranges_have_both_ends(void **state)
{
    AUTO(arena_release) arena a = {0};
    (void)state;
    formula_input in = number_input("kg", false);
    assert_int_equal(typed(&in, "500 kg", &a).why.n, 0);
    assert_int_equal(typed(&in, "500 g", &a).why.n, 0);
    input_value v = typed(&in, "501 kg", &a);
    assert_true(str_eq(v.why, STR("outside_range")));
    assert_true(str_eq(v.detail, STR("weight;501;0.5;500")));
    in.high = NAN;
    assert_int_equal(typed(&in, "501 kg", &a).why.n, 0);
    v = typed(&in, "-3 kg", &a);
    assert_true(str_eq(v.detail, STR("weight;-3;0.5;.")));
}

static void texts_have_aliases(void **state)
{
    AUTO(arena_release) arena a = {0};
    input_value v;
    err e = {0};
    (void)state;
    formula_input in = text_input();
    const char *same[] = {"A/G", "G/A", "a/g", "C/T", "T/C"};
    for (size_t i = 0; i < 5; i++) {
        assert_true(str_eq(typed(&in, same[i], &a).value.text, STR("A/G")));
    }
    v = typed(&in, "A/C", &a); /* a genotype that the formula does not know */
    assert_true(str_eq(v.why, STR("not_covered")) && str_eq(v.detail, STR("VKORC1;A/C")));
    assert_int_equal(input_typed(&in, STR("red"), &a, &v, &e), E_ARGUMENT);
    assert_non_null(strstr(e.text, "expected one of A/G, G/G"));
    in.other = STR("G/G");
    v = typed(&in, "A/C", &a);
    assert_true(v.shown.assumed && str_eq(v.value.text, STR("G/G")));
    assert_true(str_eq(v.shown.text, STR("A/C")));
}

static void truths(void **state)
{
    AUTO(arena_release) arena a = {0};
    input_value v;
    err e = {0};
    formula_input in = {.name = STR("smoker"), .type = EXPRESSION_TRUTH};
    (void)state;
    assert_near(typed(&in, "Yes", &a).value.number, 1, 0);
    assert_near(typed(&in, "false", &a).value.number, 0, 0);
    assert_int_equal(input_typed(&in, STR("sometimes"), &a, &v, &e), E_ARGUMENT);
}

/* ---- found ---- */

static input_value found(formula_input *in, input_source source, const person *p,
                         const finding_set *set, arena *a)
{
    input_place place = {.p = p, .findings = set, .drug = STR("warfarin")};
    input_value v;
    err e = {0};
    in->sources = &source;
    in->source_count = 1;
    if (input_found(in, &place, a, &v, &e) != OK) fail_msg("%s", e.text);
    return v;
}

static void facts_are_found(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_fact facts[] = {
        {.name = STR("weight_kg"), .number = 71, .is_number = true},
        {.name = STR("genotype"), .text = STR("T/C")},
        {.name = STR("dose"), .number = 5, .is_number = true, .drug = STR("codeine")},
        {.name = STR("twice"), .number = 5, .is_number = true},
        {.name = STR("twice"), .number = 6, .is_number = true},
        {.name = STR("condition"), .text = STR("diabetes type 2")}};
    str complete[] = {STR("indication")};
    person p = {.facts = facts, .fact_count = 6, .complete = complete, .complete_count = 1};
    (void)state;
    formula_input in = number_input("kg", false), text = text_input();
    formula_input flag = {.name = STR("diabetes"), .type = EXPRESSION_TRUTH};
    input_source fact = {.from = FROM_FACT, .name = STR("weight_kg")};
    assert_near(found(&in, fact, &p, NULL, &a).value.number, 71, 0);
    fact.name = STR("genotype");
    assert_true(str_eq(found(&text, fact, &p, NULL, &a).value.text, STR("A/G")));
    assert_int_equal(found(&in, fact, &p, NULL, &a).value.kind, VALUE_UNKNOWN); /* no number */
    fact.name = STR("dose"); /* of another drug */
    assert_int_equal(found(&in, fact, &p, NULL, &a).value.kind, VALUE_UNKNOWN);
    fact.name = STR("twice");
    assert_true(str_eq(found(&in, fact, &p, NULL, &a).doubt, STR("conflict")));
    input_source has = {
        .from = FROM_HAS, .name = STR("condition"), .value = STR("diabetes|diabetes type 2")};
    assert_near(found(&flag, has, &p, NULL, &a).value.number, 1, 0);
    has.value = STR("asthma"); /* not said to be complete: not known */
    assert_int_equal(found(&flag, has, &p, NULL, &a).value.kind, VALUE_UNKNOWN);
    has.name = STR("indication");
    assert_near(found(&flag, has, &p, NULL, &a).value.number, 0, 0);
}

static void what_is_absent_is_no(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_fact facts[] = {
        {.name = STR("absent"), .text = STR("diabetes")},
        {.name = STR("absent"), .text = STR("stroke")},
        {.name = STR("condition"), .text = STR("stroke")},
        {.name = STR("condition"), .text = STR("gout"), .drug = STR("codeine")},
        {.name = STR("condition"), .text = STR("clot"), .drug = STR("warfarin")}};
    person p = {.facts = facts, .fact_count = 5};
    formula_input flag = {.name = STR("flag"), .type = EXPRESSION_TRUTH};
    input_source has = {.from = FROM_HAS, .name = STR("condition"), .value = STR("diabetes")};
    (void)state;
    assert_near(found(&flag, has, &p, NULL, &a).value.number, 0, 0);
    has.value = STR("diabetes|diabetes type 2"); /* a kind of what is absent */
    input_value v = found(&flag, has, &p, NULL, &a);
    assert_int_equal(v.value.kind, VALUE_TRUTH);
    assert_near(v.value.number, 0, 0);
    has.value = STR("diabetes|asthma"); /* nothing is said of asthma */
    assert_int_equal(found(&flag, has, &p, NULL, &a).value.kind, VALUE_UNKNOWN);
    has.value = STR("diabetic foot");
    assert_int_equal(found(&flag, has, &p, NULL, &a).value.kind, VALUE_UNKNOWN);
    has.value = STR("stroke"); /* said to be there and not */
    v = found(&flag, has, &p, NULL, &a);
    assert_int_equal(v.value.kind, VALUE_UNKNOWN);
    assert_true(str_eq(v.doubt, STR("conflict")));
    has.value = STR("gout"); /* why another drug was ordered */
    assert_int_equal(found(&flag, has, &p, NULL, &a).value.kind, VALUE_UNKNOWN);
    has.value = STR("clot");
    assert_near(found(&flag, has, &p, NULL, &a).value.number, 1, 0);
    formula_input text = text_input();
    const input_source none = {.from = FROM_ABSENT, .name = STR("diabetes"), .value = STR("G/G")};
    assert_true(str_eq(found(&text, none, &p, NULL, &a).value.text, STR("G/G")));
    p.fact_count = 0;
    assert_int_equal(found(&text, none, &p, NULL, &a).value.kind, VALUE_UNKNOWN);
}

static void small_numbers_without_a_unit_must_say_which(void **state)
{
    AUTO(arena_release) arena a = {0};
    formula_input in = number_input("mm", true);
    input_value v;
    err e = {0};
    (void)state;
    in.low = 0;
    in.bare_over = 10;
    in.bare_other = STR("cm");
    assert_int_equal(input_typed(&in, STR("10"), &a, &v, &e), E_ARGUMENT);
    assert_non_null(strstr(e.text, "weight=\"10 mm\" or weight=\"10 cm\""));
    assert_near(typed(&in, "10.5", &a).value.number, 10.5, 0);
    assert_near(typed(&in, "0", &a).value.number, 0, 0);
    assert_near(typed(&in, "4 cm", &a).value.number, 40, 1e-9);
    assert_near(typed(&in, "4 mm", &a).value.number, 4, 0);
    in.bare_over = NAN; /* the unit is plain */
    assert_near(typed(&in, "4", &a).value.number, 4, 0);
    in.whole = true;
    assert_true(str_eq(typed(&in, "4.5", &a).why, STR("not_whole")));
    assert_int_equal(typed(&in, "4", &a).why.n, 0);
}

static void units_of_measures_are_converted(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_measure m = {.name = STR("body"), .value = 70000, .unit = STR("g")};
    person p = {.measures = &m, .measure_count = 1};
    input_source source = {.from = FROM_MEASURE, .name = STR("body")};
    (void)state;
    formula_input in = number_input("kg", false);
    assert_near(found(&in, source, &p, NULL, &a).value.number, 70, 1e-9);
    m.unit = STR("cm");
    input_value v = found(&in, source, &p, NULL, &a);
    assert_int_equal(v.value.kind, VALUE_UNKNOWN);
    assert_true(str_eq(v.doubt, STR("wrong_unit")));
    m.unit = STR("kg"); /* 70,000 kg */
    assert_true(str_eq(found(&in, source, &p, NULL, &a).why, STR("outside_range")));
}

static void genotypes_need_a_reading(void **state)
{
    AUTO(arena_release) arena a = {0};
    finding_position sites[] = {{.rsid = STR("rs1"), .genotype = STR("T|C")},
                                {.rsid = STR("rs2"), .genotype = STR("./.")},
                                {.rsid = STR("rs3"), .genotype = STR("C/T"), .why = STR("low-gq")},
                                {.rsid = STR("rs4"), .genotype = STR("C")}};
    finding f = {.gene = STR("VKORC1"), .positions = sites, .position_count = 4};
    finding_set set = {.items = &f, .count = 1};
    input_source source = {.from = FROM_GENOTYPE, .name = STR("rs1")};
    (void)state;
    formula_input in = text_input();
    input_value v = found(&in, source, NULL, &set, &a);
    assert_true(str_eq(v.value.text, STR("A/G")) && str_eq(v.shown.from, STR("genome")));
    const char *unreadable[] = {"rs2", "rs3", "rs4", "rs5"};
    for (size_t i = 0; i < 4; i++) {
        source.name = str_of(unreadable[i]);
        assert_int_equal(found(&in, source, NULL, &set, &a).value.kind, VALUE_UNKNOWN);
    }
}

static void phenotypes_must_be_settled(void **state)
{
    AUTO(arena_release) arena a = {0};
    str list[] = {STR("A/G"), STR("G/G")};
    finding f = {.gene = STR("CYP3A5"), .phenotypes = list, .phenotype_count = 2};
    finding_set set = {.items = &f, .count = 1};
    input_source source = {.from = FROM_PHENOTYPE, .name = STR("CYP3A5")};
    (void)state;
    formula_input in = text_input();
    assert_int_equal(found(&in, source, NULL, &set, &a).value.kind, VALUE_UNKNOWN);
    f.phenotype_count = 1;
    f.from_outside = true;
    input_value v = found(&in, source, NULL, &set, &a);
    assert_true(str_eq(v.value.text, STR("A/G")) && str_eq(v.shown.from, STR("outside call")));
}

static void stated_defaults_are_marked(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_measure m = {.name = STR("body"), .value = 1, .unit = STR("kg"), .doubt = STR("stale")};
    person p = {.measures = &m, .measure_count = 1};
    input_source source = {.from = FROM_MEASURE, .name = STR("body")};
    (void)state;
    formula_input in = number_input("kg", false);
    in.has_default = true;
    in.unknown = expression_number(2.5);
    input_value v = found(&in, source, &p, NULL, &a);
    assert_true(v.shown.assumed && str_eq(v.shown.from, STR("assumed")));
    assert_near(v.value.number, 2.5, 0);
    assert_true(str_eq(v.doubt, STR("stale")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_typed_with_units),
        cmocka_unit_test(bad_numbers_say_why),
        cmocka_unit_test(ranges_have_both_ends),
        cmocka_unit_test(texts_have_aliases),
        cmocka_unit_test(truths),
        cmocka_unit_test(facts_are_found),
        cmocka_unit_test(what_is_absent_is_no),
        cmocka_unit_test(small_numbers_without_a_unit_must_say_which),
        cmocka_unit_test(units_of_measures_are_converted),
        cmocka_unit_test(genotypes_need_a_reading),
        cmocka_unit_test(phenotypes_must_be_settled),
        cmocka_unit_test(stated_defaults_are_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
