/*
 * Real people in several files: the phased panel, raw caller output, gVCFs and the GRCh37 panel
 * must tell the same genotypes wherever two files both tell one. Skipped without the shared data.
 * Tolerated disagreements are those between the call sets themselves; the counts are bounds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#include "kb_panel.c"

enum { PEOPLE = 3300, NOT_GIVEN = 0xEE };

typedef struct table {
    arena a;
    str *names;
    size_t people;
    map by_name;
    genome_cell *cells; /* site x person */
    const str *others[2000];
    genome_build build;
    size_t sites;
    size_t why[WHY_COUNT];
} table;

static kb_panel panel;

static const char *shared(const char *name)
{
    static char path[2][600];
    static int turn;
    turn = 1 - turn;
    const char *root = getenv("PRECIS_SHARED") != NULL ? getenv("PRECIS_SHARED") : "../shared";
    snprintf(path[turn], sizeof path[turn], "%s/data/genomes/%s", root, name);
    return path[turn];
}

static status collect(void *context, const genome_column *c, err *e)
{
    table *t = context;
    genome_cell *row = t->cells + c->site * t->people;
    str *others = ARENA_ARRAY(&t->a, str, c->other_count + 1);
    TRY_MEM(e, others);
    for (size_t i = 0; i < c->other_count; i++) others[i] = str_copy(&t->a, c->others[i]);
    t->others[c->site] = others;
    for (size_t i = 0; i < t->people; i++) row[i] = c->base;
    for (size_t i = 0; i < c->exception_count; i++)
        row[c->exceptions[i].sample] = c->exceptions[i].cell;
    for (size_t i = 0; i < t->people; i++) t->why[row[i].why]++;
    t->sites++;
    return OK;
}

static bool load(table *t, const char *path, bool compatible)
{
    memset(t, 0, sizeof *t);
    genotypes_options o = {.build = BUILD_UNKNOWN, .compatible = compatible};
    err e = {0};
    genotypes *g = NULL;
    if (!file_exists(path)) {
        print_message("%s is not there: skipped\n", path);
        return false;
    }
    if (genotypes_open(path, &panel.panel, &o, &g, &e) != OK) fail_msg("%s", e.text);
    const str *names = genotypes_samples(g, &t->people);
    t->names = ARENA_ARRAY(&t->a, str, t->people + 1);
    assert_int_equal(map_init(&t->by_name, &t->a, t->people + 1, &e), OK);
    for (size_t i = 0; i < t->people; i++) {
        t->names[i] = str_copy(&t->a, names[i]);
        assert_int_equal(map_add(&t->by_name, t->names[i], (uint32_t)i, &e), OK);
    }
    t->cells = ARENA_ARRAY(&t->a, genome_cell, panel.panel.site_count * t->people + 1);
    assert_non_null(t->cells);
    for (size_t i = 0; i < panel.panel.site_count * t->people; i++) t->cells[i].why = NOT_GIVEN;
    t->build = genotypes_build(g);
    if (genotypes_read(g, collect, t, &e) != OK) fail_msg("%s", e.text);
    genotypes_free(g);
    return true;
}

static str text_of(const table *t, size_t site, uint8_t code)
{
    if (code < SITE_ALLELES_MAX) return panel.sites[site].alleles[code];
    return t->others[site][code - CELL_OTHER_FIRST];
}

/* Two alleles, or one that a diploid caller doubled. */
static bool same(const table *x, const table *y, size_t site, genome_cell p, genome_cell q)
{
    uint8_t pb = p.b == CELL_ABSENT ? p.a : p.b;
    uint8_t qb = q.b == CELL_ABSENT ? q.a : q.b;
    str a = text_of(x, site, p.a);
    str b = text_of(x, site, pb);
    str c = text_of(y, site, q.a);
    str d = text_of(y, site, qb);
    return (str_eq(a, c) && str_eq(b, d)) || (str_eq(a, d) && str_eq(b, c));
}

typedef struct tally {
    size_t both, different;
} tally;

