/*
 * Matching of pairs by bit sets. Knows groups and scores; nothing of phenotypes or modes.
 */
#include "pgx/match.h"

#include <stdlib.h>
#include <string.h>

static pgx_set survivors(const pgx_genotype *x, pgx_unknown unknown)
{
    size_t words = x->gene->words;
    pgx_set alive = set_first(x->gene->alleles);
    if (unknown == PGX_UNKNOWN_DROPPED) {
        for (size_t i = 0; i < words; i++) alive.w[i] &= ~x->uncallable.w[i];
    }
    for (size_t i = 0; i < x->group_count; i++) {
        const pgx_group *group = &x->groups[i];
        for (size_t j = 0; j < words; j++) alive.w[j] &= group->o1.w[j] | group->o2.w[j];
    }
    return alive;
}

/* Alleles that complete `h` to a fitting pair: in every group one lies on each strand. */
static pgx_set partners(const pgx_genotype *x, const pgx_set *alive, size_t h)
{
    size_t words = x->gene->words;
    pgx_set fit = *alive;
    for (size_t i = 0; i < x->group_count; i++) {
        const pgx_group *group = &x->groups[i];
        uint64_t on1 = set_has(&group->o1, h) ? ~(uint64_t)0 : 0;
        uint64_t on2 = set_has(&group->o2, h) ? ~(uint64_t)0 : 0;
        for (size_t j = 0; j < words; j++) {
            fit.w[j] &= (group->o2.w[j] & on1) | (group->o1.w[j] & on2);
        }
    }
    return fit;
}

static int32_t allele_score(const pgx_genotype *x, size_t h)
{
    const kb_allele *allele = &x->gene->kb->alleles[h];
    if (x->missing == 0) return allele->cell_count;
    int32_t n = 0;
    for (size_t i = 0; i < allele->cell_count; i++) {
        n += x->group_of[allele->cells[i].position] != PGX_GROUP_NONE;
    }
    return n;
}

static bool has_wobble(const kb_allele *allele)
{
    for (size_t i = 0; i < allele->cell_count; i++) {
        if (allele->cells[i].wobble) return true;
    }
    return false;
}

/* Wobble cells of `h` in group `i` whose allele on the strand is REF. */
static int32_t wobble_refs(const pgx_genotype *x, size_t i, size_t h, const uint8_t *strand)
{
    const kb_allele *allele = &x->gene->kb->alleles[h];
    int32_t n = 0;
    for (size_t c = 0; c < allele->cell_count; c++) {
        const kb_cell_def *cell = &allele->cells[c];
        n += cell->wobble && x->group_of[cell->position] == i && strand[cell->position] == 0;
    }
    return n;
}

static int32_t wobble_penalty(const pgx_genotype *x, size_t h, size_t k)
{
    const kb_gene *g = x->gene->kb;
    if (!has_wobble(&g->alleles[h]) && !has_wobble(&g->alleles[k])) return 0;
    int32_t total = 0;
    for (size_t i = 0; i < x->group_count; i++) {
        const pgx_group *group = &x->groups[i];
        int32_t best = INT32_MAX;
        if (set_has(&group->o1, h) && set_has(&group->o2, k)) {
            best = wobble_refs(x, i, h, x->a) + wobble_refs(x, i, k, x->b);
        }
        if (set_has(&group->o2, h) && set_has(&group->o1, k)) {
            int32_t other = wobble_refs(x, i, h, x->b) + wobble_refs(x, i, k, x->a);
            if (other < best) best = other;
        }
        if (best != INT32_MAX) total += best;
    }
    return total;
}

static pgx_pair make_pair(const pgx_genotype *x, const int32_t *scores, size_t h, size_t k)
{
    bool swap = x->gene->rank[k] < x->gene->rank[h];
    return (pgx_pair){.a = (uint16_t)(swap ? k : h),
                      .b = (uint16_t)(swap ? h : k),
                      .score = scores[h] + scores[k] - wobble_penalty(x, h, k)};
}

static status push(pgx_pairs *out, size_t *capacity, arena *a, pgx_pair pair, err *e)
{
    if (out->count == *capacity) {
        size_t larger = *capacity == 0 ? 16 : *capacity * 2;
        pgx_pair *list = ARENA_ARRAY(a, pgx_pair, larger);
        TRY_MEM(e, list);
        if (out->count > 0) memcpy(list, out->list, out->count * sizeof *list);
        out->list = list;
        *capacity = larger;
    }
    out->list[out->count++] = pair;
    return OK;
}

static int by_score(const void *a, const void *b, void *gene)
{
    const pgx_pair *x = a, *y = b;
    const uint16_t *rank = ((const pgx_gene *)gene)->rank;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    if (x->a != y->a) return rank[x->a] < rank[y->a] ? -1 : 1;
    if (x->b == y->b) return 0;
    if (x->b == PGX_NO_ALLELE || y->b == PGX_NO_ALLELE) return x->b == PGX_NO_ALLELE ? -1 : 1;
    return rank[x->b] < rank[y->b] ? -1 : 1;
}

void pgx_pairs_sort(const pgx_gene *g, pgx_pairs *pairs)
{
    pgx_gene copy = *g;
    if (pairs->count > 1) qsort_r(pairs->list, pairs->count, sizeof *pairs->list, by_score, &copy);
}

static status match_diploid(const pgx_genotype *x, const pgx_set *alive, const int32_t *scores,
                            arena *a, pgx_pairs *out, err *e)
{
    size_t words = x->gene->words, capacity = 0;
    SET_EACH(*alive, words, h)
    {
        pgx_set fit = partners(x, alive, h);
        SET_EACH(fit, words, k)
        {
            if (k >= h) TRY(push(out, &capacity, a, make_pair(x, scores, h, k), e));
        }
    }
    return OK;
}

/* One copy: a lone survivor stands by itself; in compatible calling several survivors are paired, a
 * quirk that part B asks for; otherwise each is an answer of its own. */
static status match_haploid(const pgx_genotype *x, const pgx_set *alive, const int32_t *scores,
                            pgx_unknown unknown, arena *a, pgx_pairs *out, err *e)
{
    size_t words = x->gene->words, capacity = 0;
    if (unknown == PGX_UNKNOWN_DROPPED && set_count(alive, words) > 1) {
        return match_diploid(x, alive, scores, a, out, e);
    }
    SET_EACH(*alive, words, h)
    {
        int32_t penalty = 0;
        for (size_t i = 0; i < x->group_count; i++) penalty += wobble_refs(x, i, h, x->a);
        pgx_pair one = {(uint16_t)h, PGX_NO_ALLELE, scores[h] - penalty};
        TRY(push(out, &capacity, a, one, e));
    }
    return OK;
}

status pgx_match(const pgx_genotype *x, pgx_unknown unknown, arena *a, pgx_pairs *out, err *e)
{
    *out = (pgx_pairs){0};
    pgx_set alive = survivors(x, unknown);
    int32_t *scores = ARENA_ARRAY(a, int32_t, x->gene->alleles + 1);
    TRY_MEM(e, scores);
    SET_EACH(alive, x->gene->words, h) scores[h] = allele_score(x, h);
    if (x->haploid)
        TRY(match_haploid(x, &alive, scores, unknown, a, out, e));
    else
        TRY(match_diploid(x, &alive, scores, a, out, e));
    pgx_pairs_sort(x->gene, out);
    return OK;
}

void pgx_pairs_keep_top(pgx_pairs *pairs)
{
    size_t n = 0;
    while (n < pairs->count && pairs->list[n].score == pairs->list[0].score) n++;
    pairs->count = n;
}
