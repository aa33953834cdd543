/*
 * JSON text to a tree, by yajl's events. Knows the grammar's leftovers that yajl does not check
 * (UTF-8, surrogates, depth, keys given twice) and how events become values; knows no document.
 *
 * All memory of yajl comes from one arena. It does not check for NULL, so running out leaves the
 * parser with longjmp; nothing is lost, because the arena holds everything.
 */
#include "base/json.h"
#include "base/json_place.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { SMALL_OBJECT = 12, BLOCK_HEAD = 16, FIRST_ROOM = 64 };

/* A value whose container is still open, with its key when that is an object. */
typedef struct open_value {
    json_member member;
} open_value;

typedef struct builder {
    const char *name;
    str text; /* without byte-order mark */
    json_options limits;
    arena *tree;    /* values */
    arena *scratch; /* yajl, the stack of open values */
    open_value *stack;
    size_t used, room;
    size_t *levels; /* index into stack where each open container's children begin */
    json_value *heads;
    unsigned depth;
    uint32_t values;
    str key;
    yajl_handle parser;
    jmp_buf no_memory;
    status failed; /* why a callback stopped the parser */
    err *e;
    bool front;       /* json_parse_front: stop behind the first value */
    bool more;        /* the text may go on */
    bool ended;       /* all of the text was taken */
    bool complete;    /* the value is whole */
    json_place place; /* where text begins in the whole input */
} builder;

/* ---- memory for yajl: a bump allocation that remembers its size ---- */

static void *take(void *context, size_t size)
{
    builder *b = context;
    char *block = size > SIZE_MAX / 8 ? NULL : arena_alloc(b->scratch, size + BLOCK_HEAD);
    if (block == NULL) longjmp(b->no_memory, 1);
    memcpy(block, &size, sizeof size);
    return block + BLOCK_HEAD;
}

static void *take_more(void *context, void *old, size_t size)
{
    size_t had = 0;
    if (old != NULL) memcpy(&had, (char *)old - BLOCK_HEAD, sizeof had);
    if (old != NULL && size <= had) return old;
    char *block = take(context, size);
    if (had > 0) memcpy(block, old, had);
    return block;
}

static void give_back(void *context, void *block)
{
    (void)context;
    (void)block;
}

/* ---- errors ---- */

static status fail_at(builder *b, status code, size_t at, const char *what)
{
    size_t line, column;
    json_line_column(b->text, at, b->place, &line, &column);
    FAIL(b->e, code, "%s:%zu:%zu: %s", b->name, line, column, what);
}

/* ---- what yajl does not check ---- */

static int hex4(const char *p, const char *end, unsigned *value)
{
    unsigned v = 0;
    if (end - p < 4) return 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit == 16) return 0;
        v = v * 16 + digit;
    }
    *value = v;
    return 1;
}

/* "\uXXXX" at p: its code, or 0x10000 when it is something else. */
static unsigned escape_at(const char *p, const char *end)
{
    unsigned code;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u' || !hex4(p + 2, end, &code)) return 0x10000;
    return code;
}

