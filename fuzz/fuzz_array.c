/*
 * Array text of any kind against the small panel: read without a fault, and every cell is one that
 * the site can have.
 */
#include "fuzz_common.h"

#include <stdlib.h>

#include "../tests/unit/genome/small_panel.c"
#include "genome/array_text.h"

static void check_code(const site_view *v, const genome_column *c, uint8_t code)
{
    if (code >= CELL_ABSENT || code < v->site->allele_count) return;
    if (code < CELL_OTHER_FIRST || code - CELL_OTHER_FIRST >= (int)c->other_count) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    AUTO(arena_release) arena a;
    arena_init(&a, 0);
    err e = {0};
    str text = {(const char *)data + 1, size - 1};
    genome_build asked = (genome_build)(data[0] % 3 - 1);
    array_text *t = NULL;
    (void)array_text_looks_like(text);
    if (array_text_parse("fuzz.txt", text, &panel, asked, &a, &t, &e) != OK) return 0;
    site_index index;
    if (site_index_make(&index, &panel, array_text_build(t), true, &a, &e) != OK) abort();
    for (size_t i = 0; i < index.count; i++) {
        genome_column c = {0};
        const site_view *v = &index.views[i];
        if (!array_text_column(t, v, &c)) continue;
        check_code(v, &c, c.base.a);
        check_code(v, &c, c.base.b);
        bool missing = c.base.a == CELL_MISSING || c.base.b == CELL_MISSING;
        if (missing != (c.base.why != WHY_NONE)) abort();
    }
    return 0;
}
