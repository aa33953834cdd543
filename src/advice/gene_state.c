/*
 * States of genes and their groups.
 */
#include "advice/gene_state.h"

#include <string.h>

status gene_states_make(const rule_gene *g, const condition_atom *atoms, const finding *f, arena *a,
                        gene_states *out, err *e)
{
    gene_answer *answers;
    size_t n;
    TRY(gene_answers(f, g->kb, a, &answers, &n, e));
    return gene_states_of(g, atoms, answers, n, a, out, e);
}

status gene_states_of(const rule_gene *g, const condition_atom *atoms, const gene_answer *answers,
                      size_t n, arena *a, gene_states *out, err *e)
{
    size_t width = g->atom_count, states = 0;
    uint32_t *state_of = ARENA_ARRAY(a, uint32_t, n);
    truth *values = ARENA_ARRAY(a, truth, n * width + 1);
    TRY_MEM(e, state_of);
    TRY_MEM(e, values);
    for (size_t i = 0; i < n; i++) {
        truth *mine = values + states * width;
        for (size_t k = 0; k < width; k++) {
            mine[k] = gene_answer_truth(&answers[i], &atoms[g->atoms[k]]);
        }
        size_t s = 0;
        while (s < states && memcmp(values + s * width, mine, width * sizeof *mine) != 0) s++;
        state_of[i] = (uint32_t)s;
        if (s == states) states++;
    }
    *out = (gene_states){g, answers, n, state_of, values, states, false};
    return OK;
}

static truth value_of(const gene_states *s, size_t state, uint16_t place)
{
    return s->values[state * s->gene->atom_count + place];
}

static bool alike(const gene_states *s, const rule_part *part, size_t x, size_t y)
{
    for (size_t i = 0; i < part->place_count; i++) {
        if (value_of(s, x, part->places[i]) != value_of(s, y, part->places[i])) return false;
    }
    return true;
}

status state_groups_make(const gene_states *s, const rule_part *part, arena *a, state_groups *out,
                         err *e)
{
    state_groups g = {.states = s, .part = part};
    g.group_of = ARENA_ARRAY(a, uint32_t, s->state_count);
    g.first = ARENA_ARRAY(a, uint32_t, s->state_count);
    TRY_MEM(e, g.group_of);
    TRY_MEM(e, g.first);
    for (uint32_t i = 0; i < s->state_count; i++) {
        uint32_t k = 0;
        while (k < g.count && !alike(s, part, g.first[k], i)) k++;
        g.group_of[i] = k;
        if (k == g.count) g.first[g.count++] = i;
    }
    *out = g;
    return OK;
}

void state_group_apply(const state_groups *g, size_t k, truth *values)
{
    const rule_gene *gene = g->states->gene;
    for (size_t i = 0; i < g->part->place_count; i++) {
        uint16_t place = g->part->places[i];
        values[gene->atoms[place]] = value_of(g->states, g->first[k], place);
    }
}

bool state_group_unknown(const state_groups *g, size_t k)
{
    for (size_t i = 0; i < g->part->place_count; i++) {
        if (value_of(g->states, g->first[k], g->part->places[i]) == TRUTH_UNKNOWN) return true;
    }
    return false;
}

static bool in_group(const state_groups *g, size_t k, size_t answer)
{
    return k == g->count || g->group_of[g->states->state_of[answer]] == k;
}

advice_gap state_group_gap(const state_groups *g, size_t k, const condition_atom *atoms)
{
    const rule_gene *gene = g->states->gene;
    for (size_t i = 0; i < g->part->place_count; i++) {
        uint16_t place = g->part->places[i];
        bool unknown = value_of(g->states, g->first[k], place) == TRUTH_UNKNOWN;
        if (unknown && atoms[gene->atoms[place]].field == FIELD_VARIANT) return ADVICE_NOT_TESTED;
    }
    for (size_t i = 0; i < g->states->answer_count; i++) {
        const gene_answer *x = &g->states->answers[i];
        if (!in_group(g, k, i) || !x->no_result) continue;
        bool tried = x->finding != NULL && x->finding->status == FINDING_NOT_CALLED;
        return tried ? ADVICE_NOT_CALLED : ADVICE_NOT_TESTED;
    }
    return ADVICE_INDETERMINATE;
}

