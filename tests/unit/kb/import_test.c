/*
 * `kb import`: the shared release gives no differences; a small release of CYP3A5 (facts: CPIC,
 * CC0) changed in one place gives exactly the line for that change; writing makes it go away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kb/check.h"
#include "kb/import.h"
#include "kb_fixture.h"

static const char definition[] =
    "{\"formatVersion\":\"2\",\"version\":\"2025-11-05-00-25\",\n"
    "\"modificationDate\":\"2022-02-18T18:47:52.807Z\",\"gene\":\"CYP3A5\",\n"
    "\"variants\":[\n"
    "{\"position\":99652770,\"rsid\":\"rs41303343\",\"chromosomeHgvsName\":\"g.99652771dup\",\n"
    " \"ref\":\"T\",\"alts\":[\"TA\"]},\n"
    "{\"position\":99660516,\"rsid\":\"rs28383479\",\"chromosomeHgvsName\":\"g.99660516C>T\",\n"
    " \"ref\":\"C\",\"alts\":[\"T\"]},\n"
    "{\"position\":99665212,\"rsid\":\"rs10264272\",\"chromosomeHgvsName\":\"g.99665212C>T\",\n"
    " \"ref\":\"C\",\"alts\":[\"T\"]},\n"
    "{\"position\":99672916,\"rsid\":\"rs776746\",\"chromosomeHgvsName\":\"g.99672916T>C\",\n"
    " \"ref\":\"T\",\"alts\":[\"C\"]},\n"
    "{\"position\":99676198,\"rsid\":\"rs55817950\",\"chromosomeHgvsName\":\"g.99676198G>A\",\n"
    " \"ref\":\"G\",\"alts\":[\"A\"]}],\n"
    "\"namedAlleles\":[\n"
    "{\"name\":\"*1\",\"id\":\"PA166128213\",\"alleles\":[\"T\",\"C\",\"C\",\"T\",\"G\"],\n"
    " \"reference\":true},\n"
    "{\"name\":\"*3\",\"id\":\"PA166128219\",\"alleles\":[null,null,null,\"C\",null]},\n"
    "{\"name\":\"*6\",\"id\":\"PA166128233\",\"alleles\":[null,null,\"T\",null,null]},\n"
    "{\"name\":\"*7\",\"id\":\"PA166128234\",\"alleles\":[\"TA\",null,null,null,null]},\n"
    "{\"name\":\"*8\",\"id\":\"PA166128235\",\"alleles\":[null,null,null,null,\"A\"]},\n"
    "{\"name\":\"*9\",\"id\":\"PA166128236\",\"alleles\":[null,\"T\",null,null,null]}],\n"
    "\"suballelesMap\":{}}\n";

static const char phenotypes[] =
    "{\"gene\":\"CYP3A5\",\"version\":\"2025-11-05-00-25\",\"diplotypes\":[\n"
    "{\"diplotype\":\"*1/*1\",\"diplotypekey\":{\"*1\":2},\"activityScore\":null,\n"
    " \"phenotype\":\"Normal Metabolizer\",\"lookupkey\":\"Normal Metabolizer\"},\n"
    "{\"diplotype\":\"*1/*6\",\"diplotypekey\":{\"*1\":1,\"*6\":1},\"activityScore\":null,\n"
    " \"phenotype\":\"Intermediate Metabolizer\",\"lookupkey\":\"Intermediate Metabolizer\"},\n"
    "{\"diplotype\":\"*6/*7\",\"diplotypekey\":{\"*6\":1,\"*7\":1},\"activityScore\":null,\n"
    " \"phenotype\":\"Poor Metabolizer\",\"lookupkey\":\"Poor Metabolizer\"}],\n"
    "\"namedAlleles\":[\n"
    "{\"name\":\"*1\",\"activityValue\":null,\"functionValue\":\"Normal function\"},\n"
    "{\"name\":\"*3\",\"activityValue\":null,\"functionValue\":\"No function\"},\n"
    "{\"name\":\"*6\",\"activityValue\":null,\"functionValue\":\"No function\"},\n"
    "{\"name\":\"*7\",\"activityValue\":null,\"functionValue\":\"No function\"},\n"
    "{\"name\":\"*8\",\"activityValue\":null,\"functionValue\":\"Unknown function\"},\n"
    "{\"name\":\"*9\",\"activityValue\":null,\"functionValue\":\"Unknown function\"}]}\n";

static const char exemptions[] =
    "{\"CYP3A5\":{\"gene\":\"CYP3A5\",\"requiredPositions\":[],\"extraPositions\":[],\n"
    "\"unphasedDiplotypePriorities\":[],\"amp1Positions\":[99652770,99665212,99672916]}}\n";

#define DEFINITION "definitions/CYP3A5_translation.json"
#define PHENOTYPES "phenotypes/CYP3A5.json"
#define EXEMPTIONS "definitions/exemptions.json"

typedef struct world {
    fixture kb, release;
} world;

static int make_world(void **state)
{
    static world w;
    char path[2 * FIXTURE_PATH];
    fixture_copy_kb(&w.kb, "CYP3A5");
    fixture_new_folder(&w.release);
    (void)snprintf(path, sizeof path, "%s/definitions", w.release.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/phenotypes", w.release.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    fixture_write(w.release.folder, DEFINITION, str_of(definition));
    fixture_write(w.release.folder, PHENOTYPES, str_of(phenotypes));
    fixture_write(w.release.folder, EXEMPTIONS, str_of(exemptions));
    *state = &w;
    return 0;
}

static int remove_world(void **state)
{
    const world *w = *state;
    fixture_remove(&w->kb);
    fixture_remove(&w->release);
    return 0;
}

/* The diff of the world's release against its tables; with `write` the tables are changed too. */
static void diff(const world *w, bool write, buf *out)
{
    err e = {0};
    kb *k = NULL;
    kb_import x;
    size_t files;
    buf_init(out, 1 << 20);
    if (kb_open(w->kb.folder, &k, &e) != OK) fail_msg("%s", e.text);
    if (kb_import_compare(k, w->release.folder, &x, &e) != OK) fail_msg("%s", e.text);
    buf_put_str(out, buf_str(&x.out));
    buf_put_c(out, '\0');
    if (write && kb_import_write(&x, w->kb.folder, &files, &e) != OK) fail_msg("%s", e.text);
    kb_import_release(&x);
    kb_close(k);
}

