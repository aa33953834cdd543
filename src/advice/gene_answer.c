/*
 * From a finding to its answers, and the truth of one comparison for one answer.
 */
#include "advice/gene_answer.h"

#include <math.h>

#include "kb/check_rule.h"

static const str nothing = {NULL, 0};

/* ---- scores ---- */

static str without_bound(str text, bool *bound)
{
    static const str marks[] = {{"≥", 3}, {">=", 2}, {">", 1}};
    *bound = false;
    for (size_t i = 0; i < 3; i++) {
        if (!str_starts(text, marks[i])) continue;
        *bound = true;
        return str_trim((str){text.p + marks[i].n, text.n - marks[i].n});
    }
    return text;
}

score_kind gene_score_parse(str text, double *low, double *high)
{
    bool bound;
    text = str_trim(text);
    if (str_eq_ci(text, STR("n/a"))) return SCORE_NA;
    str digits = without_bound(text, &bound);
    if (digits.n == 0 || digits.p[0] < '0' || digits.p[0] > '9') return SCORE_NONE;
    if (!str_to_double(digits, low)) return SCORE_NONE;
    *high = bound ? (double)INFINITY : *low;
    return SCORE_INTERVAL;
}

static bool is_score(str text)
{
    double low, high;
    return gene_score_parse(text, &low, &high) != SCORE_NONE;
}

/* ---- answers ---- */

static bool says_no_result(str key)
{
    return str_eq(key, STR("No Result"));
}

/** An answer of which only the lookup key is known. */
static gene_answer answer_of_key(const finding *f, const kb_gene *g, str key)
{
    gene_answer x = {
        .finding = f, .gene = g, .candidate = GENE_ANSWER_NO_CANDIDATE, .lookup_key = key};
    double low, high;
    if (says_no_result(key)) {
        x.no_result = true;
        x.lookup_key = nothing;
        return x;
    }
    score_kind kind = gene_score_parse(key, &low, &high);
    if (g == NULL || g->scoring != KB_BY_ACTIVITY || kind == SCORE_NONE) {
        x.phenotype = is_score(key) ? nothing : key;
        return x;
    }
    x.score = key;
    kb_verdict v = kb_rule_of_sum(g, kind == SCORE_NA ? (double)NAN : low, false);
    if (v.rule != NULL && (kind == SCORE_NA || high <= v.rule->max)) {
        x.phenotype = v.rule->phenotype;
    }
    return x;
}

static gene_answer answer_of_candidate(const finding *f, const kb_gene *g, size_t i)
{
    const finding_candidate *c = &f->candidates[i];
    str phenotype = c->phenotype;
    if (phenotype.n == 0 && is_score(c->lookup_key)) { /* only the score was stated */
        phenotype = answer_of_key(f, g, c->lookup_key).phenotype;
    }
    return (gene_answer){.finding = f,
                         .gene = g,
                         .candidate = (uint32_t)i,
                         .lookup_key = c->lookup_key,
                         .phenotype = phenotype,
                         .score = c->activity_score,
                         .diplotype = c->diplotype,
                         .allele = {c->allele[0], c->allele[1]},
                         .haploid_known = g != NULL && g->haploid && !f->from_outside};
}

static bool key_has_candidate(const finding *f, str key)
{
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (str_eq(f->candidates[i].lookup_key, key)) return true;
    }
    return false;
}

/** Presence genes: each candidate is an answer; keys are facts that hold together, not choices. */
static bool is_presence(const kb_gene *g)
{
    return g != NULL && g->class == KB_PRESENCE;
}

static bool keys_are_answers(const finding *f, const kb_gene *g)
{
    return !is_presence(g) && f->lookup_key_count > 0;
}

static size_t collect(const finding *f, const kb_gene *g, gene_answer *list)
{
    size_t n = 0;
    for (size_t i = 0; i < f->candidate_count; i++) {
        const finding_candidate *c = &f->candidates[i];
        if (says_no_result(c->lookup_key)) continue;
        if (c->lookup_key.n == 0 && keys_are_answers(f, g)) continue; /* its keys follow */
        list[n++] = answer_of_candidate(f, g, i);
    }
    for (size_t i = 0; i < f->lookup_key_count && keys_are_answers(f, g); i++) {
        str key = f->lookup_keys[i];
        if (!f->candidates_cut && key_has_candidate(f, key)) continue;
        list[n++] = answer_of_key(f, g, key);
    }
    if (n == 0 && is_presence(g) && f->lookup_key_count > 0) {
        list[n++] = (gene_answer){.finding = f, .gene = g, .candidate = GENE_ANSWER_NO_CANDIDATE};
    }
    return n;
}

