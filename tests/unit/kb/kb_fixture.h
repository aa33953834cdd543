/*
 * For tests that change tables: a temporary copy of kb/ (all genes, or one), single replacements in
 * it, and its removal. Tests run in the root of the repository.
 */
#ifndef PRECIS_TESTS_KB_FIXTURE_H
#define PRECIS_TESTS_KB_FIXTURE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tsv.h"

static const char *const fixture_tables[] = {
    "genes",      "positions",  "windows",    "windows37",     "alleles",
    "suballeles", "priorities", "phenotypes", "outside_names", "version"};
enum { FIXTURE_TABLES = sizeof fixture_tables / sizeof fixture_tables[0], FIXTURE_PATH = 512 };

typedef struct fixture {
    char folder[FIXTURE_PATH];
} fixture;

static inline void fixture_write(const char *folder, const char *name, str text)
{
    char path[4 * FIXTURE_PATH];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fclose(f), 0);
}

static inline void fixture_read(const char *folder, const char *name, buf *out)
{
    char path[4 * FIXTURE_PATH];
    err e;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    buf_init(out, (size_t)64 << 20);
    assert_int_equal(file_read(path, out, &e), OK);
}

static inline void fixture_new_folder(fixture *f)
{
    const char *base = getenv("TMPDIR");
    (void)snprintf(f->folder, sizeof f->folder, "%s/precis-test-XXXXXX",
                   base == NULL ? P_tmpdir : base);
    assert_non_null(mkdtemp(f->folder));
}

/* Rows of one gene (and those without a gene column), or all when `gene` is NULL. */
static inline void fixture_put_rows(str text, const char *gene, buf *out)
{
    str line, first;
    bool header = true;
    while (text.n > 0 && str_next(&text, '\n', &line)) {
        str rest = line;
        (void)str_next(&rest, '\t', &first);
        bool keep = header || gene == NULL || str_eq(first, str_of(gene)) ||
                    str_starts(line, STR("pgx_")) || str_starts(line, STR("reference"));
        header = false;
        if (!keep) continue;
        buf_put_str(out, line);
        buf_put_c(out, '\n');
    }
}

static inline void fixture_copy_kb(fixture *f, const char *gene)
{
    fixture_new_folder(f);
    for (size_t i = 0; i < FIXTURE_TABLES; i++) {
        char name[64];
        buf text, rows;
        (void)snprintf(name, sizeof name, "%s.tsv", fixture_tables[i]);
        fixture_read("kb", name, &text);
        buf_init(&rows, (size_t)64 << 20);
        fixture_put_rows(buf_str(&text), gene, &rows);
        fixture_write(f->folder, name, buf_str(&rows));
        buf_release(&text);
        buf_release(&rows);
    }
}

/* Replaces the first `find` in a file; the test fails when it is not there. */
static inline void fixture_replace(const fixture *f, const char *name, const char *find,
                                   const char *with)
{
    buf text, out;
    fixture_read(f->folder, name, &text);
    buf_put_c(&text, '\0');
    const char *at = strstr(text.p, find);
    if (at == NULL)
        fail_msg("%s does not hold '%s'", name, find);
    else {
        size_t before = (size_t)(at - text.p), after = before + strlen(find);
        buf_init(&out, (size_t)64 << 20);
        buf_put(&out, text.p, before);
        buf_put_text(&out, with);
        buf_put(&out, text.p + after, text.n - 1 - after);
        fixture_write(f->folder, name, buf_str(&out));
        buf_release(&out);
    }
    buf_release(&text);
}

/* Removes the folder and the files and folders in it. */
static inline void fixture_remove_folder(const char *folder)
{
    DIR *d = opendir(folder);
    for (struct dirent *item; d != NULL && (item = readdir(d)) != NULL;) {
        char path[4 * FIXTURE_PATH];
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0) continue;
        (void)snprintf(path, sizeof path, "%.1000s/%.255s", folder, item->d_name);
        if (unlink(path) != 0) fixture_remove_folder(path);
    }
    if (d != NULL) (void)closedir(d);
    (void)rmdir(folder);
}

static inline void fixture_remove(const fixture *f)
{
    fixture_remove_folder(f->folder);
}

#endif