/* Backslashes stand only inside texts, so a scan over the document finds every escape. */
static status check_escapes(builder *b)
{
    const char *end = b->text.p + b->text.n;
    const char *p = b->text.p;
    while (p < end && (p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
        size_t at = (size_t)(p - b->text.p);
        unsigned code = escape_at(p, end);
        if (code == 0) return fail_at(b, E_SYNTAX, at, "found \\u0000, a text may not hold NUL");
        if (code == 0x10000)
            p += end - p < 2 ? 1 : 2;
        else
            p += 6;
        if (code < 0xD800 || code > 0xDFFF) continue;
        unsigned low = escape_at(p, end);
        if (code >= 0xDC00 || low < 0xDC00 || low > 0xDFFF) {
            return fail_at(b, E_SYNTAX, at, "found half of a surrogate pair, expected both halves");
        }
        p += 6;
    }
    return OK;
}

/* yajl takes vertical tab and form feed for white space; RFC 8259 does not. Inside a text they must
 * be escaped, so neither byte may stand anywhere. */
static status check_space(builder *b)
{
    for (char c = 0x0B; c <= 0x0C; c++) {
        size_t at = str_find(b->text, c);
        if (at < b->text.n) return fail_at(b, E_SYNTAX, at, "found a control character");
    }
    return OK;
}

static status check_utf8(builder *b)
{
    if (str_is_utf8(b->text)) return OK;
    size_t at = 0, n = b->text.n;
    while (at < n) {
        size_t step = 1;
        while (step <= 4 && at + step <= n && !str_is_utf8((str){b->text.p + at, step})) step++;
        if (step > 4 || at + step > n) break;
        at += step;
    }
    return fail_at(b, E_SYNTAX, at, "found a byte that is not UTF-8 text");
}

/* ---- values ---- */

static int stop(builder *b, status code, size_t at, const char *what)
{
    b->failed = fail_at(b, code, at, what);
    return 0;
}

static int stop_memory(builder *b)
{
    b->failed = err_set(b->e, E_MEMORY, "%s: out of memory", b->name);
    return 0;
}

static size_t consumed(const builder *b)
{
    return yajl_get_bytes_consumed(b->parser);
}

static void *grown(builder *b, const void *old, size_t used, size_t room, size_t size)
{
    void *more = arena_calloc(b->scratch, room, size);
    if (more != NULL && used > 0) memcpy(more, old, used * size);
    return more;
}

static int push(builder *b, json_value v)
{
    if (b->used == b->room) {
        size_t room = b->room * 2;
        open_value *more = grown(b, b->stack, b->used, room, sizeof *more);
        if (more == NULL) return stop_memory(b);
        b->stack = more;
        b->room = room;
    }
    b->stack[b->used++].member = (json_member){.key = b->key, .value = v};
    b->key = (str){NULL, 0};
    return 1;
}

static int count_value(builder *b)
{
    b->values++;
    if (b->limits.values_max == 0 || b->values <= b->limits.values_max) return 1;
    char what[96];
    (void)snprintf(what, sizeof what, "more than %u values", b->limits.values_max);
    return stop(b, E_LIMIT, consumed(b), what);
}

/* 0 stops the parser behind the first value. */
static int go_on(builder *b)
{
    b->complete = b->depth == 0;
    return !b->complete;
}

static int scalar(builder *b, json_type type)
{
    if (!count_value(b)) return 0;
    return push(b, (json_value){.type = type, .at = (uint32_t)consumed(b)}) && go_on(b);
}

/* Text inside the document is borrowed; text that yajl decoded is copied. */
static const char *keep(builder *b, const char *p, size_t n)
{
    uintptr_t from = (uintptr_t)b->text.p, at = (uintptr_t)p;
    if (n == 0) return "";
    if (at >= from && at - from < b->text.n) return p;
    return arena_copy(b->tree, p, n);
}

static int text_value(builder *b, json_type type, const char *p, size_t n)
{
    const char *kept = keep(b, p, n);
    if (kept == NULL) return stop_memory(b);
    if (!count_value(b)) return 0;
    json_value v = {.type = type, .count = (uint32_t)n, .at = (uint32_t)consumed(b)};
    v.text = kept;
    return push(b, v) && go_on(b);
}

static int open_container(builder *b, json_type type)
{
    if (!count_value(b)) return 0;
    if (b->depth == b->limits.depth_max) {
        char what[96];
        (void)snprintf(what, sizeof what, "more than %u nested levels", b->limits.depth_max);
        return stop(b, E_LIMIT, consumed(b) - 1, what);
    }
    b->heads[b->depth] = (json_value){.type = type, .at = (uint32_t)consumed(b)};
    /* the key of this container waits on the stack until it closes */
    if (!push(b, b->heads[b->depth])) return 0;
    b->levels[b->depth++] = b->used;
    return 1;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

static bool pairwise_duplicate(const open_value *members, size_t n, str *key)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (str_eq(members[i].member.key, members[j].member.key)) {
                *key = members[i].member.key;
                return true;
            }
        }
    }
    return false;
}

