/*
 * kb/analytes.tsv, kb/problems.tsv and kb/sheet_words.tsv as typed rows with one index over all
 * their codes, names and words.
 * Keys are "a:loinc|2160-0", "a:name|creatinine" for analytes, "p:snomed|…", "p:icd10|I21",
 * "p:loinc|LA…", "p:cdcrec|…", "p:name|…" for problems; names are folded, ICD-10 codes have no dot,
 * "p:icd10|=I251" is that code without those that it begins. Several problems of one code are
 * chained. "n:name|…" leads to the rows for which a name is only a form of what they are
 * ("<nstemi"). Words of sheets are "s:column|result".
 */
#include "kb/chart_codes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kb/cells.h"

/** A row that a key leads to. */
typedef struct kb_code_entry {
    uint32_t row, next; /**< MAP_NONE ends the chain */
} kb_code_entry;

/* ---- systems and keys ---- */

str kb_code_system(str system)
{
    static const struct {
        const char *written, *name;
    } systems[] = {
        {"http://loinc.org", "loinc"},
        {"http://snomed.info/sct", "snomed"},
        {"http://hl7.org/fhir/sid/icd-10-cm", "icd10"},
        {"http://hl7.org/fhir/sid/icd-10", "icd10"},
        {"http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm"},
        {"http://www.whocc.no/atc", "atc"},
        {"urn:oid:2.16.840.1.113883.6.238", "cdcrec"},
        {"urn:oid:2.16.840.1.113883.6.1", "loinc"},
        {"urn:oid:2.16.840.1.113883.6.96", "snomed"},
        {"urn:oid:2.16.840.1.113883.6.90", "icd10"},
        {"urn:oid:2.16.840.1.113883.6.3", "icd10"},
        {"urn:oid:2.16.840.1.113883.6.88", "rxnorm"},
        {"urn:oid:2.16.840.1.113883.6.73", "atc"},
        {"https://loinc.org", "loinc"},
        {"loinc", "loinc"},
        {"snomed", "snomed"},
        {"snomed ct", "snomed"},
        {"sct", "snomed"},
        {"icd10", "icd10"},
        {"icd-10", "icd10"},
        {"icd-10-cm", "icd10"},
        {"rxnorm", "rxnorm"},
        {"atc", "atc"},
        {"cdcrec", "cdcrec"},
    };
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
        if (str_eq_ci(system, str_of(systems[i].written))) return str_of(systems[i].name);
    }
    return (str){NULL, 0};
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/** A Latin letter without its accent: "\xc3\xa9" gives "e", a sharp s "ss". Gives how many bytes of
 *  the text it takes, 0 when it is none; "" for an accent that stands behind its letter. */
static size_t plain_letter(str text, const char **out)
{
    static const char *const letters[64] = {
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
        "d", "n", "o", "o", "o", "o", "o",  " ", "o", "u", "u", "u", "u", "y", "th", "ss",
        "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
        "d", "n", "o", "o", "o", "o", "o",  " ", "o", "u", "u", "u", "u", "y", "th", "y"};
    if (text.n < 2) return 0;
    unsigned char first = (unsigned char)text.p[0], second = (unsigned char)text.p[1];
    *out = "";
    if (first == 0xcc || (first == 0xcd && second <= 0xaf)) return 2;
    if (first != 0xc3 || second < 0x80 || second > 0xbf) return 0;
    *out = letters[second - 0x80];
    return 2;
}

/** Blanks that are not written with one byte, and what has no width: 0, or the bytes they take. */
static size_t wide_blank(str text, bool *width)
{
    *width = !str_starts(text, STR("\xe2\x80\x8b"));
    if (!*width || str_starts(text, STR("\xe2\x80\xaf"))) return 3;
    return str_starts(text, STR("\xc2\xa0")) ? 2 : 0;
}

typedef struct folded {
    char *p;
    size_t room, n;
    bool space; /**< one is due before the next word */
} folded;

static bool put_folded(folded *f, const char *text, size_t n, bool mark)
{
    if (f->n + n + 1 > f->room) return false;
    if (f->space && !mark) f->p[f->n++] = ' ';
    f->space = false;
    memcpy(f->p + f->n, text, n);
    f->n += n;
    return true;
}

