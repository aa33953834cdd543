/*
 * Comparison of record streams. Knows the public contract only.
 */
#include "stream_compare.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct side {
    genome_source *source;
    genome_record record;
    status result;
    bool more;
    err e;
} side;

static void differ(stream_answer *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
    out->agree = false;
}

static void start(side *s, const stream_question *q, const genome_source_options *o, bool regions)
{
    *s = (side){.more = true};
    s->result = genome_source_open(q->path, o, &s->source, &s->e);
    if (s->result != OK) return;
    if (q->keep != NULL) genome_source_keep(s->source, q->keep, q->keep_count);
    const char *note;
    if (regions) {
        s->result = genome_source_seek(s->source, q->regions, q->region_count, &note, &s->e);
    }
}

static bool touches(const stream_question *q, const genome_record *r)
{
    for (size_t i = 0; i < q->region_count; i++) {
        const genome_region *g = &q->regions[i];
        if (g->chrom == r->chrom && g->start0 < r->end0 && r->pos0 < g->end0) return true;
    }
    return false;
}

static void advance(side *s, const stream_question *q, bool filter)
{
    while (s->result == OK && s->more) {
        s->result = genome_source_next(s->source, &s->record, &s->more, &s->e);
        if (s->result != OK || !s->more || !filter || touches(q, &s->record)) return;
    }
}

static uint32_t genotype(const genome_record *r, size_t *at, uint32_t sample)
{
    if (*at < r->exception_count && r->exceptions[*at].sample == sample) {
        return r->exceptions[(*at)++].gt;
    }
    return r->base;
}

static void compare_fields(const genome_record *a, const genome_record *b, uint32_t sample,
                           stream_answer *out)
{
    genome_fields x, y;
    err e;
    if (genome_record_fields(a, sample, &x, &e) != OK) return;
    if (genome_record_fields(b, sample, &y, &e) != OK) return;
    bool same = x.has_gq == y.has_gq && x.has_dp == y.has_dp && x.has_min_dp == y.has_min_dp &&
                x.has_ps == y.has_ps && x.ad_count == y.ad_count;
    same = same && (!x.has_gq || (float)x.gq == (float)y.gq) && x.dp == y.dp &&
           x.min_dp == y.min_dp && x.ps == y.ps;
    for (uint32_t i = 0; same && i < x.ad_count; i++) same = x.ad[i] == y.ad[i];
    if (!same) {
        differ(out, "fields of sample %u at %u: gq %d %g/%d %g dp %d %d/%d %d ps %u/%u ad %u/%u",
               sample, a->pos0, x.has_gq, x.gq, y.has_gq, y.gq, x.has_dp, x.dp, y.has_dp, y.dp,
               x.ps, y.ps, x.ad_count, y.ad_count);
    }
}

static void compare_records(const side *sa, const side *sb, const stream_question *q,
                            stream_answer *out)
{
    const genome_record *a = &sa->record, *b = &sb->record;
    bool same = a->chrom == b->chrom && a->pos0 == b->pos0 && a->end0 == b->end0 &&
                str_eq(a->ref, b->ref) && a->alt_count == b->alt_count &&
                a->filter_pass == b->filter_pass && a->has_gt == b->has_gt;
    for (uint32_t i = 0; same && i < a->alt_count; i++) same = str_eq(a->alts[i], b->alts[i]);
    if (!same) {
        differ(out, "record %llu: %s:%u-%u %.*s alts %u pass %d gt %d | %s:%u-%u %.*s %u %d %d",
               (unsigned long long)out->records, genome_chrom_name(a->chrom), a->pos0, a->end0,
               STR_ARG(a->ref), a->alt_count, a->filter_pass, a->has_gt,
               genome_chrom_name(b->chrom), b->pos0, b->end0, STR_ARG(b->ref), b->alt_count,
               b->filter_pass, b->has_gt);
        return;
    }
    size_t samples =
        q->keep == NULL ? genome_source_header(sa->source)->sample_count : q->keep_count;
    size_t at_a = 0, at_b = 0;
    for (uint32_t s = 0; out->agree && s < samples; s++) {
        uint32_t x = a->has_gt ? genotype(a, &at_a, s) : 0,
                 y = b->has_gt ? genotype(b, &at_b, s) : 0;
        if (x != y) differ(out, "%u: genotype of sample %u: %x | %x", a->pos0, s, x, y);
        if (out->agree && q->fields) compare_fields(a, b, s, out);
    }
    if (out->agree && (at_a != a->exception_count || at_b != b->exception_count)) {
        differ(out, "%u: exceptions are not ascending", a->pos0);
    }
}

static void compare_all(side *a, side *b, const stream_question *q, stream_answer *out)
{
    for (;;) {
        advance(a, q, false);
        advance(b, q, q->filter_b);
        out->end_a = a->result;
        out->end_b = b->result;
        if (a->result != OK || b->result != OK) {
            if (q->same_end) differ(out, "%s | %s", a->e.text, b->e.text);
            return;
        }
        if (a->more != b->more) {
            differ(out, "one way has more records after %llu (%s)",
                   (unsigned long long)out->records, a->more ? "first" : "second");
        }
        if (!a->more || !out->agree) return;
        compare_records(a, b, q, out);
        out->records++;
        if (!out->agree) return;
    }
}

stream_answer stream_compare(const stream_question *q)
{
    stream_answer out = {.agree = true};
    side a, b;
    start(&a, q, &q->a, q->regions != NULL);
    start(&b, q, &q->b, q->regions != NULL && !q->filter_b);
    compare_all(&a, &b, q, &out);
    if (a.result == OK || a.source != NULL) genome_source_free(a.source);
    if (b.result == OK || b.source != NULL) genome_source_free(b.source);
    return out;
}
