/*
 * Columns, lists and numbers of a table's cells.
 */
#include "kb/cells.h"

#include <math.h>

status kb_columns(const kb *k, const char *table, const char *const *names, size_t count,
                  const kb_table **t, uint32_t *at, err *e)
{
    *t = kb_table_find(k, table);
    if (*t == NULL) FAIL(e, E_NOTFOUND, "knowledge base has no table '%s'", table);
    for (size_t i = 0; i < count; i++) TRY(kb_column(*t, names[i], &at[i], e));
    return OK;
}

status kb_parts(arena *a, str cell, const str **parts, size_t *count, err *e)
{
    *parts = NULL;
    *count = 0;
    if (cell.n == 0) return OK;
    size_t most = 1, n = 0;
    for (size_t i = 0; i < cell.n; i++) most += cell.p[i] == ';';
    str *list = ARENA_ARRAY(a, str, most);
    TRY_MEM(e, list);
    str part;
    while (str_next(&cell, ';', &part)) {
        part = str_trim(part);
        if (part.n > 0) list[n++] = part;
    }
    *parts = list;
    *count = n;
    return OK;
}

status kb_number(const kb_table *t, uint32_t row, uint32_t column, double *value, err *e)
{
    str text = kb_cell(t, row, column);
    *value = NAN;
    if (text.n == 0 || str_to_double(text, value)) return OK;
    FAIL(e, E_SYNTAX, "table '%.*s' row %u: '%.*s' is not a number", STR_ARG(t->name), row + 1,
         STR_ARG(text));
}
