/*
 * Evidence of a finding. Knows positions and their texts; takes no decision about the call.
 */
#include "pgx/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "pgx/strands.h"

static str code_text(const kb_position *p, uint8_t code, const str *others)
{
    if (code == CELL_MISSING) return STR(".");
    if (code < p->allele_count) return p->alleles[code];
    if (code >= CELL_OTHER_FIRST && code <= CELL_OTHER_LAST && others != NULL) {
        return others[code - CELL_OTHER_FIRST];
    }
    return STR("?");
}

static status genotype_text(const kb_position *p, genome_cell c, const str *others, arena *a,
                            str *text, err *e)
{
    str x = code_text(p, c.a, others);
    if (c.b == CELL_ABSENT) {
        *text = x;
        return OK;
    }
    str y = code_text(p, c.b, others);
    char *joined = arena_printf(a, "%.*s%c%.*s", STR_ARG(x),
                                (c.flags & CELL_PHASED) != 0 ? '|' : '/', STR_ARG(y));
    TRY_MEM(e, joined);
    *text = str_of(joined);
    return OK;
}

static str why_text(uint8_t why)
{
    static const char *const names[WHY_COUNT] = {
        "",         "no-record",     "no-call", "filtered", "low-gq", "low-dp", "ref-mismatch",
        "symbolic", "contradiction", "strand",  "declined"};
    return str_of(why < WHY_COUNT ? names[why] : "");
}

static bool is_other(uint8_t code)
{
    return code >= CELL_OTHER_FIRST && code <= CELL_OTHER_LAST;
}

status pgx_evidence_positions(const pgx_gene *g, const pgx_observed *seen, arena *a, finding *out,
                              err *e)
{
    size_t n = g->sites + g->kb->extra_count, others = 0;
    finding_position *list = ARENA_ARRAY(a, finding_position, n + 1);
    finding_position *unknown = ARENA_ARRAY(a, finding_position, n + 1);
    TRY_MEM(e, list);
    TRY_MEM(e, unknown);
    for (size_t s = 0; s < n; s++) {
        const kb_position *p = &g->kb->positions[s];
        genome_cell c = seen->cells[s];
        list[s] = (finding_position){.pos1_grch38 = p->pos1[1], .rsid = p->rsid};
        TRY(genotype_text(p, c, seen->others[s], a, &list[s].genotype, e));
        if (c.a == CELL_MISSING || c.b == CELL_MISSING) list[s].why = why_text(c.why);
        if (is_other(c.a) || is_other(c.b)) unknown[others++] = list[s];
    }
    out->positions = list;
    out->position_count = n;
    out->undocumented = unknown;
    out->undocumented_count = others;
    return OK;
}

typedef struct tally {
    str seen[ANSWER_TEXTS_MAX];
    uint32_t count;
} tally;

static void add_classes(const pgx_gene *g, uint32_t one, uint32_t two, tally *t)
{
    for (size_t i = 0; i < g->classes; i++) {
        if ((one >> i & 1) == 0) continue;
        for (size_t j = 0; j < g->classes; j++) {
            if ((two >> j & 1) == 0) continue;
            str text = g->pair[i * g->classes + j].phenotype;
            uint32_t k = 0;
            while (k < t->count && !str_eq(t->seen[k], text)) k++;
            if (k == t->count && k < ANSWER_TEXTS_MAX) t->seen[t->count++] = text;
        }
    }
}

static uint32_t classes_of(const pgx_gene *g, const pgx_set *alleles)
{
    uint32_t classes = 0;
    SET_EACH(*alleles, g->words, h) classes |= 1u << g->function_class[h];
    return classes;
}

/* Alleles that some candidate pair has. */
static pgx_set alive_alleles(const pgx_genotype *x)
{
    pgx_set alive = set_first(x->gene->alleles);
    for (size_t i = 0; i < x->group_count; i++) {
        for (size_t w = 0; w < x->gene->words; w++) {
            alive.w[w] &= x->groups[i].o1.w[w] | x->groups[i].o2.w[w];
        }
    }
    return alive;
}

