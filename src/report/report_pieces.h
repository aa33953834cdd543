/*
 * Parts of documents that were written before: a gene's or a drug's JSON is the same for all people
 * whose finding or advice has the same identity (finding/finding.h, finding/advice.h). Kept for one
 * input, one language and one audience; for one thread.
 */
#ifndef PRECIS_REPORT_REPORT_PIECES_H
#define PRECIS_REPORT_REPORT_PIECES_H

#include "base/text.h"

typedef enum report_piece { PIECE_GENE, PIECE_OUTSIDE_GENE, PIECE_DRUG, PIECE_KINDS } report_piece;

typedef struct report_pieces report_pieces;

/** `bytes`: once that much text is kept, nothing more is added. E_MEMORY. */
CHECKED status report_pieces_open(size_t bytes, report_pieces **out, err *e);
void report_pieces_free(report_pieces *p);

/** The text, borrowed; n = 0 where none is kept. Identity 0 is never kept. `p` may be NULL. */
str report_pieces_find(const report_pieces *p, report_piece kind, uint32_t identity);
/** Keeps a copy, if there is room. */
void report_pieces_keep(report_pieces *p, report_piece kind, uint32_t identity, str text);

#endif
