/*
 * The report as JSON: docs/schema/report.schema.json. Codes stand beside their wording, so that a
 * program can match on the one and show the other. Genes have the form of `precis call`.
 */
#include <math.h>

#include "base/jsonw.h"
#include "report/call_json.h"
#include "report/report.h"

enum { PIECE_MAX = 4 << 20 };

static void pair_number(jsonw *w, const char *key, double value)
{
    jsonw_key(w, key);
    jsonw_double(w, value); /* NaN is null: not stated */
}

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
    pair_number(w, "factor_min", row->dose_min);
    pair_number(w, "factor_max", row->dose_max);
    jsonw_pair_str_or_null(w, "of", row->dose_of);
    pair_number(w, "max", row->max_dose);
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

static void write_drug(const report *r, jsonw *w, const advice_drug *d)
{
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
    jsonw_pair_bool(w, "sources_differ", d->sources_differ);
    jsonw_pair_bool(w, "candidates_differ", d->candidates_differ);
    jsonw_pair_bool(w, "population_open", d->population_open);
    write_open(w, d);
    jsonw_key(w, "rows");
    jsonw_array(w);
    for (size_t i = 0; i < d->row_count; i++) write_row(r, w, &d->rows[i]);
    jsonw_array_end(w);
    jsonw_object_end(w);
}

static void write_conversions(const report *r, jsonw *w)
{
    jsonw_key(w, "conversions");
    jsonw_array(w);
    for (size_t i = 0; i < r->advice->conversion_count; i++) {
        const advice_conversion *v = &r->advice->conversions[i];
        jsonw_object(w);
        jsonw_pair_str(w, "gene", v->gene);
        jsonw_pair_str(w, "drug", v->drug);
        jsonw_pair_str(w, "effect", v->effect);
        jsonw_pair_str_or_null(w, "strength", v->strength);
        jsonw_pair_str(w, "source", v->source);
        jsonw_pair_bool(w, "computed", v->computed);
        jsonw_pair_list(w, "genetic", v->genetic == NULL ? NULL : v->genetic->phenotypes,
                        v->genetic == NULL ? 0 : v->genetic->phenotype_count);
        jsonw_pair_list(w, "functional", v->functional == NULL ? NULL : v->functional->phenotypes,
                        v->functional == NULL ? 0 : v->functional->phenotype_count);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_strangers(const report *r, jsonw *w)
{
    jsonw_key(w, "unknown_names");
    jsonw_array(w);
    for (size_t i = 0; i < r->advice->stranger_count; i++) {
        const advice_stranger *s = &r->advice->strangers[i];
        jsonw_object(w);
        jsonw_pair_str(w, "written", s->written);
        jsonw_pair_str_or_null(w, "suggestion", s->suggestion);
        jsonw_pair_bool(w, "taken", s->taken);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void write_origin(const report *r, jsonw *w)
{
    AUTO(buf_release) buf sum;
    buf_init(&sum, 16);
    buf_printf(&sum, "%08x", r->checksum);
    jsonw_pair_text(w, "date", r->date);
    jsonw_pair_text(w, "language", kb_language_name(r->words.language));
    jsonw_pair_text(w, "audience", r->words.patient ? "patient" : "clinician");
    jsonw_pair_text(w, "program", r->version);
    jsonw_pair_str(w, "knowledge", r->knowledge);
    jsonw_pair_str(w, "checksum", buf_str(&sum));
    jsonw_key(w, "build");
    if (r->build == NULL)
        jsonw_null(w);
    else
        jsonw_text(w, r->build);
    jsonw_key(w, "files");
    jsonw_array(w);
    for (size_t i = 0; i < r->file_count; i++) jsonw_text(w, r->files[i]);
    jsonw_array_end(w);
    jsonw_pair_list(w, "notes", r->notes, r->note_count);
}

static void write_genes(const report *r, jsonw *w)
{
    AUTO(buf_release) buf gene;
    buf_init(&gene, PIECE_MAX);
    jsonw_key(w, "genes");
    jsonw_array(w);
    for (size_t i = 0; i < r->findings->count; i++) {
        buf_reset(&gene);
        call_json_gene(&gene, &r->findings->items[i]);
        if (gene.failed != OK && w->out->failed == OK) w->out->failed = gene.failed;
        jsonw_number_text(w, buf_str(&gene)); /* is JSON already */
    }
    jsonw_array_end(w);
}

void report_json(const report *r, buf *out)
{
    jsonw w;
    jsonw_init(&w, out, false);
    jsonw_object(&w);
    jsonw_pair_text(&w, "schema", "precis-report-1");
    jsonw_pair_str(&w, "sample", r->findings->sample);
    write_origin(r, &w);
    jsonw_pair_bool(&w, "medicines_known", r->advice->medicines_known);
    jsonw_key(&w, "drugs");
    jsonw_array(&w);
    for (size_t i = 0; i < r->advice->drug_count; i++) write_drug(r, &w, &r->advice->drugs[i]);
    jsonw_array_end(&w);
    write_genes(r, &w);
    write_conversions(r, &w);
    write_strangers(r, &w);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
}

const finding *report_finding(const report *r, str gene)
{
    for (size_t i = 0; i < r->findings->count; i++) {
        if (str_eq(r->findings->items[i].gene, gene)) return &r->findings->items[i];
    }
    return NULL;
}

const kb_drug *report_drug(const report *r, str name)
{
    return r->drugs == NULL ? NULL : kb_drug_find(r->drugs, name, NULL);
}
