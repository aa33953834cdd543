/*
 * Pages about genes and alleles: names found or suggested, columns aligned, text and JSON with the
 * same facts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/json.h"
#include "kb/check_rule.h"
#include "report/columns.h"
#include "report/kb_find.h"
#include "report/kb_page.h"

static kb *k;

static int open_kb(void **state)
{
    (void)state;
    err e = {0};
    return kb_open("kb", &k, &e) != OK;
}

static int close_kb(void **state)
{
    (void)state;
    kb_close(k);
    return 0;
}

static void distances(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned distance;
    } rows[] = {{"", "", 0},
                {"a", "", 1},
                {"CYP2C19", "cyp2c19", 0},
                {"CYP2C19", "CYP2C91", 1},
                {"TPMT", "TMPT", 1},
                {"CYP2C19", "CYP2C9", 1},
                {"abc", "xyz", 3},
                {"DPYD", "DYPD", 1},
                {"*2", "*22", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(kb_name_distance(str_of(rows[i].a), str_of(rows[i].b), 5),
                         rows[i].distance);
        assert_int_equal(kb_name_distance(str_of(rows[i].b), str_of(rows[i].a), 5),
                         rows[i].distance);
    }
    char longest[100];
    memset(longest, 'x', sizeof longest);
    assert_int_equal(kb_name_distance((str){longest, 100}, STR("x"), 2), 3);
    assert_int_equal(kb_name_distance((str){longest, 63}, (str){longest, 63}, 2), 0);
}

static void names_are_found_or_suggested(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *gene, *allele; /* allele NULL: not found */
        const char *says;
    } rows[] = {
        {"CYP2C19*2", "CYP2C19", "*2", ""},
        {"cyp2c19 *2", "CYP2C19", "*2", ""},
        {"HLA-B*57:01", "HLA-B", "*57:01", ""},
        {"HLA-B:*57:01", "HLA-B", "*57:01", ""},
        {"DPYD c.1905+1G>A (*2A)", "DPYD", "c.1905+1G>A (*2A)", ""},
        {"MT-RNR1 m.1555A>G", "MT-RNR1", "m.1555A>G", ""},
        {"UGT1A1*80+*28", "UGT1A1", "*80+*28", ""},
        {"CYP2C91*2", "", NULL, "no gene 'CYP2C91'; did you mean CYP2C19 or CYP2C9?"},
        {"CYP2C19*2x", "", NULL, "did you mean *2, *22 or *23?"},
        {"XYZZY*1", "", NULL, "no gene 'XYZZY'; 'precis kb list' shows all genes"},
        {"CYP2C19", "", NULL, "which allele of CYP2C19? For example CYP2C19*38"},
        {"TPMT nothing like it", "", NULL, "'precis kb gene' shows all alleles"},
        {"", "", NULL, "no gene ''"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const kb_gene *g = NULL;
        const kb_allele *a = NULL;
        err e = {0};
        status got = kb_find_allele(k, str_of(rows[i].typed), &g, &a, &e);
        if (rows[i].allele == NULL) {
            assert_int_not_equal(got, OK);
            if (strstr(e.text, rows[i].says) == NULL) fail_msg("'%s': %s", rows[i].typed, e.text);
        } else {
            if (got != OK) fail_msg("'%s': %s", rows[i].typed, e.text);
            assert_true(str_eq(g->name, str_of(rows[i].gene)));
            assert_true(str_eq(a->name, str_of(rows[i].allele)));
        }
    }
}

static void columns_are_aligned(void **state)
{
    (void)state;
    arena a = {0};
    columns c;
    buf out;
    err e;
    const str rows[][3] = {{STR("a"), STR("≥3.0"), STR("x")},
                           {STR("long"), STR("1"), STR("")},
                           {STR(""), STR(""), STR("end")}};
    buf_init(&out, 1000);
    columns_init(&c, &a, 3);
    for (size_t i = 0; i < 3; i++) columns_row(&c, rows[i]);
    assert_int_equal(columns_print(&c, "  ", &out, &e), OK);
    buf_put_c(&out, '\0');
    assert_string_equal(out.p, "  a     ≥3.0  x\n  long  1     .\n  .     .     end\n");
    buf_release(&out);
    arena_release(&a);
}

