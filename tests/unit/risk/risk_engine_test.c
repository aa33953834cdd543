/*
 * The engine: the rows of tests/tables/risk_{organ,joints,blood,warfarin}.tsv, what a person's
 * chart and genome give, which answers are shown, and bad requests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "finding/finding.h"
#include "finding/person.h"
#include "risk_stage.h"
#include "score_rows.h"

/* ---- published vectors ---- */

static void run_table(const char *path, size_t least)
{
    AUTO(buf_release) buf text;
    AUTO(arena_release) arena a = {0};
    tsv t;
    err e = {0};
    bool more = true;
    size_t rows = 0;
    buf_init(&text, 1 << 20);
    assert_int_equal(file_read(path, &text, &e), OK);
    assert_int_equal(tsv_open(&t, path, buf_str(&text), &e), OK);
    while (tsv_next(&t, &more, &e) == OK && more) {
        risk_given given[ROW_GIVEN_MAX];
        score s;
        size_t n = row_given(t.field[1], given);
        arena_reset(&a);
        status got = risk_score(engine, t.field[0], NULL, NULL, given, n, &a, &s, &e);
        if (got != OK) fail_msg("%s line %zu: %s", path, t.line, e.text);
        row_check(t.line, &s, t.field[2], t.field[3]);
        rows++;
    }
    assert_true(rows >= least);
}

static void organ_rows(void **state)
{
    (void)state;
    run_table("tests/tables/risk_organ.tsv", 40);
}

static void joint_rows(void **state)
{
    (void)state;
    run_table("tests/tables/risk_joints.tsv", 50);
}

static void blood_rows(void **state)
{
    (void)state;
    run_table("tests/tables/risk_blood.tsv", 20);
}

static void warfarin_rows(void **state)
{
    (void)state;
    run_table("tests/tables/risk_warfarin.tsv", 30);
}

/* ---- a person ---- */
static score_set run(const person *p, const finding_set *f, arena *a);
static const score *find(const score_set *set, const char *id);

/** Shares and counts of two days are of two samples; parts of a liver score may lie apart. */
static void parts_of_several_days(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_fact age = {.name = STR("age_years"), .number = 50, .is_number = true};
    person_measure m[] = {
        {.name = STR("alt"), .value = 16, .unit = STR("U/L"), .when = {20000, 0, DATE_DAY}},
        {.name = STR("ast"), .value = 40, .unit = STR("U/L"), .when = {20000, 0, DATE_DAY}},
        {.name = STR("lymphocytes"), .value = 2, .when = {20001, 0, DATE_DAY}},
        {.name = STR("neutrophils"), .value = 5, .when = {20000, 0, DATE_DAY}},
        {.name = STR("platelets"), .value = 200, .when = {20030, 0, DATE_DAY}}};
    person p = {.measures = m, .measure_count = 5, .facts = &age, .fact_count = 1};
    (void)state;
    for (size_t i = 2; i < 5; i++) m[i].unit = STR("10*9/L");
    score_set set = run(&p, NULL, &a);
    const score *nlr = find(&set, "nlr"), *fib4 = find(&set, "fib4");
    assert_int_equal(nlr->status, SCORE_OUTSIDE);
    assert_true(str_eq(nlr->why, STR("parts_apart")));
    assert_true(str_eq(nlr->why_detail, STR("neutrophils;1;0;0")));
    assert_int_equal(fib4->status, SCORE_DONE);
    assert_false(row_remarked(fib4, STR("parts_apart")));
    m[2].when.day = 20000;
    m[4].when.day = 20031;
    set = run(&p, NULL, &a);
    assert_int_equal(find(&set, "nlr")->status, SCORE_DONE);
    assert_int_equal(find(&set, "fib4")->status, SCORE_DONE);
    assert_true(row_remarked(find(&set, "fib4"), STR("parts_apart")));
}

static const person_fact facts[] = {{.name = {"age_years", 9}, .number = 67, .is_number = true},
                                    {.name = {"sex", 3}, .text = {"female", 6}},
                                    {.name = {"race", 4}, .text = {"black", 5}}};

