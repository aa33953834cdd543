/*
 * The model: knowledge tables into bit sets, ranks and a panel of sites. Clinical facts stay in the
 * tables; this file only changes their shape.
 */
#include "pgx/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pgx/name_order.h"
#include "pgx/phenotype.h"

/* Alleles' cells, with unspecified cells filled from the reference allele (from REF where the
 * reference itself is a wobble). */
static status fill_cells(arena *a, pgx_gene *g, err *e)
{
    size_t sites = g->sites, n = g->alleles;
    uint32_t *filled = ARENA_ARRAY(a, uint32_t, n * sites + 1);
    uint8_t *defined = ARENA_ARRAY(a, uint8_t, n * sites + 1);
    uint8_t *wobble = ARENA_ARRAY(a, uint8_t, n * sites + 1);
    TRY_MEM(e, filled);
    TRY_MEM(e, defined);
    TRY_MEM(e, wobble);
    uint32_t background[PGX_SITES_MAX];
    for (size_t s = 0; s < sites; s++) background[s] = 1;
    const kb_allele *reference = &g->kb->alleles[0];
    for (size_t i = 0; i < reference->cell_count; i++) {
        const kb_cell_def *c = &reference->cells[i];
        if (!c->wobble) background[c->position] = c->mask;
    }
    for (size_t h = 0; h < n; h++) {
        uint32_t *row = filled + h * sites;
        memcpy(row, background, sites * sizeof *row);
        const kb_allele *allele = &g->kb->alleles[h];
        for (size_t i = 0; i < allele->cell_count; i++) {
            const kb_cell_def *c = &allele->cells[i];
            row[c->position] = c->mask;
            defined[h * sites + c->position] = 1;
            wobble[h * sites + c->position] = c->wobble;
        }
    }
    g->filled = filled;
    g->defined = defined;
    g->wobble = wobble;
    return OK;
}

static status build_accept(arena *a, pgx_gene *g, err *e)
{
    g->accept = ARENA_ARRAY(a, uint64_t *, g->sites + 1);
    TRY_MEM(e, g->accept);
    for (size_t s = 0; s < g->sites; s++) {
        size_t codes = g->kb->positions[s].allele_count;
        uint64_t *sets = ARENA_ARRAY(a, uint64_t, codes * g->words);
        TRY_MEM(e, sets);
        for (size_t h = 0; h < g->alleles; h++) {
            uint32_t mask = g->filled[h * g->sites + s];
            for (size_t code = 0; code < codes; code++) {
                if ((mask >> code & 1) == 0) continue;
                sets[code * g->words + h / 64] |= (uint64_t)1 << (h % 64);
            }
        }
        g->accept[s] = sets;
    }
    return OK;
}

static status build_wants(arena *a, pgx_gene *g, err *e)
{
    pgx_wants *wants = ARENA_ARRAY(a, pgx_wants, g->sites + 1);
    uint16_t *count = ARENA_ARRAY(a, uint16_t, g->alleles + 1);
    TRY_MEM(e, wants);
    TRY_MEM(e, count);
    g->all_reference = set_first(g->alleles);
    for (size_t s = 0; s < g->sites; s++) {
        uint16_t list[PGX_ALLELES_MAX];
        for (size_t h = 0; h < g->alleles; h++) {
            if ((g->filled[h * g->sites + s] & 1) != 0) continue;
            list[wants[s].count++] = (uint16_t)h;
            if (++count[h] == UINT8_MAX) FAIL(e, E_LIMIT, "an allele with too many variants");
            set_remove(&g->all_reference, h);
        }
        wants[s].alleles = (const uint16_t *)arena_copy(a, (const char *)(const void *)list,
                                                        wants[s].count * sizeof *list);
        TRY_MEM(e, wants[s].alleles);
    }
    g->wants = wants;
    g->want_count = count;
    return OK;
}

static int by_name(const void *a, const void *b, void *gene)
{
    const kb_gene *g = gene;
    return pgx_name_order(g->alleles[*(const uint16_t *)a].name,
                          g->alleles[*(const uint16_t *)b].name);
}

static status rank_names(arena *a, pgx_gene *g, err *e)
{
    size_t n = g->kb->allele_count;
    uint16_t *order = ARENA_ARRAY(a, uint16_t, n + 1), *rank = ARENA_ARRAY(a, uint16_t, n + 1);
    TRY_MEM(e, order);
    TRY_MEM(e, rank);
    for (size_t i = 0; i < n; i++) order[i] = (uint16_t)i;
    kb_gene copy = *g->kb;
    qsort_r(order, n, sizeof *order, by_name, &copy);
    for (size_t i = 0; i < n; i++) rank[order[i]] = (uint16_t)i;
    g->rank = rank;
    return OK;
}

