/*
 * The closed forms against brute numerical integration (Runge-Kutta), which knows nothing of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "risk/pk_model.h"

static void near(double got, double wanted, double relative)
{
    if (!(fabs(got - wanted) <= relative * fabs(wanted)))
        fail_msg("%.12g is not %.12g", got, wanted);
}

/* ---- the judge ---- */

typedef struct amounts {
    double central, peripheral, auc;
} amounts;

static amounts slope(const double *p, uint32_t n, amounts x, double rate)
{
    double c = x.central / p[PK_V1], out = p[PK_CL] * c;
    double across = n == 2 ? p[PK_Q] * (c - x.peripheral / p[PK_V2]) : 0;
    return (amounts){rate - out - across, across, c};
}

static amounts along(amounts x, amounts d, double h)
{
    return (amounts){x.central + h * d.central, x.peripheral + h * d.peripheral, x.auc + h * d.auc};
}

static amounts runge_kutta(const double *p, uint32_t n, amounts x, double hours, double rate)
{
    const int steps = 20000;
    double h = hours / steps;
    for (int i = 0; i < steps; i++) {
        amounts a = slope(p, n, x, rate), b = slope(p, n, along(x, a, h / 2), rate);
        amounts c = slope(p, n, along(x, b, h / 2), rate), d = slope(p, n, along(x, c, h), rate);
        x = along(x, a, h / 6);
        x = along(x, b, h / 3);
        x = along(x, c, h / 3);
        x = along(x, d, h / 6);
    }
    return x;
}

/* ---- tests ---- */

static void movement_is_exact(void **state)
{
    (void)state;
    static const struct {
        uint32_t n;
        double p[PK_PARAMETERS], from[2], hours, rate;
    } rows[] = {
        {1, {4.5, 58.4, 0, 0}, {0, 0}, 1, 1900},
        {1, {0.3, 20, 0, 0}, {700, 0}, 30, 0},
        {2, {1.72, 59.8, 6.5, 41.6}, {0, 0}, 1, 1900},
        {2, {1.72, 59.8, 6.5, 41.6}, {900, 300}, 24, 0},
        {2, {5, 10, 0.01, 200}, {100, 5}, 12, 40},
        {2, {0.1, 5, 50, 90}, {10, 800}, 48, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pk_state from = {rows[i].from[0], rows[i].from[1]};
        pk_rates rates = pk_rates_of(rows[i].n, rows[i].p);
        pk_state got = pk_move(&rates, from, rows[i].hours, rows[i].rate);
        amounts judge =
            runge_kutta(rows[i].p, rows[i].n, (amounts){from.central, from.peripheral, 0},
                        rows[i].hours, rows[i].rate);
        near(got.central, judge.central, 1e-8);
        if (rows[i].n == 2) near(got.peripheral, judge.peripheral, 1e-8);
    }
}

/* Two overlapping infusions and a covariate that changes on the way, read at six times. */
static void a_course_is_walked(void **state)
{
    (void)state;
    pk_model m = {.compartments = 2, .error_a = 1};
    pk_epoch epochs[2] = {{-INFINITY, {2.99, 62.1, 6.5, 40.9}}, {20, {6, 70, 6.5, 38}}};
    const pk_dose doses[] = {{24, 2, 1000}, {0, 2, 2000}, {25, 3, 300}};
    const pk_course c = {epochs, 2, doses, 3, NULL, 0};
    const double times[] = {0, 1, 13, 24, 25.5, 48};
    arena memory = {0};
    err e;
    pk_plan plan;
    pk_reading got[6];
    assert_int_equal(pk_plan_make(&c, times, 6, &memory, &plan, &e), OK);
    pk_walk(&m, &plan, NULL, got);
    static const struct {
        double hours, rate;
        int epoch, read;
    } pieces[] = {{0, 0, 0, 0},      {1, 1000, 0, 1}, {1, 1000, 0, -1}, {11, 0, 0, 2},
                  {7, 0, 0, -1},     {4, 0, 1, 3},    {1, 500, 1, -1},  {0.5, 600, 1, 4},
                  {0.5, 600, 1, -1}, {2, 100, 1, -1}, {20, 0, 1, 5}};
    amounts x = {0, 0, 0};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const double *p = epochs[pieces[i].epoch].typical;
        x = runge_kutta(p, 2, x, pieces[i].hours, pieces[i].rate);
        if (pieces[i].read < 0) continue;
        near(got[pieces[i].read].mg_per_l + 1, x.central / p[PK_V1] + 1, 1e-8);
        near(got[pieces[i].read].auc + 1, x.auc + 1, 1e-8);
    }
    arena_release(&memory);
}

static void root_of_omega(void **state)
{
    (void)state;
    err e;
    pk_model m = {.eta_count = 3,
                  .omega = {{0.10, 0.01, 0.02}, {0.01, 0.05, -0.01}, {0.02, -0.01, 0.08}}};
    assert_int_equal(pk_model_finish(&m, &e), OK);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) sum += m.root[i][k] * m.root[j][k];
            near(sum, m.omega[i][j], 1e-12);
        }
    }
    m.omega[0][1] = m.omega[1][0] = 0.2;
    assert_int_equal(pk_model_finish(&m, &e), E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(movement_is_exact),
        cmocka_unit_test(a_course_is_walked),
        cmocka_unit_test(root_of_omega),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
