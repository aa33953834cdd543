/*
 * The report as a FHIR R4 Bundle (collection) after HL7 Genomics Reporting STU3: Patient, a
 * genotype Observation for each called gene, a therapeutic-implication Observation and a
 * medication-recommendation Task for each row that applies, the genomic-report DiagnosticReport,
 * and Provenance with the knowledge version. References are urn:uuid, made from the sample and the
 * content's names, so that the same input gives the same bundle. A gene that was not tested gives
 * no Observation: absence here means "not tested" and the report's conclusion says so.
 */
#include <string.h>

#include "base/jsonw.h"
#include "report/report.h"
#include "report/report_escape.h"

#define SD "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
#define TBD "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
#define LOINC "http://loinc.org"

enum { PIECE_MAX = 1 << 20, UUID_SIZE = 46, KEY_MAX = 1024 };

typedef struct fhir {
    const report *r;
    jsonw w;
} fhir;

/* ---- pieces ---- */

/* urn:uuid of version 8 (RFC 9562) from two hashes of "sample, kind, name". */
static void uuid_of(const fhir *f, const char *kind, str name, char out[UUID_SIZE])
{
    AUTO(buf_release) buf key;
    buf_init(&key, PIECE_MAX);
    buf_put_str(&key, f->r->findings->sample);
    buf_printf(&key, "\x1f%s\x1f", kind);
    buf_put_str(&key, name);
    uint64_t a = str_hash(buf_str(&key));
    buf_put_text(&key, "\x1f"
                       "2");
    uint64_t b = str_hash(buf_str(&key));
    AUTO(buf_release) buf text;
    buf_init(&text, UUID_SIZE);
    buf_printf(&text, "urn:uuid:%08x-%04x-8%03x-%04x-%012llx", (unsigned)(a >> 32),
               (unsigned)(a >> 16 & 0xFFFF), (unsigned)(a & 0xFFF),
               (unsigned)(0x8000 | (b >> 48 & 0x3FFF)), (unsigned long long)(b & 0xFFFFFFFFFFFFu));
    memset(out, 0, UUID_SIZE);
    if (text.n < UUID_SIZE && text.n > 0) memcpy(out, text.p, text.n);
}

/* FHIR strings may hold no control characters and are never empty. */
static void pair_clean(fhir *f, const char *key, str value)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    report_put_plain(&text, value);
    str clean = str_trim(buf_str(&text));
    if (clean.n > 0) jsonw_pair_str(&f->w, key, clean);
}

static void put_reference(fhir *f, const char *key, const char *uuid)
{
    jsonw_key(&f->w, key);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "reference", uuid);
    jsonw_object_end(&f->w);
}

static void put_coding(fhir *f, const char *system, const char *code, const char *display)
{
    jsonw_key(&f->w, "coding");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "system", system);
    jsonw_pair_text(&f->w, "code", code);
    if (display != NULL) jsonw_pair_text(&f->w, "display", display);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
}

static void put_code(fhir *f, const char *key, const char *system, const char *code,
                     const char *display)
{
    jsonw_key(&f->w, key);
    jsonw_object(&f->w);
    put_coding(f, system, code, display);
    jsonw_object_end(&f->w);
}

static void begin_entry(fhir *f, const char *uuid, const char *type, const char *profile)
{
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "fullUrl", uuid);
    jsonw_key(&f->w, "resource");
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "resourceType", type);
    jsonw_pair_text(&f->w, "id", uuid + 9);
    if (profile == NULL) return;
    jsonw_key(&f->w, "meta");
    jsonw_object(&f->w);
    jsonw_key(&f->w, "profile");
    jsonw_array(&f->w);
    jsonw_text(&f->w, profile);
    jsonw_array_end(&f->w);
    jsonw_object_end(&f->w);
}

static void end_entry(fhir *f)
{
    jsonw_object_end(&f->w);
    jsonw_object_end(&f->w);
}

static void put_category(fhir *f)
{
    jsonw_key(&f->w, "category");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    put_coding(f, "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", NULL);
    jsonw_object_end(&f->w);
    jsonw_object(&f->w);
    put_coding(f, "http://terminology.hl7.org/CodeSystem/v2-0074", "GE", NULL);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
}

static void put_subject(fhir *f, const char *key)
{
    char uuid[UUID_SIZE];
    uuid_of(f, "patient", (str){NULL, 0}, uuid);
    put_reference(f, key, uuid);
}

/* ---- resources ---- */

static void put_patient(fhir *f)
{
    char uuid[UUID_SIZE];
    uuid_of(f, "patient", (str){NULL, 0}, uuid);
    begin_entry(f, uuid, "Patient", NULL);
    jsonw_key(&f->w, "identifier");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "system", "urn:precis:sample");
    pair_clean(f, "value", f->r->findings->sample);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    end_entry(f);
}

