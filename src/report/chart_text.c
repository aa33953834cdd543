/*
 * A chart for the terminal: the person, medicines, current values, facts, allergies, vaccinations,
 * the last contact, what was not understood by reason, and counts by kind of entry. Foreign text is
 * made harmless first.
 */
#include <math.h>

#include "report/chart_page.h"
#include "report/columns.h"
#include "report/report_escape.h"
#include "report/report_text_parts.h"
#include "report/score_words.h"

enum { PIECE_MAX = 1 << 16, NAMES_SHOWN = 5, INDENT = 6, DRUG_COLUMN = 16, SUGGESTIONS_MAX = 10 };

typedef struct text_work {
    const chart_page *p;
    arena *a;
    buf *out;
    err *e;
    size_t suggestions; /**< made so far: looking for near names takes time */
} text_work;

static const str nothing = {NULL, 0};

/* ---- pieces ---- */

/** The text of a key with one placeholder, kept in the arena. */
static str phrase(text_work *w, const char *key, const char *name, str value)
{
    AUTO(buf_release) buf b;
    buf_init(&b, PIECE_MAX);
    if (name == NULL) {
        catalogue_put(&w->p->words, &b, str_of(key), NULL, 0);
    } else {
        catalogue_put_slot(&w->p->words, &b, key, name, value);
    }
    return str_copy(w->a, buf_str(&b));
}

static str plain(text_work *w, str foreign)
{
    AUTO(buf_release) buf b;
    buf_init(&b, PIECE_MAX);
    report_put_plain(&b, foreign);
    return str_copy(w->a, buf_str(&b));
}

static str analyte(text_work *w, str name)
{
    AUTO(buf_release) buf b;
    buf_init(&b, PIECE_MAX);
    catalogue_put_analyte(&w->p->words, &b, name);
    return str_copy(w->a, buf_str(&b));
}

static str unit(text_work *w, str ucum)
{
    AUTO(buf_release) buf b;
    buf_init(&b, PIECE_MAX);
    score_put_unit(&w->p->words, &b, ucum);
    return str_copy(w->a, str_trim(buf_str(&b)));
}

static str number(text_work *w, double v, const char *format)
{
    const char *text = isnan(v) ? "?" : arena_printf(w->a, format, v);
    return text == NULL ? STR("?") : str_of(text);
}

static str day_of(text_work *w, date when)
{
    char text[DATE_TEXT_MAX];
    if (when.precision == DATE_SECOND) when.precision = DATE_DAY;
    return str_copy(w->a, str_of(date_text(when, text)));
}

static void heading(text_work *w, const char *key)
{
    buf_put_c(w->out, '\n');
    catalogue_put(&w->p->words, w->out, str_of(key), NULL, 0);
    buf_put_c(w->out, '\n');
}

/* ---- the person ---- */

static void put_age(text_work *w)
{
    const person *who = w->p->who;
    int32_t least, most = 0;
    const person_fact *age = NULL;
    for (size_t i = 0; i < who->fact_count && age == NULL; i++) {
        if (str_eq(who->facts[i].name, STR("age_years"))) age = &who->facts[i];
    }
    if (age == NULL) {
        catalogue_put(&w->p->words, w->out, STR("chart.age_unknown"), NULL, 0);
        return;
    }
    bool about = date_years(who->birth, who->as_of, &least, &most) && least != most;
    const catalogue_slot slots[] = {{"count", number(w, age->number, "%.0f")},
                                    {"object", number(w, most, "%.0f")}};
    const char *key = about ? "chart.age_about" : "chart.age";
    catalogue_put(&w->p->words, w->out, str_of(key), slots, about ? 2 : 1);
}

static const person_fact *fact_of(const person *who, const char *name)
{
    for (size_t i = 0; i < who->fact_count; i++) {
        if (str_eq(who->facts[i].name, str_of(name))) return &who->facts[i];
    }
    return NULL;
}