static int check_duplicates(builder *b, const open_value *members, size_t n)
{
    str key;
    bool found = false;
    if (n <= SMALL_OBJECT) {
        found = pairwise_duplicate(members, n, &key);
    } else {
        str *keys = base_calloc(n, sizeof *keys);
        if (keys == NULL) return stop_memory(b);
        for (size_t i = 0; i < n; i++) keys[i] = members[i].member.key;
        qsort(keys, n, sizeof *keys, by_key);
        for (size_t i = 1; i < n && !found; i++) {
            found = str_eq(keys[i], keys[i - 1]);
            key = keys[i];
        }
        base_free(keys);
    }
    if (!found) return 1;
    char what[512];
    (void)snprintf(what, sizeof what, "key '%.*s' is there twice in this object", STR_ARG(key));
    return stop(b, E_CONFLICT, consumed(b) - 1, what);
}

static int copy_children(builder *b, json_value *v, const open_value *from, size_t n)
{
    v->count = (uint32_t)n;
    if (v->type == JSON_OBJECT) {
        json_member *members = arena_alloc(b->tree, n * sizeof *members);
        if (members == NULL) return stop_memory(b);
        for (size_t i = 0; i < n; i++) members[i] = from[i].member;
        v->members = members;
        return 1;
    }
    json_value *items = arena_alloc(b->tree, n * sizeof *items);
    if (items == NULL) return stop_memory(b);
    for (size_t i = 0; i < n; i++) items[i] = from[i].member.value;
    v->items = items;
    return 1;
}

static int close_container(builder *b)
{
    b->depth--;
    size_t from = b->levels[b->depth], n = b->used - from;
    json_value v = b->heads[b->depth];
    if (v.type == JSON_OBJECT && !b->limits.allow_duplicates &&
        !check_duplicates(b, b->stack + from, n)) {
        return 0;
    }
    if (!copy_children(b, &v, b->stack + from, n)) return 0;
    b->used = from;
    b->stack[from - 1].member.value = v;
    return go_on(b);
}

/* ---- yajl's events ---- */

static int on_null(void *c)
{
    return scalar(c, JSON_NULL);
}
static int on_bool(void *c, int value)
{
    return scalar(c, value ? JSON_TRUE : JSON_FALSE);
}
static int on_object(void *c)
{
    return open_container(c, JSON_OBJECT);
}
static int on_array(void *c)
{
    return open_container(c, JSON_ARRAY);
}
static int on_close(void *c)
{
    return close_container(c);
}

static int on_number(void *c, const char *p, size_t n)
{
    return text_value(c, JSON_NUMBER, p, n);
}

static int on_string(void *c, const unsigned char *p, size_t n)
{
    return text_value(c, JSON_STRING, (const char *)p, n);
}

static int on_key(void *c, const unsigned char *p, size_t n)
{
    builder *b = c;
    const char *kept = keep(b, (const char *)p, n);
    if (kept == NULL) return stop_memory(b);
    b->key = (str){kept, n};
    return count_value(b);
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_bool,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_close,
    .yajl_start_array = on_array,
    .yajl_end_array = on_close,
};

/* "found '}': …" at the first byte from `at` that is no white space. */
static status found_instead(builder *b, size_t at, const char *words)
{
    char what[256], found[32] = "the end of the text";
    while (at < b->text.n && strchr(" \t\r\n", b->text.p[at]) != NULL) at++;
    if (at < b->text.n) {
        unsigned char c = (unsigned char)b->text.p[at];
        if (c > 0x20 && c < 0x7f)
            (void)snprintf(found, sizeof found, "'%c'", c);
        else
            (void)snprintf(found, sizeof found, "byte 0x%02x", c);
    }
    (void)snprintf(what, sizeof what, "found %s: %.*s", found, (int)strcspn(words, "\n"), words);
    return fail_at(b, E_SYNTAX, at, what);
}

/* In yajl's own words, where it stopped. */
static status syntax_error(builder *b)
{
    const char *words = (const char *)yajl_get_error(b->parser, 0, NULL, 0);
    size_t at = json_token_start(b->text, consumed(b));
    if (words != NULL && strstr(words, "premature EOF") != NULL) at = b->text.n;
    return found_instead(b, at, words == NULL ? "not JSON" : words);
}

