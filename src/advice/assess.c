/*
 * Person, formulas, genome: in that order, each seeing what came before.
 */
#include "advice/assess.h"

#include <math.h>
#include <string.h>

#include "advice/chart_fact.h"
#include "kb/cells.h"
#include "kb/gene.h"

enum { CHROM_X = 23 };

/** A result of a formula that becomes a fact. */
typedef struct score_fact {
    str fact, formula, output;
    bool band; /* the band's code, not the number */
} score_fact;

/** A fact that follows from facts. */
typedef struct derived_fact {
    str fact, value;
    condition when;
} derived_fact;

struct assess_engine {
    const kb *knowledge;
    const advice_engine *rules;
    risk_engine *formulas;
    score_fact *of_scores;
    size_t of_scores_count;
    derived_fact *derived;
    size_t derived_count;
    condition_table conditions;
};

static status open_score_facts(assess_engine *g, const kb *k, arena *a, err *e)
{
    static const char *const names[] = {"fact", "formula", "output", "take"};
    const kb_table *t;
    uint32_t at[4];
    TRY(kb_columns(k, "score_facts", names, 4, &t, at, e));
    g->of_scores = ARENA_ARRAY(a, score_fact, t->rows + 1);
    TRY_MEM(e, g->of_scores);
    for (uint32_t i = 0; i < t->rows; i++) {
        score_fact *x = &g->of_scores[g->of_scores_count++];
        str take = kb_cell(t, i, at[3]);
        *x = (score_fact){kb_cell(t, i, at[0]), kb_cell(t, i, at[1]), kb_cell(t, i, at[2]),
                          str_eq(take, STR("band"))};
        if (x->band || str_eq(take, STR("value"))) continue;
        FAIL(e, E_SYNTAX, "table 'score_facts' row %u: take '%.*s': there is value, band", i + 1,
             STR_ARG(take));
    }
    return OK;
}

static status open_derived(assess_engine *g, const kb *k, arena *a, err *e)
{
    static const char *const names[] = {"fact", "value", "condition"};
    const kb_table *t;
    uint32_t at[3];
    TRY(kb_columns(k, "derived_facts", names, 3, &t, at, e));
    TRY(condition_table_init(&g->conditions, a, e));
    g->derived = ARENA_ARRAY(a, derived_fact, t->rows + 1);
    TRY_MEM(e, g->derived);
    for (uint32_t i = 0; i < t->rows; i++) {
        derived_fact *x = &g->derived[g->derived_count++];
        *x = (derived_fact){.fact = kb_cell(t, i, at[0]), .value = kb_cell(t, i, at[1])};
        status s = condition_parse(&g->conditions, kb_cell(t, i, at[2]), &x->when, e);
        if (s == OK) continue;
        char *where = arena_printf(a, "table 'derived_facts' row %u", i + 1);
        err_prefix(e, where == NULL ? "derived_facts" : where);
        return s;
    }
    return OK;
}

status assess_open(const kb *k, const advice_engine *rules, arena *a, assess_engine **out, err *e)
{
    assess_engine *g = ARENA_NEW(a, assess_engine);
    TRY_MEM(e, g);
    g->knowledge = k;
    g->rules = rules;
    TRY(risk_open(k, a, &g->formulas, e));
    TRY(open_score_facts(g, k, a, e));
    TRY(open_derived(g, k, a, e));
    *out = g;
    return OK;
}

/* ---- facts out of scores ---- */

static bool is_stated(const person *p, str name)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        if (str_eq(p->facts[i].name, name) && p->facts[i].drug.n == 0) return true;
    }
    return false;
}

static const score_output *output_of(const score_set *scores, const score_fact *x)
{
    for (size_t i = 0; scores != NULL && i < scores->count; i++) {
        const score *s = &scores->items[i];
        if (s->status != SCORE_DONE || !str_eq(s->formula, x->formula)) continue;
        for (size_t k = 0; k < s->output_count; k++) {
            if (str_eq(s->outputs[k].name, x->output)) return &s->outputs[k];
        }
    }
    return NULL;
}

static void add_scores(const assess_engine *g, const score_set *scores, person *p,
                       person_fact *facts)
{
    for (size_t i = 0; i < g->of_scores_count; i++) {
        const score_fact *x = &g->of_scores[i];
        const score_output *o = output_of(scores, x);
        if (o == NULL || is_stated(p, x->fact)) continue;
        bool usable = x->band ? o->band.n > 0 : isfinite(o->value);
        if (!usable) continue;
        person_fact *f = &facts[p->fact_count++];
        *f = (person_fact){.name = x->fact, .is_number = !x->band};
        if (x->band)
            f->text = o->band;
        else
            f->number = o->value;
    }
}

static truth derived_truth(const assess_engine *g, const condition *when, const person *p,
                           truth *values)
{
    const kb_interaction_list none = {NULL, 0};
    const chart_view view = {.person = p, .interactions = &none};
    for (size_t i = 0; i < g->conditions.count; i++) {
        values[i] = chart_fact_truth(&view, &g->conditions.atoms[i], (str){NULL, 0});
    }
    return condition_evaluate(when, values);
}