static void put_person(text_work *w)
{
    const person *who = w->p->who;
    const person_fact *sex = fact_of(who, "sex");
    const char *key = sex == NULL ? "chart.sex_unknown" : "chart.sex_male";
    if (sex != NULL && str_eq(sex->text, STR("female"))) key = "chart.sex_female";
    buf_put_str(w->out, phrase(w, "chart.person", NULL, nothing));
    buf_put_c(w->out, ' ');
    report_put_plain(w->out, who->id);
    if (who->id.n == 0) buf_put_str(w->out, phrase(w, "chart.no_id", NULL, nothing));
    buf_put_text(w->out, ": ");
    buf_put_str(w->out, phrase(w, key, NULL, nothing));
    buf_put_text(w->out, ", ");
    put_age(w);
    if (fact_of(who, "deceased") != NULL) {
        buf_put_text(w->out, ", ");
        buf_put_str(w->out, phrase(w, "chart.deceased", NULL, nothing));
    }
    buf_put_text(w->out, "\n");
    buf_put_str(w->out, phrase(w, "chart.as_of", "object", day_of(w, who->as_of)));
    buf_put_c(w->out, '\n');
}

/* ---- medicines ---- */

static const char *match_key(person_match match)
{
    switch (match) {
    case PERSON_MATCH_CODE: return "chart.match_code";
    case PERSON_MATCH_NAME: return "chart.match_name";
    case PERSON_MATCH_WITHIN: return "chart.match_within";
    case PERSON_MATCH_NONE: break;
    }
    return "chart.match_none";
}

/** A near name for an unknown medicine, or for the first long word of it; empty when none is near.
 */
static str suggestion(text_work *w, str written)
{
    if (w->suggestions++ >= SUGGESTIONS_MAX) return nothing;
    str near = kb_drug_suggest(w->p->drugs, written), rest = written, word;
    while (near.n == 0 && str_next(&rest, ' ', &word)) {
        if (word.n >= 6) return kb_drug_suggest(w->p->drugs, word);
    }
    return near;
}

static str how_matched(text_work *w, const person_medicine *m)
{
    str how = phrase(w, match_key(m->match), NULL, nothing);
    str near = m->drug.n > 0 ? (str){NULL, 0} : suggestion(w, m->name);
    if (near.n == 0) return how;
    str hint = phrase(w, "chart.suggest", "object", near);
    const char *both = arena_printf(w->a, "%.*s; %.*s", STR_ARG(how), STR_ARG(hint));
    return both == NULL ? how : str_of(both);
}

/** By day, or by week where the days differ; the most where it is taken as needed. Empty when the
 *  chart does not say. */
static str dose_of(text_work *w, const person_medicine *m)
{
    if (m->as_needed) {
        bool most = isfinite(m->most_mg_per_day);
        return phrase(w, most ? "chart.dose_most" : "chart.as_needed", most ? "object" : NULL,
                      number(w, m->most_mg_per_day, "%.4g"));
    }
    if (m->doses_differ) return phrase(w, "chart.doses_differ", NULL, nothing);
    if (!isfinite(m->dose_mg_per_day)) return nothing;
    double mg = m->not_daily ? m->dose_mg_per_day * 7 : m->dose_mg_per_day;
    return phrase(w, m->not_daily ? "chart.dose_week" : "chart.dose", "object",
                  number(w, mg, "%.4g"));
}

/** "for Stroke, ": what its orders say that it is for, in their own words. */
static void put_reasons(text_work *w, buf *line, str drug)
{
    const person *who = w->p->who;
    AUTO(buf_release) buf all;
    buf_init(&all, PIECE_MAX);
    for (size_t i = 0; i < who->fact_count && drug.n > 0; i++) {
        const person_fact *f = &who->facts[i];
        if (!str_eq(f->name, STR("reason")) || !str_eq(f->drug, drug)) continue;
        if (all.n > 0) buf_put_text(&all, "; ");
        report_put_plain(&all, f->text);
    }
    if (all.n == 0) return;
    buf_put_str(line, phrase(w, "chart.for", "object", buf_str(&all)));
    buf_put_text(line, ", ");
}

/** "75 mg a day, since 2025-12-01, "Clopilet 75 mg OD" (name within the text)" */
static void put_medicine(text_work *w, const person_medicine *m)
{
    AUTO(buf_release) buf line;
    str drug = m->drug.n > 0 ? m->drug : STR("?");
    size_t at = 2 + drug.n;
    buf_init(&line, PIECE_MAX);
    str dose = dose_of(w, m);
    if (dose.n > 0) buf_printf(&line, "%.*s, ", STR_ARG(dose));
    put_reasons(w, &line, m->drug);
    if (m->since.precision != DATE_NONE) {
        str day = phrase(w, "chart.since", "object", day_of(w, m->since));
        buf_printf(&line, "%.*s, ", STR_ARG(day));
    }
    buf_put_c(&line, '"');
    report_put_plain(&line, m->name);
    buf_printf(&line, "\" (%.*s)", STR_ARG(how_matched(w, m)));
    buf_printf(w->out, "  %.*s", STR_ARG(drug));
    do buf_put_c(w->out, ' ');
    while (++at < DRUG_COLUMN);
    text_wrapped(w->out, buf_str(&line), at, DRUG_COLUMN);
}

