/*
 * Files: bounded reads and all-or-nothing writes. Knows descriptors and names; nothing of content.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 1 << 16, WRITE_STEP = 1 << 18 };

static uint64_t flush_countdown; /* fault injection, tests only */

void outfile_fail_after(uint64_t nth)
{
    flush_countdown = nth;
}

bool file_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool file_is_stream(const char *path)
{
    struct stat info;
    if (strcmp(path, "-") == 0) return true;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static status read_descriptor(int fd, const char *path, buf *out, err *e)
{
    for (;;) {
        size_t want = out->max - out->n < READ_STEP ? out->max - out->n : READ_STEP;
        char extra;
        char *to = want == 0 ? &extra : buf_room(out, want);
        if (to == NULL) FAIL(e, E_MEMORY, "%s: out of memory", path);
        ssize_t got = read(fd, to, want == 0 ? 1 : want);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) FAIL(e, E_IO, "%s: cannot read: %s", path, strerror(errno));
        if (got == 0) return OK;
        if (want == 0) FAIL(e, E_LIMIT, "%s: larger than the limit of %zu bytes", path, out->max);
        out->n += (size_t)got;
    }
}

status file_read(const char *path, buf *out, err *e)
{
    if (strcmp(path, "-") == 0) return read_descriptor(STDIN_FILENO, "standard input", out, e);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        FAIL(e, errno == ENOENT ? E_NOTFOUND : E_IO, "%s: cannot open: %s", path, strerror(errno));
    }
    status result = read_descriptor(fd, path, out, e);
    (void)close(fd);
    return result;
}

status outfile_open(outfile *out, const char *path, err *e)
{
    *out = (outfile){.fd = -1};
    buf_init(&out->pending, (size_t)WRITE_STEP);
    if (strcmp(path, "-") == 0) {
        out->is_stdout = true;
        out->fd = STDOUT_FILENO;
        return OK;
    }
    int n = snprintf(out->path, sizeof out->path, "%s", path);
    if (n < 0 || (size_t)n >= sizeof out->path) FAIL(e, E_LIMIT, "output name is too long");
    if (file_is_directory(path)) FAIL(e, E_IO, "%s: is a directory, a file name is needed", path);
    /* a device or pipe must not be replaced by a file */
    if (file_is_stream(path)) {
        out->fd = open(path, O_WRONLY | O_CLOEXEC);
        if (out->fd < 0) FAIL(e, E_IO, "%s: cannot write: %s", path, strerror(errno));
        return OK;
    }
    (void)snprintf(out->part, sizeof out->part, "%s.%ld.part", path, (long)getpid());
    out->fd = open(out->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (out->fd < 0) {
        int why = errno;
        out->part[0] = '\0';
        FAIL(e, E_IO, "%s: cannot write: %s", path, strerror(why));
    }
    return OK;
}

static const char *shown_name(const outfile *out)
{
    return out->is_stdout ? "standard output" : out->path;
}

static status write_all(outfile *out, const char *p, size_t n, err *e)
{
    if (n == 0) return OK;
    bool injected = flush_countdown != 0 && --flush_countdown == 0;
    while (n > 0) {
        ssize_t done = injected ? -1 : write(out->fd, p, n);
        if (injected) errno = ENOSPC;
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            out->failed = true;
            FAIL(e, E_IO, "%s: cannot write: %s", shown_name(out), strerror(errno));
        }
        p += done;
        n -= (size_t)done;
    }
    return OK;
}

static status flush(outfile *out, err *e)
{
    status result = write_all(out, out->pending.p, out->pending.n, e);
    buf_reset(&out->pending);
    return result;
}

status outfile_write(outfile *out, str bytes, err *e)
{
    out->crc32 = libdeflate_crc32(out->crc32, bytes.p, bytes.n);
    out->written += bytes.n;
    if (out->pending.n + bytes.n > out->pending.max) TRY(flush(out, e));
    if (bytes.n >= out->pending.max) return write_all(out, bytes.p, bytes.n, e);
    buf_put_str(&out->pending, bytes);
    return buf_status(&out->pending, e);
}

status outfile_commit(outfile *out, err *e)
{
    if (out->failed) FAIL(e, E_IO, "%s: an earlier write failed", shown_name(out));
    TRY(flush(out, e));
    if (out->is_stdout) return OK;
    if (fsync(out->fd) != 0 && errno != EINVAL && errno != EROFS) {
        FAIL(e, E_IO, "%s: cannot write: %s", out->path, strerror(errno));
    }
    int closed = close(out->fd);
    out->fd = -1;
    if (closed != 0) FAIL(e, E_IO, "%s: cannot write: %s", out->path, strerror(errno));
    if (out->part[0] != '\0' && rename(out->part, out->path) != 0) {
        FAIL(e, E_IO, "%s: cannot rename: %s", out->path, strerror(errno));
    }
    out->part[0] = '\0';
    return OK;
}

void outfile_discard(outfile *out)
{
    buf_release(&out->pending);
    if (out->is_stdout) return;
    if (out->fd >= 0 && out->path[0] != '\0') (void)close(out->fd);
    if (out->part[0] != '\0') (void)unlink(out->part);
    out->part[0] = '\0';
    out->fd = -1;
}

status outfile_print(const buf *text, err *e)
{
    AUTO(outfile_discard) outfile out = {.fd = -1};
    TRY(buf_status(text, e));
    TRY(outfile_open(&out, "-", e));
    TRY(outfile_write(&out, buf_str(text), e));
    return outfile_commit(&out, e);
}
