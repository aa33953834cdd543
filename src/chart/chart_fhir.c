/*
 * FHIR R4 JSON, resource by resource: what surrounds resources (Bundles, NDJSON), whose they are,
 * which type goes where, and what is counted as ignored. The parts of each type are read in
 * chart_fhir_record.c and chart_fhir_medicine.c.
 *
 * A person has one id here. A Bundle may call a Patient by its fullUrl ("urn:uuid:…") and the
 * Patient itself by another id: both are the same person.
 */
#include "chart/chart_fhir.h"

#include <stdio.h>
#include <string.h>

#include "base/json_feed.h"
#include "chart/chart_store.h"

enum { FROM_MAX = 200, SEEN_FIRST = 256 };

typedef struct reader {
    chart *to;
    const char *name;
    fhir_medicines medicines;
    arena memory;    /* ids that outlive a resource */
    str own, alias;  /* the person's id, and another name of the same person */
    bool history;    /* entries are versions, newest first */
    bool items_seen; /* of this Bundle */
    uint64_t *seen;  /* hashes of versions and of subjects passed over; 0 = empty */
    size_t seen_count, seen_room;
    bool any; /* a resource or Bundle was there */
    err *e;
} reader;

/* ---- what is there ---- */

static status not_fhir(const reader *f, const json_doc *doc, const json_value *v, const char *what)
{
    return json_fail(doc, v, f->e, what);
}

/* Older or newer names of what R4 calls MedicationRequest and so on. */
static bool is_other_version(str type)
{
    static const char *const types[] = {"MedicationOrder", "MedicationPrescription",
                                        "MedicationUsage", "FamilyHistory", "Allergy"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_eq(type, str_of(types[i]))) return true;
    }
    return false;
}

/* ---- versions ---- */

static status grow_seen(reader *f)
{
    size_t room = f->seen_room == 0 ? SEEN_FIRST : f->seen_room * 2;
    uint64_t *more = base_calloc(room, sizeof *more);
    TRY_MEM(f->e, more);
    for (size_t i = 0; i < f->seen_room; i++) {
        size_t at = (size_t)f->seen[i] & (room - 1);
        if (f->seen[i] == 0) continue;
        while (more[at] != 0) at = (at + 1) & (room - 1);
        more[at] = f->seen[i];
    }
    base_free(f->seen);
    f->seen = more;
    f->seen_room = room;
    return OK;
}

/* Whether "Type/id" came before; remembers it. */
static status came_before(reader *f, str type, str id, bool *before)
{
    uint64_t hash = (str_hash(type) * 31 + str_hash(id)) | 1;
    if (f->seen_count * 2 >= f->seen_room) TRY(grow_seen(f));
    size_t at = (size_t)hash & (f->seen_room - 1);
    while (f->seen[at] != 0 && f->seen[at] != hash) at = (at + 1) & (f->seen_room - 1);
    *before = f->seen[at] == hash;
    if (*before) return OK;
    f->seen[at] = hash;
    f->seen_count++;
    return OK;
}

/* ---- whose it is ---- */

static str last_part(str reference)
{
    size_t begin = reference.n;
    if (begin == 0) return reference;
    while (begin > 0 && strchr("/:", reference.p[begin - 1]) == NULL) begin--;
    return (str){reference.p + begin, reference.n - begin};
}

static status keep(reader *f, str text, str *out)
{
    *out = str_copy(&f->memory, text);
    TRY_MEM(f->e, out->p);
    return OK;
}

/* "Group/…", "Device/…": no patient. */
static bool is_no_patient(const json_value *subject, str reference)
{
    str type = chart_fhir_text(subject, "type");
    if (type.n > 0) return !str_eq(type, STR("Patient"));
    size_t slash = reference.n;
    while (slash > 0 && reference.p[slash - 1] != '/') slash--;
    if (slash == 0) return false;
    str before = last_part((str){reference.p, slash - 1});
    return !str_eq(before, STR("Patient")) && !str_eq(before, STR("_history"));
}

