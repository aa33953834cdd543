/*
 * Opening the engine: every condition parsed, every comparison given to its gene, rules sorted by
 * drug. Knows no person.
 */
#include "advice/program.h"

#include <stdlib.h>
#include <string.h>

enum { PART_PLACES_MAX = 128, PARTS_MAX = 16 };

/* ---- genes and their comparisons ---- */

static size_t find_gene(const advice_engine *g, str name)
{
    size_t i = 0;
    while (i < g->gene_count && !str_eq(g->genes[i].name, name)) i++;
    return i;
}

/** Gives every gene comparison of the table to its gene; genes in order of first use. */
static status sort_atoms(advice_engine *g, arena *a, err *e)
{
    const condition_table *t = &g->conditions;
    g->genes = ARENA_ARRAY(a, rule_gene, t->count + 1);
    TRY_MEM(e, g->genes);
    for (size_t i = 0; i < t->count; i++) {
        const condition_atom *atom = &t->atoms[i];
        if (atom->field == FIELD_CHART) continue;
        size_t at = find_gene(g, atom->name);
        if (at == g->gene_count) {
            g->genes[g->gene_count++] =
                (rule_gene){.name = atom->name, .kb = kb_gene_find(g->knowledge, atom->name)};
        }
        g->genes[at].atom_count++;
    }
    for (size_t i = 0; i < g->gene_count; i++) {
        uint16_t *list = ARENA_ARRAY(a, uint16_t, g->genes[i].atom_count);
        TRY_MEM(e, list);
        size_t n = 0;
        for (size_t k = 0; k < t->count; k++) {
            bool mine =
                t->atoms[k].field != FIELD_CHART && str_eq(t->atoms[k].name, g->genes[i].name);
            if (mine) list[n++] = (uint16_t)k;
        }
        g->genes[i].atoms = list;
    }
    return OK;
}

static uint16_t place_of(const rule_gene *gene, uint16_t atom)
{
    uint16_t i = 0;
    while (gene->atoms[i] != atom) i++;
    return i;
}

typedef struct part_builder {
    uint32_t gene;
    uint16_t places[PART_PLACES_MAX];
    size_t count;
} part_builder;

static status add_place(part_builder *parts, size_t *count, uint32_t gene, uint16_t place, err *e)
{
    size_t i = 0;
    while (i < *count && parts[i].gene != gene) i++;
    if (i == PARTS_MAX) FAIL(e, E_LIMIT, "condition speaks of more than %d genes", PARTS_MAX);
    if (i == *count) {
        parts[i] = (part_builder){.gene = gene};
        (*count)++;
    }
    for (size_t k = 0; k < parts[i].count; k++) {
        if (parts[i].places[k] == place) return OK;
    }
    if (parts[i].count == PART_PLACES_MAX) {
        FAIL(e, E_LIMIT, "condition has more than %d comparisons of one gene", PART_PLACES_MAX);
    }
    parts[i].places[parts[i].count++] = place;
    return OK;
}

static void sort_parts(const advice_engine *g, part_builder *parts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0; k--) {
            str a = g->genes[parts[k - 1].gene].name, b = g->genes[parts[k].gene].name;
            if (str_cmp(a, b) <= 0) break;
            part_builder swap = parts[k];
            parts[k] = parts[k - 1];
            parts[k - 1] = swap;
        }
    }
}

static status keep_parts(const part_builder *parts, size_t count, arena *a, rule_program *p, err *e)
{
    rule_part *list = ARENA_ARRAY(a, rule_part, count + 1);
    TRY_MEM(e, list);
    for (size_t i = 0; i < count; i++) {
        uint16_t *places = ARENA_ARRAY(a, uint16_t, parts[i].count);
        TRY_MEM(e, places);
        memcpy(places, parts[i].places, parts[i].count * sizeof *places);
        list[i] = (rule_part){parts[i].gene, places, parts[i].count};
    }
    p->parts = list;
    p->part_count = count;
    return OK;
}

