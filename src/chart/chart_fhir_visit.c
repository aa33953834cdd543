/*
 * Immunization and Encounter of FHIR R4 as entries of a chart: which of them happened, and when.
 * Knows FHIR's states and classes; places and people in them are not read.
 */
#include "chart/chart_fhir.h"

/* ---- Immunization ---- */

/* NULL, or why this vaccine was not given. */
static const char *why_not_given(const json_value *v)
{
    bool weak = false;
    str code = chart_fhir_text(v, "status");
    const json_value *flag = json_get(v, "isSubpotent");
    if (json_get(v, "wasNotGiven") != NULL || json_get(v, "notGiven") != NULL) return "not_r4";
    if (str_eq(code, STR("entered-in-error"))) return "entered_in_error";
    if (str_eq(code, STR("not-done"))) return "not_done";
    if (!str_eq(code, STR("completed"))) return "not_r4";
    if (flag != NULL && (!json_bool(flag, &weak) || weak)) return "subpotent";
    return NULL;
}

status chart_fhir_add_vaccine(const fhir_resource *r)
{
    chart_concept what;
    str label = chart_fhir_label(r->v, "vaccineCode");
    const char *why = why_not_given(r->v);
    if (why != NULL) return chart_fhir_refuse(r, label, why);
    if (!chart_fhir_concept(json_get(r->v, "vaccineCode"), &what)) {
        return chart_fhir_refuse(r, label, "not_r4");
    }
    if (!chart_is_named(&what)) return chart_fhir_refuse(r, label, "no_code");
    str when = chart_fhir_text(r->v, "occurrenceDateTime");
    return chart_add_vaccine(r->to, r->from, &what, when, r->e);
}

/* ---- Encounter ---- */

static const char *kind_of_class(str code)
{
    static const struct {
        const char *code, *kind;
    } kinds[] = {{"AMB", "ambulatory"},  {"EMER", "emergency"},  {"IMP", "inpatient"},
                 {"ACUTE", "inpatient"}, {"NONAC", "inpatient"}, {"OBSENC", "observation"},
                 {"SS", "ambulatory"},   {"HH", "home"},         {"VR", "virtual"}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (str_eq(code, str_of(kinds[i].code))) return kinds[i].kind;
    }
    return "other";
}

/* NULL, or why nobody was seen. `open`: it goes on. */
static const char *why_no_contact(const json_value *v, bool *open)
{
    static const char *const going[] = {"arrived", "triaged", "in-progress", "onleave"};
    str code = chart_fhir_text(v, "status");
    *open = false;
    if (str_eq(code, STR("entered-in-error"))) return "entered_in_error";
    if (str_eq(code, STR("planned"))) return "only_planned";
    if (str_eq(code, STR("cancelled"))) return "not_done";
    if (str_eq(code, STR("unknown"))) return "status_unknown";
    *open = str_in(code, going, sizeof going / sizeof going[0]);
    return *open || str_eq(code, STR("finished")) ? NULL : "not_r4";
}

status chart_fhir_add_encounter(const fhir_resource *r)
{
    bool open;
    const json_value *group = json_get(r->v, "class");
    const char *why = why_no_contact(r->v, &open);
    str code = chart_fhir_text(group, "code");
    str label = code.n > 0 ? code : r->type;
    if (why == NULL && !json_is(group, JSON_OBJECT)) why = "not_r4"; /* R5: a list of concepts */
    if (why != NULL) return chart_fhir_refuse(r, label, why);
    if (str_eq(code, STR("PRENC"))) return chart_fhir_refuse(r, label, "only_planned");
    return chart_add_contact(r->to, r->from, kind_of_class(code),
                             chart_fhir_text_in(r->v, "period", "start"),
                             chart_fhir_text_in(r->v, "period", "end"), open, r->e);
}
