/*
 * Tab-separated tables held in memory: a header row, then rows with as many fields. LF or CRLF;
 * a final newline is optional; lines that begin with '#' before the header are skipped.
 * Errors say name, line, and what was expected.
 */
#ifndef PRECIS_BASE_TSV_H
#define PRECIS_BASE_TSV_H

#include "base/text.h"

enum { TSV_COLUMNS_MAX = 256 };

typedef struct tsv {
    const char *name; /**< for errors; borrowed */
    str rest;         /**< what is not read yet; borrowed from the caller */
    size_t line;      /**< number of the row just read, 1-based */
    size_t columns;
    str header[TSV_COLUMNS_MAX];
    str field[TSV_COLUMNS_MAX];
} tsv;

/** Reads the header row of `text`. E_SYNTAX (empty, not UTF-8, duplicate column), E_LIMIT. */
CHECKED status tsv_open(tsv *t, const char *name, str text, err *e);
/** Next row into t->field, `*more` false at the end. E_SYNTAX when the number of fields differs. */
CHECKED status tsv_next(tsv *t, bool *more, err *e);
/** Index of a column; E_NOTFOUND names the table and the column. */
CHECKED status tsv_column(const tsv *t, const char *name, size_t *index, err *e);
/** Index of a column, or TSV_COLUMNS_MAX when the table has none of that name. */
size_t tsv_find(const tsv *t, const char *name);

#endif
