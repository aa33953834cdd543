/*
 * Opening a file and reading it into columns: the build is settled, samples are chosen, records go
 * to the sites they speak about, and a site is given away once no further record can touch it. What
 * a record means is observe.c's; how statements join is column.c's.
 */
#include "genome/genotypes.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "genome/array_text.h"
#include "genome/bed.h"
#include "genome/build.h"
#include "genome/observe.h"
#include "genome/text_file.h"

enum { NOTES_MAX = 64, PEEK = 8192, ARRAY_TEXT_MAX = 1 << 28 };

typedef enum progress { SITE_WAITING, SITE_PENDING, SITE_GIVEN, SITE_DECLINED } progress;

struct genotypes {
    arena memory;
    const genome_panel *panel;
    genotypes_options options;
    char *path;
    genome_source *source; /* NULL for array text */
    array_text *array;
    const str *samples;
    size_t sample_count;
    build_finding build;
    str notes[NOTES_MAX];
    size_t note_count;
    bool was_read;

    site_index index;
    progress *progress;     /* by view */
    column_draft **pending; /* in the order they began */
    size_t pending_count, pending_room;
    column_draft **unused;
    size_t unused_count, unused_room;
    observed_record seen;
    observe_options observe;
    column_statement said;
    cell_list spare;
    bool chrom_named[CHROM_COUNT]; /* the header or a record names it */
    uint64_t checked,
        misfits; /* records whose REF lay in a window, and those that did not fit it */
    genotypes_sink sink;
    void *context;
};

static void note(genotypes *g, const char *text)
{
    if (text == NULL || g->note_count == NOTES_MAX) return;
    char *copy = arena_copy(&g->memory, text, strlen(text));
    if (copy != NULL) g->notes[g->note_count++] = str_of(copy);
}

/* ---- samples ---- */

static size_t differing(str x, str y)
{
    size_t n = x.n > y.n ? x.n - y.n : y.n - x.n;
    for (size_t i = 0; i < x.n && i < y.n; i++) n += x.p[i] != y.p[i];
    return n;
}

static status unknown_sample(const genotypes *g, const genome_header *h, const char *name, err *e)
{
    str wanted = str_of(name);
    const str *near = NULL;
    size_t best = wanted.n / 2 + 1;
    for (size_t i = 0; i < h->sample_count; i++) {
        size_t d = differing(wanted, h->samples[i]);
        if (str_eq_ci(wanted, h->samples[i])) d = 0;
        if (d >= best) continue;
        best = d;
        near = &h->samples[i];
    }
    if (near == NULL) {
        FAIL(e, E_NOTFOUND, "%s: no sample '%s' among %zu", g->path, name, h->sample_count);
    }
    FAIL(e, E_NOTFOUND, "%s: no sample '%s'; there is '%.*s'", g->path, name, STR_ARG(*near));
}

/* Marks the asked-for samples; E_NOTFOUND for a name that is not in the file. */
static status mark_samples(genotypes *g, const genome_header *h, bool *wanted, err *e)
{
    map by_name;
    TRY(map_init(&by_name, &g->memory, h->sample_count + 1, e));
    for (size_t i = 0; i < h->sample_count; i++) {
        TRY(map_add(&by_name, h->samples[i], (uint32_t)i, e));
    }
    for (size_t i = 0; i < g->options.sample_count; i++) {
        uint32_t at = map_get(&by_name, str_of(g->options.samples[i]));
        if (at == MAP_NONE) return unknown_sample(g, h, g->options.samples[i], e);
        wanted[at] = true;
    }
    return OK;
}

