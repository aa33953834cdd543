/*
 * `precis dose`. Formulas of the drug answer one after the other; with --dose the drug's model is
 * fitted to the levels (dose_pk.h).
 */
#include "cli/cmd_dose.h"

#include <stdio.h>

#include "base/file.h"
#include "cli/dose_pk.h"
#include "cli/score_ask.h"

enum { LIST_MAX = 1 << 20, FORMULAS_MAX = 64, TIMES_MAX = 256 };
enum dose_option_code {
    DOSE_DOSE = SCORE_OPTION_END,
    DOSE_LEVEL,
    DOSE_TARGET,
    DOSE_NEXT,
    DOSE_SVG
};

static const char usage[] =
    "Usage: precis dose DRUG name=value ... [options]\n"
    "       precis dose DRUG --help\n"
    "       precis dose --list\n"
    "\n"
    "Doses by the published formulas of a drug, each with its interval and how well it did:\n"
    "  precis dose warfarin age=67 height=\"170 cm\" weight=\"80 kg\" VKORC1=A/G CYP2C9=\"*1/*2\"\n"
    "With doses given and levels measured, a drug's model is fitted to the person:\n"
    "  precis dose vancomycin age=60 weight=\"62 kg\" crcl=\"34 mL/min\" \\\n"
    "         --dose \"1900 mg over 1 h at 0 h\" \\\n"
    "         --level \"14.8 mg/L at 12 h\" --target \"auc24 400\"\n"
    "\n"
    "  --dose TEXT           a dose given; may be repeated\n"
    "  --level TEXT          a level measured; may be repeated\n"
    "  --target TEXT         what the next dose is to reach\n"
    "  --next TEXT           when the next dose is given\n"
    "  --svg FILE            the concentration over time as a drawing\n";

typedef struct dose_asked {
    score_asked score;
    dose_pk_request pk;
    const char *doses[TIMES_MAX], *levels[TIMES_MAX];
} dose_asked;

static status take_time(const char **list, size_t *count, const char *value, err *e)
{
    if (*count == TIMES_MAX) FAIL(e, E_ARGUMENT, "more than %d doses or levels", TIMES_MAX);
    list[(*count)++] = value;
    return OK;
}

static status take(void *context, int code, const char *value, err *e)
{
    dose_asked *a = context;
    switch (code) {
    case DOSE_DOSE: return take_time(a->doses, &a->pk.dose_count, value, e);
    case DOSE_LEVEL: return take_time(a->levels, &a->pk.level_count, value, e);
    case DOSE_TARGET: a->pk.target = value; return OK;
    case DOSE_NEXT: a->pk.next = value; return OK;
    case DOSE_SVG: a->pk.svg = value; return OK;
    default: return score_asked_option(&a->score, code == 'h' ? SCORE_HELP : code, value, e);
    }
}

static status parse(int argc, char **argv, dose_asked *a, err *e)
{
    static const struct option options[] = {SCORE_OPTIONS,
                                            {"dose", required_argument, NULL, DOSE_DOSE},
                                            {"level", required_argument, NULL, DOSE_LEVEL},
                                            {"target", required_argument, NULL, DOSE_TARGET},
                                            {"next", required_argument, NULL, DOSE_NEXT},
                                            {"svg", required_argument, NULL, DOSE_SVG},
                                            {NULL, 0, NULL, 0}};
    *a = (dose_asked){0};
    score_asked_init(&a->score);
    TRY(options_read(argc, argv, "dose", "h", options, take, a, e));
    TRY(score_asked_words(&a->score, argv + optind, (size_t)(argc - optind), e));
    a->pk.doses = a->doses;
    a->pk.levels = a->levels;
    if (a->score.genome != NULL) {
        a->score.options.paths = &a->score.genome;
        a->score.options.path_count = 1;
    }
    return input_options_check(&a->score.options.input, e);
}

/* ---- answers ---- */

/** A drug that formulas are about, whether the drug table knows it or not. */
static bool drug_of_formulas(const score_session *s, str *out)
{
    const formula_book *book = risk_book(s->engine);
    for (size_t i = 0; i < book->count; i++) {
        if (book->items[i].drug.n == 0 || !str_eq_ci(book->items[i].drug, *out)) continue;
        *out = book->items[i].drug;
        return true;
    }
    return false;
}

/** The drug by any of its names. */
static status drug_of(const score_session *s, str *out, err *e)
{
    const kb_drug_list *drugs = advice_drugs(s->x.engine);
    *out = str_of(s->asked->name);
    const kb_drug *found = kb_drug_find(drugs, *out, NULL);
    if (found != NULL) *out = found->name;
    if (found != NULL || drug_of_formulas(s, out)) return OK;
    str near = kb_drug_suggest(drugs, *out);
    if (near.n == 0) {
        FAIL(e, E_ARGUMENT, "the drug '%s' is unknown; --list shows what there is", s->asked->name);
    }
    FAIL(e, E_ARGUMENT, "the drug '%s' is unknown; did you mean '%.*s'?", s->asked->name,
         STR_ARG(near));
}

