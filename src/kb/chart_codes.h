/*
 * The codes of charts as typed, read-only rows: analytes (kb/analytes.tsv: LOINC codes, names,
 * unit, plausible range, molar mass, window), problems (kb/problems.tsv: SNOMED CT and ICD-10
 * codes and names of conditions, procedures, statuses and what person_fact they make) and the words
 * that head columns and rows of sheets (kb/sheet_words.tsv). Parsed on request into the caller's
 * arena; texts are borrowed from the kb. Knows codes, not charts.
 */
#ifndef PRECIS_KB_CHART_CODES_H
#define PRECIS_KB_CHART_CODES_H

#include "base/map.h"
#include "base/ucum.h"
#include "kb/kb.h"

/** A conversion that units alone do not give: canonical value = value in `unit` * factor + offset
 *  (HbA1c in mmol/mol, enzymes in [IU]/L). */
typedef struct kb_analyte_unit {
    ucum_unit unit;
    double factor, offset;
} kb_analyte_unit;

/** One row of kb/analytes.tsv. */
typedef struct kb_analyte {
    str name; /**< "creatinine" */
    str unit; /**< UCUM, the one that formulas use; empty for coded ones */
    ucum_unit measure;
    double low, high;     /**< outside this range a value is implausible; NaN = no limit */
    double molar_mass;    /**< g/mol; NaN = none */
    uint32_t window_days; /**< how old a value may be and still be used; 0 = for life */
    bool unit_optional;   /**< a bare number is in `unit` (scores, counts) */
    bool coded;           /**< the value is a code or word, a row of problems with this question */
    str twin; /**< analyte of the same name in other units (neutrophils, neutrophils_percent) */
    const kb_analyte_unit *units; /**< further units */
    size_t unit_count;
    str fact; /**< also makes the person_fact of this name ("weight_kg"); may be empty */
    str source;
} kb_analyte;

/** One row of kb/problems.tsv: what a code says about the person. */
typedef struct kb_problem {
    str kind;             /**< "condition", "procedure", "status", "family", "allergy" */
    str fact;             /**< name of the person_fact: "indication", "condition", "smoking" … */
    str value;            /**< "ACS", "current" … */
    str question;         /**< status: name of the coded analyte that it answers */
    str only_while;       /**< "active": not when resolved; "ever": also when resolved */
    uint32_t window_days; /**< how long ago it may lie; 0 = any time */
    str snomed, icd10;    /**< its codes, as written */
    str source;
} kb_problem;

typedef struct kb_chart_codes {
    const kb_analyte *analytes;
    size_t analyte_count;
    const kb_problem *problems;
    size_t problem_count;
    const str *meanings; /**< of the rows of kb/sheet_words.tsv */
    map by_code;         /**< keys: see chart_codes.c */
    const struct kb_code_entry *entries;
    size_t entry_count;
} kb_chart_codes;

enum { KB_CODE_MAX = 200, KB_PROBLEMS_MAX = 16 };

/** E_NOTFOUND, E_SYNTAX, E_CONFLICT (one code for two analytes), E_MEMORY. */
CHECKED status kb_chart_codes_open(const kb *k, arena *a, kb_chart_codes *out, err *e);
/** Short name of a code system given by URL, OID or name: "loinc", "snomed", "icd10", "rxnorm",
 *  "atc", "cdcrec"; empty for others. */
str kb_code_system(str system);
/** The analyte of a code (system URL or short name; LOINC), or NULL. */
const kb_analyte *kb_analyte_of_code(const kb_chart_codes *c, str system, str code);
/** By its name or a synonym; upper and lower case, accents, spaces and punctuation are alike. NULL
 *  if none. */
const kb_analyte *kb_analyte_of_name(const kb_chart_codes *c, str name);
/** The value of `unit` in the analyte's unit; false when it cannot be. */
bool kb_analyte_convert(const kb_analyte *a, double value, const ucum_unit *unit, double *out);
/** Problems of a code; ICD-10 codes match their own row and every row that is a prefix of them
 *  ("I21" holds "I21.4"). Gives at most `room`, returns how many there are. */
size_t kb_problems_of_code(const kb_chart_codes *c, str system, str code, const kb_problem **out,
                           size_t room);
size_t kb_problems_of_name(const kb_chart_codes *c, str name, const kb_problem **out, size_t room);
/** True when the code is the one and only code of the row: denied, it denies the whole. */
bool kb_problem_is_code(const kb_problem *p, str system, str code);
/** True when the name is only a form of what the row says (marked "<" in the table: "nstemi" of
 *  myocardial infarction): it says yes to the row; denied, it says nothing of it. */
bool kb_problem_is_wider(const kb_chart_codes *c, const kb_problem *p, str name);
/** What a word of a sheet means where it has this use: ("column", "Resultado") is "value". Empty
 *  when it has none. */
str kb_sheet_word(const kb_chart_codes *c, str use, str word);

#endif
