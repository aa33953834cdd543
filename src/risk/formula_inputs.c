/*
 * The rows inputs.tsv of a family: names, types, units, ranges, and where values come from.
 */
#include <math.h>

#include "kb/cells.h"
#include "risk/formula_rows.h"
#include "risk/input_value.h"

enum {
    I_FORMULA,
    I_NAME,
    I_TYPE,
    I_FROM,
    I_UNIT,
    I_BARE,
    I_LOW,
    I_HIGH,
    I_ALLOWED,
    I_UNKNOWN,
    I_OTHER,
    I_SOURCE,
    I_COLUMNS
};

/* ---- where values come from ---- */

static status formula_source(const rows *r, const formula_book *book, input_source *s, err *e)
{
    str rest = s->name, id;
    (void)str_next(&rest, '.', &id);
    const formula *f = formula_find(book, id);
    if (f == NULL) return rows_fail(r, e, "from", "no formula of this name stands before");
    s->index = (size_t)(f - book->items);
    str wanted = rest.p == NULL ? STR("result") : rest;
    for (size_t i = 0; i < f->step_count; i++) {
        if (!f->steps[i].is_result || !str_eq(f->steps[i].name, wanted)) continue;
        s->output = i;
        s->value = wanted;
        book->items[s->index].feeds = true;
        return OK;
    }
    return rows_fail(r, e, "from", "the formula has no such result");
}

static status measure_source(const rows *r, formula_input *in, str name, err *e)
{
    const kb_analyte *found = kb_analyte_of_name(r->of->codes, name);
    if (found == NULL || !str_eq(found->name, name)) {
        return rows_fail(r, e, "from", "no analyte of this name");
    }
    if (isnan(in->molar_mass)) in->molar_mass = found->molar_mass;
    double value;
    if (ucum_convert(1, &found->measure, &in->measure, found->molar_mass, &value)) return OK;
    return rows_fail(r, e, "unit", "the analyte cannot be converted into this unit");
}

static status add_source(const rows *r, const formula_book *book, formula_input *in,
                         input_source *s, str text, err *e)
{
    static const char *const kinds[] = {"measure",  "fact",     "has",       "absent",
                                        "medicine", "genotype", "diplotype", "phenotype",
                                        "formula",  "before",   "now"};
    str kind;
    (void)str_next(&text, ':', &kind);
    size_t i = 0;
    while (i < sizeof kinds / sizeof kinds[0] && !str_eq(kind, str_of(kinds[i]))) i++;
    if (i == sizeof kinds / sizeof kinds[0] || text.n == 0) {
        return rows_fail(r, e, "from",
                         "expected measure:, fact:, has:, absent:, medicine:, genotype:, "
                         "diplotype:, phenotype:, formula:, before: or now: and a name");
    }
    *s = (input_source){.from = (input_from)i, .name = text};
    if (s->from == FROM_HAS || s->from == FROM_ABSENT) {
        s->value = text;
        (void)str_next(&s->value, '=', &s->name);
        if (s->value.n == 0) return rows_fail(r, e, "from", "expected name=value");
    }
    if (s->from == FROM_MEASURE) return measure_source(r, in, text, e);
    if (s->from == FROM_BEFORE || s->from == FROM_NOW) {
        const kb_analyte *found = kb_analyte_of_name(r->of->codes, text);
        bool measured = found != NULL && str_eq(found->name, text); /* else a course */
        if (measured) return measure_source(r, in, text, e);
        s->value = text;
        return OK;
    }
    return s->from == FROM_FORMULA ? formula_source(r, book, s, e) : OK;
}

static status add_sources(const rows *r, const formula_book *book, formula_input *in, err *e)
{
    const str *parts;
    size_t count;
    TRY(kb_parts(r->of->a, rows_cell(r, I_FROM), &parts, &count, e));
    input_source *list = ARENA_ARRAY(r->of->a, input_source, count);
    TRY_MEM(e, list);
    for (size_t i = 0; i < count; i++) TRY(add_source(r, book, in, &list[i], parts[i], e));
    in->sources = list;
    in->source_count = count;
    return OK;
}

/* ---- values ---- */

/** "A/G=C/T=G/A": a value and its aliases */
static status add_allowed(arena *a, str text, input_allowed *out, err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++) count += text.p[i] == '=';
    str *aliases = ARENA_ARRAY(a, str, count);
    TRY_MEM(e, aliases);
    (void)str_next(&text, '=', &out->value);
    while (text.p != NULL && str_next(&text, '=', &aliases[out->alias_count])) out->alias_count++;
    out->aliases = aliases;
    return OK;
}

