/*
 * What one row of a sheet says: the person's own data, a medicine, a value, a condition with yes or
 * no. Knows the words that name kinds of rows; all clinical names are looked up by the store.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chart/chart_store.h"
#include "chart/chart_table.h"

typedef enum row_kind {
    ROW_VALUE,
    ROW_MEDICINE,
    ROW_CONDITION,
    ROW_PROCEDURE,
    ROW_ALLERGY,
    ROW_FAMILY,
    ROW_SEX,
    ROW_BIRTH,
    ROW_AGE_SEX,
    ROW_ID,
    ROW_DATE,
    ROW_IGNORED
} row_kind;

static bool kind_of(const kb_chart_codes *codes, str word, row_kind *kind)
{
    static const struct {
        const char *meaning;
        row_kind kind;
    } kinds[] = {
        {"value", ROW_VALUE},
        {"medicine", ROW_MEDICINE},
        {"condition", ROW_CONDITION},
        {"procedure", ROW_PROCEDURE},
        {"allergy", ROW_ALLERGY},
        {"family", ROW_FAMILY},
        {"sex", ROW_SEX},
        {"sex_m_unclear", ROW_SEX},
        {"birth", ROW_BIRTH},
        {"age_sex", ROW_AGE_SEX},
        {"id", ROW_ID},
        {"date", ROW_DATE},
        {"ignored", ROW_IGNORED},
    };
    str meaning = kb_sheet_word(codes, STR("row"), word);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!str_eq(meaning, str_of(kinds[i].meaning))) continue;
        *kind = kinds[i].kind;
        return true;
    }
    return false;
}

/** A row taken apart: its kind and what is said, with "medicine: x" and "medicine, x" alike. */
typedef struct said_row {
    row_kind kind;
    str what;  /**< name of the thing */
    str value; /**< its value; may be empty */
    str unit, when, status, frequency;
    str relation; /**< family */
    char from[32];
} said_row;

static said_row take_apart(const kb_chart_codes *codes, const chart_row *row)
{
    const str *cell = row->cell;
    said_row r = {.kind = ROW_VALUE,
                  .what = cell[COLUMN_NAME],
                  .value = cell[COLUMN_VALUE],
                  .unit = cell[COLUMN_UNIT],
                  .when = cell[COLUMN_DATE],
                  .status = cell[COLUMN_STATUS],
                  .frequency = cell[COLUMN_FREQUENCY],
                  .relation = STR("family")};
    size_t colon = str_find(r.what, ':');
    if (cell[COLUMN_KIND].n > 0 && kind_of(codes, cell[COLUMN_KIND], &r.kind)) return r;
    if (colon < r.what.n && kind_of(codes, str_trim((str){r.what.p, colon}), &r.kind)) {
        r.relation = str_trim((str){r.what.p, colon});
        r.what = str_trim((str){r.what.p + colon + 1, r.what.n - colon - 1});
        return r;
    }
    if (kind_of(codes, r.what, &r.kind) && r.kind != ROW_VALUE) {
        r.relation = r.what;
        r.what = r.value;
        r.value = (str){NULL, 0};
    }
    return r;
}

/* ---- figures with what hangs on them ---- */

/** "<= 5.2 mg/dL" into comparator, figure and unit; false when no figure leads it. */
static bool take_number(str text, str *comparator, str *number, str *unit)
{
    static const str marks[] = {{"<=", 2},           {">=", 2}, {"\xe2\x89\xa4", 3},
                                {"\xe2\x89\xa5", 3}, {"<", 1},  {">", 1}};
    *comparator = (str){NULL, 0};
    for (size_t i = 0; i < 6 && comparator->n == 0; i++) {
        if (!str_starts(text, marks[i])) continue;
        *comparator = i == 2 ? STR("<=") : i == 3 ? STR(">=") : marks[i];
        text = str_trim((str){text.p + marks[i].n, text.n - marks[i].n});
    }
    size_t n = text.n > 0 && (text.p[0] == '-' || text.p[0] == '+') ? 1 : 0, first = n;
    while (n < text.n &&
           ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.' || text.p[n] == ',')) {
        n++;
    }
    if (n == first) return false;
    *number = (str){text.p, n};
    *unit = str_trim((str){text.p + n, text.n - n});
    return true;
}

