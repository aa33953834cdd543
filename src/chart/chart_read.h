/*
 * Files into charts. FHIR R4 JSON (a Bundle of any type, one resource, or NDJSON as Bulk export
 * writes it) and plain tables (CSV or TSV: name, value, unit, date), plain, gzip or zstd. Streams:
 * one resource's tree exists at a time, so memory is bounded by the largest resource, not the file.
 */
#ifndef PRECIS_CHART_CHART_READ_H
#define PRECIS_CHART_CHART_READ_H

#include "chart/chart.h"

/** Reads one person's chart from a file of either kind (told by its first bytes). E_IO, E_SYNTAX
 *  (names file, line, column), E_CONFLICT (several patients and none chosen: lists their ids),
 *  E_LIMIT, E_MEMORY. */
CHECKED status chart_read_file(const char *path, chart *into, err *e);

/** Reads one table that is in memory. */
CHECKED status chart_read_table(const char *name, str text, chart *into, err *e);

#endif
