/*
 * One call for one person or for half a million: a variant file is read once, each gene's genotypes
 * are kept as patterns shared by all samples that have them, and each distinct pattern is called
 * once. Memory is bounded by samples x genes (4 bytes each) plus the distinct patterns. There is no
 * second matcher: every pattern goes through pgx_call.
 */
#ifndef PRECIS_COHORT_ENGINE_H
#define PRECIS_COHORT_ENGINE_H

#include "genome/genotypes.h"
#include "pgx/call.h"

typedef enum cohort_sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE } cohort_sex;

typedef struct cohort_options {
    genotypes_options read;
    pgx_call_options call;
    const bool *genes;      /**< by model gene index: wanted; NULL = all */
    const finding *outside; /**< outside findings, one per gene at most; they replace ours */
    size_t outside_count;
    cohort_sex (*sex_of)(void *context, str sample); /**< NULL = from the genotypes */
    void *sex_context;
    int threads;                       /**< for calling patterns; 0 = all cores */
    size_t first_sample, sample_limit; /**< shard of samples; limit 0 = all */
} cohort_options;

typedef struct cohort cohort;

/** Opens files that together describe the same people (one file, or parts by chromosome; then the
 *  sample sets must be equal: E_CONFLICT) and reads them. `model` is borrowed. */
CHECKED status cohort_read(const char *const *paths, size_t path_count, const pgx_model *model,
                           const cohort_options *options, cohort **out, err *e);
void cohort_free(cohort *c);

const str *cohort_samples(const cohort *c, size_t *count);
genome_build cohort_build(const cohort *c);
/** How the build was found (always the first), and other remarks, one line each. */
const str *cohort_notes(const cohort *c, size_t *count);
/** True when X genotypes of some sample contradict its stated sex. */
bool cohort_has_sex_clash(const cohort *c);

/** Number of distinct patterns of a gene, and the pattern of a sample. */
size_t cohort_pattern_count(const cohort *c, size_t gene);
uint32_t cohort_pattern_of(const cohort *c, size_t gene, size_t sample);

/** Calls every distinct pattern of a gene (in parallel where there are many) and gives each finding
 *  once to `use`, from one thread at a time, in pattern order. The finding lives until `use`
 * returns. */
typedef status (*cohort_pattern_use)(void *context, size_t gene, uint32_t pattern, const finding *f,
                                     err *e);
CHECKED status cohort_call_patterns(cohort *c, size_t gene, cohort_pattern_use use, void *context,
                                    err *e);

/** All findings of one sample in gene order (wanted genes only). The items are from `a`; what they
 *  hold is from `a` or, for genotypes that several samples share, from the cohort. For one thread.
 */
CHECKED status cohort_call_sample(cohort *c, size_t sample, arena *a, finding_set *out, err *e);

#endif