status gene_answers(const finding *f, const kb_gene *g, arena *a, gene_answer **out, size_t *count,
                    err *e)
{
    size_t most = 1 + (f == NULL ? 0 : f->candidate_count + f->lookup_key_count);
    gene_answer *list = ARENA_ARRAY(a, gene_answer, most);
    TRY_MEM(e, list);
    bool empty = f == NULL || f->status == FINDING_NOT_TESTED || f->status == FINDING_NOT_CALLED;
    size_t n = empty ? 0 : collect(f, g, list);
    if (n == 0) {
        list[n++] = (gene_answer){
            .finding = f, .gene = g, .no_result = true, .candidate = GENE_ANSWER_NO_CANDIDATE};
    }
    *out = list;
    *count = n;
    return OK;
}

/* ---- comparisons ---- */

static truth any_value(const gene_answer *x, const condition_atom *atom,
                       truth (*one)(const gene_answer *, str))
{
    truth t = TRUTH_FALSE;
    for (size_t i = 0; i < atom->value_count; i++) {
        t = truth_or(t, one(x, atom->values[i].text));
    }
    return t;
}

static truth phenotype_is(const gene_answer *x, str value)
{
    str have = x->lookup_key.n > 0 && !is_score(x->lookup_key) ? x->lookup_key : x->phenotype;
    if (have.n == 0 || is_score(have)) return TRUTH_UNKNOWN;
    return str_eq(have, value) ? TRUTH_TRUE : TRUTH_FALSE;
}

