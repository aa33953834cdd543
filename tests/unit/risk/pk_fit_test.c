/*
 * The fit against the published patients, against the objective scanned on a grid, and where it
 * must say that it has no answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "risk/pk_fit.h"

static arena memory;
static err e;

/* Vancomycin, Goti 2018 (doi 10.1097/FTD.0000000000000490, table 2). */
static pk_model goti(void)
{
    pk_model m = {.compartments = 2,
                  .error = PK_COMBINED1,
                  .error_a = 3.4,
                  .error_b = 0.227,
                  .eta_count = 3,
                  .eta_of = {PK_CL, PK_V1, PK_V2},
                  .omega = {{0.147}, {0, 0.510}, {0, 0, 0.282}}};
    assert_int_equal(pk_model_finish(&m, &e), OK);
    return m;
}

static pk_epoch goti_typical(double crcl, double weight)
{
    return (pk_epoch){-INFINITY, {4.5 * pow(crcl / 120, 0.8), 58.4 * weight / 70, 6.5, 38.4}};
}

static pk_plan plan_of(const pk_course *c)
{
    double times[PK_LEVELS_MAX];
    pk_plan plan;
    for (size_t i = 0; i < c->level_count; i++) times[i] = c->levels[i].at_h;
    assert_int_equal(pk_plan_make(c, times, c->level_count, &memory, &plan, &e), OK);
    return plan;
}

/* The objective as it is published, by other means than the fit's: omega is inverted by Gauss. */
static double prior(const pk_model *m, const double *eta)
{
    double a[PK_PARAMETERS][PK_PARAMETERS], x[PK_PARAMETERS], sum = 0;
    uint32_t n = m->eta_count;
    for (uint32_t i = 0; i < n; i++) {
        x[i] = eta[i];
        for (uint32_t j = 0; j < n; j++) a[i][j] = i >= j ? m->omega[i][j] : m->omega[j][i];
    }
    for (uint32_t k = 0; k < n; k++) {
        for (uint32_t i = 0; i < n; i++) {
            double f = i == k ? 0 : a[i][k] / a[k][k];
            for (uint32_t j = 0; j < n; j++) a[i][j] -= f * a[k][j];
            x[i] -= f * x[k];
        }
    }
    for (uint32_t i = 0; i < n; i++) sum += eta[i] * x[i] / a[i][i];
    return sum;
}

static double objective(const pk_model *m, const pk_plan *plan, const double *eta)
{
    pk_reading f[PK_LEVELS_MAX];
    double sum = prior(m, eta), a = m->error_a, b = m->error_b;
    pk_walk(m, plan, eta, f);
    for (size_t i = 0; i < plan->read_count; i++) {
        double x = f[i].mg_per_l, y = plan->course->levels[i].mg_per_l;
        double g = m->error == PK_COMBINED1 ? a + b * x : hypot(a, b * x);
        sum += (y - x) * (y - x) / (g * g) + log(g * g);
    }
    return sum;
}

static const pk_dose doses_a[] = {{0, 1, 1900}, {22.2, 1, 1750}};
static const pk_level levels_a[] = {{12, 14.8}, {37.5, 22.5}};

static void published_patient(void **state)
{
    (void)state;
    pk_model m = goti();
    pk_epoch typical = goti_typical(34, 62);
    const pk_course c = {&typical, 1, doses_a, 2, levels_a, 2};
    pk_plan plan = plan_of(&c);
    pk_estimate fit;
    double p[PK_PARAMETERS];
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
    assert_true(fit.converged && !fit.two_minima);
    pk_parameters(&m, &typical, fit.eta, p);
    /* Monolix 1.72, 59.8, 41.6; recomputed 1.721, 59.78, 41.56 */
    assert_near(p[PK_CL], 1.721, 0.0005);
    assert_near(p[PK_V1], 59.78, 0.005);
    assert_near(p[PK_V2], 41.56, 0.005);
}

