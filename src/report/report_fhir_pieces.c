/*
 * The pieces of FHIR resources that every part of the bundle needs. Knows FHIR's data types and the
 * patterns that the Genomics Reporting guide fixes, and no finding or advice.
 */
#include "report/report_fhir_pieces.h"

#include <string.h>

#include "report/report_escape.h"

static bool column(const kb_table *t, const char *name, uint32_t *out)
{
    err ignored = {0};
    return kb_column(t, name, out, &ignored) == OK;
}

static void open_tables(fhir *f, const kb *k)
{
    const kb_table *codes = kb_table_find(k, "fhir_codes"), *genes = kb_table_find(k, "genes");
    if (codes != NULL && column(codes, "kind", &f->code_kind) &&
        column(codes, "ours", &f->code_ours) && column(codes, "system", &f->code_system) &&
        column(codes, "code", &f->code_theirs) && column(codes, "display", &f->code_display)) {
        f->codes = codes;
    }
    if (genes != NULL && column(genes, "gene", &f->gene_name) &&
        column(genes, "hgnc", &f->gene_hgnc)) {
        f->genes = genes;
    }
}

void fhir_open(fhir *f, const report *r, buf *out)
{
    *f = (fhir){.r = r};
    if (r->kb != NULL) open_tables(f, r->kb);
    jsonw_init(&f->w, out, false);
    buf_init(&f->key, FHIR_TEXT_MAX);
    buf_init(&f->text, FHIR_TEXT_MAX);
}

void fhir_close(fhir *f)
{
    buf_release(&f->key);
    buf_release(&f->text);
}

/* ---- codes ---- */

bool fhir_code_find(const fhir *f, const char *kind, str code, fhir_code *out)
{
    const kb_table *t = f->codes;
    for (uint32_t i = 0; t != NULL && i < t->rows; i++) {
        if (!str_eq(kb_cell(t, i, f->code_ours), code) ||
            !str_eq(kb_cell(t, i, f->code_kind), str_of(kind))) {
            continue;
        }
        *out = (fhir_code){kb_cell(t, i, f->code_system), kb_cell(t, i, f->code_theirs),
                           kb_cell(t, i, f->code_display)};
        return true;
    }
    return false;
}

static str hgnc_of(const fhir *f, str gene)
{
    for (uint32_t i = 0; f->genes != NULL && i < f->genes->rows; i++) {
        if (str_eq(kb_cell(f->genes, i, f->gene_name), gene))
            return kb_cell(f->genes, i, f->gene_hgnc);
    }
    return (str){0};
}

/* ---- identifiers ---- */

static char *put_hex(char *to, uint64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) *to++ = "0123456789abcdef"[value >> (4 * i) & 15];
    return to;
}

void fhir_uuid(fhir *f, const char *kind, str a, str b, char out[FHIR_UUID_SIZE])
{
    enum { PREFIX = 9 };
    buf *key = &f->key;
    buf_reset(key);
    buf_put_str(key, f->r->findings->sample);
    buf_put_c(key, '\x1f');
    buf_put_text(key, kind);
    buf_put_c(key, '\x1f');
    buf_put_str(key, a);
    buf_put_c(key, '\x1f');
    buf_put_str(key, b);
    uint64_t high = str_hash(buf_str(key));
    buf_put_text(key, "\x1f+");
    uint64_t low = str_hash(buf_str(key));
    char *to = out;
    memcpy(to, "urn:uuid:", PREFIX);
    to = put_hex(to + PREFIX, high >> 32, 8);
    *to++ = '-';
    to = put_hex(to, high >> 16, 4);
    *to++ = '-';
    *to++ = '8'; /* version: made by the writer's own rule */
    to = put_hex(to, high, 3);
    *to++ = '-';
    *to++ = "89ab"[low >> 60 & 3]; /* variant */
    to = put_hex(to, low >> 48, 3);
    *to++ = '-';
    to = put_hex(to, low, 12);
    *to = '\0';
}

void fhir_refer(fhir *f, const char *key, const char *kind, str a, str b)
{
    char uuid[FHIR_UUID_SIZE];
    fhir_uuid(f, kind, a, b, uuid);
    if (key != NULL) jsonw_key(&f->w, key);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "reference", uuid);
    jsonw_object_end(&f->w);
}

/* ---- texts and concepts ---- */

void fhir_pair_clean(fhir *f, const char *key, str value)
{
    buf_reset(&f->text);
    report_put_plain(&f->text, value);
    str clean = str_trim(buf_str(&f->text));
    if (clean.n > 0) jsonw_pair_str(&f->w, key, clean);
}

void fhir_pair_words(fhir *f, const char *key, const char *group, str code)
{
    AUTO(buf_release) buf words;
    buf_init(&words, FHIR_TEXT_MAX);
    catalogue_put_code(&f->r->words, &words, group, code);
    fhir_pair_clean(f, key, buf_str(&words));
}

