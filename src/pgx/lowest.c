/*
 * Lowest-function genes as the peer calls them (pgx-calling part B 2.5): pairs where one group
 * differs, combinations where phase is known, otherwise a list of variants. A nested allele (one
 * that another contains, as DPYD's HapB3 holds its intronic variant) is taken out, and added
 * afterwards.
 */
#include "pgx/lowest.h"

#include <stdlib.h>
#include <string.h>

/* An allele of two cells and one of a single cell that it contains. */
typedef struct nested {
    bool exists;
    uint16_t whole, part;
    size_t part_site, other_site;
    uint32_t part_mask, other_mask;
} nested;

static nested find_nested(const pgx_gene *g)
{
    for (size_t h = 1; h < g->alleles; h++) {
        const kb_allele *whole = &g->kb->alleles[h];
        if (whole->cell_count != 2) continue;
        for (size_t k = 1; k < g->alleles; k++) {
            const kb_allele *part = &g->kb->alleles[k];
            if (part->cell_count != 1) continue;
            for (size_t i = 0; i < 2; i++) {
                if (whole->cells[i].position != part->cells[0].position) continue;
                return (nested){true,
                                (uint16_t)h,
                                (uint16_t)k,
                                part->cells[0].position,
                                whole->cells[1 - i].position,
                                part->cells[0].mask,
                                whole->cells[1 - i].mask};
            }
        }
    }
    return (nested){0};
}

static bool carries(uint8_t code, uint32_t mask)
{
    return code < 32 && (mask >> code & 1) != 0;
}

enum { PART_NONE = 0xFFFF };
static const char only_other[] = "pcat-dpyd-hapB3-exonic-only";
static const char mismatch[] = "pcat-dpyd-hapB3-intronic-mismatch-exonic";

/* What one strand carries of the nested alleles. */
static uint16_t nested_on_strand(const nested *n, uint8_t part, uint8_t other, answer *w)
{
    bool has_part = carries(part, n->part_mask), has_other = carries(other, n->other_mask);
    if (has_part) return has_other ? n->whole : n->part;
    if (!has_other) return PART_NONE;
    if (part == CELL_MISSING) {
        answer_warn(w, str_of(only_other), (str){NULL, 0});
        return n->whole;
    }
    answer_warn(w, str_of(mismatch), (str){NULL, 0});
    return PART_NONE;
}

/* Unphased: i copies of the part's variant, o of the other; which alleles are carried. */
static size_t nested_by_count(const nested *n, const pgx_genotype *x, uint16_t items[2], answer *w)
{
    size_t i = (size_t)carries(x->a[n->part_site], n->part_mask) +
               carries(x->b[n->part_site], n->part_mask);
    size_t o = (size_t)carries(x->a[n->other_site], n->other_mask) +
               carries(x->b[n->other_site], n->other_mask);
    bool part_known = x->group_of[n->part_site] != PGX_GROUP_NONE;
    size_t whole = 0, part = 0;
    if (!part_known) {
        whole = o;
        if (x->group_of[n->other_site] != PGX_GROUP_NONE) {
            answer_warn(w, str_of(only_other), (str){NULL, 0});
        }
    } else if (i >= o) {
        whole = o;
        part = i - o;
    } else {
        whole = i;
        answer_warn(w, str_of(mismatch), (str){NULL, 0});
    }
    size_t count = 0;
    while (whole-- > 0) items[count++] = n->whole;
    while (part-- > 0) items[count++] = n->part;
    return count;
}

/* Adds a named allele to a strand's description. */
static status strand_with(const pgx_genotype *full, const pgx_genotype *x, const pgx_strand *base,
                          uint16_t allele, answer *w, pgx_strand *out, err *e)
{
    const pgx_gene *g = x->gene;
    *out = *base;
    /* a strand of reference counts every known position, those taken out included */
    if (base->allele_count == 0) out->score += (int32_t)(full->known - x->known);
    if (allele == PART_NONE) return OK;
    str parts[PGX_PARTS_MAX + 1];
    size_t n = 0;
    bool placed = false;
    out->allele_count = 0;
    for (size_t i = 0; i < base->allele_count || !placed; i++) {
        bool here =
            !placed && (i == base->allele_count || g->rank[allele] < g->rank[base->alleles[i]]);
        if (here) {
            out->alleles[out->allele_count++] = allele;
            placed = true;
        }
        if (i < base->allele_count) out->alleles[out->allele_count++] = base->alleles[i];
    }
    for (size_t i = 0; i < out->allele_count; i++)
        parts[n++] = g->kb->alleles[out->alleles[i]].name;
    if (base->allele_count == 0 || pgx_more_severe(g, allele, base->worst)) out->worst = allele;
    int32_t cells = 0;
    const kb_allele *named = &g->kb->alleles[allele];
    for (size_t i = 0; i < named->cell_count; i++) {
        cells += full->group_of[named->cells[i].position] != PGX_GROUP_NONE;
    }
    out->score = (base->allele_count == 0 ? 0 : base->score + (int32_t)base->partial_count) + cells;
    out->partial_count = 0;
    return pgx_parts_name(w->a, parts, n, &out->name, e);
}

