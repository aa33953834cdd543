/*
 * Files: whole files read under a limit, and output that appears under its final name only when
 * it is complete (written beside, synced, renamed). Nothing here follows the content.
 */
#ifndef PRECIS_BASE_FILE_H
#define PRECIS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

/** Appends the whole file (or standard input for "-") to `out`; E_LIMIT past out->max.
 *  Errors name the file: E_NOTFOUND, E_IO. A directory is E_IO. */
CHECKED status file_read(const char *path, buf *out, err *e);
/** True when `path` names a directory. */
bool file_is_directory(const char *path);
/** True when `path` can be read or written only once and from the front: "-", a pipe, a device. */
bool file_is_stream(const char *path);
/** True when `path` exists (of any kind). */
bool file_exists(const char *path);

/** A file being written. Output goes to "<path>.<pid>.part" and moves to `path` on commit;
 *  path "-" writes to standard output as it comes, and so does a device or named pipe. */
typedef struct outfile {
    int fd;
    bool is_stdout;
    bool failed;
    uint64_t written;
    uint32_t crc32; /**< of all bytes written so far (zlib polynomial) */
    buf pending;
    char path[4096];
    char part[4096 + 32];
} outfile;

/** Opens for writing; E_IO names the path and the reason. */
CHECKED status outfile_open(outfile *out, const char *path, err *e);
/** Buffered write; E_IO when the device refuses (full disk), after which commit fails too. */
CHECKED status outfile_write(outfile *out, str bytes, err *e);
/** Flushes, syncs and renames. On failure nothing stays under the final name. */
CHECKED status outfile_commit(outfile *out, err *e);
/** The whole of `text` to standard output; what the buffer failed with, else E_IO. */
CHECKED status outfile_print(const buf *text, err *e);
/** Gives up: removes the part file. Safe after commit and on a zeroed struct; for AUTO. */
void outfile_discard(outfile *out);
/** Fault injection for tests: the nth flush from now fails as if the disk were full; 0 = off. */
void outfile_fail_after(uint64_t nth);

#endif
