/*
 * Edits: what a REF/ALT pair really changes. A pair is trimmed, same-length changes fall apart into
 * single bases, and insertions and deletions slide as far left as the known reference lets them, so
 * that two spellings of one change give equal edits. Knows sequences only: no files, no sites.
 * Everything here is pure and may be shared between threads (each with its own arena).
 */
#ifndef PRECIS_GENOME_NORMALISE_H
#define PRECIS_GENOME_NORMALISE_H

#include "base/text.h"

/** Known reference bases; outside them nothing is known and nothing slides. */
typedef struct genome_stretch {
    uint32_t start0;
    str bases;
} genome_stretch;

/** Reference [start0, end0) is replaced by `ins`. Insertions have start0 == end0. */
typedef struct genome_edit {
    uint32_t start0, end0;
    uint32_t slide; /**< how many bases to the right it could be written as well (pure indels) */
    str ins;
} genome_edit;

typedef struct genome_edits {
    genome_edit *items; /**< ascending by start0 */
    size_t count;
} genome_edits;

/** The base at `pos0`, or 0 where it is not known (outside, or not one of ACGT). */
char genome_stretch_base(const genome_stretch *reference, uint32_t pos0);
/** True when no base of `bases`, written at `pos0`, contradicts the reference (N fits all). */
bool genome_stretch_fits(const genome_stretch *reference, uint32_t pos0, str bases);

/** The edits that turn `ref` at `pos0` into `alt` (upper case). Lists and texts live in `a`.
 *  An unequal replacement that is neither pure insertion nor deletion stays one edit. */
CHECKED status genome_edits_find(const genome_stretch *reference, uint32_t pos0, str ref, str alt,
                                 arena *a, genome_edits *out, err *e);

static inline bool genome_edit_is_substitution(const genome_edit *x)
{
    return x->ins.n == 1 && x->end0 - x->start0 == 1;
}

bool genome_edit_eq(const genome_edit *x, const genome_edit *y);
/** True when both changes cannot be told apart from, or do not leave room for, one another: they
 *  touch the same bases somewhere in the range over which each may be written. */
bool genome_edit_meets(const genome_edit *x, const genome_edit *y);
/** ACGT only and not empty. */
bool genome_is_sequence(str bases);
/** Upper-case copy (the text itself when it already is); p is NULL when memory is out. */
str genome_upper(arena *a, str text);

#endif
