/*
 * .tbi and .csi. Knows bins, chunks and the linear index; knows nothing of records.
 *
 * A bin is an interval of a chromosome; its chunks are stretches of the file that hold records
 * lying in it. A region needs the chunks of all bins that touch it, from the smallest place on at
 * which a record touching the region's first window can stand (linear index, or a bin's own offset
 * in .csi).
 */
#include "genome/index_file.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { INDEX_MAX = 1 << 30, TBI_SHIFT = 14, TBI_DEPTH = 5, VCF_PRESET = 2, DEPTH_MAX = 9 };

typedef struct index_reader {
    const unsigned char *p, *end;
    const source_context *c;
    bool is_bcf, is_csi;
    uint32_t min_shift, depth;
    str names; /* NUL-separated; p == NULL for BCF */
    span_list *list;
    uint64_t *floor; /* by wanted region of one chromosome: smallest useful place */
} index_reader;

static bool take_u32(index_reader *x, uint32_t *v)
{
    if (x->end - x->p < 4) return false;
    memcpy(v, x->p, 4);
    x->p += 4;
    return true;
}

static uint64_t u64_at(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static bool skip(index_reader *x, uint64_t n)
{
    if (n > (uint64_t)(x->end - x->p)) return false;
    x->p += n;
    return true;
}

/* preset, three columns, comment mark, lines to skip, then the names: the same in both formats. */
static bool take_tabix_part(index_reader *x)
{
    uint32_t preset, unused, names;
    if (!take_u32(x, &preset) || (preset & 0xFFFF) != VCF_PRESET) return false;
    for (int i = 0; i < 5; i++) {
        if (!take_u32(x, &unused)) return false;
    }
    if (!take_u32(x, &names)) return false;
    x->names = (str){(const char *)x->p, names};
    return skip(x, names);
}

static bool take_head(index_reader *x, uint32_t *contigs)
{
    uint32_t aux;
    if (x->end - x->p < 4) return false;
    x->is_csi = memcmp(x->p, "CSI\1", 4) == 0;
    if (!x->is_csi && memcmp(x->p, "TBI\1", 4) != 0) return false;
    x->p += 4;
    if (!x->is_csi) {
        x->min_shift = TBI_SHIFT;
        x->depth = TBI_DEPTH;
        return take_u32(x, contigs) && take_tabix_part(x);
    }
    if (!take_u32(x, &x->min_shift) || !take_u32(x, &x->depth) || !take_u32(x, &aux)) return false;
    if (x->depth > DEPTH_MAX || x->min_shift > 30) return false;
    const unsigned char *behind = x->p;
    if (!skip(x, aux)) return false;
    if (!x->is_bcf) {
        index_reader part = {.p = behind, .end = x->p};
        if (!take_tabix_part(&part)) return false;
        x->names = part.names;
    }
    return take_u32(x, contigs);
}

/* [*start, *end) of a bin; false for the pseudo-bin with statistics and numbers beyond it. */
static bool bin_interval(const index_reader *x, uint32_t bin, uint64_t *start, uint64_t *end)
{
    uint64_t first = 0;
    for (uint32_t level = 0; level <= x->depth; level++) {
        uint64_t here = (uint64_t)1 << 3 * level;
        if (bin < first + here) {
            uint32_t shift = x->min_shift + 3 * (x->depth - level);
            *start = (bin - first) << shift;
            *end = *start + ((uint64_t)1 << shift);
            return true;
        }
        first += here;
    }
    return false;
}

/* First of the regions [low, high) that ends behind `pos`. */
static uint32_t first_behind(const genome_region *regions, uint32_t low, uint32_t high,
                             uint64_t pos)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (regions[middle].end0 > pos)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* A bin's fixed part; x->p is left at its chunks. */
static bool take_bin(index_reader *x, uint32_t *bin, uint64_t *loff, uint32_t *chunks)
{
    if (!take_u32(x, bin)) return false;
    *loff = 0;
    if (x->is_csi) {
        if (x->end - x->p < 8) return false;
        *loff = u64_at(x->p);
        x->p += 8;
    }
    return take_u32(x, chunks) && (uint64_t)*chunks * 16 <= (uint64_t)(x->end - x->p);
}

static status add_chunks(index_reader *x, uint32_t chunks, uint64_t start, uint64_t end,
                         uint8_t chrom, err *e)
{
    const region_set *wanted = &x->c->wanted;
    uint32_t low = wanted->first[chrom], high = wanted->first[chrom + 1];
    for (uint32_t r = first_behind(wanted->regions, low, high, start); r < high; r++) {
        if (wanted->regions[r].start0 >= end) break;
        uint64_t floor = x->floor[r - low];
        for (uint32_t k = 0; k < chunks; k++) {
            uint64_t from = u64_at(x->p + 16 * (size_t)k), to = u64_at(x->p + 16 * (size_t)k + 8);
            if (from < floor) from = floor;
            if (from >= to) continue;
            plan_span span = {from, to, chrom, wanted->regions[r].end0};
            TRY(span_list_add(x->list, span, e));
        }
    }
    return OK;
}

/* The bins of one contig: notes their offsets (first pass of .csi) or takes their chunks. */
static status walk_bins(index_reader *x, uint32_t bins, uint8_t chrom, bool take, bool *good,
                        err *e)
{
    const region_set *wanted = &x->c->wanted;
    uint32_t low = wanted->first[chrom], high = wanted->first[chrom + 1];
    for (uint32_t i = 0; i < bins; i++) {
        uint32_t bin, chunks;
        uint64_t loff, start, end;
        *good = take_bin(x, &bin, &loff, &chunks);
        if (!*good) return OK;
        if (chrom != 0 && bin_interval(x, bin, &start, &end)) {
            if (take) TRY(add_chunks(x, chunks, start, end, chrom, e));
            /* Regions that begin at or behind the bin's start lie behind its offset. */
            uint32_t r = first_behind(wanted->regions, low, high, start);
            if (r < high && wanted->regions[r].start0 < start) r++;
            if (!take && r < high && x->floor[r - low] < loff) x->floor[r - low] = loff;
        }
        x->p += 16 * (size_t)chunks;
    }
    return OK;
}

/* The linear index behind the bins of a .tbi contig. */
static bool take_linear(index_reader *x, uint8_t chrom)
{
    uint32_t windows;
    if (!take_u32(x, &windows)) return false;
    const unsigned char *at = x->p;
    if (!skip(x, (uint64_t)windows * 8)) return false;
    const region_set *wanted = &x->c->wanted;
    uint32_t low = wanted->first[chrom], high = wanted->first[chrom + 1];
    for (uint32_t r = low; chrom != 0 && windows > 0 && r < high; r++) {
        uint32_t window = wanted->regions[r].start0 >> TBI_SHIFT;
        if (window >= windows) window = windows - 1;
        x->floor[r - low] = u64_at(at + 8 * (size_t)window);
    }
    return true;
}

static status take_contig(index_reader *x, uint8_t chrom, bool *good, err *e)
{
    const region_set *wanted = &x->c->wanted;
    if (wanted->first[chrom] == wanted->first[chrom + 1]) chrom = 0;
    uint32_t bins, regions = chrom == 0 ? 0 : wanted->first[chrom + 1] - wanted->first[chrom];
    *good = take_u32(x, &bins);
    if (!*good) return OK;
    if (regions > 0) memset(x->floor, 0, regions * sizeof *x->floor);
    const unsigned char *at = x->p;
    TRY(walk_bins(x, bins, chrom, false, good, e));
    if (*good && !x->is_csi) *good = take_linear(x, chrom);
    if (!*good || chrom == 0) return OK;
    for (uint32_t r = 1; x->is_csi && r < regions; r++) {
        if (x->floor[r] < x->floor[r - 1]) x->floor[r] = x->floor[r - 1];
    }
    const unsigned char *behind = x->p;
    x->p = at;
    TRY(walk_bins(x, bins, chrom, true, good, e));
    x->p = behind;
    return OK;
}

static status take_contigs(index_reader *x, uint32_t contigs, bool *good, err *e)
{
    *good = true;
    for (uint32_t i = 0; i < contigs && *good; i++) {
        uint8_t chrom = 0;
        if (x->is_bcf) {
            if (i < x->c->header.contig_code_count) chrom = x->c->header.contig_codes[i];
        } else {
            str name;
            *good = str_next(&x->names, '\0', &name);
            if (*good) chrom = genome_chrom_code(name, NULL);
        }
        if (*good) TRY(take_contig(x, chrom, good, e));
    }
    return OK;
}

static status read_all(const char *path, buf *bytes, const char **why, err *e)
{
    block_reader in;
    err inner = {.code = OK};
    TRY(block_reader_open(&in, path, path, e));
    bool grew = true;
    status result = OK;
    while (grew && result == OK) {
        result = block_reader_more(&in, &grew, &inner);
        if (result != OK) break;
        buf_put(bytes, in.data + in.begin, in.end - in.begin);
        block_reader_consume(&in, in.end - in.begin);
        result = bytes->failed;
    }
    block_reader_release(&in);
    if (result == E_MEMORY) FAIL(e, E_MEMORY, "out of memory");
    if (result != OK) *why = "damaged";
    return OK;
}

static status spans_of(index_reader *x, const char **why, err *e)
{
    uint32_t contigs;
    bool good;
    if (!take_head(x, &contigs)) {
        *why = "not an index of a VCF or BCF file";
        return OK;
    }
    x->floor = base_calloc(x->c->wanted.count + 1, sizeof *x->floor);
    TRY_MEM(e, x->floor);
    status result = take_contigs(x, contigs, &good, e);
    base_free(x->floor);
    if (result == OK && !good) *why = "damaged";
    return result;
}

status index_file_spans(const char *index_path, const source_context *c, bool is_bcf,
                        span_list *list, const char **why, err *e)
{
    AUTO(buf_release) buf bytes;
    buf_init(&bytes, INDEX_MAX);
    *why = NULL;
    TRY(read_all(index_path, &bytes, why, e));
    if (*why == NULL && bytes.n == 0) *why = "empty";
    if (*why != NULL) return OK;
    index_reader x = {.p = (const unsigned char *)bytes.p, .c = c, .is_bcf = is_bcf, .list = list};
    x.end = x.p + bytes.n;
    TRY(spans_of(&x, why, e));
    if (*why == NULL) span_list_tidy(list);
    return OK;
}
