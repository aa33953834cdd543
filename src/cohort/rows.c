/*
 * See rows.h. Equal tails are kept once: half a million people have far fewer answers than
 * genotypes.
 */
#include "cohort/rows.h"

#include <string.h>

#include "cohort/cohort_parts.h"

enum { ROW_MAX = 1 << 28, FIRST_SLOTS = 1 << 10 };

typedef struct tail {
    uint64_t hash;
    str text;
} tail;

struct cohort_rows {
    arena memory;
    const cohort *c;
    const cohort_row_format *format;
    uint32_t *genes; /* wanted ones, model index */
    size_t gene_count;
    uint32_t **tail_of; /* by place in `genes`: pattern -> tail */
    tail *tails;
    size_t tail_count, tail_room;
    uint32_t *slots; /* hash index of the tails; PATTERN_NONE = empty */
    size_t slot_count;
    buf line;
    size_t place; /* of the gene being rendered */
};

static size_t slot_of(const cohort_rows *r, uint64_t hash, str text)
{
    size_t i = (size_t)hash & (r->slot_count - 1);
    for (; r->slots[i] != PATTERN_NONE; i = (i + 1) & (r->slot_count - 1)) {
        const tail *t = &r->tails[r->slots[i]];
        if (t->hash == hash && str_eq(t->text, text)) break;
    }
    return i;
}

static status grow(cohort_rows *r, err *e)
{
    if (r->tail_count * 2 < r->slot_count) return OK;
    size_t count = r->slot_count == 0 ? FIRST_SLOTS : r->slot_count * 2;
    tail *tails = base_realloc(r->tails, count, sizeof *tails);
    TRY_MEM(e, tails);
    r->tails = tails;
    uint32_t *slots = base_realloc(r->slots, count, sizeof *slots);
    TRY_MEM(e, slots);
    r->slots = slots;
    memset(slots, 0xFF, count * sizeof *slots);
    r->slot_count = count;
    for (size_t i = 0; i < r->tail_count; i++) {
        r->slots[slot_of(r, r->tails[i].hash, r->tails[i].text)] = (uint32_t)i;
    }
    return OK;
}

static status take_finding(void *context, size_t gene, uint32_t pattern, const finding *f, err *e)
{
    cohort_rows *r = context;
    (void)gene;
    buf_reset(&r->line);
    r->format->tail(&r->line, f);
    TRY(buf_status(&r->line, e));
    str text = buf_str(&r->line);
    uint64_t hash = str_hash(text);
    TRY(grow(r, e));
    size_t slot = slot_of(r, hash, text);
    if (r->slots[slot] == PATTERN_NONE) {
        str copy = str_copy(&r->memory, text);
        TRY_MEM(e, copy.p);
        r->tails[r->tail_count] = (tail){hash, copy};
        r->slots[slot] = (uint32_t)r->tail_count++;
    }
    r->tail_of[r->place][pattern] = r->slots[slot];
    return OK;
}

static status render_all(cohort_rows *r, cohort *c, err *e)
{
    size_t all = c->model->gene_count;
    r->genes = ARENA_ARRAY(&r->memory, uint32_t, all + 1);
    r->tail_of = ARENA_ARRAY(&r->memory, uint32_t *, all + 1);
    TRY_MEM(e, r->genes);
    TRY_MEM(e, r->tail_of);
    for (size_t i = 0; i < all; i++) {
        if (!c->genes[i].wanted) continue;
        r->place = r->gene_count;
        r->genes[r->gene_count++] = (uint32_t)i;
        r->tail_of[r->place] = ARENA_ARRAY(&r->memory, uint32_t, cohort_pattern_count(c, i) + 1);
        TRY_MEM(e, r->tail_of[r->place]);
        TRY(cohort_call_patterns(c, i, take_finding, r, e));
    }
    return OK;
}

status cohort_rows_make(cohort *c, const cohort_row_format *format, cohort_rows **out, err *e)
{
    cohort_rows *r = base_calloc(1, sizeof *r);
    TRY_MEM(e, r);
    arena_init(&r->memory, 0);
    buf_init(&r->line, ROW_MAX);
    r->c = c;
    r->format = format;
    status s = render_all(r, c, e);
    if (s != OK) {
        cohort_rows_free(r);
        return s;
    }
    *out = r;
    return OK;
}

void cohort_rows_free(cohort_rows *r)
{
    if (r == NULL) return;
    base_free(r->tails);
    base_free(r->slots);
    buf_release(&r->line);
    arena_release(&r->memory);
    base_free(r);
}

size_t cohort_rows_per_sample(const cohort_rows *r)
{
    return r->gene_count;
}

void cohort_rows_append(const cohort_rows *r, size_t sample, buf *out)
{
    size_t from = out->n;
    r->format->sample(out, r->c->samples[sample]);
    size_t n = out->n - from;
    for (size_t i = 0; i < r->gene_count; i++) {
        if (i > 0 && buf_room(out, n) != NULL) { /* room first: the name may move */
            memcpy(out->p + out->n, out->p + from, n);
            out->n += n;
        }
        uint32_t pattern = cohort_pattern_of(r->c, r->genes[i], sample);
        buf_put_str(out, r->tails[r->tail_of[i][pattern]].text);
    }
}
