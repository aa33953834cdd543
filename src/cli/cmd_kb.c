/*
 * `precis kb check|list|gene|allele|import`. Parses arguments, calls one library function, prints.
 */
#include "cli/cmd_kb.h"

#include <stdio.h>
#include <string.h>

#include "advice/check_advice.h"
#include "base/file.h"
#include "cli/options.h"
#include "kb/check.h"
#include "kb/import.h"
#include "report/kb_find.h"
#include "report/kb_page.h"
#include "risk/check_risk.h"

enum { PAGE_MAX = 256 << 20, NAME_BYTES_MAX = 512 };

static const char usage[] =
    "Usage: precis kb COMMAND [options]\n"
    "\n"
    "  check                 prove the tables whole; each failing fact is one line\n"
    "  list                  genes with class, positions, alleles and version\n"
    "  gene NAME             one gene: positions in both builds, alleles, phenotype rules\n"
    "  allele NAME           one allele, such as CYP2C19*2 or \"DPYD c.1905+1G>A (*2A)\"\n"
    "  import DIR            compare a ClinPGx/PharmCAT release (DIR/definitions, DIR/phenotypes)\n"
    "                        with the tables and print the differences\n"
    "\n"
    "Options\n"
    "  --kb PATH             use this folder of tables or image instead of the built-in one\n"
    "  --json                list, gene, allele, check: JSON instead of text\n"
    "  --into KBDIR          import: the folder of tables to compare with\n"
    "  --write               import: write the differences into KBDIR\n"
    "  --help                this text\n"
    "\n"
    "Examples\n"
    "  precis kb gene CYP2C19\n"
    "  precis kb allele CYP2C19*2 --json\n"
    "  precis kb import release/ --into kb/ --write\n"
    "\n"
    "Exit code: 0 done, 1 something is wrong with the input or a check failed, 2 wrong usage.\n";

typedef struct kb_arguments {
    const char *path; /* --kb */
    const char *into;
    bool json, write, help;
    char **names; /* what stands behind the options */
    int name_count;
} kb_arguments;

static int complain(const err *e)
{
    (void)fprintf(stderr, "precis kb: %s\n", e->text);
    return e->code == E_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}

static status take(void *context, int code, const char *value, err *e)
{
    kb_arguments *args = context;
    switch (code) {
    case 'k': args->path = value; return OK;
    case 'i': args->into = value; return OK;
    case 'j': args->json = true; return OK;
    case 'w': args->write = true; return OK;
    case 'h': args->help = true; return OK;
    default: FAIL(e, E_ARGUMENT, "unknown option");
    }
}

static status parse(int argc, char **argv, kb_arguments *args, err *e)
{
    static const struct option options[] = {
        {"kb", required_argument, NULL, 'k'}, {"into", required_argument, NULL, 'i'},
        {"json", no_argument, NULL, 'j'},     {"write", no_argument, NULL, 'w'},
        {"help", no_argument, NULL, 'h'},     {NULL, 0, NULL, 0}};
    *args = (kb_arguments){0};
    TRY(options_read(argc, argv, "kb", "h", options, take, args, e));
    args->names = argv + optind;
    args->name_count = argc - optind;
    return OK;
}

/* ---- check ---- */

static void put_failures(const kb_check_report *r, buf *out)
{
    for (size_t i = 0; i < r->listed; i++) {
        const kb_check_failure *f = &r->list[i];
        buf_printf(out, "%s", f->table);
        if (f->row > 0) buf_printf(out, " row %u", f->row);
        buf_printf(out, ": %s [%s]\n", f->what, f->check);
    }
    if (r->failures > r->listed) {
        buf_printf(out, "… and %zu more\n", r->failures - r->listed);
    }
}

static void put_checks(const kb_check *checks, size_t count, const kb_check_report *r, buf *out)
{
    for (size_t i = 0; i < count; i++) {
        size_t bad = 0;
        for (size_t j = 0; j < r->listed; j++) bad += strcmp(r->list[j].check, checks[i].name) == 0;
        if (bad == 0)
            buf_printf(out, "ok      %-11s %s\n", checks[i].name, checks[i].proves);
        else
            buf_printf(out, "FAILED  %-11s %s (%zu)\n", checks[i].name, checks[i].proves, bad);
    }
}

/* Each folder proves its own tables. */
static const kb_check *(*const check_lists[])(size_t *) = {kb_checks, advice_checks, risk_checks};

static void check_text(const kb *k, const kb_check_report *r, buf *out)
{
    put_failures(r, out);
    for (size_t i = 0; i < sizeof check_lists / sizeof check_lists[0]; i++) {
        size_t count;
        const kb_check *checks = check_lists[i](&count);
        put_checks(checks, count, r, out);
    }
    buf_printf(out, "%zu facts looked at, %zu wrong\n", r->facts, r->failures);
    kb_page_version(k, out);
}

static void check_json(const kb_check_report *r, buf *out)
{
    jsonw w;
    jsonw_init(&w, out, true);
    jsonw_object(&w);
    jsonw_pair_i64(&w, "facts", (int64_t)r->facts);
    jsonw_pair_i64(&w, "wrong", (int64_t)r->failures);
    jsonw_key(&w, "failures");
    jsonw_array(&w);
    for (size_t i = 0; i < r->listed; i++) {
        const kb_check_failure *f = &r->list[i];
        jsonw_object(&w);
        jsonw_pair_text(&w, "check", f->check);
        jsonw_pair_text(&w, "table", f->table);
        jsonw_key(&w, "row");
        if (f->row == 0)
            jsonw_null(&w);
        else
            jsonw_i64(&w, f->row);
        jsonw_pair_text(&w, "what", f->what);
        jsonw_object_end(&w);
    }
    jsonw_array_end(&w);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
}

