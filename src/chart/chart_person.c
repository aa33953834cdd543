/*
 * From a chart to a person: the medicines taken on the day, each quantity's values with the newest
 * usable one first, and the facts that rules and formulas ask for. The rules are those of
 * docs/chart.md. Reads the store, changes nothing in it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart/chart_store.h"

/* Two spellings of one result agree to about half a unit of a three-digit figure. */
static const double ROUNDED_SHARE = 0.01;

enum { RECENT_DAYS = 365, TOLERATED_DAYS = 91, PARENTS = 2, SCOPES = 2, REASONS_MAX = 256 };

typedef struct person_work {
    const chart *c;
    arena *a;
    person *out;
    person_fact *facts;
    size_t fact_room;
    person_scope *scopes;
    person_measure *measures;
    err *e;
} person_work;

/* ---- facts ---- */

static bool has_fact(const person *p, const person_fact *f)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *x = &p->facts[i];
        if (str_eq(x->name, f->name) && str_eq(x->drug, f->drug) && x->is_number == f->is_number &&
            str_eq(x->text, f->text)) {
            return true;
        }
    }
    return false;
}

static void add_fact(person_work *w, person_fact f)
{
    if (w->out->fact_count < w->fact_room && !has_fact(w->out, &f)) {
        w->facts[w->out->fact_count++] = f;
    }
}

static void add_text(person_work *w, const char *name, str text, str drug)
{
    add_fact(w, (person_fact){.name = str_of(name), .text = text, .drug = drug});
}

static void add_figure(person_work *w, str name, double number, str drug)
{
    if (!isfinite(number)) return;
    add_fact(w, (person_fact){.name = name, .number = number, .is_number = true, .drug = drug});
}

/* ---- days ---- */

/** Days from `when` to the day of the chart; false when one is unknown. */
static bool age_in_days(const chart *c, date when, int32_t *days)
{
    return date_days(when, c->setup.as_of, days);
}

static bool is_over_on(const chart *c, date until)
{
    return date_order(until, c->setup.as_of) < 0;
}

/* ---- medicines ---- */

static bool is_dead(const chart *c)
{
    return c->deceased && date_order(c->death, c->setup.as_of) <= 0;
}

static bool is_active(const chart *c, const chart_medicine *m)
{
    return m->stated_active && !is_over_on(c, m->until) && !is_dead(c);
}

static bool same_medicine(const person_medicine *a, const person_medicine *b)
{
    return a->drug.n > 0 || b->drug.n > 0 ? str_eq(a->drug, b->drug) : str_eq(a->name, b->name);
}

static bool same_dose(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a >= b && a <= b);
}

/** Two orders of one drug are one medicine: the newer one, since the older one's date. Different
 *  doses may add up or replace each other: then none is stated. */
static void merge_medicine(person_medicine *kept, const person_medicine *more, double *per_6h,
                           double more_per_6h)
{
    bool newer = date_order(more->since, kept->since) > 0;
    date first = newer ? kept->since : more->since;
    if (!same_dose(kept->dose_mg_per_day, more->dose_mg_per_day)) {
        kept->doses_differ = true;
        kept->dose_mg_per_day = *per_6h = NAN;
    }
    if (!same_dose(*per_6h, more_per_6h)) *per_6h = NAN;
    if (!same_dose(kept->most_mg_per_day, more->most_mg_per_day)) kept->most_mg_per_day = NAN;
    kept->not_daily = kept->not_daily || more->not_daily;
    kept->as_needed = kept->as_needed || more->as_needed;
    kept->every_day = kept->every_day || more->every_day;
    if (newer) {
        kept->name = more->name;
        kept->from = more->from;
        kept->match = more->match;
    }
    if (first.precision != DATE_NONE) kept->since = first;
}

static bool is_allergic(const chart *c, str drug)
{
    const person_medicine *all = c->allergies.items;
    for (size_t i = 0; i < c->allergies.count; i++) {
        if (all[i].drug.n > 0 && str_eq(all[i].drug, drug)) return true;
        if (kb_drug_is_in(c->setup.drugs, all[i].drug_class, drug)) return true;
    }
    return false;
}

/** An order says that somebody meant it to be taken; that it is taken, only those who asked or gave
 *  it can say. */
static bool is_witness(const chart_medicine *m)
{
    return !str_starts(m->m.from, STR("MedicationRequest"));
}

