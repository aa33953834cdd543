/*
 * Checks of positions, windows and HGVS names: what the tables say about one site must agree with
 * the sequence they carry, in both builds. Knows VCF spelling and the HGVS forms that the
 * definition files use; nothing of alleles as names.
 */
#include <stdio.h>
#include <string.h>

#include "kb/check.h"
#include "kb/gene_load.h"

enum { FLANK = 50, EDIT_MAX = 1 << 16 };

static uint32_t row_of(const kb *k, const kb_gene *g, const kb_position *p)
{
    char text[16];
    int n = snprintf(text, sizeof text, "%u", p->pos1[1]);
    return kb_check_row(k, "positions", g->name, "pos38", (str){text, n < 0 ? 0 : (size_t)n});
}

static bool is_bases(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (strchr("ACGT", text.p[i]) == NULL || text.p[i] == '\0') return false;
    }
    return text.n > 0;
}

static const char *flaw_of_alleles(const kb_position *p)
{
    bool same_length = true;
    for (size_t i = 0; i < p->allele_count; i++) {
        if (!is_bases(p->alleles[i])) return "an allele is not made of A, C, G, T";
        for (size_t j = 0; j < i; j++) {
            if (str_eq(p->alleles[i], p->alleles[j])) return "an allele is there twice";
        }
        if (p->alleles[i].n != p->alleles[0].n) same_length = false;
    }
    if (p->allele_count < 2) return "there is no ALT";
    if (same_length) return NULL;
    for (size_t i = 1; i < p->allele_count; i++) {
        if (p->alleles[i].n != p->alleles[0].n && p->alleles[i].p[0] != p->alleles[0].p[0]) {
            return "an insertion or deletion does not begin with the base before it";
        }
    }
    return NULL;
}

static bool is_rsid(str text)
{
    uint32_t number;
    return text.n > 2 && str_starts(text, STR("rs")) &&
           str_to_u32((str){text.p + 2, text.n - 2}, &number);
}

static status position_is_sound(const kb *k, const kb_gene *g, size_t i, kb_check_report *report,
                                err *e)
{
    const kb_position *p = &g->positions[i];
    const char *flaw = flaw_of_alleles(p);
    report->facts++;
    if (flaw == NULL && p->rsid.n > 0 && !is_rsid(p->rsid)) flaw = "the rsID is not rs and digits";
    for (size_t j = 0; j < i && flaw == NULL; j++) {
        const kb_position *q = &g->positions[j];
        if (q->pos1[1] == p->pos1[1]) flaw = "the position is there twice";
        if (q->pos1[0] != KB_POS_NONE && q->pos1[0] == p->pos1[0]) {
            flaw = "another position has the same GRCh37 coordinate";
        }
    }
    if (flaw == NULL && p->pos1[0] != KB_POS_NONE && p->ref37 == KB_REF_OTHER &&
        !is_bases(p->ref37_other)) {
        flaw = "ref37 is neither REF nor ALT nor other:BASES";
    }
    if (flaw == NULL) return OK;
    return kb_check_fail(report, e, "positions", row_of(k, g, p), "%.*s %u: %s", STR_ARG(g->name),
                         p->pos1[1], flaw);
}

static status words_are_known(const kb *k, kb_check_report *report, err *e)
{
    const kb_table *t = kb_table_find(k, "positions");
    str last_extra = {NULL, 0}; /* gene of the last extra row */
    for (uint32_t i = 0; t != NULL && i < t->rows; i++) {
        str role, flags, flag, gene;
        TRY(kb_text_at(t, i, "gene", &gene, e));
        TRY(kb_text_at(t, i, "role", &role, e));
        if (str_eq(role, STR("extra")))
            last_extra = gene;
        else if (last_extra.n > 0 && str_eq(last_extra, gene)) {
            TRY(kb_check_fail(report, e, "positions", i + 1, "%.*s: a define row behind an extra",
                              STR_ARG(gene)));
        }
        TRY(kb_text_at(t, i, "flags", &flags, e));
        if (!str_eq(role, STR("define")) && !str_eq(role, STR("extra"))) {
            TRY(kb_check_fail(report, e, "positions", i + 1, "unknown role '%.*s'", STR_ARG(role)));
        }
        while (flags.n > 0 && str_next(&flags, ',', &flag)) {
            if (str_eq(flag, STR("required")) || str_eq(flag, STR("amp1"))) continue;
            TRY(kb_check_fail(report, e, "positions", i + 1, "unknown flag '%.*s'", STR_ARG(flag)));
        }
    }
    return OK;
}

