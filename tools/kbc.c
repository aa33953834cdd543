/*
 * Build step: compiles a folder of tables into the image that the executable carries.
 * Usage: kbc FOLDER IMAGE
 */
#include <stdio.h>

#include "base/file.h"
#include "kb/image.h"

static status run(const char *folder, const char *path, err *e)
{
    AUTO(buf_release) buf image;
    buf_init(&image, KB_IMAGE_MAX);
    TRY(kb_image_compile(folder, &image, e));
    AUTO(outfile_discard) outfile out = {.fd = -1};
    TRY(outfile_open(&out, path, e));
    TRY(outfile_write(&out, buf_str(&image), e));
    return outfile_commit(&out, e);
}

int main(int argc, char **argv)
{
    err e = {0};
    if (argc != 3) {
        (void)fprintf(stderr, "usage: kbc FOLDER IMAGE\n");
        return 2;
    }
    if (run(argv[1], argv[2], &e) != OK) {
        (void)fprintf(stderr, "kbc: %s\n", e.text);
        return 1;
    }
    return 0;
}
