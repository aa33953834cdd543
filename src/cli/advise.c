/*
 * Reads the medicines file and drives cohort/ and advice/; see advise.h.
 */
#include "cli/advise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/tsv.h"
#include "base/version.h"
#include "cli/progress.h"
#include "genome/build.h"

enum { MEDS_BYTES_MAX = 4 << 20, NAMES_MAX = 2000 };

const char advise_options_help[] =
    "Treatment\n"
    "  --drugs \"A, B\"        drugs that are asked for: any name, brand or synonym\n"
    "  --meds FILE           medicines the person takes: TSV with a column medicine (or drug, "
    "name);\n"
    "                        inhibitors and inducers among them are taken into account\n"
    "  --chart FILE          the person's chart: FHIR R4 JSON or NDJSON, or a table name, value, "
    "unit, date;\n"
    "                        together with --meds all medicines count\n"
    "  --patient ID          the patient, where the chart holds several\n"
    "  --as-of DATE          the day for which age, medicines and values hold (today)\n"
    "  --lang en|hi|es       language\n"
    "  --audience WHO        clinician (the default) or patient\n"
    "\n";

void advise_options_init(advise_options *o)
{
    *o = (advise_options){.language = "en", .audience = "clinician"};
    input_options_init(&o->input);
}

status advise_option_take(advise_options *o, int code, const char *value, err *e)
{
    kb_language language;
    switch (code) {
    case ADVISE_DRUGS: o->drugs = value; return OK;
    case ADVISE_MEDS: o->meds = value; return OK;
    case ADVISE_CHART: o->chart.path = value; return OK;
    case ADVISE_PATIENT: o->chart.patient = value; return OK;
    case ADVISE_AS_OF: o->chart.as_of = value; return OK;
    case ADVISE_LANGUAGE:
        if (!kb_language_find(str_of(value), &language)) {
            FAIL(e, E_ARGUMENT, "--lang %s: there is en, hi, es", value);
        }
        o->language = value;
        return OK;
    case ADVISE_AUDIENCE:
        if (strcmp(value, "clinician") != 0 && strcmp(value, "patient") != 0) {
            FAIL(e, E_ARGUMENT, "--audience %s: there is clinician, patient", value);
        }
        o->audience = value;
        return OK;
    default: return input_option_take(&o->input, code, value, e);
    }
}

typedef struct parsing {
    advise_options *options;
    bool *help;
} parsing;

static status take(void *context, int code, const char *value, err *e)
{
    parsing *p = context;
    if (code != 'h') return advise_option_take(p->options, code, value, e);
    *p->help = true;
    return OK;
}

