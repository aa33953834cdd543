/*
 * Puts a person's course together, has it fitted and says what follows. Knows the order of steps
 * and what must be refused; does not know any drug's numbers.
 */
#include "risk/pk_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "risk/pk_score.h"

static const double SAME_TIME_H = 1e-9, LONGEST_H = 90 * 24;

/* Everything about one answer while it is made. */
typedef struct job {
    const pk_drug *d;
    const risk_engine *g;
    const pk_request *q;
    const person *p;
    const finding_set *findings;
    const risk_given *given;
    size_t given_count;
    arena *a;
    pk_course course;
    pk_epoch *epochs;
    pk_next next;
    pk_wanted wanted;
    pk_fresh chart;
    score *out;
} job;

/* ---- what was typed ---- */

/* One drug runs through one line: two doses at once are one dose typed twice, or a wrong time. */
static status one_at_a_time(const pk_dose *doses, size_t n, err *e)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            const pk_dose *x = &doses[i], *y = &doses[k];
            bool later = x->at_h < y->at_h || (x->at_h == y->at_h && i < k);
            if (!later || y->at_h >= x->at_h + x->over_h - SAME_TIME_H) continue;
            FAIL(e, E_ARGUMENT, "dose at %g h: the dose given at %g h has not ended by then",
                 y->at_h, x->at_h);
        }
    }
    return OK;
}

static status read_doses(job *j, err *e)
{
    pk_dose *doses = ARENA_ARRAY(j->a, pk_dose, PK_DOSES_MAX);
    TRY_MEM(e, doses);
    size_t n = 0;
    for (size_t i = 0; i < j->q->dose_count; i++) {
        size_t count = 0;
        TRY(pk_read_dose(j->q->doses[i], doses + n, PK_DOSES_MAX - n, &count, e));
        n += count;
    }
    if (n == 0 && j->q->level_count > 0) FAIL(e, E_ARGUMENT, "levels without a dose before them");
    j->course.doses = doses;
    j->course.dose_count = n;
    return one_at_a_time(doses, n, e);
}

static int by_time(const void *a, const void *b)
{
    double x = ((const pk_level *)a)->at_h, y = ((const pk_level *)b)->at_h;
    return x < y ? -1 : x > y;
}

static status read_levels(job *j, err *e)
{
    if (j->q->level_count > PK_LEVELS_MAX) FAIL(e, E_LIMIT, "more than %d levels", PK_LEVELS_MAX);
    pk_level *levels = ARENA_ARRAY(j->a, pk_level, j->q->level_count + 1);
    TRY_MEM(e, levels);
    double first = INFINITY;
    for (size_t i = 0; i < j->course.dose_count; i++) first = fmin(first, j->course.doses[i].at_h);
    for (size_t i = 0; i < j->q->level_count; i++) {
        TRY(pk_read_level(j->q->levels[i], &levels[i], e));
        if (levels[i].at_h <= first)
            FAIL(e, E_ARGUMENT, "level '%.*s': lies before or at the first dose",
                 STR_ARG(j->q->levels[i]));
    }
    qsort(levels, j->q->level_count, sizeof *levels, by_time);
    for (size_t i = 1; i < j->q->level_count; i++) {
        if (levels[i].at_h - levels[i - 1].at_h > SAME_TIME_H) continue;
        FAIL(e, E_ARGUMENT, "two levels at %g h: state the one that counts", levels[i].at_h);
    }
    j->course.levels = levels;
    j->course.level_count = j->q->level_count;
    return OK;
}

static status read_aim(job *j, err *e)
{
    j->next = (pk_next){NAN, NAN, NAN};
    if (j->q->next.n > 0) TRY(pk_read_next(j->q->next, &j->next, e));
    for (size_t i = 0; i < j->course.dose_count; i++) {
        const pk_dose *d = &j->course.doses[i];
        if (j->next.at_h < d->at_h + d->over_h - SAME_TIME_H)
            FAIL(e, E_ARGUMENT, "next dose '%.*s': a dose given at %g h has not ended by then",
                 STR_ARG(j->q->next), d->at_h);
    }
    if (j->d->target_count == 0) FAIL(e, E_ARGUMENT, "no target of this drug is in the tables");
    j->wanted = (pk_wanted){j->d->targets[0].aim, j->d->targets[0].value};
    if (j->q->target.n > 0) TRY(pk_read_target(j->q->target, &j->wanted, e));
    if (pk_target_find(j->d, j->wanted.aim) == NULL)
        FAIL(e, E_ARGUMENT, "target '%.*s': no such target of this drug is in the tables",
             STR_ARG(j->q->target));
    return OK;
}