static const score *find(const score_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (str_eq(set->items[i].formula, str_of(id))) return &set->items[i];
    }
    return NULL;
}

static score_set run(const person *p, const finding_set *f, arena *a)
{
    score_set set;
    err e = {0};
    if (risk_run(engine, p, f, a, &set, &e) != OK) fail_msg("%s", e.text);
    return set;
}

static const score_input *input_of(const score *s, const char *name)
{
    for (size_t i = 0; s != NULL && i < s->input_count; i++) {
        if (str_eq(s->inputs[i].name, str_of(name))) return &s->inputs[i];
    }
    fail_msg("no input %s", name);
    return NULL;
}

static void nothing_is_shown_of_nobody(void **state)
{
    AUTO(arena_release) arena a = {0};
    person p = {0};
    (void)state;
    assert_int_equal(run(&p, NULL, &a).count, 0);
    assert_int_equal(run(NULL, NULL, &a).count, 0);
    p.facts = facts;
    p.fact_count = 3;
    score_set set = run(&p, NULL, &a); /* age and sex alone answer nothing here */
    assert_null(find(&set, "ckd_epi_2021"));
    assert_null(find(&set, "das28_esr"));
    assert_null(find(&set, "warfarin_iwpc_clinical"));
}

static void measures_answer(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_measure m[] = {{.name = STR("creatinine"),
                           .value = 1.0,
                           .unit = STR("mg/dL"),
                           .from = STR("line 4"),
                           .when = {20000, 0, DATE_DAY}}};
    person p = {.measures = m, .measure_count = 1, .facts = facts, .fact_count = 3};
    (void)state;
    score_set set = run(&p, NULL, &a);
    const score *s = find(&set, "ckd_epi_2021");
    assert_non_null(s);
    assert_int_equal(s->status, SCORE_DONE);
    const score_input *used = input_of(s, "creatinine");
    assert_true(str_eq(used->from, STR("line 4")) && used->when.day == 20000);
    assert_true(s->verified && s->source.n > 0);
    const score *cg = find(&set, "cockcroft_gault"); /* weight is not known */
    assert_non_null(cg);
    assert_int_equal(cg->status, SCORE_MISSING);
    assert_true(str_eq(cg->missing[0], STR("weight")));
    assert_null(find(&set, "mdrd")); /* only when asked for */
}

static void doubtful_measures_are_not_used(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_measure m[] = {
        {.name = STR("creatinine"), .value = 1.0, .unit = STR("mg/dL"), .doubt = STR("conflict")},
        {.name = STR("creatinine"), .value = 9.0, .unit = STR("mg/dL")}};
    person p = {.measures = m, .measure_count = 2, .facts = facts, .fact_count = 3};
    score s;
    err e = {0};
    (void)state;
    assert_int_equal(risk_score(engine, STR("ckd_epi_2021"), &p, NULL, NULL, 0, &a, &s, &e), OK);
    assert_int_equal(s.status, SCORE_MISSING);
    assert_true(str_eq(s.why, STR("doubtful")));
    assert_true(str_eq(s.why_detail, STR("creatinine;conflict")));
    risk_given typed = {STR("creatinine"), STR("1 mg/dL")}; /* what is typed goes first */
    assert_int_equal(risk_score(engine, STR("ckd_epi_2021"), &p, NULL, &typed, 1, &a, &s, &e), OK);
    assert_int_equal(s.status, SCORE_DONE);
}

