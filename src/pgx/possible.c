/*
 * Every set of variants that the observed sites do not contradict, for lowest-function genes and
 * the mitochondrial gene (pgx-calling part C 1 and 2). Listed are the sets seen, and each of them
 * with one further unseen variant a strand; more than one adds nothing to the possible phenotypes,
 * because only the lowest function of a strand counts. Phenotypes are complete even where listing
 * stops.
 */
#include <string.h>

#include "pgx/lowest.h"

enum { LISTED_MAX = 5000, LISTED_ORIENTATIONS = 128 };

/* Alleles that an unseen site may hide on a strand: seen cells fit, at least one cell is unseen. */
static pgx_set hidden_alleles(const pgx_genotype *x, const uint8_t *codes)
{
    const pgx_gene *g = x->gene;
    pgx_set hidden = {{0}};
    if (x->missing == 0 && x->partial == 0) return hidden;
    for (size_t h = 1; h < g->alleles; h++) {
        const kb_allele *allele = &g->kb->alleles[h];
        size_t unseen = 0;
        bool fits = true;
        for (size_t i = 0; i < allele->cell_count && fits; i++) {
            uint8_t code = codes[allele->cells[i].position];
            if (code == CELL_MISSING)
                unseen++;
            else
                fits = code < 32 && (allele->cells[i].mask >> code & 1) != 0;
        }
        if (fits && unseen > 0) set_add(&hidden, h);
    }
    return hidden;
}

typedef struct strand_options {
    pgx_strand_list seen; /**< as observed */
    pgx_set hidden;
    uint32_t classes; /**< function classes this strand may have */
} strand_options;

static status describe(const pgx_genotype *x, const uint8_t *codes, const pgx_observed *seen,
                       arena *a, strand_options *o, err *e)
{
    const pgx_gene *g = x->gene;
    TRY(pgx_strand_describe(x, codes, seen, NULL, false, a, &o->seen, e));
    o->hidden = hidden_alleles(x, codes);
    o->classes = 0;
    for (size_t i = 0; i < o->seen.count; i++) {
        uint16_t worst = o->seen.items[i].worst;
        o->classes |= 1u << g->function_class[worst];
        SET_EACH(o->hidden, g->words, h)
        {
            bool lower = pgx_more_severe(g, (uint16_t)h, worst) &&
                         pgx_severity(g, (uint16_t)h) < pgx_severity(g, worst);
            o->classes |= 1u << g->function_class[lower || worst == 0 ? h : worst];
        }
    }
    return OK;
}

/* Every cell of `inner` is a cell of `outer` too. */
static bool is_within(const pgx_gene *g, size_t inner, size_t outer)
{
    const kb_allele *allele = &g->kb->alleles[inner];
    for (size_t i = 0; i < allele->cell_count; i++) {
        if (!g->defined[outer * g->sites + allele->cells[i].position]) return false;
    }
    return true;
}

/* The strand with one further allele, which replaces seen alleles that it contains. */
static status with_hidden(const pgx_genotype *x, const uint8_t *codes, const pgx_observed *seen,
                          const pgx_strand *base, size_t hidden, arena *a, pgx_strand *out, err *e)
{
    *out = *base;
    out->allele_count = 0;
    for (size_t i = 0; i < base->allele_count && i + 1 < PGX_PARTS_MAX; i++) {
        if (is_within(x->gene, base->alleles[i], hidden)) continue;
        out->alleles[out->allele_count++] = base->alleles[i];
    }
    out->alleles[out->allele_count++] = (uint16_t)hidden;
    return pgx_strand_compose(x, codes, seen, false, a, out, e);
}

typedef struct strand_set {
    pgx_strand *items;
    size_t count;
} strand_set;

static status expand(const pgx_genotype *x, const uint8_t *codes, const pgx_observed *seen,
                     const strand_options *o, arena *a, strand_set *out, err *e)
{
    size_t hidden = set_count(&o->hidden, x->gene->words);
    out->items = ARENA_ARRAY(a, pgx_strand, o->seen.count * (hidden + 1));
    TRY_MEM(e, out->items);
    out->count = 0;
    for (size_t i = 0; i < o->seen.count; i++) out->items[out->count++] = o->seen.items[i];
    for (size_t i = 0; i < o->seen.count; i++) {
        SET_EACH(o->hidden, x->gene->words, h)
        {
            pgx_strand *to = &out->items[out->count++];
            TRY(with_hidden(x, codes, seen, &o->seen.items[i], h, a, to, e));
        }
    }
    return OK;
}

/* Unordered pairs are listed once when both strands have the same options. */
static status list_pairs(const strand_set *one, const strand_set *two, bool same, answer *w, err *e)
{
    for (size_t j = 0; j < one->count; j++) {
        for (size_t k = same ? j : 0; k < two->count; k++) {
            TRY(pgx_add_strands(w, &one->items[j], &two->items[k], e));
        }
    }
    return OK;
}

