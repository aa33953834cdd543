/*
 * How often alleles, diplotypes and phenotypes occur, by population. Counts what is called; what is
 * ambiguous, not called or not tested is counted as such and never shared out among candidates.
 */
#ifndef PRECIS_COHORT_FREQ_H
#define PRECIS_COHORT_FREQ_H

#include "cohort/engine.h"

enum { FREQ_GROUPS_MAX = 4096 };

/** Which group each sample of a cohort is in. Group 0 is "all" and holds everybody. */
typedef struct freq_groups {
    str *names;
    size_t count;
    uint16_t *of_sample; /**< 0 = in no other group */
    size_t unlisted;     /**< samples that the table does not list */
} freq_groups;

/** Reads the text of a groups table for these samples: two columns `sample group`, without a
 * header, or any columns under a header that has a sample column (sample, IID, #IID or id) and the
 * column `column` (NULL = group, population or pop, in any case). Fields are separated by tabs, or
 * by spaces where the first line has no tab. An empty text: group "all" only. Memory from `a`.
 *  E_SYNTAX, E_NOTFOUND (column), E_CONFLICT (a sample in two groups), E_LIMIT. */
CHECKED status freq_groups_read(const char *name, str text, const char *column, const cohort *c,
                                arena *a, freq_groups *out, err *e);

/** Bounds of the Wilson score interval of 95 % for `count` of `total` (Wilson 1927, JASA 22:209,
 *  doi:10.1080/01621459.1927.10502953); 0 and 1 when total is 0. */
void freq_wilson(uint64_t count, uint64_t total, double *low, double *high);

/** Appends the table `gene group kind name count total frequency low high`, ordered by gene, group,
 *  kind and falling count. kind: allele (total = gene copies of tested people), diplotype or
 *  phenotype (total = tested people). Names beside the alleles' own: `ambiguous`, `not_called`,
 *  `none` (called, but the source gives no phenotype), and `not_tested`, whose total is everybody
 * of the group; the frequencies of all other names of a kind add up to 1. */
CHECKED status freq_write(cohort *c, const freq_groups *groups, buf *out, err *e);

#endif