static void put_device(fhir *f)
{
    char uuid[UUID_SIZE];
    uuid_of(f, "device", (str){NULL, 0}, uuid);
    begin_entry(f, uuid, "Device", NULL);
    jsonw_key(&f->w, "deviceName");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "name", "precis");
    jsonw_pair_text(&f->w, "type", "user-friendly-name");
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    jsonw_key(&f->w, "version");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    pair_clean(f, "value", str_of(f->r->version));
    jsonw_object_end(&f->w);
    jsonw_object(&f->w);
    AUTO(buf_release) buf knowledge;
    buf_init(&knowledge, KEY_MAX);
    buf_printf(&knowledge, "%.*s (%08x)", STR_ARG(f->r->knowledge), f->r->checksum);
    pair_clean(f, "value", buf_str(&knowledge));
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    end_entry(f);
}

static bool is_reported(const finding *x)
{
    return x->candidate_count + x->variant_count + x->phenotype_count > 0 &&
           x->status != FINDING_NOT_TESTED;
}

static void put_gene_component(fhir *f, str gene)
{
    jsonw_object(&f->w);
    put_code(f, "code", LOINC, "48018-6", "Gene studied [ID]");
    jsonw_key(&f->w, "valueCodeableConcept");
    jsonw_object(&f->w);
    pair_clean(f, "text", gene);
    jsonw_object_end(&f->w);
    jsonw_object_end(&f->w);
}

/* All candidates of an ambiguous call stand in the text: none is chosen here. */
static void put_genotype_value(fhir *f, const finding *x)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_printf(&text, "%.*s ", STR_ARG(x->gene));
    for (size_t i = 0; i < x->candidate_count; i++) {
        if (i > 0) buf_put_text(&text, " or ");
        buf_put_str(&text, x->candidates[i].diplotype);
    }
    for (size_t i = 0; i < x->variant_count && x->candidate_count == 0; i++) {
        if (i > 0) buf_put_text(&text, " + ");
        buf_put_str(&text, x->variants[i]);
    }
    for (size_t i = 0; i < x->phenotype_count; i++) {
        buf_put_text(&text, i == 0 ? ": " : " or ");
        buf_put_str(&text, x->phenotypes[i]);
    }
    jsonw_key(&f->w, "valueCodeableConcept");
    jsonw_object(&f->w);
    pair_clean(f, "text", buf_str(&text));
    jsonw_object_end(&f->w);
}

static void put_genotype(fhir *f, const finding *x)
{
    char uuid[UUID_SIZE];
    uuid_of(f, "genotype", x->gene, uuid);
    begin_entry(f, uuid, "Observation", SD "genotype");
    jsonw_pair_text(&f->w, "status", "final");
    put_category(f);
    put_code(f, "code", LOINC, "84413-4", "Genotype display name");
    put_subject(f, "subject");
    jsonw_pair_text(&f->w, "effectiveDateTime", f->r->date);
    put_genotype_value(f, x);
    AUTO(buf_release) buf note;
    buf_init(&note, PIECE_MAX);
    catalogue_put_code(&f->r->words, &note, "status", str_of(finding_status_name(x->status)));
    jsonw_key(&f->w, "note");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    pair_clean(f, "text", buf_str(&note));
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    jsonw_key(&f->w, "component");
    jsonw_array(&f->w);
    put_gene_component(f, x->gene);
    jsonw_array_end(&f->w);
    end_entry(f);
}

static void put_medication(fhir *f, const char *key, str drug)
{
    const kb_drug *known = report_drug(f->r, drug);
    jsonw_key(&f->w, key);
    jsonw_object(&f->w);
    if (known != NULL && known->rxnorm.n > 0) {
        jsonw_key(&f->w, "coding");
        jsonw_array(&f->w);
        jsonw_object(&f->w);
        jsonw_pair_text(&f->w, "system", "http://www.nlm.nih.gov/research/umls/rxnorm");
        jsonw_pair_str(&f->w, "code", known->rxnorm);
        jsonw_pair_str(&f->w, "display", drug);
        jsonw_object_end(&f->w);
        jsonw_array_end(&f->w);
    }
    pair_clean(f, "text", drug);
    jsonw_object_end(&f->w);
}

static void put_derived(fhir *f, const advice *row)
{
    bool begun = false;
    for (size_t i = 0; i < (row->case_count > 0 ? row->cases[0].fact_count : 0); i++) {
        const advice_fact *fact = &row->cases[0].facts[i];
        if (fact->finding == NULL || !is_reported(fact->finding) ||
            report_finding(f->r, fact->gene) == NULL ||
            !is_reported(report_finding(f->r, fact->gene))) {
            continue;
        }
        char uuid[UUID_SIZE];
        uuid_of(f, "genotype", fact->gene, uuid);
        if (!begun) {
            jsonw_key(&f->w, "derivedFrom");
            jsonw_array(&f->w);
            begun = true;
        }
        jsonw_object(&f->w);
        jsonw_pair_text(&f->w, "reference", uuid);
        jsonw_object_end(&f->w);
    }
    if (begun) jsonw_array_end(&f->w);
}

