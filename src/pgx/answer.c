/*
 * Building a finding. Knows the vocabulary; nothing of how an answer was found.
 */
#include "pgx/answer.h"

#include <string.h>

void answer_init(answer *w, const pgx_gene *g, arena *a)
{
    memset(w, 0, sizeof *w);
    w->a = a;
    w->gene = g;
}

static void keep_distinct(answer_texts *t, str text)
{
    if (text.n == 0) return;
    for (size_t i = 0; i < t->count; i++) {
        if (str_eq(t->list[i], text)) return;
    }
    if (t->count < ANSWER_TEXTS_MAX) t->list[t->count++] = text;
}

void answer_possible(answer *w, const pgx_result *r)
{
    keep_distinct(&w->phenotypes, r->phenotype);
    keep_distinct(&w->keys, r->lookup_key);
    keep_distinct(&w->scores, r->activity_score);
}

static status reserve(answer *w, err *e)
{
    if (w->count < w->capacity) return OK;
    size_t larger = w->capacity == 0 ? 4 : w->capacity * 2;
    finding_candidate *list = ARENA_ARRAY(w->a, finding_candidate, larger);
    TRY_MEM(e, list);
    if (w->count > 0) memcpy(list, w->candidates, w->count * sizeof *list);
    w->candidates = list;
    w->capacity = larger;
    return OK;
}

status answer_add(answer *w, str diplotype, str first, str second, int32_t score,
                  const pgx_result *r, err *e)
{
    TRY(reserve(w, e));
    w->candidates[w->count++] = (finding_candidate){.diplotype = diplotype,
                                                    .allele = {first, second},
                                                    .score = score,
                                                    .phenotype = r->phenotype,
                                                    .activity_score = r->activity_score,
                                                    .lookup_key = r->lookup_key};
    answer_possible(w, r);
    return OK;
}

static size_t slot_of(const answer *w, str diplotype)
{
    size_t i = (size_t)str_hash(diplotype) & w->slot_mask;
    while (w->slots[i] != 0 && !str_eq(w->candidates[w->slots[i] - 1].diplotype, diplotype)) {
        i = (i + 1) & w->slot_mask;
    }
    return i;
}

static status grow_slots(answer *w, err *e)
{
    if (w->slots != NULL && 2 * (w->count + 1) <= w->slot_mask) return OK;
    size_t size = w->slots == NULL ? 64 : 2 * (w->slot_mask + 1);
    while (size < 4 * (w->count + 1)) size *= 2;
    w->slots = ARENA_ARRAY(w->a, uint32_t, size);
    TRY_MEM(e, w->slots);
    w->slot_mask = size - 1;
    for (size_t i = 0; i < w->count; i++) {
        w->slots[slot_of(w, w->candidates[i].diplotype)] = (uint32_t)i + 1;
    }
    return OK;
}

status answer_add_new(answer *w, const finding_candidate *c, err *e)
{
    bool search = w->count > 0 && !w->keep_doubles;
    size_t slot = 0;
    if (search) {
        TRY(grow_slots(w, e));
        slot = slot_of(w, c->diplotype);
        if (w->slots[slot] != 0) return OK;
    }
    TRY(reserve(w, e));
    w->candidates[w->count++] = *c;
    if (search) w->slots[slot] = (uint32_t)w->count;
    pgx_result r = {c->phenotype, c->lookup_key, c->activity_score};
    answer_possible(w, &r);
    return OK;
}

/* A sub-allele without a row of its own is judged by its parent. */
static size_t parent_index(const kb_gene *g, str parent, size_t allele)
{
    uint32_t i = map_get(&g->allele_index, parent);
    return i == MAP_NONE ? allele : i;
}

static bool same_as_earlier(const answer *w, str first, str second)
{
    for (size_t i = 0; i < w->count; i++) {
        const finding_candidate *c = &w->candidates[i];
        if (str_eq(c->allele[0], first) && str_eq(c->allele[1], second)) return true;
    }
    return false;
}

status answer_add_pair(answer *w, pgx_pair pair, err *e)
{
    const kb_gene *g = w->gene->kb;
    str first = w->gene->shown[pair.a];
    size_t a = parent_index(g, first, pair.a);
    if (pair.b == PGX_NO_ALLELE) {
        return answer_add(w, first, first, (str){NULL, 0}, pair.score,
                          pgx_result_of_single(w->gene, a), e);
    }
    str second = w->gene->shown[pair.b];
    size_t b = parent_index(g, second, pair.b);
    bool renamed = first.p != g->alleles[pair.a].name.p || second.p != g->alleles[pair.b].name.p;
    if (renamed && same_as_earlier(w, first, second)) return OK;
    char *name = arena_alloc(w->a, first.n + second.n + 2);
    TRY_MEM(e, name);
    memcpy(name, first.p, first.n);
    name[first.n] = '/';
    memcpy(name + first.n + 1, second.p, second.n);
    name[first.n + 1 + second.n] = '\0';
    return answer_add(w, (str){name, first.n + 1 + second.n}, first, second, pair.score,
                      pgx_result_of_pair(w->gene, a, b), e);
}

void answer_warn(answer *w, str code, str detail)
{
    for (size_t i = 0; i < w->warning_count; i++) {
        if (str_eq(w->warnings[i].code, code)) return;
    }
    if (w->warning_count < ANSWER_WARNINGS_MAX) {
        w->warnings[w->warning_count++] = (finding_warning){code, detail};
    }
}

void answer_no_call(answer *w)
{
    const kb_gene *g = w->gene->kb;
    pgx_result r = {g->no_call_phenotype, g->no_call_phenotype, {NULL, 0}};
    if (g->scoring == KB_BY_ACTIVITY) r.activity_score = g->no_call_phenotype;
    answer_possible(w, &r);
}

static status copy_texts(arena *a, const answer_texts *t, const str **list, size_t *count, err *e)
{
    str *copy = ARENA_ARRAY(a, str, t->count + 1);
    TRY_MEM(e, copy);
    memcpy(copy, t->list, t->count * sizeof *copy);
    *list = copy;
    *count = t->count;
    return OK;
}

status answer_close(answer *w, finding *out, err *e)
{
    out->candidates = w->candidates;
    out->candidate_count = w->count;
    TRY(copy_texts(w->a, &w->phenotypes, &out->phenotypes, &out->phenotype_count, e));
    TRY(copy_texts(w->a, &w->keys, &out->lookup_keys, &out->lookup_key_count, e));
    TRY(copy_texts(w->a, &w->scores, &out->activity_scores, &out->activity_score_count, e));
    finding_warning *warnings = ARENA_ARRAY(w->a, finding_warning, w->warning_count + 1);
    TRY_MEM(e, warnings);
    memcpy(warnings, w->warnings, w->warning_count * sizeof *warnings);
    out->warnings = warnings;
    out->warning_count = w->warning_count;
    return OK;
}
