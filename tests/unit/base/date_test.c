/*
 * Dates: what is read, what is refused, spans, ages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/date.h"

static date day(const char *text)
{
    date d = {.precision = DATE_NONE};
    if (!date_parse(str_of(text), &d)) fail_msg("'%s' was refused", text);
    return d;
}

static void dates_are_read_and_written(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"1970-01-01", "1970-01-01"},
        {"2019", "2019"},
        {"2019-05", "2019-05"},
        {"2000-02-29", "2000-02-29"},
        {"1900-03-01", "1900-03-01"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        {"2019-05-03T10:20:00+05:30", "2019-05-03T04:50:00Z"},
        {"2019-05-03T23:20-04:00", "2019-05-04T03:20:00Z"},
        {"2019-01-01T00:20:59.123+01:00", "2018-12-31T23:20:59Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
        {"2019-05-03T10:20:00", "2019-05-03T10:20:00Z"},
    };
    char text[DATE_TEXT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(date_text(day(rows[i][0]), text), rows[i][1]);
    }
    assert_int_equal(day("1970-01-02").day, 1);
    assert_int_equal(day("2000-03-01").day, 11017);
    assert_int_equal(day("1969-12-31").day, -1);
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {"",
                                       "19",
                                       "2019-13",
                                       "2019-00",
                                       "2019-02-29",
                                       "1900-02-29",
                                       "2019-04-31",
                                       "2019-5-3",
                                       "03/05/2019",
                                       "2019-05-03 ",
                                       "2019-05-",
                                       "2019-",
                                       "0000-01-01",
                                       "2019-05T10:00",
                                       "2019-05-03T",
                                       "2019-05-03T24:00",
                                       "2019-05-03T10:60",
                                       "2019-05-03T10:20:61",
                                       "2019-05-03T10:20:00.",
                                       "2019-05-03T10:20:00+15:00",
                                       "2019-05-03T10:20:00+05",
                                       "2019-05-03T10:20:00Zx",
                                       "abcd",
                                       "-019",
                                       "20190503",
                                       "0001-01-01T00:00:00+10:00",
                                       "9999-12-31T23:00:00-10:00"};
    date d = {.day = 7};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (date_parse(str_of(rows[i]), &d)) fail_msg("'%s' was read", rows[i]);
    }
    assert_int_equal(d.day, 7);
}

static void every_day_comes_back(void **state)
{
    (void)state;
    char text[DATE_TEXT_MAX];
    for (int32_t n = -719162; n < 2932897; n += 97) {
        date d = {n, 0, DATE_DAY};
        assert_int_equal(day(date_text(d, text)).day, n);
    }
}

static void spans_are_compared(void **state)
{
    (void)state;
    int64_t first, last;
    date_span(day("2020"), &first, &last);
    assert_int_equal(last - first + 1, 366 * 86400);
    date_span(day("2019-02"), &first, &last);
    assert_int_equal(last - first + 1, 28 * 86400);
    assert_true(date_order(day("2019-05-03"), day("2019-05-04")) < 0);
    assert_true(date_order(day("2020"), day("2019-12-31")) > 0);
    assert_int_equal(date_order(day("2019"), day("2019-06-01")), 0);
    assert_int_equal(date_order(day("2019-06-01"), day("2019-06-01T10:00:00Z")), 0);
    assert_int_equal(date_order((date){.precision = DATE_NONE}, day("2019")), 0);
}

static void ages_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *birth, *at;
        int32_t least, most;
    } rows[] = {
        {"1980-06-15", "2020-06-14", 39, 39}, {"1980-06-15", "2020-06-15", 40, 40},
        {"1980", "2020-06-15", 39, 40},       {"1980-06", "2020-06-15", 39, 40},
        {"1980-05", "2020-06-15", 40, 40},    {"2000-02-29", "2019-02-28", 18, 18},
        {"2000-02-29", "2019-03-01", 19, 19}, {"2020-06-15", "2019-06-15", -1, -1},
    };
    int32_t least, most, days;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(date_years(day(rows[i].birth), day(rows[i].at), &least, &most));
        assert_int_equal(least, rows[i].least);
        assert_int_equal(most, rows[i].most);
    }
    date none = {.precision = DATE_NONE};
    assert_false(date_years(none, day("2019"), &least, &most));
    assert_false(date_days(day("2019"), none, &days));
    assert_true(date_days(day("2019-02-27"), day("2019-03-01"), &days));
    assert_int_equal(days, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_and_written), cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(every_day_comes_back),       cmocka_unit_test(spans_are_compared),
        cmocka_unit_test(ages_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
