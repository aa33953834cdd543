/*
 * Tests of the byte reader: the same bytes from plain, gzip and BGZF files, places and jumps, and
 * every way in which a file can be cut or damaged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "genome/block_reader.h"
#include "temp_file.h"

enum { BYTES = 700000 };

static char *sample;

static int make_sample(void **state)
{
    (void)state;
    sample = base_alloc(BYTES);
    uint32_t random = 3;
    for (size_t i = 0; i < BYTES; i++) {
        random = random * 1664525u + 1013904223u;
        sample[i] = (char)('a' + (random >> 24) % 20);
    }
    return sample == NULL;
}

static int drop_sample(void **state)
{
    (void)state;
    base_free(sample);
    temp_remove();
    return 0;
}

static void expect_all(const char *path, block_format format)
{
    block_reader r;
    err e = {.text = ""};
    assert_int_equal(block_reader_open(&r, path, path, &e), OK);
    assert_int_equal(r.format, format);
    size_t at = 0, step = 1;
    for (bool grew = true; grew;) {
        assert_int_equal(block_reader_more(&r, &grew, &e), OK);
        while (r.end - r.begin >= step) { /* in pieces that straddle the blocks */
            assert_memory_equal(r.data + r.begin, sample + at, step);
            block_reader_consume(&r, step);
            at += step;
            step = step % 5000 + 7;
        }
    }
    assert_memory_equal(r.data + r.begin, sample + at, r.end - r.begin);
    assert_int_equal(at + (r.end - r.begin), BYTES);
    block_reader_release(&r);
    block_reader_release(&r);
}

static void test_same_bytes(void **state)
{
    (void)state;
    temp_write(temp_path("plain"), sample, BYTES);
    temp_write_gzip(temp_path("gz"), sample, BYTES);
    temp_write_bgzf(temp_path("bgzf"), sample, BYTES, 60000, true);
    temp_write_bgzf(temp_path("small"), sample, BYTES, 777, true);
    expect_all(temp_path("plain"), BLOCK_PLAIN);
    expect_all(temp_path("gz"), BLOCK_GZIP);
    expect_all(temp_path("bgzf"), BLOCK_BGZF);
    expect_all(temp_path("small"), BLOCK_BGZF);
}

static void test_places(void **state)
{
    (void)state;
    const char *files[] = {temp_path("plain"), temp_path("bgzf"), temp_path("small")};
    for (size_t f = 0; f < 3; f++) {
        block_reader r;
        err e;
        uint64_t places[100], last = 0;
        size_t count = 0;
        assert_int_equal(block_reader_open(&r, files[f], files[f], &e), OK);
        for (bool there = true; there && count < 100; count++) {
            assert_int_equal(block_reader_need(&r, 7000, &there, &e), OK);
            if (!there) break;
            places[count] = block_reader_tell(&r);
            assert_true(count == 0 || places[count] > last);
            last = places[count];
            block_reader_consume(&r, 7000);
        }
        assert_int_equal(count, 100);
        for (size_t i = 0; i < 300; i++) {
            size_t k = i * 37 % 100;
            bool there;
            assert_int_equal(block_reader_seek(&r, places[k], &e), OK);
            assert_int_equal(block_reader_tell(&r), places[k]);
            assert_int_equal(block_reader_need(&r, 7000, &there, &e), OK);
            assert_memory_equal(r.data + r.begin, sample + 7000 * k, 7000);
        }
        block_reader_release(&r);
    }
}

static void test_finds_blocks(void **state)
{
    (void)state;
    block_reader r;
    err e;
    const char *path = temp_path("small");
    assert_int_equal(block_reader_open(&r, path, path, &e), OK);
    uint64_t at = 0, found;
    size_t blocks = 0;
    while (at < r.size_at_open) {
        assert_int_equal(block_reader_find_block(&r, at, r.size_at_open, &found, &e), OK);
        if (found == UINT64_MAX) break;
        assert_int_equal(block_reader_seek(&r, found << 16, &e), OK);
        bool grew;
        assert_int_equal(block_reader_more(&r, &grew, &e), OK);
        at = found + 1;
        blocks++;
    }
    assert_int_equal(blocks, (BYTES + 776) / 777 + 1); /* and the end block */
    block_reader_release(&r);
}