/* The strands of one orientation, nested alleles added, every pair given. */
static status add_orientation(const pgx_observed *seen, const pgx_genotype *full,
                              const pgx_genotype *rest, const nested *n, size_t which, answer *w,
                              err *e)
{
    uint8_t one[PGX_SITES_MAX], two[PGX_SITES_MAX];
    pgx_orientation_codes(full, which, one, two);
    uint16_t item1 = PART_NONE, item2 = PART_NONE;
    pgx_set banned = {{0}};
    if (n->exists) {
        item1 = nested_on_strand(n, one[n->part_site], one[n->other_site], w);
        item2 = nested_on_strand(n, two[n->part_site], two[n->other_site], w);
        set_add(&banned, n->whole);
        set_add(&banned, n->part);
    }
    pgx_strand_list s1, s2;
    TRY(pgx_strand_describe(rest, one, seen, &banned, true, w->a, &s1, e));
    TRY(pgx_strand_describe(rest, two, seen, &banned, true, w->a, &s2, e));
    for (size_t j = 0; j < s1.count; j++) {
        for (size_t k = 0; k < s2.count; k++) {
            pgx_strand a, b;
            TRY(strand_with(full, rest, &s1.items[j], item1, w, &a, e));
            TRY(strand_with(full, rest, &s2.items[k], item2, w, &b, e));
            /* the peer lists an arrangement once for each phase that gives it */
            w->keep_doubles = true;
            TRY(pgx_add_strands(w, &a, &b, e));
        }
    }
    return OK;
}

/* Cells of `h` in every group all fit one strand; `*twice` when they fit both everywhere. */
static bool fits_somewhere(const pgx_genotype *x, size_t h, bool *twice)
{
    const kb_allele *allele = &x->gene->kb->alleles[h];
    size_t known = 0;
    *twice = true;
    for (size_t i = 0; i < x->group_count; i++) {
        bool on1 = true, on2 = true;
        for (size_t c = 0; c < allele->cell_count; c++) {
            const kb_cell_def *cell = &allele->cells[c];
            if (x->group_of[cell->position] != i) continue;
            known++;
            on1 = on1 && carries(x->a[cell->position], cell->mask);
            on2 = on2 && carries(x->b[cell->position], cell->mask);
        }
        if (!on1 && !on2) return false;
        if (!on1 || !on2) *twice = false;
    }
    return known > 0;
}

typedef struct variant_list {
    uint16_t items[2 * PGX_ALLELES_MAX];
    size_t count;
} variant_list;

static int by_rank(const void *a, const void *b, void *gene)
{
    const uint16_t *rank = ((const pgx_gene *)gene)->rank;
    uint16_t x = *(const uint16_t *)a, y = *(const uint16_t *)b;
    return rank[x] < rank[y] ? -1 : rank[x] > rank[y];
}

static void collect_variants(const pgx_genotype *x, const nested *n, const uint16_t *items,
                             size_t item_count, variant_list *v)
{
    v->count = 0;
    for (size_t h = 0; h < x->gene->alleles; h++) {
        bool twice;
        if (n->exists && (h == n->whole || h == n->part)) continue;
        if (set_has(&x->uncallable, h) || !fits_somewhere(x, h, &twice)) continue;
        v->items[v->count++] = (uint16_t)h;
        if (twice && h != 0) v->items[v->count++] = (uint16_t)h;
    }
    for (size_t i = 0; i < item_count; i++) v->items[v->count++] = items[i];
    if (v->count > 2) {
        size_t kept = 0;
        for (size_t i = 0; i < v->count; i++) {
            if (v->items[i] != 0) v->items[kept++] = v->items[i];
        }
        v->count = kept;
    }
    pgx_gene g = *x->gene;
    qsort_r(v->items, v->count, sizeof *v->items, by_rank, &g);
}

/* The two lowest functions of the list decide. */
static status give_variants(const pgx_gene *g, const variant_list *v, answer *w, finding *out,
                            err *e)
{
    str *names = ARENA_ARRAY(w->a, str, v->count + 1);
    TRY_MEM(e, names);
    size_t lowest = SIZE_MAX, second = SIZE_MAX;
    for (size_t i = 0; i < v->count; i++) {
        names[i] = g->kb->alleles[v->items[i]].name;
        if (lowest == SIZE_MAX || pgx_more_severe(g, v->items[i], v->items[lowest])) {
            second = lowest;
            lowest = i;
        } else if (second == SIZE_MAX || pgx_more_severe(g, v->items[i], v->items[second])) {
            second = i;
        }
    }
    out->variants = names;
    out->variant_count = v->count;
    if (v->count == 0) return OK;
    uint16_t a = v->items[lowest], b = second == SIZE_MAX ? 0 : v->items[second];
    answer_possible(w, pgx_result_of_pair(g, a, b));
    return OK;
}