static status choose_samples(genotypes *g, const genome_header *h, err *e)
{
    if (g->options.samples == NULL) {
        g->samples = h->samples; /* the header lives as long as the source does */
        g->sample_count = h->sample_count;
        return OK;
    }
    str *samples = ARENA_ARRAY(&g->memory, str, h->sample_count + 1);
    uint32_t *keep = ARENA_ARRAY(&g->memory, uint32_t, h->sample_count + 1);
    bool *wanted = ARENA_ARRAY(&g->memory, bool, h->sample_count + 1);
    if (samples == NULL || keep == NULL || wanted == NULL) FAIL(e, E_MEMORY, "out of memory");
    TRY(mark_samples(g, h, wanted, e));
    for (size_t i = 0; i < h->sample_count; i++) {
        if (!wanted[i]) continue;
        keep[g->sample_count] = (uint32_t)i;
        samples[g->sample_count++] = h->samples[i];
    }
    g->samples = samples;
    genome_source_keep(g->source, keep, g->sample_count);
    return OK;
}

/* ---- the build ---- */

static status merge_regions(const site_index *x, const site_index *y, arena *a,
                            const genome_region **out, size_t *count, err *e)
{
    const genome_region *p = NULL;
    const genome_region *q = NULL;
    size_t n = 0;
    size_t m = 0;
    size_t k = 0;
    TRY(site_index_regions(x, a, &p, &n, e));
    TRY(site_index_regions(y, a, &q, &m, e));
    genome_region *all = ARENA_ARRAY(a, genome_region, n + m + 1);
    TRY_MEM(e, all);
    for (size_t i = 0, j = 0; i < n || j < m;) {
        bool first = j == m || (i < n && (p[i].chrom != q[j].chrom ? p[i].chrom < q[j].chrom
                                                                   : p[i].start0 < q[j].start0));
        genome_region r = first ? p[i++] : q[j++];
        if (k > 0 && all[k - 1].chrom == r.chrom && r.start0 <= all[k - 1].end0) {
            if (r.end0 > all[k - 1].end0) all[k - 1].end0 = r.end0;
        } else {
            all[k++] = r;
        }
    }
    *out = all;
    *count = k;
    return OK;
}

enum { PROBE_RECORDS = 2000, PROBE_ENOUGH = 40 };

/* Without a word in the header: read the places of both builds and see whose bases fit. */
static status probe_build(genotypes *g, err *e)
{
    AUTO(arena_release) arena a;
    arena_init(&a, 0);
    site_index both[2];
    for (int b = 0; b < 2; b++) {
        TRY(site_index_make(&both[b], g->panel, (genome_build)b, false, &a, e));
    }
    const genome_region *regions = NULL;
    size_t count = 0;
    TRY(merge_regions(&both[0], &both[1], &a, &regions, &count, e));
    const char *said = NULL;
    TRY(genome_source_seek(g->source, regions, count, &said, e));
    build_tally tally = {0};
    bool more = true;
    for (size_t n = 0; n < PROBE_RECORDS; n++) {
        genome_record record;
        TRY(genome_source_next(g->source, &record, &more, e));
        if (!more) break;
        build_tally_add(&tally, g->panel, &record);
        genome_build so_far = n >= PROBE_ENOUGH ? build_tally_decide(&tally) : BUILD_UNKNOWN;
        if (so_far != BUILD_UNKNOWN && tally.informative[so_far] >= PROBE_ENOUGH) break;
    }
    genome_build build = build_tally_decide(&tally);
    if (build == BUILD_UNKNOWN) {
        FAIL(e, E_CONFLICT,
             "%s: genome build not established: the header does not say, and REF bases fit GRCh37 "
             "in "
             "%llu of %llu and GRCh38 in %llu of %llu records at known places; use --build",
             g->path, (unsigned long long)tally.agree[0], (unsigned long long)tally.informative[0],
             (unsigned long long)tally.agree[1], (unsigned long long)tally.informative[1]);
    }
    g->build.build = build;
    const char *evidence = arena_printf(&g->memory, "REF bases of %llu of %llu records",
                                        (unsigned long long)tally.agree[build],
                                        (unsigned long long)tally.informative[build]);
    TRY_MEM(e, evidence);
    (void)snprintf(g->build.evidence, sizeof g->build.evidence, "%s", evidence);
    return OK;
}

