/*
 * A record source over VCF text in memory, behind genome/record.h, so that the interpretation of
 * records is tested apart from the readers of files. It keeps no index and forgives nothing.
 */
#ifndef PRECIS_TESTS_FAKE_SOURCE_H
#define PRECIS_TESTS_FAKE_SOURCE_H

#include <stdbool.h>

/** The text that the next genome_source_open("-") reads; borrowed while the source lives. */
void fake_source_set(const char *vcf_text);
/** A pipe can be sought only once. */
void fake_source_be_pipe(bool pipe);

#endif
