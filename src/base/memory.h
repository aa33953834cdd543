/*
 * Memory. `base_alloc` and its siblings are the only callers of malloc in the project; an arena
 * holds everything that lives as long as one unit of work (a patient, a request, a shard).
 * All of them return NULL when memory is out or a limit is reached, and can be told to fail on
 * purpose (fault injection in tests). Arenas are not shared between threads.
 */
#ifndef PRECIS_BASE_MEMORY_H
#define PRECIS_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/** Uninitialised memory of `size` bytes (size 0 gives a unique pointer). Free with base_free. */
void *base_alloc(size_t size) __attribute__((malloc, warn_unused_result));
/** Zeroed memory for `count` items of `size`; NULL also when the product overflows. */
void *base_calloc(size_t count, size_t size) __attribute__((malloc, warn_unused_result));
/** Like realloc for `count` items of `size`; the old block stays valid on NULL. */
void *base_realloc(void *block, size_t count, size_t size) __attribute__((warn_unused_result));
void base_free(void *block);

/** Requests that were refused since the program began, over all threads. Whoever makes a page out
 * of many temporary texts compares it before and after: a difference means that a text may be
 * missing from the page, which then must not be shown. */
uint64_t base_alloc_refused(void);

/** Fault injection: the `nth` allocation from now fails (1 = the next); 0 switches it off.
 *  Only the test programs call this; it is process-wide and not for threads. */
void base_alloc_fail_after(uint64_t nth);
/** Allocations made since the program began; counted only while injection is armed. */
uint64_t base_alloc_count(void);

typedef struct arena_block arena_block;

/** A bump allocator. Zero-initialise or arena_init; release frees all at once. */
typedef struct arena {
    arena_block *head; /**< newest block */
    size_t used;       /**< bytes used in the newest block */
    size_t total;      /**< bytes held over all blocks */
    size_t limit;      /**< 0 = none; otherwise the most bytes it may hold */
} arena;

/** Makes an empty arena that holds at most `limit` bytes (0 = no limit); allocates nothing. */
void arena_init(arena *a, size_t limit);
/** `size` bytes aligned to 16, uninitialised; NULL when out of memory or past the limit. */
void *arena_alloc(arena *a, size_t size) __attribute__((warn_unused_result));
/** `count` zeroed items of `size`; NULL also when the product overflows. */
void *arena_calloc(arena *a, size_t count, size_t size) __attribute__((warn_unused_result));
/** A terminated copy of `n` bytes. */
char *arena_copy(arena *a, const char *text, size_t n) __attribute__((warn_unused_result));
/** A terminated formatted text. */
char *arena_printf(arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));
/** Empties the arena and keeps its largest block for reuse. */
void arena_reset(arena *a);
/** Frees everything; the arena can be used again. */
void arena_release(arena *a);

#define ARENA_NEW(a, type) ((type *)arena_calloc((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_calloc((a), (count), sizeof(type)))

#endif
