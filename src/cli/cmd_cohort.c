/*
 * `precis cohort plan|run|merge|freq`. Parses arguments, calls one library function, prints.
 */
#include "cli/cmd_cohort.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cohort/freq.h"
#include "cohort/shard.h"
#include "cohort/text_out.h"
#include "genome/text_file.h"
#include "report/call_tsv.h"

enum { TABLE_MAX = 1 << 30, SHARD_SAMPLES = 10000, NAME_MAX_BYTES = 4096 };

static const char usage[] =
    "Usage: precis cohort COMMAND [options] FILE...\n"
    "\n"
    "  plan FILE...          how the samples are cut into shards, as a table\n"
    "  run FILE...           rows of all samples and genes as TSV, or of one shard (--shard)\n"
    "  merge SHARD...        join all shards of one run, in any order\n"
    "  freq FILE...          allele, diplotype and phenotype frequencies with 95 % intervals\n"
    "\n"
    "Several FILEs are parts of the same people, for example one a chromosome.\n"
    "\n"
    "Options\n"
    "  -o, --output PATH     where to (default: standard output); .gz = BGZF, except for a shard;\n"
    "                        run --shard into a folder: the shard names itself\n"
    "  --shard I/N           run: only part I of N (1 <= I <= N)\n"
    "  --shards N            plan: number of shards (default: one for 10,000 samples)\n"
    "  --groups FILE         freq: table of sample and group; with a header, see --group-column\n"
    "  --group-column NAME   freq: the column of FILE that holds the group\n"
    "  --help                this text\n"
    "\n";
static const char examples[] =
    "\n"
    "Examples\n"
    "  precis cohort freq cohort.bcf --groups people.tsv --group-column Population -o freq.tsv\n"
    "  precis cohort plan cohort.bcf --shards 7\n"
    "  for i in 1 2 3; do precis cohort run --shard $i/3 cohort.bcf -o shards/; done\n"
    "  precis cohort merge shards/*.tsv -o cohort.tsv.gz\n"
    "\n"
    "Exit code: 0 done, 1 something is wrong with input or output, 2 wrong usage.\n";

typedef struct cohort_arguments {
    input_options input;
    const char *output, *shard, *groups, *group_column;
    uint32_t shards; /* 0 = as many as fit the samples */
    bool help;
    const char *const *paths;
    size_t path_count;
} cohort_arguments;

enum { OPTION_SHARD = 1, OPTION_SHARDS, OPTION_GROUPS, OPTION_GROUP_COLUMN };

static status take_shards(const char *value, uint32_t *shards, err *e)
{
    if (str_to_u32(str_of(value), shards) && *shards >= 1 && *shards <= SHARDS_MAX) return OK;
    FAIL(e, E_ARGUMENT, "--shards takes 1 to %d, not '%s'", SHARDS_MAX, value);
}

static status take(void *context, int code, const char *value, err *e)
{
    cohort_arguments *args = context;
    switch (code) {
    case 'h': args->help = true; return OK;
    case 'o': args->output = value; return OK;
    case OPTION_SHARD: args->shard = value; return OK;
    case OPTION_GROUPS: args->groups = value; return OK;
    case OPTION_GROUP_COLUMN: args->group_column = value; return OK;
    case OPTION_SHARDS: return take_shards(value, &args->shards, e);
    default: return input_option_take(&args->input, code, value, e);
    }
}

