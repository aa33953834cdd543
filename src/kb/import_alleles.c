/*
 * Alleles and positions of a release against the tables. Knows what makes two rows the same;
 * nothing of files.
 */
#include <stdio.h>
#include <string.h>

#include "kb/check.h"
#include "kb/gene_load.h"
#include "kb/import.h"

enum { FLANK = 50 };

/* ---- cells, compared as sets of words ---- */

static bool has_word(str list, char mark, str wanted)
{
    str word;
    while (list.n > 0 && str_next(&list, mark, &word)) {
        if (str_eq(str_trim(word), wanted)) return true;
    }
    return false;
}

static void words_missing(str from, str in, char sign, buf *out)
{
    str word;
    while (from.n > 0 && str_next(&from, ' ', &word)) {
        if (has_word(in, ' ', word)) continue;
        if (out->n > 0) buf_put_c(out, ' ');
        buf_put_c(out, sign);
        buf_put_str(out, word);
    }
}

/* "+POS=A -POS=G", empty when the cells say the same. */
static void cells_changed(str old, str new, buf *out)
{
    words_missing(new, old, '+', out);
    words_missing(old, new, '-', out);
}

/* ---- alleles ---- */

static str kind_of(const imp_gene *n, const imp_allele *x, const kb_allele *known)
{
    static const char *const words[] = {"reference", "named", "outside"};
    /* a gene without definition (MT-RNR1): what its cells are is decided in our tables */
    if (!n->has_definition && known != NULL) return str_of(words[known->kind]);
    if (!x->defined) return STR("outside");
    return x->reference ? STR("reference") : STR("named");
}

static status set_allele(kb_import *x, kb_edit *edit, const kb_gene *g, const imp_allele *new,
                         str kind, str cells, err *e)
{
    TRY(imp_edit_set(x, edit, "gene", g->name, e));
    TRY(imp_edit_set(x, edit, "allele", new->name, e));
    TRY(imp_edit_set(x, edit, "id", new->id, e));
    TRY(imp_edit_set(x, edit, "kind", kind, e));
    TRY(imp_edit_set(x, edit, "function", new->function, e));
    TRY(imp_edit_set(x, edit, "activity", new->activity, e));
    TRY(imp_edit_set(x, edit, "cells", cells, e));
    return imp_edit_set(x, edit, "source", x->release, e);
}

/* Where a new allele goes: behind the defined ones, or behind all for an outside allele. */
static status place_of_allele(const kb_import *x, const kb_gene *g, str kind, uint32_t *row, err *e)
{
    uint32_t from, to;
    TRY(imp_rows(x, "alleles", g->name, &from, &to, e));
    const kb_table *t = kb_table_find(x->k, "alleles");
    *row = to;
    if (str_eq(kind, STR("outside"))) return OK;
    for (uint32_t i = from; i < to; i++) {
        str present;
        TRY(kb_text_at(t, i, "kind", &present, e));
        if (!str_eq(present, STR("outside"))) *row = i + 1;
    }
    return OK;
}

static status add_allele(kb_import *x, const kb_gene *g, const imp_gene *n, const imp_allele *new,
                         err *e)
{
    str kind = kind_of(n, new, NULL);
    str shown = new->cells.n > 0 ? new->cells : STR("outside calls only");
    imp_line(x, "%.*s: allele %.*s added (%.*s%s%.*s; %.*s)", STR_ARG(g->name), STR_ARG(new->name),
             STR_ARG(new->function.n > 0 ? new->function : STR("no function")),
             new->activity.n > 0 ? ", activity " : "", STR_ARG(new->activity), (int)shown.n,
             shown.p);
    if (!n->has_definition) {
        imp_note(x, "%.*s %.*s: no definition file, so it is known from outside calls only",
                 STR_ARG(g->name), STR_ARG(new->name));
    }
    uint32_t row;
    kb_edit *edit;
    TRY(place_of_allele(x, g, kind, &row, e));
    TRY(imp_edit(x, "alleles", KB_EDIT_INSERT, row, &edit, e));
    return set_allele(x, edit, g, new, kind, new->cells, e);
}

static bool told_change(kb_import *x, const kb_gene *g, str allele, const char *what, str old,
                        str new)
{
    if (str_eq(old, new)) return false;
    imp_line(x, "%.*s: allele %.*s: %s '%.*s' -> '%.*s'", STR_ARG(g->name), STR_ARG(allele), what,
             STR_ARG(old), STR_ARG(new));
    return true;
}

