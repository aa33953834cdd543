/*
 * The public face: a program that knows only precis.h gets the answers of the library, a sentence
 * for each failure, and its memory back. Reads examples/; run from the repository root.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <precis.h>
#include <string.h>

#include "base/json.h"

static const char person[] = "examples/NA19147.g.vcf.gz";

static void version_is_three_numbers(void **state)
{
    int dots = 0;
    (void)state;
    for (const char *p = precis_version(); *p != '\0'; p++) {
        dots += *p == '.';
        assert_true(*p == '.' || (*p >= '0' && *p <= '9'));
    }
    assert_int_equal(dots, 2);
}

/* The gene's object in the answer's only person. */
static const json_value *gene_of(const json_value *root, const char *name)
{
    const json_value *genes = json_get(json_at(json_get(root, "samples"), 0), "genes");
    assert_true(json_count(genes) > 0);
    for (size_t i = 0; i < json_count(genes); i++) {
        const json_value *gene = json_at(genes, i);
        if (str_eq(json_text(json_get(gene, "gene")), str_of(name))) return gene;
    }
    return NULL;
}

static void calls_a_person(void **state)
{
    precis *p = NULL;
    char *text = NULL;
    size_t length = 0;
    AUTO(arena_release) arena a = {0};
    json_doc doc;
    err e;
    (void)state;
    assert_int_equal(precis_open(NULL, &p), PRECIS_OK);
    assert_true(strlen(precis_knowledge(p)) > 0);
    assert_int_equal(precis_call_file(p, person, NULL, &text, &length), PRECIS_OK);
    assert_string_equal(precis_error(p), "");
    assert_int_equal(strlen(text), length);
    assert_int_equal(json_parse("answer", (str){text, length}, NULL, &a, &doc, &e), OK);
    const json_value *gene = gene_of(doc.root, "CYP2C19");
    assert_non_null(gene);
    const json_value *first = json_at(json_get(gene, "candidates"), 0);
    assert_true(str_eq(json_text(json_get(first, "diplotype")), STR("*1/*17")));
    assert_null(gene_of(doc.root, "CYP99Z1"));
    precis_text_free(text);
    precis_close(p);
}

static void options_reach_the_reader(void **state)
{
    precis_call_options strict = {.min_gq = 1000}, other_build = {.build = 37}, bad = {.build = 19};
    precis *p = NULL;
    char *text = NULL;
    (void)state;
    assert_int_equal(precis_open(NULL, &p), PRECIS_OK);
    assert_int_equal(precis_call_file(p, person, &strict, &text, NULL), PRECIS_OK);
    assert_non_null(strstr(text, "\"not_tested\""));
    assert_null(strstr(text, "\"*1/*17\",\"phenotypes\""));
    precis_text_free(text);
    text = NULL;
    assert_int_equal(precis_call_file(p, person, &other_build, &text, NULL), PRECIS_BAD_INPUT);
    assert_non_null(strstr(precis_error(p), "GRCh38"));
    assert_int_equal(precis_call_file(p, person, &bad, &text, NULL), PRECIS_BAD_ARGUMENT);
    assert_null(text);
    precis_close(p);
}

static void failures_have_sentences(void **state)
{
    precis *p = NULL;
    char *text = NULL;
    (void)state;
    assert_int_equal(precis_open(NULL, NULL), PRECIS_BAD_ARGUMENT);
    assert_int_equal(precis_open("kb/no-such-folder", &p), PRECIS_NOT_FOUND);
    assert_non_null(strstr(precis_error(p), "no-such-folder"));
    assert_int_equal(precis_call_file(p, person, NULL, &text, NULL), PRECIS_BAD_ARGUMENT);
    precis_close(p);
    assert_int_equal(precis_open(NULL, &p), PRECIS_OK);
    assert_int_equal(precis_call_file(p, "examples/nobody.vcf", NULL, &text, NULL),
                     PRECIS_NOT_FOUND);
    assert_non_null(strstr(precis_error(p), "nobody.vcf"));
    assert_int_equal(precis_call_file(p, "Makefile", NULL, &text, NULL), PRECIS_BAD_INPUT);
    assert_int_equal(precis_call_file(p, NULL, NULL, &text, NULL), PRECIS_BAD_ARGUMENT);
    assert_int_equal(precis_call_file(p, person, NULL, NULL, NULL), PRECIS_BAD_ARGUMENT);
    assert_null(text);
    precis_close(p);
    precis_close(NULL);
    precis_text_free(NULL);
    assert_string_equal(precis_error(NULL), "out of memory");
}

static void memory_runs_out_anywhere(void **state)
{
    (void)state;
    bool done = false;
    for (uint64_t nth = 1; !done; nth += 1 + nth / 16) {
        precis *p = NULL;
        char *text = NULL;
        base_alloc_fail_after(nth);
        precis_result got = precis_open(NULL, &p);
        if (got == PRECIS_OK) got = precis_call_file(p, person, NULL, &text, NULL);
        base_alloc_fail_after(0);
        done = got == PRECIS_OK;
        if (!done) {
            assert_int_equal(got, PRECIS_NO_MEMORY);
            assert_null(text);
        }
        precis_text_free(text);
        precis_close(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_is_three_numbers), cmocka_unit_test(calls_a_person),
        cmocka_unit_test(options_reach_the_reader), cmocka_unit_test(failures_have_sentences),
        cmocka_unit_test(memory_runs_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
