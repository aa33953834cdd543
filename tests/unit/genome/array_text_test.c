/*
 * Array text: layouts, build, strand, no-calls. Files are written to a temporary folder; the real
 * samples of the shared data are read where they are there.
 */
#include "genotypes_help.c"

#include "genome/array_text.h"
#include "genome/text_file.h"
#include "temp_file.h"

static const genotypes_options plain = {.build = BUILD_UNKNOWN};

static outcome *read_array(const char *name, const char *text, const genotypes_options *options)
{
    const char *path = temp_path(name);
    temp_write(path, text, strlen(text));
    return read_path(path, options);
}

/* Chromosome 1 sites SNV (C>T,G: shows no strand), SWAP (A>G), X (C>T), MT (C>T and T>A). */
#define BUILD37                                                                                    \
    "# This file uses human reference build 37\r\n# rsid\tchromosome\tposition\tgenotype\r\n"

static outcome *one(const char *rows)
{
    static char text[4096];
    snprintf(text, sizeof text, "%s%s", BUILD37, rows);
    outcome *o = read_array("person.txt", text, &plain);
    if (o->code != OK) print_message("%s\n", o->error);
    assert_int_equal(o->code, OK);
    return o;
}

static void layout_23andme(void **state)
{
    (void)state;
    outcome *o = one("rs1\t1\t565\tAG\r\nrs2\tX\t506\tC\r\nrs3\tMT\t506\tT\r\nrs4\t1\t510\tII\r\n"
                     "rs5\t1\t520\t--\r\nrs6\t1\t999\tAA\r\nrs7\tPAR\t99\tAA\r\n");
    assert_int_equal(o->build, BUILD_37);
    expect(o, SWAP, 0, "0/1");
    expect(o, CHRX, 0, "0");
    expect(o, MITO, 0, "1");
    expect(o, RUN, 0, "./.:SYMBOLIC");
    expect(o, REPEAT, 0, "./.:NO_CALL");
    expect(o, INSERT, 0, "not given");
    expect(o, SNV, 0, "not given");
}

static void layout_ancestry(void **state)
{
    (void)state;
    outcome *o = read_array("a.txt",
                            "#AncestryDNA raw data download\n"
                            "#of the SNP using human reference build 37.1 coordinates.\n"
                            "rsid\tchromosome\tposition\tallele1\tallele2\n"
                            "rs1\t1\t565\tG\tG\nrs2\t23\t506\tC\tT\nrs3\t26\t506\tT\tT\n"
                            "rs4\t1\t506\t0\t0\nrs5\t25\t506\tA\tA\n",
                            &plain);
    assert_int_equal(o->code, OK);
    expect(o, SWAP, 0, "1/1");
    expect(o, CHRX, 0, "0/1");
    expect(o, MITO, 0, "1");
    expect(o, SNV, 0, "./.:NO_CALL");
}

static void layout_plain(void **state)
{
    (void)state;
    genotypes_options asked = plain;
    asked.build = BUILD_38;
    outcome *o =
        read_array("p.tsv", "chrom\tpos\tgenotype\nchr1\t1065\tA/G\nchrX\t1006\tC|T\n", &asked);
    assert_int_equal(o->code, OK);
    expect(o, SWAP, 0, "0/1");
    expect(o, CHRX, 0, "0/1");
    o = read_array("p.csv", "RSID,CHROMOSOME,POSITION,RESULT\n\"rs1\",\"1\",\"1065\",\"GG\"\n",
                   &asked);
    assert_int_equal(o->code, OK);
    expect(o, SWAP, 0, "1/1");
}

static void strand(void **state)
{
    (void)state;
    /* A/G read as TC: minus strand, seen by itself */
    outcome *o = one("rs1\t1\t565\tTC\nrs2\tX\t506\tG\nrs3\tMT\t504\tTT\n");
    expect(o, SWAP, 0, "0/1");
    expect(o, CHRX, 0, "0");
    expect(o, PALINDROME, 0, "./.:STRAND");
    assert_non_null(strstr(o->remarks, "strand"));
    /* too few to tell */
    o = one("rs1\t1\t565\tAG\nrs3\tMT\t504\tTA\nrs4\t1\t506\tCC\n");
    expect(o, PALINDROME, 0, "./.:STRAND");
    expect(o, SNV, 0, "./.:STRAND");
}

