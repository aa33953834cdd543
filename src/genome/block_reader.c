/*
 * Decompression into a window. Knows BGZF blocks, gzip members and file descriptors; knows nothing
 * of lines or records.
 */
#include "genome/block_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

enum {
    IN_CAPACITY = 1 << 18,
    IN_STEP_FIRST = 1 << 15, /* after a jump little is needed; the step then doubles */
    WINDOW_FIRST = 1 << 18,
    BGZF_HEADER = 18, /* with the usual extra field */
    GZIP_FIXED = 12,
    GZIP_TAIL = 8,
    END_BLOCK = 28,
    FIND_SPAN = 2 * BLOCK_MAX,
};

static uint32_t le16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const unsigned char *p)
{
    return le16(p) | le16(p + 2) << 16;
}

/* Bytes of the whole block whose first `n` bytes are at p, 0 when this is no BGZF header or n is
 * too small to tell. `*payload` is where the deflate data begin. */
static size_t bgzf_block_size(const unsigned char *p, size_t n, size_t *payload)
{
    if (n < GZIP_FIXED || p[0] != 0x1f || p[1] != 0x8b || p[2] != 8 || (p[3] & 4) == 0) return 0;
    size_t extra_end = GZIP_FIXED + le16(p + 10);
    if (extra_end > n) return 0;
    for (size_t at = GZIP_FIXED; at + 4 <= extra_end; at += 4 + le16(p + at + 2)) {
        if (p[at] == 'B' && p[at + 1] == 'C' && le16(p + at + 2) == 2 && at + 6 <= extra_end) {
            size_t size = (size_t)le16(p + at + 4) + 1;
            *payload = extra_end;
            return size >= extra_end + GZIP_TAIL ? size : 0;
        }
    }
    return 0;
}

static ssize_t read_at(const block_reader *r, void *to, size_t n, uint64_t file_at)
{
    ssize_t got;
    do {
        got = r->seekable ? pread(r->fd, to, n, (off_t)file_at) : read(r->fd, to, n);
    } while (got < 0 && errno == EINTR);
    return got;
}

static status check_whole(const block_reader *r, uint64_t file_at, err *e)
{
    if (r->seekable && file_at < r->size_at_open) {
        FAIL(e, E_IO, "%s: became shorter while it was read (%llu of %llu bytes)", r->name,
             (unsigned long long)file_at, (unsigned long long)r->size_at_open);
    }
    return OK;
}

/* Tries to have `need` packed bytes at in_begin; fewer only at the end of the file. */
static status fill_input(block_reader *r, size_t need, err *e)
{
    if (r->in_end - r->in_begin >= need) return OK;
    memmove(r->in, r->in + r->in_begin, r->in_end - r->in_begin);
    r->in_end -= r->in_begin;
    r->in_begin = 0;
    while (r->in_end < need && !r->in_over) {
        size_t room = IN_CAPACITY - r->in_end;
        size_t step = r->in_step < room ? r->in_step : room;
        if (step < need - r->in_end) step = need - r->in_end;
        uint64_t file_at = r->in_file_at + r->in_end;
        ssize_t got = read_at(r, r->in + r->in_end, step, file_at);
        if (got < 0) FAIL(e, E_IO, "%s: cannot read: %s", r->name, strerror(errno));
        if (got == 0) {
            r->in_over = true;
            TRY(check_whole(r, file_at, e));
        }
        r->in_end += (size_t)got;
        if (r->in_step < IN_CAPACITY) r->in_step *= 2;
    }
    return OK;
}

static void use_input(block_reader *r, size_t n)
{
    r->in_begin += n;
    r->in_file_at += n;
}

static status find_format(block_reader *r, err *e)
{
    TRY(fill_input(r, BGZF_HEADER, e));
    const unsigned char *p = r->in + r->in_begin;
    size_t n = r->in_end - r->in_begin, payload;
    if (n < 2 || p[0] != 0x1f || p[1] != 0x8b) {
        r->format = BLOCK_PLAIN;
    } else {
        r->format = bgzf_block_size(p, n, &payload) > 0 ? BLOCK_BGZF : BLOCK_GZIP;
    }
    return OK;
}

