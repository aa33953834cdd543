/*
 * Shared options: from words to the engine's options. Knows names and ranges of options and opens
 * what they name; reads no genome.
 */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "genome/bed.h"
#include "genome/text_file.h"
#include "report/kb_find.h"

enum { LIST_BYTES_MAX = 1 << 28, THREADS_MAX = 1024 };

const char input_options_help[] =
    "Who and what\n"
    "  --gene G,...          only these genes\n"
    "  --sample S,...        only these samples\n"
    "  --samples-file F      only the samples named in F, one a line\n"
    "  --sex male|female|F   sex of all samples, or a table F with columns sample and sex\n"
    "  --outside F           calls made elsewhere (gene, diplotype, phenotype, activity score;\n"
    "                        a first column 'sample' when there are several people)\n"
    "  --join                the files are parts of the same people, for example by chromosome\n"
    "\n"
    "What counts as tested\n"
    "  --absent missing|reference   what a position without a record means (missing)\n"
    "  --callable BED        absent inside these regions means reference, outside nothing counts\n"
    "  --build 37|38         genome build, when the file does not tell\n"
    "  --min-gq N  --min-dp N       genotypes below are not callable\n"
    "  --ignore-filter       take records whatever FILTER says\n"
    "\n"
    "How\n"
    "  --mode default|compatible    every answer that fits, or PharmCAT's rules\n"
    "  --all-matches         compatible: every match, not only the best score\n"
    "  --combinations        compatible: combinations and partial alleles where nothing matches\n"
    "  --cyp2d6              call CYP2D6 from the file's small variants, too\n"
    "  --kb PATH             another knowledge base: a folder of tables or an image\n"
    "  --threads N           0 = all cores (the default)\n"
    "  --no-index            read the file from end to end\n";

void input_options_init(input_options *o)
{
    *o = (input_options){.build = BUILD_UNKNOWN};
}

/* ---- one option ---- */

static status choice(const char *option, const char *value, const char *no, const char *yes,
                     bool *out, err *e)
{
    if (strcmp(value, no) != 0 && strcmp(value, yes) != 0) {
        FAIL(e, E_ARGUMENT, "--%s takes %s or %s, not '%s'", option, no, yes, value);
    }
    *out = strcmp(value, yes) == 0;
    return OK;
}

static status whole_number(const char *option, const char *value, uint32_t max, uint32_t *out,
                           err *e)
{
    uint32_t n;
    if (!str_to_u32(str_of(value), &n) || n > max) {
        FAIL(e, E_ARGUMENT, "--%s takes a number from 0 to %u, not '%s'", option, max, value);
    }
    *out = n;
    return OK;
}

static status take_build(const char *value, genome_build *out, err *e)
{
    static const struct {
        const char *name;
        genome_build build;
    } names[] = {{"37", BUILD_37},     {"38", BUILD_38},   {"GRCh37", BUILD_37},
                 {"GRCh38", BUILD_38}, {"hg19", BUILD_37}, {"hg38", BUILD_38}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!str_eq_ci(str_of(value), str_of(names[i].name))) continue;
        *out = names[i].build;
        return OK;
    }
    FAIL(e, E_ARGUMENT, "--build takes 37 or 38, not '%s'", value);
}

static status take_number(input_options *o, int code, const char *value, err *e)
{
    uint32_t n = 0;
    if (code == INPUT_MIN_GQ) {
        if (str_to_double(str_of(value), &o->min_gq) && o->min_gq >= 0) return OK;
        FAIL(e, E_ARGUMENT, "--min-gq takes a number from 0, not '%s'", value);
    }
    if (code == INPUT_MIN_DP) {
        TRY(whole_number("min-dp", value, INT32_MAX, &n, e));
        o->min_dp = (int32_t)n;
        return OK;
    }
    TRY(whole_number("threads", value, THREADS_MAX, &n, e));
    o->threads = (int)n;
    return OK;
}

