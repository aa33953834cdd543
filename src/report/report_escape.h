/*
 * Foreign text made harmless before it is shown: control characters, bytes that are not UTF-8 and
 * marks that turn the reading direction become U+FFFD; in HTML and SVG the five special characters
 * become entities. JSON has its own (base/jsonw.h).
 */
#ifndef PRECIS_REPORT_ESCAPE_H
#define PRECIS_REPORT_ESCAPE_H

#include "base/text.h"

void report_put_plain(buf *out, str text);
void report_put_html(buf *out, str text);
/** Columns that the text takes on a terminal, marks that stand above or below letters not counted.
 */
size_t report_columns(str text);
/** A file name made of the text: letters, digits, '.', '-' and '_' kept, all else '_'; never empty,
 *  never beginning with '.' or '-'. */
void report_put_file_name(buf *out, str text);

#endif
