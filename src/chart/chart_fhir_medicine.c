/*
 * Medicines of FHIR R4: MedicationRequest, MedicationStatement, MedicationAdministration,
 * MedicationDispense, and the Medication that they may refer to, which may stand anywhere in the
 * input: those who wait for it are finished at the end. Knows FHIR's states and dosages; which drug
 * a code names and whether it is taken today is the chart's part.
 */
#include <math.h>
#include <string.h>

#include "chart/chart_fhir.h"
#include "chart/chart_store.h"

enum { MEDICATIONS_BYTES = 1 << 28 };

/* ---- dosage ---- */

typedef struct dosage {
    double dose, per_day; /* NaN = not stated, or more than one */
    str unit, route, from, until;
} dosage;

/* Administrations a day of FHIR's timing codes (v3 GTSAbbreviation). */
static double per_day_of_code(str code)
{
    static const struct {
        const char *code;
        double per_day;
    } codes[] = {{"QD", 1},  {"AM", 1},  {"PM", 1},  {"BED", 1}, {"BID", 2},
                 {"TID", 3}, {"QID", 4}, {"Q4H", 6}, {"Q6H", 4}, {"QOD", 0.5}};
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

/* Timing.repeat: "frequency" times each "period", or so many times of day. */
static double per_day_of_repeat(const json_value *repeat)
{
    static const char *const vague[] = {"frequencyMax", "periodMax", "dayOfWeek", "count",
                                        "countMax"};
    double times = NAN, period = NAN;
    for (size_t i = 0; i < sizeof vague / sizeof vague[0]; i++) {
        if (json_get(repeat, vague[i]) != NULL) return NAN;
    }
    size_t hours = json_count(json_get(repeat, "timeOfDay"));
    size_t moments = json_count(json_get(repeat, "when"));
    if (!json_double(json_get(repeat, "frequency"), &times)) {
        times = (double)(hours > 0 ? hours : moments);
    }
    bool dated = json_double(json_get(repeat, "period"), &period);
    if (!dated && (hours > 0 || moments > 0)) return times;
    period *= days_of_unit(chart_fhir_text(repeat, "periodUnit"));
    return period > 0 && times > 0 ? times / period : NAN;
}

static double per_day_of(const json_value *one)
{
    bool as_needed = false;
    const json_value *timing = json_get(one, "timing");
    if (json_get(one, "asNeededCodeableConcept") != NULL || json_get(one, "asNeeded") != NULL) {
        return NAN;
    }
    if (json_bool(json_get(one, "asNeededBoolean"), &as_needed) && as_needed) return NAN;
    double per_day = per_day_of_repeat(json_get(timing, "repeat"));
    return isfinite(per_day) ? per_day : per_day_of_code(chart_fhir_code(json_get(timing, "code")));
}

static void read_quantity(const json_value *quantity, dosage *out)
{
    if (chart_fhir_text(quantity, "comparator").n > 0) return;
    if (json_double(json_get(quantity, "value"), &out->dose)) out->unit = chart_fhir_unit(quantity);
}

/* "Oral route (qualifier value)": without the tag that SNOMED CT puts behind its names. */
static str route_of(const json_value *one)
{
    str route = chart_fhir_label(one, "route");
    size_t tag = str_find(route, '(');
    bool tagged = tag > 0 && tag < route.n && route.p[route.n - 1] == ')';
    return tagged ? str_trim((str){route.p, tag}) : route;
}

/* `list` is dosageInstruction or dosage. Two instructions are no single dose. */
static void read_dosage(const json_value *list, dosage *out)
{
    const json_value *one = json_at(list, 0);
    const json_value *rates = json_get(one, "doseAndRate");
    const char *const bounds[] = {"timing", "repeat", "boundsPeriod", NULL};
    out->dose = out->per_day = NAN;
    out->route = route_of(one);
    out->from = chart_fhir_text(json_path(one, bounds), "start");
    out->until = chart_fhir_text(json_path(one, bounds), "end");
    if (json_count(list) != 1) {
        out->until = (str){NULL, 0};
        return;
    }
    if (json_count(rates) == 1) read_quantity(json_get(json_at(rates, 0), "doseQuantity"), out);
    out->per_day = per_day_of(one);
}

/* ---- what is stated to be taken ---- */

/* NULL, or why this resource names no medicine the person takes or took. */
static const char *why_not_request(const json_value *v)
{
    static const char *const orders[] = {"order", "original-order", "reflex-order", "filler-order",
                                         "instance-order"};
    bool refused = false;
    const json_value *flag = json_get(v, "doNotPerform");
    str intent = chart_fhir_text(v, "intent");
    if (flag != NULL && !json_bool(flag, &refused)) return "not_r4";
    if (refused) return "do_not_give";
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        if (str_eq(intent, str_of(orders[i]))) return NULL;
    }
    return intent.n == 0 ? "no_intent" : "only_planned";
}

