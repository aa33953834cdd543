/*
 * The words of the knowledge base: every table text/... as one catalogue, a key and its text in
 * each language. Also how a code of a rule ("start_dose:40:mg/d", "monitor:ecg") finds its text:
 * exactly, then with numbers taken out ("start_dose:#"), then by its verb and object ("monitor:*").
 * Knows keys, not sentences; report/catalogue.h makes sentences. Read-only after opening.
 */
#ifndef PRECIS_KB_WORDING_H
#define PRECIS_KB_WORDING_H

#include "kb/kb.h"

typedef enum kb_language { KB_ENGLISH, KB_HINDI, KB_SPANISH, KB_LANGUAGES } kb_language;

enum { KB_CODE_VALUES_MAX = 4 };

typedef struct kb_word_row {
    str text[KB_LANGUAGES];
    str key;
    const char *table; /**< "text/ui" */
    uint32_t row;      /**< 1-based row below the header */
} kb_word_row;

typedef struct kb_wording {
    map by_key;
    const kb_word_row *rows;
    size_t count;
} kb_wording;

/** A number of a code with its unit (UCUM, may be empty): "40" and "mg/d". */
typedef struct kb_code_value {
    str number, unit;
} kb_code_value;

/** A code taken apart for its text. */
typedef struct kb_coded {
    str key;                                  /**< of the catalogue */
    kb_code_value values[KB_CODE_VALUES_MAX]; /**< {1}, {2} … of the text */
    size_t value_count;
    str object; /**< {object}: a drug, or a term or class of the catalogue; may be empty */
} kb_coded;

/** "en", "hi", "es". */
const char *kb_language_name(kb_language l);
/** False for a language that has no texts. */
bool kb_language_find(str name, kb_language *out);

/** Reads every table text/… except text/locks. E_NOTFOUND (column), E_CONFLICT (a key twice). */
CHECKED status kb_wording_open(const kb *k, arena *a, kb_wording *out, err *e);
/** The text, or an empty str when the catalogue has no such key. */
str kb_wording_get(const kb_wording *w, kb_language l, str key);
/** Finds the text of an entry of a rule's column `also`. False when no key fits. Memory from `a`;
 *  running out of it looks like not finding (the next allocation reports it). */
bool kb_wording_code(const kb_wording *w, arena *a, str code, kb_coded *out);
/** The key that words the object of a code: "class.x" for "class:x", "term.<verb>.<x>" or "term.x";
 *  an empty str when the object is worded by itself (a drug). */
str kb_wording_object(const kb_wording *w, arena *a, str verb, str object);

#endif
