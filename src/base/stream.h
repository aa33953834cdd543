/*
 * Input that is read once, from the front, in bounded pieces: a file, standard input or bytes in
 * memory; plain, gzip (any number of members) or zstd (any number of frames), told by the first
 * bytes. Decompression stops at limits, so that a small file cannot become an endless one. A
 * compressed input that ends early, or does not match its check sums, is an error. Nothing here
 * looks at the content.
 */
#ifndef PRECIS_BASE_STREAM_H
#define PRECIS_BASE_STREAM_H

#include "base/text.h"

typedef struct stream stream;

enum { STREAM_PEEK = 4096 };

/** Bounds on what comes out of compressed input; 0 takes the default. Plain input has none: its
 *  reader bounds what it keeps. */
typedef struct stream_limits {
    uint64_t bytes_max;  /**< decompressed bytes; 1 TiB */
    uint32_t ratio_max;  /**< decompressed bytes for each compressed one; 500 */
    uint64_t ratio_from; /**< decompressed bytes before the ratio counts; 64 MiB */
} stream_limits;

/** Opens a file, or standard input for "-". `path` outlives the stream, `limits` may be NULL.
 *  E_NOTFOUND, E_IO (also for a folder), E_MEMORY; errors name the file. */
CHECKED status stream_open(const char *path, const stream_limits *limits, stream **out, err *e);
/** Opens bytes in memory, which outlive the stream, as does `name`. */
CHECKED status stream_open_text(const char *name, str bytes, const stream_limits *limits,
                                stream **out, err *e);
/** Puts at most `room` (at least 1) bytes at `to`; `*got` is 0 only at the end. E_IO, E_SYNTAX
 *  (damaged or cut compressed data), E_LIMIT (past the limits), E_MEMORY. */
CHECKED status stream_read(stream *s, char *to, size_t room, size_t *got, err *e);
/** The first bytes, at most STREAM_PEEK, without taking them; valid until the next call. Only
 * before the first stream_read. Fails as stream_read. */
CHECKED status stream_peek(stream *s, str *front, err *e);
/** Name for messages: the path, or "standard input". */
const char *stream_name(const stream *s);
/** Accepts NULL. */
void stream_close(stream *s);

#endif