static bool has_text(const person *p, str name, str value)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *f = &p->facts[i];
        if (!f->is_number && str_eq(f->name, name) && str_eq_ci(f->text, value)) return true;
    }
    return false;
}

status assess_facts(const assess_engine *g, const person *p, const score_set *scores, arena *a,
                    person *out, err *e)
{
    size_t room = p->fact_count + g->of_scores_count + g->derived_count + 1;
    person_fact *facts = ARENA_ARRAY(a, person_fact, room);
    truth *values = ARENA_ARRAY(a, truth, g->conditions.count + 1);
    TRY_MEM(e, facts);
    TRY_MEM(e, values);
    *out = *p;
    if (p->fact_count > 0) memcpy(facts, p->facts, p->fact_count * sizeof *facts);
    out->facts = facts;
    add_scores(g, scores, out, facts);
    for (size_t i = 0; i < g->derived_count; i++) {
        const derived_fact *x = &g->derived[i];
        if (has_text(out, x->fact, x->value)) continue;
        /* a flag has one value: what was stated or derived first stays */
        if (chart_fact_is_flag(x->value) && is_stated(out, x->fact)) continue;
        if (derived_truth(g, &x->when, out, values) != TRUTH_TRUE) continue;
        facts[out->fact_count++] = (person_fact){.name = x->fact, .text = x->value};
    }
    return OK;
}

/* ---- one person ---- */

/** What the chart says is over is no medicine of today. */
static bool is_taken(const person_medicine *m)
{
    static const char *const over[] = {"stopped",  "completed",        "cancelled", "ended",
                                       "declined", "entered-in-error", "not-taken", "on-hold"};
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        if (str_eq(m->status, str_of(over[i]))) return false;
    }
    return true;
}

static status keep_taken(const person *p, arena *a, person *out, err *e)
{
    person_medicine *list = ARENA_ARRAY(a, person_medicine, p->medicine_count + 1);
    TRY_MEM(e, list);
    *out = *p;
    out->medicines = list;
    out->medicine_count = 0;
    for (size_t i = 0; i < p->medicine_count; i++) {
        if (is_taken(&p->medicines[i])) list[out->medicine_count++] = p->medicines[i];
    }
    return OK;
}

/* ---- the chart's sex and the genome's ---- */

/** Whether no answer of an X gene fits the sex: two different copies in a man, one in a woman. Two
 *  equal copies in a man are a way of writing. */
static bool clashes(const finding *f, bool male)
{
    for (size_t i = 0; i < f->candidate_count; i++) {
        const str *allele = f->candidates[i].allele;
        bool fits = male ? allele[1].n == 0 || str_eq(allele[0], allele[1]) : allele[1].n > 0;
        if (fits || allele[0].n == 0) return false;
    }
    return f->candidate_count > 0;
}

static bool fact_is(const person *p, str name, str value)
{
    return p != NULL && has_text(p, name, value);
}

/** The findings without those of X that contradict the chart's sex: their gene counts as not
 * called, its name is `*gene`. `*out` is `all` itself when there are none. */
static status drop_clashes(const assess_engine *g, const finding_set *all, const person *p,
                           arena *a, const finding_set **out, str *gene, err *e)
{
    bool male = fact_is(p, STR("sex"), STR("male"));
    *out = all;
    *gene = (str){NULL, 0};
    if (!male && !fact_is(p, STR("sex"), STR("female"))) return OK;
    for (size_t i = 0; i < all->count; i++) {
        const kb_gene *k = kb_gene_find(g->knowledge, all->items[i].gene);
        if (k == NULL || k->chrom != CHROM_X || !clashes(&all->items[i], male)) continue;
        finding_set *own = ARENA_NEW(a, finding_set);
        finding *list = ARENA_ARRAY(a, finding, all->count);
        TRY_MEM(e, own);
        TRY_MEM(e, list);
        memcpy(list, all->items, all->count * sizeof *list);
        list[i] = (finding){.gene = k->name, .status = FINDING_NOT_CALLED};
        *own = (finding_set){all->sample, list, all->count};
        *out = all = own;
        *gene = k->name;
    }
    return OK;
}

status assess_run(const assess_engine *g, const finding_set *findings, const person *p,
                  const str *asked, size_t asked_count, arena *a, assessment *out, err *e)
{
    person *taken = ARENA_NEW(a, person), *who = ARENA_NEW(a, person);
    score_set *scores = ARENA_NEW(a, score_set);
    advice_set *made = ARENA_NEW(a, advice_set);
    if (taken == NULL || who == NULL || scores == NULL || made == NULL) {
        FAIL(e, E_MEMORY, "out of memory");
    }
    const person nobody = {.medicine_count = 0};
    str clash;
    TRY(drop_clashes(g, findings, p, a, &findings, &clash, e));
    TRY(keep_taken(p == NULL ? &nobody : p, a, taken, e));
    if (p != NULL) TRY(risk_run(g->formulas, taken, findings, a, scores, e));
    TRY(assess_facts(g, taken, scores, a, who, e));
    TRY(advice_run(g->rules, findings, who, asked, asked_count, a, made, e));
    made->sex_clash = clash;
    *out = (assessment){who, made, scores};
    return OK;
}
