/*
 * Medicines: which drugs a code or text names, with which certainty, and the dose by day. Names are
 * those of the drug table; words about frequency, route and denial are rows of kb/problems.tsv
 * (kind "medicine"). A misspelt name is not taken for the drug that it resembles.
 */
#include <math.h>
#include <string.h>

#include "base/ucum.h"
#include "chart/chart_store.h"

enum { WORDS_MAX = 64, WINDOW_MAX = 6, DAY_MG_MAX = 1000000 }; /* a kilogram: no dose */

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

/** The text of `n` words from `at`, when only characters of `gaps` stand between them. */
static bool phrase(const word_list *w, size_t at, size_t n, const char *gaps, str *out)
{
    if (at + n > w->count) return false;
    for (size_t i = at; i + 1 < at + n; i++) {
        const char *gap = w->word[i].p + w->word[i].n, *next = w->word[i + 1].p;
        for (; gap < next; gap++) {
            if (strchr(gaps, *gap) == NULL) return false;
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

/** "daily" and "weekly" in one text: neither. */
static void note_frequency(str value, medicine_text *out)
{
    double v;
    if (!str_to_double(value, &v)) return;
    bool first = isnan(out->per_day);
    out->per_day = first || (out->per_day >= v && out->per_day <= v) ? v : INFINITY;
}

/** What words say besides the drug; false when they say nothing. */
static bool note_words(const chart *c, str words, medicine_text *out)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    size_t n = kb_problems_of_name(c->setup.codes, words, rows, KB_PROBLEMS_MAX);
    bool known = false;
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (!str_eq(rows[i]->kind, STR("medicine"))) continue;
        known = true;
        if (says(rows[i], "unclear")) out->unclear = true;
        if (says(rows[i], "as_needed")) out->as_needed = true;
        if (says(rows[i], "weekday")) out->weekday = true;
        if (says(rows[i], "reason") && out->reason.n == 0) out->reason = words;
        if (says(rows[i], "route") && out->route.n == 0) out->route = rows[i]->value;
        if (says(rows[i], "per_day")) note_frequency(rows[i]->value, out);
    }
    return known;
}

/** Words used up by the longest known phrase that begins at a word. */
static size_t words_at(const chart *c, const word_list *w, size_t at, medicine_text *out)
{
    str words;
    for (size_t n = 4; n > 0; n--) {
        if (phrase(w, at, n, " \t/", &words) && note_words(c, words, out)) return n;
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
        if (!phrase(w, at, n, " \t", &name)) continue;
        *drug = kb_drug_find(c->setup.drugs, name, NULL);
        if (*drug != NULL) return n;
    }
    return 0;
}

/** "1-0-1", "2-0-1-0", "0.5-0-1": units in the morning, at noon, in the evening, at night. Their
 * sum and the largest; 0 when it is none. Figures of one digit: a date is none. */
static double by_times_of_day(str word, double *most)
{
    double sum = 0;
    *most = 0;
    size_t figures = 0;
    str part;
    while (str_next(&word, '-', &part)) {
        double v = 0;
        bool whole = part.n == 1 && char_is_digit(part.p[0]);
        bool half = str_eq(part, STR("0.5")) || str_eq(part, STR("1.5"));
        if ((!whole && !half) || !str_to_double(part, &v)) return 0;
        sum += v;
        *most = fmax(*most, v);
        figures++;
    }
    return figures == 3 || figures == 4 ? sum : 0;
}

/** "2x500", or 500 behind an "x" of its own: two at once or twice a day, nobody knows. */
static bool is_multiplied(const word_list *w, size_t at)
{
    str word = w->word[at];
    size_t n = 0;
    while (n < word.n && char_is_digit(word.p[n])) n++;
    bool within = n > 0 && n + 1 < word.n && (word.p[n] == 'x' || word.p[n] == 'X') &&
                  char_is_digit(word.p[n + 1]);
    bool behind = at > 0 && (str_eq_ci(w->word[at - 1], STR("x")) ||
                             str_eq(w->word[at - 1], STR("\xc3\x97")));
    return within || behind;
}

static void note_times(str word, medicine_text *out)
{
    double most, sum = by_times_of_day(word, &most);
    if (!(sum > 0)) return;
    out->summed = out->summed || most > 1;
    bool first = isnan(out->per_day) || (out->per_day >= sum && out->per_day <= sum);
    out->per_day = first ? sum : INFINITY;
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
            if (out->count == 0) out->first = (size_t)(w.word[i].p - text.p);
            last = add_drug(out, drug, match);
            i += used;
            continue;
        }
        double mg = strength_at(&w, i);
        if (isfinite(mg)) {
            out->parts++;
            if (last != NULL) last->strength_mg = isnan(last->strength_mg) ? mg : INFINITY;
        }
        if (is_multiplied(&w, i) && last != NULL) last->strength_mg = INFINITY;
        size_t known = words_at(c, &w, i, out);
        if (known == 1) note_times(w.word[i], out);
        i += known;
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

/** Whether a code names none of the drugs that the words name. A combination is one of its parts.
 */
static bool is_another(const medicine_text *t, size_t in_words, const kb_drug *drug)
{
    for (size_t i = 0; i < in_words; i++) {
        str name = t->drugs[i].drug->name;
        if (t->drugs[i].drug == drug || str_holds(drug->name, name) ||
            str_holds(name, drug->name)) {
            return false;
        }
    }
    return in_words > 0;
}

/** Two code systems that name one drug each, and not the same. */
static bool codes_differ(const chart *c, const chart_concept *what, size_t in_words)
{
    for (size_t i = 0; i < what->count && in_words == 0; i++) {
        const kb_drug *drug = drug_of_code(c, &what->coding[i]);
        for (size_t k = 0; k < i && drug != NULL; k++) {
            const kb_drug *other = drug_of_code(c, &what->coding[k]);
            str here = kb_code_system(what->coding[i].system);
            if (other == NULL || other == drug) continue;
            if (!str_eq(here, kb_code_system(what->coding[k].system))) return true;
        }
    }
    return false;
}

/** A letter next to place `at`, across blanks: `step` -1 before it, 1 behind it. */
static bool letter_beside(str text, size_t at, int step)
{
    size_t i = at + (size_t)step;
    while (i < text.n && text.p[i] == ' ') i += (size_t)step;
    return i < text.n && (char_is_letter(text.p[i]) || (unsigned char)text.p[i] >= 0x80);
}

/** The word that ends before place `at` ("MG" of "10 MG/ML"). */
static str word_before(str text, size_t at)
{
    size_t begin = at;
    while (begin > 0 && char_is_letter(text.p[begin - 1])) begin--;
    return (str){text.p + begin, at - begin};
}

static bool is_unit(str word)
{
    ucum_unit u;
    return word.n > 0 && (ucum_parse(word, &u) || ucum_parse_informal(word, &u));
}

static size_t figure_at(str text, size_t at, double *v)
{
    size_t n = 0;
    while (at + n < text.n && (char_is_digit(text.p[at + n]) || text.p[at + n] == '.')) n++;
    return str_to_double((str){text.p + at, n}, v) ? n : 0;
}

/** "75/10", "5/325": two strengths of one product; not "1/2" of a tablet, not a date. */
static bool has_two_strengths(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        double first, second;
        size_t n = figure_at(text, i, &first), m;
        size_t mark = i + n;
        if (n == 0) continue;
        m = mark < text.n && text.p[mark] == '/' ? figure_at(text, mark + 1, &second) : 0;
        bool third = mark + 1 + m < text.n && text.p[mark + 1 + m] == '/';
        if (m > 0 && !third && second >= 5) return true;
        i = m > 0 ? mark + m : mark;
    }
    return false;
}