static status run_check(const kb *k, const kb_arguments *args, buf *out, bool *failed, err *e)
{
    AUTO(arena_release) arena a = {0};
    kb_check_report report;
    kb_check_init(&report, &a);
    for (size_t i = 0; i < sizeof check_lists / sizeof check_lists[0]; i++) {
        size_t count;
        const kb_check *checks = check_lists[i](&count);
        TRY(kb_check_run_list(k, checks, count, &report, e));
    }
    if (args->json)
        check_json(&report, out);
    else
        check_text(k, &report, out);
    *failed = report.failures > 0;
    return OK;
}

/* ---- list, gene, allele ---- */

static status run_gene(const kb *k, const kb_arguments *args, buf *out, err *e)
{
    const kb_gene *g;
    if (args->name_count != 2) FAIL(e, E_ARGUMENT, "gene: one gene's name is needed");
    TRY(kb_find_gene(k, str_of(args->names[1]), &g, e));
    return args->json ? kb_json_gene(k, g, out, e) : kb_page_gene(k, g, out, e);
}

/* "CYP2C19*2", or gene and allele as two words. */
static status run_allele(const kb *k, const kb_arguments *args, buf *out, err *e)
{
    const kb_gene *g;
    const kb_allele *x;
    if (args->name_count < 2) FAIL(e, E_ARGUMENT, "allele: a name such as CYP2C19*2 is needed");
    AUTO(buf_release) buf name;
    buf_init(&name, NAME_BYTES_MAX);
    for (int i = 1; i < args->name_count; i++) {
        if (i > 1) buf_put_c(&name, ' ');
        buf_put_text(&name, args->names[i]);
    }
    TRY(buf_status(&name, e));
    TRY(kb_find_allele(k, buf_str(&name), &g, &x, e));
    return args->json ? kb_json_allele(k, g, x, out, e) : kb_page_allele(k, g, x, out, e);
}

/* ---- import ---- */

static status write_and_prove(const kb_import *x, const char *folder, buf *out, bool *failed,
                              err *e)
{
    size_t files;
    kb *k = NULL;
    AUTO(arena_release) arena a = {0};
    kb_check_report report;
    TRY(kb_import_write(x, folder, &files, e));
    buf_printf(out, "%zu tables written into %s\n", files, folder);
    TRY(kb_open(folder, &k, e));
    kb_check_init(&report, &a);
    status result = kb_check_run(k, &report, e);
    put_failures(&report, out);
    if (report.failures > 0) buf_printf(out, "%zu facts must be put right\n", report.failures);
    *failed = report.failures > 0;
    kb_close(k);
    return result;
}

static status run_import(const kb *k, const kb_arguments *args, buf *out, bool *failed, err *e)
{
    if (args->name_count != 2) FAIL(e, E_ARGUMENT, "import: one release folder is needed");
    if (args->write && args->into == NULL) FAIL(e, E_ARGUMENT, "--write needs --into KBDIR");
    AUTO(kb_import_release) kb_import x = {0};
    TRY(kb_import_compare(k, args->names[1], &x, e));
    buf_put_str(out, buf_str(&x.out));
    if (x.differences == 0)
        buf_put_text(out, "no differences\n");
    else
        buf_printf(out, "%zu differences, %zu notes\n", x.differences, x.notes);
    if (!args->write || x.edit_count == 0) return OK;
    return write_and_prove(&x, args->into, out, failed, e);
}

/* ---- the command ---- */

static status run_command(const kb *k, const kb_arguments *args, buf *out, bool *failed, err *e)
{
    const char *command = args->names[0];
    if (strcmp(command, "check") == 0) return run_check(k, args, out, failed, e);
    if (strcmp(command, "gene") == 0) return run_gene(k, args, out, e);
    if (strcmp(command, "allele") == 0) return run_allele(k, args, out, e);
    if (strcmp(command, "import") == 0) return run_import(k, args, out, failed, e);
    if (strcmp(command, "list") == 0) {
        return args->json ? kb_json_list(k, out, e) : kb_page_list(k, out, e);
    }
    FAIL(e, E_ARGUMENT, "no command '%s'; see 'precis kb --help'", command);
}

int cmd_kb(int argc, char **argv)
{
    err e = {0};
    kb_arguments args;
    if (parse(argc, argv, &args, &e) != OK) return complain(&e);
    if (args.help || args.name_count == 0) {
        (void)fputs(usage, args.help ? stdout : stderr);
        return args.help ? EXIT_DONE : EXIT_USAGE;
    }
    bool failed = false;
    kb *k = NULL;
    if (kb_open(args.into != NULL ? args.into : args.path, &k, &e) != OK) return complain(&e);
    AUTO(buf_release) buf out;
    buf_init(&out, PAGE_MAX);
    status result = run_command(k, &args, &out, &failed, &e);
    err late;
    status printed = out.n > 0 ? outfile_print(&out, &late) : OK;
    kb_close(k);
    if (result != OK) return complain(&e);
    if (printed != OK) return complain(&late);
    return failed ? EXIT_FAILED : EXIT_DONE;
}
