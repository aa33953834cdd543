/*
 * CRC-32 as in gzip and zlib (polynomial 0xEDB88320), continued over pieces. Finds damage; it is no
 * protection against intent.
 */
#ifndef PRECIS_BASE_CHECKSUM_H
#define PRECIS_BASE_CHECKSUM_H

#include "base/text.h"

/** Of all bytes so far, given that of the bytes before (0 at the beginning). */
uint32_t base_crc32(uint32_t before, str bytes);

#endif
