/*
 * The order in which allele and diplotype names are listed: reference names first, "unknown" last,
 * numbers by value, single names before combinations.
 */
#ifndef PRECIS_PGX_NAME_ORDER_H
#define PRECIS_PGX_NAME_ORDER_H

#include "base/text.h"

/** <0, 0, >0. "*2" before "*10"; "Reference" first; "[*2 + *3]" after "*9"; "g.…" last. */
int pgx_name_order(str a, str b);

#endif
