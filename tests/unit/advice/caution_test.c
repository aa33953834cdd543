/*
 * Cautions of labels on rows of tests/tables/advice_cautions.tsv (each caution "action reason with
 * dose", "-" for no reason), and sources of opposite meaning on rows of advice_opposite.tsv.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "advice_stage.h"

static void put_caution(buf *out, const advice_caution *x)
{
    buf_printf(out, "%.*s ", STR_ARG(x->action));
    buf_put_str(out, x->reason.n > 0 ? x->reason : STR("-"));
    for (size_t i = 0; i < x->with_count; i++) {
        buf_printf(out, "%s%.*s", i > 0 ? "," : " ", STR_ARG(x->with[i]));
    }
    if (!isnan(x->dose_min)) buf_printf(out, " %g..%g", x->dose_min, x->dose_max);
    if (!isnan(x->max_dose)) buf_printf(out, " %g %.*s", x->max_dose, STR_ARG(x->max_unit));
}

enum { CHART, DRUG, CAUTIONS, LIGHT, CAUTION_SOURCE, CAUTION_COLUMNS };

/* The light of a drug of which nothing is known but cautions is theirs. */
static bool row_holds(fixture *f, const tsv *t)
{
    AUTO(buf_release) buf got;
    buf_init(&got, 1 << 12);
    arena_reset(&f->work);
    advice_set s = advise(f, (str){NULL, 0}, cell(t, CHART), cell(t, DRUG));
    const advice_drug *d = drug_of(&s, cell(t, DRUG));
    for (size_t i = 0; i < d->caution_count; i++) {
        if (i > 0) buf_put_text(&got, "; ");
        put_caution(&got, &d->cautions[i]);
    }
    str light = str_of(advice_light_name(d->light));
    bool lit = str_eq(light, t->field[LIGHT]) ||
               (d->caution_count == 0 && str_eq(t->field[LIGHT], STR("unknown")));
    if (str_eq(buf_str(&got), cell(t, CAUTIONS)) && lit) return true;
    print_error("line %zu: '%.*s' %.*s\n", t->line, (int)got.n, got.p, STR_ARG(light));
    return false;
}

static void cautions_hold(void **state)
{
    fixture *f = *state;
    tsv t;
    err e;
    bool more = true;
    size_t rows = 0, wrong = 0;
    str text = fixture_table(&f->kept, "tests/tables/advice_cautions.tsv", NULL);
    assert_int_equal(tsv_open(&t, "advice_cautions.tsv", text, &e), OK);
    assert_int_equal(t.columns, CAUTION_COLUMNS);
    for (;;) {
        if (tsv_next(&t, &more, &e) != OK) fail_msg("%s", e.text);
        if (!more) break;
        wrong += !row_holds(f, &t);
        rows++;
    }
    assert_int_equal(wrong, 0);
    assert_true(rows >= 40);
}

enum { FINDINGS, OPP_CHART, OPP_DRUG, OPPOSITE, OPP_SOURCE, OPP_COLUMNS };

static void opposite_sources_are_named(void **state)
{
    fixture *f = *state;
    tsv t;
    err e;
    bool more = true;
    size_t wrong = 0;
    str text = fixture_table(&f->kept, "tests/tables/advice_opposite.tsv", NULL);
    assert_int_equal(tsv_open(&t, "advice_opposite.tsv", text, &e), OK);
    assert_int_equal(t.columns, OPP_COLUMNS);
    for (;;) {
        AUTO(buf_release) buf got;
        buf_init(&got, 1 << 12);
        if (tsv_next(&t, &more, &e) != OK) fail_msg("%s", e.text);
        if (!more) break;
        arena_reset(&f->work);
        advice_set s = advise(f, cell(&t, FINDINGS), cell(&t, OPP_CHART), cell(&t, OPP_DRUG));
        const advice *x = drug_of(&s, cell(&t, OPP_DRUG))->opposite;
        if (x != NULL) buf_printf(&got, "%.*s %.*s", STR_ARG(x->source), STR_ARG(x->action));
        if (str_eq(buf_str(&got), cell(&t, OPPOSITE))) continue;
        print_error("line %zu: '%.*s'\n", t.line, (int)got.n, got.p);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* Cautions of drugs that nobody takes are there for where they stand as alternatives. */
static void alternatives_have_theirs(void **state)
{
    fixture *f = *state;
    size_t found = 0;
    arena_reset(&f->work);
    advice_set s = advise(f, STR("CYP2C19=Poor Metabolizer"),
                          STR("takes=clopidogrel; condition=stroke"), (str){NULL, 0});
    for (size_t i = 0; i < s.caution_count; i++) {
        found += str_eq(s.cautions[i].drug, STR("prasugrel"));
        if (i > 0) assert_true(str_cmp(s.cautions[i - 1].drug, s.cautions[i].drug) <= 0);
    }
    assert_int_equal(found, 1);
}

/* A label that lowers what genes raise: said, because either alone would mislead. */
static void opposite_directions_are_marked(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *findings, *chart;
        bool against;
    } rows[] = {
        {"CYP3A5=Intermediate Metabolizer", "takes=tacrolimus; takes=voriconazole", true},
        {"CYP3A5=Intermediate Metabolizer", "takes=tacrolimus", false},
        {"CYP3A5=Poor Metabolizer", "takes=tacrolimus; takes=voriconazole", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        arena_reset(&f->work);
        advice_set s = advise(f, str_of(rows[i].findings), str_of(rows[i].chart), (str){NULL, 0});
        assert_int_equal(drug_of(&s, STR("tacrolimus"))->against, rows[i].against);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cautions_hold),
        cmocka_unit_test(opposite_sources_are_named),
        cmocka_unit_test(alternatives_have_theirs),
        cmocka_unit_test(opposite_directions_are_marked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
