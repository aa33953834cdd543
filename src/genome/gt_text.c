/*
 * Genotype columns as text. Knows the genotype grammar and how to compare many cells at once;
 * knows nothing of lines, headers or files.
 *
 * Most cells of a line are the same four bytes ("0|0" and a tab), so they are compared 32 at a time
 * with the repeated pattern of the line's commonest genotype and only the others are decoded. The
 * AVX2 forms are chosen at run time; the scalar forms give the same result.
 */
#include "genome/gt_text.h"

#include <immintrin.h>
#include <string.h>

enum { PEEK = 8, CELL_BYTES = 4, ALLELE_LIMIT = 0xFD };

/* One allele: a number or '.', moves *p. */
static gt_fault parse_allele(const char **p, const char *end, uint32_t alleles, uint32_t *allele)
{
    const char *q = *p;
    if (q < end && *q == '.') {
        *allele = GT_MISSING;
        *p = q + 1;
        return GT_FINE;
    }
    uint32_t value = 0;
    const char *from = q;
    for (; q < end && *q >= '0' && *q <= '9'; q++) {
        if (value > 100000) return GT_FAULT_ALLELE;
        value = value * 10 + (uint32_t)(*q - '0');
    }
    if (q == from) return GT_FAULT_FORM;
    if (value >= alleles) return GT_FAULT_ALLELE;
    if (value > ALLELE_LIMIT) return GT_FAULT_LIMIT;
    *allele = value;
    *p = q;
    return GT_FINE;
}

static bool is_mark(const char *p, const char *end)
{
    return p < end && (*p == '|' || *p == '/');
}

/* One genotype, up to a tab, ':' or the end; moves *p there. */
static gt_fault parse_genotype(const char **p, const char *end, uint32_t alleles, uint32_t *gt)
{
    bool unphased_lead = *p < end && **p == '/';
    if (is_mark(*p, end)) ++*p;
    uint32_t a, b = GT_ABSENT, flags = 0, count = 1;
    gt_fault fault = parse_allele(p, end, alleles, &a);
    while (fault == GT_FINE && is_mark(*p, end)) {
        bool bar = **p == '|';
        uint32_t next;
        ++*p;
        fault = parse_allele(p, end, alleles, &next);
        if (++count == 2) {
            b = next;
            flags = bar && !unphased_lead ? GT_PHASED : 0;
        } else {
            flags |= GT_TRUNCATED;
        }
    }
    if (fault != GT_FINE) return fault;
    if (*p < end && **p != '\t' && **p != ':') return GT_FAULT_FORM;
    *gt = GT_PACK(a, b, flags);
    return GT_FINE;
}

/* ---- skipping columns ---- */

static const char *skip_scalar(const char *p, const char *end, uint32_t n)
{
    for (; n > 0; n--) {
        p = memchr(p, '\t', (size_t)(end - p));
        if (p == NULL) return NULL;
        p++;
    }
    return p;
}

__attribute__((target("avx2,popcnt"))) static const char *skip_avx2(const char *p, const char *end,
                                                                    uint32_t n)
{
    const __m256i tab = _mm256_set1_epi8('\t');
    while (end - p >= 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)p);
        uint32_t hits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, tab));
        uint32_t count = (uint32_t)__builtin_popcount(hits);
        if (count >= n) break;
        n -= count;
        p += 32;
    }
    return skip_scalar(p, end, n);
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
}

const char *gt_text_skip(const char *p, const char *end, uint32_t n)
{
    return has_avx2() ? skip_avx2(p, end, n) : skip_scalar(p, end, n);
}

/* ---- four-byte cells ---- */

/* State of a run over cells; p stands at the first byte of column `column`. */
typedef struct run {
    const char *p, *end;
    uint32_t column;
    uint32_t base;    /* packed genotype that is not listed */
    uint32_t pattern; /* its four bytes with the tab, or 0 when it has no such form */
    uint32_t alleles;
    gt_exception *out;
} run;

