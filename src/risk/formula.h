/*
 * Formulas as they stand in kb/formulas/<family>/: what each needs, its steps, bands, validation
 * and remarks, with every expression parsed. Read-only once loaded; all in the arena and the kb.
 * Knows the tables; how a person's value is found is input_value.h, how an answer is made
 * risk_engine.h.
 */
#ifndef PRECIS_RISK_FORMULA_H
#define PRECIS_RISK_FORMULA_H

#include "base/map.h"
#include "base/ucum.h"
#include "finding/score.h"
#include "kb/chart_codes.h"
#include "kb/kb.h"
#include "risk/expression.h"

/** Where a value may come from, tried in the order of the row. */
typedef enum input_from {
    FROM_MEASURE,   /**< name of kb/analytes.tsv */
    FROM_FACT,      /**< name of a person_fact */
    FROM_HAS,       /**< a fact `name` has the value `value` */
    FROM_ABSENT,    /**< the chart says that condition `name` is absent: the text is `value` */
    FROM_MEDICINE,  /**< takes one of the drugs `name` ("a|b") */
    FROM_GENOTYPE,  /**< rsid */
    FROM_DIPLOTYPE, /**< gene */
    FROM_PHENOTYPE, /**< gene */
    FROM_FORMULA,   /**< result `value` of formula `index` */
    FROM_BEFORE,    /**< measure or course `name` at the baseline visit */
    FROM_NOW        /**< … at the last visit */
} input_from;

typedef struct input_source {
    input_from from;
    str name, value; /**< FROM_BEFORE, FROM_NOW: `value` is empty for a measure */
    size_t index;    /**< FROM_FORMULA: index of the formula; it stands before this one */
    size_t output;   /**< FROM_FORMULA: index of its result among all its steps */
} input_source;

/** A value that a text may have, and other ways of writing it. */
typedef struct input_allowed {
    str value;
    const str *aliases;
    size_t alias_count;
} input_allowed;

typedef struct formula_input {
    str name;
    expression_type type;
    const input_source *sources;
    size_t source_count;
    str unit; /**< UCUM; empty: a pure number or no number */
    ucum_unit measure;
    double molar_mass; /**< of the analyte it is measured as; NaN */
    bool bare;         /**< a number without a unit is in `unit` … */
    double bare_over; /**< … when it is 0 or above this; NaN = always. Up to this it might as well
                           be in `bare_other` and must say which */
    str bare_other;
    double low, high; /**< NaN = no limit */
    bool whole;       /**< counts: no fractions */
    const input_allowed *allowed;
    size_t allowed_count;
    bool has_default;
    expression_value unknown; /**< what the formula itself takes for the unknown */
    str other;                /**< the value taken for a text that is not allowed; may be empty */
    str source;
} formula_input;

typedef struct formula_step {
    str name;
    bool is_result;
    const expression *value;
    const expression *low, *high; /**< NULL = no interval */
    str interval, unit;
    ucum_unit measure;
    uint32_t decimals;
} formula_step;

/** Holds from `from` on, up to the next band of the same result. */
typedef struct formula_band {
    str result;
    double from; /**< -infinity for the first */
    bool included;
    str code;
} formula_band;

typedef struct formula_validation {
    score_validation figure;
    const expression *when; /**< the person belongs to the group; NULL = everybody */
} formula_validation;

typedef struct formula_remark {
    str code;
    const expression *when; /**< NULL = always */
    bool if_unknown;
} formula_remark;

typedef enum formula_shown {
    SHOWN_AUTO,  /**< when something of it is known */
    SHOWN_TAKEN, /**< when the person takes the drug */
    SHOWN_ASKED  /**< only by name */
} formula_shown;

typedef struct formula {
    str id, kind, drug, family, source;
    bool verified;
    formula_shown shown;
    bool feeds;        /**< a later formula asks for a result of it */
    uint64_t shown_by; /**< bits of inputs one of which must be known; 0 = any but facts */
    const char *table; /**< "formulas/organ/list", for messages */
    uint32_t row;
    formula_input *inputs; /**< names 0 … of the scope */
    size_t input_count;
    formula_step *steps; /**< names input_count … of the scope */
    size_t step_count;
    formula_band *bands; /**< by result, ascending */
    size_t band_count;
    formula_validation *validations;
    size_t validation_count;
    formula_remark *remarks;
    size_t remark_count;
    int32_t span_days; /**< how far its measures may lie apart; -1 = any */
    bool span_refuses; /**< else it is only said */
    str names[EXPRESSION_NAMES_MAX];
    expression_type types[EXPRESSION_NAMES_MAX];
} formula;

typedef struct formula_book {
    formula *items;
    size_t count;
    map by_id;
} formula_book;

/** Reads every family. E_NOTFOUND, E_SYNTAX, E_CONFLICT (names table and row), E_MEMORY. */
CHECKED status formula_book_open(const kb *k, arena *a, formula_book *out, err *e);
/** The formula of this id, or NULL. */
const formula *formula_find(const formula_book *book, str id);

#endif
