/*
 * A JSON writer into a `buf`: commas, escapes and indentation in one place. Strings that are not
 * UTF-8 have each offending byte replaced by U+FFFD; '<', '>' and '&' are escaped so that the text
 * may stand inside a <script> element; U+2028/2029 and bidi controls are escaped.
 */
#ifndef PRECIS_BASE_JSONW_H
#define PRECIS_BASE_JSONW_H

#include "base/date.h"
#include "base/text.h"

enum { JSONW_DEPTH_MAX = 64 };

typedef struct jsonw {
    buf *out;
    int depth;
    bool pretty;
    bool after_key;
    bool has_item[JSONW_DEPTH_MAX];
} jsonw;

/** Writes to `out`; pretty = two spaces a level, else one line. */
void jsonw_init(jsonw *w, buf *out, bool pretty);
void jsonw_object(jsonw *w);
void jsonw_object_end(jsonw *w);
void jsonw_array(jsonw *w);
void jsonw_array_end(jsonw *w);
/** `key` is plain ASCII without anything to escape. */
void jsonw_key(jsonw *w, const char *key);
/** A key that is data. */
void jsonw_key_str(jsonw *w, str key);
void jsonw_str(jsonw *w, str value);
void jsonw_text(jsonw *w, const char *value);
void jsonw_i64(jsonw *w, int64_t value);
/** Up to 15 significant digits; NaN and infinities become null. */
void jsonw_double(jsonw *w, double value);
/** A number already in JSON spelling (decimals kept exact). */
void jsonw_number_text(jsonw *w, str number);
void jsonw_bool(jsonw *w, bool value);
void jsonw_null(jsonw *w);

/** key + value in one call. */
void jsonw_pair_str(jsonw *w, const char *key, str value);
void jsonw_pair_text(jsonw *w, const char *key, const char *value);
void jsonw_pair_i64(jsonw *w, const char *key, int64_t value);
/** NaN and infinities, which no value has, are null. */
void jsonw_pair_double(jsonw *w, const char *key, double value);
/** With the precision that is known; DATE_NONE is null. */
void jsonw_pair_date(jsonw *w, const char *key, date when);
void jsonw_pair_bool(jsonw *w, const char *key, bool value);
/** An absent text (n = 0) is null: the empty text would be a value. */
void jsonw_pair_str_or_null(jsonw *w, const char *key, str value);
/** key + array of texts. */
void jsonw_pair_list(jsonw *w, const char *key, const str *items, size_t count);

#endif
