/*
 * Counting; see freq.h. Each pattern of a gene is reduced to a summary (what it counts as), equal
 * summaries are one, and samples are counted by summary and group.
 */
#include "cohort/freq.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cohort/cohort_parts.h"

enum { SUMMARIES_MAX = 1 << 22, PARTS = 4, KEY_MAX = 1 << 20 };

/* What a sample counts as: one diplotype, one phenotype, up to two alleles. */
typedef struct summary {
    str key; /* the four names, for finding it again */
    str diplotype, phenotype;
    str allele[2];
    uint8_t copies; /* of the gene: 0 when not tested */
    bool tested;
} summary;

typedef struct counting {
    arena memory; /* of one gene */
    summary *list;
    size_t count, room;
    uint32_t *slots;
    size_t slot_count;
    uint32_t *of_pattern;
    buf key;
} counting;

/* ---- one finding ---- */

static str word(const char *text)
{
    return str_of(text);
}

static bool one_copy(const finding *f)
{
    for (size_t i = 0; i < f->candidate_count; i++) {
        if (f->candidates[i].allele[1].n > 0) return false;
    }
    return f->candidate_count > 0;
}

static summary summarise(const finding *f)
{
    summary s = {.tested = f->status != FINDING_NOT_TESTED, .copies = one_copy(f) ? 1 : 2};
    str other = word(f->status == FINDING_NOT_TESTED   ? "not_tested"
                     : f->status == FINDING_NOT_CALLED ? "not_called"
                                                       : "ambiguous");
    s.diplotype = s.phenotype = s.allele[0] = s.allele[1] = other;
    if (f->status == FINDING_NOT_TESTED || f->status == FINDING_NOT_CALLED) return s;
    if (f->candidate_count == 1 && !f->candidates_cut && f->status == FINDING_CALLED) {
        const finding_candidate *c = &f->candidates[0];
        s.diplotype = c->diplotype;
        s.allele[0] = c->allele[0].n > 0 ? c->allele[0] : c->diplotype;
        if (s.copies == 2) s.allele[1] = c->allele[1];
    }
    if (f->phenotype_count == 0) s.phenotype = word("none");
    if (f->phenotype_count == 1) s.phenotype = f->phenotypes[0];
    return s;
}

/* ---- equal summaries once ---- */

static size_t slot_of(const counting *n, str key)
{
    size_t i = (size_t)str_hash(key) & (n->slot_count - 1);
    while (n->slots[i] != PATTERN_NONE && !str_eq(n->list[n->slots[i]].key, key)) {
        i = (i + 1) & (n->slot_count - 1);
    }
    return i;
}

static status grow(counting *n, err *e)
{
    if (n->count * 2 < n->slot_count) return OK;
    if (n->count >= SUMMARIES_MAX) FAIL(e, E_LIMIT, "too many different answers to count");
    size_t size = n->slot_count == 0 ? 256 : n->slot_count * 2;
    summary *list = base_realloc(n->list, size, sizeof *list);
    TRY_MEM(e, list);
    n->list = list;
    uint32_t *slots = base_realloc(n->slots, size, sizeof *slots);
    TRY_MEM(e, slots);
    n->slots = slots;
    memset(slots, 0xFF, size * sizeof *slots);
    n->slot_count = size;
    for (size_t i = 0; i < n->count; i++) slots[slot_of(n, n->list[i].key)] = (uint32_t)i;
    return OK;
}

/* The finding ends with this call: its texts are copied, as parts of the key. */
static status keep_summary(counting *n, summary s, size_t slot, err *e)
{
    str *parts[PARTS] = {&s.diplotype, &s.phenotype, &s.allele[0], &s.allele[1]};
    s.key = str_copy(&n->memory, buf_str(&n->key));
    TRY_MEM(e, s.key.p);
    const char *at = s.key.p;
    for (size_t i = 0; i < PARTS; i++) {
        *parts[i] = (str){at, parts[i]->n};
        at += parts[i]->n + 1;
    }
    n->list[n->count] = s;
    n->slots[slot] = (uint32_t)n->count++;
    return OK;
}

static status take_finding(void *context, size_t gene, uint32_t pattern, const finding *f, err *e)
{
    counting *n = context;
    (void)gene;
    summary s = summarise(f);
    buf_reset(&n->key);
    const str parts[PARTS] = {s.diplotype, s.phenotype, s.allele[0], s.allele[1]};
    for (size_t i = 0; i < PARTS; i++) {
        buf_put_str(&n->key, parts[i]);
        buf_put_c(&n->key, '\t');
    }
    buf_put_u64(&n->key, s.copies);
    TRY(buf_status(&n->key, e));
    TRY(grow(n, e));
    size_t slot = slot_of(n, buf_str(&n->key));
    if (n->slots[slot] == PATTERN_NONE) TRY(keep_summary(n, s, slot, e));
    n->of_pattern[pattern] = n->slots[slot];
    return OK;
}

/* ---- rows ---- */

typedef struct tally {
    str name;
    uint64_t count;
    bool untested;
} tally;