static void expect(const world *w, const char *lines)
{
    buf out;
    diff(w, false, &out);
    assert_string_equal(out.p, lines);
    buf_release(&out);
}

/* After writing, the same release differs in nothing, and the tables prove whole except for one
 * fact (`wrong`; NULL: none). */
static void expect_after_writing(const world *w, const char *wrong)
{
    buf out;
    err e = {0};
    kb *k = NULL;
    arena a = {0};
    kb_check_report report;
    diff(w, true, &out);
    buf_release(&out);
    expect(w, "");
    kb_check_init(&report, &a);
    if (kb_open(w->kb.folder, &k, &e) != OK) fail_msg("%s", e.text);
    assert_int_equal(kb_check_run(k, &report, &e), OK);
    for (size_t i = 0; i < report.listed; i++) {
        if (wrong == NULL || strstr(report.list[i].what, wrong) == NULL) {
            print_error("%s\n", report.list[i].what);
        }
    }
    assert_int_equal(report.failures, wrong == NULL ? 0 : 1);
    if (wrong != NULL) assert_non_null(strstr(report.list[0].what, wrong));
    kb_close(k);
    arena_release(&a);
}

static void same_release(void **state)
{
    expect(*state, "");
}

static void allele_added(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, DEFINITION, "[null,\"T\",null,null,null]}]",
                    "[null,\"T\",null,null,null]},\n{\"name\":\"*99\",\"id\":\"PA1\","
                    "\"alleles\":[null,null,\"T\",\"C\",null]}]");
    fixture_replace(&w->release, PHENOTYPES, "\"Unknown function\"}]}",
                    "\"Unknown function\"},{\"name\":\"*99\",\"functionValue\":\"No function\"}]}");
    expect(w, "CYP3A5: allele *99 added (No function; 99665212=T 99672916=C)\n");
    expect_after_writing(w, NULL);
}

