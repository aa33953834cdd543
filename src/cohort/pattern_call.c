/*
 * Calling: each pattern once, through pgx_call and nothing else. Many patterns are shared out to
 * threads in batches; their findings are handed on in order.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "cohort/cohort_parts.h"

enum { BATCH = 1024, SHARE = 16, THREADS_MAX = 64, PARALLEL_FROM = 64 };

/* A person whose recorded X genotypes are all single has one copy where absence means reference,
 * too. */
static void assume_one_copy(const cohort_gene *g, genome_cell *cells)
{
    size_t one = 0, two = 0;
    for (size_t i = 0; i < g->set.positions; i++) {
        if ((g->notes[i] & NOTE_ASSUMED) != 0 || cells[i].a == CELL_MISSING) continue;
        if (cells[i].b == CELL_ABSENT)
            one++;
        else
            two++;
    }
    if (one == 0 || two > 0) return;
    for (size_t i = 0; i < g->set.positions; i++) {
        if ((g->notes[i] & NOTE_ASSUMED) != 0) cells[i].b = CELL_ABSENT;
    }
}

status cohort_finding_make(const cohort *c, size_t gene, uint32_t pattern, cohort_scratch *scratch,
                           arena *a, finding *out, err *e)
{
    const cohort_gene *g = &c->genes[gene];
    const pgx_gene *model = &c->model->genes[gene];
    if (g->outside != NULL) {
        *out = *g->outside;
        return OK;
    }
    if (!g->read || g->first_file == 0) return pgx_call_nothing(model, &c->options.call, a, out, e);
    patterns_cells(&g->set, pattern, scratch->cells);
    if (g->on_x) assume_one_copy(g, scratch->cells);
    for (size_t i = 0; i < g->set.positions; i++) {
        /* this note must speak of this person only, not of others in the file */
        bool cut = (scratch->cells[i].flags & CELL_TRUNCATED) != 0;
        scratch->notes[i] = (g->notes[i] & ~(uint32_t)NOTE_TRUNCATED) | (cut ? NOTE_TRUNCATED : 0u);
    }
    pgx_observed seen = {scratch->cells, scratch->notes, (const str *const *)g->others};
    return pgx_call(model, &seen, &c->options.call, a, out, e);
}

/* ---- one sample ---- */

/* Whether more than one sample has this pattern; where nothing is read, all have the same. */
static bool is_shared(const cohort *c, size_t gene, uint32_t pattern)
{
    const cohort_gene *g = &c->genes[gene];
    return g->read ? g->set.shared[pattern] : c->sample_count > 1;
}

static status remember(cohort *c, size_t gene, uint32_t pattern, cohort_scratch *scratch,
                       const finding **out, err *e)
{
    cohort_gene *g = &c->genes[gene];
    *out = NULL;
    if (!is_shared(c, gene, pattern)) return OK;
    if (g->memo == NULL) {
        g->memo = ARENA_ARRAY(&c->memory, const finding *, cohort_pattern_count(c, gene));
        TRY_MEM(e, g->memo);
    }
    if (g->memo[pattern] == NULL && c->memo.total < COHORT_MEMO_BYTES / 2) {
        finding *f = ARENA_NEW(&c->memo, finding);
        TRY_MEM(e, f);
        TRY(cohort_finding_make(c, gene, pattern, scratch, &c->memo, f, e));
        f->identity = ++c->identities;
        g->memo[pattern] = f;
    }
    *out = g->memo[pattern];
    return OK;
}

status cohort_call_sample(cohort *c, size_t sample, arena *a, finding_set *out, err *e)
{
    if (sample >= c->sample_count) FAIL(e, E_ARGUMENT, "no sample number %zu", sample);
    finding *items = ARENA_ARRAY(a, finding, c->model->gene_count + 1);
    cohort_scratch *scratch = arena_alloc(a, sizeof *scratch);
    TRY_MEM(e, items);
    TRY_MEM(e, scratch);
    size_t n = 0;
    for (size_t i = 0; i < c->model->gene_count; i++) {
        if (!c->genes[i].wanted) continue;
        uint32_t pattern = cohort_pattern_of(c, i, sample);
        const finding *known;
        TRY(remember(c, i, pattern, scratch, &known, e));
        if (known != NULL) {
            items[n++] = *known;
        } else {
            TRY(cohort_finding_make(c, i, pattern, scratch, a, &items[n++], e));
        }
    }
    *out = (finding_set){.sample = c->samples[sample], .items = items, .count = n};
    return OK;
}