typedef enum owner { OURS, OTHERS, UNCLEAR } owner;

static status owner_of(reader *f, const json_value *resource, owner *out)
{
    bool before;
    const json_value *subject = json_get(resource, "subject");
    if (subject == NULL) subject = json_get(resource, "patient");
    *out = OURS;
    if (subject == NULL) return OK;
    str reference = str_trim(chart_fhir_text(subject, "reference"));
    *out = UNCLEAR;
    if (reference.n == 0 || str_starts(reference, STR("#"))) return OK;
    *out = OTHERS;
    if (is_no_patient(subject, reference)) return OK;
    if (f->alias.n > 0 && str_eq(last_part(reference), f->alias)) reference = f->own;
    if (chart_is_subject(f->to, reference))
        *out = OURS;
    else if (f->own.n == 0 && f->to->setup.patient != NULL)
        TRY(came_before(f, STR("subject"), last_part(reference), &before));
    return OK;
}

/* The id by which the chart knows this Patient: the one that is chosen or came first as a subject.
 * A second name that was passed over as another's would have lost entries: refused. */
static status id_of_patient(reader *f, const fhir_resource *r, str *id)
{
    bool lost = false;
    str own = chart_fhir_text(r->v, "id"), outer = last_part(r->full_url);
    const chart *c = f->to;
    str known = c->setup.patient != NULL ? last_part(str_of(c->setup.patient)) : c->id;
    *id = own.n > 0 ? own : outer.n > 0 ? outer : STR("no-id"); /* no subject means this one */
    if (own.n == 0 || outer.n == 0 || str_eq(own, outer)) return OK;
    bool by_outer = str_eq(known, outer);
    if (c->setup.patient != NULL && !by_outer && !str_eq(known, own)) return OK;
    *id = by_outer ? outer : own;
    if (f->own.n > 0) return OK;
    TRY(keep(f, *id, &f->own));
    TRY(keep(f, by_outer ? own : outer, &f->alias));
    if (c->setup.patient != NULL) TRY(came_before(f, STR("subject"), f->alias, &lost));
    if (!lost) return OK;
    FAIL(f->e, E_CONFLICT, "%s: entries call patient '%.*s' by the name '%.*s': choose that name",
         f->name, STR_ARG(f->own), STR_ARG(f->alias));
}

/* Race or ethnicity as US Core states them: an extension with coded categories and a text. */
static status add_us_core(reader *f, const fhir_resource *r, const json_value *extension,
                          chart_coding what)
{
    const json_value *parts = json_get(extension, "extension");
    chart_value_entry v = {.status = STR("final")};
    v.what.coding[0] = what;
    v.what.count = 1;
    v.what.text = what.display;
    for (size_t i = 0; i < json_count(parts); i++) {
        const json_value *one = json_at(parts, i), *code = json_get(one, "valueCoding");
        str url = chart_fhir_text(one, "url");
        if (str_eq(url, STR("text"))) v.concept.text = chart_fhir_text(one, "valueString");
        if (!str_eq(url, STR("ombCategory")) || v.concept.count == CHART_CODINGS_MAX) continue;
        v.concept.coding[v.concept.count++] =
            (chart_coding){chart_fhir_text(code, "system"), chart_fhir_text(code, "code"),
                           chart_fhir_text(code, "display")};
    }
    return chart_add_value(f->to, r->from, &v, f->e);
}

static status add_us_cores(reader *f, const fhir_resource *r)
{
    static const struct {
        const char *url;
        chart_coding what;
    } known[] = {
        {"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
         {{"http://loinc.org", 16}, {"32624-9", 7}, {"Race", 4}}},
        {"http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity",
         {{"http://loinc.org", 16}, {"69490-1", 7}, {"Ethnicity", 9}}},
    };
    const json_value *all = json_get(r->v, "extension");
    for (size_t i = 0; i < json_count(all); i++) {
        str url = chart_fhir_text(json_at(all, i), "url");
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            if (!str_eq(url, str_of(known[k].url))) continue;
            TRY(add_us_core(f, r, json_at(all, i), known[k].what));
        }
    }
    return OK;
}