/* The packed genotype of a cell "a|b<tab>" with one-character alleles; false when it is another. */
static inline bool decode_cell(uint32_t cell, uint32_t alleles, uint32_t *gt)
{
    uint32_t mark = cell >> 8 & 0xFF;
    if (cell >> 24 != '\t' || (mark != '|' && mark != '/')) return false;
    uint32_t a = (cell & 0xFF) - '0', b = (cell >> 16 & 0xFF) - '0';
    if (a > 9 || a >= alleles) {
        if ((cell & 0xFF) != '.') return false;
        a = GT_MISSING;
    }
    if (b > 9 || b >= alleles) {
        if ((cell >> 16 & 0xFF) != '.') return false;
        b = GT_MISSING;
    }
    *gt = GT_PACK(a, b, mark == '|' ? GT_PHASED : 0);
    return true;
}

static inline uint32_t load_cell(const char *p)
{
    uint32_t cell;
    memcpy(&cell, p, sizeof cell);
    return cell;
}

/* Goes on while cells have four bytes; `columns` is where the last column is (it has no tab). */
static void run_scalar(run *r, uint32_t columns)
{
    while (r->column + 1 < columns && r->end - r->p >= CELL_BYTES) {
        uint32_t cell = load_cell(r->p), gt;
        if (cell != r->pattern) {
            if (!decode_cell(cell, r->alleles, &gt)) return;
            if (gt != r->base) *r->out++ = (gt_exception){r->column, gt};
        }
        r->p += CELL_BYTES;
        r->column++;
    }
}

/* The cells of one 32-byte step that differ; false when one of them is not of four bytes. */
static inline bool list_others(run *r, uint32_t different)
{
    while (different != 0) {
        uint32_t k = (uint32_t)__builtin_ctz(different), gt;
        if (!decode_cell(load_cell(r->p + CELL_BYTES * k), r->alleles, &gt)) {
            r->p += CELL_BYTES * k;
            r->column += k;
            return false;
        }
        *r->out++ = (gt_exception){r->column + k, gt};
        different &= different - 1;
    }
    return true;
}

__attribute__((target("avx2"))) static void run_avx2(run *r, uint32_t columns)
{
    const __m256i pattern = _mm256_set1_epi32((int)r->pattern);
    const char *p = r->p;
    while (r->column + 8 < columns && r->end - p >= 128) {
        if (r->column + 32 < columns) {
            const __m256i *at = (const __m256i *)(const void *)p;
            __m256i x = _mm256_and_si256(
                _mm256_and_si256(_mm256_cmpeq_epi32(_mm256_loadu_si256(at), pattern),
                                 _mm256_cmpeq_epi32(_mm256_loadu_si256(at + 1), pattern)),
                _mm256_and_si256(_mm256_cmpeq_epi32(_mm256_loadu_si256(at + 2), pattern),
                                 _mm256_cmpeq_epi32(_mm256_loadu_si256(at + 3), pattern)));
            if (_mm256_movemask_epi8(x) == -1) {
                p += 128;
                r->column += 32;
                continue;
            }
        }
        __m256i cells = _mm256_loadu_si256((const __m256i *)(const void *)p);
        __m256 same = _mm256_castsi256_ps(_mm256_cmpeq_epi32(cells, pattern));
        r->p = p;
        if (!list_others(r, ~(uint32_t)_mm256_movemask_ps(same) & 0xFF)) return;
        p += 32;
        r->column += 8;
    }
    r->p = p;
    run_scalar(r, columns);
}

/* ---- a whole line ---- */

/* The commonest genotype of the first few columns; a missing majority serves as well as any. */
static uint32_t choose_base(const gt_scan *s)
{
    uint32_t seen[PEEK], votes[PEEK] = {0};
    size_t kinds = 0;
    const char *p = s->text.p, *end = p + s->text.n;
    for (uint32_t i = 0; i < PEEK && i < s->samples; i++) {
        uint32_t gt;
        if (parse_genotype(&p, end, s->alleles, &gt) != GT_FINE) break;
        size_t k = 0;
        while (k < kinds && seen[k] != gt) k++;
        if (k == kinds) seen[kinds++] = gt;
        votes[k]++;
        p = memchr(p, '\t', (size_t)(end - p));
        if (p == NULL) break;
        p++;
    }
    size_t best = 0;
    for (size_t k = 1; k < kinds; k++) best = votes[k] > votes[best] ? k : best;
    return kinds == 0 ? GT_PACK(0, 0, 0) : seen[best];
}

