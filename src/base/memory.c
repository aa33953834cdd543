/*
 * Memory: the only file that calls malloc. Knows blocks and limits; knows nothing of what is
 * stored in them.
 */
#include "base/memory.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    uint64_t countdown; /* 0 = off */
    uint64_t count;
} fault;

static atomic_uint_fast64_t refused;

uint64_t base_alloc_refused(void)
{
    return atomic_load_explicit(&refused, memory_order_relaxed);
}

static void *noted(void *block)
{
    if (__builtin_expect(block == NULL, 0)) {
        (void)atomic_fetch_add_explicit(&refused, 1, memory_order_relaxed);
    }
    return block;
}

void base_alloc_fail_after(uint64_t nth)
{
    fault.countdown = nth;
    fault.count = 0;
}

uint64_t base_alloc_count(void)
{
    return fault.count;
}

static int must_fail(void)
{
    if (__builtin_expect(fault.countdown == 0, 1)) return 0;
    fault.count++;
    return fault.count == fault.countdown;
}

void *base_alloc(size_t size)
{
    return noted(must_fail() ? NULL : malloc(size == 0 ? 1 : size));
}

void *base_calloc(size_t count, size_t size)
{
    if (must_fail()) return noted(NULL);
    return noted(calloc(count == 0 ? 1 : count, size == 0 ? 1 : size));
}

void *base_realloc(void *block, size_t count, size_t size)
{
    size_t bytes;
    if (must_fail() || __builtin_mul_overflow(count, size, &bytes)) return noted(NULL);
    return noted(realloc(block, bytes == 0 ? 1 : bytes));
}

void base_free(void *block)
{
    free(block);
}

enum { ARENA_FIRST_BLOCK = 16 * 1024, ARENA_ALIGN = 16 };

struct arena_block {
    arena_block *older;
    size_t capacity;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

void arena_init(arena *a, size_t limit)
{
    *a = (arena){.limit = limit};
}

static int arena_grow(arena *a, size_t need)
{
    size_t capacity = a->head == NULL ? ARENA_FIRST_BLOCK : a->head->capacity * 2;
    if (capacity > (size_t)64 << 20) capacity = (size_t)64 << 20;
    if (capacity < need) capacity = need;
    if (a->limit != 0 && (a->total > a->limit || capacity > a->limit - a->total)) {
        if (a->total > a->limit || need > a->limit - a->total) return 0;
        capacity = need;
    }
    arena_block *block = base_alloc(sizeof *block + capacity);
    if (block == NULL) return 0;
    block->older = a->head;
    block->capacity = capacity;
    a->head = block;
    a->used = 0;
    a->total += capacity;
    return 1;
}

void *arena_alloc(arena *a, size_t size)
{
    if (size > SIZE_MAX / 4) return NULL;
    size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (a->head == NULL || a->head->capacity - a->used < need) {
        if (!arena_grow(a, need)) return NULL;
    }
    void *p = a->head->bytes + a->used;
    a->used += need;
    return p;
}

void *arena_calloc(arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    void *p = arena_alloc(a, bytes);
    if (p != NULL) memset(p, 0, bytes);
    return p;
}

char *arena_copy(arena *a, const char *text, size_t n)
{
    char *copy = arena_alloc(a, n + 1);
    if (copy == NULL) return NULL;
    if (n > 0) memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *arena_printf(arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) return NULL;
    char *text = arena_alloc(a, (size_t)n + 1);
    if (text == NULL) return NULL;
    va_start(args, format);
    (void)vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    return text;
}

static void free_chain(arena_block *block)
{
    while (block != NULL) {
        arena_block *older = block->older;
        base_free(block);
        block = older;
    }
}

void arena_reset(arena *a)
{
    if (a->head == NULL) return;
    free_chain(a->head->older);
    a->head->older = NULL;
    a->total = a->head->capacity;
    a->used = 0;
}

void arena_release(arena *a)
{
    free_chain(a->head);
    *a = (arena){.limit = a->limit};
}
