/*
 * Tables into charts: which character parts the cells, quotes, the header, and one row after the
 * other. CSV as RFC 4180 has it, TSV, and CSV with semicolons. What rows say is chart_table_row.c.
 */
#include "chart/chart_table.h"

#include <string.h>

#include "chart/chart_read.h"
#include "chart/chart_store.h"

enum { CELLS_MAX = 64, LINE_MAX_BYTES = 1 << 16 };

/* ---- cells ---- */

typedef struct cell_reader {
    const char *name;
    str rest;
    size_t line, next_line;
    char separator;
    arena *memory;
    str cell[CELLS_MAX];
    size_t count;
} cell_reader;

static status complain(const cell_reader *r, const char *what, err *e)
{
    FAIL(e, E_SYNTAX, "%s:%zu: %s", r->name, r->line, what);
}

/** Copies up to the closing quote, doubled ones as one; gives the place of the closing quote or
 *  NULL. */
static const char *copy_quoted(cell_reader *r, char *text, size_t room, size_t *n)
{
    const char *p = r->rest.p + 1, *end = r->rest.p + r->rest.n;
    for (*n = 0; p < end && *n < room; p++) {
        if (*p == '"' && (p + 1 == end || p[1] != '"')) return p;
        p += *p == '"';
        r->next_line += *p == '\n';
        text[(*n)++] = *p;
    }
    return p < end && *p == '"' ? p : NULL;
}

static status take_quoted(cell_reader *r, str *out, err *e)
{
    const char *end = r->rest.p + r->rest.n;
    size_t room = r->rest.n < LINE_MAX_BYTES ? r->rest.n : LINE_MAX_BYTES, n;
    char *text = arena_alloc(r->memory, room + 1);
    TRY_MEM(e, text);
    const char *p = copy_quoted(r, text, room, &n);
    if (p == NULL) return complain(r, "a quoted cell has no closing quote", e);
    for (p++; p < end && (*p == ' ' || *p == '\r');) p++;
    if (p < end && *p != r->separator && *p != '\n') {
        return complain(r, "text stands behind a closing quote", e);
    }
    *out = (str){text, n};
    r->rest = (str){p, (size_t)(end - p)};
    return OK;
}

static void take_plain(cell_reader *r, str *out)
{
    size_t n = 0;
    while (n < r->rest.n && r->rest.p[n] != r->separator && r->rest.p[n] != '\n') n++;
    *out = (str){r->rest.p, n};
    r->rest = (str){r->rest.p + n, r->rest.n - n};
}

static void skip_blanks(cell_reader *r)
{
    while (r->rest.n > 0 && r->rest.p[0] == ' ') r->rest = (str){r->rest.p + 1, r->rest.n - 1};
}

/** The next row that is neither empty nor a comment. */
static status next_row(cell_reader *r, bool *more, err *e)
{
    arena_reset(r->memory);
    *more = false;
    while (r->rest.n > 0 && !*more) {
        bool end = false, comment = r->rest.p[0] == '#';
        r->line = r->next_line++;
        r->count = 0;
        while (!end) {
            if (r->count == CELLS_MAX) {
                FAIL(e, E_LIMIT, "%s:%zu: more than %d cells", r->name, r->line, CELLS_MAX);
            }
            str *cell = &r->cell[r->count++];
            skip_blanks(r);
            if (!comment && r->rest.n > 0 && r->rest.p[0] == '"') {
                TRY(take_quoted(r, cell, e));
            } else {
                take_plain(r, cell);
            }
            *cell = str_trim(*cell);
            *more = *more || (cell->n > 0 && !comment);
            if (comment) r->count = 0;
            end = r->rest.n == 0 || r->rest.p[0] == '\n';
            if (r->rest.n > 0) r->rest = (str){r->rest.p + 1, r->rest.n - 1};
        }
    }
    return OK;
}

/** Tab, semicolon or comma: the first of these that the first row with any of them has. */
static char separator_of(str text)
{
    str line;
    while (text.n > 0 && str_next(&text, '\n', &line)) {
        if (line.n > 0 && line.p[0] == '#') continue;
        static const char marks[] = "\t;,";
        for (size_t i = 0; i < 3; i++) {
            if (str_find(line, marks[i]) < line.n) return marks[i];
        }
    }
    return ',';
}

/* ---- the header ---- */

static const struct {
    const char *word;
    enum chart_column column;
} column_words[] = {
    {"name", COLUMN_NAME},
    {"test", COLUMN_NAME},
    {"parameter", COLUMN_NAME},
    {"item", COLUMN_NAME},
    {"investigation", COLUMN_NAME},
    {"what", COLUMN_NAME},
    {"value", COLUMN_VALUE},
    {"result", COLUMN_VALUE},
    {"reading", COLUMN_VALUE},
    {"unit", COLUMN_UNIT},
    {"units", COLUMN_UNIT},
    {"date", COLUMN_DATE},
    {"when", COLUMN_DATE},
    {"collected", COLUMN_DATE},
    {"date (dd/mm/yyyy)", COLUMN_DATE},
    {"date (mm/dd/yyyy)", COLUMN_DATE},
    {"date (yyyy-mm-dd)", COLUMN_DATE},
    {"kind", COLUMN_KIND},
    {"type", COLUMN_KIND},
    {"category", COLUMN_KIND},
    {"status", COLUMN_STATUS},
    {"frequency", COLUMN_FREQUENCY},
    {"how often", COLUMN_FREQUENCY},
};

