/*
 * Tables: cells, quotes, headers, figures and dates as people write them, rows of each kind, and
 * what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "chart/chart_table.h"
#include "chart_fixture.h"

static const person *sheet(const char *text)
{
    err e = {0};
    (void)world_reset(NULL);
    must(chart_read_table("sheet.csv", str_of(text), world.c, &e), &e);
    return world_person();
}

static double value_of(const person *p, const char *name)
{
    const person_measure *m = measure_of(p, name);
    return m == NULL || m->doubt.n > 0 ? NAN : m->value;
}

static void columns_may_stand_in_any_order(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "name,value,unit,date\nCRP,5,mg/L,2026-11-01\n",
        "CRP,5,mg/L,2026-11-01",
        "\xef\xbb\xbfName,Value,Unit,Date\r\nCRP,5,mg/L,2026-11-01\r\n",
        "DATE;UNIT;RESULT;TEST\n2026-11-01;mg/L;5;CRP\n",
        "date\tvalue\tname\tunits\n2026-11-01\t5\tCRP\tmg/L\n",
        "Test,Reference range,Result,Units,Collected\n\"CRP\",\"0,5 - 6\",5,mg/L,2026-11-01\n",
        ("# made by hand\n\nCity Laboratory,,,\nname,value,unit,date\n\n\"CRP\" , "
         "\"5\",mg/L,2026-11-01"),
        "name,value,date\nCRP,5 mg/L,2026-11-01\n",
        "name,value,unit,date (dd/mm/yyyy)\nCRP,5,mg/L,01/11/2026\n",
        "name,value,unit,date (mm/dd/yyyy)\nCRP,5,mg/L,11/01/2026\n",
        "name,value,unit,date\nCRP,5,mg/L,1-Nov-2026\n",
        "name,value,unit\ndate,2026-11-01,\nCRP,5,mg/L\n",
    };
    char day[DATE_TEXT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const person *p = sheet(rows[i]);
        const person_measure *m = measure_of(p, "crp");
        if (m == NULL || !is_near(m->value, 5) || m->doubt.n > 0)
            fail_msg("%s", rows[i]);
        else if (strcmp(date_text(m->when, day), "2026-11-01") != 0)
            fail_msg("%s", rows[i]);
    }
}

static void quotes_hold_anything(void **state)
{
    (void)state;
    const person *p =
        sheet("name,value\n\"medicine\",\"warfarin \"\"5\"\" mg,\nonce daily\"\nESR,5 mm/h\n");
    assert_true(str_eq(p->medicines[0].name, STR("warfarin \"5\" mg,\nonce daily")));
    assert_true(str_eq(p->medicines[0].from, STR("line 2")));
    assert_true(str_eq(measure_of(p, "esr")->from, STR("line 4")));
}

static void what_is_no_table_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "sheet.csv: the file is empty"},
        {" \n\n", "the file is empty"},
        {"Dear colleague,\nthank you.\n",
         "none of its 2 rows names anything known (line 1: 'Dear colleague')"},
        {"name,value\nFrobnicase,7\n", "none of its 1 rows"},
        {"Patient ID,7\nDate,2026-11-01\n", "none of its 2 rows"},
        {"a,b,c,d,e,f\n", "line 1: 'a'"},
        {"name,value\n", "no row"},
        {"# nothing\n", "no row"},
        {"name,value\nCRP,\"5\n", "sheet.csv:2: a quoted cell has no closing quote"},
        {"name,value\nCRP,\"5\"6\n", "sheet.csv:2: text stands behind a closing quote"},
        {"name,value,test\nCRP,5,5\n", "sheet.csv:1: two columns"},
        {"name,value\nCRP,\xff\n", "UTF-8"},
        {"\xff\xfen\0a\0", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        err e = {0};
        (void)world_reset(NULL);
        assert_int_equal(chart_read_table("sheet.csv", str_of(rows[i].text), world.c, &e),
                         E_SYNTAX);
        if (strstr(e.text, rows[i].says) == NULL) fail_msg("%s", e.text);
    }
}

static void an_unquoted_comma_spoils_its_row_only(void **state)
{
    (void)state;
    const person *p = sheet("name,value,unit\nTLC,7,800,/cumm\nESR,5,mm/h\n");
    assert_null(measure_of(p, "wbc"));
    assert_true(is_near(value_of(p, "esr"), 5));
    assert_int_equal(unknown_times("TLC", "too_many_cells"), 1);
}

static void commas_mean_what_the_sheet_shows(void **state)
{
    (void)state;
    assert_true(is_near(value_of(sheet("TLC,\"7,800\",/cumm\nHb,10.8,g/dL\n"), "wbc"), 7.8));
    assert_true(is_near(value_of(sheet("Platelets,\"3,40,000\",/cumm\n"), "platelets"), 340));
    const person *p = sheet("Hb;10,8;g/dL\nTLC;7.800;/cumm\n");
    assert_true(is_near(value_of(p, "haemoglobin"), 10.8) && is_near(value_of(p, "wbc"), 7.8));
    p = sheet("TLC,\"7,800\",/cumm\n"); /* 7800 or 7.8? */
    assert_null(measure_of(p, "wbc"));
    assert_int_equal(unknown_times("TLC 7,800", "ambiguous_number"), 1);
    p = sheet("Hb;10,8;g/dL\nESR;5.5;mm/h\nTLC;7,800;/cumm\n"); /* both ways in one sheet */
    assert_null(measure_of(p, "wbc"));
    p = sheet("Platelets,\"3,4,0\",/cumm\n");
    assert_null(measure_of(p, "platelets"));
}

