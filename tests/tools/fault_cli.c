/*
 * Fault sweep of whole commands: the n-th allocation, or the n-th flush of an output file, fails on
 * purpose, for n = 1, 2, 3 … until the command gets through. Each run is a process of its own, and
 * must end by itself (no signal, no sanitizer report, no leak), say one line about what was wrong,
 * and leave nothing under the output's final name; a run that succeeds must have written exactly
 * what the undisturbed run wrote. What a command prints is looked at as a file, too; of a page
 * whose printing fails a part may be there. Knows the commands only as words. Usage: fault_cli
 * [--all] (--all tries every n; otherwise the steps grow, to end within seconds) Run from the
 * repository root. Ends with "N passed, M failed".
 */
#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define main precis_main
#include "cli/main.c"
#undef main

#include "base/file.h"
#include "base/memory.h"

enum { WORDS_MAX = 12, TEXT_MAX = 4096, LEAK_EXIT = 23 };

typedef struct sweep {
    const char *name;
    const char *words[WORDS_MAX]; /* "@" stands for the output path; without it, what is printed */
} sweep;

static const sweep sweeps[] = {
    {"call, TSV", {"precis", "call", "examples/NA19147.g.vcf.gz", "--format", "tsv", "-o", "@"}},
    {"call, JSON", {"precis", "call", "examples/HG00436.g.vcf.gz", "--format", "json", "-o", "@"}},
    {"call, outside calls",
     {"precis", "call", "examples/HG00436.g.vcf.gz", "--outside", "examples/HG00436.outside.tsv",
      "-o", "@"}},
    {"call, twenty people",
     {"precis", "call", "examples/twenty.vcf.gz", "--format", "ndjson", "--threads", "1", "-o",
      "@"}},
    {"report, JSON",
     {"precis", "report", "examples/NA19147.g.vcf.gz", "--drugs", "warfarin", "--format", "json",
      "-o", "@"}},
    {"report, page in Hindi",
     {"precis", "report", "examples/NA19147.g.vcf.gz", "--lang", "hi", "--audience", "patient",
      "--format", "html", "-o", "@"}},
    {"report, chart and genome",
     {"precis", "report", "examples/NA19147.g.vcf.gz", "--chart", "examples/chart.json", "--as-of",
      "2026-11-23", "--format", "html", "-o", "@"}},
    {"report, FHIR",
     {"precis", "report", "examples/HG00436.g.vcf.gz", "--outside", "examples/HG00436.outside.tsv",
      "--format", "fhir", "-o", "@"}},
    {"report, chart alone",
     {"precis", "report", "--chart", "examples/chart.json", "--as-of", "2026-11-23", "--format",
      "json", "-o", "@"}},
    {"report, sheet",
     {"precis", "report", "--chart", "examples/clinic_sheet.csv", "--as-of", "2026-11-23",
      "--format", "text", "-o", "@"}},
    {"chart, FHIR to JSON",
     {"precis", "chart", "examples/chart.json", "--as-of", "2026-11-23", "--json"}},
    {"chart, sheet in Hindi",
     {"precis", "chart", "examples/clinic_sheet.csv", "--as-of", "2026-11-23", "--all", "--lang",
      "hi"}},
    {"score",
     {"precis", "score", "das28_esr", "tjc28=10", "sjc28=8", "esr=40 mm/h", "gh=60", "--json"}},
    {"score, chart",
     {"precis", "score", "ckd_epi_2021", "--chart", "examples/clinic_sheet.csv", "--as-of",
      "2026-11-23"}},
    {"dose, warfarin",
     {"precis", "dose", "warfarin", "age=67", "height=170 cm", "weight=80 kg", "VKORC1=A/G",
      "CYP2C9=*1/*2", "race=asian"}},
    {"dose, vancomycin",
     {"precis", "dose", "vancomycin", "age=60", "weight=62 kg", "crcl=34", "--dose",
      "1900 mg over 1 h at 0 h", "--level", "14.8 mg/L at 12 h", "--json"}},
};
enum { SWEEPS = sizeof sweeps / sizeof sweeps[0] };

static bool prints(const sweep *s)
{
    for (size_t i = 0; i < WORDS_MAX && s->words[i] != NULL; i++) {
        if (strcmp(s->words[i], "@") == 0) return false;
    }
    return true;
}

typedef struct places {
    char folder[64], out[96], said[96], good[96];
    int code; /* of the undisturbed run: done, or partial where a formula refuses */
} places;

typedef enum fault { FAULT_NONE, FAULT_ALLOCATION, FAULT_WRITE } fault;

static void run_child(const sweep *s, const places *at, fault kind, uint64_t nth)
{
    char copies[WORDS_MAX][128];
    char *argv[WORDS_MAX + 1];
    int argc = 0;
    for (; argc < WORDS_MAX && s->words[argc] != NULL; argc++) {
        const char *word = s->words[argc];
        (void)snprintf(copies[argc], sizeof copies[argc], "%s",
                       strcmp(word, "@") == 0 ? at->out : word);
        argv[argc] = copies[argc];
    }
    argv[argc] = NULL;
    if (freopen(at->said, "w", stderr) == NULL ||
        freopen(prints(s) ? at->out : "/dev/null", "w", stdout) == NULL) {
        _exit(99);
    }
    if (kind == FAULT_ALLOCATION) base_alloc_fail_after(nth);
    if (kind == FAULT_WRITE) outfile_fail_after(nth);
    exit(precis_main(argc, argv));
}

