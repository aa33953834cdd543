/*
 * The store: making and emptying a chart, whose it is, counts by type, what was not understood.
 * Entries of each kind are in files of their own (chart_medicine.c, chart_value.c,
 * chart_problem.c). Knows no file format.
 */
#include "chart/chart.h"

#include <string.h>

#include "chart/chart_store.h"

enum { ENTRIES_MAX = 1000000, TEXT_MAX = 300, SLOTS_FIRST = 64, PEOPLE_MAX = 64, LISTS = 9 };

/* ---- lists and texts ---- */

status chart_list_add(chart *c, chart_list *l, size_t size, void **item, err *e)
{
    size_t most = c->setup.entries_max == 0 ? ENTRIES_MAX : c->setup.entries_max;
    if (c->entries >= most) FAIL(e, E_LIMIT, "the chart has more than %zu entries", most);
    if (l->count == l->room) {
        size_t room = l->room == 0 ? 32 : l->room * 2;
        void *more = base_realloc(l->items, room, size);
        TRY_MEM(e, more);
        l->items = more;
        l->room = room;
    }
    *item = (char *)l->items + l->count * size;
    memset(*item, 0, size);
    l->count++;
    c->entries++;
    return OK;
}

status chart_keep(chart *c, str text, str *out, err *e)
{
    text = str_trim(text);
    *out = (str){NULL, 0};
    if (text.n == 0) return OK;
    if (text.n > TEXT_MAX) {
        text.n = TEXT_MAX;
        while (text.n > 0 && ((unsigned char)text.p[text.n] & 0xC0) == 0x80) text.n--;
    }
    char *kept = arena_copy(&c->memory, text.p, text.n);
    TRY_MEM(e, kept);
    *out = (str){kept, text.n};
    return OK;
}

str chart_label(const chart_concept *what)
{
    if (what->text.n > 0) return what->text;
    for (size_t i = 0; i < what->count; i++) {
        if (what->coding[i].display.n > 0) return what->coding[i].display;
    }
    return what->count > 0 ? what->coding[0].code : STR("?");
}

bool chart_is_named(const chart_concept *what)
{
    return what->count > 0 || what->text.n > 0;
}

status chart_when(chart *c, str from, str what, str text, date *out, err *e)
{
    *out = (date){.precision = DATE_NONE};
    text = str_trim(text);
    if (text.n == 0 || date_parse(text, out)) return OK;
    return chart_add_unknown(c, from, what, "bad_date", e);
}

bool chart_is_error(str status_code)
{
    return str_eq(status_code, STR("entered-in-error")) || str_eq(status_code, STR("cancelled"));
}

/* ---- life ---- */

static status add_drug_code(chart *c, const char *system, str code, uint32_t drug, err *e)
{
    const char *key = arena_printf(&c->index_memory, "%s|%.*s", system, STR_ARG(code));
    TRY_MEM(e, key);
    if (map_get(&c->drug_codes, str_of(key)) != MAP_NONE) return OK;
    return map_add(&c->drug_codes, str_of(key), drug, e);
}

static status index_drugs(chart *c, err *e)
{
    const kb_drug_list *d = c->setup.drugs;
    size_t n = d->count;
    for (size_t i = 0; i < d->count; i++) n += d->items[i].atc_count;
    TRY(map_init(&c->drug_codes, &c->index_memory, n + d->product_count + 1, e));
    for (uint32_t i = 0; i < d->count; i++) {
        const kb_drug *x = &d->items[i];
        if (x->rxnorm.n > 0) TRY(add_drug_code(c, "rxnorm", x->rxnorm, i, e));
        for (size_t k = 0; k < x->atc_count; k++) TRY(add_drug_code(c, "atc", x->atc[k], i, e));
    }
    for (size_t i = 0; i < d->product_count; i++) {
        const kb_drug_product *x = &d->products[i];
        TRY(add_drug_code(c, "rxnorm", x->rxnorm, x->drug, e));
    }
    return OK;
}

status chart_new(const chart_setup *setup, chart **out, err *e)
{
    chart *c = base_calloc(1, sizeof *c);
    TRY_MEM(e, c);
    c->setup = *setup;
    chart_reset(c);
    status s = index_drugs(c, e);
    if (s != OK) {
        chart_free(c);
        return s;
    }
    *out = c;
    return OK;
}

static chart_list *const *lists_of(chart *c, chart_list *room[LISTS])
{
    chart_list *all[LISTS] = {&c->medicines, &c->values, &c->said,    &c->allergies, &c->tallies,
                              &c->unknowns,  &c->people, &c->reasons, &c->vaccines};
    memcpy(room, all, sizeof all);
    return room;
}

void chart_free(chart *c)
{
    chart_list *room[LISTS];
    if (c == NULL) return;
    chart_list *const *lists = lists_of(c, room);
    for (size_t i = 0; i < LISTS; i++) base_free(lists[i]->items);
    base_free(c->unknown_slots);
    arena_release(&c->memory);
    arena_release(&c->index_memory);
    base_free(c);
}

