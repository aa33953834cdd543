/*
 * Default mode: the record's alternatives become edits, the edits are compared with those of the
 * site's alleles, and each allele number of the record gets a state. The per-sample work is then a
 * table look-up (tell.c).
 */
#include "genome/observe.h"

#include "genome/explain.h"
#include "genome/tell.h"

void observe_record_release(observed_record *seen)
{
    arena_release(&seen->scratch);
}

static bool is_reference_block_mark(str alt)
{
    return str_eq(alt, STR("<NON_REF>")) || str_eq(alt, STR("<*>")) || str_eq(alt, STR("<X>"));
}

status observe_record_set(observed_record *seen, const genome_record *record, err *e)
{
    if (record->alt_count > 253) {
        FAIL(e, E_LIMIT, "%s:%u: %u alternatives, at most 253 are possible",
             genome_chrom_name(record->chrom), record->pos0 + 1, record->alt_count);
    }
    arena_reset(&seen->scratch);
    seen->record = record;
    seen->stretch = NULL;
    seen->alt_count = record->alt_count;
    seen->ref = genome_upper(&seen->scratch, record->ref);
    TRY_MEM(e, seen->ref.p);
    seen->is_block = true;
    for (size_t i = 0; i < record->alt_count; i++) {
        str alt = record->alts[i];
        seen->alts[i + 1] = (str){NULL, 0};
        if (!is_reference_block_mark(alt)) seen->is_block = false;
        if (alt.n == 0 || alt.p[0] == '<' || alt.p[0] == '*') continue;
        seen->alts[i + 1] = genome_upper(&seen->scratch, alt);
        TRY_MEM(e, seen->alts[i + 1].p);
        if (!genome_is_sequence(seen->alts[i + 1])) seen->alts[i + 1] = (str){NULL, 0};
    }
    seen->span_end0 = record->pos0 + (uint32_t)record->ref.n;
    if (seen->is_block && record->end0 > seen->span_end0) seen->span_end0 = record->end0;
    return OK;
}

static bool stretch_eq(const genome_stretch *x, const genome_stretch *y)
{
    return x != NULL && x->bases.p == y->bases.p && x->start0 == y->start0 &&
           x->bases.n == y->bases.n;
}

/* Edits are found once for all sites that share a window. */
static status find_edits(observed_record *seen, const site_index *index, const site_view *view,
                         err *e)
{
    if (stretch_eq(seen->stretch, &view->stretch)) return OK;
    seen->stretch = &view->stretch;
    seen->fits = genome_stretch_fits(&view->stretch, seen->record->pos0, seen->ref);
    if (!seen->fits) return OK;
    for (size_t i = 1; i <= seen->alt_count; i++) {
        seen->edits[i] = (genome_edits){NULL, 0};
        if (seen->alts[i].p == NULL) continue;
        TRY(genome_edits_find(&view->stretch, seen->record->pos0, seen->ref, seen->alts[i],
                              &seen->scratch, &seen->edits[i], e));
        TRY(genome_explain(index, view, seen->record->pos0, seen->ref, seen->alts[i],
                           &seen->scratch, &seen->edits[i], e));
    }
    return OK;
}

/* ---- one edit and one site ---- */

typedef enum touch { TOUCH_NONE, TOUCH_ALLELE, TOUCH_OTHER, TOUCH_SPAN, TOUCH_GONE } touch;

static bool is_site_edit(const site_view *view, const genome_edit *x)
{
    for (uint8_t k = 0; k < view->site->allele_count; k++) {
        for (size_t i = 0; i < view->alleles[k].count; i++) {
            if (genome_edit_eq(&view->alleles[k].items[i], x)) return true;
        }
    }
    return false;
}

static bool meets_site_indel(const site_view *view, const genome_edit *x)
{
    for (uint8_t k = 0; k < view->site->allele_count; k++) {
        for (size_t i = 0; i < view->alleles[k].count; i++) {
            const genome_edit *own = &view->alleles[k].items[i];
            if (!genome_edit_is_substitution(own) && genome_edit_meets(own, x)) return true;
        }
    }
    return false;
}

