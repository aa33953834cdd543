/*
 * Where tables go: a file that appears when it is complete, in BGZF when its name ends in .gz.
 */
#ifndef PRECIS_COHORT_TEXT_OUT_H
#define PRECIS_COHORT_TEXT_OUT_H

#include "base/bgzf_out.h"

typedef struct text_out {
    outfile file;
    bgzf_out packed;
    bool is_packed;
    uint32_t crc32;   /**< of the plain bytes so far */
    uint64_t written; /**< plain bytes so far */
} text_out;

CHECKED status text_out_open(text_out *out, const char *path, err *e);
CHECKED status text_out_write(text_out *out, str bytes, err *e);
/** Finishes, syncs and renames. */
CHECKED status text_out_commit(text_out *out, err *e);
/** Removes what is not committed; for AUTO, on a struct zeroed with file.fd -1 or opened. */
void text_out_discard(text_out *out);

#endif