void chart_reset(chart *c)
{
    chart_list *room[LISTS];
    chart_list *const *lists = lists_of(c, room);
    for (size_t i = 0; i < LISTS; i++) lists[i]->count = 0;
    if (c->unknown_room > 0) memset(c->unknown_slots, 0, c->unknown_room * sizeof(uint32_t));
    arena_reset(&c->memory);
    c->id = c->sex = (str){NULL, 0};
    c->birth = c->death = (date){.precision = DATE_NONE};
    c->has_patient = c->has_chosen = c->deceased = c->no_medicines = c->no_allergies = false;
    c->medicines_open = false;
    c->contact = c->stay = (person_contact){.since = {.precision = DATE_NONE}};
    c->kept = c->trouble = false;
    c->entries = 0;
}

/* ---- whose it is ---- */

/** The id within a reference: behind the last '/' or ':', without "/_history/…". */
static str reference_id(str reference)
{
    size_t end = reference.n, begin;
    for (size_t i = 0; i + 9 <= reference.n; i++) {
        if (memcmp(reference.p + i, "/_history", 9) == 0) {
            end = i;
            break;
        }
    }
    begin = end;
    while (begin > 0 && strchr("/:#", reference.p[begin - 1]) == NULL) begin--;
    return (str){reference.p + begin, end - begin};
}

/** Remembers that the file speaks of this person: the last one first, as files go by person. Beyond
 *  a few dozen it only matters that there are several. */
static status note_person(chart *c, str id, err *e)
{
    const str *seen = c->people.items;
    for (size_t i = c->people.count; i > 0; i--) {
        if (str_eq(seen[i - 1], id)) return OK;
    }
    if (c->people.count == PEOPLE_MAX) return OK;
    void *item;
    str kept;
    TRY(chart_keep(c, id, &kept, e));
    TRY(chart_list_add(c, &c->people, sizeof(str), &item, e));
    *(str *)item = kept;
    return OK;
}

static str chosen(const chart *c)
{
    if (c->setup.patient != NULL) return reference_id(str_of(c->setup.patient));
    return c->id;
}

status chart_add_patient(chart *c, str id, str sex, str birth, str death, err *e)
{
    id = reference_id(str_trim(id));
    TRY(note_person(c, id, e));
    if (c->setup.patient != NULL && !str_eq(id, chosen(c))) return OK;
    if (c->setup.patient == NULL && c->id.n > 0 && !str_eq(c->id, id)) return chart_end(c, e);
    TRY(chart_keep(c, id, &c->id, e));
    c->has_patient = c->has_chosen = true;
    c->kept = true;
    TRY(chart_add_sex(c, STR("Patient"), sex, e));
    TRY(chart_add_birth(c, STR("Patient"), birth, e));
    death = str_trim(death);
    c->deceased = death.n > 0 && !str_eq(death, STR("false"));
    if (c->deceased && !str_eq(death, STR("true"))) {
        TRY(chart_when(c, STR("Patient"), STR("deceased"), death, &c->death, e));
    }
    return OK;
}

status chart_add_sex(chart *c, str from, str sex, err *e)
{
    static const struct {
        const char *written, *sex;
    } words[] = {{"male", "male"},     {"m", "male"},   {"man", "male"},     {"boy", "male"},
                 {"female", "female"}, {"f", "female"}, {"woman", "female"}, {"girl", "female"}};
    sex = str_trim(sex);
    if (sex.n == 0) return OK;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_eq_ci(sex, str_of(words[i].written))) continue;
        str found = str_of(words[i].sex);
        if (c->sex.n > 0 && !str_eq(c->sex, found)) {
            return chart_add_unknown(c, from, sex, "conflict", e);
        }
        c->sex = found;
        c->kept = true;
        return OK;
    }
    return chart_add_unknown(c, from, sex, "sex_not_stated", e);
}

status chart_add_birth(chart *c, str from, str birth, err *e)
{
    date d;
    TRY(chart_when(c, from, STR("birth date"), birth, &d, e));
    if (d.precision == DATE_NONE) return OK;
    const kb_analyte *age = kb_analyte_of_name(c->setup.codes, STR("age"));
    int32_t least, most;
    bool known = date_years(d, c->setup.as_of, &least, &most);
    const char *why = known && age != NULL && least > age->high ? "implausible" : "";
    if (date_order(d, c->setup.as_of) > 0) why = "future";
    if (c->birth.precision != DATE_NONE && date_order(c->birth, d) != 0) why = "conflict";
    if (why[0] != '\0') return chart_add_unknown(c, from, birth, why, e);
    if (d.precision > c->birth.precision) c->birth = d;
    c->kept = true;
    return OK;
}

bool chart_is_subject(chart *c, str reference)
{
    str id = reference_id(str_trim(reference));
    if (id.n == 0) return true;
    err ignored = {0};
    if (c->people.count > 0 && str_eq(id, chosen(c)) && c->has_patient) return true;
    if (note_person(c, id, &ignored) != OK) return false;
    if (chosen(c).n == 0 && chart_keep(c, id, &c->id, &ignored) != OK) return false;
    bool own = str_eq(id, chosen(c));
    c->has_chosen = c->has_chosen || own;
    return own;
}

