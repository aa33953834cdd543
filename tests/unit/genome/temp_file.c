/*
 * Temporary and shared files for tests. Knows gzip framing; knows nothing of their content.
 */
#include "temp_file.h"

#include <dirent.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum { PATHS = 8, PATH_ROOM = 512, PACK_ROOM = 1 << 17 };

static char directory[PATH_ROOM / 2];
static char paths[PATHS][PATH_ROOM];
static unsigned next_path;

static void check(bool good, const char *what)
{
    if (good) return;
    perror(what);
    abort();
}

static char *path_slot(void)
{
    return paths[next_path++ % PATHS];
}

const char *temp_path(const char *name)
{
    if (directory[0] == '\0') {
        const char *base = getenv("TMPDIR");
        int n = snprintf(directory, sizeof directory, "%s/precis-test-XXXXXX",
                         base == NULL ? P_tmpdir : base);
        check(n > 0 && (size_t)n < sizeof directory, "TMPDIR");
        check(mkdtemp(directory) != NULL, "mkdtemp");
    }
    char *path = path_slot();
    (void)snprintf(path, PATH_ROOM, "%s/%s", directory, name);
    return path;
}

void temp_write(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    check(f != NULL && (n == 0 || fwrite(bytes, 1, n, f) == n) && fclose(f) == 0, path);
}

static void put_le(unsigned char *p, size_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) p[i] = (unsigned char)(v >> 8 * i & 0xFF);
}

void temp_write_bgzf(const char *path, const void *bytes, size_t n, size_t block, bool closed)
{
    static const unsigned char head[16] = {0x1f, 0x8b, 8, 4, 0,   0,   0, 0,
                                           0,    0xff, 6, 0, 'B', 'C', 2, 0};
    FILE *f = fopen(path, "wb");
    unsigned char *out = base_alloc(PACK_ROOM);
    struct libdeflate_compressor *packer = libdeflate_alloc_compressor(1);
    check(f != NULL && out != NULL && packer != NULL, path);
    const char *p = bytes;
    for (size_t at = 0; at < n;) {
        size_t step = n - at < block ? n - at : block;
        memcpy(out, head, sizeof head);
        size_t m = libdeflate_deflate_compress(packer, p + at, step, out + 18, PACK_ROOM - 26);
        put_le(out + 16, m + 25, 2);
        put_le(out + 18 + m, libdeflate_crc32(0, p + at, step), 4);
        put_le(out + 22 + m, step, 4);
        check(m > 0 && fwrite(out, 1, m + 26, f) == m + 26, path);
        at += step;
    }
    static const unsigned char end[28] = {0x1f, 0x8b, 8,   4,   0, 0, 0,    0, 0, 0xff,
                                          6,    0,    'B', 'C', 2, 0, 0x1b, 0, 3, 0};
    check(!closed || fwrite(end, 1, sizeof end, f) == sizeof end, path);
    check(fclose(f) == 0, path);
    libdeflate_free_compressor(packer);
    base_free(out);
}

void temp_write_gzip(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    size_t room = n + 4096;
    unsigned char *out = base_alloc(room);
    struct libdeflate_compressor *packer = libdeflate_alloc_compressor(6);
    check(f != NULL && out != NULL && packer != NULL, path);
    const char *p = bytes;
    size_t first = n / 3;
    for (int i = 0; i < 2; i++) {
        size_t from = i == 0 ? 0 : first, size = i == 0 ? first : n - first;
        size_t m = libdeflate_gzip_compress(packer, p + from, size, out, room);
        check(m > 0 && fwrite(out, 1, m, f) == m, path);
    }
    check(fclose(f) == 0, path);
    libdeflate_free_compressor(packer);
    base_free(out);
}

void temp_remove(void)
{
    if (directory[0] == '\0') return;
    DIR *d = opendir(directory);
    for (struct dirent *entry; d != NULL && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        (void)unlink(temp_path(entry->d_name));
    }
    if (d != NULL) (void)closedir(d);
    (void)rmdir(directory);
    directory[0] = '\0';
}

const char *shared_path(const char *name)
{
    const char *root = getenv("PRECIS_SHARED");
    char *path = path_slot();
    (void)snprintf(path, PATH_ROOM, "%s/data/%s", root == NULL ? "../shared" : root, name);
    if (access(path, R_OK) == 0) return path;
    printf("skipped: no shared file %s\n", name);
    return NULL;
}