static void set_evidence(genotypes *g, genome_build build, const char *text)
{
    g->build.build = build;
    (void)snprintf(g->build.evidence, sizeof g->build.evidence, "%s", text);
}

/* The peer knows GRCh38 only; a file that says GRCh37 in so many words is read as such. */
static void settle_compatible(genotypes *g, const genome_header *h)
{
    err ignored;
    build_finding f = {.build = BUILD_UNKNOWN};
    bool ok = genome_build_from_header(h, g->path, &f, &ignored) == OK;
    if (ok && f.build == BUILD_37) {
        g->build = f;
    } else {
        set_evidence(g, BUILD_38, "compatible mode");
    }
    if (g->options.build != BUILD_UNKNOWN) set_evidence(g, g->options.build, "the caller's choice");
}

static status settle_build(genotypes *g, const genome_header *h, err *e)
{
    if (g->options.compatible) {
        settle_compatible(g, h);
        return OK;
    }
    TRY(genome_build_from_header(h, g->path, &g->build, e));
    genome_build asked = g->options.build;
    if (asked != BUILD_UNKNOWN) {
        if (g->build.build != BUILD_UNKNOWN && g->build.build != asked) {
            FAIL(e, E_CONFLICT, "%s: --build says %s, but %s say %s", g->path,
                 genome_build_name(asked), g->build.evidence, genome_build_name(g->build.build));
        }
        if (g->build.build == BUILD_UNKNOWN) set_evidence(g, asked, "the caller's choice");
        return OK;
    }
    if (g->build.build != BUILD_UNKNOWN) return OK;
    return probe_build(g, e);
}

static status check_misfits(const genotypes *g, bool at_end, err *e)
{
    if (g->options.compatible || g->checked < 10 || g->misfits * 2 <= g->checked) return OK;
    bool round = g->checked == 10 || (g->checked & (g->checked - 1)) == 0;
    if (!at_end && !round) return OK;
    FAIL(e, E_CONFLICT,
         "%s: said to be %s (%s), but REF of %llu of %llu records is not its reference", g->path,
         genome_build_name(g->build.build), g->build.evidence, (unsigned long long)g->misfits,
         (unsigned long long)g->checked);
}

/* ---- opening ---- */

static status prepare_sites(genotypes *g, err *e)
{
    TRY(site_index_make(&g->index, g->panel, g->build.build, g->options.compatible, &g->memory, e));
    g->progress = ARENA_ARRAY(&g->memory, progress, g->index.count + 1);
    TRY_MEM(e, g->progress);
    const genome_bed *bed = g->options.callable;
    size_t mt = 0;
    for (size_t i = 0; i < g->index.count; i++) {
        const site_view *v = &g->index.views[i];
        if (bed != NULL && !genome_bed_holds(bed, v->chrom, v->start0, v->end0)) {
            g->progress[i] = SITE_DECLINED;
        }
        if (g->build.foreign_mt && v->chrom == CHROM_MT) {
            g->progress[i] = SITE_GIVEN; /* never looked at */
            mt++;
        }
    }
    if (mt > 0) note(g, "chrM of this file is not rCRS (hg19): mitochondrial positions not tested");
    return OK;
}

static status open_variants(genotypes *g, err *e)
{
    TRY(genome_source_open(g->path, &g->options.source, &g->source, e));
    const genome_header *h = genome_source_header(g->source);
    TRY(choose_samples(g, h, e));
    TRY(settle_build(g, h, e));
    TRY(prepare_sites(g, e));
    const genome_region *regions = NULL;
    size_t count = 0;
    TRY(site_index_regions(&g->index, &g->memory, &regions, &count, e));
    const char *said = NULL;
    status s = genome_source_seek(g->source, regions, count, &said, e);
    if (s == E_UNSUPPORTED) {
        FAIL(e, E_CONFLICT,
             "%s: genome build not established by the header, and the input cannot be "
             "read twice; use --build",
             g->path);
    }
    if (s != OK) return s;
    note(g, said);
    g->observe = (observe_options){.compatible = g->options.compatible,
                                   .ignore_filter = g->options.ignore_filter,
                                   .min_gq = g->options.min_gq,
                                   .min_dp = g->options.min_dp,
                                   .use_ps = true,
                                   .sample_count = g->sample_count};
    /* the peer also believes AD that the header does not declare */
    g->observe.use_zero = !g->options.compatible && (h->has_dp || h->has_gq);
    g->observe.use_ad = h->has_ad ? h->ad_is_number_r : g->options.compatible;
    return OK;
}

