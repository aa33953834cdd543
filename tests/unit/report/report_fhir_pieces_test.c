/*
 * The pieces of FHIR resources: identifiers are stable and well formed, codes come from the tables
 * and only where one means the same, hostile text stays one harmless text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "fhir_stage.h"

static stage s;

static int open_all(void **state)
{
    (void)state;
    return stage_open(&s);
}

static int close_all(void **state)
{
    (void)state;
    stage_close(&s);
    return 0;
}

static void identifiers_are_stable(void **state)
{
    (void)state;
    fhir f;
    char one[FHIR_UUID_SIZE], again[FHIR_UUID_SIZE], other[FHIR_UUID_SIZE];
    buf_reset(&s.out);
    fhir_open(&f, &s.r, &s.out);
    fhir_uuid(&f, "haplotype", STR("CYP2D6"), STR("*4"), one);
    fhir_uuid(&f, "haplotype", STR("CYP2D6"), STR("*4"), again);
    assert_string_equal(one, again);
    fhir_uuid(&f, "haplotype", STR("CYP2D6*"), STR("4"), other); /* names do not run together */
    assert_string_not_equal(one, other);
    s.findings.sample = STR("S2");
    fhir_uuid(&f, "haplotype", STR("CYP2D6"), STR("*4"), other);
    assert_string_not_equal(one, other);
    s.findings.sample = STR("S1");
    assert_int_equal(strlen(one), FHIR_UUID_SIZE - 1);
    assert_memory_equal(one, "urn:uuid:", 9);
    assert_int_equal(one[23], '8'); /* version */
    assert_non_null(strchr("89ab", one[28]));
    assert_int_equal(strspn(one + 9, "0123456789abcdef-"), 36);
    fhir_close(&f);
}

static void codes_come_from_the_table(void **state)
{
    (void)state;
    fhir f;
    fhir_code code;
    buf_reset(&s.out);
    fhir_open(&f, &s.r, &s.out);
    assert_true(fhir_code_find(&f, "phenotype", STR("Poor Metabolizer"), &code));
    assert_true(str_eq(code.code, STR("LA9657-3")));
    assert_true(fhir_code_find(&f, "action", STR("reduce_dose"), &code));
    assert_true(str_eq(code.code, STR("LA26422-8")));
    assert_false(fhir_code_find(&f, "action", STR("max_dose"), &code)); /* a cap is no decrease */
    assert_false(fhir_code_find(&f, "phenotype", STR("Likely Poor Metabolizer"), &code));
    assert_false(fhir_code_find(&f, "action", STR("Poor Metabolizer"), &code));
    fhir_close(&f);
}

/* Every code of ours in the table exists: a typing error would silently lose the public code. */
static void codes_of_ours_exist(void **state)
{
    (void)state;
    err e;
    uint32_t kind, ours, action, phenotype;
    const kb_table *t = kb_table_find(s.knowledge, "fhir_codes");
    const kb_table *actions = kb_table_find(s.knowledge, "actions");
    const kb_table *phenotypes = kb_table_find(s.knowledge, "phenotypes");
    assert_int_equal(kb_column(t, "kind", &kind, &e), OK);
    assert_int_equal(kb_column(t, "ours", &ours, &e), OK);
    assert_int_equal(kb_column(actions, "code", &action, &e), OK);
    assert_int_equal(kb_column(phenotypes, "phenotype", &phenotype, &e), OK);
    for (uint32_t i = 0; i < t->rows; i++) {
        bool is_phenotype = str_eq(kb_cell(t, i, kind), STR("phenotype"));
        if (str_eq(kb_cell(t, i, kind), STR("build"))) continue;
        const kb_table *in = is_phenotype ? phenotypes : actions;
        bool found = false;
        for (uint32_t j = 0; j < in->rows && !found; j++)
            found = str_eq(kb_cell(in, j, is_phenotype ? phenotype : action), kb_cell(t, i, ours));
        assert_true(found);
    }
}

static void write_genes(fhir *f)
{
    jsonw_object(&f->w);
    fhir_gene(f, "known", STR("CYP2C19"));
    fhir_gene(f, "unknown", STR("NO-SUCH<"));
    fhir_pair_clean(f, "hostile", STR(" a\x01\xff</script>\xE2\x80\xAE "));
    fhir_pair_clean(f, "empty", STR("  "));
    jsonw_object_end(&f->w);
}

static void genes_and_texts(void **state)
{
    (void)state;
    const char *expected = "[{\"known\":{\"coding\":[{\"system\":\"http://www.genenames.org\","
                           "\"code\":\"HGNC:2621\",\"display\":\"CYP2C19\"}]},"
                           "\"unknown\":{\"text\":\"NO-SUCH\\u003c\"},"
                           "\"hostile\":\"a\xEF\xBF\xBD\xEF\xBF\xBD\\u003c/script\\u003e"
                           "\xEF\xBF\xBD\"}]";
    assert_string_equal(stage_write(&s, write_genes), expected);
    s.r.kb = NULL; /* without tables: words only */
    stage_write(&s, write_genes);
    s.r.kb = s.knowledge;
    assert_int_equal(stage_count(&s, "\"text\":\"CYP2C19\""), 1);
    assert_int_equal(stage_count(&s, "HGNC"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_are_stable), cmocka_unit_test(codes_come_from_the_table),
        cmocka_unit_test(codes_of_ours_exist), cmocka_unit_test(genes_and_texts)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