static status change_allele(kb_import *x, const kb_gene *g, const imp_gene *n,
                            const imp_allele *new, uint32_t row, err *e)
{
    const kb_allele *known = &g->alleles[kb_allele_find(g, new->name)];
    const kb_table *t = kb_table_find(x->k, "alleles");
    str kind, cells, new_kind = kind_of(n, new, known);
    TRY(kb_text_at(t, row, "kind", &kind, e));
    TRY(kb_text_at(t, row, "cells", &cells, e));
    str new_cells = n->has_definition ? new->cells : cells;
    AUTO(buf_release) buf words;
    buf_init(&words, 1 << 20);
    cells_changed(cells, new_cells, &words);
    TRY(buf_status(&words, e));
    bool changed = told_change(x, g, new->name, "kind", kind, new_kind);
    if (words.n > 0) {
        imp_line(x, "%.*s: allele %.*s redefined: %.*s", STR_ARG(g->name), STR_ARG(new->name),
                 (int)words.n, words.p); /* whole, however long */
        changed = true;
    }
    changed |= n->has_definition && told_change(x, g, new->name, "id", known->id, new->id);
    changed |= told_change(x, g, new->name, "function", known->function, new->function);
    changed |= told_change(x, g, new->name, "activity", known->activity, new->activity);
    if (!changed) return OK;
    kb_edit *edit;
    TRY(imp_edit(x, "alleles", KB_EDIT_REPLACE, row, &edit, e));
    return set_allele(x, edit, g, new, new_kind, new_cells, e);
}

static bool in_release(const imp_gene *n, str name)
{
    for (size_t i = 0; i < n->allele_count; i++) {
        if (str_eq(n->alleles[i].name, name)) return true;
    }
    return false;
}

status imp_compare_alleles(kb_import *x, const kb_gene *g, const imp_gene *n, err *e)
{
    for (size_t i = 0; i < n->allele_count; i++) {
        const imp_allele *new = &n->alleles[i];
        uint32_t row = kb_check_row(x->k, "alleles", g->name, "allele", new->name);
        if (row == 0)
            TRY(add_allele(x, g, n, new, e));
        else
            TRY(change_allele(x, g, n, new, row - 1, e));
    }
    uint32_t from, to;
    TRY(imp_rows(x, "alleles", g->name, &from, &to, e));
    const kb_table *t = kb_table_find(x->k, "alleles");
    for (uint32_t row = from; row < to; row++) {
        str name;
        kb_edit *edit;
        TRY(kb_text_at(t, row, "allele", &name, e));
        if (in_release(n, name)) continue;
        imp_line(x, "%.*s: allele %.*s removed", STR_ARG(g->name), STR_ARG(name));
        TRY(imp_edit(x, "alleles", KB_EDIT_DELETE, row, &edit, e));
    }
    return OK;
}

/* ---- positions ---- */

/* GRCh37 position of a new one: the offset of the nearest known positions on both sides, when they
 * agree; KB_POS_NONE otherwise. */
static uint32_t pos37_between(const kb_gene *g, uint32_t pos38)
{
    const kb_position *left = NULL, *right = NULL;
    for (size_t i = 0; i < g->position_count; i++) {
        const kb_position *p = &g->positions[i];
        if (p->pos1[0] == KB_POS_NONE) continue;
        if (p->pos1[1] <= pos38)
            left = p;
        else if (right == NULL)
            right = p;
    }
    if (left == NULL || right == NULL) return KB_POS_NONE;
    int64_t a = (int64_t)left->pos1[0] - left->pos1[1];
    int64_t b = (int64_t)right->pos1[0] - right->pos1[1];
    return a == b ? (uint32_t)(pos38 + a) : KB_POS_NONE;
}

static const kb_window *window_of(const kb_gene *g, const imp_position *p)
{
    for (size_t i = 0; i < g->window_count; i++) {
        const kb_window *w = &g->windows[i];
        if (p->pos38 >= w->start1[1] && p->pos38 - w->start1[1] + p->ref.n <= w->bases.n) return w;
    }
    return NULL;
}

/* Indels can only be normalised where the window reaches far enough (docs/kb-tables.md). */
static bool is_flanked(const kb_window *w, const imp_position *p)
{
    if (w == NULL) return false;
    size_t at = p->pos38 - w->start1[1];
    return at >= FLANK && at + p->ref.n + FLANK <= w->bases.n;
}

/* A name for one ALT: the source's name that makes this ALT; without a window only an unambiguous
 * one; a substitution names itself; "?" where none is known. */