static void allele_removed(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, DEFINITION,
                    "{\"name\":\"*3\",\"id\":\"PA166128219\","
                    "\"alleles\":[null,null,null,\"C\",null]},",
                    "");
    fixture_replace(&w->release, PHENOTYPES,
                    "{\"name\":\"*3\",\"activityValue\":null,\"functionValue\":"
                    "\"No function\"},",
                    "");
    expect(w, "CYP3A5: allele *3 removed\n");
    expect_after_writing(w, NULL);
}

static void cell_changed(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, DEFINITION, "[null,null,\"T\",null,null]",
                    "[null,null,\"T\",\"C\",null]");
    expect(w, "CYP3A5: allele *6 redefined: +99672916=C\n");
    expect_after_writing(w, NULL);
}

static void function_changed(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, PHENOTYPES,
                    "\"*9\",\"activityValue\":null,\"functionValue\":\"Unknown",
                    "\"*9\",\"activityValue\":null,\"functionValue\":\"No");
    expect(w, "CYP3A5: allele *9: function 'Unknown function' -> 'No function'\n");
    expect_after_writing(w, NULL);
}

static void rules_no_longer_reproduce(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, PHENOTYPES,
                    "\"Poor Metabolizer\",\"lookupkey\":\"Poor Metabolizer\"",
                    "\"Bad Metabolizer\",\"lookupkey\":\"Bad Metabolizer\"");
    expect(w, "CYP3A5: phenotype of 'No function' with 'No function': rules say 'Poor "
              "Metabolizer', release says 'Bad Metabolizer' (1 rows, such as *6/*7)\n");
    expect_after_writing(w, NULL);
}

static void position_added(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, DEFINITION, "{\"position\":99665212",
                    "{\"position\":99665200,\"rsid\":null,\"chromosomeHgvsName\":null,"
                    "\"ref\":\"T\",\"alts\":[\"G\"]},\n{\"position\":99665212");
    fixture_replace(&w->release, DEFINITION, "[\"T\",\"C\",\"C\",\"T\",\"G\"]",
                    "[\"T\",\"C\",\"T\",\"C\",\"T\",\"G\"]");
    fixture_replace(&w->release, DEFINITION, "[null,null,null,\"C\",null]",
                    "[null,null,null,null,\"C\",null]");
    fixture_replace(&w->release, DEFINITION, "[null,null,\"T\",null,null]",
                    "[null,null,null,\"T\",null,null]");
    fixture_replace(&w->release, DEFINITION, "[\"TA\",null,null,null,null]",
                    "[\"TA\",null,null,null,null,null]");
    fixture_replace(&w->release, DEFINITION, "[null,null,null,null,\"A\"]",
                    "[null,null,null,null,null,\"A\"]");
    fixture_replace(&w->release, DEFINITION, "[null,\"T\",null,null,null]",
                    "[null,\"T\",\"G\",null,null,null]");
    expect(w, "CYP3A5: position 99665200 added (T>G ; GRCh37 99262823)\n"
              "  note: CYP3A5 99665200: GRCh37 99262823 by the offset of its neighbours; its REF "
              "there is taken to be T\n"
              "  note: CYP3A5 99665200: no reference window has 50 bases on both sides of it; make "
              "one with tools/curate_pgx.py\n"
              "CYP3A5: allele *9 redefined: +99665200=G\n");
    expect_after_writing(w, "less than 50 bases of its window");
}