static status open_array(genotypes *g, err *e)
{
    AUTO(buf_release) buf text;
    buf_init(&text, ARRAY_TEXT_MAX);
    TRY(genome_text_file_read(g->path, &text, e));
    TRY(array_text_parse(g->path, buf_str(&text), g->panel, g->options.build, &g->memory, &g->array,
                         e));
    str *samples = ARENA_ARRAY(&g->memory, str, 1);
    TRY_MEM(e, samples);
    samples[0] = array_text_sample(g->array);
    g->samples = samples;
    g->sample_count = 1;
    const char *const *asked = g->options.samples;
    for (size_t i = 0; asked != NULL && i < g->options.sample_count; i++) {
        if (str_eq(str_of(asked[i]), g->samples[0])) continue;
        FAIL(e, E_NOTFOUND, "%s: no sample '%s'; there is '%.*s'", g->path, asked[i],
             STR_ARG(g->samples[0]));
    }
    set_evidence(g, array_text_build(g->array), array_text_evidence(g->array));
    size_t count;
    const str *notes = array_text_notes(g->array, &count);
    for (size_t i = 0; i < count && g->note_count < NOTES_MAX; i++) {
        g->notes[g->note_count++] = notes[i];
    }
    return prepare_sites(g, e);
}

static status open_either(genotypes *g, err *e)
{
    bool array = false;
    if (!file_is_stream(g->path)) {
        AUTO(buf_release) buf first;
        buf_init(&first, PEEK);
        TRY(genome_text_file_peek(g->path, PEEK, &first, e));
        array = array_text_looks_like(buf_str(&first));
    }
    return array ? open_array(g, e) : open_variants(g, e);
}

status genotypes_open(const char *path, const genome_panel *panel, const genotypes_options *options,
                      genotypes **out, err *e)
{
    genotypes *g = base_calloc(1, sizeof *g);
    TRY_MEM(e, g);
    arena_init(&g->memory, 0);
    g->panel = panel;
    g->options = *options;
    g->build.build = BUILD_UNKNOWN;
    g->path = arena_copy(&g->memory, path, strlen(path));
    status s = g->path == NULL ? err_set(e, E_MEMORY, "out of memory") : open_either(g, e);
    if (s != OK) {
        genotypes_free(g);
        return s;
    }
    *out = g;
    return OK;
}

static void free_drafts(column_draft **drafts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        column_release(drafts[i]);
        base_free(drafts[i]);
    }
    base_free(drafts);
}

void genotypes_free(genotypes *g)
{
    if (g == NULL) return;
    free_drafts(g->pending, g->pending_count);
    free_drafts(g->unused, g->unused_count);
    cell_list_release(&g->said.cells);
    cell_list_release(&g->spare);
    observe_record_release(&g->seen);
    genome_source_free(g->source);
    arena_release(&g->memory);
    base_free(g);
}

const str *genotypes_samples(const genotypes *g, size_t *count)
{
    *count = g->sample_count;
    return g->samples;
}

genome_build genotypes_build(const genotypes *g)
{
    return g->build.build;
}

const char *genotypes_build_evidence(const genotypes *g)
{
    return g->build.evidence;
}

const str *genotypes_notes(const genotypes *g, size_t *count)
{
    *count = g->note_count;
    return g->notes;
}

/* ---- giving away ---- */

