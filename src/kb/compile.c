/*
 * Tables to image: reads every .tsv below a folder, in name order, each distinct text stored once.
 * Knows files and the image's layout; nothing of what a table means.
 */
#include <dirent.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/tsv.h"
#include "kb/image.h"

enum { FILE_MAX = 64 << 20, TEXTS_MAX = 1 << 20, PATH_LIMIT = 4096 };

typedef struct source_table {
    const char *path; /* below the folder */
    str text;
    uint32_t rows, columns;
    buf cells; /* u32 offsets */
} source_table;

typedef struct compiler {
    arena memory;
    const char *folder;
    source_table tables[KB_TABLES_MAX];
    size_t count;
    map seen;
    buf pool;
} compiler;

static void compiler_release(compiler *c)
{
    for (size_t i = 0; i < c->count; i++) buf_release(&c->tables[i].cells);
    buf_release(&c->pool);
    arena_release(&c->memory);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool ends_with(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

static status add_file(compiler *c, const char *below, err *e)
{
    if (c->count == KB_TABLES_MAX) FAIL(e, E_LIMIT, "%s: too many tables", c->folder);
    source_table *t = &c->tables[c->count++];
    *t = (source_table){.path = arena_copy(&c->memory, below, strlen(below))};
    TRY_MEM(e, t->path);
    buf_init(&t->cells, (size_t)1 << 30);
    char *path = arena_printf(&c->memory, "%s/%s", c->folder, below);
    TRY_MEM(e, path);
    AUTO(buf_release) buf content;
    buf_init(&content, FILE_MAX);
    TRY(file_read(path, &content, e));
    t->text = str_copy(&c->memory, buf_str(&content));
    TRY_MEM(e, t->text.p);
    return OK;
}

static status scan_folder(compiler *c, const char *below, int depth, err *e)
{
    char path[PATH_LIMIT];
    (void)snprintf(path, sizeof path, "%s/%s", c->folder, below);
    struct dirent **names = NULL;
    int n = scandir(path, &names, NULL, by_name);
    if (n < 0) FAIL(e, E_NOTFOUND, "%s: cannot read this folder of tables", path);
    status result = OK;
    for (int i = 0; i < n; i++) {
        const char *name = names[i]->d_name;
        char sub[PATH_LIMIT], full[2 * PATH_LIMIT];
        (void)snprintf(sub, sizeof sub, "%s%s%s", below, below[0] == '\0' ? "" : "/", name);
        (void)snprintf(full, sizeof full, "%s/%s", c->folder, sub);
        if (result == OK && name[0] != '.') {
            if (ends_with(name, ".tsv")) {
                result = add_file(c, sub, e);
            } else if (depth < 3 && file_is_directory(full)) {
                result = scan_folder(c, sub, depth + 1, e);
            }
        }
        base_free(names[i]); /* scandir's malloc; base_free is free */
    }
    base_free(names);
    return result;
}

static void put32(buf *b, uint32_t v)
{
    buf_put(b, (const char *)&v, sizeof v);
}

static status intern(compiler *c, str text, uint32_t *offset, err *e)
{
    *offset = map_get(&c->seen, text);
    if (*offset != MAP_NONE) return OK;
    *offset = (uint32_t)c->pool.n;
    put32(&c->pool, (uint32_t)text.n);
    buf_put_str(&c->pool, text);
    buf_put(&c->pool, "\0\0\0", 4 - (text.n & 3));
    TRY(buf_status(&c->pool, e));
    return map_add(&c->seen, text, *offset, e);
}

static status put_row(compiler *c, source_table *t, const str *fields, err *e)
{
    for (uint32_t i = 0; i < t->columns; i++) {
        uint32_t offset;
        TRY(intern(c, fields[i], &offset, e));
        put32(&t->cells, offset);
    }
    return buf_status(&t->cells, e);
}

static status read_table(compiler *c, source_table *t, err *e)
{
    char *shown = arena_printf(&c->memory, "%s/%s", c->folder, t->path);
    tsv *rows = ARENA_NEW(&c->memory, tsv);
    TRY_MEM(e, shown);
    TRY_MEM(e, rows);
    TRY(tsv_open(rows, shown, t->text, e));
    t->columns = (uint32_t)rows->columns;
    TRY(put_row(c, t, rows->header, e));
    for (;;) {
        bool more;
        TRY(tsv_next(rows, &more, e));
        if (!more) return OK;
        TRY(put_row(c, t, rows->field, e));
        t->rows++;
    }
}

static status write_image(compiler *c, buf *image, err *e)
{
    size_t start = image->n, cells = 0;
    for (size_t i = 0; i < c->count; i++) cells += c->tables[i].cells.n;
    size_t first = 24 + 16 * c->count;
    size_t pool = first + cells;
    buf_put(image, "PRKB0001", 8);
    put32(image, (uint32_t)(pool + c->pool.n));
    put32(image, 0);
    put32(image, (uint32_t)c->count);
    put32(image, (uint32_t)pool);
    for (size_t i = 0, at = first; i < c->count; i++) {
        const source_table *t = &c->tables[i];
        uint32_t name;
        TRY(intern(c, (str){t->path, strlen(t->path) - 4}, &name, e));
        put32(image, name);
        put32(image, t->rows);
        put32(image, t->columns);
        put32(image, (uint32_t)at);
        at += t->cells.n;
    }
    for (size_t i = 0; i < c->count; i++) buf_put_str(image, buf_str(&c->tables[i].cells));
    buf_put_str(image, buf_str(&c->pool));
    TRY(buf_status(image, e));
    uint32_t crc = libdeflate_crc32(0, image->p + start + 16, image->n - start - 16);
    memcpy(image->p + start + 12, &crc, sizeof crc);
    return OK;
}

status kb_image_compile(const char *folder, buf *image, err *e)
{
    AUTO(compiler_release) compiler c = {.folder = folder};
    buf_init(&c.pool, KB_IMAGE_MAX);
    TRY(map_init(&c.seen, &c.memory, TEXTS_MAX / 2, e));
    TRY(scan_folder(&c, "", 0, e));
    for (size_t i = 0; i < c.count; i++) TRY(read_table(&c, &c.tables[i], e));
    /* names are interned before the pool's size is written */
    for (size_t i = 0; i < c.count; i++) {
        uint32_t name;
        TRY(intern(&c, (str){c.tables[i].path, strlen(c.tables[i].path) - 4}, &name, e));
    }
    return write_image(&c, image, e);
}
