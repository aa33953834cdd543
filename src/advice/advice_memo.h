/*
 * A memory of advice for many people under one chart: what was worked out for one person's genes is
 * kept and used for the next who has the same findings (finding.identity) of all genes that a
 * drug's rules speak of. What comes out is equal to what advice_run makes. A memory is for one
 * thread, one cohort of findings, one person's chart and one list of questions; each thread has its
 * own.
 */
#ifndef PRECIS_ADVICE_ADVICE_MEMO_H
#define PRECIS_ADVICE_ADVICE_MEMO_H

#include "advice/advise_engine.h"

typedef struct advice_memo advice_memo;

/** `bytes`: once that much is kept, nothing more is added. What is given is borrowed and must not
 *  change. E_MEMORY. */
CHECKED status advice_memo_open(const advice_engine *g, const person *p, const str *asked,
                                size_t asked_count, size_t bytes, advice_memo **out, err *e);
void advice_memo_free(advice_memo *m);

/** As advice_run. What findings with an identity point at must live as long as the memory (a cohort
 *  keeps it); the findings themselves need not. What `out` holds is from `a` or from the memory and
 * lives as long as both. Entries with an identity stay; the same identity means the same entry.
 * E_MEMORY. */
CHECKED status advice_run_kept(advice_memo *m, const finding_set *findings, arena *a,
                               advice_set *out, err *e);

#endif
