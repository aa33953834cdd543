/*
 * Two rules about single genotypes: what a stated sex means for a genotype on X, and what holds
 * when two files speak about the same person's same position. Knows no sample and no gene.
 */
#ifndef PRECIS_COHORT_CELL_RULES_H
#define PRECIS_COHORT_CELL_RULES_H

#include "cohort/engine.h"

/** A genotype on X (outside the pseudo-autosomal regions) of a person whose sex is stated. One copy
 *  for a man: 1/1 is 1; two different alleles contradict it and become not callable
 *  (WHY_CONTRADICTION), as does a single copy for a woman. SEX_UNKNOWN changes nothing. */
genome_cell cohort_cell_of_sex(genome_cell cell, cohort_sex sex);
/** True when stating the sex made a known genotype not callable. */
bool cohort_sex_clash(genome_cell before, genome_cell after);

/** Joins what two files say about one genotype. Not recorded or not called gives way to the other;
 *  equal alleles stand (unphased if the phase differs); anything else is a contradiction. A
 * genotype that one file declined for its quality stays declined. */
genome_cell cohort_cell_join(genome_cell x, genome_cell y);

#endif