/* Phenotypes left after the least lucky genotype at site `s` (an upper bound). */
static uint32_t outcomes_of_site(const pgx_genotype *x, const pgx_set *alive, size_t s)
{
    const pgx_gene *g = x->gene;
    size_t codes = g->kb->positions[s].allele_count;
    uint32_t worst = 0, by_code[KB_POSITION_ALLELES_MAX];
    for (size_t c = 0; c < codes; c++) {
        pgx_set fit = *alive;
        set_and(&fit, g->accept[s] + c * g->words, g->words);
        by_code[c] = classes_of(g, &fit);
    }
    for (size_t c = 0; c < codes; c++) {
        for (size_t d = c; d < codes; d++) {
            tally t = {.count = 0};
            add_classes(g, by_code[c], by_code[d], &t);
            if (t.count > worst) worst = t.count;
        }
    }
    return worst;
}

/* Phenotypes left once phase is known: the most that any one phase leaves. */
static uint32_t outcomes_of_phase(const pgx_genotype *x)
{
    size_t n = pgx_orientation_count(x);
    if (n == 0 || n > 64) return 0;
    uint32_t worst = 0;
    uint8_t one[PGX_SITES_MAX], two[PGX_SITES_MAX];
    for (size_t i = 0; i < n; i++) {
        pgx_orientation_codes(x, i, one, two);
        pgx_set fit1 = set_first(x->gene->alleles), fit2 = fit1;
        for (size_t s = 0; s < x->gene->sites; s++) {
            const uint64_t *accept = x->gene->accept[s];
            size_t words = x->gene->words;
            if (one[s] < KB_POSITION_ALLELES_MAX) set_and(&fit1, accept + one[s] * words, words);
            if (two[s] < KB_POSITION_ALLELES_MAX) set_and(&fit2, accept + two[s] * words, words);
        }
        tally t = {.count = 0};
        add_classes(x->gene, classes_of(x->gene, &fit1), classes_of(x->gene, &fit2), &t);
        if (t.count > worst) worst = t.count;
    }
    return worst;
}

static int by_outcomes(const void *a, const void *b)
{
    const finding_test *x = a, *y = b;
    if (x->outcomes != y->outcomes) return x->outcomes < y->outcomes ? -1 : 1;
    return x->pos1_grch38 < y->pos1_grch38 ? -1 : x->pos1_grch38 > y->pos1_grch38;
}

status pgx_evidence_tests(const pgx_genotype *x, const pgx_observed *seen, arena *a, finding *out,
                          err *e)
{
    const pgx_gene *g = x->gene;
    if (out->phenotype_count <= 1 || g->kb->class == KB_MITO) return OK;
    finding_test *tests = ARENA_ARRAY(a, finding_test, g->sites + 2);
    TRY_MEM(e, tests);
    size_t n = 0;
    pgx_set alive = alive_alleles(x);
    for (size_t s = 0; s < g->sites; s++) {
        if (seen->cells[s].a != CELL_MISSING && seen->cells[s].b != CELL_MISSING) continue;
        uint32_t left = outcomes_of_site(x, &alive, s);
        if (left >= out->phenotype_count && left > 1 && g->kb->class != KB_LOWEST) continue;
        const kb_position *p = &g->kb->positions[s];
        str what = p->rsid.n > 0 ? p->rsid : p->hgvs[0];
        tests[n++] = (finding_test){.what = what, .pos1_grch38 = p->pos1[1], .outcomes = left};
    }
    if (x->differing > 1) {
        uint32_t left = outcomes_of_phase(x);
        if (left > 0 && left < out->phenotype_count) {
            tests[n++] = (finding_test){.what = STR("phase"), .outcomes = left};
        }
    }
    qsort(tests, n, sizeof *tests, by_outcomes);
    out->tests = tests;
    out->test_count = n;
    return OK;
}
