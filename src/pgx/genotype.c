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

/* All alleles present at known sites: a haploid gene has no second copy anywhere. */
static bool is_haploid(const pgx_gene *g, const genome_cell *cells)
{
    size_t one = 0, two = 0;
    for (size_t s = 0; s < g->sites; s++) {
        if (is_known(cells[s].a) && cells[s].b == CELL_ABSENT) one++;
        else if (is_known(cells[s].a) || is_known(cells[s].b)) two++;
    }
    return one > 0 && two == 0;
}

static void take_cell(const pgx_observed *seen, size_t s, const pgx_prepare *how, pgx_genotype *x)
{
    genome_cell c = seen->cells[s];
    bool replace = how->replace_unknown;
    bool keep = (seen->notes[s] & NOTE_UNMARKED) != 0;
    x->a[s] = effective(c.a, replace && !keep);
    x->b[s] = effective(c.b, replace && !keep);
    if (x->haploid) x->b[s] = x->a[s];
    else if (c.b == CELL_ABSENT) x->b[s] = CELL_MISSING; /* one copy among two: half known */
    bool known_a = is_known(x->a[s]), known_b = is_known(x->b[s]);
    x->known += known_a || known_b;
    x->missing += !known_a && !known_b;
    x->partial += known_a != known_b;
    x->undocumented += is_other(c.a) || is_other(c.b);
    if (!known_a && !known_b && x->gene->kb->positions[s].required) x->required_missing = true;
}

static size_t find_group(pgx_genotype *x, uint32_t ps, bool fixed, size_t *fixed_group)
{
    if (fixed) {
        if (*fixed_group == PGX_GROUP_NONE) {
            *fixed_group = x->group_count;
            x->groups[x->group_count++].ps = 0;
        }
        return *fixed_group;
    }
    for (size_t i = 0; ps != 0 && i < x->group_count; i++) {
        if (x->groups[i].ps == ps) return i;
    }
    x->groups[x->group_count].ps = ps;
    return x->group_count++;
}

static void group_sites(const pgx_observed *seen, const pgx_prepare *how, pgx_genotype *x)
{
    size_t fixed_group = PGX_GROUP_NONE;
    x->phased = true;
    for (size_t s = 0; s < x->gene->sites; s++) {
        x->group_of[s] = PGX_GROUP_NONE;
        if (!is_known(x->a[s]) && !is_known(x->b[s])) continue;
        genome_cell c = seen->cells[s];
        bool hom = x->haploid || c.a == c.b;
        bool phased = (c.flags & CELL_PHASED) != 0;
        bool half = !is_known(x->a[s]) || !is_known(x->b[s]);
        bool fixed = hom || (phased && c.ps == 0) || (half && how->peer);
        if (!hom) {
            x->heterozygous = true;
            if (phased && c.ps != 0) x->phase_sets = true;
        }
        if (!phased && !x->haploid) x->phased = false;
        size_t i = find_group(x, phased ? c.ps : 0, fixed, &fixed_group);
        x->group_of[s] = (uint16_t)i;
        if (x->a[s] != x->b[s]) x->groups[i].differs = true;
    }
    for (size_t i = 0; i < x->group_count; i++) x->differing += x->groups[i].differs;
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

static void fit_alleles(pgx_genotype *x)
{
    const pgx_gene *g = x->gene;
    pgx_set all = set_first(g->alleles);
    for (size_t i = 0; i < x->group_count; i++) x->groups[i].o1 = x->groups[i].o2 = all;
    for (size_t s = 0; s < g->sites; s++) {
        if (x->group_of[s] == PGX_GROUP_NONE) continue;
        pgx_group *group = &x->groups[x->group_of[s]];
        restrict_to(g, &group->o1, s, x->a[s]);
        if (group->differs) restrict_to(g, &group->o2, s, x->b[s]);
    }
}

/* Strands that nowhere differ are restricted once. */
static void copy_equal_strands(pgx_genotype *x)
{
    for (size_t i = 0; i < x->group_count; i++) {
        if (!x->groups[i].differs) x->groups[i].o2 = x->groups[i].o1;
    }
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

status pgx_genotype_prepare(const pgx_gene *g, const pgx_observed *seen, const pgx_prepare *how,
                            arena *a, pgx_genotype *out, err *e)
{
    *out = (pgx_genotype){.gene = g};
    out->a = arena_alloc(a, g->sites + 1);
    out->b = arena_alloc(a, g->sites + 1);
    out->group_of = ARENA_ARRAY(a, uint16_t, g->sites + 1);
    if (out->a == NULL || out->b == NULL || out->group_of == NULL) FAIL(e, E_MEMORY, "out of memory");
    out->haploid = is_haploid(g, seen->cells);
    size_t groups = 1;
    for (size_t s = 0; s < g->sites; s++) {
        if (how->skip != NULL && how->skip[s]) {
            out->a[s] = out->b[s] = CELL_MISSING;
            continue;
        }
        take_cell(seen, s, how, out);
        groups += seen->cells[s].a != seen->cells[s].b;
    }
    out->groups = ARENA_ARRAY(a, pgx_group, groups);
    TRY_MEM(e, out->groups);
    group_sites(seen, how, out);
    fit_alleles(out);
    copy_equal_strands(out);
    find_uncallable(out);
    return OK;
}
