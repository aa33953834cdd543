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

/** Facts that the chart states. Figures are single-valued; a text fact may have further values that
 *  the chart does not list, unless it says that it lists all. */
static truth stated(const chart_view *c, const condition_atom *atom, str drug)
{
    const person *p = c->person;
    if (p == NULL) return TRUTH_UNKNOWN;
    bool figure = false;
    for (size_t i = 0; i < p->fact_count; i++) {
        const person_fact *have = &p->facts[i];
        if (!str_eq(have->name, atom->name)) continue;
        if (have->drug.n > 0 && !str_eq(have->drug, drug)) continue;
        if (fact_matches(atom, have)) return TRUTH_TRUE;
        figure = figure || have->is_number || str_eq(have->text, STR("true")) ||
                 str_eq(have->text, STR("false"));
    }
    return figure || is_complete(p, atom->name) ? TRUTH_FALSE : TRUTH_UNKNOWN;
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

truth chart_fact_truth(const chart_view *c, const condition_atom *atom, str drug)
{
    str stem, effect;
    truth t = stated(c, atom, drug);
    if (t != TRUTH_UNKNOWN || !enzyme_fact(atom->name, &stem, &effect)) return t;
    return by_medicines(c, atom, drug, stem, effect);
}
