/*
 * Calls made elsewhere (HLA typing, CYP2D6 structure): a table `gene diplotype phenotype
 * activity_score`, as laboratories and the peer exchange it. Read once, then each person's findings
 * take them in place of what the variant file says. Behaviour: pgx-calling part B 2.6 and 2.7.
 */
#ifndef PRECIS_PGX_OUTSIDE_H
#define PRECIS_PGX_OUTSIDE_H

#include "finding/finding.h"
#include "pgx/model.h"

/** Reads the text of an outside-call file. Lines that cannot be used are left out and listed in
 *  `remarks` ("file:line: …", one str each, from `a`); the others stand. `findings` holds one per
 * gene that has at least one usable line, in gene order. E_SYNTAX only when the whole is not text.
 */
CHECKED status pgx_outside_read(const pgx_model *m, const char *name, str text, arena *a,
                                const finding **findings, size_t *count, const str **remarks,
                                size_t *remark_count, err *e);

#endif
