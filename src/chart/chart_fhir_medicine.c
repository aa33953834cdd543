/*
 * Medicines of FHIR R4: MedicationRequest, MedicationStatement, MedicationAdministration,
 * MedicationDispense, and the Medication and Conditions that they may refer to, which may stand
 * anywhere in the input: those who wait for one are finished at the end. Knows FHIR's states; which
 * drug a code names and whether it is taken today is the chart's part.
 */
#include <math.h>
#include <string.h>

#include "chart/chart_fhir.h"
#include "chart/chart_store.h"

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

static str instruction_of(const json_value *v)
{
    const json_value *given = json_get(v, "dosage"), *list = json_get(v, "dosageInstruction");
    const json_value *one =
        json_is(given, JSON_OBJECT) ? given : json_at(given != NULL ? given : list, 0);
    str text = chart_fhir_text(one, "text");
    return text.n > 0 ? text : chart_fhir_text(one, "patientInstruction");
}

/* Everything but the drug. `doubt`: why there is no one dose, or NULL. */
static void read_entry(const fhir_resource *r, chart_medicine_entry *out, char room[DATE_TEXT_MAX],
                       const char **doubt)
{
    str from = {NULL, 0};
    const json_value *v = r->v, *given = json_get(v, "dosage");
    bool request = str_eq(r->type, STR("MedicationRequest"));
    bool dispense = str_eq(r->type, STR("MedicationDispense"));
    out->status = chart_fhir_text(v, "status");
    out->dose = out->per_day = out->most = NAN;
    *doubt = NULL;
    if (json_is(given, JSON_OBJECT)) { /* MedicationAdministration: one dose on one occasion */
        out->route = chart_fhir_route(given);
        chart_fhir_amount(json_get(given, "dose"), &out->dose, &out->dose_unit);
    } else {
        const json_value *list = given != NULL ? given : json_get(v, "dosageInstruction");
        chart_fhir_dosage(list, out, &from, doubt);
    }
    out->instruction = instruction_of(v);
    if (request) {
        out->when = chart_fhir_text(v, "authoredOn");
        if (out->when.n == 0) out->when = from;
    } else if (dispense) {
        read_dispense(v, out, room);
    } else {
        read_period(v, out);
    }
}

/* ---- Medication ---- */

