/*
 * Streams of called people. Two ways through: person by person (few people, or a table), and for
 * many people each distinct genotype pattern rendered once and then put together by person.
 */
#include "cli/call_output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/call_fragments.h"
#include "cli/progress.h"
#include "cohort/rows.h"
#include "report/call_table.h"
#include "report/call_tsv.h"

enum { PAGE_STEP = 1 << 18, MANY_PEOPLE = 32, PATH_BYTES_MAX = 4096 };
#define PAGE_MAX ((size_t)1 << 31)

static const struct {
    const char *name, *ending;
    call_format format;
} formats_known[CALL_FORMATS] = {{"table", ".txt", FORMAT_TABLE},
                                 {"tsv", ".tsv", FORMAT_TSV},
                                 {"json", ".json", FORMAT_JSON},
                                 {"ndjson", ".ndjson", FORMAT_NDJSON}};

status call_formats_parse(const char *list, unsigned *formats, err *e)
{
    str rest = str_of(list), name;
    unsigned found = 0;
    while (str_next(&rest, ',', &name)) {
        size_t i = 0;
        name = str_trim(name);
        while (i < CALL_FORMATS && !str_eq_ci(name, str_of(formats_known[i].name))) i++;
        if (i == CALL_FORMATS) {
            FAIL(e, E_ARGUMENT, "--format takes table, tsv, json or ndjson, not '%.*s'",
                 STR_ARG(name));
        }
        found |= (unsigned)formats_known[i].format;
    }
    *formats = found;
    return OK;
}

/* ---- opening, closing ---- */

static bool ends_with(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    return n > m && strcmp(text + n - m, ending) == 0;
}

static status open_stream(call_output *o, call_format format, const char *path, err *e)
{
    call_stream *s = &o->streams[o->count];
    *s = (call_stream){.format = format, .file.fd = -1};
    buf_init(&s->page, PAGE_MAX);
    TRY(outfile_open(&s->file, path, e));
    o->count++;
    s->zipped = format != FORMAT_TABLE && ends_with(path, ".gz");
    s->colour = format == FORMAT_TABLE && s->file.is_stdout && isatty(STDOUT_FILENO) != 0;
    return s->zipped ? bgzf_out_open(&s->z, &s->file, e) : OK;
}

status call_output_open(call_output *o, unsigned formats, const char *path, err *e)
{
    bool several = (formats & (formats - 1)) != 0;
    *o = (call_output){.formats = formats};
    if (several && strcmp(path, "-") == 0) {
        FAIL(e, E_ARGUMENT, "several formats need -o BASE (BASE.tsv, BASE.json …)");
    }
    for (size_t i = 0; i < CALL_FORMATS; i++) {
        char full[PATH_BYTES_MAX];
        if ((formats & (unsigned)formats_known[i].format) == 0) continue;
        int n = snprintf(full, sizeof full, "%s%s", path, several ? formats_known[i].ending : "");
        if (n < 0 || (size_t)n >= sizeof full) FAIL(e, E_LIMIT, "output name is too long");
        TRY(open_stream(o, formats_known[i].format, full, e));
    }
    return OK;
}

static status pass_on(call_stream *s, err *e)
{
    TRY(buf_status(&s->page, e));
    str text = buf_str(&s->page);
    TRY(s->zipped ? bgzf_out_write(&s->z, text, e) : outfile_write(&s->file, text, e));
    buf_reset(&s->page);
    return OK;
}

bool call_output_needs_words(const call_output *o)
{
    return (o->formats & FORMAT_TABLE) != 0;
}

void call_output_use_words(call_output *o, const catalogue *words)
{
    for (size_t i = 0; i < o->count; i++) o->streams[i].words = words;
}

status call_output_commit(call_output *o, err *e)
{
    for (size_t i = 0; i < o->count; i++) {
        call_stream *s = &o->streams[i];
        if (s->format == FORMAT_JSON) call_json_document_end(&s->page);
        TRY(pass_on(s, e));
        if (s->zipped) TRY(bgzf_out_finish(&s->z, e));
    }
    for (size_t i = 0; i < o->count; i++) TRY(outfile_commit(&o->streams[i].file, e));
    return OK;
}

void call_output_discard(call_output *o)
{
    for (size_t i = 0; i < o->count; i++) {
        bgzf_out_release(&o->streams[i].z);
        outfile_discard(&o->streams[i].file);
        buf_release(&o->streams[i].page);
    }
    o->count = 0;
}

/* ---- one person ---- */

static void begin_stream(call_stream *s)
{
    if (s->begun) return;
    s->begun = true;
    if (s->format == FORMAT_TSV) call_tsv_header(&s->page);
    if (s->format == FORMAT_JSON) call_json_document_begin(&s->page);
}

static void begin_person(call_stream *s, const call_origin *origin, str sample)
{
    begin_stream(s);
    if (s->format == FORMAT_JSON) buf_put_text(&s->page, s->people > 0 ? ",\n" : "\n");
    if (s->format != FORMAT_TSV) call_json_person_begin(&s->page, origin, sample);
}

static void end_person(call_stream *s)
{
    if (s->format != FORMAT_TSV) call_json_person_end(&s->page);
    if (s->format == FORMAT_NDJSON) buf_put_c(&s->page, '\n');
}