static bool is_any(str code, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (str_eq(code, str_of(*list))) return true;
    }
    return false;
}

static const char *why_not(const fhir_resource *r)
{
    static const char *const older[] = {"wasNotTaken", "wasNotGiven", "taken",
                                        "notGiven",    "notDone",     NULL};
    static const char *const not_given[] = {"not-done",  "not-taken",   "declined",
                                            "cancelled", "preparation", NULL};
    str code = chart_fhir_text(r->v, "status");
    if (json_get(r->v, "medication") != NULL || code.n == 0) return "not_r4";
    for (size_t i = 0; older[i] != NULL; i++) {
        if (json_get(r->v, older[i]) != NULL) return "not_r4";
    }
    if (str_eq(code, STR("entered-in-error"))) return "entered_in_error";
    if (is_any(code, not_given)) return "not_done";
    if (str_eq(code, STR("intended"))) return "only_planned";
    return str_eq(r->type, STR("MedicationRequest")) ? why_not_request(r->v) : NULL;
}

/* The last day that a supply of `days` lasts when it began on `when`; empty when not known. */
static str supply_end(const json_value *v, str when, char room[DATE_TEXT_MAX])
{
    date begin;
    double days;
    const json_value *supply = json_get(v, "daysSupply");
    bool in_days = str_eq(chart_fhir_unit(supply), STR("d")) ||
                   str_eq_ci(chart_fhir_text(supply, "unit"), STR("day")) ||
                   str_eq_ci(chart_fhir_text(supply, "unit"), STR("days"));
    if (!in_days || !json_double(json_get(supply, "value"), &days)) return (str){NULL, 0};
    if (!(days >= 1 && days <= 3660) || !date_parse(when, &begin)) return (str){NULL, 0};
    if (begin.precision < DATE_DAY) return (str){NULL, 0};
    date end = {.day = begin.day + (int32_t)days - 1, .precision = DATE_DAY};
    return str_of(date_text(end, room));
}

/* A dispense that is completed was handed over: it is taken as long as its supply lasts. */
static void read_dispense(const json_value *v, chart_medicine_entry *out, char room[DATE_TEXT_MAX])
{
    out->when = chart_fhir_text(v, "whenHandedOver");
    str until = supply_end(v, out->when, room);
    if (until.n == 0 || !str_eq(out->status, STR("completed"))) return;
    out->until = until;
    out->status = STR("active");
}

static void read_period(const json_value *v, chart_medicine_entry *out)
{
    str once = chart_fhir_text(v, "effectiveDateTime");
    if (once.n > 0) out->when = once;
    if (once.n == 0) out->when = chart_fhir_text_in(v, "effectivePeriod", "start");
    str end = chart_fhir_text_in(v, "effectivePeriod", "end");
    if (end.n > 0) out->until = end;
}

/* Everything but the drug. */
static void read_entry(const fhir_resource *r, chart_medicine_entry *out, char room[DATE_TEXT_MAX])
{
    dosage d = {0};
    const json_value *v = r->v, *given = json_get(v, "dosage");
    bool request = str_eq(r->type, STR("MedicationRequest"));
    bool dispense = str_eq(r->type, STR("MedicationDispense"));
    out->status = chart_fhir_text(v, "status");
    if (json_is(given, JSON_OBJECT)) { /* MedicationAdministration: one dose on one occasion */
        d.dose = d.per_day = NAN;
        d.route = route_of(given);
        read_quantity(json_get(given, "dose"), &d);
    } else {
        read_dosage(given != NULL ? given : json_get(v, "dosageInstruction"), &d);
    }
    out->dose = d.dose;
    out->dose_unit = d.unit;
    out->per_day = d.per_day;
    out->route = d.route;
    out->until = d.until;
    if (request) {
        out->when = chart_fhir_text(v, "authoredOn");
        if (out->when.n == 0) out->when = d.from;
    } else if (dispense) {
        read_dispense(v, out, room);
    } else {
        read_period(v, out);
    }
}

/* ---- Medication ---- */

struct fhir_medication {
    fhir_medication *next;
    str id, full_url;
    const chart_coding *coding;
    size_t count;
    str text;
    const char *why; /* it must not be used; else NULL */
    bool used;       /* someone referred to it */
};

struct fhir_pending {
    fhir_pending *next;
    str type, from, reference, display;
    chart_medicine_entry entry;
};

static bool named(const chart_concept *what)
{
    return what->count > 0 || what->text.n > 0;
}

