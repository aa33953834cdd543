/*
 * The knowledge base: every table under kb/ as read-only rows of text, in one image that the
 * executable carries or that is made from a folder of tables at run time. Typed views are built on
 * top (gene.h …). Everything is borrowed from the `kb` and may be shared between threads.
 */
#ifndef PRECIS_KB_KB_H
#define PRECIS_KB_KB_H

#include "base/map.h"
#include "base/status.h"
#include "base/text.h"

/** One table. A cell holding "." means "no value"; kb_cell gives an empty str for it. */
typedef struct kb_table {
    str name; /**< path below kb/ without ".tsv": "genes", "rules/cpic" */
    uint32_t rows, columns;
    const uint32_t *header; /**< offsets into the pool */
    const uint32_t *cells;  /**< rows x columns offsets into the pool */
    const char *pool;
} kb_table;

typedef struct kb kb;

/** Opens the image inside the executable (path NULL), an image file, or a folder of tables.
 *  E_SYNTAX with table and line; E_CONFLICT when a table refers to what is not there. */
CHECKED status kb_open(const char *path, kb **out, err *e);
/** The same without the views of genes (kb/gene.h finds none): a third of the time to start, for
 *  what reads no genome. */
CHECKED status kb_open_tables(const char *path, kb **out, err *e);
void kb_close(kb *k);

/** The table, or NULL. */
const kb_table *kb_table_find(const kb *k, const char *name);
/** All tables, in name order. */
const kb_table *kb_tables(const kb *k, size_t *count);
/** Column index; E_NOTFOUND names table and column. */
CHECKED status kb_column(const kb_table *t, const char *name, uint32_t *column, err *e);
/** The text of a cell; empty (n = 0) for ".". */
str kb_cell(const kb_table *t, uint32_t row, uint32_t column);
/** A value of table "version" by its key, empty when absent. */
str kb_version(const kb *k, const char *key);
/** CRC-32 of the image: names the exact knowledge used. */
uint32_t kb_checksum(const kb *k);

/** Compiles a folder of tables into an image (appended to `image`). Used by the build and kb_open.
 */
CHECKED status kb_image_compile(const char *folder, buf *image, err *e);

#endif
