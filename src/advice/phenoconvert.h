/*
 * What medicines make of an enzyme: the functional finding beside the genetic one. Arithmetic only
 * where kb/interactions.tsv states it (CYP2D6: PMID 33387367); everything else is named, not
 * computed. Of several medicines the strongest counts; effects are not multiplied together.
 */
#ifndef PRECIS_ADVICE_PHENOCONVERT_H
#define PRECIS_ADVICE_PHENOCONVERT_H

#include "advice/chart_fact.h"
#include "finding/advice.h"
#include "kb/gene.h"

/** The strongest computed effect on a gene among the medicines taken but `but`; or NULL. */
const kb_interaction *convert_strongest(const chart_view *c, str gene, str but);

/** The functional finding. `f` may be NULL (not tested): an effect that sets the score holds for
 *  every genotype, one that multiplies leaves the unknown unknown. `*out` is `f` itself when
 *  nothing changes. Scores between those that guidelines know (multiples of 0.25) are looked up by
 *  the next lower one, but never by 0 unless they are 0. E_MEMORY. */
CHECKED status convert_finding(const finding *f, const kb_gene *g, const kb_interaction *x,
                               arena *a, const finding **out, err *e);

#endif
