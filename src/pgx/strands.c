/*
 * Descriptions of single strands. Knows named alleles, their overlap and leftovers; nothing of
 * pairs.
 */
#include "pgx/strands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pgx/name_order.h"
#include "pgx/phenotype.h"

unsigned pgx_severity(const pgx_gene *g, uint16_t allele)
{
    const kb_gene *kbg = g->kb;
    unsigned class = g->function_class[allele];
    if (kbg->scoring == KB_BY_ACTIVITY) {
        double value = g->class_activity[class];
        return isnan(value) ? 0 : 1 + (unsigned)(value * 64);
    }
    if (kbg->class == KB_MITO && class == g->function_class[0]) return 1000;
    str phenotype = kbg->class == KB_MITO ? g->single[class].phenotype
                                          : g->pair[class * g->classes + class].phenotype;
    for (unsigned i = 0; i < kbg->rule_count; i++) {
        if (str_eq(kbg->rules[i].phenotype, phenotype)) return i + 1;
    }
    return 0;
}

bool pgx_more_severe(const pgx_gene *g, uint16_t a, uint16_t b)
{
    unsigned x = pgx_severity(g, a), y = pgx_severity(g, b);
    return x != y ? x < y : g->rank[a] < g->rank[b];
}

size_t pgx_orientation_count(const pgx_genotype *x)
{
    if (x->differing <= 1) return 1;
    if (x->differing > 13) return 0;
    return (size_t)1 << (x->differing - 1);
}

void pgx_orientation_codes(const pgx_genotype *x, size_t which, uint8_t *one, uint8_t *two)
{
    size_t turn[PGX_SITES_MAX + 1] = {0};
    size_t bit = 0;
    for (size_t i = 0; i < x->group_count; i++) {
        if (!x->groups[i].differs) continue;
        if (bit > 0) turn[i] = which >> (bit - 1) & 1;
        bit++;
    }
    for (size_t s = 0; s < x->gene->sites; s++) {
        bool swap = x->group_of[s] != PGX_GROUP_NONE && turn[x->group_of[s]] == 1;
        one[s] = swap ? x->b[s] : x->a[s];
        two[s] = swap ? x->a[s] : x->b[s];
    }
}

static bool fits_cell(const kb_cell_def *cell, uint8_t code)
{
    return code < KB_POSITION_ALLELES_MAX && (cell->mask >> code & 1) != 0;
}

/* Defined cells all match. An unknown site is left out as the peer does (then at least one must be
 * known), or else keeps the allele from being seen. */
static bool covers(const pgx_genotype *x, size_t h, const uint8_t *codes, bool unknown_dropped)
{
    const kb_allele *allele = &x->gene->kb->alleles[h];
    size_t known = 0;
    for (size_t i = 0; i < allele->cell_count; i++) {
        size_t s = allele->cells[i].position;
        if (unknown_dropped && x->group_of[s] == PGX_GROUP_NONE) continue;
        if (!fits_cell(&allele->cells[i], codes[s])) return false;
        known++;
    }
    return known > 0;
}

static size_t core_size(const pgx_genotype *x, size_t h)
{
    const kb_allele *allele = &x->gene->kb->alleles[h];
    size_t n = 0;
    for (size_t i = 0; i < allele->cell_count; i++) {
        n += x->group_of[allele->cells[i].position] != PGX_GROUP_NONE;
    }
    return n;
}

static bool overlap(const pgx_genotype *x, size_t h, size_t k)
{
    const pgx_gene *g = x->gene;
    const kb_allele *allele = &g->kb->alleles[h];
    for (size_t i = 0; i < allele->cell_count; i++) {
        size_t s = allele->cells[i].position;
        if (g->defined[k * g->sites + s] && x->group_of[s] != PGX_GROUP_NONE) return true;
    }
    return false;
}

typedef struct covered {
    uint16_t allele;
    uint16_t size;
    str name;
} covered;

