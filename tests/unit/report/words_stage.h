/*
 * The texts of the knowledge inside the program, opened for a group of tests.
 */
#ifndef PRECIS_TESTS_WORDS_STAGE_H
#define PRECIS_TESTS_WORDS_STAGE_H

#include "kb/kb.h"
#include "kb/wording.h"

static kb *knowledge;
static kb_wording words;
static arena memory;

static inline int open_all(void **state)
{
    err e = {0};
    (void)state;
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    return kb_wording_open(knowledge, &memory, &words, &e) == OK ? 0 : -1;
}

static inline int close_all(void **state)
{
    (void)state;
    kb_close(knowledge);
    arena_release(&memory);
    return 0;
}

#endif
