/*
 * Fragments by pattern. Knows offsets; what a fragment looks like is report/'s.
 */
#include "cli/call_fragments.h"

#include "cli/progress.h"
#include "report/call_json.h"
#include "report/call_tsv.h"

#define TEXT_MAX_BYTES ((size_t)512 << 20)

typedef struct making {
    call_fragments *kept;
    call_gene_fragments *gene;
    bool wanted[2], full;
} making;

static status keep(void *context, size_t gene, uint32_t pattern, const finding *f, err *e)
{
    making *m = context;
    call_gene_fragments *g = m->gene;
    (void)gene;
    if (pattern >= g->patterns) FAIL(e, E_RANGE, "pattern %u of %zu", pattern, g->patterns);
    for (size_t i = 0; i < 2 && !m->full; i++) {
        if (!m->wanted[i]) continue;
        size_t before = g->text[i].n;
        if (i == 0)
            call_tsv_tail(&g->text[i], f);
        else
            call_json_gene(&g->text[i], f);
        m->kept->total += g->text[i].n - before;
        g->ends[i][pattern] = g->text[i].n;
        if (g->text[i].failed == E_MEMORY) FAIL(e, E_MEMORY, "out of memory");
        m->full = g->text[i].failed != OK || m->kept->total > TEXT_MAX_BYTES;
    }
    /* stops the calling; not an error of the work */
    return m->full ? E_LIMIT : OK;
}

static status make_gene(making *m, cohort *c, err *e)
{
    call_gene_fragments *g = m->gene;
    g->patterns = cohort_pattern_count(c, g->gene);
    for (size_t i = 0; i < 2; i++) {
        buf_init(&g->text[i], TEXT_MAX_BYTES);
        if (!m->wanted[i]) continue;
        g->ends[i] = base_calloc(g->patterns + 1, sizeof *g->ends[i]);
        TRY_MEM(e, g->ends[i]);
    }
    status s = cohort_call_patterns(c, g->gene, keep, m, e);
    return m->full ? OK : s;
}

status call_fragments_make(call_fragments *k, cohort *c, const input_setup *s, bool tsv, bool json,
                           bool *fits, err *e)
{
    making m = {.kept = k, .wanted = {tsv, json}};
    *k = (call_fragments){0};
    *fits = false;
    k->genes = base_calloc(s->model.gene_count + 1, sizeof *k->genes);
    TRY_MEM(e, k->genes);
    for (size_t i = 0; i < s->model.gene_count && !m.full; i++) {
        if (!input_setup_wants(s, i)) continue;
        m.gene = &k->genes[k->count++];
        m.gene->gene = i;
        m.gene->name = s->model.genes[i].kb->name;
        TRY(make_gene(&m, c, e));
        progress_count(i + 1, s->model.gene_count);
    }
    *fits = !m.full;
    if (m.full) call_fragments_release(k);
    return OK;
}

void call_fragments_release(call_fragments *k)
{
    for (size_t i = 0; i < k->count; i++) {
        for (size_t j = 0; j < 2; j++) {
            buf_release(&k->genes[i].text[j]);
            base_free(k->genes[i].ends[j]);
        }
    }
    base_free(k->genes);
    *k = (call_fragments){0};
}
