/*
 * Proof that the words say the same in every language and that every code has words: a translation
 * keeps each placeholder, number, drug name and locked word (negation, refusal, limit; the words of
 * each language are rows of text/locks), and each action, further code, implication, class,
 * population and strength that a rule uses has a text. What a sentence means beyond that only a
 * reader who speaks the language can tell.
 */
#include "kb/check.h"
#include "kb/rule.h"
#include "kb/wording.h"

enum { KINDS_MAX = 16 };

typedef struct text_lock {
    str kind, words[KB_LANGUAGES];
} text_lock;

typedef struct text_check {
    const kb *k;
    kb_wording w;
    text_lock locks[KINDS_MAX];
    size_t lock_count;
    const kb_table *drugs;
    uint32_t drug_name;
    arena *a;
    kb_check_report *report;
    err *e;
} text_check;

/* ---- what a text holds ---- */

/* A letter of a word: also every byte of a letter outside ASCII, and the hyphen within words. */
static bool is_letter(char c)
{
    return char_is_letter(c) || (unsigned char)c >= 0x80 || c == '-';
}

/* The next thing between `open` and `close` (placeholder), or the next run of digits (open = 0). */
static bool next_item(str *rest, bool placeholder, str *item)
{
    for (size_t i = 0; i < rest->n; i++) {
        size_t j = i;
        if (placeholder && rest->p[i] == '{') {
            while (j < rest->n && rest->p[j] != '}') j++;
        } else if (!placeholder && char_is_digit(rest->p[i]) && (i == 0 || rest->p[i - 1] != '{')) {
            while (j < rest->n && char_is_digit(rest->p[j])) j++;
        } else {
            continue;
        }
        *item = (str){rest->p + i, j - i};
        *rest = (str){rest->p + j, rest->n - j};
        return true;
    }
    return false;
}

static size_t count_item(str text, bool placeholder, str wanted)
{
    size_t n = 0;
    str item;
    while (next_item(&text, placeholder, &item)) n += str_eq(item, wanted);
    return n;
}

/* True when every item of `from` stands as often in `in`; else `lost` is the first that does not.
 */
static bool items_kept(str from, str in, bool placeholder, str *lost)
{
    str item, rest = from;
    while (next_item(&rest, placeholder, &item)) {
        *lost = item;
        if (count_item(from, placeholder, item) != count_item(in, placeholder, item)) return false;
    }
    return true;
}

static bool word_at(str text, size_t at, str word)
{
    if (at + word.n > text.n || !str_eq_ci((str){text.p + at, word.n}, word)) return false;
    bool begins = at == 0 || !is_letter(text.p[at - 1]);
    bool ends = at + word.n == text.n || !is_letter(text.p[at + word.n]);
    return begins && ends;
}

static bool has_word(str text, str word)
{
    for (size_t i = 0; i < text.n; i++) {
        if (word_at(text, i, word)) return true;
    }
    return false;
}

/* Any word of a ;-separated list. A danda clings to its word: the list has both spellings. */
static bool has_any(str text, str words)
{
    str word;
    while (str_next(&words, ';', &word)) {
        if (word.n > 0 && has_word(text, word)) return true;
    }
    return false;
}

/* ---- texts ---- */

static status locks_load(text_check *c)
{
    const kb_table *t = kb_table_find(c->k, "text/locks");
    uint32_t kind, columns[KB_LANGUAGES];
    if (t == NULL) FAIL(c->e, E_NOTFOUND, "there is no table text/locks");
    TRY(kb_column(t, "kind", &kind, c->e));
    for (int l = 0; l < KB_LANGUAGES; l++) {
        TRY(kb_column(t, kb_language_name((kb_language)l), &columns[l], c->e));
    }
    if (t->rows > KINDS_MAX) FAIL(c->e, E_LIMIT, "text/locks: more than %d rows", KINDS_MAX);
    for (uint32_t r = 0; r < t->rows; r++) {
        text_lock *lock = &c->locks[c->lock_count++];
        lock->kind = kb_cell(t, r, kind);
        for (int l = 0; l < KB_LANGUAGES; l++) lock->words[l] = kb_cell(t, r, columns[l]);
    }
    return OK;
}

static status check_drugs(text_check *c, const kb_word_row *row, kb_language l)
{
    for (uint32_t i = 0; i < c->drugs->rows; i++) {
        str name = kb_cell(c->drugs, i, c->drug_name);
        if (!has_word(row->text[KB_ENGLISH], name) || has_word(row->text[l], name)) continue;
        TRY(kb_check_fail(c->report, c->e, row->table, row->row, "%.*s: %s loses the drug '%.*s'",
                          STR_ARG(row->key), kb_language_name(l), STR_ARG(name)));
    }
    return OK;
}

static status check_row(text_check *c, const kb_word_row *row, kb_language l)
{
    str lost, en = row->text[KB_ENGLISH], other = row->text[l];
    const char *language = kb_language_name(l);
    c->report->facts++;
    if (en.n == 0 || other.n == 0) {
        return kb_check_fail(c->report, c->e, row->table, row->row, "%.*s: no text in %s",
                             STR_ARG(row->key), en.n == 0 ? "en" : language);
    }
    for (int placeholder = 0; placeholder < 2; placeholder++) {
        if (items_kept(en, other, placeholder != 0, &lost) &&
            items_kept(other, en, placeholder != 0, &lost)) {
            continue;
        }
        TRY(kb_check_fail(c->report, c->e, row->table, row->row,
                          "%.*s: '%.*s%s' does not stand as often in %s as in en",
                          STR_ARG(row->key), STR_ARG(lost), placeholder ? "}" : "", language));
    }
    for (size_t i = 0; i < c->lock_count; i++) {
        const text_lock *lock = &c->locks[i];
        bool here = has_any(en, lock->words[KB_ENGLISH]), there = has_any(other, lock->words[l]);
        if (here == there) continue;
        TRY(kb_check_fail(c->report, c->e, row->table, row->row, "%.*s: %s %s a word of '%.*s'",
                          STR_ARG(row->key), language, here ? "loses" : "adds",
                          STR_ARG(lock->kind)));
    }
    return check_drugs(c, row, l);
}

