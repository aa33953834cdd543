/*
 * kb/allergy_classes.tsv: groups of drugs by the names that people give them in allergy lists, and
 * the words that deny an allergy. Knows names, codes and members; not what follows from an allergy.
 */
#include <string.h>

#include "kb/cells.h"
#include "kb/drug.h"

enum { NAME, KIND, NAMES, SNOMED, ICD10, ATC, DRUGS, STRENGTH, SOURCE, COLUMNS };

/* ---- the table ---- */

static bool is_kind(str kind)
{
    return str_eq(kind, STR("class")) || str_eq(kind, STR("denial")) ||
           str_eq(kind, STR("denial_after"));
}

static status check_row(const kb_drug_list *list, const kb_drug_class *x, str strength,
                        uint32_t row, err *e)
{
    bool stated = str_eq(strength, STR("contraindicated")) || str_eq(strength, STR("check"));
    bool is_class = str_eq(x->kind, STR("class"));
    if (!is_kind(x->kind) || is_class != stated) {
        FAIL(e, E_SYNTAX, "table 'allergy_classes' row %u: kind '%.*s' with strength '%.*s'",
             row + 1, STR_ARG(x->kind), STR_ARG(strength));
    }
    for (size_t i = 0; i < x->drug_count; i++) {
        if (kb_drug_find(list, x->drugs[i], NULL) != NULL) continue;
        FAIL(e, E_NOTFOUND, "table 'allergy_classes' row %u: '%.*s' is not in the table drugs",
             row + 1, STR_ARG(x->drugs[i]));
    }
    return OK;
}

status kb_drug_classes_open(const kb *k, arena *a, kb_drug_list *out, err *e)
{
    static const char *const names[COLUMNS] = {"class", "kind",  "names",    "snomed", "icd10",
                                               "atc",   "drugs", "strength", "source"};
    const kb_table *t;
    uint32_t at[COLUMNS];
    out->classes = NULL;
    out->class_count = 0;
    if (kb_table_find(k, "allergy_classes") == NULL) return OK;
    TRY(kb_columns(k, "allergy_classes", names, COLUMNS, &t, at, e));
    kb_drug_class *items = ARENA_ARRAY(a, kb_drug_class, t->rows + 1);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        kb_drug_class *x = &items[i];
        str strength = kb_cell(t, i, at[STRENGTH]);
        x->name = kb_cell(t, i, at[NAME]);
        x->kind = kb_cell(t, i, at[KIND]);
        x->source = kb_cell(t, i, at[SOURCE]);
        x->contraindicated = str_eq(strength, STR("contraindicated"));
        TRY(kb_parts(a, kb_cell(t, i, at[NAMES]), &x->names, &x->name_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[SNOMED]), &x->snomed, &x->snomed_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[ICD10]), &x->icd10, &x->icd10_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[ATC]), &x->atc, &x->atc_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[DRUGS]), &x->drugs, &x->drug_count, e));
        TRY(check_row(out, x, strength, i, e));
    }
    out->classes = items;
    out->class_count = t->rows;
    return OK;
}

/* ---- words ---- */

static bool is_letter(char c)
{
    return char_is_letter(c) || char_is_digit(c) || (unsigned char)c >= 0x80;
}

/** Where `words` stand in `text` as whole words; text.n when they do not. */
static size_t place_of(str text, str words)
{
    for (size_t i = 0; i + words.n <= text.n; i++) {
        bool begins = i == 0 || !is_letter(text.p[i - 1]);
        bool ends = i + words.n == text.n || !is_letter(text.p[i + words.n]);
        if (begins && ends && str_eq_ci((str){text.p + i, words.n}, words)) return i;
    }
    return text.n;
}

const kb_drug_class *kb_drug_class_in_text(const kb_drug_list *list, str text, size_t *at,
                                           bool *whole)
{
    const kb_drug_class *best = NULL;
    size_t longest = 0;
    text = str_trim(text);
    for (size_t i = 0; i < list->class_count; i++) {
        const kb_drug_class *x = &list->classes[i];
        for (size_t k = 0; k < x->name_count && str_eq(x->kind, STR("class")); k++) {
            size_t place = x->names[k].n > longest ? place_of(text, x->names[k]) : text.n;
            if (place == text.n) continue;
            best = x;
            longest = x->names[k].n;
            *at = place;
        }
    }
    *whole = longest == text.n;
    return best;
}

bool kb_text_denies(const kb_drug_list *list, str text, size_t at)
{
    if (at > text.n) at = text.n;
    for (size_t i = 0; i < list->class_count; i++) {
        const kb_drug_class *x = &list->classes[i];
        bool before = str_eq(x->kind, STR("denial"));
        str part = before ? (str){text.p, at} : (str){text.p + at, text.n - at};
        for (size_t k = 0; k < x->name_count && !str_eq(x->kind, STR("class")); k++) {
            if (place_of(part, x->names[k]) < part.n) return true;
        }
    }
    return false;
}

bool kb_text_denies_first(const kb_drug_list *list, str text)
{
    size_t first = 0;
    while (first < text.n && is_letter(text.p[first])) first++;
    return first < text.n && text.p[first] == ' ' &&
           kb_text_denies(list, (str){text.p, first}, first);
}

/* ---- members ---- */

static bool is_among(const str *list, size_t n, str one)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i], one)) return true;
    }
    return false;
}

const kb_drug_class *kb_drug_class_of_code(const kb_drug_list *list, str system, str code)
{
    if (code.n == 0) return NULL;
    for (size_t i = 0; i < list->class_count; i++) {
        const kb_drug_class *x = &list->classes[i];
        bool snomed = str_eq(system, STR("snomed")) && is_among(x->snomed, x->snomed_count, code);
        bool icd10 = str_eq(system, STR("icd10")) && is_among(x->icd10, x->icd10_count, code);
        if (snomed || icd10) return x;
    }
    return NULL;
}

static bool has_prefix(const kb_drug *d, str prefix)
{
    for (size_t i = 0; i < d->atc_count; i++) {
        if (str_starts(d->atc[i], prefix)) return true;
    }
    return false;
}

static const kb_drug_class *class_named(const kb_drug_list *list, str name)
{
    for (size_t i = 0; i < list->class_count; i++) {
        if (str_eq(list->classes[i].name, name)) return &list->classes[i];
    }
    return NULL;
}

bool kb_drug_is_in(const kb_drug_list *list, str class_name, str drug)
{
    str atc = STR("ATC ");
    const kb_drug *d = class_name.n == 0 ? NULL : kb_drug_find(list, drug, NULL);
    if (d == NULL) return false;
    if (str_starts(class_name, atc)) {
        return has_prefix(d, (str){class_name.p + atc.n, class_name.n - atc.n});
    }
    const kb_drug_class *x = class_named(list, class_name);
    bool member = x != NULL && is_among(x->drugs, x->drug_count, d->name);
    for (size_t i = 0; x != NULL && i < x->atc_count && !member; i++) {
        member = has_prefix(d, x->atc[i]);
    }
    return member;
}

bool kb_drug_class_forbids(const kb_drug_list *list, str class_name)
{
    const kb_drug_class *x = class_named(list, class_name);
    return x != NULL && x->contraindicated;
}