static bool is_countable(const chart *c, str unit)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    size_t n = kb_problems_of_name(c->setup.codes, unit, rows, KB_PROBLEMS_MAX);
    for (size_t i = 0; i < n && i < KB_PROBLEMS_MAX; i++) {
        if (says(rows[i], "unit")) return true;
    }
    return false;
}

/** "MG" of "10 MG/ML", "tablet" of "1 tablet/day", "x" of "1x/week": what comes behind is no part.
 */
static bool is_measure(const chart *c, str text, str before)
{
    bool figure = before.p > text.p && char_is_digit(before.p[-1]);
    return is_unit(before) || is_countable(c, before) || (figure && str_eq_ci(before, STR("x")));
}

/** Parts of a product that its text lists with '/' or '+' between names; 0 when it lists none. A
 *  part that no table knows is a part all the same. */
static unsigned listed_parts(const chart *c, str text)
{
    unsigned marks = 0;
    for (size_t i = 1; i + 1 < text.n; i++) {
        bool mark = text.p[i] == '/' || text.p[i] == '+';
        if (!mark || !letter_beside(text, i, -1) || !letter_beside(text, i, 1)) continue;
        bool spaced = text.p[i - 1] == ' ' || text.p[i + 1] == ' ';
        if (spaced || !is_measure(c, text, word_before(text, i))) marks++;
    }
    if (marks == 0 && has_two_strengths(text)) return 2;
    return marks == 0 ? 0 : marks + 1;
}

