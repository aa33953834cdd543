/*
 * The image: what is compiled is read back; a damaged image is an error, wherever it is damaged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kb/image.h"
#include "kb_fixture.h"

static void cells_come_back(void **state)
{
    (void)state;
    fixture f;
    err e = {0};
    buf image;
    arena a = {0};
    kb_table *tables;
    size_t count;
    uint32_t crc, column;
    fixture_new_folder(&f);
    fixture_write(f.folder, "b.tsv", STR("x\ty\n1\t.\n≥\t\n"));
    fixture_write(f.folder, "a.tsv", STR("y\nlong text\n"));
    fixture_write(f.folder, "notes.md", STR("no table"));
    buf_init(&image, KB_IMAGE_MAX);
    if (kb_image_compile(f.folder, &image, &e) != OK) fail_msg("%s", e.text);
    assert_int_equal(kb_image_open(buf_str(&image), &a, &tables, &count, &crc, &e), OK);
    assert_int_equal(count, 2);
    assert_true(str_eq(tables[0].name, STR("a")));
    assert_int_equal(tables[1].rows, 2);
    assert_int_equal(kb_column(&tables[1], "y", &column, &e), OK);
    assert_int_equal(column, 1);
    assert_int_equal(kb_column(&tables[1], "z", &column, &e), E_NOTFOUND);
    assert_true(str_eq(kb_cell(&tables[1], 0, 0), STR("1")));
    assert_int_equal(kb_cell(&tables[1], 0, 1).n, 0);
    assert_true(str_eq(kb_cell(&tables[1], 1, 0), STR("≥")));
    assert_true(str_eq(kb_cell(&tables[0], 0, 0), STR("long text")));
    arena_release(&a);
    buf_release(&image);
    fixture_remove(&f);
}

static void errors_name_table_and_line(void **state)
{
    (void)state;
    fixture f;
    err e = {0};
    buf image;
    fixture_new_folder(&f);
    fixture_write(f.folder, "b.tsv", STR("x\ty\n1\t2\n1\n"));
    buf_init(&image, KB_IMAGE_MAX);
    assert_int_equal(kb_image_compile(f.folder, &image, &e), E_SYNTAX);
    assert_non_null(strstr(e.text, "b.tsv:3: 1 fields, expected 2"));
    assert_int_equal(kb_image_compile("no/such/folder", &image, &e), E_NOTFOUND);
    buf_release(&image);
    fixture_remove(&f);
}

/* Any single changed byte is noticed (the checksum covers all that follows it; what stands before
 * it is checked by itself), and any cut. */
static void damage_is_an_error(void **state)
{
    (void)state;
    fixture f;
    err e = {0};
    buf image;
    fixture_new_folder(&f);
    fixture_write(f.folder, "b.tsv", STR("x\ty\n1\t.\n2\t3\n"));
    buf_init(&image, KB_IMAGE_MAX);
    assert_int_equal(kb_image_compile(f.folder, &image, &e), OK);
    for (size_t i = 0; i < image.n; i++) {
        arena a = {0};
        kb_table *tables;
        size_t count;
        uint32_t crc;
        image.p[i] = (char)(image.p[i] ^ 0x15);
        assert_int_equal(kb_image_open(buf_str(&image), &a, &tables, &count, &crc, &e), E_SYNTAX);
        image.p[i] = (char)(image.p[i] ^ 0x15);
        assert_int_equal(kb_image_open((str){image.p, i}, &a, &tables, &count, &crc, &e), E_SYNTAX);
        arena_release(&a);
    }
    buf_release(&image);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_come_back),
        cmocka_unit_test(errors_name_table_and_line),
        cmocka_unit_test(damage_is_an_error),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