/* Records that were merged into another, or are out of use. */
static bool is_replaced(const json_value *patient)
{
    bool active = true;
    const json_value *links = json_get(patient, "link");
    for (size_t i = 0; i < json_count(links); i++) {
        str type = chart_fhir_text(json_at(links, i), "type");
        if (str_eq(type, STR("replaced-by"))) return true;
    }
    return json_bool(json_get(patient, "active"), &active) && !active;
}

static status add_patient(reader *f, const fhir_resource *r)
{
    str id, death = chart_fhir_text(r->v, "deceasedDateTime");
    bool dead = false;
    const json_value *own = json_get(r->v, "id");
    for (const char *sign = "/:#? "; *sign != '\0' && own != NULL; sign++) {
        if (str_find(json_text(own), *sign) < json_text(own).n) {
            return not_fhir(f, r->doc, own,
                            "this id cannot be referred to: it holds one of '/:#? '");
        }
    }
    TRY(id_of_patient(f, r, &id));
    if (json_bool(json_get(r->v, "deceasedBoolean"), &dead)) {
        death = dead ? STR("true") : STR("false");
    }
    status added = chart_add_patient(f->to, id, chart_fhir_text(r->v, "gender"),
                                     chart_fhir_text(r->v, "birthDate"), death, f->e);
    if (added == E_CONFLICT) err_prefix(f->e, f->name);
    if (added != OK) return added;
    if (!f->to->kept) return OK; /* another person */
    if (is_replaced(r->v)) TRY(chart_fhir_refuse(r, id, "replaced_patient"));
    return add_us_cores(f, r);
}

/* ---- one resource ---- */

typedef status add_fn(const fhir_resource *r);

static add_fn *adder_of(str type)
{
    static const struct {
        const char *type;
        add_fn *add;
    } all[] = {
        {"Observation", chart_fhir_add_observation},    {"Condition", chart_fhir_add_condition},
        {"AllergyIntolerance", chart_fhir_add_allergy}, {"Procedure", chart_fhir_add_procedure},
        {"FamilyMemberHistory", chart_fhir_add_family}, {"DiagnosticReport", chart_fhir_add_report},
        {"Immunization", chart_fhir_add_vaccine},       {"Encounter", chart_fhir_add_encounter},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (str_eq(type, str_of(all[i].type))) return all[i].add;
    }
    return NULL;
}

static bool is_medicine(str type)
{
    return str_eq(type, STR("MedicationRequest")) || str_eq(type, STR("MedicationStatement")) ||
           str_eq(type, STR("MedicationAdministration")) || str_eq(type, STR("MedicationDispense"));
}

static status ignore(reader *f, const fhir_resource *r)
{
    const json_value *issues = json_get(r->v, "issue");
    if (is_other_version(r->type)) TRY(chart_fhir_refuse(r, r->type, "not_r4"));
    if (!str_eq(r->type, STR("OperationOutcome"))) return chart_count(f->to, r->type, false, f->e);
    for (size_t i = 0; i < json_count(issues); i++) {
        str grade = chart_fhir_text(json_at(issues, i), "severity");
        if (str_eq(grade, STR("error")) || str_eq(grade, STR("fatal"))) {
            TRY(chart_fhir_refuse(r, chart_fhir_text(json_at(issues, i), "diagnostics"),
                                  "server_error"));
        }
    }
    return chart_count(f->to, r->type, false, f->e);
}

