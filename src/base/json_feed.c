/*
 * A window that moves over a JSON input and the few levels of it that are not a tree: the input
 * itself, an object that comes in parts and its list. Each value is handed to json_parse_front;
 * when the window ends before the value does, more is read and the value begun again. Knows
 * brackets, commas and white space; no document.
 */
#include "base/json_feed.h"

#include <stdio.h>
#include <string.h>

#include "base/json_place.h"

enum { STEP = 1 << 18, TREE_BYTES = 1 << 24, TREE_VALUES = 1 << 21, KEYS_MAX = 1024 };

typedef struct feed {
    stream *in;
    json_feed_options options;
    json_options parse; /* with room for the whole window */
    json_feed_fn *each;
    void *context;
    char *window;
    size_t begin, end, room; /* what is read and not yet done with */
    size_t at;               /* the next byte to look at, from begin */
    bool at_end;
    json_place place; /* of the byte at begin */
    json_memory memory;
    arena kept; /* keys of the object that comes in parts */
    str *keys;
    size_t key_count;
    err *e;
} feed;

/* ---- the window ---- */

static json_place place_here(const feed *f)
{
    return json_place_behind((str){f->window + f->begin, f->at}, f->place);
}

static status fail_here(const feed *f, status code, const char *what)
{
    json_place here = place_here(f);
    FAIL(f->e, code, "%s:%zu:%zu: %s", stream_name(f->in), here.lines + 1, here.columns + 1, what);
}

/* What stands before `at` is done with. */
static void forget(feed *f)
{
    f->place = place_here(f);
    f->begin += f->at;
    f->at = 0;
}

static status too_large(feed *f)
{
    char what[96];
    (void)snprintf(what, sizeof what, "this value is larger than the limit of %zu bytes",
                   f->options.tree.bytes_max);
    return fail_here(f, E_LIMIT, what);
}

/* Reads on: a step, or as much again as is held, so that a long value is begun few times. */
static status more(feed *f)
{
    size_t held = f->end - f->begin;
    if (held > f->options.tree.bytes_max) return too_large(f);
    size_t want = held + (held < f->options.step ? f->options.step : held);
    if (f->begin > 0) memmove(f->window, f->window + f->begin, held);
    f->begin = 0;
    f->end = held;
    if (want > f->room) {
        char *wider = base_realloc(f->window, want, 1);
        TRY_MEM(f->e, wider);
        f->window = wider;
        f->room = want;
    }
    while (f->end < want && !f->at_end) {
        size_t got = 0;
        TRY(stream_read(f->in, f->window + f->end, want - f->end, &got, f->e));
        f->end += got;
        f->at_end = got == 0;
    }
    return OK;
}

/* The next byte that is no white space, or -1 at the end of the input. */
static status look(feed *f, int *c)
{
    for (;;) {
        const char *p = f->window + f->begin + f->at, *end = f->window + f->end;
        const char *from = p;
        while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) p++;
        f->at += (size_t)(p - from);
        *c = p < end ? (unsigned char)*p : -1;
        if (*c >= 0 || f->at_end) return OK;
        TRY(more(f));
    }
}

static status unexpected(feed *f, int c, const char *expected)
{
    char what[128], found[32] = "the end of the text";
    if (c > 0x20 && c < 0x7f)
        (void)snprintf(found, sizeof found, "'%c'", c);
    else if (c >= 0)
        (void)snprintf(found, sizeof found, "byte 0x%02x", (unsigned)c);
    (void)snprintf(what, sizeof what, "found %s, expected %s", found, expected);
    return fail_here(f, E_SYNTAX, what);
}

/* Steps over `mark`. */
static status expect(feed *f, char mark)
{
    int c;
    char expected[4] = {'\'', mark, '\'', '\0'};
    TRY(look(f, &c));
    if (c != mark) return unexpected(f, c, expected);
    f->at++;
    return OK;
}

/* Steps over ',' or over `end`. */
static status next_or_end(feed *f, char end, bool *over)
{
    int c;
    TRY(look(f, &c));
    *over = c == end;
    if (c != end && c != ',') return unexpected(f, c, end == ']' ? "',' or ']'" : "',' or '}'");
    f->at++;
    return OK;
}

/* ---- values ---- */

/* The tree of the value at `at`, and steps over it. The window stands still until the next call. */
static status value_here(feed *f, json_doc *doc)
{
    size_t used = 0;
    for (;;) {
        int c;
        TRY(look(f, &c));
        json_doc front = {.name = stream_name(f->in), .place = place_here(f)};
        size_t from = f->begin + f->at;
        front.text = (str){f->window + from, f->end - from};
        arena_reset(&f->memory.tree);
        arena_reset(&f->memory.scratch);
        TRY(json_parse_front(&front, !f->at_end, &f->parse, &f->memory, doc, &used, f->e));
        if (used > 0) break;
        TRY(more(f));
    }
    if (used > f->options.tree.bytes_max) return too_large(f);
    f->at += used;
    return OK;
}

static status deliver_here(feed *f, json_feed_kind kind, str key)
{
    json_feed_part part = {.kind = kind, .key = key};
    TRY(value_here(f, &part.doc));
    TRY(f->each(f->context, &part, f->e));
    forget(f);
    return OK;
}

