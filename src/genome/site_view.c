/*
 * Builds the view of the panel in one build. The reference around a site comes from the panel's
 * windows; a site outside every window is known by its own reference allele only, so that nothing
 * slides there.
 */
#include "genome/site_view.h"

#include <stdlib.h>

enum { SPAN_MAX = 63 };

static bool window_holds(const genome_window *w, genome_build build, uint8_t chrom, uint32_t start0,
                         size_t n)
{
    if (w->chrom != chrom || w->start0[build] == SITE_POS_NONE) return false;
    return start0 >= w->start0[build] &&
           (uint64_t)start0 + n <= (uint64_t)w->start0[build] + w->bases[build].n;
}

static void find_stretch(site_view *v, const genome_panel *panel, genome_build build, size_t n)
{
    size_t best = 0;
    for (size_t i = 0; i < panel->window_count; i++) {
        const genome_window *w = &panel->windows[i];
        if (!window_holds(w, build, v->chrom, v->start0, n) || w->bases[build].n <= best) continue;
        best = w->bases[build].n;
        v->stretch = (genome_stretch){w->start0[build], w->bases[build]};
    }
}

static status find_reference(site_view *v, const genome_panel *panel, genome_build build, err *e)
{
    const genome_site *site = v->site;
    uint8_t code = site->ref[build];
    size_t n = site->alleles[code == SITE_REF_OTHER ? 0 : code].n;
    const char *chrom = genome_chrom_name(v->chrom);
    if (n > SPAN_MAX) FAIL(e, E_RANGE, "site %s:%u: allele too long", chrom, v->start0 + 1);
    find_stretch(v, panel, build, n);
    v->ref_code = code == SITE_REF_OTHER ? (uint8_t)SITE_CODE_NONE : code;
    v->end0 = v->start0 + (uint32_t)n;
    if (code != SITE_REF_OTHER) {
        v->ref = site->alleles[code];
    } else if (v->stretch.bases.n > 0) {
        v->ref = (str){v->stretch.bases.p + (v->start0 - v->stretch.start0), n};
    }
    if (v->ref.n == 0) FAIL(e, E_RANGE, "site %s:%u: no reference", chrom, v->start0 + 1);
    if (v->stretch.bases.n == 0) v->stretch = (genome_stretch){v->start0, v->ref};
    return OK;
}

static void widen(site_view *v, const genome_edit *x)
{
    if (genome_edit_is_substitution(x)) {
        if (v->sub_from0 == v->sub_to0) v->sub_from0 = x->start0, v->sub_to0 = x->end0;
        if (x->start0 < v->sub_from0) v->sub_from0 = x->start0;
        if (x->end0 > v->sub_to0) v->sub_to0 = x->end0;
        return;
    }
    v->has_indel = true;
    /* A spelling anchored on the base before the change begins one base earlier. */
    uint32_t from = x->start0 > 0 ? x->start0 - 1 : 0;
    if (from < v->from0) v->from0 = from;
    /* and an insertion may be written on the base behind it */
    uint32_t to = x->end0 + x->slide + (x->start0 == x->end0 ? 1 : 0);
    if (to > v->to0) v->to0 = to;
}

static status fill_alleles(site_view *v, arena *a, err *e)
{
    const genome_site *site = v->site;
    genome_edits *alleles = ARENA_ARRAY(a, genome_edits, site->allele_count);
    TRY_MEM(e, alleles);
    for (uint8_t k = 0; k < site->allele_count; k++) {
        if (!genome_is_sequence(site->alleles[k])) {
            FAIL(e, E_RANGE, "site %s:%u: allele %.*s is not a sequence",
                 genome_chrom_name(v->chrom), v->start0 + 1, STR_ARG(site->alleles[k]));
        }
        TRY(genome_edits_find(&v->stretch, v->start0, v->ref, site->alleles[k], a, &alleles[k], e));
        for (size_t i = 0; i < alleles[k].count; i++) widen(v, &alleles[k].items[i]);
    }
    v->alleles = alleles;
    return OK;
}

