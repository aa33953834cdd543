/*
 * The page's style sheet and its one small script, as constants. Light and dark, A4 print, 320 px.
 */
#ifndef PRECIS_REPORT_HTML_STYLE_H
#define PRECIS_REPORT_HTML_STYLE_H

extern const char report_html_style[];
extern const char report_html_script[];

#endif