/** The genes and the chart facts that a rule and its population ask for. */
static status link_rule(const advice_engine *g, arena *a, rule_program *p, err *e)
{
    part_builder parts[PARTS_MAX];
    size_t part_count = 0, charts = 0;
    const condition *both[2] = {&p->when, p->who};
    size_t most = p->when.count + (p->who == NULL ? 0 : p->who->count);
    uint16_t *chart = ARENA_ARRAY(a, uint16_t, most);
    TRY_MEM(e, chart);
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; both[k] != NULL && i < both[k]->count; i++) {
            uint16_t step = both[k]->code[i];
            if (step >= CONDITION_OR) continue;
            const condition_atom *atom = &g->conditions.atoms[step];
            if (atom->field == FIELD_CHART) {
                chart[charts++] = step;
                continue;
            }
            if (k == 1) FAIL(e, E_SYNTAX, "population speaks of %.*s", STR_ARG(atom->name));
            uint32_t gene = (uint32_t)find_gene(g, atom->name);
            uint16_t place = place_of(&g->genes[gene], step);
            TRY(add_place(parts, &part_count, gene, place, e));
        }
    }
    p->chart_atoms = chart;
    p->chart_atom_count = charts;
    sort_parts(g, parts, part_count);
    return keep_parts(parts, part_count, a, p, e);
}

/* ---- populations, actions ---- */

static status parse_populations(advice_engine *g, arena *a, err *e)
{
    g->who = ARENA_ARRAY(a, condition, g->populations.count + 1);
    TRY_MEM(e, g->who);
    for (size_t i = 0; i < g->populations.count; i++) {
        const kb_population *p = &g->populations.items[i];
        if (p->condition.n == 0) continue;
        status result = condition_parse(&g->conditions, p->condition, &g->who[i], e);
        if (result == OK) continue;
        char *where = arena_printf(a, "population %.*s", STR_ARG(p->code));
        err_prefix(e, where == NULL ? "populations" : where);
        return result;
    }
    return OK;
}

/** Usual treatment with a reservation is a notice: docs/advice.md. */
static kb_light raised(const advice_engine *g, const kb_rule *r, kb_light light)
{
    if (light != KB_LIGHT_USUAL) return light;
    if (r->flags.n > 0) return KB_LIGHT_NOTICE;
    for (size_t i = 0; i < r->also_count; i++) {
        str verb = {r->also[i].p, str_find(r->also[i], ':')};
        for (size_t k = 0; k < g->actions.count; k++) {
            const kb_action *x = &g->actions.items[k];
            if (!str_starts(x->code, STR("also:"))) continue;
            if (str_eq(verb, (str){x->code.p + 5, x->code.n - 5})) return x->light;
        }
    }
    return light;
}

static status find_words(advice_engine *g, const kb_rule *r, rule_program *p, err *e)
{
    const kb_population *who = kb_population_find(&g->populations, r->population);
    const kb_action *action = kb_action_find(&g->actions, r->action);
    if (who == NULL) {
        FAIL(e, E_CONFLICT, "table '%.*s' row %u: population '%.*s' is in no row of populations",
             STR_ARG(r->table), r->row, STR_ARG(r->population));
    }
    if (action == NULL || action->rank == 0) {
        FAIL(e, E_CONFLICT, "table '%.*s' row %u: action '%.*s' is in no row of actions",
             STR_ARG(r->table), r->row, STR_ARG(r->action));
    }
    p->rule = r;
    p->who = who->condition.n == 0 ? NULL : &g->who[who - g->populations.items];
    p->light = raised(g, r, action->light);
    p->rank = action->rank;
    return OK;
}

/* ---- rules, drugs ---- */

