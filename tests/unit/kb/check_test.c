/*
 * `kb check`: the tables as they are pass; each kind of damage fails once, and says where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kb/check.h"
#include "kb_fixture.h"

typedef struct damage {
    const char *table, *find, *with;
    const char *check; /* name of the check that tells it; "open" = kb_open refuses */
    const char *says;
} damage;

static const damage damages[] = {
    {"suballeles.tsv", "SLCO1B1\t*45.001", "SLCOXX\t*45.001", "references",
     "gene 'SLCOXX' is not in table genes"},
    {"genes.tsv", "ABCG2\t4", "ZABCG2\t4", "references", "does not follow ZABCG2"},
    {"alleles.tsv", "88131171=G\tclinpgx-2025-11-05", "88131171=G\t.", "sources",
     "column source is empty"},
    {"version.tsv", "pgx_licence", "pgx_license", "sources", "key pgx_licence is missing"},
    {"suballeles.tsv", "*45.002\t*45\t", "*45.002\t*4500\t", "names", "no allele '*4500'"},
    {"priorities.tsv", "*1/*6;*4/*34\t*1/*6", "*1/*6;*4/*34\t*1/*7", "names",
     "pick '*1/*7' is not in the list"},
    {"priorities.tsv", "*1/*6;*4/*34\t", "*1/*6;*4\t", "names", "'*4' is no diplotype"},
    {"outside_names.tsv", "*1xN\t*1x≥3", "*1xN\t*1x≥9", "names", "no allele '*1x≥9'"},
    {"outside_names.tsv", "phenotype-text", "phenotyp-text", "names", "unknown rule"},
    {"positions.tsv", "88131171\tG\tT\t89052323\tG\trs2231142\tg.88131171G>T",
     "88131171\tG\tT,X\t89052323\tG\trs2231142\tg.88131171G>T;?", "positions",
     "not made of A, C, G, T"},
    {"positions.tsv", "88131171\tG\tT\t89052323\tG\trs2231142\tg.88131171G>T",
     "88131171\tG\tT,T\t89052323\tG\trs2231142\tg.88131171G>T;?", "positions",
     "an allele is there twice"},
    {"positions.tsv", "99652770\tT\tTA\t99250393\tT\trs41303343\tg.99652771dup",
     "99652770\tT\tTA,GA\t99250393\tT\trs41303343\tg.99652771dup;?", "positions",
     "does not begin with the base before it"},
    {"positions.tsv", "rs2231142", "rs22x", "positions", "the rsID is not rs and digits"},
    {"positions.tsv", "amp1", "amp9", "positions", "unknown flag 'amp9'"},
    {"positions.tsv", "\tdefine\t", "\tdefined\t", "positions", "unknown role 'defined'"},
    {"positions.tsv", "CYP2C9\tdefine\t94938683",
     "CYP2C9\textra\t5\tG\tA\t.\t.\trs5\tg.5G>A\t.\tclinpgx-2025-11-05\t.\n"
     "CYP2C9\tdefine\t94938683",
     "positions", "CYP2C9: a define row behind an extra"},
    {"positions.tsv", "99250393\tT\t", "99250393\t.\t", "positions", "ref37 is neither"},
    {"positions.tsv", "99258139", "99250393", "positions", "same GRCh37 coordinate"},
    {"windows.tsv", "GAGAACTGTAAG", "GAGAACTCTAAG", "windows", "REF G, window has C"},
    {"windows.tsv", "ABCG2\t4\t88131121\t89052273\tTTTTT", "ABCG2\t4\t88131122\t89052274\tTTTT",
     "windows", "less than 50 bases"},
    {"windows.tsv", "ABCG2\t4\t88131121", "ABCG2\t4\t98131121", "windows", "no window holds it"},
    {"positions.tsv", "89052323", "89052324", "windows", "its window puts it at 89052323"},
    {"windows37.tsv", "96522561\tT", "96541616\tA", "windows", "GRCh37 REF G, window has A"},
    {"windows37.tsv", "96522561\tT", "1\tT", "windows", "lie in no window"},
    {"positions.tsv", "g.88131171G>T", "g.88131171G>C", "hgvs", "does not make ALT T"},
    {"positions.tsv", "g.88131171G>T", "g.88131171A>T", "hgvs", "is not understood"},
    {"positions.tsv", "g.99652771dup", "g.99652770dup", "hgvs", "does not make ALT TA"},
    {"alleles.tsv", "PA166287823\treference", "PA166287823\tnamed", "alleles",
     "0 reference alleles"},
    {"alleles.tsv", "88131171=T", "88131171=G", "alleles", "the same definition as"},
    {"alleles.tsv", "Decreased function\t0.5\t", "Decreased function\t0.4\t", "alleles",
     "no multiple of 0.25"},
    {"phenotypes.tsv", "ABCG2\tfunction\tDecreased function\tNormal function",
     "ABCG2\tfunction\tDecreased function\tOdd function", "rules",
     "0 rules for 'Decreased function' with 'Normal function'"},
    {"phenotypes.tsv", "ABCG2\tfunction\tNormal function\tNormal function",
     "ABCG2\tfunction\tNormal function\tOdd function", "rules", "no diplotype fires it"},
    {"phenotypes.tsv", "CYP3A5\tfunction\tNo function\tUnknown function",
     "CYP3A5\tfunction\tNo function\tNormal function", "rules",
     "2 rules for 'No function' with 'Normal function'"},
    {"phenotypes.tsv", "ABCG2\tfunction\tDecreased function\tNormal function",
     "ABCG2\tfunction\tNormal function\tDecreased function", "rules", "a stands behind b"},
    {"phenotypes.tsv", "CYP2C9\tscore\t1\t1.5", "CYP2C9\tscore\t0.5\t1.5", "rules", "overlap"},
    {"phenotypes.tsv", "CYP2C9\tscore\t1\t1.5", "CYP2C9\tscore\t1.25\t1.5", "rules",
     "0 bands for the score 1.0"},
    {"phenotypes.tsv", "CYP2D6\tscore\t2.5\tinf", "CYP2D6\tscore\t2.5\t99", "rules",
     "falls into a closed band"},
    {"phenotypes.tsv", "CYP3A5\tabsent", "ABCG2\tabsent", "open", "do not stand together"},
    {"phenotypes.tsv", "ABCG2\tabsent\t.\t.", "ABCG2\tfunction\tOdd\tOdd", "rules",
     "0 absent rules"},
    {"phenotypes.tsv", "*31:01\tpresent", "*31:01\tabsent", "presence",
     "0 rules for present and 2 for absent"},
    {"phenotypes.tsv", "*31:01\tpresent", "*31:02\tpresent", "presence", "names no allele"},
    {"alleles.tsv", "88131171=T", "88131172=T", "open", "no position 88131172"},
    {"alleles.tsv", "PA166287824\tnamed", "PA166287824\treference", "open",
     "two reference alleles"},
    {"positions.tsv", "ABCG2\tdefine\t88131171", "ABCG2\tdefine\tx", "open", "is not a number"},
};

