/*
 * BGZF output: blocks that any gzip reader unpacks to the same bytes, each within 64 KiB, each with
 * the size it states, and the mark at the end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bgzf_out.h"
#include "temp_file.h"

static const char *path; /* of the file that the tests write */

static int choose_path(void **state)
{
    (void)state;
    path = temp_path("written");
    return 0;
}

static int remove_file(void **state)
{
    (void)state;
    temp_remove();
    return 0;
}

static void fill(unsigned char *bytes, size_t n, bool random)
{
    uint32_t x = 12345;
    for (size_t i = 0; i < n; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = random ? (unsigned char)(x >> 24) : (unsigned char)('A' + (x >> 28) % 4);
    }
}

static void write_in_pieces(const unsigned char *bytes, size_t n, size_t piece)
{
    err e;
    outfile file;
    bgzf_out z;
    assert_int_equal(outfile_open(&file, path, &e), OK);
    assert_int_equal(bgzf_out_open(&z, &file, &e), OK);
    for (size_t at = 0; at < n; at += piece) {
        size_t now = n - at < piece ? n - at : piece;
        assert_int_equal(bgzf_out_write(&z, (str){(const char *)bytes + at, now}, &e), OK);
    }
    assert_int_equal(bgzf_out_finish(&z, &e), OK);
    assert_int_equal(outfile_commit(&file, &e), OK);
    bgzf_out_release(&z);
    outfile_discard(&file);
}

/* Walks the blocks by their stated sizes; gives how many. */
static size_t check_blocks(const unsigned char *p, size_t n)
{
    size_t at = 0, blocks = 0, size = 0;
    while (at < n) {
        assert_true(n - at >= 28);
        assert_memory_equal(p + at, "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0", 16);
        size = (size_t)p[at + 16] + ((size_t)p[at + 17] << 8) + 1;
        assert_true(size <= n - at);
        at += size;
        blocks++;
    }
    assert_int_equal(size, 28); /* the empty block */
    return blocks;
}

static void round_trip(size_t n, size_t piece, bool random)
{
    err e;
    unsigned char *bytes = malloc(n + 1), *back = malloc(n + 2);
    assert_non_null(bytes);
    assert_non_null(back);
    fill(bytes, n, random);
    write_in_pieces(bytes, n, piece);
    gzFile in = gzopen(path, "rb");
    assert_non_null(in);
    assert_int_equal(gzread(in, back, (unsigned)n + 1), n);
    assert_int_equal(gzclose(in), Z_OK);
    assert_memory_equal(bytes, back, n);
    AUTO(buf_release) buf packed;
    buf_init(&packed, (size_t)1 << 26);
    assert_int_equal(file_read(path, &packed, &e), OK);
    size_t blocks = check_blocks((const unsigned char *)packed.p, packed.n);
    assert_int_equal(blocks, (n + 65279) / 65280 + 1);
    free(bytes);
    free(back);
}

static void test_sizes_around_a_block(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 65279, 65280, 65281, 200000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        round_trip(sizes[i], 1000, false);
        round_trip(sizes[i], 100000, false);
    }
}

static void test_bytes_that_do_not_compress(void **state)
{
    (void)state;
    round_trip(300000, 77777, true);
}

static void test_full_disk_is_an_error(void **state)
{
    (void)state;
    err e;
    AUTO(outfile_discard) outfile file;
    AUTO(bgzf_out_release) bgzf_out z;
    assert_int_equal(outfile_open(&file, path, &e), OK);
    assert_int_equal(bgzf_out_open(&z, &file, &e), OK);
    assert_int_equal(bgzf_out_write(&z, STR("text"), &e), OK);
    assert_int_equal(bgzf_out_finish(&z, &e), OK);
    outfile_fail_after(1);
    assert_int_equal(outfile_commit(&file, &e), E_IO);
    outfile_fail_after(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_around_a_block),
        cmocka_unit_test(test_bytes_that_do_not_compress),
        cmocka_unit_test(test_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, choose_path, remove_file);
}