/** The label, and where that names no drug the displays of its codes, which say the same again. */
static void read_texts(const chart *c, const chart_concept *what, medicine_text *out)
{
    read_words(c, chart_label(what), out);
    unsigned parts = out->parts;
    for (size_t i = 0; i < what->count && out->count == 0; i++) {
        out->parts = 0;
        if (what->coding[i].display.n > 0) read_words(c, what->coding[i].display, out);
        if (out->parts > parts) parts = out->parts;
    }
    out->parts = parts;
}

static void read_codes(const chart *c, const chart_concept *what, medicine_text *out)
{
    size_t in_words = out->count;
    out->conflict = codes_differ(c, what, in_words);
    for (size_t i = 0; i < what->count; i++) {
        const kb_drug *drug = drug_of_code(c, &what->coding[i]);
        if (drug == NULL) continue;
        out->conflict = out->conflict || is_another(out, in_words, drug);
        drug_in_text *d = add_drug(out, drug, PERSON_MATCH_CODE);
        if (d != NULL) d->match = PERSON_MATCH_CODE;
    }
    if (out->parts < out->count) out->parts = (unsigned)out->count;
    if (in_words == 0 && out->count == 1) out->parts = 0; /* a code says what, not with what */
}

/** The text of a listed part without its strength: "Clavulanate" of "Clavulanate 125 MG Tablet". */
static str name_of_part(str part)
{
    size_t n = 0;
    part = str_trim(part);
    while (n < part.n && !char_is_digit(part.p[n])) n++;
    return str_trim((str){part.p, n});
}

/** Whether the table knows the product as a whole ("amoxicillin / clavulanate"). */
static bool is_known_product(const chart *c, str text)
{
    char name[KB_DRUG_NAME_MAX];
    size_t n = 0;
    str part;
    while (str_next(&text, '/', &part)) {
        str words = name_of_part(part);
        if (words.n + 3 > sizeof name - n) return false;
        if (n > 0) n += (size_t)(stpcpy(name + n, " / ") - (name + n));
        if (words.n > 0) memcpy(name + n, words.p, words.n);
        n += words.n;
    }
    return kb_drug_find(c->setup.drugs, (str){name, n}, NULL) != NULL;
}

void chart_read_medicine(const chart *c, const chart_concept *what, medicine_text *out)
{
    *out = (medicine_text){.per_day = NAN};
    str label = chart_label(what);
    out->none = says_none(c, label);
    if (out->none) return;
    read_texts(c, what, out);
    read_codes(c, what, out);
    unsigned listed = listed_parts(c, label), known = (unsigned)out->count;
    bool unread = listed > known && known > 0 && !is_known_product(c, label);
    out->unread = unread ? listed - known : 0;
    if (out->parts < listed) out->parts = listed;
}

/* ---- doses ---- */

/** Milligrams of an amount: a stated mass, or so many tablets of a stated strength. A dose without
 * a unit is no dose. NaN when it does not follow. */
