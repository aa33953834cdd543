/*
 * UCUM's atoms and prefixes as tables (UCUM 2.1, tables 2 to 26). Sizes are exact where UCUM
 * defines them so. Arbitrary units cannot be converted into each other: each has its own number in
 * the last dimension. Leaves out atoms that no chart uses (customary survey lengths, logarithmic
 * levels).
 */
#include "base/ucum_atoms.h"

#include <string.h>

#define GRAM                                                                                       \
    {                                                                                              \
        0, 0, 1                                                                                    \
    }
#define METRE                                                                                      \
    {                                                                                              \
        1                                                                                          \
    }
#define AREA                                                                                       \
    {                                                                                              \
        2                                                                                          \
    }
#define VOLUME                                                                                     \
    {                                                                                              \
        3                                                                                          \
    }
#define SECOND                                                                                     \
    {                                                                                              \
        0, 1                                                                                       \
    }
#define NUMBER                                                                                     \
    {                                                                                              \
        0                                                                                          \
    }
#define PRESSURE                                                                                   \
    {                                                                                              \
        -1, -2, 1                                                                                  \
    }
#define ENERGY                                                                                     \
    {                                                                                              \
        2, -2, 1                                                                                   \
    }
#define ARBITRARY(kind)                                                                            \
    {                                                                                              \
        0, 0, 0, 0, 0, 0, 0, 0, (kind)                                                             \
    }

