/*
 * What the readers of one file share: its bytes, its header, what is wanted of it, and the plan of
 * places to read. Only the files of the record stream include this; callers use record.h.
 */
#ifndef PRECIS_GENOME_SOURCE_PARTS_H
#define PRECIS_GENOME_SOURCE_PARTS_H

#include "genome/block_reader.h"
#include "genome/region_set.h"
#include "genome/vcf_header.h"

/** A stretch of the file, by place (block_reader_tell). */
typedef struct plan_span {
    uint64_t from, to; /**< [from, to) */
    uint8_t chrom;     /**< a record of this chromosome ... */
    uint32_t stop0;    /**< ... at or behind stop0 ends the stretch; SITE_POS_NONE = never */
} plan_span;

/** The stretches to read, ascending and disjoint. Inactive = read on to the end of the file. */
typedef struct read_plan {
    plan_span *spans;
    size_t count, at;
    bool active;
    bool inside;        /**< the reader stands in spans[at] */
    bool passed;        /**< spans[at - 1] was ended by its stop: where is not noted yet */
    bool by_bisection;  /**< order is assumed, not promised by an index: it is checked */
    bool disorder;      /**< and was found wrong: all that was left out is read after all */
    uint8_t last_chrom; /**< of the record before, for that check */
    uint32_t last_pos0;
} read_plan;

typedef struct source_context {
    const char *name; /**< of the file, for errors */
    block_reader in;
    vcf_header header;
    region_set wanted;
    read_plan plan;
    const uint32_t *keep; /**< NULL = all samples */
    size_t keep_count;
    uint64_t data_place; /**< of the first record */
    uint64_t number;     /**< line or record just read; 0 = not known after a jump */
    bool counted;        /**< `number` is known */
} source_context;

/** Samples that records speak of. */
static inline size_t source_sample_count(const source_context *c)
{
    return c->keep == NULL ? c->header.shown.sample_count : c->keep_count;
}

/** Number in the file of an output sample. */
static inline uint32_t source_file_sample(const source_context *c, uint32_t sample)
{
    return c->keep == NULL ? sample : c->keep[sample];
}

/** Moves to the next stretch where the current one is used up; `*over` when there is none left. */
CHECKED status read_plan_step(source_context *c, bool *over, err *e);
/** Tells the plan where a record stands, so that it can end the stretch. */
void read_plan_passed(source_context *c, uint8_t chrom, uint32_t pos0);
void read_plan_release(read_plan *plan);

/** Failure at the record being read: "file:line: " or "file: record N: " and the text. */
status source_fail(const source_context *c, status code, const char *where, err *e,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
