/*
 * Outside calls by sample. Knows the column `sample`; what stands behind it is pgx/outside.h's.
 */
#include "cli/outside_calls.h"

#include <string.h>

#include "genome/text_file.h"
#include "report/call_json.h"

enum { OUTSIDE_BYTES_MAX = 1 << 28, REMARKS_MAX = 10000, FINDING_TEXT_MAX = 1 << 24 };
/* Each person's lines are read with those of others blanked out, so that line numbers stay true. */
#define LINES_TIMES_PEOPLE_MAX ((uint64_t)1 << 31)

typedef struct line_of {
    uint32_t person;
    str fields;
} line_of;

typedef struct reading {
    const char *path;
    const pgx_model *model;
    arena *memory;
    line_of *lines;
    size_t line_count;
    outside_person *people;
    size_t people_count;
    str *remarks;
    size_t remark_count;
} reading;

static bool next_content(str *text, str *line)
{
    while (str_next(text, '\n', line)) {
        str trimmed = str_trim(*line);
        if (trimmed.n == 0) continue;
        if (trimmed.p[0] != '#' || str_starts(trimmed, STR("#sample\t"))) return true;
    }
    return false;
}

static bool has_sample_column(str text)
{
    str line;
    if (!next_content(&text, &line)) return false;
    if (line.p[0] == '#') line = (str){line.p + 1, line.n - 1};
    return line.n > 7 && str_eq_ci((str){line.p, 7}, STR("sample\t"));
}

static status keep_remarks(reading *r, const str *remarks, size_t count, err *e)
{
    if (r->remarks == NULL) {
        r->remarks = ARENA_ARRAY(r->memory, str, REMARKS_MAX);
        TRY_MEM(e, r->remarks);
    }
    for (size_t i = 0; i < count && r->remark_count < REMARKS_MAX; i++) {
        r->remarks[r->remark_count++] = remarks[i];
    }
    return OK;
}

static status read_person(reading *r, str text, outside_person *person, err *e)
{
    const str *remarks;
    size_t count;
    TRY(pgx_outside_read(r->model, r->path, text, r->memory, &person->findings, &person->count,
                         &remarks, &count, e));
    return keep_remarks(r, remarks, count, e);
}

static status take_line(reading *r, map *index, size_t number, str line, bool *header_seen, err *e)
{
    line_of *here = &r->lines[number];
    *here = (line_of){.person = MAP_NONE};
    str trimmed = str_trim(line);
    if (trimmed.n == 0) return OK;
    if (!*header_seen && (trimmed.p[0] != '#' || str_starts(trimmed, STR("#sample\t")))) {
        *header_seen = true;
        return OK;
    }
    if (trimmed.p[0] == '#') return OK;
    size_t tab = str_find(line, '\t');
    if (tab == line.n) {
        FAIL(e, E_SYNTAX, "%s:%zu: a sample, a tab and a call are needed", r->path, number + 1);
    }
    str sample = str_trim((str){line.p, tab});
    here->person = map_get(index, sample);
    if (here->person == MAP_NONE) {
        here->person = (uint32_t)r->people_count;
        r->people[r->people_count++].sample = sample;
        TRY(map_add(index, sample, here->person, e));
    }
    here->fields = (str){line.p + tab + 1, line.n - tab - 1};
    return OK;
}

static status read_people(reading *r, err *e)
{
    if ((uint64_t)r->people_count * r->line_count > LINES_TIMES_PEOPLE_MAX) {
        FAIL(e, E_LIMIT, "%s: too many people and lines; split the file", r->path);
    }
    AUTO(buf_release) buf text;
    buf_init(&text, OUTSIDE_BYTES_MAX);
    for (size_t p = 0; p < r->people_count; p++) {
        buf_reset(&text);
        for (size_t i = 0; i < r->line_count; i++) {
            if (r->lines[i].person == p) buf_put_str(&text, r->lines[i].fields);
            buf_put_c(&text, '\n');
        }
        TRY(buf_status(&text, e));
        str copy = str_copy(r->memory, buf_str(&text)); /* findings borrow from it */
        TRY_MEM(e, copy.p);
        TRY(read_person(r, copy, &r->people[p], e));
    }
    return OK;
}

