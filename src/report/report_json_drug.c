/*
 * A drug as JSON: what holds in full, what is only possible in brief. Knows the schema; decides
 * nothing.
 */
#include "report/report_json_drug.h"

#include "base/jsonw.h"

enum { PIECE_MAX = 4 << 20 };

static void write_case(jsonw *w, const advice_case *k)
{
    jsonw_array(w);
    for (size_t i = 0; i < k->fact_count; i++) {
        const advice_fact *f = &k->facts[i];
        jsonw_object(w);
        jsonw_pair_str(w, "gene", f->gene);
        jsonw_pair_str_or_null(w, "value", f->value);
        jsonw_pair_bool(w, "functional", f->functional);
        /* which ones: the candidates of the gene that have this value */
        jsonw_pair_i64(w, "candidates", (int64_t)f->candidate_count);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_implications(const report *r, jsonw *w, const advice *row)
{
    jsonw_key(w, "implications");
    jsonw_array(w);
    for (size_t i = 0; i < row->implication_count; i++) {
        const advice_implication *m = &row->implications[i];
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        catalogue_put_implication(&r->words, &text, m);
        jsonw_object(w);
        jsonw_pair_str_or_null(w, "gene", m->gene);
        jsonw_pair_str(w, "quantity", m->quantity);
        jsonw_pair_str(w, "direction", m->direction);
        jsonw_pair_str_or_null(w, "object", m->object);
        jsonw_pair_str(w, "text", buf_str(&text));
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_also(const report *r, jsonw *w, const advice *row)
{
    jsonw_key(w, "also");
    jsonw_array(w);
    for (size_t i = 0; i < row->also_count; i++) {
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        catalogue_put_also(&r->words, &text, row->also[i]);
        jsonw_object(w);
        jsonw_pair_str(w, "code", row->also[i]);
        jsonw_pair_str(w, "text", buf_str(&text));
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_dose(jsonw *w, const advice *row)
{
    jsonw_key(w, "dose");
    jsonw_object(w);
    jsonw_pair_double(w, "factor_min", row->dose_min);
    jsonw_pair_double(w, "factor_max", row->dose_max);
    jsonw_pair_str_or_null(w, "of", row->dose_of);
    jsonw_pair_double(w, "max", row->max_dose);
    jsonw_pair_str_or_null(w, "max_unit", row->max_unit);
    jsonw_object_end(w);
}

static void write_row(const report *r, jsonw *w, const advice *row)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put_action(&r->words, &text, row);
    jsonw_object(w);
    jsonw_pair_str(w, "rule", row->rule_id);
    jsonw_pair_str(w, "source", row->source);
    jsonw_pair_str(w, "source_kind", row->source_kind);
    jsonw_pair_str(w, "population", row->population);
    jsonw_pair_bool(w, "population_known", row->population_known);
    jsonw_pair_str(w, "condition", row->condition);
    jsonw_pair_str(w, "action", row->action);
    jsonw_pair_text(w, "light", advice_light_name(row->light));
    jsonw_pair_str(w, "text", buf_str(&text));
    write_dose(w, row);
    jsonw_pair_list(w, "alternatives", row->alternatives, row->alternative_count);
    write_also(r, w, row);
    write_implications(r, w, row);
    jsonw_pair_str_or_null(w, "strength", row->strength);
    jsonw_pair_str_or_null(w, "guideline", row->guideline);
    jsonw_pair_str_or_null(w, "pmid", row->pmid);
    jsonw_pair_text(w, "certainty", advice_certainty_name(row->certainty));
    jsonw_key(w, "cases");
    jsonw_array(w);
    for (size_t i = 0; i < row->case_count; i++) write_case(w, &row->cases[i]);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

/* Which results of which genes, in the words of the rule. */
static void write_brief_case(jsonw *w, const advice_case *k)
{
    jsonw_object(w);
    for (size_t i = 0; i < k->fact_count; i++) {
        jsonw_key_str(w, k->facts[i].gene);
        jsonw_str(w, k->facts[i].value);
    }
    jsonw_object_end(w);
}

static void write_brief(jsonw *w, const advice *row)
{
    jsonw_object(w);
    jsonw_pair_str(w, "rule", row->rule_id);
    jsonw_pair_str(w, "source", row->source);
    jsonw_pair_str(w, "population", row->population);
    jsonw_pair_bool(w, "population_known", row->population_known);
    jsonw_pair_str(w, "action", row->action);
    jsonw_pair_text(w, "light", advice_light_name(row->light));
    jsonw_key(w, "cases");
    jsonw_array(w);
    for (size_t i = 0; i < row->case_count; i++) write_brief_case(w, &row->cases[i]);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

static void write_open(jsonw *w, const advice_drug *d)
{
    jsonw_key(w, "open");
    jsonw_array(w);
    for (size_t i = 0; i < d->open_count; i++) {
        const advice_open_gene *o = &d->open[i];
        jsonw_object(w);
        jsonw_pair_str(w, "gene", o->gene);
        jsonw_pair_text(w, "gap", advice_gap_name(o->gap));
        jsonw_pair_text(w, "worst_light", advice_light_name(o->worst_light));
        jsonw_pair_str_or_null(w, "worst_action", o->worst_action);
        jsonw_pair_str_or_null(w, "worst_rule", o->worst_rule);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

/* Every drug that matters now, and everything that holds, is said in full; what is only possible
 * for other drugs is named with its cases. */
static bool in_full(const report *r, const advice_drug *d, const advice *row)
{
    return r->full || d->relevance != ADVICE_OTHER || row->certainty == ADVICE_HOLDS;
}

static void write_rows(const report *r, jsonw *w, const advice_drug *d)
{
    jsonw_key(w, "rows");
    jsonw_array(w);
    for (size_t i = 0; i < d->row_count; i++) {
        if (in_full(r, d, &d->rows[i])) write_row(r, w, &d->rows[i]);
    }
    jsonw_array_end(w);
    jsonw_key(w, "possible");
    jsonw_array(w);
    for (size_t i = 0; i < d->row_count; i++) {
        if (!in_full(r, d, &d->rows[i])) write_brief(w, &d->rows[i]);
    }
    jsonw_array_end(w);
}

static void write_allergy(jsonw *w, const advice_drug *d)
{
    jsonw_key(w, "allergy");
    if (d->allergy == NULL) {
        jsonw_null(w);
        return;
    }
    jsonw_object(w);
    jsonw_pair_str(w, "written", d->allergy->name);
    jsonw_pair_str_or_null(w, "from", d->allergy->from);
    jsonw_object_end(w);
}

static void write_caution(jsonw *w, const advice_caution *c, bool with_drug)
{
    jsonw_object(w);
    if (with_drug) jsonw_pair_str(w, "drug", c->drug);
    jsonw_pair_str(w, "action", c->action);
    jsonw_pair_text(w, "light", advice_light_name(c->light));
    jsonw_pair_str_or_null(w, "reason", c->reason);
    jsonw_pair_list(w, "with", c->with, c->with_count);
    jsonw_pair_double(w, "dose_min", c->dose_min);
    jsonw_pair_double(w, "dose_max", c->dose_max);
    jsonw_pair_double(w, "max_dose", c->max_dose);
    jsonw_pair_str_or_null(w, "max_unit", c->max_unit);
    jsonw_pair_str(w, "condition", c->condition);
    jsonw_pair_str(w, "source", c->source);
    jsonw_object_end(w);
}

void report_json_cautions(jsonw *w, const advice_caution *list, size_t count, bool with_drug)
{
    jsonw_key(w, "cautions");
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) write_caution(w, &list[i], with_drug);
    jsonw_array_end(w);
}

void report_json_drug(const report *r, const advice_drug *d, buf *out)
{
    jsonw writer, *w = &writer;
    jsonw_init(w, out, false);
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put_headline(&r->words, &text, d);
    const kb_drug *known = report_drug(r, d->name);
    jsonw_object(w);
    jsonw_pair_str(w, "name", d->name);
    jsonw_pair_str_or_null(w, "rxnorm", known == NULL ? (str){NULL, 0} : known->rxnorm);
    jsonw_pair_str_or_null(w, "written", d->written);
    jsonw_pair_text(w, "relevance", advice_relevance_name(d->relevance));
    jsonw_pair_text(w, "light", advice_light_name(d->light));
    jsonw_pair_str(w, "text", buf_str(&text));
    jsonw_pair_str_or_null(w, "headline",
                           d->headline == NULL ? (str){NULL, 0} : d->headline->rule_id);
    jsonw_pair_str(w, "why", d->why);
    write_allergy(w, d);
    report_json_cautions(w, d->cautions, d->caution_count, false);
    jsonw_pair_bool(w, "sources_differ", d->sources_differ);
    jsonw_pair_str_or_null(w, "opposite",
                           d->opposite == NULL ? (str){NULL, 0} : d->opposite->rule_id);
    jsonw_pair_bool(w, "candidates_differ", d->candidates_differ);
    jsonw_pair_bool(w, "population_open", d->population_open);
    write_open(w, d);
    write_rows(r, w, d);
    jsonw_object_end(w);
}
