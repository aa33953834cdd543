/*
 * FHIR R4 into a chart: each row of tests/tables/chart_fhir.tsv is one input and everything the
 * chart then holds, or the error. The same result however the reader fails for memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/tsv.h"
#include "chart/chart_fhir.h"
#include "chart/chart_store.h"

typedef struct tables {
    kb *k;
    arena memory;
    kb_drug_list drugs;
    kb_chart_codes codes;
    chart_setup setup;
} tables;

static int open_tables(void **state)
{
    static tables t;
    err e;
    if (kb_open(NULL, &t.k, &e) != OK || kb_drugs_open(t.k, &t.memory, &t.drugs, &e) != OK ||
        kb_chart_codes_open(t.k, &t.memory, &t.codes, &e) != OK) {
        printf("%s\n", e.text);
        return 1;
    }
    t.setup = (chart_setup){.drugs = &t.drugs, .codes = &t.codes};
    *state = &t;
    return date_parse(STR("2026-01-01"), &t.setup.as_of) ? 0 : 1;
}

static int close_tables(void **state)
{
    tables *t = *state;
    arena_release(&t->memory);
    kb_close(t->k);
    return 0;
}

/* FHIR in memory. */
static status read_text(str text, chart *c, err *e)
{
    stream *in;
    status result = stream_open_text("f", text, NULL, &in, e);
    if (result != OK) return result;
    result = chart_fhir_read(in, c, e);
    stream_close(in);
    return result;
}

/* ---- everything a chart holds, as one line ---- */

static void put_date(buf *out, const char *sign, date d)
{
    char text[DATE_TEXT_MAX];
    if (d.precision != DATE_NONE) buf_printf(out, " %s%s", sign, date_text(d, text));
}

static void put_reasons(buf *out, const chart *c, const chart_medicine *m)
{
    const chart_reason_kept *all = c->reasons.items;
    for (size_t i = 0; i < m->reason_count; i++) {
        str indication = all[m->reason_first + i].indication;
        buf_printf(out, " for %.*s", STR_ARG(indication.n > 0 ? indication : STR("?")));
    }
}

static void put_medicines(buf *out, const chart *c)
{
    const chart_medicine *all = c->medicines.items;
    for (size_t i = 0; i < c->medicines.count; i++) {
        const chart_medicine *m = &all[i];
        buf_printf(out, "medicine %.*s %.*s", STR_ARG(m->m.drug.n > 0 ? m->m.drug : STR("?")),
                   STR_ARG(m->m.status));
        if (m->m.as_needed) buf_printf(out, " prn");
        if (isfinite(m->m.most_mg_per_day)) buf_printf(out, " %g mg/d", m->m.most_mg_per_day);
        if (isfinite(m->m.dose_mg_per_day)) buf_printf(out, " %g mg/d", m->m.dose_mg_per_day);
        if (m->m.not_daily) buf_put_text(out, " uneven");
        put_reasons(out, c, m);
        if (m->route.n > 0) buf_printf(out, " %.*s", STR_ARG(m->route));
        put_date(out, "from ", m->m.since);
        put_date(out, "until ", m->until);
        buf_put_text(out, "; ");
    }
}

static void put_values(buf *out, const chart *c)
{
    const chart_value *all = c->values.items;
    for (size_t i = 0; i < c->values.count; i++) {
        const person_measure *m = &all[i].m;
        buf_printf(out, "value %.*s '%.*s'", STR_ARG(m->name), STR_ARG(m->written));
        put_date(out, "", m->when);
        if (m->doubt.n > 0) buf_printf(out, " %.*s", STR_ARG(m->doubt));
        buf_put_text(out, "; ");
    }
}

static void put_said(buf *out, const chart *c)
{
    const chart_said *all = c->said.items;
    for (size_t i = 0; i < c->said.count; i++) {
        buf_printf(out, "%.*s %.*s=%.*s", STR_ARG(all[i].problem->kind),
                   STR_ARG(all[i].problem->fact), STR_ARG(all[i].problem->value));
        if (all[i].relation.n > 0) buf_printf(out, " %.*s", STR_ARG(all[i].relation));
        if (all[i].ended) buf_put_text(out, " ended");
        put_date(out, "", all[i].when);
        buf_put_text(out, "; ");
    }
    const person_medicine *bad = c->allergies.items;
    for (size_t i = 0; i < c->allergies.count; i++) {
        if (bad[i].drug_class.n > 0)
            buf_printf(out, "allergy class %.*s; ", STR_ARG(bad[i].drug_class));
        if (bad[i].drug_class.n > 0) continue;
        buf_printf(out, "allergy %.*s; ", STR_ARG(bad[i].drug.n > 0 ? bad[i].drug : STR("?")));
    }
}

