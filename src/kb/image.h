/*
 * The image: all tables in one block of bytes. Layout (little endian, 4-byte aligned):
 *   magic "PRKB0001", u32 size, u32 crc32 of what follows, u32 tables, u32 pool offset,
 *   per table: u32 name, u32 rows, u32 columns, u32 offset of header cells (cells follow),
 *   cell arrays: u32 offsets into the pool,
 *   pool: per distinct text u32 length, bytes, NUL, padding to 4.
 * A reader checks every offset once, so that a damaged file is an error and not a crash.
 */
#ifndef PRECIS_KB_IMAGE_H
#define PRECIS_KB_IMAGE_H

#include "kb/kb.h"

enum { KB_IMAGE_MAX = 256 << 20, KB_TABLES_MAX = 256 };

/** The image linked into the executable. */
extern const unsigned char kb_embedded_image[];
extern const unsigned char kb_embedded_image_end[];

/** Checks `image` and lays table views over it (in `a`). E_SYNTAX when it is not a whole image. */
CHECKED status kb_image_open(str image, arena *a, kb_table **tables, size_t *count, uint32_t *crc,
                             err *e);

#endif
