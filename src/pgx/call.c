/*
 * One gene, one person. Chooses the way of calling by the gene's class and the mode; the ways
 * themselves are in match.c, combinations.c, lowest.c and possible.c.
 */
#include "pgx/call.h"

#include <string.h>

#include "pgx/evidence.h"
#include "pgx/lowest.h"

static bool list_contains(const answer *w, str diplotype)
{
    for (size_t i = 0; i < w->count; i++) {
        if (str_eq(w->candidates[i].diplotype, diplotype)) return true;
    }
    return false;
}

/* Unphased pairs that the table ranks: when every pair of a list fits, only its pick stays. */
static bool keep_priority(const kb_gene *g, answer *w)
{
    for (size_t i = 0; i < g->priority_count; i++) {
        const kb_priority *p = &g->priorities[i];
        bool all = p->count > 0;
        for (size_t j = 0; j < p->count && all; j++) all = list_contains(w, p->list[j]);
        if (!all) continue;
        for (size_t j = 0; j < w->count; j++) {
            if (!str_eq(w->candidates[j].diplotype, p->pick)) continue;
            w->candidates[0] = w->candidates[j];
            w->count = 1;
            return true;
        }
    }
    return false;
}

static void repeat_possible(answer *w)
{
    w->phenotypes.count = w->keys.count = w->scores.count = 0;
    for (size_t i = 0; i < w->count; i++) {
        const finding_candidate *c = &w->candidates[i];
        pgx_result r = {c->phenotype, c->lookup_key, c->activity_score};
        answer_possible(w, &r);
    }
}

static status add_pairs(const pgx_pairs *pairs, answer *w, err *e)
{
    for (size_t i = 0; i < pairs->count; i++) TRY(answer_add_pair(w, pairs->list[i], e));
    return OK;
}

static status ordinary_compatible(const pgx_genotype *x, const pgx_observed *seen,
                                  const pgx_call_options *options, answer *w, err *e)
{
    const kb_gene *g = x->gene->kb;
    if (x->required_missing) {
        answer_warn(w, STR("missing-required-position"), (str){NULL, 0});
        return OK;
    }
    if (x->partial == 0) {
        pgx_pairs pairs;
        TRY(pgx_match(x, PGX_UNKNOWN_DROPPED, w->a, &pairs, e));
        bool ranked = g->priority_count > 0 && !pgx_effectively_phased(x);
        if (!options->all_matches && !ranked) pgx_pairs_keep_top(&pairs);
        TRY(add_pairs(&pairs, w, e));
        if (ranked && keep_priority(g, w)) {
            answer_warn(w, STR("unphased-priority"), (str){NULL, 0});
            repeat_possible(w);
        }
        if (w->count > 0) return OK;
    }
    return options->combinations ? pgx_combinations(x, seen, w, e) : OK;
}

static status ordinary_possible(const pgx_genotype *x, answer *w, err *e)
{
    if (x->required_missing) answer_warn(w, STR("missing-required-position"), (str){NULL, 0});
    pgx_pairs pairs;
    TRY(pgx_match(x, PGX_UNKNOWN_ANY, w->a, &pairs, e));
    return add_pairs(&pairs, w, e);
}

/* The peer's phenotype of an uncalled gene from a single position (SLCO1B1, rs4149056). */
static void infer_from_one_site(const pgx_genotype *x, answer *w)
{
    const pgx_gene *g = x->gene;
    size_t s = g->inferred_site;
    if (s == PGX_SITE_NONE) return;
    const kb_position *p = &g->kb->positions[s];
    if (x->a[s] >= p->allele_count || x->b[s] >= p->allele_count) return;
    uint16_t one = g->inferred[x->a[s]], two = g->inferred[x->b[s]];
    if (one == PGX_ALLELE_NONE || two == PGX_ALLELE_NONE) return;
    answer_possible(w, pgx_result_of_pair(g, one, two));
    answer_warn(w, STR("inferred"), p->rsid);
}