/** A pair such as 120/80 with an optional unit. */
static bool is_pair(str value, str *pair, str *unit)
{
    size_t slash = str_find(value, '/'), n = slash + 1;
    if (slash == 0 || slash >= value.n) return false;
    for (size_t i = 0; i < slash; i++) {
        if (value.p[i] < '0' || value.p[i] > '9') return false;
    }
    while (n < value.n && value.p[n] >= '0' && value.p[n] <= '9') n++;
    *pair = (str){value.p, n};
    *unit = str_trim((str){value.p + n, value.n - n});
    return n > slash + 1;
}

static bool is_flag(const kb_chart_codes *codes, str text)
{
    return str_eq(text, STR("*")) || kb_sheet_word(codes, STR("flag"), text).n > 0;
}

/** The unit column, else what hangs on the figure, unless that is a flag of the laboratory. */
static str unit_of(const chart_sheet *s, str column, str hanging)
{
    if (column.n > 0 || is_flag(s->into->setup.codes, hanging)) return column;
    return hanging;
}

/** Whether what hangs on a figure cannot be passed over: "10-12", "1e3", another unit than its own
 *  column says. Without a unit column it is taken for the unit, and judged there. */
static bool is_in_the_way(const chart_sheet *s, str column, str hanging)
{
    if (column.n == 0 || hanging.n == 0 || is_flag(s->into->setup.codes, hanging)) return false;
    return !str_eq_ci(hanging, column);
}

/** The figure in plain spelling, sign and all; empty when its comma could mean two things. */
static str plain_number(chart_sheet *s, str number)
{
    size_t sign = number.n > 0 && (number.p[0] == '-' || number.p[0] == '+') ? 1 : 0, n;
    char *out = arena_alloc(s->memory, number.n + 1);
    str none = {NULL, 0}, digits = {number.p + sign, number.n - sign};
    if (out == NULL || !chart_number_plain(digits, s->numbers, out + sign, &n)) return none;
    if (sign == 1) out[0] = number.p[0];
    bool plus = sign == 1 && number.p[0] == '+';
    return (str){out + plus, n + sign - plus};
}

/* ---- rows of each kind ---- */

/** A word; "+ve" and "-ve" stand for positive and negative. */
static chart_concept words(str text)
{
    if (str_eq_ci(text, STR("+ve"))) text = STR("positive");
    if (str_eq_ci(text, STR("-ve"))) text = STR("negative");
    return (chart_concept){.text = text};
}

/** 0 yes, 1 no, 2 neither. */
static size_t answer_of(const chart *c, str word)
{
    chart_concept what = words(word);
    const kb_problem *rows[KB_PROBLEMS_MAX];
    person_match match;
    str question = {NULL, 0};
    size_t n = chart_problems(c, &what, STR("answer"), question, rows, KB_PROBLEMS_MAX, &match);
    if (n == 0) return 2;
    return str_eq(rows[0]->value, STR("yes")) ? 0 : 1;
}

static status add_condition(chart_sheet *s, const said_row *r, err *e)
{
    size_t answer = r->value.n == 0 ? 0 : answer_of(s->into, r->value);
    chart_problem_entry p = {.what = words(r->what), .clinical = r->status, .when = r->when};
    if (answer == 1) p.clinical = STR("absent");
    if (answer == 2)
        return chart_add_unknown(s->into, str_of(r->from), r->value, "unknown_word", e);
    if (r->kind == ROW_PROCEDURE && answer == 0) {
        return chart_add_procedure(s->into, str_of(r->from), &p, e);
    }
    return chart_add_condition(s->into, str_of(r->from), &p, e);
}

static status add_allergy(chart_sheet *s, const said_row *r, err *e)
{
    chart_problem_entry p = {.what = words(r->what), .clinical = r->status, .when = r->when};
    if (r->value.n > 0 && answer_of(s->into, r->value) == 1) {
        return chart_add_unknown(s->into, str_of(r->from), r->what, "unclear", e);
    }
    return chart_add_allergy(s->into, str_of(r->from), &p, e);
}

static status add_family(chart_sheet *s, const said_row *r, err *e)
{
    chart_concept relation = words(r->value.n > 0 ? r->value : r->relation);
    chart_problem_entry p = {.what = words(r->what), .when = r->when};
    return chart_add_family(s->into, str_of(r->from), &relation, &p, e);
}

