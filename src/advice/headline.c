/*
 * The written rule of conflicts (docs/advice.md) as comparisons.
 */
#include "advice/headline.h"

#include <stdlib.h>

static int larger_first(size_t a, size_t b)
{
    return a > b ? -1 : a < b;
}

static size_t grade(str strength)
{
    static const char *const words[] = {"Optional", "Moderate", "Strong"};
    for (size_t i = 0; i < 3; i++) {
        if (str_eq(strength, str_of(words[i]))) return i + 1;
    }
    return 0;
}

/** Most protective first; of equal ones the surer, then the stronger, then by source and rule. */
static int by_protection(const void *x, const void *y)
{
    const advice *a = x, *b = y;
    int order = larger_first(a->light, b->light);
    if (order == 0) order = larger_first(a->rank, b->rank);
    if (order == 0) order = larger_first(a->population_known, b->population_known);
    if (order == 0) order = larger_first(b->certainty, a->certainty);
    if (order == 0) order = larger_first(grade(a->strength), grade(b->strength));
    if (order == 0) order = str_cmp(a->source, b->source);
    if (order == 0 && a->rule_id.n != b->rule_id.n) order = a->rule_id.n < b->rule_id.n ? -1 : 1;
    return order == 0 ? str_cmp(a->rule_id, b->rule_id) : order;
}

static int by_worst(const void *x, const void *y)
{
    const advice_open_gene *a = x, *b = y;
    int order = larger_first(a->worst_light, b->worst_light);
    return order == 0 ? str_cmp(a->gene, b->gene) : order;
}

static str reason(const advice_drug *d)
{
    if (d->row_count == 1) return STR("only_row");
    for (size_t i = 1; i < d->row_count; i++) {
        advice_light light = d->rows[i].light;
        if (light != ADVICE_UNKNOWN && light != d->rows[0].light) return STR("most_protective");
    }
    return STR("rows_agree");
}

static str reason_without(const advice_drug *d, bool rules, bool elsewhere, bool too_many)
{
    if (!rules) return STR("no_guidance");
    if (too_many) return STR("too_many_combinations");
    if (elsewhere) return STR("other_population");
    for (size_t i = 0; i < d->open_count; i++) {
        if (d->open[i].gap != ADVICE_INDETERMINATE) return STR("not_tested");
    }
    return STR("no_rule_for_result");
}

/** The most protective row of each source; rows are sorted, so it is the first of its source. */
static bool sources_differ(const advice_drug *d)
{
    for (size_t i = 1; i < d->row_count; i++) {
        const advice *x = &d->rows[i];
        bool first = x->light != ADVICE_UNKNOWN;
        for (size_t k = 0; k < i && first; k++) first = !str_eq(d->rows[k].source, x->source);
        if (first && x->light != d->rows[0].light) return true;
    }
    return false;
}

/** A source that says for this person, for certain, to go on as usual, where the headline says as
 *  surely to leave the drug: both are shown, no source is right by rank alone. */
static const advice *opposite(const advice_drug *d)
{
    const advice *head = d->headline;
    bool sure = head->population_known && head->certainty == ADVICE_HOLDS;
    if (head->light != ADVICE_STOP || !sure) return NULL;
    for (size_t i = 1; i < d->row_count; i++) {
        const advice *x = &d->rows[i];
        bool first = !str_eq(x->source, head->source);
        for (size_t k = 0; k < i && first; k++) first = !str_eq(d->rows[k].source, x->source);
        bool usual = x->light == ADVICE_USUAL || x->light == ADVICE_NOTICE;
        if (first && usual && x->population_known && x->certainty == ADVICE_HOLDS) return x;
    }
    return NULL;
}

static bool same_number(double a, double b)
{
    return (a != a && b != b) || (a >= b && a <= b); /* NaN = NaN: both state nothing */
}

static bool same_advice(const advice *a, const advice *b)
{
    return str_eq(a->action, b->action) && a->light == b->light &&
           same_number(a->dose_min, b->dose_min) && same_number(a->dose_max, b->dose_max) &&
           same_number(a->max_dose, b->max_dose);
}

enum { CANDIDATES_MAX = 8192, WORD = 64 };

/** Whether a fact is the same for every answer of its gene. */
static bool covers_all(const advice_fact *fact)
{
    return fact->finding == NULL || fact->candidate_count >= fact->finding->candidate_count;
}

/** The fact of `f` when nothing else in the case is uncertain, else NULL. */
static const advice_fact *fact_alone(const advice_case *k, const finding *f)
{
    const advice_fact *found = NULL;
    for (size_t i = 0; i < k->fact_count; i++) {
        if (k->facts[i].finding == f)
            found = &k->facts[i];
        else if (!covers_all(&k->facts[i]))
            return NULL;
    }
    return found;
}

/** Marks the candidates of `f` for which a row holds. */
static void mark(const advice *x, const finding *f, uint64_t *marks)
{
    for (size_t i = 0; i < x->case_count; i++) {
        const advice_fact *fact = fact_alone(&x->cases[i], f);
        for (size_t k = 0; fact != NULL && k < fact->candidate_count; k++) {
            marks[fact->candidates[k] / WORD] |= (uint64_t)1 << fact->candidates[k] % WORD;
        }
    }
}

/** The only finding of a case that its answer decides, or NULL. */
static const finding *decided_by(const advice_case *k)
{
    for (size_t i = 0; i < k->fact_count; i++) {
        if (covers_all(&k->facts[i])) continue;
        return fact_alone(k, k->facts[i].finding) == NULL ? NULL : k->facts[i].finding;
    }
    return NULL;
}

