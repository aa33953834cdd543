/*
 * A map from text to a number. Knows hashing and probing; nothing of what the numbers mean.
 */
#include "base/map.h"

status map_init(map *m, arena *a, size_t keys, err *e)
{
    if (keys > (size_t)1 << 27) FAIL(e, E_LIMIT, "too many names: %zu", keys);
    size_t slots = 8;
    while (slots < keys + keys / 2 + 1) slots *= 2;
    map_slot *memory = ARENA_ARRAY(a, map_slot, slots);
    TRY_MEM(e, memory);
    *m = (map){.slots = memory, .mask = (uint32_t)(slots - 1), .room = (uint32_t)keys};
    return OK;
}

static uint32_t hash_of(str key)
{
    uint32_t h = (uint32_t)str_hash(key);
    return h == 0 ? 1 : h;
}

static map_slot *find(const map *m, str key, uint32_t hash)
{
    uint32_t i = hash & m->mask;
    while (m->slots[i].hash32 != 0) {
        if (m->slots[i].hash32 == hash && str_eq(m->slots[i].key, key)) break;
        i = (i + 1) & m->mask;
    }
    return &m->slots[i];
}

status map_add(map *m, str key, uint32_t value, err *e)
{
    if (m->count == m->room) FAIL(e, E_LIMIT, "more than %u names", m->room);
    uint32_t hash = hash_of(key);
    map_slot *slot = find(m, key, hash);
    if (slot->hash32 != 0) FAIL(e, E_CONFLICT, "'%.*s' is there twice", STR_ARG(key));
    *slot = (map_slot){.key = key, .value = value, .hash32 = hash};
    m->count++;
    return OK;
}

uint32_t map_get(const map *m, str key)
{
    if (m->slots == NULL) return MAP_NONE;
    const map_slot *slot = find(m, key, hash_of(key));
    return slot->hash32 == 0 ? MAP_NONE : slot->value;
}
