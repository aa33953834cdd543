/*
 * Reading and calling whole files: what a stated sex does on X, parts of the same people, shards of
 * samples, outside findings, and that a sample's findings are those of its patterns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cohort/engine.h"
#include "temp_file.h"

#define HEAD(samples)                                                                              \
    "##fileformat=VCFv4.2\n##reference=GRCh38\n##contig=<ID=chr7,length=159345973>\n"              \
    "##contig=<ID=chr16,length=90338345>\n##contig=<ID=chrX,length=156040895>\n"                   \
    "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"x\">\n"                                    \
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" samples "\n"
#define ROW(chrom, pos, ref, alt, gts)                                                             \
    chrom "\t" pos "\t.\t" ref "\t" alt "\t.\tPASS\t.\tGT\t" gts "\n"

static kb *knowledge;
static pgx_model model;
static arena model_memory;

static int set_up(void **state)
{
    (void)state;
    err e;
    if (kb_open(NULL, &knowledge, &e) != OK) return -1;
    return pgx_model_build(knowledge, &model_memory, &model, &e) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&model_memory);
    kb_close(knowledge);
    temp_remove();
    return 0;
}

static const char *write_vcf(const char *name, const char *text)
{
    const char *path = temp_path(name);
    temp_write(path, text, strlen(text));
    return path;
}

static cohort_options options_for(bool *genes, const char *gene)
{
    memset(genes, 0, model.gene_count * sizeof *genes);
    genes[kb_gene_find(knowledge, str_of(gene))->index] = true;
    cohort_options o = {.genes = genes, .threads = 2};
    o.read.build = BUILD_UNKNOWN;
    o.read.absent_is_reference = true;
    return o;
}

/* The only finding of a sample, as "status diplotype". */
static void expect(cohort *c, size_t sample, const char *wanted)
{
    arena a = {0};
    err e;
    finding_set set;
    assert_int_equal(cohort_call_sample(c, sample, &a, &set, &e), OK);
    assert_int_equal(set.count, 1);
    const finding *f = &set.items[0];
    str first = f->candidate_count > 0 ? f->candidates[0].diplotype : STR("-");
    char text[256];
    (void)snprintf(text, sizeof text, "%s %.*s", finding_status_name(f->status), STR_ARG(first));
    assert_string_equal(text, wanted);
    arena_release(&a);
}

static cohort_sex sex_of_letter(void *context, str sample)
{
    (void)context;
    return sample.p[0] == 'M' ? SEX_MALE : sample.p[0] == 'F' ? SEX_FEMALE : SEX_UNKNOWN;
}

static const char x_rows[] = HEAD("Mhom\tMhet\tMone\tFhom\tFone\tU")
    ROW("chrX", "154535277", "T", "C", "1/1\t0|1\t1\t1/1\t1\t1/1");

static void sex_on_x(void **state)
{
    (void)state;
    err e;
    bool genes[256];
    cohort_options o = options_for(genes, "G6PD");
    const char *path = write_vcf("x.vcf", x_rows);
    cohort *c;
    assert_int_equal(cohort_read(&path, 1, &model, &o, &c, &e), OK);
    expect(c, 0, "called A/A"); /* nobody said that this is a man */
    cohort_free(c);
    o.sex_of = sex_of_letter;
    assert_int_equal(cohort_read(&path, 1, &model, &o, &c, &e), OK);
    expect(c, 0, "called A");
    expect(c, 2, "called A");
    expect(c, 3, "called A/A");
    expect(c, 5, "called A/A");
    arena a = {0};
    for (size_t i = 1; i < 5; i += 3) { /* the man with two alleles, the woman with one copy */
        finding_set set;
        assert_int_equal(cohort_call_sample(c, i, &a, &set, &e), OK);
        assert_int_equal(set.items[0].positions_untested, 1);
    }
    arena_release(&a);
    size_t count;
    const str *notes = cohort_notes(c, &count);
    assert_int_equal(count, 2);
    if (strstr(notes[1].p, "2 sample(s)") == NULL) fail_msg("%s", notes[1].p);
    cohort_free(c);
}

