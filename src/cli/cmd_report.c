/*
 * `precis report`. Parses arguments, has each person advised, writes each asked format to its
 * place.
 */
#include "cli/cmd_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/advise.h"
#include "cli/people_pool.h"
#include "cli/progress.h"
#include "report/report_escape.h"

enum { PAGE_MAX = 256 << 20, PATH_BYTES_MAX = 4096 };
/* What is kept from one person for the next: for all threads together, and for one. */
enum { KEPT_BYTES_ALL = 256 << 20, KEPT_BYTES_MAX = 64 << 20 };

typedef enum report_format { AS_TEXT = 1, AS_JSON = 2, AS_HTML = 4, AS_FHIR = 8 } report_format;

static const struct {
    const char *name, *ending;
    report_format bit;
} formats[] = {{"text", ".txt", AS_TEXT},
               {"json", ".json", AS_JSON},
               {"html", ".html", AS_HTML},
               {"fhir", ".fhir.json", AS_FHIR}};
enum { FORMATS = sizeof formats / sizeof formats[0] };

static const char usage_head[] =
    "Usage: precis report [FILE] [options]\n"
    "\n"
    "Which treatments fit this person's genes, at which dose, and why. FILE: as for 'precis "
    "call'.\n"
    "Without FILE the calls of --outside are the findings; with --chart alone, what the chart "
    "supports.\n"
    "\n"
    "Output\n"
    "  --format F,...        text (the default), html, json, fhir\n"
    "  -o, --output PLACE    a file (one person, one format), a folder (SAMPLE.html …), or '-' =\n"
    "                        standard output (one format; JSON of many people: one a line)\n"
    "  --detail D            JSON: standard (the default) or full: every candidate of every gene,\n"
    "                        every possible rule with all its words\n"
    "  -h, --help            this text\n"
    "\n";

static const char usage_tail[] =
    "\n"
    "Examples\n"
    "  precis report person.vcf.gz --drugs \"clopidogrel, codeine\"\n"
    "  precis report person.vcf.gz --outside hla.tsv --meds meds.tsv --format html,json,fhir -o "
    "out\n"
    "  precis report person.vcf.gz --chart patient.json --format html -o page.html\n"
    "  precis report --chart patient.csv\n"
    "  precis report person.vcf.gz --audience patient --lang hi --format html -o page.html\n"
    "\n"
    "Exit code: 0 done, 1 failed, 2 wrong usage, 3 done but a name or a line could not be used "
    "(each\n"
    "has a line on standard error). A file appears under its name only when it is complete.\n";

typedef struct report_arguments {
    advise_options advise;
    const char *output;
    unsigned formats;
    bool full; /* JSON in full detail */
    bool help;
} report_arguments;

static status parse_formats(const char *list, unsigned *bits, err *e)
{
    str part, rest = str_of(list);
    *bits = 0;
    while (str_next(&rest, ',', &part)) {
        size_t i = 0;
        while (i < FORMATS && !str_eq(str_trim(part), str_of(formats[i].name))) i++;
        if (i == FORMATS) {
            FAIL(e, E_ARGUMENT, "--format %.*s: there is text, html, json, fhir", STR_ARG(part));
        }
        *bits |= (unsigned)formats[i].bit;
    }
    return OK;
}

static status parse_detail(const char *word, bool *full, err *e)
{
    *full = strcmp(word, "full") == 0;
    if (*full || strcmp(word, "standard") == 0) return OK;
    FAIL(e, E_ARGUMENT, "--detail %s: there is standard, full", word);
}

static status take(void *context, int code, const char *value, err *e)
{
    report_arguments *args = context;
    switch (code) {
    case 'h': args->help = true; return OK;
    case 'o': args->output = value; return OK;
    case 'f': return parse_formats(value, &args->formats, e);
    case 'd': return parse_detail(value, &args->full, e);
    default: return advise_option_take(&args->advise, code, value, e);
    }
}

