/*
 * Advice as FHIR: a therapeutic-implication Observation for each row, with the phenotypes it rests
 * on and its citation, and a Task (a proposal, never an order) for each row that asks for something
 * else than usual treatment and holds for every answer that fits. The task is a
 * medication-recommendation where LOINC's list has our action and a followup-recommendation in
 * words where it has not.
 */
#include "report/report_fhir_pieces.h"

static const str none = {0};

/* ---- the words of a row ---- */

static void text_of_row(const fhir *f, const advice *row, buf *text)
{
    const catalogue *words = &f->r->words;
    buf_printf(text, "%.*s (%.*s): ", STR_ARG(row->drug), STR_ARG(row->source));
    catalogue_put_action(words, text, row);
    buf_put_c(text, '.');
    for (size_t i = 0; i < row->also_count; i++) {
        buf_put_c(text, ' ');
        catalogue_put_also(words, text, row->also[i]);
    }
    for (size_t i = 0; i < row->alternative_count; i++) {
        buf_put_text(text, i == 0 ? " " : ", ");
        catalogue_put_alternative(words, text, row->alternatives[i]);
    }
    if (!row->population_known || !str_eq(row->population, STR("general"))) {
        buf_put_text(text, " [");
        catalogue_put_code(words, text, "population", row->population);
        buf_put_c(text, ']');
    }
    for (size_t i = 0; i < row->case_count && row->certainty == ADVICE_POSSIBLE; i++) {
        buf_put_text(text, i == 0 ? " " : "; ");
        if (i == 0) {
            catalogue_put(words, text, STR("ui.possible"), NULL, 0);
            buf_put_text(text, ": ");
        }
        catalogue_put_case(words, text, &row->cases[i]);
    }
}

/* ---- implications ---- */

static void put_citation(fhir *f, const advice *row, str pmid)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    fhir_extension(f, FHIR_CORE "workflow-relatedArtifact");
    jsonw_key(&f->w, "valueRelatedArtifact");
    jsonw_object(&f->w);
    jsonw_pair_text(&f->w, "type", "citation");
    buf_printf(&text, "%.*s, PMID %.*s", STR_ARG(row->source), STR_ARG(pmid));
    fhir_pair_clean(f, "citation", buf_str(&text));
    buf_reset(&text);
    buf_printf(&text, "https://pubmed.ncbi.nlm.nih.gov/%.*s/", STR_ARG(pmid));
    jsonw_pair_str(&f->w, "url", buf_str(&text));
    jsonw_object_end(&f->w);
    fhir_extension_end(f);
}

static void put_citations(fhir *f, const advice *row)
{
    if (row->pmid.n == 0) return;
    str rest = row->pmid, pmid;
    jsonw_key(&f->w, "extension");
    jsonw_array(&f->w);
    while (str_next(&rest, ';', &pmid)) put_citation(f, row, str_trim(pmid));
    jsonw_array_end(&f->w);
}

static void put_derived(fhir *f, const advice *row)
{
    if (row->case_count == 0 || row->cases[0].fact_count == 0) return;
    jsonw_key(&f->w, "derivedFrom");
    jsonw_array(&f->w);
    for (size_t i = 0; i < row->cases[0].fact_count; i++)
        fhir_refer(f, NULL, "genotype", row->cases[0].facts[i].gene, none);
    jsonw_array_end(&f->w);
}

static void put_medication(fhir *f, str drug)
{
    fhir_component(f, FHIR_LOINC, "51963-7");
    fhir_medication(f, "valueCodeableConcept", drug, drug);
    fhir_component_end(f);
}

/* The phenotype of the answers that the fact stands for; empty when there is no result. */
static str phenotype_of(const advice_fact *fact)
{
    if (fact->finding == NULL || !fhir_has_genotype(fact->finding)) return none;
    if (fact->candidate_count > 0 && fact->candidates[0] < fact->finding->candidate_count) {
        str phenotype = fact->finding->candidates[fact->candidates[0]].phenotype;
        if (phenotype.n > 0) return phenotype;
    }
    return fact->value;
}