static status give(genotypes *g, column_draft *d, err *e)
{
    bool absent = g->options.absent_is_reference || g->options.callable != NULL;
    TRY(column_finish(d, absent, &g->spare, e));
    genome_column column = {.site = d->view->number,
                            .base = d->cells.base,
                            .exceptions = d->cells.items,
                            .exception_count = d->cells.count,
                            .others = d->others,
                            .other_count = d->other_count,
                            .notes = d->notes};
    return g->sink(g->context, &column, e);
}

/* A site that nothing was said about, all samples alike. */
static status give_alike(genotypes *g, const site_view *v, bool reference, err *e)
{
    genome_cell cell = {CELL_MISSING, CELL_MISSING, 0, WHY_DECLINED, 0};
    bool unknown_ref = v->ref_code == SITE_CODE_NONE;
    uint8_t code = unknown_ref ? (uint8_t)CELL_OTHER_FIRST : v->ref_code;
    bool one_copy = v->chrom == CHROM_MT || v->chrom == CHROM_Y;
    if (reference && one_copy) cell = (genome_cell){code, CELL_ABSENT, CELL_PHASED, WHY_NONE, 0};
    if (reference && !one_copy) cell = (genome_cell){code, code, 0, WHY_NONE, 0};
    genome_column column = {.site = v->number,
                            .base = cell,
                            .others = &v->ref,
                            .other_count = reference && unknown_ref ? 1 : 0,
                            .notes = reference ? NOTE_ASSUMED : 0};
    return g->sink(g->context, &column, e);
}

static status retire(genotypes *g, size_t at, err *e)
{
    column_draft *d = g->pending[at];
    g->pending[at] = g->pending[--g->pending_count];
    g->progress[d->view - g->index.views] = d->empty ? SITE_WAITING : SITE_GIVEN;
    if (g->unused_count == g->unused_room) {
        size_t room = g->unused_room == 0 ? 16 : g->unused_room * 2;
        column_draft **list = base_realloc(g->unused, room, sizeof *list);
        if (list == NULL) {
            g->pending[g->pending_count++] = d; /* still owned */
            FAIL(e, E_MEMORY, "out of memory");
        }
        g->unused = list;
        g->unused_room = room;
    }
    g->unused[g->unused_count++] = d;
    return d->empty ? OK : give(g, d, e);
}

/* Gives away what no record from (chrom, pos0) on can touch in a sorted file. */
static status retire_passed(genotypes *g, uint8_t chrom, uint32_t pos0, err *e)
{
    for (size_t i = g->pending_count; i-- > 0;) {
        const site_view *v = g->pending[i]->view;
        if (v->chrom == chrom && v->to0 > pos0) continue;
        TRY(retire(g, i, e));
    }
    return OK;
}

static status take_draft(genotypes *g, size_t view, column_draft **out, err *e)
{
    const site_view *v = &g->index.views[view];
    for (size_t i = g->pending_count; g->progress[view] == SITE_PENDING && i-- > 0;) {
        if (g->pending[i]->view != v) continue;
        *out = g->pending[i];
        return OK;
    }
    if (g->pending_count == g->pending_room) {
        size_t room = g->pending_room == 0 ? 16 : g->pending_room * 2;
        column_draft **list = base_realloc(g->pending, room, sizeof *list);
        TRY_MEM(e, list);
        g->pending = list;
        g->pending_room = room;
    }
    column_draft *d =
        g->unused_count > 0 ? g->unused[--g->unused_count] : base_calloc(1, sizeof *d);
    TRY_MEM(e, d);
    g->pending[g->pending_count++] = d;
    g->progress[view] = SITE_PENDING;
    *out = d;
    return column_begin(d, v, e);
}

/* ---- reading ---- */