/* What a Medication is: its code, else its ingredients, one or several. False: not R4. */
static bool read_medication(const json_value *v, arena *a, chart_concept *out)
{
    const json_value *parts = json_get(v, "ingredient");
    char *words = NULL;
    if (!chart_fhir_concept(json_get(v, "code"), out)) return false;
    if (chart_is_named(out)) return true;
    for (size_t i = 0; i < json_count(parts); i++) {
        chart_concept one;
        bool active = true;
        const json_value *item = json_get(json_at(parts, i), "itemCodeableConcept");
        if (json_bool(json_get(json_at(parts, i), "isActive"), &active) && !active) continue;
        if (!chart_fhir_concept(item, &one) || !chart_is_named(&one)) return false;
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

/* NULL, or why this Medication must not be used. */
static const char *why_not_medication(const json_value *v, arena *a, chart_concept *what)
{
    if (!chart_fhir_is_plain(v)) return "unknown_modifier";
    if (str_eq(chart_fhir_text(v, "status"), STR("entered-in-error"))) return "entered_in_error";
    if (!read_medication(v, a, what)) return "not_r4";
    return chart_is_named(what) ? NULL : "no_code";
}

status chart_fhir_add_medication(const fhir_resource *r, fhir_medicines *all)
{
    chart_concept what = {0};
    str never = {NULL, 0};
    arena_reset(&all->scratch);
    const char *why = why_not_medication(r->v, &all->scratch, &what);
    return chart_fhir_shelve(r, &all->memory, &all->medications, &what, never, why);
}

/* ---- those who wait ---- */

struct fhir_pending {
    fhir_pending *next;
    str type, from, reference, display; /* reference: to a Medication; empty = `entry` has it */
    chart_medicine_entry entry;
    fhir_reason *reasons;
    size_t reason_count;
};

static status keep_reasons(arena *a, const fhir_reason *from, size_t count, fhir_pending *p, err *e)
{
    p->reasons = ARENA_ARRAY(a, fhir_reason, count + 1);
    TRY_MEM(e, p->reasons);
    p->reason_count = count;
    for (size_t i = 0; i < count; i++) {
        fhir_reason *to = &p->reasons[i];
        const str texts[] = {from[i].reference, from[i].reason.when};
        *to = from[i];
        TRY(chart_fhir_keep_concept(a, &from[i].reason.what, &to->reason.what, e));
        TRY(chart_fhir_keep_texts(a, texts, (str *const[]){&to->reference, &to->reason.when}, 2,
                                  e));
    }
    return OK;
}

/* Everything is copied: the resource is gone when its turn comes. */
static status wait(const fhir_resource *r, fhir_medicines *all, const fhir_pending *one)
{
    arena *a = &all->memory;
    fhir_pending *p = ARENA_NEW(a, fhir_pending);
    TRY_MEM(r->e, p);
    *p = *one;
    chart_medicine_entry *entry = &p->entry;
    TRY(chart_fhir_keep_concept(a, &one->entry.what, &entry->what, r->e));
    str *const to[] = {&p->type,       &p->from,          &p->reference,      &p->display,
                       &entry->status, &entry->when,      &entry->until,      &entry->dose_unit,
                       &entry->route,  &entry->most_unit, &entry->instruction};
    const str from[] = {r->type,       r->from,          one->reference,    one->display,
                        entry->status, entry->when,      entry->until,      entry->dose_unit,
                        entry->route,  entry->most_unit, entry->instruction};
    TRY(chart_fhir_keep_texts(a, from, to, sizeof to / sizeof to[0], r->e));
    TRY(keep_reasons(a, one->reasons, one->reason_count, p, r->e));
    p->next = all->waiting;
    all->waiting = p;
    return OK;
}

static bool must_wait(const fhir_pending *p)
{
    bool waits = p->reference.n > 0;
    for (size_t i = 0; i < p->reason_count; i++) waits = waits || p->reasons[i].reference.n > 0;
    return waits;
}

/* ---- adding ---- */

/* The Medication that `link` names: within the resource now, else at the end. `why`: it must not be
 * used. */
static void read_link(const fhir_resource *r, const json_value *link, arena *a, fhir_pending *p,
                      const char **why)
{
    str reference = chart_fhir_text(link, "reference");
    const json_value *inside = chart_fhir_contained(r->v, reference);
    p->display = chart_fhir_text(link, "display");
    if (inside == NULL) {
        p->reference = reference.n > 0 ? reference : STR("?");
    } else if (!str_eq(chart_fhir_text(inside, "resourceType"), STR("Medication"))) {
        *why = "not_r4";
    } else {
        *why = why_not_medication(inside, a, &p->entry.what);
    }
}

static str label_of(const json_value *v)
{
    const json_value *link = json_get(v, "medicationReference");
    str label = chart_fhir_label(v, "medicationCodeableConcept");
    if (label.n == 0) label = chart_fhir_label(json_get(v, "medication"), "concept"); /* R5 */
    if (label.n == 0) label = chart_fhir_text(link, "display");
    return label.n > 0 ? label : chart_fhir_text(link, "reference");
}

/* The drug, or where it will be found. */
static const char *read_drug(const fhir_resource *r, arena *a, fhir_pending *p)
{
    const json_value *link = json_get(r->v, "medicationReference");
    const json_value *concept = json_get(r->v, "medicationCodeableConcept");
    const char *why = NULL;
    if (!chart_fhir_concept(concept, &p->entry.what) || (link != NULL && concept != NULL)) {
        return "not_r4";
    }
    if (link != NULL) {
        read_link(r, link, a, p, &why);
        return why;
    }
    return chart_is_named(&p->entry.what) ? NULL : "no_code";
}

/* An active order whose time is over: nobody ended it, and it may be taken still. */
static bool is_stale(const fhir_resource *r)
{
    date end;
    const json_value *supply = json_get(r->v, "dispenseRequest");
    str text = chart_fhir_text_in(supply, "validityPeriod", "end");
    bool active = str_eq(chart_fhir_text(r->v, "status"), STR("active"));
    return active && date_parse(text, &end) && date_order(end, r->to->setup.as_of) < 0;
}

status chart_fhir_add_medicine(const fhir_resource *r, fhir_medicines *all, bool *waits)
{
    arena *a = &all->scratch;
    fhir_pending p = {0};
    char room[DATE_TEXT_MAX];
    const char *why = why_not(r), *doubt = NULL;
    str label = label_of(r->v);
    *waits = false;
    arena_reset(a);
    if (why == NULL) why = read_drug(r, a, &p);
    if (why != NULL) return chart_fhir_refuse(r, label, why);
    read_entry(r, &p.entry, room, &doubt);
    if (doubt != NULL) TRY(chart_fhir_refuse(r, label, doubt));
    if (is_stale(r)) TRY(chart_fhir_refuse(r, label, "stale_order"));
    TRY(chart_fhir_reasons(r, a, &p.reasons, &p.reason_count));
    *waits = must_wait(&p);
    if (*waits) return wait(r, all, &p);
    TRY(chart_fhir_resolve_reasons(&all->conditions, p.reasons, p.reason_count, a, &p.entry, r->e));
    return chart_add_medicine(r->to, r->from, &p.entry, r->e);
}

/* The Medication it waited for is there, or else what the reference itself says in words. */
static status finish_drug(const fhir_medicines *all, fhir_pending *p, chart *to, err *e)
{
    fhir_known *m = chart_fhir_find(&all->medications, STR("Medication"), p->reference);
    str said = p->display.n > 0 ? p->display : p->reference;
    if (m != NULL) m->used = true;
    if (m != NULL && m->why != NULL) return chart_add_unknown(to, p->from, said, m->why, e);
    if (m != NULL) {
        chart_fhir_give_concept(m, &p->entry.what);
        return chart_add_medicine(to, p->from, &p->entry, e);
    }
    TRY(chart_add_unknown(to, p->from, said, "unresolved_reference", e));
    p->entry.what.text = p->display;
    return p->display.n > 0 ? chart_add_medicine(to, p->from, &p->entry, e) : OK;
}

static status finish(fhir_medicines *all, fhir_pending *p, chart *to, err *e)
{
    arena *a = &all->scratch;
    arena_reset(a);
    TRY(chart_fhir_resolve_reasons(&all->conditions, p->reasons, p->reason_count, a, &p->entry, e));
    if (p->reference.n > 0)
        TRY(finish_drug(all, p, to, e));
    else
        TRY(chart_add_medicine(to, p->from, &p->entry, e));
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
    TRY(chart_fhir_index(&all->medications, &all->memory, "Medication", e));
    TRY(chart_fhir_index(&all->conditions, &all->memory, "Condition", e));
    for (fhir_pending *p = reversed(all->waiting); p != NULL; p = p->next) {
        TRY(finish(all, p, to, e));
    }
    all->waiting = NULL;
    for (const fhir_known *m = all->medications.known; m != NULL; m = m->next) {
        to->kept = m->used && m->why == NULL;
        TRY(chart_count(to, STR("Medication"), true, e));
    }
    return OK;
}

void chart_fhir_release_medicines(fhir_medicines *all)
{
    arena_release(&all->memory);
    arena_release(&all->scratch);
}
