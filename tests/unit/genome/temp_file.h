/*
 * Files for tests: plain, gzip or BGZF, in a directory of their own that is removed at the end.
 */
#ifndef PRECIS_TEST_TEMP_FILE_H
#define PRECIS_TEST_TEMP_FILE_H

#include <stddef.h>
#include <stdbool.h>

/** Path of `name` in the test's directory (made on first use, below TMPDIR); good until 8 further
 *  calls. */
const char *temp_path(const char *name);
void temp_write(const char *path, const void *bytes, size_t n);
/** BGZF in blocks of `block` plain bytes; without the end block when `closed` is false. */
void temp_write_bgzf(const char *path, const void *bytes, size_t n, size_t block, bool closed);
/** A gzip file of two members. */
void temp_write_gzip(const char *path, const void *bytes, size_t n);
/** Removes the directory and what is in it. */
void temp_remove(void);
/** Path of a file of the shared data, or NULL (and a remark) when it is not there. */
const char *shared_path(const char *name);

#endif
