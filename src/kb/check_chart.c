/*
 * Proof that the codes of charts are whole: check digits of LOINC (Luhn) and SNOMED CT (Verhoeff),
 * the form of ICD-10, units, ranges, that every reference between the two tables resolves, and that
 * each LOINC and SNOMED CT code has its row in kb/code_sources.tsv: what it means and where that is
 * written. A wrong digit in a code is found; that a code fits its row is for readers of that table.
 */
#include <math.h>

#include "kb/cells.h"
#include "kb/chart_codes.h"
#include "kb/check.h"

typedef struct chart_check {
    const kb_table *t;
    const char *table;
    kb_check_report *report;
    err *e;
} chart_check;

static bool is_alnum(char c)
{
    return char_is_digit(c) || (c >= 'A' && c <= 'Z');
}

/* ---- codes ---- */

/** "2160-0": digits, a hyphen, and the digit that makes the Luhn sum. */
static bool is_luhn_code(str code)
{
    unsigned sum = 0;
    if (code.n < 3 || code.p[code.n - 2] != '-' || !char_is_digit(code.p[code.n - 1])) return false;
    size_t digits = code.n - 2;
    for (size_t i = 0; i < digits; i++) {
        char c = code.p[digits - 1 - i];
        if (!char_is_digit(c)) return false;
        unsigned v = (unsigned)(c - '0') * (i % 2 == 0 ? 2 : 1);
        sum += v > 9 ? v - 9 : v;
    }
    return (10 - sum % 10) % 10 == (unsigned)(code.p[code.n - 1] - '0');
}

/** LOINC terms have a Luhn digit; parts and answers ("LA18976-3") only the form. */
static bool is_loinc(str code)
{
    if (!str_starts(code, STR("LA"))) return code.n <= 7 && is_luhn_code(code);
    for (size_t i = 2; i < code.n; i++) {
        if (i == code.n - 2 ? code.p[i] != '-' : !char_is_digit(code.p[i])) return false;
    }
    return code.n >= 5 && code.n <= 10;
}

/** The product of the dihedral group D5, of which Verhoeff's sum is made. */
static unsigned dihedral(unsigned a, unsigned b)
{
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    return b < 5 ? 5 + (a - b) % 5 : (a + 5 - b) % 5;
}

/** A concept of SNOMED CT: 6 to 18 digits, the two before the last say "concept". */
static bool is_snomed(str code)
{
    static const uint8_t turn[8][10] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
        {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
    unsigned sum = 0;
    if (code.n < 6 || code.n > 18) return false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[code.n - 1 - i];
        if (!char_is_digit(c)) return false;
        sum = dihedral(sum, turn[i % 8][c - '0']);
    }
    char kind = code.p[code.n - 3];
    return sum == 0 && (kind == '0' || kind == '1') && code.p[code.n - 2] == '0';
}

/** "I21", "I25.2", "K76.82", a part of a chapter such as "C0", or with "=" only the code itself. */
static bool is_icd10(str code)
{
    if (str_starts(code, STR("="))) code = (str){code.p + 1, code.n - 1};
    size_t head = str_find(code, '.');
    if (head < 2 || head > 3 || code.n > 8) return false;
    if (code.p[0] < 'A' || code.p[0] > 'Z' || !char_is_digit(code.p[1])) return false;
    if (head == 3 && !is_alnum(code.p[2])) return false;
    if (head == code.n) return true;
    for (size_t i = head + 1; i < code.n; i++) {
        if (!is_alnum(code.p[i])) return false;
    }
    return head == 3 && code.n > head + 1;
}

static bool is_word(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!(c >= 'a' && c <= 'z') && !char_is_digit(c) && c != '_') return false;
    }
    return text.n > 0;
}

static bool is_cell_name(str text)
{
    return text.n > 0 && text.n <= 80;
}

typedef bool code_form_fn(str code);

/** Every part of a list has the form and stands in it once. */
static status check_list(chart_check *c, uint32_t row, const char *column, code_form_fn *form)
{
    uint32_t at;
    str part, rest, again;
    TRY(kb_column(c->t, column, &at, c->e));
    str cell = kb_cell(c->t, row, at);
    if (cell.n == 0) return OK;
    rest = cell;
    while (str_next(&rest, ';', &part)) {
        size_t seen = 0;
        str all = cell;
        c->report->facts++;
        while (str_next(&all, ';', &again)) seen += str_eq(again, part);
        if (form(part) && seen == 1) continue;
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "%s '%.*s': %s", column,
                          STR_ARG(part), seen > 1 ? "stands twice" : "is no such code"));
    }
    return OK;
}

static status check_source(chart_check *c, uint32_t row)
{
    uint32_t at;
    TRY(kb_column(c->t, "source", &at, c->e));
    c->report->facts++;
    if (kb_cell(c->t, row, at).n > 0) return OK;
    return kb_check_fail(c->report, c->e, c->table, row + 1, "no source");
}

/* ---- where it is written what a code means ---- */

