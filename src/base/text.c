/*
 * Borrowed and growable text. Knows bytes, decimal numbers and UTF-8; knows no file format.
 */
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

str str_of(const char *terminated)
{
    return (str){terminated, terminated == NULL ? 0 : strlen(terminated)};
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_ci(str a, str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    }
    return true;
}

int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
    if (order != 0) return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_starts(str text, str prefix)
{
    return text.n >= prefix.n && (prefix.n == 0 || memcmp(text.p, prefix.p, prefix.n) == 0);
}

bool str_holds(str text, str part)
{
    for (size_t i = 0; i + part.n <= text.n; i++) {
        if (str_eq((str){text.p + i, part.n}, part)) return true;
    }
    return false;
}

bool str_in(str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(text, str_of(words[i]))) return true;
    }
    return false;
}

bool str_in_ci(str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_ci(text, str_of(words[i]))) return true;
    }
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str str_trim(str text)
{
    while (text.n > 0 && is_blank(text.p[0])) {
        text.p++;
        text.n--;
    }
    while (text.n > 0 && is_blank(text.p[text.n - 1])) text.n--;
    return text;
}

size_t str_find(str text, char mark)
{
    const char *hit = text.n == 0 ? NULL : memchr(text.p, mark, text.n);
    return hit == NULL ? text.n : (size_t)(hit - text.p);
}

bool str_next(str *rest, char mark, str *part)
{
    if (rest->p == NULL) return false;
    size_t at = str_find(*rest, mark);
    *part = (str){rest->p, at};
    if (at == rest->n) {
        *rest = (str){NULL, 0};
    } else {
        rest->p += at + 1;
        rest->n -= at + 1;
    }
    return true;
}

str str_copy(arena *a, str text)
{
    char *copy = arena_copy(a, text.p, text.n);
    return (str){copy, copy == NULL ? 0 : text.n};
}

bool str_to_i64(str text, int64_t *value)
{
    bool negative = text.n > 0 && text.p[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == text.n || text.n - i > 18) return false;
    int64_t v = 0;
    for (; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') return false;
        v = v * 10 + (text.p[i] - '0');
    }
    *value = negative ? -v : v;
    return true;
}

bool str_to_u32(str text, uint32_t *value)
{
    int64_t v;
    if (text.n == 0 || text.p[0] == '-' || !str_to_i64(text, &v) || v > UINT32_MAX) return false;
    *value = (uint32_t)v;
    return true;
}

static size_t skip_sign(str text, size_t i)
{
    return i < text.n && (text.p[i] == '-' || text.p[i] == '+') ? i + 1 : i;
}

static size_t skip_digits(str text, size_t i)
{
    while (i < text.n && text.p[i] >= '0' && text.p[i] <= '9') i++;
    return i;
}

/* The grammar is checked here, so strtod sees only digits, one dot and an exponent; the program
 * never calls setlocale with a numeric locale, so its dot is '.'. */
static bool is_decimal(str text)
{
    size_t from = skip_sign(text, 0);
    size_t i = skip_digits(text, from);
    size_t digits = i - from;
    if (i < text.n && text.p[i] == '.') {
        from = i + 1;
        i = skip_digits(text, from);
        digits += i - from;
    }
    if (digits == 0) return false;
    if (i < text.n && (text.p[i] == 'e' || text.p[i] == 'E')) {
        from = skip_sign(text, i + 1);
        i = skip_digits(text, from);
        if (i == from) return false;
    }
    return i == text.n;
}

bool str_to_double(str text, double *value)
{
    char copy[64];
    if (text.n == 0 || text.n >= sizeof copy || !is_decimal(text)) return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    double v = strtod(copy, NULL);
    if (!isfinite(v)) return false;
    *value = v;
    return true;
}

/* What the second byte may be after `first` (Unicode 15, table 3-7): no overlong form, no
 * surrogate, nothing above U+10FFFF. */
static bool utf8_second(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
    }
}

/* Length of the well-formed sequence at p, 0 if malformed. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
    if (p[0] < 0x80) return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4) return 0;
    size_t need = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (need > n) return 0;
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
    }
    return utf8_second(p[0], p[1]) ? need : 0;
}

bool str_is_utf8(str text)
{
    const unsigned char *p = (const unsigned char *)text.p;
    for (size_t i = 0; i < text.n;) {
        uint64_t eight; /* most text is ASCII: eight bytes at a time */
        if (text.n - i >= sizeof eight) {
            memcpy(&eight, p + i, sizeof eight);
            if ((eight & 0x8080808080808080u) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        size_t step = utf8_sequence(p + i, text.n - i);
        if (step == 0) return false;
        i += step;
    }
    return true;
}

/* FNV-1a with a final avalanche (MurmurHash3's fmix64 constants). */
uint64_t str_hash(str text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.n; i++) {
        h ^= (unsigned char)text.p[i];
        h *= 0x100000001b3u;
    }
    h ^= h >> 33;
    h *= 0xff51afd7ed558ccdu;
    h ^= h >> 33;
    return h;
}

void buf_init(buf *b, size_t max)
{
    *b = (buf){.max = max};
}

void buf_reset(buf *b)
{
    b->n = 0;
    b->failed = OK;
}

void buf_release(buf *b)
{
    base_free(b->p);
    *b = (buf){.max = b->max};
}

static bool buf_grow(buf *b, size_t need)
{
    size_t capacity = b->capacity < 256 ? 256 : b->capacity;
    while (capacity < need) capacity = capacity > SIZE_MAX / 2 ? SIZE_MAX : capacity * 2;
    if (capacity > b->max) capacity = b->max;
    char *p = base_realloc(b->p, capacity, 1);
    if (p == NULL) return false;
    b->p = p;
    b->capacity = capacity;
    return true;
}

char *buf_room(buf *b, size_t more)
{
    if (b->failed != OK) return NULL;
    size_t need;
    if (__builtin_add_overflow(b->n, more, &need) || need > b->max) {
        b->failed = E_LIMIT;
        return NULL;
    }
    if (need > b->capacity && !buf_grow(b, need)) {
        b->failed = E_MEMORY;
        return NULL;
    }
    return b->p + b->n;
}

void buf_put(buf *b, const char *bytes, size_t n)
{
    if (n == 0) return;
    char *to = buf_room(b, n);
    if (to == NULL) return;
    memcpy(to, bytes, n);
    b->n += n;
}

void buf_put_str(buf *b, str text)
{
    buf_put(b, text.p, text.n);
}

void buf_put_c(buf *b, char c)
{
    if (b->failed == OK && b->n < b->capacity)
        b->p[b->n++] = c;
    else
        buf_put(b, &c, 1);
}

void buf_put_text(buf *b, const char *terminated)
{
    buf_put(b, terminated, strlen(terminated));
}

void buf_printf(buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *to = n < 0 ? NULL : buf_room(b, (size_t)n + 1);
    if (to != NULL) {
        (void)vsnprintf(to, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void buf_put_u64(buf *b, uint64_t value)
{
    char digits[20];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    buf_put(b, digits + i, sizeof digits - i);
}

status buf_status(const buf *b, err *e)
{
    if (b->failed == OK) return OK;
    if (b->failed == E_MEMORY) FAIL(e, E_MEMORY, "out of memory");
    FAIL(e, E_LIMIT, "text is longer than the limit of %zu bytes", b->max);
}

str buf_str(const buf *b)
{
    return (str){b->p, b->n};
}