status kb_check_positions(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    TRY(words_are_known(k, report, e));
    for (size_t i = 0; i < count; i++) {
        size_t n = genes[i].position_count + genes[i].extra_count;
        for (size_t j = 0; j < n; j++) TRY(position_is_sound(k, &genes[i], j, report, e));
    }
    return OK;
}

/* ---- windows ---- */

/* The window that holds [pos1, pos1 + n) on GRCh38, or NULL. */
static const kb_window *window_of(const kb_gene *g, uint32_t pos1, size_t n)
{
    for (size_t i = 0; i < g->window_count; i++) {
        const kb_window *w = &g->windows[i];
        if (pos1 >= w->start1[1] && pos1 - w->start1[1] + n <= w->bases.n) return w;
    }
    return NULL;
}

/* GRCh37 bases of a window: the GRCh38 ones, the listed differences, then the swapped REFs. */
static status bases37(const kb_gene *g, const kb_window *w, arena *a, char **out, err *e)
{
    char *bases = arena_copy(a, w->bases.p, w->bases.n);
    TRY_MEM(e, bases);
    for (size_t i = 0; i < w->diff_count; i++) bases[w->diff37[i]] = w->base37[i];
    for (size_t i = 0; i < g->position_count + g->extra_count; i++) {
        const kb_position *p = &g->positions[i];
        if (w->start1[0] == KB_POS_NONE || p->pos1[0] < w->start1[0] || p->ref37 == 0) continue;
        size_t at = p->pos1[0] - w->start1[0];
        str ref = p->ref37 == KB_REF_OTHER ? p->ref37_other : p->alleles[p->ref37];
        if (ref.n == 0 || ref.n != p->alleles[0].n || at + ref.n > w->bases.n) continue;
        memcpy(bases + at, ref.p, ref.n);
    }
    *out = bases;
    return OK;
}

static status agrees37(const kb *k, const kb_gene *g, const kb_position *p, const kb_window *w,
                       const char *bases, kb_check_report *report, err *e)
{
    if (p->pos1[0] == KB_POS_NONE || w->start1[0] == KB_POS_NONE) return OK;
    str ref = p->ref37 == KB_REF_OTHER ? p->ref37_other : p->alleles[p->ref37];
    size_t at = p->pos1[1] - w->start1[1];
    report->facts++;
    if (p->pos1[0] - w->start1[0] != at) {
        return kb_check_fail(report, e, "positions", row_of(k, g, p),
                             "%.*s %u: GRCh37 position %u, but its window puts it at %u",
                             STR_ARG(g->name), p->pos1[1], p->pos1[0], w->start1[0] + (uint32_t)at);
    }
    str have = {bases + at, ref.n};
    if (at + ref.n <= w->bases.n && str_eq(have, ref)) return OK;
    return kb_check_fail(report, e, "positions", row_of(k, g, p),
                         "%.*s %u: GRCh37 REF %.*s, window has %.*s", STR_ARG(g->name), p->pos1[1],
                         STR_ARG(ref), STR_ARG(have));
}

static status position_in_window(const kb *k, const kb_gene *g, const kb_position *p,
                                 char *const *all37, kb_check_report *report, err *e)
{
    str ref = p->alleles[0];
    const kb_window *w = window_of(g, p->pos1[1], ref.n);
    report->facts++;
    if (w == NULL) {
        if (p->extra) return OK;
        return kb_check_fail(report, e, "positions", row_of(k, g, p), "%.*s %u: no window holds it",
                             STR_ARG(g->name), p->pos1[1]);
    }
    size_t at = p->pos1[1] - w->start1[1];
    if (at < FLANK || at + ref.n + FLANK > w->bases.n) {
        TRY(kb_check_fail(report, e, "positions", row_of(k, g, p),
                          "%.*s %u: less than %d bases of its window on one side", STR_ARG(g->name),
                          p->pos1[1], FLANK));
    }
    str have = {w->bases.p + at, ref.n};
    if (!str_eq(have, ref)) {
        TRY(kb_check_fail(report, e, "positions", row_of(k, g, p),
                          "%.*s %u: REF %.*s, window has %.*s", STR_ARG(g->name), p->pos1[1],
                          STR_ARG(ref), STR_ARG(have)));
    }
    return agrees37(k, g, p, w, all37[w - g->windows], report, e);
}

