/*
 * Proof that the tables are whole. Opening a knowledge base already refuses what cannot be read
 * (a cell that names no position, two reference alleles, an unknown word); the checks here look at
 * everything else and report every failing fact, not only the first. Floors above plug in further
 * checks for their own tables with kb_check_run_list.
 */
#ifndef PRECIS_KB_CHECK_H
#define PRECIS_KB_CHECK_H

#include "kb/gene.h"

enum { KB_CHECK_LINES_MAX = 10000 };

/** One failing fact: "positions row 12: CYP2C19: REF C, window has T". */
typedef struct kb_check_failure {
    const char *check; /**< name of the check */
    const char *table;
    uint32_t row; /**< 1-based row below the header; 0 = the table as a whole */
    const char *what;
} kb_check_failure;

typedef struct kb_check_report {
    arena *memory;
    const char *current; /**< check that is running */
    kb_check_failure *list;
    size_t listed, room;
    size_t failures; /**< all, also those past KB_CHECK_LINES_MAX */
    size_t facts;    /**< facts looked at */
} kb_check_report;

typedef status kb_check_fn(const kb *k, kb_check_report *report, err *e);

typedef struct kb_check {
    const char *name;   /**< one word */
    const char *proves; /**< one line for people */
    kb_check_fn *run;
} kb_check;

void kb_check_init(kb_check_report *report, arena *memory);
/** The checks of this folder. */
const kb_check *kb_checks(size_t *count);
/** Runs some checks. A failing fact is a line of the report, not an error: E_MEMORY, or E_NOTFOUND
 *  when a table or column is missing. */
CHECKED status kb_check_run_list(const kb *k, const kb_check *checks, size_t count,
                                 kb_check_report *report, err *e);
/** Runs all checks of this folder. */
CHECKED status kb_check_run(const kb *k, kb_check_report *report, err *e);

/** Adds a failing fact (for check functions). */
CHECKED status kb_check_fail(kb_check_report *report, err *e, const char *table, uint32_t row,
                             const char *format, ...) __attribute__((format(printf, 5, 6)));
/** Row (1-based) of `table` where column gene is `gene` and `column` is `value`; 0 if none. */
uint32_t kb_check_row(const kb *k, const char *table, str gene, const char *column, str value);

/* The checks themselves, by file. */
kb_check_fn kb_check_references, kb_check_sources, kb_check_names; /* check.c */
kb_check_fn kb_check_positions, kb_check_windows, kb_check_hgvs;   /* check_sites.c */
kb_check_fn kb_check_alleles, kb_check_rules, kb_check_presence;   /* check_phenotypes.c */
kb_check_fn kb_check_texts, kb_check_worded;                       /* check_text.c */
kb_check_fn kb_check_shown;                                        /* check_shown.c */
kb_check_fn kb_check_charts;                                       /* check_chart.c */

/** True when the HGVS name (g. or m., in the window's coordinates) makes the same sequence as
 *  putting `alt` for `ref` at `pos1`; `known` false when the form is not understood. */
CHECKED status kb_hgvs_agrees(const kb_window *w, str name, uint32_t pos1, str ref, str alt,
                              bool *agrees, bool *known, err *e);

#endif
