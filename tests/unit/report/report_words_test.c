/*
 * The catalogue's sentences: codes find their text by the stated order, numbers and units come
 * through unchanged in each language, and foreign text is made harmless.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "report/catalogue.h"
#include "report/report_escape.h"
#include "words_stage.h"

static catalogue in(kb_language language, bool patient)
{
    return (catalogue){&words, language, patient};
}

static void check(const buf *b, const char *wanted)
{
    assert_int_equal(b->failed, OK);
    assert_int_equal(b->n, strlen(wanted));
    assert_memory_equal(b->p, wanted, b->n);
}

static void codes_find_their_text(void **state)
{
    static const struct {
        const char *code;
        kb_language language;
        const char *text;
    } rows[] = {
        {"limit_duration", KB_ENGLISH, "Limit the duration of treatment."},
        {"start_dose:40:mg/d", KB_ENGLISH, "Start with 40 mg/day."},
        {"start_dose:40:mg/d", KB_SPANISH, "Empezar con 40 mg/día."},
        {"start_dose:0.5:mg/kg/d", KB_HINDI, "0.5 mg/kg/दिन से शुरू करें।"},
        {"step_dose:80:mg/d:after_2_wk", KB_ENGLISH, "Step up to 80 mg/day after 2 weeks."},
        {"wait:4-6:wk", KB_ENGLISH, "Allow 4-6 weeks after each change to reach steady state."},
        {"titrate_step:12.5_mg", KB_ENGLISH, "Steps of 12.5 mg."},
        {"start_dose:400_or_200:mg/d", KB_ENGLISH, "Start with 400 or 200 mg/day."},
        {"only_if:usual_start_at_least:75:mg/m2/d:or:1.5:mg/kg/d", KB_ENGLISH,
         "Applies where the usual start is 75 mg/m²/day or 1.5 mg/kg/day or more."},
        {"monitor:ecg", KB_ENGLISH, "Monitor the ECG."},
        {"monitor:plasma_concentration", KB_SPANISH, "Vigilar la concentración plasmática."},
        {"not_alternative:simvastatin", KB_ENGLISH, "Not an alternative: simvastatin."},
        {"avoid_as_alternative:class:fluoropyrimidine", KB_ENGLISH,
         "Avoid as an alternative: fluoropyrimidines."},
        {"titrate:slowly", KB_ENGLISH, "Adjust the dose slowly."},
        {"requires:g6pd_activity_at_least:70:%", KB_ENGLISH,
         "Requires a G6PD activity of at least 70%."},
        {"no_such_code:at_all", KB_ENGLISH, "[no_such_code:at_all]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        catalogue c = in(rows[i].language, false);
        AUTO(buf_release) buf out;
        buf_init(&out, 4096);
        catalogue_put_also(&c, &out, str_of(rows[i].code));
        check(&out, rows[i].text);
    }
}

static advice row_of(const char *action)
{
    return (advice){.drug = STR("codeine"),
                    .action = str_of(action),
                    .dose_min = NAN,
                    .dose_max = NAN,
                    .max_dose = NAN};
}

static void doses_are_the_same_in_each_language(void **state)
{
    static const char *const texts[] = {
        "Reduce the dose: 25–50 % of the usual starting dose; no more than 12.5 mg/day",
        "खुराक घटाएँ: प्रारंभिक खुराक: सामान्य का 25–50 %; 12.5 mg/दिन से अधिक नहीं",
        "Reducir la dosis: dosis inicial: 25–50 % de lo habitual; no más de 12.5 mg/día"};
    advice row = row_of("reduce_dose");
    (void)state;
    row.dose_min = 0.25;
    row.dose_max = 0.5;
    row.dose_of = STR("starting");
    row.max_dose = 12.5;
    row.max_unit = STR("mg/d");
    for (int l = 0; l < KB_LANGUAGES; l++) {
        catalogue c = in((kb_language)l, false);
        AUTO(buf_release) buf out;
        buf_init(&out, 4096);
        catalogue_put_action(&c, &out, &row);
        check(&out, texts[l]);
    }
}

static void patients_get_their_own_sentence(void **state)
{
    advice row = row_of("avoid");
    catalogue c = in(KB_ENGLISH, true);
    AUTO(buf_release) buf out;
    (void)state;
    buf_init(&out, 4096);
    catalogue_put_action(&c, &out, &row);
    check(&out, "codeine may not be right for you. Talk to your doctor about another choice.");
}

static void a_headline_without_rows_says_why(void **state)
{
    const advice_drug drug = {.name = STR("codeine"), .why = STR("not_tested")};
    catalogue c = in(KB_ENGLISH, false);
    AUTO(buf_release) buf out;
    (void)state;
    buf_init(&out, 4096);
    catalogue_put_headline(&c, &out, &drug);
    check(&out, "A gene that matters was not determined");
}

static void unknown_keys_stay_visible(void **state)
{
    catalogue c = in(KB_ENGLISH, false);
    AUTO(buf_release) buf out;
    (void)state;
    buf_init(&out, 4096);
    catalogue_put(&c, &out, STR("no.such.key"), NULL, 0);
    catalogue_put_phenotype(&c, &out, STR("*57:01 positive"));
    check(&out, "[no.such.key]*57:01 positive");
}

static void foreign_text_is_harmless(void **state)
{
    static const struct {
        str in;
        const char *plain, *html;
    } rows[] = {
        {STR("a<b>&\"'"), "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"},
        {STR("x\x01\ny"), "x��y", "x��y"},
        {STR("\xE2\x80\xAE"
             "gnp.exe"),
         "�gnp.exe", "�gnp.exe"},
        {STR("\xC3\x28"), "�(", "�("},
        {STR("\xF0\x9F\x92"), "���", "���"},
        {STR("बचें ≥"), "बचें ≥", "बचें ≥"},
        {STR("\xC2\x85|\xEF\xBB\xBF"), "�|�", "�|�"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        AUTO(buf_release) buf plain, html;
        buf_init(&plain, 4096);
        buf_init(&html, 4096);
        report_put_plain(&plain, rows[i].in);
        report_put_html(&html, rows[i].in);
        check(&plain, rows[i].plain);
        check(&html, rows[i].html);
    }
}

static void file_names_stay_in_the_folder(void **state)
{
    static const char *const rows[][2] = {
        {"NA12878", "NA12878"}, {"../../etc/passwd", "_._.._etc_passwd"},
        {".hidden", "_hidden"}, {"-rf", "_rf"},
        {"", "report"},         {"a b/c", "a_b_c"}};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        AUTO(buf_release) buf out;
        buf_init(&out, 4096);
        report_put_file_name(&out, str_of(rows[i][0]));
        assert_null(memchr(out.p, '/', out.n));
        assert_true(out.p[0] != '.' && out.p[0] != '-');
        check(&out, rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_find_their_text),
        cmocka_unit_test(doses_are_the_same_in_each_language),
        cmocka_unit_test(patients_get_their_own_sentence),
        cmocka_unit_test(a_headline_without_rows_says_why),
        cmocka_unit_test(unknown_keys_stay_visible),
        cmocka_unit_test(foreign_text_is_harmless),
        cmocka_unit_test(file_names_stay_in_the_folder),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
