/*
 * The executable: finds the command and lets it run. Only this file exits. A new command is one row
 * of `commands` and one file cmd_<name>.c.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd_call.h"
#include "cli/cmd_chart.h"
#include "cli/cmd_cohort.h"
#include "cli/cmd_dose.h"
#include "cli/cmd_drug.h"
#include "cli/cmd_explain.h"
#include "cli/cmd_kb.h"
#include "cli/cmd_report.h"
#include "cli/cmd_score.h"
#include "cli/cmd_version.h"
#include "cli/options.h"
#include "report/kb_find.h"

typedef struct command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; gives the exit code */
    const char *help;
} command;

static const command commands[] = {
    {"call", cmd_call, "diplotypes and phenotypes of everybody in variant files"},
    {"report", cmd_report, "which treatments fit, as page, text, JSON or FHIR"},
    {"drug", cmd_drug, "what is known of a drug, and what it means for a person"},
    {"score", cmd_score, "organ function, disease activity and risks by published formulas"},
    {"dose", cmd_dose, "doses by published formulas, or fitted to measured levels"},
    {"explain", cmd_explain, "the chain from observation to citation for one drug"},
    {"chart", cmd_chart, "what is understood of a person's chart"},
    {"cohort", cmd_cohort, "many people: shards, one table of all, frequencies"},
    {"kb", cmd_kb, "prove, read and update the knowledge base"},
    {"version", cmd_version, "versions of the program and of its knowledge"},
};
enum { COMMANDS = sizeof commands / sizeof commands[0], NEAR_MAX = 2 };

static const command *find(const char *name)
{
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) name = "version";
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    }
    return NULL;
}

static void print_help(FILE *to)
{
    (void)fputs("Usage: precis COMMAND [arguments]\n\n", to);
    for (size_t i = 0; i < COMMANDS; i++) {
        (void)fprintf(to, "  %-10s%s\n", commands[i].name, commands[i].help);
    }
    (void)fputs("\n'precis COMMAND --help' shows a command's options and examples.\n"
                "Start with: precis call FILE.vcf.gz\n"
                "Exit code: 0 done, 1 failed, 2 wrong usage, 3 answered in part.\n",
                to);
}

static int unknown(const char *name)
{
    const char *near = NULL;
    unsigned best = NEAR_MAX + 1;
    for (size_t i = 0; i < COMMANDS; i++) {
        unsigned d = kb_name_distance(str_of(name), str_of(commands[i].name), NEAR_MAX);
        if (d >= best || d >= strlen(name)) continue;
        best = d;
        near = commands[i].name;
    }
    err e; /* makes the name printable */
    if (near != NULL) {
        (void)err_set(&e, E_ARGUMENT, "no command '%s'; did you mean '%s'?", name, near);
    } else {
        (void)err_set(&e, E_ARGUMENT, "no command '%s'; 'precis --help' lists them", name);
    }
    (void)fprintf(stderr, "precis: %s\n", e.text);
    return EXIT_USAGE;
}

/* Text that stdio still holds must reach its place, or the exit code says so. */
static int finish(int code)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0) return code;
    (void)fputs("precis: standard output: cannot write\n", stderr);
    return code == EXIT_DONE ? EXIT_FAILED : code;
}

int main(int argc, char **argv)
{
    static char help_word[] = "--help";
    /* a reader that went away is an error of writing, with a line, not a silent death */
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    bool help = strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
                strcmp(argv[1], "-h") == 0;
    if (help && argc == 2) {
        print_help(stdout);
        return finish(EXIT_DONE);
    }
    if (help) { /* "precis help call" */
        argv[1] = argv[2];
        argv[2] = help_word;
        argc = 3;
    }
    const command *c = find(argv[1]);
    return c == NULL ? unknown(argv[1]) : finish(c->run(argc - 1, argv + 1));
}
