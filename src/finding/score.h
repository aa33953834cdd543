/*
 * The vocabulary of calculated answers: a dose, a risk, an organ function or a disease activity, or
 * the reason why there is none. Made by risk/ only; surfaces render it. Codes are those of
 * kb/formulas/, worded by kb/text/scores.tsv. Texts are borrowed from the knowledge base and the
 * arena that risk_run was given.
 */
#ifndef PRECIS_FINDING_SCORE_H
#define PRECIS_FINDING_SCORE_H

#include "base/date.h"
#include "base/text.h"

typedef enum score_status {
    SCORE_DONE,
    SCORE_MISSING, /**< inputs are not known: see `missing` */
    SCORE_OUTSIDE, /**< an input lies outside the range for which the formula holds: see `why` */
    SCORE_REFUSED  /**< must not be used for this person: see `why` */
} score_status;

/** One input as it was used. */
typedef struct score_input {
    str name;     /**< of inputs.tsv: "creatinine", "VKORC1 rs9923231" */
    str text;     /**< its value: "1.2", "female", "*1 / *2" */
    double value; /**< NaN when it is a text */
    str unit;     /**< UCUM; empty for texts and counts */
    date when;    /**< of the measurement; DATE_NONE = not stated */
    str from; /**< as in person_measure; "genome" for findings; "assumed" for a stated default */
    bool assumed; /**< the formula's own default for what is unknown */
} score_input;

/** How well the model did where it was tested, for everybody or for one group. */
typedef struct score_validation {
    str measure;    /**< "within_20_percent", "mae_mg_per_week", "auc", "ppv" … */
    str value;      /**< as published or as measured: "46.0" */
    str unit;       /**< "%", "mg/wk"; may be empty */
    str group;      /**< "all" or a group's code: "Black" */
    bool own_group; /**< the person is known to belong to the group */
    str n;          /**< people, may be empty */
    str verdict;    /**< "good", "no_gain", "not_replicated" …; may be empty */
    str source;
} score_validation;

/** One result of a formula; a formula may have several (risk at 10 and at 30 years). */
typedef struct score_output {
    str name;          /**< "result", "cvd_10y", "maintenance_dose" */
    double value;      /**< in `unit` */
    double low, high;  /**< interval as the model states it; NaN = none */
    str interval;      /**< what it is: "90 % of people" as a code; empty = none */
    str unit;          /**< UCUM; empty for scores without a unit */
    uint32_t decimals; /**< digits behind the point that mean anything */
    str band;          /**< category code: "remission", "moderate", "G3a"; empty = none */
} score_output;

/** One visit of a course. */
typedef struct score_visit {
    date when;
    int32_t days;   /**< since the baseline; negative before it */
    double value;   /**< of the formula of the course; NaN = could not be worked out */
    str band;       /**< its category */
    double change;  /**< what was gained since the baseline (positive = better); NaN */
    str response;   /**< code of the response against the baseline: "good"; may be empty */
    str point;      /**< "months_3": the visit that answers for this time; may be empty */
    str why;        /**< why there is no value, as in `score` */
    str why_detail; /**< as in `score` */
    const str *missing;
    size_t missing_count;
} score_visit;

/** The same formula at several visits of one person, oldest first. */
typedef struct score_course {
    str formula; /**< one for all visits */
    uint32_t decimals;
    const score_visit *visits;
    size_t visit_count;
    size_t baseline;  /**< index; SIZE_MAX = none */
    str drug;         /**< whose start decides the baseline; empty = not known to be taken */
    date start;       /**< of that drug; DATE_NONE = not stated */
    const str *notes; /**< codes: how the baseline was chosen, which times have no visit */
    size_t note_count;
} score_course;

typedef struct score {
    str formula; /**< id of kb/formulas/: "das28_esr", "warfarin_iwpc_pharmacogenetic" */
    str kind;    /**< "organ", "activity", "response", "risk", "dose" */
    str drug;    /**< INN for doses; else empty */
    score_status status;
    const score_output *outputs;
    size_t output_count;
    const score_input *inputs;
    size_t input_count;
    const str *missing; /**< names of inputs that are not known */
    size_t missing_count;
    str why;            /**< code for SCORE_OUTSIDE and SCORE_REFUSED */
    str why_detail;     /**< "age_years 17 is outside 18 to 120" as data: "age_years;17;18;120" */
    const str *remarks; /**< codes of further things to say with it (disclaimers, labels) */
    size_t remark_count;
    const score_validation *validations;
    size_t validation_count;
    const score_course *course; /**< NULL = none */
    bool verified; /**< its coefficients agree with a second source; false must be shown */
    str source;    /**< PMID or DOI */
} score;

typedef struct score_set {
    const score *items;
    size_t count;
} score_set;

/** "done", "missing", "outside", "refused". */
const char *score_status_name(score_status s);

#endif
