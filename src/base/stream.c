/*
 * Bounded reading of plain, gzip and zstd input. Knows descriptors, the two formats' decoders and
 * limits; nothing of what the bytes mean.
 */
#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { IN_ROOM = 1 << 17, MAGIC = 4, ZSTD_WINDOW_LOG = 27 };

typedef enum packing { PLAIN, GZIP, ZSTD } packing;

struct stream {
    const char *name;
    int fd;       /* -1: `text` is the source */
    str text;     /* what is left of a text in memory */
    bool at_end;  /* the source has no more */
    bool between; /* stands at the start of a gzip member or zstd frame */
    packing packing;
    stream_limits limits;
    uint64_t raw, made; /* bytes from the source, bytes handed out */
    z_stream gzip;
    bool gzip_ready;
    ZSTD_DStream *zstd;
    size_t begin, end; /* unread bytes of `in` */
    unsigned char in[IN_ROOM];
    size_t ahead_begin, ahead_end; /* of what stream_peek read */
    char ahead[STREAM_PEEK];
};

const char *stream_name(const stream *s)
{
    return s->name;
}

/* ---- the source ---- */

static status from_source(stream *s, char *to, size_t room, size_t *got, err *e)
{
    if (s->fd < 0) {
        *got = room < s->text.n ? room : s->text.n;
        if (*got > 0) memcpy(to, s->text.p, *got);
        s->text = (str){s->text.p + *got, s->text.n - *got};
    } else {
        ssize_t n;
        do {
            n = read(s->fd, to, room);
        } while (n < 0 && errno == EINTR);
        if (n < 0) FAIL(e, E_IO, "%s: cannot read: %s", s->name, strerror(errno));
        *got = (size_t)n;
    }
    s->raw += *got;
    s->at_end = *got == 0;
    return OK;
}

/* At least `need` unread bytes in `in`, unless the source ends before. */
static status fill(stream *s, size_t need, err *e)
{
    if (s->end - s->begin >= need || s->at_end) return OK;
    memmove(s->in, s->in + s->begin, s->end - s->begin);
    s->end -= s->begin;
    s->begin = 0;
    while (s->end < need && !s->at_end) {
        size_t got = 0;
        TRY(from_source(s, (char *)s->in + s->end, IN_ROOM - s->end, &got, e));
        s->end += got;
    }
    return OK;
}

/* ---- opening ---- */

static void *zlib_take(void *context, unsigned count, unsigned size)
{
    (void)context;
    return base_calloc(count, size);
}

static void zlib_give(void *context, void *block)
{
    (void)context;
    base_free(block);
}

static status open_decoder(stream *s, err *e)
{
    if (s->packing == GZIP) {
        s->gzip.zalloc = zlib_take;
        s->gzip.zfree = zlib_give;
        if (inflateInit2(&s->gzip, 15 + 16) != Z_OK) {
            FAIL(e, E_MEMORY, "%s: out of memory", s->name);
        }
        s->gzip_ready = true;
    } else if (s->packing == ZSTD) {
        s->zstd = ZSTD_createDStream();
        TRY_MEM(e, s->zstd);
        (void)ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
    }
    return OK;
}

static status find_packing(stream *s, err *e)
{
    TRY(fill(s, MAGIC, e));
    const unsigned char *p = s->in + s->begin;
    size_t n = s->end - s->begin;
    if (n >= 2 && p[0] == 0x1f && p[1] == 0x8b)
        s->packing = GZIP;
    else if (n >= MAGIC && p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd)
        s->packing = ZSTD;
    s->between = true;
    return open_decoder(s, e);
}

static stream *blank_stream(const char *name, const stream_limits *limits)
{
    stream *s = base_calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    if (limits != NULL) s->limits = *limits;
    if (s->limits.bytes_max == 0) s->limits.bytes_max = (uint64_t)1 << 40;
    if (s->limits.ratio_max == 0) s->limits.ratio_max = 500;
    if (s->limits.ratio_from == 0) s->limits.ratio_from = (uint64_t)64 << 20;
    s->name = name;
    s->fd = -1;
    return s;
}

static status open_descriptor(stream *s, const char *path, err *e)
{
    struct stat info;
    s->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0) {
        FAIL(e, errno == ENOENT ? E_NOTFOUND : E_IO, "%s: cannot open: %s", s->name,
             strerror(errno));
    }
    if (fstat(s->fd, &info) != 0) FAIL(e, E_IO, "%s: %s", s->name, strerror(errno));
    if (S_ISDIR(info.st_mode)) FAIL(e, E_IO, "%s: is a folder, a file is needed", s->name);
    return OK;
}

/* Gives the stream when `result` is OK, else closes it. */
static status hand_out(stream *s, status result, stream **out)
{
    if (result == OK)
        *out = s;
    else
        stream_close(s);
    return result;
}

status stream_open(const char *path, const stream_limits *limits, stream **out, err *e)
{
    stream *s = blank_stream(strcmp(path, "-") == 0 ? "standard input" : path, limits);
    TRY_MEM(e, s);
    status result = open_descriptor(s, path, e);
    return hand_out(s, result == OK ? find_packing(s, e) : result, out);
}

status stream_open_text(const char *name, str bytes, const stream_limits *limits, stream **out,
                        err *e)
{
    stream *s = blank_stream(name, limits);
    TRY_MEM(e, s);
    s->text = bytes;
    return hand_out(s, find_packing(s, e), out);
}

void stream_close(stream *s)
{
    if (s == NULL) return;
    if (s->gzip_ready) (void)inflateEnd(&s->gzip);
    if (s->zstd != NULL) (void)ZSTD_freeDStream(s->zstd);
    if (s->fd >= 0) (void)close(s->fd);
    base_free(s);
}