static double amount_mg(const chart *c, double amount, str unit, const medicine_text *t,
                        const drug_in_text *d)
{
    bool alone = t->parts <= 1;
    if (unit.n == 0 || !(amount > 0)) return NAN;
    if (is_countable(c, unit)) return amount * d->strength_mg;
    return alone ? amount * unit_mg(unit) : NAN;
}

/** Of one administration; the strength alone where the same text says how often ("5 mg once
 *  daily"). */
static double dose_mg(const chart *c, const chart_medicine_entry *m, const medicine_text *t,
                      const drug_in_text *d)
{
    if (!isfinite(m->dose)) return isfinite(t->per_day) ? d->strength_mg : NAN;
    return amount_mg(c, m->dose, m->dose_unit, t, d);
}

/** The lesser of what the instructions and a stated limit allow in a day. */
static double most_mg(const chart *c, const chart_medicine_entry *m, const medicine_text *t,
                      const drug_in_text *d, double mg)
{
    double limit = m->most_unit.n > 0 ? amount_mg(c, m->most, m->most_unit, t, d) : NAN;
    double most = isfinite(mg) && isfinite(limit) ? fmin(mg, limit) : isfinite(mg) ? mg : limit;
    return most <= DAY_MG_MAX ? most : NAN;
}

/** How often; "15 mg OD, Sunday" is on that day, which is no figure here. */
static double times_a_day(const chart_medicine_entry *m, const medicine_text *t)
{
    double per_day = isfinite(m->per_day) ? m->per_day : t->per_day;
    return t->weekday && per_day >= 1 ? NAN : per_day;
}

