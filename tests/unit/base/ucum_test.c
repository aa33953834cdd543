/*
 * Units: the conversions of tests/tables/ucum.tsv, what is refused, what does not convert.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/tsv.h"
#include "base/ucum.h"

static ucum_unit unit(str text)
{
    ucum_unit u = {.factor = 0};
    if (!ucum_parse(text, &u)) fail_msg("'%.*s' was refused", STR_ARG(text));
    return u;
}

static str cell(str text)
{
    return str_eq(text, STR(".")) ? STR("") : text;
}

static void check_row(const tsv *t)
{
    double value, wanted, molar = NAN, got = NAN;
    ucum_unit from = unit(cell(t->field[1])), to = unit(cell(t->field[2]));
    assert_true(str_to_double(t->field[0], &value) && str_to_double(t->field[4], &wanted));
    if (cell(t->field[3]).n > 0) assert_true(str_to_double(t->field[3], &molar));
    if (!ucum_convert(value, &from, &to, molar, &got) ||
        !(fabs(got - wanted) <= 1e-5 * fabs(wanted))) {
        fail_msg("line %zu: %.*s to %.*s gives %.9g", t->line, STR_ARG(t->field[1]),
                 STR_ARG(t->field[2]), got);
    }
    if (from.informal != str_eq(t->field[5], STR("yes"))) {
        fail_msg("line %zu: '%.*s' informal: %d", t->line, STR_ARG(t->field[1]), from.informal);
    }
}

static void conversions_of_the_table(void **state)
{
    (void)state;
    err e;
    tsv t;
    bool more;
    size_t rows = 0;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 20);
    assert_int_equal(file_read("tests/tables/ucum.tsv", &text, &e), OK);
    assert_int_equal(tsv_open(&t, "ucum", buf_str(&text), &e), OK);
    for (;; rows++) {
        assert_int_equal(tsv_next(&t, &more, &e), OK);
        if (!more) break;
        check_row(&t);
    }
    assert_true(rows > 80);
}

static void other_texts_are_no_units(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "xyz",
        "mg//dL",
        "mg/",
        "/",
        ".",
        "mg.",
        "(m",
        "m)",
        "((((((((((m))))))))))",
        "{open",
        "m-",
        "m+",
        "m2147483648",
        "m999",
        "[unknown]",
        "[lb_av",
        "kCel",
        "Cel/h",
        "Cel2",
        "m Cel3",
        "k[lb_av]",
        "0",
        "00",
        "99999999999999999999",
        "/{a",
        "mg\nL",
        "m-200",
        "10*400",
        "m120.m120",
        "YmYmYmYmYmYmYmYmYmYmYmYmYm",
        "mg/dL mg/dL mg/dL mg/dL mg/dL mg/dL mg/dL mg/dL mg/dL mg/dL mg/dL"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ucum_unit u = {.factor = 42};
        if (ucum_parse(str_of(rows[i]), &u)) fail_msg("'%s' was read", rows[i]);
        assert_true(u.factor > 41);
    }
}

static void different_things_do_not_convert(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        double molar_mass;
    } rows[] = {{"mg/dL", "mmol/L", NAN}, {"mg/dL", "mmol/L", 0},   {"mg/dL", "mmol/L", -3},
                {"mg/dL", "mg", 100},     {"[IU]/L", "U/L", 100},   {"[IU]", "[arb'U]", NAN},
                {"[CFU]", "[IU]", NAN},   {"meq/L", "mmol/L", NAN}, {"Cel", "1", NAN},
                {"mm[Hg]", "mm", NAN},    {"mmol/L", "mg/kg", 100}, {"mg/dL", "mmol2/L", 100}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ucum_unit from = unit(str_of(rows[i].from)), to = unit(str_of(rows[i].to));
        double v = 7;
        if (ucum_convert(1, &from, &to, rows[i].molar_mass, &v)) {
            fail_msg("%s became %s", rows[i].from, rows[i].to);
        }
        assert_true(v > 6.9 && v < 7.1);
    }
    ucum_unit km = unit(STR("Ym")), am = unit(STR("ym"));
    double v;
    assert_false(ucum_convert(1e300, &km, &am, NAN, &v));
}

static void informal_reading_is_another(void **state)
{
    (void)state;
    ucum_unit strict = unit(STR("C")), informal, cel = unit(STR("Cel"));
    double v;
    assert_false(ucum_convert(37, &strict, &cel, NAN, &v));
    assert_true(ucum_parse_informal(STR("C"), &informal));
    assert_true(ucum_convert(37, &informal, &cel, NAN, &v));
    assert_true(informal.informal);
    assert_true(ucum_parse_informal(STR("K/uL"), &informal));
    ucum_unit count = unit(STR("10*9/L"));
    assert_true(ucum_convert(250, &informal, &count, NAN, &v));
    assert_true(fabs(v - 250) < 1e-6);
    assert_false(ucum_parse_informal(STR("furlong"), &informal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conversions_of_the_table),
        cmocka_unit_test(other_texts_are_no_units),
        cmocka_unit_test(different_things_do_not_convert),
        cmocka_unit_test(informal_reading_is_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