/* ---- reading ---- */

static status read_plain(stream *s, char *to, size_t room, size_t *got, err *e)
{
    size_t held = s->end - s->begin;
    if (held == 0) return s->at_end ? OK : from_source(s, to, room, got, e);
    *got = held < room ? held : room;
    memcpy(to, s->in + s->begin, *got);
    s->begin += *got;
    return OK;
}

static status damaged(const stream *s, const char *format, const char *why, err *e)
{
    FAIL(e, E_SYNTAX, "%s: damaged %s data near compressed byte %llu: %s", s->name, format,
         (unsigned long long)(s->raw - (s->end - s->begin)), why == NULL ? "not decodable" : why);
}

static status cut(const stream *s, const char *format, err *e)
{
    FAIL(e, E_SYNTAX, "%s: the %s data end too early: the file was cut", s->name, format);
}

/* Behind the last gzip member some tools leave zeros; they are no member. */
static bool only_zeros(const stream *s)
{
    for (size_t i = s->begin; i < s->end; i++) {
        if (s->in[i] != 0) return false;
    }
    return true;
}

static status read_gzip(stream *s, char *to, size_t room, size_t *got, err *e)
{
    s->gzip.next_out = (unsigned char *)to;
    s->gzip.avail_out = room > IN_ROOM ? IN_ROOM : (unsigned)room;
    unsigned wanted = s->gzip.avail_out;
    while (s->gzip.avail_out == wanted) {
        TRY(fill(s, 1, e));
        if (s->begin == s->end) return s->between ? OK : cut(s, "gzip", e);
        if (s->between && s->made > 0 && s->in[s->begin] == 0 && only_zeros(s)) {
            s->begin = s->end;
            continue;
        }
        s->between = false;
        s->gzip.next_in = s->in + s->begin;
        s->gzip.avail_in = (unsigned)(s->end - s->begin);
        int result = inflate(&s->gzip, Z_NO_FLUSH);
        s->begin = s->end - s->gzip.avail_in;
        if (result == Z_MEM_ERROR) FAIL(e, E_MEMORY, "%s: out of memory", s->name);
        if (result == Z_STREAM_END) {
            s->between = true;
            (void)inflateReset(&s->gzip);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return damaged(s, "gzip", s->gzip.msg, e);
        }
    }
    *got = wanted - s->gzip.avail_out;
    return OK;
}

static status zstd_failed(const stream *s, size_t code, err *e)
{
    const char *why = ZSTD_getErrorName(code);
    if (strstr(why, "too much memory") != NULL) {
        FAIL(e, E_LIMIT,
             "%s: this zstd file needs a window over %u MiB; compress it without --long", s->name,
             (1u << ZSTD_WINDOW_LOG) >> 20);
    }
    if (strstr(why, "not enough memory") != NULL) FAIL(e, E_MEMORY, "%s: out of memory", s->name);
    return damaged(s, "zstd", why, e);
}

static status read_zstd(stream *s, char *to, size_t room, size_t *got, err *e)
{
    ZSTD_outBuffer made_bytes = {.dst = to, .size = room};
    while (made_bytes.pos == 0) {
        TRY(fill(s, 1, e));
        bool dry = s->begin == s->end;
        if (dry && s->between) return OK;
        ZSTD_inBuffer have = {.src = s->in + s->begin, .size = s->end - s->begin};
        size_t left = ZSTD_decompressStream(s->zstd, &made_bytes, &have);
        if (ZSTD_isError(left)) return zstd_failed(s, left, e);
        s->begin += have.pos;
        s->between = left == 0;
        if (dry && made_bytes.pos == 0) return cut(s, "zstd", e);
    }
    *got = made_bytes.pos;
    return OK;
}

static status within_limits(stream *s, err *e)
{
    uint64_t read_bytes = s->raw - (s->end - s->begin);
    if (s->made > s->limits.bytes_max) {
        FAIL(e, E_LIMIT, "%s: more than %llu bytes when decompressed", s->name,
             (unsigned long long)s->limits.bytes_max);
    }
    if (s->made > s->limits.ratio_from && s->made / s->limits.ratio_max > read_bytes) {
        FAIL(e, E_LIMIT,
             "%s: %llu bytes became %llu and more, over %u times as many: this looks like a "
             "decompression bomb",
             s->name, (unsigned long long)read_bytes, (unsigned long long)s->made,
             s->limits.ratio_max);
    }
    return OK;
}

static status decoded(stream *s, char *to, size_t room, size_t *got, err *e)
{
    *got = 0;
    if (s->packing == PLAIN) return read_plain(s, to, room, got, e);
    if (s->packing == GZIP)
        TRY(read_gzip(s, to, room, got, e));
    else
        TRY(read_zstd(s, to, room, got, e));
    s->made += *got;
    return within_limits(s, e);
}

status stream_peek(stream *s, str *front, err *e)
{
    size_t got = 1;
    while (s->ahead_end < STREAM_PEEK && got > 0) {
        TRY(decoded(s, s->ahead + s->ahead_end, STREAM_PEEK - s->ahead_end, &got, e));
        s->ahead_end += got;
    }
    *front = (str){s->ahead, s->ahead_end};
    return OK;
}

status stream_read(stream *s, char *to, size_t room, size_t *got, err *e)
{
    size_t held = s->ahead_end - s->ahead_begin;
    if (held == 0) return decoded(s, to, room, got, e);
    *got = held < room ? held : room;
    memcpy(to, s->ahead + s->ahead_begin, *got);
    s->ahead_begin += *got;
    return OK;
}