static void look_for_end_block(block_reader *r)
{
    static const unsigned char end_block[END_BLOCK] = {
        0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 'B', 'C', 2, 0, 0x1b, 0, 3, 0,
    };
    if (!r->seekable || r->format != BLOCK_BGZF) return;
    unsigned char last[END_BLOCK];
    bool there = r->size_at_open >= END_BLOCK &&
                 read_at(r, last, END_BLOCK, r->size_at_open - END_BLOCK) == END_BLOCK &&
                 memcmp(last, end_block, END_BLOCK) == 0;
    r->no_end_block = !there;
}

static status make_decoder(block_reader *r, err *e)
{
    if (r->format == BLOCK_BGZF) {
        r->inflater = libdeflate_alloc_decompressor();
        TRY_MEM(e, r->inflater);
    } else if (r->format == BLOCK_GZIP) {
        z_stream *stream = base_calloc(1, sizeof *stream);
        TRY_MEM(e, stream);
        r->stream = stream;
        if (inflateInit2(stream, 15 + 16) != Z_OK) FAIL(e, E_MEMORY, "out of memory");
    }
    return OK;
}

static status open_descriptor(block_reader *r, const char *path, err *e)
{
    r->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0) {
        FAIL(e, errno == ENOENT ? E_NOTFOUND : E_IO, "%s: cannot open: %s", r->name,
             strerror(errno));
    }
    struct stat info;
    if (fstat(r->fd, &info) != 0) FAIL(e, E_IO, "%s: %s", r->name, strerror(errno));
    if (S_ISDIR(info.st_mode)) FAIL(e, E_IO, "%s: is a directory, a file is needed", r->name);
    /* Standard input redirected from a file may already stand behind its start: read it as a pipe.
     */
    r->seekable = S_ISREG(info.st_mode) && strcmp(path, "-") != 0;
    r->size_at_open = r->seekable ? (uint64_t)info.st_size : 0;
    return OK;
}

static status open_rest(block_reader *r, const char *path, err *e)
{
    TRY(open_descriptor(r, path, e));
    r->in = base_alloc(IN_CAPACITY);
    TRY_MEM(e, r->in);
    r->data = base_alloc((size_t)WINDOW_FIRST + BLOCK_PAD);
    TRY_MEM(e, r->data);
    r->capacity = WINDOW_FIRST;
    TRY(find_format(r, e));
    look_for_end_block(r);
    return make_decoder(r, e);
}

status block_reader_open(block_reader *r, const char *path, const char *name, err *e)
{
    *r = (block_reader){
        .name = name, .fd = -1, .window_max = SIZE_MAX / 4, .in_step = IN_STEP_FIRST};
    status result = open_rest(r, path, e);
    if (result != OK) block_reader_release(r);
    return result;
}

void block_reader_release(block_reader *r)
{
    if (r->data == NULL && r->in == NULL && r->fd <= 0) return;
    if (r->fd >= 0) (void)close(r->fd);
    if (r->inflater != NULL) libdeflate_free_decompressor(r->inflater);
    if (r->stream != NULL) {
        (void)inflateEnd(r->stream);
        base_free(r->stream);
    }
    base_free(r->in);
    base_free(r->data);
    base_free(r->marks);
    *r = (block_reader){.fd = -1};
}

static void forget_passed_marks(block_reader *r)
{
    uint64_t at = r->stream_at + r->begin;
    size_t keep = r->mark_count;
    while (keep > 0 && r->marks[keep - 1].stream_at > at) keep--;
    if (keep > 0) keep--; /* the block that holds the first byte */
    if (keep > 0) memmove(r->marks, r->marks + keep, (r->mark_count - keep) * sizeof *r->marks);
    r->mark_count -= keep;
    r->mark_hint = 0;
}

/* Makes room for `more` bytes at the back of the window. */
static status make_room(block_reader *r, size_t more, err *e)
{
    size_t held = r->end - r->begin;
    if (held > r->window_max) {
        FAIL(e, E_LIMIT, "%s: a line or record is longer than the limit of %zu bytes", r->name,
             r->window_max);
    }
    if (r->capacity - r->end >= more) return OK;
    forget_passed_marks(r);
    if (r->begin > 0) {
        memmove(r->data, r->data + r->begin, held);
        r->stream_at += r->begin;
        r->begin = 0;
        r->end = held;
    }
    if (r->capacity - r->end >= more) return OK;
    size_t capacity = r->capacity * 2;
    if (capacity < held + more) capacity = held + more;
    char *data = base_realloc(r->data, capacity + BLOCK_PAD, 1);
    TRY_MEM(e, data);
    r->data = data;
    r->capacity = capacity;
    return OK;
}