static void add_scope(person_work *w, const char *name, str drug, bool closed)
{
    w->scopes[w->out->scope_count++] = (person_scope){str_of(name), drug, closed};
}

/** The routes that the orders of a drug state; all of them, when each states one. */
static void route_facts(person_work *w, str drug)
{
    const chart_medicine *all = w->c->medicines.items;
    bool each = true;
    for (size_t i = 0; i < w->c->medicines.count; i++) {
        if (!is_active(w->c, &all[i]) || !str_eq(all[i].m.drug, drug)) continue;
        each = each && all[i].route.n > 0;
        if (all[i].route.n > 0) add_text(w, "route", all[i].route, drug);
    }
    if (each) add_scope(w, "route", drug, true);
}

/** What the orders of a drug state that it is for. Where each states something, the person's other
 *  indications do not stand in for it. */
static void reason_facts(person_work *w, str drug)
{
    const chart_medicine *all = w->c->medicines.items;
    const chart_reason_kept *reasons = w->c->reasons.items;
    bool each = true;
    size_t seen = 0;
    for (size_t i = 0; i < w->c->medicines.count; i++) {
        const chart_medicine *m = &all[i];
        if (!is_active(w->c, m) || !str_eq(m->m.drug, drug)) continue;
        each = each && m->reason_count > 0;
        for (size_t k = 0; k < m->reason_count && seen < REASONS_MAX; k++, seen++) {
            const chart_reason_kept *r = &reasons[m->reason_first + k];
            if (r->written.n > 0) add_text(w, "reason", r->written, drug);
            if (r->indication.n > 0) add_text(w, "indication", r->indication, drug);
        }
    }
    if (each) add_scope(w, "indication", drug, false);
}

/** Taken for so long without an allergy: an order that was never ended is no proof. */
static void tolerated_fact(person_work *w, str drug)
{
    const chart_medicine *all = w->c->medicines.items;
    int32_t days, longest = 0;
    for (size_t i = 0; i < w->c->medicines.count; i++) {
        const chart_medicine *m = &all[i];
        if (!is_active(w->c, m) || !str_eq(m->m.drug, drug) || !is_witness(m)) continue;
        if (m->m.since.precision < DATE_DAY || !age_in_days(w->c, m->m.since, &days)) continue;
        if (days > longest) longest = days;
    }
    if (longest < TOLERATED_DAYS || is_allergic(w->c, drug)) return;
    add_text(w, "tolerated_3_months", drug, (str){NULL, 0});
}

static void medicine_facts(person_work *w, const person_medicine *m, const chart_medicine *entry,
                           double per_6h)
{
    if (m->drug.n == 0) return;
    add_figure(w, STR("dose_mg_per_day"), m->dose_mg_per_day, m->drug);
    add_figure(w, STR("dose_mg_per_6h"), per_6h, m->drug);
    if (m->every_day) add_text(w, "every_day", STR("true"), m->drug);
    route_facts(w, m->drug);
    reason_facts(w, m->drug);
    if (entry->in_product > 0) {
        bool alone = entry->in_product == 1;
        add_text(w, "formulation", alone ? STR("monopreparation") : STR("combination"), m->drug);
    }
    tolerated_fact(w, m->drug);
}

/** A list of medicines counts as kept up when somebody wrote in it within the last year, or when it
 *  holds something that is taken now, or when it is said to be empty. */
static bool is_kept_up(const chart *c)
{
    const chart_medicine *all = c->medicines.items;
    bool known = c->no_medicines;
    for (size_t i = 0; i < c->medicines.count; i++) {
        int32_t days;
        known = known || is_active(c, &all[i]) ||
                (age_in_days(c, all[i].m.since, &days) && days >= 0 && days <= RECENT_DAYS);
    }
    return known && !c->medicines_open;
}

static int later_start(const void *left, const void *right)
{
    const chart_medicine *const *a = left, *const *b = right;
    return date_order((*b)->m.since, (*a)->m.since);
}

/** Walks back from today's order over those before it, whatever became of them, while the time
 *  between the end of one and the beginning of the next is short. */
