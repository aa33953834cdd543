/*
 * A chart as JSON: everything that was kept, every doubt, every unknown, every count. What is not
 * known is null.
 */
#include "report/chart_page.h"
#include "report/person_json.h"

static void put_vaccines(jsonw *w, const person *who)
{
    jsonw_key(w, "vaccines");
    jsonw_array(w);
    for (size_t i = 0; i < who->vaccine_count; i++) {
        const person_vaccine *v = &who->vaccines[i];
        jsonw_object(w);
        jsonw_pair_str(w, "written", v->name);
        jsonw_pair_str_or_null(w, "vaccine", v->vaccine);
        jsonw_pair_date(w, "when", v->when);
        jsonw_pair_str(w, "from", v->from);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void put_contact(jsonw *w, const person_contact *x)
{
    jsonw_key(w, "contact");
    if (x->kind.n == 0) {
        jsonw_null(w);
        return;
    }
    jsonw_object(w);
    jsonw_pair_str(w, "kind", x->kind);
    jsonw_pair_date(w, "since", x->since);
    jsonw_pair_date(w, "until", x->until);
    jsonw_pair_bool(w, "ongoing", x->ongoing);
    jsonw_pair_str(w, "from", x->from);
    jsonw_object_end(w);
}

void chart_page_json(const chart_page *p, bool pretty, buf *out)
{
    jsonw w;
    const person *who = p->who;
    size_t unknowns, tallies;
    const chart_unknown *unknown = chart_unknowns(p->chart, &unknowns);
    const chart_tally *tally = chart_tallies(p->chart, &tallies);
    jsonw_init(&w, out, pretty);
    jsonw_object(&w);
    jsonw_pair_str(&w, "file", p->file);
    jsonw_pair_str_or_null(&w, "patient", who->id);
    jsonw_pair_date(&w, "birth", who->birth);
    jsonw_pair_date(&w, "as_of", who->as_of);
    jsonw_pair_bool(&w, "medicines_known", who->medicines_known);
    person_json_medicines(&w, "medicines", who->medicines, who->medicine_count);
    jsonw_pair_bool(&w, "allergies_known", who->allergies_known);
    person_json_medicines(&w, "allergies", who->allergies, who->allergy_count);
    put_vaccines(&w, who);
    put_contact(&w, &who->contact);
    jsonw_key(&w, "measures");
    jsonw_array(&w);
    for (size_t i = 0; i < who->measure_count; i++)
        person_json_measure(&w, &who->measures[i], "when");
    jsonw_array_end(&w);
    person_json_facts(&w, who);
    person_json_unknowns(&w, "unknowns", unknown, unknowns);
    person_json_tallies(&w, tally, tallies);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
}
