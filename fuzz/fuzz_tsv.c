/*
 * Fuzz target: any bytes as a tab-separated table. No field holds a tab or a line end,
 * the fields of a row lie side by side inside the text, and lines are counted one by one.
 */
#include "fuzz_common.h"

#include "base/tsv.h"

static void check_fields(const str *fields, size_t n, str whole)
{
    for (size_t i = 0; i < n; i++) {
        MUST(fields[i].p >= whole.p && fields[i].p + fields[i].n <= whole.p + whole.n);
        MUST(str_find(fields[i], '\t') == fields[i].n && str_find(fields[i], '\n') == fields[i].n);
        if (i > 0) MUST(fields[i].p == fields[i - 1].p + fields[i - 1].n + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = {(const char *)data, size};
    tsv t;
    err e = {0};
    size_t rows = 0, line = 0;
    if (tsv_open(&t, "fuzz", text, &e) != OK) {
        MUST(e.text[0] != '\0');
        return 0;
    }
    MUST(t.columns >= 1 && t.columns <= TSV_COLUMNS_MAX);
    check_fields(t.header, t.columns, text);
    for (bool more = true; more;) {
        line = t.line;
        if (tsv_next(&t, &more, &e) != OK) {
            MUST(e.text[0] != '\0');
            return 0;
        }
        if (!more) break;
        MUST(t.line == line + 1);
        check_fields(t.field, t.columns, text);
        rows++;
    }
    MUST(rows <= size + 1);
    return 0;
}
