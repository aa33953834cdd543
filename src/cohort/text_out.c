/*
 * See text_out.h.
 */
#include "cohort/text_out.h"

#include <string.h>

#include "base/checksum.h"

status text_out_open(text_out *out, const char *path, err *e)
{
    *out = (text_out){.file = {.fd = -1}};
    TRY(outfile_open(&out->file, path, e));
    size_t n = strlen(path);
    out->is_packed = n > 3 && strcmp(path + n - 3, ".gz") == 0;
    return out->is_packed ? bgzf_out_open(&out->packed, &out->file, e) : OK;
}

status text_out_write(text_out *out, str bytes, err *e)
{
    out->crc32 = base_crc32(out->crc32, bytes);
    out->written += bytes.n;
    return out->is_packed ? bgzf_out_write(&out->packed, bytes, e)
                          : outfile_write(&out->file, bytes, e);
}

status text_out_commit(text_out *out, err *e)
{
    if (out->is_packed) TRY(bgzf_out_finish(&out->packed, e));
    return outfile_commit(&out->file, e);
}

void text_out_discard(text_out *out)
{
    bgzf_out_release(&out->packed);
    outfile_discard(&out->file);
}
