/*
 * Conditions, procedures and the family's: which rows of kb/problems.tsv they are. What no row
 * knows is kept as unknown: most diagnoses say nothing to any rule.
 */
#include <string.h>

#include "chart/chart_store.h"

/* ---- rows of a concept ---- */

typedef struct row_filter {
    str kind, question;
    const kb_problem **out;
    size_t room, count;
} row_filter;

static void take_rows(row_filter *f, const kb_problem *const *rows, size_t n)
{
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (!str_eq(rows[i]->kind, f->kind) || !str_eq(rows[i]->question, f->question)) continue;
        bool seen = false;
        for (size_t k = 0; k < f->count; k++) seen = seen || f->out[k] == rows[i];
        if (!seen && f->count < f->room) f->out[f->count++] = rows[i];
    }
}

size_t chart_problems(const chart *c, const chart_concept *what, str kind, str question,
                      const kb_problem **out, size_t room, person_match *match)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    row_filter f = {kind, question, out, room, 0};
    const kb_chart_codes *codes = c->setup.codes;
    *match = PERSON_MATCH_CODE;
    for (size_t i = 0; i < what->count; i++) {
        const chart_coding *x = &what->coding[i];
        take_rows(&f, rows, kb_problems_of_code(codes, x->system, x->code, rows, KB_PROBLEMS_MAX));
    }
    if (f.count > 0) return f.count;
    *match = PERSON_MATCH_NAME;
    take_rows(&f, rows, kb_problems_of_name(codes, what->text, rows, KB_PROBLEMS_MAX));
    for (size_t i = 0; i < what->count && f.count == 0; i++) {
        str display = what->coding[i].display, code = what->coding[i].code;
        take_rows(&f, rows, kb_problems_of_name(codes, display, rows, KB_PROBLEMS_MAX));
        if (f.count > 0 || kb_code_system(what->coding[i].system).n > 0) continue;
        take_rows(&f, rows, kb_problems_of_name(codes, code, rows, KB_PROBLEMS_MAX));
    }
    if (f.count == 0) *match = PERSON_MATCH_NONE;
    return f.count;
}

static bool is_of_genes(const kb_problem *const *rows, size_t n)
{
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (str_eq(rows[i]->kind, STR("genetic"))) return true;
    }
    return false;
}

static bool is_of_symbol(char c)
{
    return char_is_letter(c) || char_is_digit(c) || c == '-';
}

/** A word of the text, before its star (CYP2C19 of its diplotype, HLA-B of HLA-B*57:01), is a gene.
 */
static bool names_gene(const chart *c, str text)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    for (size_t i = 0, n; i < text.n; i += n + 1) {
        str word = {text.p + i, 0};
        for (n = 0; i + n < text.n && is_of_symbol(text.p[i + n]); n++) word.n = n + 1;
        if (word.n == 0) continue;
        size_t found = kb_problems_of_name(c->setup.codes, word, rows, KB_PROBLEMS_MAX);
        if (is_of_genes(rows, found)) return true;
    }
    return false;
}

bool chart_is_genetic(const chart *c, const chart_concept *what)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    bool genetic = names_gene(c, what->text);
    for (size_t i = 0; i < what->count && !genetic; i++) {
        const chart_coding *x = &what->coding[i];
        size_t n = kb_problems_of_code(c->setup.codes, x->system, x->code, rows, KB_PROBLEMS_MAX);
        genetic = is_of_genes(rows, n) || names_gene(c, x->display);
    }
    return genetic;
}

status chart_say(chart *c, const chart_said *one, const kb_problem *const *rows, size_t count,
                 err *e)
{
    for (size_t i = 0; i < count; i++) {
        void *item;
        TRY(chart_list_add(c, &c->said, sizeof *one, &item, e));
        *(chart_said *)item = *one;
        ((chart_said *)item)->problem = rows[i];
    }
    c->kept = true;
    return OK;
}

/* ---- what is true ---- */

/** "" when the entry holds, else why not. */
static const char *verified(str verification)
{
    static const char *const open[] = {"unconfirmed", "provisional", "differential"};
    if (chart_is_error(verification)) return "entered_in_error";
    if (str_eq(verification, STR("refuted"))) return "refuted";
    return str_in_ci(verification, open, 3) ? "unconfirmed" : "";
}

static bool is_over(str clinical)
{
    static const char *const over[] = {"resolved", "inactive"}; /* in remission it is still there */
    return str_in_ci(clinical, over, 2);
}

status chart_make_said(chart *c, str from, const chart_problem_entry *p, chart_said *out,
                       bool *usable, err *e)
{
    str label = chart_label(&p->what);
    const char *why = verified(str_trim(p->verification));
    *usable = false;
    *out = (chart_said){.ended = is_over(str_trim(p->clinical)),
                        .absent = str_eq(p->clinical, STR("absent"))};
    TRY(chart_keep(c, label, &out->written, e));
    TRY(chart_keep(c, from, &out->from, e));
    TRY(chart_when(c, from, label, p->when, &out->when, e));
    TRY(chart_when(c, from, label, p->until, &out->until, e));
    if (why[0] == '\0' && date_order(out->when, c->setup.as_of) > 0) why = "future";
    if (why[0] != '\0') return chart_add_unknown(c, from, label, why, e);
    *usable = true;
    return OK;
}

