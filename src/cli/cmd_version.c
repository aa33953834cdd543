/*
 * Versions of the program and of the knowledge it carries.
 */
#include "cli/cmd_version.h"

#include <stdio.h>

#include "base/version.h"
#include "kb/kb.h"

int cmd_version(int argc, char **argv)
{
    kb *k = NULL;
    err e;
    (void)argc;
    (void)argv;
    if (kb_open(NULL, &k, &e) != OK) {
        (void)fprintf(stderr, "precis: %s\n", e.text);
        return 1;
    }
    (void)printf("precis %s\nknowledge %.*s, checksum %08x\n", PRECIS_VERSION,
                 STR_ARG(kb_version(k, "pgx_release")), kb_checksum(k));
    kb_close(k);
    return 0;
}