static bool take_text(input_options *o, int code, const char *value)
{
    switch (code) {
    case INPUT_KB: o->kb_path = value; return true;
    case INPUT_GENE: o->genes = value; return true;
    case INPUT_SAMPLE: o->samples = value; return true;
    case INPUT_SAMPLES_FILE: o->samples_file = value; return true;
    case INPUT_OUTSIDE: o->outside = value; return true;
    case INPUT_CALLABLE: o->callable = value; return true;
    case INPUT_SEX: o->sex = value; return true;
    default: return false;
    }
}

status input_option_take(input_options *o, int code, const char *value, err *e)
{
    if (take_text(o, code, value)) return OK;
    switch (code) {
    case INPUT_ALL_MATCHES: o->all_matches = true; return OK;
    case INPUT_COMBINATIONS: o->combinations = true; return OK;
    case INPUT_CYP2D6: o->cyp2d6 = true; return OK;
    case INPUT_IGNORE_FILTER: o->ignore_filter = true; return OK;
    case INPUT_NO_INDEX: o->no_index = true; return OK;
    case INPUT_JOIN: o->join = true; return OK;
    case INPUT_MODE: return choice("mode", value, "default", "compatible", &o->compatible, e);
    case INPUT_ABSENT:
        return choice("absent", value, "missing", "reference", &o->absent_is_reference, e);
    case INPUT_BUILD: return take_build(value, &o->build, e);
    case INPUT_MIN_GQ:
    case INPUT_MIN_DP:
    case INPUT_THREADS: return take_number(o, code, value, e);
    default: FAIL(e, E_ARGUMENT, "unknown option");
    }
}

status input_options_check(const input_options *o, err *e)
{
    if (o->samples != NULL && o->samples_file != NULL) {
        FAIL(e, E_ARGUMENT, "--sample and --samples-file do not go together");
    }
    if (o->absent_is_reference && o->callable != NULL) {
        FAIL(e, E_ARGUMENT, "--absent reference and --callable do not go together");
    }
    if (!o->compatible && (o->all_matches || o->combinations)) {
        FAIL(e, E_ARGUMENT, "%s needs --mode compatible",
             o->all_matches ? "--all-matches" : "--combinations");
    }
    return OK;
}

/* How many letters of a name may be wrong for another one to be meant. */
static unsigned near_enough(size_t letters)
{
    return letters < 6 ? 1 : letters < 9 ? 2 : 3;
}

status option_complain(char *const *argv, const struct option *options, const char *command, err *e)
{
    const char *typed = argv[optind - 1];
    bool is_long = typed[0] == '-' && typed[1] == '-';
    str name = str_of(typed);
    if (is_long) name = (str){typed + 2, str_find((str){typed + 2, strlen(typed + 2)}, '=')};
    const char *near = NULL;
    unsigned most = near_enough(name.n), best = most + 1;
    for (const struct option *o = options; is_long && o->name != NULL; o++) {
        unsigned d = kb_name_distance(name, str_of(o->name), most);
        if (d == 0)
            FAIL(e, E_ARGUMENT, "--%s %s", o->name,
                 o->has_arg == no_argument ? "takes no value" : "needs a value");
        if (d >= best) continue;
        best = d;
        near = o->name;
    }
    if (near != NULL) {
        FAIL(e, E_ARGUMENT, "unknown option '%s'; did you mean --%s?", typed, near);
    }
    FAIL(e, E_ARGUMENT, "unknown option or missing value at '%s'; see 'precis %s --help'", typed,
         command);
}

status options_read(int argc, char **argv, const char *command, const char *shorts,
                    const struct option *options, option_taker *take, void *context, err *e)
{
    optind = 1;
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, shorts, options, NULL)) != -1;) {
        if (c == '?') return option_complain(argv, options, command, e);
        TRY(take(context, c, optarg, e));
    }
    return OK;
}