static touch touch_of(const site_index *index, const site_view *view, const genome_edit *x)
{
    if (is_site_edit(view, x)) return TOUCH_ALLELE;
    if (genome_edit_is_substitution(x)) {
        bool inside = x->start0 >= view->sub_from0 && x->end0 <= view->sub_to0;
        return inside && view->sub_from0 < view->sub_to0 ? TOUCH_OTHER : TOUCH_NONE;
    }
    bool covers = x->start0 < view->sub_to0 && x->end0 > view->sub_from0;
    bool meets = view->has_indel && meets_site_indel(view, x);
    bool here = x->start0 == view->start0 + 1;
    if (!covers && !meets && !here) return TOUCH_NONE;
    if (site_index_documents(index, view->chrom, x)) {
        return covers || meets ? TOUCH_SPAN : TOUCH_NONE;
    }
    return covers ? TOUCH_GONE : TOUCH_OTHER;
}

/* ---- the whole allele and one site ---- */

static bool fits_allele(const genome_edits *allele, const genome_edit *const *own, size_t n)
{
    if (allele->count != n) return false;
    for (size_t i = 0; i < n; i++) {
        if (!genome_edit_eq(&allele->items[i], own[i])) return false;
    }
    return true;
}

/* The undocumented allele as a sequence over the site's span; an edit that reaches beyond the span
 * is written with its own position instead. */
static str spell(const site_view *view, const genome_edit *const *own, size_t n, arena *a)
{
    buf out;
    buf_init(&out, 1 << 20);
    uint32_t at = view->start0;
    const char *text = NULL;
    for (size_t i = 0; i < n; i++) {
        const genome_edit *x = own[i];
        if (x->start0 < at || x->end0 > view->end0) {
            text = arena_printf(a, "%u-%u>%.*s", x->start0 + 1, x->end0, STR_ARG(x->ins));
            buf_release(&out);
            return text == NULL ? (str){NULL, 0} : str_of(text);
        }
        buf_put(&out, view->ref.p + (at - view->start0), x->start0 - at);
        buf_put_str(&out, x->ins);
        at = x->end0;
    }
    buf_put(&out, view->ref.p + (at - view->start0), view->end0 - at);
    text = arena_copy(a, out.p == NULL ? "" : out.p, out.n);
    size_t length = out.n;
    bool whole = out.failed == OK;
    buf_release(&out);
    return text == NULL || !whole ? (str){NULL, 0} : (str){text, length};
}

static status state_of_alt(observed_record *seen, const site_index *index, const site_view *view,
                           size_t alt, column_draft *draft, uint8_t *state, err *e)
{
    const genome_edits *edits = &seen->edits[alt];
    const genome_edit **own = ARENA_ARRAY(&seen->scratch, const genome_edit *, edits->count + 1);
    TRY_MEM(e, own);
    size_t n = 0;
    bool span = false;
    bool gone = false;
    for (size_t i = 0; i < edits->count; i++) {
        touch t = touch_of(index, view, &edits->items[i]);
        if (t == TOUCH_ALLELE || t == TOUCH_OTHER) own[n++] = &edits->items[i];
        if (t == TOUCH_SPAN) span = true;
        if (t == TOUCH_GONE) gone = true;
    }
    if (gone || span) {
        *state = gone || n > 0 ? STATE_GONE : STATE_SPAN;
        return OK;
    }
    if (n == 0) return column_reference(draft, state, e);
    for (uint8_t k = 0; k < view->site->allele_count; k++) {
        if (!fits_allele(&view->alleles[k], own, n)) continue;
        *state = k;
        return OK;
    }
    str text = spell(view, own, n, &seen->scratch);
    TRY_MEM(e, text.p);
    return column_other(draft, text, state, e);
}

/* ---- the record and one site ---- */

static uint64_t covered_bits(const observed_record *seen, const site_view *view)
{
    uint32_t from = seen->record->pos0 > view->start0 ? seen->record->pos0 : view->start0;
    uint32_t to = seen->span_end0 < view->end0 ? seen->span_end0 : view->end0;
    if (from >= to) return 0;
    uint64_t below = (UINT64_C(1) << (to - view->start0)) - 1;
    return below & ~((UINT64_C(1) << (from - view->start0)) - 1);
}

