/*
 * What a medicine was ordered for, as far as the tables know it: rows of kb/problems.tsv that are
 * an indication. A reason that no row knows is kept in its own words and listed as unknown; it is
 * never taken for one that it resembles.
 */
#include "chart/chart_store.h"

/* An acute event is an indication for as long as its row says, counted from its own day. */
static bool is_current(const chart *c, const kb_problem *p, date when)
{
    int32_t days;
    if (p->window_days == 0) return true;
    return date_days(when, c->setup.as_of, &days) && days <= (int32_t)p->window_days;
}

static status keep_reason(chart *c, str written, str indication, err *e)
{
    void *item;
    TRY(chart_list_add(c, &c->reasons, sizeof(chart_reason_kept), &item, e));
    *(chart_reason_kept *)item = (chart_reason_kept){written, indication};
    return OK;
}

/* `known`: some table knows it, also when it is no indication or lies too long ago. */
static status add_rows(chart *c, const chart_reason *r, date ordered, str written, bool *known,
                       err *e)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    person_match match;
    date when;
    str question = {NULL, 0};
    size_t n =
        chart_problems(c, &r->what, STR("condition"), question, rows, KB_PROBLEMS_MAX, &match);
    if (r->when.n == 0 || !date_parse(r->when, &when)) when = ordered;
    *known = n > 0 && !chart_is_asked(&r->what, match);
    for (size_t i = 0; i < n && *known; i++) {
        if (!str_eq(rows[i]->fact, STR("indication")) || !is_current(c, rows[i], when)) continue;
        TRY(keep_reason(c, written, rows[i]->value, e));
    }
    return OK;
}

static status add_one(chart *c, str from, const chart_reason *r, date ordered, err *e)
{
    bool known = false;
    str written, label = chart_label(&r->what), none = {NULL, 0};
    size_t before = c->reasons.count;
    TRY(chart_keep(c, r->why == NULL ? label : none, &written, e));
    if (r->why == NULL) TRY(add_rows(c, r, ordered, written, &known, e));
    if (c->reasons.count == before) TRY(keep_reason(c, written, none, e));
    if (known) return OK;
    return chart_add_unknown(c, from, label, r->why != NULL ? r->why : "unknown_reason", e);
}

void chart_reason_shorten(const chart *c, chart_concept *what)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    person_match match;
    str question = {NULL, 0}, whole = what->text;
    while (what->text.n > 0 && chart_problems(c, what, STR("condition"), question, rows,
                                              KB_PROBLEMS_MAX, &match) == 0) {
        size_t n = what->text.n;
        while (n > 0 && what->text.p[n - 1] != ' ') n--;
        what->text = str_trim((str){what->text.p, n});
    }
    if (what->text.n == 0) what->text = whole;
}

status chart_add_reasons(chart *c, str from, const chart_medicine_entry *m, chart_medicine *out,
                         err *e)
{
    out->reason_first = c->reasons.count;
    for (size_t i = 0; i < m->reason_count; i++) {
        TRY(add_one(c, from, &m->reasons[i], out->m.since, e));
    }
    out->reason_count = c->reasons.count - out->reason_first;
    return OK;
}
