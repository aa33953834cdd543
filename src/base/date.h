/*
 * Dates with their precision, as ISO 8601 and FHIR write them ("2019", "2019-05", "2019-05-03",
 * "2019-05-03T10:20:00+05:30"). A date without a day stays one without a day: it is a span of time,
 * never its first day by accident. Knows calendars, not today: the clock is the caller's.
 */
#ifndef PRECIS_BASE_DATE_H
#define PRECIS_BASE_DATE_H

#include "base/status.h"
#include "base/text.h"

typedef enum date_precision {
    DATE_NONE, /**< no date is known */
    DATE_YEAR,
    DATE_MONTH,
    DATE_DAY,
    DATE_SECOND
} date_precision;

typedef struct date {
    int32_t day;    /**< first day of the span, days since 1970-01-01 (proleptic Gregorian), UTC */
    int32_t second; /**< of that day, UTC; 0 unless DATE_SECOND */
    date_precision precision;
} date;

enum { DATE_TEXT_MAX = 32 };

/** Reads an ISO 8601 date or instant, years 1 to 9999; anything else gives false. An instant
 *  without an offset is taken as UTC. */
bool date_parse(str text, date *out);
/** "2019", "2019-05", "2019-05-03" or "2019-05-03T04:50:00Z"; "" for DATE_NONE. Gives `out`. */
const char *date_text(date d, char out[DATE_TEXT_MAX]);
/** First and last second of the span, seconds since 1970-01-01T00:00:00Z. */
void date_span(date d, int64_t *first, int64_t *last);
/** <0 when a lies before b, >0 behind, 0 when their spans overlap or one is unknown. */
int date_order(date a, date b);
/** Whole years from `birth` to `at` (an age): the least and the most that the precisions allow.
 *  False when one is unknown. Negative when `at` lies before `birth`. */
bool date_years(date birth, date at, int32_t *least, int32_t *most);
/** Whole days from a to b, counted from the first days of the spans; false when one is unknown. */
bool date_days(date a, date b, int32_t *days);

#endif
