/*
 * The course of a drug's concentration as a drawing: what was given (triangles), what was measured
 * (dots), the fitted curve with its 90 % credible band, the target. One self-contained SVG element
 * with title and description for those who do not see it; colours are its own and readable without
 * telling red from green.
 */
#ifndef PRECIS_REPORT_PK_SVG_H
#define PRECIS_REPORT_PK_SVG_H

#include "report/catalogue.h"
#include "risk/pk_curve.h"

/** Nothing for a curve without points. Failures are the buffer's (buf_status). */
void pk_svg(const catalogue *c, const pk_curve *curve, buf *out);

#endif