static void put_medicines(text_work *w)
{
    const person *who = w->p->who;
    heading(w, "chart.medicines");
    for (size_t i = 0; i < who->medicine_count; i++) put_medicine(w, &who->medicines[i]);
    buf_put_text(w->out, "  ");
    if (who->medicine_count == 0) {
        buf_put_str(w->out, phrase(w, "chart.medicines_none", NULL, nothing));
        buf_put_text(w->out, ". ");
    }
    size_t strange = 0;
    for (size_t i = 0; i < who->medicine_count; i++) strange += who->medicines[i].drug.n == 0;
    if (who->medicines_known && strange > 0) {
        buf_put_str(w->out, phrase(w, "chart.medicines_strange", "count",
                                   number(w, (double)strange, "%.0f")));
    } else {
        const char *known =
            who->medicines_known ? "chart.medicines_complete" : "chart.medicines_open";
        catalogue_put(&w->p->words, w->out, str_of(known), NULL, 0);
    }
    buf_put_c(w->out, '\n');
}

/* ---- values ---- */

/** The value as written, unless that says no more than the columns do. */
static str written_of(text_work *w, const person_measure *m)
{
    size_t n = m->written.n, unit = m->unit.n;
    bool same = n > unit && str_eq((str){m->written.p + n - unit, unit}, m->unit);
    return same && isfinite(m->value) ? nothing : plain(w, m->written);
}

static str remark_of(text_work *w, const person_measure *m)
{
    if (str_eq(m->from, STR("computed"))) {
        return phrase(w, "chart.computed", "object", plain(w, m->written));
    }
    str written = written_of(w, m);
    if (m->doubt.n == 0) return written;
    str not_used = phrase(w, "chart.not_used", NULL, nothing);
    const char *key = arena_printf(w->a, "doubt.%.*s", STR_ARG(m->doubt));
    if (key == NULL) return not_used;
    str why = phrase(w, key, NULL, nothing);
    const char *all = arena_printf(w->a, "%.*s%s%.*s: %.*s", STR_ARG(written),
                                   written.n > 0 ? "; " : "", STR_ARG(not_used), STR_ARG(why));
    return all == NULL ? not_used : str_of(all);
}

static bool is_current(const person *who, size_t i)
{
    return i == 0 || !str_eq(who->measures[i].name, who->measures[i - 1].name) ||
           str_eq(who->measures[i].doubt, STR("conflict"));
}

/** Every value with how it was written. */
static status put_all_values(text_work *w)
{
    const person *who = w->p->who;
    columns table;
    columns_init(&table, w->a, 5);
    for (size_t i = 0; i < who->measure_count; i++) {
        const person_measure *m = &who->measures[i];
        columns_row(&table, (str[]){analyte(w, m->name), number(w, m->value, "%.4g"),
                                    unit(w, m->unit), day_of(w, m->when), remark_of(w, m)});
    }
    return columns_print(&table, "  ", w->out, w->e);
}

static void put_item(text_work *w, buf *out, const person_measure *m)
{
    if (out->n > 0) buf_put_text(out, "; ");
    catalogue_put_analyte(&w->p->words, out, m->name);
    buf_printf(out, " %.4g", m->value);
    if (!str_eq(m->unit, STR("1"))) score_put_unit(&w->p->words, out, m->unit);
}

static bool is_usable(const person *who, size_t i)
{
    return is_current(who, i) && who->measures[i].doubt.n == 0;
}

/** The usable values of the day of value `first`, unless an earlier one had that day. */
static void put_day(text_work *w, size_t first)
{
    const person *who = w->p->who;
    str day = day_of(w, who->measures[first].when);
    AUTO(buf_release) buf items;
    buf_init(&items, PIECE_MAX);
    for (size_t i = 0; i < who->measure_count; i++) {
        if (!is_usable(who, i) || !str_eq(day_of(w, who->measures[i].when), day)) continue;
        if (i < first) return;
        put_item(w, &items, &who->measures[i]);
    }
    str label = day.n > 0 ? day : phrase(w, "chart.no_date", NULL, nothing);
    buf_put_text(w->out, "  ");
    buf_put_str(w->out, label);
    buf_put_text(w->out, ": ");
    text_wrapped(w->out, buf_str(&items), report_columns(label) + 4, INDENT);
}

