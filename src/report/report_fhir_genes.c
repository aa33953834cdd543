/*
 * Findings as FHIR: a genotype Observation for each gene with a result, a haplotype Observation for
 * each named allele that every possible answer has, an Observation with dataAbsentReason for each
 * gene without a result, and the genomic study with the regions studied, called and not called.
 * Chooses nothing: all answers of an ambiguous gene stand in its text.
 */
#include "report/report_fhir_pieces.h"

static const str none = {0};

bool fhir_has_genotype(const finding *x)
{
    return x->status != FINDING_NOT_TESTED &&
           x->candidate_count + x->variant_count + x->phenotype_count > 0;
}

bool fhir_has_study(const fhir *f)
{
    return f->r->build != NULL;
}

/* ---- haplotypes ---- */

static bool candidate_has(const finding_candidate *c, str allele)
{
    return str_eq(c->allele[0], allele) || str_eq(c->allele[1], allele);
}

/* The allele on one side of the first candidate, when every other candidate has it too. */
static bool certain_allele(const finding *x, int side, str *out)
{
    if (x->candidate_count == 0 || x->candidates_cut) return false;
    str allele = x->candidates[0].allele[side];
    if (allele.n == 0 || (side == 1 && str_eq(allele, x->candidates[0].allele[0]))) return false;
    for (size_t i = 1; i < x->candidate_count; i++) {
        if (!candidate_has(&x->candidates[i], allele)) return false;
    }
    *out = allele;
    return true;
}

static void put_name(fhir *f, str gene, str allele)
{
    AUTO(buf_release) buf name;
    buf_init(&name, FHIR_TEXT_MAX);
    buf_put_str(&name, gene);
    buf_put_c(&name, ' ');
    buf_put_str(&name, allele);
    fhir_concept(f, "valueCodeableConcept", NULL, none, none, buf_str(&name));
}

static void put_haplotypes(fhir *f, const finding *x)
{
    for (int side = 0; side < 2; side++) {
        str allele;
        if (!certain_allele(x, side, &allele)) continue;
        fhir_observation(f, FHIR_GENOMICS "haplotype", "haplotype", x->gene, allele, "final",
                         FHIR_LOINC, "84414-2");
        put_name(f, x->gene, allele);
        jsonw_key(&f->w, "component");
        jsonw_array(&f->w);
        fhir_component_gene(f, x->gene);
        jsonw_array_end(&f->w);
        fhir_resource_end(f);
    }
}

static void refer_haplotypes(fhir *f, const finding *x)
{
    bool begun = false;
    for (int side = 0; side < 2; side++) {
        str allele;
        if (!certain_allele(x, side, &allele)) continue;
        if (!begun) {
            jsonw_key(&f->w, "derivedFrom");
            jsonw_array(&f->w);
        }
        begun = true;
        fhir_refer(f, NULL, "haplotype", x->gene, allele);
    }
    if (begun) jsonw_array_end(&f->w);
}

/* ---- genotypes ---- */

static void put_list(buf *out, const str *items, size_t count, const char *between)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_put_text(out, between);
        buf_put_str(out, items[i]);
    }
}

static void put_genotype_value(fhir *f, const finding *x)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    buf_put_str(&text, x->gene);
    buf_put_c(&text, ' ');
    for (size_t i = 0; i < x->candidate_count; i++) {
        if (i > 0) buf_put_text(&text, " or ");
        buf_put_str(&text, x->candidates[i].diplotype);
    }
    if (x->candidates_cut) buf_put_text(&text, " or \xE2\x80\xA6");
    if (x->candidate_count == 0) put_list(&text, x->variants, x->variant_count, " + ");
    if (x->candidate_count + x->variant_count == 0)
        put_list(&text, x->phenotypes, x->phenotype_count, " or ");
    fhir_concept(f, "valueCodeableConcept", NULL, none, none, buf_str(&text));
}