static void put_visits(buf *out, const chart *c)
{
    const person_vaccine *all = c->vaccines.items;
    for (size_t i = 0; i < c->vaccines.count; i++) {
        str name = all[i].vaccine.n > 0 ? all[i].vaccine : STR("?");
        buf_printf(out, "vaccine %.*s", STR_ARG(name));
        put_date(out, "", all[i].when);
        buf_put_text(out, "; ");
    }
    if (c->contact.kind.n > 0) {
        buf_printf(out, "contact %.*s", STR_ARG(c->contact.kind));
        put_date(out, "from ", c->contact.since);
        put_date(out, "until ", c->contact.until);
        buf_put_text(out, c->contact.ongoing ? " now; " : "; ");
    }
    if (c->stay.kind.n > 0) {
        buf_put_text(out, "stay");
        put_date(out, "from ", c->stay.since);
        buf_put_text(out, "; ");
    }
}

static void put_rest(buf *out, const chart *c)
{
    size_t n;
    if (c->has_patient) {
        buf_printf(out, "patient %.*s %.*s", STR_ARG(c->id), STR_ARG(c->sex));
        put_date(out, "", c->birth);
        buf_put_text(out, c->deceased ? " dead; " : "; ");
    }
    const chart_unknown *u = chart_unknowns(c, &n);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "%.*s: %.*s", STR_ARG(u[i].why), STR_ARG(u[i].what));
        if (u[i].times > 1) buf_printf(out, " x%u", (unsigned)u[i].times);
        buf_put_text(out, "; ");
    }
    const chart_tally *t = chart_tallies(c, &n);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "%.*s %u/%u/%u; ", STR_ARG(t[i].type), (unsigned)t[i].used,
                   (unsigned)t[i].partly, (unsigned)t[i].ignored);
    }
}

/* What reading `text` gives. */
static void spell(chart *c, str text, buf *out)
{
    err e = {0};
    buf_reset(out);
    chart_reset(c);
    status got = read_text(text, c, &e);
    if (got != OK) {
        buf_printf(out, "error %d %s", (int)got, e.text);
    } else {
        put_medicines(out, c);
        put_values(out, c);
        put_said(out, c);
        put_visits(out, c);
        put_rest(out, c);
    }
    while (out->n > 0 && strchr("; ", out->p[out->n - 1]) != NULL) out->n--;
    buf_put_c(out, '\0');
    assert_int_equal(out->failed, OK);
}

/* ---- the table ---- */

static void rows_of_the_table(void **state)
{
    tables *t = *state;
    err e;
    chart *c;
    size_t rows = 0, wrong = 0;
    AUTO(buf_release) buf file, got;
    buf_init(&file, 1 << 22);
    buf_init(&got, 1 << 16);
    assert_int_equal(file_read("tests/tables/chart_fhir.tsv", &file, &e), OK);
    assert_int_equal(chart_new(&t->setup, &c, &e), OK);
    str rest = buf_str(&file), line, cell[4];
    assert_true(str_next(&rest, '\n', &line));
    while (str_next(&rest, '\n', &line)) {
        if (line.n == 0) continue;
        for (size_t i = 0; i < 4; i++) assert_true(str_next(&line, '\t', &cell[i]));
        spell(c, cell[1], &got);
        rows++;
        if (str_eq(str_of(got.p), cell[2])) continue;
        wrong++;
        printf("%.*s\n  expected %.*s\n  found    %s\n", (int)cell[0].n, cell[0].p, (int)cell[2].n,
               cell[2].p, got.p);
    }
    chart_free(c);
    assert_true(rows > 100);
    assert_int_equal(wrong, 0);
}

/* ---- many patients ---- */

