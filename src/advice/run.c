/*
 * One person through all rules: drugs collected (rules, medicines, questions), each rule judged,
 * rows written, headlines chosen.
 */
#include <string.h>

#include "advice/advise_engine.h"
#include "advice/headline.h"
#include "advice/memo_store.h"
#include "advice/row.h"
#include "advice/suggest.h"

/* ---- which drugs ---- */

typedef struct wish {
    str name; /* INN */
    str written;
    bool taken;
} wish;

typedef struct wish_list {
    wish *items;
    size_t count;
    advice_stranger *strangers;
    size_t stranger_count;
} wish_list;

static void add_wish(const advice_engine *g, wish_list *w, str written, str drug, bool taken)
{
    str name = drug.n > 0 ? drug : written;
    const kb_drug *d = kb_drug_find(&g->drugs, name, NULL);
    if (d == NULL) {
        w->strangers[w->stranger_count++] =
            (advice_stranger){written, kb_drug_suggest(&g->drugs, name), taken};
        return;
    }
    for (size_t i = 0; i < w->count; i++) {
        if (str_eq(w->items[i].name, d->name)) return; /* medicines come first and stay */
    }
    w->items[w->count++] = (wish){d->name, written, taken};
}

static status make_wishes(const run *r, const str *asked, size_t asked_count, wish_list *w, err *e)
{
    const person *p = r->chart.person;
    size_t medicines = p == NULL ? 0 : p->medicine_count, most = medicines + asked_count + 1;
    *w = (wish_list){.items = ARENA_ARRAY(r->memory, wish, most),
                     .strangers = ARENA_ARRAY(r->memory, advice_stranger, most)};
    TRY_MEM(e, w->items);
    TRY_MEM(e, w->strangers);
    for (size_t i = 0; i < medicines; i++) {
        add_wish(r->engine, w, p->medicines[i].name, p->medicines[i].drug, true);
    }
    for (size_t i = 0; i < asked_count; i++) {
        add_wish(r->engine, w, asked[i], (str){NULL, 0}, false);
    }
    return OK;
}

static status view_chart(run *r, const person *p, err *e)
{
    size_t n = p == NULL ? 0 : p->medicine_count;
    str *taken = ARENA_ARRAY(r->memory, str, n + 1);
    TRY_MEM(e, taken);
    bool all = p != NULL && p->medicines_known;
    for (size_t i = 0; i < n; i++) {
        const person_medicine *m = &p->medicines[i];
        const kb_drug *d = kb_drug_find(&r->engine->drugs, m->drug.n > 0 ? m->drug : m->name, NULL);
        if (d != NULL)
            taken[i] = d->name;
        else
            all = false;
    }
    r->chart = (chart_view){p, &r->engine->interactions, taken, n, all};
    return OK;
}

/* ---- one drug ---- */

typedef struct drug_work {
    advice_drug *drug;
    advice *rows;
    advice_open_gene *open;
    bool elsewhere, too_many;
} drug_work;

static void note_open(drug_work *w, str gene, advice_gap gap, const rule_program *p)
{
    size_t i = 0;
    while (i < w->drug->open_count && !str_eq(w->open[i].gene, gene)) i++;
    advice_light light = (advice_light)p->light;
    if (i == w->drug->open_count) {
        w->open[i] = (advice_open_gene){gene, gap, light, p->rank, p->rule->action, p->rule->id};
        w->drug->open_count++;
        return;
    }
    if (gap < w->open[i].gap) w->open[i].gap = gap;
    if (light < w->open[i].worst_light) return;
    if (light == w->open[i].worst_light && p->rank <= w->open[i].worst_rank) return;
    w->open[i].worst_light = light;
    w->open[i].worst_rank = p->rank;
    w->open[i].worst_action = p->rule->action;
    w->open[i].worst_rule = p->rule->id;
}

static void note_gaps(const run *r, drug_work *w, const rule_program *p, const rule_verdict *v)
{
    const condition_atom *atoms = r->engine->conditions.atoms;
    for (size_t i = 0; i < p->part_count; i++) {
        const state_groups *g = &v->groups[i];
        for (size_t k = 0; k < v->open_count; k++) {
            size_t group = verdict_group(p, v, v->open_list[k], i);
            if (!state_group_unknown(g, group)) continue;
            note_open(w, g->states->gene->name, state_group_gap(g, group, atoms), p);
        }
    }
}