/* What a Medication is: its code, else its ingredients, one or several. False: not R4. */
static bool read_medication(const json_value *v, arena *a, chart_concept *out)
{
    const json_value *parts = json_get(v, "ingredient");
    char *words = NULL;
    if (!chart_fhir_concept(json_get(v, "code"), out)) return false;
    if (named(out)) return true;
    for (size_t i = 0; i < json_count(parts); i++) {
        chart_concept one;
        bool active = true;
        const json_value *item = json_get(json_at(parts, i), "itemCodeableConcept");
        if (json_bool(json_get(json_at(parts, i), "isActive"), &active) && !active) continue;
        if (!chart_fhir_concept(item, &one) || !named(&one)) return false;
        str label = chart_label(&one);
        words = words == NULL ? arena_printf(a, "%.*s", STR_ARG(label))
                              : arena_printf(a, "%s / %.*s", words, STR_ARG(label));
        if (words == NULL) return false;
        for (size_t k = 0; k < one.count && out->count < CHART_CODINGS_MAX; k++) {
            out->coding[out->count++] = one.coding[k];
        }
    }
    if (words != NULL) out->text = str_of(words);
    return true;
}

static status keep_concept(arena *a, const chart_concept *from, fhir_medication *to, err *e)
{
    chart_coding *all = ARENA_ARRAY(a, chart_coding, from->count + 1);
    TRY_MEM(e, all);
    for (size_t i = 0; i < from->count; i++) {
        all[i].system = str_copy(a, from->coding[i].system);
        all[i].code = str_copy(a, from->coding[i].code);
        all[i].display = str_copy(a, from->coding[i].display);
        TRY_MEM(e, all[i].system.p);
        TRY_MEM(e, all[i].code.p);
        TRY_MEM(e, all[i].display.p);
    }
    to->coding = all;
    to->count = from->count;
    to->text = str_copy(a, from->text);
    TRY_MEM(e, to->text.p);
    return OK;
}

static void give_concept(const fhir_medication *m, chart_concept *out)
{
    for (size_t i = 0; i < m->count; i++) out->coding[i] = m->coding[i];
    out->count = m->count;
    out->text = m->text;
}

/* NULL, or why this Medication must not be used. */
static const char *why_not_medication(const json_value *v, arena *a, chart_concept *what)
{
    if (!chart_fhir_is_plain(v)) return "unknown_modifier";
    if (str_eq(chart_fhir_text(v, "status"), STR("entered-in-error"))) return "entered_in_error";
    if (!read_medication(v, a, what)) return "not_r4";
    return named(what) ? NULL : "no_code";
}

status chart_fhir_add_medication(const fhir_resource *r, fhir_medicines *all)
{
    arena *a = &all->memory;
    chart_concept what = {0};
    if (a->total > MEDICATIONS_BYTES) {
        FAIL(r->e, E_LIMIT, "too many Medication resources in one input");
    }
    fhir_medication *m = ARENA_NEW(a, fhir_medication);
    TRY_MEM(r->e, m);
    m->why = why_not_medication(r->v, a, &what);
    TRY(keep_concept(a, &what, m, r->e));
    m->id = str_copy(a, chart_fhir_text(r->v, "id"));
    m->full_url = str_copy(a, r->full_url);
    TRY_MEM(r->e, m->id.p);
    TRY_MEM(r->e, m->full_url.p);
    m->next = all->known;
    all->known = m;
    all->count++;
    return OK;
}

/* ---- finding one ---- */

/* "Medication/12" of "https://server/fhir/Medication/12/_history/3" too; else the whole. */
static str local_part(str reference)
{
    str kind = STR("Medication/"), found = reference;
    for (size_t i = 0; i + kind.n <= reference.n; i++) {
        if (memcmp(reference.p + i, kind.p, kind.n) != 0) continue;
        found = (str){reference.p + i, reference.n - i};
        size_t id = str_find((str){found.p + kind.n, found.n - kind.n}, '/');
        found.n = kind.n + id;
    }
    return found;
}

typedef struct directory {
    map by_name; /* full URL, "Medication/id" */
    fhir_medication **items;
} directory;

static status add_name(directory *d, str name, uint32_t at, err *e)
{
    if (name.n == 0 || map_get(&d->by_name, name) != MAP_NONE) return OK;
    return map_add(&d->by_name, name, at, e);
}

static status make_directory(fhir_medicines *all, directory *d, err *e)
{
    uint32_t n = 0;
    d->items = ARENA_ARRAY(&all->memory, fhir_medication *, all->count + 1);
    TRY_MEM(e, d->items);
    TRY(map_init(&d->by_name, &all->memory, all->count * 2 + 1, e));
    for (fhir_medication *m = all->known; m != NULL; m = m->next) {
        char *local = arena_printf(&all->memory, "Medication/%.*s", STR_ARG(m->id));
        TRY_MEM(e, local);
        d->items[n] = m;
        TRY(add_name(d, m->full_url, n, e));
        if (m->id.n > 0) TRY(add_name(d, str_of(local), n, e));
        n++;
    }
    return OK;
}