/** Places of the columns, CELLS_MAX where there is none. */
typedef struct layout {
    size_t at[COLUMN_COUNT], columns;
    date_style dates;
} layout;

static const layout usual_layout = {.at = {0, 1, 2, 3, CELLS_MAX, CELLS_MAX, CELLS_MAX},
                                    .columns = 4};

static bool find_column(str cell, enum chart_column *column)
{
    for (size_t i = 0; i < sizeof column_words / sizeof column_words[0]; i++) {
        if (!str_eq_ci(cell, str_of(column_words[i].word))) continue;
        *column = column_words[i].column;
        return true;
    }
    return false;
}

/** True when the row is a header: it names a column of names and one of values. Columns of other
 *  words (reference range, laboratory) are passed over. */
static status read_header(const cell_reader *r, layout *out, bool *is_header, err *e)
{
    layout l = {.dates = DATES_UNKNOWN, .columns = r->count};
    enum chart_column column;
    for (size_t i = 0; i < COLUMN_COUNT; i++) l.at[i] = CELLS_MAX;
    for (size_t i = 0; i < r->count; i++) {
        if (!find_column(r->cell[i], &column)) continue;
        if (l.at[column] < CELLS_MAX) {
            FAIL(e, E_SYNTAX, "%s:%zu: two columns are called like '%.*s'", r->name, r->line,
                 STR_ARG(r->cell[i]));
        }
        l.at[column] = i;
        if (str_eq_ci(r->cell[i], STR("date (dd/mm/yyyy)"))) l.dates = DATES_DAY_FIRST;
        if (str_eq_ci(r->cell[i], STR("date (mm/dd/yyyy)"))) l.dates = DATES_MONTH_FIRST;
    }
    *is_header = l.at[COLUMN_NAME] < CELLS_MAX && l.at[COLUMN_VALUE] < CELLS_MAX;
    *out = *is_header ? l : usual_layout;
    return OK;
}

static chart_row row_of(const cell_reader *r, const layout *l)
{
    chart_row row = {.line = r->line};
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (l->at[i] < r->count) row.cell[i] = r->cell[l->at[i]];
    }
    return row;
}

/* ---- the sheet ---- */

/** The next row of data; a header on the way (also below a title) changes the layout. */
static status next_data(cell_reader *r, layout *l, bool *more, err *e)
{
    for (;;) {
        layout found = *l;
        bool header = false;
        TRY(next_row(r, more, e));
        if (!*more) return OK;
        TRY(read_header(r, &found, &header, e));
        if (!header) return OK;
        *l = found;
    }
}

/** How the sheet writes figures: what its values show, if they agree. */
static status find_numbers(cell_reader r, number_style *out, err *e)
{
    layout l = usual_layout;
    bool more = true;
    size_t seen[NUMBERS_COMMA + 1] = {0}, rows = 0;
    for (; more; rows++) {
        TRY(next_data(&r, &l, &more, e));
        if (more) seen[chart_number_style(row_of(&r, &l).cell[COLUMN_VALUE])]++;
    }
    if (rows == 1) FAIL(e, E_SYNTAX, "%s: the table has no row", r.name);
    bool both = seen[NUMBERS_POINT] > 0 && seen[NUMBERS_COMMA] > 0;
    *out = NUMBERS_UNKNOWN;
    if (!both && seen[NUMBERS_POINT] > 0) *out = NUMBERS_POINT;
    if (!both && seen[NUMBERS_COMMA] > 0) *out = NUMBERS_COMMA;
    return OK;
}

/** An unquoted comma makes a row too wide: then nothing in it is where it seems to be. */
static bool is_too_wide(const cell_reader *r, size_t columns)
{
    for (size_t i = columns; i < r->count; i++) {
        if (r->cell[i].n > 0) return true;
    }
    return false;
}

static status read_rows(cell_reader *r, chart_sheet *s, err *e)
{
    layout l = usual_layout;
    bool more;
    TRY(find_numbers(*r, &s->numbers, e));
    for (;;) {
        TRY(next_data(r, &l, &more, e));
        if (!more) return OK;
        s->dates = l.dates;
        chart_row row = row_of(r, &l);
        if (!is_too_wide(r, l.columns)) {
            TRY(chart_row_add(s, &row, e));
            continue;
        }
        const char *from = arena_printf(r->memory, "line %zu", r->line);
        TRY_MEM(e, from);
        TRY(chart_add_unknown(s->into, str_of(from), row.cell[COLUMN_NAME], "too_many_cells", e));
        TRY(chart_count(s->into, STR("line"), false, e));
    }
}

status chart_read_table(const char *name, str text, chart *into, err *e)
{
    AUTO(arena_release) arena memory = {0};
    if (str_starts(text, STR("\xef\xbb\xbf"))) text = (str){text.p + 3, text.n - 3};
    if (!str_is_utf8(text) || memchr(text.p == NULL ? "" : text.p, '\0', text.n) != NULL) {
        FAIL(e, E_SYNTAX, "%s: the table is not UTF-8 text (save it as \"CSV UTF-8\")", name);
    }
    cell_reader r = {.name = name,
                     .rest = text,
                     .next_line = 1,
                     .separator = separator_of(text),
                     .memory = &memory};
    chart_sheet s = {.into = into, .memory = &memory};
    TRY(read_rows(&r, &s, e));
    return chart_end(into, e);
}
