/*
 * Compatible mode: rules 1-9 of the peer's behaviour, one test each.
 */
#include "genotypes_help.c"

static const genotypes_options mode = {.compatible = true, .build = BUILD_UNKNOWN};

static outcome *with(const char *meta, const char *lines)
{
    static char text[8192];
    snprintf(text, sizeof text, "##fileformat=VCFv4.2\n%s%s%s", meta, COLUMNS1, lines);
    outcome *o = read_text(text, &mode);
    if (o->code != OK) print_message("%s\n", o->error);
    assert_int_equal(o->code, OK);
    return o;
}

static outcome *one(const char *lines)
{
    return with("", lines);
}

static void rule1_positions(void **state)
{
    (void)state;
    outcome *o = one("chr1 1005 . AC A . PASS . GT 0/1\nchr1 1007 . A T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "not given");
    assert_int_equal(o->build, BUILD_38);
    o = one("chr1 1006 . C T . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 1/1\n");
    expect(o, SNV, 0, "0/1");
    assert_true((o->notes[SNV] & NOTE_DUPLICATE) != 0);
    o = one("chr1 1006 . A T . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 1/1\n");
    expect(o, SNV, 0, "1/1"); /* the first valid one */
}

static void rule2_reference(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . A T . PASS . GT 0/1\nchr1 1010 . C CT . PASS . GT 0/1\n");
    expect(o, SNV, 0, "./.:REF_MISMATCH");
    expect(o, RUN, 0, "./.:REF_MISMATCH"); /* no other spelling is recognised */
    assert_true((o->notes[SNV] & NOTE_REF_MISMATCH) != 0);
}

static void rule3_missing(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . PASS . GT ./.\nchr1 1065 . A G . PASS . GT .\n");
    expect(o, SNV, 0, "./.:NO_CALL");
    expect(o, SWAP, 0, "./.:NO_CALL");
    o = one("chr1 1006 . C T . PASS . DP 12\n");
    expect(o, SNV, 0, "./.:NO_CALL");
}

static void rule4_copies(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T,G . PASS . GT 0/1/2\nchr1 1065 . A G . PASS . GT ./1\n");
    expect(o, SNV, 0, "0/1");
    expect(o, SWAP, 0, "./1:NO_CALL");
    o = one("chr1 1006 . C T . PASS . GT .|1\nchr1 1065 . A G . PASS . GT 1/.\n");
    expect(o, SNV, 0, ".|1:NO_CALL");
    expect(o, SWAP, 0, "1/.:NO_CALL");
    o = one("chr1 1006 . C T . PASS . GT 0/.\nchr1 1065 . A G . PASS . GT 1\n");
    expect(o, SNV, 0, "./.:NO_CALL");
    assert_int_equal(o->cells[SWAP][0].a, 1);
    assert_int_equal(o->cells[SWAP][0].b, CELL_MISSING);
    o = one("chrX 1006 . C T . PASS . GT 0\nchrM 1006 . C T . PASS . GT 0/1\n");
    expect(o, CHRX, 0, "0");
    expect(o, MITO, 0, "0");
    o = one("chrX 1006 . C T . PASS . GT 0/1\nchrM 1006 . C T . PASS . GT ./1\n");
    expect(o, CHRX, 0, "0/1");
    expect(o, MITO, 0, "1");
}

static void rule5_undocumented(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C A . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/<A>");
    assert_true((o->notes[SNV] & NOTE_UNMARKED) == 0);
    o = one("chr1 1006 . C A,T . PASS . GT 0/2\n");
    expect(o, SNV, 0, "0/1");
    /* documented alleles of several bases, the record has single ones only: a warning, no more */
    o = one("chr1 1033 . G A . PASS . GT 0/1\n");
    expect(o, INSERT, 0, "0/<A>");
    assert_true((o->notes[INSERT] & NOTE_UNMARKED) != 0);
    o = one("chr1 1033 . G A,GT . PASS . GT 0/1\n");
    assert_true((o->notes[INSERT] & NOTE_UNMARKED) == 0);
}

static void rule6_symbols(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C <DEL> . PASS . GT 0/1\nchr1 1065 . A G,* . PASS . GT 0/2\n");
    expect(o, SNV, 0, "./.:SYMBOLIC");
    expect(o, SWAP, 0, "./.:SYMBOLIC");
    o = one("chr1 1006 . C T,<NON_REF> . PASS . GT 0/1\nchr1 1065 . A G,* . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
    expect(o, SWAP, 0, "0/1");
    assert_true((o->notes[SWAP] & NOTE_SYMBOLIC) != 0);
    o = one("chr1 1006 . C N . PASS . GT 0/0\n");
    expect(o, SNV, 0, "0/0");
}

static void rule7_depths(void **state)
{
    (void)state;
    const char *number_r = "##FORMAT=<ID=AD,Number=R>\n";
    const char *lines = "chr1 1006 . C T . PASS . GT:AD 0/1:20,0\n"
                        "chr1 1065 . A G . PASS . GT:AD 0/1:20,1\n"
                        "chrX 1006 . C T . PASS . GT:AD 1/1:20,0\n";
    outcome *o = with(number_r, lines);
    expect(o, SNV, 0, "./.:CONTRADICTION");
    expect(o, SWAP, 0, "0/1");
    expect(o, CHRX, 0, "1/1");
    o = with("", lines);
    expect(o, SNV, 0, "./.:CONTRADICTION");
    o = with("##FORMAT=<ID=AD,Number=.>\n", lines);
    expect(o, SNV, 0, "0/1");
}

static void rule9_phase(void **state)
{
    (void)state;
    outcome *o = with("##FORMAT=<ID=PS,Number=1>\n",
                      "chr1 1006 . C T . PASS . GT:PS 0|1:5\nchr1 1065 . A G . PASS . GT:PS 0/1:5\n"
                      "chrX 1006 . C T . PASS . GT:PS 1|1:5\n");
    expect(o, SNV, 0, "0|1:ps5");
    expect(o, SWAP, 0, "0/1");
    expect(o, CHRX, 0, "1|1");
}

static void quality_is_not_looked_at(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . LowQual . GT:GQ:DP 0/1:1:1\n");
    expect(o, SNV, 0, "0/1");
}

static void grch37_where_the_file_says_so(void **state)
{
    (void)state;
    outcome *o = with("##contig=<ID=1,length=249250621>\n", "1 565 . G A . PASS . GT 0/1\n");
    assert_int_equal(o->build, BUILD_37);
    assert_int_equal(o->cells[SWAP][0].a, 1);
    assert_int_equal(o->cells[SWAP][0].b, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule1_positions),
        cmocka_unit_test(rule2_reference),
        cmocka_unit_test(rule3_missing),
        cmocka_unit_test(rule4_copies),
        cmocka_unit_test(rule5_undocumented),
        cmocka_unit_test(rule6_symbols),
        cmocka_unit_test(rule7_depths),
        cmocka_unit_test(rule9_phase),
        cmocka_unit_test(quality_is_not_looked_at),
        cmocka_unit_test(grch37_where_the_file_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
