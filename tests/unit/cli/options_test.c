/*
 * Shared options: what each takes, what goes together, and how names in lists and files become the
 * engine's options.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "temp_file.h"

static const char *path; /* of the file that the tests write */

static int choose_path(void **state)
{
    (void)state;
    path = temp_path("written");
    return 0;
}

static int remove_file(void **state)
{
    (void)state;
    temp_remove();
    return 0;
}

static void put_file(const char *text)
{
    temp_write(path, text, strlen(text));
}

static void refuse(int code, const char *value, const char *part)
{
    err e = {0};
    input_options o;
    input_options_init(&o);
    assert_int_equal(input_option_take(&o, code, value, &e), E_ARGUMENT);
    if (strstr(e.text, part) == NULL) fail_msg("no '%s' in '%s'", part, e.text);
}

static void test_values(void **state)
{
    (void)state;
    err e;
    input_options o;
    input_options_init(&o);
    assert_int_equal(o.build, BUILD_UNKNOWN);
    assert_int_equal(input_option_take(&o, INPUT_BUILD, "hg19", &e), OK);
    assert_int_equal(o.build, BUILD_37);
    assert_int_equal(input_option_take(&o, INPUT_MODE, "compatible", &e), OK);
    assert_true(o.compatible);
    assert_int_equal(input_option_take(&o, INPUT_ABSENT, "reference", &e), OK);
    assert_true(o.absent_is_reference);
    assert_int_equal(input_option_take(&o, INPUT_ABSENT, "missing", &e), OK);
    assert_false(o.absent_is_reference);
    assert_int_equal(input_option_take(&o, INPUT_MIN_GQ, "12.5", &e), OK);
    assert_true(o.min_gq > 12.4 && o.min_gq < 12.6);
    refuse(INPUT_BUILD, "36", "37 or 38");
    refuse(INPUT_MODE, "strict", "default or compatible");
    refuse(INPUT_MIN_GQ, "-1", "min-gq");
    refuse(INPUT_MIN_GQ, "nan", "min-gq");
    refuse(INPUT_MIN_DP, "3000000000", "min-dp");
    refuse(INPUT_THREADS, "many", "threads");
}

static void test_what_goes_together(void **state)
{
    (void)state;
    err e;
    input_options o;
    input_options_init(&o);
    assert_int_equal(input_options_check(&o, &e), OK);
    o.all_matches = true;
    assert_int_equal(input_options_check(&o, &e), E_ARGUMENT);
    o.compatible = true;
    assert_int_equal(input_options_check(&o, &e), OK);
    o.callable = "x.bed";
    o.absent_is_reference = true;
    assert_int_equal(input_options_check(&o, &e), E_ARGUMENT);
}

static void test_lists_of_names(void **state)
{
    (void)state;
    err e;
    input_options o;
    AUTO(input_setup_release) input_setup s = {0};
    input_options_init(&o);
    o.genes = " cyp2c19 ,TPMT,";
    o.samples = "A, B ,,C";
    assert_int_equal(input_setup_open(&s, &o, &e), OK);
    assert_int_equal(s.cohort.read.sample_count, 3);
    assert_string_equal(s.cohort.read.samples[1], "B");
    size_t wanted = 0;
    for (size_t i = 0; i < s.model.gene_count; i++) wanted += input_setup_wants(&s, i);
    assert_int_equal(wanted, 2);
}

static void refuse_setup(const input_options *o, status code, const char *part)
{
    err e = {0};
    input_setup s = {0};
    assert_int_equal(input_setup_open(&s, o, &e), code);
    if (strstr(e.text, part) == NULL) fail_msg("no '%s' in '%s'", part, e.text);
}