/* Five sites that show the plus strand make palindromic ones callable. */
static void strand_established(void **state)
{
    (void)state;
    static genome_site many[8];
    genome_panel large = {many, 8, windows, 3};
    str ag[] = {STR("A"), STR("G")};
    str at[] = {STR("A"), STR("T")};
    for (uint32_t i = 0; i < 8; i++) {
        many[i] = (genome_site){2, 2, {0, 0}, {2000 + i, 3000 + i}, i < 6 ? ag : at};
    }
    char rows[600] = BUILD37;
    for (int i = 0; i < 8; i++) {
        size_t n = strlen(rows);
        snprintf(rows + n, sizeof rows - n, "rs%d\t2\t%d\t%s\n", i, 2001 + i, i < 6 ? "AG" : "TA");
    }
    for (int minus = 0; minus < 2; minus++) {
        if (minus != 0) memcpy(strstr(rows, "AG"), "CT", 2);
        arena a;
        arena_init(&a, 0);
        array_text *t = NULL;
        site_index index;
        genome_column c;
        err e = {0};
        assert_int_equal(array_text_parse("x.txt", str_of(rows), &large, BUILD_UNKNOWN, &a, &t, &e),
                         OK);
        assert_int_equal(site_index_make(&index, &large, BUILD_37, true, &a, &e), OK);
        assert_true(array_text_column(t, &index.views[7], &c));
        assert_int_equal(c.base.why, minus != 0 ? WHY_STRAND : WHY_NONE);
        if (minus == 0) assert_int_equal(c.base.a + c.base.b, 1);
        assert_true(array_text_column(t, &index.views[0], &c));
        assert_int_equal(c.base.a, 0);
        assert_int_equal(c.base.b, 1);
        arena_release(&a);
    }
}

static void neither_strand(void **state)
{
    (void)state;
    outcome *o = one("rs1\t1\t565\tAC\n");
    expect(o, SWAP, 0, "0/<C>");
}

static void duplicates(void **state)
{
    (void)state;
    outcome *o = one("rs1\t1\t565\tAG\ni1\t1\t565\tGA\n");
    expect(o, SWAP, 0, "0/1");
    o = one("rs1\t1\t565\tAG\ni1\t1\t565\tAA\n");
    expect(o, SWAP, 0, "./.:CONTRADICTION");
    o = one("rs1\t1\t565\t--\ni1\t1\t565\tAA\n");
    expect(o, SWAP, 0, "0/0");
}

static void builds(void **state)
{
    (void)state;
    outcome *o = read_array("b.txt", "# build 36\nrs1\t1\t565\tAG\n", &plain);
    assert_int_equal(o->code, E_CONFLICT);
    assert_non_null(strstr(o->error, "build 36"));
    o = read_array("b.txt", "rs1\t1\t565\tAG\n", &plain);
    assert_int_equal(o->code, E_CONFLICT);
    assert_non_null(strstr(o->error, "--build"));
    /* positions of GRCh38 under a comment that says 37 */
    o = read_array("b.txt",
                   "# build 37\nrs1\t1\t1065\tAG\nrs\t1\t1006\tCC\nrs\t1\t1010\tII\n"
                   "rs\t1\t1020\tII\nrs\t1\t1033\tII\nrs\t1\t1047\tCC\n",
                   &plain);
    assert_int_equal(o->code, E_CONFLICT);
    assert_non_null(strstr(o->error, "contradicts"));
    genotypes_options asked = plain;
    asked.build = BUILD_38;
    o = read_array("b.txt", "# build 37\nrs1\t1\t565\tAG\n", &asked);
    assert_int_equal(o->code, E_CONFLICT);
}

