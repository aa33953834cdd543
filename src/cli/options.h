/*
 * The options that every command which reads genomes shares (call, report, explain …): names,
 * help, and how they become a knowledge base, a calling model and cohort_options. A command
 * adds INPUT_OPTIONS to its own getopt_long table and hands every code it does not know to
 * input_option_take. Exit codes of all commands are here too.
 *
 *     static const struct option options[] = {INPUT_OPTIONS, {"format", …}, {NULL, 0, NULL, 0}};
 *     …
 *     AUTO(input_setup_release) input_setup setup = {0};
 *     TRY(input_setup_open(&setup, &input, e));
 *     TRY(cohort_read(paths, n, &setup.model, &setup.cohort, &c, e));
 */
#ifndef PRECIS_CLI_OPTIONS_H
#define PRECIS_CLI_OPTIONS_H

#include <getopt.h>

#include "cohort/engine.h"

/** 0 all done; 1 nothing could be answered; 2 wrong usage; 3 answered in part, the rest has a line
 *  on standard error. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_PARTIAL = 3 };

/** As typed; zero-initialise, then input_options_init. Texts are borrowed from argv. */
typedef struct input_options {
    const char *kb_path, *genes, *samples, *samples_file, *outside, *callable, *sex;
    bool compatible, all_matches, combinations, cyp2d6;
    bool absent_is_reference, ignore_filter, no_index, join;
    genome_build build;
    double min_gq;
    int32_t min_dp;
    int threads;
} input_options;

enum input_option_code {
    INPUT_FIRST = 1000,
    INPUT_KB = INPUT_FIRST,
    INPUT_GENE,
    INPUT_SAMPLE,
    INPUT_SAMPLES_FILE,
    INPUT_OUTSIDE,
    INPUT_CALLABLE,
    INPUT_SEX,
    INPUT_MODE,
    INPUT_ALL_MATCHES,
    INPUT_COMBINATIONS,
    INPUT_CYP2D6,
    INPUT_ABSENT,
    INPUT_IGNORE_FILTER,
    INPUT_NO_INDEX,
    INPUT_JOIN,
    INPUT_BUILD,
    INPUT_MIN_GQ,
    INPUT_MIN_DP,
    INPUT_THREADS,
    INPUT_END
};

/** For the caller's table of struct option. */
/* clang-format off */
#define INPUT_OPTIONS                                                                              \
    {"kb", required_argument, NULL, INPUT_KB}, {"gene", required_argument, NULL, INPUT_GENE},      \
    {"sample", required_argument, NULL, INPUT_SAMPLE},                                             \
    {"samples-file", required_argument, NULL, INPUT_SAMPLES_FILE},                                 \
    {"outside", required_argument, NULL, INPUT_OUTSIDE},                                           \
    {"callable", required_argument, NULL, INPUT_CALLABLE},                                         \
    {"sex", required_argument, NULL, INPUT_SEX}, {"mode", required_argument, NULL, INPUT_MODE},    \
    {"all-matches", no_argument, NULL, INPUT_ALL_MATCHES},                                         \
    {"combinations", no_argument, NULL, INPUT_COMBINATIONS},                                       \
    {"cyp2d6", no_argument, NULL, INPUT_CYP2D6},                                                   \
    {"absent", required_argument, NULL, INPUT_ABSENT},                                             \
    {"ignore-filter", no_argument, NULL, INPUT_IGNORE_FILTER},                                     \
    {"no-index", no_argument, NULL, INPUT_NO_INDEX}, {"join", no_argument, NULL, INPUT_JOIN},      \
    {"build", required_argument, NULL, INPUT_BUILD},                                               \
    {"min-gq", required_argument, NULL, INPUT_MIN_GQ},                                             \
    {"min-dp", required_argument, NULL, INPUT_MIN_DP},                                             \
    {"threads", required_argument, NULL, INPUT_THREADS}
/* clang-format on */

/** The help of these options, to be put into a command's own. */
extern const char input_options_help[];

void input_options_init(input_options *o);
/** Takes one option found by getopt_long (`code` >= INPUT_FIRST, `value` its argument or NULL).
 *  E_ARGUMENT says which option and what it takes. */
CHECKED status input_option_take(input_options *o, int code, const char *value, err *e);
/** Options that do not go together; call after the last one. E_ARGUMENT. */
CHECKED status input_options_check(const input_options *o, err *e);
/** Takes one option of a command; `code` as in its table, `value` the argument or NULL. */
typedef status option_taker(void *context, int code, const char *value, err *e);
/** All options of a command line: each goes to `take`, in order. `shorts` as getopt has it ("o:h").
 *  Afterwards `optind` is the first word that is no option. E_ARGUMENT for an unknown option (names
 *  it and the nearest known one) or one without its value; else what `take` says. */
CHECKED status options_read(int argc, char **argv, const char *command, const char *shorts,
                            const struct option *options, option_taker *take, void *context,
                            err *e);
/** The complaint for getopt's '?' at argv[optind - 1]: names the option and the nearest known one.
 *  `options` is the caller's table, `command` its name. Always E_ARGUMENT. */
status option_complain(char *const *argv, const struct option *options, const char *command,
                       err *e);

/** Everything open: the knowledge base, the model, the options of the engine. `cohort` points into
 *  this struct, which must therefore stay where it is. `cohort.outside` is left empty: see
 *  outside_calls.h. */
typedef struct input_setup {
    arena memory;
    kb *knowledge;
    pgx_model model;
    cohort_options cohort;
    genome_bed callable;
    map sex_of; /* sample -> cohort_sex; no slots without a file */
    cohort_sex sex_of_all;
} input_setup;

/** E_NOTFOUND for an unknown gene suggests near names. */
CHECKED status input_setup_open(input_setup *s, const input_options *o, err *e);
void input_setup_release(input_setup *s);
/** True when the gene (model index) was asked for. */
static inline bool input_setup_wants(const input_setup *s, size_t gene)
{
    return s->cohort.genes == NULL || s->cohort.genes[gene];
}

#endif
