/*
 * What else the report rests on and says, as FHIR: the medicines that the person takes, allergies,
 * calculated answers (an Observation, for risks a RiskAssessment) and the genetic tests that would
 * matter (a proposed ServiceRequest). The chart itself is not written again: an answer names the
 * values it was made from. Answers that lack an input are left out; those that must not be used
 * have no value and say why.
 */
#include <math.h>

#include "report/report_fhir_pieces.h"
#include "report/report_person.h"

static const str none = {0};

/* ---- the person ---- */

void fhir_put_person(fhir *f)
{
    const person *who = f->r->who;
    char day[DATE_TEXT_MAX];
    if (who == NULL) return;
    for (size_t i = 0; i < who->fact_count; i++) {
        const person_fact *x = &who->facts[i];
        if (!str_eq(x->name, STR("sex")) || x->is_number) continue;
        if (str_eq(x->text, STR("male")) || str_eq(x->text, STR("female")))
            jsonw_pair_str(&f->w, "gender", x->text);
        break;
    }
    if (who->birth.precision == DATE_NONE || who->birth.precision == DATE_SECOND) return;
    jsonw_pair_text(&f->w, "birthDate", date_text(who->birth, day));
}

static bool is_taken(const advice_drug *d)
{
    return d->relevance == ADVICE_TAKEN;
}

bool fhir_has_statement(const fhir *f, str drug)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        if (is_taken(d) && str_eq(d->name, drug)) return true;
    }
    return false;
}

static void put_statement(fhir *f, str drug, str written)
{
    fhir_resource(f, "MedicationStatement", FHIR_CORE "MedicationStatement", "medicine", drug,
                  written);
    jsonw_pair_text(&f->w, "status", "active");
    if (drug.n > 0)
        fhir_medication(f, "medicationCodeableConcept", drug, written.n > 0 ? written : drug);
    else
        fhir_concept(f, "medicationCodeableConcept", NULL, none, none, written);
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "dateAsserted", f->r->date);
    fhir_resource_end(f);
}

static void put_statements(fhir *f)
{
    for (size_t i = 0; i < f->r->advice->drug_count; i++) {
        const advice_drug *d = &f->r->advice->drugs[i];
        if (is_taken(d)) put_statement(f, d->name, none);
    }
    for (size_t i = 0; i < f->r->advice->stranger_count; i++) {
        const advice_stranger *x = &f->r->advice->strangers[i];
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again |= str_eq(f->r->advice->strangers[j].written, x->written);
        if (x->taken && !again && str_trim(x->written).n > 0) put_statement(f, none, x->written);
    }
}

static bool allergy_is_first(const advice_set *a, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (str_eq(a->allergies[i].drug, a->allergies[at].drug) &&
            str_eq(a->allergies[i].name, a->allergies[at].name)) {
            return false;
        }
    }
    return true;
}

static void put_allergies(fhir *f)
{
    const advice_set *a = f->r->advice;
    for (size_t i = 0; i < a->allergy_count; i++) {
        const person_medicine *x = &a->allergies[i];
        if (!allergy_is_first(a, i)) continue;
        fhir_resource(f, "AllergyIntolerance", FHIR_CORE "AllergyIntolerance", "allergy", x->drug,
                      x->name);
        fhir_concept(f, "clinicalStatus",
                     "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                     STR("active"), none, none);
        if (x->drug.n > 0)
            fhir_medication(f, "code", x->drug, x->name);
        else
            fhir_concept(f, "code", NULL, none, none, x->name);
        fhir_refer(f, "patient", "patient", none, none);
        fhir_resource_end(f);
    }
}

/* ---- calculated answers ---- */

static bool is_shown(const fhir *f, const score *s)
{
    bool dose = str_eq(s->kind, STR("dose")); /* for the patient doses are the doctor's */
    return s->status != SCORE_MISSING && !(dose && f->r->words.patient);
}

static bool is_probability(const score_output *o)
{
    return str_eq(o->unit, STR("%")) && o->value >= 0 && o->value <= 100;
}

static bool is_risk(const score *s)
{
    if (!str_eq(s->kind, STR("risk")) || s->status != SCORE_DONE) return false;
    for (size_t i = 0; i < s->output_count; i++) {
        if (is_probability(&s->outputs[i])) return true;
    }
    return false;
}

static void put_number(fhir *f, const char *key, const score_output *o)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    buf_printf(&text, "%.*f", (int)o->decimals, o->value);
    jsonw_key(&f->w, key);
    jsonw_number_text(&f->w, buf_str(&text));
}

