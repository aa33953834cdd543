/*
 * Halving a file. Knows blocks and the first two columns of lines; knows nothing of the rest of a
 * record. All lines looked at are remembered, so that later searches start between them and so that
 * any disorder among them is noticed.
 */
#include "genome/block_bisect.h"

#include <string.h>

#include "base/memory.h"
#include "genome/vcf_text.h"

enum { NEAR = 1 << 14, KEY_SHIFT = 32 };

/* A line that was looked at: where it stands and its (contig rank << 32 | pos1). */
typedef struct probe {
    uint64_t place;
    uint64_t key;
} probe;

typedef struct bisect {
    source_context *c;
    probe *probes; /* ascending by place */
    size_t count, room;
    bool sorted;
    uint32_t rank_of[CHROM_COUNT]; /* by chromosome code; UINT32_MAX = not in the header */
} bisect;

/* Contigs in the order of the header; two names of one chromosome make the order unclear. */
static bool rank_contigs(bisect *b)
{
    const genome_header *h = &b->c->header.shown;
    memset(b->rank_of, 0xFF, sizeof b->rank_of);
    for (size_t i = 0; i < h->contig_count; i++) {
        uint8_t code = h->contigs[i].chrom;
        if (code == 0) continue;
        if (b->rank_of[code] != UINT32_MAX) return false;
        b->rank_of[code] = (uint32_t)i;
    }
    return h->contig_count > 0;
}

static bool rank_of_name(const bisect *b, str name, uint32_t *rank)
{
    uint8_t code = genome_chrom_code(name, NULL);
    if (code != 0) {
        *rank = b->rank_of[code];
        return *rank != UINT32_MAX;
    }
    const genome_header *h = &b->c->header.shown;
    for (size_t i = 0; i < h->contig_count; i++) {
        if (!str_eq(h->contigs[i].name, name)) continue;
        *rank = (uint32_t)i;
        return true;
    }
    return false;
}

/* Puts a probe in its place and checks it against its neighbours. */
static status remember(bisect *b, probe p, err *e)
{
    if (b->count == b->room) {
        size_t room = b->room == 0 ? 256 : b->room * 2;
        probe *probes = base_realloc(b->probes, room, sizeof *probes);
        TRY_MEM(e, probes);
        b->probes = probes;
        b->room = room;
    }
    size_t at = b->count;
    while (at > 0 && b->probes[at - 1].place > p.place) at--;
    if (at > 0 && b->probes[at - 1].place == p.place) return OK;
    if (at > 0 && b->probes[at - 1].key > p.key) b->sorted = false;
    if (at < b->count && b->probes[at].key < p.key) b->sorted = false;
    memmove(b->probes + at + 1, b->probes + at, (b->count - at) * sizeof *b->probes);
    b->probes[at] = p;
    b->count++;
    return OK;
}

/* The line at the reader's place as a probe; `*there` is false at the end of the file. */
static status look_at_line(bisect *b, probe *p, bool *there, err *e)
{
    str line = {NULL, 0}, chrom;
    p->place = block_reader_tell(&b->c->in);
    while (line.n == 0) {
        p->place = block_reader_tell(&b->c->in);
        TRY(vcf_text_line(b->c, &line, there, e));
        if (!*there) return OK;
    }
    uint32_t rank, pos1;
    if (!vcf_text_position(line, &chrom, &pos1) || !rank_of_name(b, chrom, &rank)) {
        b->sorted = false;
        return OK;
    }
    p->key = (uint64_t)rank << KEY_SHIFT | pos1;
    return OK;
}

/* The first line that begins in or behind the first block at or behind `file_at`, if that block
 * begins before `limit`. */
