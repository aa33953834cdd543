/*
 * Borrowed text (`str`: pointer and length, UTF-8, not terminated) and growable text (`buf`: owned,
 * with a mandatory maximum). A `buf` that could not grow remembers it: writers need not check every
 * call, `buf_status` tells at the end.
 */
#ifndef PRECIS_BASE_TEXT_H
#define PRECIS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/status.h"

/** Borrowed bytes; `p` may be NULL only when n is 0. */
typedef struct str {
    const char *p;
    size_t n;
} str;

#define STR(literal) ((str){(literal), sizeof(literal) - 1})
/** For "%.*s". */
#define STR_ARG(s) (int)((s).n > 400 ? 400 : (s).n), ((s).p == NULL ? "" : (s).p)

/** ASCII, whatever the locale. */
static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool char_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

str str_of(const char *terminated);
bool str_eq(str a, str b);
bool str_eq_ci(str a, str b);
/** Bytewise order, shorter first on a common prefix: <0, 0, >0. */
int str_cmp(str a, str b);
bool str_starts(str text, str prefix);
/** Whether `part` stands anywhere in the text; an empty one always does. */
bool str_holds(str text, str part);
/** Whether the text is one of `n` terminated words; `_ci`: upper and lower case alike. */
bool str_in(str text, const char *const *words, size_t n);
bool str_in_ci(str text, const char *const *words, size_t n);
/** Without leading and trailing spaces, tabs, CR and LF. */
str str_trim(str text);
/** Cuts `*rest` at the first `mark`: gives what stands before it and moves `*rest` behind it.
 *  False when `*rest` is used up (p == NULL). "a,,b" gives "a", "", "b"; "" gives one "". */
bool str_next(str *rest, char mark, str *part);
/** Index of the first `mark`, or n. */
size_t str_find(str text, char mark);
/** A terminated copy in the arena as str; p is NULL when memory is out. */
str str_copy(arena *a, str text);
/** Whole text as a decimal number without sign; false on anything else or overflow. */
bool str_to_u32(str text, uint32_t *value);
bool str_to_i64(str text, int64_t *value);
/** Whole text as a finite decimal number ("12", "-0.5", "1e3"), independent of the locale. */
bool str_to_double(str text, double *value);
/** True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates). */
bool str_is_utf8(str text);
/** 64-bit hash, the same on every machine and in every run. */
uint64_t str_hash(str text);

/** Owned, growable text with a maximum. */
typedef struct buf {
    char *p;
    size_t n;
    size_t capacity;
    size_t max;    /**< never holds more bytes than this */
    status failed; /**< E_LIMIT or E_MEMORY once a write was cut, else OK */
} buf;

/** An empty buffer that may hold `max` bytes; allocates nothing. */
void buf_init(buf *b, size_t max);
void buf_reset(buf *b);
void buf_release(buf *b);
/** Makes room for `more` bytes behind n and gives the place, or NULL (and `failed`). */
char *buf_room(buf *b, size_t more);
void buf_put(buf *b, const char *bytes, size_t n);
void buf_put_str(buf *b, str text);
void buf_put_c(buf *b, char c);
void buf_put_text(buf *b, const char *terminated);
void buf_printf(buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_put_u64(buf *b, uint64_t value);
/** E_LIMIT or E_MEMORY when some write was cut. */
CHECKED status buf_status(const buf *b, err *e);
str buf_str(const buf *b);

#endif
