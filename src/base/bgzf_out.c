/*
 * BGZF blocks. Knows the block's frame; the compression itself is libdeflate's.
 */
#include "base/bgzf_out.h"

#include <libdeflate.h>
#include <string.h>

/* BLOCK plain bytes always fit a block: its size field counts to 65536, and libdeflate's worst case
 * (stored) adds 5 bytes per 64 KiB beside the 26 of the frame. 65280 is what bgzip uses as well. */
enum { BLOCK = 65280, PACKED_MAX = 65536, HEAD = 18, TAIL = 8, LEVEL = 6 };

static const unsigned char end_block[28] = {0x1f, 0x8b, 8,   4,   0, 0, 0,    0, 0, 0xff,
                                            6,    0,    'B', 'C', 2, 0, 0x1b, 0, 3, 0};

static void put_le(unsigned char *to, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) to[i] = (unsigned char)(value >> (8 * i));
}

status bgzf_out_open(bgzf_out *z, outfile *to, err *e)
{
    *z = (bgzf_out){.to = to};
    buf_init(&z->plain, BLOCK);
    z->packer = libdeflate_alloc_compressor(LEVEL);
    z->packed = base_alloc(PACKED_MAX);
    if (z->packer != NULL && z->packed != NULL) return OK;
    bgzf_out_release(z);
    FAIL(e, E_MEMORY, "out of memory");
}

static status put_block(bgzf_out *z, err *e)
{
    if (z->plain.n == 0) return OK;
    TRY(buf_status(&z->plain, e));
    size_t n = libdeflate_deflate_compress(z->packer, z->plain.p, z->plain.n, z->packed + HEAD,
                                           PACKED_MAX - HEAD - TAIL);
    if (n == 0) FAIL(e, E_LIMIT, "a block does not fit into BGZF");
    memcpy(z->packed, end_block, HEAD);
    put_le(z->packed + 16, (uint32_t)(HEAD + n + TAIL - 1), 2);
    put_le(z->packed + HEAD + n, libdeflate_crc32(0, z->plain.p, z->plain.n), 4);
    put_le(z->packed + HEAD + n + 4, (uint32_t)z->plain.n, 4);
    buf_reset(&z->plain);
    return outfile_write(z->to, (str){(const char *)z->packed, HEAD + n + TAIL}, e);
}

status bgzf_out_write(bgzf_out *z, str bytes, err *e)
{
    while (bytes.n > 0) {
        size_t room = BLOCK - z->plain.n;
        size_t n = bytes.n < room ? bytes.n : room;
        buf_put(&z->plain, bytes.p, n);
        bytes = (str){bytes.p + n, bytes.n - n};
        if (z->plain.n == BLOCK) TRY(put_block(z, e));
    }
    return buf_status(&z->plain, e);
}

status bgzf_out_finish(bgzf_out *z, err *e)
{
    TRY(put_block(z, e));
    return outfile_write(z->to, (str){(const char *)end_block, sizeof end_block}, e);
}

void bgzf_out_release(bgzf_out *z)
{
    if (z->packer != NULL) libdeflate_free_compressor(z->packer);
    z->packer = NULL;
    base_free(z->packed);
    z->packed = NULL;
    buf_release(&z->plain);
}