static status show_names(const kb *k, arena *a, pgx_gene *g, err *e)
{
    str *shown = ARENA_ARRAY(a, str, g->kb->allele_count + 1);
    TRY_MEM(e, shown);
    for (size_t i = 0; i < g->kb->allele_count; i++) {
        shown[i] = kb_parent_allele(k, g->kb, g->kb->alleles[i].name);
    }
    g->shown = shown;
    return OK;
}

/* The allele that each base of a well-known position stands for when the whole is no named allele.
 */
static status build_inferred(const kb *k, arena *a, pgx_gene *g, err *e)
{
    const kb_table *t = kb_table_find(k, "inferred");
    uint32_t gene, site, letter, allele;
    g->inferred_site = PGX_SITE_NONE;
    if (t == NULL) return OK;
    TRY(kb_column(t, "gene", &gene, e));
    TRY(kb_column(t, "rsid", &site, e));
    TRY(kb_column(t, "base", &letter, e));
    TRY(kb_column(t, "allele", &allele, e));
    uint16_t *list = ARENA_ARRAY(a, uint16_t, KB_POSITION_ALLELES_MAX);
    TRY_MEM(e, list);
    for (size_t i = 0; i < KB_POSITION_ALLELES_MAX; i++) list[i] = PGX_ALLELE_NONE;
    g->inferred = list;
    for (uint32_t row = 0; row < t->rows; row++) {
        if (!str_eq(kb_cell(t, row, gene), g->kb->name)) continue;
        for (size_t s = 0; s < g->sites; s++) {
            const kb_position *p = &g->kb->positions[s];
            if (!str_eq(p->rsid, kb_cell(t, row, site))) continue;
            g->inferred_site = s;
            for (size_t c = 0; c < p->allele_count; c++) {
                if (!str_eq(p->alleles[c], kb_cell(t, row, letter))) continue;
                list[c] = (uint16_t)kb_allele_find(g->kb, kb_cell(t, row, allele));
            }
        }
    }
    return OK;
}

static status build_gene(const kb *k, arena *a, const kb_gene *source, pgx_gene *g, err *e)
{
    *g = (pgx_gene){.kb = source,
                    .sites = source->position_count,
                    .alleles = source->matched_count,
                    .words = (source->matched_count + 63) / 64};
    if (g->alleles > PGX_ALLELES_MAX || g->sites > PGX_SITES_MAX) {
        FAIL(e, E_LIMIT, "gene %.*s has more alleles or positions than this build can match",
             STR_ARG(source->name));
    }
    TRY(fill_cells(a, g, e));
    TRY(build_accept(a, g, e));
    TRY(build_wants(a, g, e));
    TRY(rank_names(a, g, e));
    TRY(show_names(k, a, g, e));
    TRY(build_inferred(k, a, g, e));
    return pgx_phenotypes_build(a, g, e);
}

static void fill_site(const kb_gene *g, const kb_position *p, genome_site *site)
{
    *site = (genome_site){.chrom = g->chrom,
                          .allele_count = p->allele_count,
                          .ref = {p->ref37 == KB_REF_OTHER ? SITE_REF_OTHER : p->ref37, 0},
                          .alleles = p->alleles};
    for (int b = 0; b < 2; b++) {
        site->pos0[b] = p->pos1[b] == KB_POS_NONE ? SITE_POS_NONE : p->pos1[b] - 1;
    }
}

typedef struct panel_entry {
    genome_site site;
    uint16_t gene, position;
} panel_entry;

static int by_place(const void *a, const void *b)
{
    const panel_entry *x = a, *y = b;
    if (x->site.chrom != y->site.chrom) return x->site.chrom < y->site.chrom ? -1 : 1;
    if (x->site.pos0[1] != y->site.pos0[1]) return x->site.pos0[1] < y->site.pos0[1] ? -1 : 1;
    return x->gene < y->gene ? -1 : x->gene > y->gene;
}

