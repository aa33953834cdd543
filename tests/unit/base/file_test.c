/*
 * Files: bounded reads, and output that is there whole or not at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PATH_SIZE = 256 };
static char folder[PATH_SIZE];

static int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/precis-file-XXXXXX", base == NULL ? P_tmpdir : base);
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder); /* fails when a test left something behind */
}

static const char *in_folder(const char *name)
{
    static char path[2 * PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static status write_file(const char *path, str text, err *e)
{
    AUTO(outfile_discard) outfile out = {.fd = -1};
    TRY(outfile_open(&out, path, e));
    TRY(outfile_write(&out, text, e));
    return outfile_commit(&out, e);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    err e;
    buf big, got;
    buf_init(&big, 1 << 20);
    buf_init(&got, 1 << 20);
    for (int i = 0; i < 100000; i++) buf_put_text(&big, "0123456");
    const char *path = in_folder("a");
    outfile out;
    assert_int_equal(outfile_open(&out, path, &e), OK);
    assert_int_equal(outfile_write(&out, STR("123456789"), &e), OK);
    assert_int_equal(out.crc32, 0xCBF43926); /* the check value of CRC-32 */
    assert_int_equal(outfile_write(&out, buf_str(&big), &e), OK);
    assert_int_equal(out.written, 700009);
    assert_false(file_exists(path));
    assert_int_equal(outfile_commit(&out, &e), OK);
    outfile_discard(&out);
    assert_true(file_exists(path));
    assert_int_equal(file_read(path, &got, &e), OK);
    assert_int_equal(got.n, 700009);
    assert_memory_equal(got.p, "123456789", 9);
    assert_memory_equal(got.p + 9, big.p, big.n);
    buf_release(&got);
    buf_init(&got, 700009);
    assert_int_equal(file_read(path, &got, &e), OK);
    buf_release(&got);
    buf_init(&got, 700008);
    assert_int_equal(file_read(path, &got, &e), E_LIMIT);
    buf_release(&got);
    buf_release(&big);
    assert_int_equal(unlink(path), 0);
}

static void reading_what_is_not_there(void **state)
{
    (void)state;
    err e;
    buf b;
    buf_init(&b, 100);
    assert_int_equal(file_read(in_folder("none"), &b, &e), E_NOTFOUND);
    assert_non_null(strstr(e.text, "none: cannot open"));
    assert_int_equal(file_read(folder, &b, &e), E_IO);
    assert_true(file_is_directory(folder));
    assert_false(file_is_directory(in_folder("none")));
    buf_release(&b);
}

static void nothing_stays_after_failure(void **state)
{
    (void)state;
    err e;
    assert_int_equal(write_file(in_folder("b"), STR("old"), &e), OK);
    for (uint64_t nth = 1; nth <= 1; nth++) {
        outfile_fail_after(nth);
        assert_int_equal(write_file(in_folder("b"), STR("new"), &e), E_IO);
        outfile_fail_after(0);
    }
    buf b;
    buf_init(&b, 100);
    assert_int_equal(file_read(in_folder("b"), &b, &e), OK);
    assert_true(str_eq(buf_str(&b), STR("old")));
    buf_release(&b);
    assert_int_equal(unlink(in_folder("b")), 0);
    outfile out = {.fd = -1};
    assert_int_equal(outfile_open(&out, in_folder("c"), &e), OK);
    assert_int_equal(outfile_write(&out, STR("x"), &e), OK);
    outfile_discard(&out);
    outfile_discard(&out);
    assert_false(file_exists(in_folder("c")));
}

static void a_failed_write_cannot_be_committed(void **state)
{
    (void)state;
    err e;
    buf big;
    buf_init(&big, 1 << 20);
    for (int i = 0; i < 100000; i++) buf_put_text(&big, "0123456");
    outfile out;
    assert_int_equal(outfile_open(&out, in_folder("d"), &e), OK);
    outfile_fail_after(1);
    assert_int_not_equal(outfile_write(&out, buf_str(&big), &e), OK);
    outfile_fail_after(0);
    assert_int_equal(outfile_commit(&out, &e), E_IO);
    outfile_discard(&out);
    assert_false(file_exists(in_folder("d")));
    buf_release(&big);
}

static void places_that_cannot_be_written(void **state)
{
    (void)state;
    err e;
    char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(write_file(folder, STR("x"), &e), E_IO);
    assert_non_null(strstr(e.text, "is a directory"));
    assert_int_equal(write_file(in_folder("no/such"), STR("x"), &e), E_IO);
    assert_int_equal(write_file(longest, STR("x"), &e), E_LIMIT);
}

static void what_failed_in_memory_is_not_printed(void **state)
{
    (void)state;
    err e = {0};
    buf text;
    buf_init(&text, 8);
    buf_put_text(&text, "more than eight bytes");
    assert_int_equal(outfile_print(&text, &e), E_LIMIT);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(reading_what_is_not_there),
        cmocka_unit_test(nothing_stays_after_failure),
        cmocka_unit_test(a_failed_write_cannot_be_committed),
        cmocka_unit_test(places_that_cannot_be_written),
        cmocka_unit_test(what_failed_in_memory_is_not_printed),
    };
    return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
