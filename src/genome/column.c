/*
 * Joining of statements. A 0 of a record means "none of this record's alternatives", so it gives
 * way to another record's alternative unless the first record had looked for that same one.
 * Unphased genotypes are joined in whichever order fits; when both orders fit and differ, or none
 * does, the genotype is not callable (WHY_CONTRADICTION).
 */
#include "genome/column.h"

#include <string.h>

static bool cell_eq(genome_cell x, genome_cell y)
{
    return cell_key(x) == cell_key(y);
}

status cell_list_push(cell_list *list, uint32_t sample, genome_cell cell, err *e)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : list->room * 2;
        cell_exception *items = base_realloc(list->items, room, sizeof *items);
        TRY_MEM(e, items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = (cell_exception){sample, cell};
    return OK;
}

void cell_list_release(cell_list *list)
{
    base_free(list->items);
    *list = (cell_list){0};
}

void allele_set_add(allele_set *set, uint8_t code)
{
    if (code < SITE_ALLELES_MAX) {
        set->documented |= UINT64_C(1) << code;
    } else if (code >= CELL_OTHER_FIRST && code <= CELL_OTHER_LAST) {
        unsigned k = code - (unsigned)CELL_OTHER_FIRST;
        set->others[k / 64] |= UINT64_C(1) << (k % 64);
    }
}

static bool allele_set_has(const allele_set *set, uint8_t code)
{
    if (code < SITE_ALLELES_MAX) return (set->documented >> code & 1) != 0;
    if (code < CELL_OTHER_FIRST || code > CELL_OTHER_LAST) return false;
    unsigned k = code - (unsigned)CELL_OTHER_FIRST;
    return (set->others[k / 64] >> (k % 64) & 1) != 0;
}

uint64_t column_full(const site_view *view)
{
    return (UINT64_C(1) << (view->end0 - view->start0)) - 1;
}

status column_begin(column_draft *draft, const site_view *view, err *e)
{
    if (draft->others == NULL) {
        draft->others = base_calloc(COLUMN_OTHERS_MAX, sizeof *draft->others);
        TRY_MEM(e, draft->others);
    }
    arena_reset(&draft->texts);
    draft->view = view;
    draft->empty = true;
    draft->plain = true;
    draft->cells.count = 0;
    draft->tested = (allele_set){0};
    draft->covered = 0;
    draft->notes = 0;
    draft->own_records = 0;
    draft->other_count = 0;
    return OK;
}

void column_release(column_draft *draft)
{
    cell_list_release(&draft->cells);
    arena_release(&draft->texts);
    base_free(draft->others);
    *draft = (column_draft){0};
}

status column_other(column_draft *draft, str text, uint8_t *code, err *e)
{
    for (size_t k = 0; k < draft->other_count; k++) {
        if (str_eq(draft->others[k], text)) {
            *code = (uint8_t)(CELL_OTHER_FIRST + k);
            return OK;
        }
    }
    if (draft->other_count == COLUMN_OTHERS_MAX) {
        *code = STATE_SYMBOLIC;
        return OK;
    }
    str copy = str_copy(&draft->texts, text);
    TRY_MEM(e, copy.p);
    *code = (uint8_t)(CELL_OTHER_FIRST + draft->other_count);
    draft->others[draft->other_count++] = copy;
    return OK;
}

status column_reference(column_draft *draft, uint8_t *code, err *e)
{
    if (draft->view->ref_code != SITE_CODE_NONE) {
        *code = draft->view->ref_code;
        return OK;
    }
    return column_other(draft, draft->view->ref, code, e);
}

/* ---- one strand ---- */

static bool is_allele(uint8_t state)
{
    return state < SITE_ALLELES_MAX || (state >= CELL_OTHER_FIRST && state <= CELL_OTHER_LAST);
}

static bool is_reference(const column_draft *draft, uint8_t state)
{
    if (draft->view->ref_code != SITE_CODE_NONE) return state == draft->view->ref_code;
    if (state < CELL_OTHER_FIRST || state > CELL_OTHER_LAST) return false;
    return str_eq(draft->others[state - CELL_OTHER_FIRST], draft->view->ref);
}

static str allele_text(const column_draft *draft, uint8_t state)
{
    if (state < SITE_ALLELES_MAX) return draft->view->site->alleles[state];
    return draft->others[state - CELL_OTHER_FIRST];
}

