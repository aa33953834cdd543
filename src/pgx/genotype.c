/*
 * Genotypes made ready for matching. Knows strands, phase sets and missing data; knows no allele's
 * name and no phenotype. Grouping: pgx-calling behaviour, part B 2.1 (9) and 2.3.
 */
#include "pgx/genotype.h"

#include <string.h>

static bool is_known(uint8_t code)
{
    return code != CELL_MISSING && code != CELL_ABSENT;
}

static bool is_other(uint8_t code)
{
    return code >= CELL_OTHER_FIRST && code <= CELL_OTHER_LAST;
}

static uint8_t effective(uint8_t code, bool replace)
{
    return replace && is_other(code) ? 0 : code;
}

/* Read as the reference on every copy: nearly all cells of nearly all people. */
enum { PLAIN_MASK = 0xFF00FFFF, PLAIN_TWO = 0, PLAIN_ONE = CELL_ABSENT << 8 };

static bool is_plain(genome_cell c, uint32_t plain)
{
    return ((uint32_t)cell_key(c) & PLAIN_MASK) == plain;
}

/* One copy at every known site. */
static bool is_haploid(const pgx_gene *g, const genome_cell *cells)
{
    bool any = false;
    for (size_t s = 0; s < g->sites; s++) {
        if (is_plain(cells[s], PLAIN_TWO)) return false;
        bool known = is_known(cells[s].a) || is_known(cells[s].b);
        if (known && cells[s].b != CELL_ABSENT) return false;
        any = any || known;
    }
    return any;
}

static void take_cell(const pgx_observed *seen, size_t s, const pgx_prepare *how, pgx_genotype *x)
{
    genome_cell c = seen->cells[s];
    bool replace = how->replace_unknown;
    bool keep = (seen->notes[s] & NOTE_UNMARKED) != 0;
    x->a[s] = effective(c.a, replace && !keep);
    x->b[s] = effective(c.b, replace && !keep);
    if (x->haploid)
        x->b[s] = x->a[s];
    else if (c.b == CELL_ABSENT)
        x->b[s] = CELL_MISSING; /* one copy among two: half known */
    bool known_a = is_known(x->a[s]), known_b = is_known(x->b[s]);
    x->known += known_a || known_b;
    x->missing += !known_a && !known_b;
    x->partial += known_a != known_b;
    x->undocumented += is_other(c.a) || is_other(c.b);
    if (!known_a && !known_b && x->gene->kb->positions[s].required) x->required_missing = true;
}

static size_t find_group(pgx_genotype *x, uint32_t ps)
{
    for (size_t i = 1; ps != 0 && i < x->group_count; i++) {
        if (x->groups[i].ps == ps) return i;
    }
    x->groups[x->group_count].ps = ps;
    return x->group_count++;
}

/* Homozygous by the numbers read, phased without a phase set, or (for the peer) half known: strands
 * are as written. */
static bool is_fixed(const pgx_genotype *x, size_t s, genome_cell c, bool peer)
{
    if (x->haploid || c.a == c.b) return true;
    if ((c.flags & CELL_PHASED) != 0 && c.ps == 0) return true;
    return peer && (!is_known(x->a[s]) || !is_known(x->b[s]));
}

static void group_site(const pgx_observed *seen, size_t s, const pgx_prepare *how, pgx_genotype *x)
{
    x->group_of[s] = PGX_GROUP_NONE;
    if (!is_known(x->a[s]) && !is_known(x->b[s])) return;
    genome_cell c = seen->cells[s];
    bool phased = (c.flags & CELL_PHASED) != 0;
    if (!x->haploid && c.a != c.b) {
        x->heterozygous = true;
        x->phase_sets = x->phase_sets || (phased && c.ps != 0);
    }
    if (!phased && !x->haploid) x->phased = false;
    size_t i = is_fixed(x, s, c, how->peer) ? 0 : find_group(x, phased ? c.ps : 0);
    x->group_of[s] = (uint16_t)i;
    if (x->a[s] != x->b[s]) x->groups[i].differs = true;
}

static void restrict_to(const pgx_gene *g, pgx_set *set, size_t site, uint8_t code)
{
    if (code == CELL_MISSING) return;
    if (code >= g->kb->positions[site].allele_count) {
        memset(set, 0, sizeof *set);
        return;
    }
    set_and(set, g->accept[site] + code * g->words, g->words);
}

