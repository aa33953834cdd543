/*
 * A cohort in parts that any scheduler can run: a shard is a run of samples, its file is the rows
 * of those samples and one closing line that says what it is and proves it whole. Merging takes all
 * shards of one run, in any order, and gives the file that one run over everybody would give, byte
 * for byte. Knows files of rows; knows no genotype.
 */
#ifndef PRECIS_COHORT_SHARD_H
#define PRECIS_COHORT_SHARD_H

#include "cohort/rows.h"

enum { SHARDS_MAX = 100000 };

/** What the input is: the same on every machine that sees the same files with the same options. */
typedef struct shard_input {
    uint64_t
        identity; /**< of the files' bytes (size, first and last 64 KiB) and the sample names */
    size_t samples;
} shard_input;

/** Opens the files for their sample names; E_CONFLICT when they have different numbers of samples.
 *  `model` serves to recognise the build. */
CHECKED status shard_input_look(const char *const *paths, size_t path_count, const pgx_model *model,
                                const genotypes_options *read, shard_input *out, err *e);

/** Which part, 1-based. */
typedef struct shard_id {
    uint32_t number, of;
} shard_id;

/** "3/7". E_ARGUMENT. */
CHECKED status shard_id_parse(str text, shard_id *out, err *e);
/** The samples [*first, *first + *count) of a shard; shards differ by one sample at most. */
void shard_range(shard_id id, size_t samples, size_t *first, size_t *count);

/** Everything the closing line tells. */
typedef struct shard_line {
    shard_id id;
    uint64_t samples, rows;
    uint32_t crc32;   /**< of all bytes before the closing line */
    uint32_t kb;      /**< kb_checksum */
    uint64_t input;   /**< shard_input.identity */
    uint64_t options; /**< of the options that change answers */
} shard_line;

/** Writes header, rows and closing line under `path` (written beside, synced, renamed). `line` is
 *  complete but for rows and crc32. */
CHECKED status shard_write(const char *path, cohort *c, const cohort_row_format *format,
                           const shard_line *line, err *e);
/** The same rows without closing line, for one run over everybody. */
CHECKED status shard_write_plain(const char *path, cohort *c, const cohort_row_format *format,
                                 err *e);

/** Joins shard files into `out_path`. E_CONFLICT: foreign, duplicated or missing shard; E_SYNTAX:
 *  truncated or damaged; each names the file. Nothing appears under `out_path` on failure. */
CHECKED status shard_merge(const char *const *paths, size_t path_count, const char *out_path,
                           err *e);

#endif