static void find_first(person_work *w, person_medicine *m, const chart_medicine **room)
{
    const chart_medicine *all = w->c->medicines.items;
    size_t n = 0;
    m->first = m->since;
    if (m->drug.n == 0 || m->since.precision < DATE_DAY) return;
    for (size_t i = 0; i < w->c->medicines.count; i++) {
        bool dated = all[i].m.since.precision >= DATE_DAY;
        if (dated && all[i].was_taken && str_eq(all[i].m.drug, m->drug)) room[n++] = &all[i];
    }
    if (n > 0) qsort(room, n, sizeof *room, later_start);
    for (size_t i = 0; i < n; i++) {
        int32_t gap;
        date end =
            date_order(room[i]->until, room[i]->m.since) > 0 ? room[i]->until : room[i]->m.since;
        if (date_order(room[i]->m.since, m->first) >= 0) continue;
        if (date_days(end, m->first, &gap) && gap <= TOLERATED_DAYS) m->first = room[i]->m.since;
    }
}

static status add_medicines(person_work *w)
{
    const chart_medicine *all = w->c->medicines.items;
    size_t n = w->c->medicines.count, count = 0;
    person_medicine *list = ARENA_ARRAY(w->a, person_medicine, n + 1);
    double *per_6h = ARENA_ARRAY(w->a, double, n + 1);
    const chart_medicine **entry = ARENA_ARRAY(w->a, const chart_medicine *, n + 1);
    TRY_MEM(w->e, list);
    TRY_MEM(w->e, per_6h);
    TRY_MEM(w->e, entry);
    w->out->scopes = w->scopes = ARENA_ARRAY(w->a, person_scope, n * SCOPES + 1);
    TRY_MEM(w->e, w->scopes);
    for (size_t i = 0; i < n; i++) {
        if (!is_active(w->c, &all[i])) continue;
        size_t k = 0;
        while (k < count && !same_medicine(&list[k], &all[i].m)) k++;
        if (k < count) {
            merge_medicine(&list[k], &all[i].m, &per_6h[k], all[i].dose_mg_per_6h);
            continue;
        }
        list[count] = all[i].m;
        per_6h[count] = all[i].dose_mg_per_6h;
        entry[count++] = &all[i];
    }
    w->out->medicines = list;
    w->out->medicine_count = count;
    const chart_medicine **room = ARENA_ARRAY(w->a, const chart_medicine *, n + 1);
    TRY_MEM(w->e, room);
    for (size_t i = 0; i < count; i++) find_first(w, &list[i], room);
    w->out->medicines_known = is_kept_up(w->c);
    for (size_t i = 0; i < count; i++) medicine_facts(w, &list[i], entry[i], per_6h[i]);
    return OK;
}

/* ---- values ---- */

static bool is_stale(const chart *c, const chart_value *v)
{
    int32_t days;
    return v->analyte->window_days > 0 && age_in_days(c, v->m.when, &days) &&
           days > (int32_t)v->analyte->window_days;
}

/** 0 conflicting, 1 usable, 2 doubtful. */
static int rank_of(const person_measure *m)
{
    if (str_eq(m->doubt, STR("conflict"))) return 0;
    return m->doubt.n == 0 ? 1 : 2;
}

static int by_name_then_newest(const void *left, const void *right)
{
    const person_measure *a = left, *b = right;
    int names = str_cmp(a->name, b->name), ranks = rank_of(a) - rank_of(b);
    if (names != 0) return names;
    if (ranks != 0) return ranks;
    int64_t a_first, b_first, last;
    date_span(a->when, &a_first, &last);
    date_span(b->when, &b_first, &last);
    if (a->when.precision == DATE_NONE || b->when.precision == DATE_NONE) {
        return (a->when.precision == DATE_NONE) - (b->when.precision == DATE_NONE);
    }
    if (a_first != b_first) return a_first > b_first ? -1 : 1;
    int froms = str_cmp(a->from, b->from);
    return froms != 0 ? froms : str_cmp(a->written, b->written);
}

/** What stands behind the figure: "umol/L" of "88 umol/L". */
static str unit_written(str written)
{
    size_t space = str_find(written, ' ');
    return space < written.n ? (str){written.p + space, written.n - space} : (str){NULL, 0};
}

/** Equal, or one result that a laboratory reports in two units, each rounded. */
static bool same_value(const person_measure *a, const person_measure *b)
{
    bool one_unit = str_eq(unit_written(a->written), unit_written(b->written));
    double share = one_unit ? 2e-9 : ROUNDED_SHARE;
    return fabs(a->value - b->value) <= share * fmax(fabs(a->value), fabs(b->value));
}