/* GRCh37 bases of a window: GRCh38's, with the listed differences and swapped references put in. */
static status window_bases37(arena *a, const kb_gene *g, const kb_window *w, str *bases, err *e)
{
    char *copy = arena_copy(a, w->bases.p, w->bases.n);
    TRY_MEM(e, copy);
    for (size_t i = 0; i < w->diff_count; i++) copy[w->diff37[i]] = w->base37[i];
    for (size_t i = 0; i < g->position_count; i++) {
        const kb_position *p = &g->positions[i];
        if (p->ref37 == 0 || p->ref37 == KB_REF_OTHER || p->pos1[1] < w->start1[1]) continue;
        size_t at = p->pos1[1] - w->start1[1];
        str ref = p->alleles[p->ref37];
        if (ref.n == p->alleles[0].n && at + ref.n <= w->bases.n) memcpy(copy + at, ref.p, ref.n);
    }
    *bases = (str){copy, w->bases.n};
    return OK;
}

static int window_by_place(const void *a, const void *b)
{
    const genome_window *x = a, *y = b;
    if (x->chrom != y->chrom) return x->chrom < y->chrom ? -1 : 1;
    return x->start0[1] < y->start0[1] ? -1 : x->start0[1] > y->start0[1];
}

static status build_windows(arena *a, pgx_model *m, err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < m->gene_count; i++) count += m->genes[i].kb->window_count;
    genome_window *list = ARENA_ARRAY(a, genome_window, count + 1);
    TRY_MEM(e, list);
    size_t n = 0;
    for (size_t i = 0; i < m->gene_count; i++) {
        const kb_gene *g = m->genes[i].kb;
        for (size_t j = 0; j < g->window_count; j++) {
            const kb_window *w = &g->windows[j];
            genome_window *out = &list[n++];
            *out = (genome_window){.chrom = g->chrom};
            for (int b = 0; b < 2; b++) {
                out->start0[b] = w->start1[b] == KB_POS_NONE ? SITE_POS_NONE : w->start1[b] - 1;
            }
            out->bases[1] = w->bases;
            TRY(window_bases37(a, g, w, &out->bases[0], e));
        }
    }
    qsort(list, n, sizeof *list, window_by_place);
    m->panel.windows = list;
    m->panel.window_count = n;
    return OK;
}

static size_t all_positions(const kb_gene *g)
{
    return g->calls == KB_OUTSIDE ? 0 : g->position_count + g->extra_count;
}

static status build_panel(arena *a, pgx_model *m, err *e)
{
    size_t count = 0, n = 0;
    for (size_t i = 0; i < m->gene_count; i++) count += all_positions(m->genes[i].kb);
    panel_entry *entries = ARENA_ARRAY(a, panel_entry, count + 1);
    genome_site *sites = ARENA_ARRAY(a, genome_site, count + 1);
    uint16_t *gene = ARENA_ARRAY(a, uint16_t, count + 1);
    uint16_t *position = ARENA_ARRAY(a, uint16_t, count + 1);
    if (entries == NULL || sites == NULL || gene == NULL || position == NULL) {
        FAIL(e, E_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < m->gene_count; i++) {
        const kb_gene *g = m->genes[i].kb;
        for (size_t j = 0; j < all_positions(g); j++) {
            entries[n] = (panel_entry){.gene = (uint16_t)i, .position = (uint16_t)j};
            fill_site(g, &g->positions[j], &entries[n++].site);
        }
    }
    qsort(entries, n, sizeof *entries, by_place);
    for (size_t i = 0; i < n; i++) {
        sites[i] = entries[i].site;
        gene[i] = entries[i].gene;
        position[i] = entries[i].position;
    }
    m->panel.sites = sites;
    m->panel.site_count = n;
    m->site_gene = gene;
    m->site_position = position;
    return OK;
}

static status index_sites(arena *a, pgx_model *m, err *e)
{
    for (size_t i = 0; i < m->gene_count; i++) {
        pgx_gene *g = &m->genes[i];
        uint32_t *index = ARENA_ARRAY(a, uint32_t, all_positions(g->kb) + 1);
        TRY_MEM(e, index);
        g->site_index = index;
        for (size_t s = 0; s < m->panel.site_count; s++) {
            if (m->site_gene[s] == i) index[m->site_position[s]] = (uint32_t)s;
        }
    }
    return OK;
}

status pgx_model_build(const kb *k, arena *a, pgx_model *model, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    *model = (pgx_model){.knowledge = k, .gene_count = count};
    model->genes = ARENA_ARRAY(a, pgx_gene, count + 1);
    TRY_MEM(e, model->genes);
    for (size_t i = 0; i < count; i++) TRY(build_gene(k, a, &genes[i], &model->genes[i], e));
    TRY(build_windows(a, model, e));
    TRY(build_panel(a, model, e));
    return index_sites(a, model, e);
}
