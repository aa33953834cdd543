/*
 * Finding visits among measures.
 */
#include "risk/visit.h"

#include <stdlib.h>
#include <string.h>

#include "risk/expression.h"

/** Dated to the day, and neither of the future nor unreadable. A value that is too old for today is
 *  right for its own day. */
static bool is_of_a_day(const person *p, const person_measure *m)
{
    bool known =
        m->doubt.n == 0 || str_eq(m->doubt, STR("stale")) || str_eq(m->doubt, STR("conflict"));
    if (!known || m->when.precision < DATE_DAY) return false;
    return p->as_of.precision == DATE_NONE || date_order(m->when, p->as_of) <= 0;
}

static const visit_measure *rule_of(const course_rules *rules, str name)
{
    for (size_t i = 0; i < rules->measure_count; i++) {
        if (str_eq(rules->measures[i].name, name)) return &rules->measures[i];
    }
    return NULL;
}

static int by_day(const void *left, const void *right)
{
    const int32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/** The days of visits, ascending, each once. */
static status find_days(const course_rules *rules, const person *p, arena *a, int32_t **days,
                        visit_list *out, err *e)
{
    size_t n = 0;
    int32_t *list = ARENA_ARRAY(a, int32_t, p->measure_count + 1);
    TRY_MEM(e, list);
    for (size_t i = 0; i < p->measure_count; i++) {
        const person_measure *m = &p->measures[i];
        const visit_measure *rule = rule_of(rules, m->name);
        if (rule == NULL || !rule->anchor) continue;
        if (is_of_a_day(p, m))
            list[n++] = m->when.day;
        else if (m->when.precision < DATE_DAY && (m->doubt.n == 0 || m->when.precision > DATE_NONE))
            out->undated = true;
    }
    if (n > 0) qsort(list, n, sizeof *list, by_day);
    for (size_t i = 0; i < n; i++) {
        if (out->count == 0 || list[out->count - 1] != list[i]) list[out->count++] = list[i];
    }
    *days = list;
    if (out->count <= VISITS_MAX) return OK;
    *days = list + (out->count - VISITS_MAX);
    out->count = VISITS_MAX;
    out->cut = true;
    return OK;
}

static int32_t distance(int32_t a, int32_t b)
{
    return a > b ? a - b : b - a;
}

/** Nearer to the visit; of two equally near the earlier. */
static bool is_nearer(int32_t day, int32_t than, int32_t visit_day)
{
    int32_t d = distance(day, visit_day), best = distance(than, visit_day);
    return d < best || (d == best && day < than);
}

/* Where the values of one measure stand among those of the person: found once for all visits. */
typedef struct span {
    size_t first, end;
} span;

static span span_of(const person *p, str name)
{
    span s = {0, 0};
    for (size_t i = 0; i < p->measure_count; i++) {
        if (!str_eq(p->measures[i].name, name)) continue;
        if (s.end == 0) s.first = i;
        s.end = i + 1;
    }
    return s;
}

/** The value of one measure for a visit: of the nearest day within the rule's days. False if
 *  there is none. */
static bool pick(const person *p, span s, const visit_measure *rule, int32_t day,
                 person_measure *out)
{
    const person_measure *best = NULL;
    bool differ = false;
    for (size_t i = s.first; i < s.end; i++) {
        const person_measure *m = &p->measures[i];
        if (distance(m->when.day, day) > rule->days) continue;
        if (!str_eq(m->name, rule->name) || !is_of_a_day(p, m)) continue;
        if (best != NULL && m->when.day == best->when.day) {
            differ = differ || !expression_same_number(m->value, best->value);
        } else if (best == NULL || is_nearer(m->when.day, best->when.day, day)) {
            best = m;
            differ = false;
        }
    }
    if (best == NULL) return false;
    *out = *best;
    out->doubt = differ ? STR("conflict") : (str){NULL, 0};
    return true;
}

/** What was measured on that very day but cannot be used, so that the reason is said. */
static bool pick_doubtful(const person *p, span s, str name, int32_t day, person_measure *out)
{
    for (size_t i = s.first; i < s.end; i++) {
        const person_measure *m = &p->measures[i];
        if (m->when.day != day || m->doubt.n == 0 || m->when.precision < DATE_DAY) continue;
        if (!str_eq(m->name, name)) continue;
        *out = *m;
        return true;
    }
    return false;
}

static status fill(const course_rules *rules, const person *p, const span *spans, arena *a,
                   visit *v, err *e)
{
    person_measure *list = ARENA_ARRAY(a, person_measure, rules->measure_count + 1);
    TRY_MEM(e, list);
    v->when = (date){.day = v->day, .precision = DATE_DAY};
    v->who = *p;
    v->who.as_of = v->when;
    v->who.measures = list;
    v->who.measure_count = 0;
    for (size_t i = 0; i < rules->measure_count; i++) {
        person_measure *m = &list[v->who.measure_count];
        const visit_measure *rule = &rules->measures[i];
        bool found =
            pick(p, spans[i], rule, v->day, m) || pick_doubtful(p, spans[i], rule->name, v->day, m);
        v->who.measure_count += found;
    }
    return OK;
}

status visits_make(const course_rules *rules, const person *p, arena *a, visit_list *out, err *e)
{
    int32_t *days = NULL;
    *out = (visit_list){.items = NULL};
    if (p == NULL || p->measure_count == 0 || rules->measure_count == 0) return OK;
    TRY(find_days(rules, p, a, &days, out, e));
    if (out->count == 0) return OK;
    visit *list = ARENA_ARRAY(a, visit, out->count);
    span *spans = ARENA_ARRAY(a, span, rules->measure_count);
    TRY_MEM(e, list);
    TRY_MEM(e, spans);
    for (size_t i = 0; i < rules->measure_count; i++)
        spans[i] = span_of(p, rules->measures[i].name);
    for (size_t i = 0; i < out->count; i++) {
        list[i].day = days[i];
        TRY(fill(rules, p, spans, a, &list[i], e));
    }
    out->items = list;
    return OK;
}

/* ---- today ---- */

/** The original of a measure of the visit says whether it is too old for today. */
static person_measure as_of_today(const person *p, const person_measure *of_visit)
{
    person_measure m = *of_visit;
    for (size_t i = 0; m.doubt.n == 0 && i < p->measure_count; i++) {
        const person_measure *x = &p->measures[i];
        bool same = str_eq(x->name, m.name) && str_eq(x->from, m.from) &&
                    str_eq(x->written, m.written) && x->when.day == m.when.day;
        if (same && str_eq(x->doubt, STR("stale"))) m.doubt = x->doubt;
    }
    return m;
}

/** Another day's value of a measure that makes visits, marked. */
static bool of_other_day(const course_rules *rules, const person_measure *m, const person *last,
                         person_measure *out)
{
    if (rule_of(rules, m->name) == NULL) return false;
    for (size_t i = 0; i < last->measure_count; i++) {
        if (str_eq(last->measures[i].name, m->name)) return false;
    }
    *out = *m;
    if (m->doubt.n == 0) out->doubt = STR("other_day");
    return true;
}

status visits_last_person(const course_rules *rules, const person *p, const visit_list *visits,
                          arena *a, person *out, err *e)
{
    *out = *p;
    if (visits->count == 0) return OK;
    const person *last = &visits->items[visits->count - 1].who;
    person_measure *list = ARENA_ARRAY(a, person_measure, p->measure_count + last->measure_count);
    TRY_MEM(e, list);
    out->measures = list;
    out->measure_count = 0;
    for (size_t i = 0; i < last->measure_count; i++) {
        list[out->measure_count++] = as_of_today(p, &last->measures[i]);
    }
    for (size_t i = 0; i < p->measure_count; i++) {
        person_measure *m = &list[out->measure_count];
        bool makes_visits = rule_of(rules, p->measures[i].name) != NULL;
        if (!makes_visits) *m = p->measures[i];
        if (!makes_visits || of_other_day(rules, &p->measures[i], last, m)) out->measure_count++;
    }
    return OK;
}
