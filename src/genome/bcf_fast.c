/*
 * BCF records in place. Knows the layout of a record; typed values are bcf_value's, the GT column
 * bcf_gt's.
 */
#include "genome/bcf_fast.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "genome/bcf_gt.h"
#include "genome/bcf_value.h"

enum { SIZES = 8, SITE_BYTES = 24 };

/* A record's parts. */
typedef struct parts {
    int32_t contig, pos0;
    uint32_t alleles, infos, formats, samples;
    bcf_bytes shared, columns;
    size_t size;
} parts;

static status bad(const source_context *c, const char *what, err *e)
{
    return source_fail(c, E_SYNTAX, "record does not hold together: ", e, "%s", what);
}

static status read_sizes(source_context *c, parts *r, bool *more, err *e)
{
    block_reader *in = &c->in;
    TRY(block_reader_need(in, SIZES + SITE_BYTES, more, e));
    if (!*more) {
        if (in->begin == in->end) return OK;
        return bad(c, "the file ends inside it", e);
    }
    c->number++;
    const unsigned char *p = (const unsigned char *)in->data + in->begin;
    size_t shared = bcf_u32(p), columns = bcf_u32(p + 4);
    r->size = SIZES + shared + columns;
    if (shared < SITE_BYTES) return bad(c, "its first length is too small", e);
    if (r->size > in->window_max) {
        return source_fail(c, E_LIMIT, "", e, "the record has %zu bytes, the limit is %zu", r->size,
                           in->window_max);
    }
    r->contig = (int32_t)bcf_u32(p + 8);
    r->pos0 = (int32_t)bcf_u32(p + 12);
    return OK;
}

/* Everything of a record in the window; pointers are good until the next one. */
static status read_whole(source_context *c, parts *r, err *e)
{
    block_reader *in = &c->in;
    bool there;
    TRY(block_reader_need(in, r->size, &there, e));
    if (!there) return bad(c, "the file ends inside it", e);
    const unsigned char *p = (const unsigned char *)in->data + in->begin;
    const unsigned char *middle = p + SIZES + bcf_u32(p);
    uint32_t allele_info = bcf_u32(p + 24), format_sample = bcf_u32(p + 28);
    r->alleles = allele_info >> 16;
    r->infos = allele_info & 0xFFFF;
    r->formats = format_sample >> 24;
    r->samples = format_sample & 0xFFFFFF;
    r->shared = (bcf_bytes){p + SIZES + SITE_BYTES, middle};
    r->columns = (bcf_bytes){middle, p + r->size};
    block_reader_consume(in, r->size);
    return OK;
}

static bool wanted_early(source_context *c, const parts *r, uint8_t *chrom)
{
    *chrom = 0;
    if (r->contig < 0 || (size_t)r->contig >= c->header.contig_code_count || r->pos0 < 0)
        return false;
    *chrom = c->header.contig_codes[r->contig];
    if (*chrom == 0) return false;
    if (c->wanted.all) return true;
    read_plan_passed(c, *chrom, (uint32_t)r->pos0);
    /* One that begins before a region may reach into it; its alleles and END tell, rlen may be
     * wrong. */
    return region_set_at(&c->wanted, *chrom, (uint32_t)r->pos0) != NULL;
}

static status skip_record(source_context *c, const parts *r, err *e)
{
    block_reader *in = &c->in;
    size_t left = r->size;
    for (;;) {
        size_t here = in->end - in->begin;
        size_t step = here < left ? here : left;
        block_reader_consume(in, step);
        left -= step;
        if (left == 0) return OK;
        bool grew;
        TRY(block_reader_more(in, &grew, e));
        if (!grew) return bad(c, "the file ends inside it", e);
    }
}

/* Printable ASCII without blanks, as in text. */
static bool is_allele(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x21 || text.p[i] > 0x7E) return false;
    }
    return text.n > 0;
}

static status take_alleles(bcf_fast *b, const source_context *c, parts *r, genome_record *rec,
                           bool *symbolic, err *e)
{
    str id;
    if (r->alleles == 0) return bad(c, "it has no REF", e);
    if (!bcf_take_text(&r->shared, &id) || !bcf_take_text(&r->shared, &rec->ref)) {
        return bad(c, "ID or REF", e);
    }
    if (!is_allele(rec->ref)) return bad(c, "REF is empty or no allele", e);
    if (b->alt_room < r->alleles) {
        str *alts = base_realloc(b->alts, r->alleles, sizeof *alts);
        TRY_MEM(e, alts);
        b->alts = alts;
        b->alt_room = r->alleles;
    }
    *symbolic = r->alleles == 1;
    for (uint32_t i = 0; i + 1 < r->alleles; i++) {
        if (!bcf_take_text(&r->shared, &b->alts[i]) || !is_allele(b->alts[i])) {
            return bad(c, "ALT", e);
        }
        *symbolic |= str_find(b->alts[i], '<') < b->alts[i].n;
    }
    rec->alts = b->alts;
    rec->alt_count = r->alleles - 1;
    return OK;
}

