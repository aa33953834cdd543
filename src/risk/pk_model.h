/*
 * The vocabulary of model-informed dosing: a population model of a drug given by infusion, what was
 * given and measured, and how the drug moves. Times in hours, amounts in mg, volumes in L,
 * clearances in L/h, concentrations in mg/L. Movement is solved exactly (matrix exponential in
 * closed form) over pieces of time in which rate and parameters are constant, so a person's
 * covariates may change during the course. Knows no drug: models are rows of kb/pk_models.tsv.
 */
#ifndef PRECIS_RISK_PK_MODEL_H
#define PRECIS_RISK_PK_MODEL_H

#include "base/memory.h"
#include "base/status.h"
#include "base/text.h"

enum { PK_CL, PK_V1, PK_Q, PK_V2, PK_PARAMETERS };
enum { PK_DOSES_MAX = 400, PK_LEVELS_MAX = 100, PK_EPOCHS_MAX = 100 };

/** How far levels scatter about the model: standard deviation g of a level that is expected as f.
 */
typedef enum pk_error {
    PK_COMBINED1, /**< g = a + b f */
    PK_COMBINED2  /**< g = sqrt(a^2 + b^2 f^2) */
} pk_error;

/** Parameters of one person are typical[i] * exp(eta), eta normal with covariance omega. */
typedef struct pk_model {
    uint32_t compartments; /**< 1: CL, V1; 2: CL, V1, Q, V2 */
    pk_error error;
    double error_a, error_b; /**< mg/L; fraction */
    uint32_t eta_count;
    uint32_t eta_of[PK_PARAMETERS]; /**< the parameter that each eta moves */
    double omega[PK_PARAMETERS][PK_PARAMETERS];
    double root[PK_PARAMETERS][PK_PARAMETERS]; /**< lower triangle with root * root' = omega */
} pk_model;

/** Computes `root`. E_RANGE when omega is not positive definite. */
CHECKED status pk_model_finish(pk_model *m, err *e);

/** Typical values that hold from a time on. */
typedef struct pk_epoch {
    double from_h;
    double typical[PK_PARAMETERS];
} pk_epoch;

typedef struct pk_dose {
    double at_h, over_h, amount_mg; /**< over_h > 0: an infusion at a constant rate */
} pk_dose;

typedef struct pk_level {
    double at_h, mg_per_l;
} pk_level;

typedef struct pk_course {
    const pk_epoch *epochs; /**< ascending; the first holds from the beginning */
    size_t epoch_count;
    const pk_dose *doses;
    size_t dose_count;
    const pk_level *levels;
    size_t level_count;
} pk_course;

/** One piece of time. */
typedef struct pk_piece {
    double end_h, hours, rate; /**< rate in mg/h */
    uint32_t epoch;
    uint32_t read; /**< index of the time asked for that ends the piece, or PK_NO_READ */
} pk_piece;

enum { PK_NO_READ = UINT32_MAX };

/** A course cut into pieces that end at each of the times of interest. Made once, walked often. */
typedef struct pk_plan {
    const pk_course *course;
    pk_piece *pieces;
    size_t count;
    size_t read_count;
} pk_plan;

/** Amounts in the two compartments. */
typedef struct pk_state {
    double central, peripheral;
} pk_state;

/** Cuts `c` at `times` (ascending, from the first dose on, `count` of them). Borrows `c`. E_MEMORY.
 */
CHECKED status pk_plan_make(const pk_course *c, const double *times, size_t count, arena *a,
                            pk_plan *out, err *e);
/** Parameters of a person in an epoch. */
void pk_parameters(const pk_model *m, const pk_epoch *epoch, const double *eta,
                   double out[PK_PARAMETERS]);
/** How fast drug moves, per hour: what `pk_move` needs of a person's parameters. */
typedef struct pk_rates {
    uint32_t compartments;
    double k10, k12, k21;
    double fast, slow, apart; /**< of the two phases; 1 / their difference */
} pk_rates;

/** Needs CL, V1 > 0 and, with two compartments, Q, V2. */
pk_rates pk_rates_of(uint32_t compartments, const double p[PK_PARAMETERS]);
/** The state after `hours` at a constant rate. */
pk_state pk_move(const pk_rates *r, pk_state from, double hours, double rate);
/** What is read at a time of the plan. */
typedef struct pk_reading {
    double mg_per_l;
    double auc; /**< area under the concentration curve from the first dose on, mg h/L */
} pk_reading;

/** The readings of the plan for these etas; exact, no allocation. */
void pk_walk(const pk_model *m, const pk_plan *plan, const double *eta, pk_reading *out);

#endif
