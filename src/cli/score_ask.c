/*
 * The shared part of `score` and `dose`.
 */
#include "cli/score_ask.h"

#include <string.h>

#include "base/file.h"
#include "report/kb_find.h"
#include "report/score_json.h"
#include "report/score_text.h"

enum { SCORE_PAGE_MAX = 16 << 20, NEAR_LETTERS = 2 };

const char score_options_help[] =
    "  --genome FILE         variant file of the person; genotypes are taken from it\n"
    "  --json                JSON instead of text\n"
    "  --list                what there is\n"
    "  --help                this text; behind a name: what it asks for, with units\n";

/* ---- the command line ---- */

void score_asked_init(score_asked *a)
{
    *a = (score_asked){0};
    advise_options_init(&a->options);
}

status score_asked_option(score_asked *a, int code, const char *value, err *e)
{
    switch (code) {
    case SCORE_JSON: a->json = true; return OK;
    case SCORE_LIST: a->list = true; return OK;
    case SCORE_HELP: a->help = true; return OK;
    case SCORE_GENOME: a->genome = value; return OK;
    case SCORE_TABLE: a->table = value; return OK;
    default: return advise_option_take(&a->options, code, value, e);
    }
}

status score_asked_words(score_asked *a, char *const *words, size_t count, err *e)
{
    for (size_t i = 0; i < count; i++) {
        str word = str_of(words[i]);
        size_t cut = str_find(word, '=');
        if (cut == word.n && a->name == NULL) {
            a->name = words[i];
            continue;
        }
        if (cut == word.n || cut == 0) {
            FAIL(e, E_ARGUMENT, "'%s': expected name=value, such as age=\"67 a\"", words[i]);
        }
        if (a->given_count == SCORE_GIVEN_MAX) {
            FAIL(e, E_ARGUMENT, "more than %d values", SCORE_GIVEN_MAX);
        }
        a->given[a->given_count++] =
            (risk_given){{word.p, cut}, {word.p + cut + 1, word.n - cut - 1}};
    }
    return OK;
}

/* ---- opening ---- */

static status read_genome(score_session *s, err *e)
{
    report r;
    if (s->x.sample_count == 0) FAIL(e, E_NOTFOUND, "%s: holds nobody", s->asked->genome);
    if (s->x.sample_count > 1) {
        FAIL(e, E_CONFLICT, "the genomes of %zu people were read; choose one with --sample",
             s->x.sample_count);
    }
    TRY(advise_sample(&s->x, 0, NULL, &s->memory, &r, e));
    s->findings = r.findings;
    return OK;
}

status score_session_open(score_session *s, const score_asked *asked, const char *command, err *e)
{
    bool someone = asked->genome != NULL || asked->options.input.outside != NULL;
    s->asked = asked;
    TRY(advise_open(&s->x, &asked->options, command, someone, e));
    TRY(risk_open(s->x.setup.knowledge, &s->x.setup.memory, &s->engine, e));
    return someone ? read_genome(s, e) : OK;
}

void score_session_release(score_session *s)
{
    advise_release(&s->x);
    arena_release(&s->memory);
}

/* ---- asking ---- */

status score_session_ask(score_session *s, str id, score *out, err *e)
{
    risk_given given[SCORE_GIVEN_MAX];
    size_t count = 0;
    for (size_t i = 0; i < s->asked->given_count; i++) {
        if (!risk_asks(s->engine, id, s->asked->given[i].name)) continue;
        given[count++] = s->asked->given[i];
    }
    return risk_score(s->engine, id, &s->x.who, s->findings, given, count, &s->memory, out, e);
}

static void near_input(const score_session *s, str id, str typed, str *best, unsigned *least)
{
    const formula_book *book = risk_book(s->engine);
    const formula *f = formula_find(book, id);
    for (size_t i = 0; f != NULL && i < f->input_count; i++) {
        unsigned d = kb_name_distance(typed, f->inputs[i].name, NEAR_LETTERS);
        if (d >= *least || d >= typed.n) continue;
        *least = d;
        *best = f->inputs[i].name;
    }
}

status score_check_given(const score_session *s, const str *formulas, size_t count, err *e)
{
    for (size_t g = 0; g < s->asked->given_count; g++) {
        str typed = s->asked->given[g].name, near = {NULL, 0};
        unsigned least = NEAR_LETTERS + 1;
        bool asked = false;
        for (size_t i = 0; i < count && !asked; i++) {
            asked = risk_asks(s->engine, formulas[i], typed);
            near_input(s, formulas[i], typed, &near, &least);
        }
        if (asked) continue;
        if (near.n > 0) {
            FAIL(e, E_ARGUMENT, "'%.*s' is not asked for; did you mean '%.*s'?", STR_ARG(typed),
                 STR_ARG(near));
        }
        FAIL(e, E_ARGUMENT, "'%.*s' is not asked for; --help behind the name lists what is",
             STR_ARG(typed));
    }
    return OK;
}

/* ---- printing ---- */

status score_session_print(const score_session *s, const score_set *set, int *code, err *e)
{
    AUTO(buf_release) buf page;
    uint64_t refused = base_alloc_refused();
    size_t done = 0;
    buf_init(&page, SCORE_PAGE_MAX);
    for (size_t i = 0; i < set->count; i++) done += set->items[i].status == SCORE_DONE;
    if (s->asked->json)
        score_json(set, &page);
    else
        score_text(&s->x.words, set, &page);
    if (base_alloc_refused() != refused) page.failed = E_MEMORY; /* a text may be lost */
    TRY(outfile_print(&page, e));
    *code = done == 0 ? EXIT_FAILED : done < set->count ? EXIT_PARTIAL : EXIT_DONE;
    return OK;
}
