/*
 * Rendered genes kept by genotype pattern, so that a gene of half a million people is called and
 * rendered once for each distinct genotype. Bounded: when the texts grow too large it says so and
 * the caller goes person by person.
 */
#ifndef PRECIS_CLI_CALL_FRAGMENTS_H
#define PRECIS_CLI_CALL_FRAGMENTS_H

#include "cli/options.h"

typedef struct call_gene_fragments {
    size_t gene; /**< model index */
    str name;
    buf text[2];     /**< [0] TSV tails, [1] JSON objects */
    size_t *ends[2]; /**< by pattern: where its text ends */
    size_t patterns;
} call_gene_fragments;

typedef struct call_fragments {
    call_gene_fragments *genes; /**< wanted ones, in name order */
    size_t count, total;
} call_fragments;

/** Calls all patterns. `*fits` false (and nothing kept) when the texts would be too large. */
CHECKED status call_fragments_make(call_fragments *k, cohort *c, const input_setup *s, bool tsv,
                                   bool json, bool *fits, err *e);
void call_fragments_release(call_fragments *k);

static inline str call_fragment(const call_gene_fragments *g, bool json, uint32_t pattern)
{
    size_t from = pattern == 0 ? 0 : g->ends[json][pattern - 1];
    return (str){g->text[json].p + from, g->ends[json][pattern] - from};
}

#endif
