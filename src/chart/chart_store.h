/*
 * What a chart is made of, for the files of this folder: kept entries in growing lists, texts in
 * one arena, and the small steps that all entries share. Private; the manual is chart.h.
 */
#ifndef PRECIS_CHART_CHART_STORE_H
#define PRECIS_CHART_CHART_STORE_H

#include "chart/chart.h"

/** A growing list; zeroed is empty. */
typedef struct chart_list {
    void *items;
    size_t count, room;
} chart_list;

/** One medicine as recorded; a product of two drugs is two. */
typedef struct chart_medicine {
    person_medicine m;
    date until;
    bool was_taken;     /**< it is, or was: not refused, planned, on hold or of unknown state */
    bool stated_active; /**< by its status; dates are looked at in chart_person */
    double dose_mg_per_6h;
    str route;                         /**< "oral", "cutaneous" …; empty = not stated */
    unsigned in_product;               /**< drugs and parts that its product has; 0 = not known */
    size_t reason_first, reason_count; /**< of chart.reasons; none: the order states none */
} chart_medicine;

/** What a medicine is for. */
typedef struct chart_reason_kept {
    str written;    /**< empty: it could not be used */
    str indication; /**< of kb/problems.tsv; empty: the words are all that is known */
} chart_reason_kept;

/** One value of a known analyte. */
typedef struct chart_value {
    const kb_analyte *analyte;
    person_measure m;
} chart_value;

/** Something a row of kb/problems.tsv says about the person. */
typedef struct chart_said {
    const kb_problem *problem;
    person_match match;
    str written;
    str relation; /**< family: "mother" …; empty for the person's own */
    bool ended;   /**< resolved, inactive, in remission */
    bool absent;  /**< the chart says that it is not there */
    date when, until;
    str from;
} chart_said;

struct chart {
    chart_setup setup;
    arena index_memory; /**< as long as the chart */
    map drug_codes;     /**< "rxnorm|11289", "atc|B01AA03" -> index of drugs */
    arena memory;       /**< texts of the entries */
    str id;             /**< of the person; empty while none is stated */
    bool has_patient;   /**< a Patient gave it */
    bool has_chosen;    /**< some entry was this person's by name */
    str sex;
    date birth, death;
    bool deceased, no_medicines, no_allergies;
    bool medicines_open; /**< some entry that may be a medicine could not be used */
    chart_list medicines, values, said, allergies, tallies, unknowns, people, reasons, vaccines;
    person_contact contact, stay; /**< the last one; the stay in hospital on the day, if any */
    uint32_t *unknown_slots;      /**< open addressing over unknowns */
    size_t unknown_room;
    size_t entries;
    bool kept, trouble; /**< since the last chart_count */
};

/** A zeroed item at the end; E_MEMORY, E_LIMIT (the chart's entries_max). */
CHECKED status chart_list_add(chart *c, chart_list *l, size_t size, void **item, err *e);
/** A copy of at most 300 bytes, whole characters. */
CHECKED status chart_keep(chart *c, str text, str *out, err *e);
/** The words of a concept for people: its text, else a display, else a code. */
str chart_label(const chart_concept *what);
/** A date of an entry; an unreadable one becomes an unknown and DATE_NONE. */
CHECKED status chart_when(chart *c, str from, str what, str text, date *out, err *e);
/** Rows of `kind` for a concept: by its codes, else by its names; `match` says how. Empty list and
 *  PERSON_MATCH_NONE when no table knows it. */
size_t chart_problems(const chart *c, const chart_concept *what, str kind, str question,
                      const kb_problem **out, size_t room, person_match *match);
/** "? diabetes", "HTN?": words with a question mark ask, they do not say. */
bool chart_is_asked(const chart_concept *what, person_match match);
/** Whether a concept is a genetic result: by its code, or because its words name a gene. Charts are
 *  not read for genotypes; so it is listed with a reason of its own. */
bool chart_is_genetic(const chart *c, const chart_concept *what);
/** What every kind of entry shares. `usable` false: an unknown says why. */
CHECKED status chart_make_said(chart *c, str from, const chart_problem_entry *p, chart_said *out,
                               bool *usable, err *e);
/** Keeps what `count` rows say. */
CHECKED status chart_say(chart *c, const chart_said *one, const kb_problem *const *rows,
                         size_t count, err *e);
/** Keeps what a medicine is for, and lists what no table knows. `out` has its dates already. */
CHECKED status chart_add_reasons(chart *c, str from, const chart_medicine_entry *m,
                                 chart_medicine *out, err *e);
/** Cuts words off the end of a reason in free text until a table knows the rest ("stroke prn"); as
 * it was when none is known. */
void chart_reason_shorten(const chart *c, chart_concept *what);
/** True for FHIR's codes of entries that never were true. */
bool chart_is_error(str status_code);

/** Drugs within a text and what is said around them. */
typedef struct drug_in_text {
    const kb_drug *drug;
    person_match match;
    double strength_mg; /**< of one unit (tablet), NaN */
} drug_in_text;

enum { CHART_DRUGS_MAX = 8 };

typedef struct medicine_text {
    drug_in_text drugs[CHART_DRUGS_MAX];
    size_t count;
    unsigned parts;     /**< drugs, known or not, that the text lists: strengths or names */
    double per_day;     /**< NaN */
    str route;          /**< empty */
    bool none, unclear; /**< "no medicines"; a word such as "stopped" stands in it */
    bool as_needed;     /**< "prn", "sos" */
    bool weekday;       /**< it names a day of the week */
    bool summed;        /**< per_day adds up times of day with different amounts */
    str reason;         /**< the word behind which it says what it is for ("for stroke"); empty */
    unsigned unread;    /**< of its parts: no table knows them */
    bool conflict;      /**< its words and codes name different drugs */
    size_t first;       /**< where in the label the first known name stands; 0 by code */
} medicine_text;

void chart_read_medicine(const chart *c, const chart_concept *what, medicine_text *out);

#endif