static void set_doses(const chart *c, const chart_medicine_entry *m, const medicine_text *t,
                      const drug_in_text *d, chart_medicine *out)
{
    double mg = dose_mg(c, m, t, d);
    double per_day = times_a_day(m, t);
    bool usable = isfinite(mg) && per_day > 0 && mg * per_day <= DAY_MG_MAX;
    out->m.dose_mg_per_day = out->m.most_mg_per_day = out->dose_mg_per_6h = NAN;
    out->m.not_daily = usable && (per_day < 1 || m->uneven);
    out->m.as_needed = m->as_needed || t->as_needed;
    out->m.every_day = isfinite(per_day) && per_day >= 1 && !m->uneven && !out->m.as_needed;
    if (out->m.as_needed) {
        out->m.most_mg_per_day = most_mg(c, m, t, d, usable ? mg * per_day : NAN);
        out->m.not_daily = false;
    } else if (usable) {
        out->m.dose_mg_per_day = mg * per_day;
        if (!m->summed && !t->summed) out->dose_mg_per_6h = mg * ceil(per_day / 4);
    }
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

/** What a status says about today: NULL when the medicine is taken, "" when it is not, else why
 * that is not known. */
static const char *why_not_taken(str code)
{
    static const char *const taken[] = {"active", "in-progress", "current", "ongoing", "continued"};
    static const char *const over[] = {"stopped",   "completed", "cancelled", "ended", "declined",
                                       "not-taken", "not-done",  "intended",  "past",  "finished"};
    if (code.n == 0 || str_in_ci(code, taken, sizeof taken / sizeof taken[0])) return NULL;
    if (str_in_ci(code, over, sizeof over / sizeof over[0])) return "";
    if (str_eq_ci(code, STR("draft"))) return "only_planned";
    return str_eq_ci(code, STR("on-hold")) ? "on_hold" : "status_unknown";
}

/** Statuses of what was taken and is over. */
static bool was_taken(str code)
{
    static const char *const over[] = {"stopped", "completed", "ended", "past", "finished"};
    return str_in_ci(code, over, sizeof over / sizeof over[0]);
}

/** A medicine that is on hold may act still, and one of unknown state may be taken: the list is not
 *  complete. */
static status note_state(chart *c, str from, str label, const char *why, err *e)
{
    if (why == NULL || why[0] == '\0') return OK;
    c->medicines_open = c->medicines_open || strcmp(why, "only_planned") != 0;
    return chart_add_unknown(c, from, label, why, e);
}

/** "DO NOT TAKE - discontinued": a clause of an instruction that stops the medicine by itself.
 * Words within a clause ("do not take with milk") do not. */
static bool is_stopped_by(const chart *c, str instruction)
{
    medicine_text t = {.per_day = NAN};
    for (size_t i = 0; i < instruction.n && !t.unclear;) {
        size_t n = 0;
        while (i + n < instruction.n && strchr("-.,;:!()\n", instruction.p[i + n]) == NULL) n++;
        str clause = str_trim((str){instruction.p + i, n});
        if (clause.n > 0) (void)note_words(c, clause, &t);
        i += n + 1;
    }
    return t.unclear;
}

/** What all drugs of one entry share. */
static status make_medicine(chart *c, str from, const chart_medicine_entry *m, chart_medicine *out,
                            err *e)
{
    str label = chart_label(&m->what);
    const char *why = why_not_taken(str_trim(m->status));
    *out = (chart_medicine){.stated_active = why == NULL,
                            .was_taken = why == NULL || was_taken(str_trim(m->status)),
                            .dose_mg_per_6h = NAN};
    out->m.dose_mg_per_day = out->m.most_mg_per_day = NAN;
    TRY(chart_keep(c, label, &out->m.name, e));
    TRY(chart_keep(c, from, &out->m.from, e));
    TRY(chart_keep(c, m->status, &out->m.status, e));
    TRY(chart_when(c, from, label, m->when, &out->m.since, e));
    TRY(chart_when(c, from, label, m->until, &out->until, e));
    TRY(note_state(c, from, label, why, e));
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

/** What stands behind the word that says "for", up to a comma or bracket; empty when it is a time
 *  ("for 5 days"). */
static str reason_within(const medicine_text *t, str label)
{
    str none = {NULL, 0};
    bool in_label = t->reason.n > 0 && t->reason.p >= label.p && t->reason.p < label.p + label.n;
    if (!in_label) return none;
    const char *begin = t->reason.p + t->reason.n;
    str rest = str_trim((str){begin, (size_t)(label.p + label.n - begin)});
    size_t n = 0;
    while (n < rest.n && strchr(",;(.", rest.p[n]) == NULL) n++;
    return n > 0 && !char_is_digit(rest.p[0]) ? str_trim((str){rest.p, n}) : none;
}

/** The reasons that the entry states, else the one within its words. */
static status add_reasons(chart *c, str from, const chart_medicine_entry *m, const medicine_text *t,
                          chart_medicine *one, err *e)
{
    chart_reason within = {.what = {.text = reason_within(t, chart_label(&m->what))}};
    chart_medicine_entry stated = *m;
    if (m->reason_count == 0 && within.what.text.n > 0) {
        chart_reason_shorten(c, &within.what);
        stated.reasons = &within;
        stated.reason_count = 1;
    }
    return chart_add_reasons(c, from, &stated, one, e);
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
    t.unclear = t.unclear || is_stopped_by(c, m->instruction);
    TRY(make_medicine(c, from, m, &one, e));
    one.route = m->route.n > 0 ? route_of(c, m->route) : t.route;
    one.in_product = t.parts;
    TRY(add_reasons(c, from, m, &t, &one, e));
    if (t.unclear || t.conflict) {
        c->medicines_open = true;
        return chart_add_unknown(c, from, label, t.conflict ? "drug_conflict" : "unclear", e);
    }
    if (t.count == 0) {
        TRY(chart_add_unknown(c, from, label, "unknown_drug", e));
        return keep_medicine(c, &one, e);
    }
    chart_medicine rest = one;
    for (size_t i = 0; i < t.count; i++) {
        one.m.drug = t.drugs[i].drug->name;
        one.m.match = t.drugs[i].match;
        set_doses(c, m, &t, &t.drugs[i], &one);
        TRY(keep_medicine(c, &one, e));
    }
    if (t.unread == 0) return OK;
    TRY(chart_add_unknown(c, from, label, "unknown_part", e));
    return keep_medicine(c, &rest, e); /* as if the part that no table knows stood alone */
}