static uint32_t allele_byte(uint32_t allele)
{
    return allele == GT_MISSING ? '.' : '0' + allele;
}

/* The four bytes of a genotype in a line of GT alone, or 0 where it needs another number of bytes.
 */
static uint32_t pattern_of(uint32_t gt)
{
    uint32_t a = GT_A(gt), b = GT_B(gt);
    if ((a > 9 && a != GT_MISSING) || (b > 9 && b != GT_MISSING) || (gt & GT_TRUNCATED)) return 0;
    uint32_t mark = gt & GT_PHASED ? '|' : '/';
    return allele_byte(a) | mark << 8 | allele_byte(b) << 16 | (uint32_t)'\t' << 24;
}

static gt_fault fault_at(gt_scan *s, gt_fault fault, uint32_t column, const char *cell,
                         const char *end)
{
    s->column = column;
    size_t n = cell == NULL || cell > end ? 0 : (size_t)(end - cell);
    s->cell = (str){n == 0 ? "" : cell, n};
    s->cell.n = str_find(s->cell, '\t');
    return fault;
}

/* One column of any form; moves to the tab or end behind it. */
static gt_fault run_one(run *r)
{
    uint32_t gt;
    gt_fault fault = parse_genotype(&r->p, r->end, r->alleles, &gt);
    if (fault != GT_FINE) return fault;
    if (gt != r->base) *r->out++ = (gt_exception){r->column, gt};
    r->column++;
    if (r->p < r->end && *r->p == ':') {
        const char *tab = memchr(r->p, '\t', (size_t)(r->end - r->p));
        r->p = tab == NULL ? r->end : tab;
    }
    return GT_FINE;
}

static gt_fault scan_all(gt_scan *s)
{
    run r = {.p = s->text.p,
             .end = s->text.p + s->text.n,
             .base = s->base,
             .pattern = pattern_of(s->base),
             .alleles = s->alleles,
             .out = s->exceptions};
    bool by_fours = s->gt_only && r.pattern != 0, wide = !s->portable && has_avx2();
    for (;;) {
        if (by_fours && wide) run_avx2(&r, s->samples);
        if (by_fours && !wide) run_scalar(&r, s->samples);
        const char *cell = r.p;
        gt_fault fault = run_one(&r);
        if (fault != GT_FINE) return fault_at(s, fault, r.column, cell, r.end);
        if (r.p == r.end) break;
        r.p++;
        if (r.column == s->samples) return fault_at(s, GT_FAULT_MANY, r.column, r.p, r.end);
    }
    if (r.column < s->samples) return fault_at(s, GT_FAULT_FEW, r.column, NULL, r.end);
    s->exception_count = (size_t)(r.out - s->exceptions);
    return GT_FINE;
}

/* Only the columns asked for; the others are counted but not read. */
static gt_fault scan_kept(gt_scan *s)
{
    const char *p = s->text.p, *end = p + s->text.n;
    uint32_t column = 0;
    gt_exception *out = s->exceptions;
    for (uint32_t i = 0; i < s->keep_count; i++) {
        p = gt_text_skip(p, end, s->keep[i] - column);
        if (p == NULL) return fault_at(s, GT_FAULT_FEW, s->keep[i], NULL, end);
        column = s->keep[i];
        const char *cell = p;
        uint32_t gt;
        gt_fault fault = parse_genotype(&p, end, s->alleles, &gt);
        if (fault != GT_FINE) return fault_at(s, fault, column, cell, end);
        if (i == 0) s->base = gt;
        if (gt != s->base) *out++ = (gt_exception){i, gt};
    }
    p = gt_text_skip(p, end, s->samples - 1 - column);
    if (p == NULL) return fault_at(s, GT_FAULT_FEW, s->samples - 1, NULL, end);
    if (memchr(p, '\t', (size_t)(end - p)) != NULL) {
        return fault_at(s, GT_FAULT_MANY, s->samples, NULL, end);
    }
    s->exception_count = (size_t)(out - s->exceptions);
    return GT_FINE;
}

gt_fault gt_text_scan(gt_scan *s)
{
    s->exception_count = 0;
    s->base = choose_base(s);
    return s->keep == NULL ? scan_all(s) : scan_kept(s);
}