static fhir_medication *find(const directory *d, str reference)
{
    uint32_t at = map_get(&d->by_name, reference);
    if (at == MAP_NONE) at = map_get(&d->by_name, local_part(reference));
    return at == MAP_NONE ? NULL : d->items[at];
}

/* ---- adding ---- */

static status wait(const fhir_resource *r, fhir_medicines *all, const chart_medicine_entry *entry,
                   str reference, str display)
{
    arena *a = &all->memory;
    fhir_pending *p = ARENA_NEW(a, fhir_pending);
    TRY_MEM(r->e, p);
    p->entry = *entry;
    str *to[] = {&p->type,         &p->from,       &p->reference,   &p->display,
                 &p->entry.status, &p->entry.when, &p->entry.until, &p->entry.dose_unit,
                 &p->entry.route};
    const str from[] = {r->type,     r->from,      reference,        display,     entry->status,
                        entry->when, entry->until, entry->dose_unit, entry->route};
    for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
        *to[i] = str_copy(a, from[i]);
        TRY_MEM(r->e, to[i]->p);
    }
    p->next = all->waiting;
    all->waiting = p;
    return OK;
}

static status add_referred(const fhir_resource *r, fhir_medicines *all, chart_medicine_entry *entry,
                           const json_value *link, bool *waits)
{
    str reference = chart_fhir_text(link, "reference"), display = chart_fhir_text(link, "display");
    const json_value *inside = chart_fhir_contained(r->v, reference);
    *waits = inside == NULL;
    if (*waits) return wait(r, all, entry, reference, display);
    if (!str_eq(chart_fhir_text(inside, "resourceType"), STR("Medication"))) {
        return chart_fhir_refuse(r, display, "not_r4");
    }
    const char *why = why_not_medication(inside, &all->memory, &entry->what);
    if (why != NULL) return chart_fhir_refuse(r, display, why);
    return chart_add_medicine(r->to, r->from, entry, r->e);
}

status chart_fhir_add_medicine(const fhir_resource *r, fhir_medicines *all, bool *waits)
{
    *waits = false;
    char room[DATE_TEXT_MAX];
    chart_medicine_entry entry = {0};
    const json_value *link = json_get(r->v, "medicationReference");
    const json_value *concept = json_get(r->v, "medicationCodeableConcept");
    str label = chart_fhir_label(r->v, "medicationCodeableConcept");
    if (label.n == 0) label = chart_fhir_label(json_get(r->v, "medication"), "concept"); /* R5 */
    if (label.n == 0) label = chart_fhir_text(link, "display");
    if (label.n == 0) label = chart_fhir_text(link, "reference");
    const char *why = why_not(r);
    if (why != NULL) return chart_fhir_refuse(r, label, why);
    if (!chart_fhir_concept(concept, &entry.what) || (link != NULL && concept != NULL)) {
        return chart_fhir_refuse(r, label, "not_r4");
    }
    read_entry(r, &entry, room);
    if (link != NULL) return add_referred(r, all, &entry, link, waits);
    if (!named(&entry.what)) return chart_fhir_refuse(r, label, "no_code");
    return chart_add_medicine(r->to, r->from, &entry, r->e);
}

/* The Medication it waited for is there, or else what the reference itself says in words. */
static status finish(const directory *d, fhir_pending *p, chart *to, err *e)
{
    fhir_medication *m = find(d, p->reference);
    str said = p->display.n > 0 ? p->display : p->reference;
    if (m != NULL) m->used = true;
    if (m != NULL && m->why != NULL) {
        TRY(chart_add_unknown(to, p->from, said, m->why, e));
    } else if (m != NULL) {
        give_concept(m, &p->entry.what);
        TRY(chart_add_medicine(to, p->from, &p->entry, e));
    } else {
        TRY(chart_add_unknown(to, p->from, said, "unresolved_reference", e));
        p->entry.what.text = p->display;
        if (p->display.n > 0) TRY(chart_add_medicine(to, p->from, &p->entry, e));
    }
    return chart_count(to, p->type, true, e);
}

static fhir_pending *reversed(fhir_pending *list)
{
    fhir_pending *in_order = NULL;
    while (list != NULL) {
        fhir_pending *p = list;
        list = p->next;
        p->next = in_order;
        in_order = p;
    }
    return in_order;
}

status chart_fhir_end_medicines(fhir_medicines *all, chart *to, err *e)
{
    directory d = {0};
    TRY(make_directory(all, &d, e));
    for (fhir_pending *p = reversed(all->waiting); p != NULL; p = p->next) {
        TRY(finish(&d, p, to, e));
    }
    all->waiting = NULL;
    for (const fhir_medication *m = all->known; m != NULL; m = m->next) {
        to->kept = m->used && m->why == NULL;
        TRY(chart_count(to, STR("Medication"), true, e));
    }
    return OK;
}