/* Two substitutions of different bases of one multi-base site make one allele together. */
static uint8_t join_bases(column_draft *draft, uint8_t x, uint8_t y)
{
    str ref = draft->view->ref;
    str p = allele_text(draft, x);
    str q = allele_text(draft, y);
    char both[64];
    if (ref.n < 2 || p.n != ref.n || q.n != ref.n) return STATE_CLASH;
    for (size_t i = 0; i < ref.n; i++) {
        if (p.p[i] != ref.p[i] && q.p[i] != ref.p[i]) return STATE_CLASH;
        both[i] = p.p[i] != ref.p[i] ? p.p[i] : q.p[i];
    }
    str joined = {both, ref.n};
    for (uint8_t k = 0; k < draft->view->site->allele_count; k++) {
        if (str_eq(draft->view->site->alleles[k], joined)) return k;
    }
    uint8_t code = STATE_SYMBOLIC;
    return column_other(draft, joined, &code, NULL) == OK ? code : (uint8_t)STATE_SYMBOLIC;
}

static uint8_t join_gone(const column_draft *draft, uint8_t x, uint8_t y)
{
    /* x is SPAN, GONE or STAR. A base that is deleted cannot carry an allele of its own, but '*'
     * may stand for a deletion that is this site's own allele. */
    bool own = x == STATE_STAR && is_allele(y) && allele_text(draft, y).n < draft->view->ref.n;
    if (own) return y;
    if (is_allele(y)) return STATE_CLASH;
    if (x == STATE_GONE || y == STATE_GONE) return STATE_GONE;
    if (x == STATE_SPAN || y == STATE_SPAN) return STATE_SPAN;
    return STATE_STAR;
}

static bool is_gone(uint8_t state)
{
    return state == STATE_SPAN || state == STATE_GONE || state == STATE_STAR;
}

static uint8_t join_reference(const allele_set *tested, uint8_t y)
{
    if (y == CELL_MISSING || y == STATE_SYMBOLIC || is_gone(y)) return y;
    return allele_set_has(tested, y) ? (uint8_t)STATE_CLASH : y;
}

/* Two records that both say something of their own about the strand. */
static uint8_t join_told(column_draft *draft, const allele_set *tested, uint8_t x, uint8_t y)
{
    if (is_reference(draft, x)) return join_reference(&draft->tested, y);
    if (is_reference(draft, y)) return join_reference(tested, x);
    if (x == CELL_MISSING || x == STATE_SYMBOLIC) return y;
    if (y == CELL_MISSING || y == STATE_SYMBOLIC) return x;
    if (is_gone(x)) return join_gone(draft, x, y);
    if (is_gone(y)) return join_gone(draft, y, x);
    return join_bases(draft, x, y);
}

static uint8_t join_states(column_draft *draft, const allele_set *tested, uint8_t x, uint8_t y)
{
    if (x == y) return x;
    if (x == STATE_NONE) return y;
    if (y == STATE_NONE) return x;
    if (x == CELL_ABSENT || y == CELL_ABSENT) return STATE_CLASH;
    if (x == STATE_WEAK) return y;
    if (y == STATE_WEAK) return x;
    return join_told(draft, tested, x, y);
}

/* ---- two strands ---- */

static bool join_pair(column_draft *draft, const allele_set *tested, genome_cell p, genome_cell q,
                      genome_cell *out)
{
    out->a = join_states(draft, tested, p.a, q.a);
    out->b = join_states(draft, tested, p.b, q.b);
    return out->a != STATE_CLASH && out->b != STATE_CLASH;
}

static bool same_unordered(genome_cell x, genome_cell y)
{
    return (x.a == y.a && x.b == y.b) || (x.a == y.b && x.b == y.a);
}

static int stars(genome_cell c)
{
    return (c.a == STATE_STAR) + (c.b == STATE_STAR);
}

