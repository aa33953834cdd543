/*
 * Which measures of a chart are recent enough to decide a dose: kidney function of last month says
 * little about the days of treatment. The rows of kb/pk_models.tsv name the measures and the days.
 */
#ifndef PRECIS_RISK_PK_FRESH_H
#define PRECIS_RISK_PK_FRESH_H

#include "finding/person.h"
#include "risk/pk_table.h"

typedef struct pk_fresh {
    person person;              /**< as given, its old measures marked with the doubt "stale" */
    const person_measure *used; /**< the newest of the named measures that is recent, or NULL */
    bool stale; /**< a named measure is there and none is recent (or none has a date) */
} pk_fresh;

/** `p` may be NULL. Borrows from `p`; memory from `a`. E_MEMORY. */
CHECKED status pk_fresh_of(const pk_drug *d, const person *p, arena *a, pk_fresh *out, err *e);

#endif