status chart_end(chart *c, err *e)
{
    char list[256] = "";
    const str *ids = c->people.items;
    size_t n = 0;
    if (c->setup.patient != NULL && !c->has_chosen) {
        FAIL(e, E_NOTFOUND, "there is no patient '%s' in it", c->setup.patient);
    }
    if (c->setup.patient != NULL || c->people.count <= 1) return OK;
    for (size_t i = 0; i < c->people.count && n + ids[i].n + 3 < sizeof list && i < 5; i++) {
        if (i > 0) n += (size_t)(stpcpy(list + n, ", ") - (list + n));
        if (ids[i].n > 0) memcpy(list + n, ids[i].p, ids[i].n);
        n += ids[i].n;
        list[n] = '\0';
    }
    FAIL(e, E_CONFLICT, "it holds %zu%s patients (%s%s): choose one", c->people.count,
         c->people.count == PEOPLE_MAX ? " or more" : "", list, c->people.count > 5 ? ", …" : "");
}

/* ---- counts ---- */

status chart_count(chart *c, str type, bool used, err *e)
{
    chart_tally *all = c->tallies.items, *t = NULL;
    for (size_t i = 0; i < c->tallies.count && t == NULL; i++) {
        if (str_eq(all[i].type, type)) t = &all[i];
    }
    if (t == NULL) {
        void *item;
        str kept;
        TRY(chart_keep(c, type, &kept, e));
        TRY(chart_list_add(c, &c->tallies, sizeof *t, &item, e));
        t = item;
        t->type = kept;
    }
    t->seen++;
    if (!used || !c->kept) {
        t->ignored++;
    } else if (c->trouble) {
        t->partly++;
    } else {
        t->used++;
    }
    c->kept = c->trouble = false;
    return OK;
}

const chart_tally *chart_tallies(const chart *c, size_t *count)
{
    *count = c->tallies.count;
    return c->tallies.items;
}

/* ---- what was not understood ---- */

static uint64_t unknown_hash(str what, str why)
{
    return str_hash(what) * 31 + str_hash(why);
}

/** The slot of a pair, or the empty one where it belongs. */
static uint32_t *unknown_slot(const chart *c, str what, str why)
{
    const chart_unknown *all = c->unknowns.items;
    size_t i = (size_t)unknown_hash(what, why) & (c->unknown_room - 1);
    while (c->unknown_slots[i] != 0) {
        const chart_unknown *u = &all[c->unknown_slots[i] - 1];
        if (str_eq(u->what, what) && str_eq(u->why, why)) break;
        i = (i + 1) & (c->unknown_room - 1);
    }
    return &c->unknown_slots[i];
}

static status grow_unknowns(chart *c, err *e)
{
    size_t room = c->unknown_room == 0 ? SLOTS_FIRST : c->unknown_room * 2;
    uint32_t *slots = base_calloc(room, sizeof *slots);
    TRY_MEM(e, slots);
    base_free(c->unknown_slots);
    c->unknown_slots = slots;
    c->unknown_room = room;
    const chart_unknown *all = c->unknowns.items;
    for (size_t i = 0; i < c->unknowns.count; i++) {
        *unknown_slot(c, all[i].what, all[i].why) = (uint32_t)i + 1;
    }
    return OK;
}

/** True when something that the person takes may be missing from the list because of this. */
static bool hides_medicines(str from, str why)
{
    static const char *const of_any[] = {"more_pages", "server_error", "subject_unclear"};
    static const char *const of_medicines[] = {"not_r4", "unknown_modifier", "no_intent",
                                               "unresolved_reference", "no_code"};
    if (str_in(why, of_any, 3)) return true;
    return str_starts(from, STR("Medication")) && str_in(why, of_medicines, 5);
}

status chart_add_unknown(chart *c, str from, str what, const char *why, err *e)
{
    c->trouble = true;
    if (hides_medicines(from, str_of(why))) c->medicines_open = true;
    what = str_trim(what);
    if (what.n > TEXT_MAX) what.n = TEXT_MAX;
    if (c->unknowns.count * 2 >= c->unknown_room) TRY(grow_unknowns(c, e));
    uint32_t *slot = unknown_slot(c, what, str_of(why));
    chart_unknown *all = c->unknowns.items;
    if (*slot != 0) {
        all[*slot - 1].times++;
        return OK;
    }
    chart_unknown u = {.times = 1};
    void *item;
    TRY(chart_keep(c, from, &u.from, e));
    TRY(chart_keep(c, what, &u.what, e));
    TRY(chart_keep(c, str_of(why), &u.why, e));
    TRY(chart_list_add(c, &c->unknowns, sizeof u, &item, e));
    *(chart_unknown *)item = u;
    *slot = (uint32_t)c->unknowns.count;
    return OK;
}

const chart_unknown *chart_unknowns(const chart *c, size_t *count)
{
    *count = c->unknowns.count;
    return c->unknowns.items;
}
