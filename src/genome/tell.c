/*
 * The common case does nothing for a sample that is not an exception. Fields (GQ, DP, PS, AD) are
 * read only for the samples that need them: thresholds need all, phase sets and depths only those
 * with two different alleles.
 */
#include "genome/tell.h"

#include <string.h>

void tell_table_init(tell_table *table)
{
    memset(table->state, STATE_NONE, sizeof table->state);
    table->state[GT_MISSING] = CELL_MISSING;
    table->state[GT_ABSENT] = CELL_ABSENT;
    table->doubted = CELL_MISSING;
    table->why = WHY_NONE;
}

static genome_cell missing_cell(cell_why why, uint8_t flags)
{
    return (genome_cell){CELL_MISSING, CELL_MISSING, flags & CELL_TRUNCATED, (uint8_t)why, 0};
}

static uint8_t cell_flags(uint32_t gt)
{
    uint8_t flags = (gt & GT_PHASED) != 0 || GT_B(gt) == GT_ABSENT ? CELL_PHASED : 0;
    return (uint8_t)(flags | ((gt & GT_TRUNCATED) != 0 ? CELL_TRUNCATED : 0));
}

static bool is_unknown(uint8_t state)
{
    return state == CELL_MISSING || state == STATE_WEAK;
}

/* ---- default mode ---- */

static genome_cell default_cell(const tell_context *c, uint32_t gt)
{
    const tell_table *t = c->table;
    genome_cell cell = {t->state[GT_A(gt)], t->state[GT_B(gt)], cell_flags(gt), WHY_NONE, 0};
    bool one_copy = c->view->chrom == CHROM_MT || c->view->chrom == CHROM_Y;
    if (one_copy && cell.a == cell.b) {
        cell.b = CELL_ABSENT; /* 1/1 of a diploid caller; 0/1 stays: a mixture is a finding */
        cell.flags |= CELL_PHASED;
    }
    if (is_unknown(cell.a) || is_unknown(cell.b)) {
        cell.why = t->why != WHY_NONE ? t->why : (uint8_t)WHY_NO_CALL;
        if (cell.a == CELL_MISSING && cell.b >= CELL_ABSENT) {
            return missing_cell((cell_why)cell.why, cell.flags);
        }
    }
    bool ordered = (cell.flags & CELL_PHASED) != 0 || cell.b >= CELL_ABSENT;
    if (!ordered && cell.a > cell.b) {
        uint8_t swap = cell.a;
        cell.a = cell.b;
        cell.b = swap;
    }
    return cell;
}

/* ---- compatible mode: rules 3, 4 and 6 ---- */

static genome_cell one_copy_cell(const tell_context *c, uint8_t a, uint8_t b, uint8_t flags)
{
    bool both = a != GT_MISSING && b < GT_ABSENT;
    if (c->view->chrom == CHROM_X && b != GT_ABSENT) { /* two places: kept as they are written */
        uint8_t why = both ? WHY_NONE : WHY_NO_CALL;
        return (genome_cell){c->table->state[a], c->table->state[b], flags, why, 0};
    }
    uint8_t first = a != GT_MISSING ? a : b;
    return (genome_cell){c->table->state[first], CELL_ABSENT, flags | CELL_PHASED, WHY_NONE, 0};
}

static genome_cell two_copy_cell(const tell_context *c, uint8_t a, uint8_t b, uint8_t flags)
{
    if (b == GT_ABSENT) b = GT_MISSING; /* "1" on an autosome is a partial genotype */
    bool both = a != GT_MISSING && b != GT_MISSING;
    uint8_t called = a != GT_MISSING ? a : b;
    if (!both && called == 0) return missing_cell(WHY_NO_CALL, flags);
    uint8_t why = both ? WHY_NONE : WHY_NO_CALL;
    return (genome_cell){c->table->state[a], c->table->state[b], flags, why, 0};
}

static genome_cell compatible_cell(const tell_context *c, uint32_t gt)
{
    uint8_t a = GT_A(gt);
    uint8_t b = GT_B(gt);
    uint8_t flags = cell_flags(gt);
    if (a == GT_MISSING && b >= GT_ABSENT) return missing_cell(WHY_NO_CALL, flags);
    if (c->table->why != WHY_NONE) return missing_cell((cell_why)c->table->why, flags);
    bool sex = c->view->chrom >= CHROM_X;
    genome_cell cell = sex ? one_copy_cell(c, a, b, flags) : two_copy_cell(c, a, b, flags);
    if (cell.a == STATE_SYMBOLIC || cell.b == STATE_SYMBOLIC) {
        return missing_cell(WHY_SYMBOLIC, flags);
    }
    return cell;
}

static genome_cell cell_of(const tell_context *c, uint32_t gt)
{
    return c->compatible ? compatible_cell(c, gt) : default_cell(c, gt);
}

/* ---- FORMAT values ---- */

static bool is_mixed(uint32_t gt)
{
    return GT_A(gt) != GT_B(gt) && GT_A(gt) < GT_ABSENT && GT_B(gt) < GT_ABSENT;
}

static bool is_reference_call(uint32_t gt)
{
    return GT_A(gt) == 0 && (GT_B(gt) == 0 || GT_B(gt) == GT_ABSENT);
}

static bool needs_fields(const tell_context *c, uint32_t gt)
{
    if (c->min_gq > 0 || c->min_dp > 0) return true;
    if (c->use_zero && is_reference_call(gt)) return true;
    if (!is_mixed(gt)) return false;
    return c->use_ad || (c->use_ps && (gt & GT_PHASED) != 0);
}

