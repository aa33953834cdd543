/*
 * A chart as JSON: everything that was kept, every doubt, every unknown, every count. What is not
 * known is null.
 */
#include <math.h>

#include "base/jsonw.h"
#include "report/chart_page.h"

static void put_date(jsonw *w, const char *key, date when)
{
    char text[DATE_TEXT_MAX];
    jsonw_pair_str_or_null(w, key, str_of(date_text(when, text)));
}

static void put_number(jsonw *w, const char *key, double v)
{
    jsonw_key(w, key);
    jsonw_double(w, v);
}

static const char *match_word(person_match match)
{
    static const char *const words[] = {"none", "code", "name", "within"};
    return words[match];
}

static void put_medicine(jsonw *w, const person_medicine *m)
{
    jsonw_object(w);
    jsonw_pair_str_or_null(w, "drug", m->drug);
    jsonw_pair_str(w, "written", m->name);
    jsonw_pair_text(w, "match", match_word(m->match));
    jsonw_pair_str_or_null(w, "status", m->status);
    put_number(w, "dose_mg_per_day", m->dose_mg_per_day);
    jsonw_pair_bool(w, "not_daily", m->not_daily);
    put_date(w, "since", m->since);
    jsonw_pair_str(w, "from", m->from);
    jsonw_object_end(w);
}

static void put_medicines(jsonw *w, const char *key, const person_medicine *list, size_t count)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) put_medicine(w, &list[i]);
    jsonw_array_end(w);
}

static void put_measure(jsonw *w, const person_measure *m)
{
    jsonw_object(w);
    jsonw_pair_str(w, "name", m->name);
    put_number(w, "value", m->value);
    jsonw_pair_str_or_null(w, "unit", m->unit);
    jsonw_pair_str(w, "written", m->written);
    put_date(w, "when", m->when);
    jsonw_pair_str(w, "from", m->from);
    jsonw_pair_str_or_null(w, "doubt", m->doubt);
    jsonw_object_end(w);
}

static void put_fact(jsonw *w, const person_fact *f)
{
    jsonw_object(w);
    jsonw_pair_str(w, "name", f->name);
    if (f->is_number)
        put_number(w, "value", f->number);
    else
        jsonw_pair_str(w, "value", f->text);
    jsonw_pair_str_or_null(w, "drug", f->drug);
    jsonw_object_end(w);
}

static void put_unknowns(jsonw *w, const chart *c)
{
    size_t count;
    const chart_unknown *all = chart_unknowns(c, &count);
    jsonw_key(w, "unknowns");
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) {
        jsonw_object(w);
        jsonw_pair_str(w, "what", all[i].what);
        jsonw_pair_str(w, "why", all[i].why);
        jsonw_pair_str(w, "from", all[i].from);
        jsonw_pair_i64(w, "times", (int64_t)all[i].times);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void put_tallies(jsonw *w, const chart *c)
{
    size_t count;
    const chart_tally *all = chart_tallies(c, &count);
    jsonw_key(w, "read");
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) {
        jsonw_object(w);
        jsonw_pair_str(w, "type", all[i].type);
        jsonw_pair_i64(w, "seen", (int64_t)all[i].seen);
        jsonw_pair_i64(w, "used", (int64_t)all[i].used);
        jsonw_pair_i64(w, "partly", (int64_t)all[i].partly);
        jsonw_pair_i64(w, "ignored", (int64_t)all[i].ignored);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

void chart_page_json(const chart_page *p, bool pretty, buf *out)
{
    jsonw w;
    const person *who = p->who;
    jsonw_init(&w, out, pretty);
    jsonw_object(&w);
    jsonw_pair_str(&w, "file", p->file);
    jsonw_pair_str_or_null(&w, "patient", who->id);
    put_date(&w, "birth", who->birth);
    put_date(&w, "as_of", who->as_of);
    jsonw_pair_bool(&w, "medicines_known", who->medicines_known);
    put_medicines(&w, "medicines", who->medicines, who->medicine_count);
    jsonw_pair_bool(&w, "allergies_known", who->allergies_known);
    put_medicines(&w, "allergies", who->allergies, who->allergy_count);
    jsonw_key(&w, "measures");
    jsonw_array(&w);
    for (size_t i = 0; i < who->measure_count; i++) put_measure(&w, &who->measures[i]);
    jsonw_array_end(&w);
    jsonw_key(&w, "facts");
    jsonw_array(&w);
    for (size_t i = 0; i < who->fact_count; i++) put_fact(&w, &who->facts[i]);
    jsonw_array_end(&w);
    put_unknowns(&w, p->chart);
    put_tallies(&w, p->chart);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
}
