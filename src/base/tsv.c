/*
 * Tab-separated tables. Knows rows and fields; nothing of their meaning.
 */
#include "base/tsv.h"

static bool next_line(tsv *t, str *line)
{
    if (t->rest.n == 0) return false;
    (void)str_next(&t->rest, '\n', line);
    if (line->n > 0 && line->p[line->n - 1] == '\r') line->n--;
    t->line++;
    return true;
}

static status split(tsv *t, str line, str *fields, size_t *count, err *e)
{
    size_t n = 0;
    str part;
    while (str_next(&line, '\t', &part)) {
        if (n == TSV_COLUMNS_MAX) {
            FAIL(e, E_LIMIT, "%s:%zu: more than %d columns", t->name, t->line, TSV_COLUMNS_MAX);
        }
        fields[n++] = part;
    }
    *count = n;
    return OK;
}

status tsv_open(tsv *t, const char *name, str text, err *e)
{
    *t = (tsv){.name = name, .rest = text};
    if (!str_is_utf8(text)) FAIL(e, E_SYNTAX, "%s: not UTF-8 text", name);
    str line;
    do {
        if (!next_line(t, &line)) FAIL(e, E_SYNTAX, "%s: empty, expected a header row", name);
    } while (str_starts(line, STR("#")));
    TRY(split(t, line, t->header, &t->columns, e));
    for (size_t i = 0; i < t->columns; i++) {
        for (size_t j = 0; j < i; j++) {
            if (str_eq(t->header[i], t->header[j])) {
                FAIL(e, E_SYNTAX, "%s:%zu: column '%.*s' is there twice", name, t->line,
                     STR_ARG(t->header[i]));
            }
        }
    }
    return OK;
}

status tsv_next(tsv *t, bool *more, err *e)
{
    str line;
    *more = next_line(t, &line);
    if (!*more) return OK;
    size_t count;
    TRY(split(t, line, t->field, &count, e));
    if (count != t->columns) {
        FAIL(e, E_SYNTAX, "%s:%zu: %zu fields, expected %zu as in the header row", t->name, t->line,
             count, t->columns);
    }
    return OK;
}

size_t tsv_find(const tsv *t, const char *name)
{
    str wanted = str_of(name);
    for (size_t i = 0; i < t->columns; i++) {
        if (str_eq(t->header[i], wanted)) return i;
    }
    return TSV_COLUMNS_MAX;
}

status tsv_column(const tsv *t, const char *name, size_t *index, err *e)
{
    size_t i = tsv_find(t, name);
    if (i == TSV_COLUMNS_MAX) {
        FAIL(e, E_NOTFOUND, "%s: no column '%s' in the header row", t->name, name);
    }
    *index = i;
    return OK;
}
