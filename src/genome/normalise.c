/*
 * Trimming, splitting and left-shifting of REF/ALT pairs against a stretch of known reference. Does
 * not decide what an edit means at a site; observe.c does.
 */
#include "genome/normalise.h"

#include <string.h>

char genome_stretch_base(const genome_stretch *reference, uint32_t pos0)
{
    if (pos0 < reference->start0 || pos0 - reference->start0 >= reference->bases.n) return 0;
    char c = reference->bases.p[pos0 - reference->start0];
    return c == 'A' || c == 'C' || c == 'G' || c == 'T' ? c : 0;
}

bool genome_stretch_fits(const genome_stretch *reference, uint32_t pos0, str bases)
{
    for (size_t i = 0; i < bases.n; i++) {
        char known = genome_stretch_base(reference, pos0 + (uint32_t)i);
        if (known != 0 && bases.p[i] != 'N' && bases.p[i] != known) return false;
    }
    return true;
}

bool genome_is_sequence(str bases)
{
    for (size_t i = 0; i < bases.n; i++) {
        char c = bases.p[i];
        if (c != 'A' && c != 'C' && c != 'G' && c != 'T') return false;
    }
    return bases.n > 0;
}

str genome_upper(arena *a, str text)
{
    size_t i = 0;
    while (i < text.n && !(text.p[i] >= 'a' && text.p[i] <= 'z')) i++;
    if (i == text.n && text.p != NULL) return text;
    char *copy = arena_copy(a, text.p == NULL ? "" : text.p, text.n);
    if (copy == NULL) return (str){NULL, 0};
    for (; i < text.n; i++) {
        if (copy[i] >= 'a' && copy[i] <= 'z') copy[i] = (char)(copy[i] - 'a' + 'A');
    }
    return (str){copy, text.n};
}

bool genome_edit_eq(const genome_edit *x, const genome_edit *y)
{
    return x->start0 == y->start0 && x->end0 == y->end0 && str_eq(x->ins, y->ins);
}

bool genome_edit_meets(const genome_edit *x, const genome_edit *y)
{
    uint32_t x_to = x->end0 + x->slide;
    uint32_t y_to = y->end0 + y->slide;
    bool x_point = x->start0 == x->end0;
    bool y_point = y->start0 == y->end0;
    if (x_point && y_point) return x->start0 <= y_to && y->start0 <= x_to;
    return x->start0 < y_to && y->start0 < x_to;
}

static uint32_t slide_right(const genome_stretch *reference, const genome_edit *x)
{
    uint32_t t = 0;
    for (;; t++) {
        char next = genome_stretch_base(reference, x->end0 + t);
        char leaving =
            x->ins.n > 0 ? x->ins.p[t % x->ins.n] : genome_stretch_base(reference, x->start0 + t);
        if (next == 0 || next != leaving) return t;
    }
}

static uint32_t slide_left(const genome_stretch *reference, const genome_edit *x)
{
    uint32_t t = 0;
    for (; t < x->start0; t++) {
        char next = genome_stretch_base(reference, x->start0 - 1 - t);
        char leaving = x->ins.n > 0 ? x->ins.p[(x->ins.n - 1 - t % x->ins.n)]
                                    : genome_stretch_base(reference, x->end0 - 1 - t);
        if (next == 0 || next != leaving) return t;
    }
    return t;
}

/* Turns the last t bases of the inserted text to its front, as t single steps to the left would. */
static bool rotate(arena *a, str *ins, uint32_t t)
{
    size_t turn = ins->n == 0 ? 0 : t % ins->n;
    if (turn == 0) return true;
    char *copy = arena_copy(a, ins->p, ins->n);
    if (copy == NULL) return false;
    memcpy(copy, ins->p + (ins->n - turn), turn);
    memcpy(copy + turn, ins->p, ins->n - turn);
    ins->p = copy;
    return true;
}

static bool indel_settle(const genome_stretch *reference, arena *a, genome_edit *x)
{
    uint32_t t = slide_left(reference, x);
    if (!rotate(a, &x->ins, t)) return false;
    x->start0 -= t;
    x->end0 -= t;
    x->slide = slide_right(reference, x);
    return true;
}

static void substitutions(uint32_t pos0, str ref, str alt, genome_edits *out)
{
    for (size_t i = 0; i < ref.n; i++) {
        if (ref.p[i] == alt.p[i]) continue;
        uint32_t at = pos0 + (uint32_t)i;
        out->items[out->count++] = (genome_edit){at, at + 1, 0, {alt.p + i, 1}};
    }
}

status genome_edits_find(const genome_stretch *reference, uint32_t pos0, str ref, str alt, arena *a,
                         genome_edits *out, err *e)
{
    while (ref.n > 0 && alt.n > 0 && ref.p[ref.n - 1] == alt.p[alt.n - 1]) ref.n--, alt.n--;
    size_t same = 0;
    while (same < ref.n && same < alt.n && ref.p[same] == alt.p[same]) same++;
    ref = (str){ref.p + same, ref.n - same};
    alt = (str){alt.p + same, alt.n - same};
    pos0 += (uint32_t)same;
    genome_edits list = {NULL, 0};
    if (ref.n > 0 || alt.n > 0) {
        list.items = ARENA_ARRAY(a, genome_edit, ref.n == alt.n ? ref.n : 1);
        TRY_MEM(e, list.items);
    }
    if (ref.n == alt.n) {
        substitutions(pos0, ref, alt, &list);
    } else {
        genome_edit x = {pos0, pos0 + (uint32_t)ref.n, 0, alt};
        bool pure = ref.n == 0 || alt.n == 0;
        if (pure && !indel_settle(reference, a, &x)) FAIL(e, E_MEMORY, "out of memory");
        list.items[list.count++] = x;
    }
    *out = list;
    return OK;
}
