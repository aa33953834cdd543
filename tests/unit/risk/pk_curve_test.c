/*
 * The drawn course passes through what the model says at any time, with its band around it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "risk/pk_curve.h"

static void curve_is_the_course(void **state)
{
    (void)state;
    static const pk_dose doses[] = {{12, 1, 500}, {0, 1, 1000}};
    static const pk_level levels[] = {{11, 9}};
    arena memory = {0};
    err e;
    pk_model m = {.compartments = 1,
                  .error = PK_COMBINED1,
                  .error_a = 1,
                  .error_b = 0.1,
                  .eta_count = 2,
                  .eta_of = {PK_CL, PK_V1},
                  .omega = {{0.1}, {0.02, 0.05}}};
    pk_epoch typical = {-INFINITY, {4, 50, 0, 0}};
    const pk_course c = {&typical, 1, doses, 2, levels, 1};
    const double at = 11;
    pk_plan plan;
    pk_estimate fit;
    pk_curve curve;
    assert_int_equal(pk_model_finish(&m, &e), OK);
    assert_int_equal(pk_plan_make(&c, &at, 1, &memory, &plan, &e), OK);
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
    const pk_person p = {&m, &c, &plan, &fit, {24, 1, 12}, {PK_AUC24, 400}, &memory};
    assert_int_equal(pk_curve_make(&p, 700, &curve, &e), OK);
    assert_int_equal(curve.dose_count, 5);
    assert_int_equal(curve.given_count, 2);
    double par[PK_PARAMETERS];
    pk_parameters(&m, &typical, fit.eta, par);
    double k = par[PK_CL] / par[PK_V1];
    for (size_t i = 0; i < curve.count; i++) {
        double sum = 0;
        for (size_t d = 0; d < curve.dose_count; d++) { /* each dose by itself, added up */
            double t = curve.hours[i] - curve.doses[d].at_h;
            if (t <= 0) continue;
            sum += curve.doses[d].amount_mg / par[PK_CL] * (1 - exp(-k * fmin(t, 1))) *
                   exp(-k * fmax(t - 1, 0));
        }
        assert_near(curve.mg_per_l[i], sum, 1e-9);
        assert_true(curve.low[i] <= curve.mg_per_l[i] && curve.mg_per_l[i] <= curve.high[i]);
        assert_true(i == 0 || curve.hours[i] >= curve.hours[i - 1]);
    }
    for (size_t d = 0; d < curve.dose_count; d++) { /* the corners are sharp */
        bool start = false, end = false;
        for (size_t i = 0; i < curve.count; i++) {
            start = start || curve.hours[i] == curve.doses[d].at_h;
            end = end || curve.hours[i] == curve.doses[d].at_h + 1;
        }
        assert_true(start && end);
    }
    assert_near(curve.hours[curve.count - 1], 72, 1e-9);
    assert_int_equal(pk_curve_make(&p, NAN, &curve, &e), OK);
    assert_int_equal(curve.dose_count, 2);
    assert_near(curve.hours[curve.count - 1], 36, 1e-9);
    arena_release(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(curve_is_the_course)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
