/*
 * The part of `precis dose` that fits levels: from what was typed to an answer and, when asked for,
 * the drawing. The command (cmd_dose.h) reads the options and prints the answer.
 */
#ifndef PRECIS_CLI_DOSE_PK_H
#define PRECIS_CLI_DOSE_PK_H

#include "kb/wording.h"
#include "risk/risk_engine.h"

/** As typed; all borrowed from argv. NULL = not stated. Forms: risk/pk_read.h. */
typedef struct dose_pk_request {
    str drug;
    const char *const *doses, *const *levels;
    size_t dose_count, level_count;
    const char *target, *next;
    const char *svg; /**< file for the drawing */
    kb_language language;
} dose_pk_request;

/** True when the tables have a model of the drug. */
bool dose_pk_has(const kb *k, str drug);
/** The answer; writes the drawing to q->svg, which it refuses (E_ARGUMENT) when there is no curve.
 *  Errors as pk_answer, and E_IO. */
CHECKED status dose_pk(const kb *k, const risk_engine *g, const dose_pk_request *q, const person *p,
                       const finding_set *findings, const risk_given *given, size_t given_count,
                       arena *a, score *out, err *e);

#endif
