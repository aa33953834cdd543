/*
 * FHIR R4 JSON into a chart: the pieces that the files chart_fhir*.c share. Private to this folder;
 * chart_read.h is the way in. FHIR's rules about what must not be used are kept here: entered in
 * error, unknown modifier extensions, doNotPerform, plans that are no orders. What looks like
 * another version of FHIR is flagged, never guessed.
 */
#ifndef PRECIS_CHART_CHART_FHIR_H
#define PRECIS_CHART_CHART_FHIR_H

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

/** A Medication that others refer to. */
typedef struct fhir_medication fhir_medication;
/** A medicine whose Medication was not there yet. */
typedef struct fhir_pending fhir_pending;

/** Medications of the input and those who wait for them. */
typedef struct fhir_medicines {
    arena memory;
    fhir_medication *known;
    fhir_pending *waiting;
    size_t count;
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

/* ---- chart_fhir_medicine.c ---- */

/** MedicationRequest, -Statement, -Administration, -Dispense. `waits`: for its Medication; it is
 *  added and counted at the end. */
CHECKED status chart_fhir_add_medicine(const fhir_resource *r, fhir_medicines *all, bool *waits);
/** Medication. */
CHECKED status chart_fhir_add_medication(const fhir_resource *r, fhir_medicines *all);
/** After the last resource: those who waited, and the counts of Medication. The memory of `all` is
 *  the caller's to release. */
CHECKED status chart_fhir_end_medicines(fhir_medicines *all, chart *to, err *e);

/* ---- chart_fhir_record.c ---- */

CHECKED status chart_fhir_add_observation(const fhir_resource *r);
CHECKED status chart_fhir_add_condition(const fhir_resource *r);
CHECKED status chart_fhir_add_allergy(const fhir_resource *r);
CHECKED status chart_fhir_add_procedure(const fhir_resource *r);
CHECKED status chart_fhir_add_family(const fhir_resource *r);
CHECKED status chart_fhir_add_report(const fhir_resource *r);

/* ---- chart_fhir.c ---- */

/** Reads all of `in` and ends the chart (chart_end). */
CHECKED status chart_fhir_read(stream *in, chart *into, err *e);

#endif