static status parse_rules(advice_engine *g, arena *a, err *e)
{
    g->programs = ARENA_ARRAY(a, rule_program, g->rules.count + 1);
    TRY_MEM(e, g->programs);
    for (size_t i = 0; i < g->rules.count; i++) {
        const kb_rule *r = &g->rules.items[i];
        TRY(find_words(g, r, &g->programs[i], e));
        status result = condition_parse(&g->conditions, r->condition, &g->programs[i].when, e);
        if (result == OK) continue;
        char *where = arena_printf(a, "table '%.*s' row %u (%.*s)", STR_ARG(r->table), r->row,
                                   STR_ARG(r->id));
        err_prefix(e, where == NULL ? "rules" : where);
        return result;
    }
    return OK;
}

static int by_drug_then_row(const void *x, const void *y)
{
    const rule_program *a = *(const rule_program *const *)x, *b = *(const rule_program *const *)y;
    int order = str_cmp(a->rule->drug, b->rule->drug);
    if (order != 0) return order;
    return a < b ? -1 : a > b;
}

static status sort_by_drug(advice_engine *g, arena *a, err *e)
{
    size_t n = g->rules.count;
    const rule_program **order = ARENA_ARRAY(a, const rule_program *, n + 1);
    g->by_drug = ARENA_ARRAY(a, drug_program, n + 1);
    TRY_MEM(e, order);
    TRY_MEM(e, g->by_drug);
    TRY(map_init(&g->drug_index, a, n + 1, e));
    for (size_t i = 0; i < n; i++) order[i] = &g->programs[i];
    qsort(order, n, sizeof *order, by_drug_then_row);
    for (size_t i = 0; i < n; i++) {
        str name = order[i]->rule->drug;
        drug_program *last = g->drug_count > 0 ? &g->by_drug[g->drug_count - 1] : NULL;
        if (last != NULL && str_eq(last->name, name)) {
            last->rule_count++;
            continue;
        }
        TRY(map_add(&g->drug_index, name, (uint32_t)g->drug_count, e));
        g->by_drug[g->drug_count++] =
            (drug_program){.name = name, .rules = order + i, .rule_count = 1};
    }
    return OK;
}

/* The genes of all rules of a drug. */
static status collect_genes(const advice_engine *g, drug_program *d, arena *a, err *e)
{
    uint32_t *genes = ARENA_ARRAY(a, uint32_t, g->gene_count + 1);
    TRY_MEM(e, genes);
    for (size_t i = 0; i < d->rule_count; i++) {
        for (size_t k = 0; k < d->rules[i]->part_count; k++) {
            uint32_t gene = d->rules[i]->parts[k].gene;
            size_t at = 0;
            while (at < d->gene_count && genes[at] != gene) at++;
            if (at == d->gene_count) genes[d->gene_count++] = gene;
        }
    }
    d->genes = genes;
    return OK;
}

static status open_tables(advice_engine *g, const kb *k, arena *a, err *e)
{
    g->knowledge = k;
    TRY(kb_drugs_open(k, a, &g->drugs, e));
    TRY(kb_interactions_open(k, a, &g->interactions, e));
    TRY(kb_rules_open(k, a, &g->rules, e));
    TRY(kb_populations_open(k, a, &g->populations, e));
    TRY(kb_actions_open(k, a, &g->actions, e));
    TRY(kb_frequencies_open(k, a, &g->frequencies, e));
    TRY(cautions_open(k, &g->actions, a, &g->cautions, e));
    return condition_table_init(&g->conditions, a, e);
}

status advice_open(const kb *k, arena *a, advice_engine **out, err *e)
{
    advice_engine *g = ARENA_NEW(a, advice_engine);
    TRY_MEM(e, g);
    TRY(open_tables(g, k, a, e));
    TRY(parse_populations(g, a, e));
    TRY(parse_rules(g, a, e));
    TRY(sort_atoms(g, a, e));
    for (size_t i = 0; i < g->rules.count; i++) TRY(link_rule(g, a, &g->programs[i], e));
    TRY(sort_by_drug(g, a, e));
    for (size_t i = 0; i < g->drug_count; i++) TRY(collect_genes(g, &g->by_drug[i], a, e));
    *out = g;
    return OK;
}

const kb_drug_list *advice_drugs(const advice_engine *g)
{
    return &g->drugs;
}
