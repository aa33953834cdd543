/*
 * What one row of a sheet says: the person's own data, a medicine, a value, a condition with yes or
 * no. Knows the words that name kinds of rows; all clinical names are looked up by the store.
 */
#include <math.h>
#include <stdio.h>

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

static const struct {
    const char *word;
    row_kind kind;
} kind_words[] = {
    {"value", ROW_VALUE},
    {"lab", ROW_VALUE},
    {"test", ROW_VALUE},
    {"vital", ROW_VALUE},
    {"medicine", ROW_MEDICINE},
    {"medicines", ROW_MEDICINE},
    {"medication", ROW_MEDICINE},
    {"medications", ROW_MEDICINE},
    {"drug", ROW_MEDICINE},
    {"drugs", ROW_MEDICINE},
    {"rx", ROW_MEDICINE},
    {"treatment", ROW_MEDICINE},
    {"condition", ROW_CONDITION},
    {"diagnosis", ROW_CONDITION},
    {"problem", ROW_CONDITION},
    {"disease", ROW_CONDITION},
    {"dx", ROW_CONDITION},
    {"history", ROW_CONDITION},
    {"past history", ROW_CONDITION},
    {"k/c/o", ROW_CONDITION},
    {"procedure", ROW_PROCEDURE},
    {"surgery", ROW_PROCEDURE},
    {"operation", ROW_PROCEDURE},
    {"allergy", ROW_ALLERGY},
    {"allergies", ROW_ALLERGY},
    {"drug allergy", ROW_ALLERGY},
    {"family", ROW_FAMILY},
    {"family history", ROW_FAMILY},
    {"mother", ROW_FAMILY},
    {"father", ROW_FAMILY},
    {"sex", ROW_SEX},
    {"gender", ROW_SEX},
    {"birth date", ROW_BIRTH},
    {"birthdate", ROW_BIRTH},
    {"date of birth", ROW_BIRTH},
    {"dob", ROW_BIRTH},
    {"age/sex", ROW_AGE_SEX},
    {"age / sex", ROW_AGE_SEX},
    {"patient", ROW_ID},
    {"patient id", ROW_ID},
    {"id", ROW_ID},
    {"mrn", ROW_ID},
    {"uhid", ROW_ID},
    {"op no", ROW_ID},
    {"date", ROW_DATE},
    {"visit date", ROW_DATE},
    {"report date", ROW_DATE},
    {"patient name", ROW_IGNORED},
    {"name", ROW_IGNORED},
    {"address", ROW_IGNORED},
    {"phone", ROW_IGNORED},
    {"doctor", ROW_IGNORED},
    {"remarks", ROW_IGNORED},
    {"note", ROW_IGNORED},
};

static bool kind_of(str word, row_kind *kind)
{
    for (size_t i = 0; i < sizeof kind_words / sizeof kind_words[0]; i++) {
        if (!str_eq_ci(word, str_of(kind_words[i].word))) continue;
        *kind = kind_words[i].kind;
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

static said_row take_apart(const chart_row *row)
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
    if (cell[COLUMN_KIND].n > 0 && kind_of(cell[COLUMN_KIND], &r.kind)) return r;
    if (colon < r.what.n && kind_of(str_trim((str){r.what.p, colon}), &r.kind)) {
        r.relation = str_trim((str){r.what.p, colon});
        r.what = str_trim((str){r.what.p + colon + 1, r.what.n - colon - 1});
        return r;
    }
    if (kind_of(r.what, &r.kind) && r.kind != ROW_VALUE) {
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

static bool is_flag(str text)
{
    static const char *const flags[] = {"h",  "l",  "*",    "(h)", "(l)",
                                        "hh", "ll", "high", "low", "n"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (str_eq_ci(text, str_of(flags[i]))) return true;
    }
    return false;
}

/** The unit column, else what hangs on the figure, unless that is a flag of the laboratory. */
static str unit_of(str column, str hanging)
{
    if (column.n > 0 || is_flag(hanging)) return column;
    return hanging;
}

/** Whether what hangs on a figure cannot be passed over: "10-12", "1e3", another unit than its own
 *  column says. Without a unit column it is taken for the unit, and judged there. */
static bool is_in_the_way(str column, str hanging)
{
    if (column.n == 0 || hanging.n == 0 || is_flag(hanging)) return false;
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

static chart_concept words(str text)
{
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
        if (plain.n == 0 || comparator.n > 0 || is_in_the_way(r->unit, unit) ||
            !str_to_double(plain, &m.dose)) {
            m.dose = NAN;
            TRY(chart_add_unknown(s->into, str_of(r->from), r->value, "bad_dose", e));
        }
        m.dose_unit = unit_of(r->unit, unit);
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

static status add_value(chart_sheet *s, const said_row *r, err *e)
{
    chart_value_entry v = {.what = words(r->what), .when = r->when, .unit = r->unit};
    str unit;
    if (is_pair(r->value, &v.number, &unit)) {
        v.unit = unit_of(r->unit, unit);
        if (is_in_the_way(r->unit, unit)) return refuse_number(s, r, "no_number", e);
    } else if (take_number(r->value, &v.comparator, &v.number, &unit)) {
        v.unit = unit_of(r->unit, unit);
        v.number = plain_number(s, v.number);
        if (v.number.n == 0) return refuse_number(s, r, "ambiguous_number", e);
        if (is_in_the_way(r->unit, unit)) return refuse_number(s, r, "no_number", e);
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
    return chart_add_sex(s->into, str_of(r->from), str_trim(sex), e);
}

static status add_date_of_all(chart_sheet *s, const said_row *r, err *e)
{
    if (chart_date_iso(r->what, s->dates, s->date_of_all)) {
        s->into->kept = true;
        return OK;
    }
    s->date_of_all[0] = '\0';
    return chart_add_unknown(s->into, str_of(r->from), r->what, "bad_date", e);
}

static status add_birth(chart_sheet *s, const said_row *r, err *e)
{
    char iso[16];
    bool read = chart_date_iso(r->what, s->dates, iso);
    return chart_add_birth(s->into, str_of(r->from), read ? str_of(iso) : r->what, e);
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
    case ROW_SEX: return chart_add_sex(s->into, from, r->what, e);
    case ROW_BIRTH: return add_birth(s, r, e);
    case ROW_AGE_SEX: return add_age_sex(s, r, e);
    case ROW_ID: return chart_add_patient(s->into, r->what, none, none, none, e);
    case ROW_DATE: return add_date_of_all(s, r, e);
    case ROW_IGNORED: return OK;
    case ROW_VALUE: break;
    }
    return is_answered_condition(s->into, r) ? add_condition(s, r, e) : add_value(s, r, e);
}

status chart_row_add(chart_sheet *s, const chart_row *row, err *e)
{
    said_row r = take_apart(row);
    char iso[16];
    (void)snprintf(r.from, sizeof r.from, "line %zu", row->line);
    if (r.when.n > 0 && chart_date_iso(r.when, s->dates, iso)) {
        r.when = str_of(iso);
    } else if (r.when.n == 0) {
        r.when = str_of(s->date_of_all);
    }
    TRY(add_by_kind(s, &r, e));
    return chart_count(s->into, STR("line"), r.kind != ROW_IGNORED, e);
}
