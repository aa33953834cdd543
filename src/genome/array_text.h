/*
 * Array text: 23andMe raw data, AncestryDNA, and plain genotype tables. One person, one row a
 * position, alleles as letters. The build comes from the comments and is checked against the sites;
 * the strand is established from sites whose two alleles are not complementary.
 *
 * Layouts (tab, comma or blanks between fields; fields may be quoted; CRLF or LF; '#' comments):
 *   rsid chromosome position genotype
 *       23andMe and most others: "AG", "A", "--", "II", "DI"
 *   rsid chromosome position allele1 allele2
 *       AncestryDNA: chromosomes 23 = X, 24 = Y, 25 = pseudo-autosomal, 26 = MT; "0" = no call
 *   chromosome position genotype
 *       plain table: "AG", "A/G" or "A|G"
 * I and D (insertion, deletion without sequence) are not callable. A row that is not understood is
 * left out with a note; a file of which most rows are not is refused.
 */
#ifndef PRECIS_GENOME_ARRAY_TEXT_H
#define PRECIS_GENOME_ARRAY_TEXT_H

#include "genome/site_view.h"

typedef struct array_text array_text;

/** True when the first bytes of a file look like one of the layouts. */
bool array_text_looks_like(str first);
/** Parses `text` (borrowed only during the call); everything lives in `a`. E_SYNTAX (file:line),
 *  E_CONFLICT when the build is contradictory or cannot be established. */
CHECKED status array_text_parse(const char *path, str text, const genome_panel *panel,
                                genome_build asked, arena *a, array_text **out, err *e);
/** Sample name: the file's name without directories and endings. */
str array_text_sample(const array_text *t);
genome_build array_text_build(const array_text *t);
const char *array_text_evidence(const array_text *t);
const str *array_text_notes(const array_text *t, size_t *count);
/** The person's genotype at a site; false when the file has no row for it.
 *  The column borrows from `t` until the next call. */
bool array_text_column(array_text *t, const site_view *view, genome_column *column);

#endif
