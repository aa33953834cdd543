/*
 * Findings and charts written in one line, for tables of tests:
 *   findings  "CYP2C19=Poor Metabolizer; CYP2D6=2.0|0.5; CYP2C9:*3/ *1=1.0; HLA-B:*57:01/ *07:02;
 *              (no space) CYP2C9@rs12777823=G/A; DPYD=none"   ('|' separates answers that all fit)
 *              an answer "partial" says that the others fit because positions were not tested
 *   chart     "age_years=30; indication=ACS; takes=paroxetine; takes_all; complete=indication"
 */
#ifndef PRECIS_TESTS_ADVICE_FIXTURE_H
#define PRECIS_TESTS_ADVICE_FIXTURE_H

#include "advice/gene_answer.h"
#include "base/file.h"
#include "base/tsv.h"
#include "finding/person.h"

enum { FIXTURE_GENES = 32, FIXTURE_ANSWERS = 16, FIXTURE_FACTS = 32 };

static inline bool fixture_is_score(str text)
{
    double low, high;
    return gene_score_parse(text, &low, &high) != SCORE_NONE;
}

static inline finding_candidate fixture_candidate(str text)
{
    finding_candidate c = {.score = -1};
    if (text.p[0] == ':') {
        size_t equal = str_find(text, '=');
        c.diplotype = (str){text.p + 1, equal - 1};
        text = equal == text.n ? (str){NULL, 0} : (str){text.p + equal, text.n - equal};
        size_t slash = str_find(c.diplotype, '/');
        c.allele[0] = (str){c.diplotype.p, slash};
        if (slash < c.diplotype.n) {
            c.allele[1] = (str){c.diplotype.p + slash + 1, c.diplotype.n - slash - 1};
        }
    }
    if (text.n > 0) text = (str){text.p + 1, text.n - 1};
    c.lookup_key = text;
    if (fixture_is_score(text))
        c.activity_score = text;
    else
        c.phenotype = text;
    return c;
}

static inline void fixture_answers(arena *a, finding *f, str rest)
{
    finding_candidate *list = ARENA_ARRAY(a, finding_candidate, FIXTURE_ANSWERS);
    str *keys = ARENA_ARRAY(a, str, FIXTURE_ANSWERS), part;
    char mark = rest.p[0];
    bool partial = false;
    while (rest.p != NULL && str_next(&rest, '|', &part)) {
        part = str_trim(part);
        if (part.p[0] != mark) { /* the mark is written once */
            char *again = arena_printf(a, "%c%.*s", mark, STR_ARG(part));
            part = str_of(again);
        }
        if (str_eq((str){part.p + 1, part.n - 1}, STR("partial"))) {
            partial = true;
            continue;
        }
        finding_candidate c = fixture_candidate(part);
        if (c.lookup_key.n > 0) keys[f->lookup_key_count++] = c.lookup_key;
        list[f->candidate_count++] = c;
    }
    f->candidates = list;
    f->lookup_keys = keys;
    f->status = f->candidate_count > 1 ? FINDING_AMBIGUOUS : FINDING_CALLED;
    if (partial) f->status = FINDING_PARTIAL;
}

static inline void fixture_position(arena *a, finding *f, str text)
{
    finding_position *list = ARENA_ARRAY(a, finding_position, f->position_count + 1);
    for (size_t i = 0; i < f->position_count; i++) list[i] = f->positions[i];
    size_t equal = str_find(text, '=');
    finding_position *p = &list[f->position_count++];
    p->rsid = (str){text.p + 1, equal - 1};
    p->genotype = (str){text.p + equal + 1, text.n - equal - 1};
    f->positions = list;
    if (f->candidate_count == 0) f->status = FINDING_NOT_CALLED;
}

static inline finding_set fixture_findings(arena *a, str text)
{
    finding *list = ARENA_ARRAY(a, finding, FIXTURE_GENES);
    finding_set set = {STR("test"), list, 0};
    str part;
    while (text.n > 0 && text.p != NULL && str_next(&text, ';', &part)) {
        part = str_trim(part);
        size_t n = 0, i = 0;
        while (n < part.n && part.p[n] != '=' && part.p[n] != ':' && part.p[n] != '@') n++;
        if (n == 0) continue;
        str gene = {part.p, n}, rest = {part.p + n, part.n - n};
        while (i < set.count && !str_eq(list[i].gene, gene)) i++;
        if (i == set.count) list[set.count++] = (finding){.gene = gene};
        if (str_eq(rest, STR("=none")))
            list[i].status = FINDING_NOT_TESTED;
        else if (str_eq(rest, STR("=no call")))
            list[i].status = FINDING_NOT_CALLED;
        else if (rest.p[0] == '@')
            fixture_position(a, &list[i], rest);
        else
            fixture_answers(a, &list[i], rest);
    }
    return set;
}

static inline person fixture_person(arena *a, str text)
{
    person_fact *facts = ARENA_ARRAY(a, person_fact, FIXTURE_FACTS);
    person_medicine *taken = ARENA_ARRAY(a, person_medicine, FIXTURE_FACTS);
    str *complete = ARENA_ARRAY(a, str, FIXTURE_FACTS), part;
    person p = {.medicines = taken, .facts = facts, .complete = complete};
    while (text.n > 0 && text.p != NULL && str_next(&text, ';', &part)) {
        part = str_trim(part);
        size_t equal = str_find(part, '=');
        str name = {part.p, equal}, value = {NULL, 0};
        if (equal < part.n) value = (str){part.p + equal + 1, part.n - equal - 1};
        if (str_eq(name, STR("takes")))
            taken[p.medicine_count++].name = value;
        else if (str_eq(name, STR("takes_all")))
            p.medicines_known = true;
        else if (str_eq(name, STR("complete")))
            complete[p.complete_count++] = value;
        else if (name.n > 0) {
            person_fact *f = &facts[p.fact_count++];
            *f = (person_fact){.name = name, .text = value};
            size_t open = str_find(name, '(');
            if (open < name.n) { /* "dose_mg_per_day(simvastatin)": of this drug only */
                f->drug = (str){name.p + open + 1, name.n - open - 2};
                f->name.n = open;
            }
            f->is_number = str_to_double(value, &f->number);
        }
    }
    return p;
}

/** A table of tests/tables, or the file that the environment variable `override` names. */
static inline str fixture_table(arena *a, const char *path, const char *override)
{
    AUTO(buf_release) buf text;
    err e;
    const char *other = override == NULL ? NULL : getenv(override);
    buf_init(&text, (size_t)64 << 20);
    assert_int_equal(file_read(other == NULL ? path : other, &text, &e), OK);
    return str_copy(a, buf_str(&text));
}

#endif
