/*
 * The BED reader. Regions are kept in one growing array, sorted and merged at the end.
 */
#include "genome/bed.h"

#include <stdlib.h>

#include "genome/text_file.h"

enum { BED_TEXT_MAX = 1 << 30 };

typedef struct bed_draft {
    genome_region *items;
    size_t count, room;
} bed_draft;

static void bed_draft_release(bed_draft *d)
{
    base_free(d->items);
}

static status push(bed_draft *d, genome_region r, err *e)
{
    if (d->count == d->room) {
        size_t room = d->room == 0 ? 256 : d->room * 2;
        genome_region *items = base_realloc(d->items, room, sizeof *items);
        TRY_MEM(e, items);
        d->items = items;
        d->room = room;
    }
    d->items[d->count++] = r;
    return OK;
}

static bool next_field(str *rest, str *field)
{
    size_t i = 0;
    while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\t')) i++;
    size_t from = i;
    while (i < rest->n && rest->p[i] != ' ' && rest->p[i] != '\t') i++;
    *field = (str){rest->p + from, i - from};
    *rest = (str){rest->p + i, rest->n - i};
    return field->n > 0;
}

static bool is_comment(str line)
{
    return line.n == 0 || line.p[0] == '#' || str_starts(line, STR("track")) ||
           str_starts(line, STR("browser"));
}

static status parse_line(const char *name, size_t number, str line, bed_draft *d, size_t *skipped,
                         err *e)
{
    str chrom, from, to;
    if (!next_field(&line, &chrom) || !next_field(&line, &from) || !next_field(&line, &to)) {
        FAIL(e, E_SYNTAX, "%s:%zu: expected chrom, start and end", name, number);
    }
    genome_region r = {0, 0, 0};
    if (!str_to_u32(from, &r.start0)) {
        FAIL(e, E_SYNTAX, "%s:%zu: start is '%.*s', expected a number", name, number,
             STR_ARG(from));
    }
    if (!str_to_u32(to, &r.end0)) {
        FAIL(e, E_SYNTAX, "%s:%zu: end is '%.*s', expected a number", name, number, STR_ARG(to));
    }
    if (r.end0 < r.start0) {
        FAIL(e, E_SYNTAX, "%s:%zu: end %u lies before start %u", name, number, r.end0, r.start0);
    }
    genome_build ignored = BUILD_UNKNOWN;
    r.chrom = genome_chrom_code(chrom, &ignored);
    if (r.chrom == 0) {
        (*skipped)++;
        return OK;
    }
    return r.start0 == r.end0 ? OK : push(d, r, e);
}

static int by_place(const void *left, const void *right)
{
    const genome_region *x = left;
    const genome_region *y = right;
    if (x->chrom != y->chrom) return x->chrom < y->chrom ? -1 : 1;
    if (x->start0 != y->start0) return x->start0 < y->start0 ? -1 : 1;
    return x->end0 < y->end0 ? -1 : x->end0 > y->end0;
}

static status merge(bed_draft *d, arena *a, genome_bed *out, err *e)
{
    if (d->count > 0) qsort(d->items, d->count, sizeof *d->items, by_place);
    genome_region *list = ARENA_ARRAY(a, genome_region, d->count + 1);
    TRY_MEM(e, list);
    size_t n = 0;
    for (size_t i = 0; i < d->count; i++) {
        const genome_region *r = &d->items[i];
        if (n > 0 && list[n - 1].chrom == r->chrom && r->start0 <= list[n - 1].end0) {
            if (r->end0 > list[n - 1].end0) list[n - 1].end0 = r->end0;
            continue;
        }
        list[n++] = *r;
    }
    *out = (genome_bed){list, n};
    return OK;
}

status genome_bed_parse(const char *name, str text, arena *a, genome_bed *out, size_t *skipped,
                        err *e)
{
    AUTO(bed_draft_release) bed_draft d = {NULL, 0, 0};
    size_t left_out = 0;
    size_t number = 0;
    str line;
    while (text.n > 0 && str_next(&text, '\n', &line)) {
        number++;
        line = str_trim(line);
        if (is_comment(line)) continue;
        TRY(parse_line(name, number, line, &d, &left_out, e));
    }
    TRY(merge(&d, a, out, e));
    if (skipped != NULL) *skipped = left_out;
    return OK;
}

status genome_bed_read(const char *path, arena *a, genome_bed *out, size_t *skipped, err *e)
{
    AUTO(buf_release) buf text;
    buf_init(&text, BED_TEXT_MAX);
    TRY(genome_text_file_read(path, &text, e));
    return genome_bed_parse(path, buf_str(&text), a, out, skipped, e);
}

bool genome_bed_holds(const genome_bed *bed, uint8_t chrom, uint32_t start0, uint32_t end0)
{
    size_t low = 0;
    size_t high = bed->count;
    while (low < high) { /* first region that begins behind start0 */
        size_t middle = low + (high - low) / 2;
        const genome_region *r = &bed->regions[middle];
        bool before = r->chrom != chrom ? r->chrom < chrom : r->start0 <= start0;
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) return false;
    const genome_region *r = &bed->regions[low - 1];
    return r->chrom == chrom && start0 >= r->start0 && end0 <= r->end0;
}
