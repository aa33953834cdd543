/*
 * The engine of advice over the knowledge inside the program, and advice on people written in one
 * line (advice_fixture.h), for tests that ask it.
 */
#ifndef PRECIS_TESTS_ADVICE_STAGE_H
#define PRECIS_TESTS_ADVICE_STAGE_H

#include "advice/advise_engine.h"
#include "advice_fixture.h"

typedef struct fixture {
    kb *knowledge;
    arena kept, work;
    advice_engine *engine;
} fixture;

static inline int setup(void **state)
{
    static fixture f;
    err e = {0};
    bool good = kb_open(NULL, &f.knowledge, &e) == OK &&
                advice_open(f.knowledge, &f.kept, &f.engine, &e) == OK;
    if (!good) print_error("%s\n", e.text);
    *state = &f;
    return good ? 0 : -1;
}

static inline int teardown(void **state)
{
    fixture *f = *state;
    arena_release(&f->kept);
    arena_release(&f->work);
    kb_close(f->knowledge);
    return 0;
}

static inline advice_set advise(fixture *f, str findings, str chart, str asked)
{
    err e = {0};
    advice_set out;
    finding_set set = fixture_findings(&f->work, findings);
    person p = fixture_person(&f->work, chart);
    if (advice_run(f->engine, &set, &p, &asked, asked.n > 0 ? 1 : 0, &f->work, &out, &e) != OK) {
        fail_msg("%s", e.text);
    }
    return out;
}

/** The drug of that name; the test fails when there is none. */
static inline const advice_drug *drug_of(const advice_set *s, str name)
{
    for (size_t i = 0; i < s->drug_count; i++) {
        if (str_eq(s->drugs[i].name, name)) return &s->drugs[i];
    }
    fail_msg("no drug %.*s", STR_ARG(name));
    return NULL;
}

/** A cell of a table of tests; empty for ".". */
static inline str cell(const tsv *t, size_t c)
{
    return str_eq(t->field[c], STR(".")) ? (str){NULL, 0} : t->field[c];
}

#endif
