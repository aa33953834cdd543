/*
 * Making courses of visits.
 */
#include "risk/course.h"

#include <math.h>
#include <string.h>

#define NONE SIZE_MAX

enum { NOTES_MAX = 8 + COURSE_POINTS_MAX };

/* What is needed to follow one person. */
typedef struct follower {
    const course_rules *rules;
    const person *p;
    const visit_list *visits;
    const course_asker *ask;
    const course_start *start_rule; /* NULL: none of the drugs is taken */
    date start;
    arena *a;
    err *e;
} follower;

/* One formula at every visit. */
typedef struct track {
    const course_formula *row;
    score *scores;
    size_t before, now; /* visits; NONE */
    size_t done;
    bool parts_missing; /* a visit at an end was passed over */
} track;

/* ---- which visits are the ends ---- */

/** The start of the first drug of the rules that is taken. */
static void find_start(follower *x)
{
    for (size_t r = 0; r < x->rules->start_count && x->start_rule == NULL; r++) {
        for (size_t i = 0; i < x->p->medicine_count; i++) {
            const person_medicine *m = &x->p->medicines[i];
            bool active = m->status.n == 0 || str_eq(m->status, STR("active"));
            if (!active || !str_eq(m->drug, x->rules->starts[r].drug)) continue;
            x->start_rule = &x->rules->starts[r];
            x->start = m->first.precision != DATE_NONE ? m->first : m->since;
            break;
        }
    }
}

/** Last day of the span of the start: "2025-03" may be any day of March. */
static int32_t start_day(const follower *x)
{
    enum { SECONDS_A_DAY = 86400 };
    int64_t first, last;
    date_span(x->start, &first, &last);
    return (int32_t)(last / SECONDS_A_DAY);
}

static bool is_usable(const track *t, size_t i)
{
    return t == NULL || t->scores[i].status == SCORE_DONE;
}

/** The last usable visit up to the start (and the days after it that the rule allows), else the
 *  first usable one. */
static size_t find_baseline(const follower *x, const track *t)
{
    size_t best = NONE, first = NONE;
    bool known = x->start_rule != NULL && x->start.precision != DATE_NONE;
    for (size_t i = 0; i < x->visits->count; i++) {
        if (!is_usable(t, i)) continue;
        if (first == NONE) first = i;
        int32_t day = x->visits->items[i].day;
        if (known && day <= start_day(x)) best = i;
        if (known && best == NONE && day <= start_day(x) + x->start_rule->after) best = i;
    }
    return best != NONE ? best : first;
}

static size_t find_now(const follower *x, const track *t, size_t before)
{
    for (size_t i = x->visits->count; before != NONE && i-- > before + 1;) {
        if (is_usable(t, i)) return i;
    }
    return NONE;
}

/* ---- one formula at all visits ---- */

static status follow(const follower *x, const course_formula *row, track *t)
{
    size_t n = x->visits->count;
    *t = (track){.row = row, .before = NONE, .now = NONE};
    t->scores = ARENA_ARRAY(x->a, score, n + 1);
    TRY_MEM(x->e, t->scores);
    for (size_t i = 0; i < n; i++) {
        TRY(x->ask->answer(x->ask->context, row->f, &x->visits->items[i].who, NULL, 0, x->a,
                           &t->scores[i], x->e));
        t->done += t->scores[i].status == SCORE_DONE;
    }
    t->before = find_baseline(x, t);
    t->now = find_now(x, t, t->before);
    size_t before = find_baseline(x, NULL), now = find_now(x, NULL, before);
    t->parts_missing = t->done > 0 && (t->before != before || t->now != now);
    return OK;
}

/** Better: nothing passed over at the ends; then two ends; then more visits. */
static int quality(const track *t)
{
    if (t->before == NONE || t->now == NONE) return t->done > 0 ? 1 : 0;
    return t->parts_missing ? 2 : 3;
}

/** The first of the forms of a course that is the best to have. */
static status choose(const follower *x, str course, track *out)
{
    bool any = false;
    for (size_t i = 0; i < x->rules->formula_count; i++) {
        track one;
        if (!str_eq(x->rules->formulas[i].course, course)) continue;
        TRY(follow(x, &x->rules->formulas[i], &one));
        if (!any || quality(&one) > quality(out)) *out = one;
        any = true;
    }
    return OK;
}