static void position_at_the_end_has_no_coordinate(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, DEFINITION, "\"ref\":\"G\",\"alts\":[\"A\"]}]",
                    "\"ref\":\"G\",\"alts\":[\"A\"]},{\"position\":99700000,\"rsid\":\"rs1\","
                    "\"chromosomeHgvsName\":\"g.99700000A>C\",\"ref\":\"A\",\"alts\":[\"C\"]}]");
    fixture_replace(&w->release, DEFINITION, "\"G\"],", "\"G\",\"A\"],");
    for (int i = 0; i < 3; i++) { /* the cells of the alleles */
        static const char *const from[] = {"\"C\",null]}", "\"T\",null,null]}",
                                           "[\"TA\",null,null,null,null]}"};
        static const char *const to[] = {"\"C\",null,null]}", "\"T\",null,null,null]}",
                                         "[\"TA\",null,null,null,null,null]}"};
        fixture_replace(&w->release, DEFINITION, from[i], to[i]);
    }
    fixture_replace(&w->release, DEFINITION, "\"A\"]},\n{\"name\":\"*9\"",
                    "\"A\",null]},\n{\"name\":\"*9\"");
    fixture_replace(&w->release, DEFINITION, "[null,\"T\",null,null,null]",
                    "[null,\"T\",null,null,null,\"C\"]");
    expect(w, "CYP3A5: position 99700000 added (A>C rs1; GRCh37 not established)\n"
              "  note: CYP3A5 99700000: its neighbours do not agree on an offset, GRCh37 stays "
              "unknown\n"
              "  note: CYP3A5 99700000: no reference window has 50 bases on both sides of it; make "
              "one with tools/curate_pgx.py\n"
              "CYP3A5: allele *9 redefined: +99700000=C\n");
}

static void small_changes(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, EXEMPTIONS, "99652770,", "");
    fixture_replace(&w->release, DEFINITION, "rs776746", "rs776747");
    fixture_replace(&w->release, DEFINITION, "\"suballelesMap\":{}",
                    "\"suballelesMap\":{\"*9\":\"*8\"}");
    fixture_replace(&w->release, DEFINITION, "2022-02-18", "2026-01-01");
    expect(w, "CYP3A5: definition of 2022-02-18 -> 2026-01-01\n"
              "CYP3A5: position 99652770: flags 'amp1' -> ''\n"
              "CYP3A5: position 99672916: rsID 'rs776746' -> 'rs776747'\n"
              "CYP3A5: sub-allele *9 of '' -> '*8'\n");
    expect_after_writing(w, NULL);
}

static void release_date(void **state)
{
    world *w = *state;
    fixture_replace(&w->release, DEFINITION, "2025-11-05-00-25", "2026-03-01-10-00");
    expect(w, "release: 2025-11-05-00-25 -> 2026-03-01-10-00\n"
              "  note: name the source clinpgx-2026-03-01, its licence and date in SOURCES.md\n");
    expect_after_writing(w, NULL);
}

static void gene_added(void **state)
{
    world *w = *state;
    fixture_write(w->release.folder, "definitions/CYP9_translation.json", str_of(definition));
    fixture_replace(&w->release, "definitions/CYP9_translation.json", "CYP3A5", "CYP9");
    buf out;
    diff(w, false, &out);
    assert_non_null(strstr(out.p, "CYP9: gene added (5 positions, 6 alleles)\n"));
    buf_release(&out);
}

