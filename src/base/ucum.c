/*
 * UCUM's grammar: terms of components joined by '.' and '/', brackets, exponents, annotations in
 * braces. What a symbol is worth stands in ucum_atoms.c, informal text in ucum_informal.c.
 */
#include "base/ucum.h"

#include <math.h>

#include "base/ucum_atoms.h"

enum { DEPTH_MAX = 8, POWER_MAX = 120 };

typedef struct unit_reader {
    str rest;
    int depth;
    bool ok;
} unit_reader;

static char peek(const unit_reader *r)
{
    return r->ok && r->rest.n > 0 ? r->rest.p[0] : '\0';
}

static void skip(unit_reader *r, size_t n)
{
    r->rest = (str){r->rest.p + n, r->rest.n - n};
}

/* ---- arithmetic ---- */

/** out = a * b^power; temperatures with a zero of their own stand alone. */
static bool combine(ucum_unit *a, const ucum_unit *b, int power)
{
    if (a->offset != 0 || b->offset != 0) return false;
    a->factor *= pow(b->factor, power);
    for (int i = 0; i < UCUM_DIMENSIONS; i++) {
        int sum = a->power[i] + b->power[i] * power;
        if (sum > POWER_MAX || sum < -POWER_MAX) return false;
        a->power[i] = (int8_t)sum;
    }
    return isnormal(a->factor);
}

static const ucum_unit unity = {.factor = 1};

/* ---- symbols ---- */

static bool unit_of_symbol(str symbol, ucum_unit *out)
{
    double scale = 1;
    const ucum_atom *atom = ucum_atom_find(symbol);
    for (size_t n = 0; atom == NULL && ucum_prefix(symbol, &n, &scale);) {
        atom = ucum_atom_find((str){symbol.p + n, symbol.n - n});
        if (atom != NULL && !atom->metric) atom = NULL;
    }
    if (atom == NULL) return false;
    *out = (ucum_unit){.factor = atom->factor * scale, .offset = atom->offset};
    for (int i = 0; i < UCUM_DIMENSIONS; i++) out->power[i] = atom->power[i];
    return true;
}

/** Bytes of the symbol at the head: up to an operator, a sign or a figure outside brackets. */
static size_t symbol_length(str rest)
{
    static const str powers_of_ten[] = {{"10*", 3}, {"10^", 3}};
    bool inside = false;
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        if (str_starts(rest, powers_of_ten[i])) return 3;
    }
    for (; n < rest.n; n++) {
        char c = rest.p[n];
        if (inside) {
            inside = c != ']';
            continue;
        }
        inside = c == '[';
        if (char_is_digit(c) || c == '.' || c == '/' || c == '(' || c == ')' || c == '{' ||
            c == '+' || c == '-') {
            break;
        }
    }
    return inside ? 0 : n;
}

/** An exponent, or 1 when there is none. */
static int read_exponent(unit_reader *r)
{
    char sign = peek(r);
    if (sign == '+' || sign == '-') skip(r, 1);
    bool stated = char_is_digit(peek(r));
    int v = 0;
    for (; char_is_digit(peek(r)) && v < 1000; skip(r, 1)) v = v * 10 + (peek(r) - '0');
    if (!stated) {
        r->ok = r->ok && sign != '+' && sign != '-';
        return 1;
    }
    r->ok = r->ok && v <= POWER_MAX;
    return sign == '-' ? -v : v;
}

static void skip_annotations(unit_reader *r)
{
    while (peek(r) == '{') {
        size_t end = str_find(r->rest, '}');
        r->ok = end < r->rest.n;
        if (r->ok) skip(r, end + 1);
    }
}

/* ---- terms ---- */

static ucum_unit read_term(unit_reader *r);

static ucum_unit read_bracket(unit_reader *r)
{
    skip(r, 1);
    if (++r->depth > DEPTH_MAX) r->ok = false;
    ucum_unit u = read_term(r);
    r->depth--;
    r->ok = r->ok && peek(r) == ')';
    if (r->ok) skip(r, 1);
    return u;
}

static ucum_unit read_number(unit_reader *r)
{
    ucum_unit u = {.factor = 0};
    for (; char_is_digit(peek(r)) && u.factor < 1e15; skip(r, 1))
        u.factor = u.factor * 10 + (peek(r) - '0');
    r->ok = r->ok && u.factor > 0 && !char_is_digit(peek(r));
    return u;
}

static ucum_unit read_simple(unit_reader *r)
{
    ucum_unit base, u = unity;
    size_t n = symbol_length(r->rest);
    r->ok = r->ok && n > 0 && unit_of_symbol((str){r->rest.p, n}, &base);
    if (!r->ok) return u;
    skip(r, n);
    bool bare = !char_is_digit(peek(r)) && peek(r) != '-' && peek(r) != '+';
    if (bare) return base;
    r->ok = combine(&u, &base, read_exponent(r)) && r->ok;
    return u;
}

static ucum_unit read_component(unit_reader *r)
{
    ucum_unit u = unity;
    char c = peek(r);
    if (c == '(') {
        u = read_bracket(r);
    } else if (c != '{') {
        bool ten = symbol_length(r->rest) == 3 && char_is_digit(c);
        u = char_is_digit(c) && !ten ? read_number(r) : read_simple(r);
    }
    skip_annotations(r);
    return u;
}

static ucum_unit read_term(unit_reader *r)
{
    ucum_unit u = unity;
    if (peek(r) == '/') {
        skip(r, 1);
        ucum_unit under = read_component(r);
        r->ok = r->ok && combine(&u, &under, -1);
    } else {
        u = read_component(r);
    }
    while (peek(r) == '.' || peek(r) == '/') {
        int power = peek(r) == '/' ? -1 : 1;
        skip(r, 1);
        ucum_unit next = read_component(r);
        r->ok = r->ok && combine(&u, &next, power);
    }
    return u;
}

/* ---- the whole ---- */

static bool parse_formal(str text, ucum_unit *out)
{
    unit_reader r = {text, 0, true};
    if (text.n == 0) {
        *out = unity;
        return true;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] > '~') return false;
    }
    ucum_unit u = read_term(&r);
    if (!r.ok || r.rest.n > 0) return false;
    *out = u;
    return true;
}

bool ucum_parse_informal(str text, ucum_unit *out)
{
    char formal[2 * UCUM_TEXT_MAX];
    size_t n;
    if (!ucum_formal(text, formal, &n) || !parse_formal((str){formal, n}, out)) return false;
    out->informal = true;
    return true;
}

bool ucum_parse(str text, ucum_unit *out)
{
    if (text.n > UCUM_TEXT_MAX) return false;
    return parse_formal(text, out) || ucum_parse_informal(text, out);
}

enum { MASS = 2, SUBSTANCE = 7 };

bool ucum_convert(double value, const ucum_unit *from, const ucum_unit *to, double molar_mass,
                  double *out)
{
    int moles = from->power[SUBSTANCE] - to->power[SUBSTANCE];
    int mass = from->power[MASS] - to->power[MASS];
    for (int i = 0; i < UCUM_DIMENSIONS; i++) {
        if (i != MASS && i != SUBSTANCE && from->power[i] != to->power[i]) return false;
    }
    double bridge = 1;
    if (moles != 0 || mass != 0) {
        if (moles + mass != 0 || !isfinite(molar_mass) || molar_mass <= 0) return false;
        bridge = pow(molar_mass, moles);
    }
    double v = (value * from->factor + from->offset) * bridge;
    v = (v - to->offset) / to->factor;
    if (!isfinite(v)) return false;
    *out = v;
    return true;
}
