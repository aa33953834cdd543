/*
 * A stream of variant records from any file: text VCF (plain, gzip, BGZF), BCF, by index or
 * without. Two readers stand behind it: our own for plain cases and htslib for everything unusual;
 * they give the same records. Records outside the wanted regions are skipped as cheaply as
 * possible, and what is skipped is not checked. Where files and the specification (VCF 4.3) leave
 * room, the rules are in vcf_text.h (lines, END, FORMAT), gt_text.h (genotypes), vcf_header.h and
 * region_seek.h (which records a file without index can hide: those that begin over a million bases
 * before a region).
 */
#ifndef PRECIS_GENOME_RECORD_H
#define PRECIS_GENOME_RECORD_H

#include "genome/site.h"

/** Genotype of one sample, packed: bits 0-7 first allele, 8-15 second, then flags. Allele numbers
 * are the record's own (0 = REF). */
enum {
    GT_MISSING = 0xFF,
    GT_ABSENT = 0xFE,       /**< no second allele: haploid */
    GT_PHASED = 1 << 16,    /**< separated by '|' (VCF 4.4 leading marks are honoured) */
    GT_TRUNCATED = 1 << 17, /**< more than two alleles; the first two are kept */
};
#define GT_PACK(a, b, flags) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(flags))
#define GT_A(gt) ((uint8_t)(gt))
#define GT_B(gt) ((uint8_t)((gt) >> 8))

typedef struct gt_exception {
    uint32_t sample;
    uint32_t gt;
} gt_exception;

/** One record. Everything is borrowed until the next record is read. */
typedef struct genome_record {
    uint8_t chrom; /**< code, never 0 (other contigs are skipped) */
    uint32_t pos0;
    uint32_t end0;   /**< exclusive: INFO/END where given, else pos0 + ref.n */
    uint64_t number; /**< line (text) or record (BCF), 1-based; 0 = unknown (after a jump) */
    str ref;
    const str *alts; /**< as in the file, "." alone = none (count 0) */
    uint32_t alt_count;
    bool filter_pass; /**< FILTER is PASS or '.' */
    bool has_gt;
    uint32_t base; /**< packed genotype of every sample that is not an exception */
    const gt_exception *exceptions;
    size_t exception_count;   /**< ascending by sample */
    const void *reader_state; /**< for genome_record_fields */
} genome_record;

/** The other FORMAT values of one sample that calling looks at. */
typedef struct genome_fields {
    bool has_gq, has_dp, has_min_dp, has_ps;
    double gq;
    int32_t dp, min_dp;
    uint32_t ps;                      /**< numbers as they are; texts hashed to 32 bits, never 0 */
    uint32_t ad_count;                /**< 0 = no AD, or AD is declared other than Number=R */
    int32_t ad[SITE_ALLELES_MAX + 1]; /**< by allele of the record; -1 = '.' */
} genome_fields;

typedef struct genome_region {
    uint8_t chrom;
    uint32_t start0, end0; /**< half-open */
} genome_region;

typedef struct genome_contig {
    str name;
    uint8_t chrom;
    uint64_t length; /**< 0 = not said */
} genome_contig;

/** What the header says. Borrowed from the source. */
typedef struct genome_header {
    const str *samples;
    size_t sample_count;
    const genome_contig *contigs; /**< in file order; may be empty */
    size_t contig_count;
    str reference; /**< value of ##reference, ##assembly or contig assembly=; may be empty */
    bool is_gvcf;  /**< declares <NON_REF>, <*> or GVCFBlock */
    bool has_ps, has_gq, has_dp, has_ad, ad_is_number_r; /**< FORMAT declarations */
} genome_header;

typedef struct genome_source genome_source;

typedef struct genome_source_options {
    bool force_htslib; /**< for differential tests */
    bool no_index;     /**< ignore an index that is there */
    int threads;       /**< reserved: decompression runs in the caller's thread */
} genome_source_options;

/** Opens a file ("-" = standard input) and reads its header. The format is found from the content.
 *  Errors: E_NOTFOUND, E_IO, E_SYNTAX (not a VCF/BCF; truncated gzip; duplicate samples; a line
 *  over the limit), each with file and line. The source is released with genome_source_free. */
CHECKED status genome_source_open(const char *path, const genome_source_options *options,
                                  genome_source **source, err *e);
void genome_source_free(genome_source *source);
const genome_header *genome_source_header(const genome_source *source);

/** Only records that overlap these regions (sorted, disjoint; borrowed) are wanted. Uses the index
 * or bisection where the file allows; may be called again to start over when the file is seekable
 *  (E_UNSUPPORTED on a pipe after reading began). An index older than its file or not fitting it is
 *  ignored with `*note` set to a text about it (or NULL). */
CHECKED status genome_source_seek(genome_source *source, const genome_region *regions, size_t count,
                                  const char **note, err *e);
/** Only these samples are wanted (ascending numbers, borrowed); samples in records are then
 * numbered 0..count-1. NULL = all. Call before the first genome_source_next. */
void genome_source_keep(genome_source *source, const uint32_t *samples, size_t count);

/** Next record; `*more` false at the end. E_SYNTAX names file, line, field, found and expected;
 *  a genotype index beyond the ALT list is E_SYNTAX. A record in file order; regions are visited in
 *  order; a record is given once. */
CHECKED status genome_source_next(genome_source *source, genome_record *record, bool *more, err *e);
/** The other FORMAT values of one sample of the record just read. E_SYNTAX on malformed numbers. */
CHECKED status genome_record_fields(const genome_record *record, uint32_t sample,
                                    genome_fields *fields, err *e);

#endif