static status take_filter(const source_context *c, parts *r, genome_record *rec, err *e)
{
    bcf_vector filters;
    if (!bcf_take_vector(&r->shared, &filters) || filters.type > BCF_INT32) {
        return bad(c, "FILTER", e);
    }
    if (filters.type == BCF_NONE || filters.count == 0) {
        rec->filter_pass = true;
    } else {
        int32_t first = bcf_int(filters.type, filters.data);
        rec->filter_pass = filters.count == 1 && (first == 0 || first == BCF_MISSING);
    }
    return OK;
}

/* INFO/END where it counts (see vcf_text.h). */
static status take_end(const source_context *c, parts *r, genome_record *rec, bool symbolic, err *e)
{
    uint64_t end = rec->pos0 + (uint64_t)rec->ref.n;
    if (end >= SITE_POS_NONE) return bad(c, "REF reaches beyond any chromosome", e);
    rec->end0 = (uint32_t)end;
    if (!symbolic || c->header.ids.end < 0) return OK;
    for (uint32_t i = 0; i < r->infos; i++) {
        int32_t key;
        bcf_vector value;
        if (!bcf_take_int(&r->shared, &key) || !bcf_take_vector(&r->shared, &value)) {
            return bad(c, "INFO", e);
        }
        if (key != c->header.ids.end) continue;
        bool whole = value.count == 1 && value.type >= BCF_INT8 && value.type <= BCF_INT32;
        int32_t said = whole ? bcf_int(value.type, value.data) : 0;
        if (said > 0 && (uint32_t)said > rec->end0) rec->end0 = (uint32_t)said;
        return OK;
    }
    return OK;
}

static bcf_column *column_of(bcf_fast *b, const vcf_ids *ids, int32_t key)
{
    if (key < 0) return NULL;
    if (key == ids->gt) return &b->fields[BCF_GT];
    if (key == ids->gq) return &b->fields[BCF_GQ];
    if (key == ids->dp) return &b->fields[BCF_DP];
    if (key == ids->min_dp) return &b->fields[BCF_MIN_DP];
    if (key == ids->ps) return &b->fields[BCF_PS];
    if (key == ids->ad) return &b->fields[BCF_AD];
    return NULL;
}

static status find_columns(bcf_fast *b, const source_context *c, parts *r, err *e)
{
    memset(b->fields, 0, sizeof b->fields);
    if (r->formats == 0) return OK;
    if (r->samples != c->header.shown.sample_count) {
        return source_fail(c, E_SYNTAX, "", e, "%u samples, expected %zu as in the header",
                           r->samples, c->header.shown.sample_count);
    }
    for (uint32_t i = 0; i < r->formats; i++) {
        int32_t key;
        bcf_column found;
        if (!bcf_take_int(&r->columns, &key) ||
            !bcf_take_type(&r->columns, &found.type, &found.per_sample)) {
            return bad(c, "FORMAT", e);
        }
        uint64_t bytes = (uint64_t)found.per_sample * bcf_size(found.type);
        if (r->samples > 0 && bytes > (uint64_t)(r->columns.end - r->columns.p) / r->samples) {
            return bad(c, "FORMAT values reach beyond it", e);
        }
        found.data = r->columns.p;
        r->columns.p += bytes * r->samples;
        bcf_column *column = column_of(b, &c->header.ids, key);
        if (column != NULL && column->data == NULL) *column = found;
    }
    return OK;
}

static status gt_failed(const source_context *c, gt_fault fault, const bcf_gt *scan, err *e)
{
    str name = c->header.shown.samples[scan->sample];
    if (fault == GT_FAULT_ALLELE) {
        return source_fail(c, E_SYNTAX, "GT: ", e,
                           "sample '%.*s' has an allele number above the "
                           "record's %u ALT alleles",
                           STR_ARG(name), scan->alleles - 1);
    }
    return source_fail(c, fault == GT_FAULT_LIMIT ? E_LIMIT : E_SYNTAX, "GT: ", e,
                       "sample '%.*s' has a value that is no genotype", STR_ARG(name));
}

static status take_genotypes(bcf_fast *b, const source_context *c, const parts *r,
                             genome_record *rec, err *e)
{
    rec->has_gt = false;
    rec->base = GT_PACK(GT_MISSING, GT_ABSENT, 0);
    rec->exceptions = NULL;
    rec->exception_count = 0;
    const bcf_column *gt = &b->fields[BCF_GT];
    if (gt->data == NULL || r->samples == 0) return OK;
    if (gt->type < BCF_INT8 || gt->type > BCF_INT32 || gt->per_sample == 0) {
        return bad(c, "GT is not made of integers", e);
    }
    size_t count = source_sample_count(c);
    if (b->exception_room < count) {
        gt_exception *items = base_realloc(b->exceptions, count, sizeof *items);
        TRY_MEM(e, items);
        b->exceptions = items;
        b->exception_room = count;
    }
    bcf_gt scan = {.column = *gt,
                   .samples = r->samples,
                   .alleles = r->alleles,
                   .keep = c->keep,
                   .keep_count = (uint32_t)c->keep_count,
                   .exceptions = b->exceptions};
    gt_fault fault = bcf_gt_scan(&scan);
    if (fault != GT_FINE) return gt_failed(c, fault, &scan, e);
    rec->has_gt = true;
    rec->base = scan.base;
    rec->exceptions = b->exceptions;
    rec->exception_count = scan.exception_count;
    return OK;
}