static void text_of_row(const fhir *f, const advice *row, buf *text)
{
    buf_printf(text, "%.*s (%.*s): ", STR_ARG(row->drug), STR_ARG(row->source));
    catalogue_put_action(&f->r->words, text, row);
    buf_put_c(text, '.');
    for (size_t i = 0; i < row->also_count; i++) {
        buf_put_c(text, ' ');
        catalogue_put_also(&f->r->words, text, row->also[i]);
    }
    for (size_t i = 0; i < row->alternative_count; i++) {
        buf_put_text(text, i == 0 ? " " : ", ");
        catalogue_put_alternative(&f->r->words, text, row->alternatives[i]);
    }
    if (!row->population_known || !str_eq(row->population, STR("general"))) {
        buf_put_text(text, " [");
        catalogue_put_code(&f->r->words, text, "population", row->population);
        buf_put_c(text, ']');
    }
    for (size_t i = 0; i < row->case_count && row->certainty == ADVICE_POSSIBLE; i++) {
        buf_put_text(text, i == 0 ? " " : "; ");
        if (i == 0) {
            catalogue_put(&f->r->words, text, STR("ui.possible"), NULL, 0);
            buf_put_text(text, ": ");
        }
        catalogue_put_case(&f->r->words, text, &row->cases[i]);
    }
}

static void put_implication(fhir *f, const advice *row)
{
    char uuid[UUID_SIZE];
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    uuid_of(f, "implication", row->rule_id, uuid);
    begin_entry(f, uuid, "Observation", SD "therapeutic-implication");
    jsonw_pair_text(&f->w, "status", "final");
    put_category(f);
    put_code(f, "code", TBD, "therapeutic-implication", NULL);
    put_subject(f, "subject");
    jsonw_pair_text(&f->w, "effectiveDateTime", f->r->date);
    put_derived(f, row);
    jsonw_key(&f->w, "component");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    put_code(f, "code", LOINC, "51963-7", "Medication assessed [ID]");
    put_medication(f, "valueCodeableConcept", row->drug);
    jsonw_object_end(&f->w);
    for (size_t i = 0; i < row->implication_count; i++) {
        buf_reset(&text);
        catalogue_put_implication(&f->r->words, &text, &row->implications[i]);
        jsonw_object(&f->w);
        put_code(f, "code", TBD, "predicted-therapeutic-implication", NULL);
        jsonw_key(&f->w, "valueCodeableConcept");
        jsonw_object(&f->w);
        pair_clean(f, "text", buf_str(&text));
        jsonw_object_end(&f->w);
        jsonw_object_end(&f->w);
    }
    jsonw_array_end(&f->w);
    end_entry(f);
}

/* Only the answer that is certain to mean the same has its LOINC code; others are text. */
static void put_task_code(fhir *f, const advice *row)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put_action(&f->r->words, &text, row);
    jsonw_key(&f->w, "code");
    jsonw_object(&f->w);
    if (row->light == ADVICE_STOP) {
        put_coding(f, LOINC, "LA26421-0", "Consider alternative medication");
    }
    pair_clean(f, "text", buf_str(&text));
    jsonw_object_end(&f->w);
}

/* A proposal for the clinician, never an order. */
static void put_task(fhir *f, const advice *row)
{
    char uuid[UUID_SIZE], reason[UUID_SIZE];
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    uuid_of(f, "task", row->rule_id, uuid);
    uuid_of(f, "implication", row->rule_id, reason);
    text_of_row(f, row, &text);
    begin_entry(f, uuid, "Task", SD "medication-recommendation");
    jsonw_pair_text(&f->w, "status", "requested");
    jsonw_pair_text(&f->w, "intent", "proposal");
    put_task_code(f, row);
    pair_clean(f, "description", buf_str(&text));
    put_subject(f, "for");
    jsonw_key(&f->w, "reasonReference");
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "reference", reason);
    jsonw_object_end(&f->w);
    end_entry(f);
}

/* What asks for something else than usual treatment and holds for every answer that fits. */
static bool is_recommended(const advice *row)
{
    return row->light >= ADVICE_CHANGE && row->certainty == ADVICE_HOLDS;
}

static void each_row(fhir *f, void (*put)(fhir *, const advice *))
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        for (size_t j = 0; j < d->row_count; j++) put(f, &d->rows[j]);
    }
}