/* Why this resource must be left out whatever it holds; NULL when it may be read. */
static status why_out(reader *f, const fhir_resource *r, const char **why)
{
    owner whose;
    TRY(owner_of(f, r->v, &whose));
    *why = whose == OTHERS              ? "other_patient"
           : !chart_fhir_is_plain(r->v) ? "unknown_modifier"
           : whose == UNCLEAR           ? "subject_unclear"
                                        : NULL;
    return OK;
}

static status add_owned(reader *f, const fhir_resource *r, add_fn *add)
{
    bool waits = false;
    const char *why;
    TRY(why_out(f, r, &why));
    if (why != NULL) {
        str what = strcmp(why, "other_patient") == 0 ? r->type : chart_fhir_label(r->v, "code");
        if (what.n == 0) what = chart_fhir_label(r->v, "medicationCodeableConcept");
        TRY(chart_fhir_refuse(r, what, why));
        return chart_count(f->to, r->type, false, f->e);
    }
    if (str_eq(r->type, STR("Condition"))) TRY(chart_fhir_note_condition(r, &f->medicines));
    if (add != NULL)
        TRY(add(r));
    else
        TRY(chart_fhir_add_medicine(r, &f->medicines, &waits));
    return waits ? OK : chart_count(f->to, r->type, true, f->e);
}

static status add_kind(reader *f, const fhir_resource *r)
{
    add_fn *add = adder_of(r->type);
    if (add != NULL || is_medicine(r->type)) return add_owned(f, r, add);
    if (str_eq(r->type, STR("Medication"))) return chart_fhir_add_medication(r, &f->medicines);
    if (!str_eq(r->type, STR("Patient"))) return ignore(f, r);
    if (!chart_fhir_is_plain(r->v)) {
        TRY(chart_fhir_refuse(r, r->type, "unknown_modifier"));
        return chart_count(f->to, r->type, false, f->e);
    }
    TRY(add_patient(f, r));
    return chart_count(f->to, r->type, true, f->e);
}

static status add_bundle(reader *f, const json_doc *doc, const json_value *v);

static status add_resource(reader *f, const json_doc *doc, const json_value *v, str full_url)
{
    char from[FROM_MAX];
    bool before = false;
    if (!json_is(v, JSON_OBJECT)) return not_fhir(f, doc, v, "expected a FHIR resource, an object");
    str type = chart_fhir_text(v, "resourceType"), id = chart_fhir_text(v, "id");
    if (type.n == 0) {
        return not_fhir(f, doc, v,
                        "this object has no text 'resourceType': it is no FHIR resource");
    }
    if (str_eq(type, STR("Bundle"))) return add_bundle(f, doc, v);
    if (id.n == 0) id = last_part(full_url);
    (void)snprintf(from, sizeof from, "%.*s/%.*s", (int)(type.n < 64 ? type.n : 64), type.p,
                   (int)(id.n < 100 ? id.n : 100), id.n > 0 ? id.p : "");
    fhir_resource r = {f->to, doc, v, type, str_of(from), full_url, f->e};
    f->any = true;
    if (f->history && id.n > 0) TRY(came_before(f, type, id, &before));
    if (before) return chart_count(f->to, type, false, f->e);
    return add_kind(f, &r);
}

/* ---- Bundles ---- */

/* "DELETE Medication/12" in a history: older versions behind it do not count. */
static status note_deleted(reader *f, const json_value *entry)
{
    bool before;
    const json_value *request = json_get(entry, "request");
    str url = chart_fhir_text(request, "url");
    if (!f->history || !str_eq(chart_fhir_text(request, "method"), STR("DELETE"))) return OK;
    str id = last_part(url);
    if (url.n <= id.n) return OK;
    str type = last_part((str){url.p, url.n - id.n - 1});
    return came_before(f, type, id, &before);
}

