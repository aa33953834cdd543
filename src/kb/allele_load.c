/*
 * Named alleles and reference windows from their tables. Knows how a definition's cells are written
 * ("all", POS38=STRING, IUPAC wobbles); nothing of matching.
 */
#include <math.h>
#include <string.h>

#include "kb/gene_load.h"

unsigned kb_iupac_bits(char letter)
{
    static const char letters[] = "ACMGRSVTWYHKDBN"; /* index + 1 = bits */
    const char *at = letter == '\0' ? NULL : strchr(letters, letter);
    return at == NULL ? 0 : (unsigned)(at - letters) + 1;
}

static size_t find_position(const kb_gene *g, uint32_t pos1)
{
    size_t low = 0, high = g->position_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->positions[middle].pos1[1] < pos1)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->position_count && g->positions[low].pos1[1] == pos1 ? low : SIZE_MAX;
}

/* Which alleles of the position the text of a cell stands for. */
static status cell_mask(const kb_gene *g, size_t position, str text, kb_cell_def *cell, err *e)
{
    const kb_position *p = &g->positions[position];
    *cell = (kb_cell_def){.position = (uint16_t)position};
    for (unsigned i = 0; i < p->allele_count; i++) {
        if (str_eq(p->alleles[i], text)) cell->mask |= 1u << i;
    }
    if (cell->mask != 0) return OK;
    unsigned bits = text.n == 1 ? kb_iupac_bits(text.p[0]) : 0;
    for (unsigned i = 0; i < p->allele_count && bits != 0; i++) {
        str allele = p->alleles[i];
        if (allele.n == 1 && (kb_iupac_bits(allele.p[0]) & bits) != 0) cell->mask |= 1u << i;
    }
    cell->wobble = true;
    if (cell->mask == 0) {
        FAIL(e, E_CONFLICT, "table 'alleles': %.*s: '%.*s' is no allele of position %u",
             STR_ARG(g->name), STR_ARG(text), p->pos1[1]);
    }
    return OK;
}

static status add_cell(const kb_gene *g, str part, kb_cell_def *by_position, err *e)
{
    size_t mark = str_find(part, '=');
    uint32_t pos1;
    if (mark == part.n || !str_to_u32((str){part.p, mark}, &pos1)) {
        FAIL(e, E_SYNTAX, "table 'alleles': %.*s: '%.*s' is not POSITION=ALLELE", STR_ARG(g->name),
             STR_ARG(part));
    }
    size_t position = find_position(g, pos1);
    if (position == SIZE_MAX) {
        FAIL(e, E_CONFLICT, "table 'alleles': %.*s: no position %u", STR_ARG(g->name), pos1);
    }
    str text = {part.p + mark + 1, part.n - mark - 1};
    return cell_mask(g, position, text, &by_position[position], e);
}

/* `cells` has room for one cell a position. */
static status parse_cells(arena *a, const kb_gene *g, str text, kb_cell_def *cells,
                          kb_allele *allele, err *e)
{
    str part;
    bool first = true;
    memset(cells, 0, g->position_count * sizeof *cells);
    while (text.n > 0 && str_next(&text, ' ', &part)) {
        if (first && str_eq(part, STR("all"))) {
            for (size_t i = 0; i < g->position_count; i++) {
                cells[i] = (kb_cell_def){.position = (uint16_t)i, .mask = 1};
            }
        } else {
            TRY(add_cell(g, part, cells, e));
        }
        first = false;
    }
    size_t n = 0;
    for (size_t i = 0; i < g->position_count; i++) {
        if (cells[i].mask != 0) cells[n++] = cells[i];
    }
    kb_cell_def *own = arena_alloc(a, (n + 1) * sizeof *own);
    TRY_MEM(e, own);
    memcpy(own, cells, n * sizeof *own);
    allele->cells = own;
    allele->cell_count = (uint16_t)n;
    return OK;
}

static status parse_activity(kb_allele *allele, err *e)
{
    str text = allele->activity;
    allele->activity_value = NAN;
    if (text.n == 0 || str_eq(text, STR("n/a"))) return OK;
    if (str_starts(text, STR("≥"))) {
        allele->activity_at_least = true;
        text = (str){text.p + 3, text.n - 3};
    }
    if (!str_to_double(text, &allele->activity_value)) {
        FAIL(e, E_SYNTAX, "table 'alleles': '%.*s' is no activity value", STR_ARG(text));
    }
    return OK;
}

