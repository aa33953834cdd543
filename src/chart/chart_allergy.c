/*
 * Allergies: to a drug, to a class of drugs (kb/allergy_classes.tsv, or a group of the ATC), or
 * stated as absent. A class is kept as a class; which drugs belong to it the table says, and what
 * crosses over to other classes is not guessed. Words that deny an allergy make it none, and are
 * listed. One that is over is no allergy of today, and is listed too.
 */
#include <math.h>
#include <string.h>

#include "chart/chart_store.h"

enum { ATC_DRUG = 7 };

static status keep_allergy(chart *c, const chart_said *one, str drug, str drug_class,
                           person_match match, err *e)
{
    void *item;
    TRY(chart_list_add(c, &c->allergies, sizeof(person_medicine), &item, e));
    *(person_medicine *)item = (person_medicine){.name = one->written,
                                                 .drug = drug,
                                                 .drug_class = drug_class,
                                                 .match = match,
                                                 .dose_mg_per_day = NAN,
                                                 .most_mg_per_day = NAN,
                                                 .since = one->when,
                                                 .from = one->from};
    c->kept = true;
    return OK;
}

/* ---- classes ---- */

/** "J01C" of the ATC: a group, when some drug of the table is in it. */
static status atc_group(chart *c, const chart_coding *x, str *out, err *e)
{
    *out = (str){NULL, 0};
    bool group =
        str_eq(kb_code_system(x->system), STR("atc")) && x->code.n < ATC_DRUG && x->code.n >= 3;
    if (!group) return OK;
    const char *name = arena_printf(&c->memory, "ATC %.*s", STR_ARG(x->code));
    TRY_MEM(e, name);
    for (size_t i = 0; i < c->setup.drugs->count; i++) {
        if (!kb_drug_is_in(c->setup.drugs, str_of(name), c->setup.drugs->items[i].name)) continue;
        *out = str_of(name);
        return OK;
    }
    return OK;
}

/** The class that a concept names, by code, else by words; empty when it names none. `at`: where
 *  the words stand. */
static status class_of(chart *c, const chart_concept *what, str *out, person_match *match,
                       size_t *at, err *e)
{
    *match = PERSON_MATCH_CODE;
    *at = 0;
    for (size_t i = 0; i < what->count; i++) {
        const chart_coding *x = &what->coding[i];
        const kb_drug_class *k =
            kb_drug_class_of_code(c->setup.drugs, kb_code_system(x->system), x->code);
        *out = k == NULL ? (str){NULL, 0} : k->name;
        if (k == NULL) TRY(atc_group(c, x, out, e));
        if (out->n > 0) return OK;
    }
    bool whole;
    const kb_drug_class *k =
        kb_drug_class_in_text(c->setup.drugs, str_trim(chart_label(what)), at, &whole);
    *match = whole ? PERSON_MATCH_NAME : PERSON_MATCH_WITHIN;
    *out = k == NULL ? (str){NULL, 0} : k->name;
    return OK;
}

/* ---- adding ---- */

static bool says_none(const chart *c, const chart_concept *what)
{
    const kb_problem *rows[KB_PROBLEMS_MAX];
    person_match match;
    str question = {NULL, 0};
    return chart_problems(c, what, STR("allergy"), question, rows, KB_PROBLEMS_MAX, &match) > 0;
}

static bool has_words(const chart_concept *what)
{
    bool any = what->text.n > 0;
    for (size_t i = 0; i < what->count; i++) any = any || what->coding[i].display.n > 0;
    return any;
}

static status add_named(chart *c, const chart_problem_entry *p, chart_said *one, err *e)
{
    medicine_text t;
    person_match match;
    str group, label = str_trim(chart_label(&p->what)), none = {NULL, 0};
    size_t at;
    chart_read_medicine(c, &p->what, &t);
    TRY(class_of(c, &p->what, &group, &match, &at, e));
    size_t first = t.count > 0 && (t.first < at || group.n == 0) ? t.first : at;
    if (kb_text_denies(c->setup.drugs, label, first)) {
        return chart_add_unknown(c, one->from, label, "allergy_denied", e);
    }
    if (group.n > 0 && !has_words(&p->what)) one->written = group; /* a bare code */
    for (size_t i = 0; i < t.count; i++) {
        TRY(keep_allergy(c, one, t.drugs[i].drug->name, none, t.drugs[i].match, e));
    }
    if (group.n > 0) return keep_allergy(c, one, none, group, match, e);
    return t.count > 0 ? OK : keep_allergy(c, one, none, none, PERSON_MATCH_NONE, e);
}

status chart_add_allergy(chart *c, str from, const chart_problem_entry *p, err *e)
{
    static const char *const open[] = {"unconfirmed", "provisional", "differential"};
    chart_said one;
    bool usable;
    chart_problem_entry a = *p;
    /* a suspected allergy counts until somebody refutes it: the cautious side */
    if (str_in_ci(str_trim(a.verification), open, 3)) a.verification.n = 0;
    TRY(chart_make_said(c, from, &a, &one, &usable, e));
    if (!usable) return OK;
    if (one.ended) return chart_add_unknown(c, from, chart_label(&p->what), "allergy_past", e);
    if (says_none(c, &p->what)) {
        c->no_allergies = c->kept = true;
        return OK;
    }
    return add_named(c, p, &one, e);
}