void fhir_coding(fhir *f, const char *system, str code, str display)
{
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "system", system);
    jsonw_pair_str(&f->w, "code", code);
    if (display.n > 0) jsonw_pair_str(&f->w, "display", display);
    jsonw_object_end(&f->w);
}

void fhir_concept(fhir *f, const char *key, const char *system, str code, str display, str text)
{
    if (key != NULL) jsonw_key(&f->w, key);
    jsonw_object(&f->w);
    if (code.n > 0) {
        jsonw_key(&f->w, "coding");
        jsonw_array(&f->w);
        fhir_coding(f, system, code, display);
        jsonw_array_end(&f->w);
    }
    if (text.n > 0) fhir_pair_clean(f, "text", text);
    jsonw_object_end(&f->w);
}

void fhir_gene(fhir *f, const char *key, str gene)
{
    str hgnc = hgnc_of(f, gene);
    str text = gene;
    if (hgnc.n > 0) text.n = 0;
    fhir_concept(f, key, "http://www.genenames.org", hgnc, gene, text);
}

void fhir_medication(fhir *f, const char *key, str drug, str text)
{
    const kb_drug *known = report_drug(f->r, drug);
    jsonw_key(&f->w, key);
    jsonw_object(&f->w);
    if (known != NULL && known->rxnorm.n + known->atc_count > 0) {
        jsonw_key(&f->w, "coding");
        jsonw_array(&f->w);
        if (known->rxnorm.n > 0)
            fhir_coding(f, "http://www.nlm.nih.gov/research/umls/rxnorm", known->rxnorm, drug);
        for (size_t i = 0; i < known->atc_count; i++)
            fhir_coding(f, "http://www.whocc.no/atc", known->atc[i], (str){0});
        jsonw_array_end(&f->w);
    }
    fhir_pair_clean(f, "text", text);
    jsonw_object_end(&f->w);
}

void fhir_note_words(fhir *f, const char *group, str code)
{
    jsonw_key(&f->w, "note");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    fhir_pair_words(f, "text", group, code);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
}

/* ---- resources ---- */

void fhir_resource(fhir *f, const char *type, const char *profile, const char *kind, str a, str b)
{
    char uuid[FHIR_UUID_SIZE];
    fhir_uuid(f, kind, a, b, uuid);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "fullUrl", uuid);
    jsonw_key(&f->w, "resource");
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "resourceType", type);
    jsonw_pair_text(&f->w, "id", uuid + strlen("urn:uuid:"));
    jsonw_key(&f->w, "meta");
    jsonw_object(&f->w);
    jsonw_key(&f->w, "profile");
    jsonw_array(&f->w);
    jsonw_text(&f->w, profile);
    jsonw_array_end(&f->w);
    jsonw_object_end(&f->w);
}

void fhir_resource_end(fhir *f)
{
    jsonw_object_end(&f->w);
    jsonw_object_end(&f->w);
}

void fhir_observation(fhir *f, const char *profile, const char *kind, str a, str b,
                      const char *state, const char *system, const char *code)
{
    const str none = {0};
    fhir_resource(f, "Observation", profile, kind, a, b);
    jsonw_pair_text(&f->w, "status", state);
    jsonw_key(&f->w, "category");
    jsonw_array(&f->w);
    fhir_concept(f, NULL, "http://terminology.hl7.org/CodeSystem/observation-category",
                 STR("laboratory"), none, none);
    fhir_concept(f, NULL, "http://terminology.hl7.org/CodeSystem/v2-0074", STR("GE"), none, none);
    jsonw_array_end(&f->w);
    fhir_concept(f, "code", system, str_of(code), none, none);
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "effectiveDateTime", f->r->date);
}

void fhir_component(fhir *f, const char *system, const char *code)
{
    const str none = {0};
    jsonw_object(&f->w);
    fhir_concept(f, "code", system, str_of(code), none, none);
}

void fhir_component_end(fhir *f)
{
    jsonw_object_end(&f->w);
}

void fhir_component_gene(fhir *f, str gene)
{
    fhir_component(f, FHIR_LOINC, "48018-6");
    fhir_gene(f, "valueCodeableConcept", gene);
    fhir_component_end(f);
}

void fhir_component_conclusion(fhir *f, str text)
{
    if (text.n == 0) return;
    fhir_component(f, FHIR_TBD, "conclusion-string");
    fhir_pair_clean(f, "valueString", text);
    fhir_component_end(f);
}

void fhir_extension(fhir *f, const char *url)
{
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "url", url);
}

void fhir_extension_end(fhir *f)
{
    jsonw_object_end(&f->w);
}
