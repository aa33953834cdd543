/*
 * Loads the catalogue and resolves codes. The units known here are those that the rules use (UCUM);
 * a number followed by anything else is part of a name ("3_per_wk", "cyp2d6").
 */
#include "kb/wording.h"

#include <string.h>

static const char *const language_names[KB_LANGUAGES] = {"en", "hi", "es"};
static const char *const units[] = {"mg/d", "mg/kg/d", "mg/m2/d",  "mg",    "mg/kg",     "wk",  "d",
                                    "mo",   "%",       "mg/(6.h)", "mg/mo", "mg/(2.wk)", "ug/d"};

const char *kb_language_name(kb_language l)
{
    return language_names[l];
}

bool kb_language_find(str name, kb_language *out)
{
    for (size_t i = 0; i < KB_LANGUAGES; i++) {
        if (!str_eq_ci(name, str_of(language_names[i]))) continue;
        *out = (kb_language)i;
        return true;
    }
    return false;
}

static bool is_catalogue(const kb_table *t)
{
    return str_starts(t->name, STR("text/")) && !str_eq(t->name, STR("text/locks"));
}

static status load_table(const kb_table *t, kb_word_row *rows, size_t *count, kb_wording *w, err *e)
{
    uint32_t key, text[KB_LANGUAGES];
    TRY(kb_column(t, "key", &key, e));
    for (size_t l = 0; l < KB_LANGUAGES; l++) TRY(kb_column(t, language_names[l], &text[l], e));
    for (uint32_t r = 0; r < t->rows; r++) {
        kb_word_row *row = &rows[(*count)++];
        row->key = kb_cell(t, r, key);
        row->table = t->name.p;
        row->row = r + 1;
        for (size_t l = 0; l < KB_LANGUAGES; l++) row->text[l] = kb_cell(t, r, text[l]);
        if (map_add(&w->by_key, row->key, (uint32_t)(*count - 1), e) != OK) {
            FAIL(e, E_CONFLICT, "table %.*s row %u: key '%.*s' is there already", STR_ARG(t->name),
                 r + 1, STR_ARG(row->key));
        }
    }
    return OK;
}

status kb_wording_open(const kb *k, arena *a, kb_wording *out, err *e)
{
    size_t count, total = 0;
    const kb_table *tables = kb_tables(k, &count);
    for (size_t i = 0; i < count; i++) total += is_catalogue(&tables[i]) ? tables[i].rows : 0;
    kb_word_row *rows = ARENA_ARRAY(a, kb_word_row, total + 1);
    TRY_MEM(e, rows);
    kb_wording w = {.rows = rows};
    TRY(map_init(&w.by_key, a, total + 1, e));
    for (size_t i = 0; i < count; i++) {
        if (is_catalogue(&tables[i])) TRY(load_table(&tables[i], rows, &w.count, &w, e));
    }
    *out = w;
    return OK;
}

str kb_wording_get(const kb_wording *w, kb_language l, str key)
{
    uint32_t at = map_get(&w->by_key, key);
    return at == MAP_NONE ? (str){NULL, 0} : w->rows[at].text[l];
}

/* ---- codes ---- */

static bool is_unit(str text)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (str_eq(text, str_of(units[i]))) return true;
    }
    return false;
}

/* Length of a leading number "1.5" or range "2-3"; 0 when there is none. */
static size_t number_length(str text)
{
    size_t n = 0;
    while (n < text.n &&
           (char_is_digit(text.p[n]) || (n > 0 && (text.p[n] == '.' || text.p[n] == '-')))) {
        n++;
    }
    return n > 0 && char_is_digit(text.p[n - 1]) ? n : 0;
}

/* "40", "100_mg/d", "after_2_wk": the number and unit; false for anything else. */
static bool part_value(str part, bool *after, kb_code_value *value)
{
    *after = str_starts(part, STR("after_"));
    if (*after) part = (str){part.p + 6, part.n - 6};
    size_t n = number_length(part);
    if (n == 0) return false;
    value->number = (str){part.p, n};
    value->unit = (str){NULL, 0};
    if (n == part.n) return true;
    value->unit = (str){part.p + n + 1, part.n - n - 1};
    return part.p[n] == '_' && is_unit(value->unit);
}

/* The code with its numbers taken out: values to `out`, "start_dose:#" to `key`. */
static void take_values(str code, kb_coded *out, buf *key)
{
    str part, rest = code;
    bool first = true, open = false;
    while (str_next(&rest, ':', &part)) {
        kb_code_value value;
        bool after;
        if (open && is_unit(part)) {
            out->values[out->value_count - 1].unit = part;
            open = false;
            continue;
        }
        if (!first) buf_put_c(key, ':');
        bool number =
            !first && out->value_count < KB_CODE_VALUES_MAX && part_value(part, &after, &value);
        first = false;
        open = number && value.unit.n == 0;
        if (!number) {
            buf_put_str(key, part);
            continue;
        }
        buf_put_text(key, after ? "after_#" : "#");
        out->values[out->value_count++] = value;
    }
}

static bool has(const kb_wording *w, str key)
{
    return map_get(&w->by_key, key) != MAP_NONE;
}

static str keyed(arena *a, const char *front, str middle, const char *back)
{
    char *text = arena_printf(a, "%s%.*s%s", front, STR_ARG(middle), back);
    return text == NULL ? (str){NULL, 0} : str_of(text);
}

bool kb_wording_code(const kb_wording *w, arena *a, str code, kb_coded *out)
{
    *out = (kb_coded){.key = keyed(a, "also.", code, "")};
    if (has(w, out->key)) return true;
    AUTO(buf_release) buf plain;
    buf_init(&plain, code.n + 16);
    take_values(code, out, &plain);
    out->key = keyed(a, "also.", buf_str(&plain), "");
    if (has(w, out->key)) return true;
    out->value_count = 0;
    size_t colon = str_find(code, ':');
    out->key = keyed(a, "also.", (str){code.p, colon}, ":*");
    if (colon < code.n) out->object = (str){code.p + colon + 1, code.n - colon - 1};
    return out->object.n > 0 && has(w, out->key);
}

str kb_wording_object(const kb_wording *w, arena *a, str verb, str object)
{
    if (str_starts(object, STR("class:"))) {
        return keyed(a, "class.", (str){object.p + 6, object.n - 6}, "");
    }
    const char *special = arena_printf(a, "term.%.*s.", STR_ARG(verb));
    str key = special == NULL ? (str){NULL, 0} : keyed(a, special, object, "");
    if (has(w, key)) return key;
    key = keyed(a, "term.", object, "");
    return has(w, key) ? key : (str){NULL, 0};
}
