/*
 * What one record says about one site: a table from the record's allele numbers to the site's
 * allele codes (or a state such as "deleted here"), and from it every sample's statement. Default
 * mode recognises any equivalent spelling; compatible mode follows rules 2-9 of the peer's
 * behaviour (positions and REF equal, first record wins). Knows nothing of builds or files.
 *
 * Rules of default mode that are choices of ours:
 * - A record says "reference" (its allele 0) for the reference bases of a site that its REF covers,
 *   even if written at another position; a block without alternatives (<NON_REF>, <*>, '.') does so
 *   up to END. A record with alternatives and a REF of more than 50 bases is a structural call and
 *   says nothing about small variants inside it. A site whose span is longer than one record
 *   (deletions) is reference only when records together cover the whole anchored span.
 * - A deletion on a strand covers sites further right. When that deletion is a documented allele of
 *   another site, the allele tables describe it completely there, and the covered site carries no
 *   variant of its own (its reference code). When it is not documented, the covered site holds the
 *   undocumented allele "*" and is never reported as reference.
 * - '*' without a deletion record that explains it makes that strand not callable (WHY_SYMBOLIC).
 * - A filtered or doubtful record at the site makes it not callable; one that is written elsewhere
 *   and merely covers the site gives way to the site's own record.
 * - 0/0 with a depth of 0 (MIN_DP before DP), or a reference block with GQ 0, is not callable:
 * there was nothing to see (WHY_LOW_DP, WHY_LOW_GQ), whatever the thresholds.
 * - An undocumented insertion or deletion whose leftmost anchor is a site's position belongs to
 * that position and is an undocumented allele there; elsewhere it does not touch the site.
 * - A replacement of several changes in one alternative is taken apart only where documented
 * alleles together make exactly its sequence (explain.h); else the sites it covers hold "*".
 */
#ifndef PRECIS_GENOME_OBSERVE_H
#define PRECIS_GENOME_OBSERVE_H

#include "genome/column.h"
#include "genome/record.h"

enum { REFERENCE_CLAIM_MAX = 50 };

typedef struct observe_options {
    bool compatible;
    bool ignore_filter;
    double min_gq;       /**< 0 = off; a sample without GQ then fails */
    int32_t min_dp;      /**< 0 = off; MIN_DP counts before DP; a sample without either fails */
    bool use_ps, use_ad; /**< the header lets the record carry them */
    bool use_zero; /**< the header declares depth or quality: 0/0 without reads is not tested */
    size_t sample_count;
} observe_options;

/** A record's alleles in upper case, with what they are. Reused from record to record. */
typedef struct observed_record {
    const genome_record *record;
    uint32_t span_end0; /**< end of the bases it says something about */
    bool is_block;      /**< no real alternative: reference over its span */
    str ref;
    str alts[256]; /**< [1..]: upper case, p NULL for symbolic */
    size_t alt_count;
    const genome_stretch *stretch; /**< the reference that `edits` were found against */
    genome_edits edits[256];
    bool fits; /**< REF does not contradict the stretch */
    arena scratch;
} observed_record;

/** Prepares for a record (borrowed until the next call). E_LIMIT above 253 alternatives. */
CHECKED status observe_record_set(observed_record *seen, const genome_record *record, err *e);
void observe_record_release(observed_record *seen);

/** Gives the statement of the record about `view`; `*relevant` false when it says nothing at all.
 *  Notes and undocumented alleles go into `draft`. */
CHECKED status observe_site(observed_record *seen, const site_index *index, const site_view *view,
                            const observe_options *options, column_draft *draft,
                            column_statement *out, bool *relevant, err *e);

#endif
