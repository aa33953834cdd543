/*
 * Reading typed views off a table: several columns at once, `;` lists, optional numbers. Shared by
 * the views of this folder; knows nothing of what the cells mean.
 */
#ifndef PRECIS_KB_CELLS_H
#define PRECIS_KB_CELLS_H

#include "kb/kb.h"

/** The table and the places of `count` columns. E_NOTFOUND names what is missing. */
CHECKED status kb_columns(const kb *k, const char *table, const char *const *names, size_t count,
                          const kb_table **t, uint32_t *at, err *e);
/** The parts of a `;` list, trimmed, empty ones left out. */
CHECKED status kb_parts(arena *a, str cell, const str **parts, size_t *count, err *e);
/** A number, or NaN for an empty cell; E_SYNTAX names table, row and column. */
CHECKED status kb_number(const kb_table *t, uint32_t row, uint32_t column, double *value, err *e);

#endif
