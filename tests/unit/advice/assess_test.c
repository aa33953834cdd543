/*
 * Chart, formulas and genome together: what scores become as facts, which medicines count, and that
 * a recorded allergy goes before every guideline.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "advice/assess.h"
#include "advice_fixture.h"

typedef struct fixture {
    kb *knowledge;
    arena kept, work;
    advice_engine *rules;
    assess_engine *engine;
} fixture;

static int setup(void **state)
{
    static fixture f;
    err e = {0};
    bool good = kb_open(NULL, &f.knowledge, &e) == OK &&
                advice_open(f.knowledge, &f.kept, &f.rules, &e) == OK &&
                assess_open(f.knowledge, f.rules, &f.kept, &f.engine, &e) == OK;
    if (!good) print_error("%s\n", e.text);
    *state = &f;
    return good ? 0 : -1;
}

static int teardown(void **state)
{
    fixture *f = *state;
    arena_release(&f->kept);
    arena_release(&f->work);
    kb_close(f->knowledge);
    return 0;
}

static const person_fact *fact_of(const person *p, const char *name)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        if (str_eq(p->facts[i].name, str_of(name))) return &p->facts[i];
    }
    return NULL;
}

static person facts_of(fixture *f, const char *chart, const score *scores, size_t count)
{
    err e = {0};
    person out;
    person p = fixture_person(&f->work, str_of(chart));
    const score_set set = {scores, count};
    assert_int_equal(assess_facts(f->engine, &p, &set, &f->work, &out, &e), OK);
    return out;
}

static score kidney(double egfr, score_status how)
{
    static score_output output;
    output = (score_output){.name = STR("result"), .value = egfr, .low = NAN, .high = NAN};
    return (score){
        .formula = STR("ckd_epi_2021"), .status = how, .outputs = &output, .output_count = 1};
}

static void organ_results_become_facts(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    score low = kidney(41.5, SCORE_DONE);
    person p = facts_of(f, "age_years=70", &low, 1);
    const person_fact *egfr = fact_of(&p, "egfr"), *risk = fact_of(&p, "risk_factor");
    assert_non_null(egfr);
    assert_true(egfr->is_number && egfr->number > 41.4 && egfr->number < 41.6);
    assert_non_null(risk);
    assert_true(str_eq(risk->text, STR("reduced kidney function")));
    score good = kidney(60, SCORE_DONE);
    p = facts_of(f, "age_years=70", &good, 1);
    assert_non_null(fact_of(&p, "egfr"));
    assert_null(fact_of(&p, "risk_factor")); /* 60 is not below 60 */
}

static void what_is_not_worked_out_is_no_fact(void **state)
{
    fixture *f = *state;
    static const score_status none[] = {SCORE_MISSING, SCORE_OUTSIDE, SCORE_REFUSED};
    for (size_t i = 0; i < 3; i++) {
        arena_reset(&f->work);
        score s = kidney(20, none[i]);
        person p = facts_of(f, "age_years=70", &s, 1);
        assert_null(fact_of(&p, "egfr"));
        assert_null(fact_of(&p, "risk_factor"));
    }
    arena_reset(&f->work);
    score s = kidney(NAN, SCORE_DONE);
    person p = facts_of(f, "", &s, 1);
    assert_null(fact_of(&p, "egfr"));
}

static void what_the_chart_states_stays(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    score s = kidney(90, SCORE_DONE);
    person p = facts_of(f, "egfr=30", &s, 1);
    assert_int_equal(p.fact_count, 2); /* egfr as stated, and what follows from it */
    assert_true(fact_of(&p, "egfr")->number < 31);
    assert_non_null(fact_of(&p, "risk_factor"));
}

static const advice_drug *drug_of(const advice_set *s, const char *name)
{
    for (size_t i = 0; i < s->drug_count; i++) {
        if (str_eq(s->drugs[i].name, str_of(name))) return &s->drugs[i];
    }
    return NULL;
}

static assessment assess(fixture *f, const char *findings, const person *p)
{
    err e = {0};
    assessment out;
    arena_reset(&f->work);
    finding_set set = fixture_findings(&f->work, str_of(findings));
    if (assess_run(f->engine, &set, p, NULL, 0, &f->work, &out, &e) != OK) fail_msg("%s", e.text);
    return out;
}

static void allergy_goes_first(void **state)
{
    fixture *f = *state;
    static const person_medicine takes[] = {{.name = {"clopidogrel", 11}},
                                            {.name = {"codeine", 7}}};
    static const person_medicine allergic[] = {{.name = {"Plavix", 6}, .from = {"line 3", 6}},
                                               {.name = {"cat dander", 10}}};
    person p = {.medicines = takes,
                .medicine_count = 2,
                .allergies = allergic,
                .allergy_count = 2,
                .allergies_known = true};
    assessment x = assess(f, "CYP2C19=Normal Metabolizer; CYP2D6=2.0", &p);
    const advice_drug *d = &x.advice->drugs[0]; /* the most urgent of those taken */
    assert_true(str_eq(d->name, STR("clopidogrel")));
    assert_int_equal(d->light, ADVICE_STOP);
    assert_non_null(d->allergy);
    assert_true(str_eq(d->allergy->from, STR("line 3")));
    assert_non_null(d->headline); /* the guideline stays to be read */
    assert_int_equal(d->headline->light, ADVICE_USUAL);
    assert_null(drug_of(x.advice, "codeine")->allergy);
    assert_int_equal(x.advice->allergy_count, 2);
}