static status put_person(call_stream *s, const finding_set *set, const call_origin *origin, err *e)
{
    if (s->format == FORMAT_TABLE) {
        if (s->people > 0) buf_put_c(&s->page, '\n');
        TRY(call_table_person(&s->page, set, s->words, origin->build, s->colour, e));
    } else {
        begin_person(s, origin, set->sample);
        for (size_t i = 0; i < set->count; i++) {
            if (s->format == FORMAT_TSV) {
                call_tsv_row(&s->page, set->sample, &set->items[i]);
                continue;
            }
            if (i > 0) buf_put_c(&s->page, ',');
            call_json_gene(&s->page, &set->items[i]);
        }
        end_person(s);
    }
    s->people++;
    return s->page.n < PAGE_STEP ? buf_status(&s->page, e) : pass_on(s, e);
}

static status by_person(call_output *o, cohort *c, const outside_calls *calls,
                        const call_origin *origin, err *e)
{
    AUTO(arena_release) arena a = {0};
    size_t people;
    (void)cohort_samples(c, &people);
    for (size_t i = 0; i < people; i++) {
        finding_set set;
        arena_reset(&a);
        TRY(cohort_call_sample(c, i, &a, &set, e));
        TRY(outside_calls_replace(calls, &set, &a, e));
        for (size_t f = 0; f < o->count; f++) TRY(put_person(&o->streams[f], &set, origin, e));
        progress_count(i + 1, people);
    }
    return OK;
}

/* ---- many people ---- */

static const finding *outside_of_gene(const finding *outside, size_t count, str gene)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(outside[i].gene, gene)) return &outside[i];
    }
    return NULL;
}

static void put_gene(call_stream *s, str sample, const finding *outside, str fragment, bool first)
{
    if (s->format == FORMAT_TSV) {
        call_tsv_sample(&s->page, sample);
        if (outside != NULL) call_tsv_tail(&s->page, outside);
    } else {
        if (!first) buf_put_c(&s->page, ',');
        if (outside != NULL) call_json_gene(&s->page, outside);
    }
    if (outside == NULL) buf_put_str(&s->page, fragment);
}

static status put_assembled(call_output *o, const call_fragments *kept, cohort *c, size_t sample,
                            const outside_calls *calls, const call_origin *origin, err *e)
{
    size_t people, count = 0;
    str name = cohort_samples(c, &people)[sample];
    const finding *outside = calls == NULL ? NULL : outside_calls_of(calls, name, &count);
    for (size_t f = 0; f < o->count; f++) {
        call_stream *s = &o->streams[f];
        begin_person(s, origin, name);
        for (size_t g = 0; g < kept->count; g++) {
            const call_gene_fragments *gene = &kept->genes[g];
            str text = call_fragment(gene, s->format != FORMAT_TSV,
                                     cohort_pattern_of(c, gene->gene, sample));
            put_gene(s, name, outside_of_gene(outside, count, gene->name), text, g == 0);
        }
        end_person(s);
        s->people++;
        TRY(s->page.n < PAGE_STEP ? buf_status(&s->page, e) : pass_on(s, e));
    }
    return OK;
}

static status by_pattern(call_output *o, cohort *c, const input_setup *setup,
                         const outside_calls *calls, const call_origin *origin, bool *done, err *e)
{
    AUTO(call_fragments_release) call_fragments kept = {0};
    size_t people;
    (void)cohort_samples(c, &people);
    bool tsv = (o->formats & FORMAT_TSV) != 0;
    bool json = (o->formats & (FORMAT_JSON | FORMAT_NDJSON)) != 0;
    TRY(call_fragments_make(&kept, c, setup, tsv, json, done, e));
    if (!*done) return OK;
    for (size_t i = 0; i < people; i++) {
        TRY(put_assembled(o, &kept, c, i, calls, origin, e));
        progress_count(i + 1, people);
    }
    return OK;
}

static void free_rows(cohort_rows **rows)
{
    cohort_rows_free(*rows);
}

/* Rows alone: equal ones are kept once, which matters for half a million people. */
static status by_rows(call_stream *s, cohort *c, err *e)
{
    static const cohort_row_format format = {call_tsv_header, call_tsv_sample, call_tsv_tail};
    AUTO(free_rows) cohort_rows *rows = NULL;
    size_t people;
    (void)cohort_samples(c, &people);
    TRY(cohort_rows_make(c, &format, &rows, e));
    begin_stream(s);
    for (size_t i = 0; i < people; i++) {
        cohort_rows_append(rows, i, &s->page);
        s->people++;
        if (s->page.n >= PAGE_STEP) TRY(pass_on(s, e));
        progress_count(i + 1, people);
    }
    return buf_status(&s->page, e);
}

status call_output_people(call_output *o, cohort *c, const input_setup *s,
                          const outside_calls *calls, const call_origin *origin, err *e)
{
    size_t people;
    bool done = false;
    (void)cohort_samples(c, &people);
    if (people == 0) {
        for (size_t i = 0; i < o->count; i++) begin_stream(&o->streams[i]);
        return OK;
    }
    if (people >= MANY_PEOPLE && o->formats == FORMAT_TSV && calls == NULL) {
        return by_rows(&o->streams[0], c, e);
    }
    if (people >= MANY_PEOPLE && (o->formats & FORMAT_TABLE) == 0) {
        TRY(by_pattern(o, c, s, calls, origin, &done, e));
    }
    return done ? OK : by_person(o, c, calls, origin, e);
}
