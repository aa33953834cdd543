/*
 * Units as laboratories write them, turned into UCUM: other letters for micro, superscripts,
 * spaces, words ("million/cumm"), capitals ("MG/DL"). Works on the parts between slashes. Knows
 * spellings, not what a unit is worth.
 */
#include <string.h>

#include "base/ucum_atoms.h"

typedef struct spelling {
    const char *written, *formal;
} spelling;

/** Sequences of bytes, wherever they stand. */
static const spelling glyphs[] = {
    {"\xc2\xb5", "u"},
    {"\xce\xbc", "u"},
    {"\xc2\xb2", "2"},
    {"\xc2\xb3", "3"},
    {"\xc2\xb9", "1"},
    {"\xc3\x97", ""},
    {"\xc2\xb7", "."},
    {"\xe2\x81\xb0", "0"},
    {"\xe2\x81\xb4", "4"},
    {"\xe2\x81\xb5", "5"},
    {"\xe2\x81\xb6", "6"},
    {"\xe2\x81\xb7", "7"},
    {"\xe2\x81\xb8", "8"},
    {"\xe2\x81\xb9", "9"},
    {"\xe2\x81\xbb", "-"},
    {"\xe2\x84\x83", "Cel"},
    {"\xe2\x84\x89", "[degF]"},
    {"\xc2\xb0", "deg"},
    {"\xe2\x88\x95", "/"},
    {"\xe2\x81\x84", "/"},
    {" ", ""},
    {"\t", ""},
    {"\xc2\xa0", ""},
};

/** Whole parts, as written. */
static const spelling exact_parts[] = {
    {"M", "10*6"}, {"K", "10*3"}, {"C", "Cel"}, {"F", "[degF]"}, {"G", "g"}, {"IU", "[IU]"},
};

/** Whole parts, upper and lower case alike. */
static const spelling parts[] = {
    {"g", "g"},
    {"gm", "g"},
    {"gms", "g"},
    {"gram", "g"},
    {"grams", "g"},
    {"kg", "kg"},
    {"kgs", "kg"},
    {"kilograms", "kg"},
    {"mg", "mg"},
    {"mgs", "mg"},
    {"ug", "ug"},
    {"mcg", "ug"},
    {"mcgm", "ug"},
    {"microgram", "ug"},
    {"micrograms", "ug"},
    {"ng", "ng"},
    {"pg", "pg"},
    {"lb", "[lb_av]"},
    {"lbs", "[lb_av]"},
    {"pound", "[lb_av]"},
    {"pounds", "[lb_av]"},
    {"oz", "[oz_av]"},
    {"st", "[stone_av]"},
    {"l", "L"},
    {"lt", "L"},
    {"ltr", "L"},
    {"litre", "L"},
    {"liter", "L"},
    {"dl", "dL"},
    {"ml", "mL"},
    {"ul", "uL"},
    {"cc", "mL"},
    {"fl", "fL"},
    {"100ml", "dL"},
    {"cumm", "mm3"},
    {"cu.mm", "mm3"},
    {"cu.mm.", "mm3"},
    {"cmm", "mm3"},
    {"c.mm", "mm3"},
    {"mm^3", "mm3"},
    {"microlitre", "uL"},
    {"mcl", "uL"},
    {"mol", "mol"},
    {"mmol", "mmol"},
    {"mmols", "mmol"},
    {"umol", "umol"},
    {"micromol", "umol"},
    {"mcmol", "umol"},
    {"nmol", "nmol"},
    {"pmol", "pmol"},
    {"meq", "meq"},
    {"eq", "eq"},
    {"u", "U"},
    {"unit", "U"},
    {"units", "U"},
    {"mu", "mU"},
    {"uu", "uU"},
    {"ku", "kU"},
    {"iu", "[IU]"},
    {"ui", "[IU]"},
    {"mui", "m[IU]"},
    {"ie", "[IU]"},
    {"miu", "m[IU]"},
    {"uiu", "u[IU]"},
    {"mciu", "u[IU]"},
    {"kiu", "k[IU]"},
    {"au", "[arb'U]"},
    {"mm", "mm"},
    {"mms", "mm"},
    {"cm", "cm"},
    {"cms", "cm"},
    {"m", "m"},
    {"mtr", "m"},
    {"mts", "m"},
    {"metre", "m"},
    {"meter", "m"},
    {"in", "[in_i]"},
    {"inch", "[in_i]"},
    {"inches", "[in_i]"},
    {"ft", "[ft_i]"},
    {"feet", "[ft_i]"},
    {"m^2", "m2"},
    {"sqm", "m2"},
    {"sq.m", "m2"},
    {"m2", "m2"},
    {"mm3", "mm3"},
    {"s", "s"},
    {"sec", "s"},
    {"secs", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"min", "min"},
    {"mins", "min"},
    {"minute", "min"},
    {"h", "h"},
    {"hr", "h"},
    {"hrs", "h"},
    {"hour", "h"},
    {"1sthr", "h"},
    {"1h", "h"},
    {"1hr", "h"},
    {"std", "h"},
    {"1.std", "h"},
    {"hora", "h"},
    {"1hora", "h"},
    {"1sthour", "h"},
    {"day", "d"},
    {"days", "d"},
    {"d", "d"},
    {"24h", "d"},
    {"24hr", "d"},
    {"24hrs", "d"},
    {"week", "wk"},
    {"weeks", "wk"},
    {"month", "mo"},
    {"months", "mo"},
    {"year", "a"},
    {"years", "a"},
    {"yr", "a"},
    {"yrs", "a"},
    {"y", "a"},
    {"a\xc3\xb1os", "a"},
    {"a\xc3\xb1o", "a"},
    {"anos", "a"},
    {"jahre", "a"},
    {"ans", "a"},
    {"\xe0\xa4\xb5\xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\xb7", "a"},
    {"\xe0\xa4\xb8\xe0\xa4\xbe\xe0\xa4\xb2", "a"},
    {"miaka", "a"},
    {"mmhg", "mm[Hg]"},
    {"mmofhg", "mm[Hg]"},
    {"degc", "Cel"},
    {"celsius", "Cel"},
    {"centigrade", "Cel"},
    {"cel", "Cel"},
    {"degf", "[degF]"},
    {"fahrenheit", "[degF]"},
    {"percent", "%"},
    {"pct", "%"},
    {"mg%", "mg/dL"},
    {"gm%", "g/dL"},
    {"g%", "g/dL"},
    {"gms%", "g/dL"},
    {"meq%", "meq/dL"},
    {"ug%", "ug/dL"},
    {"mcg%", "ug/dL"},
    {"lakh", "10*5"},
    {"lakhs", "10*5"},
    {"lac", "10*5"},
    {"lacs", "10*5"},
    {"million", "10*6"},
    {"millions", "10*6"},
    {"mill", "10*6"},
    {"mil", "10*6"},
    {"thousand", "10*3"},
    {"thousands", "10*3"},
    {"thou", "10*3"},
    {"tsd", "10*3"},
    {"miles", "10*3"},
    {"mio", "10*6"},
    {"gpt", "10*9"},
    {"tpt", "10*12"},
    {"k", "10*3"},
    {"cells", "1"},
    {"cell", "1"},
    {"beats", "1"},
    {"breaths", "1"},
    {"ratio", "1"},
    {"score", "1"},
    {"points", "1"},
    {"count", "1"},
    {"joints", "1"},
    {"bpm", "/min"},
    {"lpm", "/min"},
    {"rpm", "/min"},
    {"cigarettes", "1"},
    {"cig", "1"},
    {"cigs", "1"},
    {"packyears", "1"},
    {"pack-years", "1"},
    {"nil", "1"},
    {"ph", "[pH]"},
    {"{t-score}", "1"},
    {"(score)", "1"},
    {"gcreat", "g"},
    {"gcreatinine", "g"},
    {"gofcreatinine", "g"},
    {"gcr", "g"},
    {"mmolcreat", "mmol"},
    {"mmolcreatinine", "mmol"},
    {"1.73m2", "{1.73_m2}"},
    {"1.73m^2", "{1.73_m2}"},
    {"1.73sqm", "{1.73_m2}"},
    {"1.73sq.m", "{1.73_m2}"},
    {"1.73_m2", "{1.73_m2}"},
};

