/*
 * See fake_source.h. Blanks separate the fields of data lines as tabs do, which keeps the tests
 * readable.
 */
#include "fake_source.h"

#include <stdlib.h>
#include <string.h>

#include "genome/record.h"

enum { COLUMNS = 4000, ALTS = 300 };

struct genome_source {
    arena a;
    genome_header header;
    genome_contig contigs[64];
    str samples[COLUMNS];
    const char *body; /* first data line */
    const char *at;
    uint64_t line;
    const genome_region *regions;
    size_t region_count;
    size_t sought;
    const uint32_t *keep;
    size_t keep_count;
    str column[COLUMNS];
    size_t column_count;
    str alts[ALTS];
    gt_exception exceptions[COLUMNS];
};

static const char *next_text;
static bool is_pipe;

void fake_source_set(const char *vcf_text)
{
    next_text = vcf_text;
}

void fake_source_be_pipe(bool pipe)
{
    is_pipe = pipe;
}

static str line_at(const char *p)
{
    return (str){p, strcspn(p, "\n")};
}

static str value_of(str line, const char *key)
{
    const char *p = strstr(line.p, key);
    if (p == NULL || p >= line.p + line.n) return (str){"", 0};
    p += strlen(key);
    return (str){p, strcspn(p, ",>\n")};
}

static void read_meta(genome_source *s, str line)
{
    genome_header *h = &s->header;
    if (str_starts(line, STR("##contig"))) {
        genome_contig *c = &s->contigs[h->contig_count++];
        genome_build ignored = BUILD_UNKNOWN;
        c->name = value_of(line, "ID=");
        c->chrom = genome_chrom_code(c->name, &ignored);
        int64_t n = 0;
        if (str_to_i64(value_of(line, "length="), &n)) c->length = (uint64_t)n;
    }
    if (str_starts(line, STR("##reference="))) h->reference = value_of(line, "##reference=");
    if (str_starts(line, STR("##FORMAT=<ID=PS"))) h->has_ps = true;
    if (str_starts(line, STR("##FORMAT=<ID=GQ"))) h->has_gq = true;
    if (str_starts(line, STR("##FORMAT=<ID=DP"))) h->has_dp = true;
    if (str_starts(line, STR("##FORMAT=<ID=AD"))) {
        h->has_ad = true;
        h->ad_is_number_r = str_eq(value_of(line, "Number="), STR("R"));
    }
}

static size_t split(str line, str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n && n < COLUMNS;) {
        while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t')) i++;
        size_t from = i;
        while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t') i++;
        if (i > from) out[n++] = (str){line.p + from, i - from};
    }
    return n;
}

status genome_source_open(const char *path, const genome_source_options *options,
                          genome_source **source, err *e)
{
    (void)options;
    if (strcmp(path, "-") != 0 || next_text == NULL) FAIL(e, E_NOTFOUND, "%s: not there", path);
    genome_source *s = calloc(1, sizeof *s);
    TRY_MEM(e, s);
    const char *p = next_text;
    for (; *p == '#'; p += strcspn(p, "\n"), p += *p == '\n') {
        str line = line_at(p);
        s->line++;
        if (p[1] == '#') read_meta(s, line);
        if (p[1] == '#') continue;
        str names[COLUMNS];
        size_t n = split(line, names);
        for (size_t i = 9; i < n; i++) s->samples[s->header.sample_count++] = names[i];
    }
    s->body = s->at = p;
    s->header.samples = s->samples;
    s->header.contigs = s->contigs;
    *source = s;
    return OK;
}

void genome_source_free(genome_source *s)
{
    if (s == NULL) return;
    arena_release(&s->a);
    free(s);
}

const genome_header *genome_source_header(const genome_source *s)
{
    return &s->header;
}

const char *genome_source_path(const genome_source *s)
{
    (void)s;
    return "-";
}

status genome_source_seek(genome_source *s, const genome_region *regions, size_t count,
                          const char **note, err *e)
{
    if (is_pipe && s->sought++ > 0) FAIL(e, E_UNSUPPORTED, "-: a pipe cannot be read twice");
    s->regions = regions;
    s->region_count = count;
    s->at = s->body;
    *note = NULL;
    return OK;
}

void genome_source_keep(genome_source *s, const uint32_t *samples, size_t count)
{
    s->keep = samples;
    s->keep_count = count;
}

static uint32_t parse_gt(str text)
{
    unsigned alleles[8];
    size_t n = 0;
    bool phased = memchr(text.p, '/', text.n) == NULL;
    str rest = text;
    for (size_t i = 0; i < text.n; i++) {
        if (i > 0 && text.p[i - 1] != '/' && text.p[i - 1] != '|') continue;
        rest = (str){text.p + i, text.n - i};
        alleles[n++] = rest.p[0] == '.' ? GT_MISSING : (unsigned)strtoul(rest.p, NULL, 10);
    }
    if (n == 0) return GT_PACK(GT_MISSING, GT_MISSING, 0);
    unsigned second = n == 1 ? (unsigned)GT_ABSENT : alleles[1];
    unsigned flags = (phased ? (unsigned)GT_PHASED : 0) | (n > 2 ? (unsigned)GT_TRUNCATED : 0);
    return GT_PACK(alleles[0], second, flags);
}