static void genome_and_medicines_dose(void **state)
{
    AUTO(arena_release) arena a = {0};
    finding_candidate star = {.diplotype = STR("*1/*2")};
    finding_position site = {.rsid = STR("rs9923231"), .genotype = STR("C|T")};
    finding found[] = {
        {.gene = STR("CYP2C9"), .candidates = &star, .candidate_count = 1},
        {.gene = STR("VKORC1"), .positions = &site, .position_count = 1},
    };
    finding_set genome = {.items = found, .count = 2};
    person_measure m[] = {{.name = STR("height"), .value = 170, .unit = STR("cm")},
                          {.name = STR("weight"), .value = 80, .unit = STR("kg")}};
    person_medicine taken[] = {{.name = STR("Coumadin"), .drug = STR("warfarin")},
                               {.name = STR("Cordarone"), .drug = STR("amiodarone")}};
    person p = {.medicines = taken,
                .medicine_count = 2,
                .medicines_known = true,
                .measures = m,
                .measure_count = 2,
                .facts = facts,
                .fact_count = 3};
    (void)state;
    score_set set = run(&p, &genome, &a);
    const score *s = find(&set, "warfarin_iwpc_pharmacogenetic");
    assert_non_null(s);
    assert_int_equal(s->status, SCORE_DONE);
    assert_true(str_eq(input_of(s, "VKORC1")->text, STR("A/G")));
    assert_true(str_eq(input_of(s, "VKORC1")->from, STR("genome")));
    assert_true(str_eq(input_of(s, "amiodarone")->text, STR("yes")));
    assert_false(input_of(s, "phenytoin")->assumed); /* the list is complete: not taken */
    assert_true(str_eq(input_of(s, "phenytoin")->text, STR("no")));
    assert_true(row_remarked(s, STR("no_gain_in_group")));
    bool told = false;
    for (size_t i = 0; i < s->validation_count; i++) {
        const score_validation *v = &s->validations[i];
        assert_int_equal(v->own_group, str_eq(v->group, STR("black")));
        told = told || (v->own_group && str_eq(v->verdict, STR("no_gain")));
    }
    assert_true(told);
    assert_true(s->outputs[0].low < s->outputs[0].value);
    assert_true(s->outputs[0].high > s->outputs[0].value);
}

static void an_open_genotype_is_the_unknown_category(void **state)
{
    AUTO(arena_release) arena a = {0};
    finding_candidate two[] = {{.diplotype = STR("*1/*2")}, {.diplotype = STR("*1/*3")}};
    finding found[] = {{.gene = STR("CYP2C9"), .candidates = two, .candidate_count = 2}};
    finding_set genome = {.items = found, .count = 1};
    risk_given given[] = {{STR("height"), STR("170 cm")},
                          {STR("weight"), STR("80 kg")},
                          {STR("age"), STR("67")},
                          {STR("vkorc1"), STR("G/G")}};
    score s;
    err e = {0};
    (void)state;
    assert_int_equal(risk_score(engine, STR("warfarin_iwpc_pharmacogenetic"), NULL, &genome, given,
                                4, &a, &s, &e),
                     OK);
    assert_int_equal(s.status, SCORE_DONE);
    assert_true(input_of(&s, "CYP2C9")->assumed);
    assert_true(str_eq(input_of(&s, "CYP2C9")->text, STR("unknown")));
    assert_int_equal(
        risk_score(engine, STR("warfarin_gage_2008"), NULL, &genome, given, 4, &a, &s, &e), OK);
    assert_int_equal(s.status, SCORE_MISSING);
    assert_true(str_eq(s.why_detail, STR("CYP2C9;ambiguous")));
}

