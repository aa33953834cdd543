/*
 * The public face of the library (include/precis.h): handles, plain C types and result codes around
 * the engine of cohort/ and the JSON of report/. It decides nothing and knows no file format.
 */
#include <precis.h>

#include <string.h>

#include "base/version.h"
#include "cohort/engine.h"
#include "report/call_json.h"

#define JSON_MAX ((size_t)1 << 31)

enum { PATH_MAX_BYTES = 4096 };

struct precis {
    kb *knowledge;
    arena memory; /* of the model */
    pgx_model model;
    char version[128];
    err error;
};

const char *precis_version(void)
{
    return PRECIS_VERSION;
}

static precis_result result_of(status s)
{
    switch (s) {
    case OK: return PRECIS_OK;
    case E_NOTFOUND: return PRECIS_NOT_FOUND;
    case E_LIMIT: return PRECIS_LIMIT;
    case E_IO: return PRECIS_IO;
    case E_MEMORY: return PRECIS_NO_MEMORY;
    case E_ARGUMENT: return PRECIS_BAD_ARGUMENT;
    default: return PRECIS_BAD_INPUT;
    }
}

static status open_knowledge(precis *p, const char *path)
{
    TRY(kb_open(path, &p->knowledge, &p->error));
    TRY(pgx_model_build(p->knowledge, &p->memory, &p->model, &p->error));
    str version = kb_version(p->knowledge, "pgx_release");
    size_t n = version.n < sizeof p->version ? version.n : sizeof p->version - 1;
    if (n > 0) memcpy(p->version, version.p, n);
    p->version[n] = '\0';
    return OK;
}

precis_result precis_open(const char *knowledge, precis **out)
{
    if (out == NULL) return PRECIS_BAD_ARGUMENT;
    *out = base_calloc(1, sizeof **out);
    if (*out == NULL) return PRECIS_NO_MEMORY;
    return result_of(open_knowledge(*out, knowledge));
}

void precis_close(precis *p)
{
    if (p == NULL) return;
    arena_release(&p->memory);
    kb_close(p->knowledge);
    base_free(p);
}

const char *precis_error(const precis *p)
{
    return p == NULL ? "out of memory" : p->error.text;
}

const char *precis_knowledge(const precis *p)
{
    return p == NULL ? "" : p->version;
}

static void put_person(buf *out, const call_origin *origin, const finding_set *set, bool first)
{
    buf_put_text(out, first ? "\n" : ",\n");
    call_json_person_begin(out, origin, set->sample);
    for (size_t i = 0; i < set->count; i++) {
        if (i > 0) buf_put_c(out, ',');
        call_json_gene(out, &set->items[i]);
    }
    call_json_person_end(out);
}

static status put_people(precis *p, cohort *c, call_origin *origin, buf *out)
{
    size_t people;
    (void)cohort_samples(c, &people);
    AUTO(arena_release) arena a = {0};
    origin->build = cohort_build(c) == BUILD_37 ? "GRCh37" : "GRCh38";
    origin->notes = cohort_notes(c, &origin->note_count);
    call_json_document_begin(out);
    for (size_t i = 0; i < people; i++) {
        finding_set set;
        TRY(cohort_call_sample(c, i, &a, &set, &p->error));
        put_person(out, origin, &set, i == 0);
        TRY(buf_status(out, &p->error));
        arena_reset(&a);
    }
    call_json_document_end(out);
    buf_put_c(out, '\0');
    return buf_status(out, &p->error);
}

static void free_cohort(cohort **c)
{
    cohort_free(*c);
}

static status call_file(precis *p, const char *path, const precis_call_options *o, buf *out)
{
    cohort_options options = {.read = {.build = BUILD_UNKNOWN}, .call = {.details = true}};
    if (o->build != 0 && o->build != 37 && o->build != 38) {
        FAIL(&p->error, E_ARGUMENT, "build is 37, 38 or 0, not %d", o->build);
    }
    if (o->build != 0) options.read.build = o->build == 37 ? BUILD_37 : BUILD_38;
    options.read.compatible = options.call.compatible = o->compatible != 0;
    options.read.absent_is_reference = o->absent_is_reference != 0;
    options.read.min_gq = o->min_gq;
    options.read.min_dp = o->min_dp;
    AUTO(free_cohort) cohort *c = NULL;
    TRY(cohort_read(&path, 1, &p->model, &options, &c, &p->error));
    call_origin origin = {.files = &path,
                          .file_count = 1,
                          .knowledge = str_of(p->version),
                          .checksum = kb_checksum(p->knowledge),
                          .mode = o->compatible != 0 ? "compatible" : "default"};
    return put_people(p, c, &origin, out);
}

precis_result precis_call_file(precis *p, const char *path, const precis_call_options *options,
                               char **json, size_t *length)
{
    static const precis_call_options defaults = {0};
    if (p == NULL) return PRECIS_BAD_ARGUMENT;
    err_clear(&p->error);
    if (path == NULL || json == NULL || p->model.genes == NULL) {
        return result_of(err_set(&p->error, E_ARGUMENT, "precis_call_file: %s",
                                 path == NULL   ? "no file is named"
                                 : json == NULL ? "there is no place for the answer"
                                                : "the handle holds no knowledge"));
    }
    buf out;
    buf_init(&out, JSON_MAX);
    status s = call_file(p, path, options != NULL ? options : &defaults, &out);
    if (s != OK) {
        buf_release(&out);
        return result_of(s);
    }
    *json = out.p;
    if (length != NULL) *length = out.n - 1;
    return PRECIS_OK;
}

void precis_text_free(char *text)
{
    base_free(text);
}
