/*
 * Checks of kb/frequencies.tsv: genes exist, the rows of a gene and group count everybody once, and
 * rows of one result stand together, as the suggestions (suggest.c) rely on.
 */
#include "advice/check_advice.h"
#include "kb/frequency.h"

static bool same_result(const kb_frequency *a, const kb_frequency *b)
{
    return str_eq(a->gene, b->gene) && str_eq(a->result, b->result) &&
           str_eq(a->diplotype, b->diplotype);
}

/** True when the same result stands further up, with another one between. */
static bool torn_apart(const kb_frequency_list *list, size_t i)
{
    if (i == 0 || same_result(&list->items[i - 1], &list->items[i])) return false;
    for (size_t k = 0; k < i; k++) {
        if (same_result(&list->items[k], &list->items[i])) return true;
    }
    return false;
}

static status check_row(const kb_frequency_list *list, size_t i, kb_check_report *r, err *e)
{
    const kb_frequency *x = &list->items[i];
    uint64_t sum = 0;
    bool first = true, totals = true;
    for (size_t k = 0; k < list->count; k++) {
        const kb_frequency *y = &list->items[k];
        if (!str_eq(x->gene, y->gene) || x->group != y->group) continue;
        first = first && k >= i;
        totals = totals && x->total == y->total;
        sum += y->count;
    }
    uint32_t row = (uint32_t)i + 1;
    r->facts++;
    if (torn_apart(list, i)) {
        TRY(kb_check_fail(r, e, "frequencies", row, "%.*s %.*s: rows of one result stand apart",
                          STR_ARG(x->gene), STR_ARG(x->result)));
    }
    if (!first || (totals && sum == x->total)) return OK;
    return kb_check_fail(r, e, "frequencies", row, "%.*s: people add up to %ju, not to the total",
                         STR_ARG(x->gene), (uintmax_t)sum);
}

status check_frequencies(const kb *k, kb_check_report *r, err *e)
{
    kb_frequency_list list;
    TRY(kb_frequencies_open(k, r->memory, &list, e));
    for (size_t i = 0; i < list.count; i++) {
        str gene = list.items[i].gene;
        if (kb_gene_find(k, gene) == NULL) {
            TRY(kb_check_fail(r, e, "frequencies", (uint32_t)i + 1, "no gene '%.*s'",
                              STR_ARG(gene)));
        }
        TRY(check_row(&list, i, r, e));
    }
    return OK;
}
