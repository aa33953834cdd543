/*
 * Findings for people's eyes: an aligned table, one line a gene, a note below a line only where
 * something must be known to read it right. Up to three diplotypes are shown, and how many more;
 * phenotypes are always complete. Widths are counted in code points.
 */
#ifndef PRECIS_REPORT_CALL_TABLE_H
#define PRECIS_REPORT_CALL_TABLE_H

#include "finding/finding.h"
#include "report/catalogue.h"

enum { CALL_TABLE_DIPLOTYPES = 3 };

/** One person's table with a heading ("NA12878  GRCh38"); `colour` adds terminal colours. Warnings
 * are sentences of the catalogue; `words` NULL writes their codes. */
CHECKED status call_table_person(buf *out, const finding_set *set, const catalogue *words,
                                 const char *build, bool colour, err *e);

#endif