static void bad_rows(void **state)
{
    (void)state;
    outcome *o = one("rs1\t1\t565\tAG\nrs2\t1\tten\tAG\nrs3\tX\t506\tT\n");
    expect(o, SWAP, 0, "0/1");
    expect(o, CHRX, 0, "1");
    assert_non_null(strstr(o->remarks, "line 4 (position)"));
    o = read_array("bad.txt", "# build 37\nrs1\t1\t565\tAG\nx\ny\nz\n", &plain);
    assert_int_equal(o->code, E_SYNTAX);
    assert_non_null(strstr(o->error, "bad.txt:3"));
}

static void names_and_samples(void **state)
{
    (void)state;
    genotypes_options some = plain;
    const char *names[] = {"person"};
    some.samples = names;
    some.sample_count = 1;
    assert_int_equal(read_array("person.raw.txt", BUILD37 "r\t1\t565\tAG\n", &some)->code,
                     E_NOTFOUND);
    assert_int_equal(read_array("person.txt", BUILD37 "r\t1\t565\tAG\n", &some)->code, OK);
}

/* Real exports: every layout we document is recognised, others are left to the other reader. */
static void shared_samples(void **state)
{
    (void)state;
    const char *shared = getenv("PRECIS_SHARED") != NULL ? getenv("PRECIS_SHARED") : "../shared";
    static const struct {
        const char *name;
        bool array;
    } files[] = {{"snps_bsd3/input/23andme.txt", true},
                 {"snps_bsd3/input/23andme_win.txt", true},
                 {"snps_bsd3/input/23andme_allele.txt", true},
                 {"snps_bsd3/input/ancestry.txt", true},
                 {"snps_bsd3/input/ancestry_mt.txt", true},
                 {"snps_bsd3/input/ancestry_multi_sep.txt", true},
                 {"snps_bsd3/input/ftdna.csv", true},
                 {"snps_bsd3/input/ftdna_famfinder.csv", true},
                 {"snps_bsd3/input/myheritage.csv", true},
                 {"snps_bsd3/input/myheritage_extra_quotes.csv", true},
                 {"snps_bsd3/input/livingdna.csv", true},
                 {"snps_bsd3/input/genesforgood.txt", true},
                 {"snps_bsd3/input/circledna.txt", true},
                 {"snps_bsd3/input/sano_dtc.txt", true},
                 {"snps_bsd3/input/generic.tsv", true},
                 {"snps_bsd3/input/generic_no_header.tsv", true},
                 {"snps_bsd3/input/GRCh37.csv", true},
                 {"snps_bsd3/input/GRCh38.csv", true},
                 {"opensnp/23andMe_test.csv", true},
                 {"opensnp/ancestry_test.csv", true},
                 {"opensnp/ftdna-illumina_sample.csv", true},
                 {"opensnp/GenesForGood_test.csv", true},
                 {"opensnp/23andmeexome_test.csv", false},
                 {"snps_bsd3/input/testvcf.vcf", false},
                 {"snps_bsd3/input/generic.fa", false},
                 {"snps_bsd3/input/empty.txt", false}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[400];
        err e = {0};
        buf b;
        buf_init(&b, 8192);
        snprintf(path, sizeof path, "%s/data/assay/array/%s", shared, files[i].name);
        if (genome_text_file_peek(path, 8192, &b, &e) != OK) {
            buf_release(&b);
            print_message("shared data not there: skipped\n");
            skip();
        }
        if (array_text_looks_like(buf_str(&b)) != files[i].array) print_message("%s\n", path);
        assert_int_equal(array_text_looks_like(buf_str(&b)), files[i].array);
        buf_release(&b);
    }
}

static int remove_files(void **state)
{
    (void)state;
    temp_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_23andme),     cmocka_unit_test(layout_ancestry),
        cmocka_unit_test(layout_plain),       cmocka_unit_test(strand),
        cmocka_unit_test(strand_established), cmocka_unit_test(neither_strand),
        cmocka_unit_test(duplicates),         cmocka_unit_test(builds),
        cmocka_unit_test(bad_rows),           cmocka_unit_test(names_and_samples),
        cmocka_unit_test(shared_samples),
    };
    return cmocka_run_group_tests(tests, NULL, remove_files);
}