static status parse(int argc, char **argv, cohort_arguments *args, err *e)
{
    static const struct option options[] = {
        INPUT_OPTIONS,
        {"output", required_argument, NULL, 'o'},
        {"shard", required_argument, NULL, OPTION_SHARD},
        {"shards", required_argument, NULL, OPTION_SHARDS},
        {"groups", required_argument, NULL, OPTION_GROUPS},
        {"group-column", required_argument, NULL, OPTION_GROUP_COLUMN},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    *args = (cohort_arguments){.output = "-"};
    input_options_init(&args->input);
    TRY(options_read(argc, argv, "cohort", "o:h", options, take, args, e));
    args->paths = (const char *const *)(argv + optind);
    args->path_count = (size_t)(argc - optind);
    return args->help ? OK : input_options_check(&args->input, e);
}

/* ---- what distinguishes a run ---- */

static uint64_t fold_text(uint64_t hash, str text)
{
    return (hash ^ str_hash(text)) * 0x9E3779B97F4A7C15u + text.n;
}

/* A word, or the content of the file that it names. */
static status fold_file(uint64_t *hash, const char *path, err *e)
{
    *hash = fold_text(*hash, str_of(path == NULL ? "" : "given"));
    if (path == NULL) return OK;
    if (!file_exists(path)) {
        *hash = fold_text(*hash, str_of(path));
        return OK;
    }
    AUTO(buf_release) buf text;
    buf_init(&text, TABLE_MAX);
    TRY(genome_text_file_read(path, &text, e));
    *hash = fold_text(*hash, buf_str(&text));
    return OK;
}

/* Of all options that can change an answer; shards made with other ones are not to be joined. */
static status options_identity(const input_options *o, uint64_t *out, err *e)
{
    char text[256];
    (void)snprintf(text, sizeof text, "%d %d %d %d %d %d %d %.17g %" PRId32, o->compatible,
                   o->all_matches, o->combinations, o->cyp2d6, o->absent_is_reference,
                   o->ignore_filter, (int)o->build, o->min_gq, o->min_dp);
    uint64_t hash = fold_text(1, str_of(text));
    hash = fold_text(hash, str_of(o->genes == NULL ? "" : o->genes));
    TRY(fold_file(&hash, o->sex, e));
    TRY(fold_file(&hash, o->callable, e));
    *out = hash;
    return OK;
}

/* ---- the sub-commands ---- */

static const cohort_row_format tsv_rows = {call_tsv_header, call_tsv_sample, call_tsv_tail};

static void free_cohort(cohort **c)
{
    cohort_free(*c);
}

static void say_notes(const cohort *c)
{
    size_t count;
    const str *notes = cohort_notes(c, &count);
    progress_end();
    for (size_t i = 1; i < count; i++) { /* the first is how the build was found */
        (void)fprintf(stderr, "precis cohort: note: %.*s\n", STR_ARG(notes[i]));
    }
}

static status write_text(const char *path, const buf *text, err *e)
{
    AUTO(text_out_discard) text_out out = {.file = {.fd = -1}};
    TRY(buf_status(text, e));
    TRY(text_out_open(&out, path, e));
    TRY(text_out_write(&out, buf_str(text), e));
    return text_out_commit(&out, e);
}

static void shard_name(shard_id id, char *name, size_t room)
{
    (void)snprintf(name, room, "shard-%05" PRIu32 "-of-%05" PRIu32 ".tsv", id.number, id.of);
}

static status run_plan(const cohort_arguments *args, const input_setup *setup, err *e)
{
    shard_input input;
    TRY(shard_input_look(args->paths, args->path_count, &setup->model, &setup->cohort.read, &input,
                         e));
    size_t n =
        args->shards != 0 ? args->shards : (input.samples + SHARD_SAMPLES - 1) / SHARD_SAMPLES;
    if (n > input.samples) n = input.samples;
    if (n > SHARDS_MAX) n = SHARDS_MAX;
    AUTO(buf_release) buf text;
    buf_init(&text, TABLE_MAX);
    buf_put_text(&text, "shard\tfirst_sample\tlast_sample\tsamples\toutput\n");
    for (size_t i = 1; i <= n; i++) {
        shard_id id = {(uint32_t)i, (uint32_t)n};
        size_t first, count;
        char name[64];
        shard_range(id, input.samples, &first, &count);
        shard_name(id, name, sizeof name);
        buf_printf(&text, "%zu/%zu\t%zu\t%zu\t%zu\t%s\n", i, n, first + 1, first + count, count,
                   name);
    }
    return write_text(args->output, &text, e);
}

static status run_whole(const cohort_arguments *args, const input_setup *setup, err *e)
{
    AUTO(free_cohort) cohort *c = NULL;
    TRY(cohort_read(args->paths, args->path_count, &setup->model, &setup->cohort, &c, e));
    say_notes(c);
    return shard_write_plain(args->output, c, &tsv_rows, e);
}

static status output_of_shard(const cohort_arguments *args, shard_id id, char *path, err *e)
{
    char name[64] = "";
    bool folder = file_is_directory(args->output);
    if (folder) shard_name(id, name, sizeof name);
    size_t n = strlen(args->output);
    bool slash = folder && n > 0 && args->output[n - 1] != '/';
    int made = snprintf(path, NAME_MAX_BYTES, "%s%s%s", args->output, slash ? "/" : "", name);
    if (made < 0 || made >= NAME_MAX_BYTES) FAIL(e, E_LIMIT, "output name is too long");
    return OK;
}

static status run_shard(const cohort_arguments *args, input_setup *setup, err *e)
{
    shard_line line = {.kb = kb_checksum(setup->knowledge)};
    shard_input input;
    char path[NAME_MAX_BYTES];
    TRY(shard_id_parse(str_of(args->shard), &line.id, e));
    TRY(output_of_shard(args, line.id, path, e));
    TRY(options_identity(&args->input, &line.options, e));
    TRY(shard_input_look(args->paths, args->path_count, &setup->model, &setup->cohort.read, &input,
                         e));
    if (line.id.of > input.samples) {
        FAIL(e, E_ARGUMENT, "%zu samples cannot be cut into %" PRIu32 " shards", input.samples,
             line.id.of);
    }
    size_t first, count;
    shard_range(line.id, input.samples, &first, &count);
    setup->cohort.first_sample = first;
    setup->cohort.sample_limit = count;
    line.samples = count;
    line.input = input.identity;
    AUTO(free_cohort) cohort *c = NULL;
    TRY(cohort_read(args->paths, args->path_count, &setup->model, &setup->cohort, &c, e));
    say_notes(c);
    return shard_write(path, c, &tsv_rows, &line, e);
}

static status run_run(const cohort_arguments *args, input_setup *setup, err *e)
{
    return args->shard == NULL ? run_whole(args, setup, e) : run_shard(args, setup, e);
}

static status run_freq(const cohort_arguments *args, input_setup *setup, err *e)
{
    AUTO(buf_release) buf table;
    buf_init(&table, TABLE_MAX);
    if (args->groups != NULL) TRY(genome_text_file_read(args->groups, &table, e));
    AUTO(free_cohort) cohort *c = NULL;
    TRY(cohort_read(args->paths, args->path_count, &setup->model, &setup->cohort, &c, e));
    say_notes(c);
    freq_groups groups;
    const char *name = args->groups == NULL ? "" : args->groups;
    TRY(freq_groups_read(name, buf_str(&table), args->group_column, c, &setup->memory, &groups, e));
    if (args->groups != NULL && groups.unlisted > 0) {
        (void)fprintf(stderr,
                      "precis cohort: note: %s: %zu sample(s) not listed; they count in 'all'\n",
                      name, groups.unlisted);
    }
    AUTO(buf_release) buf text;
    buf_init(&text, TABLE_MAX);
    TRY(freq_write(c, &groups, &text, e));
    return write_text(args->output, &text, e);
}

/* ---- choosing ---- */

static status with_setup(const cohort_arguments *args, const char *what, err *e)
{
    if (args->input.outside != NULL) {
        FAIL(e, E_ARGUMENT, "--outside belongs to one person; use 'precis call'");
    }
    AUTO(input_setup_release) input_setup setup = {0};
    TRY(input_setup_open(&setup, &args->input, e));
    char text[80];
    (void)snprintf(text, sizeof text, "cohort %s", what);
    progress_begin(text);
    if (strcmp(what, "plan") == 0) return run_plan(args, &setup, e);
    if (strcmp(what, "run") == 0) return run_run(args, &setup, e);
    return run_freq(args, &setup, e);
}

static status dispatch(const cohort_arguments *args, const char *what, err *e)
{
    bool known = strcmp(what, "plan") == 0 || strcmp(what, "run") == 0 ||
                 strcmp(what, "merge") == 0 || strcmp(what, "freq") == 0;
    if (!known) {
        FAIL(e, E_ARGUMENT, "no command 'cohort %s'; there are plan, run, merge and freq", what);
    }
    if (args->path_count == 0) {
        FAIL(e, E_ARGUMENT, "'cohort %s' needs at least one file", what);
    }
    if (args->shard != NULL && strcmp(what, "run") != 0) {
        FAIL(e, E_ARGUMENT, "--shard belongs to 'cohort run'");
    }
    if ((args->groups != NULL || args->group_column != NULL) && strcmp(what, "freq") != 0) {
        FAIL(e, E_ARGUMENT, "--groups belongs to 'cohort freq'");
    }
    if (strcmp(what, "merge") == 0) {
        return shard_merge(args->paths, args->path_count, args->output, e);
    }
    return with_setup(args, what, e);
}

static int complain(const err *e)
{
    progress_end();
    (void)fprintf(stderr, "precis cohort: %s\n", e->text);
    return e->code == E_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}

int cmd_cohort(int argc, char **argv)
{
    err e = {.code = OK};
    cohort_arguments args;
    bool is_help = argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (argc < 2) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    if (!is_help && parse(argc - 1, argv + 1, &args, &e) != OK) return complain(&e);
    if (is_help || args.help) {
        (void)printf("%s%s%s", usage, input_options_help, examples);
        return EXIT_DONE;
    }
    status s = dispatch(&args, argv[1], &e);
    progress_end();
    return s == OK ? EXIT_DONE : complain(&e);
}
