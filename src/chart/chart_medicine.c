/*
 * Medicines: which drugs a code or text names, with which certainty, and the dose by day. Names are
 * those of the drug table; words about frequency, route and denial are rows of kb/problems.tsv
 * (kind "medicine"). A misspelt name is not taken for the drug that it resembles.
 */
#include <math.h>
#include <string.h>

#include "chart/chart_store.h"

enum { WORDS_MAX = 64, WINDOW_MAX = 6 };

/* ---- words of a text ---- */

typedef struct word_list {
    str text;
    str word[WORDS_MAX];
    size_t count;
} word_list;

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || c == '-' || c == '.' || c == '%';
}

static void split_words(str text, word_list *out)
{
    *out = (word_list){.text = text};
    for (size_t i = 0; i < text.n && out->count < WORDS_MAX;) {
        size_t begin = i;
        while (i < text.n && is_word_char(text.p[i])) i++;
        size_t end = i;
        while (end > begin && text.p[end - 1] == '.') end--;
        if (end > begin) out->word[out->count++] = (str){text.p + begin, end - begin};
        if (i == begin || i < text.n) i++;
    }
}

/** The text of `n` words from `at`, when only blanks stand between them. */
static bool phrase(const word_list *w, size_t at, size_t n, str *out)
{
    if (at + n > w->count) return false;
    for (size_t i = at; i + 1 < at + n; i++) {
        const char *gap = w->word[i].p + w->word[i].n, *next = w->word[i + 1].p;
        for (; gap < next; gap++) {
            if (*gap != ' ' && *gap != '\t') return false;
        }
    }
    const char *end = w->word[at + n - 1].p + w->word[at + n - 1].n;
    *out = (str){w->word[at].p, (size_t)(end - w->word[at].p)};
    return true;
}

/* ---- strengths ---- */

/** Milligrams in one of a unit of mass; NaN for other units. */
static double unit_mg(str unit)
{
    static const ucum_unit mg = {.factor = 1e-3, .power = {0, 0, 1}};
    ucum_unit u;
    double v;
    if (!ucum_parse(unit, &u) && !ucum_parse_informal(unit, &u)) return NAN;
    if (ucum_convert(1, &u, &mg, NAN, &v)) return v;
    return ucum_parse_informal(unit, &u) && ucum_convert(1, &u, &mg, NAN, &v) ? v : NAN;
}

/** "75" "MG" or "40mg" at word `at`; not when a '/' follows ("10 MG/ML"). */
static double strength_at(const word_list *w, size_t at)
{
    str number = w->word[at], unit = {NULL, 0};
    size_t n = 0;
    while (n < number.n && ((number.p[n] >= '0' && number.p[n] <= '9') || number.p[n] == '.')) n++;
    if (n == 0) return NAN;
    if (n < number.n) {
        unit = (str){number.p + n, number.n - n};
    } else if (at + 1 < w->count) {
        unit = w->word[at + 1];
    }
    double v;
    if (unit.n == 0 || !str_to_double((str){number.p, n}, &v) || v <= 0) return NAN;
    const char *next = unit.p + unit.n, *end = w->text.p + w->text.n;
    if (next < end && *next == '/') return NAN;
    return v * unit_mg(unit);
}

/* ---- reading a text ---- */

static bool says(const kb_problem *p, const char *fact)
{
    return str_eq(p->kind, STR("medicine")) && str_eq(p->fact, str_of(fact));
}

/** What words say besides the drug; false when they say nothing. */
static bool note_words(const chart *c, str words, medicine_text *out)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    size_t n = kb_problems_of_name(c->setup.codes, words, rows, KB_PROBLEMS_MAX);
    bool known = false;
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        double v;
        if (!str_eq(rows[i]->kind, STR("medicine"))) continue;
        known = true;
        if (says(rows[i], "unclear")) out->unclear = true;
        if (says(rows[i], "route") && out->route.n == 0) out->route = rows[i]->value;
        if (!says(rows[i], "per_day") || !str_to_double(rows[i]->value, &v)) continue;
        bool first = isnan(out->per_day); /* "daily" and "weekly" in one text: neither */
        out->per_day = first || (out->per_day >= v && out->per_day <= v) ? v : INFINITY;
    }
    return known;
}