/* "Poor Metabolizer (activity score 0.0)": the phenotypes of all answers. */
static void put_phenotypes(fhir *f, const finding *x)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    put_list(&text, x->phenotypes, x->phenotype_count, " or ");
    if (x->activity_score_count > 0) {
        buf_put_text(&text, " (activity score ");
        put_list(&text, x->activity_scores, x->activity_score_count, " or ");
        buf_put_c(&text, ')');
    }
    fhir_component_conclusion(f, str_trim(buf_str(&text)));
}

static void put_genotype(fhir *f, const finding *x)
{
    bool open = x->status == FINDING_PARTIAL;
    fhir_observation(f, FHIR_GENOMICS "genotype", "genotype", x->gene, none,
                     open ? "preliminary" : "final", FHIR_LOINC, "84413-4");
    put_genotype_value(f, x);
    fhir_note_words(f, "status", str_of(finding_status_name(x->status)));
    refer_haplotypes(f, x);
    jsonw_key(&f->w, "component");
    jsonw_array(&f->w);
    fhir_component_gene(f, x->gene);
    put_phenotypes(f, x);
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

/* The genotype profile demands a value, so a gene without one is a plain Observation. */
static void put_absent(fhir *f, str gene, finding_status why)
{
    bool tested = why != FINDING_NOT_TESTED;
    fhir_observation(f, FHIR_CORE "Observation", "genotype", gene, none, "final", FHIR_LOINC,
                     "84413-4");
    fhir_concept(f, "dataAbsentReason", "http://terminology.hl7.org/CodeSystem/data-absent-reason",
                 tested ? STR("unknown") : STR("not-performed"), none, none);
    fhir_note_words(f, "status", str_of(finding_status_name(why)));
    jsonw_key(&f->w, "component");
    jsonw_array(&f->w);
    fhir_component_gene(f, gene);
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

/* ---- genes that rules ask for and no table of alleles knows ---- */

typedef void visit_gene(fhir *f, str gene);

/* A gene was met before the row `row` of drug `drug`, or before fact `fact` of that row. */
static bool met_before(const fhir *f, str gene, size_t drug, size_t row, size_t fact)
{
    for (size_t i = 0; i <= drug; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        size_t rows = i < drug ? d->row_count : row + 1;
        for (size_t j = 0; j < rows; j++) {
            if (d->rows[j].case_count == 0) continue;
            const advice_case *c = &d->rows[j].cases[0];
            size_t facts = i < drug || j < row ? c->fact_count : fact;
            for (size_t k = 0; k < facts; k++) {
                if (str_eq(c->facts[k].gene, gene)) return true;
            }
        }
    }
    return false;
}

static void each_strange_gene(fhir *f, visit_gene *visit)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        for (size_t j = 0; j < d->row_count; j++) {
            const advice *row = &d->rows[j];
            for (size_t k = 0; row->case_count > 0 && k < row->cases[0].fact_count; k++) {
                str gene = row->cases[0].facts[k].gene;
                if (report_finding(f->r, gene) != NULL) continue;
                if (!met_before(f, gene, i, j, k)) visit(f, gene);
            }
        }
    }
}

static void put_strange(fhir *f, str gene)
{
    put_absent(f, gene, FINDING_NOT_TESTED);
}

static void refer_strange(fhir *f, str gene)
{
    fhir_refer(f, NULL, "genotype", gene, none);
}

/* ---- the study ---- */

static void put_region(fhir *f, const char *which, str gene)
{
    fhir_extension(f, which);
    fhir_gene(f, "valueCodeableConcept", gene);
    fhir_extension_end(f);
}

static bool was_read(const finding *x)
{
    return !x->from_outside && x->positions_all > 0;
}

static void put_description(fhir *f)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    for (size_t i = 0; i < f->r->findings->count; i++) {
        const finding *x = &f->r->findings->items[i];
        if (!was_read(x)) continue;
        if (buf_str(&text).n > 0) buf_put_text(&text, "; ");
        buf_printf(&text, "%.*s: %zu of %zu positions tested", STR_ARG(x->gene),
                   x->positions_all - x->positions_untested, x->positions_all);
    }
    if (buf_str(&text).n == 0) return;
    fhir_extension(f, "description");
    fhir_pair_clean(f, "valueString", buf_str(&text));
    fhir_extension_end(f);
}

