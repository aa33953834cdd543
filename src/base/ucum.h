/*
 * Units of measure in UCUM notation (case-sensitive codes, https://ucum.org/ucum, version 2.1):
 * "mg/dL", "umol/L", "10*3/uL", "mL/min/{1.73_m2}", "[lb_av]", "Cel". A unit is a factor, an offset
 * (temperatures) and powers of the base dimensions; amounts of substance turn into masses only with
 * a molar mass. Knows units, not analytes. Common ways of writing that are no UCUM ("µmol/l",
 * "mmHg", "x10^9/L", "IU/L", "mm/hr", "lakh/cumm", "gm%") are accepted and said to be `informal`.
 */
#ifndef PRECIS_BASE_UCUM_H
#define PRECIS_BASE_UCUM_H

#include "base/text.h"

enum { UCUM_DIMENSIONS = 9, UCUM_TEXT_MAX = 64 };

typedef struct ucum_unit {
    double factor;                 /**< value in base units = value * factor + offset */
    double offset;                 /**< not 0 only for Cel and [degF] */
    int8_t power[UCUM_DIMENSIONS]; /**< length, time, mass, angle, temperature, charge, light,
                                        amount of substance, arbitrary units (each kind, such as
                                        [IU], has a number of its own; U is an amount by time; an
                                        equivalent is such a kind, as its moles depend on the
                                        ion) */
    bool informal;                 /**< was not written as UCUM demands */
} ucum_unit;

/** False for text that is no unit. "" and "1" are the unity. At most UCUM_TEXT_MAX bytes. */
bool ucum_parse(str text, ucum_unit *out);
/** Reads only the informal way: "C" is then a temperature and no charge, "K/uL" thousands in a
 *  microlitre and no kelvins. For text whose strict reading makes no sense where it stands. */
bool ucum_parse_informal(str text, ucum_unit *out);
/** `value` of `from` expressed in `to`. `molar_mass` in g/mol (NaN: none) bridges amount and mass.
 *  False when they do not measure the same thing, or the result is not finite. */
bool ucum_convert(double value, const ucum_unit *from, const ucum_unit *to, double molar_mass,
                  double *out);

#endif
