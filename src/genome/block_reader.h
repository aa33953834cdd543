/*
 * The bytes of a file as they are after decompression: plain, gzip, or BGZF (the blocked gzip of
 * SAM/VCF specification section 4.1), from a file or a pipe. The reader shows a window of
 * consecutive bytes that the caller consumes from the front and widens at the back, so that a line
 * or record is always in one piece. Reading is by read/pread only: a file that shrinks is an error,
 * never a signal. Not for sharing between threads.
 */
#ifndef PRECIS_GENOME_BLOCK_READER_H
#define PRECIS_GENOME_BLOCK_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef enum block_format { BLOCK_PLAIN, BLOCK_GZIP, BLOCK_BGZF } block_format;

enum {
    BLOCK_PAD = 64,      /**< readable bytes behind the window, of any value */
    BLOCK_MAX = 1 << 16, /**< most bytes of one BGZF block, packed or not */
};

/** Where a BGZF block begins, in the stream of plain bytes and in the file. */
typedef struct block_mark {
    uint64_t stream_at;
    uint64_t file_at;
} block_mark;

/** The window is data[begin, end); the other fields are the reader's own. */
typedef struct block_reader {
    char *data;
    size_t begin, end;
    size_t capacity;
    size_t window_max; /**< the window grows to this many bytes; the caller may set it */
    const char *name;  /**< for errors; borrowed */
    block_format format;
    bool seekable;
    bool no_end_block; /**< BGZF without the empty block that should close it (of a pipe: once read)
                        */
    bool last_was_empty;
    int fd;
    uint64_t size_at_open;
    uint64_t stream_at; /**< stream position of data[0] */
    unsigned char *in;
    size_t in_begin, in_end, in_step;
    uint64_t in_file_at; /**< file position of in[in_begin] */
    bool in_over;
    block_mark *marks;
    size_t mark_count, mark_room, mark_hint;
    struct libdeflate_decompressor *inflater;
    void *stream; /**< z_stream of a plain gzip file */
    bool stream_done;
} block_reader;

/** Opens `path` ("-" = standard input) and looks at its first bytes. `name` is borrowed for life.
 *  E_NOTFOUND, E_IO (a directory, not permitted), E_MEMORY. */
CHECKED status block_reader_open(block_reader *r, const char *path, const char *name, err *e);
/** Closes and frees; safe on a zeroed struct and twice. */
void block_reader_release(block_reader *r);

/** Adds bytes to the back of the window; `*grew` is false at the end of the file. Pointers into the
 *  window are void afterwards. E_SYNTAX (cut or damaged compressed data), E_IO (also: the file
 *  became shorter while it was read), E_LIMIT (the window is at its maximum), E_MEMORY. */
CHECKED status block_reader_more(block_reader *r, bool *grew, err *e);
/** Widens until the window holds `n` bytes; `*there` is false when the file ends before. */
CHECKED status block_reader_need(block_reader *r, size_t n, bool *there, err *e);

static inline void block_reader_consume(block_reader *r, size_t n)
{
    r->begin += n;
}

/** Place of the window's first byte: a BGZF virtual offset (block << 16 | within), for plain files
 *  the offset itself. Meaningless for gzip. Grows with the stream. */
uint64_t block_reader_tell(block_reader *r);
/** Empties the window and goes on at `place` (from tell or an index). E_UNSUPPORTED on a pipe or
 *  gzip other than to 0; E_SYNTAX where no block begins there. */
CHECKED status block_reader_seek(block_reader *r, uint64_t place, err *e);
/** First BGZF block that begins at or behind `file_at` and before `limit`, found by its magic and
 *  proven by the block that follows it; UINT64_MAX when there is none. Does not move the window. */
CHECKED status block_reader_find_block(block_reader *r, uint64_t file_at, uint64_t limit,
                                       uint64_t *block_at, err *e);

#endif