static void parts_of_the_same_people(void **state)
{
    (void)state;
    err e;
    bool genes[256];
    cohort_options o = options_for(genes, "CYP3A5");
    o.read.absent_is_reference = false;
    const char *one = HEAD("A\tB") ROW("chr7", "99652770", "T", "TA", "0/0\t0/0")
        ROW("chr7", "99660516", "C", "T", "0/0\t0/0") ROW("chr7", "99665212", "C", "T", "0/1\t0/0");
    const char *two = HEAD("B\tA") ROW("chr7", "99665212", "C", "T", "0/1\t0/1")
        ROW("chr7", "99672916", "T", "C", "1/1\t0/0") ROW("chr7", "99676198", "G", "A", "0/0\t0/0");
    const char *paths[] = {write_vcf("one.vcf", one), write_vcf("two.vcf", two)};
    cohort *c;
    assert_int_equal(cohort_read(paths, 2, &model, &o, &c, &e), OK);
    expect(c, 0, "called *1/*6");
    arena a = {0};
    finding_set set;
    assert_int_equal(cohort_call_sample(c, 1, &a, &set, &e), OK);
    assert_int_equal(set.items[0].positions_untested, 1); /* 0/0 in one, 0/1 in the other */
    arena_release(&a);
    cohort_free(c);
    paths[1] = write_vcf("other.vcf", HEAD("A\tC") ROW("chr7", "99676198", "G", "A", "0/0\t0/0"));
    assert_int_equal(cohort_read(paths, 2, &model, &o, &c, &e), E_CONFLICT);
    assert_non_null(strstr(e.text, "sample 'C'"));
    paths[1] = write_vcf("fewer.vcf", HEAD("A") ROW("chr7", "99676198", "G", "A", "0/0"));
    assert_int_equal(cohort_read(paths, 2, &model, &o, &c, &e), E_CONFLICT);
    assert_int_equal(cohort_read(paths, 0, &model, &o, &c, &e), E_ARGUMENT);
}

static void shard_of_samples(void **state)
{
    (void)state;
    err e;
    bool genes[256];
    cohort_options o = options_for(genes, "CYP3A5");
    const char *path = write_vcf(
        "s.vcf", HEAD("A\tB\tC\tD") ROW("chr7", "99672916", "T", "C", "0|0\t0|1\t1|1\t0|1"));
    o.first_sample = 1;
    o.sample_limit = 2;
    cohort *c;
    assert_int_equal(cohort_read(&path, 1, &model, &o, &c, &e), OK);
    size_t count;
    const str *samples = cohort_samples(c, &count);
    assert_int_equal(count, 2);
    assert_true(str_eq(samples[0], STR("B")) && str_eq(samples[1], STR("C")));
    expect(c, 0, "called *1/*3");
    expect(c, 1, "called *3/*3");
    arena a = {0};
    finding_set set;
    assert_int_equal(cohort_call_sample(c, 2, &a, &set, &e), E_ARGUMENT);
    cohort_free(c);
    o.sample_limit = 0; /* all from the second on */
    assert_int_equal(cohort_read(&path, 1, &model, &o, &c, &e), OK);
    (void)cohort_samples(c, &count);
    assert_int_equal(count, 3);
    assert_int_equal(cohort_pattern_count(c, kb_gene_find(knowledge, STR("CYP3A5"))->index), 2);
    cohort_free(c);
}

/* Findings that several people share have a number, the same for the same genotypes. */
static void shared_findings_have_an_identity(void **state)
{
    (void)state;
    err e;
    bool genes[256];
    cohort_options o = options_for(genes, "CYP3A5");
    genes[kb_gene_find(knowledge, STR("HLA-B"))->index] = true; /* nothing is read for it */
    const char *path = write_vcf(
        "i.vcf", HEAD("A\tB\tC\tD") ROW("chr7", "99672916", "T", "C", "0|0\t0|1\t1|1\t0|1"));
    cohort *c;
    assert_int_equal(cohort_read(&path, 1, &model, &o, &c, &e), OK);
    uint32_t cyp[4], hla[4];
    arena a = {0};
    for (size_t i = 0; i < 4; i++) {
        finding_set set;
        assert_int_equal(cohort_call_sample(c, i, &a, &set, &e), OK);
        assert_int_equal(set.count, 2);
        bool first = str_eq(set.items[0].gene, STR("CYP3A5"));
        cyp[i] = set.items[first ? 0 : 1].identity;
        hla[i] = set.items[first ? 1 : 0].identity;
    }
    assert_int_equal(cyp[0], 0); /* nobody else has these */
    assert_int_equal(cyp[2], 0);
    assert_int_not_equal(cyp[1], 0);
    assert_int_equal(cyp[1], cyp[3]);
    assert_int_not_equal(hla[0], 0);
    assert_int_not_equal(hla[0], cyp[1]);
    for (size_t i = 1; i < 4; i++) assert_int_equal(hla[i], hla[0]);
    arena_release(&a);
    cohort_free(c);
}