/** A character beyond ASCII; gives its bytes, 0 when there is no room. */
static size_t fold_wide(folded *f, str rest)
{
    const char *plain = NULL;
    bool width = true;
    size_t letter = plain_letter(rest, &plain);
    if (letter > 0 && plain[0] != ' ') {
        bool done = plain[0] == '\0' || put_folded(f, plain, strlen(plain), false);
        return done ? letter : 0;
    }
    size_t blank = letter > 0 ? letter : wide_blank(rest, &width);
    if (blank == 0) return put_folded(f, rest.p, 1, false) ? 1 : 0;
    if (width) f->space = f->n > 0;
    return blank;
}

/** Takes the character that `rest` begins with; gives its bytes, 0 when there is no room. */
static size_t fold_one(folded *f, str rest)
{
    char c = lower(rest.p[0]);
    bool mark = c == '%' || c == '#';
    if ((unsigned char)c >= 0x80) return fold_wide(f, rest);
    if (char_is_letter(c) || char_is_digit(c) || mark) return put_folded(f, &c, 1, mark) ? 1 : 0;
    f->space = f->n > 0;
    return 1;
}

/** Letters and figures in lower case without accents, one space between words, "%" and "#" joined
 *  to what stands before them, zero-width spaces left out. False when longer than `room` or nothing
 *  is left. */
static bool fold_name(str name, char *out, size_t room, size_t *n)
{
    folded f = {.p = out, .room = room};
    for (size_t i = 0, step; i < name.n; i += step) {
        step = fold_one(&f, (str){name.p + i, name.n - i});
        if (step == 0) return false;
    }
    *n = f.n;
    return f.n > 0;
}

/** ICD-10 in capitals without its dot. */
static bool fold_icd10(str code, char *out, size_t room, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '.') continue;
        if (*n + 1 > room) return false;
        out[(*n)++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return *n > 0;
}

typedef struct code_key {
    char p[KB_CODE_MAX + 32];
    size_t n;
} code_key;

/** "a:loinc|"; its length. */
static size_t put_head(char *p, char kind, str system)
{
    size_t n = 0;
    p[n++] = kind;
    p[n++] = ':';
    if (system.n > 0) memcpy(p + n, system.p, system.n);
    n += system.n;
    p[n++] = '|';
    return n;
}

/** False when it is too long to be in the tables. `system` is a short name. */
static bool make_key(code_key *key, char kind, str system, str code)
{
    enum { SIGNS = 3 }; /* kind, ':' and '|' */
    if (code.n == 0 || code.n > KB_CODE_MAX || system.n + SIGNS > sizeof key->p) return false;
    size_t at = put_head(key->p, kind, system), room = sizeof key->p - at, n;
    if (kind == 's' || str_eq(system, STR("name"))) {
        if (!fold_name(code, key->p + at, room, &n)) return false;
    } else if (str_eq(system, STR("icd10"))) {
        if (!fold_icd10(code, key->p + at, room, &n)) return false;
    } else {
        if (code.n > room) return false;
        memcpy(key->p + at, code.p, code.n);
        n = code.n;
    }
    key->n = at + n;
    return true;
}

/* ---- the index ---- */

typedef struct index_work {
    kb_chart_codes *out;
    kb_code_entry *entries;
    arena *a;
    err *e;
} index_work;

static status add_entry(index_work *w, const code_key *key, uint32_t row)
{
    uint32_t entry = (uint32_t)w->out->entry_count++;
    char *kept = arena_copy(w->a, key->p, key->n);
    TRY_MEM(w->e, kept);
    w->entries[entry] = (kb_code_entry){row, MAP_NONE};
    return map_add(&w->out->by_code, (str){kept, key->n}, entry, w->e);
}