typedef enum kind { KIND_ALLELE, KIND_DIPLOTYPE, KIND_PHENOTYPE, KIND_COUNT } kind;

void freq_wilson(uint64_t count, uint64_t total, double *low, double *high)
{
    *low = 0;
    *high = 1;
    if (total == 0) return;
    const double z = 1.959963984540054; /* 97.5 % point of the normal distribution */
    double n = (double)total, p = (double)count / n;
    double middle = p + z * z / (2 * n);
    double reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    double scale = 1 + z * z / n;
    *low = count == 0 ? 0 : (middle - reach) / scale;
    *high = count == total ? 1 : (middle + reach) / scale;
}

static int by_name(const void *a, const void *b)
{
    const tally *x = a, *y = b;
    return x->untested != y->untested ? (x->untested ? 1 : -1) : str_cmp(x->name, y->name);
}

static int by_count(const void *a, const void *b)
{
    const tally *x = a, *y = b;
    if (x->untested != y->untested) return x->untested ? 1 : -1;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return str_cmp(x->name, y->name);
}

static size_t join_equal(tally *list, size_t count)
{
    qsort(list, count, sizeof *list, by_name);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (n > 0 && by_name(&list[n - 1], &list[i]) == 0)
            list[n - 1].count += list[i].count;
        else
            list[n++] = list[i];
    }
    qsort(list, n, sizeof *list, by_count);
    return n;
}

static size_t fill(const counting *n, const uint64_t *people, kind what, tally *list)
{
    size_t at = 0;
    for (size_t i = 0; i < n->count; i++) {
        const summary *s = &n->list[i];
        if (people[i] == 0) continue;
        if (what != KIND_ALLELE) {
            str name = what == KIND_DIPLOTYPE ? s->diplotype : s->phenotype;
            list[at++] = (tally){name, people[i], !s->tested};
            continue;
        }
        for (size_t k = 0; k < s->copies; k++) {
            list[at++] = (tally){s->allele[k], people[i], !s->tested};
        }
    }
    return join_equal(list, at);
}

static void put_rows(buf *out, str gene, str group, kind what, const tally *list, size_t count)
{
    static const char *const names[KIND_COUNT] = {"allele", "diplotype", "phenotype"};
    uint64_t tested = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        all += list[i].count;
        tested += list[i].untested ? 0 : list[i].count;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t total = list[i].untested ? all : tested;
        double low, high;
        freq_wilson(list[i].count, total, &low, &high);
        buf_printf(out, "%.*s\t%.*s\t%s\t", STR_ARG(gene), STR_ARG(group), names[what]);
        buf_put_str(out, list[i].name);
        buf_printf(out, "\t%llu\t%llu\t%.6f\t%.6f\t%.6f\n", (unsigned long long)list[i].count,
                   (unsigned long long)total, (double)list[i].count / (double)total, low, high);
    }
}

/* people[group * summaries + summary] */
static void count_people(const cohort *c, size_t gene, const counting *n, const freq_groups *groups,
                         uint64_t *people)
{
    for (size_t i = 0; i < c->sample_count; i++) {
        uint32_t s = n->of_pattern[cohort_pattern_of(c, gene, i)];
        people[s]++;
        if (groups->of_sample[i] != 0) people[groups->of_sample[i] * n->count + s]++;
    }
}

static status count_gene(cohort *c, size_t gene, const freq_groups *groups, counting *n, buf *out,
                         err *e)
{
    n->of_pattern = ARENA_ARRAY(&n->memory, uint32_t, cohort_pattern_count(c, gene));
    TRY_MEM(e, n->of_pattern);
    TRY(cohort_call_patterns(c, gene, take_finding, n, e));
    uint64_t *people = ARENA_ARRAY(&n->memory, uint64_t, groups->count * n->count + 1);
    tally *list = ARENA_ARRAY(&n->memory, tally, n->count * 2 + 1);
    TRY_MEM(e, people);
    TRY_MEM(e, list);
    count_people(c, gene, n, groups, people);
    for (size_t g = 0; g < groups->count; g++) {
        for (int what = 0; what < KIND_COUNT; what++) {
            size_t count = fill(n, people + g * n->count, (kind)what, list);
            put_rows(out, c->model->genes[gene].kb->name, groups->names[g], (kind)what, list,
                     count);
        }
    }
    return buf_status(out, e);
}

status freq_write(cohort *c, const freq_groups *groups, buf *out, err *e)
{
    buf_put_text(out, "gene\tgroup\tkind\tname\tcount\ttotal\tfrequency\tlow\thigh\n");
    status s = OK;
    for (size_t i = 0; i < c->model->gene_count && s == OK; i++) {
        if (!c->genes[i].wanted) continue;
        counting n = {0};
        arena_init(&n.memory, 0);
        buf_init(&n.key, KEY_MAX);
        s = count_gene(c, i, groups, &n, out, e);
        base_free(n.list);
        base_free(n.slots);
        buf_release(&n.key);
        arena_release(&n.memory);
    }
    return s;
}
