/*
 * Resources that others refer to (Medication, Condition), which may stand anywhere in the input:
 * kept in short until the end, then found by relative, absolute or "urn:uuid" reference. Knows
 * FHIR's references; nothing of what a resource means.
 */
#include <string.h>

#include "chart/chart_fhir.h"

enum { SHELF_BYTES = 1 << 28, NAME_MAX_BYTES = 128 };

/* ---- keeping ---- */

status chart_fhir_keep_texts(arena *a, const str *from, str *const *to, size_t n, err *e)
{
    for (size_t i = 0; i < n; i++) {
        *to[i] = str_copy(a, from[i]);
        TRY_MEM(e, to[i]->p);
    }
    return OK;
}

static status keep_codings(arena *a, const chart_coding *from, size_t count, chart_coding *to,
                           err *e)
{
    for (size_t i = 0; i < count; i++) {
        const str texts[] = {from[i].system, from[i].code, from[i].display};
        str *const kept[] = {&to[i].system, &to[i].code, &to[i].display};
        TRY(chart_fhir_keep_texts(a, texts, kept, sizeof kept / sizeof kept[0], e));
    }
    return OK;
}

status chart_fhir_keep_concept(arena *a, const chart_concept *from, chart_concept *to, err *e)
{
    TRY(keep_codings(a, from->coding, from->count, to->coding, e));
    to->count = from->count;
    to->text = str_copy(a, from->text);
    TRY_MEM(e, to->text.p);
    return OK;
}

void chart_fhir_give_concept(const fhir_known *from, chart_concept *to)
{
    for (size_t i = 0; i < from->count; i++) to->coding[i] = from->coding[i];
    to->count = from->count;
    to->text = from->text;
}

status chart_fhir_shelve(const fhir_resource *r, arena *a, fhir_shelf *s, const chart_concept *what,
                         str when, const char *why)
{
    if (a->total > SHELF_BYTES) {
        FAIL(r->e, E_LIMIT, "too many %.*s resources in one input", STR_ARG(r->type));
    }
    fhir_known *k = ARENA_NEW(a, fhir_known);
    TRY_MEM(r->e, k);
    chart_coding *codings = ARENA_ARRAY(a, chart_coding, what->count + 1);
    TRY_MEM(r->e, codings);
    TRY(keep_codings(a, what->coding, what->count, codings, r->e));
    k->coding = codings;
    k->count = what->count;
    k->why = why;
    const str from[] = {what->text, when, chart_fhir_text(r->v, "id"), r->full_url};
    str *const to[] = {&k->text, &k->when, &k->id, &k->full_url};
    TRY(chart_fhir_keep_texts(a, from, to, sizeof to / sizeof to[0], r->e));
    k->next = s->known;
    s->known = k;
    s->count++;
    return OK;
}

/* ---- finding ---- */

static status add_name(fhir_shelf *s, str name, uint32_t at, err *e)
{
    if (name.n == 0 || map_get(&s->by_name, name) != MAP_NONE) return OK;
    return map_add(&s->by_name, name, at, e);
}

status chart_fhir_index(fhir_shelf *s, arena *a, const char *type, err *e)
{
    uint32_t n = 0;
    s->items = ARENA_ARRAY(a, fhir_known *, s->count + 1);
    TRY_MEM(e, s->items);
    TRY(map_init(&s->by_name, a, s->count * 2 + 1, e));
    for (fhir_known *k = s->known; k != NULL; k = k->next) {
        char *local = arena_printf(a, "%s/%.*s", type, STR_ARG(k->id));
        TRY_MEM(e, local);
        s->items[n] = k;
        TRY(add_name(s, k->full_url, n, e));
        if (k->id.n > 0) TRY(add_name(s, str_of(local), n, e));
        n++;
    }
    return OK;
}

/* "Medication/12" of "https://server/fhir/Medication/12/_history/3" too; else the whole. */
static str local_part(str type, str reference)
{
    str found = reference;
    for (size_t i = 0; i + type.n < reference.n; i++) {
        if (reference.p[i + type.n] != '/' || memcmp(reference.p + i, type.p, type.n) != 0)
            continue;
        found = (str){reference.p + i, reference.n - i};
        str rest = {found.p + type.n + 1, found.n - type.n - 1};
        found.n = type.n + 1 + str_find(rest, '/');
    }
    return found;
}

/* A UUID is one thing everywhere: without full URLs (NDJSON) it is the id. */
static uint32_t find_uuid(const fhir_shelf *s, str type, str reference)
{
    char room[NAME_MAX_BYTES];
    str prefix = STR("urn:uuid:");
    if (!str_starts(reference, prefix) || reference.n + type.n > sizeof room) return MAP_NONE;
    size_t n = reference.n - prefix.n;
    memcpy(room, type.p, type.n);
    room[type.n] = '/';
    if (n > 0) memcpy(room + type.n + 1, reference.p + prefix.n, n);
    return map_get(&s->by_name, (str){room, type.n + 1 + n});
}

fhir_known *chart_fhir_find(const fhir_shelf *s, str type, str reference)
{
    uint32_t at = map_get(&s->by_name, reference);
    if (at == MAP_NONE) at = map_get(&s->by_name, local_part(type, reference));
    if (at == MAP_NONE) at = find_uuid(s, type, reference);
    return at == MAP_NONE ? NULL : s->items[at];
}
