/*
 * Findings as FHIR: a haplotype is stated only when every possible answer has it, a gene without a
 * result is said to have none and why, and the study names what was read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "fhir_stage.h"

#define T(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static stage s;

static const finding_candidate one[] = {
    {.diplotype = T("*1/*2"), .allele = {T("*1"), T("*2")}, .phenotype = T("Poor Metabolizer")}};
static const finding_candidate two[] = {
    {.diplotype = T("*1/*2"), .allele = {T("*1"), T("*2")}, .phenotype = T("Poor Metabolizer")},
    {.diplotype = T("*2/*3"), .allele = {T("*2"), T("*3")}, .phenotype = T("Poor Metabolizer")}};
static const finding_candidate same[] = {
    {.diplotype = T("*2/*2"), .allele = {T("*2"), T("*2")}, .phenotype = T("Poor Metabolizer")}};
static const str poor[] = {T("Poor Metabolizer")};

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

static void write(const finding *x, size_t count)
{
    s.findings.items = x;
    s.findings.count = count;
    stage_write(&s, fhir_write_genes);
}

static void haplotypes_of_every_answer_only(void **state)
{
    (void)state;
    finding x = {.gene = T("CYP2C19"),
                 .status = FINDING_CALLED,
                 .candidates = one,
                 .candidate_count = 1,
                 .phenotypes = poor,
                 .phenotype_count = 1};
    write(&x, 1);
    assert_int_equal(stage_count(&s, "StructureDefinition/haplotype"), 2);
    assert_int_equal(stage_count(&s, "\"text\":\"CYP2C19 *1/*2\""), 1);
    assert_int_equal(stage_count(&s, "\"valueString\":\"Poor Metabolizer\""), 1);
    assert_int_equal(stage_count(&s, "\"status\":\"final\""), 3);
    x.candidates = two;
    x.candidate_count = 2;
    x.status = FINDING_PARTIAL;
    write(&x, 1);
    assert_int_equal(stage_count(&s, "StructureDefinition/haplotype"), 1);
    assert_int_equal(stage_count(&s, "\"text\":\"CYP2C19 *2\""), 1);
    assert_int_equal(stage_count(&s, "\"text\":\"CYP2C19 *1/*2 or *2/*3\""), 1);
    assert_int_equal(stage_count(&s, "\"status\":\"preliminary\""), 1);
    x.candidates_cut = true; /* answers that are not listed might lack it */
    write(&x, 1);
    assert_int_equal(stage_count(&s, "StructureDefinition/haplotype"), 0);
    assert_int_equal(stage_count(&s, "or \xE2\x80\xA6"), 1);
    x.candidates_cut = false;
    x.candidates = same;
    x.candidate_count = 1;
    write(&x, 1);
    assert_int_equal(stage_count(&s, "StructureDefinition/haplotype"), 1);
}

static void no_result_is_said(void **state)
{
    (void)state;
    const finding x[] = {{.gene = T("CYP2D6"), .status = FINDING_NOT_TESTED},
                         {.gene = T("CYP2C9"), .status = FINDING_NOT_CALLED}};
    write(x, 2);
    assert_int_equal(stage_count(&s, "StructureDefinition/genotype"), 0);
    assert_int_equal(stage_count(&s, "StructureDefinition/haplotype"), 0);
    assert_int_equal(stage_count(&s, "\"code\":\"not-performed\""), 1);
    assert_int_equal(stage_count(&s, "\"code\":\"unknown\""), 1);
    assert_int_equal(stage_count(&s, "\"value"), 2); /* the names of the genes and nothing else */
    assert_int_equal(stage_count(&s, "HGNC:2625"), 1);
}

static void the_study_names_what_was_read(void **state)
{
    (void)state;
    const finding x[] = {{.gene = T("CYP2C19"),
                          .status = FINDING_CALLED,
                          .candidates = one,
                          .candidate_count = 1,
                          .positions_all = 10,
                          .positions_untested = 3},
                         {.gene = T("CYP2C9"),
                          .status = FINDING_NOT_TESTED,
                          .positions_all = 5,
                          .positions_untested = 5},
                         {.gene = T("CYP2D6"),
                          .status = FINDING_CALLED,
                          .from_outside = true,
                          .candidates = one,
                          .candidate_count = 1,
                          .positions_all = 4}};
    write(x, 3);
    assert_int_equal(stage_count(&s, "Procedure"), 0); /* no file was read */
    s.r.build = "GRCh38";
    write(x, 3);
    s.r.build = NULL;
    assert_int_equal(stage_count(&s, "\"resourceType\":\"Procedure\""), 2);
    assert_int_equal(stage_count(&s, "LA26806-2"), 1);
    assert_int_equal(stage_count(&s, "{\"url\":\"studied\""), 2);
    assert_int_equal(stage_count(&s, "{\"url\":\"called\""), 1);
    assert_int_equal(stage_count(&s, "{\"url\":\"uncalled\""), 1);
    assert_int_equal(stage_count(&s, "CYP2C19: 7 of 10 positions tested; CYP2C9: 0 of 5"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(haplotypes_of_every_answer_only),
                                       cmocka_unit_test(no_result_is_said),
                                       cmocka_unit_test(the_study_names_what_was_read)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
