/*
 * What `report`, `drug` and `explain` share: the genomes read and called, calls made elsewhere put
 * in their place, the chart and the medicines of the person, and advice on all of it, as the
 * `report` that surfaces render. Decides nothing medical. Without a variant file the outside calls
 * alone are the findings; without those the chart stands alone.
 */
#ifndef PRECIS_CLI_ADVISE_H
#define PRECIS_CLI_ADVISE_H

#include <pthread.h>

#include "advice/advice_memo.h"
#include "advice/assess.h"
#include "cli/chart_input.h"
#include "cli/options.h"
#include "cli/outside_calls.h"
#include "report/report.h"

/** As typed; texts are borrowed from argv. */
typedef struct advise_options {
    input_options input;
    const char *drugs; /**< "clopidogrel, codeine"; NULL = none asked */
    const char *meds;  /**< TSV with a column medicine (or drug, name); NULL = not known */
    chart_options chart;
    const char *language; /**< "en" */
    const char *audience; /**< "clinician" or "patient" */
    const char *const *paths;
    size_t path_count;
} advise_options;

/* clang-format off */
enum advise_option_code { ADVISE_DRUGS = INPUT_END, ADVISE_MEDS, ADVISE_LANGUAGE, ADVISE_AUDIENCE,
                          ADVISE_CHART, ADVISE_PATIENT, ADVISE_AS_OF };
#define ADVISE_OPTIONS                                                                             \
    {"drugs", required_argument, NULL, ADVISE_DRUGS},                                              \
    {"meds", required_argument, NULL, ADVISE_MEDS},                                                \
    {"lang", required_argument, NULL, ADVISE_LANGUAGE},                                            \
    {"audience", required_argument, NULL, ADVISE_AUDIENCE},                                        \
    {"chart", required_argument, NULL, ADVISE_CHART},                                              \
    {"patient", required_argument, NULL, ADVISE_PATIENT},                                          \
    {"as-of", required_argument, NULL, ADVISE_AS_OF}
/* clang-format on */

/** The help of these options. */
extern const char advise_options_help[];

typedef struct advise {
    const advise_options *options;
    input_setup setup;
    outside_calls outside;
    bool has_outside;
    advice_engine *engine;
    kb_wording wording;
    catalogue words;
    chart_input chart;
    bool has_person;          /**< a chart or a list of medicines was given: `who` is somebody */
    person who;               /**< of the chart and --meds together */
    assess_engine *assess;    /**< NULL without a chart */
    const char *const *files; /**< everything that was read, the chart last */
    size_t file_count;
    str joined; /**< remark that medicines come from two places; may be empty */
    const str *asked;
    size_t asked_count;
    cohort *cohort; /**< NULL without a variant file */
    const str *samples;
    size_t sample_count;
    size_t left_out; /**< lines and names that could not be used; each was said */
    char date[32];
    pthread_mutex_t calling; /**< the cohort calls for one thread at a time */
} advise;

/** What one thread keeps from one person for the next: see advice_memo.h and report_pieces.h. */
typedef struct advise_kept {
    advice_memo *advice;
    report_pieces *pieces;
} advise_kept;

void advise_options_init(advise_options *o);
/** Takes one option, also those of options.h. E_ARGUMENT. */
CHECKED status advise_option_take(advise_options *o, int code, const char *value, err *e);
/** The command line of a command that has no options of its own but --help; `optind` then stands at
 *  the first name. E_ARGUMENT. */
CHECKED status advise_options_parse(int argc, char **argv, const char *command, advise_options *o,
                                    bool *help, err *e);

/** Opens everything and reads the files (`genomes` false: knowledge only). `command` is for lines
 * on standard error. `x` is zeroed and stays where it is. */
CHECKED status advise_open(advise *x, const advise_options *o, const char *command, bool genomes,
                           err *e);
void advise_release(advise *x);
/** The report of one sample; memory from `a`, from `x` and from `k`. `k` may be NULL: nothing is
 * kept for others; the report is the same. For several threads, each with its own `a` and `k`. */
CHECKED status advise_sample(advise *x, size_t sample, advise_kept *k, arena *a, report *out,
                             err *e);
/** `bytes`: of advice, and as much of text. */
CHECKED status advise_kept_open(const advise *x, size_t bytes, advise_kept *k, err *e);
void advise_kept_release(advise_kept *k);
/** The entry of a drug in the report's advice, by any of its names. E_NOTFOUND suggests a near one.
 */
CHECKED status advise_drug_find(const advise *x, const report *r, const char *name,
                                const advice_drug **out, err *e);
/** 2 for usage, else 1. */
int advise_exit_code(const err *e);

#endif