typedef struct code_sources {
    const kb_table *t;
    uint32_t system, code, meaning, source;
} code_sources;

static status open_sources(const kb *k, code_sources *out, err *e)
{
    static const char *const names[] = {"system", "code", "meaning", "source"};
    uint32_t at[4];
    TRY(kb_columns(k, "code_sources", names, 4, &out->t, at, e));
    out->system = at[0];
    out->code = at[1];
    out->meaning = at[2];
    out->source = at[3];
    return OK;
}

static size_t sources_of(const code_sources *s, const char *system, str code)
{
    size_t n = 0;
    for (uint32_t i = 0; i < s->t->rows; i++) {
        n += str_eq(kb_cell(s->t, i, s->code), code) &&
             str_eq(kb_cell(s->t, i, s->system), str_of(system));
    }
    return n;
}

/** Each code of a column has been found, once, in a text that says what it means. */
static status check_sourced(chart_check *c, const code_sources *s, uint32_t row, const char *column)
{
    uint32_t at;
    str part;
    TRY(kb_column(c->t, column, &at, c->e));
    str cell = kb_cell(c->t, row, at);
    while (cell.n > 0 && str_next(&cell, ';', &part)) {
        c->report->facts++;
        if (sources_of(s, column, part) == 1) continue;
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1,
                          "%s '%.*s': not one row of 'code_sources' says what it means", column,
                          STR_ARG(part)));
    }
    return OK;
}

static status stands_in(const kb_table *t, const char *column, str code, bool *found, err *e)
{
    str part;
    uint32_t at;
    TRY(kb_column(t, column, &at, e));
    for (uint32_t i = 0; i < t->rows && !*found; i++) {
        str cell = kb_cell(t, i, at);
        while (cell.n > 0 && str_next(&cell, ';', &part)) *found = *found || str_eq(part, code);
    }
    return OK;
}

/** `analytes` and `problems` use what the row explains, and it explains it. */
static status check_source_row(chart_check *c, const code_sources *s, const kb_table *analytes,
                               const kb_table *problems, uint32_t row)
{
    str system = kb_cell(s->t, row, s->system), code = kb_cell(s->t, row, s->code);
    bool used = false;
    if (str_eq(system, STR("loinc"))) {
        TRY(stands_in(analytes, "loinc", code, &used, c->e));
        TRY(stands_in(problems, "loinc", code, &used, c->e));
    } else if (str_eq(system, STR("snomed"))) {
        TRY(stands_in(problems, "snomed", code, &used, c->e));
    }
    c->report->facts += 2;
    if (!used) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "%.*s '%.*s': no table uses it",
                          STR_ARG(system), STR_ARG(code)));
    }
    if (kb_cell(s->t, row, s->meaning).n > 0 && kb_cell(s->t, row, s->source).n > 0) return OK;
    return kb_check_fail(c->report, c->e, c->table, row + 1, "'%.*s': no meaning or no source",
                         STR_ARG(code));
}

/** The words of sheets: each use and meaning is one that the reader asks for. */
static status check_words(const kb *k, kb_check_report *report, err *e)
{
    static const char *const uses[] = {"column", "row", "sex", "flag", "month"};
    static const char *const names[] = {"use", "meaning", "words", "source"};
    const kb_table *t;
    uint32_t at[4];
    TRY(kb_columns(k, "sheet_words", names, 4, &t, at, e));
    chart_check c = {t, "sheet_words", report, e};
    for (uint32_t i = 0; i < t->rows; i++) {
        bool whole = kb_cell(t, i, at[1]).n > 0 && kb_cell(t, i, at[2]).n > 0;
        report->facts++;
        if (!whole || !str_in(kb_cell(t, i, at[0]), uses, 5)) {
            TRY(kb_check_fail(report, e, c.table, i + 1, "no such use, or no meaning or words"));
        }
        TRY(check_list(&c, i, "words", is_cell_name));
        TRY(check_source(&c, i));
    }
    return OK;
}

static status check_sources(const kb *k, chart_check *analytes, chart_check *problems)
{
    code_sources s;
    err *e = analytes->e;
    TRY(open_sources(k, &s, e));
    for (uint32_t i = 0; i < analytes->t->rows; i++) {
        TRY(check_sourced(analytes, &s, i, "loinc"));
    }
    for (uint32_t i = 0; i < problems->t->rows; i++) {
        TRY(check_sourced(problems, &s, i, "loinc"));
        TRY(check_sourced(problems, &s, i, "snomed"));
    }
    chart_check own = {s.t, "code_sources", analytes->report, e};
    for (uint32_t i = 0; i < s.t->rows; i++) {
        TRY(check_source_row(&own, &s, analytes->t, problems->t, i));
    }
    return OK;
}

/* ---- analytes ---- */

