/*
 * Data lines of a text VCF. Knows the fixed columns and how to reject a line early; genotype cells
 * are gt_text's, the other FORMAT fields vcf_fields'.
 */
#include "genome/vcf_text.h"

#include <string.h>

#include "base/memory.h"
#include "genome/gt_text.h"

/* The fixed columns of one line. */
typedef struct columns {
    uint32_t pos1;
    str ref, alt, filter, info, format;
    const char *samples; /* NULL = the line ends before */
    str rest;            /* not split yet */
} columns;

status vcf_text_line(source_context *c, str *line, bool *more, err *e)
{
    block_reader *in = &c->in;
    size_t looked = 0;
    for (;;) {
        const char *from = in->data + in->begin;
        size_t n = in->end - in->begin;
        const char *hit = n == looked ? NULL : memchr(from + looked, '\n', n - looked);
        *more = true;
        if (hit != NULL) {
            *line = (str){from, (size_t)(hit - from)};
            block_reader_consume(in, line->n + 1);
            break;
        }
        looked = n;
        bool grew;
        TRY(block_reader_more(in, &grew, e));
        if (grew) continue;
        *more = n > 0;
        if (n > 0 && in->no_end_block && in->format == BLOCK_BGZF) {
            c->number++;
            return source_fail(c, E_SYNTAX, "", e,
                               "truncated: the last line is cut and the BGZF "
                               "end block is missing");
        }
        *line = (str){in->data + in->begin, n};
        block_reader_consume(in, n);
        break;
    }
    if (line->n > 0 && line->p[line->n - 1] == '\r') line->n--;
    c->number += *more ? 1 : 0;
    return OK;
}

/* Digits up to a tab; false on anything else or more than nine digits and a bit (2^31 - 1). */
static bool parse_position(const char **p, const char *end, uint32_t *pos1)
{
    uint64_t value = 0;
    const char *q = *p;
    for (; q < end && *q >= '0' && *q <= '9' && value <= INT32_MAX; q++) {
        value = value * 10 + (uint64_t)(*q - '0');
    }
    if (q == *p || q == end || *q != '\t' || value > INT32_MAX) return false;
    *pos1 = (uint32_t)value;
    *p = q + 1;
    return true;
}

bool vcf_text_position(str line, str *chrom, uint32_t *pos1)
{
    size_t tab = str_find(line, '\t');
    if (tab == 0 || tab == line.n || line.p[0] == '#') return false;
    *chrom = (str){line.p, tab};
    const char *p = line.p + tab + 1;
    return parse_position(&p, line.p + line.n, pos1);
}

/* Chromosome code of the line's first field; names repeat, so the last one is remembered. */
static uint8_t code_of(vcf_text *t, str name)
{
    if (name.n == t->chrom_name_n && memcmp(name.p, t->chrom_name, name.n) == 0) return t->chrom;
    uint8_t code = genome_chrom_code(name, NULL);
    if (name.n <= sizeof t->chrom_name) {
        memcpy(t->chrom_name, name.p, name.n);
        t->chrom_name_n = name.n;
        t->chrom = code;
    }
    return code;
}

/* Cuts the next tab-separated field off; false when it is empty or there is none. */
static bool cut(str *rest, str *field)
{
    return str_next(rest, '\t', field) && field->n > 0;
}

static bool alt_allows_end(str alt)
{
    return str_eq(alt, STR(".")) || str_find(alt, '<') < alt.n;
}

/* INFO/END, 1-based inclusive = 0-based exclusive; 0 when it is not there. */
static status info_end(const source_context *c, str info, uint32_t *end0, err *e)
{
    str part;
    *end0 = 0;
    while (str_next(&info, ';', &part)) {
        if (!str_starts(part, STR("END="))) continue;
        uint32_t value;
        str text = {part.p + 4, part.n - 4};
        if (str_eq(text, STR("."))) return OK;
        if (!str_to_u32(text, &value) || value > INT32_MAX) {
            return source_fail(c, E_SYNTAX, "INFO: ", e, "END is '%.*s', expected a position",
                               STR_ARG(text));
        }
        *end0 = value;
        return OK;
    }
    return OK;
}

/* Printable ASCII without blanks, as the specification's alleles are (section 1.6.1). */
static bool is_plain(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x21 || text.p[i] > 0x7E) return false;
    }
    return true;
}

static status split_front(const source_context *c, columns *f, err *e)
{
    str id;
    /* nothing is read from ID, so an empty one harms nobody */
    if (!str_next(&f->rest, '\t', &id) || !cut(&f->rest, &f->ref) || !cut(&f->rest, &f->alt)) {
        return source_fail(c, E_SYNTAX, "", e, "REF or ALT is empty or not there");
    }
    return OK;
}