/* All times count from one moment; a slip (a date's hours, minutes for hours) leads far away. */
static status near_each_other(const job *j, err *e)
{
    double first = INFINITY, last = -INFINITY;
    for (size_t i = 0; i < j->course.dose_count; i++) {
        first = fmin(first, j->course.doses[i].at_h);
        last = fmax(last, j->course.doses[i].at_h);
    }
    if (j->course.level_count > 0)
        last = fmax(last, j->course.levels[j->course.level_count - 1].at_h);
    if (!isnan(j->next.at_h) && j->course.dose_count > 0) last = fmax(last, j->next.at_h);
    if (last - first <= LONGEST_H || j->course.dose_count == 0) return OK;
    FAIL(e, E_ARGUMENT, "times from %g h to %g h: one course of at most %g h is expected", first,
         last, LONGEST_H);
}

/* ---- typical values ---- */

/* "crcl@24" is "crcl" from 24 h on; without a time it holds from the beginning. */
static status given_time(str name, str *base, double *from_h, err *e)
{
    size_t at = str_find(name, '@');
    *base = (str){name.p, at};
    *from_h = -INFINITY;
    if (at == name.n) return OK;
    if (!str_to_double((str){name.p + at + 1, name.n - at - 1}, from_h))
        FAIL(e, E_ARGUMENT, "'%.*s': expected a number of hours behind '@'", STR_ARG(name));
    return OK;
}

static int ascending(const void *a, const void *b)
{
    double x = ((const pk_epoch *)a)->from_h, y = ((const pk_epoch *)b)->from_h;
    return x < y ? -1 : x > y;
}

static status epochs_of(job *j, err *e)
{
    j->epochs = ARENA_ARRAY(j->a, pk_epoch, j->given_count + 1);
    TRY_MEM(e, j->epochs);
    size_t n = 0;
    j->epochs[n++].from_h = -INFINITY;
    for (size_t i = 0; i < j->given_count; i++) {
        str base;
        double from;
        bool known = false;
        TRY(given_time(j->given[i].name, &base, &from, e));
        for (size_t k = 0; k < n; k++) known = known || j->epochs[k].from_h == from;
        if (!known) j->epochs[n++].from_h = from;
    }
    if (n > PK_EPOCHS_MAX) FAIL(e, E_LIMIT, "inputs change more than %d times", PK_EPOCHS_MAX);
    qsort(j->epochs, n, sizeof *j->epochs, ascending);
    j->course.epochs = j->epochs;
    j->course.epoch_count = n;
    return OK;
}

/* The given inputs as they hold from `at` on: the latest of each name. */
static status given_at(const job *j, double at, risk_given *out, size_t *count, err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < j->given_count; i++) {
        str base, other;
        double from, other_from;
        TRY(given_time(j->given[i].name, &base, &from, e));
        bool latest = from <= at;
        for (size_t k = 0; k < j->given_count && latest; k++) {
            TRY(given_time(j->given[k].name, &other, &other_from, e));
            latest = !(str_eq_ci(base, other) && other_from <= at && other_from > from);
        }
        if (latest) out[n++] = (risk_given){base, j->given[i].text};
    }
    *count = n;
    return OK;
}

/* Takes the typical values out of the formula's answer. When some are unknown, that is the answer.
 */
static status take_typical(job *j, pk_epoch *epoch, bool *done, err *e)
{
    static const char *const names[PK_PARAMETERS] = {"CL", "V1", "Q", "V2"};
    for (uint32_t k = 0; k < 2 * j->d->model.compartments; k++) {
        const score_output *o = pk_score_output(j->out, str_of(names[k]));
        if (o == NULL && j->out->missing_count > 0) {
            pk_score_refuse(j->out, "");
            j->out->status = SCORE_MISSING;
            *done = false;
            return OK;
        }
        if (o == NULL || !(o->value > 0))
            FAIL(e, E_NOTFOUND, "formula %.*s: no result %s above 0", STR_ARG(j->d->id), names[k]);
        epoch->typical[k] = o->value;
    }
    return OK;
}

/* Fills the typical values of each epoch; `*done` false when the formula has no answer, which then
 * is the answer. */
static status typical_all(job *j, bool *done, err *e)
{
    risk_given *given = ARENA_ARRAY(j->a, risk_given, j->given_count + 1);
    TRY_MEM(e, given);
    for (size_t i = 0; i < j->course.epoch_count; i++) {
        size_t count;
        TRY(given_at(j, j->epochs[i].from_h, given, &count, e));
        TRY(risk_score(j->g, j->d->id, j->p == NULL ? NULL : &j->chart.person, j->findings, given,
                       count, j->a, j->out, e));
        *done = j->out->status == SCORE_DONE;
        if (*done) TRY(take_typical(j, &j->epochs[i], done, e));
        if (!*done) return OK;
    }
    return OK;
}

/* ---- fit and answer ---- */

