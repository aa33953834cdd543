/*
 * Finding and checking values of inputs.
 */
#include "risk/input_value.h"

#include <math.h>
#include <string.h>

/* ---- texts and truths ---- */

bool input_truth(str text, bool *truth)
{
    static const char *const words[] = {"no", "false", "n", "0", "yes", "true", "y", "1"};
    for (size_t i = 0; i < 8; i++) {
        if (!str_eq_ci(text, str_of(words[i]))) continue;
        *truth = i >= 4;
        return true;
    }
    return false;
}

/** `text` is `wanted`, or the two sides of a "/" stand the other way round. */
static bool same_pair(str text, str wanted)
{
    if (str_eq_ci(text, wanted)) return true;
    size_t cut = str_find(text, '/');
    if (cut == text.n || text.n != wanted.n) return false;
    str a = {text.p, cut}, b = {text.p + cut + 1, text.n - cut - 1};
    return wanted.p[b.n] == '/' && str_eq_ci(b, (str){wanted.p, b.n}) &&
           str_eq_ci(a, (str){wanted.p + b.n + 1, a.n});
}

bool input_allowed_value(const formula_input *in, str text, str *value)
{
    for (size_t i = 0; i < in->allowed_count; i++) {
        const input_allowed *x = &in->allowed[i];
        bool fits = same_pair(text, x->value);
        for (size_t j = 0; j < x->alias_count; j++) fits = fits || same_pair(text, x->aliases[j]);
        if (!fits) continue;
        *value = x->value;
        return true;
    }
    return false;
}

static void set_text(input_value *out, str text)
{
    out->value = expression_text(text);
    out->shown.text = text;
    out->shown.value = NAN;
}

static void set_truth(input_value *out, bool truth)
{
    out->value = expression_truth(truth);
    out->shown.text = truth ? STR("yes") : STR("no");
    out->shown.value = NAN;
}

/** A text that was found or typed; one that is not allowed stops the formula or is `other`. */
static status take_text(const formula_input *in, str text, arena *a, input_value *out, err *e)
{
    str value;
    if (input_allowed_value(in, text, &value)) {
        set_text(out, value);
        return OK;
    }
    const char *kept = arena_printf(a, "%.*s", STR_ARG(text));
    TRY_MEM(e, kept);
    if (in->other.n > 0) {
        set_text(out, in->other);
        out->shown.text = str_of(kept);
        out->shown.assumed = true;
        return OK;
    }
    set_text(out, str_of(kept));
    out->why = STR("not_covered");
    const char *detail = arena_printf(a, "%.*s;%s", STR_ARG(in->name), kept);
    TRY_MEM(e, detail);
    out->detail = str_of(detail);
    return OK;
}

/* ---- numbers ---- */

static const char *limit_text(arena *a, double limit)
{
    return isnan(limit) ? "." : arena_printf(a, "%.10g", limit);
}