static str format_value(const genome_source *s, str column, const char *key)
{
    str names = s->column[8];
    str name, value;
    while (str_next(&names, ':', &name)) {
        if (!str_next(&column, ':', &value)) return (str){"", 0};
        if (str_eq(name, str_of(key))) return value;
    }
    return (str){"", 0};
}

static bool wanted(const genome_source *s, const genome_record *r)
{
    for (size_t i = 0; i < s->region_count; i++) {
        const genome_region *g = &s->regions[i];
        if (g->chrom == r->chrom && g->start0 < r->end0 && g->end0 > r->pos0) return true;
    }
    return s->regions == NULL;
}

static void read_samples(genome_source *s, genome_record *r)
{
    size_t n = s->keep != NULL ? s->keep_count : s->header.sample_count;
    r->has_gt = s->column_count > 8 && str_starts(s->column[8], STR("GT"));
    r->exceptions = s->exceptions;
    r->exception_count = 0;
    r->base = GT_PACK(GT_MISSING, GT_MISSING, 0);
    for (size_t i = 0; r->has_gt && i < n; i++) {
        size_t column = 9 + (s->keep != NULL ? s->keep[i] : i);
        uint32_t gt = parse_gt(format_value(s, s->column[column], "GT"));
        if (i == 0) r->base = gt;
        if (gt == r->base) continue;
        s->exceptions[r->exception_count++] = (gt_exception){(uint32_t)i, gt};
    }
}

static void read_alts(genome_source *s, genome_record *r)
{
    r->alts = s->alts;
    r->alt_count = 0;
    str rest = s->column[4];
    str alt;
    if (str_eq(rest, STR("."))) return;
    while (str_next(&rest, ',', &alt)) s->alts[r->alt_count++] = alt;
}

status genome_source_next(genome_source *s, genome_record *r, bool *more, err *e)
{
    *more = false;
    while (*s->at != 0) {
        str line = line_at(s->at);
        s->at += line.n;
        s->at += *s->at == '\n';
        s->line++;
        s->column_count = split(line, s->column);
        if (s->column_count == 0) continue;
        if (s->column_count < 8) FAIL(e, E_SYNTAX, "-:%llu: columns", (unsigned long long)s->line);
        memset(r, 0, sizeof *r);
        genome_build ignored = BUILD_UNKNOWN;
        r->chrom = genome_chrom_code(s->column[0], &ignored);
        uint32_t pos1 = 1;
        if (!str_to_u32(s->column[1], &pos1)) FAIL(e, E_SYNTAX, "-: position");
        r->pos0 = pos1 - 1;
        r->ref = s->column[3];
        r->end0 = r->pos0 + (uint32_t)r->ref.n;
        str end = {NULL, 0};
        if (str_starts(s->column[7], STR("END="))) end = value_of(s->column[7], "END=");
        end.n = end.p == NULL ? 0 : strspn(end.p, "0123456789");
        uint32_t end1;
        if (end.n > 0 && str_to_u32(end, &end1)) r->end0 = end1;
        r->number = s->line;
        r->filter_pass = str_eq(s->column[6], STR("PASS")) || str_eq(s->column[6], STR("."));
        r->reader_state = s;
        read_alts(s, r);
        if (r->chrom == 0 || !wanted(s, r)) continue;
        read_samples(s, r);
        *more = true;
        return OK;
    }
    return OK;
}

status genome_record_fields(const genome_record *r, uint32_t sample, genome_fields *f, err *e)
{
    (void)e;
    const genome_source *s = r->reader_state;
    memset(f, 0, sizeof *f);
    str column = s->column[9 + (s->keep != NULL ? s->keep[sample] : sample)];
    f->has_gq = str_to_double(format_value(s, column, "GQ"), &f->gq);
    int64_t n;
    f->has_dp = str_to_i64(format_value(s, column, "DP"), &n);
    if (f->has_dp) f->dp = (int32_t)n;
    f->has_min_dp = str_to_i64(format_value(s, column, "MIN_DP"), &n);
    if (f->has_min_dp) f->min_dp = (int32_t)n;
    f->has_ps = str_to_u32(format_value(s, column, "PS"), &f->ps);
    str ad = format_value(s, column, "AD");
    str part;
    while (ad.n > 0 && str_next(&ad, ',', &part)) {
        f->ad[f->ad_count++] = str_to_i64(part, &n) ? (int32_t)n : -1;
    }
    return OK;
}
