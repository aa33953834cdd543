/*
 * What a chart says about one person, as few typed facts: which medicines are taken, and named
 * facts such as age, weight or indication. The names and values are those that kb/populations.tsv
 * asks for. A fact that is not listed is unknown, never "no". No logic, no file format; texts are
 * borrowed.
 */
#ifndef PRECIS_FINDING_PERSON_H
#define PRECIS_FINDING_PERSON_H

#include "base/date.h"
#include "base/text.h"

/** How a name or code of a chart was recognised. */
typedef enum person_match {
    PERSON_MATCH_NONE,  /**< not recognised; kept and listed */
    PERSON_MATCH_CODE,  /**< by a code of a known system (RxNorm, ATC, LOINC, SNOMED CT, ICD-10) */
    PERSON_MATCH_NAME,  /**< the text is a name that the tables know */
    PERSON_MATCH_WITHIN /**< a known name stands within the text ("Clopidogrel 75 MG Oral Tablet")
                         */
} person_match;

/** One medicine that the person takes. A product of two drugs is two medicines. */
typedef struct person_medicine {
    str name; /**< as it was written */
    str drug; /**< INN of the drug table; empty when the table does not know the name */
    person_match match;
    str status;             /**< "active", "stopped" …; empty = not stated, taken as active */
    double dose_mg_per_day; /**< NaN = not stated or not computable */
    bool not_daily;         /**< given less often than daily (15 mg a week): the dose by day is a
                                 mean and must never be shown as a daily dose */
    date since;             /**< DATE_NONE = not stated */
    str from;               /**< where it stands: "MedicationRequest/ab12", "line 7" */
} person_medicine;

/** One measured quantity, the newest of its kind unless `doubt` says otherwise. */
typedef struct person_measure {
    str name;     /**< code of kb/analytes.tsv: "creatinine", "body_weight" … */
    double value; /**< in `unit` */
    str unit;     /**< UCUM, the one that kb/analytes.tsv states for the name */
    str written;  /**< value and unit as found: "88 umol/L"; decimals exact */
    date when;    /**< DATE_NONE = not stated */
    str from;     /**< "Observation/ab12", "line 7", "command line" */
    str doubt;    /**< why it must not be used in arithmetic: "conflict", "future", "stale",
                       "implausible", "no_unit", "wrong_unit"; empty = usable */
} person_measure;

/** One fact. Several facts may have one name (two indications). Exactly one of text and number is
 *  meant: `is_number` tells which. "true" and "false" are texts. */
typedef struct person_fact {
    str name; /**< "age_years", "weight_kg", "indication", "procedure", "naive", "pregnant" … */
    str text;
    double number;
    bool is_number;
    str drug; /**< belongs to this drug only (its dose, its route); empty: to the person */
} person_fact;

typedef struct person {
    str id;
    const person_medicine *medicines;
    size_t medicine_count;
    bool medicines_known;           /**< the list is complete: what is not in it is not taken */
    const person_measure *measures; /**< by name, then newest first */
    size_t measure_count;
    const person_medicine *allergies; /**< drugs that the person is recorded as not tolerating */
    size_t allergy_count;
    bool allergies_known; /**< the chart states allergies or their absence */
    date birth;           /**< DATE_NONE = unknown */
    date as_of;           /**< the day for which facts such as age hold */
    const person_fact *facts;
    size_t fact_count;
    const str *complete; /**< names of text facts whose every value is listed ("indication") */
    size_t complete_count;
} person;

#endif
