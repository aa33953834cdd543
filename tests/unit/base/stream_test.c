/*
 * Bounded input: the same bytes from plain, gzip and zstd however they are asked for; cut, damaged
 * and swollen inputs are refused with words that say so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/stream.h"
#include "temp_file.h"

static void gzip_to(buf *out, str text)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, text.n) + 64;
    char *to = buf_room(out, room);
    assert_non_null(to);
    z.next_in = (unsigned char *)(uintptr_t)text.p;
    z.avail_in = (unsigned)text.n;
    z.next_out = (unsigned char *)to;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->n += room - z.avail_out;
    (void)deflateEnd(&z);
}

static void zstd_to(buf *out, str text)
{
    size_t room = ZSTD_compressBound(text.n);
    char *to = buf_room(out, room);
    assert_non_null(to);
    ZSTD_CCtx *c = ZSTD_createCCtx();
    (void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    size_t n = ZSTD_compress2(c, to, room, text.p, text.n);
    (void)ZSTD_freeCCtx(c);
    assert_false(ZSTD_isError(n));
    out->n += n;
}

static status read_all(str bytes, const stream_limits *limits, size_t step, buf *out, err *e)
{
    stream *in;
    size_t got = 1;
    status result = stream_open_text("f", bytes, limits, &in, e);
    if (result != OK) return result;
    while (result == OK && got > 0) {
        char *to = buf_room(out, step);
        assert_non_null(to);
        result = stream_read(in, to, step, &got, e);
        if (result == OK) out->n += got;
    }
    stream_close(in);
    return result;
}

static void some_text(buf *out, size_t lines)
{
    for (size_t i = 0; i < lines; i++)
        buf_printf(out, "{\"line\":%zu,\"text\":\"%zx\"}\n", i, i * i);
}

static void same_bytes_from_each(void **state)
{
    (void)state;
    static const size_t steps[] = {1, 7, 4096, 1 << 20};
    buf packed[4];
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 22);
    some_text(&text, 9000);
    for (size_t i = 0; i < 4; i++) buf_init(&packed[i], 1 << 22);
    gzip_to(&packed[0], buf_str(&text));
    zstd_to(&packed[1], buf_str(&text));
    str first = {text.p, 1000}, second = {text.p + 1000, text.n - 1000};
    gzip_to(&packed[2], first); /* two members, and the zeros of a tape behind them */
    gzip_to(&packed[2], second);
    for (int i = 0; i < 600; i++) buf_put_c(&packed[2], '\0');
    zstd_to(&packed[3], first);
    zstd_to(&packed[3], second);
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 4; k++) {
            err e = {0};
            AUTO(buf_release) buf out;
            buf_init(&out, 1 << 23);
            if (read_all(buf_str(&packed[i]), NULL, steps[k], &out, &e) != OK)
                fail_msg("%s", e.text);
            assert_true(str_eq(buf_str(&out), buf_str(&text)));
        }
        buf_release(&packed[i]);
    }
}

static void cut_or_damaged(void **state)
{
    (void)state;
    AUTO(buf_release) buf text, packed, out;
    err e;
    buf_init(&text, 1 << 20);
    buf_init(&packed, 1 << 20);
    buf_init(&out, 1 << 23);
    some_text(&text, 40);
    for (int kind = 0; kind < 2; kind++) {
        buf_reset(&packed);
        if (kind == 0)
            gzip_to(&packed, buf_str(&text));
        else
            zstd_to(&packed, buf_str(&text));
        for (size_t n = 4; n < packed.n; n++) { /* shorter is plain text */
            buf_reset(&out);
            assert_int_equal(read_all((str){packed.p, n}, NULL, 4096, &out, &e), E_SYNTAX);
            assert_non_null(strstr(e.text, "end too early"));
        }
        for (size_t at = packed.n / 2; at < packed.n; at++) {
            packed.p[at] ^= 0x55;
            buf_reset(&out);
            status got = read_all(buf_str(&packed), NULL, 4096, &out, &e);
            assert_true(got == E_SYNTAX || got == E_LIMIT);
            packed.p[at] ^= 0x55;
        }
        buf_put_text(&packed, "garbage");
        buf_reset(&out);
        assert_int_equal(read_all(buf_str(&packed), NULL, 4096, &out, &e), E_SYNTAX);
    }
}

static void bombs_are_refused(void **state)
{
    (void)state;
    AUTO(buf_release) buf text, packed, out;
    buf_init(&text, 1 << 25);
    buf_init(&packed, 1 << 25);
    buf_init(&out, 1 << 26);
    memset(buf_room(&text, 1 << 24), ' ', 1 << 24);
    text.n = 1 << 24;
    stream_limits low = {.ratio_from = 1 << 20}, total = {.bytes_max = 1 << 20};
    for (int kind = 0; kind < 2; kind++) {
        err e;
        buf_reset(&packed);
        if (kind == 0)
            gzip_to(&packed, buf_str(&text));
        else
            zstd_to(&packed, buf_str(&text));
        buf_reset(&out);
        assert_int_equal(read_all(buf_str(&packed), NULL, 1 << 16, &out, &e),
                         OK); /* small enough */
        buf_reset(&out);
        assert_int_equal(read_all(buf_str(&packed), &low, 1 << 16, &out, &e), E_LIMIT);
        assert_non_null(strstr(e.text, "decompression bomb"));
        assert_true(out.n < 3 << 20);
        buf_reset(&out);
        assert_int_equal(read_all(buf_str(&packed), &total, 1 << 16, &out, &e), E_LIMIT);
        assert_non_null(strstr(e.text, "more than 1048576 bytes when decompressed"));
    }
}

static void files_and_folders(void **state)
{
    (void)state;
    stream *in;
    err e;
    str front;
    char bytes[8];
    size_t got;
    const char *path = temp_path("figures");
    assert_int_equal(stream_open("/no/such/file", NULL, &in, &e), E_NOTFOUND);
    assert_int_equal(stream_open("/", NULL, &in, &e), E_IO);
    temp_write(path, "0123456789", 10);
    assert_int_equal(stream_open(path, NULL, &in, &e), OK);
    assert_string_equal(stream_name(in), path);
    assert_int_equal(stream_peek(in, &front, &e), OK);
    assert_true(str_eq(front, STR("0123456789")));
    assert_int_equal(stream_read(in, bytes, 8, &got, &e), OK);
    assert_int_equal(got, 8);
    assert_memory_equal(bytes, "01234567", 8);
    assert_int_equal(stream_read(in, bytes, 8, &got, &e), OK);
    assert_int_equal(got, 2);
    assert_int_equal(stream_read(in, bytes, 8, &got, &e), OK);
    assert_int_equal(got, 0);
    stream_close(in);
    temp_remove();
    assert_int_equal(stream_open_text("f", STR(""), NULL, &in, &e), OK);
    assert_int_equal(stream_read(in, bytes, 8, &got, &e), OK);
    assert_int_equal(got, 0);
    stream_close(in);
    stream_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bytes_from_each),
        cmocka_unit_test(cut_or_damaged),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(files_and_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
