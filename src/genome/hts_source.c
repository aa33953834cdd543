/*
 * Records through htslib. Knows htslib's types; the only file with the two binary readers' rules
 * written a second time, on purpose: it is what they are compared with.
 */
#include "genome/hts_source.h"

#include <errno.h>
#include <htslib/hts.h>
#include <htslib/hts_log.h>
#include <htslib/vcf.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "genome/bcf_value.h"

enum { ALLELE_LIMIT = 0xFD };

struct hts_source {
    htsFile *file;
    bcf_hdr_t *header;
    bcf1_t *record;
    str *alts;
    size_t alt_room;
    gt_exception *exceptions;
    uint64_t line;
};

static void close_file(hts_source *h)
{
    if (h->record != NULL) bcf_destroy(h->record);
    if (h->header != NULL) bcf_hdr_destroy(h->header);
    if (h->file != NULL) (void)hts_close(h->file);
    h->record = NULL;
    h->header = NULL;
    h->file = NULL;
}

static status open_file(hts_source *h, const source_context *c, const char *path, err *e)
{
    hts_set_log_level(HTS_LOG_OFF);
    errno = 0;
    h->file = hts_open(path, "r");
    if (h->file == NULL) {
        FAIL(e, errno == ENOENT ? E_NOTFOUND : E_IO, "%s: cannot open: %s", c->name,
             strerror(errno));
    }
    const htsFormat *format = hts_get_format(h->file);
    if (format->format != vcf && format->format != bcf) {
        FAIL(e, E_SYNTAX, "%s: not a VCF or BCF file", c->name);
    }
    h->header = bcf_hdr_read(h->file);
    if (h->header == NULL) FAIL(e, E_SYNTAX, "%s: the header cannot be read", c->name);
    h->record = bcf_init();
    TRY_MEM(e, h->record);
    h->line = 0;
    return OK;
}

static status parse_header(hts_source *h, source_context *c, err *e)
{
    kstring_t text = {0, 0, NULL};
    if (bcf_hdr_format(h->header, 0, &text) != 0) {
        hts_free(ks_release(&text));
        FAIL(e, E_MEMORY, "out of memory");
    }
    status result = vcf_header_parse(&c->header, (str){text.s, text.l}, c->name, e);
    hts_free(ks_release(&text));
    return result;
}

status hts_source_open(hts_source **out, source_context *c, const char *path, err *e)
{
    hts_source *h = base_calloc(1, sizeof *h);
    TRY_MEM(e, h);
    *out = h; /* released by the caller also on failure */
    TRY(open_file(h, c, path, e));
    TRY(parse_header(h, c, e));
    size_t samples = c->header.shown.sample_count;
    h->exceptions = base_calloc(samples, sizeof *h->exceptions);
    TRY_MEM(e, h->exceptions);
    return OK;
}

void hts_source_free(hts_source *h)
{
    if (h == NULL) return;
    close_file(h);
    base_free(h->alts);
    base_free(h->exceptions);
    base_free(h);
}

status hts_source_rewind(hts_source *h, source_context *c, const char *path, err *e)
{
    if (strcmp(path, "-") == 0) {
        FAIL(e, E_UNSUPPORTED, "%s: cannot be read from another place", c->name);
    }
    close_file(h);
    return open_file(h, c, path, e);
}

static status take_alleles(hts_source *h, const source_context *c, genome_record *rec,
                           bool *symbolic, err *e)
{
    bcf1_t *v = h->record;
    if (v->n_allele == 0) return source_fail(c, E_SYNTAX, "", e, "no REF");
    if (h->alt_room < v->n_allele) {
        str *alts = base_realloc(h->alts, v->n_allele, sizeof *alts);
        TRY_MEM(e, alts);
        h->alts = alts;
        h->alt_room = v->n_allele;
    }
    rec->ref = str_of(v->d.allele[0]);
    *symbolic = v->n_allele == 1;
    for (uint32_t i = 1; i < v->n_allele; i++) {
        h->alts[i - 1] = str_of(v->d.allele[i]);
        *symbolic |= strchr(v->d.allele[i], '<') != NULL;
    }
    rec->alts = h->alts;
    rec->alt_count = v->n_allele - 1u;
    return OK;
}

