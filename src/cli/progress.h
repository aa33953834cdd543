/*
 * A line on standard error while long work runs: only on a terminal, only when it takes longer
 * than a moment, gone when it is done. One at a time in the process.
 */
#ifndef PRECIS_CLI_PROGRESS_H
#define PRECIS_CLI_PROGRESS_H

#include <stddef.h>

/** Says what is being done ("reading a.vcf"); replaces what was said before. The text is copied. */
void progress_begin(const char *what);
/** How far it is; cheap enough for every sample. */
void progress_count(size_t done, size_t all);
/** Takes the line away. Safe when nothing was begun. Call before printing anything else. */
void progress_end(void);

#endif
