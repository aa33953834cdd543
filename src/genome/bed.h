/*
 * BED files: regions on the 25 chromosomes, sorted and merged. Knows the format only, not what the
 * regions mean.
 */
#ifndef PRECIS_GENOME_BED_H
#define PRECIS_GENOME_BED_H

#include "genome/genotypes.h"

/** Reads a BED file (plain, gzip or BGZF; "-" = standard input): chrom, start0, end0, more columns
 *  ignored; '#', "track" and "browser" lines skipped; tab or blanks between fields. Other contigs
 * are left out and counted in `*skipped` (may be NULL). Coordinates are those of the genotype
 * file's build. Regions are given sorted and disjoint, memory in `a`. E_SYNTAX (file:line),
 * E_LIMIT, E_IO, E_NOTFOUND. */
CHECKED status genome_bed_read(const char *path, arena *a, genome_bed *out, size_t *skipped,
                               err *e);
/** The same from text in memory; `name` for errors. */
CHECKED status genome_bed_parse(const char *name, str text, arena *a, genome_bed *out,
                                size_t *skipped, err *e);
/** True when all of [start0, end0) lies in one region. */
bool genome_bed_holds(const genome_bed *bed, uint8_t chrom, uint32_t start0, uint32_t end0);

#endif