status advise_options_parse(int argc, char **argv, const char *command, advise_options *o,
                            bool *help, err *e)
{
    static const struct option options[] = {
        INPUT_OPTIONS, ADVISE_OPTIONS, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    parsing p = {o, help};
    advise_options_init(o);
    return options_read(argc, argv, command, "h", options, take, &p, e);
}

int advise_exit_code(const err *e)
{
    return e->code == E_ARGUMENT ? EXIT_USAGE : EXIT_FAILED;
}

/* ---- medicines and questions ---- */

static status take_asked(advise *x, err *e)
{
    str part, rest = str_of(x->options->drugs == NULL ? "" : x->options->drugs);
    str *names = ARENA_ARRAY(&x->setup.memory, str, NAMES_MAX);
    TRY_MEM(e, names);
    x->asked = names;
    while (str_next(&rest, ',', &part)) {
        part = str_trim(part);
        if (part.n == 0) continue;
        if (part.n > KB_DRUG_NAME_MAX || !str_is_utf8(part)) {
            FAIL(e, E_ARGUMENT, "--drugs: '%.*s' is no drug name", STR_ARG(part));
        }
        if (x->asked_count == NAMES_MAX) FAIL(e, E_ARGUMENT, "--drugs: over %d names", NAMES_MAX);
        names[x->asked_count++] = part;
    }
    if (x->options->drugs != NULL && x->asked_count == 0) {
        FAIL(e, E_ARGUMENT, "--drugs: no drug is named");
    }
    return OK;
}

static status meds_column(const tsv *t, size_t *column, err *e)
{
    static const char *const names[] = {"medicine", "drug", "name"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        *column = tsv_find(t, names[i]);
        if (*column != TSV_COLUMNS_MAX) return OK;
    }
    FAIL(e, E_SYNTAX, "%s: a column 'medicine' (or 'drug', 'name') is needed", t->name);
}

static status take_meds(advise *x, err *e)
{
    AUTO(buf_release) buf raw;
    tsv t;
    size_t column;
    bool more;
    buf_init(&raw, MEDS_BYTES_MAX);
    if (x->options->meds == NULL) return OK;
    TRY(file_read(x->options->meds, &raw, e));
    str text = str_copy(&x->setup.memory, buf_str(&raw));
    TRY_MEM(e, text.p);
    TRY(tsv_open(&t, x->options->meds, text, e));
    TRY(meds_column(&t, &column, e));
    size_t of_chart = x->who.medicine_count;
    person_medicine *list = ARENA_ARRAY(&x->setup.memory, person_medicine, of_chart + NAMES_MAX);
    TRY_MEM(e, list);
    if (of_chart > 0) memcpy(list, x->who.medicines, of_chart * sizeof *list);
    TRY(tsv_next(&t, &more, e));
    while (more) {
        str name = str_trim(t.field[column]);
        if (name.n > KB_DRUG_NAME_MAX) FAIL(e, E_LIMIT, "%s:%zu: name too long", t.name, t.line);
        if (x->who.medicine_count - of_chart == NAMES_MAX) {
            FAIL(e, E_LIMIT, "%s: over %d rows", t.name, NAMES_MAX);
        }
        const kb_drug *known = kb_drug_find(advice_drugs(x->engine), name, NULL);
        if (name.n > 0) {
            list[x->who.medicine_count++] =
                (person_medicine){.name = name,
                                  .drug = known == NULL ? (str){NULL, 0} : known->name,
                                  .match = known == NULL ? PERSON_MATCH_NONE : PERSON_MATCH_NAME,
                                  .dose_mg_per_day = (double)NAN};
        }
        TRY(tsv_next(&t, &more, e));
    }
    x->who.medicines = list;
    x->who.medicines_known = x->chart.chart == NULL || x->who.medicines_known;
    x->has_person = true;
    if (x->chart.chart == NULL) return OK;
    const char *remark = arena_printf(
        &x->setup.memory, "medicines: %zu of %s and %zu of %s count together", of_chart,
        x->options->chart.path, x->who.medicine_count - of_chart, x->options->meds);
    TRY_MEM(e, remark);
    x->joined = str_of(remark);
    return OK;
}

/* ---- chart ---- */

static status list_files(advise *x, err *e)
{
    const advise_options *o = x->options;
    const char **files = ARENA_ARRAY(&x->setup.memory, const char *, o->path_count + 1);
    TRY_MEM(e, files);
    for (size_t i = 0; i < o->path_count; i++) files[x->file_count++] = o->paths[i];
    if (o->chart.path != NULL) files[x->file_count++] = o->chart.path;
    x->files = files;
    return OK;
}

static status take_chart(advise *x, err *e)
{
    const kb *k = x->setup.knowledge;
    TRY(chart_input_open(&x->chart, &x->options->chart, k, advice_drugs(x->engine), x->date, e));
    if (x->chart.chart == NULL) return OK;
    x->who = x->chart.who;
    x->has_person = true;
    return assess_open(k, x->engine, &x->setup.memory, &x->assess, e);
}

/* ---- genomes ---- */

static status open_outside(advise *x, const char *command, err *e)
{
    const char *path = x->options->input.outside;
    if (path == NULL) return OK;
    TRY(outside_calls_read(path, &x->setup.model, &x->setup.memory, &x->outside, e));
    x->has_outside = true;
    for (size_t i = 0; i < x->outside.remark_count; i++) {
        progress_end();
        (void)fprintf(stderr, "precis %s: %.*s\n", command, STR_ARG(x->outside.remarks[i]));
        x->left_out++;
    }
    return OK;
}

static status samples_of_outside(advise *x, err *e)
{
    str *names = ARENA_ARRAY(&x->setup.memory, str, x->outside.people_count + 1);
    TRY_MEM(e, names);
    for (size_t i = 0; i < x->outside.people_count; i++) {
        names[i] = x->outside.by_sample ? x->outside.people[i].sample : STR("person");
    }
    x->samples = names;
    x->sample_count = x->outside.people_count;
    return OK;
}

/* The chart alone: one person, by the name that the chart has. */
static status sample_of_chart(advise *x, err *e)
{
    str *name = ARENA_NEW(&x->setup.memory, str);
    TRY_MEM(e, name);
    *name = x->who.id.n > 0 ? x->who.id : STR("person");
    x->samples = name;
    x->sample_count = 1;
    return OK;
}

/** The sex that the chart states without contradiction. */
static cohort_sex sex_of_chart(const advise *x)
{
    for (size_t i = 0; x->chart.chart != NULL && i < x->who.fact_count; i++) {
        const person_fact *f = &x->who.facts[i];
        if (!str_eq(f->name, STR("sex"))) continue;
        if (str_eq(f->text, STR("male"))) return SEX_MALE;
        if (str_eq(f->text, STR("female"))) return SEX_FEMALE;
    }
    return SEX_UNKNOWN;
}

static cohort_sex sex_as_charted(void *context, str sample)
{
    (void)sample; /* a chart is one person's */
    return sex_of_chart(context);
}

/** --sex and the chart speak of one person. */
static status check_sex(const advise *x, err *e)
{
    static const char *const names[] = {"unknown", "female", "male"};
    cohort_sex charted = sex_of_chart(x);
    if (x->options->input.sex == NULL || charted == SEX_UNKNOWN) return OK;
    for (size_t i = 0; i < x->sample_count; i++) {
        cohort_sex said = x->setup.cohort.sex_of(x->setup.cohort.sex_context, x->samples[i]);
        if (said == SEX_UNKNOWN || said == charted) continue;
        FAIL(e, E_ARGUMENT, "--sex gives %s, the chart %s gives %s", names[said],
             x->options->chart.path, names[charted]);
    }
    return OK;
}

/** Without --sex the chart's is the sample's, unless the genotypes of X say otherwise: then they
 * are left as they are, for advice/assess to find the contradiction. */
static status read_variants(advise *x, err *e)
{
    const advise_options *o = x->options;
    cohort_options *c = &x->setup.cohort;
    bool charted = o->input.sex == NULL && sex_of_chart(x) != SEX_UNKNOWN;
    if (charted) {
        c->sex_of = sex_as_charted;
        c->sex_context = x;
    }
    TRY(cohort_read(o->paths, o->path_count, &x->setup.model, c, &x->cohort, e));
    if (!charted || !cohort_has_sex_clash(x->cohort)) return OK;
    cohort_free(x->cohort);
    x->cohort = NULL;
    c->sex_of = NULL;
    return cohort_read(o->paths, o->path_count, &x->setup.model, c, &x->cohort, e);
}

static status read_genomes(advise *x, const char *command, err *e)
{
    const advise_options *o = x->options;
    if (o->path_count == 0 && (o->input.samples != NULL || o->input.samples_file != NULL)) {
        FAIL(e, E_ARGUMENT, "--sample chooses people of a variant FILE, and none is given");
    }
    if (o->path_count == 0) {
        if (x->has_outside) return samples_of_outside(x, e);
        if (x->chart.chart != NULL) return sample_of_chart(x, e);
        FAIL(e, E_ARGUMENT, "a variant FILE, --outside CALLS or --chart FILE is needed");
    }
    if (o->path_count > 1 && !o->input.join) {
        FAIL(e, E_ARGUMENT, "one FILE at a time (--join for parts of the same people)");
    }
    progress_begin(command);
    status s = read_variants(x, e);
    progress_end();
    TRY(s);
    x->samples = cohort_samples(x->cohort, &x->sample_count);
    if (x->sample_count == 0) FAIL(e, E_NOTFOUND, "%s: there is no sample", o->paths[0]);
    if (x->has_outside && !x->outside.by_sample && x->sample_count > 1) {
        FAIL(e, E_ARGUMENT, "%s has no column 'sample' and the input %zu people; use --sample",
             o->input.outside, x->sample_count);
    }
    return OK;
}

/* The clock; SOURCE_DATE_EPOCH (seconds) in its place makes outputs repeatable. */
static void take_date(char *text, size_t size)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    time_t now = time(NULL);
    struct tm utc;
    if (fixed != NULL && str_to_i64(str_of(fixed), &seconds)) now = (time_t)seconds;
    if (gmtime_r(&now, &utc) == NULL || strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
        text[0] = '\0';
    }
}

