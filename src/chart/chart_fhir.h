/*
 * FHIR R4 JSON into a chart: the pieces that the files chart_fhir*.c share. Private to this folder;
 * chart_read.h is the way in. FHIR's rules about what must not be used are kept here: entered in
 * error, unknown modifier extensions, doNotPerform, plans that are no orders. What looks like
 * another version of FHIR is flagged, never guessed.
 */
#ifndef PRECIS_CHART_CHART_FHIR_H
#define PRECIS_CHART_CHART_FHIR_H

#include "base/date.h"
#include "base/json.h"
#include "base/stream.h"
#include "chart/chart.h"

/** One resource on its way into the chart. */
typedef struct fhir_resource {
    chart *to;
    const json_doc *doc; /**< for errors that name a place */
    const json_value *v; /**< the resource */
    str type;
    str from;     /**< "Observation/ab12" */
    str full_url; /**< of the Bundle entry; empty */
    err *e;
} fhir_resource;

/** A Medication or Condition that others refer to. */
typedef struct fhir_known {
    struct fhir_known *next;
    str id, full_url;
    const chart_coding *coding;
    size_t count;
    str text;
    str when;        /**< of a Condition: its onset */
    const char *why; /**< it must not be used; else NULL */
    bool used;       /**< someone referred to it */
} fhir_known;

/** All of one type, and their names once all are there. */
typedef struct fhir_shelf {
    fhir_known *known;
    size_t count;
    map by_name; /**< full URL, "Medication/id" */
    fhir_known **items;
} fhir_shelf;

/** A medicine whose Medication or reason was not there yet. */
typedef struct fhir_pending fhir_pending;

/** What medicines refer to, and those who wait for it. */
typedef struct fhir_medicines {
    arena memory;
    arena scratch; /**< of the resource that is being read */
    fhir_shelf medications, conditions;
    fhir_pending *waiting;
} fhir_medicines;

/* ---- chart_fhir_parts.c: FHIR's data types ---- */

/** A CodeableConcept; false when `v` is there and is none. NULL gives an empty one. */
bool chart_fhir_concept(const json_value *v, chart_concept *out);
/** The first code of a CodeableConcept ("active"); empty when there is none. */
str chart_fhir_code(const json_value *v);
/** The text of member `key`, or empty. */
str chart_fhir_text(const json_value *v, const char *key);
/** Two texts of the object `v[key]` (Period: "start", "end"). */
str chart_fhir_text_in(const json_value *v, const char *key, const char *inner);
/** The unit of a Quantity: its UCUM code, else its words. */
str chart_fhir_unit(const json_value *quantity);
/** True when nothing in `v` demands an understanding that nobody here has: no modifierExtension, no
 *  implicitRules. What is contained is not looked at. */
bool chart_fhir_is_plain(const json_value *v);
/** The contained resource "#id" refers to, or NULL. */
const json_value *chart_fhir_contained(const json_value *resource, str reference);
/** Puts `why` on the list of what was not understood. */
CHECKED status chart_fhir_refuse(const fhir_resource *r, str what, const char *why);
/** What `v.code` (or another key) says for people, for that list. */
str chart_fhir_label(const json_value *v, const char *key);

/* ---- chart_fhir_dose.c: dosages ---- */

/** What the instructions of one order say together: dose, per_day, route, until and their kin of an
 *  entry in which these are not stated yet. `list` is dosageInstruction or dosage; `from`: the day
 *  of the first. `doubt`: "dose_steps", they follow each other; "dose_unclear"; else NULL. */
void chart_fhir_dosage(const json_value *list, chart_medicine_entry *out, str *from,
                       const char **doubt);
/** A Quantity without comparator; else both stay as they are. */
void chart_fhir_amount(const json_value *quantity, double *amount, str *unit);
/** "Oral route (qualifier value)" of `one.route`, without the tag that SNOMED CT puts behind. */
str chart_fhir_route(const json_value *one);

/* ---- chart_fhir_refer.c: what others refer to ---- */

/** Keeps what `r` is. E_LIMIT when the input holds too many of them. */
CHECKED status chart_fhir_shelve(const fhir_resource *r, arena *a, fhir_shelf *s,
                                 const chart_concept *what, str when, const char *why);
/** After the last one: makes them findable. */
CHECKED status chart_fhir_index(fhir_shelf *s, arena *a, const char *type, err *e);
/** The one that "Condition/12", a URL that ends so, or "urn:uuid:…" names; NULL if none. */
fhir_known *chart_fhir_find(const fhir_shelf *s, str type, str reference);
/** Copies of `n` texts, each to its place. */
CHECKED status chart_fhir_keep_texts(arena *a, const str *from, str *const *to, size_t n, err *e);
/** Copies of a concept's texts. */
CHECKED status chart_fhir_keep_concept(arena *a, const chart_concept *from, chart_concept *to,
                                       err *e);
void chart_fhir_give_concept(const fhir_known *from, chart_concept *to);

/* ---- chart_fhir_reason.c: what a medicine is for ---- */

/** One of reasonCode or reasonReference. */
typedef struct fhir_reason {
    chart_reason reason;
    str reference; /**< to a Condition that must be looked for at the end; else empty */
} fhir_reason;

/** The reasons of `r`, in memory of `a`; those that its contained resources give are resolved. */
CHECKED status chart_fhir_reasons(const fhir_resource *r, arena *a, fhir_reason **out,
                                  size_t *count);
/** Looks up what was left open, as reasons of an entry. */
CHECKED status chart_fhir_resolve_reasons(const fhir_shelf *conditions, fhir_reason *list,
                                          size_t count, arena *a, chart_medicine_entry *entry,
                                          err *e);
/** Keeps a Condition of this person for those who refer to it. */
CHECKED status chart_fhir_note_condition(const fhir_resource *r, fhir_medicines *all);
/** The day since when a Condition is there, as it states it. */
str chart_fhir_onset(const json_value *condition);

/* ---- chart_fhir_medicine.c ---- */

/** MedicationRequest, -Statement, -Administration, -Dispense. `waits`: for its Medication or
 *  reason; it is added and counted at the end. */
CHECKED status chart_fhir_add_medicine(const fhir_resource *r, fhir_medicines *all, bool *waits);
/** Medication. */
CHECKED status chart_fhir_add_medication(const fhir_resource *r, fhir_medicines *all);
/** After the last resource: those who waited, and the counts of Medication. */
CHECKED status chart_fhir_end_medicines(fhir_medicines *all, chart *to, err *e);
void chart_fhir_release_medicines(fhir_medicines *all);

/* ---- chart_fhir_record.c ---- */

CHECKED status chart_fhir_add_observation(const fhir_resource *r);
CHECKED status chart_fhir_add_condition(const fhir_resource *r);
CHECKED status chart_fhir_add_allergy(const fhir_resource *r);
CHECKED status chart_fhir_add_procedure(const fhir_resource *r);
CHECKED status chart_fhir_add_family(const fhir_resource *r);
CHECKED status chart_fhir_add_report(const fhir_resource *r);

/* ---- chart_fhir_visit.c ---- */

CHECKED status chart_fhir_add_vaccine(const fhir_resource *r);
CHECKED status chart_fhir_add_encounter(const fhir_resource *r);

/* ---- chart_fhir.c ---- */

/** Reads all of `in` and ends the chart (chart_end). */
CHECKED status chart_fhir_read(stream *in, chart *into, err *e);

#endif
