/*
 * Comparing a release with the tables, gene by gene: the frame, versions, sub-alleles and
 * priorities. Positions, alleles and phenotypes are compared in files of their own.
 */
#include "kb/import.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kb/check.h"
#include "kb/gene_load.h"

enum { DIFF_MAX = 64 << 20 };

static void add_line(kb_import *x, const char *mark, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    buf_put_text(&x->out, mark);
    char *to = n < 0 ? NULL : buf_room(&x->out, (size_t)n + 1);
    if (to != NULL) {
        (void)vsnprintf(to, (size_t)n + 1, format, again);
        x->out.n += (size_t)n;
    }
    va_end(again);
    buf_put_c(&x->out, '\n');
}

void imp_line(kb_import *x, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(x, "", format, args);
    va_end(args);
    x->differences++;
}

void imp_note(kb_import *x, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(x, "  note: ", format, args);
    va_end(args);
    x->notes++;
}

status imp_rows(const kb_import *x, const char *table, str gene, uint32_t *from, uint32_t *to,
                err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(x->k, table, gene, &rows, e));
    *from = rows.from;
    *to = rows.to;
    return OK;
}

status imp_edit(kb_import *x, const char *table, kb_edit_kind kind, uint32_t row, kb_edit **out,
                err *e)
{
    const kb_table *t = kb_table_find(x->k, table);
    if (t == NULL) FAIL(e, E_NOTFOUND, "knowledge base has no table '%s'", table);
    if (t->columns > KB_EDIT_COLUMNS_MAX) FAIL(e, E_LIMIT, "table '%s': too many columns", table);
    if (x->edit_count == x->edit_room) {
        size_t room = x->edit_room == 0 ? 64 : x->edit_room * 2;
        kb_edit *more = ARENA_ARRAY(&x->memory, kb_edit, room);
        TRY_MEM(e, more);
        if (x->edit_count > 0) memcpy(more, x->edits, x->edit_count * sizeof *more);
        x->edits = more;
        x->edit_room = room;
    }
    kb_edit *edit = &x->edits[x->edit_count++];
    *edit = (kb_edit){.table = t, .kind = kind, .row = row};
    for (uint32_t i = 0; i < t->columns; i++) {
        str cell = kind == KB_EDIT_REPLACE ? kb_cell(t, row, i) : (str){NULL, 0};
        edit->cells[i] = cell.n == 0 ? STR(".") : cell;
    }
    *out = edit;
    return OK;
}

status imp_edit_set(kb_import *x, kb_edit *edit, const char *column, str value, err *e)
{
    uint32_t c;
    TRY(kb_column(edit->table, column, &c, e));
    edit->cells[c] = value.n == 0 ? STR(".") : str_copy(&x->memory, value);
    TRY_MEM(e, edit->cells[c].p);
    return OK;
}

/* ---- versions ---- */

static status set_version(kb_import *x, const char *key, str value, err *e)
{
    const kb_table *t = kb_table_find(x->k, "version");
    for (uint32_t i = 0; t != NULL && i < t->rows; i++) {
        str name;
        kb_edit *edit;
        TRY(kb_text_at(t, i, "key", &name, e));
        if (!str_eq(name, str_of(key))) continue;
        TRY(imp_edit(x, "version", KB_EDIT_REPLACE, i, &edit, e));
        TRY(imp_edit_set(x, edit, "value", value, e));
    }
    return OK;
}

/* The first gene's version is the release's; another one in the same release is told. */
static status compare_release(kb_import *x, const imp_gene *n, err *e)
{
    str known = kb_version(x->k, "pgx_data_version");
    str date = {n->version.p, n->version.n < 10 ? n->version.n : 10};
    char *source = arena_printf(&x->memory, "clinpgx-%.*s", STR_ARG(date));
    TRY_MEM(e, source);
    if (x->release.n > 0) {
        if (!str_eq(x->release, str_of(source))) {
            imp_note(x, "%.*s: its files are of %s, others of %.*s", STR_ARG(n->name), source,
                     STR_ARG(x->release));
        }
        return OK;
    }
    x->release = str_of(source);
    if (str_eq(known, n->version)) return OK;
    imp_line(x, "release: %.*s -> %.*s", STR_ARG(known), STR_ARG(n->version));
    imp_note(x, "name the source %s, its licence and date in SOURCES.md", source);
    TRY(set_version(x, "pgx_data_version", n->version, e));
    TRY(set_version(x, "pgx_data_date", date, e));
    return set_version(x, "pgx_release", x->release, e);
}