static status prepare(builder *b, const json_options *options)
{
    if (options != NULL) b->limits = *options;
    if (b->limits.bytes_max == 0) b->limits.bytes_max = JSON_BYTES_DEFAULT;
    if (b->limits.bytes_max >= UINT32_MAX) b->limits.bytes_max = UINT32_MAX - 1;
    if (b->limits.depth_max == 0) b->limits.depth_max = JSON_DEPTH_DEFAULT;
    if (b->limits.depth_max > JSON_DEPTH_MOST) b->limits.depth_max = JSON_DEPTH_MOST;
    if (b->text.n > b->limits.bytes_max) {
        FAIL(b->e, E_LIMIT, "%s: larger than the limit of %zu bytes", b->name, b->limits.bytes_max);
    }
    b->levels = ARENA_ARRAY(b->scratch, size_t, b->limits.depth_max + 1);
    b->heads = ARENA_ARRAY(b->scratch, json_value, b->limits.depth_max + 1);
    TRY_MEM(b->e, b->levels);
    TRY_MEM(b->e, b->heads);
    b->room = FIRST_ROOM;
    b->stack = ARENA_ARRAY(b->scratch, open_value, b->room);
    TRY_MEM(b->e, b->stack);
    return OK;
}

static status parse_bytes(builder *b)
{
    yajl_alloc_funcs memory = {.malloc = take, .realloc = take_more, .free = give_back, .ctx = b};
    if (setjmp(b->no_memory) != 0) FAIL(b->e, E_MEMORY, "%s: out of memory", b->name);
    b->parser = yajl_alloc(&callbacks, &memory, b);
    (void)yajl_config(b->parser, yajl_dont_validate_strings, 1);
    yajl_status result = yajl_parse(b->parser, (const unsigned char *)b->text.p, b->text.n);
    b->ended = result == yajl_status_ok;
    if (b->ended && !b->more) result = yajl_complete_parse(b->parser);
    if (b->failed != OK) return b->failed;
    if (result == yajl_status_error) return syntax_error(b);
    return OK;
}

/* A number ends only where something else begins, or with the input. */
static size_t front_end(const builder *b)
{
    if (b->complete) {
        size_t end = consumed(b);
        return end > b->text.n || b->ended ? b->text.n : end;
    }
    return 0;
}

/* What yajl lets through; over the bytes of the value only. */
static status check_bytes(builder *b)
{
    TRY(check_utf8(b));
    TRY(check_escapes(b));
    return check_space(b);
}

static status run(builder *b, const json_options *options)
{
    if (str_starts(b->text, STR("\xEF\xBB\xBF"))) {
        b->text = (str){b->text.p + 3, b->text.n - 3};
    }
    TRY(prepare(b, options));
    TRY(check_bytes(b));
    if (str_trim(b->text).n == 0) return fail_at(b, E_SYNTAX, 0, "empty, expected JSON");
    TRY(parse_bytes(b));
    /* yajl does not mind an unfinished text behind the value: nothing may stand there */
    size_t end = front_end(b);
    str rest = {b->text.p + end, b->text.n - end};
    return str_trim(rest).n == 0 ? OK : found_instead(b, end, "expected the end of the text");
}

static status hand_out(builder *b, json_doc *doc)
{
    json_value *root = ARENA_NEW(b->tree, json_value);
    if (root == NULL) FAIL(b->e, E_MEMORY, "%s: out of memory", b->name);
    *root = b->stack[0].member.value;
    *doc = (json_doc){.name = b->name, .text = b->text, .place = b->place, .root = root};
    return OK;
}

status json_parse(const char *name, str text, const json_options *options, arena *a, json_doc *doc,
                  err *e)
{
    arena scratch = {0};
    builder b = {.name = name, .text = text, .tree = a, .scratch = &scratch, .e = e};
    status result = run(&b, options);
    if (result == OK) result = hand_out(&b, doc);
    arena_release(&scratch);
    return result;
}

status json_parse_front(const json_doc *front, bool more, const json_options *options,
                        json_memory *memory, json_doc *doc, size_t *used, err *e)
{
    builder b = {.name = front->name,
                 .text = front->text,
                 .place = front->place,
                 .tree = &memory->tree,
                 .scratch = &memory->scratch,
                 .more = more,
                 .e = e};
    *used = 0;
    TRY(prepare(&b, options));
    TRY(parse_bytes(&b));
    size_t end = front_end(&b);
    if (end == 0) return OK;
    b.text.n = end;
    TRY(check_bytes(&b));
    TRY(hand_out(&b, doc));
    *used = end;
    return OK;
}
