/*
 * Marks old measures. Knows days; does not know what the measures mean.
 */
#include "risk/pk_fresh.h"

#include <string.h>

static bool named(const pk_drug *d, str name)
{
    for (size_t i = 0; i < d->fresh_count; i++) {
        if (str_eq(d->fresh[i], name)) return true;
    }
    return false;
}

static bool recent(const pk_drug *d, const person *p, const person_measure *m)
{
    int32_t days;
    return date_days(m->when, p->as_of, &days) && days <= d->fresh_days;
}

status pk_fresh_of(const pk_drug *d, const person *p, arena *a, pk_fresh *out, err *e)
{
    static const person nobody;
    *out = (pk_fresh){.person = p == NULL ? nobody : *p};
    if (p == NULL || p->measure_count == 0 || d->fresh_count == 0) return OK;
    person_measure *measures = ARENA_ARRAY(a, person_measure, p->measure_count);
    TRY_MEM(e, measures);
    memcpy(measures, p->measures, p->measure_count * sizeof *measures);
    for (size_t i = 0; i < p->measure_count; i++) {
        person_measure *m = &measures[i];
        if (!named(d, m->name) || m->doubt.n > 0) continue;
        if (!recent(d, p, m)) {
            m->doubt = STR("stale");
            out->stale = true;
        } else if (out->used == NULL || date_order(m->when, out->used->when) > 0) {
            out->used = m;
        }
    }
    out->stale = out->stale && out->used == NULL;
    out->person.measures = measures;
    return OK;
}
