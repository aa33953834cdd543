/*
 * A way to read VCF text against the small panel and to look at the cells. Included by the tests of
 * genotypes (one program, one translation unit each).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "fake_source.c"
#include "small_panel.c"

#define UNUSED __attribute__((unused))

enum { PEOPLE_MAX = 8 };

/* What a reading gave: every cell as text ("0/1", "1|0", "1", "./.:LOW_GQ", "*" = not given). */
typedef struct outcome {
    status code;
    char error[ERR_TEXT_MAX];
    size_t people;
    genome_cell cells[SITES][PEOPLE_MAX];
    bool given[SITES];
    uint32_t notes[SITES];
    char others[SITES][4][64];
    genome_build build;
    char evidence[200];
    char remarks[400];
} outcome;

static const char *const why_names[WHY_COUNT] = {
    "",         "NO_RECORD",     "NO_CALL", "FILTERED", "LOW_GQ", "LOW_DP", "REF_MISMATCH",
    "SYMBOLIC", "CONTRADICTION", "STRAND",  "DECLINED"};

static status collect(void *context, const genome_column *c, err *e)
{
    outcome *o = context;
    (void)e;
    assert_true(c->site < SITES);
    assert_false(o->given[c->site]);
    o->given[c->site] = true;
    o->notes[c->site] = c->notes;
    for (size_t i = 0; i < o->people; i++) o->cells[c->site][i] = c->base;
    uint32_t last = 0;
    for (size_t i = 0; i < c->exception_count; i++) {
        assert_true(c->exceptions[i].sample < o->people);
        assert_true(i == 0 || c->exceptions[i].sample > last);
        last = c->exceptions[i].sample;
        o->cells[c->site][last] = c->exceptions[i].cell;
    }
    for (size_t i = 0; i < c->other_count && i < 4; i++) {
        snprintf(o->others[c->site][i], 64, "%.*s", STR_ARG(c->others[i]));
    }
    return OK;
}

UNUSED static outcome *read_path(const char *path, const genotypes_options *options)
{
    static outcome o;
    memset(&o, 0, sizeof o);
    err e = {0};
    genotypes *g = NULL;
    o.code = genotypes_open(path, &panel, options, &g, &e);
    if (o.code == OK) {
        (void)genotypes_samples(g, &o.people);
        assert_true(o.people <= PEOPLE_MAX);
        o.build = genotypes_build(g);
        snprintf(o.evidence, sizeof o.evidence, "%s", genotypes_build_evidence(g));
        o.code = genotypes_read(g, collect, &o, &e);
        size_t n;
        const str *notes = genotypes_notes(g, &n);
        for (size_t i = 0; i < n; i++) {
            size_t at = strlen(o.remarks);
            snprintf(o.remarks + at, sizeof o.remarks - at, "%.*s\n", STR_ARG(notes[i]));
        }
    }
    genotypes_free(g);
    if (o.code != OK) snprintf(o.error, sizeof o.error, "%s", e.text);
    return &o;
}

UNUSED static outcome *read_text(const char *text, const genotypes_options *options)
{
    fake_source_set(text);
    return read_path("-", options);
}

static const char *allele_name(const outcome *o, int site, uint8_t code)
{
    static char text[4][80];
    static int turn;
    turn = (turn + 1) % 4;
    if (code == CELL_MISSING) return ".";
    if (code >= CELL_OTHER_FIRST && code <= CELL_OTHER_LAST) {
        snprintf(text[turn], sizeof text[turn], "<%s>", o->others[site][code - CELL_OTHER_FIRST]);
    } else {
        assert_true(code < sites[site].allele_count);
        snprintf(text[turn], sizeof text[turn], "%u", code);
    }
    return text[turn];
}

UNUSED static const char *cell_text(const outcome *o, int site, size_t person)
{
    static char text[4][200];
    static int turn;
    turn = (turn + 1) % 4;
    if (!o->given[site]) return "not given";
    genome_cell c = o->cells[site][person];
    const char *mark = (c.flags & CELL_PHASED) != 0 ? "|" : "/";
    const char *second = c.b == CELL_ABSENT ? "" : allele_name(o, site, c.b);
    int n = snprintf(text[turn], sizeof text[turn], "%s%s%s", allele_name(o, site, c.a),
                     c.b == CELL_ABSENT ? "" : mark, second);
    char *p = text[turn] + n;
    size_t room = sizeof text[turn] - (size_t)n;
    if (c.ps != 0) n = snprintf(p, room, ":ps%u", c.ps), p += n, room -= (size_t)n;
    if (c.why != WHY_NONE) snprintf(p, room, ":%s", why_names[c.why]);
    return text[turn];
}

#define HEADER38 "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n"
#define HEADER37 "##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n"
#define COLUMNS1 "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT s1\n"
#define COLUMNS3 "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT s1 s2 s3\n"
/* 1-based positions of the indices, as VCF writes them */
#define expect(o, site, person, text) assert_string_equal(cell_text(o, site, person), text)