static void what_is_over_is_not_taken(void **state)
{
    fixture *f = *state;
    static const person_medicine takes[] = {{.name = {"paroxetine", 10}, .status = {"stopped", 7}},
                                            {.name = {"codeine", 7}, .status = {"active", 6}}};
    person p = {.medicines = takes, .medicine_count = 2, .medicines_known = true};
    assessment x = assess(f, "CYP2D6=2.0", &p);
    assert_int_equal(x.who->medicine_count, 1);
    assert_int_equal(x.advice->conversion_count, 0);
    assert_int_equal(drug_of(x.advice, "codeine")->relevance, ADVICE_TAKEN);
    assert_int_equal(drug_of(x.advice, "paroxetine")->relevance, ADVICE_OTHER);
}

/* A chart that lowers an enzyme by a medicine changes the advice on another one. */
static void medicines_change_enzymes(void **state)
{
    fixture *f = *state;
    static const person_medicine takes[] = {{.name = {"paroxetine", 10}}, {.name = {"codeine", 7}}};
    person p = {.medicines = takes, .medicine_count = 2, .medicines_known = true};
    assessment x = assess(f, "CYP2D6=2.0", &p);
    assert_true(x.advice->conversion_count > 0);
    assert_int_equal(drug_of(x.advice, "codeine")->light, ADVICE_STOP);
}

static void nobody_is_somebody_unknown(void **state)
{
    fixture *f = *state;
    assessment x = assess(f, "CYP2D6=2.0", NULL);
    assert_int_equal(x.scores->count, 0);
    assert_int_equal(x.who->fact_count, 0);
    assert_true(x.advice->drug_count > 100);
}

/* One X gene under one sex of the chart: whether the result was used. */
static bool is_used(fixture *f, const char *findings, const char *chart)
{
    err e = {0};
    assessment out;
    str asked = STR("rasburicase");
    arena_reset(&f->work);
    finding_set set = fixture_findings(&f->work, str_of(findings));
    person p = fixture_person(&f->work, str_of(chart));
    assert_int_equal(assess_run(f->engine, &set, &p, &asked, 1, &f->work, &out, &e), OK);
    bool clash = str_eq(out.advice->sex_clash, STR("G6PD"));
    const advice_drug *d = drug_of(out.advice, "rasburicase");
    assert_non_null(d);
    assert_int_equal(clash, d->headline == NULL); /* what is not used advises on nothing */
    return !clash;
}

static void x_results_must_fit_the_sex(void **state)
{
    fixture *f = *state;
    static const char two[] = "G6PD:B (reference)/A- 202A_376G=Variable";
    static const char same[] = "G6PD:A- 202A_376G/A- 202A_376G=Deficient";
    static const char one[] = "G6PD:A- 202A_376G=Deficient";
    assert_false(is_used(f, two, "sex=male"));
    assert_true(is_used(f, two, "sex=female"));
    assert_true(is_used(f, two, ""));
    assert_true(is_used(f, same, "sex=male")); /* written twice */
    assert_true(is_used(f, same, "sex=female"));
    assert_true(is_used(f, one, "sex=male"));
    assert_false(is_used(f, one, "sex=female"));
}

/* A recorded race answers the question for African ancestry once; other races leave it open. */
static void race_answers_for_ancestry(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *chart, *says;
    } rows[] = {{"race=black", "true"},
                {"race=white", "false"},
                {"race=asian", "false"},
                {"race=white; race=black", "true"},
                {"race=other", NULL},
                {"ancestry=African; race=white", "true"},
                {"", NULL},
                {"african_ancestry=false; race=black", "false"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t found = 0;
        arena_reset(&f->work);
        person p = facts_of(f, rows[i].chart, NULL, 0);
        for (size_t k = 0; k < p.fact_count; k++) {
            if (!str_eq(p.facts[k].name, STR("african_ancestry"))) continue;
            assert_non_null(rows[i].says);
            assert_true(str_eq(p.facts[k].text, str_of(rows[i].says)));
            found++;
        }
        assert_int_equal(found, rows[i].says == NULL ? 0 : 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(x_results_must_fit_the_sex),
        cmocka_unit_test(race_answers_for_ancestry),
        cmocka_unit_test(organ_results_become_facts),
        cmocka_unit_test(what_is_not_worked_out_is_no_fact),
        cmocka_unit_test(what_the_chart_states_stays),
        cmocka_unit_test(allergy_goes_first),
        cmocka_unit_test(what_is_over_is_not_taken),
        cmocka_unit_test(medicines_change_enzymes),
        cmocka_unit_test(nobody_is_somebody_unknown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