static status name_of_alt(kb_import *x, const kb_window *w, const imp_position *p, str alt,
                          size_t alts, str *name, err *e)
{
    str names = p->hgvs, part;
    *name = STR("?");
    if (w == NULL && alts == 1 && names.n > 0 && str_find(names, ';') == names.n) *name = names;
    while (w != NULL && names.n > 0 && str_next(&names, ';', &part)) {
        bool agrees, known;
        part = str_trim(part);
        TRY(kb_hgvs_agrees(w, part, p->pos38, p->ref, alt, &agrees, &known, e));
        if (agrees) *name = part;
    }
    if (!str_eq(*name, STR("?")) || p->ref.n != 1 || alt.n != 1) return OK;
    char *made = arena_printf(&x->memory, "g.%u%c>%c", p->pos38, p->ref.p[0], alt.p[0]);
    TRY_MEM(e, made);
    *name = str_of(made);
    return OK;
}

static status names_by_alt(kb_import *x, const kb_gene *g, const imp_position *p, buf *out, err *e)
{
    const kb_window *w = window_of(g, p);
    str alts = p->alts, alt, count = p->alts;
    size_t n = 0;
    while (str_next(&count, ',', &alt)) n++;
    while (str_next(&alts, ',', &alt)) {
        str name;
        TRY(name_of_alt(x, w, p, alt, n, &name, e));
        if (out->n > 0) buf_put_c(out, ';');
        buf_put_str(out, name);
    }
    return buf_status(out, e);
}

static status set_position(kb_import *x, kb_edit *edit, const kb_gene *g, const imp_position *p,
                           err *e)
{
    AUTO(buf_release) buf names;
    buf_init(&names, 1 << 16);
    TRY(names_by_alt(x, g, p, &names, e));
    TRY(imp_edit_set(x, edit, "gene", g->name, e));
    TRY(imp_edit_set(x, edit, "role", p->extra ? STR("extra") : STR("define"), e));
    TRY(imp_edit_set(x, edit, "ref38", p->ref, e));
    TRY(imp_edit_set(x, edit, "alts38", p->alts, e));
    TRY(imp_edit_set(x, edit, "rsid", p->rsid, e));
    TRY(imp_edit_set(x, edit, "hgvs38", buf_str(&names), e));
    TRY(imp_edit_set(x, edit, "flags", p->flags, e));
    return imp_edit_set(x, edit, "source", x->release, e);
}

/* Before the first row of the gene that comes later: define rows by position, then extras. */
static status place_of_position(const kb_import *x, const kb_gene *g, const imp_position *p,
                                uint32_t *row, err *e)
{
    uint32_t from, to;
    TRY(imp_rows(x, "positions", g->name, &from, &to, e));
    for (*row = from; *row < to; (*row)++) {
        const kb_position *q = &g->positions[*row - from];
        if (q->extra && !p->extra) return OK;
        if (q->extra == p->extra && q->pos1[1] > p->pos38) return OK;
    }
    return OK;
}

static status add_position(kb_import *x, const kb_gene *g, const imp_position *p, err *e)
{
    char at38[16], at37[16];
    uint32_t pos37 = pos37_between(g, p->pos38), row;
    (void)snprintf(at38, sizeof at38, "%u", p->pos38);
    (void)snprintf(at37, sizeof at37, "%u", pos37);
    imp_line(x, "%.*s: position %u added (%.*s>%.*s %.*s; GRCh37 %s)", STR_ARG(g->name), p->pos38,
             STR_ARG(p->ref), STR_ARG(p->alts), STR_ARG(p->rsid),
             pos37 == KB_POS_NONE ? "not established" : at37);
    if (pos37 == KB_POS_NONE) {
        imp_note(x, "%.*s %u: its neighbours do not agree on an offset, GRCh37 stays unknown",
                 STR_ARG(g->name), p->pos38);
    } else {
        imp_note(x,
                 "%.*s %u: GRCh37 %u by the offset of its neighbours; its REF there is taken "
                 "to be %.*s",
                 STR_ARG(g->name), p->pos38, pos37, STR_ARG(p->ref));
    }
    if (!is_flanked(window_of(g, p), p)) {
        imp_note(x,
                 "%.*s %u: no reference window has %d bases on both sides of it; make one with "
                 "tools/curate_pgx.py",
                 STR_ARG(g->name), p->pos38, FLANK);
    }
    kb_edit *edit;
    TRY(place_of_position(x, g, p, &row, e));
    TRY(imp_edit(x, "positions", KB_EDIT_INSERT, row, &edit, e));
    TRY(set_position(x, edit, g, p, e));
    TRY(imp_edit_set(x, edit, "pos38", str_of(at38), e));
    if (pos37 == KB_POS_NONE) return OK;
    TRY(imp_edit_set(x, edit, "pos37", str_of(at37), e));
    TRY(imp_edit_set(x, edit, "ref37", p->ref, e));
    return imp_edit_set(x, edit, "evidence37", STR("neighbours"), e);
}

