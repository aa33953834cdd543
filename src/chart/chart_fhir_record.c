/*
 * Observations, conditions, allergies, procedures, relatives and reports of FHIR R4 as entries of a
 * chart. Knows where each resource keeps its parts and which forms belong to other versions of
 * FHIR; what a code means is the chart's part.
 */
#include <string.h>

#include "chart/chart_fhir.h"

/* ---- observations ---- */

static str when_of_observation(const json_value *v)
{
    str when = chart_fhir_text(v, "effectiveDateTime");
    if (when.n == 0) when = chart_fhir_text(v, "effectiveInstant");
    if (when.n == 0) when = chart_fhir_text_in(v, "effectivePeriod", "end");
    if (when.n == 0) when = chart_fhir_text_in(v, "effectivePeriod", "start");
    return when.n > 0 ? when : chart_fhir_text(v, "issued");
}

/* Forms of value[x] that are neither a number nor words, or belong to no version of R4. */
static const char *why_no_value(const json_value *v)
{
    static const char *const others[] = {"valueRange",     "valueRatio",    "valueSampledData",
                                         "valueTime",      "valueDateTime", "valuePeriod",
                                         "valueAttachment"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (json_get(v, others[i]) != NULL) return "other_value";
    }
    return json_get(v, "value") != NULL ? "not_r4" : NULL;
}

static const char *read_quantity(const json_value *quantity, chart_value_entry *out)
{
    const json_value *number = json_get(quantity, "value");
    if (!json_is(quantity, JSON_OBJECT)) return "not_r4";
    if (number != NULL && !json_is(number, JSON_NUMBER)) return "not_r4";
    out->number = json_number(number);
    out->comparator = chart_fhir_text(quantity, "comparator");
    out->unit = chart_fhir_unit(quantity);
    out->unit_shown = chart_fhir_text(quantity, "unit");
    return NULL;
}

/* A value[x] that is one number or one concept into `out`. NULL, or why it is neither. */
static const char *read_value(const json_value *v, chart_value_entry *out)
{
    const json_value *quantity = json_get(v, "valueQuantity");
    const json_value *whole = json_get(v, "valueInteger"), *text = json_get(v, "valueString");
    bool flag;
    const char *why = why_no_value(v);
    if (why != NULL) return why;
    if (quantity != NULL) return read_quantity(quantity, out);
    if (whole != NULL && !json_is(whole, JSON_NUMBER)) return "not_r4";
    if (text != NULL && !json_is(text, JSON_STRING)) return "not_r4";
    if (!chart_fhir_concept(json_get(v, "valueCodeableConcept"), &out->concept)) return "not_r4";
    out->number = json_number(whole);
    if (text != NULL) out->concept.text = json_text(text);
    if (json_bool(json_get(v, "valueBoolean"), &flag)) {
        out->concept.text = flag ? STR("true") : STR("false");
    }
    return NULL;
}

/* The code and value of an observation or of one component of it. */
static status add_value(const fhir_resource *r, const json_value *v, str when, str code)
{
    chart_value_entry entry = {.when = when, .status = code};
    str label = chart_fhir_label(v, "code");
    const json_value *absent = json_get(v, "dataAbsentReason");
    if (!chart_fhir_concept(json_get(v, "code"), &entry.what))
        return chart_fhir_refuse(r, label, "not_r4");
    if (!chart_is_named(&entry.what)) return chart_fhir_refuse(r, label, "no_code");
    const char *why = read_value(v, &entry);
    if (why != NULL) return chart_fhir_refuse(r, label, why);
    bool valued = entry.number.n > 0 || chart_is_named(&entry.concept);
    if (absent != NULL && valued) return chart_fhir_refuse(r, label, "not_r4");
    return chart_add_value(r->to, r->from, &entry, r->e);
}

static bool has_value(const json_value *v)
{
    for (size_t i = 0; i < json_count(v); i++) {
        if (str_starts(v->members[i].key, STR("value"))) return true;
    }
    return false;
}

