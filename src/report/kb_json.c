/*
 * The pages of kb_page.h as JSON. Knows the names of the fields; decides nothing.
 */
#include "base/jsonw.h"
#include "kb/check_rule.h"
#include "report/kb_page.h"

static void str_or_null(jsonw *w, const char *key, str value)
{
    jsonw_key(w, key);
    if (value.n == 0)
        jsonw_null(w);
    else
        jsonw_str(w, value);
}

static void number_or_null(jsonw *w, const char *key, uint32_t value)
{
    jsonw_key(w, key);
    if (value == KB_POS_NONE)
        jsonw_null(w);
    else
        jsonw_i64(w, value);
}

static void list(jsonw *w, const char *key, const str *items, size_t n)
{
    jsonw_key(w, key);
    jsonw_array(w);
    for (size_t i = 0; i < n; i++) jsonw_str(w, items[i]);
    jsonw_array_end(w);
}

static void knowledge(jsonw *w, const kb *k)
{
    char crc[16];
    static const char digits[] = "0123456789abcdef";
    uint32_t sum = kb_checksum(k);
    for (int i = 0; i < 8; i++) crc[i] = digits[sum >> (28 - 4 * i) & 15];
    jsonw_key(w, "knowledge");
    jsonw_object(w);
    str_or_null(w, "release", kb_version(k, "pgx_release"));
    str_or_null(w, "data_version", kb_version(k, "pgx_data_version"));
    str_or_null(w, "licence", kb_version(k, "pgx_licence"));
    jsonw_pair_str(w, "checksum", (str){crc, 8});
    jsonw_object_end(w);
}

static void gene_facts(jsonw *w, const kb_gene *g)
{
    jsonw_pair_str(w, "name", g->name);
    jsonw_pair_text(w, "chromosome", kb_word_chrom(g));
    jsonw_pair_text(w, "class", kb_word_class(g));
    jsonw_pair_text(w, "phenotype_from", kb_word_scoring(g));
    jsonw_pair_text(w, "called_from", kb_word_calls(g));
    jsonw_pair_bool(w, "haploid", g->haploid);
    jsonw_pair_text(w, "undocumented_allele", g->undocumented_is_reference ? "reference" : "keep");
    jsonw_pair_str(w, "version", g->version);
    jsonw_pair_str(w, "source", g->source);
}

static void position(jsonw *w, const kb_position *p)
{
    size_t alts = p->allele_count - 1u;
    jsonw_object(w);
    number_or_null(w, "grch38", p->pos1[1]);
    number_or_null(w, "grch37", p->pos1[0]);
    jsonw_pair_str(w, "ref", p->alleles[0]);
    list(w, "alt", p->alleles + 1, alts);
    str ref37 = {NULL, 0};
    if (p->pos1[0] != KB_POS_NONE) {
        ref37 = p->ref37 == KB_REF_OTHER ? p->ref37_other : p->alleles[p->ref37];
    }
    str_or_null(w, "ref37", ref37);
    str_or_null(w, "rsid", p->rsid);
    list(w, "hgvs", p->hgvs, alts);
    jsonw_pair_bool(w, "matched", !p->extra);
    jsonw_pair_bool(w, "required", p->required);
    jsonw_pair_bool(w, "tier1", p->amp1);
    jsonw_object_end(w);
}

static void cell(jsonw *w, const kb_gene *g, const kb_cell_def *c)
{
    const kb_position *p = &g->positions[c->position];
    jsonw_object(w);
    number_or_null(w, "grch38", p->pos1[1]);
    jsonw_key(w, "alleles");
    jsonw_array(w);
    for (unsigned i = 0; i < p->allele_count; i++) {
        if (c->mask >> i & 1) jsonw_str(w, p->alleles[i]);
    }
    jsonw_array_end(w);
    jsonw_object_end(w);
}

static void allele(jsonw *w, const kb *k, const kb_gene *g, const kb_allele *x)
{
    str parent = kb_parent_allele(k, g, x->name);
    jsonw_object(w);
    jsonw_pair_str(w, "name", x->name);
    jsonw_pair_text(w, "kind", kb_word_kind(x));
    str_or_null(w, "id", x->id);
    str_or_null(w, "function", x->function);
    str_or_null(w, "activity", x->activity);
    str_or_null(w, "shown_as", str_eq(parent, x->name) ? (str){NULL, 0} : parent);
    jsonw_key(w, "cells");
    jsonw_array(w);
    for (size_t i = 0; i < x->cell_count; i++) cell(w, g, &x->cells[i]);
    jsonw_array_end(w);
    jsonw_pair_str(w, "source", x->source);
    jsonw_object_end(w);
}

static void rule(jsonw *w, const kb_phenotype_rule *r)
{
    static const char *const kinds[] = {"function", "score", "absent", "value"};
    jsonw_object(w);
    jsonw_pair_text(w, "kind", kinds[r->kind]);
    str_or_null(w, "a", r->a);
    str_or_null(w, "b", r->b);
    jsonw_pair_str(w, "phenotype", r->phenotype);
    jsonw_pair_str(w, "lookup_key", r->lookup_key);
    str_or_null(w, "activity_score", r->activity_score);
    jsonw_object_end(w);
}

status kb_json_list(const kb *k, buf *out, err *e)
{
    jsonw w;
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    jsonw_init(&w, out, true);
    jsonw_object(&w);
    knowledge(&w, k);
    jsonw_key(&w, "genes");
    jsonw_array(&w);
    for (size_t i = 0; i < count; i++) {
        jsonw_object(&w);
        gene_facts(&w, &genes[i]);
        jsonw_pair_i64(&w, "positions", (int64_t)genes[i].position_count);
        jsonw_pair_i64(&w, "alleles", (int64_t)genes[i].allele_count);
        jsonw_object_end(&w);
    }
    jsonw_array_end(&w);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
    return buf_status(out, e);
}

status kb_json_gene(const kb *k, const kb_gene *g, buf *out, err *e)
{
    jsonw w;
    jsonw_init(&w, out, true);
    jsonw_object(&w);
    knowledge(&w, k);
    jsonw_key(&w, "gene");
    jsonw_object(&w);
    gene_facts(&w, g);
    jsonw_key(&w, "positions");
    jsonw_array(&w);
    for (size_t i = 0; i < g->position_count + g->extra_count; i++) position(&w, &g->positions[i]);
    jsonw_array_end(&w);
    jsonw_key(&w, "alleles");
    jsonw_array(&w);
    for (size_t i = 0; i < g->allele_count; i++) allele(&w, k, g, &g->alleles[i]);
    jsonw_array_end(&w);
    jsonw_key(&w, "rules");
    jsonw_array(&w);
    for (size_t i = 0; i < g->rule_count; i++) rule(&w, &g->rules[i]);
    jsonw_array_end(&w);
    jsonw_object_end(&w);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
    return buf_status(out, e);
}

status kb_json_allele(const kb *k, const kb_gene *g, const kb_allele *a, buf *out, err *e)
{
    jsonw w;
    jsonw_init(&w, out, true);
    jsonw_object(&w);
    knowledge(&w, k);
    jsonw_pair_str(&w, "gene", g->name);
    jsonw_key(&w, "allele");
    allele(&w, k, g, a);
    jsonw_object_end(&w);
    buf_put_c(out, '\n');
    return buf_status(out, e);
}
