/*
 * A JSON writer. Knows RFC 8259's grammar and what must be escaped where JSON is embedded in HTML;
 * knows no document.
 */
#include "base/jsonw.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

void jsonw_init(jsonw *w, buf *out, bool pretty)
{
    *w = (jsonw){.out = out, .pretty = pretty};
}

static void new_line(jsonw *w)
{
    if (!w->pretty) return;
    buf_put_c(w->out, '\n');
    for (int i = 0; i < w->depth; i++) buf_put(w->out, "  ", 2);
}

static void before_item(jsonw *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->depth == 0) return;
    if (w->has_item[w->depth]) buf_put_c(w->out, ',');
    w->has_item[w->depth] = true;
    new_line(w);
}

static void open_level(jsonw *w, char mark)
{
    before_item(w);
    buf_put_c(w->out, mark);
    assert(w->depth + 1 < JSONW_DEPTH_MAX);
    w->depth++;
    w->has_item[w->depth] = false;
}

static void close_level(jsonw *w, char mark)
{
    bool had = w->has_item[w->depth];
    w->depth--;
    if (had) new_line(w);
    buf_put_c(w->out, mark);
}

void jsonw_object(jsonw *w)
{
    open_level(w, '{');
}
void jsonw_object_end(jsonw *w)
{
    close_level(w, '}');
}
void jsonw_array(jsonw *w)
{
    open_level(w, '[');
}
void jsonw_array_end(jsonw *w)
{
    close_level(w, ']');
}

/* Bytes that are copied as they are. */
static const bool plain[256] = {
    [0x20] = true, [0x21] = true, ['#'] = true, ['$'] = true, ['%'] = true, ['\''] = true,
    ['('] = true,  [')'] = true,  ['*'] = true, ['+'] = true, [','] = true, ['-'] = true,
    ['.'] = true,  ['/'] = true,  ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true,
    ['4'] = true,  ['5'] = true,  ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true,
    [':'] = true,  [';'] = true,  ['='] = true, ['?'] = true, ['@'] = true, ['A'] = true,
    ['B'] = true,  ['C'] = true,  ['D'] = true, ['E'] = true, ['F'] = true, ['G'] = true,
    ['H'] = true,  ['I'] = true,  ['J'] = true, ['K'] = true, ['L'] = true, ['M'] = true,
    ['N'] = true,  ['O'] = true,  ['P'] = true, ['Q'] = true, ['R'] = true, ['S'] = true,
    ['T'] = true,  ['U'] = true,  ['V'] = true, ['W'] = true, ['X'] = true, ['Y'] = true,
    ['Z'] = true,  ['['] = true,  [']'] = true, ['^'] = true, ['_'] = true, ['`'] = true,
    ['a'] = true,  ['b'] = true,  ['c'] = true, ['d'] = true, ['e'] = true, ['f'] = true,
    ['g'] = true,  ['h'] = true,  ['i'] = true, ['j'] = true, ['k'] = true, ['l'] = true,
    ['m'] = true,  ['n'] = true,  ['o'] = true, ['p'] = true, ['q'] = true, ['r'] = true,
    ['s'] = true,  ['t'] = true,  ['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true,
    ['y'] = true,  ['z'] = true,  ['{'] = true, ['|'] = true, ['}'] = true, ['~'] = true};

static void put_ascii_escape(buf *out, unsigned char c)
{
    switch (c) {
    case '"': buf_put(out, "\\\"", 2); return;
    case '\\': buf_put(out, "\\\\", 2); return;
    case '\n': buf_put(out, "\\n", 2); return;
    case '\r': buf_put(out, "\\r", 2); return;
    case '\t': buf_put(out, "\\t", 2); return;
    default: buf_printf(out, "\\u%04x", c); return;
    }
}

/* Length of the UTF-8 sequence at p, or 0 when malformed. */
static size_t sequence(const char *p, size_t n)
{
    unsigned char c = (unsigned char)p[0];
    size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (need > n || !str_is_utf8((str){p, need})) return 0;
    return need;
}

static bool is_invisible(const char *p, size_t n)
{
    if (n != 3) return false;
    unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1], c = (unsigned char)p[2];
    if (a == 0xE2 && b == 0x80) return (c >= 0x8E && c <= 0x8F) || (c >= 0xA8 && c <= 0xAE);
    if (a == 0xE2 && b == 0x81) return c >= 0xA6 && c <= 0xA9;
    return a == 0xEF && b == 0xBB && c == 0xBF;
}