static status look_near(bisect *b, uint64_t file_at, uint64_t limit, probe *p, bool *there, err *e)
{
    uint64_t block_at;
    str rest;
    TRY(block_reader_find_block(&b->c->in, file_at, limit, &block_at, e));
    *there = block_at != UINT64_MAX;
    if (!*there) return OK;
    TRY(block_reader_seek(&b->c->in, block_at << 16, e));
    TRY(vcf_text_line(b->c, &rest, there, e));
    if (*there) TRY(look_at_line(b, p, there, e));
    if (*there && b->sorted) TRY(remember(b, *p, e));
    return OK;
}

/* The last remembered line before `key`; there is always one, or the first line. */
static size_t last_before(const bisect *b, uint64_t key)
{
    size_t low = 0, high = b->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->probes[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? 0 : low - 1;
}

/* A place from which on all lines at or behind `key` stand, as near as blocks allow. */
static status search(bisect *b, uint64_t key, uint64_t *from, err *e)
{
    size_t at = last_before(b, key);
    uint64_t low = b->probes[at].place >> 16, high = b->c->in.size_at_open;
    if (at + 1 < b->count) high = b->probes[at + 1].place >> 16;
    *from = b->probes[at].place;
    while (b->sorted && high > low + NEAR) {
        uint64_t middle = low + (high - low) / 2;
        probe p = {0, 0};
        bool there;
        TRY(look_near(b, middle, high, &p, &there, e));
        if (!b->sorted) return OK;
        if (!there || p.key >= key) {
            high = middle;
        } else {
            low = p.place >> 16;
            *from = p.place;
        }
    }
    return OK;
}

/* One stretch for the regions [first, last] of one chromosome, which lie near each other. */
static status add_span(bisect *b, const genome_region *first, const genome_region *last,
                       uint32_t margin, span_list *list, err *e)
{
    uint32_t rank = b->rank_of[first->chrom];
    if (rank == UINT32_MAX) return OK; /* no such contig in this file */
    uint32_t from1 = first->start0 > margin ? first->start0 - margin : 0;
    plan_span span = {.chrom = first->chrom, .stop0 = last->end0, .to = UINT64_MAX};
    TRY(search(b, (uint64_t)rank << KEY_SHIFT | from1, &span.from, e));
    uint64_t stop = (uint64_t)rank << KEY_SHIFT | ((uint64_t)last->end0 + 1);
    /* The first line known to be behind the regions bounds the stretch. */
    for (size_t i = 0; i < b->count; i++) {
        if (b->probes[i].key < stop) continue;
        span.to = b->probes[i].place;
        break;
    }
    return span_list_add(list, span, e);
}

static status add_all(bisect *b, uint32_t margin, span_list *list, err *e)
{
    const region_set *w = &b->c->wanted;
    size_t from = 0;
    for (size_t i = 1; i <= w->count && b->sorted; i++) {
        const genome_region *last = &w->regions[i - 1], *next = &w->regions[i];
        if (i < w->count && next->chrom == last->chrom && next->start0 - last->end0 <= margin) {
            continue;
        }
        TRY(add_span(b, &w->regions[from], last, margin, list, e));
        from = i;
    }
    return OK;
}

static status run(bisect *b, uint32_t margin, span_list *list, err *e)
{
    probe first;
    bool there;
    TRY(block_reader_seek(&b->c->in, b->c->data_place, e));
    TRY(look_at_line(b, &first, &there, e));
    if (!there || !b->sorted) {
        b->sorted = false;
        return OK;
    }
    TRY(remember(b, first, e));
    TRY(add_all(b, margin, list, e));
    if (b->sorted) span_list_tidy(list);
    return OK;
}

status block_bisect_spans(source_context *c, uint32_t margin, span_list *list, bool *sorted, err *e)
{
    bisect b = {.c = c, .sorted = true};
    status result = OK;
    uint64_t number = c->number;
    if (rank_contigs(&b)) {
        result = run(&b, margin, list, e);
    } else {
        b.sorted = false;
    }
    base_free(b.probes);
    c->number = number;
    *sorted = b.sorted;
    return result;
}