static status add_values(const rows *r, formula_input *in, err *e)
{
    const str *parts;
    TRY(kb_parts(r->of->a, rows_cell(r, I_ALLOWED), &parts, &in->allowed_count, e));
    input_allowed *list = ARENA_ARRAY(r->of->a, input_allowed, in->allowed_count);
    TRY_MEM(e, list);
    for (size_t i = 0; i < in->allowed_count; i++) {
        TRY(add_allowed(r->of->a, parts[i], &list[i], e));
    }
    in->allowed = list;
    in->other = rows_cell(r, I_OTHER);
    if ((in->type == EXPRESSION_TEXT) != (in->allowed_count > 0)) {
        return rows_fail(r, e, "allowed", "texts, and only texts, have allowed values");
    }
    if (in->other.n > 0 && !input_allowed_value(in, in->other, &in->other)) {
        return rows_fail(r, e, "other", "is no allowed value");
    }
    return OK;
}

static status add_default(const rows *r, formula_input *in, err *e)
{
    str text = rows_cell(r, I_UNKNOWN);
    bool truth;
    in->has_default = text.n > 0;
    if (text.n == 0) return OK;
    if (in->type == EXPRESSION_NUMBER) {
        TRY(rows_number(r, I_UNKNOWN, &in->unknown.number, e));
        in->unknown = expression_number(in->unknown.number);
    } else if (in->type == EXPRESSION_TRUTH) {
        if (!input_truth(text, &truth)) return rows_fail(r, e, "unknown", "expected yes or no");
        in->unknown = expression_truth(truth);
    } else {
        if (!input_allowed_value(in, text, &text)) {
            return rows_fail(r, e, "unknown", "is no allowed value");
        }
        in->unknown = expression_text(text);
    }
    return OK;
}

/** "over:10:cm": up to 10 a number without a unit might as well be in cm. */
static status add_bare_over(const rows *r, formula_input *in, err *e)
{
    str rest = rows_cell(r, I_BARE), word, number;
    ucum_unit other;
    in->bare = true;
    bool three = str_next(&rest, ':', &word) && str_next(&rest, ':', &number) && rest.n > 0;
    if (!three || !str_to_double(number, &in->bare_over) || !ucum_parse(rest, &other)) {
        return rows_fail(r, e, "bare", "expected yes, no, or over:NUMBER:UNIT");
    }
    in->bare_other = rest;
    return OK;
}

static status add_range(const rows *r, formula_input *in, err *e)
{
    in->unit = rows_cell(r, I_UNIT);
    if (!ucum_parse(in->unit, &in->measure)) return rows_fail(r, e, "unit", "no UCUM unit");
    TRY(rows_number(r, I_LOW, &in->low, e));
    TRY(rows_number(r, I_HIGH, &in->high, e));
    if (in->low > in->high) return rows_fail(r, e, "low", "is above high");
    in->bare_over = NAN;
    if (rows_cell(r, I_BARE).n == 0) return OK; /* no number, or one that must state its unit */
    if (str_starts(rows_cell(r, I_BARE), STR("over:"))) return add_bare_over(r, in, e);
    return rows_yes_no(r, I_BARE, "bare", &in->bare, e);
}

static status add_input(const rows *r, const formula_book *book, formula *f, err *e)
{
    static const char *const types[] = {"number", "text", "flag", "count"};
    formula_input *in = &f->inputs[f->input_count];
    size_t i = 0;
    *in = (formula_input){.molar_mass = NAN, .name = rows_cell(r, I_NAME)};
    while (i < 4 && !str_eq(rows_cell(r, I_TYPE), str_of(types[i]))) i++;
    if (i == 4) return rows_fail(r, e, "type", "expected number, count, text or flag");
    in->whole = i == 3;
    in->type = in->whole ? EXPRESSION_NUMBER : (expression_type)i;
    in->source = rows_cell(r, I_SOURCE);
    TRY(add_range(r, in, e));
    TRY(add_values(r, in, e));
    TRY(add_default(r, in, e));
    TRY(add_sources(r, book, in, e));
    TRY(formula_add_name(r, f, in->name, in->type, e));
    f->input_count++;
    return OK;
}

status formula_load_inputs(const rows_of *of, const formula_book *book, formula *f, err *e)
{
    static const char *const names[I_COLUMNS] = {"formula", "name",    "type",  "from",
                                                 "unit",    "bare",    "low",   "high",
                                                 "allowed", "unknown", "other", "source"};
    rows r;
    TRY(rows_open(of, "inputs", names, I_COLUMNS, &r, e));
    f->inputs = ARENA_ARRAY(of->a, formula_input, rows_count(&r, f));
    TRY_MEM(e, f->inputs);
    while (rows_next(&r)) {
        if (rows_is_for(&r, f)) TRY(add_input(&r, book, f, e));
    }
    return OK;
}