static void test_names_that_are_not_there(void **state)
{
    (void)state;
    input_options o;
    input_options_init(&o);
    o.genes = "CYP2D66";
    refuse_setup(&o, E_NOTFOUND, "did you mean CYP2D6");
    o.genes = ",";
    refuse_setup(&o, E_ARGUMENT, "--gene names no gene");
    o.genes = NULL;
    put_file("\n\n");
    o.samples_file = path;
    refuse_setup(&o, E_ARGUMENT, "names no sample");
}

static void test_sex_from_a_table(void **state)
{
    (void)state;
    err e;
    input_options o;
    AUTO(input_setup_release) input_setup s = {0};
    input_options_init(&o);
    put_file("sample\tsex\nA\tmale\nB F\r\nC,2\nD\tunknown\n");
    o.sex = path;
    assert_int_equal(input_setup_open(&s, &o, &e), OK);
    static const cohort_sex expected[] = {SEX_MALE, SEX_FEMALE, SEX_FEMALE, SEX_UNKNOWN,
                                          SEX_UNKNOWN};
    for (size_t i = 0; i < 5; i++) {
        char name[2] = {(char)('A' + (int)i), '\0'};
        assert_int_equal(s.cohort.sex_of(s.cohort.sex_context, str_of(name)), expected[i]);
    }
    put_file("A\tmale\nA\tfemale\n");
    refuse_setup(&o, E_CONFLICT, ":2: sample 'A' has a line already");
    put_file("A\tboy\n");
    refuse_setup(&o, E_SYNTAX, ":1: sex is 'boy'");
}

typedef struct taken {
    char seen[64];
    size_t n;
} taken;

static status take(void *context, int code, const char *value, err *e)
{
    taken *t = context;
    if (code == 'x') FAIL(e, E_LIMIT, "no");
    t->n += (size_t)snprintf(t->seen + t->n, sizeof t->seen - t->n, "%c=%s ", (char)code,
                             value == NULL ? "-" : value);
    return OK;
}

static void test_a_command_line_is_read(void **state)
{
    static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"bad", no_argument, NULL, 'x'},
                                            {NULL, 0, NULL, 0}};
    static const struct {
        const char *words[5];
        status expected;
        const char *says; /* of the error, or what was taken */
    } rows[] = {
        {{"c", "--json", "file", "-o", "a"}, OK, "j=- o=a "},
        {{"c", "--output=b", "--", "--json", "file"}, OK, "o=b "},
        {{"c", "--jsno", "file", "x", "y"}, E_ARGUMENT, "did you mean --json?"},
        {{"c", "--jxxn", "file", "x", "y"}, E_ARGUMENT, "unknown option or missing value"},
        {{"c", "--ouptut", "file", "x", "y"}, E_ARGUMENT, "did you mean --output?"},
        {{"c", "file", "x", "y", "--output"}, E_ARGUMENT, "--output needs a value"},
        {{"c", "--json=1", "x", "y", "z"}, E_ARGUMENT, "--json takes no value"},
        {{"c", "-q", "x", "y", "z"}, E_ARGUMENT, "see 'precis try --help'"},
        {{"c", "--json", "--bad", "y", "z"}, E_LIMIT, "no"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        taken t = {.n = 0};
        err e = {0};
        char *argv[6];
        for (size_t k = 0; k < 5; k++) argv[k] = (char *)(uintptr_t)rows[i].words[k];
        argv[5] = NULL;
        assert_int_equal(options_read(5, argv, "try", "o:h", options, take, &t, &e),
                         rows[i].expected);
        if (strstr(rows[i].expected == OK ? t.seen : e.text, rows[i].says) == NULL) {
            fail_msg("row %zu: '%s', '%s'", i, t.seen, e.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),           cmocka_unit_test(test_what_goes_together),
        cmocka_unit_test(test_lists_of_names),   cmocka_unit_test(test_names_that_are_not_there),
        cmocka_unit_test(test_sex_from_a_table), cmocka_unit_test(test_a_command_line_is_read),
    };
    return cmocka_run_group_tests(tests, choose_path, remove_file);
}