/* Alleles that fit REF at every site but the notable ones: those that want something else nowhere,
 * or at notable sites only. Counting the latter replaces one AND for each of hundreds of sites. */
static pgx_set fit_plain_sites(const pgx_genotype *x)
{
    const pgx_gene *g = x->gene;
    pgx_set fit = g->all_reference;
    uint8_t met[PGX_ALLELES_MAX];
    for (size_t i = 0; i < x->notable_count; i++) {
        const pgx_wants *w = &g->wants[x->notable[i]];
        for (size_t j = 0; j < w->count; j++) met[w->alleles[j]] = 0;
    }
    for (size_t i = 0; i < x->notable_count; i++) {
        const pgx_wants *w = &g->wants[x->notable[i]];
        for (size_t j = 0; j < w->count; j++) {
            uint16_t h = w->alleles[j];
            if (++met[h] == g->want_count[h]) set_add(&fit, h);
        }
    }
    return fit;
}

static void fit_alleles(pgx_genotype *x)
{
    const pgx_gene *g = x->gene;
    pgx_set all = set_first(g->alleles);
    for (size_t i = 1; i < x->group_count; i++) x->groups[i].o1 = x->groups[i].o2 = all;
    x->groups[0].o1 = x->groups[0].o2 = fit_plain_sites(x);
    for (size_t i = 0; i < x->notable_count; i++) {
        size_t s = x->notable[i];
        if (x->group_of[s] == PGX_GROUP_NONE) continue;
        pgx_group *group = &x->groups[x->group_of[s]];
        restrict_to(g, &group->o1, s, x->a[s]);
        restrict_to(g, &group->o2, s, x->b[s]);
    }
    for (size_t i = 0; i < x->group_count; i++) x->differing += x->groups[i].differs;
}

static void find_uncallable(pgx_genotype *x)
{
    const pgx_gene *g = x->gene;
    if (x->missing == 0) return;
    for (size_t h = 0; h < g->alleles; h++) {
        const kb_allele *allele = &g->kb->alleles[h];
        bool any = false;
        for (size_t i = 0; i < allele->cell_count && !any; i++) {
            any = x->group_of[allele->cells[i].position] != PGX_GROUP_NONE;
        }
        if (any) continue;
        set_add(&x->uncallable, h);
        x->uncallable_count++;
    }
}

static status allocate(arena *a, size_t sites, pgx_genotype *out, err *e)
{
    uint8_t *codes = arena_alloc(a, 2 * sites + 2);
    out->group_of = ARENA_ARRAY(a, uint16_t, 2 * sites + 2);
    if (codes == NULL || out->group_of == NULL) FAIL(e, E_MEMORY, "out of memory");
    memset(codes, 0, 2 * sites + 2);
    out->a = codes;
    out->b = codes + sites + 1;
    out->notable = out->group_of + sites + 1;
    return OK;
}

status pgx_genotype_prepare(const pgx_gene *g, const pgx_observed *seen, const pgx_prepare *how,
                            arena *a, pgx_genotype *out, err *e)
{
    *out = (pgx_genotype){.gene = g, .group_count = 1, .phased = true};
    TRY(allocate(a, g->sites, out, e));
    out->haploid = is_haploid(g, seen->cells);
    uint32_t plain = out->haploid ? PLAIN_ONE : PLAIN_TWO;
    uint8_t flags = CELL_PHASED;
    size_t plain_sites = 0;
    for (size_t s = 0; s < g->sites; s++) {
        if (is_plain(seen->cells[s], plain) && (how->skip == NULL || !how->skip[s])) {
            flags &= seen->cells[s].flags;
            plain_sites++;
        } else {
            out->notable[out->notable_count++] = (uint16_t)s;
        }
    }
    if (flags == 0 && plain_sites > 0 && !out->haploid) out->phased = false;
    out->known = plain_sites;
    out->groups = ARENA_ARRAY(a, pgx_group, out->notable_count + 1);
    TRY_MEM(e, out->groups);
    for (size_t i = 0; i < out->notable_count; i++) {
        size_t s = out->notable[i];
        bool skipped = how->skip != NULL && how->skip[s];
        if (skipped)
            out->a[s] = out->b[s] = CELL_MISSING;
        else
            take_cell(seen, s, how, out);
        group_site(seen, s, how, out);
    }
    fit_alleles(out);
    find_uncallable(out);
    return OK;
}
