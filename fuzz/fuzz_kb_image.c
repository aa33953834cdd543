/*
 * Fuzz target: any bytes as a knowledge base image. The checksum and size are put right first, so
 * that the offsets behind them are what is tested; every cell of an accepted image can be read, and
 * what the typed views make of it is an error or a knowledge base, never a fault.
 */
#include "fuzz_common.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kb/check.h"
#include "kb/gene_load.h"
#include "kb/image.h"

enum { HEADER = 24 };

static void mend(char *image, size_t n)
{
    uint32_t size = (uint32_t)n;
    memcpy(image, "PRKB0001", 8);
    memcpy(image + 8, &size, sizeof size);
    uint32_t crc = libdeflate_crc32(0, image + 16, n - 16);
    memcpy(image + 12, &crc, sizeof crc);
}

static size_t read_cells(const kb_table *t)
{
    size_t bytes = 0;
    for (uint32_t row = 0; row < t->rows; row++) {
        for (uint32_t column = 0; column < t->columns; column++) {
            str cell = kb_cell(t, row, column);
            for (size_t i = 0; i < cell.n; i++) bytes += (unsigned char)cell.p[i];
        }
    }
    return bytes;
}

static void open_views(str image)
{
    char path[64];
    kb *k = NULL;
    err e = {0};
    int fd = fuzz_file(image.p, image.n, (const uint8_t *)"", 0, path);
    if (kb_open(path, &k, &e) == OK) {
        arena a = {0};
        kb_check_report report;
        kb_check_init(&report, &a);
        status checked = kb_check_run(k, &report, &e); /* E_NOTFOUND: a table is missing */
        if (checked == OK && report.listed > report.failures) abort();
        arena_release(&a);
        kb_close(k);
    }
    (void)close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEADER || size > 1 << 20) return 0;
    AUTO(arena_release) arena a = {0};
    char *image = arena_alloc(&a, size);
    kb_table *tables;
    size_t count;
    uint32_t crc;
    err e = {0};
    memcpy(image, data, size);
    mend(image, size);
    if (kb_image_open((str){image, size}, &a, &tables, &count, &crc, &e) != OK) return 0;
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += read_cells(&tables[i]);
    if (sum == SIZE_MAX) abort(); /* so that the reads are not optimised away */
    open_views((str){image, size});
    return 0;
}
