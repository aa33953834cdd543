/*
 * Findings as JSON. Knows the schema; decides nothing.
 */
#include "report/call_json.h"

#include "base/jsonw.h"
#include "base/version.h"

void call_json_document_begin(buf *out)
{
    buf_put_text(
        out, "{\"format\":\"precis-call\",\"format_version\":1,\"program\":\"precis " PRECIS_VERSION
             "\",\"samples\":[");
}

void call_json_document_end(buf *out)
{
    buf_put_text(out, "]}\n");
}

void call_json_person_begin(buf *out, const call_origin *origin, str sample)
{
    char checksum[16];
    jsonw w;
    jsonw_init(&w, out, false);
    jsonw_object(&w);
    jsonw_pair_str(&w, "sample", sample);
    jsonw_key(&w, "files");
    jsonw_array(&w);
    for (size_t i = 0; i < origin->file_count; i++) jsonw_text(&w, origin->files[i]);
    jsonw_array_end(&w);
    jsonw_pair_text(&w, "build", origin->build);
    jsonw_pair_list(&w, "notes", origin->notes, origin->note_count);
    jsonw_key(&w, "knowledge");
    jsonw_object(&w);
    jsonw_pair_str_or_null(&w, "version", origin->knowledge);
    for (int i = 0; i < 8; i++) {
        checksum[i] = "0123456789abcdef"[origin->checksum >> (28 - 4 * i) & 15];
    }
    jsonw_pair_str(&w, "checksum", (str){checksum, 8});
    jsonw_object_end(&w);
    jsonw_pair_text(&w, "mode", origin->mode);
    jsonw_key(&w, "genes");
    jsonw_array(&w); /* left open: genes are put behind it, call_json_person_end closes both */
}

void call_json_person_end(buf *out)
{
    buf_put_text(out, "]}");
}

static void put_candidate(jsonw *w, const finding_candidate *c)
{
    jsonw_object(w);
    jsonw_pair_str_or_null(w, "diplotype", c->diplotype);
    jsonw_key(w, "alleles");
    jsonw_array(w);
    for (size_t i = 0; i < 2; i++) {
        if (c->allele[i].n > 0) jsonw_str(w, c->allele[i]);
    }
    jsonw_array_end(w);
    jsonw_key(w, "score");
    if (c->score == FINDING_NO_SCORE)
        jsonw_null(w);
    else
        jsonw_i64(w, c->score);
    jsonw_pair_str_or_null(w, "phenotype", c->phenotype);
    jsonw_pair_str_or_null(w, "activity_score", c->activity_score);
    jsonw_pair_str_or_null(w, "lookup_key", c->lookup_key);
    jsonw_pair_bool(w, "inferred", c->inferred);
    jsonw_object_end(w);
}

static void put_positions(jsonw *w, const char *key, const finding_position *p, size_t count)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < count; i++) {
        jsonw_object(w);
        jsonw_pair_i64(w, "pos_grch38", p[i].pos1_grch38);
        jsonw_pair_str_or_null(w, "rsid", p[i].rsid);
        jsonw_pair_str_or_null(w, "genotype", p[i].genotype);
        jsonw_pair_str_or_null(w, "why_not_used", p[i].why);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void put_warnings(jsonw *w, const finding *f)
{
    jsonw_key(w, "warnings");
    jsonw_array(w);
    for (size_t i = 0; i < f->warning_count; i++) {
        jsonw_object(w);
        jsonw_pair_str(w, "code", f->warnings[i].code);
        jsonw_pair_str_or_null(w, "detail", f->warnings[i].detail);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void put_tests(jsonw *w, const finding *f)
{
    jsonw_key(w, "tests");
    jsonw_array(w);
    for (size_t i = 0; i < f->test_count; i++) {
        jsonw_object(w);
        jsonw_pair_str(w, "what", f->tests[i].what);
        jsonw_key(w, "pos_grch38");
        if (f->tests[i].pos1_grch38 == 0)
            jsonw_null(w);
        else
            jsonw_i64(w, f->tests[i].pos1_grch38);
        jsonw_pair_i64(w, "outcomes", f->tests[i].outcomes);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static void put_sureness(jsonw *w, const finding *f)
{
    jsonw_key(w, "positions_tested");
    jsonw_i64(w, (int64_t)(f->positions_all - f->positions_untested));
    jsonw_pair_i64(w, "positions_all", (int64_t)f->positions_all);
    jsonw_pair_i64(w, "alleles_not_callable", (int64_t)f->uncallable_count);
    jsonw_pair_bool(w, "phased", f->phased);
    jsonw_pair_bool(w, "effectively_phased", f->effectively_phased);
}

void call_json_gene(buf *out, const finding *f)
{
    jsonw w;
    jsonw_init(&w, out, false);
    jsonw_object(&w);
    jsonw_pair_str(&w, "gene", f->gene);
    jsonw_pair_text(&w, "status", finding_status_name(f->status));
    jsonw_pair_bool(&w, "from_outside", f->from_outside);
    jsonw_pair_list(&w, "phenotypes", f->phenotypes, f->phenotype_count);
    jsonw_pair_list(&w, "activity_scores", f->activity_scores, f->activity_score_count);
    jsonw_pair_list(&w, "lookup_keys", f->lookup_keys, f->lookup_key_count);
    jsonw_key(&w, "candidates");
    jsonw_array(&w);
    for (size_t i = 0; i < f->candidate_count; i++) put_candidate(&w, &f->candidates[i]);
    jsonw_array_end(&w);
    jsonw_pair_bool(&w, "candidates_cut", f->candidates_cut);
    jsonw_pair_list(&w, "variants", f->variants, f->variant_count);
    put_sureness(&w, f);
    put_positions(&w, "positions", f->positions, f->position_count);
    put_positions(&w, "undocumented", f->undocumented, f->undocumented_count);
    put_warnings(&w, f);
    put_tests(&w, f);
    jsonw_pair_str_or_null(&w, "source", f->source);
    jsonw_object_end(&w);
}
