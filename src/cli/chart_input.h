/*
 * The chart that a command was given: read into the person that advice and formulas ask about,
 * together with the medicines of --meds. Knows files and options, decides nothing medical.
 */
#ifndef PRECIS_CLI_CHART_INPUT_H
#define PRECIS_CLI_CHART_INPUT_H

#include "chart/chart_read.h"
#include "kb/drug.h"

/** As typed. */
typedef struct chart_options {
    const char *path;    /**< NULL: no chart */
    const char *patient; /**< NULL: the only one of the file */
    const char *as_of;   /**< "2024-05-31"; NULL: the day of the clock */
} chart_options;

typedef struct chart_input {
    arena memory; /**< of the codes and the person */
    kb_chart_codes codes;
    chart *chart; /**< NULL: none was given */
    person who;
} chart_input;

/** Reads the chart, if one was asked for. `today`: "2026-11-23…", the day where none was typed.
 *  `in` is zeroed and stays where it is; chart_input_release frees it also after a failure. Errors
 *  of chart_read_file; E_ARGUMENT (a day that is none; --patient or --as-of without --chart). */
CHECKED status chart_input_open(chart_input *in, const chart_options *o, const kb *k,
                                const kb_drug_list *drugs, const char *today, err *e);
void chart_input_release(chart_input *in);

#endif