/** Marks the values at the newest moment of one quantity when they differ. */
static void mark_conflict(person_measure *m, size_t n)
{
    size_t at_newest = 0;
    bool differ = false;
    bool dated = m[0].when.precision != DATE_NONE;
    for (size_t i = 0; i < n && m[i].doubt.n == 0 && date_order(m[i].when, m[0].when) == 0; i++) {
        if ((m[i].when.precision != DATE_NONE) != dated) break;
        at_newest++;
        differ = differ || !same_value(&m[i], &m[0]);
    }
    for (size_t i = 0; differ && i < at_newest; i++) m[i].doubt = STR("conflict");
}

static size_t run_of(const person_measure *m, size_t n)
{
    size_t k = 1;
    while (k < n && str_eq(m[k].name, m[0].name)) k++;
    return k;
}

/** The current value of a name, or NULL. */
static const person_measure *current(const person *p, const char *name)
{
    for (size_t i = 0; i < p->measure_count; i++) {
        if (!str_eq(p->measures[i].name, str_of(name))) continue;
        return p->measures[i].doubt.n == 0 ? &p->measures[i] : NULL;
    }
    return NULL;
}

static bool has_measure(const person *p, const char *name)
{
    for (size_t i = 0; i < p->measure_count; i++) {
        if (str_eq(p->measures[i].name, str_of(name))) return true;
    }
    return false;
}

static void sort_measures(person_work *w, person_measure *m)
{
    size_t n = w->out->measure_count;
    if (n > 0) qsort(m, n, sizeof *m, by_name_then_newest);
    for (size_t i = 0; i < n; i += run_of(m + i, n - i)) mark_conflict(m + i, run_of(m + i, n - i));
    if (n > 0) qsort(m, n, sizeof *m, by_name_then_newest);
}

/** Body mass index from weight and height, when the chart states none. */
static status add_bmi(person_work *w, person_measure *m)
{
    const person *p = w->out;
    const person_measure *kg = current(p, "weight"), *cm = current(p, "height");
    const kb_analyte *bmi = kb_analyte_of_name(w->c->setup.codes, STR("bmi"));
    if (bmi == NULL || kg == NULL || cm == NULL || has_measure(p, "bmi")) return OK;
    double v = kg->value / (cm->value / 100 * (cm->value / 100));
    if (!isfinite(v) || v < bmi->low || v > bmi->high) return OK;
    const char *text = arena_printf(w->a, "%.*s, %.*s", STR_ARG(kg->written), STR_ARG(cm->written));
    TRY_MEM(w->e, text);
    m[w->out->measure_count++] =
        (person_measure){.name = bmi->name,
                         .value = v,
                         .unit = bmi->unit,
                         .written = str_of(text),
                         .when = date_order(kg->when, cm->when) > 0 ? cm->when : kg->when,
                         .from = STR("computed")};
    sort_measures(w, m);
    return OK;
}

static status add_measures(person_work *w)
{
    const chart_value *all = w->c->values.items;
    size_t n = w->c->values.count, extra = w->c->said.count + 2;
    person_measure *m = ARENA_ARRAY(w->a, person_measure, n + extra);
    TRY_MEM(w->e, m);
    w->out->measures = w->measures = m;
    for (size_t i = 0; i < n; i++) {
        person_measure one = all[i].m;
        if (one.doubt.n == 0 && is_stale(w->c, &all[i])) one.doubt = STR("stale");
        m[w->out->measure_count++] = one;
    }
    sort_measures(w, m);
    return add_bmi(w, m);
}

static void measure_facts(person_work *w)
{
    const kb_chart_codes *codes = w->c->setup.codes;
    for (size_t i = 0; i < codes->analyte_count; i++) {
        const kb_analyte *a = &codes->analytes[i];
        if (a->fact.n == 0) continue;
        for (size_t k = 0; k < w->out->measure_count; k++) {
            const person_measure *m = &w->out->measures[k];
            if (!str_eq(m->name, a->name)) continue;
            bool usable = m->doubt.n == 0; /* a fact that stands already (age) stays */
            if (usable) add_figure(w, a->fact, m->value, (str){NULL, 0});
            break;
        }
    }
}

/* ---- what conditions, procedures and answers say ---- */

