/*
 * From a record's genotypes to cells: each sample's allele numbers go through a table, then phase
 * sets, depths and quality thresholds are looked at where the file has them or the caller asks.
 * Knows nothing about how the table came to be.
 */
#ifndef PRECIS_GENOME_TELL_H
#define PRECIS_GENOME_TELL_H

#include "genome/column.h"
#include "genome/record.h"

typedef struct tell_table {
    uint8_t state[256]; /**< by the record's allele number; [GT_MISSING], [GT_ABSENT] too */
    uint8_t
        doubted; /**< what a reference of doubtful quality becomes: CELL_MISSING or STATE_WEAK */
    uint8_t why; /**< reason of states that are CELL_MISSING or STATE_WEAK; 0 = WHY_NO_CALL */
} tell_table;

typedef struct tell_context {
    const genome_record *record;
    const site_view *view;
    const tell_table *table;
    bool compatible;
    double min_gq;
    int32_t min_dp;
    bool use_ps, use_ad;
    bool use_zero; /**< a reference call without a single read (or, in a block, with GQ 0) */
    bool is_block; /**< the record is a reference block */
    size_t sample_count;
    size_t alt_count;
} tell_context;

/** A table that says nothing: everything unknown. */
void tell_table_init(tell_table *table);
/** Fills out->cells and out->plain. Work per sample only for exceptions, unless thresholds are on.
 */
CHECKED status tell_samples(const tell_context *c, column_draft *draft, column_statement *out,
                            err *e);

#endif
