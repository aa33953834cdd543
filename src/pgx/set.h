/*
 * Small fixed sets of named alleles as bits: the alphabet in which matching is done. A gene has at
 * most PGX_ALLELES_MAX alleles that sites can define; loops run over the gene's own word count.
 */
#ifndef PRECIS_PGX_SET_H
#define PRECIS_PGX_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PGX_WORDS_MAX = 8, PGX_ALLELES_MAX = PGX_WORDS_MAX * 64 };

typedef struct pgx_set {
    uint64_t w[PGX_WORDS_MAX];
} pgx_set;

static inline bool set_has(const pgx_set *s, size_t i)
{
    return (s->w[i / 64] >> (i % 64) & 1) != 0;
}

static inline void set_add(pgx_set *s, size_t i)
{
    s->w[i / 64] |= (uint64_t)1 << (i % 64);
}

static inline void set_remove(pgx_set *s, size_t i)
{
    s->w[i / 64] &= ~((uint64_t)1 << (i % 64));
}

/** The first `n` members. */
static inline pgx_set set_first(size_t n)
{
    pgx_set s = {{0}};
    for (size_t i = 0; i < n / 64; i++) s.w[i] = ~(uint64_t)0;
    if (n % 64 != 0) s.w[n / 64] = ((uint64_t)1 << (n % 64)) - 1;
    return s;
}

static inline void set_and(pgx_set *s, const uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) s->w[i] &= words[i];
}

static inline bool set_empty(const pgx_set *s, size_t words)
{
    uint64_t any = 0;
    for (size_t i = 0; i < words; i++) any |= s->w[i];
    return any == 0;
}

static inline size_t set_count(const pgx_set *s, size_t words)
{
    size_t n = 0;
    for (size_t i = 0; i < words; i++) n += (size_t)__builtin_popcountll(s->w[i]);
    return n;
}

/** Calls the body for each member in ascending order. */
#define SET_EACH(set, words, i)                                                                    \
    for (size_t w_##i = 0; w_##i < (words); w_##i++)                                               \
        for (uint64_t b_##i = (set).w[w_##i]; b_##i != 0; b_##i &= b_##i - 1)                      \
            for (size_t i = w_##i * 64 + (size_t)__builtin_ctzll(b_##i), once_##i = 1;             \
                 once_##i != 0; once_##i = 0)

#endif
