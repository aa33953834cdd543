/*
 * Text in aligned columns: rows are collected, then printed with every column as wide as its widest
 * cell (counted in code points, which is right for Latin text and signs such as ≥). The last column
 * is never padded. Knows widths; nothing of the content.
 */
#ifndef PRECIS_REPORT_COLUMNS_H
#define PRECIS_REPORT_COLUMNS_H

#include "base/text.h"

enum { COLUMNS_MAX = 12 };

typedef struct columns {
    arena *memory;
    size_t count;
    str *cells; /**< rows x count */
    size_t rows, room;
    bool failed;
} columns;

/** A table of `count` columns (<= COLUMNS_MAX); cells are copied into `memory`. */
void columns_init(columns *c, arena *memory, size_t count);
/** One row of `c->count` cells. An empty cell prints as "." */
void columns_row(columns *c, const str *cells);
/** Prints all rows, each with `indent` in front, columns two spaces apart. E_MEMORY, E_LIMIT. */
CHECKED status columns_print(const columns *c, const char *indent, buf *out, err *e);
/** Code points of a UTF-8 text. */
size_t columns_width(str text);

#endif
