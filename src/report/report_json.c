/*
 * The report as JSON: docs/schema/report.schema.json. Codes stand beside their wording, so that a
 * program can match on the one and show the other. Genes and drugs that were written for another
 * person with the same results are taken from there.
 */
#include "base/jsonw.h"
#include "report/call_json.h"
#include "report/report_json_drug.h"
#include "report/report_json_person.h"

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

/* One item of an array: as it was written for somebody else, or written now and kept. */
static void put_gene(const report *r, jsonw *w, const finding *f)
{
    bool outside = (f->identity & FINDING_IDENTITY_OUTSIDE) != 0;
    report_piece kind = outside ? PIECE_OUTSIDE_GENE : PIECE_GENE;
    uint32_t identity = f->identity & ~FINDING_IDENTITY_OUTSIDE;
    str known = report_pieces_find(r->pieces, kind, identity);
    jsonw_number_text(w, known); /* is JSON already; empty: only what stands between items */
    if (known.n > 0) return;
    size_t start = w->out->n;
    call_json_gene_of_report(w->out, f, r->full);
    if (w->out->failed != OK) return;
    str text = {w->out->p + start, w->out->n - start};
    report_pieces_keep(r->pieces, kind, identity, text);
}

static void put_drug(const report *r, jsonw *w, const advice_drug *d)
{
    str known = report_pieces_find(r->pieces, PIECE_DRUG, d->identity);
    jsonw_number_text(w, known);
    if (known.n > 0) return;
    size_t start = w->out->n;
    report_json_drug(r, d, w->out);
    if (w->out->failed != OK) return;
    str text = {w->out->p + start, w->out->n - start};
    report_pieces_keep(r->pieces, PIECE_DRUG, d->identity, text);
}

static void write_people_parts(const report *r, jsonw *w)
{
    jsonw_key(w, "drugs");
    jsonw_array(w);
    for (size_t i = 0; i < r->advice->drug_count; i++) put_drug(r, w, &r->advice->drugs[i]);
    jsonw_array_end(w);
    report_json_cautions(w, r->advice->cautions, r->advice->caution_count, true);
    jsonw_key(w, "genes");
    jsonw_array(w);
    for (size_t i = 0; i < r->findings->count; i++) put_gene(r, w, &r->findings->items[i]);
    jsonw_array_end(w);
}

void report_json(const report *r, buf *out)
{
    jsonw w;
    jsonw_init(&w, out, false);
    jsonw_object(&w);
    jsonw_pair_text(&w, "schema", "precis-report-2");
    jsonw_pair_str(&w, "sample", r->findings->sample);
    write_origin(r, &w);
    jsonw_pair_text(&w, "detail", r->full ? "full" : "standard");
    jsonw_pair_bool(&w, "medicines_known", r->advice->medicines_known);
    jsonw_pair_str_or_null(&w, "sex_clash", r->advice->sex_clash);
    write_people_parts(r, &w);
    write_conversions(r, &w);
    write_strangers(r, &w);
    report_json_person(r, &w);
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