static void put_quantity(fhir *f, const score_output *o)
{
    jsonw_key(&f->w, "valueQuantity");
    jsonw_object(&f->w);
    put_number(f, "value", o);
    if (o->unit.n > 0) {
        jsonw_pair_str(&f->w, "unit", o->unit);
        jsonw_pair_text(&f->w, "system", "http://unitsofmeasure.org");
        jsonw_pair_str(&f->w, "code", o->unit);
    }
    jsonw_object_end(&f->w);
}

static void put_output_component(fhir *f, const score_output *o)
{
    AUTO(buf_release) buf name;
    buf_init(&name, FHIR_TEXT_MAX);
    score_put_code(&f->r->words, &name, "score.result", o->name);
    jsonw_object(&f->w);
    fhir_concept(f, "code", NULL, none, none, buf_str(&name));
    put_quantity(f, o);
    jsonw_object_end(&f->w);
}

/* A single number is the value; several are components. Without a number the words must do. */
static void put_outputs(fhir *f, const score *s, str answer)
{
    size_t numbers = 0, last = 0;
    for (size_t i = 0; i < s->output_count; i++) {
        if (!isfinite(s->outputs[i].value)) continue;
        numbers++;
        last = i;
    }
    if (s->output_count == 1 && numbers == 1)
        put_quantity(f, &s->outputs[last]);
    else
        fhir_pair_clean(f, "valueString", answer);
    if (s->output_count < 2 || numbers == 0) return;
    jsonw_key(&f->w, "component");
    jsonw_array(&f->w);
    for (size_t i = 0; i < s->output_count; i++) {
        if (isfinite(s->outputs[i].value)) put_output_component(f, &s->outputs[i]);
    }
    jsonw_array_end(&f->w);
}

static void put_note(fhir *f, str text)
{
    if (str_trim(text).n == 0) return;
    jsonw_object(&f->w);
    fhir_pair_clean(f, "text", text);
    jsonw_object_end(&f->w);
}

/* The answer in words, what it was made from, how well the model did, remarks. */
static void put_notes(fhir *f, const score *s, str answer)
{
    const catalogue *words = &f->r->words;
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    jsonw_key(&f->w, "note");
    jsonw_array(&f->w);
    put_note(f, answer);
    score_put_inputs(words, &text, s);
    put_note(f, buf_str(&text));
    for (size_t i = 0; i < s->validation_count; i++) {
        buf_reset(&text);
        score_put_validation(words, &text, &s->validations[i]);
        put_note(f, buf_str(&text));
    }
    for (size_t i = 0; i < s->remark_count; i++) {
        buf_reset(&text);
        score_put_code(words, &text, "score.remark", s->remarks[i]);
        put_note(f, buf_str(&text));
    }
    if (!s->verified) put_note(f, catalogue_text(words, STR("score.label.unverified_text")));
    jsonw_array_end(&f->w);
}

static void put_score(fhir *f, const score *s)
{
    AUTO(buf_release) buf name, answer;
    buf_init(&name, FHIR_TEXT_MAX);
    buf_init(&answer, FHIR_TEXT_MAX);
    score_put_name(&f->r->words, &name, s);
    score_put_answer(&f->r->words, &answer, s);
    fhir_resource(f, "Observation", FHIR_CORE "Observation", "score", s->formula, s->drug);
    jsonw_pair_text(&f->w, "status", "final");
    fhir_concept(f, "code", NULL, none, none, buf_str(&name));
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "effectiveDateTime", f->r->date);
    if (s->status == SCORE_DONE)
        put_outputs(f, s, buf_str(&answer));
    else
        fhir_concept(f, "dataAbsentReason",
                     "http://terminology.hl7.org/CodeSystem/data-absent-reason",
                     STR("not-performed"), none, none);
    put_notes(f, s, buf_str(&answer));
    fhir_resource_end(f);
}

/* FHIR R4 states a probability as a percentage (RiskAssessment.prediction.probability). What else
 * the formula gives ("equation used") stands in the notes. */
