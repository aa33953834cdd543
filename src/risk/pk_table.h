/*
 * The population models as rows: kb/pk_models.tsv (structure, error model, plausible ranges),
 * kb/pk_parameters.tsv (variances between people) and kb/pk_targets.tsv (what to aim at, by whom).
 * The typical values are a formula of kb/formulas with the model's id and results CL, V1, Q, V2.
 * Read-only after opening; borrows from the knowledge base.
 */
#ifndef PRECIS_RISK_PK_TABLE_H
#define PRECIS_RISK_PK_TABLE_H

#include "kb/kb.h"
#include "risk/pk_model.h"

typedef enum pk_aim { PK_AUC24, PK_TROUGH, PK_PEAK, PK_AIMS } pk_aim;

/** "auc24", "trough", "peak". */
const char *pk_aim_name(pk_aim a);
bool pk_aim_find(str name, pk_aim *out);
/** UCUM: "mg.h/L" or "mg/L". */
const char *pk_aim_unit(pk_aim a);

typedef struct pk_target {
    pk_aim aim;
    double low, high;   /**< the band that is recommended; high may be NaN */
    double value;       /**< what a dose is computed for unless the user says otherwise */
    double least, most; /**< a target beyond is refused */
    str source;
} pk_target;

typedef struct pk_range {
    double low, high;
} pk_range;

typedef struct pk_drug {
    str id, drug, source;
    pk_model model;
    pk_range dose_mg, over_h, level_mg_per_l; /**< plausible; outside is refused */
    double dose_notice_mg,
        rate_notice_mg_per_h;          /**< a computed dose above is remarked on; or NaN */
    double day_notice_mg, day_high_mg; /**< doses of a day: remarked on above; refused above */
    const str *fresh;                  /**< measures that must be recent, see pk_fresh.h */
    size_t fresh_count;
    double fresh_days;
    const pk_target *targets;
    size_t target_count;
} pk_drug;

typedef struct pk_drugs {
    const pk_drug *items;
    size_t count;
} pk_drugs;

/** E_NOTFOUND (table, column), E_SYNTAX (table, row, cell), E_CONFLICT, E_RANGE, E_MEMORY. */
CHECKED status pk_drugs_open(const kb *k, arena *a, pk_drugs *out, err *e);
/** What is known of an aim for the drug, or NULL. */
const pk_target *pk_target_find(const pk_drug *d, pk_aim aim);
/** The first model of a drug (INN, case ignored), or NULL. */
const pk_drug *pk_drug_find(const pk_drugs *d, str drug);

#endif