status advise_open(advise *x, const advise_options *o, const char *command, bool genomes, err *e)
{
    kb_language language = KB_ENGLISH;
    (void)kb_language_find(str_of(o->language), &language);
    x->options = o;
    (void)pthread_mutex_init(&x->calling, NULL);
    TRY(input_setup_open(&x->setup, &o->input, e));
    x->setup.cohort.call.details = true;
    TRY(kb_wording_open(x->setup.knowledge, &x->setup.memory, &x->wording, e));
    x->words = (catalogue){&x->wording, language, strcmp(o->audience, "patient") == 0};
    TRY(advice_open(x->setup.knowledge, &x->setup.memory, &x->engine, e));
    take_date(x->date, sizeof x->date);
    TRY(take_asked(x, e));
    TRY(take_chart(x, e));
    TRY(take_meds(x, e));
    TRY(list_files(x, e));
    if (!genomes) return OK;
    TRY(open_outside(x, command, e));
    TRY(read_genomes(x, command, e));
    TRY(check_sex(x, e));
    if (x->chart.chart == NULL || x->sample_count <= 1) return OK;
    FAIL(e, E_ARGUMENT, "--chart is one person's and the input has %zu people; use --sample",
         x->sample_count);
}

void advise_release(advise *x)
{
    progress_end();
    cohort_free(x->cohort);
    chart_input_release(&x->chart);
    input_setup_release(&x->setup);
    if (x->options != NULL) (void)pthread_mutex_destroy(&x->calling);
}

