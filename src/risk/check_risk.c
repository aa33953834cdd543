/*
 * Checks of kb/formulas: that the tables can be opened (every expression parses, every name, unit
 * and range is right: formula_load.c), that no row belongs to nothing, that every input is used and
 * has a source, and that every code has words.
 */
#include "risk/check_risk.h"

#include <math.h>

#include "kb/wording.h"
#include "risk/course_table.h"

typedef struct risk_check {
    const kb *k;
    arena *a;
    formula_book book;
    course_rules rules;
    kb_wording words;
    kb_check_report *report;
    err *e;
} risk_check;

/** Opens the formulas; `*ok` false, with a line of the report, when they cannot be. */
static status open_book(risk_check *c, bool *ok)
{
    err why = {0};
    status s = formula_book_open(c->k, c->a, &c->book, &why);
    if (s == OK) s = course_rules_open(c->k, &c->book, c->a, &c->rules, &why);
    *ok = s == OK;
    if (s == OK) return OK;
    if (s == E_MEMORY) FAIL(c->e, s, "%s", why.text);
    return kb_check_fail(c->report, c->e, "formulas", 0, "%s", why.text);
}

static bool has_formulas(const kb *k)
{
    size_t count;
    const kb_table *tables = kb_tables(k, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_starts(tables[i].name, STR("formulas/"))) return true;
    }
    return false;
}

/* ---- rows ---- */

/** True when the family has a formula of this id. */
static bool is_in_family(const risk_check *c, str family, str id)
{
    const formula *f = formula_find(&c->book, id);
    return f != NULL && str_eq(f->family, family);
}

static status check_table(risk_check *c, const kb_table *t, str family)
{
    uint32_t column;
    TRY(kb_column(t, "formula", &column, c->e));
    for (uint32_t i = 0; i < t->rows; i++) {
        str list = kb_cell(t, i, column), id;
        c->report->facts++;
        if (list.n == 0) {
            TRY(kb_check_fail(c->report, c->e, t->name.p, i + 1, "names no formula"));
        }
        while (list.n > 0 && str_next(&list, ';', &id)) {
            if (is_in_family(c, family, str_trim(id))) continue;
            TRY(kb_check_fail(c->report, c->e, t->name.p, i + 1, "no formula '%.*s' in the family",
                              STR_ARG(id)));
        }
    }
    return OK;
}

/** Every row of a family's tables belongs to one of its formulas. */
static status check_rows(risk_check *c)
{
    static const char *const parts[] = {"inputs",     "steps",   "bands",
                                        "validation", "remarks", "spans"};
    size_t count;
    const kb_table *tables = kb_tables(c->k, &count);
    for (size_t i = 0; i < count; i++) {
        str rest = tables[i].name, folder, family, part;
        if (!str_next(&rest, '/', &folder) || !str_eq(folder, STR("formulas"))) continue;
        if (!str_next(&rest, '/', &family) || !str_next(&rest, '/', &part)) continue;
        for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
            if (str_eq(part, str_of(parts[k]))) TRY(check_table(c, &tables[i], family));
        }
    }
    return OK;
}

static uint64_t uses(const expression *x)
{
    return x == NULL ? 0 : expression_uses(x);
}

/** Sets of terms use names that cannot be seen here: then every input counts as used. */
static bool has_sum(const risk_check *c, const formula *f)
{
    size_t count;
    const kb_table *tables = kb_tables(c->k, &count);
    for (size_t i = 0; i < count; i++) {
        str rest = tables[i].name, folder, family;
        if (!str_next(&rest, '/', &folder) || !str_next(&rest, '/', &family)) continue;
        if (str_eq(family, f->family) && str_starts(rest, STR("terms_"))) return true;
    }
    return false;
}

