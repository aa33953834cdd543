/*
 * kb/drugs.tsv and kb/interactions.tsv as typed rows, and finding a drug by any of its names. Knows
 * how names are folded and compared, not what a drug is for.
 */
#include "kb/drug.h"

#include <math.h>
#include <string.h>

#include "kb/cells.h"

/* ---- names ---- */

/** The plain letter of a Latin one with an accent, or 0 ("\xc3\x81" gives 'a'). */
static char plain_letter(const char *p, size_t n)
{
    static const char letters[] =
        "aaaaaa?ceeeeiiii?nooooo?ouuuuy??aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
    unsigned char second = n >= 2 ? (unsigned char)p[1] : 0;
    if (n < 2 || (unsigned char)p[0] != 0xc3 || second < 0x80 || second > 0xbf) return '\0';
    char plain = letters[second - 0x80];
    return plain == '?' ? '\0' : plain;
}

/** Lower case without accents, one space for each run of them; false when longer than `room`. */
static bool fold(str name, char *out, size_t room, size_t *n)
{
    name = str_trim(name);
    size_t used = 0;
    bool space = false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            space = true;
            continue;
        }
        if (used + 2 > room) return false;
        if (space) out[used++] = ' ';
        space = false;
        char plain = plain_letter(name.p + i, name.n - i);
        out[used++] = plain != '\0' ? plain : (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        i += plain != '\0';
    }
    *n = used;
    return true;
}

static size_t names_of(const kb_drug *d)
{
    return 1 + d->synonym_count + d->brand_count;
}

static status add_name(kb_drug_list *out, kb_drug_name *names, arena *a, str name, uint32_t drug,
                       kb_drug_match how, err *e)
{
    char folded[KB_DRUG_NAME_MAX];
    size_t n;
    if (!fold(name, folded, sizeof folded, &n) || n == 0) {
        FAIL(e, E_SYNTAX, "table 'drugs': name '%.*s' is empty or too long", STR_ARG(name));
    }
    uint32_t seen = map_get(&out->by_name, (str){folded, n});
    if (seen != MAP_NONE && names[seen].drug == drug) return OK; /* a brand called like the drug */
    if (seen != MAP_NONE) {
        FAIL(e, E_CONFLICT, "table 'drugs': '%.*s' is a name of both %.*s and %.*s", STR_ARG(name),
             STR_ARG(out->items[names[seen].drug].name), STR_ARG(out->items[drug].name));
    }
    char *kept = arena_copy(a, folded, n);
    TRY_MEM(e, kept);
    names[out->name_count] = (kb_drug_name){{kept, n}, name, drug, how};
    TRY(map_add(&out->by_name, (str){kept, n}, (uint32_t)out->name_count, e));
    out->name_count++;
    return OK;
}

static status index_names(kb_drug_list *out, arena *a, err *e)
{
    size_t total = 0;
    for (size_t i = 0; i < out->count; i++) total += names_of(&out->items[i]);
    kb_drug_name *names = ARENA_ARRAY(a, kb_drug_name, total);
    TRY_MEM(e, names);
    out->names = names;
    TRY(map_init(&out->by_name, a, total, e));
    for (uint32_t i = 0; i < out->count; i++) {
        const kb_drug *d = &out->items[i];
        TRY(add_name(out, names, a, d->name, i, KB_DRUG_NAME, e));
        for (size_t k = 0; k < d->synonym_count; k++) {
            TRY(add_name(out, names, a, d->synonyms[k], i, KB_DRUG_SYNONYM, e));
        }
        for (size_t k = 0; k < d->brand_count; k++) {
            TRY(add_name(out, names, a, d->brands[k], i, KB_DRUG_BRAND, e));
        }
    }
    return OK;
}

/* ---- the table ---- */

/** Products by RxNorm code; none where there is no such table. */
static status open_products(const kb *k, arena *a, kb_drug_list *out, err *e)
{
    static const char *const names[] = {"rxnorm", "drug"};
    const kb_table *t;
    uint32_t at[2];
    if (kb_table_find(k, "rxnorm_products") == NULL) return OK;
    TRY(kb_columns(k, "rxnorm_products", names, 2, &t, at, e));
    kb_drug_product *items = ARENA_ARRAY(a, kb_drug_product, t->rows + 1);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        const kb_drug *d = kb_drug_find(out, kb_cell(t, i, at[1]), NULL);
        if (d == NULL) {
            FAIL(e, E_NOTFOUND, "table 'rxnorm_products' row %u: '%.*s' is not in the table drugs",
                 i + 1, STR_ARG(kb_cell(t, i, at[1])));
        }
        items[i] = (kb_drug_product){kb_cell(t, i, at[0]), (uint32_t)(d - out->items)};
    }
    out->products = items;
    out->product_count = t->rows;
    return OK;
}

enum { NAME, RXNORM, CLASS, ROUTE, SOURCE, ATC, SYNONYMS, BRANDS, DRUG_COLUMNS };