/** [low, high] of what we have against [from, to] of what is asked; `open` ends do not belong. */
static truth interval_in(double low, double high, double from, double to, bool open)
{
    bool inside = open ? from < low && high < to : from <= low && high <= to;
    if (inside || (open && from < low && isinf(to) && isinf(high))) return TRUTH_TRUE;
    bool apart = open ? high <= from || low >= to : high < from || low > to;
    return apart ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static truth number_matches(double low, double high, const condition_atom *atom)
{
    const condition_value *v = atom->values;
    const double inf = (double)INFINITY;
    switch (atom->op) {
    case COMPARE_LESS: return interval_in(low, high, -inf, v[0].number, true);
    case COMPARE_AT_MOST: return interval_in(low, high, -inf, v[0].number, false);
    case COMPARE_MORE: return interval_in(low, high, v[0].number, inf, true);
    case COMPARE_AT_LEAST: return interval_in(low, high, v[0].number, inf, false);
    case COMPARE_RANGE: return interval_in(low, high, v[0].number, v[1].number, false);
    case COMPARE_EQUAL: break;
    }
    truth t = TRUTH_FALSE;
    for (size_t i = 0; i < atom->value_count; i++) {
        if (!v[i].is_number) continue;
        t = truth_or(t, interval_in(low, high, v[i].number, v[i].number, false));
    }
    return t;
}

static bool asks_for_na(const condition_atom *atom)
{
    for (size_t i = 0; i < atom->value_count; i++) {
        if (!atom->values[i].is_number) return true;
    }
    return false;
}

/** Of a score "n/a" nothing is known: it equals "n/a" and is unknown beside figures. */
static truth score_matches(const gene_answer *x, const condition_atom *atom)
{
    double low = 0, high = 0;
    score_kind kind = gene_score_parse(x->score.n > 0 ? x->score : x->lookup_key, &low, &high);
    if (kind == SCORE_NONE) return TRUTH_UNKNOWN;
    if (kind == SCORE_NA) return asks_for_na(atom) ? TRUTH_TRUE : TRUTH_UNKNOWN;
    return number_matches(low, high, atom);
}

/** TRUE: the allele, or a finer name of it ("*57:01:02" is a "*57:01"); UNKNOWN: a coarser one. */
static truth allele_same(str have, str value)
{
    if (str_eq(have, value)) return TRUTH_TRUE;
    bool finer = have.n > value.n && str_starts(have, value) && have.p[value.n] == ':';
    bool coarser = value.n > have.n && str_starts(value, have) && value.p[have.n] == ':';
    return finer ? TRUTH_TRUE : coarser ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

/** "*1x3" and "*1x≥3" are copies of *1. */
static str one_copy(str name)
{
    for (size_t i = 1; i + 1 < name.n; i++) {
        bool figure = (name.p[i + 1] >= '0' && name.p[i + 1] <= '9') || name.p[i + 1] == '\xe2';
        if (name.p[i] == 'x' && figure) return (str){name.p, i};
    }
    return name;
}

/** One side of a diplotype; "[*2 + *5]" holds two alleles on one strand. */
static truth side_has(str side, str value)
{
    if (side.n == 0) return TRUTH_FALSE;
    if (side.p[0] != '[') return allele_same(one_copy(side), value);
    truth t = TRUTH_FALSE;
    str part, rest = {side.p + 1, side.n - 1};
    if (rest.n > 0 && rest.p[rest.n - 1] == ']') rest.n--;
    while (str_next(&rest, '+', &part)) {
        t = truth_or(t, allele_same(one_copy(str_trim(part)), value));
    }
    return t;
}

/** What the keys of a presence gene say: "*57:01 positive", "*57:01 negative". */
static truth key_says(const gene_answer *x, str value)
{
    bool yes = false, no = false;
    const finding *f = x->finding;
    for (size_t i = 0; f != NULL && i < f->lookup_key_count; i++) {
        str key = f->lookup_keys[i];
        if (!str_starts(key, value) || key.n <= value.n || key.p[value.n] != ' ') continue;
        str word = {key.p + value.n + 1, key.n - value.n - 1};
        yes = yes || str_eq(word, STR("positive"));
        no = no || str_eq(word, STR("negative"));
    }
    if (yes == no) return TRUTH_UNKNOWN; /* not said, or the answers differ */
    return yes ? TRUTH_TRUE : TRUTH_FALSE;
}

static truth allele_is(const gene_answer *x, str value)
{
    if (x->allele[0].n == 0) return is_presence(x->gene) ? key_says(x, value) : TRUTH_UNKNOWN;
    truth t = truth_or(side_has(x->allele[0], value), side_has(x->allele[1], value));
    if (t != TRUTH_FALSE) return t;
    bool both = x->allele[1].n > 0 || x->haploid_known;
    return both ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

/** True when the pair of alleles has another lookup key than the one that is known: it is not what
 *  this person carries. */
static bool pair_excluded(const gene_answer *x, str a, str b)
{
    char text[KB_SUM_TEXT_MAX];
    const kb_gene *g = x->gene;
    uint32_t i = g == NULL ? MAP_NONE : kb_allele_find(g, a);
    uint32_t j = g == NULL ? MAP_NONE : kb_allele_find(g, b);
    if (i == MAP_NONE || j == MAP_NONE || x->lookup_key.n == 0) return false;
    kb_verdict v = kb_rule_evaluate(g, &g->alleles[i], &g->alleles[j]);
    if (v.rule == NULL) return false;
    return !str_eq(kb_verdict_text(&v, v.rule->lookup_key, text), x->lookup_key);
}

static truth diplotype_is(const gene_answer *x, str value)
{
    str a = x->allele[0], b = x->allele[1];
    bool excluded = false;
    if (a.n > 0 && b.n == 0) return str_eq(a, value) ? TRUTH_TRUE : TRUTH_FALSE;
    for (size_t i = 0; i < value.n; i++) { /* allele names may hold a slash themselves */
        if (value.p[i] != '/') continue;
        str l = {value.p, i}, r = {value.p + i + 1, value.n - i - 1};
        bool same = (str_eq(a, l) && str_eq(b, r)) || (str_eq(a, r) && str_eq(b, l));
        if (a.n == 0)
            excluded = excluded || pair_excluded(x, l, r);
        else if (same)
            return TRUTH_TRUE;
    }
    return a.n == 0 && !excluded ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

/** `value` is "rs12777823:A": at least one copy of A was read at that position. */
static truth genotype_has(str genotype, str base)
{
    size_t copies = 0;
    bool hole = genotype.n == 0;
    while (genotype.n > 0) {
        size_t i = 0;
        while (i < genotype.n && genotype.p[i] != '/' && genotype.p[i] != '|') i++;
        str allele = {genotype.p, i};
        if (str_eq(allele, base)) return TRUTH_TRUE;
        hole = hole || allele.n == 0 || str_eq(allele, STR("."));
        copies++;
        if (i == genotype.n) break;
        genotype = (str){genotype.p + i + 1, genotype.n - i - 1};
    }
    return hole || copies == 0 ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

static truth variant_is(const gene_answer *x, str value)
{
    const finding *f = x->finding;
    size_t colon = str_find(value, ':');
    if (f == NULL || colon == value.n) return TRUTH_UNKNOWN;
    str rsid = {value.p, colon}, base = {value.p + colon + 1, value.n - colon - 1};
    for (size_t i = 0; i < f->position_count; i++) {
        const finding_position *p = &f->positions[i];
        if (!str_eq(p->rsid, rsid)) continue;
        truth t = genotype_has(p->genotype, base);
        return t == TRUTH_FALSE && p->why.n > 0 ? TRUTH_UNKNOWN : t;
    }
    return TRUTH_UNKNOWN;
}

truth gene_answer_truth(const gene_answer *x, const condition_atom *atom)
{
    if (atom->field == FIELD_STATUS) return x->no_result ? TRUTH_TRUE : TRUTH_FALSE;
    if (atom->field == FIELD_VARIANT) return any_value(x, atom, variant_is);
    if (x->no_result) return TRUTH_UNKNOWN;
    switch (atom->field) {
    case FIELD_PHENOTYPE: return any_value(x, atom, phenotype_is);
    case FIELD_SCORE: return score_matches(x, atom);
    case FIELD_ALLELE: return any_value(x, atom, allele_is);
    case FIELD_DIPLOTYPE: return any_value(x, atom, diplotype_is);
    case FIELD_VARIANT:
    case FIELD_STATUS:
    case FIELD_CHART: break;
    }
    return TRUTH_UNKNOWN;
}
