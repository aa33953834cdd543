/*
 * Vaccinations and contacts with health care: what was given and when; the last visit or stay, and
 * whether the person is in hospital on the day of the chart. Where and by whom is not kept.
 */
#include "chart/chart_store.h"

enum { STAY_DAYS = 365 };

/* ---- vaccinations ---- */

static const kb_vaccine *vaccine_of(const chart *c, const chart_concept *what, person_match *match)
{
    const kb_drug_list *all = c->setup.drugs;
    const kb_vaccine *v = NULL;
    *match = PERSON_MATCH_CODE;
    for (size_t i = 0; i < what->count && v == NULL; i++) {
        v = kb_vaccine_of_code(all, what->coding[i].system, what->coding[i].code);
    }
    if (v != NULL) return v;
    *match = PERSON_MATCH_NAME;
    v = kb_vaccine_of_name(all, what->text);
    for (size_t i = 0; i < what->count && v == NULL; i++) {
        v = kb_vaccine_of_name(all, what->coding[i].display);
    }
    if (v == NULL) *match = PERSON_MATCH_NONE;
    return v;
}

status chart_add_vaccine(chart *c, str from, const chart_concept *what, str when, err *e)
{
    void *item;
    person_vaccine one = {0};
    str label = chart_label(what);
    const kb_vaccine *v = vaccine_of(c, what, &one.match);
    TRY(chart_when(c, from, label, when, &one.when, e));
    if (date_order(one.when, c->setup.as_of) > 0) {
        return chart_add_unknown(c, from, label, "future", e);
    }
    if (v == NULL) TRY(chart_add_unknown(c, from, label, "unknown_vaccine", e));
    if (v != NULL) one.vaccine = v->name;
    TRY(chart_keep(c, label, &one.name, e));
    TRY(chart_keep(c, from, &one.from, e));
    TRY(chart_list_add(c, &c->vaccines, sizeof one, &item, e));
    *(person_vaccine *)item = one;
    c->kept = true;
    return OK;
}

/* ---- contacts ---- */

/** Whether it includes the day of the chart. A stay that nobody closed for a year is not believed.
 */
static bool is_today(const chart *c, const person_contact *x, bool open)
{
    int32_t days;
    bool ended = x->until.precision != DATE_NONE;
    if (ended) return date_order(x->until, c->setup.as_of) >= 0;
    return open && date_days(x->since, c->setup.as_of, &days) && days <= STAY_DAYS;
}

status chart_add_contact(chart *c, str from, const char *kind, str since, str until, bool open,
                         err *e)
{
    person_contact one = {.kind = str_of(kind)};
    TRY(chart_when(c, from, one.kind, since, &one.since, e));
    TRY(chart_when(c, from, one.kind, until, &one.until, e));
    if (one.since.precision == DATE_NONE) {
        return chart_add_unknown(c, from, one.kind, "no_date", e);
    }
    if (date_order(one.since, c->setup.as_of) > 0) {
        return chart_add_unknown(c, from, one.kind, "future", e);
    }
    one.ongoing = is_today(c, &one, open);
    c->kept = true;
    bool stay = one.ongoing && str_eq(one.kind, STR("inpatient"));
    bool newer = c->contact.kind.n == 0 || date_order(one.since, c->contact.since) > 0;
    if (!newer && !stay) return OK;
    TRY(chart_keep(c, from, &one.from, e));
    if (newer) c->contact = one;
    if (stay) c->stay = one;
    return OK;
}
