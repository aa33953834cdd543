/*
 * One person's chart as it was understood: what was read, by kind, with where it stood and what was
 * not understood. Readers (chart_fhir, chart_table) add entries through the functions below, which
 * look names and codes up in the knowledge base; chart_person turns the whole into the facts that
 * advice and formulas ask for. Nothing is dropped silently: what no table knows is kept as unknown.
 * Knows no file format and gives no advice.
 */
#ifndef PRECIS_CHART_CHART_H
#define PRECIS_CHART_CHART_H

#include "base/memory.h"
#include "finding/person.h"
#include "kb/chart_codes.h"
#include "kb/drug.h"

/** A code with its system as it was written ("http://loinc.org", "2160-0", "Creatinine"). */
typedef struct chart_coding {
    str system, code, display;
} chart_coding;

enum { CHART_CODINGS_MAX = 16 };

/** A CodeableConcept: its codings and its text. */
typedef struct chart_concept {
    chart_coding coding[CHART_CODINGS_MAX];
    size_t count;
    str text;
} chart_concept;
/** Whether it says anything: a code or words. */
bool chart_is_named(const chart_concept *what);

/** What happened to resources (or lines) of one type. */
typedef struct chart_tally {
    str type;                    /**< "Observation", "line" */
    uint64_t seen, used, partly, /**< partly: read, but something in it was not understood */
        ignored;                 /**< a type that says nothing to us, or entered in error */
} chart_tally;

/** Something that could not be used. */
typedef struct chart_unknown {
    str from; /**< "Observation/ab12", "line 7" */
    str what; /**< the name or code as written */
    str why;  /**< code, worded in kb/text/chart.tsv ("chart.why.…"): "unknown_drug", "no_value",
                   "future", "entered_in_error", "other_patient" … */
    uint64_t times; /**< the same `what` and `why` are one line with a count */
} chart_unknown;

typedef struct chart chart;

/** Where entries are looked up and what bounds them. */
typedef struct chart_setup {
    const kb_drug_list *drugs;
    const kb_chart_codes *codes;
    date as_of;          /**< today: what lies behind it is flagged "future" */
    const char *patient; /**< id of the patient to read where a file holds several; NULL */
    size_t entries_max;  /**< 0: a million */
} chart_setup;

/** An empty chart; `setup` and what it points to outlive it. All texts are copied into the chart.
 *  E_MEMORY. */
CHECKED status chart_new(const chart_setup *setup, chart **out, err *e);
void chart_free(chart *c);
/** Empties it for the next person and keeps its memory. */
void chart_reset(chart *c);

/* For readers. `from` names the resource or line. All: E_MEMORY, E_LIMIT; nothing else fails:
 * what is not understood becomes an unknown. */

/** The patient's own data; any may be empty. A second, different patient id: E_CONFLICT unless
 *  setup.patient chooses (then entries of others are counted as "other_patient"). */
CHECKED status chart_add_patient(chart *c, str id, str sex, str birth, str death, err *e);
/** "male", "female" (m, f, man, woman …) where no Patient states it; other words are kept as
 *  unknown, a second, different sex as a conflict. */
CHECKED status chart_add_sex(chart *c, str from, str sex, err *e);
/** The date of birth; one in the future, before living memory or unlike an earlier one is kept as
 *  unknown. */
CHECKED status chart_add_birth(chart *c, str from, str birth, err *e);
/** True when an entry whose subject is `reference` ("Patient/1", "urn:uuid:…") is this person's or
 *  states none; else it belongs to another and must be skipped. The first subject is taken for the
 *  person while no Patient was read and none was chosen. */
bool chart_is_subject(chart *c, str reference);
/** Call after the last entry: E_CONFLICT when the entries speak of several patients and none was
 *  chosen (lists ids), E_NOTFOUND when the chosen one is not among them. */
CHECKED status chart_end(chart *c, err *e);