static void join_phase(genome_cell p, genome_cell q, genome_cell *out)
{
    bool p_even = p.a == p.b;
    bool q_even = q.a == q.b;
    uint8_t flags;
    if (p_even != q_even) {
        flags = p_even ? q.flags : p.flags;
        out->ps = p_even ? q.ps : p.ps;
    } else if (p_even) {
        flags = p.flags & q.flags;
        out->ps = 0;
    } else {
        bool by_p = (p.flags & CELL_PHASED) != 0;
        flags = by_p ? p.flags : q.flags;
        out->ps = by_p ? p.ps : q.ps;
    }
    out->flags = (uint8_t)(flags | ((p.flags | q.flags) & CELL_TRUNCATED));
}

/* The other order of two unphased genotypes; the one whose order means nothing is turned. */
static bool join_crossed(column_draft *draft, const allele_set *tested, genome_cell p,
                         genome_cell q, genome_cell *out)
{
    bool turn_q = (p.flags & CELL_PHASED) != 0;
    if (turn_q) {
        q = (genome_cell){q.b, q.a, q.flags, q.why, q.ps};
    } else {
        p = (genome_cell){p.b, p.a, p.flags, p.why, p.ps};
    }
    return join_pair(draft, tested, p, q, out);
}

static bool may_cross(genome_cell p, genome_cell q)
{
    bool haploid = p.b == CELL_ABSENT || q.b == CELL_ABSENT;
    bool both_phased = (p.flags & q.flags & CELL_PHASED) != 0 && p.ps == q.ps;
    bool even = p.a == p.b || q.a == q.b;
    return !haploid && !both_phased && !even;
}

genome_cell column_join_cells(column_draft *draft, const allele_set *tested, genome_cell p,
                              genome_cell q)
{
    genome_cell straight = {.why = p.why != WHY_NONE ? p.why : q.why};
    join_phase(p, q, &straight);
    genome_cell crossed = straight;
    bool fits = join_pair(draft, tested, p, q, &straight);
    bool fits_crossed = may_cross(p, q) && join_crossed(draft, tested, p, q, &crossed);
    if (fits && fits_crossed && !same_unordered(straight, crossed)) {
        /* the order that explains a '*' is the likelier story; otherwise neither is told */
        int more = stars(straight) - stars(crossed);
        fits = more < 0;
        fits_crossed = more > 0;
    }
    if (fits) return straight;
    if (fits_crossed) return crossed;
    return (genome_cell){CELL_MISSING, CELL_MISSING, 0, WHY_CONTRADICTION, 0};
}

/* ---- whole columns ---- */

static bool is_empty_cell(genome_cell c)
{
    return c.a == CELL_MISSING && (c.b == CELL_MISSING || c.b == CELL_ABSENT);
}

static genome_cell join_one(column_draft *draft, const column_statement *said, bool first_wins,
                            genome_cell p, genome_cell q)
{
    if (!first_wins) return column_join_cells(draft, &said->tested, p, q);
    return is_empty_cell(p) && !is_empty_cell(q) ? q : p;
}

status column_join(column_draft *draft, column_statement *said, bool first_wins, cell_list *spare,
                   err *e)
{
    if (draft->empty) {
        cell_list swap = draft->cells;
        draft->cells = said->cells;
        said->cells = swap;
        draft->empty = false;
        draft->plain = said->plain;
    } else {
        const cell_list *x = &draft->cells;
        const cell_list *y = &said->cells;
        spare->count = 0;
        spare->base = join_one(draft, said, first_wins, x->base, y->base);
        for (size_t i = 0, j = 0; i < x->count || j < y->count;) {
            uint32_t s = i < x->count ? x->items[i].sample : UINT32_MAX;
            if (j < y->count && y->items[j].sample < s) s = y->items[j].sample;
            genome_cell p = i < x->count && x->items[i].sample == s ? x->items[i++].cell : x->base;
            genome_cell q = j < y->count && y->items[j].sample == s ? y->items[j++].cell : y->base;
            genome_cell both = join_one(draft, said, first_wins, p, q);
            if (!cell_eq(both, spare->base)) TRY(cell_list_push(spare, s, both, e));
        }
        cell_list swap = draft->cells;
        draft->cells = *spare;
        *spare = swap;
        draft->plain = first_wins && draft->plain && said->plain;
    }
    draft->tested.documented |= said->tested.documented;
    for (int i = 0; i < 2; i++) draft->tested.others[i] |= said->tested.others[i];
    draft->covered |= said->covered;
    return OK;
}

/* ---- final cells ---- */

