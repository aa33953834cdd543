/*
 * The engine on whole people: rows of tests/tables/advice_expected.tsv. Column `rows` names rows
 * that must be there ("CPIC avoid Strong general holds"), `absent` ones that must not ("CPIC
 * avoid"), both as `;` lists of words that one row has at its beginning.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "advice_stage.h"

static str row_text(arena *a, const advice *x)
{
    return str_of(arena_printf(a, "%.*s %.*s %.*s %.*s %s", STR_ARG(x->source), STR_ARG(x->action),
                               STR_ARG(x->strength), STR_ARG(x->population),
                               advice_certainty_name(x->certainty)));
}

static bool has_row(arena *a, const advice_drug *d, str wanted)
{
    for (size_t i = 0; i < d->row_count; i++) {
        if (str_starts(row_text(a, &d->rows[i]), wanted)) return true;
    }
    return false;
}

static void print_rows(arena *a, const advice_drug *d)
{
    for (size_t i = 0; i < d->row_count; i++) {
        str text = row_text(a, &d->rows[i]);
        print_error("    %.*s  %.*s\n", STR_ARG(text), STR_ARG(d->rows[i].rule_id));
    }
}

static str gaps(arena *a, const advice_drug *d)
{
    str text = STR("");
    for (size_t i = 0; i < d->open_count; i++) {
        text = str_of(arena_printf(a, "%.*s%s%.*s", STR_ARG(text), i > 0 ? ";" : "",
                                   STR_ARG(d->open[i].gene)));
    }
    return text;
}

enum { FINDINGS, CHART, DRUG, ACTION, LIGHT, WHY, OPEN, ROWS, ABSENT, SOURCE, COLUMNS };

static bool row_holds(fixture *f, const tsv *t)
{
    advice_set s = advise(f, cell(t, FINDINGS), cell(t, CHART), t->field[DRUG]);
    const advice_drug *d = drug_of(&s, t->field[DRUG]);
    assert_non_null(d);
    arena *a = &f->work;
    str action = d->headline == NULL ? (str){NULL, 0} : d->headline->action, part;
    bool good = str_eq(action, cell(t, ACTION)) && str_eq(d->why, t->field[WHY]) &&
                str_eq(str_of(advice_light_name(d->light)), t->field[LIGHT]) &&
                str_eq(gaps(a, d), cell(t, OPEN));
    str rows = cell(t, ROWS), absent = cell(t, ABSENT);
    while (rows.n > 0 && str_next(&rows, ';', &part)) good = has_row(a, d, str_trim(part)) && good;
    while (absent.n > 0 && str_next(&absent, ';', &part)) {
        good = !has_row(a, d, str_trim(part)) && good;
    }
    if (good) return true;
    str open = gaps(a, d);
    print_error("line %zu: %.*s: %.*s %s %.*s open %.*s\n", t->line, STR_ARG(d->name),
                STR_ARG(action), advice_light_name(d->light), STR_ARG(d->why), STR_ARG(open));
    print_rows(a, d);
    return false;
}

static void table_rows_hold(void **state)
{
    fixture *f = *state;
    tsv t;
    err e;
    bool more = true;
    size_t rows = 0, wrong = 0;
    str text = fixture_table(&f->kept, "tests/tables/advice_expected.tsv", NULL);
    assert_int_equal(tsv_open(&t, "advice_expected.tsv", text, &e), OK);
    assert_int_equal(t.columns, COLUMNS);
    for (;;) {
        if (tsv_next(&t, &more, &e) != OK) fail_msg("%s", e.text);
        if (!more) break;
        arena_reset(&f->work);
        wrong += !row_holds(f, &t);
        rows++;
    }
    assert_int_equal(wrong, 0);
    assert_true(rows >= 30);
}

/* Whatever is known, no drug may be "usual" because of a gene of which nothing is known. */
static void nothing_tested_means_nothing_said(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    advice_set s = advise(f, STR(""), STR("age_years=40"), STR(""));
    assert_true(s.drug_count > 100);
    for (size_t i = 0; i < s.drug_count; i++) {
        const advice_drug *d = &s.drugs[i];
        for (size_t k = 0; k < d->row_count; k++) {
            bool by_status =
                strstr(arena_copy(&f->work, d->rows[k].condition.p, d->rows[k].condition.n),
                       "no result") != NULL;
            if (!by_status) fail_msg("%.*s", STR_ARG(d->rows[k].rule_id));
        }
        assert_true(d->open_count > 0 || d->row_count > 0);
    }
}