static status set_number(const formula_input *in, double number, arena *a, input_value *out, err *e)
{
    const char *text = arena_printf(a, "%.10g", number);
    TRY_MEM(e, text);
    out->value = expression_number(number);
    out->shown.text = str_of(text);
    out->shown.value = number;
    out->shown.unit = in->unit;
    bool below = number < in->low && !expression_same_number(number, in->low);
    bool above = number > in->high && !expression_same_number(number, in->high);
    if (in->whole && !expression_same_number(number, nearbyint(number))) {
        const char *broken = arena_printf(a, "%.*s;%s", STR_ARG(in->name), text);
        TRY_MEM(e, broken);
        out->why = STR("not_whole");
        out->detail = str_of(broken);
        return OK;
    }
    if (!below && !above) return OK;
    const char *low = limit_text(a, in->low), *high = limit_text(a, in->high);
    TRY_MEM(e, low);
    TRY_MEM(e, high);
    const char *detail = arena_printf(a, "%.*s;%s;%s;%s", STR_ARG(in->name), text, low, high);
    TRY_MEM(e, detail);
    out->why = STR("outside_range");
    out->detail = str_of(detail);
    return OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_sign(char c)
{
    return c == '-' || c == '+';
}

/** Where an exponent that begins at `i` ends; `i` when there is none. */
static size_t exponent_end(str text, size_t i)
{
    size_t end = i + 1;
    if (i == text.n || (text.p[i] != 'e' && text.p[i] != 'E')) return i;
    if (end < text.n && is_sign(text.p[end])) end++;
    if (end == text.n || !is_digit(text.p[end])) return i;
    while (end < text.n && is_digit(text.p[end])) end++;
    return end;
}

/** Length of the number at the beginning: "1.2e3 mg" gives 5. */
static size_t number_length(str text)
{
    size_t i = text.n > 0 && is_sign(text.p[0]) ? 1 : 0;
    while (i < text.n && (is_digit(text.p[i]) || text.p[i] == '.')) i++;
    return exponent_end(text, i);
}

static status typed_unit(const formula_input *in, str text, str unit, double *number, err *e)
{
    ucum_unit written;
    if (unit.n == 0 && in->bare && *number > 0 && *number <= in->bare_over) {
        FAIL(e, E_ARGUMENT,
             "%.*s=%.*s may be meant in %.*s or in %.*s; say %.*s=\"%.*s %.*s\" or "
             "%.*s=\"%.*s %.*s\"",
             STR_ARG(in->name), STR_ARG(text), STR_ARG(in->unit), STR_ARG(in->bare_other),
             STR_ARG(in->name), STR_ARG(text), STR_ARG(in->unit), STR_ARG(in->name), STR_ARG(text),
             STR_ARG(in->bare_other));
    }
    if (unit.n == 0 && (in->bare || in->unit.n == 0)) return OK;
    if (unit.n == 0) {
        FAIL(e, E_ARGUMENT,
             "%.*s=%.*s has no unit; write behind the number the unit in which it was measured: "
             "%.*s "
             "or another of its kind",
             STR_ARG(in->name), STR_ARG(text), STR_ARG(in->unit));
    }
    if (!ucum_parse(unit, &written)) {
        FAIL(e, E_ARGUMENT, "%.*s=\"%.*s\": '%.*s' is no unit; expected one such as '%.*s'",
             STR_ARG(in->name), STR_ARG(text), STR_ARG(unit),
             STR_ARG(in->unit.n == 0 ? STR("1") : in->unit));
    }
    if (ucum_convert(*number, &written, &in->measure, in->molar_mass, number)) return OK;
    FAIL(e, E_ARGUMENT, "%.*s=\"%.*s\": '%.*s' does not measure the same as '%.*s'",
         STR_ARG(in->name), STR_ARG(text), STR_ARG(unit),
         STR_ARG(in->unit.n == 0 ? STR("1") : in->unit));
}

static status typed_number(const formula_input *in, str text, arena *a, input_value *out, err *e)
{
    size_t n = number_length(text);
    str digits = {text.p, n};
    double number;
    if (n > 0 && digits.p[0] == '+') digits = (str){text.p + 1, n - 1};
    if (!str_to_double(digits, &number)) {
        FAIL(e, E_ARGUMENT, "%.*s=\"%.*s\": expected a number%s%.*s", STR_ARG(in->name),
             STR_ARG(text), in->unit.n > 0 ? " in " : "", STR_ARG(in->unit));
    }
    TRY(typed_unit(in, text, str_trim((str){text.p + n, text.n - n}), &number, e));
    return set_number(in, number, a, out, e);
}

/* ---- typed ---- */

static void begin(const formula_input *in, input_value *out)
{
    *out = (input_value){.value = expression_unknown(0)};
    out->shown.name = in->name;
    out->shown.value = NAN;
}

static status complain_text(const formula_input *in, str text, arena *a, err *e)
{
    buf list;
    buf_init(&list, 400);
    for (size_t i = 0; i < in->allowed_count; i++) {
        buf_printf(&list, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(in->allowed[i].value));
    }
    const char *shown = arena_printf(a, "%.*s", STR_ARG(buf_str(&list)));
    buf_release(&list);
    FAIL(e, E_ARGUMENT, "%.*s=\"%.*s\": expected one of %s", STR_ARG(in->name), STR_ARG(text),
         shown == NULL ? "those that --help lists" : shown);
}

status input_typed(const formula_input *in, str text, arena *a, input_value *out, err *e)
{
    bool truth;
    str value;
    begin(in, out);
    text = str_trim(text);
    out->shown.from = STR("command line");
    if (in->type == EXPRESSION_NUMBER) return typed_number(in, text, a, out, e);
    if (in->type == EXPRESSION_TRUTH) {
        if (!input_truth(text, &truth)) {
            FAIL(e, E_ARGUMENT, "%.*s=\"%.*s\": expected yes or no", STR_ARG(in->name),
                 STR_ARG(text));
        }
        set_truth(out, truth);
        return OK;
    }
    bool is_variant = str_find(text, '/') < text.n; /* one that the formula may not know */
    if (!is_variant && !input_allowed_value(in, text, &value)) {
        return complain_text(in, text, a, e);
    }
    return take_text(in, text, a, out, e);
}

/* ---- the person ---- */

static status of_measure(const formula_input *in, const input_source *s, const person *p, arena *a,
                         input_value *out, err *e)
{
    for (size_t i = 0; i < p->measure_count; i++) {
        const person_measure *m = &p->measures[i];
        ucum_unit unit;
        double number;
        if (!str_eq(m->name, s->name)) continue;
        out->doubt = m->doubt; /* the first is the one to use, or says why there is none */
        if (m->doubt.n > 0) return OK;
        bool converted = ucum_parse(m->unit, &unit) &&
                         ucum_convert(m->value, &unit, &in->measure, in->molar_mass, &number);
        if (!converted) {
            out->doubt = STR("wrong_unit");
            return OK;
        }
        out->shown.when = m->when;
        out->shown.from = m->from;
        return set_number(in, number, a, out, e);
    }
    return OK;
}

static bool fact_fits(const person_fact *f, str name, str drug)
{
    return str_eq(f->name, name) && (f->drug.n == 0 || str_eq(f->drug, drug));
}

static status take_fact(const formula_input *in, const person_fact *f, arena *a, input_value *out,
                        err *e)
{
    bool truth;
    out->shown.from = STR("chart");
    out->is_fact = true;
    if (in->type == EXPRESSION_NUMBER) {
        return f->is_number ? set_number(in, f->number, a, out, e) : OK;
    }
    if (f->is_number) return OK;
    if (in->type == EXPRESSION_TEXT) return take_text(in, f->text, a, out, e);
    if (input_truth(f->text, &truth)) set_truth(out, truth);
    return OK;
}

/** A fact with two different values is unknown. */
static status of_fact(const formula_input *in, const input_source *s, const input_place *place,
                      arena *a, input_value *out, err *e)
{
    const person_fact *found = NULL;
    for (size_t i = 0; i < place->p->fact_count; i++) {
        const person_fact *f = &place->p->facts[i];
        if (!fact_fits(f, s->name, place->drug)) continue;
        if (found != NULL && (found->is_number != f->is_number || found->number != f->number ||
                              !str_eq(found->text, f->text))) {
            out->doubt = STR("conflict");
            return OK;
        }
        found = f;
    }
    return found == NULL ? OK : take_fact(in, found, a, out, e);
}

static bool is_one_of(str list, str name)
{
    str part;
    while (str_next(&list, '|', &part)) {
        if (name.n > 0 && str_eq_ci(part, name)) return true;
    }
    return false;
}

/** The chart says that the person does not have it, or not what it is a kind of: without diabetes
 *  there is no "diabetes type 2". */
static bool is_absent(const person *p, str value)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (!str_eq(f->name, STR("absent")) || f->text.n > value.n) continue;
        bool starts = str_eq_ci(f->text, (str){value.p, f->text.n});
        if (starts && (f->text.n == value.n || value.p[f->text.n] == ' ')) return true;
    }
    return false;
}

