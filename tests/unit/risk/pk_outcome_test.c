/*
 * Doses and exposures against the published patient and against long courses walked dose by dose.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "risk/pk_curve.h"

static arena memory;
static err e;

static const pk_dose doses[] = {{0, 2, 2000}, {24.2, 2, 1000}};
static const pk_level levels[] = {{13, 12}, {48, 9.5}};

/* The second published patient: Goti 2018, CrCL 65 mL/min, 70 kg. */
typedef struct patient {
    pk_model model;
    pk_epoch typical;
    pk_course course;
    pk_plan plan;
    pk_estimate fit;
    pk_person person;
} patient;

static void make_patient(patient *x)
{
    *x = (patient){.model = {.compartments = 2,
                             .error = PK_COMBINED1,
                             .error_a = 3.4,
                             .error_b = 0.227,
                             .eta_count = 3,
                             .eta_of = {PK_CL, PK_V1, PK_V2},
                             .omega = {{0.147}, {0, 0.510}, {0, 0, 0.282}}},
                   .typical = {-INFINITY, {4.5 * pow(65.0 / 120, 0.8), 58.4, 6.5, 38.4}}};
    x->course = (pk_course){&x->typical, 1, doses, 2, levels, 2};
    const double times[] = {13, 48};
    assert_int_equal(pk_model_finish(&x->model, &e), OK);
    assert_int_equal(pk_plan_make(&x->course, times, 2, &memory, &x->plan, &e), OK);
    assert_int_equal(pk_fit(&x->model, &x->plan, &x->fit, &e), OK);
    assert_true(x->fit.converged);
    x->person = (pk_person){&x->model,    &x->course,      &x->plan, &x->fit,
                            {48, 2, NAN}, {PK_AUC24, 400}, &memory};
}

/* Area and concentration at a time after these doses, with the fitted parameters. */
static pk_reading walked(const patient *x, const pk_dose *given, size_t count, double at)
{
    const pk_course c = {&x->typical, 1, given, count, NULL, 0};
    pk_plan plan;
    pk_reading r = {NAN, NAN};
    assert_int_equal(pk_plan_make(&c, &at, 1, &memory, &plan, &e), OK);
    pk_walk(&x->model, &plan, x->fit.eta, &r);
    return r;
}

/* Published: 1411 mg over 2 h at 48 h for an AUC of 400 over the next 24 h. */
static void published_dose(void **state)
{
    (void)state;
    patient x;
    pk_outcome out;
    make_patient(&x);
    assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
    assert_near(out.next_dose_mg.value, 1411, 1);
    pk_dose all[3] = {doses[0], doses[1], {48, 2, out.next_dose_mg.value}};
    assert_near(walked(&x, all, 3, 72).auc - walked(&x, all, 3, 48).auc, 400, 1e-6);
    assert_true(out.next_dose_mg.low < 1411 && out.next_dose_mg.high > 1411);
    assert_near(out.steady_dose_mg.value, 400 * out.parameter[PK_CL].value, 1e-6);
    assert_true(isnan(out.steady_peak.value));
}

static void other_targets_are_met(void **state)
{
    (void)state;
    patient x;
    pk_outcome out;
    make_patient(&x);
    x.person.next = (pk_next){50, 1.5, 12};
    for (int aim = 0; aim < PK_AIMS; aim++) {
        x.person.wanted = (pk_wanted){(pk_aim)aim, aim == PK_AUC24  ? 500
                                                   : aim == PK_PEAK ? 35
                                                                    : 15};
        assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
        double d = out.next_dose_mg.value;
        pk_dose all[4] = {doses[0], doses[1], {50, 1.5, d}, {62, 1.5, d}};
        double got = aim == PK_AUC24  ? walked(&x, all, 4, 74).auc - walked(&x, all, 4, 50).auc
                     : aim == PK_PEAK ? walked(&x, all, 3, 51.5).mg_per_l
                                      : walked(&x, all, 3, 62).mg_per_l;
        assert_near(got, x.person.wanted.value, 1e-6);
    }
}

