/*
 * Small languages cut into tokens: words, texts in quotes, numbers, signs. Both languages of the
 * tables (conditions of rules, expressions of formulas) are read through it, each with its own
 * rules of what a word and a sign are. It knows no grammar. Blanks and tabs divide tokens and mean
 * nothing. All texts are borrowed from the source.
 *
 *     lexer lex;
 *     TRY(lexer_begin(&lex, &rules, text, e));     the first token is in lex.now
 *     if (lexer_is(&lex, TOKEN_WORD, "not")) TRY(lexer_next(&lex, e));
 */
#ifndef PRECIS_BASE_LEXER_H
#define PRECIS_BASE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

typedef enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_MARK } token_kind;

typedef struct token {
    token_kind kind;
    str text;       /* of TOKEN_TEXT: without the quotes */
    double number;  /* of TOKEN_NUMBER, finite */
    size_t at, end; /* place in the source: first byte, and behind the last */
} token;

typedef struct lexer_rules {
    const char *what;    /* how errors call the whole: "condition" */
    const char *marks;   /* signs of one character */
    const char *pairs;   /* signs of two characters, one behind the other: "<=>=" */
    bool long_words;     /* a word goes on over '-', and over a '.' that a letter follows */
    bool signed_numbers; /* a '-' begins a number; else it is a sign */
} lexer_rules;

/** Plain values: a copy is a place to come back to. */
typedef struct lexer {
    const lexer_rules *rules;
    str source;
    token now;   /* TOKEN_END at the end, as often as it is asked for */
    size_t next; /* first character not yet read */
} lexer;

/** Reads the first token. Errors: as lexer_next. */
CHECKED status lexer_begin(lexer *l, const lexer_rules *rules, str source, err *e);
/** Moves on by one token. E_SYNTAX: a quote that is not closed, a number that is none (also one too
 *  large for a double), a character that begins nothing. */
CHECKED status lexer_next(lexer *l, err *e);
/** True when the token is of the kind and spelled so. */
bool lexer_is(const lexer *l, token_kind kind, const char *text);
/** Moves over the sign; E_SYNTAX when something else stands there. */
CHECKED status lexer_expect(lexer *l, const char *mark, err *e);
/** "<what>, character N: expected …, found '…'" for the token; always E_SYNTAX. */
CHECKED status lexer_fail(const lexer *l, const char *expected, err *e);

#endif