static status load_allele(arena *a, const kb_gene *g, const kb_table *t, uint32_t row,
                          kb_cell_def *room, kb_allele *allele, err *e)
{
    str kind, cells;
    TRY(kb_text_at(t, row, "allele", &allele->name, e));
    TRY(kb_text_at(t, row, "id", &allele->id, e));
    TRY(kb_text_at(t, row, "function", &allele->function, e));
    TRY(kb_text_at(t, row, "activity", &allele->activity, e));
    TRY(kb_text_at(t, row, "source", &allele->source, e));
    TRY(kb_text_at(t, row, "kind", &kind, e));
    TRY(kb_text_at(t, row, "cells", &cells, e));
    if (str_eq(kind, STR("reference")))
        allele->kind = KB_REFERENCE;
    else if (str_eq(kind, STR("named")))
        allele->kind = KB_NAMED;
    else if (str_eq(kind, STR("outside")))
        allele->kind = KB_OUTSIDE_ONLY;
    else
        FAIL(e, E_SYNTAX, "table 'alleles' row %u: kind '%.*s'", row + 1, STR_ARG(kind));
    TRY(parse_activity(allele, e));
    return parse_cells(a, g, cells, room, allele, e);
}

/* Order: the reference, then alleles that sites can define, then the others. */
status kb_alleles_load(const kb *k, arena *a, kb_gene *g, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "alleles", g->name, &rows, e));
    size_t total = rows.to - rows.from, n = 0;
    kb_allele *all = ARENA_ARRAY(a, kb_allele, total + 1);
    kb_allele *list = ARENA_ARRAY(a, kb_allele, total + 1);
    kb_cell_def *room = ARENA_ARRAY(a, kb_cell_def, g->position_count + 1);
    TRY_MEM(e, all);
    TRY_MEM(e, list);
    TRY_MEM(e, room);
    for (uint32_t i = 0; i < total; i++) {
        TRY(load_allele(a, g, rows.table, rows.from + i, room, &all[i], e));
    }
    for (int kind = KB_REFERENCE; kind <= KB_OUTSIDE_ONLY; kind++) {
        for (size_t i = 0; i < total; i++) {
            if ((int)all[i].kind == kind) list[n++] = all[i];
        }
        if (kind == KB_REFERENCE && n > 1) {
            FAIL(e, E_CONFLICT, "table 'alleles': %.*s has two reference alleles",
                 STR_ARG(g->name));
        }
        if (kind == KB_NAMED) g->matched_count = n;
    }
    TRY(map_init(&g->allele_index, a, total, e));
    for (uint32_t i = 0; i < total; i++) TRY(map_add(&g->allele_index, list[i].name, i, e));
    g->alleles = list;
    g->allele_count = total;
    return OK;
}

static status load_window(const kb_table *t, uint32_t row, kb_window *w, err *e)
{
    str start38, start37;
    TRY(kb_text_at(t, row, "start38", &start38, e));
    TRY(kb_text_at(t, row, "start37", &start37, e));
    TRY(kb_text_at(t, row, "seq", &w->bases, e));
    if (!str_to_u32(start38, &w->start1[1]) ||
        (start37.n > 0 && !str_to_u32(start37, &w->start1[0]))) {
        FAIL(e, E_SYNTAX, "table 'windows' row %u: a start is not a number", row + 1);
    }
    return OK;
}

/* GRCh37 bases that differ, listed in windows37.tsv, for the window that holds them. */
static status load_differences(const kb *k, arena *a, const kb_gene *g, kb_window *w, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "windows37", g->name, &rows, e));
    size_t most = rows.to - rows.from;
    uint32_t *offsets = ARENA_ARRAY(a, uint32_t, most + 1);
    char *bases = ARENA_ARRAY(a, char, most + 1);
    TRY_MEM(e, offsets);
    TRY_MEM(e, bases);
    for (uint32_t row = rows.from; row < rows.to; row++) {
        str pos, base;
        uint32_t pos1;
        TRY(kb_text_at(rows.table, row, "pos37", &pos, e));
        TRY(kb_text_at(rows.table, row, "base37", &base, e));
        if (!str_to_u32(pos, &pos1) || base.n != 1) {
            FAIL(e, E_SYNTAX, "table 'windows37' row %u", row + 1);
        }
        if (w->start1[0] == KB_POS_NONE || pos1 < w->start1[0] ||
            pos1 - w->start1[0] >= w->bases.n) {
            continue;
        }
        offsets[w->diff_count] = pos1 - w->start1[0];
        bases[w->diff_count++] = base.p[0];
    }
    w->diff37 = offsets;
    w->base37 = bases;
    return OK;
}

status kb_windows_load(const kb *k, arena *a, kb_gene *g, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "windows", g->name, &rows, e));
    g->window_count = rows.to - rows.from;
    kb_window *list = ARENA_ARRAY(a, kb_window, g->window_count + 1);
    TRY_MEM(e, list);
    for (uint32_t i = 0; i < g->window_count; i++) {
        TRY(load_window(rows.table, rows.from + i, &list[i], e));
        TRY(load_differences(k, a, g, &list[i], e));
    }
    g->windows = list;
    return OK;
}
