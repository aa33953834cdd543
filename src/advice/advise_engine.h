/*
 * The one engine that makes advice: rules of the knowledge base × findings × chart. Opened once
 * (all conditions are parsed then), run once a person. How rows are judged and the headline is
 * chosen: docs/advice.md. An engine is read-only after opening and may be shared between threads.
 */
#ifndef PRECIS_ADVICE_ADVISE_ENGINE_H
#define PRECIS_ADVICE_ADVISE_ENGINE_H

#include "finding/advice.h"
#include "kb/drug.h"
#include "kb/kb.h"

typedef struct advice_engine advice_engine;

/** Opens the rules of `k`. Everything lives in `a` and in `k`; there is nothing to close.
 *  E_NOTFOUND (a table or column is missing), E_SYNTAX (a condition; names table and row),
 *  E_CONFLICT (a rule names a population or action that no table has), E_MEMORY. */
CHECKED status advice_open(const kb *k, arena *a, advice_engine **out, err *e);

/** The drug table that the engine uses (to resolve names before asking). */
const kb_drug_list *advice_drugs(const advice_engine *g);

/** Advice on every drug of the rules, the medicines of `p` and the `asked` names (INN, synonym or
 *  brand). `p` may be NULL: nothing is known of the person. Findings without positions (the caller
 *  asked for no details) leave rules about single variants open. Bad data is never a failure:
 *  E_MEMORY only. */
CHECKED status advice_run(const advice_engine *g, const finding_set *findings, const person *p,
                          const str *asked, size_t asked_count, arena *a, advice_set *out, err *e);

#endif
