/*
 * Making shards: who is in one, what the input is, and the file with its closing line.
 */
#include "cohort/shard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cohort/cohort_parts.h"
#include "cohort/text_out.h"

enum { EDGE = 64 << 10, CHUNK = 1 << 18, CHUNK_MAX = 1 << 30 };

/* ---- the input ---- */

static uint64_t fold(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x100000001B3u ^ value >> 29;
}

/* Size and both ends of a file: cheap for any size, and enough to tell files apart. */
static status hash_file(const char *path, uint64_t *hash, err *e)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) FAIL(e, E_NOTFOUND, "%s: cannot open", path);
    char *edge = base_alloc(EDGE);
    bool ok = edge != NULL;
    for (int end = 0; ok && end < 2; end++) {
        ok = end == 0 || fseek(f, 0, SEEK_END) == 0;
        long size = end == 0 ? 0 : ftell(f);
        long from = size > EDGE ? size - EDGE : 0;
        ok = ok && size >= 0 && fseek(f, from, SEEK_SET) == 0;
        size_t n = ok ? fread(edge, 1, EDGE, f) : 0;
        *hash = fold(fold(*hash, (uint64_t)size), str_hash((str){edge, n}));
        ok = ok && ferror(f) == 0;
    }
    base_free(edge);
    (void)fclose(f);
    return ok ? OK : err_set(e, E_IO, "%s: cannot be read from both ends", path);
}

static void free_genotypes(genotypes **g)
{
    genotypes_free(*g);
}

status shard_input_look(const char *const *paths, size_t path_count, const pgx_model *model,
                        const genotypes_options *read, shard_input *out, err *e)
{
    uint64_t hash = 0xCBF29CE484222325u;
    size_t samples = 0;
    for (size_t i = 0; i < path_count; i++) {
        AUTO(free_genotypes) genotypes *g = NULL;
        if (strcmp(paths[i], "-") == 0) {
            FAIL(e, E_UNSUPPORTED, "a shard cannot be read from standard input");
        }
        TRY(hash_file(paths[i], &hash, e));
        TRY(genotypes_open(paths[i], &model->panel, read, &g, e));
        size_t count;
        const str *names = genotypes_samples(g, &count);
        for (size_t s = 0; s < count; s++) hash = fold(hash, str_hash(names[s]));
        if (i > 0 && count != samples) {
            FAIL(e, E_CONFLICT, "%s: %zu samples, but %zu in %s; parts must have the same samples",
                 paths[i], count, samples, paths[0]);
        }
        samples = count;
    }
    *out = (shard_input){.identity = hash, .samples = samples};
    return OK;
}

/* ---- which samples ---- */

status shard_id_parse(str text, shard_id *out, err *e)
{
    shard_id id = {0, 0};
    size_t slash = str_find(text, '/');
    bool ok = slash < text.n && str_to_u32((str){text.p, slash}, &id.number) &&
              str_to_u32((str){text.p + slash + 1, text.n - slash - 1}, &id.of);
    if (!ok || id.number < 1 || id.number > id.of || id.of > SHARDS_MAX) {
        FAIL(e, E_ARGUMENT, "--shard takes i/n with 1 <= i <= n <= %d, not '%.*s'", SHARDS_MAX,
             STR_ARG(text));
    }
    *out = id;
    return OK;
}

void shard_range(shard_id id, size_t samples, size_t *first, size_t *count)
{
    *first = (size_t)((uint64_t)(id.number - 1) * samples / id.of);
    *count = (size_t)((uint64_t)id.number * samples / id.of) - *first;
}

/* ---- the file ---- */

static status write_rows(text_out *out, const cohort_rows *rows, const cohort *c,
                         const cohort_row_format *format, err *e)
{
    AUTO(buf_release) buf text;
    buf_init(&text, CHUNK_MAX);
    format->header(&text);
    for (size_t i = 0; i < c->sample_count; i++) {
        cohort_rows_append(rows, i, &text);
        if (text.n < CHUNK) continue;
        TRY(buf_status(&text, e));
        TRY(text_out_write(out, buf_str(&text), e));
        buf_reset(&text);
    }
    TRY(buf_status(&text, e));
    return text_out_write(out, buf_str(&text), e);
}

static status write_closing_line(text_out *out, const shard_line *line, err *e)
{
    char text[256];
    int n = snprintf(text, sizeof text,
                     "#shard %" PRIu32 "/%" PRIu32 " samples=%" PRIu64 " rows=%" PRIu64
                     " crc32=%08" PRIx32 " kb=%08" PRIx32 " input=%016" PRIx64
                     " options=%016" PRIx64 "\n",
                     line->id.number, line->id.of, line->samples, line->rows, out->crc32, line->kb,
                     line->input, line->options);
    return text_out_write(out, (str){text, (size_t)n}, e);
}

static void free_rows(cohort_rows **rows)
{
    cohort_rows_free(*rows);
}

static status write_file(const char *path, cohort *c, const cohort_row_format *format,
                         const shard_line *line, err *e)
{
    AUTO(free_rows) cohort_rows *rows = NULL;
    AUTO(text_out_discard) text_out out = {.file = {.fd = -1}};
    TRY(text_out_open(&out, path,
                      e)); /* before the work: a place that cannot be written is said now */
    TRY(cohort_rows_make(c, format, &rows, e));
    TRY(write_rows(&out, rows, c, format, e));
    if (line != NULL) {
        shard_line full = *line;
        full.rows = (uint64_t)c->sample_count * cohort_rows_per_sample(rows);
        TRY(write_closing_line(&out, &full, e));
    }
    return text_out_commit(&out, e);
}

status shard_write(const char *path, cohort *c, const cohort_row_format *format,
                   const shard_line *line, err *e)
{
    size_t n = strlen(path);
    if (n > 3 && strcmp(path + n - 3, ".gz") == 0) {
        FAIL(e, E_UNSUPPORTED, "%s: shards are plain text; 'merge' packs its output", path);
    }
    return write_file(path, c, format, line, e);
}

status shard_write_plain(const char *path, cohort *c, const cohort_row_format *format, err *e)
{
    return write_file(path, c, format, NULL, e);
}