static int by_place(const void *left, const void *right)
{
    const site_view *x = left;
    const site_view *y = right;
    if (x->chrom != y->chrom) return x->chrom < y->chrom ? -1 : 1;
    if (x->from0 != y->from0) return x->from0 < y->from0 ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* A deletion that another site documents can be written anywhere in its range and still delete this
 * site's bases: such records have to reach this site. */
static void reach_deletions(site_view *views, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const site_view *d = &views[i];
        for (uint8_t k = 0; d->has_indel && k < d->site->allele_count; k++) {
            if (d->alleles[k].count != 1) continue;
            const genome_edit *x = &d->alleles[k].items[0];
            for (size_t j = 0; x->end0 > x->start0 + x->ins.n && j < count; j++) {
                site_view *v = &views[j];
                if (v->chrom != d->chrom || v->start0 >= x->end0 || v->end0 <= x->start0) continue;
                if (x->start0 < v->from0) v->from0 = x->start0;
                if (x->end0 + x->slide > v->to0) v->to0 = x->end0 + x->slide;
            }
        }
    }
}

status site_index_make(site_index *index, const genome_panel *panel, genome_build build,
                       bool positions_only, arena *a, err *e)
{
    site_view *views = ARENA_ARRAY(a, site_view, panel->site_count + 1);
    TRY_MEM(e, views);
    site_index made = {views, 0, 0, 0, build};
    for (size_t i = 0; i < panel->site_count; i++) {
        const genome_site *site = &panel->sites[i];
        if (site->pos0[build] == SITE_POS_NONE) {
            made.skipped++;
            continue;
        }
        site_view *v = &views[made.count++];
        *v = (site_view){
            .site = site, .number = (uint32_t)i, .chrom = site->chrom, .start0 = site->pos0[build]};
        TRY(find_reference(v, panel, build, e));
        v->from0 = v->start0;
        v->to0 = v->end0;
        TRY(fill_alleles(v, a, e));
        if (positions_only) v->from0 = v->start0, v->to0 = v->start0 + 1;
    }
    if (!positions_only) reach_deletions(views, made.count);
    for (size_t i = 0; i < made.count; i++) {
        uint32_t reach = views[i].to0 - views[i].from0;
        if (reach > made.longest) made.longest = reach;
    }
    qsort(views, made.count, sizeof *views, by_place);
    *index = made;
    return OK;
}

size_t site_index_first(const site_index *index, uint8_t chrom, uint32_t start0)
{
    uint32_t from = start0 > index->longest ? start0 - index->longest : 0;
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const site_view *v = &index->views[middle];
        bool before = v->chrom != chrom ? v->chrom < chrom : v->from0 < from;
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool site_index_documents(const site_index *index, uint8_t chrom, const genome_edit *x)
{
    uint32_t from = x->start0 > 0 ? x->start0 - 1 : 0;
    for (size_t i = site_index_first(index, chrom, from); i < index->count; i++) {
        const site_view *v = &index->views[i];
        if (v->chrom != chrom || v->from0 > x->end0) break;
        for (uint8_t k = 0; k < v->site->allele_count; k++) {
            if (v->alleles[k].count == 1 && genome_edit_eq(&v->alleles[k].items[0], x)) return true;
        }
    }
    return false;
}

status site_index_regions(const site_index *index, arena *a, const genome_region **regions,
                          size_t *count, err *e)
{
    genome_region *list = ARENA_ARRAY(a, genome_region, index->count + 1);
    TRY_MEM(e, list);
    size_t n = 0;
    for (size_t i = 0; i < index->count; i++) {
        const site_view *v = &index->views[i];
        if (n > 0 && list[n - 1].chrom == v->chrom && v->from0 <= list[n - 1].end0) {
            if (v->to0 > list[n - 1].end0) list[n - 1].end0 = v->to0;
            continue;
        }
        list[n++] = (genome_region){v->chrom, v->from0, v->to0};
    }
    *regions = list;
    *count = n;
    return OK;
}
