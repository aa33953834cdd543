/*
 * What is known of the person, as data: numbers stay as they were written beside what was made of
 * them, doubts and unknowns are listed with their place in the chart.
 */
#include "report/report_json_person.h"

#include "report/report_person.h"

enum { PIECE_MAX = 1 << 20 };

static void pair_number(jsonw *w, const char *key, double value)
{
    jsonw_key(w, key);
    jsonw_double(w, value); /* NaN is null: not stated */
}

static void pair_date(jsonw *w, const char *key, date d)
{
    char text[DATE_TEXT_MAX];
    jsonw_pair_str_or_null(w, key, str_of(date_text(d, text)));
}

/* ---- tests ---- */

static void write_test(const report *r, jsonw *w, const advice_test *t)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    person_put_test(r, &text, t);
    jsonw_object(w);
    jsonw_pair_str(w, "gene", t->gene);
    jsonw_pair_list(w, "drugs", t->drugs, t->drug_count);
    jsonw_pair_text(w, "worst_light", advice_light_name(t->worst_light));
    jsonw_pair_str(w, "worst_action", t->worst_action);
    jsonw_pair_str(w, "worst_drug", t->worst_drug);
    pair_number(w, "share_min", t->share_min);
    pair_number(w, "share_max", t->share_max);
    jsonw_pair_str_or_null(w, "group", t->group);
    jsonw_pair_str(w, "text", buf_str(&text));
    jsonw_object_end(w);
}

/* ---- chart ---- */

static const char *match_name(person_match m)
{
    static const char *const names[] = {"none", "code", "name", "within"};
    return names[m];
}

