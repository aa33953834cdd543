/*
 * Tokens. A number is digits, a fraction that has digits, an exponent that has digits: the two dots
 * of a range and a word right behind a number do not belong to it.
 */
#include "base/lexer.h"

#include <string.h>

enum { SHOWN_MAX = 30 };

static char at(const lexer *l, size_t i)
{
    return i < l->source.n ? l->source.p[i] : '\0';
}

static size_t word_end(const lexer *l, size_t i)
{
    bool more = l->rules->long_words;
    while (char_is_letter(at(l, i)) || char_is_digit(at(l, i)) || at(l, i) == '_' ||
           (more && at(l, i) == '-') ||
           (more && at(l, i) == '.' && (char_is_letter(at(l, i + 1)) || at(l, i + 1) == '_'))) {
        i++;
    }
    return i;
}

static size_t digits_end(const lexer *l, size_t i)
{
    while (char_is_digit(at(l, i))) i++;
    return i;
}

static size_t number_end(const lexer *l, size_t i)
{
    if (at(l, i) == '-') i++;
    i = digits_end(l, i);
    if (at(l, i) == '.' && char_is_digit(at(l, i + 1))) i = digits_end(l, i + 1);
    if (at(l, i) != 'e' && at(l, i) != 'E') return i;
    size_t power = i + 1;
    if (at(l, power) == '+' || at(l, power) == '-') power++;
    return char_is_digit(at(l, power)) ? digits_end(l, power) : i;
}

static bool is_pair(const lexer *l, size_t i)
{
    for (const char *pair = l->rules->pairs; *pair != '\0'; pair += 2) {
        if (at(l, i) == pair[0] && at(l, i + 1) == pair[1]) return true;
    }
    return false;
}

/* The kind of the token that begins at i, and where it ends: at i when nothing begins there. */
static token_kind find_end(const lexer *l, size_t i, size_t *end)
{
    char c = at(l, i);
    if (char_is_letter(c) || c == '_') {
        *end = word_end(l, i);
        return TOKEN_WORD;
    }
    if (is_pair(l, i)) {
        *end = i + 2;
        return TOKEN_MARK;
    }
    if (char_is_digit(c) || c == '.' || (c == '-' && l->rules->signed_numbers)) {
        size_t behind = number_end(l, i);
        *end = behind > i ? behind : i + 1; /* a lone dot is a number that is none */
        return TOKEN_NUMBER;
    }
    *end = c != '\0' && strchr(l->rules->marks, c) != NULL ? i + 1 : i;
    return TOKEN_MARK;
}

status lexer_fail(const lexer *l, const char *expected, err *e)
{
    str rest = {l->source.p + l->now.at, l->source.n - l->now.at};
    if (rest.n > SHOWN_MAX) rest.n = SHOWN_MAX;
    FAIL(e, E_SYNTAX, "%s, character %zu: expected %s, found '%.*s'", l->rules->what, l->now.at + 1,
         expected, STR_ARG(rest));
}

static status read_text(lexer *l, err *e)
{
    size_t i = l->next;
    str behind = {l->source.p + i + 1, l->source.n - i - 1};
    str text = {behind.p, str_find(behind, '"')};
    if (text.n == behind.n) return lexer_fail(l, "a closing quotation mark", e);
    l->next = i + text.n + 2;
    l->now = (token){.kind = TOKEN_TEXT, .text = text, .at = i, .end = l->next};
    return OK;
}

status lexer_next(lexer *l, err *e)
{
    while (at(l, l->next) == ' ' || at(l, l->next) == '\t') l->next++;
    size_t i = l->next, end;
    l->now = (token){.kind = TOKEN_END, .at = i, .end = i};
    if (i == l->source.n) return OK;
    if (at(l, i) == '"') return read_text(l, e);
    token_kind kind = find_end(l, i, &end);
    if (end == i) return lexer_fail(l, "a name, a value or a sign", e);
    token found = {.kind = kind, .text = {l->source.p + i, end - i}, .at = i, .end = end};
    if (kind == TOKEN_NUMBER && !str_to_double(found.text, &found.number)) {
        return lexer_fail(l, "a number", e);
    }
    l->now = found;
    l->next = end;
    return OK;
}

status lexer_begin(lexer *l, const lexer_rules *rules, str source, err *e)
{
    *l = (lexer){.rules = rules, .source = source};
    return lexer_next(l, e);
}

bool lexer_is(const lexer *l, token_kind kind, const char *text)
{
    return l->now.kind == kind && str_eq(l->now.text, str_of(text));
}

status lexer_expect(lexer *l, const char *mark, err *e)
{
    if (!lexer_is(l, TOKEN_MARK, mark)) return lexer_fail(l, mark, e);
    return lexer_next(l, e);
}
