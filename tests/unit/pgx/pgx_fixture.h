/*
 * A person made by hand for the pgx tests: the executable's own knowledge base, and genotypes
 * written as "POS38=A/G" (or A|G, ".", "A" for one copy), everything else reference or unknown.
 */
#ifndef PRECIS_TESTS_PGX_FIXTURE_H
#define PRECIS_TESTS_PGX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pgx/call.h"

typedef struct fixture {
    kb *knowledge;
    pgx_model model;
    arena memory, work;
    genome_cell cells[PGX_SITES_MAX];
    uint32_t notes[PGX_SITES_MAX];
    const str *others[PGX_SITES_MAX];
    const pgx_gene *gene;
} fixture;

static inline int fixture_open(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    err e = {0};
    if (kb_open(NULL, &f.knowledge, &e) != OK) return 1;
    if (pgx_model_build(f.knowledge, &f.memory, &f.model, &e) != OK) return 1;
    *state = &f;
    return 0;
}

static inline int fixture_close(void **state)
{
    fixture *f = *state;
    arena_release(&f->memory);
    arena_release(&f->work);
    kb_close(f->knowledge);
    return 0;
}

static inline const pgx_gene *fixture_gene(const fixture *f, const char *name)
{
    const kb_gene *g = kb_gene_find(f->knowledge, str_of(name));
    assert_non_null(g);
    return &f->model.genes[g->index];
}

static inline uint8_t fixture_code(const kb_position *p, str allele)
{
    if (str_eq(allele, STR("."))) return CELL_MISSING;
    for (size_t i = 0; i < p->allele_count; i++) {
        if (str_eq(p->alleles[i], allele)) return (uint8_t)i;
    }
    return CELL_OTHER_FIRST;
}

static inline void fixture_set(fixture *f, str item)
{
    size_t mark = str_find(item, '=');
    uint32_t pos1;
    assert_true(str_to_u32((str){item.p, mark}, &pos1));
    str text = {item.p + mark + 1, item.n - mark - 1};
    size_t at = str_find(text, '@');
    uint32_t ps = 0;
    if (at < text.n) assert_true(str_to_u32((str){text.p + at + 1, text.n - at - 1}, &ps));
    text.n = at < text.n ? at : text.n;
    size_t cut = str_find(text, '/'), bar = str_find(text, '|');
    bool phased = bar < text.n;
    if (phased) cut = bar;
    size_t s = 0, n = f->gene->sites + f->gene->kb->extra_count;
    while (s < n && f->gene->kb->positions[s].pos1[1] != pos1) s++;
    assert_true(s < n);
    const kb_position *p = &f->gene->kb->positions[s];
    genome_cell c = {.a = fixture_code(p, (str){text.p, cut}), .b = CELL_ABSENT, .ps = ps};
    if (cut < text.n)
        c.b = fixture_code(p, (str){text.p + cut + 1, text.n - cut - 1});
    else if (c.a == CELL_MISSING)
        c.b = CELL_MISSING;
    if (phased) c.flags = CELL_PHASED;
    f->cells[s] = c;
}

/* Calls `gene` with the genotypes of `items` ("POS=A/G POS=…"); others are reference when
 * `rest_is_reference`, else unknown. The finding lives until the next call. */
static inline finding fixture_call(fixture *f, const char *gene, const char *items,
                                   bool rest_is_reference, pgx_call_options options)
{
    static const str unknown[1] = {{"ACGTA", 5}};
    err e = {0};
    arena_reset(&f->work);
    f->gene = fixture_gene(f, gene);
    bool haploid = strstr(items, "haploid") != NULL;
    for (size_t s = 0; s < f->gene->sites + f->gene->kb->extra_count; s++) {
        f->notes[s] = 0;
        f->others[s] = unknown;
        f->cells[s] =
            rest_is_reference
                ? (genome_cell){.a = 0, .b = haploid ? CELL_ABSENT : 0}
                : (genome_cell){.a = CELL_MISSING, .b = CELL_MISSING, .why = WHY_NO_RECORD};
    }
    str rest = str_of(items), item;
    while (rest.n > 0 && str_next(&rest, ' ', &item)) {
        if (item.n > 0 && !str_eq(item, STR("haploid"))) fixture_set(f, item);
    }
    pgx_observed seen = {f->cells, f->notes, f->others};
    finding out;
    assert_int_equal(pgx_call(f->gene, &seen, &options, &f->work, &out, &e), OK);
    return out;
}

/* "a;b;c" of the candidates' diplotypes. */
static inline const char *fixture_diplotypes(const finding *f)
{
    static char text[65536];
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < f->candidate_count && n < sizeof text - 200; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", i > 0 ? ";" : "",
                              STR_ARG(f->candidates[i].diplotype));
    }
    return text;
}

static inline const char *fixture_join(const str *list, size_t count)
{
    static char text[8192];
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count && n < sizeof text - 500; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", i > 0 ? ";" : "",
                              STR_ARG(list[i]));
    }
    return text;
}

static inline bool fixture_has(const finding *f, const char *diplotype)
{
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (str_eq(f->candidates[i].diplotype, str_of(diplotype))) return true;
    }
    return false;
}

#endif
