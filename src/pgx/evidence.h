/*
 * What a finding rests on: the positions used and not used, alleles no table knows, and which
 * further test would narrow the answer most. Internal to pgx/.
 */
#ifndef PRECIS_PGX_EVIDENCE_H
#define PRECIS_PGX_EVIDENCE_H

#include "pgx/answer.h"

/** Fills positions and undocumented of `out`. */
CHECKED status pgx_evidence_positions(const pgx_gene *g, const pgx_observed *seen, arena *a,
                                      finding *out, err *e);
/** Fills `tests`: untested positions (and "phase") by the number of phenotypes that would remain
 *  possible after the least lucky result, fewest first; only tests that narrow the answer. */
CHECKED status pgx_evidence_tests(const pgx_genotype *x, const pgx_observed *seen, arena *a,
                                  finding *out, err *e);

#endif
