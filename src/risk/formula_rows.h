/*
 * Reading the tables of one family row by row, shared by the files that load formulas. Knows
 * columns and how to say where something is wrong; nothing of what a column means.
 */
#ifndef PRECIS_RISK_FORMULA_ROWS_H
#define PRECIS_RISK_FORMULA_ROWS_H

#include "risk/formula.h"
#include "risk/formula_tables.h"

/** What loading a family needs. */
typedef struct rows_of {
    const kb *k;
    arena *a;
    const kb_chart_codes *codes;
    const expression_tables *tables;
    str family;
} rows_of;

enum { ROWS_COLUMNS_MAX = 16 };

/** A table and the row that is being read. */
typedef struct rows {
    const rows_of *of;
    const kb_table *table; /**< NULL: the family has no such table */
    uint32_t at[ROWS_COLUMNS_MAX];
    uint32_t row, next;
} rows;

/** Table formulas/<family>/<part>; that it is absent is no failure. E_NOTFOUND for a column. */
CHECKED status rows_open(const rows_of *of, const char *part, const char *const *names,
                         size_t count, rows *out, err *e);
bool rows_next(rows *r);
/** The text of the `column`th name; empty for ".". */
str rows_cell(const rows *r, size_t column);
CHECKED status rows_number(const rows *r, size_t column, double *out, err *e);
CHECKED status rows_yes_no(const rows *r, size_t column, const char *name, bool *out, err *e);
/** True when the first column (ids joined by ';') names the formula. */
bool rows_is_for(const rows *r, const formula *f);
/** Rows for the formula; starts the table anew. */
size_t rows_count(rows *r, const formula *f);
/** E_SYNTAX with table, row and column. */
status rows_fail(const rows *r, err *e, const char *column, const char *what);
/** Puts table, row and column before the text of a failure. */
CHECKED status rows_blame(const rows *r, err *e, const char *column, status s);

/** Adds a name to the formula's scope, as that of the next input or step. */
CHECKED status formula_add_name(const rows *r, formula *f, str name, expression_type type, err *e);
/** formula_inputs.c */
CHECKED status formula_load_inputs(const rows_of *of, const formula_book *book, formula *f, err *e);

#endif
