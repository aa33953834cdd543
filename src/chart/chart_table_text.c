/*
 * Figures and dates as people write them into sheets: decimal commas, thousands, lakhs, days before
 * months, months by name. What could mean two things is not read.
 */
#include <stdio.h>
#include <string.h>

#include "chart/chart_table.h"

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
        if (char_is_digit(c)) {
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

static uint32_t month_of_name(const kb_chart_codes *codes, str word)
{
    uint32_t month = 0;
    (void)str_to_u32(kb_sheet_word(codes, STR("month"), word), &month);
    return month;
}

/** The next run of letters or digits, and what stands before it. */
static bool next_word(str *rest, str *word, char *before)
{
    static const char marks[] = " /.-,";
    size_t i = 0, n = 0;
    *before = '\0';
    while (i < rest->n && strchr(marks, rest->p[i]) != NULL) {
        if (*before == '\0' || *before == ' ') *before = rest->p[i];
        i++;
    }
    while (i + n < rest->n && strchr(marks, rest->p[i + n]) == NULL) n++;
    *word = (str){rest->p + i, n};
    *rest = (str){rest->p + i + n, rest->n - i - n};
    return n > 0;
}

/** Day, month and year, or in another order, and what parts them ('.' when both are points). */
typedef struct date_parts {
    str word[3];
    uint32_t number[3]; /**< 0 where it is a name */
    char mark;
} date_parts;

/** "10:30", "00:00:00": digits and colons. */
static bool is_time(str text)
{
    size_t colons = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != ':' && !char_is_digit(text.p[i])) return false;
        colons += text.p[i] == ':';
    }
    return colons > 0 && char_is_digit(text.p[0]);
}

static bool take_date(str in, date_parts *out)
{
    str rest = in, more;
    char marks[3];
    for (size_t i = 0; i < 3;) {
        if (!next_word(&rest, &out->word[i], &marks[i])) return false;
        if (str_eq_ci(out->word[i], STR("de"))) continue; /* 3 de noviembre de 2026 */
        out->number[i] = 0;
        (void)str_to_u32(out->word[i], &out->number[i]);
        i++;
    }
    out->mark = marks[1] == marks[2] ? marks[1] : '\0';
    rest = str_trim(rest);
    return rest.n == 0 || is_time(rest) || !next_word(&rest, &more, marks);
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

date_style chart_date_style(str in)
{
    date_parts p;
    char iso[16];
    if (!take_date(in, &p) || p.mark == '.' || p.number[0] == 0 || p.number[1] == 0 ||
        p.number[2] < 1000) {
        return DATES_UNKNOWN;
    }
    if (p.number[0] > 12 && write_iso(p.number[2], p.number[1], p.number[0], iso)) {
        return DATES_DAY_FIRST;
    }
    bool month_first = p.number[1] > 12 && write_iso(p.number[2], p.number[0], p.number[1], iso);
    return month_first ? DATES_MONTH_FIRST : DATES_UNKNOWN;
}

bool chart_date_iso(const kb_chart_codes *codes, str in, date_style style, char out[16])
{
    date d;
    date_parts p;
    char text[DATE_TEXT_MAX];
    if (date_parse(in, &d)) {
        if (d.precision == DATE_SECOND) d.precision = DATE_DAY;
        (void)snprintf(out, 16, "%.15s", date_text(d, text));
        return true;
    }
    if (!take_date(in, &p)) return false;
    uint32_t second = p.number[1] == 0 ? month_of_name(codes, p.word[1]) : 0;
    if (second > 0) return write_iso(p.number[2], second, p.number[0], out);
    uint32_t first = p.number[0] == 0 ? month_of_name(codes, p.word[0]) : 0;
    if (first > 0) return write_iso(p.number[2], first, p.number[1], out);
    if (p.mark == '.' && style == DATES_UNKNOWN) style = DATES_DAY_FIRST;
    return by_style(p.number[0], p.number[1], p.number[2], style, out);
}
