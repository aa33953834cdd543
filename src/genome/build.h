/*
 * Which genome build a file is in: contig lengths, accession names and the header's words, and how
 * well reference bases fit. Two that contradict each other are an error, never a guess. The lengths
 * are those of GRCh37 (GCA_000001405.1) and GRCh38 (GCA_000001405.15), as published by the Genome
 * Reference Consortium.
 */
#ifndef PRECIS_GENOME_BUILD_H
#define PRECIS_GENOME_BUILD_H

#include "genome/record.h"

enum { BUILD_EVIDENCE_MAX = 160 };

typedef struct build_finding {
    genome_build build;                /**< BUILD_UNKNOWN = the header does not say */
    bool foreign_mt;                   /**< chrM is not rCRS (hg19): its positions do not apply */
    char evidence[BUILD_EVIDENCE_MAX]; /**< "contig lengths", … */
} build_finding;

/** "GRCh37" or "GRCh38". */
const char *genome_build_name(genome_build build);
/** Build named in free text (GRCh37, hg19, b37, hs37d5, build 37, GRCh38, hg38, …); unknown when it
 *  names none or both. */
genome_build genome_build_of_text(str text);
/** What the header says. E_CONFLICT when lengths, names and text contradict one another or fit
 *  neither build (the text says what was seen). */
CHECKED status genome_build_from_header(const genome_header *header, const char *path,
                                        build_finding *out, err *e);

/** Agreement of records with the reference of each build. */
typedef struct build_tally {
    uint64_t informative[2]; /**< records that lie in a window of the build */
    uint64_t agree[2];       /**< … and whose REF fits it */
    uint64_t exact[2];       /**< records that begin at a site with its REF and a documented ALT */
} build_tally;

void build_tally_add(build_tally *tally, const genome_panel *panel, const genome_record *record);
/** The build that the tally establishes: at least 10 informative records of which 90 % agree, or 3
 *  exact ones (1 when every informative record agrees: position, REF and a documented ALT meet by
 *  chance less than once in a million small files), while the other build has at most 60 %
 * agreement. BUILD_UNKNOWN otherwise. */
genome_build build_tally_decide(const build_tally *tally);

#endif
