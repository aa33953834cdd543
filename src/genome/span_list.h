/*
 * A growing list of stretches of a file, and how overlapping or neighbouring ones are put together.
 */
#ifndef PRECIS_GENOME_SPAN_LIST_H
#define PRECIS_GENOME_SPAN_LIST_H

#include "genome/source_parts.h"

enum { SPAN_NEAR = 1 << 15 }; /**< packed bytes that are cheaper to read than to jump over */

typedef struct span_list {
    plan_span *items;
    size_t count, room;
} span_list;

CHECKED status span_list_add(span_list *list, plan_span span, err *e);
/** Sorts by place and makes the spans disjoint; every place that was in one still is, and a
 *  stretch ends no earlier by its stop. Neighbours in one block or nearly so become one. */
void span_list_tidy(span_list *list);
void span_list_release(span_list *list);

#endif