static int by_size_then_name(const void *a, const void *b)
{
    const covered *x = a, *y = b;
    if (x->size != y->size) return x->size > y->size ? -1 : 1;
    return str_cmp(x->name, y->name);
}

static size_t find_covered(const pgx_genotype *x, const uint8_t *codes, const pgx_set *banned,
                           bool unknown_dropped, covered *list)
{
    const pgx_gene *g = x->gene;
    /* only an allele that wants something else than REF where this strand has it can be there */
    pgx_set near = g->all_reference;
    for (size_t i = 0; i < x->notable_count; i++) {
        size_t s = x->notable[i];
        const pgx_wants *w = &g->wants[s];
        for (size_t j = 0; codes[s] != 0 && j < w->count; j++) set_add(&near, w->alleles[j]);
    }
    set_remove(&near, 0);
    size_t n = 0;
    SET_EACH(near, g->words, h)
    {
        if (n == PGX_PARTS_MAX || (banned != NULL && set_has(banned, h))) continue;
        if (set_has(&x->uncallable, h) || !covers(x, h, codes, unknown_dropped)) continue;
        list[n++] = (covered){(uint16_t)h, (uint16_t)core_size(x, h), g->kb->alleles[h].name};
    }
    qsort(list, n, sizeof *list, by_size_then_name);
    return n;
}

static bool fits_combination(const pgx_genotype *x, const pgx_strand *s, size_t h, size_t size,
                             bool *other_size)
{
    bool free_of_overlap = true;
    for (size_t i = 0; i < s->allele_count; i++) {
        if (!overlap(x, s->alleles[i], h)) continue;
        free_of_overlap = false;
        if (core_size(x, s->alleles[i]) != size) *other_size = true;
    }
    return free_of_overlap && s->allele_count < PGX_PARTS_MAX;
}

/* Greedy: largest cores first; an allele joins every combination it does not overlap, and begins
 * one of its own only where it overlapped nothing but alleles of its own size. */
static void combine(const pgx_genotype *x, const covered *list, size_t n, pgx_strand_list *out)
{
    for (size_t i = 0; i < n; i++) {
        bool added = false, other_size = false;
        for (size_t j = 0; j < out->count; j++) {
            pgx_strand *s = &out->items[j];
            if (!fits_combination(x, s, list[i].allele, list[i].size, &other_size)) continue;
            s->alleles[s->allele_count++] = list[i].allele;
            added = true;
        }
        if (added || other_size || out->count == PGX_STRANDS_MAX) continue;
        pgx_strand *s = &out->items[out->count++];
        s->alleles[s->allele_count++] = list[i].allele;
    }
}

/* Marks the sites that the strand's alleles define. */
static void mark_held(const pgx_gene *g, const pgx_strand *s, uint8_t *held)
{
    memset(held, 0, g->sites);
    for (size_t i = 0; i < s->allele_count; i++) {
        const kb_allele *allele = &g->kb->alleles[s->alleles[i]];
        for (size_t c = 0; c < allele->cell_count; c++) held[allele->cells[c].position] = 1;
    }
}

static str partial_name(const pgx_gene *g, size_t site, uint8_t code, const pgx_observed *seen,
                        arena *a)
{
    const kb_position *p = &g->kb->positions[site];
    char *text;
    if (code == CELL_MISSING) {
        text = arena_printf(a, "g.%u?", p->pos1[1]);
    } else if (code < p->allele_count) {
        return p->hgvs[code - 1];
    } else {
        str alt = seen->others[site][code - CELL_OTHER_FIRST];
        text = arena_printf(a, "g.%u%.*s>%.*s", p->pos1[1], STR_ARG(p->alleles[0]), STR_ARG(alt));
    }
    return str_of(text);
}

status pgx_parts_name(arena *a, const str *parts, size_t count, str *name, err *e)
{
    if (count == 1) {
        *name = parts[0];
        return OK;
    }
    size_t total = 2;
    for (size_t i = 0; i < count; i++) total += parts[i].n + 3;
    char *text = arena_alloc(a, total + 1), *to = text;
    TRY_MEM(e, text);
    *to++ = '[';
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            memcpy(to, " + ", 3);
            to += 3;
        }
        memcpy(to, parts[i].p, parts[i].n);
        to += parts[i].n;
    }
    *to++ = ']';
    *to = '\0';
    *name = (str){text, (size_t)(to - text)};
    return OK;
}