static void tables_are_whole(void **state)
{
    (void)state;
    err e = {0};
    kb *k = NULL;
    arena a = {0};
    kb_check_report report;
    if (kb_open("kb", &k, &e) != OK) fail_msg("%s", e.text);
    kb_check_init(&report, &a);
    assert_int_equal(kb_check_run(k, &report, &e), OK);
    for (size_t i = 0; i < report.listed; i++) print_error("%s\n", report.list[i].what);
    assert_int_equal(report.failures, 0);
    assert_true(report.facts > 10000);
    kb_close(k);
    arena_release(&a);
}

static bool told(const kb_check_report *r, const damage *d)
{
    for (size_t i = 0; i < r->listed; i++) {
        if (strcmp(r->list[i].check, d->check) == 0 && strstr(r->list[i].what, d->says) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_told(const damage *d, const char *folder)
{
    err e = {0};
    kb *k = NULL;
    arena a = {0};
    status opened = kb_open(folder, &k, &e);
    bool good = strcmp(d->check, "open") == 0 && opened != OK && strstr(e.text, d->says) != NULL;
    if (opened == OK) {
        kb_check_report report;
        kb_check_init(&report, &a);
        assert_int_equal(kb_check_run(k, &report, &e), OK);
        good = told(&report, d);
        for (size_t i = 0; i < report.listed && !good; i++) {
            print_error("%s: %s\n", report.list[i].check, report.list[i].what);
        }
        kb_close(k);
    }
    arena_release(&a);
    if (!good) print_error("not told: %s -> %s: %s\n", d->find, d->with, e.text);
    return good;
}

static void every_damage_is_told(void **state)
{
    (void)state;
    size_t missed = 0;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        fixture f;
        fixture_copy_kb(&f, NULL);
        fixture_replace(&f, damages[i].table, damages[i].find, damages[i].with);
        missed += !is_told(&damages[i], f.folder);
        fixture_remove(&f);
    }
    assert_int_equal(missed, 0);
}

/* What floors above do with their own tables. */
static status odd_check(const kb *k, kb_check_report *report, err *e)
{
    (void)k;
    report->facts++;
    return kb_check_fail(report, e, "odd", 7, "seven is %s", "odd");
}

static void other_checks_plug_in(void **state)
{
    (void)state;
    err e = {0};
    arena a = {0};
    kb_check_report report;
    const kb_check checks[] = {{"odd", "nothing", odd_check}, {"odd2", "nothing", odd_check}};
    kb_check_init(&report, &a);
    assert_int_equal(kb_check_run_list(NULL, checks, 2, &report, &e), OK);
    assert_int_equal(report.failures, 2);
    assert_string_equal(report.list[0].what, "seven is odd");
    assert_string_equal(report.list[1].check, "odd2");
    assert_int_equal(report.list[1].row, 7);
    arena_release(&a);
}

static void hgvs_forms(void **state)
{
    (void)state;
    static const struct {
        const char *name, *ref, *alt;
        uint32_t pos;
        bool known, agrees;
    } rows[] = {
        /* window: 101 = A C G T T T A A C C G T A T A T A T C C */
        {"g.102C>T", "C", "T", 102, true, true},
        {"g.102C>T", "C", "G", 102, true, false},
        {"g.102G>T", "C", "T", 102, false, false},
        {"g.104del", "GT", "G", 103, true, true},
        {"g.106del", "GT", "G", 103, true, true},
        {"g.106dup", "G", "GT", 103, true, true},
        {"g.104_105del", "GTT", "G", 103, true, true},
        {"g.104_105delTT", "GTT", "G", 103, true, true},
        {"g.104_105delTA", "GTT", "G", 103, false, false},
        {"g.102_103insAA", "C", "CAA", 102, true, true},
        {"g.102_104insAA", "C", "CAA", 102, false, false},
        {"g.107_108delinsG", "AA", "G", 107, true, true},
        {"g.113AT[2]", "ATAT", "ATATAT", 113, true, false},
        {"g.113AT[2]", "TAT", "T", 112, true, true},
        {"g.104_103del", "G", "T", 103, false, false},
        {"c.104del", "G", "T", 103, false, false},
        {"g.", "G", "T", 103, false, false},
        {"", "G", "T", 103, false, false},
        {"g.500del", "G", "T", 103, false, false},
        {"g.4294967295dup", "G", "T", 103, false, false},
        {"m.104T>del", "GT", "G", 103, true, true},
    };
    const kb_window w = {.start1 = {0, 101}, .bases = STR("ACGTTTAACCGTATATATCC")};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool agrees, known;
        err e = {0};
        assert_int_equal(kb_hgvs_agrees(&w, str_of(rows[i].name), rows[i].pos, str_of(rows[i].ref),
                                        str_of(rows[i].alt), &agrees, &known, &e),
                         OK);
        if (known != rows[i].known || agrees != rows[i].agrees) {
            fail_msg("%s %s: known %d agrees %d", rows[i].name, rows[i].alt, known, agrees);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_whole),
        cmocka_unit_test(every_damage_is_told),
        cmocka_unit_test(other_checks_plug_in),
        cmocka_unit_test(hgvs_forms),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