status kb_drugs_open(const kb *k, arena *a, kb_drug_list *out, err *e)
{
    static const char *const names[DRUG_COLUMNS] = {"name",   "rxnorm", "class",    "route",
                                                    "source", "atc",    "synonyms", "brands"};
    const kb_table *t;
    uint32_t at[DRUG_COLUMNS];
    TRY(kb_columns(k, "drugs", names, DRUG_COLUMNS, &t, at, e));
    kb_drug *items = ARENA_ARRAY(a, kb_drug, t->rows);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        kb_drug *d = &items[i];
        d->name = kb_cell(t, i, at[NAME]);
        d->rxnorm = kb_cell(t, i, at[RXNORM]);
        d->drug_class = kb_cell(t, i, at[CLASS]);
        d->route = kb_cell(t, i, at[ROUTE]);
        d->source = kb_cell(t, i, at[SOURCE]);
        TRY(kb_parts(a, kb_cell(t, i, at[ATC]), &d->atc, &d->atc_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[SYNONYMS]), &d->synonyms, &d->synonym_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[BRANDS]), &d->brands, &d->brand_count, e));
    }
    kb_drug_list list = {.items = items, .count = t->rows};
    TRY(index_names(&list, a, e));
    TRY(open_products(k, a, &list, e));
    TRY(kb_drug_classes_open(k, a, &list, e));
    TRY(kb_vaccines_open(k, a, &list, e));
    *out = list;
    return OK;
}

const kb_drug *kb_drug_find(const kb_drug_list *list, str name, kb_drug_match *how)
{
    char folded[KB_DRUG_NAME_MAX];
    size_t n;
    uint32_t i = MAP_NONE;
    if (fold(name, folded, sizeof folded, &n)) i = map_get(&list->by_name, (str){folded, n});
    if (how != NULL) *how = i == MAP_NONE ? KB_DRUG_NONE : list->names[i].how;
    return i == MAP_NONE ? NULL : &list->items[list->names[i].drug];
}

/* ---- near misses ---- */

enum { NEAR_MAX = 48 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/** Letters to add, drop, change or swap with the neighbour (optimal string alignment). */
static size_t distance(str a, str b)
{
    size_t rows[3][NEAR_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++) last[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t same = a.p[i - 1] == b.p[j - 1] ? 0 : 1;
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + same);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
                now[j] = least(now[j], before[j - 2] + 1);
            }
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.n];
}

str kb_drug_suggest(const kb_drug_list *list, str name)
{
    char folded[KB_DRUG_NAME_MAX];
    str wanted = {folded, 0}, best = {NULL, 0};
    if (!fold(name, folded, sizeof folded, &wanted.n)) return best;
    if (wanted.n < 3 || wanted.n > NEAR_MAX) return best;
    size_t nearest = wanted.n / 3 + 1; /* the first distance that is too far */
    for (size_t i = 0; i < list->name_count; i++) {
        str known = list->names[i].folded;
        size_t gap = known.n > wanted.n ? known.n - wanted.n : wanted.n - known.n;
        if (known.n > NEAR_MAX || gap >= nearest) continue;
        size_t d = distance(wanted, known);
        if (d >= nearest) continue;
        nearest = d;
        best = list->names[i].name;
    }
    return best;
}

/* ---- interactions ---- */

enum { I_DRUG, I_GENE, I_EFFECT, I_STRENGTH, I_FACTOR, I_SET, I_RULE, I_SOURCE, I_COLUMNS };

static status conversion(const kb_table *t, uint32_t row, const uint32_t *at, kb_interaction *x,
                         err *e)
{
    str rule = kb_cell(t, row, at[I_RULE]);
    str number = {NULL, 0};
    x->value = NAN;
    if (str_eq(rule, STR("flag"))) {
        x->rule = KB_CONVERT_FLAG;
        return OK;
    }
    if (str_eq(rule, STR("score_set"))) {
        x->rule = KB_CONVERT_SET;
        number = kb_cell(t, row, at[I_SET]);
    } else if (str_eq(rule, STR("score_times"))) {
        x->rule = KB_CONVERT_TIMES;
        number = kb_cell(t, row, at[I_FACTOR]);
    }
    if (!str_to_double(number, &x->value) || x->value < 0 || x->value > 10) {
        FAIL(e, E_SYNTAX, "table 'interactions' row %u: rule '%.*s' with '%.*s'", row + 1,
             STR_ARG(rule), STR_ARG(number));
    }
    return OK;
}

status kb_interactions_open(const kb *k, arena *a, kb_interaction_list *out, err *e)
{
    static const char *const names[I_COLUMNS] = {
        "drug", "gene", "effect", "strength", "factor", "set_score", "phenotype_rule", "source"};
    const kb_table *t;
    uint32_t at[I_COLUMNS];
    TRY(kb_columns(k, "interactions", names, I_COLUMNS, &t, at, e));
    kb_interaction *items = ARENA_ARRAY(a, kb_interaction, t->rows);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        items[i].drug = kb_cell(t, i, at[I_DRUG]);
        items[i].gene = kb_cell(t, i, at[I_GENE]);
        items[i].effect = kb_cell(t, i, at[I_EFFECT]);
        items[i].strength = kb_cell(t, i, at[I_STRENGTH]);
        items[i].source = kb_cell(t, i, at[I_SOURCE]);
        TRY(conversion(t, i, at, &items[i], e));
    }
    *out = (kb_interaction_list){items, t->rows};
    return OK;
}