static void put_phenotype(fhir *f, const advice_fact *fact)
{
    str phenotype = phenotype_of(fact);
    if (phenotype.n == 0) return;
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    buf_put_str(&text, fact->gene);
    buf_put_c(&text, ' ');
    catalogue_put_phenotype(&f->r->words, &text, phenotype);
    if (fact->functional) {
        buf_put_text(&text, " (");
        catalogue_put(&f->r->words, &text, STR("ui.functional"), NULL, 0);
        buf_put_c(&text, ')');
    }
    fhir_code code = {0};
    (void)fhir_code_find(f, "phenotype", phenotype, &code);
    fhir_component(f, FHIR_TBD, "therapeutic-implication");
    fhir_concept(f, "valueCodeableConcept", FHIR_LOINC, code.code, code.display, buf_str(&text));
    fhir_component_end(f);
}

static void put_strength(fhir *f, const advice *row)
{
    if (row->strength.n == 0) return;
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    buf_printf(&text, "%.*s: %.*s", STR_ARG(row->source), STR_ARG(row->strength));
    fhir_component(f, FHIR_LOINC, "93044-6");
    fhir_concept(f, "valueCodeableConcept", NULL, none, none, buf_str(&text));
    fhir_component_end(f);
}

/* What holds for some answers only is preliminary, and its phenotypes stand in the words. */
static void put_implication(fhir *f, const advice *row)
{
    bool holds = row->certainty == ADVICE_HOLDS;
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    text_of_row(f, row, &text);
    fhir_observation(f, FHIR_GENOMICS "therapeutic-implication", "implication", row->rule_id, none,
                     holds ? "final" : "preliminary", FHIR_TBD, "therapeutic-implication");
    put_citations(f, row);
    put_derived(f, row);
    jsonw_key(&f->w, "component");
    jsonw_array(&f->w);
    put_medication(f, row->drug);
    for (size_t i = 0; holds && row->case_count > 0 && i < row->cases[0].fact_count; i++)
        put_phenotype(f, &row->cases[0].facts[i]);
    put_strength(f, row);
    fhir_component_conclusion(f, buf_str(&text));
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

/* ---- tasks ---- */

static bool is_recommended(const advice *row)
{
    return row->light >= ADVICE_CHANGE && row->certainty == ADVICE_HOLDS;
}

static void put_task(fhir *f, const advice *row)
{
    fhir_code code = {0};
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    bool coded = fhir_code_find(f, "action", row->action, &code);
    if (!coded) (void)fhir_code_find(f, "followup", row->action, &code);
    fhir_resource(f, "Task",
                  coded ? FHIR_GENOMICS "medication-recommendation"
                        : FHIR_GENOMICS "followup-recommendation",
                  "task", row->rule_id, none);
    jsonw_pair_text(&f->w, "status", "requested");
    jsonw_pair_text(&f->w, "intent", "proposal");
    catalogue_put_action(&f->r->words, &text, row);
    fhir_concept(f, "code", FHIR_LOINC, code.code, code.display, buf_str(&text));
    buf_reset(&text);
    text_of_row(f, row, &text);
    fhir_pair_clean(f, "description", buf_str(&text));
    if (fhir_has_statement(f, row->drug)) fhir_refer(f, "focus", "medicine", row->drug, none);
    fhir_refer(f, "for", "patient", none, none);
    jsonw_pair_text(&f->w, "authoredOn", f->r->date);
    fhir_refer(f, "reasonReference", "implication", row->rule_id, none);
    fhir_resource_end(f);
}

/* ---- all rows ---- */

typedef void visit_row(fhir *f, const advice *row);

static void each_row(fhir *f, visit_row *visit)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        for (size_t j = 0; j < d->row_count; j++) visit(f, &d->rows[j]);
    }
}

static void put_row(fhir *f, const advice *row)
{
    put_implication(f, row);
    if (is_recommended(row)) put_task(f, row);
}

static void refer_row(fhir *f, const advice *row)
{
    fhir_refer(f, NULL, "implication", row->rule_id, none);
}

static void extend_task(fhir *f, const advice *row)
{
    if (!is_recommended(row)) return;
    fhir_extension(f, FHIR_GENOMICS "recommended-action");
    fhir_refer(f, "valueReference", "task", row->rule_id, none);
    fhir_extension_end(f);
}

bool fhir_any_task(const fhir *f)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        for (size_t j = 0; j < d->row_count; j++) {
            if (is_recommended(&d->rows[j])) return true;
        }
    }
    return false;
}

void fhir_write_advice(fhir *f)
{
    each_row(f, put_row);
}

void fhir_refer_advice(fhir *f)
{
    each_row(f, refer_row);
}

void fhir_extend_tasks(fhir *f)
{
    each_row(f, extend_task);
}