static void take_end(hts_source *h, genome_record *rec, bool symbolic)
{
    rec->end0 = rec->pos0 + (uint32_t)rec->ref.n;
    bcf_info_t *end = symbolic ? bcf_get_info(h->header, h->record, "END") : NULL;
    if (end == NULL || end->len != 1) return;
    if (end->type != BCF_BT_INT8 && end->type != BCF_BT_INT16 && end->type != BCF_BT_INT32) return;
    if (end->v1.i > 0 && end->v1.i > (int64_t)rec->end0) rec->end0 = (uint32_t)end->v1.i;
}

static void take_filter(const bcf1_t *v, genome_record *rec)
{
    rec->filter_pass = v->d.n_flt == 0 || (v->d.n_flt == 1 && v->d.flt[0] == 0);
}

/* A FORMAT field of the record; p is NULL where it has none. The values are taken as stored, not as
 * the header declares them; htslib's own getters end the program on a type they do not expect. */
static bcf_fmt_t field(const hts_source *h, const char *tag)
{
    const bcf_fmt_t *f = bcf_get_fmt(h->header, h->record, tag);
    return f == NULL || f->n == 0 ? (bcf_fmt_t){.p = NULL} : *f;
}

static bool is_int(const bcf_fmt_t *f)
{
    return f->p != NULL && f->type >= BCF_INT8 && f->type <= BCF_INT32;
}

static const uint8_t *values_of(const bcf_fmt_t *f, uint32_t sample)
{
    return f->p + (size_t)sample * (size_t)f->size;
}

/* One sample's genotype from its stored integers. */
static status pack(const hts_source *h, const source_context *c, const bcf_fmt_t *f,
                   uint32_t sample, uint32_t *gt, err *e)
{
    uint32_t allele[2] = {GT_MISSING, GT_ABSENT}, flags = 0;
    const uint8_t *p = values_of(f, sample);
    for (int i = 0; i < f->n; i++, p += bcf_size((uint32_t)f->type)) {
        int32_t value = bcf_int((uint32_t)f->type, p);
        uint32_t number = GT_MISSING;
        if (value == BCF_END) break;
        if (value != BCF_MISSING && !bcf_gt_is_missing(value)) {
            number = (uint32_t)bcf_gt_allele(value);
            if (number >= h->record->n_allele) {
                return source_fail(c, E_SYNTAX, "GT: ", e, "allele number above the ALT count");
            }
            if (number > ALLELE_LIMIT) {
                return source_fail(c, E_LIMIT, "GT: ", e, "allele number above 253");
            }
        }
        if (i < 2) allele[i] = number;
        if (i == 1 && value != BCF_MISSING && bcf_gt_is_phased(value)) flags = GT_PHASED;
        if (i == 2) flags |= GT_TRUNCATED;
    }
    *gt = GT_PACK(allele[0], allele[1], flags);
    return OK;
}

static status take_genotypes(hts_source *h, const source_context *c, genome_record *rec, err *e)
{
    rec->has_gt = false;
    rec->base = GT_PACK(GT_MISSING, GT_ABSENT, 0);
    rec->exceptions = h->exceptions;
    rec->exception_count = 0;
    if (bcf_hdr_nsamples(h->header) == 0 || h->record->n_sample == 0) return OK;
    if (bcf_get_fmt(h->header, h->record, "GT") == NULL) return OK;
    bcf_fmt_t f = field(h, "GT");
    if (!is_int(&f)) return source_fail(c, E_SYNTAX, "", e, "GT is not made of integers");
    rec->has_gt = true;
    for (uint32_t i = 0; i < source_sample_count(c); i++) {
        uint32_t gt = 0;
        TRY(pack(h, c, &f, source_file_sample(c, i), &gt, e));
        if (i == 0) rec->base = gt;
        if (gt != rec->base) h->exceptions[rec->exception_count++] = (gt_exception){i, gt};
    }
    return OK;
}

