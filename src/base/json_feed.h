/*
 * JSON of any length, read in pieces. The input is one value, a list of values, or any number of
 * values behind each other (NDJSON); each is delivered as a tree and forgotten. An object of a
 * chosen kind is delivered in parts, so that a list within it may be of any length too:
 *
 *     {"resourceType":"Bundle","type":"searchset","entry":[{...},{...}]}
 *
 * with kind_key "resourceType", kind "Bundle" and list "entry" gives two members and two items.
 * Memory is bounded by the largest single tree. Everything is checked as json_parse does it, also
 * what nobody looks at; errors name line and column of the whole input.
 */
#ifndef PRECIS_BASE_JSON_FEED_H
#define PRECIS_BASE_JSON_FEED_H

#include "base/json.h"
#include "base/stream.h"

typedef enum json_feed_kind {
    JSON_FEED_VALUE,  /**< a whole value, or an item of the list that the input is */
    JSON_FEED_MEMBER, /**< a member of an object that comes in parts; `key` names it */
    JSON_FEED_ITEM    /**< an item of that object's list */
} json_feed_kind;

typedef struct json_feed_options {
    json_options tree;    /**< limits of one tree; bytes_max 0: 16 MiB, values_max 0: 2^21 */
    const char *kind_key; /**< NULL: nothing comes in parts */
    const char *kind;     /**< an object comes in parts when its `kind_key` is this text */
    const char *list;     /**< its member whose items come one by one. In an object larger than
                               tree.bytes_max, kind_key has to stand before it. */
    size_t step;          /**< bytes to read at once; 0: 256 KiB */
} json_feed_options;

/** One delivery; all of it lives until the call returns. */
typedef struct json_feed_part {
    json_feed_kind kind;
    str key;
    json_doc doc;
} json_feed_part;

typedef status json_feed_fn(void *context, const json_feed_part *part, err *e);

/** Reads all of `in`; `options` may be NULL. E_SYNTAX, E_CONFLICT (a key given twice), E_LIMIT,
 *  E_MEMORY, what the stream or `each` fails with. Parts before the failure were delivered. An
 *  input without any value delivers nothing. */
CHECKED status json_feed(stream *in, const json_feed_options *options, json_feed_fn *each,
                         void *context, err *e);

#endif
