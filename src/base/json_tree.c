/*
 * Reading a JSON tree, and where in the document its values stand. Knows values; nothing of how
 * they were parsed.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/json_place.h"

/* ---- places ---- */

json_place json_place_behind(str text, json_place place)
{
    const char *p = text.p, *end = text.p + text.n, *next;
    while (p < end && (next = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        place.lines++;
        place.columns = 0;
        p = next + 1;
    }
    if (p < end) place.columns += (size_t)(end - p);
    return place;
}

void json_line_column(str text, size_t at, json_place place, size_t *line, size_t *column)
{
    place = json_place_behind((str){text.p, at < text.n ? at : text.n}, place);
    *line = place.lines + 1;
    *column = place.columns + 1;
}

size_t json_token_start(str text, size_t at)
{
    if (at == 0 || at > text.n) return at;
    size_t i = at - 1;
    if (text.p[i] == '"') {
        while (i > 0) {
            size_t slashes = 0;
            i--;
            if (text.p[i] != '"') continue;
            while (slashes < i && text.p[i - 1 - slashes] == '\\') slashes++;
            if (slashes % 2 == 0) return i;
        }
        return 0;
    }
    while (i > 0 && strchr(" \t\r\n,:[]{}\"", text.p[i - 1]) == NULL) i--;
    return i;
}

/* ---- reading a tree ---- */

bool json_is(const json_value *v, json_type type)
{
    return v != NULL && v->type == type;
}

const json_value *json_get(const json_value *v, const char *key)
{
    if (!json_is(v, JSON_OBJECT)) return NULL;
    str wanted = str_of(key);
    for (size_t i = v->count; i-- > 0;) {
        if (str_eq(v->members[i].key, wanted)) return &v->members[i].value;
    }
    return NULL;
}

const json_value *json_path(const json_value *v, const char *const *keys)
{
    for (; *keys != NULL && v != NULL; keys++) v = json_get(v, *keys);
    return v;
}

const json_value *json_at(const json_value *v, size_t index)
{
    return json_is(v, JSON_ARRAY) && index < v->count ? &v->items[index] : NULL;
}

size_t json_count(const json_value *v)
{
    return json_is(v, JSON_ARRAY) || json_is(v, JSON_OBJECT) ? v->count : 0;
}

str json_text(const json_value *v)
{
    return json_is(v, JSON_STRING) ? (str){v->text, v->count} : (str){NULL, 0};
}

str json_number(const json_value *v)
{
    return json_is(v, JSON_NUMBER) ? (str){v->text, v->count} : (str){NULL, 0};
}

bool json_i64(const json_value *v, int64_t *value)
{
    return str_to_i64(json_number(v), value);
}

bool json_double(const json_value *v, double *value)
{
    return str_to_double(json_number(v), value);
}

bool json_bool(const json_value *v, bool *value)
{
    if (!json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE)) return false;
    *value = v->type == JSON_TRUE;
    return true;
}

static const char *type_name(json_type type)
{
    static const char *const names[] = {"null",   "false",  "true",     "a number",
                                        "a text", "a list", "an object"};
    return names[type];
}

const char *json_type_name(const json_value *v)
{
    return v == NULL ? "nothing" : type_name(v->type);
}

void json_where(const json_doc *doc, const json_value *v, size_t *line, size_t *column)
{
    size_t at = v->at;
    if (v->type == JSON_ARRAY || v->type == JSON_OBJECT)
        at = at == 0 ? 0 : at - 1;
    else
        at = json_token_start(doc->text, at);
    json_line_column(doc->text, at, doc->place, line, column);
}

status json_fail(const json_doc *doc, const json_value *v, err *e, const char *what)
{
    size_t line, column;
    json_where(doc, v, &line, &column);
    FAIL(e, E_SYNTAX, "%s:%zu:%zu: %s", doc->name, line, column, what);
}

status json_need(const json_doc *doc, const json_value *v, const char *key, json_type type,
                 const json_value **out, err *e)
{
    const json_value *found = json_get(v, key);
    if (json_is(found, type)) {
        *out = found;
        return OK;
    }
    char what[256];
    (void)snprintf(what, sizeof what, "'%.100s': found %s, expected %s", key, json_type_name(found),
                   type_name(type));
    return json_fail(doc, found == NULL ? v : found, e, what);
}
