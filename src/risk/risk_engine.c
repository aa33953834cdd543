/*
 * Opening the formulas, and answering one or all of them for a person. Formulas that others are
 * made of are answered first, once each.
 */
#include "risk/risk_engine.h"

#include "risk/course.h"
#include "risk/risk_answer.h"
#include "risk/risk_book.h"

struct risk_engine {
    formula_book book;
    course_rules rules;
    const risk_formula_name *names;
};

typedef struct asking {
    const risk_engine *g;
    input_place place;
    const risk_given *given;
    size_t given_count;
    score *answers; /* by formula */
    bool *done;
    uint64_t *found; /* by formula: inputs known and neither assumed nor plain facts */
    const person *p;
    courses visits;
    arena *a;
    err *e;
} asking;

status risk_open(const kb *k, arena *a, risk_engine **out, err *e)
{
    risk_engine *g = ARENA_NEW(a, risk_engine);
    TRY_MEM(e, g);
    TRY(formula_book_open(k, a, &g->book, e));
    TRY(course_rules_open(k, &g->book, a, &g->rules, e));
    risk_formula_name *names = ARENA_ARRAY(a, risk_formula_name, g->book.count);
    TRY_MEM(e, names);
    for (size_t i = 0; i < g->book.count; i++) {
        const formula *f = &g->book.items[i];
        names[i] = (risk_formula_name){f->id, f->kind, f->drug};
    }
    g->names = names;
    *out = g;
    return OK;
}

const risk_formula_name *risk_formulas(const risk_engine *g, size_t *count)
{
    *count = g->book.count;
    return g->names;
}

const formula_book *risk_book(const risk_engine *g)
{
    return &g->book;
}

/* ---- one formula ---- */

static const score *earlier(void *context, size_t index)
{
    const asking *c = context;
    return c->done[index] ? &c->answers[index] : NULL;
}

/** One formula, alone, for the measures of one visit or for the ends of a course. */
static status answer_visit(void *context, const formula *f, const person *p, const input_ends *ends,
                           size_t end_count, arena *a, score *out, err *e)
{
    const asking *c = context;
    input_place place = c->place;
    input_value *values = ARENA_ARRAY(a, input_value, f->input_count);
    TRY_MEM(e, values);
    place.p = p;
    place.earlier = NULL;
    place.ends = ends;
    place.end_count = end_count;
    for (size_t i = 0; i < f->input_count; i++) {
        TRY(input_found(&f->inputs[i], &place, a, &values[i], e));
    }
    return risk_answer(f, values, a, out, e);
}

static status begin(asking *c, const risk_engine *g, const person *p, const finding_set *findings,
                    arena *a, err *e)
{
    *c = (asking){.g = g, .a = a, .e = e};
    c->place = (input_place){.p = p, .findings = findings, .book = &g->book, .earlier = earlier};
    c->answers = ARENA_ARRAY(a, score, g->book.count);
    c->done = ARENA_ARRAY(a, bool, g->book.count);
    c->found = ARENA_ARRAY(a, uint64_t, g->book.count);
    TRY_MEM(e, c->answers);
    TRY_MEM(e, c->done);
    TRY_MEM(e, c->found);
    c->p = p;
    const course_asker ask = {answer_visit, c};
    return courses_make(&g->rules, p, &ask, a, &c->visits, e);
}

static const risk_given *given_for(const asking *c, str name)
{
    for (size_t i = 0; i < c->given_count; i++) {
        if (str_eq_ci(c->given[i].name, name)) return &c->given[i];
    }
    return NULL;
}

static status input(asking *c, const formula *f, size_t i, input_value *out)
{
    const risk_given *typed = given_for(c, f->inputs[i].name);
    if (typed != NULL) return input_typed(&f->inputs[i], typed->text, c->a, out, c->e);
    return input_found(&f->inputs[i], &c->place, c->a, out, c->e);
}

