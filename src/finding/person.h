/*
 * What a chart says about one person, as few typed facts: which medicines are taken, and named
 * facts such as age, weight or indication. The names and values are those that kb/populations.tsv
 * asks for. A fact that is not listed is unknown, never "no". No logic, no file format; texts are
 * borrowed.
 */
#ifndef PRECIS_FINDING_PERSON_H
#define PRECIS_FINDING_PERSON_H

#include "base/text.h"

/** One medicine that the person takes. */
typedef struct person_medicine {
    str name; /**< as it was written */
    str drug; /**< INN of the drug table; empty when the table does not know the name */
} person_medicine;

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
    bool medicines_known; /**< the list is complete: what is not in it is not taken */
    const person_fact *facts;
    size_t fact_count;
    const str *complete; /**< names of text facts whose every value is listed ("indication") */
    size_t complete_count;
} person;

#endif