static void note_evidence(const pgx_genotype *x, const pgx_observed *seen, answer *w)
{
    const pgx_gene *g = x->gene;
    uint32_t notes = 0;
    for (size_t s = 0; s < g->sites; s++) notes |= seen->notes[s];
    bool amp1_missing = false;
    for (size_t i = 0; i < x->notable_count; i++) {
        size_t s = x->notable[i];
        bool missing = seen->cells[s].a == CELL_MISSING && seen->cells[s].b == CELL_MISSING;
        amp1_missing = amp1_missing || (missing && g->kb->positions[s].amp1);
    }
    str none = {NULL, 0};
    if (x->undocumented > 0) answer_warn(w, STR("undocumented-variant"), none);
    if (amp1_missing) answer_warn(w, STR("amp1-position-missing"), none);
    if ((notes & NOTE_REF_MISMATCH) != 0) answer_warn(w, STR("ref-mismatch"), none);
    if ((notes & NOTE_TRUNCATED) != 0) answer_warn(w, STR("more-than-two-alleles"), none);
}

static void set_status(const answer *w, bool compatible, finding *out)
{
    if (w->count == 0 && out->variant_count == 0)
        out->status = FINDING_NOT_CALLED;
    else if (w->count == 1 && !out->candidates_cut)
        out->status = FINDING_CALLED;
    else if (compatible && w->count == 0)
        out->status = FINDING_CALLED;
    else if (!compatible && out->positions_untested > 0)
        out->status = FINDING_PARTIAL;
    else
        out->status = FINDING_AMBIGUOUS;
}

static status dispatch(const pgx_genotype *x, const pgx_observed *seen,
                       const pgx_call_options *options, answer *w, finding *out, err *e)
{
    switch (x->gene->kb->class) {
    case KB_LOWEST:
        if (options->compatible) return pgx_lowest_compatible(seen, w, out, e);
        return pgx_lowest_possible(seen, x, w, out, e);
    case KB_MITO: return pgx_mito(seen, x, options->compatible, w, out, e);
    case KB_ORDINARY:
        if (options->compatible) return ordinary_compatible(x, seen, options, w, e);
        return ordinary_possible(x, w, e);
    case KB_PRESENCE:
    default: return OK;
    }
}

static finding begin(const pgx_gene *g)
{
    return (finding){.gene = g->kb->name,
                     .source = g->kb->version,
                     .positions_all = g->sites,
                     .positions_untested = g->sites,
                     .status = FINDING_NOT_TESTED};
}

status pgx_call_nothing(const pgx_gene *g, const pgx_call_options *options, arena *a, finding *out,
                        err *e)
{
    (void)options;
    answer w;
    answer_init(&w, g, a);
    *out = begin(g);
    answer_no_call(&w);
    if (g->kb->calls == KB_OUTSIDE) answer_warn(&w, STR("needs-outside-call"), (str){NULL, 0});
    if (g->kb->calls == KB_OPTIONAL) answer_warn(&w, STR("structure-not-tested"), (str){NULL, 0});
    return answer_close(&w, out, e);
}

static bool replaces_unknown(const pgx_gene *g, const pgx_call_options *options)
{
    if (!g->kb->undocumented_is_reference) return false;
    return !(options->compatible && options->combinations) || g->kb->class == KB_LOWEST;
}

status pgx_call(const pgx_gene *g, const pgx_observed *seen, const pgx_call_options *options,
                arena *a, finding *out, err *e)
{
    bool asked =
        g->kb->calls == KB_FROM_VCF || (g->kb->calls == KB_OPTIONAL && options->optional_genes);
    if (!asked) return pgx_call_nothing(g, options, a, out, e);
    pgx_genotype x;
    pgx_prepare how = {.replace_unknown = replaces_unknown(g, options),
                       .peer = options->compatible};
    TRY(pgx_genotype_prepare(g, seen, &how, a, &x, e));
    *out = begin(g);
    out->positions_untested = x.missing;
    out->phased = x.phased;
    out->effectively_phased = pgx_effectively_phased(&x);
    out->uncallable_count = x.uncallable_count;
    answer w;
    answer_init(&w, g, a);
    if (x.known > 0) {
        TRY(dispatch(&x, seen, options, &w, out, e));
        set_status(&w, options->compatible, out);
    }
    if (w.count == 0 && options->compatible && g->kb->class == KB_ORDINARY) {
        infer_from_one_site(&x, &w);
    }
    if (w.count == 0 && w.phenotypes.count == 0) answer_no_call(&w);
    if (g->kb->calls == KB_OPTIONAL) {
        answer_warn(&w, STR("structure-not-tested"), (str){NULL, 0});
    }
    if (!options->compatible) note_evidence(&x, seen, &w);
    TRY(answer_close(&w, out, e));
    if (!options->details) return OK;
    TRY(pgx_evidence_positions(g, seen, a, out, e));
    return options->compatible ? OK : pgx_evidence_tests(&x, seen, a, out, e);
}
