/*
 * Codes of charts: systems, names, prefixes, units of an analyte, and tables that are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "kb/chart_codes.h"
#include "kb_fixture.h"

static kb *knowledge;
static arena memory;
static kb_chart_codes codes;

static int setup(void **state)
{
    (void)state;
    err e = {0};
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    return kb_chart_codes_open(knowledge, &memory, &codes, &e) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&memory);
    kb_close(knowledge);
    return 0;
}

static void analytes_have_codes_and_names(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"http://loinc.org", "2160-0", "creatinine"},
        {"urn:oid:2.16.840.1.113883.6.1", "1988-5", "crp"},
        {"loinc", "30341-2", "esr"},
        {"name", "S.  CREATININE", "creatinine"},
        {"name", "serum creatinine", "creatinine"},
        {"name", "C-Reactive Protein", "crp"},
        {"name", "Hb %", "haemoglobin"},
        {"name", "neut#", "neutrophils"},
        {"name", "Neutrophils %", "neutrophils_percent"},
        {"name", "neutrophils", "neutrophils"},
        {"name", "KREATININ", "creatinine"},
        {"name",
         "Cr\xc3\xa9"
         "atinine",
         "creatinine"},
        {"name",
         "CR\xc3\x89"
         "ATININE",
         "creatinine"},
        {"name",
         "Cre\xcc\x81"
         "atinine",
         "creatinine"}, /* the accent behind its letter */
        {"name",
         "Gr\xc3\xb6\xc3\x9f"
         "e",
         "height"},
        {"name",
         "serum\xc2\xa0"
         "creatinine",
         "creatinine"},
        {"name",
         "serum\xe2\x80\xaf"
         "creatinine",
         "creatinine"},
        {"name", "crea\xe2\x80\x8btinine", "creatinine"},
        {"name", "T.L.C", NULL},
        {"name", "", NULL},
        {"http://loinc.org", "2160-1", NULL},
        {"http://example.org", "2160-0", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool by_name = strcmp(rows[i][0], "name") == 0;
        const kb_analyte *a =
            by_name ? kb_analyte_of_name(&codes, str_of(rows[i][1]))
                    : kb_analyte_of_code(&codes, str_of(rows[i][0]), str_of(rows[i][1]));
        if ((a == NULL) != (rows[i][2] == NULL))
            fail_msg("%s", rows[i][1]);
        else if (a != NULL && !str_eq(a->name, str_of(rows[i][2])))
            fail_msg("%s", rows[i][1]);
    }
    assert_non_null(kb_analyte_of_name(&codes, STR("Hemo\xe2\x80\x8bglobin")));
}

static bool found(const kb_problem *const *rows, size_t n, const char *fact, const char *value)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i]->fact, str_of(fact)) && str_eq(rows[i]->value, str_of(value)))
            return true;
    }
    return false;
}

static void problems_have_codes_prefixes_and_names(void **state)
{
    (void)state;
    const kb_problem *rows[KB_PROBLEMS_MAX];
    str sct = STR("http://snomed.info/sct"), icd = STR("http://hl7.org/fhir/sid/icd-10");
    size_t n = kb_problems_of_code(&codes, sct, STR("44054006"), rows, KB_PROBLEMS_MAX);
    assert_true(found(rows, n, "condition", "diabetes"));
    n = kb_problems_of_code(&codes, icd, STR("i21.4"), rows, KB_PROBLEMS_MAX);
    assert_true(found(rows, n, "indication", "ACS"));
    assert_int_equal(kb_problems_of_code(&codes, icd, STR("I2"), rows, KB_PROBLEMS_MAX), 0);
    assert_int_equal(kb_problems_of_code(&codes, icd, STR("C44.9"), rows, KB_PROBLEMS_MAX), 0);
    n = kb_problems_of_name(&codes, STR(" rheumatoid-ARTHRITIS"), rows, KB_PROBLEMS_MAX);
    assert_true(found(rows, n, "condition", "rheumatoid arthritis"));
    n = kb_problems_of_code(&codes, sct, STR("22298006"), rows, 1);
    assert_true(n > 1); /* how many there are, also without room for them */
}

static void words_of_sheets_have_uses(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"column", "RESULTADO", "value"},
        {"column", "Resultat", "value"},
        {"row", "Diagn\xc3\xb3stico", "condition"},
        {"row", "diagnostico", "condition"},
        {"column", "Diagnostico", NULL},
        {"month", "M\xc3\xa4rz", "3"},
        {"sex", "weiblich", "female"},
        {"flag", "(H)", "flag"},
        {"row", "k/c/o", "condition"},
        {"row", "", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        str got = kb_sheet_word(&codes, str_of(rows[i][0]), str_of(rows[i][1]));
        bool good = rows[i][2] == NULL ? got.n == 0 : str_eq(got, str_of(rows[i][2]));
        if (!good) fail_msg("%s %s: '%.*s'", rows[i][0], rows[i][1], STR_ARG(got));
    }
}

