/*
 * Reads through block_reader, which knows plain, gzip and BGZF.
 */
#include "genome/text_file.h"

#include "genome/block_reader.h"

enum { STEP = 1 << 16 };

status genome_text_file_read(const char *path, buf *out, err *e)
{
    AUTO(block_reader_release) block_reader r = {0};
    TRY(block_reader_open(&r, path, path, e));
    for (bool more = true; more;) {
        if (r.end == r.begin) TRY(block_reader_more(&r, &more, e));
        size_t n = r.end - r.begin;
        buf_put(out, r.data + r.begin, n);
        block_reader_consume(&r, n);
        if (buf_status(out, e) != OK) FAIL(e, E_LIMIT, "%s: over %zu bytes", path, out->max);
    }
    return OK;
}

status genome_text_file_peek(const char *path, size_t n, buf *out, err *e)
{
    AUTO(block_reader_release) block_reader r = {0};
    TRY(block_reader_open(&r, path, path, e));
    bool there = false;
    TRY(block_reader_need(&r, n < STEP ? n : STEP, &there, e));
    size_t have = r.end - r.begin;
    buf_put(out, r.data + r.begin, have < n ? have : n);
    return buf_status(out, e);
}