/** A code or name of an analyte stands for that one only. */
static status add_analyte_key(index_work *w, str system, str code, uint32_t row)
{
    code_key key;
    if (!make_key(&key, 'a', system, code)) {
        FAIL(w->e, E_SYNTAX, "table 'analytes' row %u: '%.*s' is no name or code", row + 1,
             STR_ARG(code));
    }
    uint32_t seen = map_get(&w->out->by_code, (str){key.p, key.n});
    if (seen == MAP_NONE) return add_entry(w, &key, row);
    const kb_analyte *all = w->out->analytes, *other = &all[w->entries[seen].row];
    if (other == &all[row] || str_eq(other->twin, all[row].name)) return OK;
    FAIL(w->e, E_CONFLICT, "table 'analytes': '%.*s' is both %.*s and %.*s", STR_ARG(code),
         STR_ARG(other->name), STR_ARG(all[row].name));
}

static status chain_problem(index_work *w, char kind, str system, str code, uint32_t row)
{
    code_key key;
    if (!make_key(&key, kind, system, code)) {
        FAIL(w->e, E_SYNTAX, "table 'problems' row %u: '%.*s' is no name or code", row + 1,
             STR_ARG(code));
    }
    uint32_t at = map_get(&w->out->by_code, (str){key.p, key.n});
    if (at == MAP_NONE) return add_entry(w, &key, row);
    while (w->entries[at].row != row && w->entries[at].next != MAP_NONE) at = w->entries[at].next;
    if (w->entries[at].row == row) return OK;
    uint32_t entry = (uint32_t)w->out->entry_count++;
    w->entries[at].next = entry;
    w->entries[entry] = (kb_code_entry){row, MAP_NONE};
    return OK;
}

static status add_problem_key(index_work *w, str system, str code, uint32_t row)
{
    return chain_problem(w, 'p', system, code, row);
}

/** "<nstemi": a name that says yes to the row and no to nothing. */
static status add_problem_name(index_work *w, str system, str name, uint32_t row)
{
    if (str_starts(name, STR("<"))) {
        name = (str){name.p + 1, name.n - 1};
        TRY(chain_problem(w, 'n', system, name, row));
    }
    return chain_problem(w, 'p', system, name, row);
}

typedef status add_key_fn(index_work *w, str system, str code, uint32_t row);

static status add_list(index_work *w, str cell, str system, uint32_t row, add_key_fn *add)
{
    str part;
    while (cell.n > 0 && str_next(&cell, ';', &part)) {
        if (str_trim(part).n > 0) TRY(add(w, system, str_trim(part), row));
    }
    return OK;
}

static size_t parts_of(const kb_table *t)
{
    size_t n = 0;
    for (uint32_t r = 0; r < t->rows; r++) {
        for (uint32_t c = 0; c < t->columns; c++) {
            str cell = kb_cell(t, r, c);
            n += cell.n > 0;
            for (size_t i = 0; i < cell.n; i++) n += cell.p[i] == ';' || cell.p[i] == '<';
        }
    }
    return n;
}

/* ---- analytes ---- */

enum {
    A_NAME,
    A_UNIT,
    A_LOINC,
    A_NAMES,
    A_LOW,
    A_HIGH,
    A_MOLAR,
    A_WINDOW,
    A_BARE,
    A_CODED,
    A_TWIN,
    A_ALSO,
    A_FACT,
    A_SOURCE,
    A_COLUMNS
};

/** "mmol/mol = 0.09148 + 2.152" */
static bool further_unit(str text, kb_analyte_unit *out)
{
    str unit, factor;
    *out = (kb_analyte_unit){.offset = 0};
    if (!str_next(&text, '=', &unit) || !str_next(&text, '+', &factor)) return false;
    if (!ucum_parse(str_trim(unit), &out->unit)) return false;
    if (!str_to_double(str_trim(factor), &out->factor)) return false;
    return text.p == NULL || str_to_double(str_trim(text), &out->offset);
}

static status further_units(arena *a, kb_analyte *x, str cell, err *e)
{
    const str *parts;
    TRY(kb_parts(a, cell, &parts, &x->unit_count, e));
    kb_analyte_unit *units = ARENA_ARRAY(a, kb_analyte_unit, x->unit_count);
    TRY_MEM(e, units);
    for (size_t i = 0; i < x->unit_count; i++) {
        if (further_unit(parts[i], &units[i])) continue;
        FAIL(e, E_SYNTAX, "table 'analytes': %.*s: '%.*s' is not 'unit = factor + offset'",
             STR_ARG(x->name), STR_ARG(parts[i]));
    }
    x->units = units;
    return OK;
}