static void figures_are_read_by_style(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        number_style style;
        const char *out; /* NULL: refused */
    } rows[] = {
        {"5", NUMBERS_UNKNOWN, "5"},
        {"5.25", NUMBERS_UNKNOWN, "5.25"},
        {"5,25", NUMBERS_UNKNOWN, "5.25"},
        {"5,250", NUMBERS_UNKNOWN, NULL},
        {"5,250", NUMBERS_POINT, "5250"},
        {"5,250", NUMBERS_COMMA, "5.250"},
        {"5.250", NUMBERS_UNKNOWN, "5.250"},
        {"5.250", NUMBERS_COMMA, "5250"},
        {"1,234.5", NUMBERS_UNKNOWN, "1234.5"},
        {"1.234,5", NUMBERS_UNKNOWN, "1234.5"},
        {"1,50,000", NUMBERS_UNKNOWN, "150000"},
        {"1,5,0", NUMBERS_UNKNOWN, NULL},
        {"5,25", NUMBERS_POINT, NULL},
        {"5.25", NUMBERS_COMMA, NULL},
        {"", NUMBERS_UNKNOWN, NULL},
        {"5a", NUMBERS_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[32];
        size_t n = 0;
        bool read = chart_number_plain(str_of(rows[i].in), rows[i].style, out, &n);
        if (read != (rows[i].out != NULL)) fail_msg("'%s' style %d", rows[i].in, rows[i].style);
        if (read && !str_eq((str){out, n}, str_of(rows[i].out))) fail_msg("'%s'", rows[i].in);
    }
}

static void dates_are_read_when_they_mean_one_day(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        date_style style;
        const char *out;
    } rows[] = {
        {"2026-11-03", DATES_UNKNOWN, "2026-11-03"},
        {"2026-11", DATES_UNKNOWN, "2026-11"},
        {"23/11/2026", DATES_UNKNOWN, "2026-11-23"},
        {"11/23/2026", DATES_UNKNOWN, "2026-11-23"},
        {"03/11/2026", DATES_UNKNOWN, NULL},
        {"03/03/2026", DATES_UNKNOWN, "2026-03-03"},
        {"03/11/2026", DATES_DAY_FIRST, "2026-11-03"},
        {"03/11/2026", DATES_MONTH_FIRST, "2026-03-11"},
        {"3.11.2026", DATES_DAY_FIRST, "2026-11-03"},
        {"3 Nov 2026", DATES_UNKNOWN, "2026-11-03"},
        {"Nov 3, 2026", DATES_UNKNOWN, "2026-11-03"},
        {"03-November-2026", DATES_UNKNOWN, "2026-11-03"},
        {"23/11/26", DATES_UNKNOWN, NULL},
        {"31/02/2026", DATES_UNKNOWN, NULL},
        {"23/13/2026", DATES_UNKNOWN, NULL},
        {"yesterday", DATES_UNKNOWN, NULL},
        {"13/11/2026", DATES_MONTH_FIRST, NULL},
        {"", DATES_UNKNOWN, NULL},
        {"2026-11-03T10:00:00Z", DATES_UNKNOWN, "2026-11-03"},
        {"1/1/2026/5", DATES_UNKNOWN, NULL},
        {"03.04.1951", DATES_UNKNOWN, "1951-04-03"},
        {"03.04.1951", DATES_MONTH_FIRST, "1951-03-04"},
        {"03.04/1951", DATES_UNKNOWN, NULL},
        {"23/11/2026 10:30", DATES_UNKNOWN, "2026-11-23"},
        {"23/11/2026 bis 24/11/2026", DATES_UNKNOWN, NULL},
        {"3 de noviembre de 2026", DATES_UNKNOWN, "2026-11-03"},
        {"3. M\xc3\xa4rz 2026", DATES_UNKNOWN, "2026-03-03"},
        {"3 mars 2026", DATES_UNKNOWN, "2026-03-03"},
        {"3 Marmelade 2026", DATES_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[16];
        bool read = chart_date_iso(&world.codes, str_of(rows[i].in), rows[i].style, out);
        if (read != (rows[i].out != NULL)) fail_msg("'%s' style %d", rows[i].in, rows[i].style);
        if (read) assert_string_equal(out, rows[i].out);
    }
}

