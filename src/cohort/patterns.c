/*
 * The tree of differing cells; see patterns.h. Nodes are found by (parent, position, cell) through
 * an open-addressing index that is dropped once all columns have been taken.
 */
#include "cohort/patterns.h"

#include <string.h>

enum { FIRST_ROOM = 64, GROUP = 32 };

static const genome_cell unknown_cell = {CELL_MISSING, CELL_MISSING, 0, WHY_NO_RECORD, 0};

status patterns_init(patterns *p, size_t positions, size_t samples, err *e)
{
    *p = (patterns){.positions = positions, .samples = samples};
    if (positions > PATTERN_POSITIONS_MAX) {
        FAIL(e, E_LIMIT, "a gene has more than %d positions", PATTERN_POSITIONS_MAX);
    }
    p->defaults = base_calloc(positions + 1, sizeof *p->defaults);
    p->of_sample = base_calloc(samples + 1, sizeof *p->of_sample);
    p->nodes = base_calloc(FIRST_ROOM, sizeof *p->nodes);
    if (p->defaults == NULL || p->of_sample == NULL || p->nodes == NULL) {
        patterns_release(p);
        FAIL(e, E_MEMORY, "out of memory for %zu samples", samples);
    }
    for (size_t i = 0; i < positions; i++) p->defaults[i] = unknown_cell;
    for (size_t i = 0; i < PATTERN_ROOTS; i++) {
        p->nodes[i] = (pattern_node){.parent = PATTERN_NONE, .position = PATTERN_NONE};
    }
    p->node_count = PATTERN_ROOTS;
    p->node_room = FIRST_ROOM;
    p->last = PATTERN_NONE;
    return OK;
}

void patterns_release(patterns *p)
{
    base_free(p->defaults);
    base_free(p->of_sample);
    base_free(p->nodes);
    base_free(p->slots);
    base_free(p->pattern_nodes);
    base_free(p->shared);
    *p = (patterns){0};
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93u;
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93u;
    return x ^ x >> 32;
}

static uint64_t node_hash(const pattern_node *n)
{
    return mix(cell_key(n->cell) ^ mix((uint64_t)n->parent << 32 | n->position));
}

static bool same_node(const pattern_node *x, const pattern_node *y)
{
    return x->parent == y->parent && x->position == y->position &&
           cell_key(x->cell) == cell_key(y->cell);
}

static size_t slot_of(const patterns *p, const pattern_node *wanted, uint64_t hash)
{
    size_t mask = p->slot_count - 1;
    size_t i = (size_t)hash & mask;
    while (p->slots[i] != PATTERN_NONE && !same_node(&p->nodes[p->slots[i]], wanted)) {
        i = (i + 1) & mask;
    }
    return i;
}

/* The index holds at most half as many nodes as it has slots, also with `more` new ones. */
static status grow_index(patterns *p, size_t more, err *e)
{
    if (p->slots != NULL && (p->node_count + more) * 2 <= p->slot_count) return OK;
    size_t count = p->slot_count == 0 ? (size_t)4 * FIRST_ROOM : p->slot_count * 2;
    uint32_t *slots = base_realloc(p->slots, count, sizeof *slots);
    TRY_MEM(e, slots);
    memset(slots, 0xFF, count * sizeof *slots);
    p->slots = slots;
    p->slot_count = count;
    for (size_t i = PATTERN_ROOTS; i < p->node_count; i++) {
        p->slots[slot_of(p, &p->nodes[i], node_hash(&p->nodes[i]))] = (uint32_t)i;
    }
    return OK;
}

static status add_node(patterns *p, const pattern_node *node, size_t slot, err *e)
{
    if (p->node_count == p->node_room) {
        if (p->node_room > PATTERN_NONE / 4) FAIL(e, E_LIMIT, "too many different genotypes");
        pattern_node *more = base_realloc(p->nodes, p->node_room * 2, sizeof *more);
        TRY_MEM(e, more);
        p->nodes = more;
        p->node_room *= 2;
    }
    p->nodes[p->node_count] = *node;
    p->slots[slot] = (uint32_t)p->node_count;
    p->last = (uint32_t)p->node_count++;
    return OK;
}

static status refine(patterns *p, size_t sample, const pattern_node *wanted, uint64_t hash, err *e)
{
    if (p->last == PATTERN_NONE || !same_node(&p->nodes[p->last], wanted)) {
        size_t slot = slot_of(p, wanted, hash);
        if (p->slots[slot] == PATTERN_NONE) {
            TRY(add_node(p, wanted, slot, e));
        } else {
            p->last = p->slots[slot];
        }
    }
    p->of_sample[sample] = p->last;
    return OK;
}

