/*
 * Fuzz target: any genotypes at any gene. First byte: gene; second: mode; then one byte a position.
 * Whatever was read, a call ends, its memory is bounded, every candidate's result is among the
 * possible ones, and where nothing is missing the default answer holds the compatible one.
 */
#include "fuzz_common.h"

#include <string.h>

#include "pgx/call.h"

static const pgx_model *open_model(void)
{
    static kb *knowledge;
    static arena memory;
    static pgx_model model;
    if (knowledge == NULL) {
        MUST(kb_open(NULL, &knowledge, NULL) == OK);
        MUST(pgx_model_build(knowledge, &memory, &model, NULL) == OK);
    }
    return &model;
}

/* Low bits choose the genotype, high bits phase and phase set. */
static genome_cell cell_of(uint8_t byte, const kb_position *p)
{
    uint8_t last = (uint8_t)(p->allele_count - 1);
    uint8_t alt = (uint8_t)(1 + (byte >> 5) % p->allele_count);
    if (alt > last) alt = last;
    genome_cell c = {.flags = (byte & 16) != 0 ? CELL_PHASED : 0};
    switch (byte & 15) {
    case 8: c.b = alt; break;
    case 9: c.a = alt; break;
    case 10: c.a = c.b = alt; break;
    case 11: c.a = c.b = CELL_MISSING; break;
    case 12: c.b = CELL_MISSING; break;
    case 13: c.b = CELL_OTHER_FIRST; break;
    case 14: c.b = CELL_ABSENT; break;
    case 15: c.b = alt, c.ps = (byte & 16) != 0 ? byte >> 6 : 0; break;
    default: break; /* mostly the reference */
    }
    if (c.a == CELL_MISSING) c.why = WHY_NO_CALL;
    return c;
}

static bool is_among(str text, const str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i], text)) return true;
    }
    return text.n == 0;
}

static void check_finding(const finding *f)
{
    MUST(f->positions_untested <= f->positions_all);
    MUST(f->status != FINDING_CALLED || f->candidate_count + f->variant_count > 0);
    for (size_t i = 0; i < f->candidate_count; i++) {
        MUST(f->candidates[i].diplotype.n > 0);
        MUST(is_among(f->candidates[i].phenotype, f->phenotypes, f->phenotype_count));
        MUST(is_among(f->candidates[i].lookup_key, f->lookup_keys, f->lookup_key_count));
    }
}

static bool has(const finding *f, str diplotype)
{
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (str_eq(f->candidates[i].diplotype, diplotype)) return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static genome_cell cells[PGX_SITES_MAX];
    static uint32_t notes[PGX_SITES_MAX];
    static const str *others[PGX_SITES_MAX];
    static const str other[1] = {{"ACGTACGT", 8}};
    const pgx_model *m = open_model();
    if (size < 2) return 0;
    const pgx_gene *g = &m->genes[data[0] % m->gene_count];
    size_t n = g->sites + g->kb->extra_count;
    bool whole = true;
    for (size_t s = 0; s < n; s++) {
        cells[s] = cell_of(s + 2 < size ? data[s + 2] : 0, &g->kb->positions[s]);
        others[s] = other;
        whole = whole && cells[s].a != CELL_MISSING && cells[s].b < CELL_ABSENT;
    }
    pgx_observed seen = {cells, notes, others};
    pgx_call_options by_default = {.optional_genes = true, .details = (data[1] & 1) != 0};
    pgx_call_options peer = {
        .compatible = true, .optional_genes = true, .all_matches = (data[1] & 2) != 0};
    arena a;
    arena_init(&a, (size_t)512 << 20);
    finding ours, theirs;
    MUST(pgx_call(g, &seen, &by_default, &a, &ours, NULL) == OK);
    check_finding(&ours);
    MUST(pgx_call(g, &seen, &peer, &a, &theirs, NULL) == OK);
    check_finding(&theirs);
    bool ordinary = g->kb->class == KB_ORDINARY;
    for (size_t i = 0; whole && ordinary && i < theirs.candidate_count; i++) {
        MUST(has(&ours, theirs.candidates[i].diplotype));
    }
    arena_release(&a);
    return 0;
}
