/*
 * The JSON of scores.
 */
#include "report/score_json.h"

#include "base/version.h"
#include "report/score_course.h"

static void put_output(jsonw *w, const score_output *o)
{
    jsonw_object(w);
    jsonw_pair_str(w, "name", o->name);
    jsonw_pair_double(w, "value", o->value);
    jsonw_pair_str_or_null(w, "unit", o->unit);
    jsonw_pair_i64(w, "decimals", (int64_t)o->decimals);
    jsonw_pair_str_or_null(w, "band", o->band);
    jsonw_pair_double(w, "low", o->low);
    jsonw_pair_double(w, "high", o->high);
    jsonw_pair_str_or_null(w, "interval", o->interval);
    jsonw_object_end(w);
}

static void put_input(jsonw *w, const score_input *x)
{
    jsonw_object(w);
    jsonw_pair_str(w, "name", x->name);
    jsonw_pair_str(w, "text", x->text);
    jsonw_pair_double(w, "value", x->value);
    jsonw_pair_str_or_null(w, "unit", x->unit);
    jsonw_pair_date(w, "date", x->when);
    jsonw_pair_str_or_null(w, "from", x->from);
    jsonw_pair_bool(w, "assumed", x->assumed);
    jsonw_object_end(w);
}

static void put_validation(jsonw *w, const score_validation *v)
{
    jsonw_object(w);
    jsonw_pair_str(w, "measure", v->measure);
    jsonw_pair_str(w, "group", v->group);
    jsonw_pair_bool(w, "own_group", v->own_group);
    jsonw_pair_str_or_null(w, "value", v->value);
    jsonw_pair_str_or_null(w, "unit", v->unit);
    jsonw_pair_str_or_null(w, "n", v->n);
    jsonw_pair_str_or_null(w, "verdict", v->verdict);
    jsonw_pair_str_or_null(w, "source", v->source);
    jsonw_object_end(w);
}

static void put_lists(jsonw *w, const score *s)
{
    jsonw_key(w, "results");
    jsonw_array(w);
    for (size_t i = 0; i < s->output_count; i++) put_output(w, &s->outputs[i]);
    jsonw_array_end(w);
    jsonw_key(w, "inputs");
    jsonw_array(w);
    for (size_t i = 0; i < s->input_count; i++) put_input(w, &s->inputs[i]);
    jsonw_array_end(w);
    jsonw_pair_list(w, "missing", s->missing, s->missing_count);
    jsonw_pair_list(w, "remarks", s->remarks, s->remark_count);
    jsonw_key(w, "validation");
    jsonw_array(w);
    for (size_t i = 0; i < s->validation_count; i++) put_validation(w, &s->validations[i]);
    jsonw_array_end(w);
}

void score_json_members(jsonw *w, const score *s)
{
    jsonw_pair_str(w, "formula", s->formula);
    jsonw_pair_str(w, "kind", s->kind);
    jsonw_pair_str_or_null(w, "drug", s->drug);
    jsonw_pair_text(w, "status", score_status_name(s->status));
    jsonw_pair_str_or_null(w, "why", s->why);
    jsonw_pair_str_or_null(w, "why_detail", s->why_detail);
    put_lists(w, s);
    score_course_json(w, s->course);
    jsonw_pair_bool(w, "verified", s->verified);
    jsonw_pair_str_or_null(w, "source", s->source);
}

static void put_score(jsonw *w, const score *s)
{
    jsonw_object(w);
    score_json_members(w, s);
    jsonw_object_end(w);
}

void score_json(const score_set *set, buf *out)
{
    jsonw w;
    jsonw_init(&w, out, true);
    jsonw_object(&w);
    jsonw_pair_text(&w, "format", "precis-score");
    jsonw_pair_i64(&w, "format_version", 1);
    jsonw_pair_text(&w, "program", "precis " PRECIS_VERSION);
    jsonw_key(&w, "scores");
    jsonw_array(&w);
    for (size_t i = 0; i < set->count; i++) put_score(&w, &set->items[i]);
    jsonw_array_end(&w);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
}
