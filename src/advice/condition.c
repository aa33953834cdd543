/*
 * The condition parser (recursive descent to postfix) and its evaluation.
 */
#include "advice/condition.h"

#include <string.h>

#include "base/lexer.h"

typedef struct parser {
    condition_table *table;
    lexer lex;
    size_t nesting, depth, deepest;
    uint16_t code[CONDITION_CODE_MAX];
    size_t count;
    condition_value values[CONDITION_VALUES_MAX];
    size_t value_count;
} parser;

static const lexer_rules rules = {.what = "condition",
                                  .marks = "()=<>,",
                                  .pairs = "..<=>=",
                                  .long_words = true,
                                  .signed_numbers = true};

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
    const token *t = &p->lex.now;
    bool word = t->kind == TOKEN_WORD &&
                (lexer_is(&p->lex, TOKEN_WORD, "true") || lexer_is(&p->lex, TOKEN_WORD, "false"));
    if (must_be_number ? t->kind != TOKEN_NUMBER
                       : !(t->kind == TOKEN_NUMBER || t->kind == TOKEN_TEXT || word)) {
        return lexer_fail(&p->lex, must_be_number ? "a number" : "a value", e);
    }
    if (p->value_count == CONDITION_VALUES_MAX) {
        FAIL(e, E_LIMIT, "condition lists more than %d values", CONDITION_VALUES_MAX);
    }
    p->values[p->value_count++] = (condition_value){t->text, t->number, t->kind == TOKEN_NUMBER};
    return lexer_next(&p->lex, e);
}

static status read_in(parser *p, condition_op *op, err *e)
{
    if (!lexer_is(&p->lex, TOKEN_MARK, "(")) {
        *op = COMPARE_RANGE;
        TRY(read_value(p, true, e));
        TRY(lexer_expect(&p->lex, "..", e));
        TRY(read_value(p, true, e));
        if (p->values[0].number <= p->values[1].number) return OK;
        FAIL(e, E_SYNTAX, "condition: a range from %g to %g is empty", p->values[0].number,
             p->values[1].number);
    }
    TRY(lexer_next(&p->lex, e));
    TRY(read_value(p, false, e));
    while (lexer_is(&p->lex, TOKEN_MARK, ",")) {
        TRY(lexer_next(&p->lex, e));
        TRY(read_value(p, false, e));
    }
    return lexer_expect(&p->lex, ")", e);
}

static status read_comparison(parser *p, condition_op *op, err *e)
{
    static const char *const marks[] = {"=", "<", "<=", ">", ">="};
    if (lexer_is(&p->lex, TOKEN_WORD, "in")) {
        TRY(lexer_next(&p->lex, e));
        *op = COMPARE_EQUAL;
        return read_in(p, op, e);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (!lexer_is(&p->lex, TOKEN_MARK, marks[i])) continue;
        *op = (condition_op)i;
        TRY(lexer_next(&p->lex, e));
        return read_value(p, *op != COMPARE_EQUAL, e);
    }
    return lexer_fail(&p->lex, "a comparison", e);
}

static status read_name(parser *p, condition_atom *atom, err *e)
{
    static const char *const fields[] = {"phenotype", "score",   "allele",
                                         "diplotype", "variant", "status"};
    static const char *const words[] = {"and", "or", "not", "in", "true", "false"};
    str whole = p->lex.now.text;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (lexer_is(&p->lex, TOKEN_WORD, words[i])) return lexer_fail(&p->lex, "a name", e);
    }
    size_t dot = str_find(whole, '.');
    atom->name = (str){whole.p, dot};
    if (dot == whole.n) {
        atom->field = FIELD_CHART;
        return lexer_next(&p->lex, e);
    }
    str field = {whole.p + dot + 1, whole.n - dot - 1};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!str_eq(field, str_of(fields[i]))) continue;
        atom->field = (condition_field)i;
        return lexer_next(&p->lex, e);
    }
    return lexer_fail(&p->lex,
                      "phenotype, score, allele, diplotype, variant or status after the gene", e);
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
    if (p->lex.now.kind != TOKEN_WORD) return lexer_fail(&p->lex, "a comparison, 'not' or '('", e);
    size_t start = p->lex.now.at, end = start;
    p->value_count = 0;
    TRY(read_name(p, &atom, e));
    TRY(read_comparison(p, &atom.op, e));
    end = p->lex.now.kind == TOKEN_END ? p->lex.source.n : p->lex.now.at;
    atom.text = str_trim((str){p->lex.source.p + start, end - start});
    uint16_t index = 0;
    TRY(intern(p->table, &atom, p->values, p->value_count, &index, e));
    return emit(p, index, e);
}

/* ---- expressions ---- */

static status parse_or(parser *p, err *e);

static status parse_factor(parser *p, err *e)
{
    size_t negations = 0;
    while (lexer_is(&p->lex, TOKEN_WORD, "not")) {
        negations++;
        TRY(lexer_next(&p->lex, e));
    }
    if (lexer_is(&p->lex, TOKEN_MARK, "(")) {
        if (++p->nesting > CONDITION_NESTING_MAX) {
            FAIL(e, E_LIMIT, "condition is nested deeper than %d", CONDITION_NESTING_MAX);
        }
        TRY(lexer_next(&p->lex, e));
        TRY(parse_or(p, e));
        TRY(lexer_expect(&p->lex, ")", e));
        p->nesting--;
    } else {
        TRY(parse_atom(p, e));
    }
    return negations % 2 == 1 ? emit(p, CONDITION_NOT, e) : OK;
}

static status parse_and(parser *p, err *e)
{
    TRY(parse_factor(p, e));
    while (lexer_is(&p->lex, TOKEN_WORD, "and")) {
        TRY(lexer_next(&p->lex, e));
        TRY(parse_factor(p, e));
        TRY(emit(p, CONDITION_AND, e));
    }
    return OK;
}

static status parse_or(parser *p, err *e)
{
    TRY(parse_and(p, e));
    while (lexer_is(&p->lex, TOKEN_WORD, "or")) {
        TRY(lexer_next(&p->lex, e));
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
    parser p = {.table = t};
    TRY(lexer_begin(&p.lex, &rules, text, e));
    TRY(parse_or(&p, e));
    if (p.lex.now.kind != TOKEN_END) return lexer_fail(&p.lex, "'and', 'or' or the end", e);
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
