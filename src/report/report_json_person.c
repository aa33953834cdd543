/*
 * What is known of the person, as data: numbers stay as they were written beside what was made of
 * them, doubts and unknowns are listed with their place in the chart.
 */
#include "report/report_json_person.h"

#include "report/person_json.h"
#include "report/report_person.h"
#include "report/score_json.h"

enum { PIECE_MAX = 1 << 20 };

/* ---- tests ---- */

static void write_test(const report *r, jsonw *w, const advice_test *t)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    person_put_test(r, &text, t, false);
    jsonw_object(w);
    jsonw_pair_str(w, "gene", t->gene);
    jsonw_pair_str_or_null(w, "site", t->site);
    jsonw_pair_list(w, "drugs", t->drugs, t->drug_count);
    jsonw_pair_text(w, "worst_light", advice_light_name(t->worst_light));
    jsonw_pair_str(w, "worst_action", t->worst_action);
    jsonw_pair_str(w, "worst_drug", t->worst_drug);
    jsonw_pair_double(w, "share_min", t->share_min);
    jsonw_pair_double(w, "share_max", t->share_max);
    jsonw_pair_str_or_null(w, "group", t->group);
    jsonw_pair_str(w, "text", buf_str(&text));
    jsonw_object_end(w);
}

/* ---- chart ---- */

static void write_measures(jsonw *w, const person *p)
{
    jsonw_key(w, "measures");
    jsonw_array(w);
    for (size_t i = 0; i < p->measure_count; i++) {
        const person_measure *m = &p->measures[i];
        bool older = i > 0 && str_eq(p->measures[i - 1].name, m->name);
        if (older && p->measures[i - 1].doubt.n == 0) continue; /* the newest usable one is out */
        person_json_measure(w, m, "date");
    }
    jsonw_array_end(w);
}

static void write_chart(const report *r, jsonw *w)
{
    const person *p = r->who;
    jsonw_key(w, "chart");
    if (!r->has_chart || p == NULL) {
        jsonw_null(w);
        return;
    }
    jsonw_object(w);
    jsonw_pair_str_or_null(w, "patient", p->id);
    jsonw_pair_date(w, "as_of", p->as_of);
    jsonw_pair_date(w, "birth", p->birth);
    person_json_facts(w, p);
    person_json_medicines(w, "medicines", p->medicines, p->medicine_count);
    jsonw_pair_bool(w, "allergies_known", p->allergies_known);
    person_json_medicines(w, "allergies", p->allergies, p->allergy_count);
    write_measures(w, p);
    person_json_tallies(w, r->tallies, r->tally_count);
    person_json_unknowns(w, "not_understood", r->unknowns, r->unknown_count);
    jsonw_object_end(w);
}

/* ---- scores ---- */

static void write_score(const report *r, jsonw *w, const score *s)
{
    AUTO(buf_release) buf name, text;
    buf_init(&name, PIECE_MAX);
    buf_init(&text, PIECE_MAX);
    score_put_name(&r->words, &name, s);
    score_put_answer(&r->words, &text, s);
    jsonw_object(w);
    jsonw_pair_str(w, "name", buf_str(&name));
    jsonw_pair_str(w, "text", buf_str(&text));
    score_json_members(w, s);
    jsonw_object_end(w);
}

void report_json_person(const report *r, jsonw *w)
{
    jsonw_key(w, "tests");
    jsonw_array(w);
    for (size_t i = 0; i < r->advice->test_count; i++) write_test(r, w, &r->advice->tests[i]);
    jsonw_array_end(w);
    write_chart(r, w);
    jsonw_key(w, "scores");
    jsonw_array(w);
    for (size_t i = 0; r->scores != NULL && i < r->scores->count; i++) {
        write_score(r, w, &r->scores->items[i]);
    }
    jsonw_array_end(w);
}
