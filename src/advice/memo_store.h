/*
 * The store behind advice_memo.h, shared by the files of this folder: prepared genes by the
 * identity of their finding, and drugs by the identities of all their genes. Knows keys and room;
 * what is kept is made by judge.c and run.c.
 */
#ifndef PRECIS_ADVICE_MEMO_STORE_H
#define PRECIS_ADVICE_MEMO_STORE_H

#include "advice/advice_memo.h"
#include "advice/judge.h"

enum {
    MEMO_GENES_MAX = 16,       /**< genes of one drug; drugs with more are not kept */
    MEMO_ABSENT = 0xFFFFFFFFu, /**< in a key: the gene is not among the findings */
    MEMO_SLOTS = 1 << 14
};

/** What judge.c makes of one finding: see the fields of `run`. */
typedef struct memo_gene {
    const kb_interaction *strongest;
    const finding *genetic, *functional;
    gene_states states, without;
} memo_gene;

/** Of which findings something was made: a drug (by number) or, `of_gene`, a gene. */
typedef struct memo_key {
    uint32_t number;
    bool of_gene;
    uint32_t count;
    uint32_t identities[MEMO_GENES_MAX];
} memo_key;

typedef struct memo_entry {
    struct memo_entry *next;
    memo_key key;
    memo_gene gene;   /**< of_gene */
    advice_drug drug; /**< otherwise */
} memo_entry;

struct advice_memo {
    const advice_engine *engine;
    const person *who;
    const str *asked;
    size_t asked_count;
    arena memory;
    size_t bytes;
    uint32_t identities; /**< given to drugs so far */
    memo_entry **slots;
};

/** NULL when there is none. `m` may be NULL. */
const memo_entry *memo_find(const advice_memo *m, const memo_key *k);
/** False: what is made now is for this person only. `m` may be NULL. */
bool memo_has_room(const advice_memo *m);
/** Adds a key that is not there yet, for something that is complete: what stands in the memory can
 *  be used, whatever failed later. E_MEMORY. */
CHECKED status memo_add(advice_memo *m, const memo_entry *x, err *e);

#endif