static status compare_version(kb_import *x, const kb_gene *g, const imp_gene *n, err *e)
{
    str date = {NULL, 0};
    size_t slash = str_find(g->version, '/');
    if (slash < g->version.n) date = (str){g->version.p + slash + 1, g->version.n - slash - 1};
    if (!str_eq(date, n->date)) {
        imp_line(x, "%.*s: definition of %.*s -> %.*s", STR_ARG(g->name), STR_ARG(date),
                 STR_ARG(n->date));
    }
    char *text = arena_printf(&x->memory, "%.*s%s%.*s", STR_ARG(n->version),
                              n->date.n > 0 ? "/" : "", STR_ARG(n->date));
    TRY_MEM(e, text);
    if (str_eq(g->version, str_of(text))) return OK;
    kb_edit *edit;
    TRY(imp_edit(x, "genes", KB_EDIT_REPLACE, g->index, &edit, e));
    return imp_edit_set(x, edit, "version", str_of(text), e);
}

/* ---- sub-alleles ---- */

static status put_suballele(kb_import *x, const kb_gene *g, uint32_t row, bool present, str below,
                            str above, err *e)
{
    kb_edit *edit;
    TRY(imp_edit(x, "suballeles", present ? KB_EDIT_REPLACE : KB_EDIT_INSERT, row, &edit, e));
    TRY(imp_edit_set(x, edit, "gene", g->name, e));
    TRY(imp_edit_set(x, edit, "suballele", below, e));
    TRY(imp_edit_set(x, edit, "allele", above, e));
    return imp_edit_set(x, edit, "source", x->release, e);
}

static status compare_suballeles(kb_import *x, const kb_gene *g, const imp_gene *n, err *e)
{
    uint32_t from, to;
    kb_edit *edit;
    TRY(imp_rows(x, "suballeles", g->name, &from, &to, e));
    const kb_table *t = kb_table_find(x->k, "suballeles");
    for (size_t i = 0; i < json_count(n->suballeles); i++) {
        const json_member *m = &n->suballeles->members[i];
        str above = json_text(&m->value), old = {NULL, 0};
        uint32_t row = kb_check_row(x->k, "suballeles", g->name, "suballele", m->key);
        if (row > 0) TRY(kb_text_at(t, row - 1, "allele", &old, e));
        if (str_eq(old, above)) continue;
        imp_line(x, "%.*s: sub-allele %.*s of '%.*s' -> '%.*s'", STR_ARG(g->name), STR_ARG(m->key),
                 STR_ARG(old), STR_ARG(above));
        TRY(put_suballele(x, g, row > 0 ? row - 1 : to, row > 0, m->key, above, e));
    }
    for (uint32_t row = from; row < to; row++) {
        str below;
        bool found = false;
        TRY(kb_text_at(t, row, "suballele", &below, e));
        for (size_t i = 0; i < json_count(n->suballeles) && !found; i++) {
            found = str_eq(n->suballeles->members[i].key, below);
        }
        if (found) continue;
        imp_line(x, "%.*s: sub-allele %.*s removed", STR_ARG(g->name), STR_ARG(below));
        TRY(imp_edit(x, "suballeles", KB_EDIT_DELETE, row, &edit, e));
    }
    return OK;
}

/* ---- priorities ---- */

static status list_text(kb_import *x, const json_value *list, str *out, err *e)
{
    AUTO(buf_release) buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < json_count(list); i++) {
        if (i > 0) buf_put_c(&b, ';');
        buf_put_str(&b, json_text(json_at(list, i)));
    }
    TRY(buf_status(&b, e));
    *out = str_copy(&x->memory, buf_str(&b));
    TRY_MEM(e, out->p);
    return OK;
}

static status compare_priority(kb_import *x, const kb_gene *g, const json_value *v, uint32_t end,
                               err *e)
{
    const kb_table *t = kb_table_find(x->k, "priorities");
    str id = json_text(json_get(v, "id")), pick = json_text(json_get(v, "pick")), list;
    str old_list = {NULL, 0}, old_pick = {NULL, 0};
    TRY(list_text(x, json_get(v, "list"), &list, e));
    uint32_t row = kb_check_row(x->k, "priorities", g->name, "id", id);
    if (row > 0) {
        TRY(kb_text_at(t, row - 1, "list", &old_list, e));
        TRY(kb_text_at(t, row - 1, "pick", &old_pick, e));
    }
    if (str_eq(list, old_list) && str_eq(pick, old_pick)) return OK;
    imp_line(x, "%.*s: priority %.*s %s: pick %.*s of %.*s", STR_ARG(g->name), STR_ARG(id),
             row > 0 ? "changed" : "added", STR_ARG(pick), STR_ARG(list));
    kb_edit *edit;
    TRY(imp_edit(x, "priorities", row > 0 ? KB_EDIT_REPLACE : KB_EDIT_INSERT,
                 row > 0 ? row - 1 : end, &edit, e));
    TRY(imp_edit_set(x, edit, "gene", g->name, e));
    TRY(imp_edit_set(x, edit, "id", id, e));
    TRY(imp_edit_set(x, edit, "list", list, e));
    TRY(imp_edit_set(x, edit, "pick", pick, e));
    return imp_edit_set(x, edit, "source", x->release, e);
}

