/*
 * Dosages of FHIR R4: how much, how often, on which days of the week, and what several instructions
 * of one order mean together. Instructions of one sequence number are followed together and add up;
 * different numbers follow each other, so that there is no one dose by day. Without numbers they
 * add up only where they cannot be alternatives: at other times of day or on other days of the
 * week. Knows FHIR's Dosage and Timing; which drug it is, and what a tablet holds, it does not.
 */
#include <math.h>
#include <string.h>

#include "chart/chart_fhir.h"

enum { PARTS_MAX = 16, WEEK = 7, EVERY_DAY = (1 << WEEK) - 1, TIMES_MAX = 1440 };

/* One instruction. */
typedef struct dose_part {
    double amount, per_day; /* NaN = not stated, or more than one */
    str unit, from, until, route;
    unsigned days; /* of the week, Monday lowest; 0 = not bound to them */
    const json_value *repeat;
    bool needed, numbered;
    double sequence;
    double most;   /* by day, in most_unit; NaN */
    str most_unit; /* of maxDosePerPeriod */
} dose_part;

/* ---- timing ---- */

/* Administrations a day of FHIR's timing codes (v3 GTSAbbreviation). */
static double per_day_of_code(str code)
{
    static const struct {
        const char *code;
        double per_day;
    } codes[] = {{"QD", 1},  {"AM", 1},  {"PM", 1},   {"BED", 1},   {"BID", 2},
                 {"TID", 3}, {"QID", 4}, {"Q1H", 24}, {"Q2H", 12},  {"Q3H", 8},
                 {"Q4H", 6}, {"Q6H", 4}, {"Q8H", 3},  {"QOD", 0.5}, {"WK", 1.0 / 7}};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (str_eq(code, str_of(codes[i].code))) return codes[i].per_day;
    }
    return NAN;
}

static double days_of_unit(str unit)
{
    static const struct {
        const char *unit;
        double days;
    } units[] = {{"min", 1.0 / 1440}, {"h", 1.0 / 24}, {"d", 1}, {"wk", 7}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (str_eq(unit, str_of(units[i].unit))) return units[i].days;
    }
    return NAN; /* seconds, months and years are no dosing interval of a tablet */
}

/* dayOfWeek as bits; false when a day is none or comes twice. */
static bool days_of_week(const json_value *list, unsigned *days)
{
    static const char *const names[WEEK] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    *days = 0;
    for (size_t i = 0; i < json_count(list); i++) {
        size_t day = 0;
        while (day < WEEK && !str_eq(json_text(json_at(list, i)), str_of(names[day]))) day++;
        if (day == WEEK || (*days >> day & 1U) != 0) return false;
        *days |= 1U << day;
    }
    return list == NULL || *days != 0;
}

static unsigned count_days(unsigned days)
{
    unsigned n = 0;
    for (; days != 0; days >>= 1) n += days & 1U;
    return n;
}

static bool is_vague(const json_value *repeat)
{
    static const char *const vague[] = {"frequencyMax", "periodMax", "count", "countMax"};
    for (size_t i = 0; i < sizeof vague / sizeof vague[0]; i++) {
        if (json_get(repeat, vague[i]) != NULL) return true;
    }
    return false;
}

/* How often within a period: "frequency", else so many moments of the day, else once (R4: "if no
 * frequency is stated, the assumption is that the event occurs once per period"). NaN: both, and
 * they differ. */
static double times_of(const json_value *repeat, bool *by_moments)
{
    double times = NAN;
    size_t hours = json_count(json_get(repeat, "timeOfDay"));
    size_t moments = hours > 0 ? hours : json_count(json_get(repeat, "when"));
    const json_value *frequency = json_get(repeat, "frequency");
    bool bound = json_get(repeat, "period") != NULL || json_get(repeat, "dayOfWeek") != NULL;
    *by_moments = frequency == NULL && moments > 0;
    if (frequency == NULL) return moments > 0 ? (double)moments : bound ? 1 : NAN;
    if (!json_double(frequency, &times) || !(times > 0)) return NAN;
    bool same = times >= (double)moments && times <= (double)moments;
    return moments > 1 && !same ? NAN : times;
}

/* Days of the period; one day where only moments or days of the week are stated. */
static double period_of(const json_value *repeat)
{
    double period = NAN;
    const json_value *stated = json_get(repeat, "period");
    bool daily = json_count(json_get(repeat, "timeOfDay")) > 0 ||
                 json_count(json_get(repeat, "when")) > 0 || json_get(repeat, "dayOfWeek") != NULL;
    if (stated == NULL) return daily ? 1 : NAN;
    if (!json_double(stated, &period)) return NAN;
    period *= days_of_unit(chart_fhir_text(repeat, "periodUnit"));
    return period > 0 ? period : NAN;
}

