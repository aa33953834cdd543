/*
 * Default mode: one test a rule of observe.h, column.h and genotypes.h.
 */
#include "genotypes_help.c"

static const genotypes_options plain = {.build = BUILD_UNKNOWN};

static outcome *one(const char *lines)
{
    static char text[8192];
    snprintf(text, sizeof text, "%s%s%s", HEADER38, COLUMNS1, lines);
    outcome *o = read_text(text, &plain);
    if (o->code != OK) print_message("%s\n", o->error);
    assert_int_equal(o->code, OK);
    return o;
}

static outcome *with(const genotypes_options *options, const char *header, const char *lines)
{
    static char text[8192];
    snprintf(text, sizeof text, "%s%s%s", header, COLUMNS1, lines);
    return read_text(text, options);
}

static void exact_records(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . PASS . GT 0/1\n"
                     "chr1 1065 . A G . PASS . GT 1|0\n"
                     "chrX 1006 . C T . PASS . GT 1\n"
                     "chrM 1006 . C T . PASS . GT 1/1\n");
    expect(o, SNV, 0, "0/1");
    expect(o, SWAP, 0, "1|0");
    expect(o, CHRX, 0, "1");
    expect(o, MITO, 0, "1");
    expect(o, MNP, 0, "not given");
    assert_int_equal(o->notes[SNV], 0);
    o = one("chr1 1006 . C . . PASS . GT 0/0\nchr1 1065 . A G . . . GT ./.\n");
    expect(o, SNV, 0, "0/0");
    expect(o, SWAP, 0, "./.:NO_CALL");
    o = one("chr1 1006 . C G,A . PASS . GT 2/1\nchrM 1006 . C T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "2/<A>");
    expect(o, MITO, 0, "0/1"); /* heteroplasmy is kept */
    o = one("chr1 1006 . c t . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
}

static void partial_and_many_alleles(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . PASS . GT ./1\nchr1 1065 . A G . PASS . GT 0/1/1\n");
    expect(o, SNV, 0, "1/.:NO_CALL");
    expect(o, SWAP, 0, "0/1");
    assert_true((o->notes[SWAP] & NOTE_TRUNCATED) != 0);
    assert_true((o->cells[SWAP][0].flags & CELL_TRUNCATED) != 0);
    o = one("chr1 1006 . C T . PASS . GT .|1\n");
    expect(o, SNV, 0, ".|1:NO_CALL");
}

static void no_genotype_column(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . PASS . DP 12\n");
    expect(o, SNV, 0, "./.:NO_CALL");
}

static void split_multi_allelics_join(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . PASS . GT 0/1\nchr1 1006 . C G . PASS . GT 0/1\n");
    expect(o, SNV, 0, "1/2");
    assert_true((o->notes[SNV] & NOTE_DUPLICATE) != 0);
    o = one("chr1 1006 . C T . PASS . GT 0|1\nchr1 1006 . C G . PASS . GT 1|0\n");
    expect(o, SNV, 0, "2|1");
    o = one("chr1 1006 . C T . PASS . GT 0|1\nchr1 1006 . C G . PASS . GT 0/1\n");
    expect(o, SNV, 0, "2|1"); /* no other order fits */
    o = one("chr1 1006 . C T . PASS . GT ./1\nchr1 1006 . C G . PASS . GT 1/.\n");
    expect(o, SNV, 0, "1/2");
    o = one("chr1 1006 . C T . PASS . GT 0/0\nchr1 1006 . C G . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/2");
    o = one("chr1 1006 . C T . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
}

static void contradictions(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . PASS . GT 1|0\nchr1 1006 . C G . PASS . GT 1|0\n");
    expect(o, SNV, 0, "./.:CONTRADICTION");
    o = one("chr1 1006 . C T . PASS . GT 1/1\nchr1 1006 . C T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "./.:CONTRADICTION");
    o = one("chr1 1006 . C T . PASS . GT 1/1\nchr1 1006 . C G . PASS . GT 0/1\n");
    expect(o, SNV, 0, "./.:CONTRADICTION");
    o = one("chr1 1006 . C T . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 1\n");
    expect(o, SNV, 0, "./.:CONTRADICTION");
}

static void filters(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C T . LowQual . GT 0/1\n");
    expect(o, SNV, 0, "./.:FILTERED");
    o = one("chr1 1006 . C T . LowQual . GT 0/0\n");
    expect(o, SNV, 0, "./.:FILTERED");
    genotypes_options ignore = plain;
    ignore.ignore_filter = true;
    o = with(&ignore, HEADER38, "chr1 1006 . C T . LowQual . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
    /* a filtered neighbour that covers the site does not spoil the site's own record */
    o = one("chr1 1004 . TAC T . LowQual . GT 0/0\nchr1 1006 . C T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
}

#define FIELDS                                                                                     \
    "##FORMAT=<ID=GQ,>\n##FORMAT=<ID=DP,>\n##FORMAT=<ID=AD,Number=R>\n##FORMAT=<ID=PS,>\n"

static void thresholds(void **state)
{
    (void)state;
    genotypes_options strict = plain;
    strict.min_gq = 20;
    strict.min_dp = 10;
    outcome *o = with(&strict, HEADER38 FIELDS,
                      "chr1 1006 . C T . PASS . GT:GQ:DP 0/1:19:30\n"
                      "chr1 1056 . AC GT . PASS . GT:GQ:DP 0/1:20:10\n"
                      "chr1 1065 . A G . PASS . GT:GQ:DP 0/1:99:9\n"
                      "chrX 1006 . C T . PASS . GT:GQ 0/1:99\n");
    expect(o, SNV, 0, "./.:LOW_GQ");
    expect(o, MNP, 0, "0/1");
    expect(o, SWAP, 0, "./.:LOW_DP");
    expect(o, CHRX, 0, "./.:LOW_DP"); /* no depth given is not enough depth */
    o = with(&strict, HEADER38 FIELDS,
             "chr1 1001 . G <NON_REF> . . END=1009 GT:GQ:DP:MIN_DP 0/0:50:30:9\n"
             "chr1 1060 . G <NON_REF> . . END=1070 GT:GQ:DP:MIN_DP 0/0:50:5:10\n");
    expect(o, SNV, 0, "./.:LOW_DP"); /* MIN_DP counts before DP */
    expect(o, SWAP, 0, "0/0");
}

static void no_reads_is_not_normal(void **state)
{
    (void)state;
    outcome *o = with(&plain, HEADER38 FIELDS,
                      "chr1 1001 . G <NON_REF> . . END=1009 GT:DP:GQ:MIN_DP 0/0:3:9:0\n"
                      "chr1 1056 . AC GT . PASS . GT:DP 0/0:0\n"
                      "chr1 1060 . G <NON_REF> . . END=1070 GT:DP:GQ:MIN_DP 0/0:5:0:5\n"
                      "chrX 1006 . C T . PASS . GT:DP 0/1:0\n"
                      "chrM 1006 . C T . PASS . GT:DP 0/0:1\n");
    expect(o, SNV, 0, "./.:LOW_DP");
    expect(o, MNP, 0, "./.:LOW_DP");
    expect(o, SWAP, 0, "./.:LOW_GQ");
    expect(o, CHRX, 0, "0/1");
    expect(o, MITO, 0, "0");
}

static void depth_and_phase_sets(void **state)
{
    (void)state;
    outcome *o = with(&plain, HEADER38 FIELDS,
                      "chr1 1006 . C T . PASS . GT:AD 0/1:30,0\n"
                      "chr1 1056 . AC GT . PASS . GT:AD:PS 0|1:10,9:77\n"
                      "chr1 1065 . A G . PASS . GT:PS 1|1:77\n");
    expect(o, SNV, 0, "./.:CONTRADICTION");
    expect(o, MNP, 0, "0|1:ps77");
    expect(o, SWAP, 0, "1|1");
}

/* ---- spellings ---- */

static void indel_spellings(void **state)
{
    (void)state;
    outcome *o = one("chr1 1016 . T TT . PASS . GT 0/1\n"); /* right end of the run */
    expect(o, RUN, 0, "0/2");
    assert_true((o->notes[RUN] & NOTE_NORMALISED) != 0);
    o = one("chr1 1010 . CTT CT,CTTT . PASS . GT 1/2\n");
    expect(o, RUN, 0, "1/2");
    o = one("chr1 1013 . TTTT TTT . PASS . GT 0|1\n");
    expect(o, RUN, 0, "0|1");
    o = one("chr1 1010 . CT CTTT . PASS . GT 0/1\n");
    expect(o, RUN, 0, "0/<CTTT>");
    o = one("chr1 1024 . TAT T . PASS . GT 0/1\n");
    expect(o, REPEAT, 0, "0/1");
    o = one("chr1 1028 . T TAT . PASS . GT 1/1\n");
    expect(o, REPEAT, 0, "2/2");
    o = one("chr1 1034 . T TTAT . PASS . GT 0/1\n"); /* GTTC: TTA one to the right is TAT */
    expect(o, INSERT, 0, "0/1");
    o = one("chr1 1020 . CATAT C . PASS . GT 0/1\n"); /* one repeat fewer than documented */
    assert_true(o->cells[REPEAT][0].b >= CELL_OTHER_FIRST);
    assert_int_equal(o->cells[REPEAT][0].why, WHY_NONE);
}

static void mnps(void **state)
{
    (void)state;
    outcome *o = one("chr1 1005 . ACA GTA . PASS . GT 0/1\n"); /* covers SNV, base changed */
    expect(o, SNV, 0, "0/1");
    o = one("chr1 1004 . TAC GAC . PASS . GT 0/1\n"); /* covers SNV, base unchanged */
    expect(o, SNV, 0, "0/0");
    o = one("chr1 1056 . A G . PASS . GT 1|1\nchr1 1057 . C T . PASS . GT 1|1\n");
    expect(o, MNP, 0, "1|1");
    o = one("chr1 1056 . A G . PASS . GT 0|1\nchr1 1057 . C T . PASS . GT 0|1\n");
    expect(o, MNP, 0, "0|1");
    o = one("chr1 1056 . A G . PASS . GT 0|1\nchr1 1057 . C T . PASS . GT 1|0\n");
    assert_true(o->cells[MNP][0].a >= CELL_OTHER_FIRST && o->cells[MNP][0].b >= CELL_OTHER_FIRST);
    o = one("chr1 1056 . A G . PASS . GT 0/1\nchr1 1057 . C T . PASS . GT 0/1\n");
    expect(o, MNP, 0, "./.:CONTRADICTION");       /* fits in two ways */
    o = one("chr1 1056 . A G . PASS . GT 0/1\n"); /* the second base was not looked at */
    expect(o, MNP, 0, "./.:NO_RECORD");
    o = one("chr1 1055 . AACC AGTC . PASS . GT 0/1\n");
    expect(o, MNP, 0, "0/1");
}

static void references_need_the_whole_span(void **state)
{
    (void)state;
    outcome *o = one("chr1 1045 . C . . PASS . GT 0/0\n");
    expect(o, DELETE, 0, "./.:NO_RECORD");
    o = one("chr1 1045 . CTCAG . . PASS . GT 0/0\n");
    expect(o, DELETE, 0, "0/0");
    expect(o, INSIDE, 0, "0/0");
    o = one("chr1 1045 . C . . . . GT 0/0\nchr1 1046 . T . . . . GT 0/0\n"
            "chr1 1047 . C A . . . GT 0/1\nchr1 1048 . A . . . . GT 0/0\n"
            "chr1 1049 . G . . . . GT 0/0\n");
    expect(o, DELETE, 0, "0/0");
    expect(o, INSIDE, 0, "0/1");
    o = one("chr1 1047 . CAGT C . PASS . GT 0/0\n"); /* 0 of a short neighbour covers INSIDE */
    expect(o, INSIDE, 0, "0/0");
}

static void gvcf_blocks(void **state)
{
    (void)state;
    outcome *o = one("chr1 1001 . G <NON_REF> . . END=1048 GT 0/0\n"
                     "chr1 1049 . G <NON_REF> . . END=1064 GT 0/0\n"
                     "chr1 1065 . A G,<NON_REF> . . . GT 0/1\n"
                     "chr1 1066 . T <NON_REF> . . END=1070 GT 0/0\n");
    expect(o, SNV, 0, "0/0");
    expect(o, RUN, 0, "0/0");
    expect(o, DELETE, 0, "0/0"); /* two blocks together */
    expect(o, MNP, 0, "0/0");
    expect(o, SWAP, 0, "0/1");
    o = one("chr1 1006 . C <NON_REF> . . . GT 0/1\nchr1 1060 . G <*> . . END=1065 GT 0/0\n");
    expect(o, SNV, 0, "0/.:SYMBOLIC");
    expect(o, SWAP, 0, "0/0");
    o = one("chr1 1001 . G <NON_REF> . . END=1048 GT ./.\n");
    expect(o, SNV, 0, "./.:NO_CALL");
    /* an indel record beside a block that holds its anchor */
    o = one(
        "chr1 1001 . G <NON_REF> . . END=1014 GT 0/0\nchr1 1010 . CT C,<NON_REF> . . . GT 0/1\n");
    expect(o, RUN, 0, "0/1");
}

static void deletions_cover_sites(void **state)
{
    (void)state;
    outcome *o = one("chr1 1004 . TACA T . PASS . GT 0/1\n"); /* undocumented */
    expect(o, SNV, 0, "0/<*>");
    o = one("chr1 1004 . TACA T . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "1/<*>");
    o = one("chr1 1004 . TACA T . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 0/0\n");
    expect(o, SNV, 0, "0/<*>");
    o = one("chr1 1004 . TACA T . PASS . GT 0|1\nchr1 1006 . C T . PASS . GT 0|1\n");
    expect(o, SNV, 0, "./.:CONTRADICTION");
    o = one("chr1 1004 . TACA T . PASS . GT 0/1\nchr1 1006 . C T,* . PASS . GT 1/2\n");
    expect(o, SNV, 0, "1/<*>");
    o = one("chr1 1045 . CTCAG C . PASS . GT 0|1\n"); /* documented: the table says it all */
    expect(o, DELETE, 0, "0|1");
    expect(o, INSIDE, 0, "0|0");
    o = one("chr1 1045 . CTCAG C . PASS . GT 0/1\nchr1 1047 . C A,* . PASS . GT 1/2\n");
    expect(o, INSIDE, 0, "0/1");
    o = one("chr1 1047 . C A,* . PASS . GT 1/2\n");
    expect(o, INSIDE, 0, "1/.:SYMBOLIC");
}

static void symbols(void **state)
{
    (void)state;
    outcome *o = one("chr1 1004 . T <DEL> . PASS END=1010 GT 0/1\n");
    expect(o, SNV, 0, "./.:SYMBOLIC");
    o = one("chr1 1004 . T <DEL> . PASS END=1010 GT 0/1\nchr1 1006 . C T . PASS . GT 0/1\n");
    assert_int_not_equal(o->cells[SNV][0].a, 0);
    o = one("chr1 1004 . T <DEL> . PASS END=1010 GT 0/0\n"); /* says nothing about small variants */
    expect(o, SNV, 0, "./.:NO_RECORD");
    genotypes_options absent = plain;
    absent.absent_is_reference = true;
    o = with(&absent, HEADER38, "chr1 1004 . T <DEL> . PASS END=1010 GT 0/0\n");
    expect(o, SNV, 0, "0/0");
    o = one("chr1 1006 . C N . PASS . GT 0/1\n");
    expect(o, SNV, 0, "./.:SYMBOLIC");
}

static void undocumented_beside(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . C CAA . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/<CAA>");
    o = one("chr1 1033 . G A . PASS . GT 0/1\n"); /* SNV on the anchor of an insertion */
    expect(o, INSERT, 0, "0/0");
    o = one("chr1 1006 . CA TT . PASS . GT 0/1\n"); /* SNV and a change beside it */
    expect(o, SNV, 0, "0/1");
    o = one("chr1 1006 . CAG TA . PASS . GT 0/1\n"); /* neither SNV nor indel: not taken apart */
    expect(o, SNV, 0, "0/<*>");
}

static void complex_alternatives(void **state)
{
    (void)state;
    /* SNV and a shorter run in one replacement, as haplotype callers write it */
    outcome *o = one("chr1 1006 . CAGGCTT TAGGCT . PASS . GT 0|1\n");
    expect(o, SNV, 0, "0|1");
    expect(o, RUN, 0, "0|1");
    /* equal length: one T fewer, one TA more */
    o = one("chr1 1010 . CTTTTTTACGCATATATATGG CTTTTTACGCATATATATATGG . PASS . GT 1|1\n");
    expect(o, RUN, 0, "1|1");
    expect(o, REPEAT, 0, "2|2");
    /* deletion and substitution behind it */
    o = one("chr1 1045 . CTCAGTCAGGAAC CTCAGGAGT . PASS . GT 0/1\n");
    expect(o, DELETE, 0, "0/1");
    expect(o, MNP, 0, "0/1");
    expect(o, INSIDE, 0, "0/0");
}

static void wrong_reference(void **state)
{
    (void)state;
    outcome *o = one("chr1 1006 . A T . PASS . GT 0/1\nchr1 1065 . A G . . . GT 0/1\n");
    expect(o, SNV, 0, "./.:REF_MISMATCH");
    assert_true((o->notes[SNV] & NOTE_REF_MISMATCH) != 0);
    expect(o, SWAP, 0, "0/1");
}

/* ---- builds ---- */

static void other_build(void **state)
{
    (void)state;
    outcome *o =
        with(&plain, HEADER37, "1 506 . C T . PASS . GT 0/1\n1 565 . G A . PASS . GT 0/0\n");
    assert_int_equal(o->code, OK);
    assert_int_equal(o->build, BUILD_37);
    expect(o, SNV, 0, "0/1");
    expect(o, SWAP, 0, "1/1"); /* REF of GRCh37 is the allele G */
    o = with(&plain, HEADER37, "1 565 . G A . PASS . GT 0|1\n1 545 . CTCAG . . . . GT 0/0\n");
    expect(o, SWAP, 0, "1|0");
    expect(o, DELETE, 0, "0/0");
}

static void build_from_bases(void **state)
{
    (void)state;
    const char *lines = "1 506 . C T . PASS . GT 0/1\n1 510 . CT C . PASS . GT 0/1\n"
                        "1 520 . CAT C . PASS . GT 0/1\n1 565 . G A . PASS . GT 0/0\n";
    outcome *o = with(&plain, "##fileformat=VCFv4.2\n", lines);
    assert_int_equal(o->code, OK);
    assert_int_equal(o->build, BUILD_37);
    assert_non_null(strstr(o->evidence, "4 of 4"));
    expect(o, REPEAT, 0, "0/1");
    fake_source_be_pipe(true);
    o = with(&plain, "##fileformat=VCFv4.2\n", lines);
    fake_source_be_pipe(false);
    assert_int_equal(o->code, E_CONFLICT);
    o = with(&plain, "##fileformat=VCFv4.2\n", "1 506 . C T . PASS . GT 0/1\n");
    assert_int_equal(o->build, BUILD_37);
    o = with(&plain, "##fileformat=VCFv4.2\n", "1 506 . C . . PASS . GT 0/0\n");
    assert_int_equal(o->code, E_CONFLICT); /* no alternative: any C would do */
    assert_non_null(strstr(o->error, "--build"));
    genotypes_options asked = plain;
    asked.build = BUILD_37;
    o = with(&asked, "##fileformat=VCFv4.2\n", "1 506 . C T . PASS . GT 0/1\n");
    assert_int_equal(o->code, OK);
    expect(o, SNV, 0, "0/1");
    o = with(&asked, HEADER38, "1 506 . C T . PASS . GT 0/1\n");
    assert_int_equal(o->code, E_CONFLICT);
}

static void build_contradicted_by_bases(void **state)
{
    (void)state;
    char lines[4096] = "";
    for (int i = 0; i < 12; i++) { /* every REF wrong */
        char base = SEQUENCE[i] == 'A' ? 'C' : 'A';
        size_t n = strlen(lines);
        snprintf(lines + n, sizeof lines - n, "chr1 %d . %c G . PASS . GT 0/1\n", 1001 + i, base);
    }
    /* only records at sites are looked at; the run site spans enough of them */
    outcome *o = with(&plain, HEADER38, lines);
    assert_true(o->code == OK || o->code == E_CONFLICT);
    memset(lines, 0, sizeof lines);
    for (int i = 19; i < 34; i++) {
        char base = SEQUENCE[i] == 'A' ? 'C' : 'A';
        size_t n = strlen(lines);
        snprintf(lines + n, sizeof lines - n, "chr1 %d . %c G . PASS . GT 0/1\n", 1001 + i, base);
    }
    o = with(&plain, HEADER38, lines);
    assert_int_equal(o->code, E_CONFLICT);
    assert_non_null(strstr(o->error, "REF of"));
}

static void foreign_mitochondrion(void **state)
{
    (void)state;
    outcome *o = with(&plain, HEADER37 "##contig=<ID=chrM,length=16571>\n",
                      "chrM 506 . C T . PASS . GT 1\n1 506 . C T . PASS . GT 0/1\n");
    assert_int_equal(o->code, OK);
    expect(o, MITO, 0, "not given");
    expect(o, SNV, 0, "0/1");
    assert_non_null(strstr(o->remarks, "rCRS"));
}

/* ---- what is absent ---- */

static void absent_sites(void **state)
{
    (void)state;
    genotypes_options absent = plain;
    absent.absent_is_reference = true;
    outcome *o = with(&absent, HEADER38,
                      "chr1 1006 . C T . PASS . GT 0/1\n"
                      "chr1 1065 . A G . PASS . GT ./.\n");
    expect(o, SNV, 0, "0/1");
    expect(o, MNP, 0, "0/0");
    expect(o, MITO, 0, "not given"); /* neither the header nor a record names the chromosome */
    expect(o, SWAP, 0, "./.:NO_CALL");
    o = with(&absent, HEADER37, "");
    expect(o, SWAP, 0, "1/1");
}

static void callable_regions(void **state)
{
    (void)state;
    genome_region regions[] = {{1, 1000, 1046}, {1, 1064, 1070}};
    genome_bed bed = {regions, 2};
    genotypes_options o1 = plain;
    o1.callable = &bed;
    outcome *o = with(&o1, HEADER38,
                      "chr1 1006 . C T . PASS . GT 0/1\n"
                      "chr1 1056 . AC GT . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
    expect(o, RUN, 0, "0/0");
    expect(o, SWAP, 0, "0/0");
    expect(o, DELETE, 0, "./.:DECLINED"); /* reaches beyond the region */
    expect(o, MNP, 0, "./.:DECLINED");
}

/* ---- samples ---- */

static void samples(void **state)
{
    (void)state;
    const char *text = HEADER38 COLUMNS3 "chr1 1006 . C T . PASS . GT 0/1 1/1 ./.\n"
                                         "chr1 1065 . A G . PASS . GT 0|0 0|0 0|1\n";
    outcome *o = read_text(text, &plain);
    assert_int_equal(o->people, 3);
    expect(o, SNV, 0, "0/1");
    expect(o, SNV, 1, "1/1");
    expect(o, SNV, 2, "./.:NO_CALL");
    expect(o, SWAP, 2, "0|1");
    genotypes_options some = plain;
    const char *names[] = {"s3", "s2"};
    some.samples = names;
    some.sample_count = 2;
    o = read_text(text, &some);
    assert_int_equal(o->people, 2);
    expect(o, SNV, 0, "1/1"); /* the file's order */
    expect(o, SWAP, 1, "0|1");
    names[0] = "S1";
    o = read_text(text, &some);
    assert_int_equal(o->code, E_NOTFOUND);
    assert_non_null(strstr(o->error, "'s1'"));
}

static void many_samples_join(void **state)
{
    (void)state;
    outcome *o = read_text(HEADER38 COLUMNS3 "chr1 1006 . C T . PASS . GT 0/1 1/1 0/0\n"
                                             "chr1 1006 . C G . PASS . GT 0/1 0/0 ./.\n",
                           &plain);
    expect(o, SNV, 0, "1/2");
    expect(o, SNV, 1, "1/1");
    expect(o, SNV, 2, "./.:NO_CALL");
}

static void unsorted(void **state)
{
    (void)state;
    outcome *o = one("chr1 1065 . A G . PASS . GT 0/1\nchr1 1006 . C T . PASS . GT 0/1\n");
    expect(o, SNV, 0, "0/1");
    expect(o, SWAP, 0, "0/1");
    o = with(&plain, HEADER38,
             "chr1 1006 . C T . PASS . GT 0/1\nchr1 1065 . A G . PASS . GT 0/1\n"
             "chr1 1006 . C G . PASS . GT 0/1\n");
    assert_int_equal(o->code, E_SYNTAX);
    assert_non_null(strstr(o->error, "not sorted"));
}

/* Each allocation fails once: an error that says so, nothing leaked (the sanitizer looks). */
static void no_memory(void **state)
{
    (void)state;
    const char *lines = "chr1 1004 . TACA T . PASS . GT 0/1\nchr1 1006 . C T,A . PASS . GT 1/2\n"
                        "chr1 1006 . C G . PASS . GT 0/0\nchr1 1020 . CAT CATAT . PASS . GT 0/1\n";
    uint64_t n = 1;
    for (; n < 1000; n++) {
        base_alloc_fail_after(n);
        outcome *o = with(&plain, HEADER38, lines);
        base_alloc_fail_after(0);
        if (o->code == OK) break;
        assert_int_equal(o->code, E_MEMORY);
    }
    assert_true(n > 5 && n < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_records),
        cmocka_unit_test(partial_and_many_alleles),
        cmocka_unit_test(no_genotype_column),
        cmocka_unit_test(split_multi_allelics_join),
        cmocka_unit_test(contradictions),
        cmocka_unit_test(filters),
        cmocka_unit_test(thresholds),
        cmocka_unit_test(depth_and_phase_sets),
        cmocka_unit_test(no_reads_is_not_normal),
        cmocka_unit_test(indel_spellings),
        cmocka_unit_test(mnps),
        cmocka_unit_test(references_need_the_whole_span),
        cmocka_unit_test(gvcf_blocks),
        cmocka_unit_test(deletions_cover_sites),
        cmocka_unit_test(symbols),
        cmocka_unit_test(undocumented_beside),
        cmocka_unit_test(wrong_reference),
        cmocka_unit_test(complex_alternatives),
        cmocka_unit_test(other_build),
        cmocka_unit_test(build_from_bases),
        cmocka_unit_test(build_contradicted_by_bases),
        cmocka_unit_test(foreign_mitochondrion),
        cmocka_unit_test(absent_sites),
        cmocka_unit_test(callable_regions),
        cmocka_unit_test(samples),
        cmocka_unit_test(many_samples_join),
        cmocka_unit_test(unsorted),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
