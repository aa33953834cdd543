/*
 * Files in memory and replay for the fuzz targets. Knows no format.
 */
#include "fuzz_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

int fuzz_file(const void *a, size_t a_size, const void *b, size_t b_size, char path[64])
{
    int fd = memfd_create("fuzz", 0);
    if (fd < 0) abort();
    if (a_size > 0 && write(fd, a, a_size) != (ssize_t)a_size) abort();
    if (b_size > 0 && write(fd, b, b_size) != (ssize_t)b_size) abort();
    (void)snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

void fuzz_disagree(const char *what)
{
    fprintf(stderr, "disagreement: %s\n", what);
    abort();
}

#ifdef FUZZ_REPLAY
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        buf bytes;
        err e;
        buf_init(&bytes, (size_t)1 << 28);
        if (file_read(argv[i], &bytes, &e) != OK) {
            fprintf(stderr, "%s\n", e.text);
            return 2;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
        buf_release(&bytes);
    }
    printf("%d inputs replayed\n", argc - 1);
    return 0;
}
#endif