static void no_name_has_more_rows_than_room(void **state)
{
    (void)state;
    static const char *const names[] = {"yes",      "no", "positive", "none",     "stroke", "mi",
                                        "diabetes", "si", "ja",       "positivo", "ninguna"};
    const kb_problem *rows[KB_PROBLEMS_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t n = kb_problems_of_name(&codes, str_of(names[i]), rows, KB_PROBLEMS_MAX);
        assert_true(n > 0 && n <= KB_PROBLEMS_MAX);
    }
    for (size_t i = 0; i < codes.problem_count; i++) assert_true(codes.problems[i].value.n > 0);
}

static void units_of_an_analyte(void **state)
{
    (void)state;
    static const struct {
        const char *name, *unit;
        double value, wanted;
    } rows[] = {{"hba1c", "%", 7, 7},
                {"hba1c", "mmol/mol", 53, 7.00044},
                {"alt", "[IU]/L", 40, 40},
                {"calcium", "meq/L", 5, 10.0195},
                {"calcium", "mmol/L", 2.5, 10.0195},
                {"sodium", "meq/L", 140, 140},
                {"creatinine", "umol/L", 88.4, 0.99998},
                {"sodium", "mg/dL", 300, NAN},
                {"crp", "mm/h", 5, NAN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ucum_unit u;
        double v = NAN;
        assert_true(ucum_parse(str_of(rows[i].unit), &u));
        bool done = kb_analyte_convert(kb_analyte_of_name(&codes, str_of(rows[i].name)),
                                       rows[i].value, &u, &v);
        assert_int_equal(done, !isnan(rows[i].wanted));
        if (done && fabs(v - rows[i].wanted) > 1e-4)
            fail_msg("%s %s: %g", rows[i].name, rows[i].unit, v);
    }
}

static void refused(const char *table, const char *find, const char *with, status code)
{
    fixture f;
    kb *k;
    arena a = {0};
    err e = {0};
    kb_chart_codes out;
    static const char *const names[] = {"analytes.tsv", "problems.tsv", "sheet_words.tsv"};
    fixture_copy_kb(&f, "CYP2C19");
    for (size_t i = 0; i < 3; i++) {
        buf text;
        fixture_read("kb", names[i], &text);
        fixture_write(f.folder, names[i], buf_str(&text));
        buf_release(&text);
    }
    fixture_replace(&f, table, find, with);
    assert_int_equal(kb_open(f.folder, &k, &e), OK);
    status s = kb_chart_codes_open(k, &a, &out, &e);
    if (s != code) fail_msg("%s: %d %s", with, s, e.text);
    kb_close(k);
    arena_release(&a);
    fixture_remove(&f);
}

static void bad_tables_are_refused(void **state)
{
    (void)state;
    refused("analytes.tsv", "\t1988-5;", "\t2160-0;", E_CONFLICT);
    refused("analytes.tsv", "crp\tmg/L", "crp\tfurlong", E_SYNTAX);
    refused("analytes.tsv", "crp\tmg/L", "crp\tmg/l ", E_SYNTAX);
    refused("analytes.tsv", "mmol/mol = 0.09148 + 2.152", "mmol/mol = x", E_SYNTAX);
    refused("analytes.tsv", "\t0\t1000\t.\t90", "\t0\tmany\t.\t90", E_SYNTAX);
    refused("analytes.tsv", "\tloinc\tnames", "\tloincs\tnames", E_NOTFOUND);
    refused("problems.tsv", "\tever\t365\t", "\tever\tlong\t", E_SYNTAX);
    refused("problems.tsv", "icd10", "icd11", E_NOTFOUND);
    refused("sheet_words.tsv", "column\tunit\tunit;", "column\tunit\tunit;UNIT;", E_CONFLICT);
    refused("sheet_words.tsv", "column\tunit\tunit;", "column\tunit\t...;", E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(analytes_have_codes_and_names),
        cmocka_unit_test(problems_have_codes_prefixes_and_names),
        cmocka_unit_test(words_of_sheets_have_uses),
        cmocka_unit_test(no_name_has_more_rows_than_room),
        cmocka_unit_test(units_of_an_analyte),
        cmocka_unit_test(bad_tables_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