static void rows_of_every_kind_are_read(void **state)
{
    (void)state;
    const person *p = sheet("Patient ID,D-17,,\nAge/Sex,54 y/F,,\nBP,142/88,mmHg,\n"
                            "Medicine: Warf 5 mg OD,,,2026-01-01\nDrug allergy,aspirin,,\n"
                            "Diagnosis,Rheumatoid arthritis,,\nHypertension,yes,,\nDiabetes,no,,\n"
                            "Procedure,PCI,,2020\nMother,diabetes,,\nSmoking,Ex smoker,,\n"
                            "RA factor,positive,,\nPatient name,Nobody,,\nSpO2,97,,\n"
                            "eGFR,>90,mL/min/1.73m2,\nHb,12.1 H,g/dL,\n");
    assert_true(str_eq(p->id, STR("D-17")) && has_fact_text(p, "sex", "female"));
    assert_true(is_near(fact_number(p, "age_years", ""), 54));
    assert_true(is_near(value_of(p, "systolic_bp"), 142));
    assert_true(is_near(value_of(p, "diastolic_bp"), 88));
    assert_true(is_near(p->medicines[0].dose_mg_per_day, 5));
    assert_true(str_eq(p->allergies[0].drug, STR("aspirin")));
    assert_true(has_fact_text(p, "condition", "rheumatoid arthritis"));
    assert_true(has_fact_text(p, "condition", "hypertension"));
    assert_true(has_fact_text(p, "absent", "diabetes"));
    assert_true(has_fact_text(p, "procedure", "PCI") && has_fact_text(p, "rf", "positive"));
    assert_true(has_fact_text(p, "family_history", "diabetes"));
    assert_true(has_fact_text(p, "smoking", "former"));
    assert_true(is_near(value_of(p, "spo2"), 97) && is_near(value_of(p, "haemoglobin"), 12.1));
    assert_true(str_eq(measure_of(p, "egfr")->doubt, STR("comparator")));
    assert_int_equal(unknown_times("Nobody", "unknown_value"), 0);
}

static void kinds_may_have_a_column(void **state)
{
    (void)state;
    const person *p = sheet("kind,name,value,unit,frequency,status,date\n"
                            "medicine,warfarin,5,mg,od,active,2026-01-01\n"
                            "medicine,clopidogrel,75,mg,od,stopped,2026-01-01\n"
                            "medicine,codeine,-30,mg,qid,active,2026-01-01\n"
                            "diagnosis,diabetes,,,,,2015\nlab,CRP,5,mg/L,,,2026-11-01\n");
    assert_int_equal(p->medicine_count, 2);
    assert_true(is_near(p->medicines[0].dose_mg_per_day, 5));
    assert_true(isnan(p->medicines[1].dose_mg_per_day)); /* negative: flagged, not used */
    assert_int_equal(unknown_times("codeine qid", "bad_dose"), 1);
    assert_true(has_fact_text(p, "condition", "diabetes"));
    assert_true(is_near(value_of(p, "crp"), 5));
}