static status window_is_sound(const kb_gene *g, size_t i, kb_check_report *report, err *e)
{
    const kb_window *w = &g->windows[i];
    report->facts++;
    if (!is_bases(w->bases)) {
        return kb_check_fail(report, e, "windows", 0, "%.*s %u: not made of A, C, G, T",
                             STR_ARG(g->name), w->start1[1]);
    }
    if (i > 0 && g->windows[i - 1].start1[1] + g->windows[i - 1].bases.n > w->start1[1]) {
        return kb_check_fail(report, e, "windows", 0, "%.*s %u: overlaps the window before it",
                             STR_ARG(g->name), w->start1[1]);
    }
    for (size_t j = 0; j < w->diff_count; j++) {
        report->facts++;
        if (w->base37[j] != w->bases.p[w->diff37[j]]) continue;
        TRY(kb_check_fail(report, e, "windows37", 0, "%.*s %u: %c is no difference",
                          STR_ARG(g->name), w->start1[0] + w->diff37[j], w->base37[j]));
    }
    return OK;
}

/* Every row of windows37 must lie in a window, or it says nothing. */
static status differences_used(const kb *k, const kb_gene *g, kb_check_report *report, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "windows37", g->name, &rows, e));
    size_t used = 0;
    for (size_t i = 0; i < g->window_count; i++) used += g->windows[i].diff_count;
    if (used == rows.to - rows.from) return OK;
    return kb_check_fail(report, e, "windows37", rows.from + 1,
                         "%.*s: %zu of %u rows lie in no window", STR_ARG(g->name),
                         (size_t)(rows.to - rows.from) - used, rows.to - rows.from);
}

static status gene_windows(const kb *k, const kb_gene *g, arena *a, kb_check_report *report, err *e)
{
    char **all37 = ARENA_ARRAY(a, char *, g->window_count + 1);
    TRY_MEM(e, all37);
    for (size_t i = 0; i < g->window_count; i++) {
        TRY(window_is_sound(g, i, report, e));
        TRY(bases37(g, &g->windows[i], a, &all37[i], e));
    }
    TRY(differences_used(k, g, report, e));
    for (size_t i = 0; i < g->position_count + g->extra_count; i++) {
        TRY(position_in_window(k, g, &g->positions[i], all37, report, e));
    }
    return OK;
}

status kb_check_windows(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    AUTO(arena_release) arena a = {0};
    for (size_t i = 0; i < count; i++) {
        TRY(gene_windows(k, &genes[i], &a, report, e));
        arena_reset(&a);
    }
    return OK;
}

/* ---- HGVS ---- */

typedef struct edit {
    uint32_t first, last; /* 1-based, inclusive; last = first - 1 for an insertion */
    str unit;
    uint32_t copies; /* what replaces it: unit, that often */
} edit;

static bool take_number(str *text, uint32_t *value)
{
    size_t n = 0;
    while (n < text->n && text->p[n] >= '0' && text->p[n] <= '9') n++;
    if (!str_to_u32((str){text->p, n}, value)) return false;
    *text = (str){text->p + n, text->n - n};
    return true;
}

static bool take_word(str *text, str word)
{
    if (!str_starts(*text, word)) return false;
    *text = (str){text->p + word.n, text->n - word.n};
    return true;
}

static bool window_has(const kb_window *w, uint32_t pos1, str bases)
{
    return pos1 >= w->start1[1] && pos1 - w->start1[1] + bases.n <= w->bases.n &&
           memcmp(w->bases.p + (pos1 - w->start1[1]), bases.p, bases.n) == 0;
}

/* "AT[7]" behind the position of the first unit: as many units as stand there become 7. */
static bool repeat_edit(const kb_window *w, str text, edit *out)
{
    size_t mark = str_find(text, '[');
    str unit = {text.p, mark};
    if (mark == text.n || !is_bases(unit)) return false;
    str rest = {text.p + mark + 1, text.n - mark - 1};
    if (!take_number(&rest, &out->copies) || !str_eq(rest, STR("]"))) return false;
    uint32_t at = out->first;
    while (window_has(w, at, unit)) at += (uint32_t)unit.n;
    out->last = at - 1;
    out->unit = unit;
    return at > out->first;
}

