/*
 * One row of array text: which columns hold what, and what the letters of a genotype are. Knows the
 * layouts, not the sites.
 */
#ifndef PRECIS_GENOME_ARRAY_ROW_H
#define PRECIS_GENOME_ARRAY_ROW_H

#include "base/text.h"

enum { ARRAY_FIELDS_MAX = 8 };

typedef enum array_kind {
    ARRAY_LETTERS, /**< a and b are bases (b = 0 for a single letter) */
    ARRAY_NO_CALL,
    ARRAY_INDEL, /**< I or D: which sequence is not said */
} array_kind;

typedef struct array_row {
    uint8_t chrom;
    uint32_t pos0;
    char a, b;
    array_kind kind;
} array_row;

typedef enum array_row_result {
    ARRAY_ROW_GOOD,
    ARRAY_ROW_ELSEWHERE, /**< well formed, but on no chromosome of ours (PAR, 0, contigs) */
    ARRAY_ROW_HEADER,    /**< column names */
    ARRAY_ROW_BAD,
} array_row_result;

/** Reads a trimmed line that is neither empty nor a comment. `*what` names the offending field. */
array_row_result array_row_read(str line, array_row *row, const char **what);

#endif
