/*
 * The front of the record stream: finds the format from the content, chooses the reader and keeps
 * what was asked for. Knows which reader does what; decodes nothing itself.
 */
#include <string.h>

#include "base/memory.h"
#include "genome/bcf_fast.h"
#include "genome/hts_source.h"
#include "genome/region_seek.h"
#include "genome/vcf_text.h"

enum { LINE_MAX_BYTES = 64 << 20, LINE_PER_SAMPLE = 64, HEADER_MAX_BYTES = 1 << 30 };

typedef enum reader_kind { READER_TEXT, READER_BCF, READER_HTS } reader_kind;

struct genome_source {
    source_context c;
    reader_kind kind;
    vcf_text text;
    bcf_fast bcf;
    hts_source *hts;
    char *path;
    genome_source_options options;
    bool begun;
};

/* Length of the header text in the window, up to the end of the #CHROM line; 0 = not all there. */
static size_t header_length(const char *p, size_t n, size_t *looked)
{
    size_t at = *looked;
    while (at < n) {
        const char *line_end = memchr(p + at, '\n', n - at);
        if (line_end == NULL) break;
        bool last = p[at] != '#' || (n - at > 1 && p[at + 1] != '#');
        if (last) return (size_t)(line_end - p) + 1;
        at = (size_t)(line_end - p) + 1;
    }
    *looked = at;
    return 0;
}

static status read_text_header(genome_source *s, err *e)
{
    block_reader *in = &s->c.in;
    size_t looked = 0, n = 0;
    for (bool grew = true; n == 0 && grew;) {
        TRY(block_reader_more(in, &grew, e));
        n = header_length(in->data + in->begin, in->end - in->begin, &looked);
    }
    if (n == 0) n = in->end - in->begin;
    TRY(vcf_header_parse(&s->c.header, (str){in->data + in->begin, n}, s->c.name, e));
    block_reader_consume(in, n);
    s->c.number = s->c.header.line_count;
    return OK;
}

static status read_bcf_header(genome_source *s, err *e)
{
    block_reader *in = &s->c.in;
    bool there;
    uint32_t n;
    TRY(block_reader_need(in, 9, &there, e));
    if (!there) FAIL(e, E_SYNTAX, "%s: truncated in the BCF header", s->c.name);
    memcpy(&n, in->data + in->begin + 5, sizeof n);
    if (n > HEADER_MAX_BYTES) FAIL(e, E_LIMIT, "%s: the BCF header is too long", s->c.name);
    TRY(block_reader_need(in, 9 + (size_t)n, &there, e));
    if (!there) FAIL(e, E_SYNTAX, "%s: truncated in the BCF header", s->c.name);
    str text = {in->data + in->begin + 9, n};
    text.n = str_find(text, '\0');
    TRY(vcf_header_parse(&s->c.header, text, s->c.name, e));
    block_reader_consume(in, 9 + (size_t)n);
    return OK;
}

static status find_reader(genome_source *s, err *e)
{
    block_reader *in = &s->c.in;
    bool there;
    TRY(block_reader_need(in, 5, &there, e));
    str head = {in->data + in->begin, in->end - in->begin};
    if (str_starts(head, STR("BCF\2"))) {
        s->kind = head.p[4] >= 1 && head.p[4] <= 2 ? READER_BCF : READER_HTS;
    } else if (str_starts(head, STR("##"))) {
        s->kind = READER_TEXT;
    } else {
        FAIL(e, E_SYNTAX, "%s: not a VCF or BCF file (%s)", s->c.name,
             head.n == 0 ? "it is empty" : "it does not begin with ##fileformat=VCFv4 or BCF2");
    }
    return OK;
}

static status open_reader(genome_source *s, err *e)
{
    source_context *c = &s->c;
    if (s->options.force_htslib) {
        s->kind = READER_HTS;
    } else {
        TRY(block_reader_open(&c->in, s->path, c->name, e));
        c->in.window_max = HEADER_MAX_BYTES;
        TRY(find_reader(s, e));
    }
    if (s->kind == READER_HTS) return hts_source_open(&s->hts, c, s->path, e);
    TRY(s->kind == READER_BCF ? read_bcf_header(s, e) : read_text_header(s, e));
    c->data_place = block_reader_tell(&c->in);
    c->in.window_max = LINE_MAX_BYTES + LINE_PER_SAMPLE * c->header.shown.sample_count;
    return OK;
}

