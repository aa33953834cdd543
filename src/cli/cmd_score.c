/*
 * `precis score`. A name that several formulas begin with ("das28") stands for the one that the
 * typed inputs decide; when they do not, the formulas are listed.
 */
#include "cli/cmd_score.h"

#include <stdio.h>

#include "base/file.h"
#include "cli/score_table.h"
#include "report/kb_find.h"

enum { LIST_MAX = 1 << 20, NEAR_FORMULAS_MAX = 64, LONG_NAME = 5 };

static const char usage[] =
    "Usage: precis score NAME name=value ... [options]\n"
    "       precis score NAME --help\n"
    "       precis score NAME --table FILE\n"
    "       precis score --list\n"
    "\n"
    "One calculated answer: organ function, disease activity, response, risk. Values have units:\n"
    "  precis score das28_esr tjc28=10 sjc28=8 esr=\"40 mm/h\" gh=60\n"
    "  precis score ckd_epi_2021 age=50 sex=female creatinine=\"88 umol/L\" --json\n"
    "\n"
    "  --table FILE          TSV of many people, a column for each input; answers as TSV\n";

/** A part of the name ("cystatin" of "ckd_epi_2012_cystatin") begins so, but for a letter or two.
 */
static bool is_near(str id, str typed)
{
    unsigned most = typed.n < LONG_NAME ? 1 : 2;
    bool near = kb_name_distance(typed, id, most) <= most;
    for (str rest = id, part; !near && rest.n > 0;) {
        str head = {rest.p, typed.n < rest.n ? typed.n : rest.n};
        near = kb_name_distance(typed, head, most) <= most;
        if (!str_next(&rest, '_', &part)) break;
    }
    return near;
}

static status no_formula(const score_session *s, err *e)
{
    const formula_book *book = risk_book(s->engine);
    str typed = str_of(s->asked->name);
    AUTO(buf_release) buf near;
    buf_init(&near, ERR_TEXT_MAX / 2);
    for (size_t i = 0; i < book->count && typed.n > 1; i++) {
        str id = book->items[i].id;
        if (!is_near(id, typed)) continue;
        buf_printf(&near, "%s%.*s", near.n == 0 ? "" : ", ", STR_ARG(id));
    }
    if (near.n == 0) FAIL(e, E_ARGUMENT, "no formula '%s'; --list shows all", s->asked->name);
    FAIL(e, E_ARGUMENT, "no formula '%s'; did you mean %.*s?", s->asked->name,
         STR_ARG(buf_str(&near)));
}

/** Formulas whose name begins so, and that ask for everything that was typed. */
static size_t candidates(const score_session *s, str *out)
{
    const formula_book *book = risk_book(s->engine);
    str name = str_of(s->asked->name);
    size_t count = 0;
    for (size_t i = 0; i < book->count && count < NEAR_FORMULAS_MAX; i++) {
        str id = book->items[i].id;
        bool fits = str_starts(id, name);
        for (size_t g = 0; g < s->asked->given_count && fits; g++) {
            fits = risk_asks(s->engine, id, s->asked->given[g].name);
        }
        if (fits) out[count++] = id;
    }
    return count;
}

/** The only candidate, or the only one that the inputs answer. */
static status choose(score_session *s, score *out, err *e)
{
    str found[NEAR_FORMULAS_MAX];
    size_t count = candidates(s, found), done = 0;
    AUTO(buf_release) buf names;
    buf_init(&names, ERR_TEXT_MAX / 2);
    for (size_t i = 0; i < count; i++) {
        score one;
        TRY(score_session_ask(s, found[i], &one, e));
        if (one.status == SCORE_DONE || count == 1) {
            *out = one;
            done++;
        }
        buf_printf(&names, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(found[i]));
    }
    if (done == 1) return OK;
    if (count > 0) {
        FAIL(e, E_ARGUMENT, "'%s' may be %.*s; name one", s->asked->name, STR_ARG(buf_str(&names)));
    }
    return no_formula(s, e);
}

static status answer(score_session *s, int *code, err *e)
{
    score one;
    str name = str_of(s->asked->name);
    const formula *f = formula_find(risk_book(s->engine), name);
    if (s->asked->table != NULL) {
        if (f == NULL) return no_formula(s, e);
        if (s->asked->given_count > 0) FAIL(e, E_ARGUMENT, "--table goes without typed values");
        return score_table_run(s, f, s->asked->table, code, e);
    }
    if (f != NULL) {
        TRY(score_check_given(s, &name, 1, e));
        TRY(score_session_ask(s, name, &one, e));
    } else {
        TRY(choose(s, &one, e));
    }
    score_set set = {&one, 1};
    return score_session_print(s, &set, code, e);
}

static status list(const score_session *s, err *e)
{
    AUTO(buf_release) buf page;
    buf_init(&page, LIST_MAX);
    const formula_book *book = risk_book(s->engine);
    for (size_t i = 0; i < book->count; i++) {
        if (s->asked->name == NULL) {
            score_list_formula(s, &book->items[i], &page);
        } else if (str_starts(book->items[i].id, str_of(s->asked->name))) {
            score_list_inputs(s, &book->items[i], &page);
        }
    }
    if (page.n == 0) return no_formula(s, e);
    return outfile_print(&page, e);
}

static status take(void *context, int code, const char *value, err *e)
{
    return score_asked_option(context, code == 'h' ? SCORE_HELP : code, value, e);
}

static status parse(int argc, char **argv, score_asked *a, err *e)
{
    static const struct option options[] = {
        SCORE_OPTIONS, {"table", required_argument, NULL, SCORE_TABLE}, {NULL, 0, NULL, 0}};
    score_asked_init(a);
    TRY(options_read(argc, argv, "score", "h", options, take, a, e));
    TRY(score_asked_words(a, argv + optind, (size_t)(argc - optind), e));
    if (a->genome != NULL) {
        a->options.paths = &a->genome;
        a->options.path_count = 1;
    }
    return input_options_check(&a->options.input, e);
}

int cmd_score(int argc, char **argv)
{
    err e = {0};
    score_asked asked;
    int code = EXIT_DONE;
    AUTO(score_session_release) score_session s = {0};
    status done = parse(argc, argv, &asked, &e);
    if (done == OK && asked.name == NULL && !asked.list) {
        (void)fprintf(asked.help ? stdout : stderr, "%s%s%s%s", usage, score_options_help,
                      advise_options_help, input_options_help);
        return asked.help ? EXIT_DONE : EXIT_USAGE;
    }
    if (done == OK) done = score_session_open(&s, &asked, "score", &e);
    if (done == OK) done = asked.list || asked.help ? list(&s, &e) : answer(&s, &code, &e);
    if (done == OK) return code;
    (void)fprintf(stderr, "precis score: %s\n", e.text);
    return advise_exit_code(&e);
}
