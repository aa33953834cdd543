/*
 * The engine of formulas over the knowledge inside the program, opened for a group of tests.
 */
#ifndef PRECIS_TESTS_RISK_STAGE_H
#define PRECIS_TESTS_RISK_STAGE_H

#include "risk/risk_engine.h"

static kb *knowledge;
static arena memory;
static risk_engine *engine;

static inline int setup(void **state)
{
    err e = {0};
    (void)state;
    if (kb_open(NULL, &knowledge, &e) == OK && risk_open(knowledge, &memory, &engine, &e) == OK) {
        return 0;
    }
    print_error("%s\n", e.text);
    return -1;
}

static inline int teardown(void **state)
{
    (void)state;
    arena_release(&memory);
    kb_close(knowledge);
    return 0;
}

#endif
