/*
 * Walking through the stretches of a plan. Knows places; knows nothing of how they were found or of
 * what stands there.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "genome/source_parts.h"

/* Replaces the plan by all stretches not read yet, in the order of the file. */
static status read_the_rest(source_context *c, uint64_t place, err *e)
{
    read_plan *plan = &c->plan;
    size_t done = plan->at;
    if (plan->inside) plan->spans[done++].to = place;
    plan_span *rest = base_calloc(done + 1, sizeof *rest);
    TRY_MEM(e, rest);
    uint64_t from = c->data_place;
    size_t n = 0;
    for (size_t i = 0; i < done; i++) {
        const plan_span *read = &plan->spans[i];
        if (read->from > from) rest[n++] = (plan_span){from, read->from, 0, SITE_POS_NONE};
        if (read->to > from) from = read->to;
    }
    rest[n++] = (plan_span){from, UINT64_MAX, 0, SITE_POS_NONE};
    base_free(plan->spans);
    *plan = (read_plan){.spans = rest, .count = n, .active = true};
    return OK;
}

static status enter_span(source_context *c, uint64_t *place, err *e)
{
    read_plan *plan = &c->plan;
    const plan_span *span = &plan->spans[plan->at];
    plan->inside = true;
    plan->last_chrom = 0;
    if (*place == span->from) return OK;
    TRY(block_reader_seek(&c->in, span->from, e));
    c->counted = false;
    *place = span->from;
    return OK;
}

status read_plan_step(source_context *c, bool *over, err *e)
{
    read_plan *plan = &c->plan;
    *over = false;
    if (!plan->active) return OK;
    uint64_t place = block_reader_tell(&c->in);
    if (plan->passed) plan->spans[plan->at - 1].to = place;
    plan->passed = false;
    if (plan->disorder) TRY(read_the_rest(c, place, e));
    while (plan->at < plan->count) {
        if (!plan->inside) TRY(enter_span(c, &place, e));
        if (place < plan->spans[plan->at].to) return OK;
        plan->at++;
        plan->inside = false;
    }
    *over = true;
    return OK;
}

void read_plan_passed(source_context *c, uint8_t chrom, uint32_t pos0)
{
    read_plan *plan = &c->plan;
    if (!plan->active || !plan->inside) return;
    if (plan->by_bisection) {
        if (chrom == plan->last_chrom && pos0 < plan->last_pos0) plan->disorder = true;
        plan->last_chrom = chrom;
        plan->last_pos0 = pos0;
    }
    const plan_span *span = &plan->spans[plan->at];
    if (chrom != span->chrom || pos0 < span->stop0) return;
    plan->at++;
    plan->inside = false;
    plan->passed = true;
}

void read_plan_release(read_plan *plan)
{
    base_free(plan->spans);
    *plan = (read_plan){.count = 0};
}

status source_fail(const source_context *c, status code, const char *where, err *e,
                   const char *format, ...)
{
    char text[ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (c->counted) {
        return err_set(e, code, "%s:%llu: %s%s", c->name, (unsigned long long)c->number, where,
                       text);
    }
    return err_set(e, code, "%s: %s%s", c->name, where, text);
}