status advise_kept_open(const advise *x, size_t bytes, advise_kept *k, err *e)
{
    *k = (advise_kept){NULL, NULL};
    TRY(advice_memo_open(x->engine, &x->who, x->asked, x->asked_count, bytes, &k->advice, e));
    return report_pieces_open(bytes, &k->pieces, e);
}

void advise_kept_release(advise_kept *k)
{
    advice_memo_free(k->advice);
    report_pieces_free(k->pieces);
    *k = (advise_kept){NULL, NULL};
}

/* ---- one person ---- */

static status call_nothing(advise *x, str sample, arena *a, finding_set *out, err *e)
{
    finding *items = ARENA_ARRAY(a, finding, x->setup.model.gene_count + 1);
    TRY_MEM(e, items);
    *out = (finding_set){.sample = sample, .items = items};
    for (size_t i = 0; i < x->setup.model.gene_count; i++) {
        if (!input_setup_wants(&x->setup, i)) continue;
        TRY(pgx_call_nothing(&x->setup.model.genes[i], &x->setup.cohort.call, a,
                             &items[out->count++], e));
    }
    return OK;
}

static status call_person(advise *x, size_t sample, arena *a, finding_set *set, err *e)
{
    if (x->cohort == NULL) return call_nothing(x, x->samples[sample], a, set, e);
    (void)pthread_mutex_lock(&x->calling);
    status s = cohort_call_sample(x->cohort, sample, a, set, e);
    (void)pthread_mutex_unlock(&x->calling);
    return s;
}