static bool is_dose(const formula_book *book, size_t i)
{
    return str_eq(book->items[i].kind, STR("dose"));
}

/** The drugs with a dose formula, or with a model to fit, each once. */
static void put_drugs(const score_session *s, bool to_fit, buf *out)
{
    const formula_book *book = risk_book(s->engine);
    for (size_t i = 0; i < book->count; i++) {
        str drug = book->items[i].drug;
        bool said = false;
        for (size_t k = 0; k < i; k++) {
            said = said || (is_dose(book, k) && str_eq(book->items[k].drug, drug));
        }
        if (said || !is_dose(book, i)) continue;
        if (to_fit && !dose_pk_has(s->x.setup.knowledge, drug)) continue;
        buf_printf(out, "%s%.*s", out->n == 0 ? "" : ", ", STR_ARG(drug));
    }
}

static status no_dose(const score_session *s, str drug, bool to_fit, err *e)
{
    AUTO(buf_release) buf drugs;
    buf_init(&drugs, ERR_TEXT_MAX / 2);
    put_drugs(s, to_fit, &drugs);
    FAIL(e, E_NOTFOUND, "there is no %s %.*s; there is for: %.*s",
         to_fit ? "model to fit levels with for" : "dose formula for", STR_ARG(drug),
         STR_ARG(buf_str(&drugs)));
}

static size_t formulas_of(const score_session *s, str drug, str *out)
{
    size_t count, n = 0;
    const risk_formula_name *all = risk_formulas(s->engine, &count);
    for (size_t i = 0; i < count && n < FORMULAS_MAX; i++) {
        if (str_eq(all[i].kind, STR("dose")) && str_eq(all[i].drug, drug)) out[n++] = all[i].id;
    }
    return n;
}

static status by_formulas(score_session *s, str drug, int *code, err *e)
{
    str ids[FORMULAS_MAX];
    score answers[FORMULAS_MAX];
    size_t count = formulas_of(s, drug, ids);
    if (count == 0) return no_dose(s, drug, false, e);
    TRY(score_check_given(s, ids, count, e));
    for (size_t i = 0; i < count; i++) TRY(score_session_ask(s, ids[i], &answers[i], e));
    score_set set = {answers, count};
    return score_session_print(s, &set, code, e);
}

static status by_levels(score_session *s, dose_asked *a, str drug, int *code, err *e)
{
    score one;
    a->pk.drug = drug;
    a->pk.language = s->x.words.language;
    TRY(dose_pk(s->x.setup.knowledge, s->engine, &a->pk, &s->x.who, s->findings, a->score.given,
                a->score.given_count, &s->memory, &one, e));
    score_set set = {&one, 1};
    return score_session_print(s, &set, code, e);
}

static status list(const score_session *s, str drug, err *e)
{
    AUTO(buf_release) buf page;
    buf_init(&page, LIST_MAX);
    const formula_book *book = risk_book(s->engine);
    for (size_t i = 0; i < book->count; i++) {
        const formula *f = &book->items[i];
        if (!is_dose(book, i) || (drug.n > 0 && !str_eq(f->drug, drug))) continue;
        if (drug.n > 0)
            score_list_inputs(s, f, &page);
        else
            score_list_formula(s, f, &page);
    }
    if (page.n == 0) return no_dose(s, drug, false, e);
    return outfile_print(&page, e);
}

static status run(score_session *s, dose_asked *a, int *code, err *e)
{
    str drug = {NULL, 0};
    TRY(score_session_open(s, &a->score, "dose", e));
    if (a->score.name != NULL) TRY(drug_of(s, &drug, e));
    if (a->score.list || a->score.help) return list(s, drug, e);
    if (a->pk.dose_count == 0) {
        bool alone = a->pk.level_count > 0 || a->pk.target != NULL || a->pk.next != NULL ||
                     a->pk.svg != NULL;
        if (alone) FAIL(e, E_ARGUMENT, "--level, --target, --next and --svg need a --dose");
        return by_formulas(s, drug, code, e);
    }
    if (!dose_pk_has(s->x.setup.knowledge, drug)) return no_dose(s, drug, true, e);
    return by_levels(s, a, drug, code, e);
}

int cmd_dose(int argc, char **argv)
{
    err e = {0};
    dose_asked a;
    int code = EXIT_DONE;
    AUTO(score_session_release) score_session s = {0};
    status done = parse(argc, argv, &a, &e);
    if (done == OK && a.score.name == NULL && !a.score.list) {
        (void)fprintf(a.score.help ? stdout : stderr, "%s%s%s%s", usage, score_options_help,
                      advise_options_help, input_options_help);
        return a.score.help ? EXIT_DONE : EXIT_USAGE;
    }
    if (done == OK) done = run(&s, &a, &code, &e);
    if (done == OK) return code;
    (void)fprintf(stderr, "precis dose: %s\n", e.text);
    return advise_exit_code(&e);
}