/** Values that only their age keeps from use, in one paragraph, and the day to look from. */
static void put_stale(text_work *w, bool any_usable)
{
    const person *who = w->p->who;
    date newest = {.precision = DATE_NONE};
    AUTO(buf_release) buf items;
    buf_init(&items, PIECE_MAX);
    for (size_t i = 0; i < who->measure_count; i++) {
        const person_measure *m = &who->measures[i];
        if (!str_eq(m->doubt, STR("stale"))) continue;
        if (newest.precision == DATE_NONE || m->when.day > newest.day) newest = m->when;
        if (is_current(who, i)) put_item(w, &items, m);
    }
    if (items.n == 0) return;
    str label = phrase(w, "doubt.stale", NULL, nothing), day = day_of(w, newest);
    buf_put_text(w->out, "  ");
    buf_put_str(w->out, label);
    buf_put_text(w->out, ": ");
    text_wrapped(w->out, buf_str(&items), report_columns(label) + 4, INDENT);
    if (any_usable) return;
    buf_put_text(w->out, "  ");
    str hint = phrase(w, "chart.as_of_hint", "object", day);
    text_wrapped(w->out, hint, 2, INDENT);
}

static void put_doubtful(text_work *w)
{
    const person *who = w->p->who;
    for (size_t i = 0; i < who->measure_count; i++) {
        const person_measure *m = &who->measures[i];
        if (m->doubt.n == 0 || str_eq(m->doubt, STR("stale")) || !is_current(who, i)) continue;
        str name = analyte(w, m->name);
        buf_put_text(w->out, "  ");
        buf_put_str(w->out, name);
        buf_put_text(w->out, ": ");
        str written = plain(w, m->written), remark = remark_of(w, m);
        bool said = str_starts(remark, written);
        if (!said) buf_printf(w->out, "%.*s; ", STR_ARG(written));
        text_wrapped(w->out, remark,
                     report_columns(name) + 4 + (said ? 0 : report_columns(written) + 2), INDENT);
    }
}

static status put_values(text_work *w)
{
    const person *who = w->p->who;
    bool any = false;
    if (who->measure_count == 0) return OK;
    heading(w, "chart.values");
    if (w->p->all) return put_all_values(w);
    for (size_t i = 0; i < who->measure_count; i++) {
        if (!is_usable(who, i)) continue;
        put_day(w, i);
        any = true;
    }
    put_doubtful(w);
    put_stale(w, any);
    return OK;
}

/* ---- facts ---- */

static bool is_said_elsewhere(const person_fact *f)
{
    static const char *const others[] = {
        "sex",   "age_years",      "deceased",    "weight_kg",  "bmi",        "dose_mg_per_day",
        "route", "dose_mg_per_6h", "formulation", "vaccinated", "in_hospital"};
    if (f->drug.n > 0) return true; /* with its medicine */
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (str_eq(f->name, str_of(others[i]))) return true;
    }
    return false;
}

static str fact_label(text_work *w, str name)
{
    const char *key = arena_printf(w->a, "chart.fact.%.*s", STR_ARG(name));
    str text = key == NULL ? name : catalogue_text(&w->p->words, str_of(key));
    return text.n > 0 ? text : name;
}

static void put_fact_line(text_work *w, size_t first)
{
    const person *who = w->p->who;
    AUTO(buf_release) buf values;
    buf_init(&values, PIECE_MAX);
    for (size_t i = first; i < who->fact_count; i++) {
        const person_fact *f = &who->facts[i];
        if (!str_eq(f->name, who->facts[first].name) || f->drug.n > 0) continue;
        if (values.n > 0) buf_put_text(&values, ", ");
        if (f->is_number)
            buf_printf(&values, "%.4g", f->number);
        else
            catalogue_put_fact(&w->p->words, &values, f->name, f->text);
    }
    str label = fact_label(w, who->facts[first].name);
    buf_put_text(w->out, "  ");
    buf_put_str(w->out, label);
    buf_put_text(w->out, ": ");
    text_wrapped(w->out, buf_str(&values), report_columns(label) + 4, INDENT);
}

