/*
 * Findings as TSV: one row per sample and gene, columns
 * `sample gene status diplotypes scores haplotypes phenotypes activity_scores lookup_keys missing
 * warnings` (tabs between). '.' = none, lists are joined by ';'. With candidates, diplotypes,
 * scores, phenotypes, activity_scores and lookup_keys have one element per candidate, in the same
 * order (an absent element is '.'; a list without any element is a single '.'). Without candidates
 * the last three hold what is possible, each value once. `missing` is untested/all positions. The
 * columns are described for users in docs/call.md.
 */
#ifndef PRECIS_REPORT_CALL_TSV_H
#define PRECIS_REPORT_CALL_TSV_H

#include "finding/finding.h"

void call_tsv_header(buf *out);
/** One whole row with its newline. */
void call_tsv_row(buf *out, str sample, const finding *f);
/** A sample's name as it stands in the first column: control characters become '?'. */
void call_tsv_sample(buf *out, str sample);
/** All behind the sample column: begins with the tab, ends with the newline. The same for all
 *  people with the same genotypes, so it may be kept. */
void call_tsv_tail(buf *out, const finding *f);

#endif