static status add_mark(block_reader *r, uint64_t file_at, err *e)
{
    if (r->mark_count == r->mark_room) {
        size_t room = r->mark_room == 0 ? 64 : r->mark_room * 2;
        block_mark *marks = base_realloc(r->marks, room, sizeof *marks);
        TRY_MEM(e, marks);
        r->marks = marks;
        r->mark_room = room;
    }
    r->marks[r->mark_count++] = (block_mark){r->stream_at + r->end, file_at};
    return OK;
}

static status more_plain(block_reader *r, bool *grew, err *e)
{
    TRY(make_room(r, BLOCK_MAX, e));
    TRY(fill_input(r, 1, e));
    size_t n = r->in_end - r->in_begin;
    if (n > BLOCK_MAX) n = BLOCK_MAX;
    memcpy(r->data + r->end, r->in + r->in_begin, n);
    use_input(r, n);
    r->end += n;
    *grew = n > 0;
    return OK;
}

/* One step of inflate; sets stream_done at the end of the last member. */
static status inflate_step(block_reader *r, err *e)
{
    z_stream *z = r->stream;
    TRY(fill_input(r, 2, e));
    size_t n = r->in_end - r->in_begin;
    if (n == 0) FAIL(e, E_SYNTAX, "%s: truncated: the gzip data end too early", r->name);
    z->next_in = r->in + r->in_begin;
    z->avail_in = (uInt)n;
    z->next_out = (Bytef *)r->data + r->end;
    z->avail_out = BLOCK_MAX;
    int code = inflate(z, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
        FAIL(e, E_SYNTAX, "%s: damaged gzip data near byte %llu", r->name,
             (unsigned long long)r->in_file_at);
    }
    if (code == Z_BUF_ERROR && z->avail_in == n && z->avail_out == BLOCK_MAX) {
        FAIL(e, E_SYNTAX, "%s: truncated: the gzip data end too early", r->name);
    }
    use_input(r, n - z->avail_in);
    r->end += BLOCK_MAX - z->avail_out;
    if (code != Z_STREAM_END) return OK;
    TRY(fill_input(r, 1, e));
    r->stream_done = r->in_end == r->in_begin;
    (void)inflateReset(z);
    return OK;
}

static status more_gzip(block_reader *r, bool *grew, err *e)
{
    TRY(make_room(r, BLOCK_MAX, e));
    size_t before = r->end;
    while (!r->stream_done && r->end == before) TRY(inflate_step(r, e));
    *grew = r->end > before;
    return OK;
}

static status inflate_block(block_reader *r, size_t size, size_t payload, err *e)
{
    const unsigned char *p = r->in + r->in_begin;
    uint32_t crc = le32(p + size - 8), plain = le32(p + size - 4);
    bool good = plain <= BLOCK_MAX;
    if (good && plain > 0) {
        char *to = r->data + r->end;
        good = libdeflate_deflate_decompress(r->inflater, p + payload, size - payload - GZIP_TAIL,
                                             to, plain, NULL) == LIBDEFLATE_SUCCESS &&
               libdeflate_crc32(0, to, plain) == crc;
    }
    if (!good) {
        FAIL(e, E_SYNTAX, "%s: damaged BGZF block at byte %llu", r->name,
             (unsigned long long)r->in_file_at);
    }
    TRY(add_mark(r, r->in_file_at, e));
    r->end += plain;
    r->last_was_empty = plain == 0;
    return OK;
}

static status more_bgzf(block_reader *r, bool *grew, err *e)
{
    TRY(make_room(r, BLOCK_MAX, e));
    size_t before = r->end, payload = 0;
    while (r->end == before) {
        TRY(fill_input(r, BGZF_HEADER, e));
        size_t n = r->in_end - r->in_begin;
        if (n == 0) {
            r->no_end_block = !r->last_was_empty;
            break;
        }
        size_t size = bgzf_block_size(r->in + r->in_begin, n, &payload);
        if (size == 0 && !r->in_over) { /* an unusually long extra field */
            TRY(fill_input(r, BLOCK_MAX, e));
            size = bgzf_block_size(r->in + r->in_begin, r->in_end - r->in_begin, &payload);
        }
        if (size > 0) TRY(fill_input(r, size, e));
        n = r->in_end - r->in_begin;
        if (size == 0 && n >= GZIP_FIXED) {
            FAIL(e, E_SYNTAX, "%s: no BGZF block at byte %llu where one is expected", r->name,
                 (unsigned long long)r->in_file_at);
        }
        if (size == 0 || n < size) {
            FAIL(e, E_SYNTAX, "%s: truncated: the file ends inside the BGZF block at byte %llu",
                 r->name, (unsigned long long)r->in_file_at);
        }
        TRY(inflate_block(r, size, payload, e));
        use_input(r, size);
    }
    *grew = r->end > before;
    return OK;
}

