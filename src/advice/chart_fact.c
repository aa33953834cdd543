/*
 * Chart comparisons.
 */
#include "advice/chart_fact.h"

#include <string.h>

bool chart_takes(const chart_view *c, str drug, str but)
{
    if (str_eq(drug, but)) return false;
    for (size_t i = 0; i < c->taken_count; i++) {
        if (str_eq(c->taken[i], drug)) return true;
    }
    return false;
}

static bool value_matches(const condition_value *want, const condition_atom *atom,
                          const person_fact *have)
{
    if (!want->is_number || !have->is_number) {
        return atom->op == COMPARE_EQUAL && !want->is_number && !have->is_number &&
               str_eq_ci(want->text, have->text);
    }
    double x = have->number, v = want->number;
    switch (atom->op) {
    case COMPARE_EQUAL: return x >= v && x <= v;
    case COMPARE_LESS: return x < v;
    case COMPARE_AT_MOST: return x <= v;
    case COMPARE_MORE: return x > v;
    case COMPARE_AT_LEAST: return x >= v;
    case COMPARE_RANGE: return x >= v && x <= atom->values[1].number;
    }
    return false;
}

static bool fact_matches(const condition_atom *atom, const person_fact *have)
{
    size_t values = atom->op == COMPARE_RANGE ? 1 : atom->value_count;
    for (size_t i = 0; i < values; i++) {
        if (value_matches(&atom->values[i], atom, have)) return true;
    }
    return false;
}

static bool is_complete(const person *p, str name)
{
    for (size_t i = 0; i < p->complete_count; i++) {
        if (str_eq(p->complete[i], name)) return true;
    }
    return false;
}

/** What the orders of this drug say themselves, or NULL: then the person's facts hold for it. */
static const person_scope *scope_of(const person *p, str name, str drug)
{
    for (size_t i = 0; drug.n > 0 && i < p->scope_count; i++) {
        const person_scope *x = &p->scopes[i];
        if (str_eq(x->name, name) && str_eq(x->drug, drug)) return x;
    }
    return NULL;
}

bool chart_fact_is_flag(str value)
{
    return str_eq(value, STR("true")) || str_eq(value, STR("false"));
}

/** A figure, or yes and no: there is one only. */
static bool is_single(const person_fact *f)
{
    return f->is_number || chart_fact_is_flag(f->text);
}

/** A fact of this name that is not another drug's. */
static bool speaks_of(const person_fact *f, str name, str drug)
{
    return str_eq(f->name, name) && (f->drug.n == 0 || str_eq(f->drug, drug));
}

/** Facts that the chart states. Figures are single-valued; a text fact may have further values that
 *  the chart does not list, unless it says that it lists all. What the orders of the drug say
 *  themselves goes before what is said of the person: that is open for it, neither true nor false
 *  (stroke is why it was ordered; that it also protects a stent, nobody says). */
static truth stated(const chart_view *c, const condition_atom *atom, str drug)
{
    const person *p = c->person;
    if (p == NULL) return TRUTH_UNKNOWN;
    const person_scope *own = scope_of(p, atom->name, drug);
    bool single = false, elsewhere = false;
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *have = &p->facts[i];
        if (!speaks_of(have, atom->name, drug)) continue;
        bool matches = fact_matches(atom, have);
        if (matches && (own == NULL || have->drug.n > 0)) return TRUTH_TRUE;
        elsewhere = elsewhere || matches;
        single = single || is_single(have);
    }
    bool all = own == NULL ? single || is_complete(p, atom->name) : own->closed && !elsewhere;
    return all ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/** "cyp2d6" is CYP2D6; "cyp3a" is every CYP3A enzyme: the gene may have one more figure. */
static bool names_enzyme(str stem, str gene)
{
    if (gene.n != stem.n && gene.n != stem.n + 1) return false;
    for (size_t i = 0; i < stem.n; i++) {
        if (lower(gene.p[i]) != stem.p[i]) return false;
    }
    return gene.n == stem.n || (gene.p[stem.n] >= '0' && gene.p[stem.n] <= '9');
}

/** Takes "cyp2d6_inhibitor" apart; false for other facts. */
static bool enzyme_fact(str name, str *stem, str *effect)
{
    static const str effects[] = {{"inhibitor", 9}, {"inducer", 7}};
    for (size_t i = 0; i < 2; i++) {
        size_t n = effects[i].n + 1;
        if (name.n <= n || name.p[name.n - n] != '_') continue;
        if (memcmp(name.p + name.n - effects[i].n, effects[i].p, effects[i].n) != 0) continue;
        *stem = (str){name.p, name.n - n};
        *effect = effects[i];
        return true;
    }
    return false;
}

static truth by_medicines(const chart_view *c, const condition_atom *atom, str drug, str stem,
                          str effect)
{
    truth t = c->all_resolved ? TRUTH_FALSE : TRUTH_UNKNOWN;
    for (size_t i = 0; i < c->interactions->count; i++) {
        const kb_interaction *x = &c->interactions->items[i];
        if (!str_eq(x->effect, effect) || !names_enzyme(stem, x->gene)) continue;
        if (!chart_takes(c, x->drug, drug)) continue;
        person_fact fact = {.name = atom->name, .text = x->strength};
        if (fact_matches(atom, &fact)) return TRUTH_TRUE;
        if (x->strength.n == 0) t = TRUTH_UNKNOWN; /* it acts, how strongly is not stated */
    }
    return t;
}

static bool asks_for_medicines(const condition_atom *atom)
{
    return atom->op == COMPARE_EQUAL && str_eq(atom->name, STR("takes"));
}

/** `takes in ("amiodarone", …)`: the list of medicines itself. */
static truth by_list(const chart_view *c, const condition_atom *atom, str drug)
{
    for (size_t i = 0; i < atom->value_count; i++) {
        if (chart_takes(c, atom->values[i].text, drug)) return TRUTH_TRUE;
    }
    return c->all_resolved ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

/** Whether the medicine alone makes the comparison true. */
static bool speaks_for(const chart_view *c, const condition_atom *atom, str medicine)
{
    str stem, effect;
    if (asks_for_medicines(atom)) {
        for (size_t i = 0; i < atom->value_count; i++) {
            if (str_eq(atom->values[i].text, medicine)) return true;
        }
        return false;
    }
    if (!enzyme_fact(atom->name, &stem, &effect)) return false;
    for (size_t i = 0; i < c->interactions->count; i++) {
        const kb_interaction *x = &c->interactions->items[i];
        const person_fact fact = {.name = atom->name, .text = x->strength};
        bool acts = str_eq(x->drug, medicine) && str_eq(x->effect, effect);
        if (acts && names_enzyme(stem, x->gene) && fact_matches(atom, &fact)) return true;
    }
    return false;
}

size_t chart_fact_medicines(const chart_view *c, const condition_atom *atom, str drug, str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < c->taken_count; i++) {
        str medicine = c->taken[i];
        bool again = medicine.n == 0 || str_eq(medicine, drug);
        for (size_t k = 0; k < i && !again; k++) again = str_eq(c->taken[k], medicine);
        if (!again && speaks_for(c, atom, medicine)) out[n++] = medicine;
    }
    return n;
}

truth chart_fact_truth(const chart_view *c, const condition_atom *atom, str drug)
{
    str stem, effect;
    if (asks_for_medicines(atom)) return by_list(c, atom, drug);
    truth t = stated(c, atom, drug);
    if (t != TRUTH_UNKNOWN || !enzyme_fact(atom->name, &stem, &effect)) return t;
    return by_medicines(c, atom, drug, stem, effect);
}
