/*
 * What `score` and `dose` share: the knowledge, the formulas, the person (genome, outside calls,
 * chart) and the typed inputs, from the command line to answers and their page. Decides nothing
 * medical.
 */
#ifndef PRECIS_CLI_SCORE_ASK_H
#define PRECIS_CLI_SCORE_ASK_H

#include "cli/advise.h"
#include "risk/risk_book.h"

enum { SCORE_GIVEN_MAX = 64 };

/** As typed; texts are borrowed from argv. */
typedef struct score_asked {
    advise_options options;
    const char *genome; /**< variant file; NULL */
    const char *table;  /**< file of many people; NULL */
    bool json, list, help;
    const char *name; /**< of the formula or drug; NULL */
    risk_given given[SCORE_GIVEN_MAX];
    size_t given_count;
} score_asked;

/* clang-format off */
enum score_option_code {
    SCORE_JSON = 2000,
    SCORE_GENOME,
    SCORE_LIST,
    SCORE_HELP,
    SCORE_TABLE,
    SCORE_OPTION_END
};
#define SCORE_OPTIONS                                                                              \
    ADVISE_OPTIONS, INPUT_OPTIONS, {"json", no_argument, NULL, SCORE_JSON},                        \
    {"genome", required_argument, NULL, SCORE_GENOME}, {"list", no_argument, NULL, SCORE_LIST},    \
    {"help", no_argument, NULL, SCORE_HELP}
/* clang-format on */

/** The help of these options. */
extern const char score_options_help[];

void score_asked_init(score_asked *a);
/** Takes one option of the list above. E_ARGUMENT. */
CHECKED status score_asked_option(score_asked *a, int code, const char *value, err *e);
/** The words behind the options: a name, then name=value … E_ARGUMENT. */
CHECKED status score_asked_words(score_asked *a, char *const *words, size_t count, err *e);

/** Everything open. Stays where it is. */
typedef struct score_session {
    const score_asked *asked;
    advise x;
    arena memory; /**< of the answers */
    risk_engine *engine;
    const finding_set *findings; /**< NULL without a genome */
} score_session;

/** `s` is zeroed. E_CONFLICT when the genome file holds several people and none is chosen. */
CHECKED status score_session_open(score_session *s, const score_asked *asked, const char *command,
                                  err *e);
void score_session_release(score_session *s);

/** The answer of one formula, with those typed inputs that it asks for. */
CHECKED status score_session_ask(score_session *s, str id, score *out, err *e);
/** E_ARGUMENT when a typed input is asked for by none of the formulas; suggests a near name. */
CHECKED status score_check_given(const score_session *s, const str *formulas, size_t count, err *e);
/** Prints the answers as text or JSON; gives the exit code (0 all, 3 some, 1 none answered). */
CHECKED status score_session_print(const score_session *s, const score_set *set, int *code, err *e);

/** "id  kind  verified  title: inputs" in one line; in brackets where the formula itself states
 * what to take for the unknown. */
void score_list_formula(const score_session *s, const formula *f, buf *out);
/** What a formula asks for, with units, ranges and what is taken for the unknown. */
void score_list_inputs(const score_session *s, const formula *f, buf *out);

#endif