static status read_by_sample(reading *r, str text, map *index, err *e)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    r->lines = ARENA_ARRAY(r->memory, line_of, lines + 1);
    r->people = ARENA_ARRAY(r->memory, outside_person, lines + 1);
    if (r->lines == NULL || r->people == NULL) FAIL(e, E_MEMORY, "out of memory");
    TRY(map_init(index, r->memory, lines, e));
    bool header_seen = false;
    str line;
    while (str_next(&text, '\n', &line)) {
        TRY(take_line(r, index, r->line_count, line, &header_seen, e));
        r->line_count++;
    }
    return read_people(r, e);
}

/* ---- the same call of several people ---- */

/* A finding says all it holds in its JSON: equal texts are equal findings. */
static status identify(map *known, arena *a, buf *text, finding *f, err *e)
{
    buf_reset(text);
    call_json_gene(text, f);
    TRY(buf_status(text, e));
    uint32_t number = map_get(known, buf_str(text));
    if (number == MAP_NONE) {
        number = known->count + 1;
        str copy = str_copy(a, buf_str(text));
        TRY_MEM(e, copy.p);
        TRY(map_add(known, copy, number, e));
    }
    f->identity = number | FINDING_IDENTITY_OUTSIDE;
    return OK;
}

static status identify_all(reading *r, err *e)
{
    AUTO(arena_release) arena texts = {0};
    AUTO(buf_release) buf text;
    map known;
    size_t count = 0;
    buf_init(&text, FINDING_TEXT_MAX);
    for (size_t i = 0; i < r->people_count; i++) count += r->people[i].count;
    TRY(map_init(&known, &texts, count + 1, e));
    for (size_t i = 0; i < r->people_count; i++) {
        outside_person *p = &r->people[i];
        finding *list = ARENA_ARRAY(r->memory, finding, p->count + 1);
        TRY_MEM(e, list);
        for (size_t k = 0; k < p->count; k++) {
            list[k] = p->findings[k];
            TRY(identify(&known, &texts, &text, &list[k], e));
        }
        p->findings = list;
    }
    return OK;
}

status outside_calls_read(const char *path, const pgx_model *model, arena *a, outside_calls *out,
                          err *e)
{
    AUTO(buf_release) buf raw;
    reading r = {.path = path, .model = model, .memory = a};
    outside_calls made = {0};
    buf_init(&raw, OUTSIDE_BYTES_MAX);
    TRY(genome_text_file_read(path, &raw, e));
    str text = str_copy(a, buf_str(&raw));
    TRY_MEM(e, text.p);
    if (!str_is_utf8(text)) FAIL(e, E_SYNTAX, "%s: not a text file in UTF-8", path);
    made.by_sample = has_sample_column(text);
    if (made.by_sample) {
        TRY(read_by_sample(&r, text, &made.index, e));
    } else {
        r.people = ARENA_NEW(a, outside_person);
        TRY_MEM(e, r.people);
        r.people_count = 1;
        TRY(read_person(&r, text, &r.people[0], e));
    }
    TRY(identify_all(&r, e));
    made.people = r.people;
    made.people_count = r.people_count;
    made.remarks = r.remarks;
    made.remark_count = r.remark_count;
    *out = made;
    return OK;
}

const finding *outside_calls_of(const outside_calls *calls, str sample, size_t *count)
{
    uint32_t at = calls->people_count > 0 ? 0 : MAP_NONE;
    if (calls->by_sample) at = map_get(&calls->index, sample);
    *count = at == MAP_NONE ? 0 : calls->people[at].count;
    return at == MAP_NONE ? NULL : calls->people[at].findings;
}

status outside_calls_replace(const outside_calls *calls, finding_set *set, arena *a, err *e)
{
    size_t count = 0;
    const finding *outside = calls == NULL ? NULL : outside_calls_of(calls, set->sample, &count);
    if (count == 0) return OK;
    finding *items = ARENA_ARRAY(a, finding, set->count + 1);
    TRY_MEM(e, items);
    for (size_t i = 0; i < set->count; i++) {
        items[i] = set->items[i];
        for (size_t j = 0; j < count; j++) {
            if (str_eq(outside[j].gene, items[i].gene)) items[i] = outside[j];
        }
    }
    set->items = items;
    return OK;
}