/* On `n` days of the week: so often on each of them, or so often in the whole week. */
static double per_day_on(double times, bool by_moments, double period, unsigned n)
{
    double each = times / n;
    if (period >= 1 && period <= 1) return times * n / WEEK;
    if (!(period >= WEEK && period <= WEEK)) return NAN;
    if (by_moments) return times * n / WEEK;
    return each >= floor(each) && each <= floor(each) && each >= 1 ? times / WEEK : NAN;
}

/* Timing.repeat: "frequency" times each "period", or so many moments of the day, on some days of
 * the week. NaN where it does not say. */
static double per_day_of_repeat(const json_value *repeat, unsigned *days)
{
    bool by_moments;
    double times = times_of(repeat, &by_moments), period = period_of(repeat), per_day;
    if (is_vague(repeat) || !days_of_week(json_get(repeat, "dayOfWeek"), days)) return NAN;
    unsigned n = count_days(*days);
    per_day = n == 0 ? times / period : per_day_on(times, by_moments, period, n);
    return per_day > 0 && per_day <= TIMES_MAX ? per_day : NAN;
}

static bool is_scheduled(const json_value *repeat)
{
    static const char *const says[] = {"frequency", "frequencyMax", "period",
                                       "periodMax", "count",        "countMax",
                                       "dayOfWeek", "timeOfDay",    "when"};
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        if (json_get(repeat, says[i]) != NULL) return true;
    }
    return false;
}

/* ---- one instruction ---- */

void chart_fhir_amount(const json_value *quantity, double *amount, str *unit)
{
    if (chart_fhir_text(quantity, "comparator").n > 0) return;
    if (json_double(json_get(quantity, "value"), amount)) *unit = chart_fhir_unit(quantity);
}

str chart_fhir_route(const json_value *one)
{
    str route = chart_fhir_label(one, "route");
    size_t tag = str_find(route, '(');
    bool tagged = tag > 0 && tag < route.n && route.p[route.n - 1] == ')';
    return tagged ? str_trim((str){route.p, tag}) : route;
}

static bool is_as_needed(const json_value *one)
{
    bool needed = false;
    const json_value *flag = json_get(one, "asNeededBoolean");
    if (json_get(one, "asNeededCodeableConcept") != NULL || json_get(one, "asNeeded") != NULL) {
        return true;
    }
    return flag != NULL && (!json_bool(flag, &needed) || needed);
}

/* "At most 4 g in 24 hours". */
static void read_most(const json_value *limit, dose_part *out)
{
    double amount = NAN, length = NAN;
    str unit, length_unit;
    chart_fhir_amount(json_get(limit, "numerator"), &amount, &unit);
    chart_fhir_amount(json_get(limit, "denominator"), &length, &length_unit);
    if (!(amount > 0) || !(length > 0)) return;
    double most = amount / (length * days_of_unit(length_unit));
    if (!isfinite(most)) return;
    out->most = most;
    out->most_unit = unit;
}

static dose_part read_part(const json_value *one)
{
    const json_value *timing = json_get(one, "timing"), *rates = json_get(one, "doseAndRate");
    const json_value *repeat = json_get(timing, "repeat"), *number = json_get(one, "sequence");
    dose_part p = {.amount = NAN, .per_day = NAN, .most = NAN, .repeat = repeat};
    p.route = chart_fhir_route(one);
    p.from = chart_fhir_text_in(repeat, "boundsPeriod", "start");
    p.until = chart_fhir_text_in(repeat, "boundsPeriod", "end");
    p.needed = is_as_needed(one);
    p.numbered = json_double(number, &p.sequence);
    if (json_count(rates) == 1) {
        chart_fhir_amount(json_get(json_at(rates, 0), "doseQuantity"), &p.amount, &p.unit);
    }
    p.per_day = is_scheduled(repeat) ? per_day_of_repeat(repeat, &p.days)
                                     : per_day_of_code(chart_fhir_code(json_get(timing, "code")));
    read_most(json_get(one, "maxDosePerPeriod"), &p);
    return p;
}

/* ---- several ---- */

static bool holds_text(const json_value *list, str text)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_eq(json_text(json_at(list, i)), text)) return true;
    }
    return false;
}

/* Both lists name something and nothing in common. */
static bool are_apart(const json_value *a, const json_value *b)
{
    bool apart = json_count(a) > 0 && json_count(b) > 0;
    for (size_t i = 0; i < json_count(a) && apart; i++) {
        apart = !holds_text(b, json_text(json_at(a, i)));
    }
    return apart;
}

