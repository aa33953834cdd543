/*
 * The drawing: every level, dose and the target are there, the text for those who hear it states
 * the numbers, texts are escaped, nothing is drawn from nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/pk_svg.h"

static kb *knowledge;
static kb_wording words;
static arena memory;

static int setup(void **state)
{
    err e;
    (void)state;
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    return kb_wording_open(knowledge, &memory, &words, &e) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    kb_close(knowledge);
    arena_release(&memory);
    return 0;
}

static const double hours[] = {0, 1, 12, 24}, mid[] = {0, 30, 15, 10};
static const double low[] = {0, 20, 10, 6}, high[] = {0, 45, 22, 17};
static const pk_level levels[] = {{12, 14.8}, {20, 11}};
static const pk_dose doses[] = {{0, 1, 1900}, {24, 1, 1000}};

static pk_curve curve_of(pk_aim aim, double target_low, double target_high)
{
    return (pk_curve){.drug = STR("a<b>&\"c\""),
                      .hours = hours,
                      .mg_per_l = mid,
                      .low = low,
                      .high = high,
                      .count = 4,
                      .levels = levels,
                      .level_count = 2,
                      .doses = doses,
                      .dose_count = 2,
                      .given_count = 1,
                      .aim = aim,
                      .target_low = target_low,
                      .target_high = target_high};
}

static size_t times(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, part)) != NULL; p++) n++;
    return n;
}

static const char *drawn(kb_language language, const pk_curve *curve, buf *out)
{
    const catalogue c = {&words, language, false};
    buf_init(out, 1 << 20);
    pk_svg(&c, curve, out);
    buf_put_c(out, '\0');
    return out->p;
}

static void everything_is_there(void **state)
{
    AUTO(buf_release) buf out;
    (void)state;
    pk_curve curve = curve_of(PK_AUC24, 400, 600);
    const char *svg = drawn(KB_ENGLISH, &curve, &out);
    assert_int_equal(times(svg, "<circle"), 3);                   /* two levels and the legend */
    assert_int_equal(times(svg, "mg, "), 2);                      /* two doses */
    assert_int_equal(times(svg, "l5 9h-10z\" fill=\"#fff\""), 1); /* one is to come */
    assert_non_null(strstr(svg, "<title>14.8 mg/L, 12 h</title>"));
    assert_non_null(strstr(svg, "1 doses given, 2 levels measured. Highest expected level 30 mg/L, "
                                "expected at the end 10 mg/L."));
    assert_non_null(strstr(svg, "mean level to aim at"));
    assert_non_null(strstr(svg, "role=\"img\" aria-labelledby=\"pk-title pk-description\""));
    assert_null(strstr(svg, "a<b>"));
    assert_non_null(strstr(svg, "a&lt;b&gt;&amp;"));
    assert_null(strstr(svg, "nan"));
    assert_null(strstr(svg, "inf"));
    assert_int_equal(times(svg, "<svg"), times(svg, "</svg>"));
}

/* 400 to 600 over 24 h are 16.7 to 25 mg/L; the axis goes to 50 over 240 points. */
static void the_target_lies_where_it_should(void **state)
{
    AUTO(buf_release) buf out, other;
    (void)state;
    pk_curve curve = curve_of(PK_AUC24, 400, 600);
    assert_non_null(
        strstr(drawn(KB_HINDI, &curve, &out), "y=\"150.0\" width=\"612\" height=\"40.0\""));
    curve = curve_of(PK_TROUGH, 15, NAN);
    assert_non_null(
        strstr(drawn(KB_SPANISH, &curve, &other), "y=\"30.0\" width=\"612\" height=\"168.0\""));
}

static void nothing_from_nothing(void **state)
{
    AUTO(buf_release) buf out, other;
    (void)state;
    pk_curve curve = curve_of(PK_AUC24, NAN, NAN);
    assert_null(strstr(drawn(KB_ENGLISH, &curve, &out), "fill-opacity=\"0.35\""));
    curve.count = 0;
    assert_string_equal(drawn(KB_ENGLISH, &curve, &other), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_there),
        cmocka_unit_test(the_target_lies_where_it_should),
        cmocka_unit_test(nothing_from_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
