/*
 * The condition parser (recursive descent to postfix) and its evaluation.
 */
#include "advice/condition.h"

#include <string.h>

typedef enum token_kind { T_END, T_WORD, T_TEXT, T_NUMBER, T_MARK } token_kind;

typedef struct token {
    token_kind kind;
    str text; /* of T_TEXT: without the quotes */
    double number;
    size_t at, end; /* place in the source */
} token;

typedef struct parser {
    condition_table *table;
    str source;
    size_t next; /* first character not yet read */
    token now;
    size_t nesting, depth, deepest;
    uint16_t code[CONDITION_CODE_MAX];
    size_t count;
    condition_value values[CONDITION_VALUES_MAX];
    size_t value_count;
} parser;

/* ---- tokens ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char at(const parser *p, size_t i)
{
    return i < p->source.n ? p->source.p[i] : '\0';
}

/** End of a name: letters, digits and '-', and a '.' that a letter follows. */
static size_t word_end(const parser *p, size_t i)
{
    while (is_letter(at(p, i)) || is_digit(at(p, i)) || at(p, i) == '-' ||
           (at(p, i) == '.' && is_letter(at(p, i + 1)))) {
        i++;
    }
    return i;
}

/** End of a number; the two dots of a range do not belong to it. */
static size_t number_end(const parser *p, size_t i)
{
    if (at(p, i) == '-') i++;
    while (is_digit(at(p, i))) i++;
    if (at(p, i) == '.' && is_digit(at(p, i + 1))) {
        i++;
        while (is_digit(at(p, i))) i++;
    }
    return i;
}

static size_t mark_end(const parser *p, size_t i)
{
    char c = at(p, i), d = at(p, i + 1);
    if (c == '.' && d == '.') return i + 2;
    if ((c == '<' || c == '>') && d == '=') return i + 2;
    return c != '\0' && strchr("()=<>,", c) != NULL ? i + 1 : i;
}

static status syntax(const parser *p, err *e, const char *expected)
{
    str rest = {p->source.p + p->now.at, p->source.n - p->now.at};
    if (rest.n > 30) rest.n = 30;
    FAIL(e, E_SYNTAX, "condition, character %zu: expected %s, found '%.*s'", p->now.at + 1,
         expected, STR_ARG(rest));
}

static status read_token(parser *p, token *t, err *e)
{
    size_t i = p->next;
    char c = at(p, i);
    if (c == '"') {
        size_t close = i + 1;
        while (close < p->source.n && p->source.p[close] != '"') close++;
        if (close == p->source.n) return syntax(p, e, "a closing quotation mark");
        *t = (token){.kind = T_TEXT, .at = i, .end = close + 1};
        t->text = (str){p->source.p + i + 1, close - i - 1};
        return OK;
    }
    size_t end = i;
    token_kind kind = T_END;
    if (is_letter(c))
        end = word_end(p, i), kind = T_WORD;
    else if (is_digit(c) || c == '-')
        end = number_end(p, i), kind = T_NUMBER;
    else
        end = mark_end(p, i), kind = T_MARK;
    if (end == i) return syntax(p, e, "a name, a value or a sign");
    *t = (token){.kind = kind, .text = {p->source.p + i, end - i}, .at = i, .end = end};
    if (kind == T_NUMBER && !str_to_double(t->text, &t->number)) return syntax(p, e, "a number");
    return OK;
}

static status advance(parser *p, err *e)
{
    while (at(p, p->next) == ' ' || at(p, p->next) == '\t') p->next++;
    p->now = (token){.kind = T_END, .at = p->next, .end = p->next};
    if (p->next == p->source.n) return OK;
    TRY(read_token(p, &p->now, e));
    p->next = p->now.end;
    return OK;
}

static bool is(const parser *p, token_kind kind, const char *text)
{
    return p->now.kind == kind && str_eq(p->now.text, str_of(text));
}

static status expect(parser *p, const char *mark, err *e)
{
    if (!is(p, T_MARK, mark)) return syntax(p, e, mark);
    return advance(p, e);
}

/* ---- comparisons ---- */