/* A knowledge base for calling only: neither texts nor rules, so nothing is to be proved. */
static bool is_wordless(const kb *k)
{
    size_t count;
    const kb_table *tables = kb_tables(k, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_starts(tables[i].name, STR("text/"))) return false;
        if (str_starts(tables[i].name, STR("rules/"))) return false;
    }
    return true;
}

static status text_check_open(text_check *c)
{
    TRY(kb_wording_open(c->k, c->a, &c->w, c->e));
    TRY(locks_load(c));
    c->drugs = kb_table_find(c->k, "drugs");
    if (c->drugs == NULL) FAIL(c->e, E_NOTFOUND, "there is no table drugs");
    return kb_column(c->drugs, "name", &c->drug_name, c->e);
}

status kb_check_texts(const kb *k, kb_check_report *report, err *e)
{
    if (is_wordless(k)) return OK;
    AUTO(arena_release) arena a = {0};
    text_check c = {.k = k, .a = &a, .report = report, .e = e};
    TRY(text_check_open(&c));
    for (size_t i = 0; i < c.w.count; i++) {
        for (int l = KB_ENGLISH + 1; l < KB_LANGUAGES; l++) {
            TRY(check_row(&c, &c.w.rows[i], (kb_language)l));
        }
    }
    return OK;
}

/* ---- codes ---- */

static status need(text_check *c, const kb_rule *r, const char *prefix, str code)
{
    const char *key = arena_printf(c->a, "%s%.*s", prefix, STR_ARG(code));
    TRY_MEM(c->e, key);
    c->report->facts++;
    if (map_get(&c->w.by_key, str_of(key)) != MAP_NONE) return OK;
    return kb_check_fail(c->report, c->e, r->table.p, r->row, "%.*s: no text '%s'", STR_ARG(r->id),
                         key);
}

static bool is_drug(const text_check *c, str name)
{
    for (uint32_t i = 0; i < c->drugs->rows; i++) {
        if (str_eq(kb_cell(c->drugs, i, c->drug_name), name)) return true;
    }
    return false;
}

static status need_also(text_check *c, const kb_rule *r, str code)
{
    kb_coded coded;
    c->report->facts++;
    bool known = kb_wording_code(&c->w, c->a, code, &coded);
    if (known && coded.object.n > 0 && !is_drug(c, coded.object)) {
        str key = kb_wording_object(&c->w, c->a, (str){code.p, str_find(code, ':')}, coded.object);
        known = key.n > 0 && map_get(&c->w.by_key, key) != MAP_NONE;
    }
    if (known) return OK;
    return kb_check_fail(c->report, c->e, r->table.p, r->row, "%.*s: no text for '%.*s'",
                         STR_ARG(r->id), STR_ARG(code));
}

/* "GENE|quantity:direction:object" */
static status need_implication(text_check *c, const kb_rule *r, str code)
{
    size_t bar = str_find(code, '|');
    str quantity, direction = {NULL, 0}, rest = code;
    if (bar < code.n) rest = (str){code.p + bar + 1, code.n - bar - 1};
    if (!str_next(&rest, ':', &quantity) || !str_next(&rest, ':', &direction)) {
        return kb_check_fail(c->report, c->e, r->table.p, r->row, "%.*s: '%.*s' is no implication",
                             STR_ARG(r->id), STR_ARG(code));
    }
    const char *pair = arena_printf(c->a, "%.*s.%.*s", STR_ARG(quantity), STR_ARG(direction));
    TRY_MEM(c->e, pair);
    TRY(need(c, r, "impl.", str_of(pair)));
    return need(c, r, "object.", rest.p == NULL ? STR("") : rest);
}

static status check_rule(text_check *c, const kb_rule *r)
{
    TRY(need(c, r, "action.", r->action));
    TRY(need(c, r, "population.", r->population));
    if (r->strength.n > 0) TRY(need(c, r, "strength.", r->strength));
    TRY(need(c, r, "source_kind.", r->source_kind));
    const char *patient = arena_printf(c->a, "%.*s.patient", STR_ARG(r->action));
    TRY_MEM(c->e, patient);
    TRY(need(c, r, "action.", str_of(patient)));
    if (r->dose_of.n > 0) TRY(need(c, r, "dose.of.", r->dose_of));
    if (r->max_unit.n > 0) TRY(need(c, r, "unit.", r->max_unit));
    for (size_t i = 0; i < r->alternative_count; i++) {
        str name = r->alternatives[i];
        if (!str_starts(name, STR("class:"))) continue;
        TRY(need(c, r, "class.", (str){name.p + 6, name.n - 6}));
    }
    for (size_t i = 0; i < r->also_count; i++) TRY(need_also(c, r, r->also[i]));
    for (size_t i = 0; i < r->implication_count; i++) {
        TRY(need_implication(c, r, r->implications[i]));
    }
    return OK;
}

status kb_check_worded(const kb *k, kb_check_report *report, err *e)
{
    if (is_wordless(k)) return OK;
    AUTO(arena_release) arena a = {0};
    text_check c = {.k = k, .a = &a, .report = report, .e = e};
    kb_rule_list rules;
    TRY(text_check_open(&c));
    TRY(kb_rules_open(k, &a, &rules, e));
    for (size_t i = 0; i < rules.count; i++) TRY(check_rule(&c, &rules.items[i]));
    return OK;
}
