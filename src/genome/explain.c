/*
 * Tries all subsets of at most EXPLAIN_CANDIDATES_MAX alleles; only alternatives with more than one
 * change come here, so the cost is paid rarely.
 */
#include "genome/explain.h"

#include <stdlib.h>
#include <string.h>

typedef struct puzzle {
    const genome_stretch *stretch;
    uint32_t from0, to0; /* the stretch of sequence compared */
    char wanted[EXPLAIN_SEQUENCE_MAX];
    size_t wanted_length;
    const genome_edits *candidates[EXPLAIN_CANDIDATES_MAX];
    size_t count;
} puzzle;

static bool worth_it(const genome_edits *edits)
{
    if (edits->count > 1) return true;
    if (edits->count == 0) return false;
    const genome_edit *x = &edits->items[0];
    return x->ins.n > 0 && x->end0 > x->start0 && !genome_edit_is_substitution(x);
}

static bool same_stretch(const genome_stretch *x, const genome_stretch *y)
{
    return x->bases.p == y->bases.p && x->start0 == y->start0;
}

/* Alleles whose edits can lie in the record's span; false when there are too many. */
static bool collect(puzzle *p, const site_index *index, const site_view *view, uint32_t pos0,
                    uint32_t end0)
{
    for (size_t i = site_index_first(index, view->chrom, pos0); i < index->count; i++) {
        const site_view *v = &index->views[i];
        if (v->chrom != view->chrom || v->from0 >= end0) break;
        if (v->to0 <= pos0 || !same_stretch(&v->stretch, &view->stretch)) continue;
        for (uint8_t k = 0; k < v->site->allele_count; k++) {
            const genome_edits *own = &v->alleles[k];
            if (own->count == 0) continue;
            const genome_edit *last = &own->items[own->count - 1];
            if (own->items[0].start0 + own->items[0].slide < pos0 || last->start0 > end0) continue;
            if (p->count == EXPLAIN_CANDIDATES_MAX) return false;
            p->candidates[p->count++] = own;
            if (own->items[0].start0 < p->from0) p->from0 = own->items[0].start0;
            if (last->end0 > p->to0) p->to0 = last->end0;
        }
    }
    return p->count > 0;
}

static bool append_reference(puzzle *p, uint32_t from0, uint32_t to0, char *out, size_t *n)
{
    for (uint32_t at = from0; at < to0; at++) {
        char base = genome_stretch_base(p->stretch, at);
        if (base == 0 || *n == EXPLAIN_SEQUENCE_MAX) return false;
        out[(*n)++] = base;
    }
    return true;
}

static bool append(char *out, size_t *n, str text)
{
    if (text.n > EXPLAIN_SEQUENCE_MAX - *n) return false;
    memcpy(out + *n, text.p, text.n);
    *n += text.n;
    return true;
}

static bool set_wanted(puzzle *p, uint32_t pos0, str ref, str alt)
{
    uint32_t end0 = pos0 + (uint32_t)ref.n;
    p->wanted_length = 0;
    return append_reference(p, p->from0, pos0, p->wanted, &p->wanted_length) &&
           append(p->wanted, &p->wanted_length, alt) &&
           append_reference(p, end0, p->to0, p->wanted, &p->wanted_length);
}

static int by_start(const void *x, const void *y)
{
    const genome_edit *p = x;
    const genome_edit *q = y;
    if (p->start0 != q->start0) return p->start0 < q->start0 ? -1 : 1;
    return p->end0 < q->end0 ? -1 : p->end0 > q->end0;
}

/* The edits of a subset in order; false when two of them overlap. */
static bool gather(const puzzle *p, unsigned subset, genome_edit *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < p->count; i++) {
        if ((subset >> i & 1) == 0) continue;
        for (size_t k = 0; k < p->candidates[i]->count; k++)
            out[(*n)++] = p->candidates[i]->items[k];
    }
    qsort(out, *n, sizeof *out, by_start);
    for (size_t i = 1; i < *n; i++) {
        if (out[i].start0 < out[i - 1].end0 || out[i].start0 == out[i - 1].start0) return false;
    }
    return true;
}

static bool makes_wanted(puzzle *p, const genome_edit *edits, size_t n)
{
    char made[EXPLAIN_SEQUENCE_MAX];
    size_t length = 0;
    uint32_t at = p->from0;
    for (size_t i = 0; i < n; i++) {
        if (!append_reference(p, at, edits[i].start0, made, &length)) return false;
        if (!append(made, &length, edits[i].ins)) return false;
        at = edits[i].end0;
    }
    if (!append_reference(p, at, p->to0, made, &length)) return false;
    return length == p->wanted_length && memcmp(made, p->wanted, length) == 0;
}

status genome_explain(const site_index *index, const site_view *view, uint32_t pos0, str ref,
                      str alt, arena *a, genome_edits *edits, err *e)
{
    if (!worth_it(edits) || ref.n + alt.n > EXPLAIN_SEQUENCE_MAX) return OK;
    puzzle p = {.stretch = &view->stretch, .from0 = pos0, .to0 = pos0 + (uint32_t)ref.n};
    if (!collect(&p, index, view, pos0, p.to0) || !set_wanted(&p, pos0, ref, alt)) return OK;
    size_t most = 0;
    for (size_t i = 0; i < p.count; i++) most += p.candidates[i]->count;
    genome_edit *own = ARENA_ARRAY(a, genome_edit, most);
    TRY_MEM(e, own);
    for (unsigned subset = 1; subset < 1u << p.count; subset++) {
        size_t n;
        if (!gather(&p, subset, own, &n) || !makes_wanted(&p, own, n)) continue;
        *edits = (genome_edits){own, n};
        return OK;
    }
    return OK;
}
