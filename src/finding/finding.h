/*
 * The vocabulary: one interpreted fact about one person. Interpreters fill these, everything above
 * reads them. No logic, no file format, no gene's special cases. Texts are borrowed from the arena
 * or the knowledge base that the interpreter was given and live as long as both.
 */
#ifndef PRECIS_FINDING_FINDING_H
#define PRECIS_FINDING_FINDING_H

#include "base/text.h"

typedef enum finding_status {
    FINDING_CALLED,    /**< one answer */
    FINDING_AMBIGUOUS, /**< several answers fit; all are listed */
    FINDING_PARTIAL,   /**< several answers fit because positions were not tested; all are listed */
    FINDING_NOT_CALLED, /**< tested, but nothing known fits */
    FINDING_NOT_TESTED  /**< the input says nothing about it */
} finding_status;

enum { FINDING_NO_SCORE = INT32_MIN };
/** In an identity: it was given by the reader of outside calls, not by the cohort. */
#define FINDING_IDENTITY_OUTSIDE 0x80000000u

/** One answer that fits. Absent texts have n = 0. */
typedef struct finding_candidate {
    str diplotype; /**< "*1 / *2" without spaces; one name when haploid */
    str allele[2]; /**< the two sides of the diplotype; [1] empty when haploid */
    int32_t score; /**< matcher's score, may be negative; FINDING_NO_SCORE = has none */
    str phenotype;
    str activity_score; /**< "1.5", "≥4.0", "n/a" */
    str lookup_key;     /**< by which guidelines are looked up */
    bool inferred;      /**< not read off the sites in full (see warnings) */
} finding_candidate;

/** A remark with a code that programs match on and one argument for the text. */
typedef struct finding_warning {
    str code;   /**< e.g. "unphased-priority" */
    str detail; /**< positions, alleles …; may be empty */
} finding_warning;

/** A position that was used or not, by name. */
typedef struct finding_position {
    uint32_t pos1_grch38;
    str rsid;     /**< may be empty */
    str genotype; /**< "A/G", "A|G", "."; as observed */
    str why;      /**< reason code when not usable: "no-record", "low-gq" …; else empty */
} finding_position;

/** What one more test would decide. */
typedef struct finding_test {
    str what;             /**< "rs3892097", "phase" … */
    uint32_t pos1_grch38; /**< 0 = not a position */
    uint32_t outcomes;    /**< number of phenotypes that remain possible at most after it */
} finding_test;

typedef struct finding {
    str gene;
    finding_status status;
    bool from_outside;       /**< stated by an outside call, not read off the file */
    bool phased;             /**< every heterozygous site used was phased */
    bool effectively_phased; /**< phase does not matter for the answer */
    const finding_candidate *candidates;
    size_t candidate_count;
    bool candidates_cut; /**< too many arrangements to list; phenotypes stay complete */
    const str *variants; /**< lowest-function gene without a diplotype: its variants */
    size_t variant_count;
    const str *phenotypes; /**< distinct possible phenotypes over all candidates; complete */
    size_t phenotype_count;
    const str *lookup_keys; /**< distinct possible lookup keys; complete */
    size_t lookup_key_count;
    const str *activity_scores; /**< distinct possible activity scores; complete */
    size_t activity_score_count;
    size_t positions_all, positions_untested;
    const finding_position *positions; /**< every position of the gene, in genome order */
    size_t position_count;
    const finding_position *undocumented; /**< genotypes with alleles no table knows */
    size_t undocumented_count;
    size_t uncallable_count; /**< named alleles none of whose positions was tested */
    const finding_warning *warnings;
    size_t warning_count;
    const finding_test *tests; /**< what would narrow the answer most, best first */
    size_t test_count;
    str source;        /**< version of the definitions used */
    uint32_t identity; /**< 0, or a number that two findings of one input share only when they are
                            equal in everything: what is made of one may be used for the other */
} finding;

/** One person's findings. */
typedef struct finding_set {
    str sample;
    const finding *items;
    size_t count;
} finding_set;

/** "called", "ambiguous", "partial", "not_called", "not_tested". */
const char *finding_status_name(finding_status s);

#endif
