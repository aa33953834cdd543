/*
 * The tables of population models: what is in them, and that each way of spoiling them is noticed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "../kb/kb_fixture.h"
#include "near.h"
#include "risk/pk_table.h"

static const char *const tables[] = {"pk_models.tsv", "pk_parameters.tsv", "pk_targets.tsv"};

static void vancomycin_is_as_published(void **state)
{
    kb *k;
    arena a = {0};
    pk_drugs drugs;
    err e;
    (void)state;
    assert_int_equal(kb_open(NULL, &k, &e), OK);
    assert_int_equal(pk_drugs_open(k, &a, &drugs, &e), OK);
    const pk_drug *d = pk_drug_find(&drugs, STR("VANCOMYCIN"));
    assert_non_null(d);
    assert_null(pk_drug_find(&drugs, STR("vancomycins")));
    assert_int_equal(d->model.compartments, 2);
    assert_int_equal(d->model.error, PK_COMBINED1);
    assert_int_equal(d->model.eta_count, 3);
    assert_int_equal(d->model.eta_of[2], PK_V2);
    assert_near(d->model.omega[2][2], 0.282, 0);
    assert_near(d->model.root[1][1], sqrt(0.510), 1e-12);
    assert_near(d->model.error_b, 0.227, 0);
    assert_int_equal(d->target_count, 2);
    assert_int_equal(d->targets[0].aim, PK_AUC24);
    assert_near(d->targets[0].high, 600, 0);
    assert_ptr_equal(pk_target_find(d, PK_TROUGH), &d->targets[1]);
    assert_null(pk_target_find(d, PK_PEAK));
    assert_near(d->day_high_mg, 6000, 0);
    assert_int_equal(d->fresh_count, 2);
    assert_true(str_eq(d->fresh[0], STR("creatinine")) && d->fresh_days == 7);
    arena_release(&a);
    kb_close(k);
}

static status open_spoilt(const char *name, const char *find, const char *with, err *e)
{
    fixture f;
    fixture_copy_kb(&f, "CYP2C19");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        buf text;
        fixture_read("kb", tables[i], &text);
        fixture_write(f.folder, tables[i], buf_str(&text));
        buf_release(&text);
    }
    fixture_replace(&f, name, find, with);
    kb *k = NULL;
    arena a = {0};
    pk_drugs drugs;
    status s = kb_open(f.folder, &k, e);
    if (s == OK) s = pk_drugs_open(k, &a, &drugs, e);
    arena_release(&a);
    kb_close(k);
    fixture_remove(&f);
    return s;
}

static void spoilt_tables_are_noticed(void **state)
{
    static const struct {
        const char *table, *find, *with;
        status wanted;
        const char *said;
    } rows[] = {
        {"pk_models.tsv", "combined1", "combined1", OK, ""},
        {"pk_models.tsv", "combined1", "linear", E_SYNTAX, "combined1 or combined2"},
        {"pk_models.tsv", "\t3000\t1000", "\t-1\t1000", E_RANGE, "dose_notice"},
        {"pk_models.tsv", "\t4500\t6000", "\t4500\t-6000", E_RANGE, "day_high"},
        {"pk_models.tsv", "creatinine_clearance\t7", "creatinine_clearance\t.", E_RANGE, "fresh"},
        {"pk_targets.tsv", "\t200\t800", "\t550\t800", E_RANGE, "least"},
        {"pk_targets.tsv", "\t200\t800", "\t200\t.", E_RANGE, "most"},
        {"pk_models.tsv", "vancomycin\t2", "vancomycin\t3", E_SYNTAX, "compartments"},
        {"pk_models.tsv", "3.4\t0.227", "0\t0", E_RANGE, "without error"},
        {"pk_models.tsv", "3.4\t0.227", "-1\t0.227", E_RANGE, "error_a"},
        {"pk_models.tsv", "3.4\t", ".\t", E_RANGE, "error_a"},
        {"pk_models.tsv", "dose_low", "dose_least", E_NOTFOUND, "dose_low"},
        {"pk_models.tsv", "vancomycin\t2", "vancomycin\t1", E_SYNTAX, "no parameter"},
        {"pk_parameters.tsv", "\tV2\t", "\tV1\t", E_CONFLICT, "twice"},
        {"pk_parameters.tsv", "\tV2\t", "\tKA\t", E_SYNTAX, "no parameter 'KA'"},
        {"pk_parameters.tsv", "0;0.510", "0.510", E_SYNTAX, "expected 2"},
        {"pk_parameters.tsv", "0;0.510", "0;much", E_SYNTAX, "is no number"},
        {"pk_parameters.tsv", "0;0.510", "0.9;0.510", E_RANGE, "not positive definite"},
        {"pk_parameters.tsv", "vancomycin_goti2018\tQ", "other\tQ", E_NOTFOUND, "not all"},
        {"pk_targets.tsv", "auc24", "area", E_SYNTAX, "aim"},
        {"pk_targets.tsv", "400\t600\t500", "400\t600\t700", E_RANGE, "low <= value <= high"},
        {"pk_targets.tsv", "400\t600\t500", "400\t.\t500", OK, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = {0};
        status s = open_spoilt(rows[i].table, rows[i].find, rows[i].with, &e);
        if (s != rows[i].wanted || strstr(e.text, rows[i].said) == NULL)
            fail_msg("row %zu: %d %s", i, (int)s, e.text);
    }
}

static void names_of_aims(void **state)
{
    pk_aim a;
    (void)state;
    for (int i = 0; i < PK_AIMS; i++) {
        assert_true(pk_aim_find(str_of(pk_aim_name((pk_aim)i)), &a));
        assert_int_equal(a, i);
    }
    assert_false(pk_aim_find(STR("auc"), &a));
    assert_string_equal(pk_aim_unit(PK_AUC24), "mg.h/L");
    assert_string_equal(pk_aim_unit(PK_PEAK), "mg/L");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vancomycin_is_as_published),
        cmocka_unit_test(spoilt_tables_are_noticed),
        cmocka_unit_test(names_of_aims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
