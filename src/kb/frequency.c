/*
 * kb/frequencies.tsv and kb/frequency_groups.tsv as typed rows.
 */
#include "kb/frequency.h"

#include "kb/cells.h"

enum { GENE, KEYS, DIPLOTYPE, GROUP, PEOPLE, TOTAL, SOURCE, COLUMNS };

static status read_groups(const kb *k, arena *a, kb_frequency_list *out, err *e)
{
    static const char *const names[] = {"group", "label_key", "stated"};
    const kb_table *t;
    uint32_t at[3];
    TRY(kb_columns(k, "frequency_groups", names, 3, &t, at, e));
    if (t->rows > KB_FREQUENCY_GROUPS_MAX) {
        FAIL(e, E_LIMIT, "table 'frequency_groups': over %d rows", KB_FREQUENCY_GROUPS_MAX);
    }
    kb_frequency_group *items = ARENA_ARRAY(a, kb_frequency_group, t->rows + 1);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        items[i] =
            (kb_frequency_group){.code = kb_cell(t, i, at[0]), .label_key = kb_cell(t, i, at[1])};
        TRY(kb_parts(a, kb_cell(t, i, at[2]), &items[i].stated, &items[i].stated_count, e));
    }
    out->groups = items;
    out->group_count = t->rows;
    return OK;
}

static status read_row(const kb_table *t, uint32_t row, const uint32_t *at, arena *a,
                       const kb_frequency_list *list, kb_frequency *f, err *e)
{
    str group = kb_cell(t, row, at[GROUP]), people = kb_cell(t, row, at[PEOPLE]);
    str total = kb_cell(t, row, at[TOTAL]);
    *f = (kb_frequency){.gene = kb_cell(t, row, at[GENE]),
                        .result = kb_cell(t, row, at[KEYS]),
                        .diplotype = kb_cell(t, row, at[DIPLOTYPE]),
                        .source = kb_cell(t, row, at[SOURCE])};
    while (f->group < list->group_count && !str_eq(list->groups[f->group].code, group)) f->group++;
    if (f->group == list->group_count) {
        FAIL(e, E_NOTFOUND,
             "table 'frequencies' row %u: group '%.*s' is in no row of "
             "frequency_groups",
             row + 1, STR_ARG(group));
    }
    if (!str_to_u32(people, &f->count) || !str_to_u32(total, &f->total) || f->count > f->total) {
        FAIL(e, E_SYNTAX, "table 'frequencies' row %u: people '%.*s' of total '%.*s'", row + 1,
             STR_ARG(people), STR_ARG(total));
    }
    return kb_parts(a, f->result, &f->keys, &f->key_count, e);
}

status kb_frequencies_open(const kb *k, arena *a, kb_frequency_list *out, err *e)
{
    static const char *const names[COLUMNS] = {"gene",   "lookup_keys", "diplotype", "group",
                                               "people", "total",       "source"};
    const kb_table *t;
    uint32_t at[COLUMNS];
    *out = (kb_frequency_list){NULL, 0, NULL, 0};
    if (kb_table_find(k, "frequencies") == NULL) return OK;
    TRY(read_groups(k, a, out, e));
    TRY(kb_columns(k, "frequencies", names, COLUMNS, &t, at, e));
    kb_frequency *items = ARENA_ARRAY(a, kb_frequency, t->rows + 1);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) TRY(read_row(t, i, at, a, out, &items[i], e));
    out->items = items;
    out->count = t->rows;
    return OK;
}
