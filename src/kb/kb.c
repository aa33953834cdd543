/*
 * Opening the knowledge base: image from the executable, from a file or from a folder; then the
 * typed views. Knows where tables come from; their meaning is in the views' own files.
 */
#include "kb/kb.h"

#include <string.h>

#include "base/file.h"
#include "kb/gene_load.h"
#include "kb/image.h"

struct kb {
    arena memory;
    buf owned; /* image bytes when not the embedded ones */
    kb_table *tables;
    size_t table_count;
    uint32_t crc;
    kb_gene_views genes;
};

static status read_image(kb *k, const char *path, str *image, err *e)
{
    if (path == NULL) {
        size_t n = (size_t)(kb_embedded_image_end - kb_embedded_image);
        *image = (str){(const char *)kb_embedded_image, n};
        return OK;
    }
    buf_init(&k->owned, KB_IMAGE_MAX);
    if (file_is_directory(path)) {
        TRY(kb_image_compile(path, &k->owned, e));
    } else {
        TRY(file_read(path, &k->owned, e));
    }
    *image = buf_str(&k->owned);
    return OK;
}

static status open_into(kb *k, const char *path, bool genes, err *e)
{
    str image;
    TRY(read_image(k, path, &image, e));
    TRY(kb_image_open(image, &k->memory, &k->tables, &k->table_count, &k->crc, e));
    return genes ? kb_genes_load(k, &k->memory, &k->genes, e) : OK;
}

static status open_new(const char *path, bool genes, kb **out, err *e)
{
    kb *k = base_calloc(1, sizeof *k);
    TRY_MEM(e, k);
    status result = open_into(k, path, genes, e);
    if (result != OK) {
        kb_close(k);
        return result;
    }
    *out = k;
    return OK;
}

status kb_open(const char *path, kb **out, err *e)
{
    return open_new(path, true, out, e);
}

status kb_open_tables(const char *path, kb **out, err *e)
{
    return open_new(path, false, out, e);
}

void kb_close(kb *k)
{
    if (k == NULL) return;
    buf_release(&k->owned);
    arena_release(&k->memory);
    base_free(k);
}

const kb_table *kb_tables(const kb *k, size_t *count)
{
    *count = k->table_count;
    return k->tables;
}

const kb_table *kb_table_find(const kb *k, const char *name)
{
    str wanted = str_of(name);
    for (size_t i = 0; i < k->table_count; i++) {
        if (str_eq(k->tables[i].name, wanted)) return &k->tables[i];
    }
    return NULL;
}

static str header_text(const kb_table *t, uint32_t column)
{
    const char *entry = t->pool + t->header[column];
    uint32_t n;
    memcpy(&n, entry, sizeof n);
    return (str){entry + 4, n};
}

status kb_column(const kb_table *t, const char *name, uint32_t *column, err *e)
{
    str wanted = str_of(name);
    for (uint32_t i = 0; i < t->columns; i++) {
        str name_i = header_text(t, i); /* looked up for each cell: no call where sizes differ */
        if (name_i.n != wanted.n || memcmp(name_i.p, wanted.p, wanted.n) != 0) continue;
        *column = i;
        return OK;
    }
    FAIL(e, E_NOTFOUND, "knowledge base table '%.*s' has no column '%s'", STR_ARG(t->name), name);
}

str kb_version(const kb *k, const char *key)
{
    const kb_table *t = kb_table_find(k, "version");
    uint32_t name, value;
    if (t == NULL || kb_column(t, "key", &name, NULL) != OK ||
        kb_column(t, "value", &value, NULL) != OK) {
        return (str){NULL, 0};
    }
    for (uint32_t i = 0; i < t->rows; i++) {
        if (str_eq(kb_cell(t, i, name), str_of(key))) return kb_cell(t, i, value);
    }
    return (str){NULL, 0};
}

uint32_t kb_checksum(const kb *k)
{
    return k->crc;
}

const kb_gene *kb_genes(const kb *k, size_t *count)
{
    *count = k->genes.count;
    return k->genes.list;
}

const kb_gene *kb_gene_find(const kb *k, str name)
{
    uint32_t i = map_get(&k->genes.by_name, name);
    return i == MAP_NONE ? NULL : &k->genes.list[i];
}

uint32_t kb_allele_find(const kb_gene *g, str name)
{
    return map_get(&g->allele_index, name);
}

str kb_parent_allele(const kb *k, const kb_gene *g, str name)
{
    for (size_t i = 0; i < k->genes.suballele_count; i++) {
        const kb_suballele *s = &k->genes.suballeles[i];
        if (str_eq(s->gene, g->name) && str_eq(s->suballele, name)) return s->allele;
    }
    return name;
}