static status whole_days(const kb_table *t, uint32_t row, str cell, uint32_t *days, err *e)
{
    *days = 0;
    if (cell.n == 0 || str_to_u32(cell, days)) return OK;
    FAIL(e, E_SYNTAX, "table '%.*s' row %u: '%.*s' is no number of days", STR_ARG(t->name), row + 1,
         STR_ARG(cell));
}

static status read_analyte(const kb_table *t, uint32_t row, const uint32_t *at, arena *a,
                           kb_analyte *x, err *e)
{
    x->name = kb_cell(t, row, at[A_NAME]);
    x->unit = kb_cell(t, row, at[A_UNIT]);
    x->twin = kb_cell(t, row, at[A_TWIN]);
    x->fact = kb_cell(t, row, at[A_FACT]);
    x->source = kb_cell(t, row, at[A_SOURCE]);
    x->unit_optional = str_eq(kb_cell(t, row, at[A_BARE]), STR("yes"));
    x->coded = str_eq(kb_cell(t, row, at[A_CODED]), STR("yes"));
    TRY(kb_number(t, row, at[A_LOW], &x->low, e));
    TRY(kb_number(t, row, at[A_HIGH], &x->high, e));
    TRY(kb_number(t, row, at[A_MOLAR], &x->molar_mass, e));
    TRY(whole_days(t, row, kb_cell(t, row, at[A_WINDOW]), &x->window_days, e));
    TRY(further_units(a, x, kb_cell(t, row, at[A_ALSO]), e));
    if (ucum_parse(x->unit, &x->measure) && !x->measure.informal) return OK;
    FAIL(e, E_SYNTAX, "table 'analytes': %.*s: '%.*s' is no UCUM unit", STR_ARG(x->name),
         STR_ARG(x->unit));
}

static status open_analytes(const kb *k, index_work *w)
{
    static const char *const names[A_COLUMNS] = {
        "name",        "unit", "loinc", "names", "low",  "high", "molar_mass",
        "window_days", "bare", "coded", "twin",  "also", "fact", "source"};
    const kb_table *t = NULL;
    uint32_t at[A_COLUMNS];
    TRY(kb_columns(k, "analytes", names, A_COLUMNS, &t, at, w->e));
    kb_analyte *items = ARENA_ARRAY(w->a, kb_analyte, t->rows + 1);
    TRY_MEM(w->e, items);
    w->out->analytes = items;
    for (uint32_t i = 0; i < t->rows; i++) TRY(read_analyte(t, i, at, w->a, &items[i], w->e));
    w->out->analyte_count = t->rows;
    for (uint32_t i = 0; i < t->rows; i++) {
        TRY(add_analyte_key(w, STR("name"), items[i].name, i));
        TRY(add_list(w, kb_cell(t, i, at[A_NAMES]), STR("name"), i, add_analyte_key));
        TRY(add_list(w, kb_cell(t, i, at[A_LOINC]), STR("loinc"), i, add_analyte_key));
    }
    return OK;
}

/* ---- problems ---- */

enum {
    P_KIND,
    P_FACT,
    P_VALUE,
    P_QUESTION,
    P_SNOMED,
    P_ICD10,
    P_LOINC,
    P_CDCREC,
    P_NAMES,
    P_WHILE,
    P_WINDOW,
    P_SOURCE,
    P_COLUMNS
};

