/*
 * Diplotype rows of a release against the rules: each row is evaluated with the release's functions
 * and today's rules. Rows that differ are told once per pair of functions (or per sum).
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kb/check.h"
#include "kb/check_rule.h"
#include "kb/gene_load.h"
#include "kb/import.h"

/* One pair of functions (or activities) whose rows the rules do not reproduce. */
typedef struct misfit {
    str a, b, phenotype, lookup_key, score; /* b empty: one copy */
    str rules_say;
    str example;
    size_t rows;
    bool contradicted; /* the release itself gives this pair two phenotypes */
} misfit;

typedef struct misfits {
    misfit *list;
    size_t count, room;
} misfits;

typedef struct release_values {
    kb_allele *list; /* parallel to the release's alleles: only functions and activities */
    map by_name;
} release_values;

static status read_values(const imp_gene *n, arena *a, release_values *v, err *e)
{
    v->list = ARENA_ARRAY(a, kb_allele, n->allele_count + 1);
    TRY_MEM(e, v->list);
    TRY(map_init(&v->by_name, a, n->allele_count, e));
    for (uint32_t i = 0; i < n->allele_count; i++) {
        const imp_allele *x = &n->alleles[i];
        kb_allele *to = &v->list[i];
        *to = (kb_allele){.name = x->name,
                          .function = x->function,
                          .activity = x->activity,
                          .activity_value = NAN};
        str number = x->activity;
        to->activity_at_least = str_starts(number, STR("≥"));
        if (to->activity_at_least) number = (str){number.p + 3, number.n - 3};
        if (number.n > 0 && !str_eq(number, STR("n/a")) &&
            !str_to_double(number, &to->activity_value)) {
            FAIL(e, E_SYNTAX, "%.*s %.*s: activity '%.*s' is no number", STR_ARG(n->name),
                 STR_ARG(x->name), STR_ARG(x->activity));
        }
        TRY(map_add(&v->by_name, x->name, i, e));
    }
    return OK;
}

/* The one or two alleles of a row; false when they are not one or two known alleles. */
static bool row_alleles(const release_values *v, const json_value *row, const kb_allele *pair[2])
{
    const json_value *key = json_get(row, "diplotypekey");
    size_t n = 0;
    pair[0] = pair[1] = NULL;
    for (size_t i = 0; i < json_count(key); i++) {
        int64_t copies;
        if (!json_is(key, JSON_OBJECT) || !json_i64(&key->members[i].value, &copies)) return false;
        uint32_t index = map_get(&v->by_name, key->members[i].key);
        for (int64_t c = 0; c < copies; c++) {
            if (n == 2 || index == MAP_NONE) return false;
            pair[n++] = &v->list[index];
        }
    }
    return n > 0;
}

static misfit *misfit_of(misfits *m, arena *a, str x, str y, const misfit *new)
{
    if (y.n > 0 && str_cmp(x, y) > 0) {
        str swap = x;
        x = y;
        y = swap;
    }
    for (size_t i = 0; i < m->count; i++) {
        if (str_eq(m->list[i].a, x) && str_eq(m->list[i].b, y)) return &m->list[i];
    }
    if (m->count == m->room) {
        size_t room = m->room == 0 ? 16 : m->room * 2;
        misfit *more = ARENA_ARRAY(a, misfit, room);
        if (more == NULL) return NULL;
        if (m->count > 0) memcpy(more, m->list, m->count * sizeof *more);
        m->list = more;
        m->room = room;
    }
    m->list[m->count] = *new;
    m->list[m->count].a = x;
    m->list[m->count].b = y;
    return &m->list[m->count++];
}