static void expect_in(const buf *page, const char *const *parts)
{
    for (; *parts != NULL; parts++) {
        if (strstr(page->p, *parts) == NULL) fail_msg("the page lacks '%s'", *parts);
    }
}

static void text_pages(void **state)
{
    (void)state;
    err e;
    buf page;
    const kb_gene *g = kb_gene_find(k, STR("CYP2C19"));
    const kb_allele *two = &g->alleles[kb_allele_find(g, STR("*2"))];
    buf_init(&page, 1 << 20);
    assert_int_equal(kb_page_allele(k, g, two, &page, &e), OK);
    buf_put_c(&page, '\0');
    static const char *const of_allele[] = {"CYP2C19*2\n",
                                            "function: No function",
                                            "94781859  96541616  G    A       rs4244285",
                                            "G/A     rs58973490",
                                            "with *2: Poor Metabolizer",
                                            "Knowledge: clinpgx-",
                                            NULL};
    expect_in(&page, of_allele);
    buf_reset(&page);
    g = kb_gene_find(k, STR("CYP2C9"));
    assert_int_equal(kb_page_gene(k, g, &page, &e), OK);
    buf_put_c(&page, '\0');
    static const char *const of_gene[] = {"CYP2C9 (chromosome 10)",
                                          "(83 matched, 1 reported only)",
                                          "reported, never matched",
                                          "score 1 to 1.5",
                                          "Intermediate Metabolizer",
                                          "any other diplotype",
                                          "tier 1",
                                          NULL};
    expect_in(&page, of_gene);
    buf_reset(&page);
    assert_int_equal(kb_page_list(k, &page, &e), OK);
    buf_put_c(&page, '\0');
    static const char *const of_list[] = {"\nABCG2    4    ordinary", "outside calls only",
                                          "\nVKORC1   16 ", NULL};
    expect_in(&page, of_list);
    buf_release(&page);
}

static void every_page_can_be_made(void **state)
{
    (void)state;
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (size_t i = 0; i < count; i++) {
        buf page;
        err e = {0};
        buf_init(&page, 1 << 24);
        assert_int_equal(kb_page_gene(k, &genes[i], &page, &e), OK);
        for (size_t j = 0; j < genes[i].allele_count; j++) {
            buf_reset(&page);
            assert_int_equal(kb_page_allele(k, &genes[i], &genes[i].alleles[j], &page, &e), OK);
            assert_true(str_is_utf8(buf_str(&page)));
        }
        buf_release(&page);
    }
}

static void json_has_the_same_facts(void **state)
{
    (void)state;
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (size_t i = 0; i < count; i++) {
        arena a = {0};
        json_doc doc;
        buf text;
        err e = {0};
        const kb_gene *g = &genes[i];
        buf_init(&text, 1 << 24);
        assert_int_equal(kb_json_gene(k, g, &text, &e), OK);
        if (json_parse("page", buf_str(&text), NULL, &a, &doc, &e) != OK) fail_msg("%s", e.text);
        const json_value *gene = json_get(doc.root, "gene");
        const json_value *alleles = json_get(gene, "alleles");
        assert_true(str_eq(json_text(json_get(gene, "name")), g->name));
        assert_int_equal(json_count(json_get(gene, "positions")),
                         g->position_count + g->extra_count);
        assert_int_equal(json_count(json_get(gene, "rules")), g->rule_count);
        assert_int_equal(json_count(alleles), g->allele_count);
        for (size_t j = 0; j < g->allele_count; j++) {
            const json_value *x = json_at(alleles, j);
            assert_true(str_eq(json_text(json_get(x, "name")), g->alleles[j].name));
            assert_int_equal(json_count(json_get(x, "cells")), g->alleles[j].cell_count);
            bool known = g->alleles[j].function.n > 0;
            assert_int_equal(json_is(json_get(x, "function"), JSON_NULL), !known);
        }
        arena_release(&a);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(names_are_found_or_suggested),
        cmocka_unit_test(columns_are_aligned),
        cmocka_unit_test(text_pages),
        cmocka_unit_test(every_page_can_be_made),
        cmocka_unit_test(json_has_the_same_facts),
    };
    return cmocka_run_group_tests_name("kb_page", tests, open_kb, close_kb);
}
