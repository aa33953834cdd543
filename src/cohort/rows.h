/*
 * Rows of text for every sample and gene, made fast: what stands behind the sample's name is
 * rendered once for each distinct finding and copied for everybody who has it. Knows texts; the
 * columns are the caller's (a renderer comes in as a callback).
 */
#ifndef PRECIS_COHORT_ROWS_H
#define PRECIS_COHORT_ROWS_H

#include "cohort/engine.h"

/** How rows look. All three append to the buffer. */
typedef struct cohort_row_format {
    void (*header)(buf *out);                 /**< header row with its newline */
    void (*sample)(buf *out, str sample);     /**< first column */
    void (*tail)(buf *out, const finding *f); /**< the rest of the row with its newline */
} cohort_row_format;

typedef struct cohort_rows cohort_rows;

/** Calls every pattern of every wanted gene and renders its tail. Borrows cohort and format. */
CHECKED status cohort_rows_make(cohort *c, const cohort_row_format *format, cohort_rows **out,
                                err *e);
void cohort_rows_free(cohort_rows *r);
/** Rows a sample has: one per wanted gene. */
size_t cohort_rows_per_sample(const cohort_rows *r);
/** Appends all rows of one sample, in gene order. */
void cohort_rows_append(const cohort_rows *r, size_t sample, buf *out);

#endif
