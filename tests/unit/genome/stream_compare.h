/*
 * Two ways of reading one file, compared record by record: both readers, or with and without index.
 * Used by the unit tests and the fuzz targets.
 */
#ifndef PRECIS_TEST_STREAM_COMPARE_H
#define PRECIS_TEST_STREAM_COMPARE_H

#include "genome/record.h"

typedef struct stream_question {
    const char *path;
    genome_source_options a, b;
    const genome_region *regions; /**< NULL = the whole file */
    size_t region_count;
    bool filter_b; /**< way b reads all and the comparison drops what touches no region */
    const uint32_t *keep;
    size_t keep_count;
    bool fields;   /**< compare GQ, DP, … too */
    bool same_end; /**< both must end without error (else: equal as far as both come) */
} stream_question;

typedef struct stream_answer {
    bool agree;
    uint64_t records; /**< compared */
    status end_a, end_b;
    char why[512]; /**< first difference, or the error text */
} stream_answer;

stream_answer stream_compare(const stream_question *q);

#endif