static status split_back(const source_context *c, columns *f, err *e)
{
    str qual;
    bool fits = cut(&f->rest, &qual) && cut(&f->rest, &f->filter) && cut(&f->rest, &f->info);
    if (!fits) {
        return source_fail(c, E_SYNTAX, "", e, "QUAL, FILTER or INFO is empty or not there");
    }
    if (f->rest.p == NULL) return OK;
    if (!cut(&f->rest, &f->format)) {
        return source_fail(c, E_SYNTAX, "", e, "FORMAT is empty");
    }
    f->samples = f->rest.p;
    return OK;
}

static status find_end(const source_context *c, const columns *f, uint32_t pos0, uint32_t *end0,
                       err *e)
{
    uint64_t last = (uint64_t)pos0 + f->ref.n;
    if (last >= SITE_POS_NONE) {
        return source_fail(c, E_SYNTAX, "REF: ", e, "reaches beyond any chromosome");
    }
    *end0 = (uint32_t)last;
    if (!alt_allows_end(f->alt)) return OK;
    uint32_t said;
    TRY(info_end(c, f->info, &said, e));
    if (said > *end0) *end0 = said;
    return OK;
}

/* Splits what is needed to know whether the line is wanted. The commonest answer, no, is given
 * after CHROM and POS alone, unless the record could reach into the next region. */
static status is_wanted(vcf_text *t, source_context *c, str line, columns *f, genome_record *rec,
                        bool *wanted, err *e)
{
    str chrom;
    *wanted = false;
    *f = (columns){.pos1 = 0};
    if (!vcf_text_position(line, &chrom, &f->pos1)) {
        return source_fail(c, E_SYNTAX, "", e, "CHROM and POS expected, found '%.*s'",
                           (int)(line.n < 40 ? line.n : 40), line.p);
    }
    rec->chrom = code_of(t, chrom);
    if (rec->chrom == 0 || f->pos1 == 0) return OK;
    rec->pos0 = f->pos1 - 1;
    const genome_region *r = NULL;
    if (!c->wanted.all) {
        read_plan_passed(c, rec->chrom, rec->pos0);
        r = region_set_at(&c->wanted, rec->chrom, rec->pos0);
        if (r == NULL) return OK;
    }
    size_t used = chrom.n + 1;
    while (line.p[used] != '\t') used++;
    f->rest = (str){line.p + used + 1, line.n - used - 1};
    TRY(split_front(c, f, e));
    bool before = r != NULL && rec->pos0 < r->start0;
    if (before && !alt_allows_end(f->alt) && rec->pos0 + f->ref.n <= r->start0) return OK;
    TRY(split_back(c, f, e));
    if (!is_plain(f->ref) || !is_plain(f->alt)) {
        return source_fail(c, E_SYNTAX, "", e, "REF or ALT holds characters that no allele has");
    }
    TRY(find_end(c, f, rec->pos0, &rec->end0, e));
    *wanted = !before || rec->end0 > r->start0;
    return OK;
}

static status split_alts(vcf_text *t, const source_context *c, str alt, genome_record *rec, err *e)
{
    rec->alt_count = 0;
    if (str_eq(alt, STR("."))) return OK;
    str part;
    while (str_next(&alt, ',', &part)) {
        if (part.n == 0) return source_fail(c, E_SYNTAX, "ALT: ", e, "an allele is empty");
        if (rec->alt_count == t->alt_room) {
            size_t room = t->alt_room == 0 ? 16 : t->alt_room * 2;
            str *alts = base_realloc(t->alts, room, sizeof *alts);
            TRY_MEM(e, alts);
            t->alts = alts;
            t->alt_room = room;
        }
        t->alts[rec->alt_count++] = part;
    }
    rec->alts = t->alts;
    return OK;
}

static status room_for_exceptions(vcf_text *t, size_t samples, err *e)
{
    if (t->exception_room >= samples) return OK;
    gt_exception *items = base_realloc(t->exceptions, samples, sizeof *items);
    TRY_MEM(e, items);
    t->exceptions = items;
    t->exception_room = samples;
    return OK;
}

