/*
 * Reads the three tables of population models and proves them whole. Knows their columns; does not
 * know how a model is fitted or what its typical values are.
 */
#include "risk/pk_table.h"

#include <math.h>

#include "kb/cells.h"

static const char *const aim_names[PK_AIMS] = {"auc24", "trough", "peak"};
static const char *const parameter_names[PK_PARAMETERS] = {"CL", "V1", "Q", "V2"};

const char *pk_aim_name(pk_aim a)
{
    return aim_names[a];
}

const char *pk_aim_unit(pk_aim a)
{
    return a == PK_AUC24 ? "mg.h/L" : "mg/L";
}

bool pk_aim_find(str name, pk_aim *out)
{
    for (int i = 0; i < PK_AIMS; i++) {
        if (!str_eq_ci(name, str_of(aim_names[i]))) continue;
        *out = (pk_aim)i;
        return true;
    }
    return false;
}

/* ---- targets ---- */

enum { T_DRUG, T_AIM, T_LOW, T_HIGH, T_VALUE, T_LEAST, T_MOST, T_SOURCE, T_COLUMNS };
static const char *const target_columns[T_COLUMNS] = {"drug",  "aim",   "low",  "high",
                                                      "value", "least", "most", "source"};

static status read_targets(const kb *k, arena *a, pk_drug *d, err *e)
{
    const kb_table *t;
    uint32_t at[T_COLUMNS];
    TRY(kb_columns(k, "pk_targets", target_columns, T_COLUMNS, &t, at, e));
    pk_target *targets = ARENA_ARRAY(a, pk_target, t->rows + 1);
    TRY_MEM(e, targets);
    for (uint32_t r = 0; r < t->rows; r++) {
        if (!str_eq_ci(kb_cell(t, r, at[T_DRUG]), d->drug)) continue;
        pk_target *x = &targets[d->target_count++];
        if (!pk_aim_find(kb_cell(t, r, at[T_AIM]), &x->aim))
            FAIL(e, E_SYNTAX, "pk_targets, row %u: aim is not auc24, trough or peak", r + 1);
        TRY(kb_number(t, r, at[T_LOW], &x->low, e));
        TRY(kb_number(t, r, at[T_HIGH], &x->high, e));
        TRY(kb_number(t, r, at[T_VALUE], &x->value, e));
        TRY(kb_number(t, r, at[T_LEAST], &x->least, e));
        TRY(kb_number(t, r, at[T_MOST], &x->most, e));
        x->source = kb_cell(t, r, at[T_SOURCE]);
        if (!(x->least > 0 && x->least <= x->value && x->value <= x->most))
            FAIL(e, E_RANGE, "pk_targets, row %u: expected 0 < least <= value <= most", r + 1);
        if (!(x->low > 0 && x->value >= x->low && !(x->value > x->high)))
            FAIL(e, E_RANGE, "pk_targets, row %u: expected 0 < low <= value <= high", r + 1);
    }
    d->targets = targets;
    return OK;
}

/* ---- parameters ---- */

enum { P_MODEL, P_PARAMETER, P_OMEGA, P_COLUMNS };
static const char *const parameter_columns[P_COLUMNS] = {"model", "parameter", "omega"};

static status read_omega(uint32_t row, str cell, pk_model *m, arena *a, err *e)
{
    const str *parts;
    size_t count;
    uint32_t eta = m->eta_count - 1;
    TRY(kb_parts(a, cell, &parts, &count, e));
    if (count != eta + 1)
        FAIL(e, E_SYNTAX, "pk_parameters, row %u: omega has %zu numbers, expected %u", row + 1,
             count, eta + 1);
    for (uint32_t i = 0; i <= eta; i++) {
        double x;
        if (!str_to_double(parts[i], &x))
            FAIL(e, E_SYNTAX, "pk_parameters, row %u: '%.*s' is no number", row + 1,
                 STR_ARG(parts[i]));
        m->omega[eta][i] = m->omega[i][eta] = x;
    }
    return OK;
}

static status read_parameters(const kb *k, arena *a, pk_drug *d, err *e)
{
    const kb_table *t;
    uint32_t at[P_COLUMNS], seen = 0;
    pk_model *m = &d->model;
    TRY(kb_columns(k, "pk_parameters", parameter_columns, P_COLUMNS, &t, at, e));
    for (uint32_t r = 0; r < t->rows; r++) {
        if (!str_eq(kb_cell(t, r, at[P_MODEL]), d->id)) continue;
        str name = kb_cell(t, r, at[P_PARAMETER]), omega = kb_cell(t, r, at[P_OMEGA]);
        uint32_t p = 0;
        while (p < PK_PARAMETERS && !str_eq(name, str_of(parameter_names[p]))) p++;
        if (p >= 2 * m->compartments)
            FAIL(e, E_SYNTAX, "pk_parameters, row %u: no parameter '%.*s' in this model", r + 1,
                 STR_ARG(name));
        if (seen >> p & 1)
            FAIL(e, E_CONFLICT, "pk_parameters, row %u: parameter stands twice", r + 1);
        seen |= 1u << p;
        if (omega.n == 0) continue;
        m->eta_of[m->eta_count++] = p;
        TRY(read_omega(r, omega, m, a, e));
    }
    if (seen + 1 != 1u << (2 * m->compartments))
        FAIL(e, E_NOTFOUND, "pk_parameters: not all parameters of %.*s", STR_ARG(d->id));
    return pk_model_finish(m, e);
}