static bool holds(const chart *c, const chart_said *s)
{
    int32_t days;
    const kb_problem *p = s->problem;
    const kb_analyte *question = kb_analyte_of_name(c->setup.codes, p->question);
    uint32_t window = question != NULL ? question->window_days : p->window_days;
    bool ends = s->until.precision != DATE_NONE; /* its day goes before today's status */
    bool over = ends ? is_over_on(c, s->until) : s->ended;
    if (str_eq(p->only_while, STR("active")) && over) return false;
    if (window == 0) return true;
    if (question != NULL && s->when.precision == DATE_NONE) return true; /* like undated values */
    return age_in_days(c, s->when, &days) && days <= (int32_t)window;
}

/** The newest answer to the question of `s`, and whether another answer of that moment differs. */
static bool is_newest_answer(const chart *c, const chart_said *s, bool *conflict)
{
    const chart_said *all = c->said.items;
    *conflict = false;
    for (size_t i = 0; i < c->said.count; i++) {
        const chart_said *x = &all[i];
        if (x->problem->question.n == 0 || !str_eq(x->problem->question, s->problem->question)) {
            continue;
        }
        if (s->when.precision == DATE_NONE && x->when.precision != DATE_NONE) return false;
        int order = x->when.precision == DATE_NONE ? 0 : date_order(x->when, s->when);
        if (order > 0) return false;
        bool other = str_eq(x->problem->fact, s->problem->fact) &&
                     !str_eq(x->problem->value, s->problem->value) && !str_eq(x->from, s->from);
        if (order == 0 && other && x->when.precision == s->when.precision) *conflict = true;
    }
    return true;
}

static void add_conflict(person_work *w, const chart_said *s, str name, person_measure *m)
{
    m[w->out->measure_count++] = (person_measure){.name = name,
                                                  .value = NAN,
                                                  .written = s->written,
                                                  .when = s->when,
                                                  .from = s->from,
                                                  .doubt = STR("conflict")};
}

static void add_answer(person_work *w, const chart_said *s, person_measure *m)
{
    bool conflict;
    if (!is_newest_answer(w->c, s, &conflict)) return;
    if (!conflict) {
        add_fact(w, (person_fact){.name = s->problem->fact, .text = s->problem->value});
        return;
    }
    add_conflict(w, s, s->problem->question, m);
}

/** A pregnancy or breast feeding of somebody recorded as male: one of the two is wrong. */
static bool contradicts_sex(const chart *c, const chart_said *s)
{
    const kb_problem *p = s->problem;
    if (!str_eq(c->sex, STR("male")) || !str_eq(p->value, STR("true"))) return false;
    return str_eq(p->fact, STR("pregnant")) || str_eq(p->fact, STR("breast_feeding"));
}

/** The chart says both true and false of one thing that holds now. */
static bool is_contradicted(const chart *c, const chart_said *s)
{
    const chart_said *all = c->said.items;
    str no = STR("false"), yes = STR("true");
    str other = str_eq(s->problem->value, yes) ? no : yes;
    bool conflict;
    if (!str_eq(s->problem->value, yes) && !str_eq(s->problem->value, no)) return false;
    for (size_t i = 0; i < c->said.count; i++) {
        const kb_problem *p = all[i].problem;
        if (!str_eq(p->fact, s->problem->fact) || !str_eq(p->value, other)) continue;
        if (str_eq(p->question, s->problem->question) || all[i].absent) continue;
        if (!holds(c, &all[i])) continue;
        if (p->question.n == 0 || is_newest_answer(c, &all[i], &conflict)) return true;
    }
    return false;
}

static void count_parents(person_work *w)
{
    static const char *const parents[PARENTS] = {"mother", "father"};
    const chart_said *all = w->c->said.items;
    unsigned n = 0;
    for (size_t k = 0; k < PARENTS; k++) {
        bool found = false;
        for (size_t i = 0; i < w->c->said.count; i++) {
            found = found || (str_eq(all[i].relation, str_of(parents[k])) &&
                              str_eq(all[i].problem->value, STR("diabetes")));
        }
        n += found;
    }
    if (n > 0) add_figure(w, STR("parents_with_diabetes"), n, (str){NULL, 0});
}

