/*
 * Makes the big inputs of the benchmarks: a cohort as GT-only VCF.gz at given sites, or one
 * person's whole-genome VCF.gz. The same seed gives the same bytes. Knows allele frequencies only
 * as a rough shape (most variants rare, some common); it imitates no real person.
 * Usage: gen_cohort --sites FILE|- --samples N [--unphased] [--seed S] [--level 1..9] --out FILE
 *        gen_cohort --wgs [--records N] [--sites FILE|-] [--seed S] [--level 1..9] --out FILE
 * FILE has lines "chrom pos ref alts", separated by tabs and sorted; lines with '#' are skipped.
 */
#include <libdeflate.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "genome/site.h"

enum { BLOCK_BYTES = 0xFF00, PACKED_ROOM = 1 << 17, CONTIGS = 25 };

/* GRCh38 lengths (NCBI assembly report GCF_000001405.40). */
static const uint32_t lengths[CONTIGS + 1] = {
    0,         248956422, 242193529, 198295559, 190214555, 181538259, 170805979,
    159345973, 145138636, 138394717, 133797422, 135086622, 133275309, 114364328,
    107043718, 101991189, 90338345,  83257441,  80373285,  58617616,  64444167,
    46709983,  50818468,  156040895, 57227415,  16569,
};

typedef struct site {
    uint8_t chrom;
    uint32_t pos1;
    str ref, alts;
} site;

typedef struct gen {
    outfile out;
    struct libdeflate_compressor *packer;
    unsigned char *packed;
    buf block;
    uint64_t random;
    site *sites;
    size_t site_count;
    buf text;
    uint32_t samples;
    uint64_t records;
    bool wgs, unphased;
    int level;
} gen;

