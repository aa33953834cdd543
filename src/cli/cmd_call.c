/*
 * `precis call`. Parses arguments, lets each input be read and called, writes what came of it. No
 * medical logic; which input fails and what then remains is decided here.
 */
#include "cli/cmd_call.h"

#include <stdio.h>
#include <string.h>

#include "cli/call_inputs.h"
#include "cli/call_output.h"
#include "cli/progress.h"
#include "genome/build.h"

static const char usage_head[] =
    "Usage: precis call FILE... [options]\n"
    "\n"
    "Says for every pharmacogene and sample which diplotypes are possible, how sure that is, and\n"
    "which phenotype follows. FILE: VCF, VCF.gz, BCF, gVCF, 23andMe or AncestryDNA text, GRCh37\n"
    "or GRCh38, '-' = standard input. Several files are answered each on its own.\n"
    "\n"
    "Output\n"
    "  --format F,...        table (for people, the default), tsv, json, ndjson\n"
    "  -o, --output PATH     a file instead of standard output; PATH.gz is written as BGZF;\n"
    "                        several formats: PATH.tsv, PATH.json, PATH.ndjson, PATH.txt\n"
    "  -h, --help            this text\n"
    "\n";

static const char usage_tail[] =
    "\n"
    "Examples\n"
    "  precis call person.vcf.gz\n"
    "  precis call cohort.bcf --gene CYP2C19,CYP2C9 --format tsv -o calls.tsv.gz\n"
    "  precis call chr*.vcf.gz --join --sample NA12878 --format json\n"
    "  precis call person.vcf.gz --outside hla.tsv --format tsv,json -o person\n"
    "\n"
    "Exit code: 0 everything answered; 1 nothing answered; 2 wrong usage; 3 answered in part.\n"
    "What was left out has a line on standard error. A file appears under its name only when it\n"
    "is complete.\n";

typedef struct call_arguments {
    input_options input;
    const char *output;
    unsigned formats;
    bool help;
    const char *const *paths;
    size_t path_count;
} call_arguments;

typedef struct call_run {
    const call_arguments *args;
    input_setup setup;
    outside_calls outside;
    bool *outside_used; /* by person of `outside` */
    call_output output;
    kb_wording wording;
    catalogue words; /* of the table's notes */
    size_t answered, failed, left_out;
} call_run;

/* ---- arguments ---- */

static status take(void *context, int code, const char *value, err *e)
{
    call_arguments *args = context;
    switch (code) {
    case 'h': args->help = true; return OK;
    case 'o': args->output = value; return OK;
    case 'f': return call_formats_parse(value, &args->formats, e);
    default: return input_option_take(&args->input, code, value, e);
    }
}

