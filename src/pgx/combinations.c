/*
 * Pairs of strands by orientation: the combination calls of pgx-calling part B 2.4. Knows how
 * strands pair up; their descriptions come from strands.c.
 */
#include <stdlib.h>
#include <string.h>

#include "pgx/lowest.h"
#include "pgx/name_order.h"

status pgx_add_strands(answer *w, const pgx_strand *one, const pgx_strand *two, err *e)
{
    if (pgx_name_order(two->name, one->name) < 0) {
        const pgx_strand *swap = one;
        one = two;
        two = swap;
    }
    const kb_gene *g = w->gene->kb;
    char *name = arena_printf(w->a, "%.*s/%.*s", (int)one->name.n, one->name.p, (int)two->name.n,
                              two->name.p);
    TRY_MEM(e, name);
    uint16_t a = one->worst, b = two->worst;
    const pgx_result *r = pgx_result_of_pair(w->gene, a, b);
    bool plain = g->class == KB_LOWEST || (one->allele_count + one->partial_count <= 1 &&
                                           two->allele_count + two->partial_count <= 1 &&
                                           one->partial_count == 0 && two->partial_count == 0);
    if (!plain) r = &w->gene->absent;
    if (g->class == KB_LOWEST && w->gene->rank[b] < w->gene->rank[a]) {
        uint16_t swap = a;
        a = b;
        b = swap;
    }
    str first = plain ? g->alleles[a].name : one->name,
        second = plain ? g->alleles[b].name : two->name;
    finding_candidate c = {.diplotype = str_of(name),
                           .allele = {first, second},
                           .score = one->score + two->score,
                           .phenotype = r->phenotype,
                           .activity_score = r->activity_score,
                           .lookup_key = r->lookup_key};
    return answer_add_new(w, &c, e);
}

static int by_score_then_name(const void *a, const void *b)
{
    const finding_candidate *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    str xa = x->diplotype, ya = y->diplotype;
    xa.n = str_find(xa, '/');
    ya.n = str_find(ya, '/');
    int order = pgx_name_order(xa, ya);
    if (order != 0) return order;
    str xb = {x->diplotype.p + xa.n, x->diplotype.n - xa.n};
    str yb = {y->diplotype.p + ya.n, y->diplotype.n - ya.n};
    if (xb.n > 0) xb = (str){xb.p + 1, xb.n - 1};
    if (yb.n > 0) yb = (str){yb.p + 1, yb.n - 1};
    return pgx_name_order(xb, yb);
}

void pgx_sort_candidates(answer *w)
{
    if (w->count > 1) qsort(w->candidates, w->count, sizeof *w->candidates, by_score_then_name);
}

/* One copy: either it is written so, or one side of every genotype is unknown. */
static const uint8_t *only_strand(const pgx_genotype *x)
{
    if (x->haploid) return x->a;
    bool a = false, b = false;
    for (size_t s = 0; s < x->gene->sites; s++) {
        a = a || x->a[s] != CELL_MISSING;
        b = b || x->b[s] != CELL_MISSING;
    }
    return !b ? x->a : !a ? x->b : NULL;
}

static status single_strand(const pgx_genotype *x, const uint8_t *codes, const pgx_observed *seen,
                            const pgx_set *banned, answer *w, err *e)
{
    pgx_strand_list list;
    TRY(pgx_strand_describe(x, codes, seen, banned, true, w->a, &list, e));
    if (list.count > 1) { /* several descriptions of one copy are paired, as single names are */
        for (size_t i = 0; i < list.count; i++) {
            for (size_t j = i; j < list.count; j++) {
                TRY(pgx_add_strands(w, &list.items[i], &list.items[j], e));
            }
        }
        pgx_sort_candidates(w);
        return OK;
    }
    for (size_t i = 0; i < list.count; i++) {
        const pgx_strand *s = &list.items[i];
        bool named = s->allele_count == 1 && s->partial_count == 0 && x->haploid;
        const pgx_result *r = named ? pgx_result_of_single(x->gene, s->worst) : &x->gene->absent;
        TRY(answer_add(w, s->name, s->name, (str){NULL, 0}, s->score, r, e));
    }
    return OK;
}

/* Alleles written as sums of others take no part in combinations (UGT1A1 "*80+*28"). */
static pgx_set sum_alleles(const pgx_gene *g)
{
    pgx_set banned = {{0}};
    for (size_t h = 0; h < g->alleles; h++) {
        str name = g->kb->alleles[h].name;
        if (str_starts(name, STR("*")) && str_find(name, '+') < name.n) set_add(&banned, h);
    }
    return banned;
}

status pgx_combinations(const pgx_genotype *x, const pgx_observed *seen, answer *w, err *e)
{
    size_t orientations = pgx_orientation_count(x);
    if (orientations == 0) {
        answer_warn(w, STR("too-many-arrangements"), (str){NULL, 0});
        return OK;
    }
    pgx_set banned = sum_alleles(x->gene);
    const uint8_t *only = only_strand(x);
    if (only != NULL) return single_strand(x, only, seen, &banned, w, e);
    uint8_t one[PGX_SITES_MAX], two[PGX_SITES_MAX];
    for (size_t i = 0; i < orientations; i++) {
        pgx_strand_list s1, s2;
        pgx_orientation_codes(x, i, one, two);
        TRY(pgx_strand_describe(x, one, seen, &banned, true, w->a, &s1, e));
        TRY(pgx_strand_describe(x, two, seen, &banned, true, w->a, &s2, e));
        for (size_t j = 0; j < s1.count; j++) {
            for (size_t k = 0; k < s2.count; k++) {
                TRY(pgx_add_strands(w, &s1.items[j], &s2.items[k], e));
            }
        }
    }
    pgx_sort_candidates(w);
    return OK;
}