status patterns_refine(patterns *p, size_t sample, size_t position, genome_cell cell, err *e)
{
    cell_exception change = {(uint32_t)sample, cell};
    return patterns_refine_all(p, position, &change, 1, e);
}

/* Slots and nodes lie all over a large memory: those of a whole group are asked for before the
 * first is needed. What is fetched may be out of date by then; refine looks again. */
static status refine_group(patterns *p, size_t position, const cell_exception *changes,
                           size_t count, err *e)
{
    pattern_node wanted[GROUP];
    uint64_t hash[GROUP];
    TRY(grow_index(p, count, e));
    for (size_t i = 0; i < count; i++) {
        uint32_t parent = p->of_sample[changes[i].sample];
        wanted[i] = (pattern_node){parent, (uint32_t)position, changes[i].cell};
        hash[i] = node_hash(&wanted[i]);
        __builtin_prefetch(&p->slots[hash[i] & (p->slot_count - 1)]);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t node = p->slots[hash[i] & (p->slot_count - 1)];
        if (node != PATTERN_NONE) __builtin_prefetch(&p->nodes[node]);
    }
    for (size_t i = 0; i < count; i++) {
        TRY(refine(p, changes[i].sample, &wanted[i], hash[i], e));
    }
    return OK;
}

status patterns_refine_all(patterns *p, size_t position, const cell_exception *changes,
                           size_t count, err *e)
{
    for (size_t i = 0; i < count; i += GROUP) {
        size_t n = count - i < GROUP ? count - i : GROUP;
        TRY(refine_group(p, position, changes + i, n, e));
    }
    return OK;
}

genome_cell patterns_default(const patterns *p, size_t position, uint32_t root)
{
    genome_cell cell = p->defaults[position];
    return p->adjust == NULL ? cell : p->adjust(cell, root);
}

genome_cell patterns_cell(const patterns *p, size_t sample, size_t position)
{
    uint32_t at = p->of_sample[sample];
    for (; at >= PATTERN_ROOTS; at = p->nodes[at].parent) {
        if (p->nodes[at].position == position) return p->nodes[at].cell;
    }
    return patterns_default(p, position, at);
}

static void number_patterns(patterns *p, uint32_t *number)
{
    memset(number, 0xFF, p->node_count * sizeof *number);
    for (size_t i = 0; i < p->samples; i++) {
        uint32_t *known = &number[p->of_sample[i]];
        if (*known == PATTERN_NONE) {
            p->pattern_nodes[p->pattern_count] = p->of_sample[i];
            *known = (uint32_t)p->pattern_count++;
        } else {
            p->shared[*known] = true;
        }
        p->of_sample[i] = *known;
    }
}

status patterns_finish(patterns *p, err *e)
{
    base_free(p->slots);
    p->slots = NULL;
    p->slot_count = 0;
    size_t most = p->node_count < p->samples ? p->node_count : p->samples;
    uint32_t *number = base_calloc(p->node_count, sizeof *number);
    p->pattern_nodes = base_calloc(most + 1, sizeof *p->pattern_nodes);
    p->shared = base_calloc(most + 1, sizeof *p->shared);
    bool ok = number != NULL && p->pattern_nodes != NULL && p->shared != NULL;
    if (ok) number_patterns(p, number);
    base_free(number);
    return ok ? OK : err_set(e, E_MEMORY, "out of memory for %zu samples", p->samples);
}

/* From the leaf upwards: the last word on a position stands nearest to the leaf. */
void patterns_cells(const patterns *p, uint32_t pattern, genome_cell *cells)
{
    uint64_t done[PATTERN_POSITIONS_MAX / 64] = {0};
    uint32_t at = p->pattern_nodes[pattern], root = at;
    while (root >= PATTERN_ROOTS) root = p->nodes[root].parent;
    if (p->adjust == NULL) {
        memcpy(cells, p->defaults, p->positions * sizeof *cells);
    } else {
        for (size_t i = 0; i < p->positions; i++) cells[i] = patterns_default(p, i, root);
    }
    for (; at >= PATTERN_ROOTS; at = p->nodes[at].parent) {
        const pattern_node *n = &p->nodes[at];
        uint64_t bit = (uint64_t)1 << (n->position % 64);
        if ((done[n->position / 64] & bit) != 0) continue;
        done[n->position / 64] |= bit;
        cells[n->position] = n->cell;
    }
}
