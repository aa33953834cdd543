/*
 * Reads doses, levels, targets and the next dose as typed. Knows words and units; does not know
 * models.
 */
#include "risk/pk_read.h"

#include <math.h>

#include "base/ucum.h"

static const char dose_form[] = "expected like '1000 mg over 1 h at 0 h' or '… every 12 h times 4'";
static const char level_form[] = "expected like '14.8 mg/L at 12 h'";
static const char target_form[] = "expected 'auc24', 'trough' or 'peak' and a number";
static const char next_form[] = "expected like 'at 48 h over 2 h' or '… every 24 h'";

/* The words of a text, one after the other. */
typedef struct words {
    str all, rest;
    const char *what, *form;
} words;

static bool next_word(words *w, str *out)
{
    w->rest = str_trim(w->rest);
    if (w->rest.n == 0) return false;
    size_t n = str_find(w->rest, ' ');
    *out = (str){w->rest.p, n};
    w->rest = (str){w->rest.p + n, w->rest.n - n};
    return true;
}

static status complain(const words *w, const char *why, err *e)
{
    return err_set(e, E_ARGUMENT, "%s '%.*s': %s; %s", w->what, STR_ARG(w->all), why, w->form);
}

/* A number and its unit, expressed in `unit`. */
static status quantity(words *w, str number, const char *unit, double *out, err *e)
{
    str name;
    double x;
    ucum_unit from, to;
    if (!str_to_double(number, &x)) return complain(w, "a number is missing", e);
    if (!next_word(w, &name)) return complain(w, "a unit is missing", e);
    if (!ucum_parse(name, &from) || !ucum_parse(str_of(unit), &to) ||
        !ucum_convert(x, &from, &to, NAN, out))
        FAIL(e, E_ARGUMENT, "%s '%.*s': '%.*s' is no unit that can be turned into %s; %s", w->what,
             STR_ARG(w->all), STR_ARG(name), unit, w->form);
    return OK;
}

static status hours(words *w, double *out, err *e)
{
    str number;
    if (!next_word(w, &number)) return complain(w, "a time is missing", e);
    if (!isnan(*out)) return complain(w, "a time stands twice", e);
    return quantity(w, number, "h", out, e);
}

/* The clauses that follow an amount; NaN where one is absent. */
typedef struct clauses {
    double at, over, every;
    uint32_t times;
} clauses;

static status read_clauses(words *w, clauses *c, err *e)
{
    str word;
    *c = (clauses){NAN, NAN, NAN, 0};
    while (next_word(w, &word)) {
        if (str_eq_ci(word, STR("at"))) {
            TRY(hours(w, &c->at, e));
        } else if (str_eq_ci(word, STR("over"))) {
            TRY(hours(w, &c->over, e));
        } else if (str_eq_ci(word, STR("every"))) {
            TRY(hours(w, &c->every, e));
        } else if (str_eq_ci(word, STR("times")) && c->times == 0) {
            if (!next_word(w, &word) || !str_to_u32(word, &c->times) || c->times == 0)
                return complain(w, "'times' needs a whole number", e);
        } else {
            FAIL(e, E_ARGUMENT, "%s '%.*s': '%.*s' is not understood; %s", w->what, STR_ARG(w->all),
                 STR_ARG(word), w->form);
        }
    }
    if (isnan(c->at)) return complain(w, "'at' is missing", e);
    return OK;
}

status pk_read_dose(str text, pk_dose *out, size_t room, size_t *count, err *e)
{
    words w = {text, text, "dose", dose_form};
    str word;
    double amount;
    clauses c;
    if (!next_word(&w, &word)) return complain(&w, "nothing is there", e);
    TRY(quantity(&w, word, "mg", &amount, e));
    TRY(read_clauses(&w, &c, e));
    if (!(c.over > 0)) return complain(&w, "'over' with the time of infusion is missing", e);
    if ((c.times == 0) != isnan(c.every)) return complain(&w, "'every' and 'times' go together", e);
    if (c.every < c.over) return complain(&w, "a dose begins before the one before it ends", e);
    uint32_t times = c.times == 0 ? 1 : c.times;
    if (times > room) FAIL(e, E_LIMIT, "more than %d doses", PK_DOSES_MAX);
    for (uint32_t i = 0; i < times; i++) {
        double at = i == 0 ? c.at : c.at + i * c.every;
        out[i] = (pk_dose){at, c.over, amount};
    }
    *count = times;
    return OK;
}

status pk_read_level(str text, pk_level *out, err *e)
{
    words w = {text, text, "level", level_form};
    str word;
    clauses c;
    if (!next_word(&w, &word)) return complain(&w, "nothing is there", e);
    if (word.n > 0 && (word.p[0] == '<' || word.p[0] == '>'))
        return complain(&w, "a level below or above what can be measured cannot be used", e);
    TRY(quantity(&w, word, "mg/L", &out->mg_per_l, e));
    TRY(read_clauses(&w, &c, e));
    if (!isnan(c.over) || !isnan(c.every) || c.times > 0)
        return complain(&w, "a level has one time", e);
    out->at_h = c.at;
    return OK;
}

status pk_read_target(str text, pk_wanted *out, err *e)
{
    words w = {text, text, "target", target_form};
    str word;
    if (!next_word(&w, &word) || !pk_aim_find(word, &out->aim))
        return complain(&w, "unknown target", e);
    if (!next_word(&w, &word)) return complain(&w, "the number is missing", e);
    if (str_trim(w.rest).n > 0) {
        TRY(quantity(&w, word, pk_aim_unit(out->aim), &out->value, e));
    } else if (!str_to_double(word, &out->value)) {
        return complain(&w, "the number cannot be read", e);
    }
    if (!(out->value > 0) || str_trim(w.rest).n > 0)
        return complain(&w, "one number above 0 is needed", e);
    return OK;
}

status pk_read_next(str text, pk_next *out, err *e)
{
    words w = {text, text, "next dose", next_form};
    clauses c;
    TRY(read_clauses(&w, &c, e));
    if (!(c.over > 0)) return complain(&w, "'over' with the time of infusion is missing", e);
    if (c.times > 0) return complain(&w, "'times' has no meaning here", e);
    if (c.every < c.over) return complain(&w, "a dose begins before the one before it ends", e);
    *out = (pk_next){c.at, c.over, c.every};
    return OK;
}