typedef struct text_out {
    char *p;
    size_t n, room;
    bool ok;
} text_out;

static void put(text_out *t, const char *text, size_t n)
{
    t->ok = t->ok && n <= t->room - t->n;
    if (!t->ok || n == 0) return;
    memcpy(t->p + t->n, text, n);
    t->n += n;
}

static void put_plain(text_out *t, str text)
{
    while (text.n > 0) {
        size_t i = 0, known = sizeof glyphs / sizeof glyphs[0];
        while (i < known && !str_starts(text, str_of(glyphs[i].written))) i++;
        size_t n = i < known ? strlen(glyphs[i].written) : 1;
        if (i < known) {
            put(t, glyphs[i].formal, strlen(glyphs[i].formal));
        } else {
            put(t, text.p, 1);
        }
        text = (str){text.p + n, text.n - n};
    }
}

/** "x10^9", "10e9", "*10^9": a power of ten. */
static bool power_of_ten(str part, text_out *t)
{
    if (part.n > 0 && (part.p[0] == 'x' || part.p[0] == 'X' || part.p[0] == '*')) {
        part = (str){part.p + 1, part.n - 1};
    }
    if (part.n < 4 || part.n > 6 || !str_starts(part, STR("10"))) return false;
    if (strchr("*^eE", part.p[2]) == NULL) return false;
    str figures = {part.p + 3, part.n - 3};
    uint32_t v;
    if (figures.p[0] == '+') figures = (str){figures.p + 1, figures.n - 1};
    if (!str_to_u32(figures, &v) || v > 15) return false;
    put(t, "10*", 3);
    put(t, figures.p, figures.n);
    return true;
}

static void put_part(text_out *t, str part)
{
    if (power_of_ten(part, t)) return;
    for (size_t i = 0; i < sizeof exact_parts / sizeof exact_parts[0]; i++) {
        if (!str_eq(part, str_of(exact_parts[i].written))) continue;
        put(t, exact_parts[i].formal, strlen(exact_parts[i].formal));
        return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!str_eq_ci(part, str_of(parts[i].written))) continue;
        put(t, parts[i].formal, strlen(parts[i].formal));
        return;
    }
    put(t, part.p, part.n);
}

bool ucum_formal(str text, char out[2 * UCUM_TEXT_MAX], size_t *n)
{
    char plain[2 * UCUM_TEXT_MAX];
    text_out t = {plain, 0, sizeof plain, true};
    put_plain(&t, str_trim(text));
    str rest = {plain, t.n}, part;
    text_out formal = {out, 0, 2 * UCUM_TEXT_MAX, t.ok};
    for (bool first = true; str_next(&rest, '/', &part); first = false) {
        if (!first) put(&formal, "/", 1);
        put_part(&formal, part);
    }
    *n = formal.n;
    return formal.ok;
}