/** What a medicine was ordered for. */
typedef struct chart_reason {
    chart_concept what;
    str when;        /**< onset of the condition; empty: the order's day counts */
    const char *why; /**< it must not be used, or was not found ("reason_not_found"); else NULL */
} chart_reason;

typedef struct chart_medicine_entry {
    chart_concept what;
    str status;     /**< "active", "completed", "stopped" …, FHIR codes */
    str when;       /**< authoredOn, effective start */
    str until;      /**< end; empty = open */
    double dose;    /**< of one administration, NaN */
    str dose_unit;  /**< UCUM or "tablet" */
    double per_day; /**< administrations in a day, NaN */
    str route;
    bool as_needed; /**< dose and per_day are the most, not what is taken */
    bool uneven;    /**< days differ: dose and per_day are a mean */
    bool summed;    /**< `dose` is what several administrations give in a day */
    double most;    /**< where most_unit is stated: as needed, at most so much a day */
    str most_unit;
    str instruction;             /**< the first instruction in words */
    const chart_reason *reasons; /**< what it was ordered for */
    size_t reason_count;
} chart_medicine_entry;
CHECKED status chart_add_medicine(chart *c, str from, const chart_medicine_entry *m, err *e);

typedef struct chart_value_entry {
    chart_concept what;
    str number;            /**< exact decimal as written; empty when there is none */
    str comparator;        /**< "<", ">=" …; empty */
    str unit;              /**< as written */
    str unit_shown;        /**< a second spelling beside it (FHIR Quantity.unit); may be empty */
    chart_concept concept; /**< coded or textual value (smoking status …) */
    str when;
    str status; /**< FHIR: "final", "entered-in-error" … */
} chart_value_entry;
CHECKED status chart_add_value(chart *c, str from, const chart_value_entry *v, err *e);

typedef struct chart_problem_entry {
    chart_concept what;
    str clinical;     /**< "active", "resolved" …; empty */
    str verification; /**< "confirmed", "refuted" …; empty */
    str when, until;
} chart_problem_entry;
/** Conditions. A refuted one is none; one whose `clinical` is "absent" is known not to be there
 *  (fact "absent"); a form denied denies no whole (see kb_problem_is_wider). */
CHECKED status chart_add_condition(chart *c, str from, const chart_problem_entry *p, err *e);
CHECKED status chart_add_procedure(chart *c, str from, const chart_problem_entry *p, err *e);
CHECKED status chart_add_allergy(chart *c, str from, const chart_problem_entry *p, err *e);
/** What a report says in words; genetic results are listed, all else is in its observations. */
CHECKED status chart_add_report(chart *c, str from, const chart_concept *what, str conclusion,
                                err *e);
/** A vaccination that was given. */
CHECKED status chart_add_vaccine(chart *c, str from, const chart_concept *what, str when, err *e);
/** A visit or stay that took place or takes place; `kind` as in person_contact. The last one is
 *  kept. `open`: it is said to go on. */
CHECKED status chart_add_contact(chart *c, str from, const char *kind, str since, str until,
                                 bool open, err *e);
/** A condition of a relative (FamilyMemberHistory). */
CHECKED status chart_add_family(chart *c, str from, const chart_concept *relation,
                                const chart_problem_entry *p, err *e);
/** Counts a resource or line of a type; call after its entries were added. It is `used` when
 *  something of it was kept, `partly` when something else was not understood, else ignored. `used`
 *  false: a type that says nothing to us. */
CHECKED status chart_count(chart *c, str type, bool used, err *e);
CHECKED status chart_add_unknown(chart *c, str from, str what, const char *why, err *e);

/* For those who look at it. Borrowed from the chart until it is reset. */

/** The medicines, measures and facts on setup.as_of; see docs/chart.md for the rules (newest value
 *  in its window, conflicts, what makes a list complete). Memory from `a`. E_MEMORY. */
CHECKED status chart_person(const chart *c, arena *a, person *out, err *e);
const chart_tally *chart_tallies(const chart *c, size_t *count);
const chart_unknown *chart_unknowns(const chart *c, size_t *count);

#endif