static void outside_finding_replaces(void **state)
{
    (void)state;
    err e;
    bool genes[256];
    cohort_options o = options_for(genes, "CYP3A5");
    const char *path = write_vcf("o.vcf", HEAD("A") ROW("chr7", "99672916", "T", "C", "1|1"));
    finding_candidate candidate = {.diplotype = STR("*1/*7")};
    finding outside = {.gene = STR("CYP3A5"),
                       .status = FINDING_CALLED,
                       .from_outside = true,
                       .candidates = &candidate,
                       .candidate_count = 1};
    o.outside = &outside;
    o.outside_count = 1;
    cohort *c;
    assert_int_equal(cohort_read(&path, 1, &model, &o, &c, &e), OK);
    expect(c, 0, "called *1/*7");
    cohort_free(c);
}

static status take_in_order(void *context, size_t gene, uint32_t pattern, const finding *f, err *e)
{
    uint32_t *seen = context;
    assert_int_equal(pattern, *seen); /* in order, each once */
    assert_true(str_eq(f->gene, model.genes[gene].kb->name));
    (*seen)++;
    return *seen == 2001 ? err_set(e, E_LIMIT, "enough") : OK;
}

/* Many patterns, in several batches and threads. */
static void patterns_in_order(void **state)
{
    (void)state;
    enum { PEOPLE = 2500 };
    AUTO(buf_release) buf text;
    buf_init(&text, 1 << 24);
    buf_put_text(&text, HEAD("S"));
    text.n -= 2; /* the name list goes on */
    for (unsigned i = 0; i < PEOPLE; i++) buf_printf(&text, i == 0 ? "S%u" : "\tS%u", i);
    buf_put_c(&text, '\n');
    static const char *const sites[] = {"99652770\t.\tT\tTA", "99660516\t.\tC\tT",
                                        "99665212\t.\tC\tT", "99672916\t.\tT\tC",
                                        "99676198\t.\tG\tA"};
    static const char *const calls[] = {"0/0", "0/1", "1/1", "0|1", "1|0"};
    for (size_t s = 0, step = 1; s < 5; s++, step *= 5) {
        buf_printf(&text, "chr7\t%s\t.\tPASS\t.\tGT", sites[s]);
        for (size_t i = 0; i < PEOPLE; i++) {
            buf_printf(&text, "\t%s", calls[i / step % 5]);
        }
        buf_put_c(&text, '\n');
    }
    err e;
    bool genes[256];
    cohort_options o = options_for(genes, "CYP3A5");
    size_t gene = kb_gene_find(knowledge, STR("CYP3A5"))->index;
    const char *path = temp_path("many.vcf");
    temp_write(path, text.p, text.n);
    cohort *c;
    status s = cohort_read(&path, 1, &model, &o, &c, &e);
    if (s != OK) fail_msg("%s", e.text);
    assert_int_equal(cohort_pattern_count(c, gene), PEOPLE);
    uint32_t seen = 0; /* what `use` returns ends the work */
    assert_int_equal(cohort_call_patterns(c, gene, take_in_order, &seen, &e), E_LIMIT);
    assert_int_equal(seen, 2001);
    for (size_t i = 0; i < PEOPLE; i += 617) {
        assert_int_equal(cohort_pattern_of(c, gene, i), i);
    }
    cohort_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sex_on_x),          cmocka_unit_test(parts_of_the_same_people),
        cmocka_unit_test(shard_of_samples),  cmocka_unit_test(outside_finding_replaces),
        cmocka_unit_test(patterns_in_order), cmocka_unit_test(shared_findings_have_an_identity),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
