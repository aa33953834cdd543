/*
 * Checks of rules. A rule can fire when some result that its genes can give makes the condition
 * true; the results tried are every lookup key of the gene's phenotype rules, no result at all,
 * and every allele, diplotype and variant that some rule names.
 */
#include "advice/check_advice.h"

#include <math.h>

#include "advice/judge.h"
#include "kb/check_rule.h"

static kb_check_fn check_words, check_results, check_fire;

static const kb_check all[] = {
    {"drugs", "every drug, population, action and interaction of a rule is in its table",
     check_words},
    {"results", "every gene result that a rule asks for exists", check_results},
    {"fires", "every treatment rule can fire", check_fire},
    {"frequencies", "counts of people by result are whole", check_frequencies},
    {"cautions", "every caution of a label can hold and has words", check_cautions},
};

const kb_check *advice_checks(size_t *count)
{
    *count = sizeof all / sizeof all[0];
    return all;
}

/** A knowledge base for calling only has no treatments: nothing to prove. */
static bool has_treatments(const kb *k)
{
    static const str needed[] = {
        {"drugs", 5}, {"interactions", 12}, {"populations", 11}, {"actions", 7}};
    size_t count;
    const kb_table *t = kb_tables(k, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_starts(t[i].name, STR("rules/"))) return true;
        for (size_t n = 0; n < 4; n++) {
            if (str_eq(t[i].name, needed[n])) return true;
        }
    }
    return false;
}

status check_open_engine(const kb *k, kb_check_report *r, advice_engine **g, err *e)
{
    *g = NULL;
    if (!has_treatments(k)) return OK;
    status result = advice_open(k, r->memory, g, e);
    if (result != E_SYNTAX && result != E_CONFLICT) return result;
    *g = NULL;
    return kb_check_fail(r, e, "rules", 0, "%s", e->text);
}

static status fail_rule(kb_check_report *r, err *e, const kb_rule *rule, const char *what, str word)
{
    const char *table = arena_copy(r->memory, rule->table.p, rule->table.n);
    TRY_MEM(e, table);
    return kb_check_fail(r, e, table, rule->row, "%.*s: %s '%.*s'", STR_ARG(rule->id), what,
                         STR_ARG(word));
}

/* ---- words ---- */

static bool is_inn(const advice_engine *g, str name)
{
    kb_drug_match how;
    return kb_drug_find(&g->drugs, name, &how) != NULL && how == KB_DRUG_NAME;
}

static bool known_strength(str s)
{
    static const char *const words[] = {"Strong",      "Moderate", "Optional", "No recommendation",
                                        "Unspecified", "N/A"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_eq(s, str_of(words[i]))) return true;
    }
    return s.n == 0;
}

static status check_rule_words(const advice_engine *g, const kb_rule *rule, kb_check_report *r,
                               err *e)
{
    r->facts++;
    if (!is_inn(g, rule->drug)) TRY(fail_rule(r, e, rule, "no INN of drugs:", rule->drug));
    if (!known_strength(rule->strength)) {
        TRY(fail_rule(r, e, rule, "unknown strength", rule->strength));
    }
    if (rule->dose_min > rule->dose_max || isnan(rule->dose_min) != isnan(rule->dose_max)) {
        TRY(fail_rule(r, e, rule, "dose_min and dose_max are no range in", rule->action));
    }
    if (isnan(rule->max_dose) != (rule->max_unit.n == 0)) {
        TRY(fail_rule(r, e, rule, "max_dose and max_unit do not go together:", rule->max_unit));
    }
    for (size_t i = 0; i < rule->alternative_count; i++) {
        str name = rule->alternatives[i];
        bool class = str_starts(name, STR("class:"));
        if (class || kb_drug_find(&g->drugs, name, NULL) != NULL) continue;
        TRY(fail_rule(r, e, rule, "alternative is no drug:", name));
    }
    return OK;
}

static status check_ids(const advice_engine *g, kb_check_report *r, err *e)
{
    map ids;
    TRY(map_init(&ids, r->memory, g->rules.count + 1, e));
    for (size_t i = 0; i < g->rules.count; i++) {
        const kb_rule *rule = &g->rules.items[i];
        if (map_get(&ids, rule->id) != MAP_NONE) {
            TRY(fail_rule(r, e, rule, "the id is there twice:", rule->id));
        } else {
            TRY(map_add(&ids, rule->id, (uint32_t)i, e));
        }
    }
    return OK;
}

static status check_words(const kb *k, kb_check_report *r, err *e)
{
    advice_engine *g;
    TRY(check_open_engine(k, r, &g, e));
    if (g == NULL) return OK;
    TRY(check_ids(g, r, e));
    for (size_t i = 0; i < g->rules.count; i++) TRY(check_rule_words(g, &g->rules.items[i], r, e));
    for (size_t i = 0; i < g->interactions.count; i++) {
        const kb_interaction *x = &g->interactions.items[i];
        r->facts++;
        if (is_inn(g, x->drug)) continue;
        TRY(kb_check_fail(r, e, "interactions", (uint32_t)i + 1, "'%.*s' is no INN of drugs",
                          STR_ARG(x->drug)));
    }
    return OK;
}

