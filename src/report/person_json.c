/*
 * What is known of a person, as data: numbers stay as they were written beside what was made of
 * them. Chooses nothing; the documents say what goes in.
 */
#include "report/person_json.h"

#include <math.h>

static const char *match_name(person_match m)
{
    static const char *const names[] = {"none", "code", "name", "within"};
    return names[m];
}

static void put_medicine(jsonw *w, const person_medicine *m)
{
    jsonw_object(w);
    jsonw_pair_str(w, "written", m->name);
    jsonw_pair_str_or_null(w, "drug", m->drug);
    jsonw_pair_str_or_null(w, "class", m->drug_class);
    jsonw_pair_text(w, "match", match_name(m->match));
    jsonw_pair_str_or_null(w, "status", m->status);
    jsonw_pair_double(w, "dose_mg_per_day", m->dose_mg_per_day);
    jsonw_pair_bool(w, "not_daily", m->not_daily);
    jsonw_pair_bool(w, "as_needed", m->as_needed);
    jsonw_pair_double(w, "most_mg_per_day", m->as_needed ? m->most_mg_per_day : NAN);
    jsonw_pair_bool(w, "doses_differ", m->doses_differ);
    jsonw_pair_date(w, "since", m->since);
    jsonw_pair_str_or_null(w, "from", m->from);
    jsonw_object_end(w);
}

void person_json_medicines(jsonw *w, const char *key, const person_medicine *list, size_t count)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) put_medicine(w, &list[i]);
    jsonw_array_end(w);
}

void person_json_measure(jsonw *w, const person_measure *m, const char *date_key)
{
    jsonw_object(w);
    jsonw_pair_str(w, "name", m->name);
    jsonw_pair_double(w, "value", m->value);
    jsonw_pair_str_or_null(w, "unit", m->unit);
    jsonw_pair_str_or_null(w, "written", m->written);
    jsonw_pair_date(w, date_key, m->when);
    jsonw_pair_str_or_null(w, "from", m->from);
    jsonw_pair_str_or_null(w, "doubt", m->doubt);
    jsonw_object_end(w);
}

static void put_fact(jsonw *w, const person_fact *f)
{
    jsonw_object(w);
    jsonw_pair_str(w, "name", f->name);
    if (f->is_number)
        jsonw_pair_double(w, "value", f->number);
    else
        jsonw_pair_str(w, "value", f->text);
    jsonw_pair_str_or_null(w, "drug", f->drug);
    jsonw_object_end(w);
}

void person_json_facts(jsonw *w, const person *p)
{
    jsonw_key(w, "facts");
    jsonw_array(w);
    for (size_t i = 0; i < p->fact_count; i++) put_fact(w, &p->facts[i]);
    jsonw_array_end(w);
}

void person_json_tallies(jsonw *w, const chart_tally *list, size_t count)
{
    jsonw_key(w, "read");
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) {
        jsonw_object(w);
        jsonw_pair_str(w, "type", list[i].type);
        jsonw_pair_i64(w, "seen", (int64_t)list[i].seen);
        jsonw_pair_i64(w, "used", (int64_t)list[i].used);
        jsonw_pair_i64(w, "partly", (int64_t)list[i].partly);
        jsonw_pair_i64(w, "ignored", (int64_t)list[i].ignored);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

void person_json_unknowns(jsonw *w, const char *key, const chart_unknown *list, size_t count)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) {
        jsonw_object(w);
        jsonw_pair_str_or_null(w, "from", list[i].from);
        jsonw_pair_str(w, "what", list[i].what);
        jsonw_pair_str(w, "why", list[i].why);
        jsonw_pair_i64(w, "times", (int64_t)list[i].times);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}
