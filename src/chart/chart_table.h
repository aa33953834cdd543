/*
 * Tables as charts, between the file that cuts rows into cells (chart_table.c) and the one that
 * knows what a row says (chart_table_row.c). Private; the manual is chart_read.h and docs/chart.md.
 */
#ifndef PRECIS_CHART_CHART_TABLE_H
#define PRECIS_CHART_CHART_TABLE_H

#include "chart/chart.h"

enum chart_column {
    COLUMN_NAME,
    COLUMN_VALUE,
    COLUMN_UNIT,
    COLUMN_DATE,
    COLUMN_KIND,
    COLUMN_STATUS,
    COLUMN_FREQUENCY,
    COLUMN_COUNT
};

/** How figures and dates of the whole sheet are written; established, not guessed. */
typedef enum number_style {
    NUMBERS_UNKNOWN, /**< nothing in the sheet tells */
    NUMBERS_POINT,   /**< 1,234.5 */
    NUMBERS_COMMA    /**< 1.234,5 */
} number_style;

typedef enum date_style { DATES_UNKNOWN, DATES_DAY_FIRST, DATES_MONTH_FIRST } date_style;

/** One row, its cells by meaning, trimmed. */
typedef struct chart_row {
    str cell[COLUMN_COUNT];
    size_t line;
} chart_row;

/** What holds for all rows. */
typedef struct chart_sheet {
    chart *into;
    arena *memory; /**< of the row */
    number_style numbers;
    date_style dates, dates_shown; /**< of the columns here; what the cells of the sheet show */
    char date_of_all[16];          /**< from a row "date, 2024-05-03"; empty = none */
    size_t rows, recognised;       /**< rows so far; those whose name or kind was known */
    char first[80];                /**< the first row that was not, for a message */
    size_t first_line;
} chart_sheet;

/** Reads one row into the chart. */
CHECKED status chart_row_add(chart_sheet *s, const chart_row *row, err *e);
/** The kind of style that a figure of the sheet shows: NUMBERS_UNKNOWN when it tells nothing. */
number_style chart_number_style(str cell);
/** A figure with its separators taken out ("7,500" -> "7500"); false when the style does not
 *  tell what its comma means. `out` has room for `in`. */
bool chart_number_plain(str in, number_style style, char *out, size_t *n);
/** A date as ISO 8601; false when it is none or when day and month cannot be told apart. A time
 *  behind it is passed over; 3.11.2026 with points has the day first wherever it is written. Names
 *  of months are those of kb/sheet_words.tsv. */
bool chart_date_iso(const kb_chart_codes *codes, str in, date_style style, char out[16]);
/** The order that a date of the sheet shows (23/11/2026): DATES_UNKNOWN when it tells nothing. */
date_style chart_date_style(str in);

#endif