static status check_inputs(risk_check *c, const formula *f)
{
    uint64_t used = has_sum(c, f) ? UINT64_MAX : 0;
    for (size_t i = 0; i < f->step_count; i++) {
        used |= uses(f->steps[i].value) | uses(f->steps[i].low) | uses(f->steps[i].high);
    }
    for (size_t i = 0; i < f->validation_count; i++) used |= uses(f->validations[i].when);
    for (size_t i = 0; i < f->remark_count; i++) used |= uses(f->remarks[i].when);
    for (size_t i = 0; i < f->input_count; i++) {
        const formula_input *in = &f->inputs[i];
        c->report->facts++;
        bool bounds = !isnan(in->low) || !isnan(in->high); /* it may be asked for its range only */
        if ((used >> i & 1) == 0 && !bounds) {
            TRY(kb_check_fail(c->report, c->e, f->table, f->row, "%.*s: input '%.*s' is not used",
                              STR_ARG(f->id), STR_ARG(in->name)));
        }
        if (in->source.n > 0) continue;
        TRY(kb_check_fail(c->report, c->e, f->table, f->row, "%.*s: input '%.*s' has no source",
                          STR_ARG(f->id), STR_ARG(in->name)));
    }
    return OK;
}

/** Every measure of a visit is one of charts. */
static status check_visits(risk_check *c)
{
    kb_chart_codes codes;
    if (c->rules.measure_count == 0) return OK;
    TRY(kb_chart_codes_open(c->k, c->a, &codes, c->e));
    for (size_t i = 0; i < c->rules.measure_count; i++) {
        const kb_analyte *found = kb_analyte_of_name(&codes, c->rules.measures[i].name);
        c->report->facts++;
        if (found != NULL && str_eq(found->name, c->rules.measures[i].name)) continue;
        TRY(kb_check_fail(c->report, c->e, "visits", (uint32_t)i + 1, "'%.*s' is no analyte",
                          STR_ARG(c->rules.measures[i].name)));
    }
    return OK;
}

static status check_formulas(const kb *k, kb_check_report *report, err *e)
{
    AUTO(arena_release) arena a = {0};
    risk_check c = {.k = k, .a = &a, .report = report, .e = e};
    bool ok;
    if (!has_formulas(k)) return OK;
    TRY(open_book(&c, &ok));
    if (!ok) return OK;
    report->facts += c.book.count;
    for (size_t i = 0; i < c.book.count; i++) TRY(check_inputs(&c, &c.book.items[i]));
    TRY(check_visits(&c));
    return check_rows(&c);
}

/* ---- words ---- */

static bool has_text(const risk_check *c, const char *key)
{
    return key != NULL && map_get(&c->words.by_key, str_of(key)) != MAP_NONE;
}

static status need(risk_check *c, const formula *f, const char *group, str code, bool patient)
{
    const char *key = arena_printf(c->a, "score.%s%.*s", group, STR_ARG(code));
    TRY_MEM(c->e, key);
    c->report->facts++;
    if (!has_text(c, key)) {
        return kb_check_fail(c->report, c->e, f->table, f->row, "%.*s: no text '%s'",
                             STR_ARG(f->id), key);
    }
    if (!patient || has_text(c, arena_printf(c->a, "%s.patient", key))) return OK;
    return kb_check_fail(c->report, c->e, f->table, f->row, "%.*s: no text '%s.patient'",
                         STR_ARG(f->id), key);
}

/** "score.band.<formula>.<band>" or "score.band.<band>" */
static status need_band(risk_check *c, const formula *f, str band)
{
    const char *own = arena_printf(c->a, "score.band.%.*s.%.*s", STR_ARG(f->id), STR_ARG(band));
    TRY_MEM(c->e, own);
    if (!has_text(c, own)) return need(c, f, "band.", band, true);
    const char *code = own + sizeof "score." - 1;
    return need(c, f, "", str_of(code), true);
}

static bool is_allowed_value(const formula *f, str text)
{
    for (size_t i = 0; i < f->input_count; i++) {
        for (size_t k = 0; k < f->inputs[i].allowed_count; k++) {
            if (str_eq(f->inputs[i].allowed[k].value, text)) return true;
        }
    }
    return false;
}

