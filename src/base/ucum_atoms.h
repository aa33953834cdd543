/*
 * The unit atoms and prefixes of UCUM that charts and laboratories use, and the ways of writing
 * that are no UCUM. Private to ucum.c and ucum_informal.c; knows names and sizes, no grammar.
 */
#ifndef PRECIS_BASE_UCUM_ATOMS_H
#define PRECIS_BASE_UCUM_ATOMS_H

#include "base/ucum.h"

/** One atom: `power` in the order of ucum_unit. */
typedef struct ucum_atom {
    const char *code;
    bool metric; /**< takes prefixes */
    double factor, offset;
    int8_t power[UCUM_DIMENSIONS];
} ucum_atom;

/** The atom of a code, or NULL. */
const ucum_atom *ucum_atom_find(str code);
/** The prefix at the head of `code` after which an atom is left; the next longer one on each call,
 *  starting with *n = 0. False when there is none. */
bool ucum_prefix(str code, size_t *n, double *factor);
/** Rewrites informal text as UCUM; false when it is too long. */
bool ucum_formal(str text, char out[2 * UCUM_TEXT_MAX], size_t *n);

#endif
