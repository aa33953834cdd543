/*
 * JSON of findings: every field is there under its documented name, absent facts are null, and the
 * pieces make one document.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "call_samples.h"
#include "report/call_json.h"

static const char *const file_names[] = {"a.vcf", "b\"</script>.vcf"};
static const str said[] = {TEXT("a.vcf: GRCh38 by contig lengths")};
static const call_origin origin = {.files = file_names,
                                   .file_count = 2,
                                   .build = "GRCh38",
                                   .notes = said,
                                   .note_count = 1,
                                   .knowledge = TEXT("k1"),
                                   .checksum = 0x0012abcdu,
                                   .mode = "default"};

static void expect_gene(const finding *f, const char *expected)
{
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 16);
    call_json_gene(&out, f);
    buf_put_c(&out, '\0');
    assert_int_equal(out.failed, OK);
    assert_string_equal(out.p, expected);
}

static void test_called(void **state)
{
    (void)state;
    expect_gene(&finding_called,
                "{\"gene\":\"GENEA\",\"status\":\"called\",\"from_outside\":false,"
                "\"phenotypes\":[\"Intermediate Metabolizer\"],\"activity_scores\":[\"1.0\"],"
                "\"lookup_keys\":[\"1.0\"],\"candidates\":[{\"diplotype\":\"*1/*2\","
                "\"alleles\":[\"*1\",\"*2\"],\"score\":62,"
                "\"phenotype\":\"Intermediate Metabolizer\",\"activity_score\":\"1.0\","
                "\"lookup_key\":\"1.0\",\"inferred\":false}],\"candidates_cut\":false,"
                "\"variants\":[],\"positions_tested\":33,\"positions_all\":35,"
                "\"alleles_not_callable\":0,\"phased\":true,\"effectively_phased\":true,"
                "\"positions\":[{\"pos_grch38\":100,\"rsid\":\"rs1\",\"genotype\":\"A/G\","
                "\"why_not_used\":null},{\"pos_grch38\":200,\"rsid\":null,\"genotype\":\".\","
                "\"why_not_used\":\"no-record\"}],\"undocumented\":[],\"warnings\":[],"
                "\"tests\":[],\"source\":\"v1\"}");
}

static void test_not_tested_says_nothing_more(void **state)
{
    (void)state;
    expect_gene(&finding_nothing,
                "{\"gene\":\"HLA-X\",\"status\":\"not_tested\",\"from_outside\":false,"
                "\"phenotypes\":[\"No Result\"],\"activity_scores\":[\"No Result\"],"
                "\"lookup_keys\":[],\"candidates\":[],\"candidates_cut\":false,\"variants\":[],"
                "\"positions_tested\":0,\"positions_all\":0,\"alleles_not_callable\":0,"
                "\"phased\":false,\"effectively_phased\":false,\"positions\":[],"
                "\"undocumented\":[],\"warnings\":[],\"tests\":[],\"source\":null}");
}

static void expect_text_in(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) fail_msg("no %s in %s", part, text);
}

static void test_several_keep_what_is_absent(void **state)
{
    (void)state;
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 16);
    call_json_gene(&out, &finding_several);
    buf_put_c(&out, '\0');
    expect_text_in(out.p, "\"score\":null,\"phenotype\":null,\"activity_score\":null,"
                          "\"lookup_key\":null,\"inferred\":true");
    expect_text_in(out.p, "{\"code\":\"ref-mismatch\",\"detail\":\"rs2\"}");
    expect_text_in(out.p, "{\"code\":\"unphased-priority\",\"detail\":null}");
    expect_text_in(out.p, "{\"what\":\"phase\",\"pos_grch38\":null,\"outcomes\":2}");
    expect_text_in(out.p, "\"undocumented\":[{\"pos_grch38\":300,\"rsid\":null,"
                          "\"genotype\":\"A/TT\",\"why_not_used\":null}]");
    expect_text_in(out.p, "\"phenotypes\":[\"Poor Metabolizer\",\"≥ Normal\"]");
}

static void expect_gene_of_report(const finding *f, bool full, const char *part)
{
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 20);
    call_json_gene_of_report(&out, f, full);
    buf_put_c(&out, '\0');
    assert_int_equal(out.failed, OK);
    expect_text_in(out.p, part);
}

static void test_positions_of_a_report(void **state)
{
    (void)state;
    expect_gene_of_report(&finding_called, false,
                          "\"positions\":[{\"pos_grch38\":100,\"rsid\":\"rs1\","
                          "\"genotype\":\"A/G\"}],\"not_used\":[{\"why\":\"no-record\","
                          "\"pos_grch38\":[200]}],\"undocumented\":[]");
    expect_gene_of_report(&finding_called, true,
                          "{\"pos_grch38\":200,\"rsid\":null,\"genotype\":\".\","
                          "\"why_not_used\":\"no-record\"}],\"not_used\":[{\"why\":"
                          "\"no-record\",\"pos_grch38\":[200]}]");
    static const finding_position places[] = {{5, {NULL, 0}, {NULL, 0}, TEXT("low-gq")},
                                              {6, {NULL, 0}, {NULL, 0}, TEXT("no-record")},
                                              {0, TEXT("rs7"), {NULL, 0}, TEXT("low-gq")}};
    finding f = {.gene = TEXT("C"), .positions = places, .position_count = 3};
    expect_gene_of_report(&f, false,
                          "\"positions\":[],\"not_used\":[{\"why\":\"low-gq\",\"pos_grch38\":"
                          "[5,\"rs7\"]},{\"why\":\"no-record\",\"pos_grch38\":[6]}]");
}

/* Many candidates: the first ones, and one of each result that comes later. */
static void test_candidates_of_a_report(void **state)
{
    (void)state;
    enum { MANY = 100 };
    finding_candidate list[MANY];
    char names[MANY][8];
    for (size_t i = 0; i < MANY; i++) {
        int n = snprintf(names[i], sizeof names[i], "*%zu", i);
        list[i] = sample_several[0];
        list[i].allele[0] = list[i].diplotype = (str){names[i], (size_t)n};
        list[i].allele[1] = STR("*0");
    }
    list[77].phenotype = STR("Rare");
    finding f = {.gene = TEXT("C"), .candidates = list, .candidate_count = MANY};
    AUTO(buf_release) buf out;
    buf_init(&out, 1 << 20);
    call_json_gene_of_report(&out, &f, false);
    buf_put_c(&out, '\0');
    expect_text_in(out.p, "\"diplotype\":\"*11\"");
    expect_text_in(out.p, "\"diplotype\":\"*77\"");
    assert_null(strstr(out.p, "\"diplotype\":\"*12\""));
    assert_null(strstr(out.p, "\"diplotype\":\"*78\""));
    expect_text_in(out.p, "\"candidates_cut\":true,\"candidates_total\":100,\"alleles\":"
                          "[\"*0\",\"*1\",\"*2\",");
    expect_text_in(out.p, "\"*98\",\"*99\"]");
    expect_gene_of_report(&f, true, "\"diplotype\":\"*99\"");
    expect_gene_of_report(&f, true, "\"candidates_cut\":false,\"candidates_total\":100");
    f.candidates_cut = true; /* the caller gave up: nobody knows all */
    expect_gene_of_report(&f, true,
                          "\"candidates_cut\":true,\"candidates_total\":null,"
                          "\"alleles\":null");
}

static void test_pieces_make_a_document(void **state)
{
    (void)state;
    AUTO(arena_release) arena a = {0};
    AUTO(buf_release) buf out;
    err e;
    json_doc doc;
    buf_init(&out, 1 << 16);
    call_json_document_begin(&out);
    for (int i = 0; i < 2; i++) {
        if (i > 0) buf_put_text(&out, ",\n");
        call_json_person_begin(&out, &origin, STR("P\xff\"1"));
        call_json_gene(&out, &finding_called);
        buf_put_c(&out, ',');
        call_json_gene(&out, &finding_variants);
        call_json_person_end(&out);
    }
    call_json_document_end(&out);
    assert_int_equal(json_parse("document", buf_str(&out), NULL, &a, &doc, &e), OK);
    buf_put_c(&out, '\0');
    expect_text_in(out.p, "\"checksum\":\"0012abcd\"");
    assert_null(strstr(out.p, "</script>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_called),
        cmocka_unit_test(test_not_tested_says_nothing_more),
        cmocka_unit_test(test_several_keep_what_is_absent),
        cmocka_unit_test(test_positions_of_a_report),
        cmocka_unit_test(test_candidates_of_a_report),
        cmocka_unit_test(test_pieces_make_a_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