static void fail(const char *what)
{
    fprintf(stderr, "gen_cohort: %s\n", what);
    exit(2);
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(gen *g)
{
    uint64_t z = g->random += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double next_unit(gen *g)
{
    return ((double)(next_random(g) >> 11) + 0.5) * 0x1p-53;
}

static void write_bytes(gen *g, const void *p, size_t n)
{
    err e = {.code = OK};
    if (outfile_write(&g->out, (str){p, n}, &e) != OK) fail(e.text);
}

static void put16(unsigned char *p, size_t v)
{
    p[0] = (unsigned char)(v & 0xFF);
    p[1] = (unsigned char)(v >> 8 & 0xFF);
}

static void flush_block(gen *g, const char *p, size_t n)
{
    unsigned char *o = g->packed;
    static const unsigned char head[16] = {0x1f, 0x8b, 8, 4, 0,   0,   0, 0,
                                           0,    0xff, 6, 0, 'B', 'C', 2, 0};
    memcpy(o, head, sizeof head);
    size_t m = libdeflate_deflate_compress(g->packer, p, n, o + 18, PACKED_ROOM - 26);
    if (m == 0 || m + 26 > 65536) fail("a block does not fit; use another level");
    uint32_t crc = libdeflate_crc32(0, p, n);
    put16(o + 16, m + 25);
    put16(o + 18 + m, crc & 0xFFFF);
    put16(o + 20 + m, crc >> 16);
    put16(o + 22 + m, n & 0xFFFF);
    put16(o + 24 + m, n >> 16);
    write_bytes(g, o, m + 26);
}

static void emit(gen *g, const char *p, size_t n)
{
    while (n > 0) {
        size_t step = (size_t)BLOCK_BYTES - g->block.n;
        if (step > n) step = n;
        buf_put(&g->block, p, step);
        p += step;
        n -= step;
        if (g->block.n == BLOCK_BYTES) {
            flush_block(g, g->block.p, g->block.n);
            buf_reset(&g->block);
        }
    }
}

static void emit_line(gen *g, buf *line)
{
    err e;
    if (buf_status(line, &e) != OK) fail(e.text);
    emit(g, line->p, line->n);
    buf_reset(line);
}

static void emit_header(gen *g)
{
    buf line;
    buf_init(&line, (size_t)1 << 30);
    buf_put_text(&line,
                 "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"All filters passed\">\n");
    for (uint8_t c = 1; c <= CONTIGS; c++) {
        buf_printf(&line, "##contig=<ID=chr%s,length=%u>\n",
                   c == CHROM_MT ? "M" : genome_chrom_name(c), lengths[c]);
    }
    buf_put_text(&line, "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n");
    if (g->wgs) {
        buf_put_text(&line,
                     "##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Depth by allele\">\n"
                     "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Depth\">\n"
                     "##FORMAT=<ID=GQ,Number=1,Type=Integer,Description=\"Quality\">\n"
                     "##FORMAT=<ID=PL,Number=G,Type=Integer,Description=\"Likelihoods\">\n"
                     "##INFO=<ID=AC,Number=A,Type=Integer,Description=\"Allele count\">\n"
                     "##INFO=<ID=AF,Number=A,Type=Float,Description=\"Allele frequency\">\n"
                     "##INFO=<ID=AN,Number=1,Type=Integer,Description=\"Alleles\">\n"
                     "##INFO=<ID=DP,Number=1,Type=Integer,Description=\"Depth\">\n"
                     "##INFO=<ID=FS,Number=1,Type=Float,Description=\"Strand bias\">\n"
                     "##INFO=<ID=MQ,Number=1,Type=Float,Description=\"Mapping quality\">\n"
                     "##INFO=<ID=QD,Number=1,Type=Float,Description=\"Quality by depth\">\n");
    }
    buf_put_text(&line, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT");
    for (uint32_t s = 0; s < g->samples; s++) buf_printf(&line, "\tS%06u", s + 1);
    buf_put_c(&line, '\n');
    emit_line(g, &line);
    buf_release(&line);
}

/* Seven in ten variants are very rare, two are rare, one is common. */
static double next_frequency(gen *g)
{
    double kind = next_unit(g), u = next_unit(g);
    if (kind < 0.7) return pow(10.0, -5.0 + 2.0 * u);
    if (kind < 0.9) return pow(10.0, -3.0 + 1.7 * u);
    return 0.05 + 0.45 * u;
}

static void emit_cohort_record(gen *g, const site *s, buf *line)
{
    buf_printf(line, "chr%s\t%u\t.\t%.*s\t%.*s\t.\tPASS\t.\tGT",
               s->chrom == CHROM_MT ? "M" : genome_chrom_name(s->chrom), s->pos1, STR_ARG(s->ref),
               STR_ARG(s->alts));
    size_t bytes = (size_t)g->samples * 4;
    char *p = buf_room(line, bytes + 1);
    if (p == NULL) fail("out of memory");
    for (size_t i = 0; i < bytes; i += 4) memcpy(p + i, g->unphased ? "\t0/0" : "\t0|0", 4);
    uint32_t alts = 1;
    for (size_t i = 0; i < s->alts.n; i++) alts += s->alts.p[i] == ',' ? 1 : 0;
    for (uint32_t a = 1; a <= alts && a <= 9; a++) {
        double scale = -1.0 / log1p(-next_frequency(g));
        /* Gaps between carriers among the 2N copies are geometric. */
        for (double at = -log(next_unit(g)) * scale; at < 2.0 * g->samples;
             at += 1.0 - log(next_unit(g)) * scale) {
            size_t copy = (size_t)at;
            p[copy / 2 * 4 + (copy % 2 == 0 ? 1 : 3)] = (char)('0' + a);
        }
    }
    line->n += bytes;
    buf_put_c(line, '\n');
    emit_line(g, line);
}

static void put_wgs_fields(gen *g, buf *line, bool two_alts)
{
    uint32_t depth = 20 + (uint32_t)(next_random(g) % 25), half = depth / 2;
    bool homozygous = next_unit(g) < 0.38;
    double qual = (homozygous ? 30.1 : 14.3) * depth + (double)(next_random(g) % 100) / 100;
    buf_printf(line, "\t%.2f\tPASS\tAC=%s;AF=%s;AN=2;DP=%u;FS=%.3f;MQ=%.2f;QD=%.2f\tGT:AD:DP:GQ:PL",
               qual,
               two_alts     ? "1,1"
               : homozygous ? "2"
                            : "1",
               two_alts     ? "0.5,0.5"
               : homozygous ? "1"
                            : "0.5",
               depth, next_unit(g) * 5, 55 + next_unit(g) * 5, qual / depth);
    if (two_alts) {
        buf_printf(line, "\t1/2:0,%u,%u:%u:99:%u,%u,%u,%u,0,%u\n", half, depth - half, depth,
                   depth * 41, half * 30, half * 27, half * 31, half * 26);
    } else if (homozygous) {
        buf_printf(line, "\t1/1:0,%u:%u:%u:%u,%u,0\n", depth, depth,
                   depth * 3 > 99 ? 99 : depth * 3, depth * 41, depth * 3);
    } else {
        buf_printf(line, "\t0/1:%u,%u:%u:99:%u,0,%u\n", half, depth - half, depth, half * 33,
                   half * 34);
    }
}

static void emit_wgs_random(gen *g, uint8_t chrom, uint32_t pos1, buf *line)
{
    static const char bases[] = "ACGT", inserted[] = "ACGTTTGACA";
    uint64_t r = next_random(g);
    char ref = bases[r & 3], alt = bases[((r & 3) + 1 + (r >> 2) % 3) & 3];
    buf_printf(line, "chr%s\t%u\trs%u\t", chrom == CHROM_MT ? "M" : genome_chrom_name(chrom), pos1,
               (uint32_t)(r >> 32));
    uint32_t kind = (uint32_t)(r >> 8) % 100;
    int extra = 1 + (int)(r >> 16) % 9;
    if (kind < 8) {
        buf_printf(line, "%c\t%c%.*s", ref, ref, extra, inserted);
    } else if (kind < 16) {
        buf_printf(line, "%c%.*s\t%c", ref, extra, inserted, ref);
    } else if (kind < 17) {
        buf_printf(line, "%c\t%c,%c", ref, alt,
                   bases[((r & 3) + 2) & 3] == alt ? bases[(r + 3) & 3] : alt);
    } else {
        buf_printf(line, "%c\t%c", ref, alt);
    }
    put_wgs_fields(g, line, kind == 16);
    emit_line(g, line);
}

static void emit_wgs_site(gen *g, const site *s, buf *line)
{
    size_t comma = str_find(s->alts, ',');
    buf_printf(line, "chr%s\t%u\t.\t%.*s\t%.*s",
               s->chrom == CHROM_MT ? "M" : genome_chrom_name(s->chrom), s->pos1, STR_ARG(s->ref),
               (int)comma, s->alts.p);
    put_wgs_fields(g, line, false);
    emit_line(g, line);
}

static void emit_wgs(gen *g)
{
    uint64_t genome = 0;
    for (size_t c = 1; c <= CONTIGS; c++) genome += lengths[c];
    double gap = (double)genome / (double)g->records;
    buf line;
    buf_init(&line, (size_t)1 << 20);
    size_t at = 0;
    for (uint8_t c = 1; c <= CONTIGS; c++) {
        double pos = 1.0 - log(next_unit(g)) * gap;
        for (;;) {
            for (; at < g->site_count && g->sites[at].chrom == c && g->sites[at].pos1 <= pos;
                 at++) {
                if (next_unit(g) < 0.3) emit_wgs_site(g, &g->sites[at], &line);
            }
            if (pos >= lengths[c]) break;
            emit_wgs_random(g, c, (uint32_t)pos, &line);
            pos += 1.0 - log(next_unit(g)) * gap;
        }
    }
    buf_release(&line);
}

static void read_sites(gen *g, const char *path)
{
    err e = {.code = OK};
    buf_init(&g->text, (size_t)1 << 28);
    if (file_read(path, &g->text, &e) != OK) fail(e.text);
    g->sites = base_calloc(g->text.n / 8 + 1, sizeof *g->sites);
    if (g->sites == NULL) fail("out of memory");
    str rest = buf_str(&g->text), line;
    while (str_next(&rest, '\n', &line)) {
        site s;
        str chrom, pos;
        if (line.n == 0 || line.p[0] == '#') continue;
        bool fits = str_next(&line, '\t', &chrom) && str_next(&line, '\t', &pos) &&
                    str_next(&line, '\t', &s.ref) && str_next(&line, '\t', &s.alts) &&
                    str_to_u32(pos, &s.pos1);
        s.chrom = fits ? genome_chrom_code(chrom, NULL) : 0;
        if (s.chrom == 0) fail("a site is not 'chrom pos ref alts'");
        g->sites[g->site_count++] = s;
    }
}

static const char *read_arguments(gen *g, int argc, char **argv)
{
    const char *out = NULL;
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(name, "--wgs") == 0) {
            g->wgs = true;
            continue;
        }
        if (strcmp(name, "--unphased") == 0) {
            g->unphased = true;
            continue;
        }
        if (value == NULL) fail("an option lacks its value");
        i++;
        if (strcmp(name, "--sites") == 0)
            read_sites(g, value);
        else if (strcmp(name, "--samples") == 0)
            g->samples = (uint32_t)strtoul(value, NULL, 10);
        else if (strcmp(name, "--records") == 0)
            g->records = strtoull(value, NULL, 10);
        else if (strcmp(name, "--seed") == 0)
            g->random = strtoull(value, NULL, 10);
        else if (strcmp(name, "--level") == 0)
            g->level = atoi(value);
        else if (strcmp(name, "--out") == 0)
            out = value;
        else
            fail("unknown option");
    }
    if (out == NULL || (!g->wgs && (g->sites == NULL || g->samples == 0))) {
        fail("--out and either --wgs or --sites with --samples are needed");
    }
    return out;
}

int main(int argc, char **argv)
{
    static const unsigned char end_block[28] = {0x1f, 0x8b, 8,   4,   0, 0, 0,    0, 0, 0xff,
                                                6,    0,    'B', 'C', 2, 0, 0x1b, 0, 3, 0};
    gen g = {.level = 4, .records = 4700000, .random = 20, .packed = NULL};
    const char *path = read_arguments(&g, argc, argv);
    err e = {.code = OK};
    if (g.wgs) g.samples = 1;
    if (outfile_open(&g.out, path, &e) != OK) fail(e.text);
    g.packer = libdeflate_alloc_compressor(g.level);
    g.packed = base_alloc(PACKED_ROOM);
    if (g.packer == NULL || g.packed == NULL) fail("out of memory");
    buf_init(&g.block, BLOCK_BYTES);
    emit_header(&g);
    if (g.wgs) {
        emit_wgs(&g);
    } else {
        buf line;
        buf_init(&line, (size_t)1 << 30);
        for (size_t i = 0; i < g.site_count; i++) emit_cohort_record(&g, &g.sites[i], &line);
        buf_release(&line);
    }
    if (g.block.n > 0) flush_block(&g, g.block.p, g.block.n);
    write_bytes(&g, end_block, sizeof end_block);
    if (outfile_commit(&g.out, &e) != OK) fail(e.text);
    outfile_discard(&g.out);
    libdeflate_free_compressor(g.packer);
    base_free(g.packed);
    base_free(g.sites);
    buf_release(&g.text);
    buf_release(&g.block);
    return 0;
}
