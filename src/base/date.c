/*
 * Dates and instants: reading, writing, comparing as spans. Knows the proleptic Gregorian calendar
 * and offsets from UTC, not time zones, leap seconds or what day it is today.
 */
#include "base/date.h"

#include <stdio.h>

enum { DAY_SECONDS = 86400 };

/* ---- the calendar ---- */

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t month_days(int32_t year, int32_t month)
{
    static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/** Days since 1970-01-01 (years 1 to 10000). */
static int32_t day_number(int32_t year, int32_t month, int32_t day)
{
    int32_t before = year - 1, n = before * 365 + before / 4 - before / 100 + before / 400;
    for (int32_t m = 1; m < month; m++) n += month_days(year, m);
    return n + day - 1 - 719162; /* 1970-01-01 is day 719162 of the calendar */
}

typedef struct civil {
    int32_t year, month, day;
} civil;

static civil civil_of(int32_t days)
{
    civil c = {(int32_t)((int64_t)(days + 719162) * 400 / 146097) + 1, 1, 1};
    while (day_number(c.year, 1, 1) > days) c.year--;
    while (day_number(c.year + 1, 1, 1) <= days) c.year++;
    int32_t left = days - day_number(c.year, 1, 1);
    while (left >= month_days(c.year, c.month)) left -= month_days(c.year, c.month++);
    c.day = left + 1;
    return c;
}

/* ---- reading ---- */

typedef struct reader {
    str rest;
    bool ok;
} reader;

/** Exactly `digits` digits in [low, high]. */
static int32_t take_number(reader *r, size_t digits, int32_t low, int32_t high)
{
    int32_t v = 0;
    r->ok = r->ok && r->rest.n >= digits;
    for (size_t i = 0; r->ok && i < digits; i++) {
        char c = r->rest.p[i];
        r->ok = c >= '0' && c <= '9';
        v = v * 10 + (c - '0');
    }
    r->ok = r->ok && v >= low && v <= high;
    if (r->ok) r->rest = (str){r->rest.p + digits, r->rest.n - digits};
    return r->ok ? v : low;
}

static bool take_char(reader *r, char c)
{
    if (!r->ok || r->rest.n == 0 || r->rest.p[0] != c) return false;
    r->rest = (str){r->rest.p + 1, r->rest.n - 1};
    return true;
}

static void demand_char(reader *r, char c)
{
    if (!take_char(r, c)) r->ok = false;
}

static void skip_fraction(reader *r)
{
    if (!take_char(r, '.')) return;
    size_t n = 0;
    while (n < r->rest.n && r->rest.p[n] >= '0' && r->rest.p[n] <= '9') n++;
    r->ok = r->ok && n > 0 && n <= 9;
    r->rest = (str){r->rest.p + n, r->rest.n - n};
}

/** Seconds that lie between local time and UTC. */
static int32_t take_offset(reader *r)
{
    if (r->rest.n == 0 || take_char(r, 'Z')) return 0;
    int32_t sign = take_char(r, '+') ? 1 : -1;
    if (sign < 0) demand_char(r, '-');
    int32_t seconds = take_number(r, 2, 0, 14) * 3600;
    demand_char(r, ':');
    return sign * (seconds + take_number(r, 2, 0, 59) * 60);
}

static void take_time(reader *r, date *d)
{
    int32_t s = take_number(r, 2, 0, 23) * 3600;
    demand_char(r, ':');
    s += take_number(r, 2, 0, 59) * 60;
    if (take_char(r, ':')) {
        int32_t second = take_number(r, 2, 0, 60); /* 60: a leap second counts as the 59th */
        s += second > 59 ? 59 : second;
        skip_fraction(r);
    }
    s -= take_offset(r);
    if (s < 0) {
        d->day--;
        s += DAY_SECONDS;
    } else if (s >= DAY_SECONDS) {
        d->day++;
        s -= DAY_SECONDS;
    }
    d->second = s;
    d->precision = DATE_SECOND;
}

bool date_parse(str text, date *out)
{
    reader r = {text, true};
    date d = {.precision = DATE_YEAR};
    int32_t month = 1, day = 1, year = take_number(&r, 4, 1, 9999);
    if (take_char(&r, '-')) {
        month = take_number(&r, 2, 1, 12);
        d.precision = DATE_MONTH;
        if (take_char(&r, '-')) {
            day = take_number(&r, 2, 1, month_days(year, month));
            d.precision = DATE_DAY;
        }
    }
    if (!r.ok) return false;
    d.day = day_number(year, month, day);
    if (d.precision == DATE_DAY && take_char(&r, 'T')) take_time(&r, &d);
    bool inside = d.day >= day_number(1, 1, 1) && d.day < day_number(10000, 1, 1);
    if (!r.ok || r.rest.n > 0 || !inside) return false;
    *out = d;
    return true;
}

/* ---- writing and comparing ---- */

const char *date_text(date d, char out[DATE_TEXT_MAX])
{
    civil c = civil_of(d.day);
    out[0] = '\0';
    size_t n = DATE_TEXT_MAX;
    switch (d.precision) {
    case DATE_NONE: break;
    case DATE_YEAR: (void)snprintf(out, n, "%04d", c.year); break;
    case DATE_MONTH: (void)snprintf(out, n, "%04d-%02d", c.year, c.month); break;
    case DATE_DAY: (void)snprintf(out, n, "%04d-%02d-%02d", c.year, c.month, c.day); break;
    case DATE_SECOND:
        (void)snprintf(out, n, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                       d.second / 3600, d.second / 60 % 60, d.second % 60);
        break;
    }
    return out;
}

/** Days that the span of a date without a time holds. */
static int32_t span_days(date d)
{
    civil c = civil_of(d.day);
    if (d.precision == DATE_YEAR) return is_leap(c.year) ? 366 : 365;
    return d.precision == DATE_MONTH ? month_days(c.year, c.month) : 1;
}

void date_span(date d, int64_t *first, int64_t *last)
{
    *first = (int64_t)d.day * DAY_SECONDS + d.second;
    *last = *first;
    if (d.precision != DATE_SECOND) *last += (int64_t)span_days(d) * DAY_SECONDS - 1;
}

int date_order(date a, date b)
{
    int64_t a_first, a_last, b_first, b_last;
    if (a.precision == DATE_NONE || b.precision == DATE_NONE) return 0;
    date_span(a, &a_first, &a_last);
    date_span(b, &b_first, &b_last);
    if (a_last < b_first) return -1;
    return a_first > b_last ? 1 : 0;
}

/** Birthdays passed; someone born on 29 February has the next one on 1 March in other years. */
static int32_t years_between(int32_t birth, int32_t at)
{
    civil b = civil_of(birth), a = civil_of(at);
    int32_t years = a.year - b.year;
    return a.month < b.month || (a.month == b.month && a.day < b.day) ? years - 1 : years;
}

bool date_years(date birth, date at, int32_t *least, int32_t *most)
{
    if (birth.precision == DATE_NONE || at.precision == DATE_NONE) return false;
    int32_t birth_last = birth.precision < DATE_DAY ? birth.day + span_days(birth) - 1 : birth.day;
    int32_t at_last = at.precision < DATE_DAY ? at.day + span_days(at) - 1 : at.day;
    *least = years_between(birth_last, at.day);
    *most = years_between(birth.day, at_last);
    return true;
}

bool date_days(date a, date b, int32_t *days)
{
    if (a.precision == DATE_NONE || b.precision == DATE_NONE) return false;
    *days = b.day - a.day;
    return true;
}