status genome_source_open(const char *path, const genome_source_options *options,
                          genome_source **source, err *e)
{
    genome_source *s = base_calloc(1, sizeof *s);
    TRY_MEM(e, s);
    s->c.in.fd = -1;
    if (options != NULL) s->options = *options;
    size_t n = strlen(path) + 1;
    s->path = base_alloc(n);
    if (s->path == NULL) {
        genome_source_free(s);
        FAIL(e, E_MEMORY, "out of memory");
    }
    memcpy(s->path, path, n);
    s->c.name = strcmp(path, "-") == 0 ? "standard input" : s->path;
    s->c.counted = true;
    region_set_all(&s->c.wanted);
    status result = open_reader(s, e);
    if (result != OK) {
        genome_source_free(s);
        return result;
    }
    *source = s;
    return OK;
}

void genome_source_free(genome_source *s)
{
    if (s == NULL) return;
    vcf_text_release(&s->text);
    bcf_fast_release(&s->bcf);
    hts_source_free(s->hts);
    read_plan_release(&s->c.plan);
    vcf_header_release(&s->c.header);
    block_reader_release(&s->c.in);
    base_free(s->path);
    base_free(s);
}

const genome_header *genome_source_header(const genome_source *source)
{
    return &source->c.header.shown;
}

/* Back to the first record, unless nothing was read yet. */
static status start_over(genome_source *s, err *e)
{
    source_context *c = &s->c;
    read_plan_release(&c->plan);
    if (!s->begun) return OK;
    if (s->kind == READER_HTS) {
        TRY(hts_source_rewind(s->hts, c, s->path, e));
    } else if (c->in.format == BLOCK_GZIP && c->in.seekable) {
        bool there;
        TRY(block_reader_seek(&c->in, 0, e));
        TRY(block_reader_need(&c->in, (size_t)c->data_place, &there, e));
        if (!there) FAIL(e, E_IO, "%s: became shorter while it was read", c->name);
        block_reader_consume(&c->in, (size_t)c->data_place);
    } else {
        TRY(block_reader_seek(&c->in, c->data_place, e));
    }
    c->number = s->kind == READER_TEXT ? c->header.line_count : 0;
    c->counted = true;
    s->begun = false;
    return OK;
}

status genome_source_seek(genome_source *source, const genome_region *regions, size_t count,
                          const char **note, err *e)
{
    if (note != NULL) *note = NULL;
    TRY(start_over(source, e));
    TRY(region_set_make(&source->c.wanted, regions, count, e));
    if (source->kind == READER_HTS || !source->c.in.seekable) return OK;
    const char *said = NULL;
    TRY(region_seek_plan(&source->c, source->path, source->kind == READER_BCF,
                         source->options.no_index, &said, e));
    if (said == NULL && source->c.in.no_end_block && source->c.in.seekable) {
        said = "the BGZF end block is missing: the file may have been cut";
    }
    if (note != NULL) *note = said;
    return OK;
}

void genome_source_keep(genome_source *source, const uint32_t *samples, size_t count)
{
    static const uint32_t none[1] = {0};
    source->c.keep = samples == NULL ? NULL : count == 0 ? none : samples;
    source->c.keep_count = samples == NULL ? 0 : count;
}

status genome_source_next(genome_source *source, genome_record *record, bool *more, err *e)
{
    source->begun = true;
    record->reader_state = source;
    switch (source->kind) {
    case READER_TEXT: return vcf_text_next(&source->text, &source->c, record, more, e);
    case READER_BCF: return bcf_fast_next(&source->bcf, &source->c, record, more, e);
    default: return hts_source_next(source->hts, &source->c, record, more, e);
    }
}

status genome_record_fields(const genome_record *record, uint32_t sample, genome_fields *fields,
                            err *e)
{
    /* The state is the source that gave the record; the text reader notes column offsets in it. */
    union {
        const void *given;
        genome_source *own;
    } state = {.given = record->reader_state};
    genome_source *s = state.own;
    switch (s->kind) {
    case READER_TEXT: return vcf_text_fields(&s->text, &s->c, sample, fields, e);
    case READER_BCF: return bcf_fast_fields(&s->bcf, &s->c, sample, fields, e);
    default: return hts_source_fields(s->hts, &s->c, sample, fields, e);
    }
}
