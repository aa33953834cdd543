/*
 * The report as a FHIR R4 Bundle (collection) after HL7 Genomics Reporting STU3: the
 * genomic-report DiagnosticReport, Patient, Device, Provenance with the knowledge version, and what
 * the other files of the writer add (report_fhir_genes.c, _advice.c, _chart.c, _course.c). A gene
 * that was not tested is said to be so by an Observation with dataAbsentReason, never by silence.
 */
#include <string.h>

#include "report/report_escape.h"
#include "report/report_fhir_pieces.h"

static const str none = {0};

static void begin_identifier(fhir *f, const char *key, const char *system, bool list)
{
    jsonw_key(&f->w, key);
    if (list) jsonw_array(&f->w);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "system", system);
}

static void put_patient(fhir *f)
{
    fhir_resource(f, "Patient", FHIR_CORE "Patient", "patient", none, none);
    begin_identifier(f, "identifier", "urn:precis:sample", true);
    fhir_pair_clean(f, "value", f->r->findings->sample);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    fhir_put_person(f);
    fhir_resource_end(f);
}

static void put_device(fhir *f)
{
    fhir_resource(f, "Device", FHIR_CORE "Device", "device", none, none);
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
    fhir_pair_clean(f, "value", str_of(f->r->version));
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

/* "clinpgx-2025-11-05 (0012abcd)": the release and the checksum of the exact knowledge. */
static void put_knowledge(fhir *f)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    buf_printf(&text, "%.*s (%08x)", STR_ARG(f->r->knowledge), f->r->checksum);
    jsonw_key(&f->w, "entity");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "role", "source");
    jsonw_key(&f->w, "what");
    jsonw_object(&f->w);
    begin_identifier(f, "identifier", "urn:precis:knowledge", false);
    fhir_pair_clean(f, "value", buf_str(&text));
    jsonw_object_end(&f->w);
    jsonw_pair_text(&f->w, "display", "precis knowledge base");
    jsonw_object_end(&f->w);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
}

static void put_provenance(fhir *f)
{
    fhir_resource(f, "Provenance", FHIR_CORE "Provenance", "provenance", none, none);
    jsonw_key(&f->w, "target");
    jsonw_array(&f->w);
    fhir_refer(f, NULL, "report", none, none);
    jsonw_array_end(&f->w);
    jsonw_pair_text(&f->w, "recorded", f->r->date);
    jsonw_key(&f->w, "agent");
    jsonw_array(&f->w);
    jsonw_object(&f->w);
    fhir_concept(f, "type", "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                 STR("assembler"), none, none);
    fhir_refer(f, "who", "device", none, none);
    jsonw_object_end(&f->w);
    jsonw_array_end(&f->w);
    put_knowledge(f);
    fhir_resource_end(f);
}

/* ---- the report ---- */

static void put_headlines(const fhir *f, buf *text, const char *before, const char *after)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        if (d->relevance == ADVICE_OTHER) continue;
        buf_put_text(text, before);
        buf_printf(text, "%.*s: ", STR_ARG(d->name));
        catalogue_put_headline(&f->r->words, text, d);
        buf_put_text(text, after);
    }
}

static void put_conclusion(fhir *f)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    put_headlines(f, &text, "", ". ");
    catalogue_put(&f->r->words, &text, STR("ui.limit_untested"), NULL, 0);
    fhir_pair_clean(f, "conclusion", buf_str(&text));
}

/* The report for people who read nothing but the bundle: sample, headlines, the limit. */
static void put_narrative(fhir *f)
{
    AUTO(buf_release) buf lines, html;
    buf_init(&lines, FHIR_TEXT_MAX);
    buf_init(&html, FHIR_TEXT_MAX);
    buf_put_str(&lines, f->r->findings->sample);
    buf_put_c(&lines, '\n');
    put_headlines(f, &lines, "", "\n");
    catalogue_put(&f->r->words, &lines, STR("ui.limit_untested"), NULL, 0);
    str line, rest = buf_str(&lines);
    buf_put_text(&html, "<div xmlns=\"http://www.w3.org/1999/xhtml\">");
    while (str_next(&rest, '\n', &line)) {
        buf_put_text(&html, "<p>");
        report_put_html(&html, line);
        buf_put_text(&html, "</p>");
    }
    buf_put_text(&html, "</div>");
    jsonw_key(&f->w, "text");
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "status", "generated");
    jsonw_pair_str(&f->w, "div", buf_str(&html));
    jsonw_object_end(&f->w);
}

static void put_extensions(fhir *f)
{
    if (!fhir_has_study(f) && !fhir_any_task(f) && !fhir_any_beside(f)) return;
    jsonw_key(&f->w, "extension");
    jsonw_array(&f->w);
    fhir_extend_tasks(f);
    fhir_extend_chart(f);
    if (fhir_has_study(f)) {
        fhir_extension(f, FHIR_GENOMICS "genomic-study-reference");
        fhir_refer(f, "valueReference", "study", none, none);
        fhir_extension_end(f);
    }
    jsonw_array_end(&f->w);
}

static void put_results(fhir *f)
{
    jsonw_key(&f->w, "result");
    jsonw_array(&f->w);
    fhir_refer_genes(f);
    fhir_refer_advice(f);
    fhir_refer_chart(f);
    fhir_refer_courses(f);
    jsonw_array_end(&f->w);
}

static void put_report(fhir *f)
{
    fhir_resource(f, "DiagnosticReport", FHIR_GENOMICS "genomic-report", "report", none, none);
    put_narrative(f);
    put_extensions(f);
    jsonw_pair_text(&f->w, "status", "final");
    jsonw_key(&f->w, "category");
    jsonw_array(&f->w);
    fhir_concept(f, NULL, "http://terminology.hl7.org/CodeSystem/v2-0074", STR("GE"), none, none);
    jsonw_array_end(&f->w);
    fhir_concept(f, "code", FHIR_LOINC, STR("51969-4"), none, none);
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "effectiveDateTime", f->r->date);
    jsonw_pair_text(&f->w, "issued", f->r->date);
    if (f->r->findings->count > 0) put_results(f);
    put_conclusion(f);
    fhir_resource_end(f);
}

void report_fhir(const report *r, buf *out)
{
    fhir f;
    fhir_open(&f, r, out);
    jsonw_object(&f.w);
    jsonw_pair_text(&f.w, "resourceType", "Bundle");
    jsonw_pair_text(&f.w, "type", "collection");
    jsonw_pair_text(&f.w, "timestamp", r->date);
    jsonw_key(&f.w, "entry");
    jsonw_array(&f.w);
    put_report(&f);
    put_patient(&f);
    put_device(&f);
    fhir_write_genes(&f);
    fhir_write_advice(&f);
    fhir_write_chart(&f);
    fhir_write_courses(&f);
    put_provenance(&f);
    jsonw_array_end(&f.w);
    jsonw_object_end(&f.w);
    buf_put_c(out, '\n');
    fhir_close(&f);
}