static size_t put_wide(buf *out, const char *p, size_t n)
{
    size_t step = sequence(p, n);
    if (step == 0) {
        buf_put(out, "\xEF\xBF\xBD", 3);
        return 1;
    }
    if (is_invisible(p, step)) {
        unsigned code = ((unsigned)(p[0] & 0x0F) << 12) | ((unsigned)(p[1] & 0x3F) << 6) |
                        (unsigned)(p[2] & 0x3F);
        buf_printf(out, "\\u%04x", code);
    } else {
        buf_put(out, p, step);
    }
    return step;
}

static void put_string(buf *out, str value)
{
    if (buf_room(out, value.n + 2) == NULL) return; /* one request for the common case */
    buf_put_c(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < value.n;) {
        unsigned char c = (unsigned char)value.p[i];
        if (plain[c]) {
            i++;
            continue;
        }
        buf_put(out, value.p + from, i - from);
        if (c < 0x80) {
            put_ascii_escape(out, c);
            i++;
        } else {
            i += put_wide(out, value.p + i, value.n - i);
        }
        from = i;
    }
    buf_put(out, value.p + from, value.n - from);
    buf_put_c(out, '"');
}

static void after_name(jsonw *w)
{
    buf_put_c(w->out, ':');
    if (w->pretty) buf_put_c(w->out, ' ');
    w->after_key = true;
}

void jsonw_key(jsonw *w, const char *key)
{
    before_item(w);
    buf_put_c(w->out, '"');
    buf_put_text(w->out, key);
    buf_put_c(w->out, '"');
    after_name(w);
}

void jsonw_key_str(jsonw *w, str key)
{
    before_item(w);
    put_string(w->out, key);
    after_name(w);
}

void jsonw_str(jsonw *w, str value)
{
    before_item(w);
    put_string(w->out, value);
}

void jsonw_text(jsonw *w, const char *value)
{
    jsonw_str(w, str_of(value));
}

void jsonw_i64(jsonw *w, int64_t value)
{
    before_item(w);
    if (value >= 0)
        buf_put_u64(w->out, (uint64_t)value);
    else
        buf_printf(w->out, "%lld", (long long)value);
}

void jsonw_double(jsonw *w, double value)
{
    if (!isfinite(value)) {
        jsonw_null(w);
        return;
    }
    before_item(w);
    buf_printf(w->out, "%.15g", value);
}

void jsonw_number_text(jsonw *w, str number)
{
    before_item(w);
    buf_put_str(w->out, number);
}

void jsonw_bool(jsonw *w, bool value)
{
    before_item(w);
    buf_put_text(w->out, value ? "true" : "false");
}

void jsonw_null(jsonw *w)
{
    before_item(w);
    buf_put_text(w->out, "null");
}

void jsonw_pair_str(jsonw *w, const char *key, str value)
{
    jsonw_key(w, key);
    jsonw_str(w, value);
}

void jsonw_pair_text(jsonw *w, const char *key, const char *value)
{
    jsonw_key(w, key);
    jsonw_text(w, value);
}

void jsonw_pair_i64(jsonw *w, const char *key, int64_t value)
{
    jsonw_key(w, key);
    jsonw_i64(w, value);
}

void jsonw_pair_double(jsonw *w, const char *key, double value)
{
    jsonw_key(w, key);
    jsonw_double(w, value);
}

void jsonw_pair_date(jsonw *w, const char *key, date when)
{
    char text[DATE_TEXT_MAX];
    jsonw_pair_str_or_null(w, key, str_of(date_text(when, text)));
}

void jsonw_pair_bool(jsonw *w, const char *key, bool value)
{
    jsonw_key(w, key);
    jsonw_bool(w, value);
}

void jsonw_pair_str_or_null(jsonw *w, const char *key, str value)
{
    jsonw_key(w, key);
    if (value.n == 0)
        jsonw_null(w);
    else
        jsonw_str(w, value);
}

void jsonw_pair_list(jsonw *w, const char *key, const str *items, size_t count)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) jsonw_str(w, items[i]);
    jsonw_array_end(w);
}
