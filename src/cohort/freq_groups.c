/*
 * Reading who belongs to which population; see freq.h.
 */
#include <string.h>

#include "base/map.h"
#include "cohort/freq.h"

enum { FIELDS_MAX = 64 };

typedef struct fields {
    str list[FIELDS_MAX];
    size_t count;
} fields;

typedef struct layout {
    const char *name;
    char mark;            /* tab, or space */
    size_t sample, group; /* columns */
    bool has_header;
} layout;

/* Fields of a line; runs of spaces count once when spaces separate. */
static void split(str line, char mark, fields *out)
{
    out->count = 0;
    str part;
    while (out->count < FIELDS_MAX && str_next(&line, mark, &part)) {
        if (mark == ' ' && part.n == 0) continue;
        out->list[out->count++] = str_trim(part);
    }
}

static bool one_of(str text, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (str_eq_ci(text, str_of(*names))) return true;
    }
    return false;
}

static status find_layout(const fields *f, const char *column, layout *out, err *e)
{
    static const char *const sample_names[] = {"sample", "#sample", "IID", "#IID", "id", NULL};
    static const char *const group_names[] = {"group", "population", "pop", NULL};
    const char *const asked[] = {column, NULL};
    size_t sample = FIELDS_MAX, group = FIELDS_MAX;
    for (size_t i = f->count; i-- > 0;) {
        if (one_of(f->list[i], sample_names)) sample = i;
        if (one_of(f->list[i], column != NULL ? asked : group_names)) group = i;
    }
    out->has_header = sample != FIELDS_MAX;
    out->sample = out->has_header ? sample : 0;
    out->group = out->has_header ? group : 1;
    if (out->has_header && group == FIELDS_MAX) {
        FAIL(e, E_NOTFOUND, "%s:1: no column '%s'", out->name, column != NULL ? column : "group");
    }
    if (!out->has_header && column != NULL) {
        FAIL(e, E_NOTFOUND, "%s:1: no header with a sample column and '%s'", out->name, column);
    }
    return OK;
}

typedef struct reader {
    map samples, groups;
    freq_groups *out;
    uint8_t *listed;
    arena *memory;
} reader;

static status take_line(reader *r, const layout *form, size_t number, const fields *f, err *e)
{
    if (f->count <= form->sample || f->count <= form->group) {
        FAIL(e, E_SYNTAX, "%s:%zu: %zu field(s), at least %zu expected", form->name, number,
             f->count, (form->sample > form->group ? form->sample : form->group) + 1);
    }
    str name = f->list[form->group];
    uint32_t sample = map_get(&r->samples, f->list[form->sample]);
    if (sample == MAP_NONE || name.n == 0 || str_eq(name, STR("."))) return OK;
    uint32_t group = map_get(&r->groups, name);
    if (group == MAP_NONE) {
        if (r->out->count == FREQ_GROUPS_MAX) {
            FAIL(e, E_LIMIT, "%s:%zu: more than %d groups", form->name, number,
                 FREQ_GROUPS_MAX - 1);
        }
        group = (uint32_t)r->out->count++;
        r->out->names[group] = str_copy(r->memory, name);
        TRY_MEM(e, r->out->names[group].p);
        TRY(map_add(&r->groups, r->out->names[group], group, e));
    }
    if (r->listed[sample] != 0 && r->out->of_sample[sample] != group) {
        FAIL(e, E_CONFLICT, "%s:%zu: sample '%.*s' is in two groups", form->name, number,
             STR_ARG(f->list[form->sample]));
    }
    r->listed[sample] = 1;
    r->out->of_sample[sample] = (uint16_t)group;
    return OK;
}

static status read_lines(reader *r, layout *form, str text, const char *column, err *e)
{
    fields f;
    str line, rest = text;
    for (size_t number = 1; str_next(&rest, '\n', &line); number++) {
        if (str_trim(line).n == 0) continue;
        if (number == 1) form->mark = str_find(line, '\t') < line.n ? '\t' : ' ';
        split(line, form->mark, &f);
        if (number == 1) TRY(find_layout(&f, column, form, e));
        if (number == 1 && form->has_header) continue;
        TRY(take_line(r, form, number, &f, e));
    }
    return OK;
}

/* Groups in the order of their names, whatever the order of the table. */
static status sort_groups(freq_groups *g, size_t samples, arena *a, err *e)
{
    uint16_t *order = ARENA_ARRAY(a, uint16_t, g->count),
             *place = ARENA_ARRAY(a, uint16_t, g->count);
    str *names = ARENA_ARRAY(a, str, g->count);
    if (order == NULL || place == NULL || names == NULL) FAIL(e, E_MEMORY, "out of memory");
    for (size_t i = 0; i < g->count; i++) {
        size_t at = i;
        for (; at > 1 && str_cmp(g->names[order[at - 1]], g->names[i]) > 0; at--) {
            order[at] = order[at - 1];
        }
        order[at] = (uint16_t)i;
    }
    for (size_t i = 0; i < g->count; i++) {
        place[order[i]] = (uint16_t)i;
        names[i] = g->names[order[i]];
    }
    g->names = names;
    for (size_t i = 0; i < samples; i++) g->of_sample[i] = place[g->of_sample[i]];
    return OK;
}

status freq_groups_read(const char *name, str text, const char *column, const cohort *c, arena *a,
                        freq_groups *out, err *e)
{
    size_t samples;
    const str *names = cohort_samples(c, &samples);
    reader r = {.out = out, .memory = a};
    *out = (freq_groups){.count = 1};
    out->names = ARENA_ARRAY(a, str, FREQ_GROUPS_MAX);
    out->of_sample = ARENA_ARRAY(a, uint16_t, samples + 1);
    r.listed = ARENA_ARRAY(a, uint8_t, samples + 1);
    if (out->names == NULL || out->of_sample == NULL || r.listed == NULL) {
        FAIL(e, E_MEMORY, "out of memory");
    }
    out->names[0] = STR("all");
    TRY(map_init(&r.samples, a, samples + 1, e));
    TRY(map_init(&r.groups, a, FREQ_GROUPS_MAX, e));
    for (size_t i = 0; i < samples; i++) TRY(map_add(&r.samples, names[i], (uint32_t)i, e));
    layout form = {.name = name};
    if (!str_is_utf8(text)) FAIL(e, E_SYNTAX, "%s: not text in UTF-8", name);
    TRY(read_lines(&r, &form, text, column, e));
    for (size_t i = 0; i < samples; i++) out->unlisted += r.listed[i] == 0;
    return sort_groups(out, samples, a, e);
}