status chart_fhir_add_observation(const fhir_resource *r)
{
    const json_value *parts = json_get(r->v, "component"), *code = json_get(r->v, "status");
    str when = when_of_observation(r->v);
    bool panel = json_count(parts) > 0 || json_count(json_get(r->v, "hasMember")) > 0;
    if (json_count(json_get(r->v, "focus")) > 0) {
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "other_subject");
    }
    if (!json_is(code, JSON_STRING))
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "not_r4");
    if (parts != NULL && !json_is(parts, JSON_ARRAY)) {
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "not_r4");
    }
    if (has_value(r->v) || !panel) TRY(add_value(r, r->v, when, json_text(code)));
    for (size_t i = 0; i < json_count(parts); i++) {
        TRY(add_value(r, json_at(parts, i), when, json_text(code)));
    }
    return OK;
}

/* The report's own words: its code, its conclusion, and that as codes. */
static status add_words_of_report(const fhir_resource *r)
{
    chart_concept what = {.text = {NULL, 0}}, coded;
    str conclusion = chart_fhir_text(r->v, "conclusion");
    if (!chart_fhir_concept(json_get(r->v, "code"), &what)) {
        return chart_fhir_refuse(r, chart_fhir_text(r->v, "code"), "not_r4");
    }
    const json_value *codes = json_get(r->v, "conclusionCode");
    for (size_t i = 0; i < json_count(codes) && conclusion.n == 0; i++) {
        str none = {NULL, 0};
        if (!chart_fhir_concept(json_at(codes, i), &coded)) continue;
        TRY(chart_add_report(r->to, r->from, &coded, none, r->e));
    }
    return chart_add_report(r->to, r->from, &what, conclusion, r->e);
}

/* Observations that stand inside the report are nowhere else. */
status chart_fhir_add_report(const fhir_resource *r)
{
    const json_value *inside = json_get(r->v, "contained");
    str code = chart_fhir_text(r->v, "status");
    if (str_eq(code, STR("entered-in-error"))) {
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "entered_in_error");
    }
    for (size_t i = 0; i < json_count(inside); i++) {
        const json_value *one = json_at(inside, i);
        fhir_resource part = *r;
        if (!str_eq(chart_fhir_text(one, "resourceType"), STR("Observation"))) continue;
        part.v = one;
        if (!chart_fhir_is_plain(one)) {
            TRY(chart_fhir_refuse(r, chart_fhir_label(one, "code"), "unknown_modifier"));
            continue;
        }
        TRY(chart_fhir_add_observation(&part));
    }
    return add_words_of_report(r);
}

/* ---- conditions, allergies, procedures ---- */

/* clinicalStatus and verificationStatus: R4 has concepts where earlier versions had codes. */
static bool read_statuses(const json_value *v, chart_problem_entry *out)
{
    const json_value *clinical = json_get(v, "clinicalStatus");
    const json_value *verification = json_get(v, "verificationStatus");
    if (clinical != NULL && !json_is(clinical, JSON_OBJECT)) return false;
    if (verification != NULL && !json_is(verification, JSON_OBJECT)) return false;
    out->clinical = chart_fhir_code(clinical);
    out->verification = chart_fhir_code(verification);
    if (clinical != NULL && out->clinical.n == 0) out->clinical = chart_fhir_text(clinical, "text");
    if (verification != NULL && out->verification.n == 0) {
        out->verification = chart_fhir_text(verification, "text");
    }
    return true;
}

static bool has_abatement(const json_value *v)
{
    for (size_t i = 0; i < json_count(v); i++) {
        if (str_starts(v->members[i].key, STR("abatement"))) return true;
    }
    return false;
}

static void read_dates(const json_value *v, const char *stem_date, const char *stem_period,
                       chart_problem_entry *out)
{
    out->when = chart_fhir_text(v, stem_date);
    if (out->when.n == 0) out->when = chart_fhir_text_in(v, stem_period, "start");
}

/* What all of them share; refused as not_r4 or no_code when it is not there. */
static status read_what(const fhir_resource *r, chart_problem_entry *out, bool *good)
{
    *good = false;
    if (!chart_fhir_concept(json_get(r->v, "code"), &out->what)) {
        return chart_fhir_refuse(r, chart_fhir_text(r->v, "code"), "not_r4");
    }
    if (!chart_is_named(&out->what)) return chart_fhir_refuse(r, r->type, "no_code");
    *good = true;
    return OK;
}

