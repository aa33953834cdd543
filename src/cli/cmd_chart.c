/*
 * `precis chart`. Reads one person's chart and prints the whole of it; the clock is taken here.
 */
#include "cli/cmd_chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "cli/chart_input.h"
#include "cli/options.h"
#include "report/chart_page.h"

enum { PAGE_MAX = 256 << 20, DAY_BYTES = 16 };

static const char usage[] =
    "Usage: precis chart FILE [options]\n"
    "\n"
    "What is understood of a person's chart, and what is not: medicines with the drug that each\n"
    "was taken for, values in the units that formulas use, facts, allergies. FILE is FHIR R4 JSON\n"
    "(a bundle, one resource, NDJSON) or a table (CSV, TSV: name, value, unit, date), also .gz\n"
    "and .zst; - is standard input.\n"
    "\n"
    "Options\n"
    "  --patient ID          the person to read where FILE holds several\n"
    "  --as-of DATE          the day for which ages and windows hold (default: today)\n"
    "  --lang LANG           en (default), hi or es\n"
    "  --all                 every value and name, not one screen of them\n"
    "  --json                everything as JSON (docs/schema/chart.schema.json)\n"
    "  --kb PATH             use this folder of tables or image instead of the built-in one\n"
    "  --help                this text\n"
    "\n"
    "Examples\n"
    "  precis chart examples/clinic_sheet.csv\n"
    "  precis chart bundle.json --as-of 2026-11-23 --json\n"
    "\n"
    "Exit code: 0 done, 1 the chart cannot be read, 2 wrong usage.\n";

typedef struct chart_arguments {
    chart_options chart;
    const char *kb_path;
    kb_language language;
    bool json, all, help;
} chart_arguments;

static status take(void *context, int code, const char *value, err *e)
{
    chart_arguments *args = context;
    switch (code) {
    case 'p': args->chart.patient = value; return OK;
    case 'a': args->chart.as_of = value; return OK;
    case 'k': args->kb_path = value; return OK;
    case 'j': args->json = true; return OK;
    case 'A': args->all = true; return OK;
    case 'h': args->help = true; return OK;
    default: break; /* 'l' */
    }
    if (kb_language_find(str_of(value), &args->language)) return OK;
    FAIL(e, E_ARGUMENT, "--lang takes en, hi or es, not '%s'", value);
}

static status parse(int argc, char **argv, chart_arguments *args, err *e)
{
    static const struct option options[] = {
        {"patient", required_argument, NULL, 'p'}, {"as-of", required_argument, NULL, 'a'},
        {"lang", required_argument, NULL, 'l'},    {"kb", required_argument, NULL, 'k'},
        {"all", no_argument, NULL, 'A'},           {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    *args = (chart_arguments){.language = KB_ENGLISH};
    TRY(options_read(argc, argv, "chart", "h", options, take, args, e));
    if (args->help) return OK;
    if (argc - optind > 1) {
        FAIL(e, E_ARGUMENT,
             "one FILE was expected; the parts of an export: cat FILES | precis "
             "chart -");
    }
    if (argc - optind != 1) FAIL(e, E_ARGUMENT, "one FILE was expected; see 'precis chart --help'");
    args->chart.path = argv[optind];
    return OK;
}

/** Today in UTC; SOURCE_DATE_EPOCH (seconds) in place of the clock makes outputs repeatable. */
static void take_day(char day[DAY_BYTES])
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    time_t now = time(NULL);
    struct tm utc;
    if (fixed != NULL && str_to_i64(str_of(fixed), &seconds)) now = (time_t)seconds;
    if (gmtime_r(&now, &utc) == NULL || strftime(day, DAY_BYTES, "%Y-%m-%d", &utc) == 0) {
        day[0] = '\0';
    }
}

static status make_page(const chart_arguments *args, const kb *k, arena *a, buf *page, err *e)
{
    AUTO(chart_input_release) chart_input in = {.chart = NULL};
    kb_drug_list drugs;
    kb_wording words;
    char day[DAY_BYTES];
    uint64_t refused = base_alloc_refused();
    take_day(day);
    TRY(kb_drugs_open(k, a, &drugs, e));
    TRY(kb_wording_open(k, a, &words, e));
    TRY(chart_input_open(&in, &args->chart, k, &drugs, day, e));
    chart_page p = {.words = {&words, args->language, false},
                    .drugs = &drugs,
                    .chart = in.chart,
                    .who = &in.who,
                    .file = str_of(args->chart.path),
                    .all = args->all};
    if (args->json) {
        chart_page_json(&p, true, page);
    } else {
        TRY(chart_page_text(&p, a, page, e));
    }
    /* a page that lost a text because memory ran out is no page */
    if (base_alloc_refused() != refused) page->failed = E_MEMORY;
    return outfile_print(page, e);
}

static void close_kb(kb **k)
{
    kb_close(*k);
}

int cmd_chart(int argc, char **argv)
{
    err e = {0};
    chart_arguments args;
    AUTO(close_kb) kb *k = NULL;
    AUTO(arena_release) arena a = {0};
    AUTO(buf_release) buf page;
    buf_init(&page, PAGE_MAX);
    status s = parse(argc, argv, &args, &e);
    if (s == OK && args.help) {
        (void)fputs(usage, stdout);
        return EXIT_DONE;
    }
    if (s == OK) s = kb_open_tables(args.kb_path, &k, &e);
    if (s == OK) s = make_page(&args, k, &a, &page, &e);
    if (s == OK) return EXIT_DONE;
    (void)fprintf(stderr, "precis chart: %s\n", e.text);
    return e.code == E_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}