static bool told_position(kb_import *x, const kb_gene *g, uint32_t pos, const char *what, str old,
                          str new)
{
    if (str_eq(old, new)) return false;
    imp_line(x, "%.*s: position %u: %s '%.*s' -> '%.*s'", STR_ARG(g->name), pos, what, STR_ARG(old),
             STR_ARG(new));
    return true;
}

/* Our names are the source's in our own order, so each must still be among the source's. */
static bool names_gone(str ours, str theirs)
{
    str name;
    while (ours.n > 0 && str_next(&ours, ';', &name)) {
        if (!str_eq(name, STR("?")) && !has_word(theirs, ';', name)) return true;
    }
    return false;
}

static status change_position(kb_import *x, const kb_gene *g, const imp_position *p, uint32_t row,
                              err *e)
{
    const kb_table *t = kb_table_find(x->k, "positions");
    str ref, alts, rsid, flags, hgvs, role;
    TRY(kb_text_at(t, row, "ref38", &ref, e));
    TRY(kb_text_at(t, row, "alts38", &alts, e));
    TRY(kb_text_at(t, row, "rsid", &rsid, e));
    TRY(kb_text_at(t, row, "flags", &flags, e));
    TRY(kb_text_at(t, row, "hgvs38", &hgvs, e));
    TRY(kb_text_at(t, row, "role", &role, e));
    bool ref_changed = told_position(x, g, p->pos38, "REF", ref, p->ref);
    bool changed = ref_changed;
    changed |= told_position(x, g, p->pos38, "role", role, p->extra ? STR("extra") : STR("define"));
    changed |= told_position(x, g, p->pos38, "ALT", alts, p->alts);
    changed |= told_position(x, g, p->pos38, "rsID", rsid, p->rsid);
    changed |= told_position(x, g, p->pos38, "flags", flags, p->flags);
    if (p->hgvs.n > 0 && names_gone(hgvs, p->hgvs)) {
        changed |= told_position(x, g, p->pos38, "HGVS", hgvs, p->hgvs);
    }
    if (!changed) return OK;
    kb_edit *edit;
    TRY(imp_edit(x, "positions", KB_EDIT_REPLACE, row, &edit, e));
    TRY(set_position(x, edit, g, p, e));
    if (!ref_changed) return OK;
    imp_note(x, "%.*s %u: REF changed, so its GRCh37 coordinate is taken out until established",
             STR_ARG(g->name), p->pos38);
    TRY(imp_edit_set(x, edit, "pos37", (str){NULL, 0}, e));
    TRY(imp_edit_set(x, edit, "ref37", (str){NULL, 0}, e));
    return imp_edit_set(x, edit, "evidence37", (str){NULL, 0}, e);
}

static bool position_in_release(const imp_gene *n, uint32_t pos38)
{
    for (size_t i = 0; i < n->position_count; i++) {
        if (n->positions[i].pos38 == pos38) return true;
    }
    return false;
}

status imp_compare_positions(kb_import *x, const kb_gene *g, const imp_gene *n, err *e)
{
    for (size_t i = 0; i < n->position_count; i++) {
        const imp_position *p = &n->positions[i];
        char text[16];
        (void)snprintf(text, sizeof text, "%u", p->pos38);
        uint32_t row = kb_check_row(x->k, "positions", g->name, "pos38", str_of(text));
        if (row == 0)
            TRY(add_position(x, g, p, e));
        else
            TRY(change_position(x, g, p, row - 1, e));
    }
    uint32_t from, to;
    TRY(imp_rows(x, "positions", g->name, &from, &to, e));
    for (uint32_t row = from; row < to; row++) {
        const kb_position *p = &g->positions[row - from];
        kb_edit *edit;
        if (position_in_release(n, p->pos1[1])) continue;
        imp_line(x, "%.*s: position %u removed", STR_ARG(g->name), p->pos1[1]);
        TRY(imp_edit(x, "positions", KB_EDIT_DELETE, row, &edit, e));
    }
    return OK;
}
