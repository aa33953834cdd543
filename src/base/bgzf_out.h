/*
 * Output in BGZF: gzip in blocks of at most 64 KiB, so that tools can seek in it (SAM specification
 * v1, section 4.1 "The BGZF compression format"). Bytes go on to an outfile, which stays the
 * caller's.
 */
#ifndef PRECIS_BASE_BGZF_OUT_H
#define PRECIS_BASE_BGZF_OUT_H

#include "base/file.h"

typedef struct bgzf_out {
    outfile *to;
    buf plain; /**< of the block being filled */
    void *packer;
    unsigned char *packed;
} bgzf_out;

/** Writes into `to` (borrowed, open). E_MEMORY. */
CHECKED status bgzf_out_open(bgzf_out *z, outfile *to, err *e);
/** Plain bytes; whole blocks are passed on. E_IO as outfile_write. */
CHECKED status bgzf_out_write(bgzf_out *z, str bytes, err *e);
/** The last block and the empty block that marks the end; the outfile is still to be committed. */
CHECKED status bgzf_out_finish(bgzf_out *z, err *e);
/** Safe on a zeroed struct; for AUTO. */
void bgzf_out_release(bgzf_out *z);

#endif
