/*
 * Failure texts. Knows how to keep one line of text printable and terminated; knows nothing of
 * who reads it.
 */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void err_clear(err *e)
{
    if (e == NULL) return;
    e->code = OK;
    e->text[0] = '\0';
}

/* A hostile file name or field must not move the cursor of the terminal that shows the line. */
static void make_printable(char *text)
{
    for (char *p = text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c == 0x7f) *p = '?';
    }
}

/* A cut in the middle of a UTF-8 sequence is moved back to its start. */
static void trim_partial_utf8(char *text)
{
    size_t n = strlen(text);
    size_t back = 0;
    while (back < n && back < 4 && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80) back++;
    if (back >= n) return;
    unsigned char lead = (unsigned char)text[n - 1 - back];
    size_t need = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (need > back) text[n - 1 - back] = '\0';
}

status err_set(err *e, status code, const char *format, ...)
{
    if (e == NULL) return code;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    if (n < 0) e->text[0] = '\0';
    if (n >= (int)sizeof e->text) trim_partial_utf8(e->text);
    make_printable(e->text);
    e->code = code;
    return code;
}

void err_prefix(err *e, const char *prefix)
{
    if (e == NULL) return;
    char old[ERR_TEXT_MAX];
    memcpy(old, e->text, sizeof old);
    (void)err_set(e, e->code, "%s: %s", prefix, old);
}