/* ---- facts ---- */

enum { FACT_TEXT_MAX = 1 << 16, FACT_SHOWN_MAX = 8 };

/** Which words name a result: those that the rule asks for. */
static condition_field asked_field(const state_groups *g, const condition_atom *atoms)
{
    condition_field field = FIELD_STATUS;
    for (size_t i = 0; i < g->part->place_count; i++) {
        condition_field f = atoms[g->states->gene->atoms[g->part->places[i]]].field;
        if (field == FIELD_STATUS)
            field = f;
        else if (f != field && f != FIELD_STATUS)
            return FIELD_PHENOTYPE;
    }
    return field;
}

static void add_text(buf *b, str *seen, size_t *count, str text)
{
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(seen[i], text)) return;
    }
    if (text.n == 0 || *count == FACT_SHOWN_MAX) return;
    seen[(*count)++] = text;
    if (b->n > 0) buf_put_text(b, "; ");
    buf_put_str(b, text);
}

static void add_genotypes(const state_groups *g, const condition_atom *atoms, const finding *f,
                          buf *b)
{
    for (size_t i = 0; i < g->part->place_count; i++) {
        const condition_atom *atom = &atoms[g->states->gene->atoms[g->part->places[i]]];
        str name = atom->field == FIELD_VARIANT ? atom->values[0].text : (str){NULL, 0};
        str rsid = {name.p, str_find(name, ':')};
        for (size_t k = 0; f != NULL && rsid.n > 0 && k < f->position_count; k++) {
            if (!str_eq(f->positions[k].rsid, rsid)) continue;
            if (b->n > 0) buf_put_text(b, "; ");
            buf_printf(b, "%.*s %.*s", STR_ARG(rsid), STR_ARG(f->positions[k].genotype));
        }
    }
}

static void add_keys(const finding *f, buf *b, str *seen, size_t *count)
{
    for (size_t i = 0; f != NULL && i < f->lookup_key_count; i++) {
        add_text(b, seen, count, f->lookup_keys[i]);
    }
}

static str shown_value(const gene_answer *x, condition_field field)
{
    if (x->no_result) return STR("No Result");
    bool by_allele = field == FIELD_ALLELE || field == FIELD_DIPLOTYPE;
    if (by_allele && x->diplotype.n > 0) return x->diplotype;
    if (x->lookup_key.n > 0) return x->lookup_key;
    return x->phenotype.n > 0 ? x->phenotype : x->diplotype;
}

status state_group_fact(const state_groups *g, size_t k, const condition_atom *atoms, arena *a,
                        advice_fact *out, err *e)
{
    AUTO(buf_release) buf text;
    buf_init(&text, FACT_TEXT_MAX);
    str seen[FACT_SHOWN_MAX];
    size_t shown = 0, n = 0;
    const gene_states *s = g->states;
    const finding *f = s->answers[0].finding;
    condition_field field = asked_field(g, atoms);
    uint32_t *candidates = ARENA_ARRAY(a, uint32_t, s->answer_count);
    TRY_MEM(e, candidates);
    if (field == FIELD_VARIANT) add_genotypes(g, atoms, f, &text);
    bool named = text.n > 0;
    for (size_t i = 0; i < s->answer_count; i++) {
        const gene_answer *x = &s->answers[i];
        if (!in_group(g, k, i)) continue;
        if (!named) add_text(&text, seen, &shown, shown_value(x, field));
        if (x->candidate != GENE_ANSWER_NO_CANDIDATE) candidates[n++] = x->candidate;
    }
    if (text.n == 0) add_keys(f, &text, seen, &shown); /* presence stated without a diplotype */
    TRY(buf_status(&text, e));
    str value = str_copy(a, buf_str(&text));
    TRY_MEM(e, value.p);
    *out = (advice_fact){.gene = s->gene->name,
                         .finding = f,
                         .value = value,
                         .functional = s->functional,
                         .candidates = candidates,
                         .candidate_count = n};
    return OK;
}
