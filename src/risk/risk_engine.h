/*
 * The one evaluator of formulas: organ function, disease activity, risks and doses, all rows of
 * kb/formulas/, from a person's facts and measures and the genome's findings. Opened once (all
 * expressions are parsed then), run once a person. An engine is read-only after opening and may be
 * shared between threads. Knows no file format and no formula: those are in the knowledge base.
 */
#ifndef PRECIS_RISK_RISK_ENGINE_H
#define PRECIS_RISK_RISK_ENGINE_H

#include "finding/finding.h"
#include "finding/person.h"
#include "finding/score.h"
#include "kb/kb.h"

typedef struct risk_engine risk_engine;

/** Everything lives in `a` and in `k`; nothing to close. E_NOTFOUND, E_SYNTAX (an expression; names
 *  table and row), E_CONFLICT (unknown input, table or function), E_MEMORY. */
CHECKED status risk_open(const kb *k, arena *a, risk_engine **out, err *e);

/** An input typed by the user, which goes before the chart: "weight", "70 kg". */
typedef struct risk_given {
    str name, text;
} risk_given;

/** One formula. `p` and `findings` may be NULL. A missing or refused answer is a score, not a
 *  failure. E_NOTFOUND (no such formula; suggests), E_ARGUMENT (a given input that the formula does
 *  not know, or whose value or unit cannot be read), E_MEMORY. */
CHECKED status risk_score(const risk_engine *g, str id, const person *p,
                          const finding_set *findings, const risk_given *given, size_t given_count,
                          arena *a, score *out, err *e);
/** Every formula that the person's facts make answerable or that belongs to a medicine the person
 *  takes; what is wholly unanswerable (nothing of it known) is left out. Results of organ formulas
 *  feed later ones in table order. E_MEMORY. */
CHECKED status risk_run(const risk_engine *g, const person *p, const finding_set *findings,
                        arena *a, score_set *out, err *e);

/** True when the formula, or one that it is made of, has an input of this name (case ignored). */
bool risk_asks(const risk_engine *g, str id, str input);

/** Name and kind of every formula, in table order. */
typedef struct risk_formula_name {
    str id, kind, drug;
} risk_formula_name;
const risk_formula_name *risk_formulas(const risk_engine *g, size_t *count);

#endif