static status emit(parser *p, uint16_t step, err *e)
{
    if (p->count == CONDITION_CODE_MAX) {
        FAIL(e, E_LIMIT, "condition has more than %d steps", CONDITION_CODE_MAX);
    }
    p->code[p->count++] = step;
    if (step < CONDITION_OR)
        p->depth++;
    else if (step != CONDITION_NOT)
        p->depth--;
    if (p->depth > p->deepest) p->deepest = p->depth;
    if (p->deepest > CONDITION_NESTING_MAX) {
        FAIL(e, E_LIMIT, "condition is nested deeper than %d", CONDITION_NESTING_MAX);
    }
    return OK;
}

static status read_value(parser *p, bool must_be_number, err *e)
{
    const token *t = &p->now;
    bool word = t->kind == T_WORD && (is(p, T_WORD, "true") || is(p, T_WORD, "false"));
    if (must_be_number ? t->kind != T_NUMBER
                       : !(t->kind == T_NUMBER || t->kind == T_TEXT || word)) {
        return syntax(p, e, must_be_number ? "a number" : "a value");
    }
    if (p->value_count == CONDITION_VALUES_MAX) {
        FAIL(e, E_LIMIT, "condition lists more than %d values", CONDITION_VALUES_MAX);
    }
    p->values[p->value_count++] = (condition_value){t->text, t->number, t->kind == T_NUMBER};
    return advance(p, e);
}

static status read_in(parser *p, condition_op *op, err *e)
{
    if (!is(p, T_MARK, "(")) {
        *op = COMPARE_RANGE;
        TRY(read_value(p, true, e));
        TRY(expect(p, "..", e));
        TRY(read_value(p, true, e));
        if (p->values[0].number <= p->values[1].number) return OK;
        FAIL(e, E_SYNTAX, "condition: a range from %g to %g is empty", p->values[0].number,
             p->values[1].number);
    }
    TRY(advance(p, e));
    TRY(read_value(p, false, e));
    while (is(p, T_MARK, ",")) {
        TRY(advance(p, e));
        TRY(read_value(p, false, e));
    }
    return expect(p, ")", e);
}

static status read_comparison(parser *p, condition_op *op, err *e)
{
    static const char *const marks[] = {"=", "<", "<=", ">", ">="};
    if (is(p, T_WORD, "in")) {
        TRY(advance(p, e));
        *op = COMPARE_EQUAL;
        return read_in(p, op, e);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (!is(p, T_MARK, marks[i])) continue;
        *op = (condition_op)i;
        TRY(advance(p, e));
        return read_value(p, *op != COMPARE_EQUAL, e);
    }
    return syntax(p, e, "a comparison");
}

static status read_name(parser *p, condition_atom *atom, err *e)
{
    static const char *const fields[] = {"phenotype", "score",   "allele",
                                         "diplotype", "variant", "status"};
    static const char *const words[] = {"and", "or", "not", "in", "true", "false"};
    str whole = p->now.text;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is(p, T_WORD, words[i])) return syntax(p, e, "a name");
    }
    size_t dot = str_find(whole, '.');
    atom->name = (str){whole.p, dot};
    if (dot == whole.n) {
        atom->field = FIELD_CHART;
        return advance(p, e);
    }
    str field = {whole.p + dot + 1, whole.n - dot - 1};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!str_eq(field, str_of(fields[i]))) continue;
        atom->field = (condition_field)i;
        return advance(p, e);
    }
    return syntax(p, e, "phenotype, score, allele, diplotype, variant or status after the gene");
}

/** What a field can be compared with: figures order scores and facts only. */
static status check_atom(const condition_atom *atom, err *e)
{
    bool numeric = atom->field == FIELD_SCORE || atom->field == FIELD_CHART;
    bool ordered = atom->op != COMPARE_EQUAL;
    for (size_t i = 0; i < atom->value_count; i++) {
        const condition_value *v = &atom->values[i];
        bool na = !v->is_number && str_eq(v->text, STR("n/a"));
        bool fits = numeric ? atom->field == FIELD_CHART || v->is_number || na : !v->is_number;
        if (fits && (!ordered || v->is_number)) continue;
        FAIL(e, E_SYNTAX, "condition: '%.*s' compares with '%.*s', which it cannot be",
             STR_ARG(atom->text), STR_ARG(v->text));
    }
    if (atom->field == FIELD_STATUS &&
        !(atom->value_count == 1 && str_eq(atom->values[0].text, STR("no result")))) {
        FAIL(e, E_SYNTAX, "condition: '%.*s': a status is \"no result\"", STR_ARG(atom->text));
    }
    return OK;
}

