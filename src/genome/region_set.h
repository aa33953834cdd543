/*
 * Which positions are wanted: sorted disjoint regions with a cursor for each chromosome, so that
 * the question "does this record touch a region" costs a comparison or two while a sorted file goes
 * by, and stays right when it is not sorted.
 */
#ifndef PRECIS_GENOME_REGION_SET_H
#define PRECIS_GENOME_REGION_SET_H

#include "genome/record.h"

typedef struct region_set {
    const genome_region *regions; /**< borrowed */
    size_t count;
    bool all; /**< no regions were given: everything is wanted */
    uint32_t first[CHROM_COUNT + 1];
    uint32_t cursor[CHROM_COUNT];
} region_set;

/** Everything is wanted. */
void region_set_all(region_set *set);
/** E_ARGUMENT when the regions are not sorted by (chrom, start0), overlap, or have chrom 0. */
CHECKED status region_set_make(region_set *set, const genome_region *regions, size_t count, err *e);
/** The first region of `chrom` that ends behind pos0, or NULL. */
const genome_region *region_set_at(region_set *set, uint8_t chrom, uint32_t pos0);
/** True when [pos0, end0) touches a region. */
bool region_set_touches(region_set *set, uint8_t chrom, uint32_t pos0, uint32_t end0);

#endif