status block_reader_more(block_reader *r, bool *grew, err *e)
{
    switch (r->format) {
    case BLOCK_BGZF: return more_bgzf(r, grew, e);
    case BLOCK_GZIP: return more_gzip(r, grew, e);
    default: return more_plain(r, grew, e);
    }
}

status block_reader_need(block_reader *r, size_t n, bool *there, err *e)
{
    bool grew = true;
    while (grew && r->end - r->begin < n) TRY(block_reader_more(r, &grew, e));
    *there = r->end - r->begin >= n;
    return OK;
}

uint64_t block_reader_tell(block_reader *r)
{
    uint64_t at = r->stream_at + r->begin;
    if (r->format != BLOCK_BGZF) return at;
    if (r->begin == r->end) return r->in_file_at << 16;
    size_t i = r->mark_hint;
    if (i >= r->mark_count || r->marks[i].stream_at > at) i = 0;
    while (i + 1 < r->mark_count && r->marks[i + 1].stream_at <= at) i++;
    r->mark_hint = i;
    return r->marks[i].file_at << 16 | (at - r->marks[i].stream_at);
}

static void rewind_to(block_reader *r, uint64_t file_at)
{
    if (file_at >= r->in_file_at && file_at - r->in_file_at < r->in_end - r->in_begin) {
        r->in_begin += (size_t)(file_at - r->in_file_at);
    } else {
        r->in_begin = r->in_end = 0;
        r->in_step = IN_STEP_FIRST;
    }
    r->in_file_at = file_at;
    r->in_over = false;
    r->begin = r->end = 0;
    r->mark_count = r->mark_hint = 0;
    r->stream_done = false;
    r->stream_at = r->format == BLOCK_PLAIN ? file_at : 0;
}

status block_reader_seek(block_reader *r, uint64_t place, err *e)
{
    if (!r->seekable || (r->format == BLOCK_GZIP && place != 0)) {
        FAIL(e, E_UNSUPPORTED, "%s: cannot be read from another place", r->name);
    }
    if (r->format != BLOCK_BGZF) {
        rewind_to(r, place);
        if (r->format == BLOCK_GZIP) (void)inflateReset(r->stream);
        return OK;
    }
    size_t within = place & 0xFFFF;
    rewind_to(r, place >> 16);
    bool there;
    TRY(block_reader_need(r, within, &there, e));
    if (!there || (r->mark_count > 1 && r->marks[1].stream_at < within)) {
        FAIL(e, E_SYNTAX, "%s: no byte %zu in the BGZF block at byte %llu", r->name, within,
             (unsigned long long)(place >> 16));
    }
    r->begin = within;
    return OK;
}

status block_reader_find_block(block_reader *r, uint64_t file_at, uint64_t limit,
                               uint64_t *block_at, err *e)
{
    unsigned char span[FIND_SPAN + BGZF_HEADER];
    ssize_t got = read_at(r, span, sizeof span, file_at);
    if (got < 0) FAIL(e, E_IO, "%s: cannot read: %s", r->name, strerror(errno));
    size_t n = (size_t)got, payload;
    *block_at = UINT64_MAX;
    for (size_t i = 0; i + GZIP_FIXED <= n && i < BLOCK_MAX && file_at + i < limit; i++) {
        const unsigned char *hit = memchr(span + i, 0x1f, n - i);
        if (hit == NULL) break;
        i = (size_t)(hit - span);
        size_t size = bgzf_block_size(hit, n - i, &payload);
        if (size == 0 || file_at + i >= limit) continue;
        uint64_t next = file_at + i + size;
        bool proven = next == r->size_at_open ||
                      (i + size < n && bgzf_block_size(hit + size, n - i - size, &payload) > 0);
        if (!proven) continue;
        *block_at = file_at + i;
        return OK;
    }
    return OK;
}