/* A key and its colon; borrowed until the next value. */
static status key_here(feed *f, str *key)
{
    int c;
    json_doc doc;
    TRY(look(f, &c));
    if (c != '"') return unexpected(f, c, "a key in quotes");
    TRY(value_here(f, &doc));
    *key = json_text(doc.root);
    return OK;
}

/* ---- lists and objects that come in parts ---- */

static status items_here(feed *f, json_feed_kind kind)
{
    int c;
    bool over;
    TRY(expect(f, '['));
    forget(f);
    TRY(look(f, &c));
    over = c == ']';
    if (over) f->at++;
    while (!over) {
        TRY(deliver_here(f, kind, (str){NULL, 0}));
        TRY(next_or_end(f, ']', &over));
    }
    forget(f);
    return OK;
}

/* Whether the object at `at` comes in parts; stands where it stood. */
static status comes_in_parts(feed *f, bool *in_parts)
{
    int c = ',';
    size_t from = f->at;
    *in_parts = false;
    if (f->options.kind_key == NULL) return OK;
    f->at++;
    TRY(look(f, &c));
    bool over = c == '}', found = false;
    while (!over && !found) {
        str key;
        json_doc doc;
        TRY(key_here(f, &key));
        found = str_eq(key, str_of(f->options.kind_key));
        TRY(expect(f, ':'));
        TRY(value_here(f, &doc));
        *in_parts = found && str_eq(json_text(doc.root), str_of(f->options.kind));
        if (!found) TRY(next_or_end(f, '}', &over));
    }
    f->at = from;
    return OK;
}

/* Keeps a key, which must be new. */
static status keep_key(feed *f, str key, str *kept)
{
    for (size_t i = 0; i < f->key_count; i++) {
        char what[512];
        if (!str_eq(f->keys[i], key)) continue;
        (void)snprintf(what, sizeof what, "key '%.*s' is there twice in this object", STR_ARG(key));
        return fail_here(f, E_CONFLICT, what);
    }
    if (f->key_count == KEYS_MAX) return fail_here(f, E_LIMIT, "too many keys in this object");
    *kept = str_copy(&f->kept, key);
    TRY_MEM(f->e, kept->p);
    f->keys[f->key_count++] = *kept;
    return OK;
}

static status parts_here(feed *f)
{
    int c;
    bool over;
    arena_reset(&f->kept);
    f->key_count = 0;
    f->keys = ARENA_ARRAY(&f->kept, str, KEYS_MAX);
    TRY_MEM(f->e, f->keys);
    TRY(expect(f, '{'));
    TRY(look(f, &c));
    over = c == '}';
    if (over) f->at++;
    while (!over) {
        str key;
        TRY(key_here(f, &key));
        TRY(keep_key(f, key, &key));
        TRY(expect(f, ':'));
        TRY(look(f, &c));
        if (c == '[' && str_eq(key, str_of(f->options.list)))
            TRY(items_here(f, JSON_FEED_ITEM));
        else
            TRY(deliver_here(f, JSON_FEED_MEMBER, key));
        TRY(next_or_end(f, '}', &over));
    }
    forget(f);
    return OK;
}

/* ---- the input ---- */

static status skip_mark(feed *f)
{
    TRY(more(f));
    while (f->end < 3 && !f->at_end) TRY(more(f));
    if (str_starts((str){f->window, f->end}, STR("\xEF\xBB\xBF"))) f->begin = 3;
    return OK;
}

static status all_values(feed *f)
{
    int c;
    bool in_parts;
    TRY(skip_mark(f));
    TRY(look(f, &c));
    if (c == '[') {
        TRY(items_here(f, JSON_FEED_VALUE));
        TRY(look(f, &c));
        return c < 0 ? OK : unexpected(f, c, "the end of the text");
    }
    while (c >= 0) {
        forget(f);
        in_parts = false;
        if (c == '{') TRY(comes_in_parts(f, &in_parts));
        if (in_parts)
            TRY(parts_here(f));
        else
            TRY(deliver_here(f, JSON_FEED_VALUE, (str){NULL, 0}));
        TRY(look(f, &c));
    }
    return OK;
}

status json_feed(stream *in, const json_feed_options *options, json_feed_fn *each, void *context,
                 err *e)
{
    feed f = {.in = in, .each = each, .context = context, .e = e};
    if (options != NULL) f.options = *options;
    if (f.options.step == 0) f.options.step = STEP;
    if (f.options.tree.bytes_max == 0) f.options.tree.bytes_max = TREE_BYTES;
    if (f.options.tree.bytes_max > JSON_BYTES_DEFAULT)
        f.options.tree.bytes_max = JSON_BYTES_DEFAULT;
    if (f.options.tree.values_max == 0) f.options.tree.values_max = TREE_VALUES;
    f.parse = f.options.tree;
    f.parse.bytes_max = UINT32_MAX - 1;
    status result = all_values(&f);
    base_free(f.window);
    arena_release(&f.memory.tree);
    arena_release(&f.memory.scratch);
    arena_release(&f.kept);
    return result;
}