static tally compare(const char *what, const table *x, const table *y)
{
    tally n = {0, 0};
    size_t shown = 0;
    for (size_t site = 0; site < panel.panel.site_count; site++) {
        size_t here = 0;
        for (size_t i = 0; i < x->people; i++) {
            uint32_t j = map_get(&y->by_name, x->names[i]);
            if (j == MAP_NONE) continue;
            genome_cell p = x->cells[site * x->people + i];
            genome_cell q = y->cells[site * y->people + j];
            if (p.why != WHY_NONE || q.why != WHY_NONE) continue;
            n.both++;
            here += !same(x, y, site, p, q);
        }
        n.different += here;
        if (here > 0 && shown++ < 12) {
            print_message("  %s %s:%u: %zu\n", what, genome_chrom_name(panel.sites[site].chrom),
                          panel.sites[site].pos0[1] + 1, here);
        }
    }
    print_message("%s: %zu cells told by both, %zu different\n", what, n.both, n.different);
    return n;
}

static table cohort;

static void need_cohort(void)
{
    if (cohort.people == 0 && !load(&cohort, shared("all58.grch38.bcf"), false)) skip();
}

static void compatible_and_default(void **state)
{
    (void)state;
    table x, y;
    if (!load(&x, shared("pharmcat_positions.1kgp30x.vcf.gz"), false)) skip();
    assert_true(load(&y, shared("pharmcat_positions.1kgp30x.vcf.gz"), true));
    tally n = compare("default and compatible", &x, &y);
    need_cohort();
    tally m = compare("294 positions and the whole panel", &x, &cohort);
    arena_release(&x.a);
    arena_release(&y.a);
    assert_true(n.both > 900000 && m.both > 900000);
    assert_true(n.different <
                4000); /* second records of a position, which only default mode joins */
    assert_true(m.different < 20);
}

static void gvcf_people(void **state)
{
    (void)state;
    static const char *const files[] = {"gvcf/HG00436.pgx.g.vcf.gz", "gvcf/NA10859.pgx.g.vcf.gz",
                                        "gvcf/NA19147.pgx.g.vcf.gz", "gvcf/NA19785.pgx.g.vcf.gz"};
    need_cohort();
    for (size_t i = 0; i < 4; i++) {
        table x;
        if (!load(&x, shared(files[i]), false)) skip();
        tally n = compare(files[i], &x, &cohort);
        assert_true(x.sites > 900);
        assert_int_equal(x.build, BUILD_38);
        assert_true(n.both == 0 || n.both > 200);
        assert_int_equal(n.different, 0);
        arena_release(&x.a);
    }
}

static void raw_caller_output(void **state)
{
    (void)state;
    table x;
    need_cohort();
    if (!load(&x, shared("rawvcf/NA18526_NA18565_NA18861.wgs30x.grch38.pgx.vcf.gz"), false)) skip();
    tally n = compare("raw", &x, &cohort);
    assert_true(n.both > 700);
    assert_int_equal(n.different, 0);
    arena_release(&x.a);
}

static void both_builds(void **state)
{
    (void)state;
    need_cohort();
    DIR *d = opendir(shared("panel37"));
    if (d == NULL) skip();
    tally all = {0, 0};
    for (struct dirent *f = readdir(d); f != NULL; f = readdir(d)) {
        size_t n = strlen(f->d_name);
        if (n < 4 || strcmp(f->d_name + n - 4, ".bcf") != 0) continue;
        char name[300];
        snprintf(name, sizeof name, "panel37/%s", f->d_name);
        genotypes_options o = {.build = BUILD_UNKNOWN};
        genotypes *g = NULL;
        err e = {0};
        status s = genotypes_open(shared(name), &panel.panel, &o, &g, &e);
        genotypes_free(g);
        if (s == E_CONFLICT) continue; /* a gene without any of our sites cannot show its build */
        table x;
        assert_true(load(&x, shared(name), false));
        assert_int_equal(x.build, BUILD_37);
        tally t = compare(name, &x, &cohort);
        all.both += t.both;
        all.different += t.different;
        arena_release(&x.a);
    }
    closedir(d);
    print_message("both builds: %zu cells told by both, %zu different\n", all.both, all.different);
    assert_true(all.both > 100000);
    assert_true(all.different * 200 < all.both);
}

static int set_up(void **state)
{
    (void)state;
    return kb_panel_load(&panel) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&cohort.a);
    kb_panel_release(&panel);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compatible_and_default),
        cmocka_unit_test(gvcf_people),
        cmocka_unit_test(raw_caller_output),
        cmocka_unit_test(both_builds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
