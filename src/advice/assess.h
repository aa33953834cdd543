/*
 * The one place where chart, formulas and genome meet. Formulas are worked out first (risk/), what
 * they say of organs becomes facts of the person (kb/score_facts.tsv, kb/derived_facts.tsv), the
 * medicines of the chart change what enzymes can do, and the rules are asked last. Opened once, run
 * once a person; read-only after opening. What each fact is called: docs/advice.md.
 */
#ifndef PRECIS_ADVICE_ASSESS_H
#define PRECIS_ADVICE_ASSESS_H

#include "advice/advise_engine.h"
#include "finding/score.h"
#include "risk/risk_engine.h"

typedef struct assess_engine assess_engine;

/** All that is said about one person. */
typedef struct assessment {
    const person *who; /**< with the facts that were computed; never NULL */
    const advice_set *advice;
    const score_set *scores;
} assessment;

/** Opens the formulas and the tables of facts beside an opened `rules`. All of it lives in `a`, `k`
 *  and `rules`. Errors as advice_open and risk_open. */
CHECKED status assess_open(const kb *k, const advice_engine *rules, arena *a, assess_engine **out,
                           err *e);

/** Everything for one person. `p` may be NULL (no chart: no formulas), a person without findings
 * has an empty set. Medicines that are no longer taken are left out first. E_MEMORY only. */
CHECKED status assess_run(const assess_engine *g, const finding_set *findings, const person *p,
                          const str *asked, size_t asked_count, arena *a, assessment *out, err *e);

/** The person with what the scores say added to the facts, where the chart does not state it
 * itself. `out` borrows from `p` and `scores`. E_MEMORY. */
CHECKED status assess_facts(const assess_engine *g, const person *p, const score_set *scores,
                            arena *a, person *out, err *e);

#endif