/* No point of a grid around the minimum lies lower, with correlations between all parameters. */
static void minimum_is_a_minimum(void **state)
{
    (void)state;
    pk_model m = goti();
    static const double omega[3][3] = {{0.15, 0.05, -0.03}, {0.05, 0.4, 0.1}, {-0.03, 0.1, 0.3}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) m.omega[i][j] = omega[i][j];
    }
    pk_epoch typical = goti_typical(34, 62);
    const pk_course c = {&typical, 1, doses_a, 2, levels_a, 2};
    pk_plan plan = plan_of(&c);
    pk_estimate fit;
    for (int error = PK_COMBINED1; error <= (int)PK_COMBINED2; error++) {
        m.error = (pk_error)error;
        assert_int_equal(pk_model_finish(&m, &e), OK);
        assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
        assert_true(fit.converged);
        assert_near(objective(&m, &plan, fit.eta), fit.objective, 1e-9);
        for (int k = 0; k < 41 * 41 * 41; k++) {
            double eta[PK_PARAMETERS] = {(k % 41 - 20) * 0.1, (k / 41 % 41 - 20) * 0.1,
                                         (k / 1681 - 20) * 0.1};
            assert_true(objective(&m, &plan, eta) >= fit.objective);
        }
    }
}

/* The covariance is twice the inverse of the curvature; here the curvature comes from elsewhere. */
static void covariance_fits_the_curvature(void **state)
{
    (void)state;
    pk_model m = goti();
    pk_epoch typical = goti_typical(34, 62);
    const pk_course c = {&typical, 1, doses_a, 2, levels_a, 2};
    pk_plan plan = plan_of(&c);
    pk_estimate fit;
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) { /* H C must be 2 I */
            double sum = 0, d = 1e-3;
            for (int k = 0; k < 3; k++) {
                double h = 0;
                for (int s = 0; s < 4; s++) {
                    double eta[PK_PARAMETERS] = {fit.eta[0], fit.eta[1], fit.eta[2]};
                    double a = s < 2 ? d : -d, b = s % 2 == 0 ? d : -d;
                    eta[i] += a;
                    eta[k] += b;
                    h += (s == 0 || s == 3 ? 1 : -1) * objective(&m, &plan, eta);
                }
                sum += h / (4 * d * d) * fit.covariance[k][j];
            }
            assert_near(sum, i == j ? 2 : 0, 2e-3);
        }
    }
}

static void without_levels_it_is_the_typical_person(void **state)
{
    (void)state;
    pk_model m = goti();
    pk_epoch typical = goti_typical(65, 70);
    const pk_course c = {&typical, 1, doses_a, 2, NULL, 0};
    pk_plan plan = plan_of(&c);
    pk_estimate fit;
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
    assert_true(fit.converged);
    for (int i = 0; i < 3; i++) {
        assert_near(fit.eta[i], 0, 1e-6);
        assert_near(fit.covariance[i][i], m.omega[i][i], 1e-4);
    }
}

static void what_cannot_be_fitted_is_said(void **state)
{
    (void)state;
    pk_model m = goti();
    pk_epoch typical = goti_typical(NAN, 62); /* nothing comes of it but NaN */
    const pk_course c = {&typical, 1, doses_a, 2, levels_a, 2};
    pk_plan plan = plan_of(&c);
    pk_estimate fit;
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
    assert_false(fit.converged);
    plan.read_count = PK_LEVELS_MAX + 1;
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), E_LIMIT);
}

/* One compartment, almost exact levels: the fit must find what made them. */
static void planted_parameters_return(void **state)
{
    (void)state;
    pk_model m = {.compartments = 1,
                  .error = PK_COMBINED2,
                  .error_a = 1e-4,
                  .error_b = 1e-4,
                  .eta_count = 2,
                  .eta_of = {PK_CL, PK_V1},
                  .omega = {{0.2}, {0.05, 0.1}}};
    assert_int_equal(pk_model_finish(&m, &e), OK);
    pk_epoch typical = {-INFINITY, {4, 18, 0, 0}};
    const pk_dose dose = {0, 0.5, 300};
    const double cl = 2.3, v = 21, k = cl / v;
    double peak = 600 / cl * (1 - exp(-k * 0.5));
    const pk_level levels[] = {{1, peak * exp(-k * 0.5)}, {8, peak * exp(-k * 7.5)}};
    const pk_course c = {&typical, 1, &dose, 1, levels, 2};
    pk_plan plan = plan_of(&c);
    pk_estimate fit;
    double p[PK_PARAMETERS];
    assert_int_equal(pk_fit(&m, &plan, &fit, &e), OK);
    pk_parameters(&m, &typical, fit.eta, p);
    assert_near(p[PK_CL], cl, 1e-3);
    assert_near(p[PK_V1], v, 1e-2);
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
        cmocka_unit_test(published_patient),
        cmocka_unit_test(minimum_is_a_minimum),
        cmocka_unit_test(covariance_fits_the_curvature),
        cmocka_unit_test(without_levels_it_is_the_typical_person),
        cmocka_unit_test(what_cannot_be_fitted_is_said),
        cmocka_unit_test(planted_parameters_return),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
