/*
 * Findings as JSON. Knows the schema; decides nothing.
 */
#include "report/call_json.h"

#include <string.h>

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

static void put_head(jsonw *w, const finding *f)
{
    jsonw_pair_str(w, "gene", f->gene);
    jsonw_pair_text(w, "status", finding_status_name(f->status));
    jsonw_pair_bool(w, "from_outside", f->from_outside);
    jsonw_pair_list(w, "phenotypes", f->phenotypes, f->phenotype_count);
    jsonw_pair_list(w, "activity_scores", f->activity_scores, f->activity_score_count);
    jsonw_pair_list(w, "lookup_keys", f->lookup_keys, f->lookup_key_count);
}

static void put_tail(jsonw *w, const finding *f)
{
    put_positions(w, "undocumented", f->undocumented, f->undocumented_count);
    put_warnings(w, f);
    put_tests(w, f);
    jsonw_pair_str_or_null(w, "source", f->source);
}

void call_json_gene(buf *out, const finding *f)
{
    jsonw w;
    jsonw_init(&w, out, false);
    jsonw_object(&w);
    put_head(&w, f);
    jsonw_key(&w, "candidates");
    jsonw_array(&w);
    for (size_t i = 0; i < f->candidate_count; i++) put_candidate(&w, &f->candidates[i]);
    jsonw_array_end(&w);
    jsonw_pair_bool(&w, "candidates_cut", f->candidates_cut);
    jsonw_pair_list(&w, "variants", f->variants, f->variant_count);
    put_sureness(&w, f);
    put_positions(&w, "positions", f->positions, f->position_count);
    put_tail(&w, f);
    jsonw_object_end(&w);
}

/* ---- in a report ---- */

enum { CANDIDATES_SHOWN = 12, RESULTS_MAX = 64, ALLELES_MAX = 1024, ALLELE_SLOTS = 4096 };

static bool same_result(const finding_candidate *a, const finding_candidate *b)
{
    return str_eq(a->lookup_key, b->lookup_key) && str_eq(a->phenotype, b->phenotype) &&
           str_eq(a->activity_score, b->activity_score);
}

/* The first ones, and behind them the first of each result that is not there yet. */
static bool put_some_candidates(jsonw *w, const finding *f, bool all)
{
    const finding_candidate *results[RESULTS_MAX];
    size_t shown = 0, result_count = 0;
    for (size_t i = 0; i < f->candidate_count; i++) {
        const finding_candidate *c = &f->candidates[i];
        size_t k = 0;
        while (!all && k < result_count && !same_result(results[k], c)) k++;
        bool is_new = k == result_count && k < RESULTS_MAX;
        if (!all && is_new) results[result_count++] = c;
        if (!all && !is_new && shown >= CANDIDATES_SHOWN) continue;
        put_candidate(w, c);
        shown++;
    }
    return shown == f->candidate_count;
}

typedef struct allele_set {
    uint16_t slots[ALLELE_SLOTS]; /* 1 + index */
    str names[ALLELES_MAX];
    size_t count;
} allele_set;

static bool add_allele(allele_set *s, str name)
{
    if (name.n == 0) return true;
    size_t at = (size_t)(str_hash(name) % ALLELE_SLOTS);
    for (; s->slots[at] != 0; at = (at + 1) % ALLELE_SLOTS) {
        if (str_eq(s->names[s->slots[at] - 1], name)) return true;
    }
    if (s->count == ALLELES_MAX) return false;
    s->names[s->count++] = name;
    s->slots[at] = (uint16_t)s->count;
    return true;
}

/* Every allele that some candidate carries; null where not all candidates are known. */
static void put_alleles(jsonw *w, const finding *f)
{
    allele_set set;
    bool whole = !f->candidates_cut;
    memset(set.slots, 0, sizeof set.slots);
    set.count = 0;
    for (size_t i = 0; i < f->candidate_count && whole; i++) {
        const finding_candidate *c = &f->candidates[i];
        bool again =
            i > 0 && c->allele[0].p == c[-1].allele[0].p && c->allele[0].n == c[-1].allele[0].n;
        whole = (again || add_allele(&set, c->allele[0])) && add_allele(&set, c->allele[1]);
    }
    if (whole) {
        jsonw_pair_list(w, "alleles", set.names, set.count);
        return;
    }
    jsonw_key(w, "alleles");
    jsonw_null(w);
}

static void put_used(jsonw *w, const finding *f, bool all)
{
    jsonw_key(w, "positions");
    jsonw_array(w);
    for (size_t i = 0; i < f->position_count; i++) {
        const finding_position *p = &f->positions[i];
        if (p->why.n > 0 && !all) continue;
        jsonw_object(w);
        jsonw_pair_i64(w, "pos_grch38", p->pos1_grch38);
        jsonw_pair_str_or_null(w, "rsid", p->rsid);
        jsonw_pair_str_or_null(w, "genotype", p->genotype);
        if (p->why.n > 0) jsonw_pair_str(w, "why_not_used", p->why);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

static bool said_before(const finding *f, size_t i)
{
    size_t k = 0;
    while (k < i && !str_eq(f->positions[k].why, f->positions[i].why)) k++;
    return k < i;
}

/* Not every position is on GRCh38. */
static void put_place(jsonw *w, const finding_position *p)
{
    if (p->pos1_grch38 == 0)
        jsonw_str(w, p->rsid);
    else
        jsonw_i64(w, p->pos1_grch38);
}

static void put_not_used(jsonw *w, const finding *f)
{
    jsonw_key(w, "not_used");
    jsonw_array(w);
    for (size_t i = 0; i < f->position_count; i++) {
        str why = f->positions[i].why;
        if (why.n == 0 || said_before(f, i)) continue;
        jsonw_object(w);
        jsonw_pair_str(w, "why", why);
        jsonw_key(w, "pos_grch38");
        jsonw_array(w);
        for (size_t k = i; k < f->position_count; k++) {
            if (str_eq(f->positions[k].why, why)) put_place(w, &f->positions[k]);
        }
        jsonw_array_end(w);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}

void call_json_gene_of_report(buf *out, const finding *f, bool full)
{
    jsonw w;
    jsonw_init(&w, out, false);
    jsonw_object(&w);
    put_head(&w, f);
    jsonw_key(&w, "candidates");
    jsonw_array(&w);
    bool all = put_some_candidates(&w, f, full);
    jsonw_array_end(&w);
    jsonw_pair_bool(&w, "candidates_cut", f->candidates_cut || !all);
    jsonw_key(&w, "candidates_total");
    if (f->candidates_cut)
        jsonw_null(&w);
    else
        jsonw_i64(&w, (int64_t)f->candidate_count);
    put_alleles(&w, f);
    jsonw_pair_list(&w, "variants", f->variants, f->variant_count);
    put_sureness(&w, f);
    put_used(&w, f, full);
    put_not_used(&w, f);
    put_tail(&w, f);
    jsonw_object_end(&w);
}