static void alleles_that_the_formula_does_not_tell_apart(void **state)
{
    AUTO(arena_release) arena a = {0};
    finding_candidate two[] = {{.diplotype = STR("*1/*8")}, {.diplotype = STR("*1/*11")}};
    finding_position sites[] = {{.rsid = STR("rs1799853"), .genotype = STR("C/C")},
                                {.rsid = STR("rs1057910"), .genotype = STR("A/C")}};
    finding found[] = {{.gene = STR("CYP2C9"),
                        .candidates = two,
                        .candidate_count = 2,
                        .positions = sites,
                        .position_count = 2}};
    finding_set genome = {.items = found, .count = 1};
    risk_given given[] = {
        {STR("height"), STR("170 cm")}, {STR("weight"), STR("80 kg")}, {STR("age"), STR("67")}};
    score s;
    err e = {0};
    str id = STR("warfarin_iwpc_pharmacogenetic");
    (void)state;
    assert_int_equal(risk_score(engine, id, NULL, &genome, given, 3, &a, &s, &e), OK);
    assert_int_equal(s.status, SCORE_OUTSIDE); /* neither has a term */
    assert_true(str_eq(s.why, STR("not_covered")));
    two[0].diplotype = STR("*1/*3"); /* one has: not settled; the two sites are */
    assert_int_equal(risk_score(engine, id, NULL, &genome, given, 3, &a, &s, &e), OK);
    assert_true(row_remarked(&s, STR("cyp2c9_by_two_sites")));
    found[0].candidates_cut = true;
    sites[0].why = STR("low-gq"); /* then nothing is */
    assert_int_equal(risk_score(engine, id, NULL, &genome, given, 3, &a, &s, &e), OK);
    assert_int_equal(s.status, SCORE_REFUSED);
    assert_true(str_eq(s.why, STR("genotypes_unknown")));
    for (size_t i = 0; i < s.validation_count; i++) {
        assert_false(s.validations[i].own_group); /* race is assumed, not known */
    }
}

static void unrecognised_medicines_leave_no_open(void **state)
{
    AUTO(arena_release) arena a = {0};
    person_medicine taken[] = {{.name = STR("warfarin"), .drug = STR("warfarin")},
                               {.name = STR("blue pill")}};
    person p = {.medicines = taken, .medicine_count = 2, .medicines_known = true};
    score s;
    err e = {0};
    (void)state;
    assert_int_equal(
        risk_score(engine, STR("warfarin_iwpc_clinical"), &p, NULL, NULL, 0, &a, &s, &e), OK);
    assert_true(input_of(&s, "amiodarone")->assumed);
    taken[1].status = STR("stopped");
    assert_int_equal(
        risk_score(engine, STR("warfarin_iwpc_clinical"), &p, NULL, NULL, 0, &a, &s, &e), OK);
    assert_false(input_of(&s, "amiodarone")->assumed);
}

/* Every blood-pressure medicine of kb/drugs.tsv counts: a list that lacks one says a sure "no". */
static void blood_pressure_medicines_count(void **state)
{
    static const char *const drugs[] = {
        "amlodipine",    "atenolol",   "bisoprolol", "captopril",    "carvedilol",
        "clonidine",     "diltiazem",  "enalapril",  "furosemide",   "hydralazine",
        "labetalol",     "lisinopril", "losartan",   "metoprolol",   "nebivolol",
        "propranolol",   "ramipril",   "verapamil",  "rosuvastatin", "hydrochlorothiazide",
        "spironolactone"};
    (void)state;
    for (size_t i = 0; i < sizeof drugs / sizeof drugs[0]; i++) {
        AUTO(arena_release) arena a = {0};
        person_medicine taken = {.name = str_of(drugs[i]), .drug = str_of(drugs[i])};
        person p = {.medicines = &taken, .medicine_count = 1, .medicines_known = true};
        score s;
        err e = {0};
        assert_int_equal(risk_score(engine, STR("prevent_10y"), &p, NULL, NULL, 0, &a, &s, &e), OK);
        bool statin = str_eq(taken.drug, STR("rosuvastatin"));
        if (!str_eq(input_of(&s, "bp_treatment")->text, statin ? STR("no") : STR("yes"))) {
            fail_msg("%s", drugs[i]);
        }
    }
}

/* ---- bad requests ---- */

static void ask_badly(const char *id, const char *given, status code, const char *says)
{
    AUTO(arena_release) arena a = {0};
    risk_given list[ROW_GIVEN_MAX];
    score s;
    err e = {0};
    size_t n = row_given(str_of(given), list);
    assert_int_equal(risk_score(engine, str_of(id), NULL, NULL, list, n, &a, &s, &e), code);
    if (strstr(e.text, says) == NULL) fail_msg("'%s' does not say '%s'", e.text, says);
}

