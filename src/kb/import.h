/*
 * A newer data release against the tables: what was added, removed, redefined, and which phenotype
 * rows the rules no longer reproduce; and, when asked, the tables written with exactly these
 * changes. What a release does not state (reference windows, GRCh37 coordinates without agreeing
 * neighbours, rules of score genes, a whole new gene) is said, never made up.
 *
 * Usage: kb_import_compare, look at `out` and `differences`, then perhaps kb_import_write.
 */
#ifndef PRECIS_KB_IMPORT_H
#define PRECIS_KB_IMPORT_H

#include "kb/gene.h"
#include "kb/import_release.h"

enum { KB_EDIT_COLUMNS_MAX = 16 };

typedef enum kb_edit_kind { KB_EDIT_REPLACE, KB_EDIT_DELETE, KB_EDIT_INSERT } kb_edit_kind;

/** One changed row of one table. */
typedef struct kb_edit {
    const kb_table *table;
    kb_edit_kind kind;
    uint32_t row; /**< 0-based; INSERT puts the new row before this one */
    str cells[KB_EDIT_COLUMNS_MAX];
} kb_edit;

typedef struct kb_import {
    const kb *k;  /**< borrowed */
    arena memory; /**< texts of edits */
    buf out;      /**< the diff as text, one line a difference or note */
    size_t differences;
    size_t notes; /**< what a person has to look at before the tables are used */
    kb_edit *edits;
    size_t edit_count, edit_room;
    str release; /**< short source name of the release, "clinpgx-2025-11-05" */
} kb_import;

/** Compares the release in `folder` with `k`. Release the result in every case.
 *  E_NOTFOUND, E_IO, E_SYNTAX (file, line, field), E_MEMORY. */
CHECKED status kb_import_compare(const kb *k, const char *folder, kb_import *x, err *e);
void kb_import_release(kb_import *x);
/** Writes the changed tables into `kb_folder` (the folder that `k` was opened from), each beside,
 *  then renamed. `*files` tells how many. */
CHECKED status kb_import_write(const kb_import *x, const char *kb_folder, size_t *files, err *e);

/* Steps of kb_import_compare, by file. */
CHECKED status imp_compare_alleles(kb_import *x, const kb_gene *g, const imp_gene *n, err *e);
CHECKED status imp_compare_positions(kb_import *x, const kb_gene *g, const imp_gene *n, err *e);
CHECKED status imp_compare_phenotypes(kb_import *x, const kb_gene *g, const imp_gene *n, arena *a,
                                      err *e);

/** One line of the diff that counts as a difference. */
void imp_line(kb_import *x, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** One line that asks a person for something. */
void imp_note(kb_import *x, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** A new edit; REPLACE starts from the row's present cells, the others from ".". */
CHECKED status imp_edit(kb_import *x, const char *table, kb_edit_kind kind, uint32_t row,
                        kb_edit **out, err *e);
/** Sets one cell by column name (copied; empty becomes "."). */
CHECKED status imp_edit_set(kb_import *x, kb_edit *edit, const char *column, str value, err *e);
/** Rows [from, to) of a gene in a table. */
CHECKED status imp_rows(const kb_import *x, const char *table, str gene, uint32_t *from,
                        uint32_t *to, err *e);

#endif
