/*
 * Lists of stretches. Knows places and stops; knows neither indexes nor records.
 */
#include "genome/span_list.h"

#include <stdlib.h>

#include "base/memory.h"

status span_list_add(span_list *list, plan_span span, err *e)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : list->room * 2;
        plan_span *items = base_realloc(list->items, room, sizeof *items);
        TRY_MEM(e, items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = span;
    return OK;
}

static int by_place(const void *a, const void *b)
{
    const plan_span *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->chrom != y->chrom) return x->chrom < y->chrom ? -1 : 1;
    return x->stop0 < y->stop0 ? -1 : x->stop0 > y->stop0;
}

/* The later of two stops; of different chromosomes the one of the later stretch. */
static uint32_t later_stop(const plan_span *a, const plan_span *b)
{
    return a->chrom == b->chrom && a->stop0 > b->stop0 ? a->stop0 : b->stop0;
}

void span_list_tidy(span_list *list)
{
    if (list->count == 0) return;
    qsort(list->items, list->count, sizeof *list->items, by_place);
    size_t n = 0;
    for (size_t i = 1; i < list->count; i++) {
        plan_span *last = &list->items[n], next = list->items[i];
        if (next.from < last->to) {
            /* Where they overlap the later one reads; both stops must then be passed. */
            if (next.to < last->to) next.to = last->to;
            next.stop0 = later_stop(last, &next);
            last->to = next.from;
        }
        if ((next.from >> 16) - (last->from >> 16) <= SPAN_NEAR) {
            last->to = next.to > last->to ? next.to : last->to;
            last->stop0 = later_stop(last, &next);
            last->chrom = next.chrom;
        } else {
            list->items[++n] = next;
        }
    }
    list->count = n + 1;
}

void span_list_release(span_list *list)
{
    base_free(list->items);
    *list = (span_list){.items = NULL};
}