static void put_row(fhir *f, const advice *row)
{
    put_implication(f, row);
    if (is_recommended(row)) put_task(f, row);
}

static void refer_result(fhir *f, const advice *row)
{
    char uuid[UUID_SIZE];
    uuid_of(f, "implication", row->rule_id, uuid);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "reference", uuid);
    jsonw_object_end(&f->w);
}

static void refer_task(fhir *f, const advice *row)
{
    char uuid[UUID_SIZE];
    if (!is_recommended(row)) return;
    uuid_of(f, "task", row->rule_id, uuid);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "url", SD "recommended-action");
    put_reference(f, "valueReference", uuid);
    jsonw_object_end(&f->w);
}

static bool any_task(const fhir *f)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        for (size_t j = 0; j < d->row_count; j++) {
            if (is_recommended(&d->rows[j])) return true;
        }
    }
    return false;
}

static void put_results(fhir *f)
{
    jsonw_key(&f->w, "result");
    jsonw_array(&f->w);
    for (size_t i = 0; i < f->r->findings->count; i++) {
        char uuid[UUID_SIZE];
        if (!is_reported(&f->r->findings->items[i])) continue;
        uuid_of(f, "genotype", f->r->findings->items[i].gene, uuid);
        jsonw_object(&f->w);
        jsonw_pair_text(&f->w, "reference", uuid);
        jsonw_object_end(&f->w);
    }
    each_row(f, refer_result);
    jsonw_array_end(&f->w);
}

static void put_conclusion(fhir *f)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        if (d->relevance == ADVICE_OTHER) continue;
        buf_printf(&text, "%.*s: ", STR_ARG(d->name));
        catalogue_put_headline(&f->r->words, &text, d);
        buf_put_text(&text, ". ");
    }
    catalogue_put(&f->r->words, &text, STR("ui.limit_untested"), NULL, 0);
    pair_clean(f, "conclusion", buf_str(&text));
}

static bool any_result(const fhir *f)
{
    for (size_t i = 0; i < f->r->findings->count; i++) {
        if (is_reported(&f->r->findings->items[i])) return true;
    }
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        if (f->r->advice->drugs[i].row_count > 0) return true;
    }
    return false;
}

static void put_report(fhir *f)
{
    char uuid[UUID_SIZE];
    uuid_of(f, "report", (str){NULL, 0}, uuid);
    begin_entry(f, uuid, "DiagnosticReport", SD "genomic-report");
    if (any_task(f)) {
        jsonw_key(&f->w, "extension");
        jsonw_array(&f->w);
        each_row(f, refer_task);
        jsonw_array_end(&f->w);
    }
    jsonw_pair_text(&f->w, "status", "final");
    jsonw_key(&f->w, "category");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    put_coding(f, "http://terminology.hl7.org/CodeSystem/v2-0074", "GE", NULL);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    put_code(f, "code", LOINC, "81247-9", "Master HL7 genetic variant reporting panel");
    put_subject(f, "subject");
    jsonw_pair_text(&f->w, "effectiveDateTime", f->r->date);
    jsonw_pair_text(&f->w, "issued", f->r->date);
    if (any_result(f)) put_results(f);
    put_conclusion(f);
    end_entry(f);
}

static void put_provenance(fhir *f)
{
    char uuid[UUID_SIZE], target[UUID_SIZE], device[UUID_SIZE];
    uuid_of(f, "provenance", (str){NULL, 0}, uuid);
    uuid_of(f, "report", (str){NULL, 0}, target);
    uuid_of(f, "device", (str){NULL, 0}, device);
    begin_entry(f, uuid, "Provenance", NULL);
    jsonw_key(&f->w, "target");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "reference", target);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    jsonw_pair_text(&f->w, "recorded", f->r->date);
    jsonw_key(&f->w, "agent");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    put_reference(f, "who", device);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    end_entry(f);
}

void report_fhir(const report *r, buf *out)
{
    fhir f = {.r = r};
    jsonw_init(&f.w, out, false);
    jsonw_object(&f.w);
    jsonw_pair_text(&f.w, "resourceType", "Bundle");
    jsonw_pair_text(&f.w, "type", "collection");
    jsonw_pair_text(&f.w, "timestamp", r->date);
    jsonw_key(&f.w, "entry");
    jsonw_array(&f.w);
    put_report(&f);
    put_patient(&f);
    put_device(&f);
    for (size_t i = 0; i < r->findings->count; i++) {
        if (is_reported(&r->findings->items[i])) put_genotype(&f, &r->findings->items[i]);
    }
    each_row(&f, put_row);
    put_provenance(&f);
    jsonw_array_end(&f.w);
    jsonw_object_end(&f.w);
    buf_put_c(out, '\n');
}
