/*
 * Parts of the JSON of `precis chart` and of `precis report` that are the same in both: medicines,
 * values, facts, what was read and what was not understood. One place, so that a field which one of
 * them gains the other has, too. What is not known is null.
 */
#ifndef PRECIS_REPORT_PERSON_JSON_H
#define PRECIS_REPORT_PERSON_JSON_H

#include "base/jsonw.h"
#include "chart/chart.h"
#include "finding/person.h"

/** `key` and an array; for medicines and allergies. */
void person_json_medicines(jsonw *w, const char *key, const person_medicine *list, size_t count);
/** An object. The two documents call its date differently: `date_key`. */
void person_json_measure(jsonw *w, const person_measure *m, const char *date_key);
/** The pair `facts`. */
void person_json_facts(jsonw *w, const person *p);
/** The pair `read`. */
void person_json_tallies(jsonw *w, const chart_tally *list, size_t count);
/** `key` and an array. */
void person_json_unknowns(jsonw *w, const char *key, const chart_unknown *list, size_t count);

#endif