/** The index of the atom, which is added when no equal text was seen. */
static status intern(condition_table *t, condition_atom *atom, const condition_value *values,
                     size_t count, uint16_t *index, err *e)
{
    uint32_t seen = map_get(&t->by_text, atom->text);
    if (seen != MAP_NONE) {
        *index = (uint16_t)seen;
        return OK;
    }
    if (t->count == CONDITION_ATOMS_MAX) {
        FAIL(e, E_LIMIT, "conditions hold more than %d comparisons", CONDITION_ATOMS_MAX);
    }
    condition_value *kept = ARENA_ARRAY(t->memory, condition_value, count);
    TRY_MEM(e, kept);
    memcpy(kept, values, count * sizeof *kept);
    atom->values = kept;
    atom->value_count = count;
    TRY(check_atom(atom, e));
    TRY(map_add(&t->by_text, atom->text, (uint32_t)t->count, e));
    *index = (uint16_t)t->count;
    t->atoms[t->count++] = *atom;
    return OK;
}

static status parse_atom(parser *p, err *e)
{
    condition_atom atom = {.field = FIELD_CHART};
    if (p->now.kind != T_WORD) return syntax(p, e, "a comparison, 'not' or '('");
    size_t start = p->now.at, end = start;
    p->value_count = 0;
    TRY(read_name(p, &atom, e));
    TRY(read_comparison(p, &atom.op, e));
    end = p->now.kind == T_END ? p->source.n : p->now.at;
    atom.text = str_trim((str){p->source.p + start, end - start});
    uint16_t index = 0;
    TRY(intern(p->table, &atom, p->values, p->value_count, &index, e));
    return emit(p, index, e);
}

/* ---- expressions ---- */

static status parse_or(parser *p, err *e);

static status parse_factor(parser *p, err *e)
{
    size_t negations = 0;
    while (is(p, T_WORD, "not")) {
        negations++;
        TRY(advance(p, e));
    }
    if (is(p, T_MARK, "(")) {
        if (++p->nesting > CONDITION_NESTING_MAX) {
            FAIL(e, E_LIMIT, "condition is nested deeper than %d", CONDITION_NESTING_MAX);
        }
        TRY(advance(p, e));
        TRY(parse_or(p, e));
        TRY(expect(p, ")", e));
        p->nesting--;
    } else {
        TRY(parse_atom(p, e));
    }
    return negations % 2 == 1 ? emit(p, CONDITION_NOT, e) : OK;
}

static status parse_and(parser *p, err *e)
{
    TRY(parse_factor(p, e));
    while (is(p, T_WORD, "and")) {
        TRY(advance(p, e));
        TRY(parse_factor(p, e));
        TRY(emit(p, CONDITION_AND, e));
    }
    return OK;
}

static status parse_or(parser *p, err *e)
{
    TRY(parse_and(p, e));
    while (is(p, T_WORD, "or")) {
        TRY(advance(p, e));
        TRY(parse_and(p, e));
        TRY(emit(p, CONDITION_OR, e));
    }
    return OK;
}

status condition_table_init(condition_table *t, arena *a, err *e)
{
    *t = (condition_table){.memory = a};
    t->atoms = ARENA_ARRAY(a, condition_atom, CONDITION_ATOMS_MAX);
    TRY_MEM(e, t->atoms);
    return map_init(&t->by_text, a, CONDITION_ATOMS_MAX, e);
}

status condition_parse(condition_table *t, str text, condition *out, err *e)
{
    parser p = {.table = t, .source = text};
    TRY(advance(&p, e));
    TRY(parse_or(&p, e));
    if (p.now.kind != T_END) return syntax(&p, e, "'and', 'or' or the end");
    uint16_t *code = ARENA_ARRAY(t->memory, uint16_t, p.count);
    TRY_MEM(e, code);
    memcpy(code, p.code, p.count * sizeof *code);
    *out = (condition){code, p.count};
    return OK;
}

truth condition_evaluate(const condition *c, const truth *values)
{
    truth stack[CONDITION_NESTING_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        uint16_t step = c->code[i];
        if (step < CONDITION_OR) {
            stack[n++] = values[step];
        } else if (step == CONDITION_NOT) {
            stack[n - 1] = truth_not(stack[n - 1]);
        } else {
            n--;
            truth (*join)(truth, truth) = step == CONDITION_AND ? truth_and : truth_or;
            stack[n - 1] = join(stack[n - 1], stack[n]);
        }
    }
    return stack[0];
}
