/*
 * Fuzz target: any bytes as tokens, under both sets of rules that are in use. Tokens lie in the
 * source, one behind the other, with only blanks between them, each spelled as it stands there; a
 * number is finite; an error says something.
 */
#include "fuzz_common.h"

#include <math.h>

#include "base/lexer.h"

static void check_token(const lexer *l, str source, size_t behind)
{
    const token *t = &l->now;
    MUST(t->at >= behind && t->at < t->end && t->end <= source.n && l->next == t->end);
    for (size_t i = behind; i < t->at; i++) MUST(source.p[i] == ' ' || source.p[i] == '\t');
    size_t quotes = t->kind == TOKEN_TEXT ? 2 : 0;
    MUST(t->text.n + quotes == t->end - t->at);
    MUST(t->text.p == source.p + t->at + quotes / 2);
    MUST(t->kind != TOKEN_NUMBER || isfinite(t->number));
}

static void check_all(const lexer_rules *rules, str source)
{
    lexer l;
    err e = {0};
    size_t behind = 0;
    status s = lexer_begin(&l, rules, source, &e);
    while (s == OK && l.now.kind != TOKEN_END) {
        check_token(&l, source, behind);
        behind = l.now.end;
        s = lexer_next(&l, &e);
    }
    if (s == OK)
        MUST(l.now.at == source.n);
    else
        MUST(s == E_SYNTAX && e.text[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const lexer_rules conditions = {.what = "condition",
                                           .marks = "()=<>,",
                                           .pairs = "..<=>=",
                                           .long_words = true,
                                           .signed_numbers = true};
    static const lexer_rules expressions = {
        .what = "expression", .marks = "()+-*/^=<>,", .pairs = "<=>=!="};
    str source = {(const char *)data, size};
    check_all(&conditions, source);
    check_all(&expressions, source);
    return 0;
}