static status parse(int argc, char **argv, report_arguments *args, err *e)
{
    static const struct option options[] = {INPUT_OPTIONS,
                                            ADVISE_OPTIONS,
                                            {"format", required_argument, NULL, 'f'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"detail", required_argument, NULL, 'd'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    *args = (report_arguments){.output = "-", .formats = AS_TEXT};
    advise_options_init(&args->advise);
    TRY(options_read(argc, argv, "report", "o:h", options, take, args, e));
    args->advise.paths = (const char *const *)(argv + optind);
    args->advise.path_count = (size_t)(argc - optind);
    return args->help ? OK : input_options_check(&args->advise.input, e);
}

/* ---- places ---- */

typedef struct places {
    const report_arguments *args;
    bool folder, single; /* a folder; or one file or standard output */
    outfile shared;      /* standard output, kept open over all people */
} places;

static bool one_format(unsigned bits)
{
    return (bits & (bits - 1)) == 0;
}

static status places_open(places *p, const report_arguments *args, size_t people, err *e)
{
    bool to_stdout = strcmp(args->output, "-") == 0;
    *p = (places){.args = args, .shared.fd = -1};
    p->single =
        to_stdout || (one_format(args->formats) && people == 1 && !file_is_directory(args->output));
    if (to_stdout && !one_format(args->formats)) {
        FAIL(e, E_ARGUMENT, "several formats need -o FOLDER");
    }
    if (to_stdout && people > 1 && args->formats != AS_JSON && args->formats != AS_TEXT) {
        FAIL(e, E_ARGUMENT, "%zu people: use -o FOLDER or --sample NAME", people);
    }
    if (to_stdout) return outfile_open(&p->shared, "-", e);
    if (p->single) return OK;
    p->folder = true;
    if (mkdir(args->output, 0777) != 0 && (errno != EEXIST || !file_is_directory(args->output))) {
        FAIL(e, E_IO, "%s: %s", args->output, strerror(errno));
    }
    return OK;
}

static status write_page(const places *p, str sample, size_t format, const buf *page, err *e)
{
    AUTO(outfile_discard) outfile own = {.fd = -1};
    AUTO(buf_release) buf path;
    buf_init(&path, PATH_BYTES_MAX);
    buf_put_text(&path, p->args->output);
    if (p->folder) {
        buf_put_c(&path, '/');
        report_put_file_name(&path, sample);
        buf_put_text(&path, formats[format].ending);
    }
    buf_put_c(&path, '\0');
    TRY(buf_status(&path, e));
    TRY(outfile_open(&own, path.p, e));
    TRY(outfile_write(&own, buf_str(page), e));
    return outfile_commit(&own, e);
}

/* A page that lost a text because memory ran out is no page. */
static void render(const report *r, report_format format, bool colour, buf *page)
{
    uint64_t refused = base_alloc_refused();
    switch (format) {
    case AS_TEXT: report_text(r, colour, page); break;
    case AS_JSON: report_json(r, page); break;
    case AS_HTML: report_html(r, page); break;
    case AS_FHIR: report_fhir(r, page); break;
    }
    if (base_alloc_refused() != refused) page->failed = E_MEMORY;
}

/* The report lists what was not understood of a chart; here only what was typed or is in --meds. */
static bool is_of_chart(const report *r, const advice_stranger *s)
{
    for (size_t i = 0; s->taken && r->has_chart && i < r->who->medicine_count; i++) {
        const person_medicine *m = &r->who->medicines[i];
        if (m->from.n > 0 && str_eq(m->name, s->written)) return true;
    }
    return false;
}

static void say_strangers(const report *r, size_t *left_out)
{
    for (size_t i = 0; i < r->advice->stranger_count; i++) {
        const advice_stranger *s = &r->advice->strangers[i];
        if (is_of_chart(r, s)) continue;
        err e; /* makes the name printable */
        (void)err_set(&e, E_NOTFOUND, "the drug '%.*s' is unknown%s%.*s%s", STR_ARG(s->written),
                      s->suggestion.n > 0 ? "; did you mean '" : "", STR_ARG(s->suggestion),
                      s->suggestion.n > 0 ? "'?" : "");
        progress_end();
        (void)fprintf(stderr, "precis report: %s\n", e.text);
        (*left_out)++;
    }
}

/* ---- people ---- */

/* What one thread works with. */
typedef struct desk {
    arena memory;
    buf page;
    buf pages; /* for standard output: complete pages that wait for their turn */
    advise_kept kept;
    bool has_kept;
} desk;

typedef struct office {
    advise *x;
    const report_arguments *args;
    places places;
    bool colour, to_stdout;
    size_t desk_count;
    desk *desks;
} office;

static status make_person(office *o, desk *d, size_t number, err *e)
{
    report r;
    arena_reset(&d->memory);
    TRY(advise_sample(o->x, number, d->has_kept ? &d->kept : NULL, &d->memory, &r, e));
    r.full = o->args->full;
    if (number == 0) say_strangers(&r, &o->x->left_out);
    for (size_t f = 0; f < FORMATS; f++) {
        if ((o->args->formats & (unsigned)formats[f].bit) == 0) continue;
        buf *page = o->to_stdout ? &d->pages : &d->page;
        if (!o->to_stdout) buf_reset(page);
        render(&r, formats[f].bit, o->colour, page);
        TRY(buf_status(page, e));
        if (!o->to_stdout) TRY(write_page(&o->places, r.findings->sample, f, page, e));
    }
    return OK;
}

static status make_people(void *context, size_t thread, size_t first, size_t end, err *e)
{
    office *o = context;
    desk *d = &o->desks[thread];
    buf_reset(&d->pages);
    for (size_t i = first; i < end; i++) TRY(make_person(o, d, i, e));
    return OK;
}

static status take_people(void *context, size_t thread, size_t first, size_t end, err *e)
{
    office *o = context;
    (void)first;
    (void)end;
    return outfile_write(&o->places.shared, buf_str(&o->desks[thread].pages), e);
}

static status open_desks(office *o, err *e)
{
    size_t people = o->x->sample_count;
    o->desk_count = people_pool_threads(o->args->advise.input.threads, people);
    o->desks = ARENA_ARRAY(&o->x->setup.memory, desk, o->desk_count);
    TRY_MEM(e, o->desks);
    size_t bytes = KEPT_BYTES_ALL / o->desk_count;
    if (bytes > KEPT_BYTES_MAX) bytes = KEPT_BYTES_MAX;
    for (size_t i = 0; i < o->desk_count; i++) {
        desk *d = &o->desks[i];
        buf_init(&d->page, PAGE_MAX);
        buf_init(&d->pages, PAGE_MAX);
        d->has_kept = people > 1;
        if (d->has_kept) TRY(advise_kept_open(o->x, bytes, &d->kept, e));
    }
    return OK;
}

static void release_desks(office *o)
{
    for (size_t i = 0; o->desks != NULL && i < o->desk_count; i++) {
        arena_release(&o->desks[i].memory);
        buf_release(&o->desks[i].page);
        buf_release(&o->desks[i].pages);
        advise_kept_release(&o->desks[i].kept);
    }
}

static status run(advise *x, const report_arguments *args, err *e)
{
    office o = {.x = x, .args = args, .to_stdout = strcmp(args->output, "-") == 0};
    TRY(advise_open(x, &args->advise, "report", true, e));
    TRY(places_open(&o.places, args, x->sample_count, e));
    o.colour = o.to_stdout && isatty(STDOUT_FILENO) != 0;
    status s = open_desks(&o, e);
    people_work work = {.count = x->sample_count,
                        .threads = o.desk_count,
                        .context = &o,
                        .make = make_people,
                        .take = take_people};
    if (s == OK) s = people_pool_run(&work, e);
    if (s == OK && o.to_stdout) s = outfile_commit(&o.places.shared, e);
    outfile_discard(&o.places.shared);
    release_desks(&o);
    return s;
}

int cmd_report(int argc, char **argv)
{
    err e = {0};
    report_arguments args;
    AUTO(advise_release) advise x = {0};
    status s = parse(argc, argv, &args, &e);
    if (s == OK && (args.help || argc < 2)) {
        (void)fprintf(args.help ? stdout : stderr, "%s%s%s%s", usage_head, advise_options_help,
                      input_options_help, usage_tail);
        return args.help ? EXIT_DONE : EXIT_USAGE;
    }
    if (s == OK) s = run(&x, &args, &e);
    if (s != OK) {
        progress_end();
        (void)fprintf(stderr, "precis report: %s\n", e.text);
        return advise_exit_code(&e);
    }
    return x.left_out > 0 ? EXIT_PARTIAL : EXIT_DONE;
}
