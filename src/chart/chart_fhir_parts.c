/*
 * FHIR's data types: concepts, codes, quantities, references within a resource. Knows their form;
 * nothing of what a resource means.
 */
#include <string.h>

#include "chart/chart_fhir.h"

enum { NESTED_MAX = 64 };

str chart_fhir_text(const json_value *v, const char *key)
{
    str text = json_text(json_get(v, key));
    return text.p == NULL ? STR("") : text;
}

str chart_fhir_text_in(const json_value *v, const char *key, const char *inner)
{
    return chart_fhir_text(json_get(v, key), inner);
}

bool chart_fhir_concept(const json_value *v, chart_concept *out)
{
    out->count = 0;
    out->text = (str){NULL, 0};
    if (v == NULL) return true;
    if (!json_is(v, JSON_OBJECT)) return false;
    const json_value *codings = json_get(v, "coding");
    if (codings != NULL && !json_is(codings, JSON_ARRAY)) return false;
    out->text = chart_fhir_text(v, "text");
    for (size_t i = 0; i < json_count(codings) && out->count < CHART_CODINGS_MAX; i++) {
        const json_value *c = json_at(codings, i);
        if (!json_is(c, JSON_OBJECT)) return false;
        out->coding[out->count++] =
            (chart_coding){chart_fhir_text(c, "system"), chart_fhir_text(c, "code"),
                           chart_fhir_text(c, "display")};
    }
    return true;
}

str chart_fhir_code(const json_value *v)
{
    const json_value *codings = json_get(v, "coding");
    str code = {NULL, 0};
    for (size_t i = 0; i < json_count(codings) && code.n == 0; i++) {
        code = chart_fhir_text(json_at(codings, i), "code");
    }
    return code;
}

str chart_fhir_unit(const json_value *quantity)
{
    str code = chart_fhir_text(quantity, "code"), unit = chart_fhir_text(quantity, "unit");
    bool ucum = str_eq(chart_fhir_text(quantity, "system"), STR("http://unitsofmeasure.org"));
    if (ucum && code.n > 0) return code;
    return unit.n > 0 ? unit : code;
}

static bool plain_within(const json_value *v, unsigned depth)
{
    if (depth == NESTED_MAX) return false;
    if (v->type == JSON_ARRAY) {
        for (size_t i = 0; i < v->count; i++) {
            if (!plain_within(&v->items[i], depth + 1)) return false;
        }
    }
    if (v->type != JSON_OBJECT) return true;
    for (size_t i = 0; i < v->count; i++) {
        const json_member *m = &v->members[i];
        if (str_eq(m->key, STR("contained"))) continue;
        if (str_eq(m->key, STR("modifierExtension"))) return false;
        if (str_eq(m->key, STR("implicitRules"))) return false;
        if (!plain_within(&m->value, depth + 1)) return false;
    }
    return true;
}

bool chart_fhir_is_plain(const json_value *v)
{
    return plain_within(v, 0);
}

const json_value *chart_fhir_contained(const json_value *resource, str reference)
{
    const json_value *all = json_get(resource, "contained");
    if (!str_starts(reference, STR("#"))) return NULL;
    str id = {reference.p + 1, reference.n - 1};
    for (size_t i = 0; i < json_count(all); i++) {
        const json_value *one = json_at(all, i);
        if (str_eq(chart_fhir_text(one, "id"), id)) return one;
    }
    return NULL;
}

str chart_fhir_label(const json_value *v, const char *key)
{
    const json_value *concept = json_get(v, key);
    str text =
        json_is(concept, JSON_STRING) ? json_text(concept) : chart_fhir_text(concept, "text");
    const json_value *codings = json_get(concept, "coding");
    for (size_t i = 0; i < json_count(codings) && text.n == 0; i++) {
        text = chart_fhir_text(json_at(codings, i), "display");
    }
    return text.n > 0 ? text : chart_fhir_code(concept);
}

status chart_fhir_refuse(const fhir_resource *r, str what, const char *why)
{
    return chart_add_unknown(r->to, r->from, what.n > 0 ? what : r->type, why, r->e);
}
