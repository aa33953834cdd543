/*
 * Test suggestions. A gene is worth testing when it is not tested, not callable or tested in part
 * and some drug's advice may become a change through it. The share: each result that people of
 * kb/frequencies.tsv have is put in the gene's place and the rules of those drugs are judged again.
 */
#include "advice/suggest.h"

#include <math.h>
#include <stdlib.h>

#include "advice/phenoconvert.h"

/* ---- which genes, for which drugs ---- */

typedef struct candidate {
    uint32_t gene; /* index among the engine's genes */
    str *drugs;
    const drug_program **programs; /* parallel to drugs */
    size_t drug_count;
    advice_light worst_light;
    uint32_t worst_rank;
    str worst_action, worst_drug;
    str site;   /* the gene is known but for this position */
    bool taken; /* one of the drugs is */
} candidate;

typedef struct suggester {
    run *r;
    candidate *list; /* by gene; drug_count 0 = no test */
    size_t drugs_max;
} suggester;

static status add_drug(suggester *s, uint32_t gene, const advice_drug *d, advice_light light,
                       uint32_t rank, str action, err *e)
{
    candidate *c = &s->list[gene];
    if (light < ADVICE_CHANGE) return OK;
    c->gene = gene;
    if (c->drugs == NULL) {
        c->drugs = ARENA_ARRAY(s->r->memory, str, s->drugs_max);
        c->programs = ARENA_ARRAY(s->r->memory, const drug_program *, s->drugs_max);
        TRY_MEM(e, c->drugs);
        TRY_MEM(e, c->programs);
    }
    if (c->drug_count == 0 || !str_eq(c->drugs[c->drug_count - 1], d->name)) {
        uint32_t at = map_get(&s->r->engine->drug_index, d->name);
        if (at == MAP_NONE) return OK;
        c->drugs[c->drug_count] = d->name;
        c->programs[c->drug_count++] = &s->r->engine->by_drug[at];
    }
    c->taken = c->taken || d->relevance == ADVICE_TAKEN;
    if (light < c->worst_light || (light == c->worst_light && rank <= c->worst_rank)) return OK;
    c->worst_light = light;
    c->worst_rank = rank;
    c->worst_action = action;
    c->worst_drug = d->name;
    return OK;
}

static uint32_t gene_index(const run *r, str name)
{
    uint32_t i = 0;
    while (i < r->engine->gene_count && !str_eq(r->engine->genes[i].name, name)) i++;
    return i;
}

static bool part_tested(const finding *f)
{
    return f != NULL && f->status == FINDING_PARTIAL;
}

/** A result that is known but whose meaning is not: the same test again would not help. */
static bool test_would_tell(const run *r, uint32_t gene, advice_gap gap)
{
    return gap != ADVICE_INDETERMINATE || part_tested(r->genetic[gene]);
}

/** Whether the gene has a result, so that only single positions may still be open. */
static bool is_known(const finding *f)
{
    return f != NULL && (f->status == FINDING_CALLED || f->status == FINDING_AMBIGUOUS);
}

/** The position that a rule asks for by name; empty when it asks for none. */
static str site_of_rule(const run *r, const advice_drug *d, uint32_t gene, str rule)
{
    const advice_engine *g = r->engine;
    uint32_t at = map_get(&g->drug_index, d->name);
    for (size_t i = 0; at != MAP_NONE && i < g->by_drug[at].rule_count; i++) {
        const rule_program *p = g->by_drug[at].rules[i];
        if (!str_eq(p->rule->id, rule)) continue;
        for (size_t k = 0; k < p->when.count; k++) {
            uint16_t step = p->when.code[k];
            if (step >= CONDITION_OR) continue;
            const condition_atom *atom = &g->conditions.atoms[step];
            bool asks = atom->field == FIELD_VARIANT && atom->value_count > 0;
            if (!asks || !str_eq(atom->name, g->genes[gene].name)) continue;
            str site = atom->values[0].text;
            return (str){site.p, str_find(site, ':')};
        }
    }
    return (str){NULL, 0};
}

