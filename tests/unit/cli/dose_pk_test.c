/*
 * From the options of `precis dose` to the answer and the drawing on disk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../kb/kb_fixture.h"
#include "cli/dose_pk.h"

static kb *knowledge;
static arena memory;
static risk_engine *engine;
static fixture folder;

static int setup(void **state)
{
    err e = {0};
    (void)state;
    fixture_new_folder(&folder);
    if (kb_open(NULL, &knowledge, &e) == OK && risk_open(knowledge, &memory, &engine, &e) == OK)
        return 0;
    print_error("%s\n", e.text);
    return -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&memory);
    kb_close(knowledge);
    fixture_remove(&folder);
    return 0;
}

static void drugs_with_a_model(void **state)
{
    (void)state;
    assert_true(dose_pk_has(knowledge, STR("vancomycin")));
    assert_true(dose_pk_has(knowledge, STR("Vancomycin")));
    assert_false(dose_pk_has(knowledge, STR("warfarin")));
    assert_false(dose_pk_has(knowledge, STR("")));
}

static status dose(const char *amount, const char *svg, score *out, err *e)
{
    const char *doses[] = {amount}, *levels[] = {"14.8 mg/L at 12 h"};
    const risk_given given[] = {
        {STR("crcl"), STR("34")}, {STR("weight"), STR("62 kg")}, {STR("age"), STR("60")}};
    const dose_pk_request q = {.drug = STR("vancomycin"),
                               .doses = doses,
                               .levels = levels,
                               .dose_count = 1,
                               .level_count = 1,
                               .target = "auc24 400",
                               .next = "at 24 h over 1 h every 24 h",
                               .svg = svg};
    return dose_pk(knowledge, engine, &q, NULL, NULL, given, 3, &memory, out, e);
}

static void the_drawing_is_written(void **state)
{
    AUTO(buf_release) buf text;
    char path[2 * FIXTURE_PATH];
    score s;
    err e = {0};
    (void)state;
    (void)snprintf(path, sizeof path, "%s/course.svg", folder.folder);
    assert_int_equal(dose("1900 mg over 1 h at 0 h", path, &s, &e), OK);
    assert_int_equal(s.status, SCORE_DONE);
    fixture_read(folder.folder, "course.svg", &text);
    assert_true(str_starts(buf_str(&text), STR("<svg ")));
    (void)snprintf(path, sizeof path, "%s/nowhere/course.svg", folder.folder);
    assert_int_equal(dose("1900 mg over 1 h at 0 h", path, &s, &e), E_IO);
}

static void a_refusal_draws_nothing(void **state)
{
    char path[2 * FIXTURE_PATH];
    score s;
    err e = {0};
    (void)state;
    (void)snprintf(path, sizeof path, "%s/refused.svg", folder.folder);
    assert_int_equal(dose("19 g over 1 h at 0 h", path, &s, &e), OK);
    assert_int_equal(s.status, SCORE_OUTSIDE);
    assert_false(file_exists(path));
    assert_int_equal(dose("19 apples", path, &s, &e), E_ARGUMENT);
    assert_false(file_exists(path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drugs_with_a_model),
        cmocka_unit_test(the_drawing_is_written),
        cmocka_unit_test(a_refusal_draws_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
