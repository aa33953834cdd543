/*
 * Tables into charts: which character parts the cells, quotes, the header, and one row after the
 * other. CSV as RFC 4180 has it, TSV, and CSV with semicolons. What rows say is chart_table_row.c.
 */
#include "chart/chart_table.h"

#include <stdio.h>
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
    const kb_chart_codes *codes;
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

/** Places of the columns, CELLS_MAX where there is none. */
typedef struct layout {
    size_t at[COLUMN_COUNT], columns;
    date_style dates;
} layout;

static const layout usual_layout = {.at = {0, 1, 2, 3, CELLS_MAX, CELLS_MAX, CELLS_MAX},
                                    .columns = 4};

/** What a header's cell means; how its dates are written, when it says so. */
static bool find_column(const kb_chart_codes *codes, str cell, enum chart_column *column,
                        date_style *dates)
{
    static const struct {
        const char *meaning;
        enum chart_column column;
    } columns[] = {
        {"name", COLUMN_NAME}, {"value", COLUMN_VALUE},         {"unit", COLUMN_UNIT},
        {"date", COLUMN_DATE}, {"date_day_first", COLUMN_DATE}, {"date_month_first", COLUMN_DATE},
        {"kind", COLUMN_KIND}, {"status", COLUMN_STATUS},       {"frequency", COLUMN_FREQUENCY},
    };
    str meaning = kb_sheet_word(codes, STR("column"), cell);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (!str_eq(meaning, str_of(columns[i].meaning))) continue;
        *column = columns[i].column;
        if (str_eq(meaning, STR("date_day_first"))) *dates = DATES_DAY_FIRST;
        if (str_eq(meaning, STR("date_month_first"))) *dates = DATES_MONTH_FIRST;
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
        if (!find_column(r->codes, r->cell[i], &column, &l.dates)) continue;
        if (l.at[column] < CELLS_MAX) {
            FAIL(e, E_SYNTAX, "%s:%zu: two columns are called like '%.*s'", r->name, r->line,
                 STR_ARG(r->cell[i]));
        }
        l.at[column] = i;
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

/** How the sheet writes figures and dates: what its cells show, if they agree. */
static status find_styles(cell_reader r, chart_sheet *s, err *e)
{
    layout l = usual_layout;
    bool more = true;
    size_t numbers[NUMBERS_COMMA + 1] = {0}, dates[DATES_MONTH_FIRST + 1] = {0}, rows = 0;
    for (; more; rows++) {
        TRY(next_data(&r, &l, &more, e));
        if (!more) continue;
        numbers[chart_number_style(row_of(&r, &l).cell[COLUMN_VALUE])]++;
        for (size_t i = 0; i < r.count; i++) dates[chart_date_style(r.cell[i])]++;
    }
    if (rows == 1) FAIL(e, E_SYNTAX, "%s: the table has no row", r.name);
    bool both = numbers[NUMBERS_POINT] > 0 && numbers[NUMBERS_COMMA] > 0;
    s->numbers = NUMBERS_UNKNOWN;
    if (!both && numbers[NUMBERS_POINT] > 0) s->numbers = NUMBERS_POINT;
    if (!both && numbers[NUMBERS_COMMA] > 0) s->numbers = NUMBERS_COMMA;
    both = dates[DATES_DAY_FIRST] > 0 && dates[DATES_MONTH_FIRST] > 0;
    s->dates_shown = DATES_UNKNOWN;
    if (!both && dates[DATES_DAY_FIRST] > 0) s->dates_shown = DATES_DAY_FIRST;
    if (!both && dates[DATES_MONTH_FIRST] > 0) s->dates_shown = DATES_MONTH_FIRST;
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

/** The first row that says nothing known, for the message when none does. */
static void keep_first(chart_sheet *s, str what, size_t line)
{
    if (s->first_line > 0) return;
    if (what.n >= sizeof s->first) what.n = sizeof s->first - 1;
    while (what.n > 0 && ((unsigned char)what.p[what.n - 1] & 0xc0) == 0x80) what.n--;
    (void)snprintf(s->first, sizeof s->first, "%.*s", STR_ARG(what));
    s->first_line = line;
}

static status read_rows(cell_reader *r, chart_sheet *s, err *e)
{
    layout l = usual_layout;
    bool more;
    TRY(find_styles(*r, s, e));
    for (;;) {
        TRY(next_data(r, &l, &more, e));
        if (!more) return OK;
        s->dates = l.dates == DATES_UNKNOWN ? s->dates_shown : l.dates;
        chart_row row = row_of(r, &l);
        size_t known = s->recognised;
        s->rows++;
        if (!is_too_wide(r, l.columns)) {
            status added = chart_row_add(s, &row, e);
            if (added == E_CONFLICT) err_prefix(e, r->name); /* a second person */
            TRY(added);
            if (s->recognised == known) keep_first(s, row.cell[COLUMN_NAME], row.line);
            continue;
        }
        keep_first(s, row.cell[COLUMN_NAME], row.line);
        const char *from = arena_printf(r->memory, "line %zu", r->line);
        TRY_MEM(e, from);
        TRY(chart_add_unknown(s->into, str_of(from), row.cell[COLUMN_NAME], "too_many_cells", e));
        TRY(chart_count(s->into, STR("line"), false, e));
    }
}

/** A text of which no row says anything known is no chart: a letter, a log, another language. */
static status check_recognised(const char *name, const chart_sheet *s, err *e)
{
    if (s->recognised > 0) return OK;
    FAIL(
        e, E_SYNTAX,
        "%s: none of its %zu rows names anything known (line %zu: '%s'); expected FHIR JSON, or a "
        "sheet with one thing a row: name,value,unit,date, such as Creatinine,1.1,mg/dL,2026-11-23",
        name, s->rows, s->first_line, s->first);
}

/** The first line of a spreadsheet program that says which character parts the cells: "sep=;". */
static char take_separator(cell_reader *r)
{
    str line = r->rest, text = r->rest;
    if (!str_starts(text, STR("sep=")) || text.n < 5) return separator_of(text);
    (void)str_next(&text, '\n', &line);
    if (str_trim(line).n != 5) return separator_of(r->rest);
    r->rest = text;
    r->next_line++;
    return line.p[4];
}

status chart_read_table(const char *name, str text, chart *into, err *e)
{
    AUTO(arena_release) arena memory = {0};
    if (str_starts(text, STR("\xef\xbb\xbf"))) text = (str){text.p + 3, text.n - 3};
    if (str_trim(text).n == 0) FAIL(e, E_SYNTAX, "%s: the file is empty, no row in it", name);
    if (!str_is_utf8(text) || memchr(text.p == NULL ? "" : text.p, '\0', text.n) != NULL) {
        FAIL(e, E_SYNTAX, "%s: the table is not UTF-8 text (save it as \"CSV UTF-8\")", name);
    }
    cell_reader r = {
        .name = name, .rest = text, .next_line = 1, .memory = &memory, .codes = into->setup.codes};
    chart_sheet s = {.into = into, .memory = &memory};
    r.separator = take_separator(&r);
    TRY(read_rows(&r, &s, e));
    TRY(check_recognised(name, &s, e));
    status ended = chart_end(into, e);
    if (ended != OK) err_prefix(e, name);
    return ended;
}