/* ---- models ---- */

enum {
    M_ID,
    M_DRUG,
    M_COMPARTMENTS,
    M_ERROR,
    M_ERROR_A,
    M_ERROR_B,
    M_DOSE_LOW,
    M_DOSE_HIGH,
    M_OVER_LOW,
    M_OVER_HIGH,
    M_LEVEL_LOW,
    M_LEVEL_HIGH,
    M_DOSE_NOTICE,
    M_RATE_NOTICE,
    M_DAY_NOTICE,
    M_DAY_HIGH,
    M_FRESH,
    M_FRESH_DAYS,
    M_SOURCE,
    M_COLUMNS
};
static const char *const model_columns[M_COLUMNS] = {
    "id",        "drug",       "compartments", "error",       "error_a",
    "error_b",   "dose_low",   "dose_high",    "over_low",    "over_high",
    "level_low", "level_high", "dose_notice",  "rate_notice", "day_notice",
    "day_high",  "fresh",      "fresh_days",   "source"};

static status read_numbers(const kb_table *t, uint32_t r, const uint32_t *at, pk_drug *d, err *e)
{
    double *const into[] = {&d->model.error_a,      &d->model.error_b,      &d->dose_mg.low,
                            &d->dose_mg.high,       &d->over_h.low,         &d->over_h.high,
                            &d->level_mg_per_l.low, &d->level_mg_per_l.high};
    for (uint32_t i = 0; i < sizeof into / sizeof into[0]; i++) {
        TRY(kb_number(t, r, at[M_ERROR_A + i], into[i], e));
        if (!(*into[i] >= 0))
            FAIL(e, E_RANGE, "pk_models, row %u: %s must be a number, 0 or more", r + 1,
                 model_columns[M_ERROR_A + i]);
    }
    if (d->model.error_a + d->model.error_b <= 0)
        FAIL(e, E_RANGE, "pk_models, row %u: an error model without error", r + 1);
    return OK;
}

/* What may be left out is NaN and holds nothing back. */
static status read_notices(const kb_table *t, uint32_t r, const uint32_t *at, arena *a, pk_drug *d,
                           err *e)
{
    double *const into[] = {&d->dose_notice_mg, &d->rate_notice_mg_per_h, &d->day_notice_mg,
                            &d->day_high_mg};
    for (uint32_t i = 0; i < sizeof into / sizeof into[0]; i++) {
        TRY(kb_number(t, r, at[M_DOSE_NOTICE + i], into[i], e));
        if (*into[i] <= 0)
            FAIL(e, E_RANGE, "pk_models, row %u: %s must be above 0", r + 1,
                 model_columns[M_DOSE_NOTICE + i]);
    }
    TRY(kb_parts(a, kb_cell(t, r, at[M_FRESH]), &d->fresh, &d->fresh_count, e));
    TRY(kb_number(t, r, at[M_FRESH_DAYS], &d->fresh_days, e));
    if (d->fresh_count > 0 && !(d->fresh_days >= 0))
        FAIL(e, E_RANGE, "pk_models, row %u: fresh needs fresh_days", r + 1);
    return OK;
}

static status read_model(const kb *k, const kb_table *t, uint32_t r, const uint32_t *at, arena *a,
                         pk_drug *d, err *e)
{
    d->id = kb_cell(t, r, at[M_ID]);
    d->drug = kb_cell(t, r, at[M_DRUG]);
    d->source = kb_cell(t, r, at[M_SOURCE]);
    str error = kb_cell(t, r, at[M_ERROR]);
    if (!str_to_u32(kb_cell(t, r, at[M_COMPARTMENTS]), &d->model.compartments) ||
        d->model.compartments < 1 || d->model.compartments > 2)
        FAIL(e, E_SYNTAX, "pk_models, row %u: compartments must be 1 or 2", r + 1);
    if (!str_eq(error, STR("combined1")) && !str_eq(error, STR("combined2")))
        FAIL(e, E_SYNTAX, "pk_models, row %u: error must be combined1 or combined2", r + 1);
    d->model.error = str_eq(error, STR("combined1")) ? PK_COMBINED1 : PK_COMBINED2;
    TRY(read_numbers(t, r, at, d, e));
    TRY(read_notices(t, r, at, a, d, e));
    TRY(read_parameters(k, a, d, e));
    return read_targets(k, a, d, e);
}

status pk_drugs_open(const kb *k, arena *a, pk_drugs *out, err *e)
{
    const kb_table *t;
    uint32_t at[M_COLUMNS];
    TRY(kb_columns(k, "pk_models", model_columns, M_COLUMNS, &t, at, e));
    pk_drug *items = ARENA_ARRAY(a, pk_drug, t->rows + 1);
    TRY_MEM(e, items);
    for (uint32_t r = 0; r < t->rows; r++) TRY(read_model(k, t, r, at, a, &items[r], e));
    *out = (pk_drugs){items, t->rows};
    return OK;
}

const pk_target *pk_target_find(const pk_drug *d, pk_aim aim)
{
    for (size_t i = 0; i < d->target_count; i++) {
        if (d->targets[i].aim == aim) return &d->targets[i];
    }
    return NULL;
}

const pk_drug *pk_drug_find(const pk_drugs *d, str drug)
{
    for (size_t i = 0; i < d->count; i++) {
        if (str_eq_ci(d->items[i].drug, drug)) return &d->items[i];
    }
    return NULL;
}