static void taken_then_asked_then_the_rest(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    advice_set s = advise(f, STR("CYP2C19=Poor Metabolizer; CYP2D6=0.0"),
                          STR("takes=Clopilet; takes=paracetamol; takes=nosuchthing; takes_all"),
                          STR("CODEINE"));
    assert_true(str_eq(s.drugs[0].name, STR("clopidogrel")));
    assert_int_equal(s.drugs[0].relevance, ADVICE_TAKEN);
    assert_true(str_eq(s.drugs[0].written, STR("Clopilet")));
    const advice_drug *codeine = drug_of(&s, STR("codeine"));
    assert_int_equal(codeine->relevance, ADVICE_ASKED);
    size_t i = 0;
    while (s.drugs[i].relevance != ADVICE_OTHER) i++;
    assert_ptr_equal(codeine, &s.drugs[i - 1]);
    for (; i + 1 < s.drug_count; i++) {
        assert_int_equal(s.drugs[i].relevance, ADVICE_OTHER);
        assert_true(s.drugs[i].light >= s.drugs[i + 1].light);
    }
    assert_int_equal(s.stranger_count, 1);
    assert_true(str_eq(s.strangers[0].written, STR("nosuchthing")));
    assert_true(s.strangers[0].taken);
    assert_true(s.medicines_known);
}

static void conversion_is_shown_beside_the_gene(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    advice_set s = advise(f, STR("CYP2D6=2.0"), STR("takes=fluoxetine; takes=duloxetine"), STR(""));
    size_t computed = 0, used = 0, flagged = 0;
    for (size_t i = 0; i < s.conversion_count; i++) {
        const advice_conversion *c = &s.conversions[i];
        computed += c->computed;
        flagged += !c->computed;
        if (c->functional == NULL) continue;
        used++;
        assert_true(str_eq(c->drug, STR("fluoxetine")));
        assert_true(str_eq(c->genetic->candidates[0].lookup_key, STR("2.0")));
        assert_true(str_eq(c->functional->candidates[0].lookup_key, STR("0.0")));
    }
    assert_int_equal(computed, 2);
    assert_int_equal(used, 1);
    assert_true(flagged >= 1); /* fluoxetine on CYP2C19 */
    const advice_drug *d = drug_of(&s, STR("codeine"));
    assert_true(d->headline->cases[0].facts[0].functional);
    assert_true(str_eq(d->headline->cases[0].facts[0].value, STR("0.0")));
    assert_false(s.medicines_known);
}

static void cases_name_the_candidates(void **state)
{
    fixture *f = *state;
    arena_reset(&f->work);
    advice_set s = advise(f,
                          STR("CYP2C19:*1/*2=Intermediate Metabolizer|:*2/*2=Poor Metabolizer|"
                              ":*2/*3=Poor Metabolizer"),
                          STR(""), STR(""));
    const advice_drug *d = drug_of(&s, STR("clopidogrel"));
    assert_true(d->candidates_differ);
    bool seen = false;
    for (size_t i = 0; i < d->row_count; i++) {
        const advice *x = &d->rows[i];
        if (!str_eq(x->rule_id, STR("CPIC-clopidogrel-6"))) continue;
        seen = true;
        assert_int_equal(x->certainty, ADVICE_POSSIBLE);
        assert_int_equal(x->case_count, 1);
        assert_int_equal(x->cases[0].facts[0].candidate_count, 2);
        assert_int_equal(x->cases[0].facts[0].candidates[0], 1);
        assert_true(str_eq(x->cases[0].facts[0].value, STR("Poor Metabolizer")));
    }
    assert_true(seen);
    /* answers that lead to the same action do not differ */
    s = advise(f, STR("CYP2C19:*1/*1=Normal Metabolizer|:*1/*17=Rapid Metabolizer"),
               STR("procedure=PCI"), STR(""));
    d = drug_of(&s, STR("clopidogrel"));
    assert_true(d->headline->certainty == ADVICE_POSSIBLE);
    assert_false(d->candidates_differ);
}

static void out_of_memory_is_told(void **state)
{
    fixture *f = *state;
    err e = {0};
    for (size_t limit = 1024; limit < 600 * 1024; limit += 40 * 1024) {
        arena small, other = {0};
        arena_init(&small, limit);
        advice_set out;
        finding_set set = fixture_findings(&other, STR("CYP2C19=Poor Metabolizer; CYP2D6=0.0|2.0"));
        person p = fixture_person(&other, STR("takes=paroxetine"));
        status got = advice_run(f->engine, &set, &p, NULL, 0, &small, &out, &e);
        assert_true(got == OK || got == E_MEMORY);
        if (limit == 1024) assert_int_equal(got, E_MEMORY);
        arena_release(&small);
        arena_release(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_rows_hold),
        cmocka_unit_test(nothing_tested_means_nothing_said),
        cmocka_unit_test(taken_then_asked_then_the_rest),
        cmocka_unit_test(conversion_is_shown_beside_the_gene),
        cmocka_unit_test(cases_name_the_candidates),
        cmocka_unit_test(out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