/* '*' and other alternatives without a sequence. */
static uint8_t state_of_symbol(const observed_record *seen, const site_view *view, size_t alt)
{
    str text = seen->record->alts[alt - 1];
    const genome_record *r = seen->record;
    if (text.n == 1 && text.p[0] == '*') {
        bool over = r->pos0 < view->end0 && seen->span_end0 > view->start0;
        return over ? STATE_STAR : STATE_NONE;
    }
    if (text.n == 0 || text.p[0] != '<' || is_reference_block_mark(text)) return STATE_SYMBOLIC;
    /* <DEL>, <DUP>, ...: from the base after POS to END */
    bool over = r->pos0 + 1 < view->end0 && r->end0 > view->start0;
    return over ? STATE_SYMBOLIC : STATE_NONE;
}

static bool claims_reference(const observed_record *seen)
{
    if (seen->is_block) return true;
    if (seen->ref.n > REFERENCE_CLAIM_MAX) return false;
    for (size_t i = 1; i <= seen->alt_count; i++) {
        str text = seen->record->alts[i - 1];
        if (seen->alts[i].p != NULL || (text.n == 1 && text.p[0] == '*')) return true;
    }
    return false;
}

static status fill_alts(observed_record *seen, const site_index *index, const site_view *view,
                        column_draft *draft, tell_table *t, column_statement *out, err *e)
{
    uint8_t reference = t->state[0];
    bool covers = covered_bits(seen, view) != 0;
    for (size_t i = 1; i <= seen->alt_count; i++) {
        if (seen->alts[i].p == NULL) {
            t->state[i] = state_of_symbol(seen, view, i);
            draft->notes |= is_reference_block_mark(seen->record->alts[i - 1]) ? 0 : NOTE_SYMBOLIC;
            continue;
        }
        TRY(state_of_alt(seen, index, view, i, draft, &t->state[i], e));
        if (t->state[i] == reference && !covers) t->state[i] = STATE_NONE;
        if (t->state[i] != reference) allele_set_add(&out->tested, t->state[i]);
    }
    return OK;
}

static status fill_table(observed_record *seen, const site_index *index, const site_view *view,
                         column_draft *draft, tell_table *t, column_statement *out, err *e)
{
    uint8_t reference = 0;
    TRY(column_reference(draft, &reference, e));
    t->state[0] = reference;
    TRY(fill_alts(seen, index, view, draft, t, out, e));
    uint64_t bits = covered_bits(seen, view);
    bool documented = out->tested.documented != 0;
    /* a no-call of a record written elsewhere leaves the site's own record standing */
    if (!documented && seen->record->pos0 != view->start0) {
        t->state[GT_MISSING] = bits != 0 ? STATE_WEAK : STATE_NONE;
        t->doubted = STATE_WEAK;
    }
    bool claims = claims_reference(seen) && bits != 0;
    if (!claims && !documented) t->state[0] = STATE_NONE;
    out->covered = documented ? column_full(view) : claims ? bits : 0;
    return OK;
}

static bool says_nothing(const tell_table *t, size_t alt_count)
{
    for (size_t i = 0; i <= alt_count; i++) {
        if (t->state[i] != STATE_NONE) return false;
    }
    return true;
}

/* A filtered record still shows that something was seen, but vouches for nothing. */
static void distrust(tell_table *t, size_t alt_count, uint8_t reference)
{
    for (size_t i = 0; i <= alt_count; i++) {
        if (t->state[i] == STATE_NONE) continue;
        t->state[i] = t->state[i] == reference ? t->doubted : (uint8_t)CELL_MISSING;
    }
    t->why = WHY_FILTERED;
}

static void note_spelling(const observed_record *seen, const site_view *view, const tell_table *t,
                          column_draft *draft)
{
    for (size_t i = 1; i <= seen->alt_count; i++) {
        uint8_t code = t->state[i];
        if (code >= SITE_ALLELES_MAX || code == view->ref_code) continue;
        bool same = seen->record->pos0 == view->start0 && str_eq(seen->ref, view->ref) &&
                    str_eq(seen->alts[i], view->site->alleles[code]);
        if (!same) draft->notes |= NOTE_NORMALISED;
    }
}

