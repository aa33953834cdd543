/*
 * What a medicine of FHIR R4 was ordered for: reasonCode, and reasonReference to a Condition that
 * stands before it, behind it or within it. Knows where they are and which Conditions may not be
 * used as a reason; what they mean is chart_reason.c.
 */
#include <string.h>

#include "chart/chart_fhir.h"

enum { REASONS_MAX = 32 };

/* ---- conditions ---- */

str chart_fhir_onset(const json_value *condition)
{
    str when = chart_fhir_text(condition, "onsetDateTime");
    if (when.n == 0) when = chart_fhir_text_in(condition, "onsetPeriod", "start");
    return when.n > 0 ? when : chart_fhir_text(condition, "recordedDate");
}

/* Why a Condition says nothing as a reason. One that is over may still be what the order is for. */
static const char *why_no_reason(const json_value *v, const chart_concept *what)
{
    static const char *const out[] = {"entered-in-error", "refuted", "unconfirmed", "provisional",
                                      "differential"};
    const json_value *status_of = json_get(v, "verificationStatus");
    str code = chart_fhir_code(status_of);
    if (!chart_is_named(what) || (status_of != NULL && !json_is(status_of, JSON_OBJECT))) {
        return "reason_not_used";
    }
    return str_in(code, out, sizeof out / sizeof out[0]) ? "reason_not_used" : NULL;
}

status chart_fhir_note_condition(const fhir_resource *r, fhir_medicines *all)
{
    chart_concept what = {0};
    bool read = chart_fhir_concept(json_get(r->v, "code"), &what);
    const char *why = read ? why_no_reason(r->v, &what) : "reason_not_used";
    return chart_fhir_shelve(r, &all->memory, &all->conditions, &what, chart_fhir_onset(r->v), why);
}

/* ---- reading ---- */

static void of_contained(const json_value *inside, chart_reason *out)
{
    bool condition = str_eq(chart_fhir_text(inside, "resourceType"), STR("Condition"));
    bool read = condition && chart_fhir_is_plain(inside) &&
                chart_fhir_concept(json_get(inside, "code"), &out->what);
    out->when = chart_fhir_onset(inside);
    out->why = read ? why_no_reason(inside, &out->what) : "reason_not_used";
}

static void of_reference(const fhir_resource *r, const json_value *link, fhir_reason *out)
{
    str reference = chart_fhir_text(link, "reference");
    const json_value *inside = chart_fhir_contained(r->v, reference);
    out->reason.what.text = chart_fhir_text(link, "display");
    if (inside != NULL) {
        of_contained(inside, &out->reason);
    } else if (reference.n > 0 && reference.p[0] != '#') {
        out->reference = reference;
    } else {
        out->reason.why = "reason_not_found";
    }
}

status chart_fhir_reasons(const fhir_resource *r, arena *a, fhir_reason **out, size_t *count)
{
    const json_value *codes = json_get(r->v, "reasonCode");
    const json_value *links = json_get(r->v, "reasonReference");
    size_t n = json_count(codes), all = n + json_count(links);
    *count = 0;
    if (all > REASONS_MAX) {
        TRY(chart_fhir_refuse(r, r->type, "reason_not_used"));
        all = REASONS_MAX;
    }
    *out = ARENA_ARRAY(a, fhir_reason, all + 1);
    TRY_MEM(r->e, *out);
    for (size_t i = 0; i < all; i++) {
        fhir_reason *x = &(*out)[(*count)++];
        if (i >= n) {
            of_reference(r, json_at(links, i - n), x);
        } else if (!chart_fhir_concept(json_at(codes, i), &x->reason.what) ||
                   !chart_is_named(&x->reason.what)) {
            x->reason.why = "reason_not_used";
        }
    }
    return OK;
}

/* ---- resolving ---- */

static void look_up(const fhir_shelf *conditions, fhir_reason *x)
{
    if (x->reference.n == 0) return;
    const fhir_known *k = chart_fhir_find(conditions, STR("Condition"), x->reference);
    if (k == NULL) {
        if (x->reason.what.text.n == 0) x->reason.what.text = x->reference;
        x->reason.why = "reason_not_found";
        return;
    }
    chart_fhir_give_concept(k, &x->reason.what);
    x->reason.when = k->when;
    x->reason.why = k->why;
}

status chart_fhir_resolve_reasons(const fhir_shelf *conditions, fhir_reason *list, size_t count,
                                  arena *a, chart_medicine_entry *entry, err *e)
{
    chart_reason *reasons = ARENA_ARRAY(a, chart_reason, count + 1);
    TRY_MEM(e, reasons);
    for (size_t i = 0; i < count; i++) {
        look_up(conditions, &list[i]);
        reasons[i] = list[i].reason;
    }
    entry->reasons = reasons;
    entry->reason_count = count;
    return OK;
}