static status compare_row(const kb_gene *g, const release_values *v, const json_value *row,
                          misfits *m, arena *a, size_t *unknown, err *e)
{
    const kb_allele *pair[2];
    char key_text[KB_SUM_TEXT_MAX], score_text[KB_SUM_TEXT_MAX];
    misfit new = {.phenotype = json_text(json_get(row, "phenotype")),
                  .lookup_key = json_text(json_get(row, "lookupkey")),
                  .score = json_text(json_get(row, "activityScore")),
                  .example = json_text(json_get(row, "diplotype"))};
    if (!row_alleles(v, row, pair)) {
        (*unknown)++;
        return OK;
    }
    kb_verdict verdict = kb_rule_evaluate(g, pair[0], pair[1]);
    const kb_phenotype_rule *r = verdict.rule;
    if (r != NULL && str_eq(r->phenotype, new.phenotype) &&
        str_eq(kb_verdict_text(&verdict, r->lookup_key, key_text), new.lookup_key) &&
        str_eq(kb_verdict_text(&verdict, r->activity_score, score_text), new.score)) {
        return OK;
    }
    bool by_activity = g->scoring == KB_BY_ACTIVITY;
    str x = by_activity ? pair[0]->activity : pair[0]->function;
    str y = pair[1] == NULL ? (str){NULL, 0} : by_activity ? pair[1]->activity : pair[1]->function;
    new.rules_say = r == NULL ? STR("nothing") : r->phenotype;
    misfit *known = misfit_of(m, a, x, y, &new);
    TRY_MEM(e, known);
    known->rows++;
    if (!str_eq(known->phenotype, new.phenotype) || !str_eq(known->lookup_key, new.lookup_key)) {
        known->contradicted = true;
    }
    return OK;
}

/* Function genes: the rule of the pair is replaced, or put in before the absent rule. */
static status edit_rule(kb_import *x, const kb_gene *g, const misfit *m, err *e)
{
    uint32_t from, to;
    TRY(imp_rows(x, "phenotypes", g->name, &from, &to, e));
    kb_edit_kind kind = KB_EDIT_INSERT;
    uint32_t row = to;
    for (uint32_t i = from; i < to; i++) {
        const kb_phenotype_rule *r = &g->rules[i - from];
        if (r->kind == KB_RULE_FUNCTION && str_eq(r->a, m->a) && str_eq(r->b, m->b)) {
            kind = KB_EDIT_REPLACE;
            row = i;
            break;
        }
        if (r->kind == KB_RULE_ABSENT) row = i;
    }
    kb_edit *edit;
    TRY(imp_edit(x, "phenotypes", kind, row, &edit, e));
    TRY(imp_edit_set(x, edit, "gene", g->name, e));
    TRY(imp_edit_set(x, edit, "kind", STR("function"), e));
    TRY(imp_edit_set(x, edit, "a", m->a, e));
    TRY(imp_edit_set(x, edit, "b", m->b, e));
    TRY(imp_edit_set(x, edit, "phenotype", m->phenotype, e));
    TRY(imp_edit_set(x, edit, "lookup_key", m->lookup_key, e));
    TRY(imp_edit_set(x, edit, "activity_score", m->score, e));
    return imp_edit_set(x, edit, "source", x->release, e);
}

static status tell(kb_import *x, const kb_gene *g, const misfit *m, err *e)
{
    imp_line(x,
             "%.*s: phenotype of '%.*s'%s%.*s%s: rules say '%.*s', release says '%.*s' "
             "(%zu rows, such as %.*s)",
             STR_ARG(g->name), STR_ARG(m->a), m->b.n > 0 ? " with '" : "", STR_ARG(m->b),
             m->b.n > 0 ? "'" : "", STR_ARG(m->rules_say), STR_ARG(m->phenotype), m->rows,
             STR_ARG(m->example));
    if (g->scoring == KB_BY_FUNCTION && !m->contradicted && m->a.n > 0) {
        return edit_rule(x, g, m, e);
    }
    imp_note(x, "%.*s: this rule is not changed by import; look at phenotypes.tsv",
             STR_ARG(g->name));
    return OK;
}

status imp_compare_phenotypes(kb_import *x, const kb_gene *g, const imp_gene *n, arena *a, err *e)
{
    if (!n->has_phenotypes) return OK;
    release_values values;
    misfits m = {0};
    size_t unknown = 0;
    TRY(read_values(n, a, &values, e));
    for (size_t i = 0; i < json_count(n->diplotypes); i++) {
        TRY(compare_row(g, &values, json_at(n->diplotypes, i), &m, a, &unknown, e));
    }
    for (size_t i = 0; i < m.count; i++) TRY(tell(x, g, &m.list[i], e));
    if (unknown > 0) {
        imp_line(x, "%.*s: %zu phenotype rows name no one or two alleles of their own file",
                 STR_ARG(g->name), unknown);
    }
    return OK;
}