static void bad_requests_say_why(void **state)
{
    (void)state;
    ask_badly("das28", "", E_NOTFOUND, "das28_esr, das28_esr_3, das28_crp, das28_crp_3");
    ask_badly("nonsense", "", E_NOTFOUND, "no formula 'nonsense'");
    ask_badly("das28_esr", "gh=4", E_ARGUMENT, "gh=4 may be meant in mm or in cm; say gh=\"4 mm\"");
    ask_badly("das44_esr", "gh=10", E_ARGUMENT, "may be meant in mm or in cm");
    ask_badly("acr_response", "pain_before=7.5", E_ARGUMENT, "may be meant in mm or in cm");
    ask_badly("das28_esr", "esr=40", E_ARGUMENT,
              "has no unit; write behind the number the unit in which it was measured: mm/h");
    ask_badly("das28_esr", "esr=40 mg/L", E_ARGUMENT, "does not measure the same as 'mm/h'");
    ask_badly("das28_esr", "esr=40 furlongs", E_ARGUMENT, "is no unit");
    ask_badly("das28_esr", "tjc28=many", E_ARGUMENT, "expected a number");
    ask_badly("das28_esr", "tjc28=1e999", E_ARGUMENT, "expected a number");
    ask_badly("das28_esr", "tjc28=", E_ARGUMENT, "expected a number");
    ask_badly("das28_esr", "colour=3", E_ARGUMENT, "'colour' is no input");
    ask_badly("das28_esr", "tjc28=3; TJC28=4", E_ARGUMENT, "given twice");
    ask_badly("ckd_epi_2021", "sex=other", E_ARGUMENT, "expected one of female, male");
    ask_badly("warfarin_iwpc_clinical", "amiodarone=perhaps", E_ARGUMENT, "expected yes or no");
}

/* Every allocation fails once: a failure is E_MEMORY, and the next time all is well. */
static void memory_may_run_out(void **state)
{
    enum { MOST = 20000 };
    risk_given given[] = {{STR("age"), STR("67")}, {STR("height"), STR("170 cm")}};
    (void)state;
    for (uint64_t n = 1; n < MOST; n++) {
        AUTO(arena_release) arena a = {0};
        risk_engine *g = NULL;
        score s;
        score_set set;
        err e = {0};
        base_alloc_fail_after(n);
        status got = risk_open(knowledge, &a, &g, &e);
        if (got == OK) {
            got = risk_score(g, STR("warfarin_iwpc_clinical"), NULL, NULL, given, 2, &a, &s, &e);
        }
        if (got == OK) got = risk_run(g, NULL, NULL, &a, &set, &e);
        base_alloc_fail_after(0);
        if (got == OK) return;
        if (got != E_MEMORY) fail_msg("allocation %u: %s", (unsigned)n, e.text);
    }
    fail_msg("never succeeded");
}

static void names_of_inputs(void **state)
{
    (void)state;
    assert_true(risk_asks(engine, STR("das28_esr"), STR("TJC28")));
    assert_false(risk_asks(engine, STR("das28_esr"), STR("crp")));
    assert_false(risk_asks(engine, STR("nonsense"), STR("crp")));
    size_t count;
    const risk_formula_name *names = risk_formulas(engine, &count);
    assert_true(count >= 30 && str_eq(names[0].id, STR("ckd_epi_2021")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(organ_rows),
        cmocka_unit_test(joint_rows),
        cmocka_unit_test(blood_rows),
        cmocka_unit_test(warfarin_rows),
        cmocka_unit_test(parts_of_several_days),
        cmocka_unit_test(nothing_is_shown_of_nobody),
        cmocka_unit_test(measures_answer),
        cmocka_unit_test(doubtful_measures_are_not_used),
        cmocka_unit_test(genome_and_medicines_dose),
        cmocka_unit_test(an_open_genotype_is_the_unknown_category),
        cmocka_unit_test(alleles_that_the_formula_does_not_tell_apart),
        cmocka_unit_test(unrecognised_medicines_leave_no_open),
        cmocka_unit_test(blood_pressure_medicines_count),
        cmocka_unit_test(bad_requests_say_why),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(names_of_inputs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