bool chart_is_asked(const chart_concept *what, person_match match)
{
    str label = chart_label(what);
    return match == PERSON_MATCH_NAME && str_find(label, '?') < label.n;
}

/** "No myocardial infarction", whatever the code beside it says. */
static bool is_denied(const chart *c, const chart_concept *what)
{
    str label = str_trim(chart_label(what));
    return kb_text_denies_first(c->setup.drugs, label);
}

/** NULL, or why words that some row knows do not say that it holds. */
static const char *why_not_stated(const chart *c, const chart_concept *what, person_match match)
{
    if (chart_is_asked(what, match)) return "unconfirmed";
    return is_denied(c, what) ? "unclear" : NULL;
}

/** Whether "no" to the concept is "no" to all that the row says: absence goes down, never up. */
static bool denies_whole(const chart *c, const chart_concept *what, person_match match,
                         const kb_problem *row)
{
    const kb_chart_codes *codes = c->setup.codes;
    bool whole = match == PERSON_MATCH_NAME && !kb_problem_is_wider(codes, row, what->text);
    for (size_t i = 0; i < what->count; i++) {
        const chart_coding *x = &what->coding[i];
        if (match == PERSON_MATCH_CODE) {
            whole = whole || kb_problem_is_code(row, x->system, x->code);
        } else if (kb_problem_is_wider(codes, row, x->display) ||
                   kb_problem_is_wider(codes, row, x->code)) {
            return false;
        }
    }
    return whole;
}

/** Leaves the rows that a denial denies; 0 when it denies only a form of what they say. */
static size_t keep_denied(const chart *c, const chart_concept *what, person_match match,
                          const kb_problem **rows, size_t n)
{
    size_t kept = 0, had = 0, left = 0;
    for (size_t i = 0; i < n; i++) {
        bool condition = str_eq(rows[i]->fact, STR("condition"));
        bool whole = denies_whole(c, what, match, rows[i]);
        had += condition;
        left += condition && whole;
        if (whole) rows[kept++] = rows[i];
    }
    return had > 0 && left == 0 ? 0 : kept;
}

/** A row that holds for a while says nothing without a day: said so, not dropped in silence. */
static bool has_no_day(const chart_said *one, const kb_problem *const *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i]->window_days == 0) return false;
    }
    return n > 0 && one->when.precision == DATE_NONE;
}

static status add_problem(chart *c, str from, const chart_problem_entry *p, str kind,
                          const char *unknown, err *e)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    chart_said one;
    bool usable;
    TRY(chart_make_said(c, from, p, &one, &usable, e));
    if (!usable) return OK;
    str question = {NULL, 0};
    size_t n = chart_problems(c, &p->what, kind, question, rows, KB_PROBLEMS_MAX, &one.match);
    if (n == 0 && chart_is_genetic(c, &p->what)) unknown = "genetic_result";
    if (n == 0) return chart_add_unknown(c, from, chart_label(&p->what), unknown, e);
    const char *why = why_not_stated(c, &p->what, one.match);
    if (why != NULL) return chart_add_unknown(c, from, chart_label(&p->what), why, e);
    if (!one.absent && has_no_day(&one, rows, n)) {
        return chart_add_unknown(c, from, chart_label(&p->what), "no_date", e);
    }
    if (one.absent) n = keep_denied(c, &p->what, one.match, rows, n);
    if (n == 0) return chart_add_unknown(c, from, chart_label(&p->what), "form_denied", e);
    return chart_say(c, &one, rows, n, e);
}

status chart_add_condition(chart *c, str from, const chart_problem_entry *p, err *e)
{
    return add_problem(c, from, p, STR("condition"), "unknown_condition", e);
}

status chart_add_procedure(chart *c, str from, const chart_problem_entry *p, err *e)
{
    return add_problem(c, from, p, STR("procedure"), "unknown_procedure", e);
}

/* ---- relatives ---- */

status chart_add_family(chart *c, str from, const chart_concept *relation,
                        const chart_problem_entry *p, err *e)
{
    const kb_problem *rows[KB_PROBLEMS_MAX], *who[KB_PROBLEMS_MAX];
    chart_said one;
    bool usable;
    person_match ignored;
    str question = {NULL, 0};
    TRY(chart_make_said(c, from, p, &one, &usable, e));
    if (!usable) return OK;
    size_t n =
        chart_problems(c, &p->what, STR("family"), question, rows, KB_PROBLEMS_MAX, &one.match);
    if (n == 0) return chart_add_unknown(c, from, chart_label(&p->what), "unknown_family", e);
    const char *why = why_not_stated(c, &p->what, one.match);
    if (why != NULL) return chart_add_unknown(c, from, chart_label(&p->what), why, e);
    size_t known =
        chart_problems(c, relation, STR("relation"), question, who, KB_PROBLEMS_MAX, &ignored);
    one.relation = known > 0 ? who[0]->value : STR("relative");
    if (str_eq(one.relation, STR("not_blood"))) {
        return chart_add_unknown(c, from, chart_label(&p->what), "not_blood", e);
    }
    return chart_say(c, &one, rows, n, e);
}
