/*
 * Versions of the program and of the knowledge it carries.
 */
#include "cli/cmd_version.h"

#include <stdio.h>
#include <string.h>

#include "base/version.h"
#include "cli/options.h"
#include "kb/kb.h"

int cmd_version(int argc, char **argv)
{
    kb *k = NULL;
    err e;
    bool help = argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (argc > 1) {
        (void)fputs("Usage: precis version\n", help ? stdout : stderr);
        return help ? EXIT_DONE : EXIT_USAGE;
    }
    if (kb_open_tables(NULL, &k, &e) != OK) {
        (void)fprintf(stderr, "precis: %s\n", e.text);
        return EXIT_FAILED;
    }
    (void)printf("precis %s\nknowledge %.*s, checksum %08x\n", PRECIS_VERSION,
                 STR_ARG(kb_version(k, "pgx_release")), kb_checksum(k));
    kb_close(k);
    return EXIT_DONE;
}