/* ---- opening ---- */

static status add_sample(input_setup *s, const char **names, str name, err *e)
{
    name = str_trim(name);
    if (name.n == 0) return OK;
    char *copy = arena_copy(&s->memory, name.p, name.n);
    TRY_MEM(e, copy);
    names[s->cohort.read.sample_count++] = copy;
    return OK;
}

static status read_sample_names(input_setup *s, str text, char mark, const char *from, err *e)
{
    size_t room = 1;
    for (size_t i = 0; i < text.n; i++) room += text.p[i] == mark;
    const char **names = ARENA_ARRAY(&s->memory, const char *, room);
    TRY_MEM(e, names);
    str part;
    while (str_next(&text, mark, &part)) TRY(add_sample(s, names, part, e));
    if (s->cohort.read.sample_count == 0) FAIL(e, E_ARGUMENT, "%s names no sample", from);
    s->cohort.read.samples = names;
    return OK;
}

static status choose_samples(input_setup *s, const input_options *o, err *e)
{
    if (o->samples != NULL) return read_sample_names(s, str_of(o->samples), ',', "--sample", e);
    if (o->samples_file == NULL) return OK;
    AUTO(buf_release) buf text;
    buf_init(&text, LIST_BYTES_MAX);
    TRY(genome_text_file_read(o->samples_file, &text, e));
    return read_sample_names(s, buf_str(&text), '\n', o->samples_file, e);
}

static status choose_genes(input_setup *s, const char *list, err *e)
{
    if (list == NULL) return OK;
    bool *wanted = ARENA_ARRAY(&s->memory, bool, s->model.gene_count + 1);
    TRY_MEM(e, wanted);
    str rest = str_of(list), name;
    size_t count = 0;
    while (str_next(&rest, ',', &name)) {
        const kb_gene *gene;
        if (str_trim(name).n == 0) continue;
        TRY(kb_find_gene(s->knowledge, name, &gene, e));
        wanted[gene->index] = true;
        count++;
    }
    if (count == 0) FAIL(e, E_ARGUMENT, "--gene names no gene");
    s->cohort.genes = wanted;
    return OK;
}

/* ---- sex ---- */

static bool sex_of_word(str word, cohort_sex *sex)
{
    static const struct {
        const char *word;
        cohort_sex sex;
    } words[] = {{"male", SEX_MALE},       {"m", SEX_MALE},    {"1", SEX_MALE},
                 {"female", SEX_FEMALE},   {"f", SEX_FEMALE},  {"2", SEX_FEMALE},
                 {"unknown", SEX_UNKNOWN}, {"0", SEX_UNKNOWN}, {"", SEX_UNKNOWN},
                 {".", SEX_UNKNOWN},       {"na", SEX_UNKNOWN}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_eq_ci(word, str_of(words[i].word))) continue;
        *sex = words[i].sex;
        return true;
    }
    return false;
}

static cohort_sex sex_of_sample(void *context, str sample)
{
    const input_setup *s = context;
    if (s->sex_of.slots == NULL) return s->sex_of_all;
    uint32_t found = map_get(&s->sex_of, sample);
    return found == MAP_NONE ? SEX_UNKNOWN : (cohort_sex)found;
}

/* Cuts the first two fields of a line: tab, blank or comma between. */
static void two_fields(str line, str *first, str *second)
{
    size_t at = 0;
    line = str_trim(line);
    while (at < line.n && line.p[at] != '\t' && line.p[at] != ' ' && line.p[at] != ',') at++;
    *first = (str){line.p, at};
    if (at == line.n) {
        *second = (str){line.p + at, 0};
        return;
    }
    str rest = str_trim((str){line.p + at + 1, line.n - at - 1});
    at = 0;
    while (at < rest.n && rest.p[at] != '\t' && rest.p[at] != ' ' && rest.p[at] != ',') at++;
    *second = (str){rest.p, at};
}