status hts_source_next(hts_source *h, source_context *c, genome_record *record, bool *more, err *e)
{
    bcf1_t *v = h->record;
    for (;;) {
        int code = bcf_read(h->file, h->header, v);
        *more = code >= 0;
        if (code == -1) return OK;
        h->line++;
        bool vcf_text = hts_get_format(h->file)->format == vcf;
        c->number = vcf_text ? h->line + c->header.line_count : h->line;
        int fatal = v->errcode & ~(BCF_ERR_CTG_UNDEF | BCF_ERR_TAG_UNDEF);
        if (code < -1 || fatal != 0) {
            return source_fail(c, E_SYNTAX, "", e, "htslib cannot read the record");
        }
        if (bcf_unpack(v, BCF_UN_ALL) < 0) {
            return source_fail(c, E_SYNTAX, "", e, "htslib cannot unpack the record");
        }
        record->chrom = genome_chrom_code(str_of(bcf_seqname_safe(h->header, v)), NULL);
        if (record->chrom == 0 || v->pos < 0 || v->pos >= INT32_MAX) continue;
        record->pos0 = (uint32_t)v->pos;
        bool symbolic = false;
        TRY(take_alleles(h, c, record, &symbolic, e));
        take_end(h, record, symbolic);
        if (!region_set_touches(&c->wanted, record->chrom, record->pos0, record->end0)) continue;
        record->number = c->number;
        take_filter(v, record);
        return take_genotypes(h, c, record, e);
    }
}

static bool first_int(const hts_source *h, const char *tag, uint32_t sample, int32_t *value)
{
    bcf_fmt_t f = field(h, tag);
    if (!is_int(&f)) return false;
    int32_t v = bcf_int((uint32_t)f.type, values_of(&f, sample));
    if (v == BCF_MISSING || v == BCF_END) return false;
    *value = v;
    return true;
}

static void take_gq(const hts_source *h, uint32_t sample, genome_fields *out)
{
    bcf_fmt_t f = field(h, "GQ");
    int32_t whole;
    if (is_int(&f)) {
        out->has_gq = first_int(h, "GQ", sample, &whole);
        if (out->has_gq) out->gq = whole;
    } else if (f.p != NULL && f.type == BCF_FLOAT) {
        float v;
        memcpy(&v, values_of(&f, sample), sizeof v);
        out->has_gq = !isnan(v);
        if (out->has_gq) out->gq = (double)v;
    }
}

static void take_ps(const hts_source *h, uint32_t sample, genome_fields *out)
{
    bcf_fmt_t f = field(h, "PS");
    int32_t number;
    if (is_int(&f)) {
        out->has_ps = first_int(h, "PS", sample, &number);
        if (out->has_ps) out->ps = (uint32_t)number;
    } else if (f.p != NULL && f.type == BCF_CHAR) {
        str text = {(const char *)values_of(&f, sample), (size_t)f.n};
        text.n = str_find(text, '\0');
        if (text.n == 0 || str_eq(text, STR("."))) return;
        out->has_ps = true;
        if (str_to_u32(text, &out->ps)) return;
        out->ps = (uint32_t)str_hash(text);
        if (out->ps == 0) out->ps = 1;
    }
}

static void take_ad(const hts_source *h, uint32_t sample, genome_fields *out)
{
    bcf_fmt_t f = field(h, "AD");
    if (!is_int(&f)) return;
    const uint8_t *p = values_of(&f, sample);
    for (int i = 0; i < f.n && i <= SITE_ALLELES_MAX; i++) {
        int32_t v = bcf_int((uint32_t)f.type, p + (size_t)i * bcf_size((uint32_t)f.type));
        if (v == BCF_END) break;
        out->ad[out->ad_count++] = v == BCF_MISSING ? -1 : v;
    }
    if (out->ad_count == 1 && out->ad[0] == -1) out->ad_count = 0;
}

status hts_source_fields(const hts_source *h, const source_context *c, uint32_t sample,
                         genome_fields *fields, err *e)
{
    (void)e;
    memset(fields, 0, sizeof *fields);
    if (sample >= source_sample_count(c)) return OK;
    uint32_t s = source_file_sample(c, sample);
    take_gq(h, s, fields);
    fields->has_dp = first_int(h, "DP", s, &fields->dp);
    fields->has_min_dp = first_int(h, "MIN_DP", s, &fields->min_dp);
    take_ps(h, s, fields);
    if (c->header.shown.ad_is_number_r || !c->header.shown.has_ad) take_ad(h, s, fields);
    return OK;
}