static status add_medicine(chart_sheet *s, const said_row *r, err *e)
{
    chart_medicine_entry m = {.status = r->status, .when = r->when, .dose = NAN, .per_day = NAN};
    str comparator, number, unit;
    const char *text = arena_printf(s->memory, "%.*s%s%.*s", STR_ARG(r->what),
                                    r->frequency.n > 0 ? " " : "", STR_ARG(r->frequency));
    TRY_MEM(e, text);
    m.what = words(str_of(text));
    if (r->value.n > 0 && take_number(r->value, &comparator, &number, &unit)) {
        str plain = plain_number(s, number);
        if (plain.n == 0 || comparator.n > 0 || is_in_the_way(s, r->unit, unit) ||
            !str_to_double(plain, &m.dose)) {
            m.dose = NAN;
            TRY(chart_add_unknown(s->into, str_of(r->from), r->value, "bad_dose", e));
        }
        m.dose_unit = unit_of(s, r->unit, unit);
    } else if (r->value.n > 0) {
        text = arena_printf(s->memory, "%s %.*s", text, STR_ARG(r->value));
        TRY_MEM(e, text);
        m.what = words(str_of(text));
    }
    return chart_add_medicine(s->into, str_of(r->from), &m, e);
}

/** A figure that cannot be read as one: why, with the row's own words. */
static status refuse_number(chart_sheet *s, const said_row *r, const char *why, err *e)
{
    const char *text = arena_printf(s->memory, "%.*s %.*s", STR_ARG(r->what), STR_ARG(r->value));
    TRY_MEM(e, text);
    return chart_add_unknown(s->into, str_of(r->from), str_of(text), why, e);
}

static bool is_foot(const ucum_unit *u)
{
    ucum_unit foot;
    if (!ucum_parse(STR("[ft_i]"), &foot)) return false;
    return memcmp(u->power, foot.power, sizeof u->power) == 0 &&
           fabs(u->factor / foot.factor - 1) < 1e-9;
}

/** "5.10 ft": five feet and a tenth, or five feet ten inches? */
static bool is_feet_and_inches(str number, str unit)
{
    ucum_unit u;
    if (str_find(number, '.') == number.n) return false;
    return (ucum_parse(unit, &u) && is_foot(&u)) || (ucum_parse_informal(unit, &u) && is_foot(&u));
}

static status add_value(chart_sheet *s, const said_row *r, err *e)
{
    chart_value_entry v = {.what = words(r->what), .when = r->when, .unit = r->unit};
    str unit;
    if (is_pair(r->value, &v.number, &unit)) {
        v.unit = unit_of(s, r->unit, unit);
        if (is_in_the_way(s, r->unit, unit)) return refuse_number(s, r, "no_number", e);
    } else if (take_number(r->value, &v.comparator, &v.number, &unit)) {
        v.unit = unit_of(s, r->unit, unit);
        v.number = plain_number(s, v.number);
        if (v.number.n == 0) return refuse_number(s, r, "ambiguous_number", e);
        if (is_feet_and_inches(v.number, v.unit)) return refuse_number(s, r, "feet_or_inches", e);
        if (is_in_the_way(s, r->unit, unit)) return refuse_number(s, r, "no_number", e);
    } else {
        v.concept = words(r->value);
    }
    return chart_add_value(s->into, str_of(r->from), &v, e);
}

/** A row whose name is a condition and whose value is yes or no ("Diabetes, yes"). */
static bool is_answered_condition(const chart *c, const said_row *r)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    chart_concept what = words(r->what);
    person_match match;
    str question = {NULL, 0};
    if (kb_analyte_of_name(c->setup.codes, r->what) != NULL) return false;
    if (answer_of(c, r->value) == 2) return false;
    return chart_problems(c, &what, STR("condition"), question, rows, KB_PROBLEMS_MAX, &match) > 0;
}

/** The words for a sex in the languages of sheets; others go on as they are. "M" under "Sexo" may
 *  be masculino or mujer. */
