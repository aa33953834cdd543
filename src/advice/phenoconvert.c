/*
 * Phenoconversion: activity scores through inhibitors.
 */
#include "advice/phenoconvert.h"

#include <math.h>
#include <string.h>

#include "advice/gene_answer.h"
#include "kb/check_rule.h"

static const double score_grid = 0.25; /* docs/kb-tables.md: scores are multiples of it */

static bool stronger(const kb_interaction *x, const kb_interaction *than)
{
    if (than == NULL) return true;
    if (x->rule != than->rule) return x->rule == KB_CONVERT_SET;
    return x->value < than->value;
}

const kb_interaction *convert_strongest(const chart_view *c, str gene, str but)
{
    const kb_interaction *best = NULL;
    for (size_t i = 0; i < c->interactions->count; i++) {
        const kb_interaction *x = &c->interactions->items[i];
        if (x->rule == KB_CONVERT_FLAG || !str_eq(x->gene, gene)) continue;
        if (chart_takes(c, x->drug, but) && stronger(x, best)) best = x;
    }
    return best;
}

typedef struct converter {
    const kb_gene *gene;
    const kb_interaction *by;
    arena *memory;
} converter;

/** One result after the medicine. Texts are empty where nothing can be said. */
typedef struct converted {
    str phenotype, score, lookup_key;
} converted;

static double on_grid(double score)
{
    double down = floor(score / score_grid) * score_grid;
    return down <= 0 && score > 0 ? score_grid : down;
}

static status score_text(arena *a, double score, bool at_least, str *out, err *e)
{
    char buffer[KB_SUM_TEXT_MAX];
    *out = str_copy(a, kb_sum_text(score, at_least, buffer));
    TRY_MEM(e, out->p);
    return OK;
}

/** `r` after the medicine; `changed` false when its score is not known. */
static status convert(const converter *c, str score, converted *r, bool *changed, err *e)
{
    double low = 0, high = 0;
    score_kind kind = gene_score_parse(score, &low, &high);
    *changed = c->by->rule == KB_CONVERT_SET || kind == SCORE_INTERVAL;
    if (!*changed) return OK;
    bool set = c->by->rule == KB_CONVERT_SET;
    double now = set ? c->by->value : low * c->by->value;
    bool at_least = !set && isinf(high);
    double looked_up = on_grid(now);
    TRY(score_text(c->memory, now, at_least, &r->score, e));
    TRY(score_text(c->memory, looked_up, at_least, &r->lookup_key, e));
    kb_verdict v = kb_rule_of_sum(c->gene, looked_up, at_least);
    bool sure = v.rule != NULL && (!at_least || isinf(v.rule->max));
    r->phenotype = sure ? v.rule->phenotype : (str){NULL, 0};
    return OK;
}

/** Adds a text that is not there yet. */
static void add_distinct(str *list, size_t *count, str text)
{
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(list[i], text)) return;
    }
    if (text.n > 0) list[(*count)++] = text;
}

typedef struct distinct_lists {
    str *phenotypes, *keys, *scores;
    size_t phenotype_count, key_count, score_count;
} distinct_lists;

static void add_result(distinct_lists *d, const converted *r)
{
    add_distinct(d->phenotypes, &d->phenotype_count, r->phenotype);
    add_distinct(d->keys, &d->key_count, r->lookup_key);
    add_distinct(d->scores, &d->score_count, r->score);
}

static status convert_candidates(const converter *c, finding *f, distinct_lists *d, err *e)
{
    finding_candidate *list = ARENA_ARRAY(c->memory, finding_candidate, f->candidate_count + 1);
    TRY_MEM(e, list);
    for (size_t i = 0; i < f->candidate_count; i++) {
        bool changed;
        list[i] = f->candidates[i];
        str score = list[i].activity_score.n > 0 ? list[i].activity_score : list[i].lookup_key;
        converted r = {list[i].phenotype, list[i].activity_score, list[i].lookup_key};
        TRY(convert(c, score, &r, &changed, e));
        list[i].phenotype = r.phenotype;
        list[i].activity_score = r.score;
        list[i].lookup_key = r.lookup_key;
        add_result(d, &r);
    }
    f->candidates = list;
    return OK;
}

/** Keys that no candidate has (the list was cut, or only a phenotype was stated). */
static status convert_keys(const converter *c, const finding *f, distinct_lists *d, err *e)
{
    for (size_t i = 0; i < f->lookup_key_count; i++) {
        bool changed;
        str key = f->lookup_keys[i];
        converted r = {{NULL, 0}, {NULL, 0}, key};
        TRY(convert(c, key, &r, &changed, e));
        add_result(d, &r);
    }
    return OK;
}

static status say_why(const converter *c, finding *f, err *e)
{
    finding_warning *list = ARENA_ARRAY(c->memory, finding_warning, f->warning_count + 1);
    TRY_MEM(e, list);
    if (f->warning_count > 0) memcpy(list, f->warnings, f->warning_count * sizeof *list);
    list[f->warning_count] = (finding_warning){STR("phenoconversion"), c->by->drug};
    f->warnings = list;
    f->warning_count++;
    return OK;
}

/** Nothing was found out about the genes, but the medicine alone decides. */
static status decided_by_medicine(const converter *c, finding *f, distinct_lists *d, err *e)
{
    converted r = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    bool changed;
    TRY(convert(c, (str){NULL, 0}, &r, &changed, e));
    finding_candidate *one = ARENA_NEW(c->memory, finding_candidate);
    TRY_MEM(e, one);
    *one = (finding_candidate){.score = -1,
                               .phenotype = r.phenotype,
                               .activity_score = r.score,
                               .lookup_key = r.lookup_key};
    f->candidates = one;
    f->candidate_count = 1;
    f->status = FINDING_CALLED;
    add_result(d, &r);
    return OK;
}

static bool has_result(const finding *f)
{
    return f != NULL && f->status != FINDING_NOT_TESTED && f->status != FINDING_NOT_CALLED;
}

status convert_finding(const finding *f, const kb_gene *g, const kb_interaction *x, arena *a,
                       const finding **out, err *e)
{
    *out = f;
    if (x == NULL || g == NULL || g->scoring != KB_BY_ACTIVITY) return OK;
    if (!has_result(f) && x->rule != KB_CONVERT_SET) return OK;
    converter c = {g, x, a};
    finding *made = ARENA_NEW(a, finding);
    TRY_MEM(e, made);
    if (f != NULL) *made = *f;
    made->gene = g->name;
    made->identity = 0;
    size_t room = made->candidate_count + made->lookup_key_count + 1;
    distinct_lists d = {
        ARENA_ARRAY(a, str, room), ARENA_ARRAY(a, str, room), ARENA_ARRAY(a, str, room), 0, 0, 0};
    TRY_MEM(e, d.phenotypes);
    TRY_MEM(e, d.keys);
    TRY_MEM(e, d.scores);
    if (has_result(f)) {
        TRY(convert_candidates(&c, made, &d, e));
        TRY(convert_keys(&c, made, &d, e));
    } else {
        TRY(decided_by_medicine(&c, made, &d, e));
    }
    made->phenotypes = d.phenotypes, made->phenotype_count = d.phenotype_count;
    made->lookup_keys = d.keys, made->lookup_key_count = d.key_count;
    made->activity_scores = d.scores, made->activity_score_count = d.score_count;
    TRY(say_why(&c, made, e));
    *out = made;
    return OK;
}
