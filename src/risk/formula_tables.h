/*
 * The tables that expressions ask: lookup_<name> (keys to values) and terms_<set> (linear
 * predictors) of one family. Cells are read as numbers once. Knows cells, not what they mean.
 */
#ifndef PRECIS_RISK_FORMULA_TABLES_H
#define PRECIS_RISK_FORMULA_TABLES_H

#include "kb/kb.h"
#include "risk/expression.h"

typedef struct formula_tables formula_tables;

/** Tables of one family ("heart"), for expression_parse. Both live as long as the arena. */
CHECKED status formula_tables_open(const kb *k, str family, arena *a, expression_tables *out,
                                   err *e);

#endif