/* The first thing typed that is not plausible makes the answer. */
static status plausible(job *j, bool *ok, err *e)
{
    const pk_drug *d = j->d;
    const pk_target *t = pk_target_find(d, j->wanted.aim);
    TRY(pk_score_within(j->out, "target", j->wanted.value, (pk_range){t->least, t->most}, j->a, ok,
                        e));
    for (size_t i = 0; i < j->course.dose_count && *ok; i++) {
        const pk_dose *x = &j->course.doses[i];
        TRY(pk_score_within(j->out, "dose", x->amount_mg, d->dose_mg, j->a, ok, e));
        if (*ok) TRY(pk_score_within(j->out, "infusion_time", x->over_h, d->over_h, j->a, ok, e));
    }
    for (size_t i = 0; i < j->course.level_count && *ok; i++) {
        TRY(pk_score_within(j->out, "level", j->course.levels[i].mg_per_l, d->level_mg_per_l, j->a,
                            ok, e));
    }
    if (*ok && !isnan(j->next.at_h))
        TRY(pk_score_within(j->out, "infusion_time", j->next.over_h, d->over_h, j->a, ok, e));
    return OK;
}

static status fit(job *j, pk_plan *plan, pk_estimate *out, pk_reading *fitted, err *e)
{
    double times[PK_LEVELS_MAX + 1];
    for (size_t i = 0; i < j->course.level_count; i++) times[i] = j->course.levels[i].at_h;
    TRY(pk_plan_make(&j->course, times, j->course.level_count, j->a, plan, e));
    TRY(pk_fit(&j->d->model, plan, out, e));
    pk_walk(&j->d->model, plan, out->eta, fitted);
    return OK;
}

/* The band to draw: that of the target asked for, or the value itself when it is no usual one. */
static void band_of(const job *j, pk_curve *curve)
{
    curve->drug = j->d->drug;
    curve->model = j->d->id;
    curve->target_low = curve->target_high = j->wanted.value;
    for (size_t i = 0; i < j->d->target_count; i++) {
        const pk_target *t = &j->d->targets[i];
        if (t->aim != j->wanted.aim || j->wanted.value < t->low || j->wanted.value > t->high)
            continue;
        curve->target_low = t->low;
        curve->target_high = t->high;
    }
}

static status conclude(job *j, pk_curve *curve, err *e)
{
    pk_plan plan;
    pk_estimate estimate;
    pk_reading fitted[PK_LEVELS_MAX + 1];
    pk_outcome outcome;
    bool ok;
    TRY(fit(j, &plan, &estimate, fitted, e));
    if (!estimate.converged || estimate.two_minima) {
        pk_score_refuse(j->out, estimate.converged ? "two_minima" : "not_converged");
        return OK;
    }
    pk_person fitted_person = {&j->d->model, &j->course, &plan, &estimate,
                               j->next,      j->wanted,  j->a};
    pk_fitted f = {j->d, &fitted_person, &outcome, fitted, j->q, &j->chart};
    if (pk_score_impossible(&f)) {
        pk_score_refuse(j->out, "levels_impossible");
        return OK;
    }
    TRY(pk_outcome_make(&fitted_person, &outcome, e));
    TRY(pk_score_fill(&f, j->a, j->out, &ok, e));
    if (j->course.dose_count == 0) return OK;
    TRY(pk_curve_make(&fitted_person, ok ? outcome.next_dose_mg.value : NAN, curve, e));
    band_of(j, curve);
    return OK;
}

status pk_answer(const pk_drugs *drugs, const risk_engine *g, const pk_request *q, const person *p,
                 const finding_set *findings, const risk_given *given, size_t given_count, arena *a,
                 score *out, pk_curve *curve, err *e)
{
    job j = {.d = pk_drug_find(drugs, q->drug),
             .g = g,
             .q = q,
             .p = p,
             .findings = findings,
             .given = given,
             .given_count = given_count,
             .a = a,
             .out = out};
    bool ok = false;
    *curve = (pk_curve){.count = 0};
    if (j.d == NULL)
        FAIL(e, E_NOTFOUND, "no pharmacokinetic model of '%.*s' is in the tables",
             STR_ARG(q->drug));
    TRY(read_doses(&j, e));
    TRY(read_levels(&j, e));
    TRY(read_aim(&j, e));
    TRY(near_each_other(&j, e));
    TRY(epochs_of(&j, e));
    TRY(pk_fresh_of(j.d, p, a, &j.chart, e));
    TRY(typical_all(&j, &ok, e));
    if (!ok && j.chart.stale) TRY(pk_score_remark(out, "pk_measure_old", a, e));
    if (ok) TRY(plausible(&j, &ok, e));
    return ok ? conclude(&j, curve, e) : OK;
}
