/*
 * The draws against distributions that are known: the prior without levels, and a posterior that is
 * all but normal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "risk/pk_draws.h"

static arena memory;
static err e;

typedef struct setup {
    pk_model model;
    pk_epoch typical;
    pk_course course;
    pk_plan plan;
    pk_estimate fit;
} setup;

static const pk_dose dose = {0, 1, 1000};

static void prepare(setup *x, const pk_level *levels, size_t count, double error)
{
    *x = (setup){.model = {.compartments = 1,
                           .error = PK_COMBINED2,
                           .error_a = error,
                           .error_b = error,
                           .eta_count = 2,
                           .eta_of = {PK_CL, PK_V1},
                           .omega = {{0.2}, {0.06, 0.1}}},
                 .typical = {-INFINITY, {4, 50, 0, 0}}};
    double times[PK_LEVELS_MAX];
    for (size_t i = 0; i < count; i++) times[i] = levels[i].at_h;
    x->model.omega[0][1] = 0.06;
    x->course = (pk_course){&x->typical, 1, &dose, 1, levels, count};
    assert_int_equal(pk_model_finish(&x->model, &e), OK);
    assert_int_equal(pk_plan_make(&x->course, times, count, &memory, &x->plan, &e), OK);
    assert_int_equal(pk_fit(&x->model, &x->plan, &x->fit, &e), OK);
    assert_true(x->fit.converged);
}

static void span_of_eta(const setup *x, const pk_draws *d, uint32_t i, double tolerance)
{
    double values[PK_DRAWS], low, high, sd = sqrt(x->fit.covariance[i][i]);
    for (int k = 0; k < PK_DRAWS; k++) values[k] = d->eta[k][i];
    pk_draws_span(d, values, &low, &high);
    assert_near((low - x->fit.eta[i]) / sd, -1.6448536, tolerance);
    assert_near((high - x->fit.eta[i]) / sd, 1.6448536, tolerance);
}

static void without_levels_they_are_the_population(void **state)
{
    (void)state;
    setup x;
    pk_draws d;
    prepare(&x, NULL, 0, 1);
    pk_draw(&x.model, &x.plan, &x.fit, &d);
    double sum = 0, products = 0;
    for (int k = 0; k < PK_DRAWS; k++) {
        sum += d.weight[k];
        products += d.weight[k] * d.eta[k][0] * d.eta[k][1];
    }
    assert_near(sum, 1, 1e-9);
    assert_near(products, 0.06, 0.006); /* the covariance of the two */
    assert_true(d.effective > PK_DRAWS * 0.7 && d.effective <= PK_DRAWS + 1e-6);
    span_of_eta(&x, &d, 0, 0.04);
    span_of_eta(&x, &d, 1, 0.04);
}

static void exact_levels_leave_a_normal_doubt(void **state)
{
    (void)state;
    static const pk_level levels[] = {{2, 17}, {10, 8.5}, {20, 4}};
    setup x;
    pk_draws d;
    prepare(&x, levels, 3, 0.01);
    pk_draw(&x.model, &x.plan, &x.fit, &d);
    span_of_eta(&x, &d, 0, 0.04);
    span_of_eta(&x, &d, 1, 0.04);
}

static void the_same_every_time(void **state)
{
    (void)state;
    setup x;
    static pk_draws a, b;
    prepare(&x, NULL, 0, 1);
    pk_draw(&x.model, &x.plan, &x.fit, &a);
    pk_draw(&x.model, &x.plan, &x.fit, &b);
    assert_memory_equal(a.eta[7], b.eta[7], 2 * sizeof a.eta[7][0]);
    assert_memory_equal(a.weight, b.weight, sizeof a.weight);
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
        cmocka_unit_test(without_levels_they_are_the_population),
        cmocka_unit_test(exact_levels_leave_a_normal_doubt),
        cmocka_unit_test(the_same_every_time),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