static status add_sex(chart_sheet *s, const said_row *r, str word, err *e)
{
    const kb_chart_codes *codes = s->into->setup.codes;
    bool m_unclear = str_eq(kb_sheet_word(codes, STR("row"), r->relation), STR("sex_m_unclear"));
    if (m_unclear && str_eq_ci(word, STR("m"))) {
        return chart_add_unknown(s->into, str_of(r->from), word, "sex_not_stated", e);
    }
    str known = kb_sheet_word(codes, STR("sex"), word);
    return chart_add_sex(s->into, str_of(r->from), known.n > 0 ? known : word, e);
}

/** "54/M", "54 y / F" */
static status add_age_sex(chart_sheet *s, const said_row *r, err *e)
{
    size_t slash = str_find(r->what, '/');
    if (slash >= r->what.n)
        return chart_add_unknown(s->into, str_of(r->from), r->what, "no_value", e);
    said_row age = *r;
    age.what = STR("age");
    age.value = str_trim((str){r->what.p, slash});
    TRY(add_value(s, &age, e));
    str sex = {r->what.p + slash + 1, r->what.n - slash - 1};
    return add_sex(s, r, str_trim(sex), e);
}

/** A date that cannot be read: because it is none, or because it may be two days. */
static status refuse_date(chart_sheet *s, const said_row *r, err *e)
{
    const kb_chart_codes *codes = s->into->setup.codes;
    char iso[16];
    bool two = chart_date_iso(codes, r->what, DATES_DAY_FIRST, iso) &&
               chart_date_iso(codes, r->what, DATES_MONTH_FIRST, iso);
    return chart_add_unknown(s->into, str_of(r->from), r->what, two ? "ambiguous_date" : "bad_date",
                             e);
}

static status add_date_of_all(chart_sheet *s, const said_row *r, err *e)
{
    if (chart_date_iso(s->into->setup.codes, r->what, s->dates, s->date_of_all)) {
        s->into->kept = true;
        return OK;
    }
    s->date_of_all[0] = '\0';
    return refuse_date(s, r, e);
}

static status add_birth(chart_sheet *s, const said_row *r, err *e)
{
    char iso[16];
    if (!chart_date_iso(s->into->setup.codes, r->what, s->dates, iso)) return refuse_date(s, r, e);
    return chart_add_birth(s->into, str_of(r->from), str_of(iso), e);
}

static status add_by_kind(chart_sheet *s, const said_row *r, err *e)
{
    str from = str_of(r->from), none = {NULL, 0};
    if (r->what.n == 0) return chart_add_unknown(s->into, from, r->relation, "no_value", e);
    switch (r->kind) {
    case ROW_MEDICINE: return add_medicine(s, r, e);
    case ROW_CONDITION:
    case ROW_PROCEDURE: return add_condition(s, r, e);
    case ROW_ALLERGY: return add_allergy(s, r, e);
    case ROW_FAMILY: return add_family(s, r, e);
    case ROW_SEX: return add_sex(s, r, r->what, e);
    case ROW_BIRTH: return add_birth(s, r, e);
    case ROW_AGE_SEX: return add_age_sex(s, r, e);
    case ROW_ID: return chart_add_patient(s->into, r->what, none, none, none, e);
    case ROW_DATE: return add_date_of_all(s, r, e);
    case ROW_IGNORED: return OK;
    case ROW_VALUE: break;
    }
    return is_answered_condition(s->into, r) ? add_condition(s, r, e) : add_value(s, r, e);
}

/** Whether the row names something that this program knows, though its value may be of no use. */
static bool is_recognised(const chart_sheet *s, const said_row *r)
{
    if (r->kind == ROW_VALUE && r->value.n > 0) {
        return s->into->kept || kb_analyte_of_name(s->into->setup.codes, r->what) != NULL;
    }
    return s->into->kept && r->kind != ROW_DATE && r->kind != ROW_ID;
}

status chart_row_add(chart_sheet *s, const chart_row *row, err *e)
{
    const kb_chart_codes *codes = s->into->setup.codes;
    said_row r = take_apart(codes, row);
    char iso[16];
    (void)snprintf(r.from, sizeof r.from, "line %zu", row->line);
    if (r.when.n > 0 && chart_date_iso(codes, r.when, s->dates, iso)) {
        r.when = str_of(iso);
    } else if (r.when.n == 0) {
        r.when = str_of(s->date_of_all);
    }
    TRY(add_by_kind(s, &r, e));
    s->recognised += is_recognised(s, &r);
    return chart_count(s->into, STR("line"), r.kind != ROW_IGNORED, e);
}
