/*
 * A JSON reader (RFC 8259). A document in memory becomes a tree of plain values in an arena;
 * numbers keep their exact text. Limits on bytes, depth and values; input that is not UTF-8, a lone
 * surrogate or \u0000 in a text, and (unless allowed) a key given twice are refused. Every error
 * reads "name:line:column: what was found, what was expected".
 *
 * Texts and numbers without escapes are borrowed from the document: it must outlive the tree.
 * A tree is read-only and may be shared between threads.
 */
#ifndef PRECIS_BASE_JSON_H
#define PRECIS_BASE_JSON_H

#include "base/text.h"

typedef enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} json_type;

typedef struct json_member json_member;

/** One value. Read it through the functions below, or walk `count` items or members directly. */
typedef struct json_value json_value;
struct json_value {
    json_type type;
    uint32_t count; /**< items, members, or bytes of a text or number */
    uint32_t at;    /**< byte of the document just behind the value's first token */
    union {
        const char *text;           /**< JSON_NUMBER, JSON_STRING (decoded) */
        const json_value *items;    /**< JSON_ARRAY */
        const json_member *members; /**< JSON_OBJECT, in document order */
    };
};

struct json_member {
    str key;
    json_value value;
};

enum { JSON_DEPTH_DEFAULT = 64, JSON_DEPTH_MOST = 1024, JSON_BYTES_DEFAULT = 1 << 30 };

typedef struct json_options {
    size_t bytes_max;      /**< 0: JSON_BYTES_DEFAULT; never over 4 GiB - 1 */
    unsigned depth_max;    /**< nested arrays and objects; 0: JSON_DEPTH_DEFAULT */
    uint32_t values_max;   /**< values and keys of one tree; 0: as many as memory allows */
    bool allow_duplicates; /**< a key given twice: the last one counts, instead of E_CONFLICT */
} json_options;

/** How much of a file stands before a text; all 0 when the text begins the file. */
typedef struct json_place {
    size_t lines;   /**< line ends before it */
    size_t columns; /**< bytes between the last of them and it */
} json_place;

/** A document and where it came from, for errors about its content. */
typedef struct json_doc {
    const char *name;       /**< file or field, for errors; borrowed */
    str text;               /**< the document; borrowed */
    json_place place;       /**< what stands before it in its file */
    const json_value *root; /**< in the arena given to json_parse */
} json_doc;

/** Parses the whole of `text`. `options` may be NULL. E_SYNTAX, E_CONFLICT (duplicate key),
 * E_LIMIT, E_MEMORY. A byte-order mark in front is skipped. */
CHECKED status json_parse(const char *name, str text, const json_options *options, arena *a,
                          json_doc *doc, err *e);

/** Memory of trees that are made one after another; zero-initialise. */
typedef struct json_memory {
    arena tree;    /**< the last tree */
    arena scratch; /**< of no use after the call */
} json_memory;

/** Parses the first value of `front->text`; `front->root` is not looked at. `*used` becomes the
 *  bytes it takes, or 0 when the text ends before the value does and `more` says that the text may
 *  go on (else that is E_SYNTAX). The caller resets both arenas of `memory` between values. Fails
 *  as json_parse; options->bytes_max bounds the text, not the value. */
CHECKED status json_parse_front(const json_doc *front, bool more, const json_options *options,
                                json_memory *memory, json_doc *doc, size_t *used, err *e);

/** The member of an object, or NULL (also when `v` is NULL or no object). */
const json_value *json_get(const json_value *v, const char *key);
/** Like json_get for several keys, outermost first, ended by NULL. */
const json_value *json_path(const json_value *v, const char *const *keys);
/** The item of an array, or NULL. */
const json_value *json_at(const json_value *v, size_t index);
/** Items or members; 0 for anything else. */
size_t json_count(const json_value *v);
bool json_is(const json_value *v, json_type type);
/** The text of a string, or an empty str (p NULL). */
str json_text(const json_value *v);
/** The exact text of a number, or an empty str. */
str json_number(const json_value *v);
/** A whole number that fits; false for anything else (also 1.0 and 1e3). */
bool json_i64(const json_value *v, int64_t *value);
/** A finite number; false for anything else. */
bool json_double(const json_value *v, double *value);
/** JSON_TRUE or JSON_FALSE; false for anything else. */
bool json_bool(const json_value *v, bool *value);
/** "object", "text", … for messages. NULL gives "nothing". */
const char *json_type_name(const json_value *v);

/** Line and column (both 1-based, in bytes) of a value's first token. */
void json_where(const json_doc *doc, const json_value *v, size_t *line, size_t *column);
/** The member `key` of `v` with this type; E_SYNTAX says where, what was found and what expected.
 */
CHECKED status json_need(const json_doc *doc, const json_value *v, const char *key, json_type type,
                         const json_value **out, err *e);
/** Fails with E_SYNTAX: "name:line:column: what". */
CHECKED status json_fail(const json_doc *doc, const json_value *v, err *e, const char *what);

#endif
