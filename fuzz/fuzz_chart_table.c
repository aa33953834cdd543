/*
 * Fuzz target: any bytes as a table of a chart. What is kept holds UTF-8, figures that are finite
 * or say why not, and counts that add up; read again it is the same.
 */
#include "fuzz_common.h"

#include <math.h>
#include <stdlib.h>

#include "chart/chart_read.h"

typedef struct world {
    kb *k;
    arena memory;
    kb_drug_list drugs;
    kb_chart_codes codes;
    chart *c;
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
    must(date_parse(STR("2026-11-23"), &setup.as_of), "the day is a day");
    must(chart_new(&setup, &w.c, &e) == OK, "a chart is made");
    return &w;
}

static void check_person(const person *p)
{
    for (size_t i = 0; i < p->medicine_count; i++) {
        double dose = p->medicines[i].dose_mg_per_day;
        must(isnan(dose) || (isfinite(dose) && dose > 0), "a dose is positive");
        must(str_is_utf8(p->medicines[i].name), "a name is UTF-8");
    }
    for (size_t i = 0; i < p->measure_count; i++) {
        const person_measure *m = &p->measures[i];
        must(m->doubt.n > 0 || isfinite(m->value), "a usable value is finite");
        must(str_is_utf8(m->written), "a text is UTF-8");
        if (i > 0) must(str_cmp(p->measures[i - 1].name, m->name) <= 0, "values are in order");
    }
    for (size_t i = 0; i < p->fact_count; i++) {
        must(p->facts[i].is_number ? isfinite(p->facts[i].number) : p->facts[i].text.n > 0,
             "a fact says something");
    }
}

static uint64_t check_chart(const chart *c)
{
    size_t tallies, unknowns;
    uint64_t sum = 0;
    const chart_tally *t = chart_tallies(c, &tallies);
    const chart_unknown *u = chart_unknowns(c, &unknowns);
    for (size_t i = 0; i < tallies; i++) {
        must(t[i].seen == t[i].used + t[i].partly + t[i].ignored, "counts add up");
        sum = sum * 31 + t[i].used;
    }
    for (size_t i = 0; i < unknowns; i++) {
        must(u[i].times > 0 && u[i].why.n > 0 && str_is_utf8(u[i].what), "an unknown says why");
    }
    return sum * 31 + unknowns;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const world *w = the_world();
    str text = {(const char *)data, size};
    uint64_t sums[2] = {0, 0};
    status results[2];
    for (size_t round = 0; round < 2; round++) {
        AUTO(arena_release) arena a = {0};
        err e = {0};
        person p;
        chart_reset(w->c);
        results[round] = chart_read_table("fuzz", text, w->c, &e);
        if (results[round] != OK) {
            must(e.text[0] != '\0', "a failure is explained");
            continue;
        }
        must(chart_person(w->c, &a, &p, &e) == OK, "a chart is a person");
        check_person(&p);
        sums[round] = check_chart(w->c);
    }
    must(results[0] == results[1] && sums[0] == sums[1], "read again it is the same");
    return 0;
}