static void bad_rows_are_flagged_not_guessed(void **state)
{
    (void)state;
    const person *p = sheet("age,200,years,\nCreatinine,0,mg/dL,\nCRP,5,,\nESR,5,mm/h,2030-01-01\n"
                            "Hb,12,g/dL,yesterday\nDiabetes,maybe,,\nMedicine,,,\nFoo,1,mg,\n");
    assert_true(isnan(fact_number(p, "age_years", "")));
    assert_true(str_eq(measure_of(p, "age")->doubt, STR("implausible")));
    assert_true(str_eq(measure_of(p, "creatinine")->doubt, STR("implausible")));
    assert_true(str_eq(measure_of(p, "crp")->doubt, STR("no_unit")));
    assert_true(str_eq(measure_of(p, "esr")->doubt, STR("future")));
    assert_int_equal(unknown_times("Hb", "bad_date"), 1);
    assert_true(str_eq(measure_of(p, "haemoglobin")->doubt, STR("bad_date")));
    assert_int_equal(unknown_times("Diabetes", "unknown_value"), 1);
    assert_int_equal(unknown_times("Medicine", "no_value"), 1);
    assert_int_equal(unknown_times("Foo", "unknown_value"), 1);
}

static void what_hangs_on_a_figure_is_not_passed_over(void **state)
{
    (void)state;
    const person *p = sheet("name,value,unit\nHb,10-12,g/dL\nLDL,1e2,mg/dL\nCRP,5 mg/dL,mg/L\n"
                            "BP,142/88/60,mmHg\nESR,20 mm/h,mm/h\nAST,40 H,U/L\n"
                            "kind\nMedicine: warfarin,5-10,mg\n");
    assert_null(measure_of(p, "haemoglobin"));
    assert_null(measure_of(p, "ldl_cholesterol"));
    assert_null(measure_of(p, "crp"));
    assert_null(measure_of(p, "systolic_bp"));
    assert_int_equal(unknown_times("Hb 10-12", "no_number"), 1);
    assert_int_equal(unknown_times("5-10", "bad_dose"), 1);
    assert_true(isnan(p->medicines[0].dose_mg_per_day));
    assert_true(is_near(value_of(p, "esr"), 20) && is_near(value_of(p, "ast"), 40));
}

static void the_example_is_understood(void **state)
{
    (void)state;
    err e = {0};
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 20);
    must(file_read("examples/clinic_sheet.csv", &text, &e), &e);
    must(chart_read_table("clinic_sheet.csv", buf_str(&text), world.c, &e), &e);
    const person *p = world_person();
    assert_true(is_near(value_of(p, "crp"), 24) && is_near(value_of(p, "platelets"), 340));
    assert_true(is_near(value_of(p, "patient_global"), 60));
    assert_true(is_near(value_of(p, "bmi"), 58 / 1.52 / 1.52));
    assert_true(p->allergies_known && p->medicines_known && p->allergy_count == 0);
}

/* ---- whole sheets: tests/tables/chart_sheets.tsv ---- */

/* A name of two words stands with "_" in a claim. */
static bool is_same_name(str drug, str claimed)
{
    bool same = drug.n == claimed.n;
    for (size_t i = 0; same && i < drug.n; i++) {
        same = drug.p[i] == claimed.p[i] || (drug.p[i] == ' ' && claimed.p[i] == '_');
    }
    return same;
}

/* One thing that a line must give, as "measure esr 60"; false when it does not. */
static bool is_understood(const person *p, str claim, size_t line)
{
    str kind, what, rest = claim, said;
    char from[32];
    double wanted;
    if (!str_next(&rest, ' ', &kind)) return false;
    if (str_eq(kind, STR("unknown"))) {
        size_t n;
        const chart_unknown *all = chart_unknowns(world.c, &n);
        (void)snprintf(from, sizeof from, "line %zu", line);
        for (size_t i = 0; i < n; i++) {
            if (str_eq(all[i].from, str_of(from)) && str_eq(all[i].why, rest)) return true;
        }
        return false;
    }
    if (!str_next(&rest, ' ', &what)) return false;
    char name[64], text[64];
    (void)snprintf(name, sizeof name, "%.*s", STR_ARG(what));
    (void)snprintf(text, sizeof text, "%.*s", STR_ARG(rest));
    bool number = str_to_double(rest, &wanted);
    if (str_eq(kind, STR("fact"))) return has_fact_text(p, name, text);
    if (str_eq(kind, STR("number"))) return number && is_near(fact_number(p, name, ""), wanted);
    if (str_eq(kind, STR("measure"))) {
        double v = value_of(p, name);
        return number && fabs(v - wanted) <= 1e-5 * fabs(wanted);
    }
    if (str_eq(kind, STR("doubt"))) {
        const person_measure *m = measure_of(p, name);
        return m != NULL && str_eq(m->doubt, rest);
    }
    said = STR("medicine");
    for (size_t i = 0; i < p->medicine_count && str_eq(kind, said); i++) {
        const person_medicine *m = &p->medicines[i];
        if (!is_same_name(m->drug, what)) continue;
        return number ? fabs(m->dose_mg_per_day - wanted) < 1e-5 : isnan(m->dose_mg_per_day);
    }
    return false;
}

