/*
 * The image: writes tables into one block and reads them back. Knows bytes and offsets; nothing of
 * what a table means.
 */
#include "kb/image.h"

#include <libdeflate.h>
#include <string.h>

static const char magic[8] = {'P', 'R', 'K', 'B', '0', '0', '0', '1'};
enum { HEADER_BYTES = 24, ENTRY_BYTES = 16 };

static uint32_t get32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* A text of the pool: its length stands before it. Checked in check_cells before use. */
str kb_cell(const kb_table *t, uint32_t row, uint32_t column)
{
    const char *entry = t->pool + t->cells[(size_t)row * t->columns + column];
    uint32_t n = get32(entry);
    if (n == 1 && entry[4] == '.') return (str){entry + 4, 0};
    return (str){entry + 4, n};
}

static status damaged(err *e, const char *what)
{
    FAIL(e, E_SYNTAX, "knowledge base image: %s; make it again with 'precis kb compile'", what);
}

static status check_text(const char *pool, size_t pool_size, uint32_t offset, err *e)
{
    if (offset % 4 != 0 || pool_size < 5 || offset > pool_size - 5) return damaged(e, "bad offset");
    uint32_t n = get32(pool + offset);
    if (n > pool_size - 5 - offset || pool[offset + 4 + n] != '\0') return damaged(e, "bad text");
    return OK;
}

static status open_table(str image, uint32_t pool_offset, const char *entry, kb_table *t, err *e)
{
    const char *pool = image.p + pool_offset;
    size_t pool_size = image.n - pool_offset;
    uint32_t name = get32(entry), rows = get32(entry + 4), columns = get32(entry + 8);
    uint32_t offset = get32(entry + 12);
    TRY(check_text(pool, pool_size, name, e));
    uint64_t cells = ((uint64_t)rows + 1) * columns;
    if (columns == 0 || columns > 4096 || offset % 4 != 0 || offset < HEADER_BYTES ||
        offset > pool_offset || cells * 4 > pool_offset - offset) {
        return damaged(e, "bad table");
    }
    const uint32_t *all = (const uint32_t *)(const void *)(image.p + offset);
    for (uint64_t i = 0; i < cells; i++) TRY(check_text(pool, pool_size, all[i], e));
    *t = (kb_table){.name = {pool + name + 4, get32(pool + name)},
                    .rows = rows,
                    .columns = columns,
                    .header = all,
                    .cells = all + columns,
                    .pool = pool};
    return OK;
}

status kb_image_open(str image, arena *a, kb_table **tables, size_t *count, uint32_t *crc, err *e)
{
    if (image.n < HEADER_BYTES || memcmp(image.p, magic, sizeof magic) != 0) {
        return damaged(e, "not an image");
    }
    uint32_t size = get32(image.p + 8), n = get32(image.p + 16), pool = get32(image.p + 20);
    if (size != image.n || (uintptr_t)image.p % 4 != 0) return damaged(e, "cut short");
    if (libdeflate_crc32(0, image.p + 16, image.n - 16) != get32(image.p + 12)) {
        return damaged(e, "checksum differs");
    }
    if (n > KB_TABLES_MAX || pool > image.n || HEADER_BYTES + n * ENTRY_BYTES > pool) {
        return damaged(e, "bad header");
    }
    kb_table *list = ARENA_ARRAY(a, kb_table, n + 1);
    TRY_MEM(e, list);
    for (uint32_t i = 0; i < n; i++) {
        TRY(open_table(image, pool, image.p + HEADER_BYTES + i * ENTRY_BYTES, &list[i], e));
    }
    *tables = list;
    *count = n;
    *crc = get32(image.p + 12);
    return OK;
}
