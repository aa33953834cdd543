/*
 * Fuzz target: any bytes as an outside-call file. Whatever stands in it, every finding names a
 * known gene once, and every candidate's result is among the finding's possible results.
 */
#include "fuzz_common.h"

#include "pgx/outside.h"

static bool is_among(str text, const str *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i], text)) return true;
    }
    return text.n == 0;
}

static const pgx_model *open_model(void)
{
    static kb *knowledge;
    static arena memory;
    static pgx_model model;
    if (knowledge == NULL) {
        MUST(kb_open(NULL, &knowledge, NULL) == OK);
        MUST(pgx_model_build(knowledge, &memory, &model, NULL) == OK);
    }
    return &model;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const pgx_model *m = open_model();
    arena a;
    arena_init(&a, (size_t)64 << 20);
    const finding *list;
    const str *remarks;
    size_t count, remark_count;
    err e = {0};
    str text = {(const char *)data, size};
    if (pgx_outside_read(m, "fuzz", text, &a, &list, &count, &remarks, &remark_count, &e) == OK) {
        for (size_t i = 0; i < count; i++) {
            MUST(kb_gene_find(m->knowledge, list[i].gene) != NULL);
            MUST(i == 0 || str_cmp(list[i - 1].gene, list[i].gene) < 0);
            for (size_t c = 0; c < list[i].candidate_count; c++) {
                const finding_candidate *one = &list[i].candidates[c];
                MUST(one->diplotype.n > 0);
                if (list[i].phenotype_count >= 64) continue; /* the list is cut there */
                MUST(is_among(one->phenotype, list[i].phenotypes, list[i].phenotype_count));
            }
        }
    } else {
        MUST(e.text[0] != '\0');
    }
    arena_release(&a);
    return 0;
}
