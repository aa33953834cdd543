/*
 * Building a finding: candidates are added one by one, distinct phenotypes, scores and keys are
 * kept, warnings noted; then the whole is closed with the evidence. Internal to pgx/.
 */
#ifndef PRECIS_PGX_ANSWER_H
#define PRECIS_PGX_ANSWER_H

#include "pgx/call.h"
#include "pgx/match.h"
#include "pgx/phenotype.h"

enum { ANSWER_TEXTS_MAX = 64, ANSWER_WARNINGS_MAX = 24 };

typedef struct answer_texts {
    str list[ANSWER_TEXTS_MAX];
    size_t count;
} answer_texts;

typedef struct answer {
    arena *a;
    const pgx_gene *gene;
    finding_candidate *candidates;
    size_t count, capacity;
    uint32_t *slots; /**< open addressing over candidates by diplotype; index + 1, 0 = empty */
    size_t slot_mask;
    bool keep_doubles; /**< answer_add_new adds also what is there */
    answer_texts phenotypes, keys, scores;
    finding_warning warnings[ANSWER_WARNINGS_MAX];
    size_t warning_count;
} answer;

void answer_init(answer *w, const pgx_gene *g, arena *a);
/** Adds a possible result without a candidate. */
void answer_possible(answer *w, const pgx_result *r);
/** Adds a candidate. */
CHECKED status answer_add(answer *w, str diplotype, str first, str second, int32_t score,
                          const pgx_result *r, err *e);
/** Adds a candidate unless one with the same diplotype is there. */
CHECKED status answer_add_new(answer *w, const finding_candidate *c, err *e);
/** Adds the pair (b may be PGX_NO_ALLELE); sub-alleles are named by their parents. */
CHECKED status answer_add_pair(answer *w, pgx_pair pair, err *e);
void answer_warn(answer *w, str code, str detail);
/** Copies everything into `out` (the rest of `out` is kept). */
CHECKED status answer_close(answer *w, finding *out, err *e);
/** The result of a gene without a call, as its table says. */
void answer_no_call(answer *w);

#endif