static void possible_classes(const pgx_gene *g, uint32_t one, uint32_t two, answer *w)
{
    for (size_t i = 0; i < g->classes; i++) {
        for (size_t j = 0; j < g->classes; j++) {
            if ((one >> i & 1) != 0 && (two >> j & 1) != 0) {
                answer_possible(w, &g->pair[i * g->classes + j]);
            }
        }
    }
}

static bool is_listed(const answer *w, const pgx_result *r)
{
    for (size_t i = 0; i < w->count; i++) {
        const finding_candidate *c = &w->candidates[i];
        if (str_eq(c->phenotype, r->phenotype) && str_eq(c->lookup_key, r->lookup_key) &&
            str_eq(c->activity_score, r->activity_score)) {
            return true;
        }
    }
    return false;
}

static bool is_possible(const answer *w, const pgx_result *r)
{
    bool phenotype = false, key = false;
    for (size_t i = 0; i < w->phenotypes.count; i++) {
        phenotype = phenotype || str_eq(w->phenotypes.list[i], r->phenotype);
    }
    for (size_t i = 0; i < w->keys.count; i++) key = key || str_eq(w->keys.list[i], r->lookup_key);
    return phenotype && key;
}

/* Where not everything is listed, every result that no listed candidate has stands beside them with
 * "?" for a diplotype: a reader of candidates alone must not miss one. */
static status add_unlisted(answer *w, err *e)
{
    const pgx_gene *g = w->gene;
    answer_warn(w, STR("candidates-cut"), (str){NULL, 0});
    for (size_t i = 0; w->count > 0 && i < g->classes * g->classes; i++) {
        const pgx_result *r = &g->pair[i];
        if (!is_possible(w, r) || is_listed(w, r)) continue;
        TRY(answer_add(w, STR("?"), (str){NULL, 0}, (str){NULL, 0}, FINDING_NO_SCORE, r, e));
    }
    return OK;
}

static status one_orientation(const pgx_observed *seen, const pgx_genotype *x, size_t which,
                              size_t orientations, answer *w, finding *out, err *e)
{
    uint8_t codes1[PGX_SITES_MAX], codes2[PGX_SITES_MAX];
    pgx_orientation_codes(x, which, codes1, codes2);
    strand_options one, two;
    TRY(describe(x, codes1, seen, w->a, &one, e));
    TRY(describe(x, codes2, seen, w->a, &two, e));
    possible_classes(x->gene, one.classes, two.classes, w);
    size_t words = x->gene->words;
    size_t n = one.seen.count * (1 + set_count(&one.hidden, words));
    size_t m = two.seen.count * (1 + set_count(&two.hidden, words));
    if (n * m * orientations > LISTED_MAX) {
        out->candidates_cut = true;
        one.hidden = two.hidden = (pgx_set){{0}};
    }
    strand_set list1, list2;
    TRY(expand(x, codes1, seen, &one, w->a, &list1, e));
    TRY(expand(x, codes2, seen, &two, w->a, &list2, e));
    bool same = memcmp(codes1, codes2, x->gene->sites) == 0;
    return list_pairs(&list1, &list2, same, w, e);
}

/* Severest allele any of whose cells a strand shows in this group; 0 (the reference) if none. */
static uint16_t severest_in_group(const pgx_genotype *x, size_t group, const uint8_t *strand)
{
    uint16_t worst = 0;
    for (size_t h = 1; h < x->gene->alleles; h++) {
        const kb_allele *allele = &x->gene->kb->alleles[h];
        for (size_t i = 0; i < allele->cell_count; i++) {
            size_t s = allele->cells[i].position;
            if (x->group_of[s] != group || strand[s] >= 32) continue;
            if ((allele->cells[i].mask >> strand[s] & 1) == 0) continue;
            if (worst == 0 || pgx_more_severe(x->gene, (uint16_t)h, worst)) worst = (uint16_t)h;
        }
    }
    return worst;
}

/* Function classes with one further place for "no variant yet". */
enum { PLACES_MAX = PGX_CLASSES_MAX + 1, NO_VARIANT = 0 };

typedef struct lowest_state {
    const pgx_gene *gene;
    uint16_t example[PLACES_MAX]; /* an allele of the class of place i */
    bool reached[PLACES_MAX][PLACES_MAX];
} lowest_state;

static size_t place_of(const pgx_gene *g, uint16_t allele)
{
    return allele == 0 ? NO_VARIANT : (size_t)g->function_class[allele] + 1;
}

static size_t lower_place(const lowest_state *t, size_t a, size_t b)
{
    if (a == NO_VARIANT || b == NO_VARIANT) return a == NO_VARIANT ? b : a;
    return pgx_severity(t->gene, t->example[a]) <= pgx_severity(t->gene, t->example[b]) ? a : b;
}