static int by_rank(const void *a, const void *b, void *gene)
{
    const uint16_t *rank = ((const pgx_gene *)gene)->rank;
    uint16_t x = *(const uint16_t *)a, y = *(const uint16_t *)b;
    return rank[x] < rank[y] ? -1 : rank[x] > rank[y];
}

/* Known cells that the alleles (or the reference, where there are none) define; uses up `held`. */
static int32_t union_score(const pgx_genotype *x, const pgx_strand *s, uint8_t *held)
{
    static const uint16_t reference[1] = {0};
    const uint16_t *alleles = s->allele_count == 0 ? reference : s->alleles;
    size_t count = s->allele_count == 0 ? 1 : s->allele_count;
    int32_t n = 0;
    if (s->allele_count == 0) memset(held, 1, x->gene->sites);
    for (size_t i = 0; i < count; i++) {
        const kb_allele *allele = &x->gene->kb->alleles[alleles[i]];
        for (size_t c = 0; c < allele->cell_count; c++) {
            size_t site = allele->cells[c].position;
            n += held[site] && x->group_of[site] != PGX_GROUP_NONE;
            held[site] = 0;
        }
    }
    return n;
}

static bool is_leftover(const pgx_genotype *x, const uint8_t *held, size_t site, uint8_t code,
                        bool unknown_named)
{
    if (code == 0 || held[site] || x->group_of[site] == PGX_GROUP_NONE) return false;
    if (code == CELL_MISSING) return unknown_named;
    return true;
}

status pgx_strand_compose(const pgx_genotype *x, const uint8_t *codes, const pgx_observed *seen,
                          bool unknown_named, arena *a, pgx_strand *s, err *e)
{
    pgx_gene g = *x->gene;
    qsort_r(s->alleles, s->allele_count, sizeof *s->alleles, by_rank, &g);
    str parts[PGX_PARTS_MAX + PGX_SITES_MAX];
    size_t n = 0;
    s->worst = 0;
    s->partial_count = 0;
    for (size_t i = 0; i < s->allele_count; i++) {
        uint16_t h = s->alleles[i];
        parts[n++] = g.shown[h];
        if (i == 0 || pgx_more_severe(&g, h, s->worst)) s->worst = h;
    }
    uint8_t held[PGX_SITES_MAX];
    mark_held(&g, s, held);
    for (size_t i = 0; i < x->notable_count; i++) {
        size_t site = x->notable[i];
        if (!is_leftover(x, held, site, codes[site], unknown_named)) continue;
        parts[n] = partial_name(&g, site, codes[site], seen, a);
        TRY_MEM(e, parts[n].p);
        n++;
        s->partial_count++;
    }
    s->score = union_score(x, s, held) - (int32_t)s->partial_count;
    if (n == 0) parts[n++] = g.kb->alleles[0].name;
    return pgx_parts_name(a, parts, n, &s->name, e);
}

status pgx_strand_describe(const pgx_genotype *x, const uint8_t *codes, const pgx_observed *seen,
                           const pgx_set *banned, bool unknown_named, arena *a,
                           pgx_strand_list *out, err *e)
{
    covered list[PGX_PARTS_MAX];
    size_t n = find_covered(x, codes, banned, unknown_named, list);
    *out = (pgx_strand_list){.items = ARENA_ARRAY(a, pgx_strand, n + 1)};
    TRY_MEM(e, out->items);
    combine(x, list, n, out);
    if (out->count == 0) out->count = 1; /* the reference */
    for (size_t i = 0; i < out->count; i++) {
        TRY(pgx_strand_compose(x, codes, seen, unknown_named, a, &out->items[i], e));
    }
    return OK;
}
