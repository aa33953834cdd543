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
    str name;       /**< as it was written */
    str drug;       /**< INN of the drug table; empty when the table does not know the name */
    str drug_class; /**< of an allergy to a whole class: "penicillins", "ATC J01C"; else empty */
    person_match match;
    str status;             /**< "active", "stopped" …; empty = not stated, taken as active */
    double dose_mg_per_day; /**< NaN = not stated or not computable */
    double most_mg_per_day; /**< taken as needed: at most so much a day; NaN = not stated. Such a
                                 medicine has no dose by day */
    bool not_daily;         /**< days differ (15 mg a week; 5 mg, at weekends 2.5 mg): the dose by
                                 day is a mean and must never be shown as a daily dose */
    bool as_needed;
    bool every_day; /**< some order says so; false = not every day, or not stated */
    bool doses_differ; /**< its orders state different doses: none is given here */
    date since;        /**< DATE_NONE = not stated */
    date first; /**< where the orders that led here without a gap of three months began, also those
                     that are over; not after `since` */
    str from;   /**< where it stands: "MedicationRequest/ab12", "line 7" */
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

/** One dose of a vaccine that was given. */
typedef struct person_vaccine {
    str name;    /**< as it was written */
    str vaccine; /**< row of kb/vaccines.tsv; empty when the table does not know it */
    person_match match;
    date when; /**< DATE_NONE = not stated */
    str from;
} person_vaccine;

/** A visit or stay. */
typedef struct person_contact {
    str kind; /**< "ambulatory", "emergency", "inpatient", "home", "virtual", "other"; empty: none
               */
    date since, until; /**< until DATE_NONE: not stated */
    bool ongoing;      /**< the person is there on the day of the chart */
    str from;
} person_contact;

/** Facts of a name that are stated for one drug by all its orders: those of the person do not stand
 *  in for them. */
typedef struct person_scope {
    str name, drug;
    bool closed; /**< what is not listed is not so (its route); else it is open (its indication) */
} person_scope;

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
    const person_vaccine *vaccines; /**< given, newest first */
    size_t vaccine_count;
    person_contact contact; /**< the last one that took place or takes place */
    const person_scope *scopes;
    size_t scope_count;
} person;

#endif