static status use_rule(run *r, drug_work *w, const rule_program *p, err *e)
{
    rule_verdict v;
    TRY(rule_judge(r, p, &v, e));
    if (v.too_many) {
        w->too_many = true;
        for (size_t i = 0; i < p->part_count; i++) {
            str gene = r->engine->genes[p->parts[i].gene].name;
            note_open(w, gene, ADVICE_INDETERMINATE, p);
        }
        return OK;
    }
    if (v.who == TRUTH_FALSE) {
        w->elsewhere = w->elsewhere || v.true_count > 0;
        return OK;
    }
    note_gaps(r, w, p, &v);
    if (v.true_count == 0) return OK;
    return advice_row_make(r, p, &v, &w->rows[w->drug->row_count++], e);
}

static status use_drug(run *r, const drug_program *program, advice_drug *out, err *e)
{
    size_t rules = program == NULL ? 0 : program->rule_count;
    drug_work w = {.drug = out,
                   .rows = ARENA_ARRAY(r->scratch, advice, rules + 1),
                   .open = ARENA_ARRAY(r->scratch, advice_open_gene, r->engine->gene_count + 1)};
    TRY_MEM(e, w.rows);
    TRY_MEM(e, w.open);
    for (size_t i = 0; i < rules; i++) TRY(use_rule(r, &w, program->rules[i], e));
    advice *rows = ARENA_ARRAY(r->memory, advice, out->row_count + 1);
    advice_open_gene *open = ARENA_ARRAY(r->memory, advice_open_gene, out->open_count + 1);
    TRY_MEM(e, rows);
    TRY_MEM(e, open);
    memcpy(rows, w.rows, out->row_count * sizeof *rows);
    memcpy(open, w.open, out->open_count * sizeof *open);
    headline_choose(out, rows, open, rules > 0, w.elsewhere, w.too_many);
    return OK;
}

/* What the advice on a drug depends on, beside the chart; false: on something that is this person's
 * alone. */
static bool drug_key(const run *r, uint32_t number, memo_key *k)
{
    const drug_program *d = &r->engine->by_drug[number];
    *k = (memo_key){.number = number, .count = (uint32_t)d->gene_count};
    if (r->memo == NULL || d->gene_count > MEMO_GENES_MAX) return false;
    for (size_t i = 0; i < d->gene_count; i++) {
        const finding *f = r->genetic[d->genes[i]];
        if (f != NULL && f->identity == 0) return false;
        k->identities[i] = f == NULL ? (uint32_t)MEMO_ABSENT : f->identity;
    }
    return true;
}

/* The drug as it was worked out for somebody with the same findings, or worked out now and kept. */
static status use_kept_drug(run *r, uint32_t number, advice_drug *out, err *e)
{
    memo_entry x;
    const drug_program *program = &r->engine->by_drug[number];
    if (!drug_key(r, number, &x.key)) return use_drug(r, program, out, e);
    const memo_entry *known = memo_find(r->memo, &x.key);
    if (known != NULL) {
        *out = known->drug;
        return OK;
    }
    if (!memo_has_room(r->memo)) return use_drug(r, program, out, e);
    arena *own = r->memory;
    r->memory = &r->memo->memory;
    status s = use_drug(r, program, out, e);
    r->memory = own;
    if (s != OK) return s;
    out->identity = ++r->memo->identities;
    x.drug = *out;
    return memo_add(r->memo, &x, e);
}

static const wish *find_wish(const wish_list *w, str name)
{
    for (size_t i = 0; i < w->count; i++) {
        if (str_eq(w->items[i].name, name)) return &w->items[i];
    }
    return NULL;
}

/** A recorded allergy goes before every guideline: most protective wins. The rows stay. An allergy
 *  to the drug goes before one to its class. */
static void note_allergy(const run *r, advice_drug *d)
{
    const person *p = r->chart.person;
    const kb_drug_list *drugs = &r->engine->drugs;
    const person_medicine *of_class = NULL;
    for (size_t i = 0; p != NULL && i < p->allergy_count && d->allergy == NULL; i++) {
        const person_medicine *x = &p->allergies[i];
        const kb_drug *known = kb_drug_find(drugs, x->drug.n > 0 ? x->drug : x->name, NULL);
        if (known != NULL && str_eq(known->name, d->name)) d->allergy = x;
        if (of_class == NULL && kb_drug_is_in(drugs, x->drug_class, d->name)) of_class = x;
    }
    advice_light light = d->allergy != NULL ? ADVICE_STOP : ADVICE_UNKNOWN;
    if (d->allergy == NULL && of_class != NULL) {
        d->allergy = of_class;
        light = kb_drug_class_forbids(drugs, of_class->drug_class) ? ADVICE_STOP : ADVICE_CHANGE;
    }
    if (light > d->light) d->light = light;
}