static bool are_all_absent(const person *p, str values)
{
    str value;
    bool all = values.n > 0;
    while (all && values.n > 0 && str_next(&values, '|', &value)) all = is_absent(p, value);
    return all;
}

/** Yes if any of the values is stated; no only where each is said to be absent, or where all of
 *  them would have been stated. Both said at once is a conflict. */
static void of_has(const input_source *s, const input_place *place, input_value *out)
{
    const person *p = place->p;
    bool has = false, complete = false;
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        bool fits = fact_fits(f, s->name, place->drug) && !f->is_number;
        has = has || (fits && is_one_of(s->value, f->text));
    }
    for (size_t i = 0; i < p->complete_count; i++) {
        complete = complete || str_eq(p->complete[i], s->name);
    }
    bool absent = str_eq(s->name, STR("condition")) && are_all_absent(p, s->value);
    if (has && absent) out->doubt = STR("conflict");
    if (has == absent && !(complete && !has)) return;
    set_truth(out, has);
    out->is_fact = true;
    out->shown.from = STR("chart");
}

/** A text that stands for "the chart says that it is not there". */
static status of_absent(const formula_input *in, const input_source *s, const person *p, arena *a,
                        input_value *out, err *e)
{
    if (!is_absent(p, s->name)) return OK;
    out->is_fact = true;
    out->shown.from = STR("chart");
    return take_text(in, s->value, a, out, e);
}