static bool is_present(str clinical)
{
    return str_eq(clinical, STR("active")) || str_eq(clinical, STR("recurrence")) ||
           str_eq(clinical, STR("relapse"));
}

status chart_fhir_add_condition(const fhir_resource *r)
{
    chart_problem_entry p = {0};
    bool good;
    TRY(read_what(r, &p, &good));
    if (!good) return OK;
    if (!read_statuses(r->v, &p))
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "not_r4");
    p.when = chart_fhir_onset(r->v);
    p.until = chart_fhir_text(r->v, "abatementDateTime");
    if (p.until.n == 0) p.until = chart_fhir_text_in(r->v, "abatementPeriod", "end");
    /* R4, con-4: a condition that abated is inactive, resolved or in remission */
    bool abated = has_abatement(r->v);
    if (abated && p.until.n == 0 && is_present(p.clinical)) {
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "conflict");
    }
    if (p.clinical.n == 0 && abated) p.clinical = STR("resolved");
    return chart_add_condition(r->to, r->from, &p, r->e);
}

status chart_fhir_add_allergy(const fhir_resource *r)
{
    chart_problem_entry p = {0};
    bool good = true;
    const json_value *reaction = json_at(json_get(r->v, "reaction"), 0);
    if (json_get(r->v, "code") == NULL && json_get(reaction, "substance") != NULL) {
        if (!chart_fhir_concept(json_get(reaction, "substance"), &p.what)) {
            return chart_fhir_refuse(r, r->type, "not_r4");
        }
    } else {
        TRY(read_what(r, &p, &good));
    }
    if (!good) return OK;
    if (!read_statuses(r->v, &p))
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), "not_r4");
    p.when = chart_fhir_onset(r->v);
    return chart_add_allergy(r->to, r->from, &p, r->e);
}

/* Only what was done, or is being done, is a procedure the person had. */
static const char *why_no_procedure(const json_value *v)
{
    str code = chart_fhir_text(v, "status");
    if (json_get(v, "notDone") != NULL) return "not_r4";
    if (json_get(v, "occurrenceDateTime") != NULL) return "not_r4";
    if (json_get(v, "occurrencePeriod") != NULL) return "not_r4";
    if (str_eq(code, STR("completed")) || str_eq(code, STR("in-progress"))) return NULL;
    if (str_eq(code, STR("entered-in-error"))) return "entered_in_error";
    return code.n == 0 ? "not_r4" : "not_done";
}

status chart_fhir_add_procedure(const fhir_resource *r)
{
    chart_problem_entry p = {0};
    bool good;
    TRY(read_what(r, &p, &good));
    if (!good) return OK;
    const char *why = why_no_procedure(r->v);
    if (why != NULL) return chart_fhir_refuse(r, chart_fhir_label(r->v, "code"), why);
    read_dates(r->v, "performedDateTime", "performedPeriod", &p);
    p.until = chart_fhir_text_in(r->v, "performedPeriod", "end");
    return chart_add_procedure(r->to, r->from, &p, r->e);
}

/* ---- relatives ---- */

status chart_fhir_add_family(const fhir_resource *r)
{
    chart_concept relation = {0};
    const json_value *all = json_get(r->v, "condition");
    str code = chart_fhir_text(r->v, "status");
    if (str_eq(code, STR("entered-in-error"))) {
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "relationship"), "entered_in_error");
    }
    if (code.n == 0 || !chart_fhir_concept(json_get(r->v, "relationship"), &relation)) {
        return chart_fhir_refuse(r, chart_fhir_label(r->v, "relationship"), "not_r4");
    }
    for (size_t i = 0; i < json_count(all); i++) {
        chart_problem_entry p = {0};
        const json_value *one = json_at(all, i);
        bool read = chart_fhir_concept(json_get(one, "code"), &p.what);
        bool named = chart_is_named(&p.what);
        if (!read || !named) {
            TRY(chart_fhir_refuse(r, r->type, read ? "no_code" : "not_r4"));
            continue;
        }
        p.when = chart_fhir_text(one, "onsetDateTime");
        TRY(chart_add_family(r->to, r->from, &relation, &p, r->e));
    }
    return OK;
}
