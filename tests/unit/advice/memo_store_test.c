/*
 * The memory of advice: what is kept from one person for the next is what would have been worked
 * out anew; the same findings give the same entry, others another; a full memory changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "advice/advice_memo.h"
#include "advice_stage.h"

/* ---- advice as text ---- */

static void tell_case(const advice_case *k, buf *out)
{
    for (size_t i = 0; i < k->fact_count; i++) {
        const advice_fact *x = &k->facts[i];
        buf_printf(out, " %.*s=%.*s%s*%zu of %s", STR_ARG(x->gene), STR_ARG(x->value),
                   x->functional ? "!" : "", x->candidate_count,
                   x->finding == NULL ? "-" : finding_status_name(x->finding->status));
    }
    buf_put_c(out, ';');
}

static void tell_drug(const advice_drug *d, buf *out)
{
    buf_printf(out, "%.*s %s %s %.*s %d%d%d %.*s\n", STR_ARG(d->name),
               advice_relevance_name(d->relevance), advice_light_name(d->light), STR_ARG(d->why),
               d->sources_differ, d->candidates_differ, d->population_open, STR_ARG(d->written));
    for (size_t i = 0; i < d->row_count; i++) {
        const advice *row = &d->rows[i];
        buf_printf(out, " %.*s %s %.*s", STR_ARG(row->rule_id),
                   advice_certainty_name(row->certainty), STR_ARG(row->action));
        for (size_t k = 0; k < row->case_count; k++) tell_case(&row->cases[k], out);
        buf_put_text(out, row == d->headline ? " headline\n" : "\n");
    }
    for (size_t i = 0; i < d->open_count; i++) {
        buf_printf(out, " open %.*s %s %.*s\n", STR_ARG(d->open[i].gene),
                   advice_gap_name(d->open[i].gap), STR_ARG(d->open[i].worst_rule));
    }
}

static str tell(arena *a, const advice_set *s)
{
    AUTO(buf_release) buf out;
    buf_init(&out, 64 << 20);
    for (size_t i = 0; i < s->drug_count; i++) tell_drug(&s->drugs[i], &out);
    for (size_t i = 0; i < s->conversion_count; i++) {
        const advice_conversion *v = &s->conversions[i];
        buf_printf(&out, "%.*s %.*s %d %zu\n", STR_ARG(v->gene), STR_ARG(v->drug), v->computed,
                   v->functional == NULL ? 0 : v->functional->candidate_count);
    }
    assert_int_equal(out.failed, OK);
    str text = str_copy(a, buf_str(&out));
    assert_non_null(text.p);
    return text;
}

/* ---- people ---- */

/* Who has the same text here has the same finding, and no two genes share a number. */
static const char *const people[] = {
    "CYP2C19=Poor Metabolizer; CYP2D6=2.0|0.5; SLCO1B1=Poor Function",
    "CYP2C19=Normal Metabolizer; CYP2D6=2.0|0.5; SLCO1B1=Poor Function",
    "CYP2C19=Poor Metabolizer; CYP2D6=0.0; SLCO1B1=Normal Function",
    "CYP2C19=Normal Metabolizer; CYP2D6=0.0",
    "CYP2C19=Poor Metabolizer; CYP2D6=2.0|0.5; SLCO1B1=Poor Function",
    "CYP2C19=Poor Metabolizer|Normal Metabolizer|partial; CYP2D6=none; SLCO1B1=Normal Function"};
enum { PEOPLE = sizeof people / sizeof people[0], GENES_KNOWN = 64 };

typedef struct numbers {
    str said[GENES_KNOWN];
    uint32_t count;
} numbers;

/* Gives each finding of the text the number of what is said of it. The findings are in `a`, what
 * they point at in `contents`. */
static finding_set numbered(arena *contents, arena *a, numbers *n, const char *text)
{
    finding_set set = fixture_findings(contents, str_of(text));
    finding *items = ARENA_ARRAY(a, finding, set.count + 1);
    str part, rest = str_of(text);
    for (size_t i = 0; i < set.count; i++) {
        items[i] = set.items[i];
        assert_true(str_next(&rest, ';', &part));
        part = str_trim(part);
        uint32_t k = 0;
        while (k < n->count && !str_eq(n->said[k], part)) k++;
        if (k == n->count) n->said[n->count++] = part;
        items[i].identity = k + 1;
    }
    set.items = items;
    return set;
}

