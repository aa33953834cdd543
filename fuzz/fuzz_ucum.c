/*
 * Fuzz target: any bytes as a unit. What is read has a finite factor, converts into itself without
 * change and there and back within rounding; strict reading is never called informal twice over.
 */
#include "fuzz_common.h"

#include <math.h>

#include "base/ucum.h"

static void must(bool good, const char *what)
{
    if (!good) fuzz_disagree(what);
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-6 * (fabs(b) + 1);
}

static void check_unit(const ucum_unit *u)
{
    static const ucum_unit unity = {.factor = 1};
    double same, there, back;
    must(isnormal(u->factor) && u->factor > 0, "the factor is a positive number");
    must(isfinite(u->offset), "the offset is finite");
    if (ucum_convert(37, u, u, NAN, &same)) must(is_near(same, 37), "a unit is itself");
    if (fabs(u->offset) > 0 || !ucum_convert(1, u, &unity, NAN, &there)) return;
    must(ucum_convert(there, &unity, u, NAN, &back) && is_near(back, 1), "there and back");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = {(const char *)data, size};
    ucum_unit strict, informal;
    bool read = ucum_parse(text, &strict), again = ucum_parse_informal(text, &informal);
    must(!read || size <= UCUM_TEXT_MAX, "no unit is that long");
    if (read) check_unit(&strict);
    if (again) {
        check_unit(&informal);
        must(informal.informal, "informal is said to be so");
    }
    must(!(again && !read) || size > UCUM_TEXT_MAX, "what is read informally is read");
    return 0;
}