/* The exit code of one run; -1 when it was ended by a signal. */
static int run(const sweep *s, const places *at, fault kind, uint64_t nth)
{
    (void)unlink(at->out);
    (void)fflush(stdout);
    pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) run_child(s, at, kind, nth);
    int how = 0;
    if (waitpid(child, &how, 0) != child || !WIFEXITED(how)) return -1;
    return WEXITSTATUS(how);
}

static bool same_bytes(const char *a, const char *b)
{
    err e;
    bool same = false;
    buf x, y;
    buf_init(&x, (size_t)1 << 30);
    buf_init(&y, (size_t)1 << 30);
    if (file_read(a, &x, &e) == OK && file_read(b, &y, &e) == OK) {
        same = x.n == y.n && memcmp(x.p, y.p, x.n) == 0;
    }
    buf_release(&x);
    buf_release(&y);
    return same;
}

static bool is_empty(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && s.st_size == 0;
}

/* NULL when the run ended as it must; otherwise what is wrong. */
static const char *verdict(const sweep *s, fault kind, const places *at, int code)
{
    static char said[TEXT_MAX];
    FILE *f = fopen(at->said, "r");
    size_t n = f == NULL ? 0 : fread(said, 1, sizeof said - 1, f);
    if (f != NULL) (void)fclose(f);
    said[n] = '\0';
    if (code < 0) return "ended by a signal";
    if (code == at->code) return same_bytes(at->out, at->good) ? NULL : "success, other output";
    if (code != EXIT_FAILED && code != EXIT_PARTIAL) return "a code that is not documented";
    if (n == 0 || said[n - 1] != '\n') return "nothing said";
    if (prints(s)) return kind == FAULT_WRITE || is_empty(at->out) ? NULL : "a part was printed";
    if (access(at->out, F_OK) == 0 && code == EXIT_FAILED) return "output under its final name";
    return NULL;
}

static void show(const places *at)
{
    char line[512];
    FILE *f = fopen(at->said, "r");
    if (f == NULL) return;
    for (int i = 0; i < 25 && fgets(line, sizeof line, f) != NULL; i++) printf("    %s", line);
    (void)fclose(f);
}

/* Runs one sweep; gives the number of runs that failed on purpose, or 0 when one went wrong. */
static uint64_t sweep_run(const sweep *s, const places *at, fault kind, bool all)
{
    uint64_t tried = 0;
    for (uint64_t nth = 1;; nth += all ? 1 : 1 + nth / 6) {
        int code = run(s, at, kind, nth);
        const char *wrong = verdict(s, kind, at, code);
        if (wrong != NULL) {
            printf("%s: %s %llu fails: exit %d: %s\n", s->name,
                   kind == FAULT_ALLOCATION ? "allocation" : "write", (unsigned long long)nth, code,
                   wrong);
            show(at);
            if (getenv("FAULT_KEEP") != NULL) _exit(1);
            return 0;
        }
        if (code == at->code) return tried;
        tried++;
    }
}

static int sweep_both(const sweep *s, places *at, bool all, unsigned *failed)
{
    int good = 0;
    at->code = run(s, at, FAULT_NONE, 0);
    bool works = at->code == EXIT_DONE || at->code == EXIT_PARTIAL;
    if (!works || rename(at->out, at->good) != 0) {
        printf("%s: does not work even undisturbed\n", s->name);
        show(at);
        *failed += 2;
        return 0;
    }
    for (fault kind = FAULT_ALLOCATION; kind <= FAULT_WRITE; kind++) {
        uint64_t tried = sweep_run(s, at, kind, all);
        printf("%s: %llu %s failed on purpose\n", s->name, (unsigned long long)tried,
               kind == FAULT_ALLOCATION ? "allocations" : "writes");
        if (tried > 0)
            good++;
        else
            (*failed)++;
    }
    return good;
}

int main(int argc, char **argv)
{
    bool all = argc > 1 && strcmp(argv[1], "--all") == 0;
    const char *base = getenv("TMPDIR");
    places at;
    int passed = 0;
    unsigned failed = 0;
    (void)snprintf(at.folder, sizeof at.folder, "%.40s/precis-fault-XXXXXX",
                   base == NULL ? "/tmp" : base);
    if (mkdtemp(at.folder) == NULL || setenv("SOURCE_DATE_EPOCH", "1700000000", 1) != 0) return 2;
    (void)snprintf(at.out, sizeof at.out, "%s/out", at.folder);
    (void)snprintf(at.said, sizeof at.said, "%s/said", at.folder);
    (void)snprintf(at.good, sizeof at.good, "%s/good", at.folder);
    for (size_t i = 0; i < SWEEPS; i++) passed += sweep_both(&sweeps[i], &at, all, &failed);
    (void)unlink(at.out);
    (void)unlink(at.said);
    (void)unlink(at.good);
    if (rmdir(at.folder) != 0) printf("files were left in %s\n", at.folder), failed++;
    printf("%d passed, %u failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