/** Words used up by the longest known phrase that begins at a word. */
static size_t words_at(const chart *c, const word_list *w, size_t at, medicine_text *out)
{
    str words;
    for (size_t n = 4; n > 0; n--) {
        if (phrase(w, at, n, &words) && note_words(c, words, out)) return n;
    }
    return 1;
}

static drug_in_text *add_drug(medicine_text *out, const kb_drug *drug, person_match match)
{
    for (size_t i = 0; i < out->count; i++) {
        if (out->drugs[i].drug == drug) return &out->drugs[i];
    }
    if (out->count == CHART_DRUGS_MAX) return NULL;
    out->drugs[out->count] = (drug_in_text){drug, match, NAN};
    return &out->drugs[out->count++];
}

/** The longest known name that begins at a word; 0 when there is none. */
static size_t drug_at(const chart *c, const word_list *w, size_t at, const kb_drug **drug)
{
    str name;
    for (size_t n = WINDOW_MAX; n > 0; n--) {
        if (!phrase(w, at, n, &name)) continue;
        *drug = kb_drug_find(c->setup.drugs, name, NULL);
        if (*drug != NULL) return n;
    }
    return 0;
}

static void read_words(const chart *c, str text, medicine_text *out)
{
    word_list w;
    drug_in_text *last = NULL;
    split_words(text, &w);
    for (size_t i = 0; i < w.count;) {
        const kb_drug *drug;
        size_t used = drug_at(c, &w, i, &drug);
        if (used > 0) {
            person_match match = used == w.count ? PERSON_MATCH_NAME : PERSON_MATCH_WITHIN;
            last = add_drug(out, drug, match);
            i += used;
            continue;
        }
        double mg = strength_at(&w, i);
        if (isfinite(mg)) {
            out->parts++;
            if (last != NULL) last->strength_mg = isfinite(last->strength_mg) ? INFINITY : mg;
        }
        i += words_at(c, &w, i, out);
    }
    if (isinf(out->per_day)) out->per_day = NAN;
    for (size_t i = 0; i < out->count; i++) { /* two strengths: it is not clear which */
        if (isinf(out->drugs[i].strength_mg)) out->drugs[i].strength_mg = NAN;
    }
}

static const kb_drug *drug_of_code(const chart *c, const chart_coding *coding)
{
    char key[64];
    str system = kb_code_system(coding->system);
    size_t n = system.n + 1 + coding->code.n;
    bool known = str_eq(system, STR("rxnorm")) || str_eq(system, STR("atc"));
    if (!known || coding->code.n == 0 || n > sizeof key) return NULL;
    memcpy(key, system.p, system.n);
    key[system.n] = '|';
    memcpy(key + system.n + 1, coding->code.p, coding->code.n);
    uint32_t at = map_get(&c->drug_codes, (str){key, n});
    return at == MAP_NONE ? NULL : &c->setup.drugs->items[at];
}

static bool says_none(const chart *c, str text)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    size_t n = kb_problems_of_name(c->setup.codes, text, rows, KB_PROBLEMS_MAX);
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (says(rows[i], "medicines")) return true;
    }
    return false;
}

void chart_read_medicine(const chart *c, const chart_concept *what, medicine_text *out)
{
    *out = (medicine_text){.per_day = NAN};
    str label = chart_label(what);
    if (says_none(c, label)) {
        out->none = true;
        return;
    }
    read_words(c, label, out);
    for (size_t i = 0; i < what->count && out->count == 0; i++) {
        if (what->coding[i].display.n > 0) read_words(c, what->coding[i].display, out);
    }
    for (size_t i = 0; i < what->count; i++) {
        const kb_drug *drug = drug_of_code(c, &what->coding[i]);
        drug_in_text *d = drug == NULL ? NULL : add_drug(out, drug, PERSON_MATCH_CODE);
        if (d != NULL) d->match = PERSON_MATCH_CODE;
    }
    if (out->parts < out->count) out->parts = (unsigned)out->count;
}

/* ---- doses ---- */

static bool is_countable(const chart *c, str unit)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    size_t n = kb_problems_of_name(c->setup.codes, unit, rows, KB_PROBLEMS_MAX);
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (says(rows[i], "unit")) return true;
    }
    return false;
}