/* "A>G", or "A>del" as the source writes MT-RNR1 deletions. */
static bool substitution_edit(const kb_window *w, str text, edit *out)
{
    str before = {text.p, 1}, after = {text.p + 2, text.n - 2};
    if (!window_has(w, out->first, before)) return false;
    if (str_eq(after, STR("del"))) return true;
    out->unit = after;
    return is_bases(after);
}

static bool span_edit(const kb_window *w, str text, edit *out)
{
    out->copies = 1;
    if (take_word(&text, STR("delins"))) {
        out->unit = text;
        return is_bases(text);
    }
    if (take_word(&text, STR("del"))) {
        bool whole = text.n == out->last - out->first + 1;
        return text.n == 0 || (whole && window_has(w, out->first, text));
    }
    if (take_word(&text, STR("ins"))) {
        out->unit = text;
        if (out->last != out->first + 1) return false;
        out->first++;
        out->last = out->first - 1;
        return is_bases(text);
    }
    size_t n = (size_t)out->last - out->first + 1, at = (size_t)out->first - w->start1[1];
    if (!take_word(&text, STR("dup")) || out->first < w->start1[1]) return false;
    if (at >= w->bases.n || n > w->bases.n - at) return false;
    out->unit = (str){w->bases.p + at, n};
    out->first = out->last + 1;
    return true;
}

static bool parse_name(const kb_window *w, str name, edit *out)
{
    *out = (edit){.copies = 1};
    if (!take_word(&name, STR("g.")) && !take_word(&name, STR("m."))) return false;
    if (!take_number(&name, &out->first)) return false;
    out->last = out->first;
    if (name.n >= 3 && name.p[1] == '>') return substitution_edit(w, name, out);
    if (str_find(name, '[') < name.n) return repeat_edit(w, name, out);
    if (take_word(&name, STR("_")) && !take_number(&name, &out->last)) return false;
    return out->last >= out->first && span_edit(w, name, out);
}

static bool put_edited(const kb_window *w, const edit *x, buf *out)
{
    uint32_t start = w->start1[1];
    if (x->first < start || x->last + 1 - start > w->bases.n || x->copies > 1000) return false;
    size_t from = x->first - start, to = x->last + 1 - start;
    buf_put(out, w->bases.p, from);
    for (uint32_t i = 0; i < x->copies; i++) buf_put_str(out, x->unit);
    buf_put(out, w->bases.p + to, w->bases.n - to);
    return true;
}

status kb_hgvs_agrees(const kb_window *w, str name, uint32_t pos1, str ref, str alt, bool *agrees,
                      bool *known, err *e)
{
    AUTO(buf_release) buf named;
    AUTO(buf_release) buf spelled;
    buf_init(&named, EDIT_MAX);
    buf_init(&spelled, EDIT_MAX);
    edit by_name, by_alt = {pos1, pos1 + (uint32_t)ref.n - 1, alt, 1};
    *agrees = false;
    *known = parse_name(w, name, &by_name) && put_edited(w, &by_name, &named) &&
             put_edited(w, &by_alt, &spelled);
    TRY(buf_status(&named, e));
    TRY(buf_status(&spelled, e));
    if (*known) *agrees = str_eq(buf_str(&named), buf_str(&spelled));
    return OK;
}

static status position_names(const kb *k, const kb_gene *g, const kb_position *p,
                             kb_check_report *report, err *e)
{
    const kb_window *w = window_of(g, p->pos1[1], p->alleles[0].n);
    for (size_t i = 1; i < p->allele_count; i++) {
        bool agrees = false, known = false;
        str name = p->hgvs[i - 1];
        /* an extra position may stand outside the windows: then only its REF says what is there */
        kb_window alone = {.start1 = {0, p->pos1[1]}, .bases = p->alleles[0]};
        report->facts++;
        TRY(kb_hgvs_agrees(w == NULL ? &alone : w, name, p->pos1[1], p->alleles[0], p->alleles[i],
                           &agrees, &known, e));
        if (agrees) continue;
        TRY(kb_check_fail(report, e, "positions", row_of(k, g, p), "%.*s %u: name '%.*s' %s %.*s",
                          STR_ARG(g->name), p->pos1[1], STR_ARG(name),
                          known ? "does not make ALT" : "is not understood, for ALT",
                          STR_ARG(p->alleles[i])));
    }
    return OK;
}

status kb_check_hgvs(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < genes[i].position_count + genes[i].extra_count; j++) {
            TRY(position_names(k, &genes[i], &genes[i].positions[j], report, e));
        }
    }
    return OK;
}