static input_ends ends_of(const follower *x, const track *t, size_t before, size_t now)
{
    const visit *visits = x->visits->items;
    input_ends ends = {.course = t == NULL ? (str){NULL, 0} : t->row->course};
    if (before != NONE) {
        ends.before = &visits[before].who;
        ends.score_before = t == NULL ? NULL : &t->scores[before];
    }
    if (now != NONE) {
        ends.now = &visits[now].who;
        ends.score_now = t == NULL ? NULL : &t->scores[now];
    }
    return ends;
}

/* ---- what is shown ---- */

static double value_of(const score *s)
{
    return s->status == SCORE_DONE ? s->outputs[0].value : NAN;
}

/** The first text among the results of the response formula, for the baseline and one visit. */
static status judge(const follower *x, const track *t, size_t i, str *out)
{
    score s;
    input_ends ends = ends_of(x, t, t->before, i);
    TRY(x->ask->answer(x->ask->context, t->row->response, x->p, &ends, 1, x->a, &s, x->e));
    for (size_t k = 0; s.status == SCORE_DONE && k < s.output_count; k++) {
        if (!isnan(s.outputs[k].value)) continue;
        *out = s.outputs[k].band;
        return OK;
    }
    return OK;
}

static status show_visit(const follower *x, const track *t, size_t i, score_visit *out)
{
    const score *s = &t->scores[i];
    const visit *v = &x->visits->items[i];
    *out = (score_visit){.when = v->when, .value = value_of(s), .change = NAN};
    if (s->status == SCORE_DONE) {
        out->band = s->outputs[0].band;
    } else {
        out->why = s->why;
        out->why_detail = s->why_detail;
        out->missing = s->missing;
        out->missing_count = s->missing_count;
    }
    if (t->before == NONE) return OK;
    out->days = v->day - x->visits->items[t->before].day;
    if (i <= t->before || s->status != SCORE_DONE) return OK;
    out->change = value_of(&t->scores[t->before]) - out->value;
    return t->row->response == NULL ? OK : judge(x, t, i, &out->response);
}

/** The visit nearest to the time of a point, among those near enough; NONE. */
static size_t nearest(const score_visit *list, size_t count, const course_point *point)
{
    size_t best = NONE;
    int32_t least = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t days = list[i].days;
        bool fits = !isnan(list[i].change) && days >= point->low && days <= point->high;
        int32_t far = days > point->at ? days - point->at : point->at - days;
        if (!fits || (best != NONE && far >= least)) continue;
        best = i;
        least = far;
    }
    return best;
}

static void note(score_course *c, str *notes, str code)
{
    if (code.n > 0 && c->note_count < NOTES_MAX) notes[c->note_count++] = code;
}

/** How the baseline was chosen. */
static str baseline_note(const follower *x, const track *t)
{
    if (t->before == NONE) return (str){NULL, 0};
    if (x->start_rule == NULL) return STR("baseline_first");
    if (x->start.precision == DATE_NONE) return STR("baseline_start_unknown");
    int32_t from_start = x->visits->items[t->before].day - start_day(x);
    if (from_start > x->start_rule->after) return STR("baseline_after_start");
    if (-from_start > x->start_rule->before) return STR("baseline_long_before");
    return STR("baseline_at_start");
}

/** Marks the visits that answer for the points; a point that is past and has none is noted. */
static void mark_points(const follower *x, const track *t, score_visit *list, score_course *c,
                        str *notes)
{
    int32_t today = 0;
    bool known =
        t->before != NONE && date_days(x->visits->items[t->before].when, x->p->as_of, &today);
    for (size_t i = 0; i < x->rules->point_count && t->before != NONE; i++) {
        const course_point *point = &x->rules->points[i];
        size_t at = nearest(list, c->visit_count, point);
        if (at != NONE) {
            list[at].point = point->code;
            continue;
        }
        if (known && today <= point->high) continue; /* there is still time */
        note(c, notes, point->absent);
    }
    bool early =
        t->now != NONE && x->rules->point_count > 0 && list[t->now].days < x->rules->points[0].low;
    if (early) note(c, notes, STR("too_early"));
}

