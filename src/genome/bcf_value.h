/*
 * Typed values of BCF2 (VCF 4.3 section 6.3.3), read within bounds: integers of 8, 16 or 32 bits,
 * floats and characters, with their reserved values for "missing" and "end of vector".
 */
#ifndef PRECIS_GENOME_BCF_VALUE_H
#define PRECIS_GENOME_BCF_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum { BCF_NONE = 0, BCF_INT8 = 1, BCF_INT16 = 2, BCF_INT32 = 3, BCF_FLOAT = 5, BCF_CHAR = 7 };

/** What integers of every width become. */
#define BCF_MISSING INT32_MIN
#define BCF_END (INT32_MIN + 1)

/** Bytes that are left of a record. */
typedef struct bcf_bytes {
    const unsigned char *p, *end;
} bcf_bytes;

/** A vector in the record. */
typedef struct bcf_vector {
    const unsigned char *data;
    uint32_t type, count;
} bcf_vector;

static inline uint32_t bcf_u32(const unsigned char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v); /* BCF is little-endian, as are the machines this is built for */
    return v;
}

/** Bytes of one value; 0 = no such type (BCF_NONE is handled by callers). */
static inline uint32_t bcf_size(uint32_t type)
{
    switch (type) {
    case BCF_INT8:
    case BCF_CHAR: return 1;
    case BCF_INT16: return 2;
    case BCF_INT32:
    case BCF_FLOAT: return 4;
    default: return 0;
    }
}

/** An integer; the reserved values of each width become BCF_MISSING and BCF_END. */
static inline int32_t bcf_int(uint32_t type, const unsigned char *p)
{
    if (type == BCF_INT8) {
        int8_t v = (int8_t)*p;
        return v == INT8_MIN ? BCF_MISSING : v == INT8_MIN + 1 ? BCF_END : v;
    }
    if (type == BCF_INT16) {
        int16_t v;
        memcpy(&v, p, sizeof v);
        return v == INT16_MIN ? BCF_MISSING : v == INT16_MIN + 1 ? BCF_END : v;
    }
    return (int32_t)bcf_u32(p);
}

/** Type byte and count; false when the record ends before or the type does not exist. */
bool bcf_take_type(bcf_bytes *b, uint32_t *type, uint32_t *count);
/** A whole vector; false when it reaches beyond the record. */
bool bcf_take_vector(bcf_bytes *b, bcf_vector *v);
/** A single integer; false when it is none. */
bool bcf_take_int(bcf_bytes *b, int32_t *value);
/** A character vector, without padding NULs; false when it is none. */
bool bcf_take_text(bcf_bytes *b, str *text);

#endif