static bool all_marked(const finding *f, const uint64_t *marks)
{
    for (size_t c = 0; c < f->candidate_count; c++) {
        if ((marks[c / WORD] >> c % WORD & 1) == 0) return false;
    }
    return f->candidate_count > 0;
}

/** Rows that say what the headline says, each for some answers, may together hold for all. A list
 * of candidates that was cut still holds one for every possible result. */
static bool candidates_differ(const advice_drug *d)
{
    uint64_t marks[CANDIDATES_MAX / WORD] = {0};
    const advice *x = d->headline;
    if (x->certainty == ADVICE_HOLDS) return false;
    const finding *f = decided_by(&x->cases[0]);
    if (f == NULL || f->candidate_count > CANDIDATES_MAX) return true;
    for (size_t i = 0; i < d->row_count; i++) {
        if (same_advice(&d->rows[i], x)) mark(&d->rows[i], f, marks);
    }
    return !all_marked(f, marks);
}

/** The gene of a headline that rests on untested positions, or NULL when it does not. */
static const finding *partly_tested(const advice_drug *d)
{
    const advice *x = d->headline;
    if (x->certainty == ADVICE_HOLDS) return NULL;
    for (size_t i = 0; i < x->cases[0].fact_count; i++) {
        const finding *f = x->cases[0].facts[i].finding;
        if (f != NULL && f->status == FINDING_PARTIAL) return f;
    }
    return NULL;
}

/** Whether every answer that fits leads to some row of at least this light. */
static bool reached_by_all(const advice_drug *d, const finding *f, advice_light light)
{
    uint64_t marks[CANDIDATES_MAX / WORD] = {0};
    bool few = f->candidate_count <= CANDIDATES_MAX;
    for (size_t i = 0; i < d->row_count; i++) {
        const advice *x = &d->rows[i];
        if (x->light < light) continue;
        if (x->certainty == ADVICE_HOLDS) return true;
        if (few) mark(x, f, marks);
    }
    return few && all_marked(f, marks);
}

/** What untested positions might bring is no verdict: the light is what every answer reaches, and a
 *  notice where some answer asks for more than that. */
static advice_light light_of_part(const advice_drug *d, const finding *f)
{
    advice_light light = d->headline->light;
    if (light == ADVICE_UNKNOWN) return light; /* nothing asks for anything */
    if (light == ADVICE_USUAL) return reached_by_all(d, f, light) ? light : ADVICE_NOTICE;
    while (light > ADVICE_NOTICE && !reached_by_all(d, f, light)) light--;
    return light;
}

/** The most protective row of this light that holds for every answer, or NULL. */
static const advice *sure_row(const advice_drug *d, advice_light light)
{
    for (size_t i = 0; i < d->row_count; i++) {
        const advice *x = &d->rows[i];
        if (x->light == light && x->certainty == ADVICE_HOLDS) return x;
    }
    return NULL;
}

/** Not tested is never normal: usual treatment that one more result could turn into something else
 *  is a notice. */
static bool left_open(const advice_drug *d)
{
    return d->light == ADVICE_USUAL && d->open_count > 0 && d->open[0].worst_light > ADVICE_USUAL;
}

void headline_choose(advice_drug *d, advice *rows, advice_open_gene *open, bool rules,
                     bool elsewhere, bool too_many)
{
    if (d->row_count > 1) qsort(rows, d->row_count, sizeof *rows, by_protection);
    if (d->open_count > 1) qsort(open, d->open_count, sizeof *open, by_worst);
    d->rows = rows;
    d->open = open;
    if (d->row_count == 0) {
        d->light = ADVICE_UNKNOWN;
        d->why = reason_without(d, rules, elsewhere, too_many);
        return;
    }
    d->headline = &rows[0];
    d->light = rows[0].light;
    d->why = reason(d);
    const finding *part = partly_tested(d);
    advice_light sure = part == NULL ? d->light : light_of_part(d, part);
    const advice *holds = part != NULL && candidates_differ(d) ? sure_row(d, d->light) : NULL;
    if (sure != d->light) {
        d->light = sure;
        d->why = STR("partly_tested");
    } else if (holds != NULL) { /* as serious, and certain */
        d->headline = holds;
    }
    if (left_open(d)) {
        d->light = ADVICE_NOTICE;
        d->why = STR("gene_open");
    }
    d->sources_differ = sources_differ(d);
    d->opposite = opposite(d);
    d->candidates_differ = candidates_differ(d);
    d->population_open = !d->headline->population_known;
}

static int by_urgency(const void *x, const void *y)
{
    const advice_drug *a = x, *b = y;
    if (a->relevance != b->relevance) return a->relevance < b->relevance ? -1 : 1;
    int order = larger_first(a->light, b->light);
    if (order == 0 && a->headline != NULL && b->headline != NULL) {
        order = larger_first(a->headline->rank, b->headline->rank);
    }
    if (order == 0) order = larger_first(a->headline != NULL, b->headline != NULL);
    if (order == 0 && a->open_count > 0 && b->open_count > 0) {
        order = larger_first(a->open[0].worst_light, b->open[0].worst_light);
    }
    if (order == 0) order = larger_first(a->open_count > 0, b->open_count > 0);
    return order == 0 ? str_cmp(a->name, b->name) : order;
}

void headline_order(advice_drug *drugs, size_t count)
{
    if (count > 1) qsort(drugs, count, sizeof *drugs, by_urgency);
}