static void steady_state_is_where_long_courses_go(void **state)
{
    (void)state;
    enum { MANY = 200 };
    patient x;
    pk_outcome out;
    make_patient(&x);
    x.person.next = (pk_next){50, 1.5, 12};
    for (int aim = 0; aim < PK_AIMS; aim++) {
        x.person.wanted = (pk_wanted){(pk_aim)aim, aim == PK_AUC24  ? 500
                                                   : aim == PK_PEAK ? 35
                                                                    : 15};
        assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
        pk_dose many[MANY];
        for (int i = 0; i < MANY; i++) many[i] = (pk_dose){12.0 * i, 1.5, out.steady_dose_mg.value};
        double end = 12.0 * MANY, peak = walked(&x, many, MANY, end - 10.5).mg_per_l;
        double trough = walked(&x, many, MANY, end).mg_per_l;
        double day = walked(&x, many, MANY, end).auc - walked(&x, many, MANY, end - 24).auc;
        assert_near(peak, out.steady_peak.value, 1e-6);
        assert_near(trough, out.steady_trough.value, 1e-6);
        double got = aim == PK_AUC24 ? day : aim == PK_PEAK ? peak : trough;
        assert_near(got, x.person.wanted.value, 1e-5);
    }
}

static void half_life_and_exposure(void **state)
{
    (void)state;
    patient x;
    pk_outcome out;
    make_patient(&x);
    assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
    double end = walked(&x, doses, 2, 200).mg_per_l;
    double later = walked(&x, doses, 2, 200 + out.half_life_h.value).mg_per_l;
    assert_near(later / end, 0.5, 1e-4);
    double now = walked(&x, doses, 2, 48.2).auc - walked(&x, doses, 2, 24.2).auc;
    assert_near(out.auc24_last.value, now, 1e-6);
}

/* 200,000 draws of this patient (another generator, prior as proposal) gave these percentiles. */
static void intervals_are_those_of_many_draws(void **state)
{
    (void)state;
    patient x;
    pk_outcome out;
    make_patient(&x);
    assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
    assert_near(out.parameter[PK_CL].low, 1.63, 0.06 * 1.63);
    assert_near(out.parameter[PK_CL].high, 4.68, 0.06 * 4.68);
    assert_near(out.parameter[PK_V1].low, 19.7, 0.06 * 19.7);
    assert_near(out.parameter[PK_V1].high, 177, 0.06 * 177);
    assert_near(out.parameter[PK_V2].high, 92.9, 0.06 * 92.9);
    assert_near(out.next_dose_mg.low, 635, 0.1 * 635);
    assert_near(out.next_dose_mg.high, 2820, 0.06 * 2820);
    assert_near(out.steady_dose_mg.low, 650, 0.06 * 650);
    assert_near(out.steady_dose_mg.high, 1870, 0.06 * 1870);
}

static void too_much_is_there_already(void **state)
{
    (void)state;
    patient x;
    pk_outcome out;
    make_patient(&x);
    x.person.wanted.value = 20;
    assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
    assert_true(out.next_dose_mg.value < 0 && isnan(out.next_dose_mg.low));
    x.person.wanted = (pk_wanted){PK_TROUGH, 15}; /* no interval stated */
    assert_int_equal(pk_outcome_make(&x.person, &out, &e), OK);
    assert_true(isnan(out.next_dose_mg.value) && isnan(out.steady_dose_mg.value));
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_dose),
        cmocka_unit_test(other_targets_are_met),
        cmocka_unit_test(steady_state_is_where_long_courses_go),
        cmocka_unit_test(half_life_and_exposure),
        cmocka_unit_test(intervals_are_those_of_many_draws),
        cmocka_unit_test(too_much_is_there_already),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
