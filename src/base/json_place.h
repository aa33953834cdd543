/*
 * Places in a JSON document: offsets to lines, and back from the end of a token to its start.
 * Internal to base/json*.
 */
#ifndef PRECIS_BASE_JSON_PLACE_H
#define PRECIS_BASE_JSON_PLACE_H

#include "base/json.h"

/** The place behind `text`, which itself stands at `place`. */
json_place json_place_behind(str text, json_place place);
/** Line and column, both 1-based and in bytes, of the byte at `at` of a text at `place`. */
void json_line_column(str text, size_t at, json_place place, size_t *line, size_t *column);
/** Start of the token (text, number or word) that ends just before `at`. */
size_t json_token_start(str text, size_t at);

#endif