static void take_group(lowest_state *t, size_t on1, size_t on2)
{
    bool next[PLACES_MAX][PLACES_MAX] = {{false}};
    size_t n = t->gene->classes + 1;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            if (!t->reached[i][j]) continue;
            next[lower_place(t, i, on1)][lower_place(t, j, on2)] = true;
            next[lower_place(t, i, on2)][lower_place(t, j, on1)] = true;
        }
    }
    memcpy(t->reached, next, sizeof next);
}

/* Classes a strand may have whose lowest seen allele is of place `i`, given what may hide on it. */
static uint32_t classes_with_hidden(const lowest_state *t, size_t i, const pgx_set *hidden)
{
    const pgx_gene *g = t->gene;
    uint32_t classes = 1u << g->function_class[i == NO_VARIANT ? 0 : t->example[i]];
    SET_EACH(*hidden, g->words, h)
    {
        size_t lower = lower_place(t, i, place_of(g, (uint16_t)h));
        classes |= 1u << (lower - 1);
    }
    return classes;
}

/* Too many phases to list: the pairs of lowest functions that are reachable, group by group. */
static void reachable_lowest(const pgx_genotype *x, answer *w)
{
    const pgx_gene *g = x->gene;
    lowest_state t = {.gene = g};
    t.reached[NO_VARIANT][NO_VARIANT] = true;
    for (size_t h = g->alleles; h-- > 1;) t.example[place_of(g, (uint16_t)h)] = (uint16_t)h;
    for (size_t i = 0; i < x->group_count; i++) {
        take_group(&t, place_of(g, severest_in_group(x, i, x->a)),
                   place_of(g, severest_in_group(x, i, x->b)));
    }
    pgx_set hidden = hidden_alleles(x, x->a);
    size_t n = g->classes + 1;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            if (!t.reached[i][j]) continue;
            possible_classes(g, classes_with_hidden(&t, i, &hidden),
                             classes_with_hidden(&t, j, &hidden), w);
        }
    }
}

static status variants_only(const pgx_genotype *x, answer *w, finding *out, err *e)
{
    const pgx_gene *g = x->gene;
    str *names = ARENA_ARRAY(w->a, str, 2 * g->alleles + 1);
    TRY_MEM(e, names);
    for (size_t h = 1; h < g->alleles; h++) {
        const kb_allele *allele = &g->kb->alleles[h];
        size_t on1 = 0, on2 = 0;
        for (size_t i = 0; i < allele->cell_count; i++) {
            size_t s = allele->cells[i].position;
            on1 += x->a[s] < 32 && (allele->cells[i].mask >> x->a[s] & 1) != 0;
            on2 += x->b[s] < 32 && (allele->cells[i].mask >> x->b[s] & 1) != 0;
        }
        if (on1 == allele->cell_count) names[out->variant_count++] = allele->name;
        if (on2 == allele->cell_count) names[out->variant_count++] = allele->name;
    }
    out->variants = names;
    reachable_lowest(x, w);
    return OK;
}

status pgx_lowest_possible(const pgx_observed *seen, const pgx_genotype *x, answer *w, finding *out,
                           err *e)
{
    size_t orientations = pgx_orientation_count(x);
    if (orientations == 0 || orientations > LISTED_ORIENTATIONS) {
        out->candidates_cut = true;
        answer_warn(w, STR("candidates-cut"), (str){NULL, 0});
        return variants_only(x, w, out, e);
    }
    for (size_t i = 0; i < orientations; i++) {
        TRY(one_orientation(seen, x, i, orientations, w, out, e));
    }
    return out->candidates_cut ? add_unlisted(w, e) : OK;
}

status pgx_mito(const pgx_observed *seen, const pgx_genotype *x, bool compatible, answer *w,
                finding *out, err *e)
{
    const pgx_gene *g = x->gene;
    if (x->heterozygous) answer_warn(w, STR("heteroplasmy"), (str){NULL, 0});
    size_t ways = x->heterozygous ? 2 : 1;
    for (size_t i = 0; i < ways; i++) {
        strand_options o;
        strand_set list;
        const uint8_t *codes = i == 0 ? x->a : x->b;
        TRY(describe(x, codes, seen, w->a, &o, e));
        if (compatible) o.hidden = (pgx_set){{0}};
        TRY(expand(x, codes, seen, &o, w->a, &list, e));
        for (size_t j = 0; j < list.count; j++) {
            const pgx_strand *s = &list.items[j];
            str worst = g->kb->alleles[s->worst].name;
            TRY(answer_add(w, s->name, worst, (str){NULL, 0}, s->score,
                           pgx_result_of_single(g, s->worst), e));
        }
    }
    out->phased = true;
    return OK;
}
