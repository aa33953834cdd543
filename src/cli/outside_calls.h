/*
 * Which outside calls belong to whom: a file without a `sample` column speaks about one person; one
 * whose first line begins with "sample" speaks about many. The lines themselves are read by
 * pgx/outside.h.
 */
#ifndef PRECIS_CLI_OUTSIDE_CALLS_H
#define PRECIS_CLI_OUTSIDE_CALLS_H

#include "pgx/outside.h"

typedef struct outside_person {
    str sample;              /**< empty in a file without a sample column */
    const finding *findings; /**< one per gene at most; equal ones have the same identity */
    size_t count;
} outside_person;

typedef struct outside_calls {
    bool by_sample;
    const outside_person *people;
    size_t people_count;
    map index;          /**< sample -> person, when by_sample */
    const str *remarks; /**< lines that could not be used, "file:line: …" */
    size_t remark_count;
} outside_calls;

/** Reads the file; memory from `a`, facts borrowed from the model. E_SYNTAX, E_NOTFOUND, E_IO,
 *  E_LIMIT. */
CHECKED status outside_calls_read(const char *path, const pgx_model *model, arena *a,
                                  outside_calls *out, err *e);
/** The outside findings of a sample, or none. For a file without a sample column: of everybody; the
 *  caller makes sure that there is one person only. */
const finding *outside_calls_of(const outside_calls *calls, str sample, size_t *count);

/** What was called elsewhere stands in place of what the file says: `set->items` become a copy in
 * `a`. Nothing changes without calls of that person, or when `calls` is NULL. E_MEMORY. */
CHECKED status outside_calls_replace(const outside_calls *calls, finding_set *set, arena *a,
                                     err *e);

#endif