static void put_regions(fhir *f)
{
    bool any = false;
    for (size_t i = 0; i < f->r->findings->count; i++) any |= was_read(&f->r->findings->items[i]);
    if (!any) return;
    jsonw_object(&f->w);
    jsonw_key(&f->w, "extension");
    jsonw_array(&f->w);
    put_description(f);
    for (size_t i = 0; i < f->r->findings->count; i++) {
        const finding *x = &f->r->findings->items[i];
        if (!was_read(x)) continue;
        put_region(f, "studied", x->gene);
        put_region(f, fhir_has_genotype(x) ? "called" : "uncalled", x->gene);
    }
    jsonw_array_end(&f->w);
    jsonw_pair_text(&f->w, "url", FHIR_GENOMICS "genomic-study-analysis-regions");
    jsonw_object_end(&f->w);
}

static void put_build(fhir *f)
{
    fhir_code code;
    if (!fhir_code_find(f, "build", str_of(f->r->build), &code)) return;
    fhir_extension(f, FHIR_GENOMICS "genomic-study-analysis-genome-build");
    fhir_concept(f, "valueCodeableConcept", FHIR_LOINC, code.code, code.display, none);
    fhir_extension_end(f);
}

static void put_device(fhir *f)
{
    jsonw_object(&f->w);
    jsonw_key(&f->w, "extension");
    jsonw_array(&f->w);
    fhir_extension(f, "device");
    fhir_refer(f, "valueReference", "device", none, none);
    fhir_extension_end(f);
    jsonw_array_end(&f->w);
    jsonw_pair_text(&f->w, "url", FHIR_GENOMICS "genomic-study-analysis-device");
    jsonw_object_end(&f->w);
}

static void put_procedure_rest(fhir *f)
{
    jsonw_pair_text(&f->w, "status", "completed");
    fhir_concept(f, "category", "http://terminology.hl7.org/CodeSystem/observation-category",
                 STR("laboratory"), none, none);
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "performedDateTime", f->r->date);
}

static void put_study(fhir *f)
{
    fhir_resource(f, "Procedure", FHIR_GENOMICS "genomic-study", "study", none, none);
    jsonw_key(&f->w, "extension");
    jsonw_array(&f->w);
    fhir_extension(f, FHIR_GENOMICS "genomic-study-analysis-ext");
    fhir_refer(f, "valueReference", "analysis", none, none);
    fhir_extension_end(f);
    jsonw_array_end(&f->w);
    put_procedure_rest(f);
    fhir_resource_end(f);
    fhir_resource(f, "Procedure", FHIR_GENOMICS "genomic-study-analysis", "analysis", none, none);
    jsonw_key(&f->w, "extension");
    jsonw_array(&f->w);
    put_build(f);
    put_device(f);
    put_regions(f);
    jsonw_array_end(&f->w);
    put_procedure_rest(f);
    fhir_resource_end(f);
}

/* ---- all of it ---- */

void fhir_write_genes(fhir *f)
{
    if (fhir_has_study(f)) put_study(f);
    for (size_t i = 0; i < f->r->findings->count; i++) {
        const finding *x = &f->r->findings->items[i];
        if (fhir_has_genotype(x)) {
            put_genotype(f, x);
            put_haplotypes(f, x);
        } else {
            put_absent(f, x->gene, x->status);
        }
    }
    each_strange_gene(f, put_strange);
}

void fhir_refer_genes(fhir *f)
{
    for (size_t i = 0; i < f->r->findings->count; i++) {
        const finding *x = &f->r->findings->items[i];
        fhir_refer(f, NULL, "genotype", x->gene, none);
        for (int side = 0; side < 2 && fhir_has_genotype(x); side++) {
            str allele;
            if (certain_allele(x, side, &allele)) fhir_refer(f, NULL, "haplotype", x->gene, allele);
        }
    }
    each_strange_gene(f, refer_strange);
}
