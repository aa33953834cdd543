/*
 * Data lines of a text VCF. A line outside the wanted regions costs a look at CHROM, POS and where
 * it ends; of a wanted line everything but the other FORMAT fields is decoded at once, those when
 * they are asked for. Rules (VCF 4.3 section 1.6, where files differ from it the stricter reading):
 *  - columns are separated by one tab; none may be empty; the number of columns is that of #CHROM;
 *  - lines end in LF or CRLF; empty lines are skipped; the last line may lack its end, but not in
 *    a BGZF file that also lacks its end block, which is taken as cut;
 *  - INFO/END counts only where there is no ALT or a symbolic one ('<'), and not before POS;
 *  - REF and ALT are printable ASCII; an empty or '.' FORMAT value is missing, depths are >= 0;
 *  - GT, where FORMAT has it, is first; POS 0 (telomere) records are never wanted.
 */
#ifndef PRECIS_GENOME_VCF_TEXT_H
#define PRECIS_GENOME_VCF_TEXT_H

#include "genome/source_parts.h"

enum { FIELD_GQ, FIELD_DP, FIELD_MIN_DP, FIELD_PS, FIELD_AD, FIELD_COUNT };

typedef struct vcf_text {
    str line; /**< the record's line, in the window */
    str format;
    const char *columns; /**< first sample's column */
    str *alts;
    size_t alt_room;
    gt_exception *exceptions;
    size_t exception_room;
    uint32_t *offsets; /**< of each wanted sample's column, from `columns` */
    size_t offset_room;
    bool offsets_ready;
    int32_t place[FIELD_COUNT]; /**< number of the field in FORMAT, -1 = not there */
    uint32_t alleles;
    char chrom_name[64]; /**< of the line before: names repeat */
    size_t chrom_name_n;
    uint8_t chrom;
} vcf_text;

/** Fills all but reader_state of `record`. */
CHECKED status vcf_text_next(vcf_text *t, source_context *c, genome_record *record, bool *more,
                             err *e);
/** The other FORMAT values of an output sample of the record just read. */
CHECKED status vcf_text_fields(vcf_text *t, const source_context *c, uint32_t sample,
                               genome_fields *fields, err *e);
/** The next line, without its end and consumed from the window; `*more` false at the end. */
CHECKED status vcf_text_line(source_context *c, str *line, bool *more, err *e);
/** CHROM and POS of a data line; false when it has no such form. POS 0 is given as pos1 = 0. */
bool vcf_text_position(str line, str *chrom, uint32_t *pos1);
void vcf_text_release(vcf_text *t);

#endif