static void write_medicines(jsonw *w, const char *key, const person_medicine *list, size_t count)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) {
        const person_medicine *m = &list[i];
        jsonw_object(w);
        jsonw_pair_str(w, "written", m->name);
        jsonw_pair_str_or_null(w, "drug", m->drug);
        jsonw_pair_text(w, "match", match_name(m->match));
        pair_number(w, "dose_mg_per_day", m->dose_mg_per_day);
        jsonw_pair_bool(w, "not_daily", m->not_daily);
        pair_date(w, "since", m->since);
        jsonw_pair_str_or_null(w, "from", m->from);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_measures(jsonw *w, const person *p)
{
    jsonw_key(w, "measures");
    jsonw_array(w);
    for (size_t i = 0; i < p->measure_count; i++) {
        const person_measure *m = &p->measures[i];
        bool older = i > 0 && str_eq(p->measures[i - 1].name, m->name);
        if (older && p->measures[i - 1].doubt.n == 0) continue; /* the newest usable one is out */
        jsonw_object(w);
        jsonw_pair_str(w, "name", m->name);
        pair_number(w, "value", m->value);
        jsonw_pair_str_or_null(w, "unit", m->unit);
        jsonw_pair_str_or_null(w, "written", m->written);
        pair_date(w, "date", m->when);
        jsonw_pair_str_or_null(w, "from", m->from);
        jsonw_pair_str_or_null(w, "doubt", m->doubt);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_facts(jsonw *w, const person *p)
{
    jsonw_key(w, "facts");
    jsonw_array(w);
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        jsonw_object(w);
        jsonw_pair_str(w, "name", f->name);
        jsonw_key(w, "value");
        if (f->is_number)
            jsonw_double(w, f->number);
        else
            jsonw_str(w, f->text);
        jsonw_pair_str_or_null(w, "drug", f->drug);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_reading(const report *r, jsonw *w)
{
    jsonw_key(w, "read");
    jsonw_array(w);
    for (size_t i = 0; i < r->tally_count; i++) {
        const chart_tally *t = &r->tallies[i];
        jsonw_object(w);
        jsonw_pair_str(w, "type", t->type);
        jsonw_pair_i64(w, "seen", (int64_t)t->seen);
        jsonw_pair_i64(w, "used", (int64_t)t->used);
        jsonw_pair_i64(w, "partly", (int64_t)t->partly);
        jsonw_pair_i64(w, "ignored", (int64_t)t->ignored);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
    jsonw_key(w, "not_understood");
    jsonw_array(w);
    for (size_t i = 0; i < r->unknown_count; i++) {
        const chart_unknown *u = &r->unknowns[i];
        jsonw_object(w);
        jsonw_pair_str_or_null(w, "from", u->from);
        jsonw_pair_str(w, "what", u->what);
        jsonw_pair_str(w, "why", u->why);
        jsonw_pair_i64(w, "times", (int64_t)u->times);
        jsonw_object_end(w);
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
    pair_date(w, "as_of", p->as_of);
    pair_date(w, "birth", p->birth);
    write_facts(w, p);
    write_medicines(w, "medicines", p->medicines, p->medicine_count);
    jsonw_pair_bool(w, "allergies_known", p->allergies_known);
    write_medicines(w, "allergies", p->allergies, p->allergy_count);
    write_measures(w, p);
    write_reading(r, w);
    jsonw_object_end(w);
}

/* ---- scores ---- */

static void write_outputs(jsonw *w, const score *s)
{
    jsonw_key(w, "results");
    jsonw_array(w);
    for (size_t i = 0; i < s->output_count; i++) {
        const score_output *o = &s->outputs[i];
        jsonw_object(w);
        jsonw_pair_str(w, "name", o->name);
        pair_number(w, "value", o->value);
        jsonw_pair_str_or_null(w, "unit", o->unit);
        pair_number(w, "low", o->low);
        pair_number(w, "high", o->high);
        jsonw_pair_str_or_null(w, "interval", o->interval);
        jsonw_pair_i64(w, "decimals", o->decimals);
        jsonw_pair_str_or_null(w, "band", o->band);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_inputs(jsonw *w, const score *s)
{
    jsonw_key(w, "inputs");
    jsonw_array(w);
    for (size_t i = 0; i < s->input_count; i++) {
        const score_input *x = &s->inputs[i];
        jsonw_object(w);
        jsonw_pair_str(w, "name", x->name);
        jsonw_pair_str(w, "text", x->text);
        pair_number(w, "value", x->value);
        jsonw_pair_str_or_null(w, "unit", x->unit);
        pair_date(w, "date", x->when);
        jsonw_pair_str_or_null(w, "from", x->from);
        jsonw_pair_bool(w, "assumed", x->assumed);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_validations(jsonw *w, const score *s)
{
    jsonw_key(w, "validation");
    jsonw_array(w);
    for (size_t i = 0; i < s->validation_count; i++) {
        const score_validation *v = &s->validations[i];
        jsonw_object(w);
        jsonw_pair_str(w, "measure", v->measure);
        jsonw_pair_str(w, "value", v->value);
        jsonw_pair_str_or_null(w, "unit", v->unit);
        jsonw_pair_str(w, "group", v->group);
        jsonw_pair_bool(w, "own_group", v->own_group);
        jsonw_pair_str_or_null(w, "n", v->n);
        jsonw_pair_str_or_null(w, "verdict", v->verdict);
        jsonw_pair_str_or_null(w, "source", v->source);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_score(const report *r, jsonw *w, const score *s)
{
    AUTO(buf_release) buf name, text;
    buf_init(&name, PIECE_MAX);
    buf_init(&text, PIECE_MAX);
    score_put_name(&r->words, &name, s);
    score_put_answer(&r->words, &text, s);
    jsonw_object(w);
    jsonw_pair_str(w, "formula", s->formula);
    jsonw_pair_str(w, "name", buf_str(&name));
    jsonw_pair_str(w, "kind", s->kind);
    jsonw_pair_str_or_null(w, "drug", s->drug);
    jsonw_pair_text(w, "status", score_status_name(s->status));
    jsonw_pair_str(w, "text", buf_str(&text));
    write_outputs(w, s);
    write_inputs(w, s);
    jsonw_pair_list(w, "missing", s->missing, s->missing_count);
    jsonw_pair_str_or_null(w, "why", s->why);
    jsonw_pair_str_or_null(w, "why_detail", s->why_detail);
    jsonw_pair_list(w, "remarks", s->remarks, s->remark_count);
    write_validations(w, s);
    jsonw_pair_bool(w, "verified", s->verified);
    jsonw_pair_str_or_null(w, "source", s->source);
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