static status use_all(run *r, const wish_list *w, advice_set *out, err *e)
{
    const advice_engine *g = r->engine;
    advice_drug *list = ARENA_ARRAY(r->memory, advice_drug, g->drug_count + w->count + 1);
    TRY_MEM(e, list);
    size_t n = 0;
    for (uint32_t i = 0; i < g->drug_count; i++) {
        const wish *x = find_wish(w, g->by_drug[i].name);
        advice_relevance how = x == NULL ? ADVICE_OTHER : x->taken ? ADVICE_TAKEN : ADVICE_ASKED;
        list[n] = (advice_drug){.name = g->by_drug[i].name, .relevance = how};
        if (x != NULL) list[n].written = x->written;
        TRY(use_kept_drug(r, i, &list[n], e));
        caution_note(out, &list[n]);
        note_allergy(r, &list[n++]);
    }
    for (size_t i = 0; i < w->count; i++) {
        const wish *x = &w->items[i];
        if (map_get(&g->drug_index, x->name) != MAP_NONE) continue;
        list[n] = (advice_drug){.name = x->name,
                                .written = x->written,
                                .relevance = x->taken ? ADVICE_TAKEN : ADVICE_ASKED};
        TRY(use_drug(r, NULL, &list[n], e));
        caution_note(out, &list[n]);
        note_allergy(r, &list[n++]);
    }
    headline_order(list, n);
    out->drugs = list;
    out->drug_count = n;
    return OK;
}

/* ---- medicines that change enzymes ---- */

static size_t gene_index(const advice_engine *g, str name)
{
    size_t i = 0;
    while (i < g->gene_count && !str_eq(g->genes[i].name, name)) i++;
    return i;
}

static status list_conversions(const run *r, advice_set *out, err *e)
{
    const kb_interaction_list *all = &r->engine->interactions;
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++) {
        n += chart_takes(&r->chart, all->items[i].drug, (str){NULL, 0});
    }
    advice_conversion *list = ARENA_ARRAY(r->memory, advice_conversion, n + 1);
    TRY_MEM(e, list);
    n = 0;
    for (size_t i = 0; i < all->count; i++) {
        const kb_interaction *x = &all->items[i];
        if (!chart_takes(&r->chart, x->drug, (str){NULL, 0})) continue;
        size_t gene = gene_index(r->engine, x->gene);
        bool known = gene < r->engine->gene_count;
        bool used = known && r->strongest[gene] == x && r->functional[gene] != r->genetic[gene];
        list[n++] = (advice_conversion){.gene = x->gene,
                                        .drug = x->drug,
                                        .effect = x->effect,
                                        .strength = x->strength,
                                        .source = x->source,
                                        .computed = x->rule != KB_CONVERT_FLAG,
                                        .genetic = known ? r->genetic[gene] : NULL,
                                        .functional = used ? r->functional[gene] : NULL};
    }
    out->conversions = list;
    out->conversion_count = n;
    return OK;
}

static status run_all(run *r, const person *p, const str *asked, size_t asked_count,
                      advice_set *out, err *e)
{
    wish_list wishes;
    advice_set set = {.sample = r->findings->sample};
    TRY(view_chart(r, p, e));
    TRY(make_wishes(r, asked, asked_count, &wishes, e));
    TRY(run_prepare(r, e));
    TRY(cautions_find(&r->engine->cautions, &r->chart, r->memory, &set.cautions, &set.caution_count,
                      e));
    TRY(use_all(r, &wishes, &set, e));
    TRY(list_conversions(r, &set, e));
    TRY(suggest_tests(r, &set, e));
    set.strangers = wishes.strangers;
    set.stranger_count = wishes.stranger_count;
    set.medicines_known = p != NULL && p->medicines_known;
    if (p != NULL) {
        set.allergies = p->allergies;
        set.allergy_count = p->allergy_count;
    }
    *out = set;
    return OK;
}

status advice_run(const advice_engine *g, const finding_set *findings, const person *p,
                  const str *asked, size_t asked_count, arena *a, advice_set *out, err *e)
{
    run r = {.engine = g, .findings = findings, .memory = a, .scratch = a};
    return run_all(&r, p, asked, asked_count, out, e);
}

status advice_run_kept(advice_memo *m, const finding_set *findings, arena *a, advice_set *out,
                       err *e)
{
    run r = {.engine = m->engine, .findings = findings, .memory = a, .scratch = a, .memo = m};
    return run_all(&r, m->who, m->asked, m->asked_count, out, e);
}