static status show(const follower *x, const track *t, score_course *out)
{
    size_t n = x->visits->count;
    score_visit *list = ARENA_ARRAY(x->a, score_visit, n + 1);
    str *notes = ARENA_ARRAY(x->a, str, NOTES_MAX);
    TRY_MEM(x->e, list);
    TRY_MEM(x->e, notes);
    *out = (score_course){.formula = t->row->f->id,
                          .visits = list,
                          .visit_count = n,
                          .baseline = t->before,
                          .start = x->start,
                          .notes = notes};
    if (x->start_rule != NULL) out->drug = x->start_rule->drug;
    for (size_t i = 0; i < n; i++) {
        TRY(show_visit(x, t, i, &list[i]));
        if (t->scores[i].status == SCORE_DONE) out->decimals = t->scores[i].outputs[0].decimals;
    }
    note(out, notes, baseline_note(x, t));
    if (t->before != NONE && t->now == NONE) note(out, notes, STR("no_visit_since"));
    mark_points(x, t, list, out, notes);
    if (t->parts_missing) note(out, notes, STR("parts_missing"));
    if (x->visits->undated) note(out, notes, STR("undated_joints"));
    if (x->visits->cut) note(out, notes, STR("older_left_out"));
    return OK;
}

/* ---- all courses ---- */

/** Of someone with visits. */
static follower follower_of(const courses *set, arena *a, err *e)
{
    follower x = {
        .rules = set->rules, .p = set->p, .visits = &set->visits, .ask = &set->ask, .a = a, .e = e};
    find_start(&x);
    return x;
}

static bool is_first_of_course(const course_rules *rules, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (str_eq(rules->formulas[k].course, rules->formulas[i].course)) return false;
    }
    return true;
}

status courses_make(const course_rules *rules, const person *p, const course_asker *ask, arena *a,
                    courses *out, err *e)
{
    *out = (courses){.rules = rules, .p = p, .ask = *ask};
    if (p == NULL) return OK;
    TRY(visits_make(rules, p, a, &out->visits, e));
    TRY(visits_last_person(rules, p, &out->visits, a, &out->today, e));
    if (out->visits.count == 0) return OK;
    follower x = follower_of(out, a, e);
    input_ends *ends = ARENA_ARRAY(a, input_ends, rules->formula_count + 1);
    score_course *items = ARENA_ARRAY(a, score_course, rules->formula_count + 1);
    TRY_MEM(e, ends);
    TRY_MEM(e, items);
    size_t before = find_baseline(&x, NULL);
    ends[out->end_count++] = ends_of(&x, NULL, before, find_now(&x, NULL, before));
    for (size_t i = 0; i < rules->formula_count; i++) {
        track t = {.row = NULL};
        if (!is_first_of_course(rules, i)) continue;
        TRY(choose(&x, rules->formulas[i].course, &t));
        TRY(show(&x, &t, &items[out->end_count - 1]));
        ends[out->end_count++] = ends_of(&x, &t, t.before, t.now);
    }
    out->ends = ends;
    out->items = items;
    return OK;
}

bool courses_follow(const course_rules *rules, const formula *f)
{
    for (size_t i = 0; i < rules->formula_count; i++) {
        if (rules->formulas[i].f == f) return true;
    }
    return false;
}

/** The course that a response formula judges. */
static const score_course *judged(const courses *set, str course)
{
    for (size_t k = 1; k < set->end_count; k++) {
        if (str_eq(set->ends[k].course, course)) return &set->items[k - 1];
    }
    return NULL;
}

status courses_of(const courses *set, const formula *f, arena *a, const score_course **out, err *e)
{
    const score_course *found = NULL;
    *out = NULL;
    if (set->visits.count == 0) return OK;
    follower x = follower_of(set, a, e);
    for (size_t i = 0; i < set->rules->formula_count && found == NULL; i++) {
        const course_formula *row = &set->rules->formulas[i];
        if (row->response == f) found = judged(set, row->course);
        if (row->f != f) continue;
        track t;
        score_course *one = ARENA_NEW(a, score_course);
        TRY_MEM(e, one);
        TRY(follow(&x, row, &t));
        TRY(show(&x, &t, one));
        found = one;
    }
    bool tells = found != NULL && found->visit_count > 1 && found->baseline != NONE;
    if (tells) *out = found;
    return OK;
}