/* Whether one person can follow both, without one being the other's alternative. */
static bool go_together(const dose_part *a, const dose_part *b)
{
    if (a->days != 0 && b->days != 0 && (a->days & b->days) == 0) return true;
    return are_apart(json_get(a->repeat, "when"), json_get(b->repeat, "when")) ||
           are_apart(json_get(a->repeat, "timeOfDay"), json_get(b->repeat, "timeOfDay"));
}

/* NULL when all parts hold at once; else why there is no one dose. */
static const char *why_not_at_once(const dose_part *p, size_t n)
{
    bool all = p[0].numbered, none = !p[0].numbered, together = true;
    for (size_t i = 1; i < n; i++) {
        bool other = p[i].numbered && all &&
                     (p[i].sequence < p[0].sequence || p[i].sequence > p[0].sequence);
        if (other) return "dose_steps";
        all = all && p[i].numbered;
        none = none && !p[i].numbered;
        for (size_t k = 0; k < i; k++) together = together && go_together(&p[k], &p[i]);
        if (!str_eq(p[i].until, p[0].until) || !str_eq(p[i].from, p[0].from)) return "dose_steps";
    }
    return all || (none && together) ? NULL : "dose_unclear";
}

/* What is taken on each day of the week, added up; true when the days are not alike. */
static bool days_differ(const dose_part *p, size_t n)
{
    double week[WEEK] = {0};
    bool differ = false;
    for (size_t i = 0; i < n; i++) {
        unsigned days = p[i].days == 0 ? (unsigned)EVERY_DAY : p[i].days;
        double by_day = p[i].amount * p[i].per_day * WEEK / count_days(days);
        if (p[i].days == 0 && p[i].per_day < 1) differ = true;
        for (unsigned d = 0; d < WEEK; d++) week[d] += (days >> d & 1U) != 0 ? by_day : 0;
    }
    for (size_t d = 1; d < WEEK; d++) differ = differ || fabs(week[d] - week[0]) > 1e-9 * week[0];
    return differ;
}

/* The parts of one day as one amount a day. */
static void add_up(const dose_part *p, size_t n, chart_medicine_entry *out)
{
    double sum = 0;
    bool usable = true;
    for (size_t i = 0; i < n; i++) {
        if (p[i].amount <= 0) { /* said with the others as a bad dose */
            out->dose = p[i].amount;
            return;
        }
        usable = usable && isfinite(p[i].per_day) && str_eq(p[i].unit, p[0].unit);
        sum += p[i].amount * p[i].per_day;
        out->as_needed = out->as_needed || p[i].needed;
    }
    if (!usable || !isfinite(sum)) return;
    out->dose = sum;
    out->dose_unit = p[0].unit;
    out->per_day = 1;
    out->summed = true;
    out->uneven = days_differ(p, n);
}

/* The newest end, when each part has one. */
static str last_end(const dose_part *p, size_t n)
{
    date newest, one;
    size_t last = 0;
    for (size_t i = 0; i < n; i++) {
        if (!date_parse(p[i].until, &one)) return (str){NULL, 0};
        if (i > 0 && date_order(one, newest) <= 0) continue;
        newest = one;
        last = i;
    }
    return p[last].until;
}

static void read_one(const dose_part *p, chart_medicine_entry *out, const char **doubt)
{
    out->dose = p->amount;
    out->dose_unit = p->unit;
    out->per_day = p->per_day;
    out->as_needed = p->needed;
    out->most = p->most;
    out->most_unit = p->most_unit;
    out->until = p->until;
    if (json_get(p->repeat, "dayOfWeek") != NULL && isnan(p->per_day)) *doubt = "dose_unclear";
    out->uneven = isfinite(p->per_day) && isfinite(p->amount) && days_differ(p, 1);
}

void chart_fhir_dosage(const json_value *list, chart_medicine_entry *out, str *from,
                       const char **doubt)
{
    dose_part p[PARTS_MAX];
    size_t n = json_count(list);
    *from = (str){NULL, 0};
    *doubt = NULL;
    if (n == 0) return;
    if (n > PARTS_MAX) {
        *doubt = "dose_unclear";
        return;
    }
    for (size_t i = 0; i < n; i++) p[i] = read_part(json_at(list, i));
    *from = p[0].from;
    out->route = p[0].route;
    for (size_t i = 1; i < n; i++) {
        if (!str_eq(p[i].route, out->route)) out->route = (str){NULL, 0};
    }
    if (n == 1) {
        read_one(&p[0], out, doubt);
        return;
    }
    out->until = last_end(p, n);
    *doubt = why_not_at_once(p, n);
    if (*doubt == NULL) add_up(p, n, out);
}