static status compare_priorities(kb_import *x, const kb_gene *g, const imp_gene *n, err *e)
{
    uint32_t from, to;
    kb_edit *edit;
    TRY(imp_rows(x, "priorities", g->name, &from, &to, e));
    for (size_t i = 0; i < json_count(n->priorities); i++) {
        TRY(compare_priority(x, g, json_at(n->priorities, i), to, e));
    }
    for (uint32_t row = from; row < to; row++) {
        const kb_priority *p = &g->priorities[row - from];
        bool found = false;
        for (size_t i = 0; i < json_count(n->priorities) && !found; i++) {
            found = str_eq(json_text(json_get(json_at(n->priorities, i), "id")), p->id);
        }
        if (found) continue;
        imp_line(x, "%.*s: priority %.*s removed", STR_ARG(g->name), STR_ARG(p->id));
        TRY(imp_edit(x, "priorities", KB_EDIT_DELETE, row, &edit, e));
    }
    return OK;
}

/* ---- genes ---- */

static status compare_gene(kb_import *x, const imp_gene *n, bool *seen, arena *a, err *e)
{
    TRY(compare_release(x, n, e));
    const kb_gene *g = kb_gene_find(x->k, n->name);
    if (g == NULL) {
        imp_line(x, "%.*s: gene added (%zu positions, %zu alleles)", STR_ARG(n->name),
                 n->position_count, n->allele_count);
        imp_note(x,
                 "%.*s: a new gene needs its class, windows and GRCh37 coordinates: "
                 "make it with tools/curate_pgx.py",
                 STR_ARG(n->name));
        return OK;
    }
    seen[g->index] = true;
    TRY(compare_version(x, g, n, e));
    if (n->has_definition) {
        TRY(imp_compare_positions(x, g, n, e));
        TRY(compare_suballeles(x, g, n, e));
        TRY(compare_priorities(x, g, n, e));
    }
    TRY(imp_compare_alleles(x, g, n, e));
    return imp_compare_phenotypes(x, g, n, a, e);
}

static status one_gene(kb_import *x, const imp_release *r, const char *definition,
                       const char *phenotypes, bool *seen, err *e)
{
    AUTO(arena_release) arena a = {0};
    imp_gene n;
    bool is_gene;
    TRY(imp_gene_read(r, definition, phenotypes, &a, &n, &is_gene, e));
    return is_gene ? compare_gene(x, &n, seen, &a, e) : OK;
}

static status all_genes(kb_import *x, const imp_release *r, bool *seen, err *e)
{
    for (size_t i = 0; i < r->definition_count; i++) {
        const char *path = r->definitions[i];
        TRY(one_gene(x, r, path, imp_phenotypes_of(r, path), seen, e));
    }
    for (size_t i = 0; i < r->phenotype_count; i++) {
        bool used = false;
        for (size_t j = 0; j < r->definition_count && !used; j++) {
            used = imp_phenotypes_of(r, r->definitions[j]) == r->phenotypes[i];
        }
        if (!used) TRY(one_gene(x, r, NULL, r->phenotypes[i], seen, e));
    }
    return OK;
}

status kb_import_compare(const kb *k, const char *folder, kb_import *x, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    *x = (kb_import){.k = k};
    buf_init(&x->out, DIFF_MAX);
    AUTO(arena_release) arena a = {0};
    imp_release r;
    bool *seen = ARENA_ARRAY(&a, bool, count + 1);
    TRY_MEM(e, seen);
    TRY(imp_release_open(folder, &a, &r, e));
    TRY(all_genes(x, &r, seen, e));
    for (size_t i = 0; i < count; i++) {
        if (seen[i] || genes[i].class == KB_PRESENCE) continue;
        imp_line(x, "%.*s: gene is not in the release", STR_ARG(genes[i].name));
        imp_note(x, "%.*s: its rows stay; take them out by hand if that is meant",
                 STR_ARG(genes[i].name));
    }
    return buf_status(&x->out, e);
}

void kb_import_release(kb_import *x)
{
    buf_release(&x->out);
    arena_release(&x->memory);
}