enum { SHEET_LINES = 64 };

typedef struct sheet_rows {
    char name[32], text[8192];
    size_t n, lines;
    str claims[SHEET_LINES];
} sheet_rows;

static void check_sheet(sheet_rows *s)
{
    err e = {0};
    if (s->lines == 0) return;
    (void)world_reset(NULL);
    must(chart_read_table(s->name, (str){s->text, s->n}, world.c, &e), &e);
    const person *p = world_person();
    for (size_t i = 0; i < s->lines; i++) {
        str claim, claims = s->claims[i];
        while (claims.n > 0 && str_next(&claims, ';', &claim)) {
            if (is_understood(p, str_trim(claim), i + 1)) continue;
            fail_msg("%s, line %zu: not '%.*s'", s->name, i + 1, STR_ARG(str_trim(claim)));
        }
    }
    s->n = s->lines = 0;
}

/* The line as it stands in the file: "\\t" is a tab. */
static void add_line(sheet_rows *s, str line, str claims)
{
    assert_true(s->lines < SHEET_LINES && s->n + line.n + 1 < sizeof s->text);
    for (size_t i = 0; i < line.n; i++) {
        bool tab = line.p[i] == '\\' && i + 1 < line.n && line.p[i + 1] == 't';
        s->text[s->n++] = tab ? '\t' : line.p[i];
        i += tab;
    }
    s->text[s->n++] = '\n';
    s->claims[s->lines++] = claims;
}

static void sheets_of_clinics_are_understood(void **state)
{
    (void)state;
    err e = {0};
    static sheet_rows s;
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 20);
    must(file_read("tests/tables/chart_sheets.tsv", &text, &e), &e);
    str rest = buf_str(&text), line, name, sheet_line, claims;
    size_t rows = 0, sheets = 0;
    assert_true(str_next(&rest, '\n', &line));
    while (rest.n > 0 && str_next(&rest, '\n', &line)) {
        assert_true(str_next(&line, '\t', &name) && str_next(&line, '\t', &sheet_line));
        assert_true(str_next(&line, '\t', &claims));
        if (!str_eq(name, str_of(s.name))) {
            check_sheet(&s);
            (void)snprintf(s.name, sizeof s.name, "%.*s", STR_ARG(name));
            sheets++;
        }
        add_line(&s, sheet_line, str_eq(claims, STR(".")) ? (str){NULL, 0} : claims);
        rows++;
    }
    check_sheet(&s);
    assert_true(rows > 90 && sheets >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(columns_may_stand_in_any_order, world_reset),
        cmocka_unit_test_setup(quotes_hold_anything, world_reset),
        cmocka_unit_test_setup(what_is_no_table_is_refused, world_reset),
        cmocka_unit_test_setup(an_unquoted_comma_spoils_its_row_only, world_reset),
        cmocka_unit_test_setup(commas_mean_what_the_sheet_shows, world_reset),
        cmocka_unit_test_setup(figures_are_read_by_style, world_reset),
        cmocka_unit_test_setup(dates_are_read_when_they_mean_one_day, world_reset),
        cmocka_unit_test_setup(rows_of_every_kind_are_read, world_reset),
        cmocka_unit_test_setup(kinds_may_have_a_column, world_reset),
        cmocka_unit_test_setup(bad_rows_are_flagged_not_guessed, world_reset),
        cmocka_unit_test_setup(what_hangs_on_a_figure_is_not_passed_over, world_reset),
        cmocka_unit_test_setup(the_example_is_understood, world_reset),
        cmocka_unit_test_setup(sheets_of_clinics_are_understood, world_reset),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