static void add_said(person_work *w)
{
    const chart_said *all = w->c->said.items;
    person_measure *m = w->measures;
    size_t before = w->out->measure_count;
    for (size_t i = 0; i < w->c->said.count; i++) {
        if (!holds(w->c, &all[i])) continue;
        if (all[i].absent && !str_eq(all[i].problem->fact, STR("condition"))) {
            continue; /* "no stroke" says nothing of what a drug is for */
        }
        if (all[i].absent) {
            add_text(w, "absent", all[i].problem->value, (str){NULL, 0});
        } else if (contradicts_sex(w->c, &all[i]) || is_contradicted(w->c, &all[i])) {
            add_conflict(w, &all[i], all[i].problem->fact, m);
        } else if (all[i].problem->question.n > 0) {
            add_answer(w, &all[i], m);
        } else {
            add_fact(w, (person_fact){.name = all[i].problem->fact, .text = all[i].problem->value});
        }
    }
    if (w->out->measure_count > before) sort_measures(w, m);
    count_parents(w);
}

/* ---- the person ---- */

static void add_life(person_work *w)
{
    const chart *c = w->c;
    int32_t least, most;
    str nobody = {NULL, 0};
    if (c->sex.n > 0) add_text(w, "sex", c->sex, nobody);
    bool dead = is_dead(c);
    if (dead) add_text(w, "deceased", STR("true"), nobody);
    date at = dead && c->death.precision != DATE_NONE ? c->death : c->setup.as_of;
    if (date_years(c->birth, at, &least, &most) && least >= 0) {
        const kb_analyte *age = kb_analyte_of_name(c->setup.codes, STR("age"));
        if (age == NULL || least <= age->high) {
            add_figure(w, STR("age_years"), least, nobody);
        }
    }
}

static int newest_vaccine(const void *left, const void *right)
{
    const person_vaccine *a = left, *b = right;
    int64_t a_first, b_first, last;
    bool a_dated = a->when.precision != DATE_NONE, b_dated = b->when.precision != DATE_NONE;
    if (a_dated != b_dated) return a_dated ? -1 : 1;
    date_span(a->when, &a_first, &last);
    date_span(b->when, &b_first, &last);
    if (a_dated && a_first != b_first) return a_first > b_first ? -1 : 1;
    int names = str_cmp(a->name, b->name);
    return names != 0 ? names : str_cmp(a->from, b->from);
}

static status add_vaccines(person_work *w)
{
    size_t n = w->c->vaccines.count;
    person_vaccine *list = ARENA_ARRAY(w->a, person_vaccine, n + 1);
    TRY_MEM(w->e, list);
    if (n > 0) memcpy(list, w->c->vaccines.items, n * sizeof *list);
    if (n > 0) qsort(list, n, sizeof *list, newest_vaccine);
    w->out->vaccines = list;
    w->out->vaccine_count = n;
    for (size_t i = 0; i < n; i++) {
        if (list[i].vaccine.n > 0) add_text(w, "vaccinated", list[i].vaccine, (str){NULL, 0});
    }
    return OK;
}

/** That somebody is in no hospital, a chart cannot know. */
static void add_contact(person_work *w)
{
    bool stays = w->c->stay.kind.n > 0 && !is_dead(w->c);
    w->out->contact = stays ? w->c->stay : w->c->contact;
    if (stays) add_text(w, "in_hospital", STR("true"), (str){NULL, 0});
    if (is_dead(w->c)) w->out->contact.ongoing = false;
}

status chart_person(const chart *c, arena *a, person *out, err *e)
{
    person p = {.id = c->id,
                .birth = c->birth,
                .as_of = c->setup.as_of,
                .allergies = c->allergies.items,
                .allergy_count = c->allergies.count,
                .allergies_known = c->no_allergies || c->allergies.count > 0};
    person_work w = {.c = c, .a = a, .out = &p, .e = e};
    w.fact_room = 9 + c->setup.drugs->vaccine_count + c->medicines.count * 5 +
                  c->reasons.count * 2 * CHART_DRUGS_MAX + c->said.count +
                  c->setup.codes->analyte_count;
    w.facts = ARENA_ARRAY(a, person_fact, w.fact_room);
    TRY_MEM(e, w.facts);
    p.facts = w.facts;
    add_life(&w);
    TRY(add_medicines(&w));
    TRY(add_measures(&w));
    measure_facts(&w);
    add_said(&w);
    TRY(add_vaccines(&w));
    add_contact(&w);
    *out = p;
    return OK;
}
