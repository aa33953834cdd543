/*
 * BED text of any kind: read without a fault, and what is read is sorted and disjoint.
 */
#include "fuzz_common.h"

#include <stdlib.h>

#include "genome/bed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_release) arena a;
    arena_init(&a, 0);
    err e = {0};
    genome_bed bed = {NULL, 0};
    size_t skipped = 0;
    str text = {(const char *)data, size};
    if (genome_bed_parse("fuzz.bed", text, &a, &bed, &skipped, &e) != OK) return 0;
    for (size_t i = 0; i < bed.count; i++) {
        const genome_region *r = &bed.regions[i];
        if (r->chrom == 0 || r->start0 >= r->end0) abort();
        if (i > 0 && r[-1].chrom == r->chrom && r[-1].end0 >= r->start0) abort();
        if (!genome_bed_holds(&bed, r->chrom, r->start0, r->end0)) abort();
        if (r->end0 < UINT32_MAX && genome_bed_holds(&bed, r->chrom, r->start0, r->end0 + 1))
            abort();
    }
    return 0;
}
