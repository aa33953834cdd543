/*
 * A look into an engine's formulas for those who list or check them.
 */
#ifndef PRECIS_RISK_RISK_BOOK_H
#define PRECIS_RISK_RISK_BOOK_H

#include "risk/formula.h"
#include "risk/risk_engine.h"

const formula_book *risk_book(const risk_engine *g);

#endif