/** A value of one visit is not compared with one that was typed. */
static bool is_typed_end(const asking *c, const formula *f)
{
    for (size_t i = 0; i < f->input_count; i++) {
        const formula_input *in = &f->inputs[i];
        if (given_for(c, in->name) == NULL) continue;
        for (size_t s = 0; s < in->source_count; s++) {
            if (in->sources[s].from > FROM_FORMULA) return true;
        }
    }
    return false;
}

/** Where the values of one formula are looked for. */
static void set_place(asking *c, const formula *f)
{
    bool by_visit = c->visits.visits.count > 0 && courses_follow(&c->g->rules, f);
    c->place.p = by_visit ? &c->visits.today : c->p;
    c->place.drug = f->drug;
    c->place.context = c;
    c->place.ends = c->visits.ends;
    c->place.end_count = is_typed_end(c, f) ? 0 : c->visits.end_count;
}

static status find_inputs(asking *c, size_t index, input_value **out)
{
    const formula *f = &c->g->book.items[index];
    input_value *values = ARENA_ARRAY(c->a, input_value, f->input_count);
    TRY_MEM(c->e, values);
    set_place(c, f);
    for (size_t i = 0; i < f->input_count; i++) {
        TRY(input(c, f, i, &values[i]));
        bool known = values[i].value.kind != VALUE_UNKNOWN && !values[i].shown.assumed;
        bool counts = f->shown_by != 0 || !values[i].is_fact;
        if (known && counts) c->found[index] |= (uint64_t)1 << i;
    }
    *out = values;
    return OK;
}

static status work_out(asking *c, size_t index, const input_value *values)
{
    TRY(risk_answer(&c->g->book.items[index], values, c->a, &c->answers[index], c->e));
    c->done[index] = true;
    return OK;
}

/** Answers one formula whose earlier ones are answered. */
static status answer_one(asking *c, size_t index)
{
    input_value *values;
    TRY(find_inputs(c, index, &values));
    return work_out(c, index, values);
}

/** Marks the formula and those that it is made of. A formula is made of earlier ones only. */
static void mark_needed(const asking *c, size_t index, bool *needed)
{
    needed[index] = true;
    for (size_t f = index + 1; f-- > 0;) {
        const formula *x = &c->g->book.items[f];
        for (size_t i = 0; needed[f] && i < x->input_count; i++) {
            if (given_for(c, x->inputs[i].name) != NULL) continue;
            for (size_t s = 0; s < x->inputs[i].source_count; s++) {
                const input_source *source = &x->inputs[i].sources[s];
                if (source->from == FROM_FORMULA) needed[source->index] = true;
            }
        }
    }
}

static bool has_input(const formula *f, str name)
{
    for (size_t i = 0; i < f->input_count; i++) {
        if (str_eq_ci(f->inputs[i].name, name)) return true;
    }
    return false;
}

/** Some formula that is needed has the input. */
static bool is_asked(const asking *c, const bool *needed, str name)
{
    for (size_t f = 0; f < c->g->book.count; f++) {
        if (needed[f] && has_input(&c->g->book.items[f], name)) return true;
    }
    return false;
}

bool risk_asks(const risk_engine *g, str id, str name)
{
    const formula *f = formula_find(&g->book, id);
    if (f == NULL || has_input(f, name)) return f != NULL;
    for (size_t i = 0; i < f->input_count; i++) {
        for (size_t s = 0; s < f->inputs[i].source_count; s++) {
            const input_source *x = &f->inputs[i].sources[s];
            /* earlier formulas only: this ends */
            if (x->from == FROM_FORMULA && risk_asks(g, g->book.items[x->index].id, name)) {
                return true;
            }
        }
    }
    return false;
}

/** What was typed must be asked for by some formula that is needed. */
static status check_given(const asking *c, const bool *needed)
{
    for (size_t g = 0; g < c->given_count; g++) {
        for (size_t h = 0; h < g; h++) {
            if (!str_eq_ci(c->given[h].name, c->given[g].name)) continue;
            FAIL(c->e, E_ARGUMENT, "'%.*s' is given twice", STR_ARG(c->given[g].name));
        }
        if (is_asked(c, needed, c->given[g].name)) continue;
        FAIL(c->e, E_ARGUMENT, "'%.*s' is no input of this formula", STR_ARG(c->given[g].name));
    }
    return OK;
}

