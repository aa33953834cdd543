/*
 * CRC-32 by libdeflate; see checksum.h.
 */
#include "base/checksum.h"

#include <libdeflate.h>

uint32_t base_crc32(uint32_t before, str bytes)
{
    return bytes.n == 0 ? before : libdeflate_crc32(before, bytes.p, bytes.n);
}