static void compare_all(fixture *f, const char *chart, const str *asked, size_t bytes)
{
    err e = {0};
    numbers n = {.count = 0};
    advice_memo *m = NULL;
    person p = fixture_person(&f->work, str_of(chart));
    assert_int_equal(advice_memo_open(f->engine, &p, asked, 1, bytes, &m, &e), OK);
    for (size_t i = 0; i < 2 * (size_t)PEOPLE; i++) {
        arena one = {0}; /* goes with the person: what is kept must not rest on it */
        advice_set kept, anew;
        finding_set set = numbered(&f->work, &one, &n, people[i % PEOPLE]);
        assert_int_equal(advice_run_kept(m, &set, &one, &kept, &e), OK);
        assert_int_equal(advice_run(f->engine, &set, &p, asked, 1, &one, &anew, &e), OK);
        str a = tell(&one, &kept), b = tell(&one, &anew);
        if (!str_eq(a, b)) fail_msg("person %zu\n%s\n----\n%s", i, a.p, b.p);
        arena_release(&one);
    }
    advice_memo_free(m);
}

static void kept_is_as_worked_out_anew(void **state)
{
    const str asked[] = {STR("simvastatin")};
    compare_all(*state, "", asked, (size_t)1 << 30);
    compare_all(*state, "takes=paroxetine; takes=omeprazole; takes_all", asked, (size_t)1 << 30);
}

static void a_full_memory_changes_nothing(void **state)
{
    const str asked[] = {STR("codeine")};
    compare_all(*state, "takes=paroxetine", asked, 0);
    compare_all(*state, "takes=paroxetine", asked, 400 << 10); /* full in the middle */
}

static void the_same_findings_give_the_same_entry(void **state)
{
    fixture *f = *state;
    err e = {0};
    numbers n = {.count = 0};
    advice_memo *m = NULL;
    advice_set made[PEOPLE];
    assert_int_equal(advice_memo_open(f->engine, NULL, NULL, 0, (size_t)1 << 30, &m, &e), OK);
    for (size_t i = 0; i < PEOPLE; i++) {
        finding_set set = numbered(&f->work, &f->work, &n, people[i]);
        assert_int_equal(advice_run_kept(m, &set, &f->work, &made[i], &e), OK);
    }
    str clopidogrel = STR("clopidogrel"); /* CYP2C19 only */
    uint32_t first = drug_of(&made[0], clopidogrel)->identity;
    assert_int_not_equal(first, 0);
    assert_int_equal(drug_of(&made[2], clopidogrel)->identity, first);
    assert_int_equal(drug_of(&made[4], clopidogrel)->identity, first);
    assert_int_not_equal(drug_of(&made[1], clopidogrel)->identity, first);
    str amitriptyline = STR("amitriptyline"); /* CYP2C19 and CYP2D6 */
    uint32_t two = drug_of(&made[0], amitriptyline)->identity;
    assert_int_equal(drug_of(&made[4], amitriptyline)->identity, two);
    for (size_t i = 1; i < 4; i++) {
        assert_int_not_equal(drug_of(&made[i], amitriptyline)->identity, two);
    }
    advice_memo_free(m);
}

/* Each allocation fails once; what the memory holds then must still be right. */
static void after_a_failure_the_memory_is_right(void **state)
{
    fixture *f = *state;
    numbers n = {.count = 0};
    status s = E_MEMORY;
    size_t failures = 0;
    for (uint64_t nth = 1; s != OK; nth++) {
        arena one = {0};
        advice_memo *m = NULL;
        advice_set kept, anew;
        err e = {0};
        assert_int_equal(advice_memo_open(f->engine, NULL, NULL, 0, (size_t)1 << 30, &m, &e), OK);
        finding_set set = numbered(&f->work, &one, &n, people[5]);
        base_alloc_fail_after(nth);
        s = advice_run_kept(m, &set, &one, &kept, &e);
        base_alloc_fail_after(0);
        assert_true(s == OK || s == E_MEMORY);
        failures += s != OK;
        assert_int_equal(advice_run_kept(m, &set, &one, &kept, &e), OK);
        assert_int_equal(advice_run(f->engine, &set, NULL, NULL, 0, &one, &anew, &e), OK);
        assert_true(str_eq(tell(&one, &kept), tell(&one, &anew)));
        arena_release(&one);
        advice_memo_free(m);
    }
    assert_true(failures > 5);
}

static void a_finding_of_one_person_is_not_kept(void **state)
{
    fixture *f = *state;
    err e = {0};
    advice_memo *m = NULL;
    advice_set made;
    assert_int_equal(advice_memo_open(f->engine, NULL, NULL, 0, (size_t)1 << 30, &m, &e), OK);
    finding_set set = fixture_findings(&f->work, str_of(people[0])); /* identity 0 */
    assert_int_equal(advice_run_kept(m, &set, &f->work, &made, &e), OK);
    assert_int_equal(drug_of(&made, STR("clopidogrel"))->identity, 0);
    advice_memo_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_is_as_worked_out_anew),
        cmocka_unit_test(a_full_memory_changes_nothing),
        cmocka_unit_test(the_same_findings_give_the_same_entry),
        cmocka_unit_test(after_a_failure_the_memory_is_right),
        cmocka_unit_test(a_finding_of_one_person_is_not_kept),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