static status open_problems(const kb *k, index_work *w)
{
    static const char *const names[P_COLUMNS] = {"kind",   "fact",       "value",       "question",
                                                 "snomed", "icd10",      "loinc",       "cdcrec",
                                                 "names",  "only_while", "window_days", "source"};
    const kb_table *t = NULL;
    uint32_t at[P_COLUMNS];
    TRY(kb_columns(k, "problems", names, P_COLUMNS, &t, at, w->e));
    kb_problem *items = ARENA_ARRAY(w->a, kb_problem, t->rows + 1);
    TRY_MEM(w->e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        kb_problem *x = &items[i];
        *x = (kb_problem){.kind = kb_cell(t, i, at[P_KIND]),
                          .fact = kb_cell(t, i, at[P_FACT]),
                          .value = kb_cell(t, i, at[P_VALUE]),
                          .question = kb_cell(t, i, at[P_QUESTION]),
                          .only_while = kb_cell(t, i, at[P_WHILE]),
                          .snomed = kb_cell(t, i, at[P_SNOMED]),
                          .icd10 = kb_cell(t, i, at[P_ICD10]),
                          .source = kb_cell(t, i, at[P_SOURCE])};
        TRY(whole_days(t, i, kb_cell(t, i, at[P_WINDOW]), &x->window_days, w->e));
        TRY(add_list(w, kb_cell(t, i, at[P_SNOMED]), STR("snomed"), i, add_problem_key));
        TRY(add_list(w, kb_cell(t, i, at[P_ICD10]), STR("icd10"), i, add_problem_key));
        TRY(add_list(w, kb_cell(t, i, at[P_LOINC]), STR("loinc"), i, add_problem_key));
        TRY(add_list(w, kb_cell(t, i, at[P_CDCREC]), STR("cdcrec"), i, add_problem_key));
        TRY(add_list(w, kb_cell(t, i, at[P_NAMES]), STR("name"), i, add_problem_name));
    }
    w->out->problems = items;
    w->out->problem_count = t->rows;
    return OK;
}

/* ---- words of sheets ---- */

enum { W_USE, W_MEANING, W_WORDS, W_COLUMNS };

static status add_word_key(index_work *w, str use, str word, uint32_t row)
{
    code_key key;
    if (!make_key(&key, 's', use, word)) {
        FAIL(w->e, E_SYNTAX, "table 'sheet_words' row %u: '%.*s' is no word", row + 1,
             STR_ARG(word));
    }
    if (map_get(&w->out->by_code, (str){key.p, key.n}) == MAP_NONE) return add_entry(w, &key, row);
    FAIL(w->e, E_CONFLICT, "table 'sheet_words' row %u: %.*s '%.*s' stands twice", row + 1,
         STR_ARG(use), STR_ARG(word));
}

static status open_words(const kb *k, index_work *w)
{
    static const char *const names[W_COLUMNS] = {"use", "meaning", "words"};
    const kb_table *t = NULL;
    uint32_t at[W_COLUMNS];
    TRY(kb_columns(k, "sheet_words", names, W_COLUMNS, &t, at, w->e));
    str *meanings = ARENA_ARRAY(w->a, str, t->rows + 1);
    TRY_MEM(w->e, meanings);
    w->out->meanings = meanings;
    for (uint32_t i = 0; i < t->rows; i++) {
        meanings[i] = kb_cell(t, i, at[W_MEANING]);
        TRY(add_list(w, kb_cell(t, i, at[W_WORDS]), kb_cell(t, i, at[W_USE]), i, add_word_key));
    }
    return OK;
}

status kb_chart_codes_open(const kb *k, arena *a, kb_chart_codes *out, err *e)
{
    kb_chart_codes codes = {.analytes = NULL};
    const kb_table *analytes = kb_table_find(k, "analytes");
    const kb_table *problems = kb_table_find(k, "problems");
    const kb_table *words = kb_table_find(k, "sheet_words");
    if (analytes == NULL || problems == NULL) {
        FAIL(e, E_NOTFOUND, "knowledge base has no table 'analytes' or 'problems'");
    }
    size_t room = parts_of(analytes) + parts_of(problems) + (words == NULL ? 0 : parts_of(words));
    kb_code_entry *entries = ARENA_ARRAY(a, kb_code_entry, room + 1);
    TRY_MEM(e, entries);
    codes.entries = entries;
    TRY(map_init(&codes.by_code, a, room + 1, e));
    index_work w = {&codes, entries, a, e};
    TRY(open_analytes(k, &w));
    TRY(open_problems(k, &w));
    if (words != NULL) TRY(open_words(k, &w)); /* without them no sheet is understood */
    *out = codes;
    return OK;
}

/* ---- looking up ---- */