static status decode(bcf_fast *b, source_context *c, parts *r, genome_record *rec, bool *wanted,
                     err *e)
{
    bool symbolic = false;
    rec->pos0 = (uint32_t)r->pos0;
    rec->number = c->counted ? c->number : 0;
    TRY(take_alleles(b, c, r, rec, &symbolic, e));
    TRY(take_filter(c, r, rec, e));
    TRY(take_end(c, r, rec, symbolic, e));
    *wanted = region_set_touches(&c->wanted, rec->chrom, rec->pos0, rec->end0);
    if (!*wanted) return OK;
    TRY(find_columns(b, c, r, e));
    return take_genotypes(b, c, r, rec, e);
}

status bcf_fast_next(bcf_fast *b, source_context *c, genome_record *record, bool *more, err *e)
{
    bool wanted = false, over;
    while (!wanted) {
        parts r;
        TRY(read_plan_step(c, &over, e));
        *more = !over;
        if (over) return OK;
        TRY(read_sizes(c, &r, more, e));
        if (!*more) return OK;
        if (!wanted_early(c, &r, &record->chrom)) {
            TRY(skip_record(c, &r, e));
            continue;
        }
        TRY(read_whole(c, &r, e));
        TRY(decode(b, c, &r, record, &wanted, e));
    }
    return OK;
}

/* The first integer of a sample's values; false when it is missing or not an integer. */
static bool first_int(const bcf_column *f, uint32_t sample, int32_t *value)
{
    if (f->data == NULL || f->per_sample == 0 || f->type < BCF_INT8 || f->type > BCF_INT32) {
        return false;
    }
    int32_t v = bcf_int(f->type, f->data + (size_t)sample * f->per_sample * bcf_size(f->type));
    if (v == BCF_MISSING || v == BCF_END) return false;
    *value = v;
    return true;
}

static void take_gq(const bcf_column *f, uint32_t sample, genome_fields *out)
{
    int32_t whole;
    if (f->data == NULL || f->per_sample == 0) return;
    if (f->type == BCF_FLOAT) {
        float v;
        memcpy(&v, f->data + (size_t)sample * f->per_sample * sizeof v, sizeof v);
        out->has_gq = !isnan(v); /* missing and end-of-vector are NaNs */
        if (out->has_gq) out->gq = (double)v;
    } else if (first_int(f, sample, &whole)) {
        out->has_gq = true;
        out->gq = whole;
    }
}

static void take_ps(const bcf_column *f, uint32_t sample, genome_fields *out)
{
    int32_t number;
    if (f->data == NULL || f->per_sample == 0) return;
    if (f->type == BCF_CHAR) {
        str text = {(const char *)f->data + (size_t)sample * f->per_sample, f->per_sample};
        text.n = str_find(text, '\0');
        if (text.n == 0 || str_eq(text, STR("."))) return;
        out->has_ps = true;
        if (str_to_u32(text, &out->ps)) return;
        out->ps = (uint32_t)str_hash(text);
        if (out->ps == 0) out->ps = 1;
    } else if (first_int(f, sample, &number)) {
        out->has_ps = true;
        out->ps = (uint32_t)number;
    }
}

static void take_ad(const bcf_column *f, uint32_t sample, genome_fields *out)
{
    if (f->data == NULL || f->type < BCF_INT8 || f->type > BCF_INT32) return;
    uint32_t size = bcf_size(f->type);
    const unsigned char *p = f->data + (size_t)sample * f->per_sample * size;
    for (uint32_t i = 0; i < f->per_sample && i <= SITE_ALLELES_MAX; i++, p += size) {
        int32_t v = bcf_int(f->type, p);
        if (v == BCF_END) break;
        out->ad[out->ad_count++] = v == BCF_MISSING ? -1 : v;
    }
    if (out->ad_count == 1 && out->ad[0] == -1) out->ad_count = 0;
}

status bcf_fast_fields(const bcf_fast *b, const source_context *c, uint32_t sample,
                       genome_fields *fields, err *e)
{
    (void)e;
    memset(fields, 0, sizeof *fields);
    if (sample >= source_sample_count(c)) return OK;
    uint32_t s = source_file_sample(c, sample);
    take_gq(&b->fields[BCF_GQ], s, fields);
    fields->has_dp = first_int(&b->fields[BCF_DP], s, &fields->dp);
    fields->has_min_dp = first_int(&b->fields[BCF_MIN_DP], s, &fields->min_dp);
    take_ps(&b->fields[BCF_PS], s, fields);
    if (c->header.shown.ad_is_number_r) take_ad(&b->fields[BCF_AD], s, fields);
    return OK;
}

void bcf_fast_release(bcf_fast *b)
{
    base_free(b->alts);
    base_free(b->exceptions);
    *b = (bcf_fast){.alts = NULL};
}