static status tell_site(genotypes *g, size_t view, err *e)
{
    if (g->progress[view] == SITE_DECLINED) return OK;
    const genome_record *r = g->seen.record;
    if (g->progress[view] == SITE_GIVEN) {
        if (g->index.views[view].chrom == CHROM_MT && g->build.foreign_mt) return OK;
        if (g->options.compatible) return OK; /* a second record at the position is ignored */
        FAIL(e, E_SYNTAX, "%s:%llu: %s:%u comes after later positions; the file is not sorted",
             g->path, (unsigned long long)r->number, genome_chrom_name(r->chrom), r->pos0 + 1);
    }
    column_draft *d = NULL;
    bool relevant = false;
    TRY(take_draft(g, view, &d, e));
    TRY(observe_site(&g->seen, &g->index, d->view, &g->observe, d, &g->said, &relevant, e));
    if (!relevant) return OK;
    if (r->pos0 == d->view->start0 && d->own_records++ > 0) d->notes |= NOTE_DUPLICATE;
    return column_join(d, &g->said, g->options.compatible, &g->spare, e);
}

static status tell_record(genotypes *g, const genome_record *r, err *e)
{
    g->chrom_named[r->chrom] = true;
    TRY(retire_passed(g, r->chrom, r->pos0, e));
    uint32_t end0 = r->end0 > r->pos0 + (uint32_t)r->ref.n ? r->end0 : r->pos0 + (uint32_t)r->ref.n;
    size_t i = site_index_first(&g->index, r->chrom, r->pos0);
    bool set = false;
    for (; i < g->index.count; i++) {
        const site_view *v = &g->index.views[i];
        if (v->chrom != r->chrom || v->from0 >= end0) break;
        if (v->to0 <= r->pos0) continue;
        if (!set) TRY(observe_record_set(&g->seen, r, e));
        set = true;
        TRY(tell_site(g, i, e));
    }
    if (set && g->seen.stretch != NULL) {
        g->checked++;
        g->misfits += !g->seen.fits;
        TRY(check_misfits(g, false, e));
    }
    return OK;
}

static status read_array(genotypes *g, err *e)
{
    for (size_t i = 0; i < g->index.count; i++) {
        const site_view *v = &g->index.views[i];
        genome_column column = {.site = v->number};
        if (g->progress[i] != SITE_WAITING) continue;
        if (!array_text_column(g->array, v, &column)) continue;
        g->progress[i] = SITE_GIVEN;
        TRY(g->sink(g->context, &column, e));
    }
    return OK;
}

static status read_variants(genotypes *g, err *e)
{
    for (;;) {
        genome_record record;
        bool more = false;
        TRY(genome_source_next(g->source, &record, &more, e));
        if (!more) break;
        TRY(tell_record(g, &record, e));
    }
    while (g->pending_count > 0) TRY(retire(g, g->pending_count - 1, e));
    return check_misfits(g, true, e);
}

/* Absence can only mean reference on a chromosome that the file is about at all. */
static bool is_about(const genotypes *g, uint8_t chrom)
{
    if (g->options.callable != NULL || g->array != NULL || g->chrom_named[chrom]) return true;
    const genome_header *h = genome_source_header(g->source);
    for (size_t i = 0; i < h->contig_count; i++) {
        if (h->contigs[i].chrom == chrom) return true;
    }
    return false;
}

/* Sites that no record spoke about. */
static status give_rest(genotypes *g, err *e)
{
    bool reference = g->options.absent_is_reference || g->options.callable != NULL;
    for (size_t i = 0; i < g->index.count; i++) {
        const site_view *v = &g->index.views[i];
        if (g->progress[i] == SITE_DECLINED) TRY(give_alike(g, v, false, e));
        if (g->progress[i] == SITE_WAITING && reference && is_about(g, v->chrom)) {
            TRY(give_alike(g, v, true, e));
        }
    }
    return OK;
}

status genotypes_read(genotypes *g, genotypes_sink sink, void *context, err *e)
{
    if (g->was_read) FAIL(e, E_ARGUMENT, "%s: already read", g->path);
    g->was_read = true;
    g->sink = sink;
    g->context = context;
    TRY(g->array != NULL ? read_array(g, e) : read_variants(g, e));
    return give_rest(g, e);
}
