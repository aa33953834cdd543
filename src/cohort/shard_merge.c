/*
 * Joining shards. The closing lines are read and compared first, then the bytes are copied in shard
 * order while their checksums are taken; the result is renamed into place only if all were right.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/checksum.h"
#include "base/file.h"
#include "cohort/shard.h"
#include "cohort/text_out.h"

enum { LINE_MAX_BYTES = 256, COPY_STEP = 1 << 18 };

typedef struct part {
    const char *path;
    shard_line line;
    uint64_t body; /* bytes before the closing line */
} part;

static void close_file(FILE **f)
{
    if (*f != NULL) (void)fclose(*f);
}

static status open_part(const char *path, FILE **out, err *e)
{
    if (file_is_directory(path)) FAIL(e, E_IO, "%s: is a directory, not a shard", path);
    *out = fopen(path, "rb");
    if (*out == NULL) FAIL(e, E_NOTFOUND, "%s: cannot open: %s", path, strerror(errno));
    return OK;
}

static bool parse_closing_line(const char *text, shard_line *line)
{
    int used = 0;
    int n = sscanf(text,
                   "#shard %" SCNu32 "/%" SCNu32 " samples=%" SCNu64 " rows=%" SCNu64
                   " crc32=%" SCNx32 " kb=%" SCNx32 " input=%" SCNx64 " options=%" SCNx64 "\n%n",
                   &line->id.number, &line->id.of, &line->samples, &line->rows, &line->crc32,
                   &line->kb, &line->input, &line->options, &used);
    return n == 8 && text[used] == '\0' && line->id.number >= 1 && line->id.number <= line->id.of &&
           line->id.of <= SHARDS_MAX;
}

/* The closing line is the last line; a file that was cut does not have one. */
static status read_closing_line(const char *path, part *p, err *e)
{
    AUTO(close_file) FILE *f = NULL;
    TRY(open_part(path, &f, e));
    char tail[LINE_MAX_BYTES + 1];
    long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    long from = size > LINE_MAX_BYTES ? size - LINE_MAX_BYTES : 0;
    if (size < 0 || fseek(f, from, SEEK_SET) != 0) FAIL(e, E_IO, "%s: cannot be read", path);
    size_t n = fread(tail, 1, LINE_MAX_BYTES, f);
    tail[n] = '\0';
    size_t start = n;
    while (start > 0 && !(start < n && tail[start - 1] == '\n')) start--;
    bool whole = n > 0 && tail[n - 1] == '\n' && memchr(tail, '\0', n) == NULL;
    *p = (part){.path = path, .body = (uint64_t)from + start};
    if (!whole || !parse_closing_line(tail + start, &p->line)) {
        FAIL(e, E_SYNTAX, "%s: no closing '#shard' line: the shard is truncated or is no shard",
             path);
    }
    return OK;
}

static status compare(const part *first, const part *p, err *e)
{
    const shard_line *a = &first->line, *b = &p->line;
    const char *what = NULL;
    if (a->id.of != b->id.of)
        what = "another number of shards";
    else if (a->kb != b->kb)
        what = "another knowledge base";
    else if (a->input != b->input)
        what = "other input files";
    else if (a->options != b->options)
        what = "other options";
    if (what == NULL) return OK;
    FAIL(e, E_CONFLICT, "%s: has %s than %s", p->path, what, first->path);
}

/* Puts the parts in shard order: every number exactly once. */
static status arrange(const part *parts, size_t count, const part **order, err *e)
{
    uint32_t of = parts[0].line.id.of;
    for (size_t i = 0; i < count; i++) {
        TRY(compare(&parts[0], &parts[i], e));
        const part **place = &order[parts[i].line.id.number - 1];
        if (*place != NULL) {
            FAIL(e, E_CONFLICT, "%s: shard %" PRIu32 "/%" PRIu32 " is also %s", parts[i].path,
                 parts[i].line.id.number, of, (*place)->path);
        }
        *place = &parts[i];
    }
    for (uint32_t i = 0; i < of; i++) {
        if (order[i] != NULL) continue;
        FAIL(e, E_CONFLICT, "shard %" PRIu32 "/%" PRIu32 " is missing", i + 1, of);
    }
    return OK;
}

static status damaged(const part *p, const char *what, err *e)
{
    FAIL(e, E_SYNTAX, "%s: %s: the shard is damaged", p->path, what);
}

/* Copies the rows; the header row only for the first shard. */
static status copy_part(const part *p, bool with_header, char *room, text_out *out, err *e)
{
    AUTO(close_file) FILE *f = NULL;
    TRY(open_part(p->path, &f, e));
    bool in_header = !with_header;
    uint32_t crc = 0;
    uint64_t lines = 0;
    for (uint64_t left = p->body; left > 0;) {
        size_t want = left < COPY_STEP ? (size_t)left : COPY_STEP;
        size_t n = fread(room, 1, want, f);
        if (n == 0) return damaged(p, "it became shorter while it was read", e);
        left -= n;
        crc = base_crc32(crc, (str){room, n});
        for (const char *at = room; (at = memchr(at, '\n', (size_t)(room + n - at))) != NULL;
             at++) {
            lines++;
        }
        str bytes = {room, n};
        if (in_header) {
            size_t end = str_find(bytes, '\n');
            in_header = end == n;
            size_t skip = in_header ? n : end + 1;
            bytes = (str){room + skip, n - skip};
        }
        TRY(text_out_write(out, bytes, e));
    }
    if (crc != p->line.crc32) return damaged(p, "its checksum is not what its last line says", e);
    if (lines != p->line.rows + 1) return damaged(p, "its rows are not as many as it says", e);
    return OK;
}

static status merge_into(const char *const *paths, size_t path_count, const char *out_path,
                         arena *a, err *e)
{
    part *parts = ARENA_ARRAY(a, part, path_count);
    char *room = arena_alloc(a, COPY_STEP);
    TRY_MEM(e, parts);
    TRY_MEM(e, room);
    for (size_t i = 0; i < path_count; i++) TRY(read_closing_line(paths[i], &parts[i], e));
    uint32_t of = parts[0].line.id.of;
    const part **order = ARENA_ARRAY(a, const part *, of);
    TRY_MEM(e, order);
    TRY(arrange(parts, path_count, order, e));
    AUTO(text_out_discard) text_out out = {.file = {.fd = -1}};
    TRY(text_out_open(&out, out_path, e));
    for (uint32_t i = 0; i < of; i++) TRY(copy_part(order[i], i == 0, room, &out, e));
    return text_out_commit(&out, e);
}

status shard_merge(const char *const *paths, size_t path_count, const char *out_path, err *e)
{
    if (path_count == 0) FAIL(e, E_ARGUMENT, "no shard given");
    AUTO(arena_release) arena a;
    arena_init(&a, 0);
    return merge_into(paths, path_count, out_path, &a, e);
}
