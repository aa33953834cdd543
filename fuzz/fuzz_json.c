/*
 * Fuzz target: any bytes through the JSON reader. A tree that is made must hold only UTF-8, numbers
 * of JSON's grammar and containers within the limits; written out by the JSON writer and read again
 * it must be the same tree; read in pieces it must have the same items, and fail where the whole
 * fails.
 */
#include "fuzz_common.h"

#include "base/json_feed.h"
#include "base/jsonw.h"

enum { DEPTH = 20 };

static void write_value(jsonw *w, const json_value *v, unsigned depth)
{
    MUST(depth <= DEPTH);
    switch (v->type) {
    case JSON_NULL: jsonw_null(w); break;
    case JSON_FALSE: jsonw_bool(w, false); break;
    case JSON_TRUE: jsonw_bool(w, true); break;
    case JSON_NUMBER: jsonw_number_text(w, json_number(v)); break;
    case JSON_STRING:
        MUST(str_is_utf8(json_text(v)));
        jsonw_str(w, json_text(v));
        break;
    case JSON_ARRAY:
        jsonw_array(w);
        for (size_t i = 0; i < json_count(v); i++) write_value(w, json_at(v, i), depth + 1);
        jsonw_array_end(w);
        break;
    case JSON_OBJECT:
        jsonw_object(w);
        for (size_t i = 0; i < json_count(v); i++) {
            jsonw_key_str(w, v->members[i].key);
            write_value(w, &v->members[i].value, depth + 1);
        }
        jsonw_object_end(w);
        break;
    }
}

static bool same(const json_value *a, const json_value *b)
{
    if (a->type != b->type || a->count != b->count) return false;
    switch (a->type) {
    case JSON_NUMBER: return str_eq(json_number(a), json_number(b));
    case JSON_STRING: return str_eq(json_text(a), json_text(b));
    case JSON_ARRAY:
        for (size_t i = 0; i < a->count; i++) {
            if (!same(&a->items[i], &b->items[i])) return false;
        }
        return true;
    case JSON_OBJECT:
        for (size_t i = 0; i < a->count; i++) {
            if (!same(&a->members[i].value, &b->members[i].value)) return false;
        }
        return true;
    default: return true;
    }
}

typedef struct items {
    const json_value *whole;
    size_t count;
} items;

static status check_item(void *context, const json_feed_part *part, err *e)
{
    items *all = context;
    (void)e;
    if (json_is(all->whole, JSON_ARRAY))
        MUST(same(part->doc.root, json_at(all->whole, all->count)));
    else if (all->whole != NULL)
        MUST(same(part->doc.root, all->whole));
    all->count++;
    return OK;
}

/* The text in pieces of `step` bytes; objects with "k":"p" come in parts. */
static status in_pieces(str text, const json_options *options, size_t step, bool parts, items *all,
                        err *e)
{
    json_feed_options how = {.tree = *options, .step = step};
    stream *in;
    if (parts) {
        how.kind_key = "k";
        how.kind = "p";
        how.list = "l";
    }
    MUST(stream_open_text("each", text, NULL, &in, e) == OK);
    status result = json_feed(in, &how, check_item, all, e);
    stream_close(in);
    return result;
}

static void check_document(const json_doc *doc, str text, const json_options *options)
{
    AUTO(arena_release) arena a = {0};
    AUTO(buf_release) buf out;
    buf_init(&out, (size_t)64 << 20);
    jsonw w;
    json_doc again;
    err e = {0};
    json_options loose = *options;
    size_t line, column;
    loose.allow_duplicates = true;
    jsonw_init(&w, &out, true);
    write_value(&w, doc->root, 0);
    MUST(buf_status(&out, &e) == OK);
    MUST(json_parse("again", buf_str(&out), &loose, &a, &again, &e) == OK);
    MUST(same(doc->root, again.root));
    json_where(doc, doc->root, &line, &column);
    MUST(line >= 1 && column >= 1);
    items all = {.whole = doc->root};
    MUST(in_pieces(text, options, 1 + text.n / 3, false, &all, &e) == OK);
    MUST(all.count == (json_is(doc->root, JSON_ARRAY) ? json_count(doc->root) : 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_release) arena a = {0};
    str text = {(const char *)data, size};
    json_options options = {.depth_max = DEPTH, .bytes_max = 1 << 20};
    json_doc doc;
    err e = {0};
    if (json_parse("fuzz", text, &options, &a, &doc, &e) == OK) {
        check_document(&doc, text, &options);
    } else {
        MUST(e.code != OK && e.text[0] != '\0');
    }
    items one = {0}, two = {0};
    if (size > 2000 || (size > 0 && (data[0] == 0x1f || data[0] == 0x28))) return 0;
    status first = in_pieces(text, &options, 1 << 16, true, &one, &e);
    MUST(in_pieces(text, &options, 7, true, &two, &e) == first);
    MUST(one.count == two.count);
    return 0;
}