/** Genes of rows that hold for some results only, because positions were not tested. */
static status add_parts(suggester *s, const advice_drug *d, err *e)
{
    for (size_t i = 0; i < d->row_count; i++) {
        const advice *x = &d->rows[i];
        if (x->certainty == ADVICE_HOLDS) continue;
        for (size_t k = 0; k < x->cases[0].fact_count; k++) {
            uint32_t gene = gene_index(s->r, x->cases[0].facts[k].gene);
            if (gene == s->r->engine->gene_count || !part_tested(s->r->genetic[gene])) continue;
            TRY(add_drug(s, gene, d, x->light, x->rank, x->action, e));
        }
    }
    return OK;
}

static status collect(suggester *s, const advice_set *set, err *e)
{
    const run *r = s->r;
    s->drugs_max = set->drug_count;
    s->list = ARENA_ARRAY(r->memory, candidate, r->engine->gene_count + 1);
    TRY_MEM(e, s->list);
    for (size_t i = 0; i < set->drug_count; i++) {
        const advice_drug *d = &set->drugs[i];
        if (d->relevance == ADVICE_OTHER) continue;
        for (size_t k = 0; k < d->open_count; k++) {
            const advice_open_gene *o = &d->open[k];
            uint32_t gene = gene_index(r, o->gene);
            if (gene == r->engine->gene_count || !test_would_tell(r, gene, o->gap)) continue;
            bool known = is_known(r->genetic[gene]);
            str site = site_of_rule(r, d, gene, o->worst_rule);
            if (known && site.n == 0) continue;
            TRY(add_drug(s, gene, d, o->worst_light, o->worst_rank, o->worst_action, e));
            if (known) s->list[gene].site = site;
        }
        TRY(add_parts(s, d, e));
    }
    return OK;
}

/* ---- what a result would bring ---- */

static bool speaks_of(const rule_program *p, uint32_t gene)
{
    for (size_t i = 0; i < p->part_count; i++) {
        if (p->parts[i].gene == gene) return true;
    }
    return false;
}

/** Actions that say what to do first whatever the result is: another test, an algorithm. */
static bool is_only_a_way(str action)
{
    return str_eq(action, STR("test_first")) || str_eq(action, STR("see_algorithm"));
}

/** True when a rule about the gene asks for another dose or drug, and no other rule does already. A
 *  dose that changes for another gene may change again for this one. */
static status drug_changes(run *r, const drug_program *d, uint32_t gene, bool *out, err *e)
{
    kb_light with = KB_LIGHT_UNKNOWN, without = KB_LIGHT_UNKNOWN;
    for (size_t i = 0; i < d->rule_count; i++) {
        rule_verdict v;
        const rule_program *p = d->rules[i];
        TRY(rule_judge(r, p, &v, e));
        bool holds = !v.too_many && v.who != TRUTH_FALSE && v.true_count == v.combinations;
        if (!holds || is_only_a_way(p->rule->action)) continue;
        kb_light *side = speaks_of(p, gene) ? &with : &without;
        if (p->light > *side) *side = p->light;
    }
    bool again = with == KB_LIGHT_CHANGE && without == KB_LIGHT_CHANGE;
    *out = with >= KB_LIGHT_CHANGE && (with > without || again);
    return OK;
}

/** The two alleles of a pair; allele names may hold a slash themselves. */
static void split_pair(const kb_gene *g, str pair, str allele[2])
{
    for (size_t i = 0; g != NULL && i < pair.n; i++) {
        if (pair.p[i] != '/') continue;
        str a = {pair.p, i}, b = {pair.p + i + 1, pair.n - i - 1};
        if (kb_allele_find(g, a) == MAP_NONE || kb_allele_find(g, b) == MAP_NONE) continue;
        allele[0] = a;
        allele[1] = b;
        return;
    }
}

