/*
 * What stands beside a drug in the answer: how it is taken, the dose that a formula expects, the
 * result and the medicines that the advice rests on; and which drugs are said together because the
 * same holds for all of them. Internal to report/. Decides nothing.
 */
#ifndef PRECIS_REPORT_ANSWER_H
#define PRECIS_REPORT_ANSWER_H

#include "report/report.h"

/** "taken: 5 mg a day", "asked for". */
void answer_put_taken(const report *r, buf *out, const advice_drug *d);
/** "Expected stable warfarin dose (IWPC, with genes): 30.2 mg/week (14.8–51.8)" with what must be
 *  said of people like this one; nothing where no formula answered, and for the patient. */
void answer_put_dose(const report *r, buf *out, const advice_drug *d);
/** "CYP2D6 activity score 0.0 (changed by paroxetine), CYP2C19 Normal metaboliser". */
void answer_put_case(const report *r, buf *out, const advice_case *k);

/** "strong inhibitor", "inhibidor potente". */
void answer_put_effect(const report *r, buf *out, const advice_conversion *v);

/** True when nothing is to be done and no more is to be said than the headline. */
bool answer_is_short(const advice_drug *d);
/** True when the same is said of both short drugs, so that one line may name both. */
bool answer_is_same(const report *r, const advice_drug *a, const advice_drug *b);
/** True when an earlier drug of the answer is short and the same. */
bool answer_is_said(const report *r, size_t drug);
/** True when a drug that is taken or asked for has a rule that asks for this gene. */
bool answer_needs_gene(const report *r, str gene);

#endif
