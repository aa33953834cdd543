/*
 * One walk over the characters of a text for all surfaces.
 */
#include "report/report_escape.h"

/* Length of the well-formed character at `p`, its code in `*code`; 0 when it is not UTF-8. */
static size_t character(str text, size_t at, uint32_t *code)
{
    unsigned char first = (unsigned char)text.p[at];
    size_t n = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (n == 0 || first > 0xF4 || at + n > text.n) return 0;
    if (!str_is_utf8((str){text.p + at, n})) return 0;
    uint32_t c = n == 1 ? first : first & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) c = c << 6 | ((unsigned char)text.p[at + i] & 0x3Fu);
    *code = c;
    return n;
}

static bool is_harmful(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || c == 0x061C ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c & 0xFFFE) == 0xFFFE || (c >= 0xFFF9 && c <= 0xFFFB);
}

static const char *entity(uint32_t c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static bool is_plain(char c, bool html)
{
    unsigned char byte = (unsigned char)c;
    if (byte < 0x20 || byte >= 0x7F) return false;
    return !html || (c != '&' && c != '<' && c != '>' && c != '"' && c != '\'');
}

static void put(buf *out, str text, bool html)
{
    for (size_t i = 0; i < text.n;) {
        size_t plain = i; /* nearly all of a page: copied in one go */
        while (plain < text.n && is_plain(text.p[plain], html)) plain++;
        buf_put(out, text.p + i, plain - i);
        i = plain;
        if (i == text.n) break;
        uint32_t code = 0;
        size_t n = character(text, i, &code);
        const char *named = html ? entity(code) : NULL;
        if (n == 0 || is_harmful(code))
            buf_put_text(out, "\xEF\xBF\xBD");
        else if (named != NULL)
            buf_put_text(out, named);
        else
            buf_put(out, text.p + i, n);
        i += n == 0 ? 1 : n;
    }
}

void report_put_plain(buf *out, str text)
{
    put(out, text, false);
}

void report_put_html(buf *out, str text)
{
    put(out, text, true);
}

/* Devanagari signs that take no column of their own. */
static bool is_mark(uint32_t c)
{
    return (c >= 0x0900 && c <= 0x0902) || c == 0x093A || c == 0x093C || c == 0x094D ||
           (c >= 0x0941 && c <= 0x0948) || (c >= 0x0300 && c <= 0x036F) || c == 0x200D;
}

size_t report_columns(str text)
{
    size_t columns = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t code = 0;
        size_t n = character(text, i, &code);
        columns += n == 0 || !is_mark(code);
        i += n == 0 ? 1 : n;
    }
    return columns;
}

void report_put_file_name(buf *out, str text)
{
    size_t before = out->n;
    for (size_t i = 0; i < text.n && i < 200; i++) {
        char c = text.p[i];
        bool plain = char_is_letter(c) || char_is_digit(c);
        bool inside = out->n > before && (c == '.' || c == '-');
        buf_put_c(out, plain || inside || c == '_' ? c : '_');
    }
    if (out->n == before) buf_put_text(out, "report");
}