/** An active medicine that no table knows might be one of these: then "no" is not known. */
static void of_medicine(const input_source *s, const person *p, input_value *out)
{
    bool complete = p->medicines_known;
    for (size_t i = 0; i < p->medicine_count; i++) {
        const person_medicine *m = &p->medicines[i];
        if (m->status.n > 0 && !str_eq(m->status, STR("active"))) continue;
        complete = complete && m->drug.n > 0;
        if (!is_one_of(s->name, m->drug)) continue;
        set_truth(out, true);
        out->shown.from = m->from;
        out->shown.when = m->since;
        return;
    }
    if (!complete) return;
    set_truth(out, false);
    out->is_fact = true;
    out->shown.from = STR("chart");
}

/* ---- the genome ---- */

static const finding *finding_of(const finding_set *set, str gene)
{
    for (size_t i = 0; i < set->count; i++) {
        if (str_eq(set->items[i].gene, gene)) return &set->items[i];
    }
    return NULL;
}

static status of_genotype(const formula_input *in, str rsid, const finding_set *set, arena *a,
                          input_value *out, err *e)
{
    for (size_t i = 0; i < set->count; i++) {
        for (size_t j = 0; j < set->items[i].position_count; j++) {
            const finding_position *x = &set->items[i].positions[j];
            if (!str_eq(x->rsid, rsid) || x->why.n > 0 || x->genotype.n < 3) continue;
            char *text = arena_copy(a, x->genotype.p, x->genotype.n);
            TRY_MEM(e, text);
            char *bar = strchr(text, '|');
            if (bar != NULL) *bar = '/';
            if (strchr(text, '.') != NULL) continue;
            out->shown.from = STR("genome");
            return take_text(in, str_of(text), a, out, e);
        }
    }
    return OK;
}

/** What the formula makes of a text: an allowed value, or `other`; empty when neither. */
static str class_of(const formula_input *in, str text)
{
    str value;
    return input_allowed_value(in, text, &value) ? value : in->other;
}

/** The diplotype, when there is one or when the formula makes the same of all that fit (also when
 *  it knows none of them: then it must not be used). */
static str settled_diplotype(const formula_input *in, const finding *f)
{
    str none = {NULL, 0};
    if (f->candidate_count == 0 || f->candidates_cut) return none;
    str first = f->candidates[0].diplotype, class = class_of(in, first);
    for (size_t i = 1; i < f->candidate_count; i++) {
        if (!str_eq(class_of(in, f->candidates[i].diplotype), class)) return none;
    }
    return first;
}

/** Only what is settled: one diplotype, one phenotype. */
static status of_gene(const formula_input *in, const input_source *s, const finding_set *set,
                      arena *a, input_value *out, err *e)
{
    const finding *f = finding_of(set, s->name);
    if (f == NULL) return OK;
    str text = {NULL, 0};
    if (s->from == FROM_PHENOTYPE && f->phenotype_count == 1) text = f->phenotypes[0];
    if (s->from == FROM_DIPLOTYPE) {
        text = settled_diplotype(in, f);
        if (text.n == 0 && f->candidate_count > 0) out->doubt = STR("ambiguous");
    }
    if (text.n == 0) return OK;
    out->shown.from = f->from_outside ? STR("outside call") : STR("genome");
    return take_text(in, text, a, out, e);
}

/* ---- earlier formulas ---- */