/* With a chart formulas go first; without one many people may share what was worked out before. */
static status advise_findings(advise *x, const finding_set *set, advise_kept *k, arena *a,
                              report *out, err *e)
{
    advice_set *made = ARENA_NEW(a, advice_set);
    TRY_MEM(e, made);
    out->advice = made;
    if (x->assess != NULL) {
        assessment all;
        TRY(assess_run(x->assess, set, &x->who, x->asked, x->asked_count, a, &all, e));
        out->advice = all.advice;
        out->who = all.who;
        out->scores = all.scores;
        return OK;
    }
    if (k != NULL) return advice_run_kept(k->advice, set, a, made, e);
    return advice_run(x->engine, set, &x->who, x->asked, x->asked_count, a, made, e);
}

static status add_remark(const advise *x, arena *a, report *out, err *e)
{
    if (x->joined.n == 0) return OK;
    str *notes = ARENA_ARRAY(a, str, out->note_count + 1);
    TRY_MEM(e, notes);
    for (size_t i = 0; i < out->note_count; i++) notes[i] = out->notes[i];
    notes[out->note_count++] = x->joined;
    out->notes = notes;
    return OK;
}

status advise_sample(advise *x, size_t sample, advise_kept *k, arena *a, report *out, err *e)
{
    finding_set *set = ARENA_NEW(a, finding_set);
    TRY_MEM(e, set);
    TRY(call_person(x, sample, a, set, e));
    TRY(outside_calls_replace(x->has_outside ? &x->outside : NULL, set, a, e));
    *out = (report){.findings = set,
                    .drugs = advice_drugs(x->engine),
                    .kb = x->setup.knowledge,
                    .words = x->words,
                    .version = PRECIS_VERSION,
                    .knowledge = kb_version(x->setup.knowledge, "pgx_release"),
                    .checksum = kb_checksum(x->setup.knowledge),
                    .files = x->files,
                    .file_count = x->file_count,
                    .date = x->date,
                    .pieces = k == NULL ? NULL : k->pieces};
    TRY(advise_findings(x, set, k, a, out, e));
    if (x->cohort != NULL) {
        out->build = genome_build_name(cohort_build(x->cohort));
        out->notes = cohort_notes(x->cohort, &out->note_count);
    }
    if (x->chart.chart != NULL) {
        out->has_chart = true;
        out->chart_alone = x->cohort == NULL && !x->has_outside;
        out->tallies = chart_tallies(x->chart.chart, &out->tally_count);
        out->unknowns = chart_unknowns(x->chart.chart, &out->unknown_count);
    }
    return add_remark(x, a, out, e);
}

status advise_drug_find(const advise *x, const report *r, const char *name, const advice_drug **out,
                        err *e)
{
    const kb_drug_list *list = advice_drugs(x->engine);
    const kb_drug *known = kb_drug_find(list, str_of(name), NULL);
    if (known == NULL) {
        str near = kb_drug_suggest(list, str_of(name));
        if (near.n == 0) FAIL(e, E_NOTFOUND, "the drug '%s' is unknown", name);
        FAIL(e, E_NOTFOUND, "the drug '%s' is unknown; did you mean '%.*s'?", name, STR_ARG(near));
    }
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        if (!str_eq(r->advice->drugs[i].name, known->name)) continue;
        *out = &r->advice->drugs[i];
        return OK;
    }
    FAIL(e, E_NOTFOUND, "no guideline in the knowledge base speaks of %.*s", STR_ARG(known->name));
}