static void put_facts(text_work *w)
{
    const person *who = w->p->who;
    bool any = false;
    for (size_t i = 0; i < who->fact_count; i++) {
        bool again = is_said_elsewhere(&who->facts[i]);
        for (size_t k = 0; k < i && !again; k++) {
            again = who->facts[k].drug.n == 0 && str_eq(who->facts[k].name, who->facts[i].name);
        }
        if (again) continue;
        if (!any) heading(w, "chart.facts");
        any = true;
        put_fact_line(w, i);
    }
}

static status put_allergies(text_work *w)
{
    const person *who = w->p->who;
    columns table;
    heading(w, "chart.allergies");
    if (who->allergy_count == 0) {
        const char *key = who->allergies_known ? "chart.allergies_none" : "chart.allergies_unknown";
        buf_put_text(w->out, "  ");
        catalogue_put(&w->p->words, w->out, str_of(key), NULL, 0);
        buf_put_c(w->out, '\n');
        return OK;
    }
    columns_init(&table, w->a, 3);
    for (size_t i = 0; i < who->allergy_count; i++) {
        const person_medicine *m = &who->allergies[i];
        str what = m->drug.n > 0 ? m->drug : m->drug_class.n > 0 ? m->drug_class : STR("?");
        const char *how = m->drug_class.n > 0 ? "chart.match_class" : match_key(m->match);
        columns_row(&table, (str[]){what, plain(w, m->name), phrase(w, how, NULL, nothing)});
    }
    return columns_print(&table, "  ", w->out, w->e);
}

/* ---- vaccinations, contacts ---- */

static bool is_same_vaccine(const person_vaccine *a, const person_vaccine *b)
{
    return a->vaccine.n > 0 ? str_eq(a->vaccine, b->vaccine) : str_eq(a->name, b->name);
}

/** "influenza 2024-10-02, 2023-09-30": the newest of its kind, unless all are wanted. */
static void put_vaccine(text_work *w, size_t first)
{
    const person *who = w->p->who;
    const person_vaccine *v = &who->vaccines[first];
    AUTO(buf_release) buf line;
    buf_init(&line, PIECE_MAX);
    for (size_t i = first; i < who->vaccine_count; i++) {
        const person_vaccine *x = &who->vaccines[i];
        if (!is_same_vaccine(v, x) || (i > first && !w->p->all)) continue;
        str day = day_of(w, x->when);
        if (line.n > 0) buf_put_text(&line, ", ");
        buf_put_str(&line, day.n > 0 ? day : phrase(w, "chart.no_date", NULL, nothing));
    }
    AUTO(buf_release) buf label;
    buf_init(&label, PIECE_MAX);
    if (v->vaccine.n > 0)
        catalogue_put_fact(&w->p->words, &label, STR("vaccinated"), v->vaccine);
    else
        report_put_plain(&label, v->name);
    buf_put_text(w->out, "  ");
    buf_put_str(w->out, buf_str(&label));
    buf_put_text(w->out, ": ");
    text_wrapped(w->out, buf_str(&line), report_columns(buf_str(&label)) + 4, INDENT);
}

static void put_vaccines(text_work *w)
{
    const person *who = w->p->who;
    if (who->vaccine_count > 0) heading(w, "chart.vaccines");
    for (size_t i = 0; i < who->vaccine_count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) {
            again = is_same_vaccine(&who->vaccines[i], &who->vaccines[k]);
        }
        if (!again) put_vaccine(w, i);
    }
}

/** "In hospital since 2024-05-03", or "Last contact: visit 2024-05-03". */
static void put_contact(text_work *w)
{
    const person_contact *x = &w->p->who->contact;
    if (x->kind.n == 0) return;
    buf_put_c(w->out, '\n');
    if (x->ongoing && str_eq(x->kind, STR("inpatient"))) {
        buf_put_str(w->out, phrase(w, "chart.contact_now", "object", day_of(w, x->since)));
    } else {
        const char *key = arena_printf(w->a, "chart.contact.%.*s", STR_ARG(x->kind));
        buf_put_str(w->out, phrase(w, "chart.contact", NULL, nothing));
        buf_put_text(w->out, ": ");
        if (key != NULL) buf_put_str(w->out, phrase(w, key, NULL, nothing));
        buf_put_c(w->out, ' ');
        buf_put_str(w->out, day_of(w, x->since));
    }
    buf_put_c(w->out, '\n');
}

