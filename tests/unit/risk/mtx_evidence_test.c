/*
 * Methotrexate: each row of kb/evidence/methotrexate.tsv is shown by the score mtx_evidence, with
 * the same outcome, direction, size and source, and the score shows nothing else; a person's own
 * genotype marks the rows that speak of it; what is not tested is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kb/cells.h"
#include "risk_stage.h"
#include "score_rows.h"

enum { E_OUTCOME, E_DIRECTION, E_EFFECT, E_LOW, E_HIGH, E_PEOPLE, E_SOURCE, E_GROUP, E_COLUMNS };
static const char *const columns[E_COLUMNS] = {"outcome", "direction", "effect", "low",
                                               "high",    "people",    "source", "group"};

/* "OR 4.46 (1.28 – 15.52)", "OR 2.1 to 3.07", "" */
static str shown_value(const kb_table *t, uint32_t r, const uint32_t *at)
{
    str effect = kb_cell(t, r, at[E_EFFECT]), low = kb_cell(t, r, at[E_LOW]);
    str high = kb_cell(t, r, at[E_HIGH]);
    if (effect.n == 0) return (str){NULL, 0};
    if (low.n == 0) return str_of(arena_printf(&memory, "OR %.*s", STR_ARG(effect)));
    return str_of(arena_printf(&memory, "OR %.*s (%.*s – %.*s)", STR_ARG(effect), STR_ARG(low),
                               STR_ARG(high)));
}

static size_t shown_times(const score *s, const kb_table *t, uint32_t r, const uint32_t *at)
{
    str value = shown_value(t, r, at);
    size_t times = 0;
    for (size_t i = 0; i < s->validation_count; i++) {
        const score_validation *v = &s->validations[i];
        bool same = str_eq(v->measure, kb_cell(t, r, at[E_OUTCOME])) &&
                    str_eq(v->verdict, kb_cell(t, r, at[E_DIRECTION])) &&
                    str_eq(v->group, kb_cell(t, r, at[E_GROUP])) && str_eq(v->value, value) &&
                    str_eq(v->n, kb_cell(t, r, at[E_PEOPLE])) &&
                    str_eq(v->source, kb_cell(t, r, at[E_SOURCE]));
        if (same) times++;
    }
    return times;
}

static score evidence(const char *given_text)
{
    risk_given given[ROW_GIVEN_MAX];
    score s;
    err e = {0};
    size_t n = row_given(str_of(given_text), given);
    if (risk_score(engine, STR("mtx_evidence"), NULL, NULL, given, n, &memory, &s, &e) != OK)
        fail_msg("%s", e.text);
    return s;
}

static void table_and_score_are_the_same(void **state)
{
    const kb_table *t;
    uint32_t at[E_COLUMNS];
    err e = {0};
    (void)state;
    assert_int_equal(kb_columns(knowledge, "evidence/methotrexate", columns, E_COLUMNS, &t, at, &e),
                     OK);
    score s = evidence("ATIC_rs2372536=CC");
    for (uint32_t r = 0; r < t->rows; r++) {
        if (shown_times(&s, t, r, at) != 1) fail_msg("evidence row %u", r + 1);
    }
    assert_int_equal(s.validation_count, t->rows);
}

static size_t own_rows(const score *s, const char *group)
{
    size_t n = 0;
    for (size_t i = 0; i < s->validation_count; i++)
        n += s->validations[i].own_group &&
             (group == NULL || str_eq(s->validations[i].group, str_of(group)));
    return n;
}

static void the_persons_own_rows(void **state)
{
    (void)state;
    score none = evidence("ATIC_rs2372536=CC");
    assert_int_equal(own_rows(&none, NULL), 0);
    score one = evidence("ATIC_rs2372536=C/G");
    assert_int_equal(own_rows(&one, "atic_gg_tamil"), 0);
    assert_true(own_rows(&one, "atic_g_tamil") == 2 && own_rows(&one, "atic_g_meta") == 1);
    score two = evidence("ATIC_rs2372536=GG");
    assert_int_equal(own_rows(&two, "atic_gg_tamil"), 1);
    /* both sides of the contradiction stand there */
    assert_true(own_rows(&two, "atic_g_tamil") == 2 && own_rows(&two, "atic_g_meta") == 1);
    assert_true(row_remarked(&two, STR("evidence_conflicts")));
    static const char *const genotypes[] = {"CC", "C/G", "GC", "GG"};
    static const char *const copies[] = {"none", "one", "one", "two"};
    for (int i = 0; i < 4; i++) {
        score s = evidence(arena_printf(&memory, "ATIC_rs2372536=%s", genotypes[i]));
        assert_true(str_eq(row_output(&s, STR("ATIC_rs2372536_copies"))->band, str_of(copies[i])));
    }
    /* letters of either strand, where they cannot be confused */
    score abcb1 = evidence("ABCB1_rs1045642=TT");
    assert_true(str_eq(row_output(&abcb1, STR("ABCB1_rs1045642_copies"))->band, STR("two")));
    score plus = evidence("ABCB1_rs1045642=A/A");
    assert_true(str_eq(row_output(&plus, STR("ABCB1_rs1045642_copies"))->band, STR("two")));
}

static void not_tested_is_said(void **state)
{
    (void)state;
    score s = evidence("");
    assert_int_equal(s.status, SCORE_MISSING);
    assert_int_equal(s.missing_count, 6);
    assert_int_equal(own_rows(&s, NULL), 0);
    s = evidence("ATIC_rs2372536=GG");
    assert_int_equal(s.status, SCORE_DONE);
    assert_int_equal(s.missing_count, 5);
    assert_int_equal(s.output_count, 1);
}

static void the_combined_score_is_marked(void **state)
{
    risk_given given[ROW_GIVEN_MAX];
    score s;
    err e = {0};
    (void)state;
    size_t n = row_given(STR("sex=female; das44=5.2; rheumatoid_factor_positive=yes; "
                             "smoking=current; MTHFD1_rs2236225=AA; AMPD1_rs17602729=CC; "
                             "ITPA_rs1127354=CA; ATIC_rs2372536=CG"),
                         given);
    assert_int_equal(risk_score(engine, STR("mtx_cpm"), NULL, NULL, given, n, &memory, &s, &e), OK);
    row_check(0, &s, STR("done"), STR("result=11.5~0; result:unlikely; remark=points_unverified"));
    assert_false(s.verified);
    bool failed = false;
    for (size_t i = 0; i < s.validation_count; i++)
        failed = failed || str_eq(s.validations[i].verdict, STR("not_replicated"));
    assert_true(failed);
    n = row_given(STR("sex=male; das44=3.8; rheumatoid_factor_positive=no; smoking=never; "
                      "MTHFD1_rs2236225=GG; AMPD1_rs17602729=CT; ITPA_rs1127354=CC; "
                      "ATIC_rs2372536=CC"),
                  given);
    assert_int_equal(risk_score(engine, STR("mtx_cpm"), NULL, NULL, given, n, &memory, &s, &e), OK);
    row_check(0, &s, STR("done"), STR("result=0~0; result:likely"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_and_score_are_the_same),
        cmocka_unit_test(the_persons_own_rows),
        cmocka_unit_test(not_tested_is_said),
        cmocka_unit_test(the_combined_score_is_marked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