static void one_of_many_patients(void **state)
{
    tables *t = *state;
    chart_setup setup = t->setup;
    chart *c;
    err e;
    AUTO(buf_release) buf text, got;
    buf_init(&text, 1 << 22);
    buf_init(&got, 1 << 16);
    for (int i = 0; i < 3000; i++) {
        buf_printf(&text,
                   "{\"resourceType\":\"Patient\",\"id\":\"p%d\"}\n"
                   "{\"resourceType\":\"MedicationRequest\",\"id\":\"m%d\",\"status\":\"active\","
                   "\"intent\":\"order\",\"subject\":{\"reference\":\"Patient/p%d\"},"
                   "\"medicationCodeableConcept\":{\"text\":\"warfarin\"}}\n",
                   i, i, i);
    }
    assert_int_equal(chart_new(&setup, &c, &e), OK);
    assert_int_equal(read_text(buf_str(&text), c, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "f: it holds 2 patients (p0, p1): choose one"));
    chart_free(c);
    setup.patient = "Patient/p2999";
    assert_int_equal(chart_new(&setup, &c, &e), OK);
    spell(c, buf_str(&text), &got);
    assert_string_equal(got.p, "medicine warfarin active; patient p2999 ; other_patient: "
                               "MedicationRequest x2999; Patient 1/0/2999; "
                               "MedicationRequest 1/0/2999");
    chart_free(c);
    setup.patient = "nobody";
    assert_int_equal(chart_new(&setup, &c, &e), OK);
    assert_int_equal(read_text(buf_str(&text), c, &e), E_NOTFOUND);
    chart_free(c);
}

/* The Patient is called otherwise by those before it: nothing may get lost without a word. */
static void a_chosen_patient_of_two_names(void **state)
{
    tables *t = *state;
    chart_setup setup = t->setup;
    static const char text[] =
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Condition\","
        "\"id\":\"c\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"urn:uuid:aa\"}}},"
        "{\"fullUrl\":\"urn:uuid:aa\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p1\"}}]}";
    static const struct {
        const char *chosen;
        status code;
    } rows[] = {{"p1", E_CONFLICT}, {"aa", OK}, {NULL, OK}};
    for (size_t i = 0; i < 3; i++) {
        chart *c;
        err e;
        setup.patient = rows[i].chosen;
        assert_int_equal(chart_new(&setup, &c, &e), OK);
        assert_int_equal(read_text(STR(text), c, &e), rows[i].code);
        chart_free(c);
    }
}

/* ---- failures ---- */

static void memory_may_run_out(void **state)
{
    tables *t = *state;
    static const char text[] =
        "{\"resourceType\":\"Bundle\",\"type\":\"history\",\"entry\":[{\"resource\":"
        "{\"resourceType\":\"MedicationRequest\",\"id\":\"m\",\"status\":\"active\",\"intent\":"
        "\"order\",\"medicationReference\":{\"reference\":\"Medication/z\"},\"reasonReference\":"
        "[{\"reference\":\"urn:uuid:cc\"}]}},{\"fullUrl\":\"urn:uuid:cc\",\"resource\":"
        "{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{\"text\":\"TIA\"}}},{\"resource\":"
        "{\"resourceType\":\"Immunization\",\"id\":\"i\",\"status\":\"completed\",\"vaccineCode\":"
        "{\"text\":\"BCG\"}}},{\"resource\":{\"resourceType\":\"AllergyIntolerance\",\"id\":\"a\","
        "\"code\":{\"text\":\"statins\"}}},{\"fullUrl\":"
        "\"urn:uuid:aa\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p1\"}},{\"resource\":"
        "{\"resourceType\":\"Medication\",\"id\":\"z\",\"code\":{\"text\":\"warfarin\"}}}]}";
    status result = E_MEMORY;
    for (uint64_t n = 1; n < 400 && result != OK; n++) {
        chart *c = NULL;
        err e = {0};
        base_alloc_fail_after(n);
        result = chart_new(&t->setup, &c, &e);
        if (result == OK) result = read_text(STR(text), c, &e);
        base_alloc_fail_after(0);
        if (result != OK) assert_int_equal(result, E_MEMORY);
        if (result == OK) {
            assert_int_equal(c->medicines.count, 1);
            assert_int_equal(c->reasons.count, 1);
            assert_int_equal(c->vaccines.count + c->allergies.count, 2);
        }
        chart_free(c);
    }
    assert_int_equal(result, OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_table),
        cmocka_unit_test(one_of_many_patients),
        cmocka_unit_test(a_chosen_patient_of_two_names),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
