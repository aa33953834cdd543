/*
 * Genotypes of BCF records. Knows the integer coding of GT; knows nothing of records or files.
 * Diploid 8-bit genotypes, nearly all there are, are compared sixteen at a time with the commonest.
 */
#include "genome/bcf_gt.h"

#include <immintrin.h>

#include "genome/bcf_value.h"

enum { PEEK = 8, ALLELE_LIMIT = 0xFD };

/* One coded allele; GT_FAULT_FORM for values that no genotype has. */
static gt_fault decode_allele(int32_t value, uint32_t alleles, uint32_t *allele)
{
    if (value == BCF_MISSING || value == 0 || value == 1) {
        *allele = GT_MISSING;
        return GT_FINE;
    }
    if (value < 0) return GT_FAULT_FORM;
    uint32_t number = ((uint32_t)value >> 1) - 1;
    if (number >= alleles) return GT_FAULT_ALLELE;
    if (number > ALLELE_LIMIT) return GT_FAULT_LIMIT;
    *allele = number;
    return GT_FINE;
}

static gt_fault decode(const bcf_gt *s, uint32_t sample, uint32_t *gt)
{
    const bcf_column *c = &s->column;
    uint32_t size = bcf_size(c->type), a = GT_MISSING, b = GT_ABSENT, flags = 0;
    const unsigned char *p = c->data + (size_t)sample * c->per_sample * size;
    for (uint32_t i = 0; i < c->per_sample; i++, p += size) {
        int32_t value = bcf_int(c->type, p);
        uint32_t allele;
        if (value == BCF_END) break;
        gt_fault fault = decode_allele(value, s->alleles, &allele);
        if (fault != GT_FINE) return fault;
        if (i == 0) a = allele;
        if (i == 1) {
            b = allele;
            flags = (value & 1) && value != BCF_MISSING ? GT_PHASED : 0;
        }
        if (i == 2) flags |= GT_TRUNCATED;
    }
    *gt = GT_PACK(a, b, flags);
    return GT_FINE;
}

static gt_fault list_one(bcf_gt *s, uint32_t sample, uint32_t as)
{
    uint32_t gt;
    gt_fault fault = decode(s, sample, &gt);
    if (fault != GT_FINE) {
        s->sample = sample;
        return fault;
    }
    if (gt != s->base) s->exceptions[s->exception_count++] = (gt_exception){as, gt};
    return GT_FINE;
}

static gt_fault scan_range(bcf_gt *s, uint32_t from)
{
    gt_fault fault = GT_FINE;
    for (uint32_t i = from; i < s->samples && fault == GT_FINE; i++) fault = list_one(s, i, i);
    return fault;
}

/* Diploid 8-bit genotypes against the two bytes of the sample `model`. */
__attribute__((target("avx2"))) static gt_fault scan_avx2(bcf_gt *s, uint32_t model)
{
    uint16_t bytes;
    memcpy(&bytes, s->column.data + 2 * (size_t)model, sizeof bytes);
    const __m256i pattern = _mm256_set1_epi16((short)bytes);
    uint32_t i = 0;
    for (; i + 16 <= s->samples; i += 16) {
        const void *at = s->column.data + 2 * (size_t)i;
        __m256i same = _mm256_cmpeq_epi16(_mm256_loadu_si256((const __m256i *)at), pattern);
        uint32_t other = ~(uint32_t)_mm256_movemask_epi8(same) & 0x55555555u;
        for (; other != 0; other &= other - 1) {
            uint32_t k = i + (uint32_t)__builtin_ctz(other) / 2;
            gt_fault fault = list_one(s, k, k);
            if (fault != GT_FINE) return fault;
        }
    }
    return scan_range(s, i);
}

/* The commonest genotype of the first few samples and one sample that has it. */
static gt_fault choose_base(bcf_gt *s, uint32_t *model)
{
    uint32_t seen[PEEK], first[PEEK], votes[PEEK] = {0};
    size_t kinds = 0, best = 0;
    for (uint32_t i = 0; i < PEEK && i < s->samples; i++) {
        uint32_t gt;
        gt_fault fault = decode(s, i, &gt);
        if (fault != GT_FINE) {
            s->sample = i;
            return fault;
        }
        size_t k = 0;
        while (k < kinds && seen[k] != gt) k++;
        if (k == kinds) {
            seen[k] = gt;
            first[k] = i;
            kinds++;
        }
        if (++votes[k] > votes[best]) best = k;
    }
    s->base = seen[best];
    *model = first[best];
    return GT_FINE;
}

static gt_fault scan_kept(bcf_gt *s)
{
    s->base = GT_PACK(GT_MISSING, GT_ABSENT, 0);
    if (s->keep_count == 0) return GT_FINE;
    gt_fault fault = decode(s, s->keep[0], &s->base);
    if (fault != GT_FINE) s->sample = s->keep[0];
    for (uint32_t i = 1; i < s->keep_count && fault == GT_FINE; i++) {
        fault = list_one(s, s->keep[i], i);
    }
    return fault;
}

gt_fault bcf_gt_scan(bcf_gt *s)
{
    s->exception_count = 0;
    if (s->keep != NULL) return scan_kept(s);
    uint32_t model;
    gt_fault fault = choose_base(s, &model);
    if (fault != GT_FINE) return fault;
    bool bytes = s->column.type == BCF_INT8 && s->column.per_sample == 2;
    if (bytes && __builtin_cpu_supports("avx2")) return scan_avx2(s, model);
    return scan_range(s, 0);
}