static status not_found(const risk_engine *g, str id, err *e)
{
    AUTO(buf_release) buf near;
    buf_init(&near, 400);
    for (size_t i = 0; i < g->book.count; i++) {
        if (!str_starts(g->book.items[i].id, id)) continue;
        buf_printf(&near, "%s%.*s", near.n == 0 ? "" : ", ", STR_ARG(g->book.items[i].id));
    }
    if (near.n == 0 || id.n == 0) FAIL(e, E_NOTFOUND, "no formula '%.*s'", STR_ARG(id));
    FAIL(e, E_NOTFOUND, "no formula '%.*s'; there are %.*s", STR_ARG(id), STR_ARG(buf_str(&near)));
}

status risk_score(const risk_engine *g, str id, const person *p, const finding_set *findings,
                  const risk_given *given, size_t given_count, arena *a, score *out, err *e)
{
    asking c;
    const formula *f = formula_find(&g->book, id);
    if (f == NULL) return not_found(g, id, e);
    TRY(begin(&c, g, p, findings, a, e));
    c.given = given;
    c.given_count = given_count;
    bool *needed = ARENA_ARRAY(a, bool, g->book.count);
    TRY_MEM(e, needed);
    size_t last = (size_t)(f - g->book.items);
    mark_needed(&c, last, needed);
    TRY(check_given(&c, needed));
    for (size_t i = 0; i <= last; i++) {
        if (needed[i]) TRY(answer_one(&c, i));
    }
    *out = c.answers[last];
    if (given_count > 0) return OK; /* of the chart alone */
    return courses_of(&c.visits, f, a, &out->course, e);
}

/* ---- all formulas ---- */

static bool takes(const person *p, str drug)
{
    for (size_t i = 0; p != NULL && i < p->medicine_count; i++) {
        const person_medicine *m = &p->medicines[i];
        bool active = m->status.n == 0 || str_eq(m->status, STR("active"));
        if (active && m->drug.n > 0 && str_eq(m->drug, drug)) return true;
    }
    return false;
}

/** By the list alone: asked by name only, or about a drug that is not taken. */
static bool may_be_shown(const asking *c, const formula *f)
{
    return f->shown == SHOWN_AUTO || (f->shown == SHOWN_TAKEN && takes(c->p, f->drug));
}

/** What is wholly unanswerable is not shown. */
static bool is_shown(const asking *c, size_t index)
{
    const formula *f = &c->g->book.items[index];
    if (f->shown == SHOWN_TAKEN || f->shown_by != 0) return true;
    return c->answers[index].status == SCORE_DONE || c->found[index] != 0;
}

/** One formula of all; `*shown` whether the answer is for showing. */
static status run_one(asking *c, size_t index, bool *shown)
{
    const formula *f = &c->g->book.items[index];
    input_value *values;
    *shown = may_be_shown(c, f);
    if (!*shown && !f->feeds) return OK;
    TRY(find_inputs(c, index, &values));
    bool known = f->shown_by == 0 || (c->found[index] & f->shown_by) != 0;
    *shown = *shown && known;
    if (!*shown && !f->feeds) return OK;
    TRY(work_out(c, index, values));
    *shown = *shown && is_shown(c, index);
    if (!*shown || courses_follow(&c->g->rules, f)) return OK; /* shown with its response */
    return courses_of(&c->visits, f, c->a, &c->answers[index].course, c->e);
}

status risk_run(const risk_engine *g, const person *p, const finding_set *findings, arena *a,
                score_set *out, err *e)
{
    asking c;
    TRY(begin(&c, g, p, findings, a, e));
    score *shown = ARENA_ARRAY(a, score, g->book.count);
    TRY_MEM(e, shown);
    *out = (score_set){.items = shown};
    for (size_t i = 0; i < g->book.count; i++) {
        bool here;
        TRY(run_one(&c, i, &here));
        if (here) shown[out->count++] = c.answers[i];
    }
    return OK;
}