/* ---- what was not understood ---- */

/** The names that share a reason, the first few unless all are wanted. */
static void put_unknown_names(text_work *w, const chart_unknown *all, size_t count, size_t first)
{
    AUTO(buf_release) buf line;
    size_t shown = 0, more = 0;
    buf_init(&line, PIECE_MAX);
    const char *key = arena_printf(w->a, "chart.why.%.*s", STR_ARG(all[first].why));
    if (key != NULL) catalogue_put(&w->p->words, &line, str_of(key), NULL, 0);
    buf_put_text(&line, ": ");
    for (size_t i = first; i < count; i++) {
        if (!str_eq(all[i].why, all[first].why)) continue;
        if (shown == NAMES_SHOWN && !w->p->all) {
            more++;
            continue;
        }
        if (shown++ > 0) buf_put_text(&line, "; ");
        report_put_plain(&line, all[i].what.n > 0 ? all[i].what : STR("?"));
        bool short_place = all[i].from.n < 12;
        if (all[i].times > 1) buf_printf(&line, " (%llu)", (unsigned long long)all[i].times);
        if (all[i].times == 1 && short_place) buf_printf(&line, " (%.*s)", STR_ARG(all[i].from));
    }
    if (more > 0) {
        str rest = phrase(w, "chart.more", "count", number(w, (double)more, "%.0f"));
        buf_printf(&line, "; %.*s", STR_ARG(rest));
    }
    buf_put_text(w->out, "  ");
    text_wrapped(w->out, buf_str(&line), 2, INDENT);
}

static void put_unknowns(text_work *w)
{
    size_t count;
    const chart_unknown *all = chart_unknowns(w->p->chart, &count);
    if (count > 0) heading(w, "chart.unknowns");
    for (size_t i = 0; i < count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) again = str_eq(all[k].why, all[i].why);
        if (!again) put_unknown_names(w, all, count, i);
    }
}

/* ---- counts ---- */

static uint64_t tally_of(const chart_tally *t, size_t group)
{
    return group == 0 ? t->used : group == 1 ? t->partly : t->ignored;
}

/** "182 of 187" */
static void put_share(text_work *w, buf *out, uint64_t n, uint64_t of)
{
    const catalogue_slot slots[] = {{"count", number(w, (double)n, "%.0f")},
                                    {"object", number(w, (double)of, "%.0f")}};
    catalogue_put(&w->p->words, out, STR("chart.share"), slots, 2);
}

/** "used: Patient 1 of 1, Observation 182 of 187" */
static void put_tally_line(text_work *w, const chart_tally *all, size_t count, size_t group)
{
    static const char *const keys[] = {"chart.read_used", "chart.read_partly",
                                       "chart.read_ignored"};
    AUTO(buf_release) buf line;
    bool any = false;
    buf_init(&line, PIECE_MAX);
    buf_put_str(&line, phrase(w, keys[group], NULL, nothing));
    for (size_t i = 0; i < count; i++) {
        uint64_t n = tally_of(&all[i], group);
        if (n == 0) continue;
        buf_put_text(&line, any ? ", " : ": ");
        bool lines = str_eq(all[i].type, STR("line")); /* "23 of 23 lines" */
        if (!lines) {
            report_put_plain(&line, all[i].type);
            buf_put_c(&line, ' ');
        }
        put_share(w, &line, n, all[i].seen);
        if (lines) {
            buf_put_c(&line, ' ');
            buf_put_str(&line, phrase(w, "chart.lines", NULL, nothing));
        }
        any = true;
    }
    if (!any) return;
    buf_put_text(w->out, "  ");
    text_wrapped(w->out, buf_str(&line), 2, INDENT);
}

static void put_tallies(text_work *w)
{
    size_t count;
    const chart_tally *all = chart_tallies(w->p->chart, &count);
    heading(w, "chart.read");
    for (size_t group = 0; group < 3; group++) put_tally_line(w, all, count, group);
}

status chart_page_text(const chart_page *p, arena *a, buf *out, err *e)
{
    text_work w = {p, a, out, e, 0};
    put_person(&w);
    put_medicines(&w);
    TRY(put_values(&w));
    put_facts(&w);
    TRY(put_allergies(&w));
    put_vaccines(&w);
    put_contact(&w);
    put_unknowns(&w);
    put_tallies(&w);
    return buf_status(out, e);
}