/** Milligrams of one administration: a stated mass, so many tablets of a stated strength, or the
 *  strength alone where the same text says how often ("5 mg once daily"). A dose without a unit is
 *  no dose. NaN when it does not follow. */
static double dose_mg(const chart *c, const chart_medicine_entry *m, const medicine_text *t,
                      const drug_in_text *d)
{
    bool alone = t->parts <= 1;
    if (!isfinite(m->dose)) return isfinite(t->per_day) ? d->strength_mg : NAN;
    if (m->dose_unit.n == 0 || m->dose <= 0) return NAN;
    if (is_countable(c, m->dose_unit)) return m->dose * d->strength_mg;
    return alone ? m->dose * unit_mg(m->dose_unit) : NAN;
}

static void set_doses(const chart *c, const chart_medicine_entry *m, const medicine_text *t,
                      const drug_in_text *d, chart_medicine *out)
{
    double mg = dose_mg(c, m, t, d);
    double per_day = isfinite(m->per_day) ? m->per_day : t->per_day;
    bool usable = isfinite(mg) && isfinite(per_day) && per_day > 0;
    out->m.dose_mg_per_day = usable ? mg * per_day : NAN;
    out->m.not_daily = usable && per_day < 1;
    out->dose_mg_per_6h = usable ? mg * ceil(per_day / 4) : NAN;
}

/* ---- adding ---- */

static str route_of(const chart *c, str written)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    size_t n = kb_problems_of_name(c->setup.codes, written, rows, KB_PROBLEMS_MAX);
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (says(rows[i], "route")) return rows[i]->value;
    }
    return (str){NULL, 0};
}

static bool is_taken(str code)
{
    return code.n == 0 || str_eq_ci(code, STR("active")) || str_eq_ci(code, STR("in-progress"));
}

/** What all drugs of one entry share. */
static status make_medicine(chart *c, str from, const chart_medicine_entry *m, chart_medicine *out,
                            err *e)
{
    str label = chart_label(&m->what);
    *out = (chart_medicine){.stated_active = is_taken(str_trim(m->status)), .dose_mg_per_6h = NAN};
    out->m.dose_mg_per_day = NAN;
    TRY(chart_keep(c, label, &out->m.name, e));
    TRY(chart_keep(c, from, &out->m.from, e));
    TRY(chart_keep(c, m->status, &out->m.status, e));
    TRY(chart_when(c, from, label, m->when, &out->m.since, e));
    TRY(chart_when(c, from, label, m->until, &out->until, e));
    if (isfinite(m->dose) && m->dose <= 0) TRY(chart_add_unknown(c, from, label, "bad_dose", e));
    if (date_order(out->m.since, c->setup.as_of) > 0) {
        out->stated_active = false;
        TRY(chart_add_unknown(c, from, label, "future", e));
    }
    return OK;
}

static status keep_medicine(chart *c, const chart_medicine *one, err *e)
{
    void *item;
    TRY(chart_list_add(c, &c->medicines, sizeof *one, &item, e));
    *(chart_medicine *)item = *one;
    c->kept = true;
    return OK;
}

status chart_add_medicine(chart *c, str from, const chart_medicine_entry *m, err *e)
{
    medicine_text t;
    chart_medicine one;
    str label = chart_label(&m->what);
    if (chart_is_error(m->status)) return chart_add_unknown(c, from, label, "entered_in_error", e);
    chart_read_medicine(c, &m->what, &t);
    if (t.none) {
        c->no_medicines = c->kept = true;
        return OK;
    }
    TRY(make_medicine(c, from, m, &one, e));
    one.route = m->route.n > 0 ? route_of(c, m->route) : t.route;
    one.in_product = t.parts;
    if (t.unclear) {
        c->medicines_open = true;
        return chart_add_unknown(c, from, label, "unclear", e);
    }
    if (t.count == 0) {
        TRY(chart_add_unknown(c, from, label, "unknown_drug", e));
        return keep_medicine(c, &one, e);
    }
    for (size_t i = 0; i < t.count; i++) {
        one.m.drug = t.drugs[i].drug->name;
        one.m.match = t.drugs[i].match;
        set_doses(c, m, &t, &t.drugs[i], &one);
        TRY(keep_medicine(c, &one, e));
    }
    return OK;
}