/* ---- many patterns ---- */

typedef struct batch {
    const cohort *c;
    size_t gene;
    uint32_t first, count;
    atomic_uint next;
    finding *findings; /* of the batch */
} batch;

typedef struct worker {
    batch *work;
    pthread_t thread;
    bool started;
    arena memory;
    cohort_scratch scratch;
    status result;
    err error;
} worker;

static void *work_on(void *context)
{
    worker *w = context;
    batch *b = w->work;
    while (w->result == OK) {
        uint32_t from = atomic_fetch_add(&b->next, SHARE);
        if (from >= b->count) break;
        uint32_t to = b->count - from < SHARE ? b->count : from + SHARE;
        for (uint32_t i = from; i < to && w->result == OK; i++) {
            w->result = cohort_finding_make(b->c, b->gene, b->first + i, &w->scratch, &w->memory,
                                            &b->findings[i], &w->error);
        }
    }
    return NULL;
}

static size_t thread_count(const cohort *c, size_t pattern_count)
{
    if (pattern_count < PARALLEL_FROM) return 1;
    long cores = c->options.threads > 0 ? c->options.threads : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (size_t)cores;
}

/* The calling thread is a worker too; a thread that cannot be started is done without. */
static status run_batch(batch *b, worker *workers, size_t count, err *e)
{
    atomic_store(&b->next, 0);
    for (size_t i = 0; i < count; i++) {
        workers[i].work = b;
        arena_reset(&workers[i].memory);
        if (i == 0 || b->count < PARALLEL_FROM) continue;
        workers[i].started = pthread_create(&workers[i].thread, NULL, work_on, &workers[i]) == 0;
    }
    work_on(&workers[0]);
    for (size_t i = 1; i < count; i++) {
        if (workers[i].started) (void)pthread_join(workers[i].thread, NULL);
        workers[i].started = false;
    }
    for (size_t i = 0; i < count; i++) {
        if (workers[i].result == OK) continue;
        if (e != NULL) *e = workers[i].error;
        return workers[i].result;
    }
    return OK;
}

static status run_batches(cohort *c, size_t gene, worker *workers, size_t threads,
                          finding *findings, cohort_pattern_use use, void *context, err *e)
{
    size_t all = cohort_pattern_count(c, gene);
    for (size_t at = 0; at < all; at += BATCH) {
        size_t count = all - at < BATCH ? all - at : BATCH;
        batch b = {.c = c,
                   .gene = gene,
                   .first = (uint32_t)at,
                   .count = (uint32_t)count,
                   .findings = findings};
        TRY(run_batch(&b, workers, threads, e));
        for (size_t i = 0; i < count; i++) {
            TRY(use(context, gene, (uint32_t)(at + i), &findings[i], e));
        }
    }
    return OK;
}

status cohort_call_patterns(cohort *c, size_t gene, cohort_pattern_use use, void *context, err *e)
{
    if (gene >= c->model->gene_count) FAIL(e, E_ARGUMENT, "no gene number %zu", gene);
    size_t threads = thread_count(c, cohort_pattern_count(c, gene));
    worker *workers = base_calloc(threads, sizeof *workers);
    finding *findings = base_calloc(BATCH, sizeof *findings);
    status s = workers == NULL || findings == NULL ? err_set(e, E_MEMORY, "out of memory") : OK;
    if (s == OK) s = run_batches(c, gene, workers, threads, findings, use, context, e);
    for (size_t i = 0; workers != NULL && i < threads; i++) arena_release(&workers[i].memory);
    base_free(workers);
    base_free(findings);
    return s;
}