typedef struct finish {
    const column_draft *draft;
    uint8_t reference; /* code */
    uint8_t gone;      /* code of "*" */
    bool covered;
    bool absent_is_reference;
    bool joint_bases; /* several bases are substituted together: all must be known */
} finish;

/* Why a state cannot be an allele in the end; WHY_NONE when it can. */
static cell_why reason_of(const finish *f, uint8_t state, uint8_t why)
{
    bool other = state >= CELL_OTHER_FIRST && state <= CELL_OTHER_LAST;
    bool whole = f->covered || !(is_reference(f->draft, state) || (f->joint_bases && other));
    switch (state) {
    case STATE_NONE: return WHY_NO_RECORD;
    case STATE_STAR:
    case STATE_SYMBOLIC:
    case STATE_GONE: return WHY_SYMBOLIC; /* GONE: no code was left for it */
    case STATE_WEAK:
    case CELL_MISSING: return why != WHY_NONE ? (cell_why)why : WHY_NO_CALL;
    default: return whole ? WHY_NONE : WHY_NO_RECORD;
    }
}

static uint8_t finish_state(const finish *f, uint8_t state, uint8_t *why)
{
    if (state == STATE_SPAN) return f->reference;
    if (state == STATE_NONE && f->absent_is_reference) return f->reference;
    if (state == STATE_GONE && f->gone <= CELL_OTHER_LAST) return f->gone;
    *why = (uint8_t)reason_of(f, state, *why);
    return *why == WHY_NONE ? state : (uint8_t)CELL_MISSING;
}

/* Equal genotypes are equal bytes: order, flags and phase set say nothing where they cannot. */
static genome_cell canonical(genome_cell c)
{
    bool phased = (c.flags & CELL_PHASED) != 0;
    bool whole = c.a != CELL_MISSING && c.b < CELL_ABSENT;
    if (!phased || c.a == c.b || c.b == CELL_ABSENT) c.ps = 0;
    if (!phased && whole && c.a > c.b) {
        uint8_t swap = c.a;
        c.a = c.b;
        c.b = swap;
    }
    if (c.a == CELL_MISSING && c.b == CELL_MISSING) c.flags &= CELL_TRUNCATED;
    return c;
}

static genome_cell finish_cell(const finish *f, genome_cell c)
{
    uint8_t why_a = c.why;
    uint8_t why_b = c.why;
    c.a = finish_state(f, c.a, &why_a);
    if (c.b != CELL_ABSENT) c.b = finish_state(f, c.b, &why_b);
    if (c.a != CELL_MISSING) why_a = WHY_NONE;
    if (c.b != CELL_MISSING) why_b = WHY_NONE;
    bool b_says_more = why_a == WHY_NONE || (why_a == WHY_NO_RECORD && why_b != WHY_NONE);
    c.why = b_says_more ? why_b : why_a;
    return canonical(c);
}

static bool has_gone(const cell_list *cells)
{
    if (cells->base.a == STATE_GONE || cells->base.b == STATE_GONE) return true;
    for (size_t i = 0; i < cells->count; i++) {
        genome_cell c = cells->items[i].cell;
        if (c.a == STATE_GONE || c.b == STATE_GONE) return true;
    }
    return false;
}

status column_finish(column_draft *draft, bool absent_is_reference, cell_list *spare, err *e)
{
    bool covered = absent_is_reference || draft->covered == column_full(draft->view);
    if (draft->plain && covered) return OK;
    finish f = {.draft = draft, .covered = covered, .gone = STATE_SYMBOLIC};
    f.absent_is_reference = absent_is_reference;
    f.joint_bases = draft->view->sub_to0 - draft->view->sub_from0 > 1;
    TRY(column_reference(draft, &f.reference, e));
    if (has_gone(&draft->cells)) TRY(column_other(draft, STR("*"), &f.gone, e));
    spare->count = 0;
    spare->base = finish_cell(&f, draft->cells.base);
    for (size_t i = 0; i < draft->cells.count; i++) {
        genome_cell c = finish_cell(&f, draft->cells.items[i].cell);
        if (cell_eq(c, spare->base)) continue;
        TRY(cell_list_push(spare, draft->cells.items[i].sample, c, e));
    }
    cell_list swap = draft->cells;
    draft->cells = *spare;
    *spare = swap;
    return OK;
}
