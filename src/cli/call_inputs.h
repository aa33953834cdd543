/*
 * Several files in one command: whose samples are in which file, found from the headers before
 * anything is read, so that one person is not answered twice and an asked-for sample may be in any
 * of the files.
 */
#ifndef PRECIS_CLI_CALL_INPUTS_H
#define PRECIS_CLI_CALL_INPUTS_H

#include "cli/options.h"

typedef struct call_input {
    const char *path;
    const char *const *samples; /**< asked-for samples in this file; NULL with count 0 = all */
    size_t sample_count;
    bool skip; /**< has none of the asked-for samples */
} call_input;

/** Looks at the headers of `count` files. One that cannot be looked at (standard input, array
 *  text, not a variant file) is left to be read later. E_CONFLICT: a sample in two files.
 *  E_NOTFOUND: an asked-for sample in none of them. `inputs` has `count` elements; memory is
 *  from `a`. */
CHECKED status call_inputs_scan(const char *const *paths, size_t count,
                                const genotypes_options *read, arena *a, call_input *inputs,
                                err *e);

#endif
