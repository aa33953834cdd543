/*
 * For tests of charts: the built-in tables, a chart as of 2026-11-23, short ways to add entries and
 * to ask what became of them.
 */
#ifndef PRECIS_TESTS_CHART_FIXTURE_H
#define PRECIS_TESTS_CHART_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/tsv.h"
#include "chart/chart_read.h"

typedef struct chart_world {
    kb *knowledge;
    arena memory, person_memory;
    kb_drug_list drugs;
    kb_chart_codes codes;
    chart_setup setup;
    chart *c;
    person p;
} chart_world;

static chart_world world;

static inline int world_open(void **state)
{
    (void)state;
    err e = {0};
    if (kb_open(NULL, &world.knowledge, &e) != OK) return -1;
    if (kb_drugs_open(world.knowledge, &world.memory, &world.drugs, &e) != OK) return -1;
    if (kb_chart_codes_open(world.knowledge, &world.memory, &world.codes, &e) != OK) return -1;
    world.setup = (chart_setup){.drugs = &world.drugs, .codes = &world.codes};
    (void)date_parse(STR("2026-11-23"), &world.setup.as_of);
    return chart_new(&world.setup, &world.c, &e) == OK ? 0 : -1;
}

static inline int world_close(void **state)
{
    (void)state;
    chart_free(world.c);
    arena_release(&world.person_memory);
    arena_release(&world.memory);
    kb_close(world.knowledge);
    return 0;
}

/* An empty chart for each test. */
static inline int world_reset(void **state)
{
    (void)state;
    chart_reset(world.c);
    arena_reset(&world.person_memory);
    return 0;
}

static inline const person *world_person(void)
{
    err e = {0};
    assert_int_equal(chart_person(world.c, &world.person_memory, &world.p, &e), OK);
    return &world.p;
}

static inline void must(status s, const err *e)
{
    if (s != OK) fail_msg("%s", e->text);
}

static inline chart_concept in_words(const char *text)
{
    return (chart_concept){.text = str_of(text)};
}

static inline chart_concept in_code(const char *system, const char *code, const char *display)
{
    return (chart_concept){.coding = {{str_of(system), str_of(code), str_of(display)}}, .count = 1};
}

static inline void add_value_text(const char *name, const char *number, const char *unit,
                                  const char *when)
{
    err e = {0};
    chart_value_entry v = {.what = in_words(name),
                           .number = str_of(number),
                           .unit = str_of(unit),
                           .when = str_of(when)};
    must(chart_add_value(world.c, STR("Observation/1"), &v, &e), &e);
}

static inline void add_medicine_text(const char *text, const char *status_code, const char *when,
                                     const char *until)
{
    err e = {0};
    chart_medicine_entry m = {.what = in_words(text),
                              .status = str_of(status_code),
                              .when = str_of(when),
                              .until = str_of(until),
                              .dose = NAN,
                              .per_day = NAN};
    must(chart_add_medicine(world.c, STR("MedicationRequest/1"), &m, &e), &e);
}

static inline void add_condition_text(const char *text, const char *clinical, const char *when)
{
    err e = {0};
    chart_problem_entry p = {
        .what = in_words(text), .clinical = str_of(clinical), .when = str_of(when)};
    must(chart_add_condition(world.c, STR("Condition/1"), &p, &e), &e);
}

/* How often an entry was not understood for this reason; 0 when never. */
static inline uint64_t unknown_times(const char *what, const char *why)
{
    size_t n;
    const chart_unknown *all = chart_unknowns(world.c, &n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].what, str_of(what)) && str_eq(all[i].why, str_of(why))) {
            return all[i].times;
        }
    }
    return 0;
}

static inline bool has_fact_text(const person *p, const char *name, const char *text)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (str_eq(f->name, str_of(name)) && !f->is_number && str_eq(f->text, str_of(text))) {
            return true;
        }
    }
    return false;
}

static inline double fact_number(const person *p, const char *name, const char *drug)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (str_eq(f->name, str_of(name)) && f->is_number && str_eq(f->drug, str_of(drug))) {
            return f->number;
        }
    }
    return NAN;
}

/* The first, that is the current, measure of a name, or NULL. */
static inline const person_measure *measure_of(const person *p, const char *name)
{
    for (size_t i = 0; i < p->measure_count; i++) {
        if (str_eq(p->measures[i].name, str_of(name))) return &p->measures[i];
    }
    return NULL;
}

static inline bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-4 * (fabs(b) + 1e-9);
}

static inline str table_cell(const tsv *t, size_t i)
{
    return str_eq(t->field[i], STR(".")) ? STR("") : t->field[i];
}

/* Calls `row` for each row of a table of tests/tables; gives how many there were. */
static inline size_t each_row(const char *path, void (*row)(const tsv *t))
{
    err e;
    tsv t;
    bool more;
    size_t rows = 0;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 20);
    must(file_read(path, &text, &e), &e);
    must(tsv_open(&t, path, buf_str(&text), &e), &e);
    for (;; rows++) {
        must(tsv_next(&t, &more, &e), &e);
        if (!more) return rows;
        row(&t);
    }
}

#endif