/* ---- results that exist ---- */

static bool phenotype_exists(const kb_gene *g, str text)
{
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *p = &g->rules[i];
        if (str_eq(p->phenotype, text) || str_eq(p->lookup_key, text)) return true;
    }
    return false;
}

/** Both sides are alleles of the gene ("a/b"; the names may hold a slash). */
static bool diplotype_exists(const kb_gene *g, str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '/') continue;
        str a = {text.p, i}, b = {text.p + i + 1, text.n - i - 1};
        if (kb_allele_find(g, a) != MAP_NONE && kb_allele_find(g, b) != MAP_NONE) return true;
    }
    return kb_allele_find(g, text) != MAP_NONE;
}

static bool variant_exists(const kb_gene *g, str text)
{
    size_t colon = str_find(text, ':');
    str rsid = {text.p, colon};
    str base = colon == text.n ? (str){NULL, 0} : (str){text.p + colon + 1, text.n - colon - 1};
    for (size_t i = 0; i < g->position_count + g->extra_count; i++) {
        const kb_position *p = &g->positions[i];
        if (!str_eq(p->rsid, rsid)) continue;
        for (size_t k = 0; k < p->allele_count; k++) {
            if (str_eq(p->alleles[k], base)) return true;
        }
    }
    return false;
}

static bool value_exists(const kb_gene *g, const condition_atom *atom, const condition_value *v)
{
    switch (atom->field) {
    case FIELD_PHENOTYPE: return phenotype_exists(g, v->text);
    case FIELD_SCORE: return g->scoring == KB_BY_ACTIVITY;
    case FIELD_ALLELE: return g->class == KB_PRESENCE || kb_allele_find(g, v->text) != MAP_NONE;
    case FIELD_DIPLOTYPE: return diplotype_exists(g, v->text);
    case FIELD_VARIANT: return variant_exists(g, v->text);
    case FIELD_STATUS:
    case FIELD_CHART: break;
    }
    return true;
}

static status check_atom(const kb *k, const condition_atom *atom, kb_check_report *r, err *e)
{
    if (atom->field == FIELD_CHART) return OK;
    const kb_gene *g = kb_gene_find(k, atom->name);
    r->facts++;
    if (g == NULL) {
        return kb_check_fail(r, e, "rules", 0, "'%.*s' asks for a gene that table genes lacks",
                             STR_ARG(atom->text));
    }
    for (size_t i = 0; i < atom->value_count; i++) {
        if (value_exists(g, atom, &atom->values[i])) continue;
        TRY(kb_check_fail(r, e, "rules", 0, "'%.*s': %.*s never has '%.*s'", STR_ARG(atom->text),
                          STR_ARG(atom->name), STR_ARG(atom->values[i].text)));
    }
    return OK;
}

static status check_results(const kb *k, kb_check_report *r, err *e)
{
    advice_engine *g;
    TRY(check_open_engine(k, r, &g, e));
    for (size_t i = 0; g != NULL && i < g->conditions.count; i++) {
        TRY(check_atom(k, &g->conditions.atoms[i], r, e));
    }
    return OK;
}

/* ---- every rule fires ---- */

typedef struct universe {
    gene_answer *list;
    size_t count, room;
    const kb_gene *gene;
    arena *memory;
} universe;

static void add_answer(universe *u, gene_answer x)
{
    x.gene = u->gene;
    x.candidate = GENE_ANSWER_NO_CANDIDATE;
    if (u->count < u->room) u->list[u->count++] = x;
}

/** The phenotype of two alleles by the gene tables, as calling would give it. */
static void add_pair(universe *u, const kb_allele *a, const kb_allele *b, char *sum)
{
    kb_verdict v = kb_rule_evaluate(u->gene, a, b);
    gene_answer x = {.allele = {a->name, b->name}, .haploid_known = true};
    if (v.rule != NULL) {
        x.phenotype = v.rule->phenotype;
        str key = kb_verdict_text(&v, v.rule->lookup_key, sum);
        x.lookup_key = str_copy(u->memory, key);
        x.score = u->gene->scoring == KB_BY_ACTIVITY ? x.lookup_key : (str){NULL, 0};
    }
    add_answer(u, x);
}

static const kb_allele *allele_of(const kb_gene *g, str name)
{
    uint32_t i = kb_allele_find(g, name);
    return i == MAP_NONE ? NULL : &g->alleles[i];
}

static void add_named(universe *u, const condition_atom *atom, str value)
{
    char sum[KB_SUM_TEXT_MAX];
    const kb_gene *g = u->gene;
    const kb_allele *one = allele_of(g, value);
    if (g->class == KB_PRESENCE) {
        add_answer(u, (gene_answer){.allele = {value, value}});
    } else if (atom->field == FIELD_ALLELE && one != NULL) {
        add_pair(u, one, one, sum);
        add_pair(u, &g->alleles[0], one, sum);
    }
    for (size_t i = 0; atom->field == FIELD_DIPLOTYPE && i < value.n; i++) {
        if (value.p[i] != '/') continue;
        const kb_allele *a = allele_of(g, (str){value.p, i});
        const kb_allele *b = allele_of(g, (str){value.p + i + 1, value.n - i - 1});
        if (a != NULL && b != NULL) add_pair(u, a, b, sum);
    }
}