/* Rule 7: two alleles called, reads of only one of them seen. */
static bool depths_contradict(const genome_fields *f, uint32_t gt)
{
    if (!is_mixed(gt) || f->ad_count == 0) return false;
    size_t with_depth = 0;
    for (uint32_t i = 0; i < f->ad_count && i <= SITE_ALLELES_MAX; i++) with_depth += f->ad[i] > 0;
    return with_depth == 1;
}

/* Some callers write 0/0 where they saw no read at all; that is not tested, never normal. */
static cell_why emptiness(const tell_context *c, const genome_fields *f, uint32_t gt)
{
    int32_t depth = f->has_min_dp ? f->min_dp : f->dp;
    bool has_depth = f->has_min_dp || f->has_dp;
    if (!c->use_zero || !is_reference_call(gt)) return WHY_NONE;
    if (has_depth && depth <= 0) return WHY_LOW_DP;
    return c->is_block && f->has_gq && f->gq <= 0 ? WHY_LOW_GQ : WHY_NONE;
}

static cell_why quality_reason(const tell_context *c, const genome_fields *f, uint32_t gt)
{
    int32_t depth = f->has_min_dp ? f->min_dp : f->dp;
    bool has_depth = f->has_min_dp || f->has_dp;
    if (c->min_gq > 0 && !(f->has_gq && f->gq >= c->min_gq)) return WHY_LOW_GQ;
    if (c->min_dp > 0 && !(has_depth && depth >= c->min_dp)) return WHY_LOW_DP;
    return emptiness(c, f, gt);
}

/* A record that does not speak about the strand is not made to by a low quality. */
static bool speaks(genome_cell cell)
{
    return cell.a != STATE_NONE || (cell.b != STATE_NONE && cell.b != CELL_ABSENT);
}

static uint8_t doubted(const tell_context *c, uint8_t state)
{
    if (state == STATE_NONE || state == CELL_ABSENT) return state;
    return state == c->table->state[0] ? c->table->doubted : (uint8_t)CELL_MISSING;
}

static status checked_cell(const tell_context *c, uint32_t sample, uint32_t gt, genome_cell *cell,
                           err *e)
{
    *cell = cell_of(c, gt);
    if (!needs_fields(c, gt) || !speaks(*cell)) return OK;
    genome_fields f;
    TRY(genome_record_fields(c->record, sample, &f, e));
    cell_why why = c->compatible ? WHY_NONE : quality_reason(c, &f, gt);
    if (why != WHY_NONE && cell->why == WHY_NONE) {
        cell->a = doubted(c, cell->a);
        cell->b = doubted(c, cell->b);
        cell->why = (uint8_t)why;
    }
    if (c->use_ad && depths_contradict(&f, gt))
        *cell = missing_cell(WHY_CONTRADICTION, cell->flags);
    bool phased = (cell->flags & CELL_PHASED) != 0 && cell->a != cell->b;
    if (c->use_ps && phased && f.has_ps && cell->b != CELL_ABSENT) cell->ps = f.ps;
    return OK;
}

/* ---- columns ---- */

static bool cell_is_plain(genome_cell c)
{
    bool a = c.a < STATE_NONE || c.a == CELL_MISSING;
    bool b = c.b < STATE_NONE || c.b >= CELL_ABSENT;
    return a && b;
}

static status push(column_statement *out, uint32_t sample, genome_cell cell, err *e)
{
    if (cell_key(cell) == cell_key(out->cells.base)) return OK;
    out->plain = out->plain && cell_is_plain(cell);
    return cell_list_push(&out->cells, sample, cell, e);
}

static status tell_sparse(const tell_context *c, column_statement *out, err *e)
{
    const genome_record *r = c->record;
    out->cells.base = cell_of(c, r->base);
    out->plain = cell_is_plain(out->cells.base);
    for (size_t i = 0; i < r->exception_count; i++) {
        genome_cell cell;
        TRY(checked_cell(c, r->exceptions[i].sample, r->exceptions[i].gt, &cell, e));
        TRY(push(out, r->exceptions[i].sample, cell, e));
    }
    return OK;
}

static status tell_dense(const tell_context *c, column_statement *out, err *e)
{
    const genome_record *r = c->record;
    size_t next = 0;
    for (uint32_t s = 0; s < c->sample_count; s++) {
        bool own = next < r->exception_count && r->exceptions[next].sample == s;
        uint32_t gt = own ? r->exceptions[next++].gt : r->base;
        genome_cell cell;
        TRY(checked_cell(c, s, gt, &cell, e));
        if (s == 0) {
            out->cells.base = cell;
            out->plain = cell_is_plain(cell);
        }
        TRY(push(out, s, cell, e));
    }
    return OK;
}

static bool any_truncated(const genome_record *r)
{
    if ((r->base & GT_TRUNCATED) != 0) return true;
    for (size_t i = 0; i < r->exception_count; i++) {
        if ((r->exceptions[i].gt & GT_TRUNCATED) != 0) return true;
    }
    return false;
}

status tell_samples(const tell_context *c, column_draft *draft, column_statement *out, err *e)
{
    out->cells.count = 0;
    if (!c->record->has_gt) {
        out->cells.base = missing_cell(WHY_NO_CALL, 0);
        out->plain = true;
        return OK;
    }
    if (any_truncated(c->record)) draft->notes |= NOTE_TRUNCATED;
    if (needs_fields(c, c->record->base)) return tell_dense(c, out, e);
    return tell_sparse(c, out, e);
}