static const kb_analyte *analyte_of_key(const kb_chart_codes *c, str system, str code)
{
    code_key key;
    if (!make_key(&key, 'a', system, code)) return NULL;
    uint32_t at = map_get(&c->by_code, (str){key.p, key.n});
    return at == MAP_NONE ? NULL : &c->analytes[c->entries[at].row];
}

const kb_analyte *kb_analyte_of_code(const kb_chart_codes *c, str system, str code)
{
    str name = kb_code_system(system);
    return name.n == 0 ? NULL : analyte_of_key(c, name, code);
}

const kb_analyte *kb_analyte_of_name(const kb_chart_codes *c, str name)
{
    return analyte_of_key(c, STR("name"), name);
}

static bool by_further_unit(const kb_analyte *a, double value, const ucum_unit *unit, bool same,
                            double *out)
{
    double v;
    for (size_t i = 0; i < a->unit_count; i++) {
        const kb_analyte_unit *x = &a->units[i];
        if (same && fabs(x->unit.factor / unit->factor - 1) > 1e-9) continue;
        if (!ucum_convert(value, unit, &x->unit, NAN, &v)) continue;
        *out = v * x->factor + x->offset;
        return true;
    }
    return false;
}

/* % and mmol/mol measure the same thing for UCUM, not for HbA1c: a further unit that is exactly
 * this one goes first. */
bool kb_analyte_convert(const kb_analyte *a, double value, const ucum_unit *unit, double *out)
{
    return by_further_unit(a, value, unit, true, out) ||
           ucum_convert(value, unit, &a->measure, a->molar_mass, out) ||
           by_further_unit(a, value, unit, false, out);
}

static size_t collect(const kb_chart_codes *c, str key, const kb_problem **out, size_t room,
                      size_t found)
{
    for (uint32_t at = map_get(&c->by_code, key); at != MAP_NONE; at = c->entries[at].next) {
        if (found < room) out[found] = &c->problems[c->entries[at].row];
        found++;
    }
    return found;
}

size_t kb_problems_of_code(const kb_chart_codes *c, str system, str code, const kb_problem **out,
                           size_t room)
{
    code_key key;
    str name = kb_code_system(system);
    if (name.n == 0 || !make_key(&key, 'p', name, code)) return 0;
    if (!str_eq(name, STR("icd10"))) return collect(c, (str){key.p, key.n}, out, room, 0);
    size_t found = 0, shortest = sizeof "p:icd10|" - 1 + 2;
    for (size_t n = shortest; n <= key.n; n++)
        found = collect(c, (str){key.p, n}, out, room, found);
    code_key exact;
    exact.n =
        (size_t)snprintf(exact.p, sizeof exact.p, "p:icd10|=%.*s",
                         (int)(key.n - (sizeof "p:icd10|" - 1)), key.p + sizeof "p:icd10|" - 1);
    return collect(c, (str){exact.p, exact.n}, out, room, found);
}

size_t kb_problems_of_name(const kb_chart_codes *c, str name, const kb_problem **out, size_t room)
{
    code_key key;
    if (!make_key(&key, 'p', STR("name"), name)) return 0;
    return collect(c, (str){key.p, key.n}, out, room, 0);
}

bool kb_problem_is_code(const kb_problem *p, str system, str code)
{
    str name = kb_code_system(system);
    if (code.n == 0) return false;
    if (str_eq(name, STR("snomed"))) return str_eq(p->snomed, code);
    return str_eq(name, STR("icd10")) && str_eq(p->icd10, code);
}

bool kb_problem_is_wider(const kb_chart_codes *c, const kb_problem *p, str name)
{
    code_key key;
    if (!make_key(&key, 'n', STR("name"), name)) return false;
    uint32_t at = map_get(&c->by_code, (str){key.p, key.n});
    while (at != MAP_NONE && &c->problems[c->entries[at].row] != p) at = c->entries[at].next;
    return at != MAP_NONE;
}

str kb_sheet_word(const kb_chart_codes *c, str use, str word)
{
    code_key key;
    if (!make_key(&key, 's', use, word)) return (str){NULL, 0};
    uint32_t at = map_get(&c->by_code, (str){key.p, key.n});
    return at == MAP_NONE ? (str){NULL, 0} : c->meanings[c->entries[at].row];
}
