/*
 * The panel seen in a build: spans, reach, look-up, regions, what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "genome/site_view.h"
#include "small_panel.c"

static arena memory;

static site_index make(genome_build build, bool positions_only)
{
    site_index index;
    err e;
    assert_int_equal(site_index_make(&index, &panel, build, positions_only, &memory, &e), OK);
    return index;
}

static const site_view *view_of(const site_index *index, int site)
{
    for (size_t i = 0; i < index->count; i++) {
        if (index->views[i].number == (uint32_t)site) return &index->views[i];
    }
    return NULL;
}

static void reach(void **state)
{
    (void)state;
    site_index index = make(BUILD_38, false);
    assert_int_equal(index.count, SITES);
    const site_view *v = view_of(&index, SNV);
    assert_int_equal(v->from0, START38 + 5);
    assert_int_equal(v->to0, START38 + 6);
    assert_false(v->has_indel);
    v = view_of(&index, RUN);
    assert_true(v->has_indel);
    assert_int_equal(v->end0, START38 + 11);
    assert_int_equal(v->to0, START38 + 17); /* an insertion written behind the run */
    v = view_of(&index, DELETE);
    assert_int_equal(v->to0, START38 + 53);
    assert_int_equal(view_of(&index, INSIDE)->to0,
                     v->to0); /* the deletion may cover it from there */
    v = view_of(&index, MNP);
    assert_int_equal(v->sub_from0, START38 + 55);
    assert_int_equal(v->sub_to0, START38 + 57);
    for (size_t i = 1; i < index.count; i++) {
        const site_view *p = &index.views[i - 1];
        assert_true(p->chrom < p[1].chrom || (p->chrom == p[1].chrom && p->from0 <= p[1].from0));
    }
    index = make(BUILD_38, true);
    assert_int_equal(view_of(&index, RUN)->to0, START38 + 10);
    assert_int_equal(index.longest, 1);
}

static void builds(void **state)
{
    (void)state;
    site_index index = make(BUILD_37, false);
    const site_view *v = view_of(&index, SWAP);
    assert_int_equal(v->ref_code, 1);
    assert_int_equal(v->start0, START37 + 64);
    assert_int_equal(v->alleles[1].count, 0);
    assert_int_equal(v->alleles[0].count, 1);
}

static void look_up(void **state)
{
    (void)state;
    site_index index = make(BUILD_38, false);
    size_t i = site_index_first(&index, 1, START38 + 16);
    bool found = false;
    for (; i < index.count && index.views[i].from0 < START38 + 17; i++) {
        found = found || index.views[i].number == RUN;
    }
    assert_true(found);
    genome_edit x = view_of(&index, DELETE)->alleles[1].items[0];
    assert_true(site_index_documents(&index, 1, &x));
    assert_false(site_index_documents(&index, 2, &x));
    x.end0++;
    assert_false(site_index_documents(&index, 1, &x));
}

static void regions(void **state)
{
    (void)state;
    site_index index = make(BUILD_38, false);
    const genome_region *list;
    size_t n;
    err e;
    assert_int_equal(site_index_regions(&index, &memory, &list, &n, &e), OK);
    assert_true(n > 5 && n < SITES);
    for (size_t i = 1; i < n; i++) {
        assert_true(list[i - 1].chrom < list[i].chrom || list[i - 1].end0 < list[i].start0);
    }
}

static void strange_sites(void **state)
{
    (void)state;
    str alleles[2] = {STR("C"), STR("T")};
    genome_site site = {1, 2, {SITE_REF_OTHER, 0}, {START37 + 64, START38 + 5}, alleles};
    genome_panel one = {&site, 1, windows, 1};
    site_index index;
    err e;
    assert_int_equal(site_index_make(&index, &one, BUILD_37, false, &memory, &e), OK);
    assert_int_equal(index.views[0].ref_code, SITE_CODE_NONE);
    assert_true(str_eq(index.views[0].ref, STR("G"))); /* from the window */
    one.window_count = 0;
    assert_int_equal(site_index_make(&index, &one, BUILD_37, false, &memory, &e), E_RANGE);
    assert_int_equal(site_index_make(&index, &one, BUILD_38, false, &memory, &e), OK);
    site.pos0[BUILD_38] = SITE_POS_NONE;
    assert_int_equal(site_index_make(&index, &one, BUILD_38, false, &memory, &e), OK);
    assert_int_equal(index.count, 0);
    assert_int_equal(index.skipped, 1);
    site.pos0[BUILD_38] = 5;
    alleles[1] = STR("<DEL>");
    assert_int_equal(site_index_make(&index, &one, BUILD_38, false, &memory, &e), E_RANGE);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach),   cmocka_unit_test(builds),        cmocka_unit_test(look_up),
        cmocka_unit_test(regions), cmocka_unit_test(strange_sites),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