static status parse(int argc, char **argv, call_arguments *args, err *e)
{
    static const struct option options[] = {INPUT_OPTIONS,
                                            {"format", required_argument, NULL, 'f'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    *args = (call_arguments){.output = "-", .formats = FORMAT_TABLE};
    input_options_init(&args->input);
    TRY(options_read(argc, argv, "call", "o:h", options, take, args, e));
    args->paths = (const char *const *)(argv + optind);
    args->path_count = (size_t)(argc - optind);
    return args->help ? OK : input_options_check(&args->input, e);
}

static status check_arguments(const call_arguments *args, err *e)
{
    size_t from_stdin = 0;
    if (args->path_count == 0) FAIL(e, E_ARGUMENT, "which file? See 'precis call --help'");
    for (size_t i = 0; i < args->path_count; i++) from_stdin += strcmp(args->paths[i], "-") == 0;
    if (from_stdin > 1) FAIL(e, E_ARGUMENT, "standard input can be read once only");
    return OK;
}

/* ---- saying ---- */

static void say(const char *text)
{
    progress_end();
    (void)fprintf(stderr, "precis call: %s\n", text);
}

static int exit_code_of(const err *e)
{
    return e->code == E_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}

static void say_notes(const str *notes, size_t count)
{
    /* the first is how the build was found: worth a field of the JSON, not a line */
    for (size_t i = 1; i < count; i++) {
        progress_end();
        (void)fprintf(stderr, "precis call: note: %.*s\n", STR_ARG(notes[i]));
    }
}

/* ---- outside calls ---- */

static status open_outside(call_run *r, size_t inputs, err *e)
{
    const char *path = r->args->input.outside;
    if (path == NULL) return OK;
    TRY(outside_calls_read(path, &r->setup.model, &r->setup.memory, &r->outside, e));
    if (!r->outside.by_sample && inputs > 1) {
        FAIL(e, E_ARGUMENT, "%s has no column 'sample': it fits one person, not %zu files", path,
             inputs);
    }
    r->outside_used = ARENA_ARRAY(&r->setup.memory, bool, r->outside.people_count + 1);
    TRY_MEM(e, r->outside_used);
    for (size_t i = 0; i < r->outside.remark_count; i++) {
        progress_end();
        (void)fprintf(stderr, "precis call: %.*s\n", STR_ARG(r->outside.remarks[i]));
        r->left_out++;
    }
    return OK;
}

static status match_outside(call_run *r, const str *samples, size_t count, err *e)
{
    const outside_calls *calls = &r->outside;
    if (r->args->input.outside == NULL) return OK;
    if (!calls->by_sample && count > 1) {
        FAIL(e, E_ARGUMENT,
             "%s has no column 'sample': it fits one person, the input has %zu; use --sample",
             r->args->input.outside, count);
    }
    for (size_t i = 0; i < count && calls->by_sample; i++) {
        uint32_t at = map_get(&calls->index, samples[i]);
        if (at != MAP_NONE) r->outside_used[at] = true;
    }
    return OK;
}

static void say_unused_outside(call_run *r)
{
    const outside_calls *calls = &r->outside;
    /* with chosen samples, lines about others are no mistake */
    bool chosen = r->setup.cohort.read.sample_count > 0;
    for (size_t i = 0; i < calls->people_count && calls->by_sample && !chosen; i++) {
        if (r->outside_used[i]) continue;
        r->left_out++;
        (void)fprintf(stderr, "precis call: %s: sample '%.*s' is in no input\n",
                      r->args->input.outside, STR_ARG(calls->people[i].sample));
    }
}

/* ---- one input ---- */

static void free_cohort(cohort **c)
{
    cohort_free(*c);
}

static void announce(const char *path)
{
    char text[100];
    if (strcmp(path, "-") == 0) path = "standard input";
    (void)snprintf(text, sizeof text, "reading %s", path);
    progress_begin(text);
}

/* One file, or parts of the same people. A failure of reading is the input's; `*fatal` tells one
 * that ends the work (output, memory, usage). */
static status answer(call_run *r, const char *const *paths, size_t count,
                     const cohort_options *options, bool *fatal, err *e)
{
    AUTO(free_cohort) cohort *c = NULL;
    size_t people, notes;
    announce(paths[0]);
    *fatal = false;
    TRY(cohort_read(paths, count, &r->setup.model, options, &c, e));
    *fatal = true;
    const str *samples = cohort_samples(c, &people);
    TRY(match_outside(r, samples, people, e));
    const str *said = cohort_notes(c, &notes);
    say_notes(said, notes);
    const call_origin origin = {.files = paths,
                                .file_count = count,
                                .build = genome_build_name(cohort_build(c)),
                                .notes = said,
                                .note_count = notes,
                                .knowledge = kb_version(r->setup.knowledge, "pgx_release"),
                                .checksum = kb_checksum(r->setup.knowledge),
                                .mode = r->args->input.compatible ? "compatible" : "default"};
    const outside_calls *calls = r->args->input.outside == NULL ? NULL : &r->outside;
    return call_output_people(&r->output, c, &r->setup, calls, &origin, e);
}

static status answer_input(call_run *r, const char *const *paths, size_t count,
                           const cohort_options *options, err *e)
{
    bool fatal;
    status s = answer(r, paths, count, options, &fatal, e);
    progress_end();
    if (s == OK) {
        r->answered++;
        return OK;
    }
    if (fatal) return s;
    say(e->text);
    r->failed++;
    return OK;
}

static status answer_each(call_run *r, err *e)
{
    size_t count = r->args->path_count;
    call_input *inputs = ARENA_ARRAY(&r->setup.memory, call_input, count);
    TRY_MEM(e, inputs);
    TRY(call_inputs_scan(r->args->paths, count, &r->setup.cohort.read, &r->setup.memory, inputs,
                         e));
    for (size_t i = 0; i < count; i++) {
        if (inputs[i].skip) continue;
        cohort_options options = r->setup.cohort;
        options.read.samples = inputs[i].samples;
        options.read.sample_count = inputs[i].sample_count;
        TRY(answer_input(r, &r->args->paths[i], 1, &options, e));
    }
    return OK;
}

/* ---- the command ---- */

static status open_words(call_run *r, err *e)
{
    if (!call_output_needs_words(&r->output)) return OK;
    TRY(kb_wording_open(r->setup.knowledge, &r->setup.memory, &r->wording, e));
    r->words = (catalogue){&r->wording, KB_ENGLISH, false};
    call_output_use_words(&r->output, &r->words);
    return OK;
}

static status run(call_run *r, err *e)
{
    const call_arguments *args = r->args;
    bool joined = args->input.join || args->path_count == 1;
    TRY(check_arguments(args, e));
    TRY(input_setup_open(&r->setup, &args->input, e));
    r->setup.cohort.call.details = (args->formats & ~(unsigned)FORMAT_TSV) != 0;
    TRY(open_outside(r, joined ? 1 : args->path_count, e));
    TRY(call_output_open(&r->output, args->formats, args->output, e));
    TRY(open_words(r, e));
    TRY(joined ? answer_input(r, args->paths, args->path_count, &r->setup.cohort, e)
               : answer_each(r, e));
    if (r->answered == 0) return OK;
    say_unused_outside(r);
    return call_output_commit(&r->output, e);
}

static void release(call_run *r)
{
    progress_end();
    call_output_discard(&r->output);
    input_setup_release(&r->setup);
}

int cmd_call(int argc, char **argv)
{
    err e = {0};
    call_arguments args;
    if (parse(argc, argv, &args, &e) != OK) {
        say(e.text);
        return exit_code_of(&e);
    }
    if (args.help) {
        (void)printf("%s%s%s", usage_head, input_options_help, usage_tail);
        return EXIT_DONE;
    }
    AUTO(release) call_run r = {.args = &args};
    if (run(&r, &e) != OK) {
        say(e.text);
        return exit_code_of(&e);
    }
    if (r.answered == 0) return EXIT_FAILED;
    return r.failed + r.left_out > 0 ? EXIT_PARTIAL : EXIT_DONE;
}
