/*
 * Small text inputs that may be compressed, and a look at what kind of file something is. Does not
 * parse anything.
 */
#ifndef PRECIS_GENOME_TEXT_FILE_H
#define PRECIS_GENOME_TEXT_FILE_H

#include "base/text.h"

/** Appends the whole file, decompressed; E_LIMIT past out->max, else as block_reader_open/_more. */
CHECKED status genome_text_file_read(const char *path, buf *out, err *e);
/** Appends at most `n` decompressed bytes from the beginning. Not for standard input. */
CHECKED status genome_text_file_peek(const char *path, size_t n, buf *out, err *e);

#endif