static status genotype_fault(const source_context *c, const gt_scan *s, gt_fault fault, err *e)
{
    const genome_header *h = &c->header.shown;
    str name = s->column < h->sample_count ? h->samples[s->column] : (str){NULL, 0};
    switch (fault) {
    case GT_FAULT_FEW:
        return source_fail(c, E_SYNTAX, "", e,
                           "the column of sample '%.*s' is not there, expected "
                           "%zu samples",
                           STR_ARG(name), h->sample_count);
    case GT_FAULT_MANY:
        return source_fail(c, E_SYNTAX, "", e, "more columns than the %zu samples of the header",
                           h->sample_count);
    case GT_FAULT_ALLELE:
        return source_fail(c, E_SYNTAX, "GT: ", e,
                           "sample '%.*s' has '%.*s' where the record has "
                           "%u ALT alleles",
                           STR_ARG(name), (int)(s->cell.n < 40 ? s->cell.n : 40), s->cell.p,
                           s->alleles - 1);
    case GT_FAULT_LIMIT:
        return source_fail(c, E_LIMIT, "GT: ", e, "sample '%.*s' has an allele number above 253",
                           STR_ARG(name));
    default:
        return source_fail(c, E_SYNTAX, "GT: ", e,
                           "sample '%.*s' has '%.*s', expected a genotype "
                           "such as 0/1",
                           STR_ARG(name), (int)(s->cell.n < 40 ? s->cell.n : 40), s->cell.p);
    }
}

/* Without GT only the number of columns is checked. */
static status count_columns(const source_context *c, str text, err *e)
{
    size_t n = 0;
    str part;
    while (str_next(&text, '\t', &part)) n++;
    if (n == c->header.shown.sample_count) return OK;
    return source_fail(c, E_SYNTAX, "", e, "%zu sample columns, expected %zu as in the header", n,
                       c->header.shown.sample_count);
}

static status take_genotypes(vcf_text *t, const source_context *c, const columns *f,
                             genome_record *rec, err *e)
{
    size_t samples = c->header.shown.sample_count;
    t->format = f->format;
    t->columns = f->samples;
    t->offsets_ready = false;
    t->alleles = rec->alt_count + 1;
    rec->exceptions = NULL;
    rec->exception_count = 0;
    rec->base = GT_PACK(GT_MISSING, GT_ABSENT, 0);
    rec->has_gt = false;
    if (samples == 0 && f->samples == NULL) return OK;
    if (samples == 0) {
        return source_fail(c, E_SYNTAX, "", e, "sample columns, but the header names no sample");
    }
    if (f->samples == NULL) {
        return source_fail(c, E_SYNTAX, "", e, "no sample columns, expected %zu as in the header",
                           samples);
    }
    str text = {f->samples, (size_t)(t->line.p + t->line.n - f->samples)};
    bool only = str_eq(f->format, STR("GT"));
    if (!only && !str_starts(f->format, STR("GT:"))) {
        str rest = f->format, key;
        while (str_next(&rest, ':', &key)) {
            if (!str_eq(key, STR("GT"))) continue;
            return source_fail(c, E_SYNTAX, "FORMAT: ", e, "GT is not the first field");
        }
        return count_columns(c, text, e);
    }
    TRY(room_for_exceptions(t, source_sample_count(c), e));
    gt_scan scan = {.text = text,
                    .samples = (uint32_t)samples,
                    .alleles = t->alleles,
                    .gt_only = only,
                    .keep = c->keep,
                    .keep_count = (uint32_t)c->keep_count,
                    .exceptions = t->exceptions};
    gt_fault fault = gt_text_scan(&scan);
    if (fault != GT_FINE) return genotype_fault(c, &scan, fault, e);
    rec->has_gt = true;
    rec->base = scan.base;
    rec->exceptions = t->exceptions;
    rec->exception_count = scan.exception_count;
    return OK;
}

status vcf_text_next(vcf_text *t, source_context *c, genome_record *record, bool *more, err *e)
{
    columns f;
    bool wanted = false, over;
    while (!wanted) {
        TRY(read_plan_step(c, &over, e));
        *more = !over;
        if (over) return OK;
        TRY(vcf_text_line(c, &t->line, more, e));
        if (!*more) return OK;
        if (t->line.n == 0) continue;
        TRY(is_wanted(t, c, t->line, &f, record, &wanted, e));
    }
    record->number = c->counted ? c->number : 0;
    record->ref = f.ref;
    record->filter_pass = str_eq(f.filter, STR("PASS")) || str_eq(f.filter, STR("."));
    TRY(split_alts(t, c, f.alt, record, e));
    return take_genotypes(t, c, &f, record, e);
}

void vcf_text_release(vcf_text *t)
{
    base_free(t->alts);
    base_free(t->exceptions);
    base_free(t->offsets);
    *t = (vcf_text){.alts = NULL};
}