static const ucum_atom atoms[] = {
    /* base units, amount of substance */
    {"m", true, 1, 0, METRE},
    {"s", true, 1, 0, SECOND},
    {"g", true, 1, 0, GRAM},
    {"rad", true, 1, 0, {0, 0, 0, 1}},
    {"K", true, 1, 0, {0, 0, 0, 0, 1}},
    {"C", true, 1, 0, {0, 0, 0, 0, 0, 1}},
    {"cd", true, 1, 0, {0, 0, 0, 0, 0, 0, 1}},
    {"mol", true, 1, 0, {0, 0, 0, 0, 0, 0, 0, 1}},
    {"osm", true, 1, 0, {0, 0, 0, 0, 0, 0, 0, 1}},
    {"kat", true, 1, 0, {0, -1, 0, 0, 0, 0, 0, 1}},
    {"U", true, 1e-6 / 60, 0, {0, -1, 0, 0, 0, 0, 0, 1}},
    /* numbers */
    {"10*", false, 10, 0, NUMBER},
    {"10^", false, 10, 0, NUMBER},
    {"[pi]", false, 3.14159265358979323846, 0, NUMBER},
    {"%", false, 1e-2, 0, NUMBER},
    {"[ppth]", false, 1e-3, 0, NUMBER},
    {"[ppm]", false, 1e-6, 0, NUMBER},
    {"[ppb]", false, 1e-9, 0, NUMBER},
    {"[pptr]", false, 1e-12, 0, NUMBER},
    /* SI with names of their own (mass in grams: a newton is 1000 g.m/s2) */
    {"sr", true, 1, 0, {0, 0, 0, 2}},
    {"Hz", true, 1, 0, {0, -1}},
    {"N", true, 1e3, 0, {1, -2, 1}},
    {"Pa", true, 1e3, 0, PRESSURE},
    {"J", true, 1e3, 0, ENERGY},
    {"W", true, 1e3, 0, {2, -3, 1}},
    {"A", true, 1, 0, {0, -1, 0, 0, 0, 1}},
    {"V", true, 1e3, 0, {2, -2, 1, 0, 0, -1}},
    {"F", true, 1e-3, 0, {-2, 2, -1, 0, 0, 2}},
    {"Ohm", true, 1e3, 0, {2, -1, 1, 0, 0, -2}},
    {"S", true, 1e-3, 0, {-2, 1, -1, 0, 0, 2}},
    {"Wb", true, 1e3, 0, {2, -1, 1, 0, 0, -1}},
    {"T", true, 1e3, 0, {0, -1, 1, 0, 0, -1}},
    {"H", true, 1e3, 0, {2, 0, 1, 0, 0, -2}},
    {"lm", true, 1, 0, {0, 0, 0, 2, 0, 0, 1}},
    {"lx", true, 1, 0, {-2, 0, 0, 2, 0, 0, 1}},
    {"Bq", true, 1, 0, {0, -1}},
    {"Gy", true, 1, 0, {2, -2}},
    {"Sv", true, 1, 0, {2, -2}},
    {"Cel", false, 1, 273.15, {0, 0, 0, 0, 1}},
    {"[degF]", false, 5.0 / 9, 459.67 * 5 / 9, {0, 0, 0, 0, 1}},
    {"[degR]", false, 5.0 / 9, 0, {0, 0, 0, 0, 1}},
    /* used with SI */
    {"deg", false, 3.14159265358979323846 / 180, 0, {0, 0, 0, 1}},
    {"'", false, 3.14159265358979323846 / 10800, 0, {0, 0, 0, 1}},
    {"''", false, 3.14159265358979323846 / 648000, 0, {0, 0, 0, 1}},
    {"l", true, 1e-3, 0, VOLUME},
    {"L", true, 1e-3, 0, VOLUME},
    {"ar", true, 100, 0, AREA},
    {"min", false, 60, 0, SECOND},
    {"h", false, 3600, 0, SECOND},
    {"d", false, 86400, 0, SECOND},
    {"wk", false, 604800, 0, SECOND},
    {"mo", false, 2629800, 0, SECOND},
    {"a", false, 31557600, 0, SECOND},
    {"t", true, 1e6, 0, GRAM},
    {"bar", true, 1e8, 0, PRESSURE},
    {"u", true, 1.66053906660e-24, 0, GRAM},
    {"eV", true, 1.602176634e-16, 0, ENERGY},
    /* CGS and older */
    {"dyn", true, 1e-2, 0, {1, -2, 1}},
    {"erg", true, 1e-4, 0, ENERGY},
    {"P", true, 100, 0, {-1, -1, 1}},
    {"G", true, 1e-1, 0, {0, -1, 1, 0, 0, -1}},
    {"Ci", true, 3.7e10, 0, {0, -1}},
    {"RAD", true, 1e-2, 0, {2, -2}},
    {"REM", true, 1e-2, 0, {2, -2}},
    {"cal", true, 4184, 0, ENERGY},
    {"[Cal]", false, 4184e3, 0, ENERGY},
    {"atm", false, 101325e3, 0, PRESSURE},
    {"m[H2O]", true, 9.80665e6, 0, PRESSURE},
    {"m[Hg]", true, 133.3220e6, 0, PRESSURE},
    {"[psi]", false, 6894757.2931684, 0, PRESSURE},
    /* customary */
    {"[in_i]", false, 0.0254, 0, METRE},
    {"[ft_i]", false, 0.3048, 0, METRE},
    {"[yd_i]", false, 0.9144, 0, METRE},
    {"[mi_i]", false, 1609.344, 0, METRE},
    {"[in_us]", false, 100.0 / 3937, 0, METRE},
    {"[ft_us]", false, 1200.0 / 3937, 0, METRE},
    {"[sin_i]", false, 0.00064516, 0, AREA},
    {"[sft_i]", false, 0.09290304, 0, AREA},
    {"[cin_i]", false, 0.000016387064, 0, VOLUME},
    {"[gr]", false, 0.06479891, 0, GRAM},
    {"[lb_av]", false, 453.59237, 0, GRAM},
    {"[oz_av]", false, 28.349523125, 0, GRAM},
    {"[stone_av]", false, 6350.29318, 0, GRAM},
    {"[gal_us]", false, 0.003785411784, 0, VOLUME},
    {"[qt_us]", false, 0.000946352946, 0, VOLUME},
    {"[pt_us]", false, 0.000473176473, 0, VOLUME},
    {"[foz_us]", false, 0.0000295735295625, 0, VOLUME},
    {"[cup_us]", false, 0.0002365882365, 0, VOLUME},
    {"[tbs_us]", false, 0.00001478676478125, 0, VOLUME},
    {"[tsp_us]", false, 0.00000492892159375, 0, VOLUME},
    {"[drp]", false, 5e-8, 0, VOLUME},
    /* arbitrary; the numbers are far enough apart that no product meets another */
    {"[IU]", true, 1, 0, ARBITRARY(1)},
    {"[iU]", true, 1, 0, ARBITRARY(1)},
    {"[arb'U]", false, 1, 0, ARBITRARY(7)},
    {"[USP'U]", false, 1, 0, ARBITRARY(11)},
    {"[CFU]", false, 1, 0, ARBITRARY(17)},
    {"[PFU]", false, 1, 0, ARBITRARY(23)},
    {"[EU]", false, 1, 0, ARBITRARY(29)},
    {"[GPL'U]", false, 1, 0, ARBITRARY(37)},
    {"[MPL'U]", false, 1, 0, ARBITRARY(43)},
    {"[APL'U]", false, 1, 0, ARBITRARY(49)},
    {"[beth'U]", false, 1, 0, ARBITRARY(55)},
    {"[anti'Xa'U]", false, 1, 0, ARBITRARY(61)},
    {"[ELU]", false, 1, 0, ARBITRARY(67)},
    {"[pH]", false, 1, 0, ARBITRARY(73)},
    /* for UCUM an equivalent is a mole; how many moles it is depends on the charge of the ion */
    {"eq", true, 1, 0, ARBITRARY(79)},
};

const ucum_atom *ucum_atom_find(str code)
{
    for (size_t i = 0; i < sizeof atoms / sizeof atoms[0]; i++) {
        if (str_eq(str_of(atoms[i].code), code)) return &atoms[i];
    }
    return NULL;
}

bool ucum_prefix(str code, size_t *n, double *factor)
{
    static const struct {
        const char *code;
        double factor;
    } prefixes[] = {
        {"Y", 1e24},  {"Z", 1e21}, {"E", 1e18},  {"P", 1e15},    {"T", 1e12},    {"G", 1e9},
        {"M", 1e6},   {"k", 1e3},  {"h", 1e2},   {"d", 1e-1},    {"c", 1e-2},    {"m", 1e-3},
        {"u", 1e-6},  {"n", 1e-9}, {"p", 1e-12}, {"f", 1e-15},   {"a", 1e-18},   {"z", 1e-21},
        {"y", 1e-24}, {"da", 1e1}, {"Ki", 1024}, {"Mi", 0x1p20}, {"Gi", 0x1p30}, {"Ti", 0x1p40},
    };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        str p = str_of(prefixes[i].code);
        if (p.n <= *n || p.n >= code.n || !str_starts(code, p)) continue;
        *n = p.n;
        *factor = prefixes[i].factor;
        return true;
    }
    return false;
}
