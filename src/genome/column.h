/*
 * A genotype column under construction: what the records seen so far say about one site, as one
 * common cell and its exceptions. Joins the statements of several records into one genotype a
 * sample, or finds that they contradict each other. Knows no records and no spelling of alleles.
 */
#ifndef PRECIS_GENOME_COLUMN_H
#define PRECIS_GENOME_COLUMN_H

#include "genome/site_view.h"

/** What one record says about one strand at a site, beside allele codes, CELL_ABSENT, CELL_MISSING.
 *  They stand in genome_cell.a/.b while a column is drafted and never leave column_finish. */
enum {
    STATE_NONE = 0xF0, /**< nothing */
    STATE_WEAK = 0xF1, /**< would have said reference, but may not be trusted (see why) */
    STATE_SPAN = 0xF2, /**< inside a deletion that is itself a documented allele of another site */
    STATE_GONE = 0xF3, /**< inside an undocumented deletion or replacement */
    STATE_STAR = 0xF4, /**< '*': deleted by another record, which may come or not */
    STATE_SYMBOLIC = 0xF5, /**< a symbolic or unreadable allele */
    STATE_CLASH = 0xF6,    /**< result of a join that cannot be */
};

enum { COLUMN_OTHERS_MAX = CELL_OTHER_LAST - CELL_OTHER_FIRST + 1 };

/** Owned list; exceptions ascending by sample. */
typedef struct cell_list {
    genome_cell base;
    cell_exception *items;
    size_t count, room;
} cell_list;

CHECKED status cell_list_push(cell_list *list, uint32_t sample, genome_cell cell, err *e);
void cell_list_release(cell_list *list);

/** Which alleles a record looked for: for these, its 0 says "not there". */
typedef struct allele_set {
    uint64_t documented; /**< bit = allele code */
    uint64_t others[2];  /**< bit = code - CELL_OTHER_FIRST */
} allele_set;

void allele_set_add(allele_set *set, uint8_t code);

typedef struct column_draft {
    const site_view *view;
    bool empty; /**< no statement yet */
    bool plain; /**< holds only allele codes, ABSENT and MISSING with its final reason */
    cell_list cells;
    allele_set tested;
    uint64_t covered; /**< bit i = base start0 + i of the reference span was looked at */
    uint32_t notes;
    uint32_t own_records; /**< records that begin at the site's position */
    arena texts;          /**< of others */
    str *others;          /**< COLUMN_OTHERS_MAX */
    size_t other_count;
} column_draft;

/** Bits of column_draft.covered that make the whole span. */
uint64_t column_full(const site_view *view);
/** Begins a column for `view`; keeps capacity of an earlier use. */
CHECKED status column_begin(column_draft *draft, const site_view *view, err *e);
void column_release(column_draft *draft);
/** Code of an undocumented allele, the same for the same text; STATE_SYMBOLIC when there are too
 * many. */
CHECKED status column_other(column_draft *draft, str text, uint8_t *code, err *e);
/** The code of the build's reference: an allele, or an "other" where the panel does not have it. */
CHECKED status column_reference(column_draft *draft, uint8_t *code, err *e);

/** What one more record says. */
typedef struct column_statement {
    cell_list cells;
    allele_set tested;
    uint64_t covered;
    bool plain;
} column_statement;

/** Joins a statement into the draft; `spare` is working room that may swap its memory with both.
 *  First-wins joining (compatible mode): a sample keeps what an earlier record gave. */
CHECKED status column_join(column_draft *draft, column_statement *said, bool first_wins,
                           cell_list *spare, err *e);
/** Turns states into final cells. With `absent_is_reference`, bases that no record looked at count
 *  as reference. */
CHECKED status column_finish(column_draft *draft, bool absent_is_reference, cell_list *spare,
                             err *e);
/** Joins two genotypes of one sample (exposed for tests). */
genome_cell column_join_cells(column_draft *draft, const allele_set *tested, genome_cell p,
                              genome_cell q);

#endif
