/*
 * Any sequence of records (as the reader of files may give them: any REF, ALT, genotypes, fields)
 * through genotypes_read, in both modes: no fault, each site given once, every cell one that the
 * site can have, a reason wherever something is missing. The source is made of the input's bytes.
 */
#include "fuzz_common.h"

#include <stdlib.h>
#include <string.h>

#include "../tests/unit/genome/small_panel.c"
#include "genome/record.h"

enum { PEOPLE = 3, ALTS = 6 };

struct genome_source {
    genome_header header;
    const uint8_t *at, *end, *begin;
    str alts[ALTS];
    char texts[ALTS + 1][24];
    gt_exception exceptions[PEOPLE];
    uint8_t fields;
};

static struct genome_source source;
static const str names[PEOPLE] = {LIT("a"), LIT("b"), LIT("c")};
static const genome_contig contig = {LIT("chr1"), 1, 248956422};

static uint8_t take(genome_source *s)
{
    return s->at < s->end ? *s->at++ : 0;
}

status genome_source_open(const char *path, const genome_source_options *options,
                          genome_source **out, err *e)
{
    (void)path, (void)options, (void)e;
    *out = &source;
    return OK;
}

void genome_source_free(genome_source *s)
{
    (void)s;
}

const genome_header *genome_source_header(const genome_source *s)
{
    return &s->header;
}

const char *genome_source_path(const genome_source *s)
{
    (void)s;
    return "fuzz";
}

status genome_source_seek(genome_source *s, const genome_region *regions, size_t count,
                          const char **note, err *e)
{
    (void)regions, (void)count, (void)e;
    s->at = s->begin;
    *note = NULL;
    return OK;
}

void genome_source_keep(genome_source *s, const uint32_t *samples, size_t count)
{
    (void)s, (void)samples, (void)count;
}

/* Mostly the true reference, so that records get past the first check. */
static str take_ref(genome_source *s, uint32_t pos0)
{
    uint8_t how = take(s);
    size_t n = 1 + how % 12;
    for (size_t i = 0; i < n; i++) {
        size_t at = pos0 - START38 + i;
        s->texts[0][i] = at < SEQUENCE_LENGTH ? SEQUENCE[at] : 'A';
    }
    if (how >= 240) s->texts[0][how % n] = (char)('A' + take(s) % 26);
    return (str){s->texts[0], n};
}

static str take_alt(genome_source *s, size_t i, str ref)
{
    static const str marks[] = {LIT("*"), LIT("<NON_REF>"), LIT("<*>"),  LIT("<DEL>"),
                                LIT("N"), LIT("A[chr2:5["), LIT("acgt"), LIT("")};
    uint8_t how = take(s);
    if (how < 16) return marks[how % 8];
    char *text = s->texts[i + 1];
    size_t n = 0;
    size_t keep = how % (ref.n + 1);
    memcpy(text, ref.p, keep);
    n = keep;
    for (uint8_t more = take(s); n < 20 && more % 4 != 0; more = (uint8_t)(more / 4)) {
        text[n++] = "ACGT"[take(s) % 4];
    }
    size_t tail = ref.n - keep;
    if (how >= 128 && n + tail < 24) {
        memcpy(text + n, ref.p + keep, tail);
        n += tail;
    }
    if (n == 0) text[n++] = 'C';
    return (str){text, n};
}

static uint32_t take_gt(genome_source *s, uint32_t alleles)
{
    uint8_t x = take(s);
    unsigned a = x % 16 == 15 ? (unsigned)GT_MISSING : x % 16 % alleles;
    unsigned b = x / 16 == 15 ? (unsigned)GT_MISSING : x / 16 % alleles;
    uint8_t flags = take(s);
    if (flags % 8 == 7) b = GT_ABSENT;
    return GT_PACK(a, b, (flags & 16 ? GT_PHASED : 0) | (flags & 32 ? GT_TRUNCATED : 0));
}