static void broken_release(void **state)
{
    world *w = *state;
    static const char *const damage[][3] = {
        {DEFINITION, "\"ref\":\"G\"", "\"ref\":7"},
        {DEFINITION, "[null,\"T\",null,null,null]", "[null,\"T\",null,null]"},
        {DEFINITION, "99676198", "-5"},
        {PHENOTYPES, "\"diplotypes\"", "\"diplotype\""},
        {PHENOTYPES, "\"gene\":\"CYP3A5\"", "\"gene\":\"CYP3A4\""},
        {EXEMPTIONS, "}}", "}"},
    };
    static const char *const says[] = {":13:8: 'ref': found a number, expected a text",
                                       "as many cells as 'variants'",
                                       "expected a whole number from 1",
                                       "'diplotypes': found nothing, expected a list",
                                       "another gene than in the definition file",
                                       "exemptions.json:3:1: found the end"};
    err e = {0};
    kb *k = NULL;
    assert_int_equal(kb_open(w->kb.folder, &k, &e), OK);
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        kb_import x;
        fixture_write(w->release.folder, DEFINITION, str_of(definition));
        fixture_write(w->release.folder, PHENOTYPES, str_of(phenotypes));
        fixture_write(w->release.folder, EXEMPTIONS, str_of(exemptions));
        fixture_replace(&w->release, damage[i][0], damage[i][1], damage[i][2]);
        assert_int_equal(kb_import_compare(k, w->release.folder, &x, &e), E_SYNTAX);
        if (strstr(e.text, says[i]) == NULL) fail_msg("'%s' lacks '%s'", e.text, says[i]);
        kb_import_release(&x);
    }
    kb_close(k);
}

static void no_release(void **state)
{
    const world *w = *state;
    err e = {0};
    kb *k = NULL;
    kb_import x;
    assert_int_equal(kb_open(w->kb.folder, &k, &e), OK);
    assert_int_equal(kb_import_compare(k, w->kb.folder, &x, &e), E_NOTFOUND);
    kb_import_release(&x);
    kb_close(k);
}

static void shared_release_has_no_differences(void **state)
{
    (void)state;
    char path[FIXTURE_PATH];
    const char *shared = getenv("PRECIS_SHARED");
    (void)snprintf(path, sizeof path, "%s/data/pgx", shared == NULL ? "../shared" : shared);
    if (!file_is_directory(path)) {
        print_message("skipped: no shared data at %s\n", path);
        skip();
    }
    err e = {0};
    kb *k = NULL;
    kb_import x;
    assert_int_equal(kb_open("kb", &k, &e), OK);
    if (kb_import_compare(k, path, &x, &e) != OK) fail_msg("%s", e.text);
    buf_put_c(&x.out, '\0');
    assert_string_equal(x.out.p, "");
    assert_int_equal(x.edit_count, 0);
    kb_import_release(&x);
    kb_close(k);
}

/* Every allocation fails once: an error each time, never a shorter diff, and nothing leaks. */
static void memory_runs_out_anywhere(void **state)
{
    world *w = *state;
    err e = {0};
    kb *k = NULL;
    arena a = {0};
    fixture_replace(&w->release, PHENOTYPES, "\"Poor Metabolizer\"", "\"Bad Metabolizer\"");
    fixture_replace(&w->release, DEFINITION, "rs776746", "rs776747");
    assert_int_equal(kb_open(w->kb.folder, &k, &e), OK);
    for (uint64_t nth = 1;; nth++) {
        kb_import x;
        kb_check_report report;
        kb_check_init(&report, &a);
        base_alloc_fail_after(nth);
        status got = kb_import_compare(k, w->release.folder, &x, &e);
        if (got == OK) got = kb_check_run(k, &report, &e);
        uint64_t made = base_alloc_count();
        base_alloc_fail_after(0);
        if (made < nth) {
            assert_int_equal(got, OK);
            assert_int_equal(x.differences, 2);
        } else {
            assert_int_equal(got, E_MEMORY);
        }
        kb_import_release(&x);
        arena_release(&a);
        if (made < nth) break;
    }
    kb_close(k);
}

#define WORLD(test) cmocka_unit_test_setup_teardown(test, make_world, remove_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD(same_release),
        WORLD(allele_added),
        WORLD(allele_removed),
        WORLD(cell_changed),
        WORLD(function_changed),
        WORLD(rules_no_longer_reproduce),
        WORLD(position_added),
        WORLD(position_at_the_end_has_no_coordinate),
        WORLD(small_changes),
        WORLD(release_date),
        WORLD(gene_added),
        WORLD(broken_release),
        WORLD(no_release),
        WORLD(memory_runs_out_anywhere),
        cmocka_unit_test(shared_release_has_no_differences),
    };
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