static status read_sex_line(input_setup *s, const char *path, size_t number, str line, err *e)
{
    str sample, word;
    cohort_sex sex;
    two_fields(line, &sample, &word);
    bool is_header = number == 1 && (str_eq_ci(word, STR("sex")) || str_eq_ci(word, STR("gender")));
    if (sample.n == 0 || sample.p[0] == '#' || is_header) return OK;
    if (!sex_of_word(word, &sex)) {
        FAIL(e, E_SYNTAX, "%s:%zu: sex is '%.*s'; male, female or unknown is needed", path, number,
             STR_ARG(word));
    }
    if (map_add(&s->sex_of, sample, (uint32_t)sex, e) == OK) return OK;
    FAIL(e, E_CONFLICT, "%s:%zu: sample '%.*s' has a line already", path, number, STR_ARG(sample));
}

static status read_sex_file(input_setup *s, const char *path, err *e)
{
    AUTO(buf_release) buf raw;
    buf_init(&raw, LIST_BYTES_MAX);
    status read = genome_text_file_read(path, &raw, e);
    if (read == E_NOTFOUND) {
        FAIL(e, E_NOTFOUND, "--sex takes male, female or a file; there is no file '%s'", path);
    }
    if (read != OK) return read;
    str text = str_copy(&s->memory, buf_str(&raw));
    TRY_MEM(e, text.p);
    size_t lines = 1;
    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    TRY(map_init(&s->sex_of, &s->memory, lines, e));
    str line;
    for (size_t number = 1; str_next(&text, '\n', &line); number++) {
        TRY(read_sex_line(s, path, number, line, e));
    }
    return OK;
}

static status choose_sex(input_setup *s, const char *sex, err *e)
{
    if (sex == NULL) return OK;
    s->cohort.sex_of = sex_of_sample;
    s->cohort.sex_context = s;
    if (strcmp(sex, "male") == 0)
        s->sex_of_all = SEX_MALE;
    else if (strcmp(sex, "female") == 0)
        s->sex_of_all = SEX_FEMALE;
    else
        return read_sex_file(s, sex, e);
    return OK;
}

/* ---- all of it ---- */

static void fill_engine_options(input_setup *s, const input_options *o)
{
    cohort_options *c = &s->cohort;
    c->read.compatible = o->compatible;
    c->read.absent_is_reference = o->absent_is_reference;
    c->read.ignore_filter = o->ignore_filter;
    c->read.min_gq = o->min_gq;
    c->read.min_dp = o->min_dp;
    c->read.build = o->build;
    c->read.source.no_index = o->no_index;
    c->read.source.threads = o->threads;
    c->call.compatible = o->compatible;
    c->call.all_matches = o->all_matches;
    c->call.combinations = o->combinations;
    c->call.optional_genes = o->cyp2d6;
    c->threads = o->threads;
}

static status open_all(input_setup *s, const input_options *o, err *e)
{
    TRY(kb_open(o->kb_path, &s->knowledge, e));
    TRY(pgx_model_build(s->knowledge, &s->memory, &s->model, e));
    fill_engine_options(s, o);
    TRY(choose_genes(s, o->genes, e));
    TRY(choose_samples(s, o, e));
    TRY(choose_sex(s, o->sex, e));
    if (o->callable == NULL) return OK;
    TRY(genome_bed_read(o->callable, &s->memory, &s->callable, NULL, e));
    s->cohort.read.callable = &s->callable;
    return OK;
}

status input_setup_open(input_setup *s, const input_options *o, err *e)
{
    *s = (input_setup){0};
    arena_init(&s->memory, 0);
    status result = open_all(s, o, e);
    if (result != OK) input_setup_release(s);
    return result;
}

void input_setup_release(input_setup *s)
{
    if (s->knowledge != NULL) kb_close(s->knowledge);
    s->knowledge = NULL;
    arena_release(&s->memory);
}