status genome_source_next(genome_source *s, genome_record *r, bool *more, err *e)
{
    (void)e;
    memset(r, 0, sizeof *r);
    *more = s->at < s->end;
    if (!*more) return OK;
    static const uint8_t chroms[] = {1, 1, 1, 1, 1, 1, CHROM_X, CHROM_MT};
    r->chrom = chroms[take(s) % 8];
    r->pos0 = START38 + take(s) % SEQUENCE_LENGTH;
    r->ref = take_ref(s, r->pos0);
    r->alts = s->alts;
    r->alt_count = take(s) % (ALTS + 1);
    for (uint32_t i = 0; i < r->alt_count; i++) s->alts[i] = take_alt(s, i, r->ref);
    uint8_t how = take(s);
    r->end0 = r->pos0 + (uint32_t)r->ref.n + (how % 4 == 0 ? take(s) : 0);
    r->filter_pass = how % 16 != 1;
    r->has_gt = how % 32 != 2;
    r->base = take_gt(s, r->alt_count + 1);
    s->fields = take(s);
    for (uint32_t i = 0; i < PEOPLE; i++) {
        uint32_t gt = take_gt(s, r->alt_count + 1);
        if (gt != r->base) s->exceptions[r->exception_count++] = (gt_exception){i, gt};
    }
    r->exceptions = s->exceptions;
    r->reader_state = s;
    return OK;
}

status genome_record_fields(const genome_record *r, uint32_t sample, genome_fields *f, err *e)
{
    (void)e;
    const genome_source *s = r->reader_state;
    memset(f, 0, sizeof *f);
    uint8_t x = (uint8_t)(s->fields + sample * 37);
    f->has_gq = (x & 1) != 0;
    f->gq = x;
    f->has_dp = (x & 2) != 0;
    f->dp = x;
    f->has_min_dp = (x & 4) != 0;
    f->min_dp = x / 2;
    f->has_ps = (x & 8) != 0;
    f->ps = 1 + x % 3;
    f->ad_count = x % 4;
    f->ad[0] = x % 5 - 1;
    f->ad[1] = x % 3;
    return OK;
}

typedef struct checker {
    bool given[SITES];
    bool compatible;
} checker;

static void check_code(const genome_column *c, uint8_t code)
{
    if (code >= CELL_ABSENT || code < sites[c->site].allele_count) return;
    if (code < CELL_OTHER_FIRST || code - CELL_OTHER_FIRST >= (int)c->other_count) abort();
}

static void check_cell(const checker *k, const genome_column *c, genome_cell cell)
{
    check_code(c, cell.a);
    check_code(c, cell.b);
    if (cell.a == CELL_ABSENT) abort();
    bool missing = cell.a == CELL_MISSING || cell.b == CELL_MISSING;
    if (missing != (cell.why != WHY_NONE) || cell.why >= WHY_COUNT) abort();
    if (cell.ps != 0 && (cell.flags & CELL_PHASED) == 0) abort();
    bool loose = (cell.flags & CELL_PHASED) == 0 && !missing && cell.b != CELL_ABSENT;
    if (!k->compatible && loose && cell.a > cell.b) abort();
}

static status check_column(void *context, const genome_column *c, err *e)
{
    (void)e;
    checker *k = context;
    if (c->site >= SITES || k->given[c->site]) abort();
    k->given[c->site] = true;
    check_cell(k, c, c->base);
    for (size_t i = 0; i < c->exception_count; i++) {
        if (c->exceptions[i].sample >= PEOPLE) abort();
        if (i > 0 && c->exceptions[i].sample <= c->exceptions[i - 1].sample) abort();
        check_cell(k, c, c->exceptions[i].cell);
    }
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    memset(&source, 0, sizeof source);
    source.begin = source.at = data + 1;
    source.end = data + size;
    source.header = (genome_header){.samples = names,
                                    .sample_count = PEOPLE,
                                    .contigs = &contig,
                                    .contig_count = 1,
                                    .has_ps = (data[0] & 1) != 0,
                                    .has_ad = (data[0] & 2) != 0,
                                    .ad_is_number_r = true};
    genotypes_options o = {.compatible = (data[0] & 4) != 0,
                           .build = BUILD_UNKNOWN,
                           .absent_is_reference = (data[0] & 8) != 0,
                           .ignore_filter = (data[0] & 16) != 0,
                           .min_gq = (data[0] & 32) != 0 ? 20 : 0,
                           .min_dp = (data[0] & 64) != 0 ? 10 : 0};
    checker k = {.compatible = o.compatible};
    genotypes *g = NULL;
    err e = {0};
    if (genotypes_open("-", &panel, &o, &g, &e) == OK) {
        status s = genotypes_read(g, check_column, &k, &e);
        if (s != OK && e.text[0] == 0) abort();
    }
    genotypes_free(g);
    return 0;
}
