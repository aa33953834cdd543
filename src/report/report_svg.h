/*
 * Drawings of the page: where a phenotype stands between slow and fast, how much of a gene was
 * tested, and the wallet card. Inline SVG whose colours come from the page's style sheet; each has
 * a text equivalent.
 */
#ifndef PRECIS_REPORT_SVG_H
#define PRECIS_REPORT_SVG_H

#include "report/report.h"

/** Shapes that the others refer to; once a page, before them. */
void report_svg_symbols(buf *out);
/** Five steps from slow to fast, a mark at each phenotype that is possible. Nothing when none of
 * the phenotypes has a place on the scale (catalogue key "scale.<phenotype>"). */
void report_svg_scale(const catalogue *c, const finding *f, buf *out);
/** A bar: tested positions of all. Nothing for a gene without positions. */
void report_svg_coverage(const catalogue *c, const finding *f, buf *out);
/** A card of 85.6 x 54 mm: genes that matter and drugs that need care. */
void report_svg_card(const report *r, buf *out);

#endif
