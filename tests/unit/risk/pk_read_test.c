/*
 * Doses, levels, targets and times as typed; what lacks a unit or a time is refused with a reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "near.h"
#include "risk/pk_read.h"

static err e;

static void doses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
        double at, over, mg, last_at;
    } rows[] = {
        {"1900 mg over 1 h at 0 h", 1, 0, 1, 1900, 0},
        {"  1.75 g at 22.2 h over 60 min ", 1, 22.2, 1, 1750, 22.2},
        {"500000 ug over 0.5 h at 1 d", 1, 24, 0.5, 500, 24},
        {"1000 mg over 1 h at 12 h every 12 h times 5", 5, 12, 1, 1000, 60},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pk_dose got[8];
        size_t count = 0;
        if (pk_read_dose(str_of(rows[i].text), got, 8, &count, &e) != OK) fail_msg("%s", e.text);
        assert_int_equal(count, rows[i].count);
        assert_near(got[0].at_h, rows[i].at, 1e-9);
        assert_near(got[0].over_h, rows[i].over, 1e-9);
        assert_near(got[0].amount_mg, rows[i].mg, 1e-9);
        assert_near(got[count - 1].at_h, rows[i].last_at, 1e-9);
    }
}

static void wrong_doses(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "nothing"},
        {"1900 over 1 h at 0 h", "'over' is no unit"},
        {"1900 mg at 0 h", "'over' with the time of infusion is missing"},
        {"1900 mg over 1 h", "'at' is missing"},
        {"1900 mg over 0 h at 0 h", "'over' with the time of infusion is missing"},
        {"1900 mg over 1 kg at 0 h", "'kg' is no unit that can be turned into h"},
        {"1900 mL over 1 h at 0 h", "'mL' is no unit that can be turned into mg"},
        {"lots mg over 1 h at 0 h", "a number is missing"},
        {"1900 mg over 1 h at 0 h at 2 h", "a time stands twice"},
        {"1900 mg over 1 h at 0 h every 12 h", "'every' and 'times' go together"},
        {"1900 mg over 1 h at 0 h times 3", "'every' and 'times' go together"},
        {"1900 mg over 9 h at 0 h every 8 h times 3", "before the one before it ends"},
        {"1900 mg over 1 h at 0 h every 12 h times 0", "'times' needs a whole number"},
        {"1900 mg over 1 h at 0 h by mouth", "'by' is not understood"},
        {"1900 mg over 1 h at", "a time is missing"},
        {"1900 mg over 1 h at 0", "a unit is missing"},
        {"1 mg over 1 h at 0 h every 12 h times 9", "more than"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pk_dose got[8];
        size_t count = 0;
        status s = pk_read_dose(str_of(rows[i][0]), got, 8, &count, &e);
        if (s == OK) fail_msg("accepted: %s", rows[i][0]);
        if (strstr(e.text, rows[i][1]) == NULL) fail_msg("%s: %s", rows[i][0], e.text);
    }
}

static void levels_and_targets(void **state)
{
    (void)state;
    pk_level l;
    assert_int_equal(pk_read_level(STR("14800 ug/L at 720 min"), &l, &e), OK);
    assert_near(l.mg_per_l, 14.8, 1e-9);
    assert_near(l.at_h, 12, 1e-9);
    static const char *const wrong[] = {"14.8 at 12 h",       "14.8 mg at 12 h",
                                        "< 2 mg/L at 12 h",   "<2 mg/L at 12 h",
                                        "14.8 mg/L",          "",
                                        "14.8 umol/L at 3 h", "3 mg/L at 1 h over 2 h"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (pk_read_level(str_of(wrong[i]), &l, &e) != E_ARGUMENT) fail_msg("%s", wrong[i]);
    assert_int_equal(pk_read_level(STR("<2 mg/L at 12 h"), &l, &e), E_ARGUMENT);
    assert_non_null(strstr(e.text, "below or above what can be measured"));
    pk_wanted w;
    assert_int_equal(pk_read_target(STR("AUC24 400"), &w, &e), OK);
    assert_true(w.aim == PK_AUC24 && w.value == 400);
    assert_int_equal(pk_read_target(STR("trough 15000 ug/L"), &w, &e), OK);
    assert_true(w.aim == PK_TROUGH);
    assert_near(w.value, 15, 1e-9);
    static const char *const bad[] = {"",         "auc 400",   "auc24",         "auc24 -3",
                                      "peak 3 h", "peak many", "peak 3 mg/L x", "auc24 400 mg/L"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (pk_read_target(str_of(bad[i]), &w, &e) != E_ARGUMENT) fail_msg("%s", bad[i]);
}

static void next_dose(void **state)
{
    (void)state;
    pk_next n;
    assert_int_equal(pk_read_next(STR("at 48 h over 120 min"), &n, &e), OK);
    assert_true(n.at_h == 48 && n.over_h == 2 && isnan(n.every_h));
    assert_int_equal(pk_read_next(STR("over 1 h at 2 d every 12 h"), &n, &e), OK);
    assert_true(n.at_h == 48 && n.over_h == 1 && n.every_h == 12);
    static const char *const bad[] = {"",
                                      "at 48 h",
                                      "over 1 h",
                                      "48 h over 1 h",
                                      "at 1 h over 1 h every 1 h times 2",
                                      "at 1 h over 3 h every 2 h"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (pk_read_next(str_of(bad[i]), &n, &e) != E_ARGUMENT) fail_msg("%s", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doses),
        cmocka_unit_test(wrong_doses),
        cmocka_unit_test(levels_and_targets),
        cmocka_unit_test(next_dose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