static status result_finding(run *r, uint32_t gene, const kb_frequency *row, const str *key,
                             const finding **out, err *e)
{
    const rule_gene *g = &r->engine->genes[gene];
    finding *f = ARENA_NEW(r->memory, finding);
    finding_candidate *c = ARENA_NEW(r->memory, finding_candidate);
    TRY_MEM(e, f);
    TRY_MEM(e, c);
    *c = (finding_candidate){.score = FINDING_NO_SCORE, .lookup_key = *key};
    *f = (finding){.gene = g->name, .status = FINDING_CALLED};
    f->lookup_keys = key;
    f->lookup_key_count = 1;
    split_pair(g->kb, row->diplotype, c->allele);
    if (c->allele[0].n > 0) {
        c->diplotype = row->diplotype;
        f->candidates = c;
        f->candidate_count = 1;
    }
    const kb_interaction *x = convert_strongest(&r->chart, g->name, (str){NULL, 0});
    return convert_finding(f, g->kb, x, r->memory, out, e);
}

/** Whether one key changes the advice on one of the drugs. */
static status key_changes(run *r, const candidate *c, const kb_frequency *row, const str *key,
                          bool *out, err *e)
{
    const finding *f;
    gene_states now;
    const gene_states states = r->states[c->gene], without = r->without[c->gene];
    TRY(result_finding(r, c->gene, row, key, &f, e));
    TRY(gene_states_make(&r->engine->genes[c->gene], r->engine->conditions.atoms, f, r->memory,
                         &now, e));
    r->states[c->gene] = r->without[c->gene] = now;
    *out = false;
    status s = OK;
    for (size_t i = 0; i < c->drug_count && !*out && s == OK; i++) {
        s = drug_changes(r, c->programs[i], c->gene, out, e);
    }
    r->states[c->gene] = states;
    r->without[c->gene] = without;
    return s;
}

/** Of a result with several keys: whether all of them change the advice, and whether any does. */
static status row_changes(run *r, const candidate *c, const kb_frequency *row, bool *all, bool *any,
                          err *e)
{
    *all = row->key_count > 0;
    *any = false;
    for (size_t i = 0; i < row->key_count; i++) {
        bool changes;
        TRY(key_changes(r, c, row, &row->keys[i], &changes, e));
        *all = *all && changes;
        *any = *any || changes;
    }
    return OK;
}

/* ---- shares ---- */

typedef struct group_sums {
    uint64_t least[KB_FREQUENCY_GROUPS_MAX], most[KB_FREQUENCY_GROUPS_MAX];
    uint64_t total[KB_FREQUENCY_GROUPS_MAX];
} group_sums;

static bool same_result(const kb_frequency *a, const kb_frequency *b)
{
    return str_eq(a->result, b->result) && str_eq(a->diplotype, b->diplotype);
}

static status sum_groups(run *r, const candidate *c, group_sums *sums, err *e)
{
    const kb_frequency_list *list = &r->engine->frequencies;
    const kb_frequency *last = NULL;
    bool all = false, any = false;
    for (size_t i = 0; i < list->count; i++) {
        const kb_frequency *row = &list->items[i];
        if (!str_eq(row->gene, r->engine->genes[c->gene].name)) continue;
        if (last == NULL || !same_result(last, row)) TRY(row_changes(r, c, row, &all, &any, e));
        last = row;
        sums->total[row->group] = row->total;
        if (all) sums->least[row->group] += row->count;
        if (any) sums->most[row->group] += row->count;
    }
    return OK;
}

/** True when a fact of the chart may mean the group: "race=black". */
static bool fact_means(const kb_frequency_group *g, const person_fact *f)
{
    for (size_t i = 0; i < g->stated_count; i++) {
        size_t equal = str_find(g->stated[i], '=');
        str name = {g->stated[i].p, equal}, value = {NULL, 0};
        if (equal < g->stated[i].n) {
            value = (str){g->stated[i].p + equal + 1, g->stated[i].n - equal - 1};
        }
        if (str_eq(name, f->name) && str_eq_ci(value, f->text)) return true;
    }
    return false;
}

/** Marks the groups that the chart leaves possible: those that one of its facts may mean; all where
 *  none does. */
static void possible_groups(const run *r, bool *possible)
{
    const kb_frequency_list *list = &r->engine->frequencies;
    const person *p = r->chart.person;
    bool stated = false;
    for (size_t i = 0; i < list->group_count; i++) possible[i] = false;
    for (size_t k = 0; p != NULL && k < p->fact_count; k++) {
        for (size_t i = 0; i < list->group_count; i++) {
            if (fact_means(&list->groups[i], &p->facts[k])) possible[i] = stated = true;
        }
    }
    for (size_t i = 0; i < list->group_count && !stated; i++) possible[i] = true;
}

