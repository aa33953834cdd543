/*
 * Findings made by hand for the tests of the call renderers: one of each kind.
 */
#ifndef PRECIS_TESTS_CALL_SAMPLES_H
#define PRECIS_TESTS_CALL_SAMPLES_H

#include "finding/finding.h"

#define TEXT(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const finding_candidate sample_called[] = {{TEXT("*1/*2"),
                                                   {TEXT("*1"), TEXT("*2")},
                                                   62,
                                                   TEXT("Intermediate Metabolizer"),
                                                   TEXT("1.0"),
                                                   TEXT("1.0"),
                                                   false}};
static const finding_candidate sample_several[] = {{TEXT("*1/*3"),
                                                    {TEXT("*1"), TEXT("*3")},
                                                    12,
                                                    TEXT("Poor Metabolizer"),
                                                    {NULL, 0},
                                                    TEXT("Poor Metabolizer"),
                                                    false},
                                                   {TEXT("*1/*4"),
                                                    {TEXT("*1"), TEXT("*4")},
                                                    FINDING_NO_SCORE,
                                                    {NULL, 0},
                                                    {NULL, 0},
                                                    {NULL, 0},
                                                    true},
                                                   {TEXT("*2/*3"),
                                                    {TEXT("*2"), TEXT("*3")},
                                                    11,
                                                    TEXT("≥ Normal"),
                                                    {NULL, 0},
                                                    TEXT("≥ Normal"),
                                                    false},
                                                   {TEXT("*2/*4"),
                                                    {TEXT("*2"), TEXT("*4")},
                                                    -2,
                                                    TEXT("Poor Metabolizer"),
                                                    {NULL, 0},
                                                    TEXT("Poor Metabolizer"),
                                                    false}};
static const str sample_score[] = {TEXT("1.0")};
static const str sample_phenotype[] = {TEXT("Intermediate Metabolizer")};
static const str sample_phenotypes[] = {TEXT("Poor Metabolizer"), TEXT("≥ Normal")};
static const str sample_no_result[] = {TEXT("No Result")};
static const str sample_variants[] = {TEXT("c.1A>G"), TEXT("c.2C>T, c.3G>A (HapB3)")};
static const finding_warning sample_warnings[] = {{TEXT("unphased-priority"), {NULL, 0}},
                                                  {TEXT("ref-mismatch"), TEXT("rs1")},
                                                  {TEXT("ref-mismatch"), TEXT("rs2")}};
static const finding_position sample_positions[] = {{100, TEXT("rs1"), TEXT("A/G"), {NULL, 0}},
                                                    {200, {NULL, 0}, TEXT("."), TEXT("no-record")}};
static const finding_position sample_unknown[] = {{300, {NULL, 0}, TEXT("A/TT"), {NULL, 0}}};
static const finding_test sample_tests[] = {{TEXT("rs99"), 400, 1}, {TEXT("phase"), 0, 2}};

static const finding finding_called = {.gene = TEXT("GENEA"),
                                       .status = FINDING_CALLED,
                                       .phased = true,
                                       .effectively_phased = true,
                                       .candidates = sample_called,
                                       .candidate_count = 1,
                                       .phenotypes = sample_phenotype,
                                       .phenotype_count = 1,
                                       .lookup_keys = sample_score,
                                       .lookup_key_count = 1,
                                       .activity_scores = sample_score,
                                       .activity_score_count = 1,
                                       .positions_all = 35,
                                       .positions_untested = 2,
                                       .positions = sample_positions,
                                       .position_count = 2,
                                       .source = TEXT("v1")};
static const finding finding_several = {.gene = TEXT("B"),
                                        .status = FINDING_PARTIAL,
                                        .candidates = sample_several,
                                        .candidate_count = 4,
                                        .phenotypes = sample_phenotypes,
                                        .phenotype_count = 2,
                                        .lookup_keys = sample_phenotypes,
                                        .lookup_key_count = 2,
                                        .positions_all = 7,
                                        .positions_untested = 3,
                                        .uncallable_count = 5,
                                        .warnings = sample_warnings,
                                        .warning_count = 3,
                                        .tests = sample_tests,
                                        .test_count = 2,
                                        .undocumented = sample_unknown,
                                        .undocumented_count = 1};
static const finding finding_variants = {.gene = TEXT("LOW"),
                                         .status = FINDING_CALLED,
                                         .variants = sample_variants,
                                         .variant_count = 2,
                                         .phenotypes = sample_phenotype,
                                         .phenotype_count = 1,
                                         .lookup_keys = sample_score,
                                         .lookup_key_count = 1,
                                         .activity_scores = sample_score,
                                         .activity_score_count = 1,
                                         .positions_all = 83};
static const finding finding_nothing = {.gene = TEXT("HLA-X"),
                                        .status = FINDING_NOT_TESTED,
                                        .phenotypes = sample_no_result,
                                        .phenotype_count = 1,
                                        .activity_scores = sample_no_result,
                                        .activity_score_count = 1};

#endif
