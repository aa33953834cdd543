/*
 * Keys and room of the memory of advice. Knows no rule.
 */
#include "advice/memo_store.h"

#include <string.h>

status advice_memo_open(const advice_engine *g, const person *p, const str *asked,
                        size_t asked_count, size_t bytes, advice_memo **out, err *e)
{
    advice_memo *m = base_calloc(1, sizeof *m);
    TRY_MEM(e, m);
    *m = (advice_memo){
        .engine = g, .who = p, .asked = asked, .asked_count = asked_count, .bytes = bytes};
    m->slots = ARENA_ARRAY(&m->memory, memo_entry *, MEMO_SLOTS);
    if (m->slots == NULL) {
        advice_memo_free(m);
        FAIL(e, E_MEMORY, "out of memory");
    }
    *out = m;
    return OK;
}

void advice_memo_free(advice_memo *m)
{
    if (m == NULL) return;
    arena_release(&m->memory);
    base_free(m);
}

static size_t slot_of(const memo_key *k)
{
    uint64_t hash = (uint64_t)k->number << 1 | k->of_gene;
    for (uint32_t i = 0; i < k->count; i++) {
        hash = (hash ^ k->identities[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    return (size_t)(hash % MEMO_SLOTS);
}

static bool same_key(const memo_key *a, const memo_key *b)
{
    return a->number == b->number && a->of_gene == b->of_gene && a->count == b->count &&
           memcmp(a->identities, b->identities, a->count * sizeof *a->identities) == 0;
}

const memo_entry *memo_find(const advice_memo *m, const memo_key *k)
{
    if (m == NULL) return NULL;
    const memo_entry *x = m->slots[slot_of(k)];
    while (x != NULL && !same_key(&x->key, k)) x = x->next;
    return x;
}

bool memo_has_room(const advice_memo *m)
{
    return m != NULL && m->memory.total < m->bytes;
}

status memo_add(advice_memo *m, const memo_entry *x, err *e)
{
    memo_entry *own = ARENA_NEW(&m->memory, memo_entry);
    TRY_MEM(e, own);
    size_t slot = slot_of(&x->key);
    *own = *x;
    own->next = m->slots[slot];
    m->slots[slot] = own;
    return OK;
}