static status observe_default(observed_record *seen, const site_index *index, const site_view *view,
                              const observe_options *options, column_draft *draft, tell_table *t,
                              column_statement *out, bool *relevant, err *e)
{
    TRY(find_edits(seen, index, view, e));
    *relevant = true;
    if (!seen->fits) {
        draft->notes |= NOTE_REF_MISMATCH;
        for (size_t i = 0; i <= seen->alt_count; i++) t->state[i] = CELL_MISSING;
        t->why = WHY_REF_MISMATCH;
        return OK;
    }
    TRY(fill_table(seen, index, view, draft, t, out, e));
    *relevant = !says_nothing(t, seen->alt_count);
    note_spelling(seen, view, t, draft);
    if (!seen->record->filter_pass && !options->ignore_filter) {
        uint8_t reference = 0;
        TRY(column_reference(draft, &reference, e));
        distrust(t, seen->alt_count, reference);
    }
    return OK;
}

/* ---- compatible mode ---- */

static bool has_multi_base(const str *alleles, size_t from, size_t count, uint8_t except)
{
    for (size_t i = from; i < count; i++) {
        if (i == except || alleles[i].n == 0 || alleles[i].p[0] == '<') continue;
        if (alleles[i].n > 1) return true;
    }
    return false;
}

static status compatible_alt(const genome_record *r, size_t i, const site_view *view,
                             column_draft *draft, uint8_t *state, err *e)
{
    str alt = r->alts[i - 1];
    if (!genome_is_sequence(alt)) {
        draft->notes |= NOTE_SYMBOLIC;
        *state = STATE_SYMBOLIC;
        return OK;
    }
    for (uint8_t k = 0; k < view->site->allele_count; k++) {
        if (!str_eq(view->site->alleles[k], alt)) continue;
        *state = k;
        return OK;
    }
    const genome_site *site = view->site;
    if (has_multi_base(site->alleles, 0, site->allele_count, view->ref_code) &&
        !has_multi_base(r->alts, 0, r->alt_count, UINT8_MAX)) {
        draft->notes |= NOTE_UNMARKED;
    }
    return column_other(draft, alt, state, e);
}

static status observe_compatible(observed_record *seen, const site_view *view, column_draft *draft,
                                 tell_table *t, column_statement *out, bool *relevant, err *e)
{
    const genome_record *r = seen->record;
    *relevant = r->pos0 == view->start0;
    if (!*relevant) return OK;
    out->covered = column_full(view);
    if (!str_eq(r->ref, view->ref)) {
        draft->notes |= NOTE_REF_MISMATCH;
        for (size_t i = 0; i <= seen->alt_count; i++) t->state[i] = CELL_MISSING;
        t->why = WHY_REF_MISMATCH;
        return OK;
    }
    TRY(column_reference(draft, &t->state[0], e));
    for (size_t i = 1; i <= seen->alt_count; i++) {
        TRY(compatible_alt(r, i, view, draft, &t->state[i], e));
    }
    return OK;
}

status observe_site(observed_record *seen, const site_index *index, const site_view *view,
                    const observe_options *options, column_draft *draft, column_statement *out,
                    bool *relevant, err *e)
{
    tell_table table;
    tell_table_init(&table);
    out->tested = (allele_set){0};
    out->covered = 0;
    if (options->compatible) {
        TRY(observe_compatible(seen, view, draft, &table, out, relevant, e));
    } else {
        TRY(observe_default(seen, index, view, options, draft, &table, out, relevant, e));
    }
    if (!*relevant) return OK;
    tell_context context = {.record = seen->record,
                            .view = view,
                            .table = &table,
                            .compatible = options->compatible,
                            .min_gq = options->min_gq,
                            .min_dp = options->min_dp,
                            .use_ps = options->use_ps,
                            .use_ad = options->use_ad,
                            .use_zero = options->use_zero,
                            .is_block = seen->is_block,
                            .sample_count = options->sample_count,
                            .alt_count = seen->alt_count};
    return tell_samples(&context, draft, out, e);
}
