/*
 * Prints the record stream of a file, one line a record with every genotype and field written out,
 * so that two readers, or two ways to the same regions, can be compared with cmp.
 * Usage: record_dump [--hts] [--no-index] [--count] [--fields] [--samples 0,5,7]
 *                    [--regions FILE] FILE
 * A regions file has lines "chrom start0 end0", sorted. --count prints totals only.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "genome/record.h"

typedef struct dump_options {
    genome_source_options source;
    bool count_only, fields;
    genome_region *regions;
    size_t region_count;
    uint32_t *keep;
    size_t keep_count;
    const char *path;
} dump_options;

static void print_allele(uint8_t a)
{
    if (a == GT_MISSING) {
        putchar('.');
    } else {
        printf("%u", a);
    }
}

static void print_gt(uint32_t gt)
{
    print_allele(GT_A(gt));
    if (GT_B(gt) != GT_ABSENT) {
        putchar(gt & GT_PHASED ? '|' : '/');
        print_allele(GT_B(gt));
    }
    if (gt & GT_TRUNCATED) putchar('+');
}

static void print_fields(const genome_record *r, uint32_t sample)
{
    genome_fields f;
    err e = {.code = OK};
    if (genome_record_fields(r, sample, &f, &e) != OK) {
        printf(":ERROR %s", e.text);
        return;
    }
    if (f.has_gq) printf(":GQ=%.6g", f.gq);
    if (f.has_dp) printf(":DP=%" PRId32, f.dp);
    if (f.has_min_dp) printf(":MIN_DP=%" PRId32, f.min_dp);
    if (f.has_ps) printf(":PS=%" PRIu32, f.ps);
    for (uint32_t i = 0; i < f.ad_count; i++) printf("%s%" PRId32, i == 0 ? ":AD=" : ",", f.ad[i]);
}

static void print_record(const genome_record *r, size_t samples, bool fields)
{
    printf("%s\t%" PRIu32 "\t%" PRIu32 "\t%.*s\t", genome_chrom_name(r->chrom), r->pos0, r->end0,
           (int)r->ref.n, r->ref.p);
    for (uint32_t i = 0; i < r->alt_count; i++) {
        printf("%s%.*s", i == 0 ? "" : ",", (int)r->alts[i].n, r->alts[i].p);
    }
    printf("\t%s\t%s", r->filter_pass ? "pass" : "fail", r->has_gt ? "gt" : "none");
    size_t at = 0;
    for (uint32_t s = 0; s < samples; s++) {
        uint32_t gt = r->base;
        if (at < r->exception_count && r->exceptions[at].sample == s) gt = r->exceptions[at++].gt;
        putchar('\t');
        print_gt(gt);
        if (fields) print_fields(r, s);
    }
    printf("%s\n", at == r->exception_count ? "" : "\tEXCEPTIONS OUT OF ORDER");
}

static int run(const dump_options *o)
{
    err e = {.code = OK};
    genome_source *source;
    if (genome_source_open(o->path, &o->source, &source, &e) != OK) {
        printf("ERROR %s\n", e.text);
        return 1;
    }
    size_t samples = o->keep == NULL ? genome_source_header(source)->sample_count : o->keep_count;
    const char *note = NULL;
    status result = OK;
    if (o->keep != NULL) genome_source_keep(source, o->keep, o->keep_count);
    if (o->regions != NULL) {
        result = genome_source_seek(source, o->regions, o->region_count, &note, &e);
    }
    if (note != NULL) fprintf(stderr, "note: %s\n", note);
    genome_record record;
    bool more = result == OK;
    uint64_t records = 0, exceptions = 0;
    while (more) {
        result = genome_source_next(source, &record, &more, &e);
        if (result != OK || !more) break;
        records++;
        exceptions += record.exception_count;
        if (!o->count_only) print_record(&record, samples, o->fields);
    }
    if (result != OK) printf("ERROR %s\n", e.text);
    if (o->count_only) printf("%" PRIu64 " records, %" PRIu64 " exceptions\n", records, exceptions);
    genome_source_free(source);
    return result == OK ? 0 : 1;
}

static void read_regions(dump_options *o, const char *path)
{
    buf text;
    err e = {.code = OK};
    buf_init(&text, (size_t)1 << 26);
    if (file_read(path, &text, &e) != OK) {
        fprintf(stderr, "%s\n", e.text);
        exit(2);
    }
    str rest = buf_str(&text), line;
    o->regions = base_calloc(text.n / 4 + 1, sizeof *o->regions);
    while (o->regions != NULL && str_next(&rest, '\n', &line)) {
        str chrom, start, end;
        if (!str_next(&line, '\t', &chrom) || !str_next(&line, '\t', &start)) continue;
        if (!str_next(&line, '\t', &end)) continue;
        genome_region *r = &o->regions[o->region_count];
        r->chrom = genome_chrom_code(chrom, NULL);
        if (str_to_u32(start, &r->start0) && str_to_u32(end, &r->end0)) o->region_count++;
    }
    buf_release(&text);
}

static void read_samples(dump_options *o, const char *list)
{
    str rest = str_of(list), part;
    o->keep = base_calloc(strlen(list) + 1, sizeof *o->keep);
    while (o->keep != NULL && str_next(&rest, ',', &part)) {
        if (str_to_u32(part, &o->keep[o->keep_count])) o->keep_count++;
    }
}

int main(int argc, char **argv)
{
    dump_options o = {.path = NULL};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--hts") == 0) {
            o.source.force_htslib = true;
        } else if (strcmp(argv[i], "--no-index") == 0) {
            o.source.no_index = true;
        } else if (strcmp(argv[i], "--count") == 0) {
            o.count_only = true;
        } else if (strcmp(argv[i], "--fields") == 0) {
            o.fields = true;
        } else if (strcmp(argv[i], "--regions") == 0 && i + 1 < argc) {
            read_regions(&o, argv[++i]);
        } else if (strcmp(argv[i], "--samples") == 0 && i + 1 < argc) {
            read_samples(&o, argv[++i]);
        } else {
            o.path = argv[i];
        }
    }
    if (o.path == NULL) {
        fprintf(stderr, "record_dump: no file given\n");
        return 2;
    }
    int code = run(&o);
    base_free(o.regions);
    base_free(o.keep);
    return code;
}
