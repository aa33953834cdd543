/*
 * Figures and dates as people write them into sheets: decimal commas, thousands, lakhs, days before
 * months. What could mean two things is not read.
 */
#include <stdio.h>
#include <string.h>

#include "chart/chart_table.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- figures ---- */

typedef struct number_parts {
    size_t commas, points, last_group; /**< digits behind the last separator */
    bool groups_of_thousands;          /**< each comma is followed by two or three digits, the last
                                            by three */
    char last;                         /**< last separator, or 0 */
    bool plain;                        /**< only digits, commas and points */
} number_parts;

static number_parts parts_of(str in)
{
    number_parts p = {.plain = in.n > 0, .groups_of_thousands = true};
    size_t group = 0;
    char separator = '\0';
    for (size_t i = 0; i <= in.n; i++) {
        char c = i < in.n ? in.p[i] : '\0';
        if (is_digit(c)) {
            group++;
            continue;
        }
        bool end = i == in.n;
        if (!end && c != ',' && c != '.') p.plain = false;
        if (separator == ',') {
            bool last = end || c == '.';
            bool fits = last ? group == 3 : group == 3 || group == 2;
            p.groups_of_thousands = p.groups_of_thousands && fits;
        }
        p.commas += c == ',';
        p.points += c == '.';
        p.last_group = group;
        group = 0;
        if (!end) p.last = separator = c;
    }
    return p;
}

number_style chart_number_style(str cell)
{
    number_parts p = parts_of(cell);
    if (!p.plain) return NUMBERS_UNKNOWN;
    if (p.commas > 0 && p.points > 0) return p.last == '.' ? NUMBERS_POINT : NUMBERS_COMMA;
    if (p.points > 1) return NUMBERS_COMMA;
    if (p.commas > 1) return NUMBERS_POINT;
    if (p.points == 1) return p.last_group == 3 ? NUMBERS_UNKNOWN : NUMBERS_POINT;
    return p.commas == 1 && p.last_group != 3 ? NUMBERS_COMMA : NUMBERS_UNKNOWN;
}

/** What separates thousands in a figure, 0 when its separator could mean two things. */
static char thousands_of(const number_parts *p, number_style own, number_style style)
{
    if (own != NUMBERS_UNKNOWN) {
        if (style != NUMBERS_UNKNOWN && style != own) return '\0';
        style = own;
    }
    if (style == NUMBERS_UNKNOWN) return p->commas == 0 ? ',' : '\0'; /* 1.234 is a decimal */
    if (style == NUMBERS_COMMA) return '.';
    return p->commas == 0 || p->groups_of_thousands ? ',' : '\0';
}

bool chart_number_plain(str in, number_style style, char *out, size_t *n)
{
    number_parts p = parts_of(in);
    char thousands = thousands_of(&p, chart_number_style(in), style);
    *n = 0;
    if (!p.plain || thousands == '\0') return false;
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        if (c == thousands) continue;
        out[(*n)++] = c == ',' ? '.' : c;
    }
    return true;
}

/* ---- dates ---- */

static size_t month_of_name(str word)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
    if (word.n < 3) return 0;
    for (size_t i = 0; i < 12; i++) {
        if (str_eq_ci((str){word.p, 3}, str_of(names[i]))) return i + 1;
    }
    return 0;
}

/** The next run of letters or digits. */
static bool next_word(str *rest, str *word)
{
    size_t i = 0, n = 0;
    while (i < rest->n && strchr(" /.-,", rest->p[i]) != NULL) i++;
    while (i + n < rest->n && strchr(" /.-,", rest->p[i + n]) == NULL) n++;
    *word = (str){rest->p + i, n};
    *rest = (str){rest->p + i + n, rest->n - i - n};
    return n > 0;
}

static bool write_iso(uint32_t year, uint32_t month, uint32_t day, char out[16])
{
    date d;
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
    (void)snprintf(out, 16, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
    return date_parse(str_of(out), &d);
}

static bool by_style(uint32_t a, uint32_t b, uint32_t year, date_style style, char out[16])
{
    bool same = a == b;
    if (style == DATES_DAY_FIRST || same) return write_iso(year, b, a, out);
    if (style == DATES_MONTH_FIRST) return write_iso(year, a, b, out);
    if (a > 12) return write_iso(year, b, a, out);
    return b > 12 && write_iso(year, a, b, out);
}

bool chart_date_iso(str in, date_style style, char out[16])
{
    date d;
    str rest = in, word[3], more;
    uint32_t number[3] = {0, 0, 0};
    char text[DATE_TEXT_MAX];
    if (date_parse(in, &d)) {
        if (d.precision == DATE_SECOND) d.precision = DATE_DAY;
        (void)snprintf(out, 16, "%.15s", date_text(d, text));
        return true;
    }
    for (size_t i = 0; i < 3; i++) {
        if (!next_word(&rest, &word[i])) return false;
        (void)str_to_u32(word[i], &number[i]);
    }
    if (next_word(&rest, &more)) return false;
    size_t month = month_of_name(word[1]);
    if (number[1] == 0 && month > 0) return write_iso(number[2], (uint32_t)month, number[0], out);
    month = month_of_name(word[0]);
    if (number[0] == 0 && month > 0) return write_iso(number[2], (uint32_t)month, number[1], out);
    return by_style(number[0], number[1], number[2], style, out);
}