static status add_share(run *r, const candidate *c, advice_test *t, err *e)
{
    group_sums sums = {{0}, {0}, {0}};
    bool possible[KB_FREQUENCY_GROUPS_MAX];
    size_t groups = 0;
    const kb_frequency_list *list = &r->engine->frequencies;
    t->share_min = t->share_max = NAN;
    if (part_tested(r->genetic[c->gene])) return OK; /* what was read already rules people out */
    if (c->site.n > 0) return OK;                    /* results are counted by gene */
    TRY(sum_groups(r, c, &sums, e));
    possible_groups(r, possible);
    for (size_t i = 0; i < list->group_count; i++) {
        if (!possible[i] || sums.total[i] == 0) continue;
        double total = (double)sums.total[i];
        double least = (double)sums.least[i] / total, most = (double)sums.most[i] / total;
        t->share_min = groups == 0 ? least : fmin(t->share_min, least);
        t->share_max = groups == 0 ? most : fmax(t->share_max, most);
        t->group = list->groups[i].code;
        groups++;
    }
    if (groups != 1) t->group = (str){NULL, 0};
    return OK;
}

/* ---- order ---- */

typedef struct ranked {
    advice_test test;
    bool taken;
} ranked;

static double usefulness(const advice_test *t)
{
    return isnan(t->share_max) ? -1 : t->share_min + t->share_max;
}

/** Drugs that are taken before those asked for; what may have to be stopped before what may have to
 *  change; then the more people it changes; genes without figures last. */
static int by_use(const void *x, const void *y)
{
    const ranked *a = x, *b = y;
    if (a->taken != b->taken) return a->taken ? -1 : 1;
    if (a->test.worst_light != b->test.worst_light) {
        return a->test.worst_light > b->test.worst_light ? -1 : 1;
    }
    double left = usefulness(&a->test), right = usefulness(&b->test);
    if (left < right || left > right) return left > right ? -1 : 1;
    return str_cmp(a->test.gene, b->test.gene);
}

/** No person counted, of the groups that fit, has a result that asks for another dose. What may
 *  have to be stopped is named however rare it is: none among some hundred is not never. */
static bool nobody_needs_it(const advice_test *t)
{
    return t->worst_light < ADVICE_STOP && !isnan(t->share_max) && t->share_max <= 0;
}

static status rank(suggester *s, advice_set *out, err *e)
{
    size_t n = 0;
    const run *r = s->r;
    ranked *order = ARENA_ARRAY(r->memory, ranked, r->engine->gene_count + 1);
    advice_test *tests = ARENA_ARRAY(r->memory, advice_test, r->engine->gene_count + 1);
    TRY_MEM(e, order);
    TRY_MEM(e, tests);
    for (uint32_t i = 0; i < r->engine->gene_count; i++) {
        candidate *c = &s->list[i];
        if (c->drug_count == 0) continue;
        ranked *x = &order[n];
        x->taken = c->taken;
        x->test = (advice_test){.gene = r->engine->genes[i].name,
                                .site = c->site,
                                .drugs = c->drugs,
                                .drug_count = c->drug_count,
                                .worst_light = c->worst_light,
                                .worst_action = c->worst_action,
                                .worst_drug = c->worst_drug};
        TRY(add_share(s->r, c, &x->test, e));
        n += !nobody_needs_it(&x->test);
    }
    if (n > 1) qsort(order, n, sizeof *order, by_use);
    for (size_t i = 0; i < n; i++) tests[i] = order[i].test;
    out->tests = tests;
    out->test_count = n;
    return OK;
}

status suggest_tests(run *r, advice_set *out, err *e)
{
    suggester s = {.r = r};
    bool any = false;
    for (size_t i = 0; i < out->drug_count; i++) any |= out->drugs[i].relevance != ADVICE_OTHER;
    if (!any) return OK;
    TRY(collect(&s, out, e));
    return rank(&s, out, e);
}