/** Refusals, and the texts that a result may be. */
static status need_constants(risk_check *c, const formula *f, const formula_step *s)
{
    expression_value v;
    for (size_t i = 0; expression_constant(s->value, i, &v); i++) {
        if (v.kind == VALUE_REFUSED) TRY(need(c, f, "why.", v.text, false));
        bool band = s->is_result && expression_gives(s->value) == EXPRESSION_TEXT;
        if (v.kind != VALUE_TEXT || !band || is_allowed_value(f, v.text)) continue;
        TRY(need_band(c, f, v.text));
    }
    return OK;
}

static status check_words_of(risk_check *c, const formula *f)
{
    TRY(need(c, f, "", f->id, true));
    for (size_t i = 0; i < f->input_count; i++) {
        TRY(need(c, f, "input.", f->inputs[i].name, false));
    }
    for (size_t i = 0; i < f->step_count; i++) {
        const formula_step *s = &f->steps[i];
        if (s->is_result) TRY(need(c, f, "result.", s->name, false));
        if (s->interval.n > 0) TRY(need(c, f, "interval.", s->interval, false));
        TRY(need_constants(c, f, s));
    }
    for (size_t i = 0; i < f->band_count; i++) TRY(need_band(c, f, f->bands[i].code));
    for (size_t i = 0; i < f->remark_count; i++) {
        TRY(need(c, f, "remark.", f->remarks[i].code, true));
    }
    for (size_t i = 0; i < f->validation_count; i++) {
        const score_validation *v = &f->validations[i].figure;
        TRY(need(c, f, "measure.", v->measure, false));
        TRY(need(c, f, "group.", v->group, false));
        if (v->verdict.n > 0) TRY(need(c, f, "verdict.", v->verdict, false));
    }
    return OK;
}

/** What is said of courses: the notes of course.c, and each point with its absence. */
static status check_course_words(risk_check *c)
{
    static const char *const notes[] = {
        "baseline",       "day",          "change",        "baseline_at_start",
        "baseline_first", "too_early",    "parts_missing", "baseline_start_unknown",
        "no_visit_since", "head_day",     "head_time",     "baseline_after_start",
        "undated_joints", "head_value",   "head_change",   "baseline_long_before",
        "older_left_out", "head_response"};
    if (c->rules.formula_count == 0) return OK;
    const formula *f = c->rules.formulas[0].f;
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        TRY(need(c, f, "course.", str_of(notes[i]), false));
    }
    for (size_t i = 0; i < c->rules.point_count; i++) {
        TRY(need(c, f, "point.", c->rules.points[i].code, false));
        TRY(need(c, f, "course.", c->rules.points[i].absent, true));
    }
    return OK;
}

static status check_words(const kb *k, kb_check_report *report, err *e)
{
    static const char *const common[] = {"outside_range", "not_covered", "not_whole",
                                         "doubtful",      "domain",      "no_row"};
    AUTO(arena_release) arena a = {0};
    risk_check c = {.k = k, .a = &a, .report = report, .e = e};
    bool ok;
    if (!has_formulas(k)) return OK;
    TRY(open_book(&c, &ok));
    if (!ok) return OK;
    TRY(kb_wording_open(k, &a, &c.words, e));
    for (size_t i = 0; i < c.book.count; i++) TRY(check_words_of(&c, &c.book.items[i]));
    TRY(check_course_words(&c));
    for (size_t i = 0; i < sizeof common / sizeof common[0] && c.book.count > 0; i++) {
        TRY(need(&c, &c.book.items[0], "why.", str_of(common[i]), false));
    }
    if (c.book.count > 0) TRY(need(&c, &c.book.items[0], "remark.", STR("parts_apart"), true));
    return OK;
}

const kb_check *risk_checks(size_t *count)
{
    static const kb_check checks[] = {
        {"formulas", "every formula can be worked out; no row belongs to nothing", check_formulas},
        {"scores", "every code of every formula has a text", check_words},
    };
    *count = sizeof checks / sizeof checks[0];
    return checks;
}
