/*
 * Interval questions. Knows sorted regions; knows nothing of files.
 */
#include "genome/region_set.h"

void region_set_all(region_set *set)
{
    *set = (region_set){.all = true};
}

status region_set_make(region_set *set, const genome_region *regions, size_t count, err *e)
{
    *set = (region_set){.regions = regions, .count = count};
    for (size_t i = 0; i < count; i++) {
        const genome_region *r = &regions[i], *last = i == 0 ? NULL : &regions[i - 1];
        bool fits = r->chrom > 0 && r->chrom < CHROM_COUNT && r->start0 < r->end0;
        if (fits && last != NULL) {
            fits = r->chrom > last->chrom || (r->chrom == last->chrom && r->start0 >= last->end0);
        }
        if (!fits) FAIL(e, E_ARGUMENT, "region %zu is empty or out of order", i + 1);
        set->first[r->chrom + 1]++;
    }
    for (size_t c = 0; c < CHROM_COUNT; c++) set->first[c + 1] += set->first[c];
    for (size_t c = 0; c < CHROM_COUNT; c++) set->cursor[c] = set->first[c];
    return OK;
}

/* First region of the chromosome with end0 > pos0, by halving. */
static uint32_t search(const region_set *set, uint8_t chrom, uint32_t pos0)
{
    uint32_t low = set->first[chrom], high = set->first[chrom + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (set->regions[middle].end0 > pos0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

const genome_region *region_set_at(region_set *set, uint8_t chrom, uint32_t pos0)
{
    uint32_t last = set->first[chrom + 1], i = set->cursor[chrom];
    bool behind = i < last && set->regions[i].end0 <= pos0;
    bool ahead = i > set->first[chrom] && set->regions[i - 1].end0 > pos0;
    if (behind || ahead) set->cursor[chrom] = i = search(set, chrom, pos0);
    return i < last ? &set->regions[i] : NULL;
}

bool region_set_touches(region_set *set, uint8_t chrom, uint32_t pos0, uint32_t end0)
{
    if (set->all) return true;
    const genome_region *r = region_set_at(set, chrom, pos0);
    return r != NULL && r->start0 < end0;
}