static status check_analyte(chart_check *c, const kb_chart_codes *codes, uint32_t row)
{
    const kb_analyte *a = &codes->analytes[row];
    str twin, twins = a->twin;
    c->report->facts += 4;
    if (!is_word(a->name)) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "'%.*s' is no name",
                          STR_ARG(a->name)));
    }
    if (a->coded != (a->unit.n == 0)) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "%.*s: either coded or with a unit",
                          STR_ARG(a->name)));
    }
    if (!a->coded && !(a->low < a->high)) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "%.*s: low is not below high",
                          STR_ARG(a->name)));
    }
    while (twins.n > 0 && str_next(&twins, ';', &twin)) {
        const kb_analyte *other = kb_analyte_of_name(codes, twin);
        if (other != NULL && str_eq(other->name, twin) && other != a) continue;
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "%.*s: no twin '%.*s'",
                          STR_ARG(a->name), STR_ARG(twin)));
    }
    TRY(check_list(c, row, "loinc", is_loinc));
    TRY(check_list(c, row, "names", is_cell_name));
    return check_source(c, row);
}

/* ---- problems ---- */

static bool is_repeated(const kb_chart_codes *codes, uint32_t row)
{
    const kb_problem *p = codes->problems;
    for (uint32_t i = 0; i < row; i++) {
        if (str_eq(p[i].kind, p[row].kind) && str_eq(p[i].fact, p[row].fact) &&
            str_eq(p[i].value, p[row].value) && str_eq(p[i].question, p[row].question)) {
            return true;
        }
    }
    return false;
}

/** A name denies one condition only: of several, the wider ones mark it with "<". */
static status check_denials(chart_check *c, const kb_chart_codes *codes, uint32_t row)
{
    const kb_problem *p = &codes->problems[row], *rows[KB_PROBLEMS_MAX];
    uint32_t at;
    str name;
    TRY(kb_column(c->t, "names", &at, c->e));
    str cell = kb_cell(c->t, row, at);
    if (!str_eq(p->fact, STR("condition"))) return OK;
    while (cell.n > 0 && str_next(&cell, ';', &name)) {
        size_t n = kb_problems_of_name(codes, name, rows, KB_PROBLEMS_MAX), whole = 0;
        for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
            whole += str_eq(rows[i]->kind, p->kind) && str_eq(rows[i]->fact, p->fact) &&
                     !kb_problem_is_wider(codes, rows[i], name);
        }
        c->report->facts++;
        if (whole <= 1) continue;
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1,
                          "name '%.*s': %zu conditions, and none is marked '<' as the wider one",
                          STR_ARG(name), whole));
    }
    return OK;
}

static status check_problem(chart_check *c, const kb_chart_codes *codes, uint32_t row)
{
    static const char *const kinds[] = {"condition", "procedure", "status", "family", "relation",
                                        "allergy",   "medicine",  "answer", "genetic"};
    static const char *const whiles[] = {"active", "ever"};
    const kb_problem *p = &codes->problems[row];
    const kb_analyte *asked = kb_analyte_of_name(codes, p->question);
    bool status_row = str_eq(p->kind, STR("status"));
    bool answers = asked != NULL && asked->coded && str_eq(asked->name, p->question);
    c->report->facts += 4;
    if (!str_in(p->kind, kinds, 9) || !is_word(p->fact) || p->value.n == 0 ||
        !str_in(p->only_while, whiles, 2)) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1,
                          "kind '%.*s', fact '%.*s' or only_while '%.*s' is not known",
                          STR_ARG(p->kind), STR_ARG(p->fact), STR_ARG(p->only_while)));
    }
    if (status_row ? !answers : p->question.n > 0) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "question '%.*s' is no coded analyte",
                          STR_ARG(p->question)));
    }
    if (is_repeated(codes, row)) {
        TRY(kb_check_fail(c->report, c->e, c->table, row + 1, "%.*s %.*s stands twice",
                          STR_ARG(p->fact), STR_ARG(p->value)));
    }
    TRY(check_list(c, row, "snomed", is_snomed));
    TRY(check_list(c, row, "icd10", is_icd10));
    TRY(check_list(c, row, "loinc", is_loinc));
    TRY(check_list(c, row, "cdcrec", is_luhn_code));
    TRY(check_list(c, row, "names", is_cell_name));
    TRY(check_denials(c, codes, row));
    return check_source(c, row);
}

/** Knowledge bases without charts (tests, a release being compared) have nothing to prove here. */
status kb_check_charts(const kb *k, kb_check_report *report, err *e)
{
    AUTO(arena_release) arena a = {0};
    kb_chart_codes codes;
    chart_check analytes = {kb_table_find(k, "analytes"), "analytes", report, e};
    chart_check problems = {kb_table_find(k, "problems"), "problems", report, e};
    if (analytes.t == NULL || problems.t == NULL) return OK;
    TRY(kb_chart_codes_open(k, &a, &codes, e));
    for (uint32_t i = 0; i < analytes.t->rows; i++) TRY(check_analyte(&analytes, &codes, i));
    for (uint32_t i = 0; i < problems.t->rows; i++) TRY(check_problem(&problems, &codes, i));
    TRY(check_words(k, report, e));
    return check_sources(k, &analytes, &problems);
}