static void put_risk(fhir *f, const score *s)
{
    AUTO(buf_release) buf text, answer;
    buf_init(&text, FHIR_TEXT_MAX);
    buf_init(&answer, FHIR_TEXT_MAX);
    score_put_name(&f->r->words, &text, s);
    score_put_answer(&f->r->words, &answer, s);
    fhir_resource(f, "RiskAssessment", FHIR_CORE "RiskAssessment", "score", s->formula, s->drug);
    jsonw_pair_text(&f->w, "status", "final");
    fhir_concept(f, "method", NULL, none, none, buf_str(&text));
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "occurrenceDateTime", f->r->date);
    jsonw_key(&f->w, "prediction");
    jsonw_array(&f->w);
    for (size_t i = 0; i < s->output_count; i++) {
        const score_output *o = &s->outputs[i];
        if (!is_probability(o)) continue;
        jsonw_object(&f->w);
        buf_reset(&text);
        score_put_code(&f->r->words, &text, "score.result", o->name);
        fhir_concept(f, "outcome", NULL, none, none, buf_str(&text));
        put_number(f, "probabilityDecimal", o);
        jsonw_object_end(&f->w);
    }
    jsonw_array_end(&f->w);
    put_notes(f, s, buf_str(&answer));
    fhir_resource_end(f);
}

/* ---- tests ---- */

static void put_test(fhir *f, const advice_test *t)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FHIR_TEXT_MAX);
    fhir_resource(f, "ServiceRequest", FHIR_CORE "ServiceRequest", "test", t->gene, none);
    jsonw_pair_text(&f->w, "status", "draft");
    jsonw_pair_text(&f->w, "intent", "proposal");
    fhir_concept(f, "code", FHIR_LOINC, STR("84413-4"), none, t->gene);
    jsonw_key(&f->w, "orderDetail");
    jsonw_array(&f->w);
    fhir_gene(f, NULL, t->gene);
    jsonw_array_end(&f->w);
    fhir_refer(f, "subject", "patient", none, none);
    jsonw_pair_text(&f->w, "authoredOn", f->r->date);
    person_put_test(f->r, &text, t, false);
    jsonw_key(&f->w, "reasonCode");
    jsonw_array(&f->w);
    fhir_concept(f, NULL, NULL, none, none, buf_str(&text));
    jsonw_array_end(&f->w);
    fhir_resource_end(f);
}

/* ---- all of it ---- */

static size_t score_count(const fhir *f)
{
    return f->r->scores == NULL ? 0 : f->r->scores->count;
}

void fhir_write_chart(fhir *f)
{
    put_statements(f);
    put_allergies(f);
    for (size_t i = 0; i < score_count(f); i++) {
        const score *s = &f->r->scores->items[i];
        if (!is_shown(f, s)) continue;
        if (is_risk(s))
            put_risk(f, s);
        else
            put_score(f, s);
    }
    for (size_t i = 0; i < f->r->advice->test_count; i++) put_test(f, &f->r->advice->tests[i]);
}

void fhir_refer_chart(fhir *f)
{
    for (size_t i = 0; i < score_count(f); i++) {
        const score *s = &f->r->scores->items[i];
        if (is_shown(f, s) && !is_risk(s)) fhir_refer(f, NULL, "score", s->formula, s->drug);
    }
}

/* What a report may not list as a result stands beside it. */
static void extend(fhir *f, const char *kind, str a, str b)
{
    fhir_extension(f, FHIR_CORE "workflow-supportingInfo");
    fhir_refer(f, "valueReference", kind, a, b);
    fhir_extension_end(f);
}

void fhir_extend_chart(fhir *f)
{
    for (size_t i = 0; i < score_count(f); i++) {
        const score *s = &f->r->scores->items[i];
        if (is_shown(f, s) && is_risk(s)) extend(f, "score", s->formula, s->drug);
    }
    for (size_t i = 0; i < f->r->advice->test_count; i++)
        extend(f, "test", f->r->advice->tests[i].gene, none);
}

bool fhir_any_beside(const fhir *f)
{
    bool any = f->r->advice->test_count > 0;
    for (size_t i = 0; i < score_count(f) && !any; i++)
        any = is_shown(f, &f->r->scores->items[i]) && is_risk(&f->r->scores->items[i]);
    return any;
}