static status of_formula(const formula_input *in, const input_source *s, const input_place *place,
                         arena *a, input_value *out, err *e)
{
    const score *x = place->earlier == NULL ? NULL : place->earlier(place->context, s->index);
    if (x == NULL || x->status != SCORE_DONE) return OK;
    for (size_t i = 0; i < x->output_count; i++) {
        const score_output *o = &x->outputs[i];
        const formula_step *step = &place->book->items[s->index].steps[s->output];
        double number;
        if (!str_eq(o->name, s->value)) continue;
        out->shown.from = x->formula;
        if (in->type == EXPRESSION_TEXT) return take_text(in, o->band, a, out, e);
        if (!ucum_convert(o->value, &step->measure, &in->measure, in->molar_mass, &number)) {
            return OK;
        }
        return set_number(in, number, a, out, e);
    }
    return OK;
}

/* ---- visits ---- */

/** The score of a course at one of its ends. */
static status of_course(const formula_input *in, const person *visit, const score *x, arena *a,
                        input_value *out, err *e)
{
    if (visit == NULL || x == NULL || x->status != SCORE_DONE) return OK;
    out->shown.from = x->formula;
    out->shown.when = visit->as_of;
    return set_number(in, x->outputs[0].value, a, out, e);
}

static status of_end(const formula_input *in, const input_source *s, const input_place *place,
                     arena *a, input_value *out, err *e)
{
    for (size_t i = 0; i < place->end_count; i++) {
        const input_ends *x = &place->ends[i];
        bool first = s->from == FROM_BEFORE, course = x->course.n > 0;
        const person *visit = first ? x->before : x->now;
        if (course && str_eq(x->course, s->name)) {
            return of_course(in, visit, first ? x->score_before : x->score_now, a, out, e);
        }
        if (!course && visit != NULL) TRY(of_measure(in, s, visit, a, out, e));
        if (out->value.kind != VALUE_UNKNOWN || out->doubt.n > 0) return OK;
    }
    return OK;
}

static status ask(const formula_input *in, const input_source *s, const input_place *place,
                  arena *a, input_value *out, err *e)
{
    if (s->from == FROM_FORMULA) return of_formula(in, s, place, a, out, e);
    if (s->from > FROM_FORMULA) return of_end(in, s, place, a, out, e);
    if (s->from >= FROM_GENOTYPE) {
        if (place->findings == NULL) return OK;
        if (s->from == FROM_GENOTYPE) return of_genotype(in, s->name, place->findings, a, out, e);
        return of_gene(in, s, place->findings, a, out, e);
    }
    if (place->p == NULL) return OK;
    if (s->from == FROM_MEASURE) return of_measure(in, s, place->p, a, out, e);
    if (s->from == FROM_FACT) return of_fact(in, s, place, a, out, e);
    if (s->from == FROM_ABSENT) return of_absent(in, s, place->p, a, out, e);
    if (s->from == FROM_HAS)
        of_has(s, place, out);
    else
        of_medicine(s, place->p, out);
    return OK;
}

static status assume(const formula_input *in, arena *a, input_value *out, err *e)
{
    str doubt = out->doubt;
    begin(in, out);
    if (in->type == EXPRESSION_NUMBER) {
        formula_input unlimited = *in;
        unlimited.low = unlimited.high = NAN;
        TRY(set_number(&unlimited, in->unknown.number, a, out, e));
    } else if (in->type == EXPRESSION_TRUTH) {
        set_truth(out, in->unknown.number != 0);
    } else {
        set_text(out, in->unknown.text);
    }
    out->doubt = doubt;
    out->shown.from = STR("assumed");
    out->shown.assumed = true;
    return OK;
}

status input_found(const formula_input *in, const input_place *place, arena *a, input_value *out,
                   err *e)
{
    str doubt = {NULL, 0};
    for (size_t i = 0; i < in->source_count; i++) {
        begin(in, out);
        TRY(ask(in, &in->sources[i], place, a, out, e));
        if (out->value.kind != VALUE_UNKNOWN) return OK;
        if (doubt.n == 0) doubt = out->doubt;
    }
    begin(in, out);
    out->doubt = doubt;
    return in->has_default ? assume(in, a, out, e) : OK;
}