/* All matches are kept in these genes, not only the best. */
static status plain_pairs(const pgx_genotype *x, answer *w, err *e)
{
    pgx_pairs pairs;
    TRY(pgx_match(x, PGX_UNKNOWN_DROPPED, w->a, &pairs, e));
    for (size_t i = 0; i < pairs.count; i++) {
        pgx_pair p = pairs.list[i];
        const kb_allele *alleles = x->gene->kb->alleles;
        char *name =
            arena_printf(w->a, "%.*s/%.*s", STR_ARG(alleles[p.a].name), STR_ARG(alleles[p.b].name));
        TRY_MEM(e, name);
        TRY(answer_add(w, str_of(name), alleles[p.a].name, alleles[p.b].name, p.score,
                       pgx_result_of_pair(x->gene, p.a, p.b), e));
    }
    return OK;
}

static bool is_unphased_het(const pgx_observed *seen, size_t site)
{
    genome_cell c = seen->cells[site];
    return c.a != c.b && (c.flags & CELL_PHASED) == 0;
}

/* Nested alleles seen without phase: their number is known, not their strand. */
static status unphased_nested(const pgx_observed *seen, const pgx_genotype *full,
                              const pgx_genotype *rest, const nested *n, answer *w, finding *out,
                              err *e)
{
    uint16_t items[2] = {PART_NONE, PART_NONE};
    size_t count = nested_by_count(n, full, items, w);
    if (!pgx_effectively_phased(full) && !full->phase_sets) {
        variant_list v;
        collect_variants(rest, n, items, count, &v);
        return give_variants(rest->gene, &v, w, out, e);
    }
    pgx_set banned = {{0}};
    set_add(&banned, n->whole);
    set_add(&banned, n->part);
    pgx_strand_list s1, s2;
    TRY(pgx_strand_describe(rest, rest->a, seen, &banned, true, w->a, &s1, e));
    TRY(pgx_strand_describe(rest, rest->b, seen, &banned, true, w->a, &s2, e));
    for (size_t j = 0; j < s1.count; j++) {
        pgx_strand a, b;
        TRY(strand_with(full, rest, &s1.items[j], items[0], w, &a, e));
        TRY(strand_with(full, rest, &s2.items[j < s2.count ? j : 0], items[1], w, &b, e));
        TRY(pgx_add_strands(w, &a, &b, e));
    }
    pgx_sort_candidates(w);
    return OK;
}

static status call_rest(const pgx_observed *seen, const pgx_genotype *full,
                        const pgx_genotype *rest, const nested *n, answer *w, finding *out, err *e)
{
    if (!n->exists && full->differing <= 1 && full->partial == 0) {
        TRY(plain_pairs(full, w, e));
        if (w->count > 0) return OK;
    }
    if (pgx_effectively_phased(full) || full->phase_sets) {
        size_t orientations = pgx_orientation_count(full);
        for (size_t i = 0; i < orientations; i++) {
            TRY(add_orientation(seen, full, rest, n, i, w, e));
        }
        pgx_sort_candidates(w);
        return OK;
    }
    variant_list v;
    uint16_t items[2];
    nested any = find_nested(full->gene);
    size_t count = any.exists ? nested_by_count(&any, full, items, w) : 0;
    collect_variants(rest, n, items, n->exists ? count : 0, &v);
    return give_variants(full->gene, &v, w, out, e);
}

status pgx_lowest_compatible(const pgx_observed *seen, answer *w, finding *out, err *e)
{
    const pgx_gene *g = w->gene;
    pgx_genotype full, rest;
    pgx_prepare how = {.replace_unknown = g->kb->undocumented_is_reference, .peer = true};
    TRY(pgx_genotype_prepare(g, seen, &how, w->a, &full, e));
    nested n = find_nested(g);
    bool active = n.exists && (full.a[n.part_site] != 0 || full.b[n.part_site] != 0 ||
                               full.a[n.other_site] != 0 || full.b[n.other_site] != 0);
    bool known = n.exists && (full.group_of[n.part_site] != PGX_GROUP_NONE ||
                              full.group_of[n.other_site] != PGX_GROUP_NONE);
    bool variant =
        active && known &&
        (carries(full.a[n.part_site], n.part_mask) || carries(full.b[n.part_site], n.part_mask) ||
         carries(full.a[n.other_site], n.other_mask) ||
         carries(full.b[n.other_site], n.other_mask));
    if (!variant) {
        n.exists = false;
        return call_rest(seen, &full, &full, &n, w, out, e);
    }
    bool skip[PGX_SITES_MAX] = {false};
    skip[n.part_site] = skip[n.other_site] = true;
    how.skip = skip;
    TRY(pgx_genotype_prepare(g, seen, &how, w->a, &rest, e));
    if (is_unphased_het(seen, n.part_site) || is_unphased_het(seen, n.other_site)) {
        return unphased_nested(seen, &full, &rest, &n, w, out, e);
    }
    return call_rest(seen, &full, &rest, &n, w, out, e);
}
