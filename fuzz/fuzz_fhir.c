/*
 * Fuzz target: any bytes, also compressed, as a FHIR document. Whatever was read, the chart holds
 * only UTF-8 texts, its counts add up, and no dose is negative or endless; read again it is the
 * same; what is not read is explained.
 */
#include "fuzz_common.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/chart_fhir.h"
#include "chart/chart_store.h"

typedef struct world {
    kb *k;
    arena memory;
    kb_drug_list drugs;
    kb_chart_codes codes;
    chart *one, *other, *chosen;
} world;

static void must(bool good, const char *what)
{
    if (!good) fuzz_disagree(what);
}

static const world *the_world(void)
{
    static world w;
    err e;
    if (w.k != NULL) return &w;
    if (kb_open(NULL, &w.k, &e) != OK || kb_drugs_open(w.k, &w.memory, &w.drugs, &e) != OK ||
        kb_chart_codes_open(w.k, &w.memory, &w.codes, &e) != OK) {
        abort();
    }
    chart_setup setup = {.drugs = &w.drugs, .codes = &w.codes, .entries_max = 10000};
    must(date_parse(STR("2026-01-01"), &setup.as_of), "the day is a day");
    must(chart_new(&setup, &w.one, &e) == OK && chart_new(&setup, &w.other, &e) == OK, "a chart");
    setup.patient = "p1";
    must(chart_new(&setup, &w.chosen, &e) == OK, "a chart");
    return &w;
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

static void check_text(str text)
{
    must(str_is_utf8(text), "a text is UTF-8");
}

static void check_chart(const chart *c)
{
    size_t n;
    const chart_tally *t = chart_tallies(c, &n);
    for (size_t i = 0; i < n; i++) {
        check_text(t[i].type);
        must(t[i].seen == t[i].used + t[i].partly + t[i].ignored, "the counts add up");
    }
    const chart_unknown *u = chart_unknowns(c, &n);
    for (size_t i = 0; i < n; i++) {
        check_text(u[i].what);
        check_text(u[i].from);
        must(u[i].why.n > 0 && u[i].times > 0, "an unknown has a reason");
    }
    const chart_medicine *m = c->medicines.items;
    for (size_t i = 0; i < c->medicines.count; i++) {
        check_text(m[i].m.name);
        must(isnan(m[i].m.dose_mg_per_day) ||
                 (isfinite(m[i].m.dose_mg_per_day) && m[i].m.dose_mg_per_day > 0),
             "a dose is a dose");
        double most = m[i].m.most_mg_per_day;
        must(isnan(most) || (isfinite(most) && most > 0), "a maximum is a dose");
        must(isnan(most) || (m[i].m.as_needed && isnan(m[i].m.dose_mg_per_day)),
             "as needed is no dose by day");
        must(m[i].reason_first + m[i].reason_count <= c->reasons.count, "reasons are there");
    }
    const chart_reason_kept *reasons = c->reasons.items;
    for (size_t i = 0; i < c->reasons.count; i++) check_text(reasons[i].written);
    const person_vaccine *vaccines = c->vaccines.items;
    for (size_t i = 0; i < c->vaccines.count; i++) check_text(vaccines[i].name);
    must(!c->contact.ongoing || date_order(c->contact.since, c->setup.as_of) <= 0,
         "a contact of today has begun");
}

static void check_person(const chart *c)
{
    AUTO(arena_release) arena a = {0};
    person p;
    err e;
    must(chart_person(c, &a, &p, &e) == OK, "a chart makes a person");
    for (size_t i = 0; i < p.measure_count; i++) {
        must(isfinite(p.measures[i].value) || p.measures[i].doubt.n > 0, "a value is a number");
    }
    for (size_t i = 0; i < p.medicine_count; i++) {
        must(date_order(p.medicines[i].first, p.medicines[i].since) <= 0, "first is not later");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const world *w = the_world();
    str text = {(const char *)data, size};
    err e = {0}, again = {0};
    chart_reset(w->one);
    chart_reset(w->other);
    chart_reset(w->chosen);
    status first = read_text(text, w->one, &e);
    status second = read_text(text, w->other, &again);
    must(first == second && strcmp(e.text, again.text) == 0, "two readings are alike");
    must(first == OK || e.text[0] != '\0', "a failure is explained");
    if (first == OK) {
        check_chart(w->one);
        check_person(w->one);
        must(w->one->medicines.count == w->other->medicines.count, "as many medicines");
    }
    if (read_text(text, w->chosen, &e) == OK) check_chart(w->chosen);
    return 0;
}