static status add_entry(reader *f, const json_doc *doc, const json_value *entry)
{
    if (!json_is(entry, JSON_OBJECT))
        return not_fhir(f, doc, entry, "expected an entry, an object");
    const json_value *resource = json_get(entry, "resource");
    f->items_seen = true;
    if (json_get(entry, "modifierExtension") != NULL) {
        err *e = f->e;
        return chart_add_unknown(f->to, STR("Bundle"), STR("entry"), "unknown_modifier", e);
    }
    if (resource == NULL) return note_deleted(f, entry);
    return add_resource(f, doc, resource, chart_fhir_text(entry, "fullUrl"));
}

static status add_link(reader *f, const json_value *links)
{
    for (size_t i = 0; i < json_count(links); i++) {
        const json_value *link = json_at(links, i);
        if (!str_eq(chart_fhir_text(link, "relation"), STR("next"))) continue;
        TRY(chart_add_unknown(f->to, STR("Bundle"), chart_fhir_text(link, "url"), "more_pages",
                              f->e));
        f->to->trouble = false;
    }
    return OK;
}

/* A member of a Bundle other than a list of entries. */
static status add_member(reader *f, const json_doc *doc, str key, const json_value *v)
{
    if (str_eq(key, STR("resourceType"))) {
        f->history = f->items_seen = false;
        f->any = true;
        return OK;
    }
    if (str_eq(key, STR("link"))) return add_link(f, v);
    if (str_eq(key, STR("type"))) {
        f->history = str_eq(json_text(v), STR("history"));
        if (f->history && f->items_seen) {
            return not_fhir(f, doc, v, "the type of a history must stand before its entries");
        }
    }
    if (str_eq(key, STR("implicitRules"))) {
        return not_fhir(f, doc, v, "the Bundle follows implicitRules, which are not known here");
    }
    if (str_eq(key, STR("entry"))) {
        return not_fhir(f, doc, v, "'entry' of a Bundle: expected a list");
    }
    return OK;
}

/* A Bundle within a Bundle (the answer to a batch), or a small one whose type came late. */
static status add_bundle(reader *f, const json_doc *doc, const json_value *v)
{
    const json_value *entries = json_get(v, "entry");
    bool history = f->history;
    for (size_t i = 0; i < json_count(v); i++) {
        const json_member *m = &v->members[i];
        if (str_eq(m->key, STR("entry")) && m->value.type == JSON_ARRAY) continue;
        TRY(add_member(f, doc, m->key, &m->value));
    }
    f->history = str_eq(chart_fhir_text(v, "type"), STR("history"));
    for (size_t i = 0; i < json_count(entries); i++) TRY(add_entry(f, doc, json_at(entries, i)));
    f->history = history;
    return OK;
}

static status add_part(void *context, const json_feed_part *part, err *e)
{
    reader *f = context;
    str nothing = {NULL, 0};
    f->e = e;
    switch (part->kind) {
    case JSON_FEED_MEMBER: return add_member(f, &part->doc, part->key, part->doc.root);
    case JSON_FEED_ITEM: return add_entry(f, &part->doc, part->doc.root);
    case JSON_FEED_VALUE: break;
    }
    f->history = false;
    return add_resource(f, &part->doc, part->doc.root, nothing);
}

static status read_all(reader *f, stream *in, err *e)
{
    const json_feed_options how = {.kind_key = "resourceType", .kind = "Bundle", .list = "entry"};
    TRY(json_feed(in, &how, add_part, f, e));
    if (!f->any) FAIL(e, E_SYNTAX, "%s: empty, expected FHIR JSON", f->name);
    TRY(chart_fhir_end_medicines(&f->medicines, f->to, e));
    status ended = chart_end(f->to, e);
    if (ended != OK) err_prefix(e, f->name);
    return ended;
}

status chart_fhir_read(stream *in, chart *into, err *e)
{
    reader f = {.to = into, .name = stream_name(in), .e = e};
    status result = read_all(&f, in, e);
    chart_fhir_release_medicines(&f.medicines);
    arena_release(&f.memory);
    base_free(f.seen);
    return result;
}