/* Reads to the end; gives the first failure. */
static status read_all(const char *path, err *e)
{
    block_reader r;
    status result = block_reader_open(&r, path, path, e);
    if (result != OK) return result;
    for (bool grew = true; grew && result == OK;) {
        result = block_reader_more(&r, &grew, e);
        block_reader_consume(&r, r.end - r.begin);
    }
    block_reader_release(&r);
    return result;
}

static size_t load(const char *path, char *to, size_t room)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(to, 1, room, f);
    (void)fclose(f);
    return n;
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    char *whole = base_alloc(1 << 20);
    const char *cut = temp_path("cut"), *kinds[] = {temp_path("bgzf"), temp_path("gz")};
    for (size_t k = 0; k < 2; k++) {
        size_t n = load(kinds[k], whole, 1 << 20);
        for (size_t keep = n / 2; keep < n; keep += n / 23 + 1) {
            err e = {.text = ""};
            temp_write(cut, whole, keep);
            status result = read_all(cut, &e);
            if (result != E_SYNTAX) fail_msg("cut at %zu of %zu: %d", keep, n, (int)result);
            assert_non_null(strstr(e.text, "truncated"));
            assert_non_null(strstr(e.text, cut));
        }
    }
    base_free(whole);
}

static void test_missing_end_block_is_noted(void **state)
{
    (void)state;
    const char *path = temp_path("open");
    temp_write_bgzf(path, sample, 5000, 1000, false);
    block_reader r;
    err e;
    assert_int_equal(block_reader_open(&r, path, path, &e), OK);
    assert_true(r.no_end_block);
    block_reader_release(&r);
    assert_int_equal(read_all(path, &e), OK);
}

static void test_damage(void **state)
{
    (void)state;
    char *whole = base_alloc(1 << 20);
    const char *bad = temp_path("bad");
    size_t n = load(temp_path("bgzf"), whole, 1 << 20);
    for (size_t at = 40; at < n - 28; at += n / 31) {
        whole[at] = (char)(whole[at] ^ 0x55);
        temp_write(bad, whole, n);
        err e = {.text = ""};
        assert_int_equal(read_all(bad, &e), E_SYNTAX);
        whole[at] = (char)(whole[at] ^ 0x55);
    }
    base_free(whole);
}

static void test_shrinks_while_read(void **state)
{
    (void)state;
    const char *path = temp_path("shrinks"), *kinds[] = {"plain", "bgzf"};
    for (size_t k = 0; k < 2; k++) {
        if (k == 0)
            temp_write(path, sample, BYTES);
        else
            temp_write_bgzf(path, sample, BYTES, 60000, true);
        block_reader r;
        err e = {.text = ""};
        bool grew = true;
        assert_int_equal(block_reader_open(&r, path, path, &e), OK);
        assert_int_equal(block_reader_more(&r, &grew, &e), OK);
        assert_int_equal(truncate(path, 1000), 0);
        status result = OK;
        while (grew && result == OK) {
            result = block_reader_more(&r, &grew, &e);
            block_reader_consume(&r, r.end - r.begin);
        }
        if (result != E_IO || strstr(e.text, "shorter") == NULL)
            fail_msg("%s: %s", kinds[k], e.text);
        block_reader_release(&r);
    }
}

static void test_opening(void **state)
{
    (void)state;
    block_reader r;
    err e;
    assert_int_equal(block_reader_open(&r, temp_path("not there"), "x", &e), E_NOTFOUND);
    assert_int_equal(block_reader_open(&r, ".", "x", &e), E_IO);
    temp_write(temp_path("empty"), "", 0);
    assert_int_equal(read_all(temp_path("empty"), &e), OK);
}

static void test_window_has_a_maximum(void **state)
{
    (void)state;
    block_reader r;
    err e;
    const char *path = temp_path("plain");
    assert_int_equal(block_reader_open(&r, path, path, &e), OK);
    r.window_max = 300000;
    bool there;
    assert_int_equal(block_reader_need(&r, BYTES, &there, &e), E_LIMIT);
    block_reader_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_finds_blocks),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_missing_end_block_is_noted),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_shrinks_while_read),
        cmocka_unit_test(test_opening),
        cmocka_unit_test(test_window_has_a_maximum),
    };
    return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
