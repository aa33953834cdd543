/*
 * A map from text to a 32-bit number: open addressing, keys borrowed, memory from an arena.
 * Made once with a known capacity, then read by as many threads as like to.
 */
#ifndef PRECIS_BASE_MAP_H
#define PRECIS_BASE_MAP_H

#include "base/text.h"

typedef struct map_slot {
    str key;
    uint32_t value;
    uint32_t hash32; /**< 0 = empty */
} map_slot;

typedef struct map {
    map_slot *slots;
    uint32_t mask;
    uint32_t count;
    uint32_t room; /**< keys it may hold */
} map;

enum { MAP_NONE = 0xFFFFFFFFu };

/** Room for up to `keys` keys. E_MEMORY, E_LIMIT (over 2^27 keys). */
CHECKED status map_init(map *m, arena *a, size_t keys, err *e);
/** Adds a key that is not there yet; E_CONFLICT if it is, E_LIMIT when full. Keys are borrowed. */
CHECKED status map_add(map *m, str key, uint32_t value, err *e);
/** The value, or MAP_NONE. */
uint32_t map_get(const map *m, str key);

#endif