/** A finding in which exactly this variant was read. */
static status add_variant(universe *u, str value, err *e)
{
    finding *f = ARENA_NEW(u->memory, finding);
    finding_position *p = ARENA_NEW(u->memory, finding_position);
    TRY_MEM(e, f);
    TRY_MEM(e, p);
    size_t colon = str_find(value, ':');
    p->rsid = (str){value.p, colon};
    if (colon < value.n) p->genotype = (str){value.p + colon + 1, value.n - colon - 1};
    *f = (finding){.gene = u->gene->name, .positions = p, .position_count = 1};
    add_answer(u, (gene_answer){.finding = f});
    return OK;
}

/** Every pair of distinct activity values (or functions) stands for all pairs of alleles. */
static void add_pairs(universe *u)
{
    char sum[KB_SUM_TEXT_MAX];
    const kb_gene *g = u->gene;
    bool *twin = ARENA_ARRAY(u->memory, bool, g->allele_count + 1);
    for (size_t i = 0; twin != NULL && i < g->allele_count; i++) {
        for (size_t k = 0; k < i && !twin[i]; k++) {
            twin[i] = str_eq(g->alleles[i].function, g->alleles[k].function) &&
                      str_eq(g->alleles[i].activity, g->alleles[k].activity);
        }
        for (size_t k = 0; k <= i; k++) {
            if (!twin[i] && !twin[k]) add_pair(u, &g->alleles[k], &g->alleles[i], sum);
        }
    }
}

/** Lowest-function and mitochondrial genes have results that no pair of alleles names. */
static void add_keys(universe *u)
{
    const kb_gene *g = u->gene;
    for (size_t i = 0; i < g->rule_count; i++) {
        const kb_phenotype_rule *p = &g->rules[i];
        if (g->class == KB_PRESENCE || str_eq(p->lookup_key, STR("sum"))) continue;
        bool score = g->scoring == KB_BY_ACTIVITY;
        add_answer(u, (gene_answer){.lookup_key = p->lookup_key,
                                    .phenotype = p->phenotype,
                                    .score = score ? p->activity_score : (str){NULL, 0}});
    }
}

static status make_universe(const rule_gene *rg, const condition_table *t, arena *a, universe *u,
                            err *e)
{
    enum { ANSWERS_MAX = 4096 };
    *u = (universe){.list = ARENA_ARRAY(a, gene_answer, ANSWERS_MAX),
                    .room = ANSWERS_MAX,
                    .gene = rg->kb,
                    .memory = a};
    TRY_MEM(e, u->list);
    add_answer(u, (gene_answer){.no_result = true});
    if (rg->kb == NULL) return OK;
    add_keys(u);
    if (rg->kb->class == KB_PRESENCE)
        add_answer(u, (gene_answer){.allele = {STR("-"), STR("-")}});
    else
        add_pairs(u);
    for (size_t i = 0; i < rg->atom_count; i++) {
        const condition_atom *atom = &t->atoms[rg->atoms[i]];
        for (size_t k = 0; k < atom->value_count; k++) {
            bool variant = atom->field == FIELD_VARIANT;
            if (variant)
                TRY(add_variant(u, atom->values[k].text, e));
            else if (!atom->values[k].is_number)
                add_named(u, atom, atom->values[k].text);
        }
    }
    return OK;
}

static status prepare(const advice_engine *g, run *r, err *e)
{
    size_t n = g->gene_count + 1;
    r->values = ARENA_ARRAY(r->memory, truth, g->conditions.count + 1);
    r->strongest = ARENA_ARRAY(r->memory, const kb_interaction *, n);
    r->states = ARENA_ARRAY(r->memory, gene_states, n);
    TRY_MEM(e, r->values);
    TRY_MEM(e, r->strongest);
    TRY_MEM(e, r->states);
    for (size_t i = 0; i < g->gene_count; i++) {
        universe u;
        TRY(make_universe(&g->genes[i], &g->conditions, r->memory, &u, e));
        TRY(gene_states_of(&g->genes[i], g->conditions.atoms, u.list, u.count, r->memory,
                           &r->states[i], e));
    }
    return OK;
}

static status check_fire(const kb *k, kb_check_report *r, err *e)
{
    advice_engine *g;
    TRY(check_open_engine(k, r, &g, e));
    if (g == NULL) return OK;
    run all_people = {.engine = g,
                      .memory = r->memory,
                      .scratch = r->memory,
                      .chart = {.interactions = &g->interactions}};
    TRY(prepare(g, &all_people, e));
    for (size_t i = 0; i < g->rules.count; i++) {
        rule_verdict v;
        TRY(rule_judge(&all_people, &g->programs[i], &v, e));
        r->facts++;
        if (v.true_count > 0 && !v.too_many) continue;
        TRY(fail_rule(r, e, &g->rules.items[i],
                      v.too_many ? "too many results to judge" : "no result makes it true:",
                      g->rules.items[i].condition));
    }
    return OK;
}
