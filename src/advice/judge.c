/*
 * Judging rules.
 */
#include "advice/judge.h"

#include "advice/memo_store.h"
#include "advice/phenoconvert.h"

static const finding *finding_of(const finding_set *set, str gene)
{
    for (size_t i = 0; i < set->count; i++) {
        if (str_eq(set->items[i].gene, gene)) return &set->items[i];
    }
    return NULL;
}

static status make_gene(const run *r, const rule_gene *gene, const finding *f, arena *a,
                        memo_gene *out, err *e)
{
    const condition_atom *atoms = r->engine->conditions.atoms;
    const finding *with, *less;
    const kb_interaction *x = convert_strongest(&r->chart, gene->name, (str){NULL, 0});
    TRY(convert_finding(f, gene->kb, x, a, &with, e));
    *out = (memo_gene){.strongest = x, .genetic = f, .functional = with};
    TRY(gene_states_make(gene, atoms, with, a, &out->states, e));
    out->states.functional = with != f;
    out->without = out->states;
    if (with == f) return OK;
    const kb_interaction *second = convert_strongest(&r->chart, gene->name, x->drug);
    TRY(convert_finding(f, gene->kb, second, a, &less, e));
    TRY(gene_states_make(gene, atoms, less, a, &out->without, e));
    out->without.functional = less != f;
    return OK;
}

/* A finding that others of the cohort have too: prepared once. */
static status known_gene(run *r, uint32_t i, const finding *f, memo_gene *out, err *e)
{
    memo_entry x = {.key = {.number = i, .of_gene = true, .count = 1, .identities = {f->identity}}};
    const memo_entry *known = memo_find(r->memo, &x.key);
    if (known != NULL) {
        *out = known->gene;
        return OK;
    }
    const rule_gene *gene = &r->engine->genes[i];
    if (!memo_has_room(r->memo)) return make_gene(r, gene, f, r->memory, out, e);
    finding *own = ARENA_NEW(&r->memo->memory, finding); /* the person's goes with the person */
    TRY_MEM(e, own);
    *own = *f;
    TRY(make_gene(r, gene, own, &r->memo->memory, &x.gene, e));
    *out = x.gene;
    return memo_add(r->memo, &x, e);
}

static status prepare_gene(run *r, uint32_t i, err *e)
{
    const rule_gene *gene = &r->engine->genes[i];
    const finding *f = finding_of(r->findings, gene->name);
    memo_gene made;
    if (f != NULL && f->identity != 0)
        TRY(known_gene(r, i, f, &made, e));
    else
        TRY(make_gene(r, gene, f, r->memory, &made, e));
    r->states[i] = made.states;
    r->without[i] = made.without;
    r->genetic[i] = made.genetic;
    r->functional[i] = made.functional;
    r->strongest[i] = made.strongest;
    return OK;
}

status run_prepare(run *r, err *e)
{
    size_t n = r->engine->gene_count + 1;
    r->values = ARENA_ARRAY(r->memory, truth, r->engine->conditions.count + 1);
    r->strongest = ARENA_ARRAY(r->memory, const kb_interaction *, n);
    r->genetic = ARENA_ARRAY(r->memory, const finding *, n);
    r->functional = ARENA_ARRAY(r->memory, const finding *, n);
    r->states = ARENA_ARRAY(r->memory, gene_states, n);
    r->without = ARENA_ARRAY(r->memory, gene_states, n);
    TRY_MEM(e, r->values);
    TRY_MEM(e, r->strongest);
    TRY_MEM(e, r->genetic);
    TRY_MEM(e, r->functional);
    TRY_MEM(e, r->states);
    TRY_MEM(e, r->without);
    for (uint32_t i = 0; i + 1 < n; i++) TRY(prepare_gene(r, i, e));
    return OK;
}

/** A drug's own effect on the enzyme is in its guidance already. */
static const gene_states *states_for(const run *r, uint32_t gene, str drug)
{
    const kb_interaction *x = r->strongest[gene];
    return x != NULL && str_eq(x->drug, drug) ? &r->without[gene] : &r->states[gene];
}

size_t verdict_group(const rule_program *p, const rule_verdict *v, size_t index, size_t part)
{
    for (size_t i = 0; i < part && i < p->part_count; i++) index /= v->groups[i].count;
    return index % v->groups[part].count;
}

static status make_groups(const run *r, const rule_program *p, rule_verdict *v, err *e)
{
    v->groups = ARENA_ARRAY(r->scratch, state_groups, p->part_count + 1);
    TRY_MEM(e, v->groups);
    v->combinations = 1;
    for (size_t i = 0; i < p->part_count; i++) {
        const gene_states *s = states_for(r, p->parts[i].gene, p->rule->drug);
        TRY(state_groups_make(s, &p->parts[i], r->scratch, &v->groups[i], e));
        v->combinations *= v->groups[i].count;
        v->too_many = v->combinations > JUDGE_COMBINATIONS_MAX;
        if (v->too_many) return OK;
    }
    return OK;
}

static truth judge_combination(const run *r, const rule_program *p, const rule_verdict *v,
                               size_t index)
{
    for (size_t i = 0; i < p->part_count; i++) {
        state_group_apply(&v->groups[i], verdict_group(p, v, index, i), r->values);
    }
    return condition_evaluate(&p->when, r->values);
}

status rule_judge(run *r, const rule_program *p, rule_verdict *out, err *e)
{
    rule_verdict v = {.who = TRUTH_TRUE};
    const condition_atom *atoms = r->engine->conditions.atoms;
    for (size_t i = 0; i < p->chart_atom_count; i++) {
        uint16_t k = p->chart_atoms[i];
        r->values[k] = chart_fact_truth(&r->chart, &atoms[k], p->rule->drug);
    }
    if (p->who != NULL) v.who = condition_evaluate(p->who, r->values);
    TRY(make_groups(r, p, &v, e));
    if (!v.too_many) {
        v.true_list = ARENA_ARRAY(r->scratch, uint16_t, v.combinations);
        v.open_list = ARENA_ARRAY(r->scratch, uint16_t, v.combinations);
        TRY_MEM(e, v.true_list);
        TRY_MEM(e, v.open_list);
        for (size_t i = 0; i < v.combinations; i++) {
            truth t = judge_combination(r, p, &v, i);
            if (t == TRUTH_TRUE) v.true_list[v.true_count++] = (uint16_t)i;
            if (t == TRUTH_UNKNOWN) v.open_list[v.open_count++] = (uint16_t)i;
        }
    }
    *out = v;
    return OK;
}
