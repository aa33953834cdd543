/*
 * Keeps the rows that lie at a site of either build, then settles build and strand from them. Rows
 * of single bases only: an array's I/D row does not say which sequence was inserted or deleted.
 */
#include "genome/array_text.h"

#include <stdlib.h>
#include <string.h>

#include "genome/array_row.h"
#include "genome/build.h"

enum { COMMENT_MAX = 1 << 16, STRAND_MINIMUM = 5, BUILD_MINIMUM = 5, NOTES_ROOM = 8 };

struct array_text {
    str sample;
    genome_build build;
    const char *evidence;
    array_row *rows; /* ascending by place; duplicates next to each other */
    size_t count;
    bool plus; /* every site that can tell says plus strand */
    str notes[NOTES_ROOM];
    size_t note_count;
    str others[2];
};

typedef struct draft {
    const char *path;
    arena *a;
    site_index index[2];
    array_row *rows;
    size_t count, room;
    buf comments;
    size_t good, bad, first_bad;
    const char *first_what;
} draft;

static void draft_release(draft *d)
{
    base_free(d->rows);
    buf_release(&d->comments);
}

/* ---- rows ---- */

static const site_view *find_site(const site_index *index, uint8_t chrom, uint32_t pos0)
{
    for (size_t i = site_index_first(index, chrom, pos0); i < index->count; i++) {
        const site_view *v = &index->views[i];
        if (v->chrom != chrom || v->start0 > pos0) break;
        if (v->start0 == pos0) return v;
    }
    return NULL;
}

static status keep_row(draft *d, const array_row *row, err *e)
{
    if (find_site(&d->index[0], row->chrom, row->pos0) == NULL &&
        find_site(&d->index[1], row->chrom, row->pos0) == NULL) {
        return OK;
    }
    if (d->count == d->room) {
        size_t room = d->room == 0 ? 256 : d->room * 2;
        array_row *rows = base_realloc(d->rows, room, sizeof *rows);
        TRY_MEM(e, rows);
        d->rows = rows;
        d->room = room;
    }
    d->rows[d->count++] = *row;
    return OK;
}

static status read_line(draft *d, size_t number, str line, err *e)
{
    if (line.p[0] == '#') {
        buf_put_str(&d->comments, line); /* cut at its maximum: only words are looked for */
        buf_put_c(&d->comments, '\n');
        return OK;
    }
    array_row row;
    const char *what = NULL;
    array_row_result result = array_row_read(line, &row, &what);
    if (result == ARRAY_ROW_HEADER && d->good == 0) return OK;
    if (result == ARRAY_ROW_GOOD || result == ARRAY_ROW_ELSEWHERE) d->good++;
    if (result == ARRAY_ROW_GOOD) return keep_row(d, &row, e);
    if (result == ARRAY_ROW_ELSEWHERE) return OK;
    if (d->bad++ == 0) {
        d->first_bad = number;
        d->first_what = what;
    }
    return OK;
}

static status read_lines(draft *d, str text, err *e)
{
    size_t number = 0;
    str line;
    while (text.n > 0 && str_next(&text, '\n', &line)) {
        number++;
        line = str_trim(line);
        if (line.n > 0) TRY(read_line(d, number, line, e));
    }
    if (d->bad > d->good) {
        FAIL(e, E_SYNTAX,
             "%s:%zu: %s not understood; expected rsid, chromosome, position and "
             "genotype",
             d->path, d->first_bad, d->first_what);
    }
    return OK;
}

static int by_place(const void *left, const void *right)
{
    const array_row *x = left;
    const array_row *y = right;
    if (x->chrom != y->chrom) return x->chrom < y->chrom ? -1 : 1;
    return x->pos0 < y->pos0 ? -1 : x->pos0 > y->pos0;
}

/* ---- letters ---- */

static char complement(char c)
{
    return c == 'A' ? 'T' : c == 'T' ? 'A' : c == 'C' ? 'G' : c == 'G' ? 'C' : c;
}

static uint8_t find_base(const site_view *v, char c)
{
    for (uint8_t k = 0; k < v->site->allele_count; k++) {
        if (v->site->alleles[k].n == 1 && v->site->alleles[k].p[0] == c) return k;
    }
    return CELL_MISSING;
}

static bool is_base_site(const site_view *v)
{
    return v->end0 - v->start0 == 1 && !v->has_indel;
}

/* No base of the site is the complement of another: its letters show the strand. */
static bool shows_strand(const site_view *v)
{
    for (uint8_t k = 0; k < v->site->allele_count; k++) {
        if (find_base(v, complement(v->site->alleles[k].p[0])) != CELL_MISSING) return false;
    }
    return true;
}

static bool fits(const site_view *v, const array_row *r, bool minus)
{
    char a = minus ? complement(r->a) : r->a;
    char b = r->b == 0 ? a : minus ? complement(r->b) : r->b;
    return find_base(v, a) != CELL_MISSING && find_base(v, b) != CELL_MISSING;
}

static void settle_strand(array_text *t, const site_index *index)
{
    size_t plus = 0;
    size_t minus = 0;
    for (size_t i = 0; i < t->count; i++) {
        const site_view *v = find_site(index, t->rows[i].chrom, t->rows[i].pos0);
        if (v == NULL || t->rows[i].kind != ARRAY_LETTERS) continue;
        if (!is_base_site(v) || !shows_strand(v)) continue;
        plus += fits(v, &t->rows[i], false);
        minus += fits(v, &t->rows[i], true);
    }
    t->plus = plus >= STRAND_MINIMUM && minus == 0;
    if (t->plus) return;
    t->notes[t->note_count++] =
        minus > 0
            ? STR("letters of both strands: A/T and C/G genotypes are not callable")
            : STR("too few positions show the strand: A/T and C/G genotypes are not callable");
}

/* ---- build ---- */

static bool has_text(str text, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= text.n; i++) {
        if (str_eq_ci((str){text.p + i, n}, (str){word, n})) return true;
    }
    return false;
}

static void count_hits(const draft *d, size_t hits[2])
{
    for (int b = 0; b < 2; b++) {
        hits[b] = 0;
        for (size_t i = 0; i < d->count; i++) {
            if (d->rows[i].chrom == CHROM_MT) continue; /* the same in both builds */
            hits[b] += find_site(&d->index[b], d->rows[i].chrom, d->rows[i].pos0) != NULL;
        }
    }
}

static genome_build build_of_hits(const size_t hits[2])
{
    if (hits[0] >= BUILD_MINIMUM && hits[0] >= 5 * hits[1]) return BUILD_37;
    if (hits[1] >= BUILD_MINIMUM && hits[1] >= 5 * hits[0]) return BUILD_38;
    return BUILD_UNKNOWN;
}

static status agree_on_build(array_text *t, const draft *d, const genome_build claims[3],
                             const size_t hits[2], err *e)
{
    static const char *const names[3] = {"--build", "its comments", "positions of known sites"};
    t->build = BUILD_UNKNOWN;
    for (int i = 0; i < 3; i++) {
        if (claims[i] == BUILD_UNKNOWN) continue;
        if (t->build != BUILD_UNKNOWN && t->build != claims[i]) {
            FAIL(e, E_CONFLICT,
                 "%s: genome build contradicts itself: %s say %s, %s say %s (%zu sites at GRCh37 "
                 "positions, %zu at GRCh38)",
                 d->path, t->evidence, genome_build_name(t->build), names[i],
                 genome_build_name(claims[i]), hits[0], hits[1]);
        }
        if (t->build == BUILD_UNKNOWN) t->evidence = names[i];
        t->build = claims[i];
    }
    if (t->build != BUILD_UNKNOWN) return OK;
    FAIL(e, E_CONFLICT,
         "%s: genome build not established: no comment names it, and %zu rows lie at "
         "GRCh37 and %zu at GRCh38 positions of known sites; use --build",
         d->path, hits[0], hits[1]);
}

static status settle_build(array_text *t, draft *d, genome_build asked, err *e)
{
    size_t hits[2];
    count_hits(d, hits);
    str comments = buf_str(&d->comments);
    genome_build said = genome_build_of_text(comments);
    if (said == BUILD_UNKNOWN && (has_text(comments, "build 36") || has_text(comments, "hg18"))) {
        FAIL(e, E_CONFLICT, "%s: its comments say build 36; lift it over to GRCh37 first", d->path);
    }
    genome_build claims[3] = {asked, said, build_of_hits(hits)};
    return agree_on_build(t, d, claims, hits, e);
}

/* ---- the whole ---- */

static str name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    str name = str_of(slash == NULL ? path : slash + 1);
    if (name.n > 3 && str_eq_ci((str){name.p + name.n - 3, 3}, STR(".gz"))) name.n -= 3;
    for (size_t i = name.n; i-- > 1;) {
        if (name.p[i] != '.') continue;
        name.n = i;
        break;
    }
    return name;
}

static status finish(array_text *t, draft *d, genome_build asked, err *e)
{
    TRY(settle_build(t, d, asked, e));
    if (d->count > 0) qsort(d->rows, d->count, sizeof *d->rows, by_place);
    t->rows = ARENA_ARRAY(d->a, array_row, d->count + 1);
    TRY_MEM(e, t->rows);
    if (d->count > 0) memcpy(t->rows, d->rows, d->count * sizeof *t->rows);
    t->count = d->count;
    t->sample = str_copy(d->a, name_of(d->path));
    TRY_MEM(e, t->sample.p);
    settle_strand(t, &d->index[t->build]);
    if (d->bad == 0) return OK;
    const char *text = arena_printf(d->a, "%zu rows left out; the first is line %zu (%s)", d->bad,
                                    d->first_bad, d->first_what);
    TRY_MEM(e, text);
    t->notes[t->note_count++] = str_of(text);
    return OK;
}

status array_text_parse(const char *path, str text, const genome_panel *panel, genome_build asked,
                        arena *a, array_text **out, err *e)
{
    AUTO(draft_release) draft d = {.path = path, .a = a};
    buf_init(&d.comments, COMMENT_MAX);
    for (int b = 0; b < 2; b++) {
        TRY(site_index_make(&d.index[b], panel, (genome_build)b, true, a, e));
    }
    array_text *t = ARENA_NEW(a, array_text);
    TRY_MEM(e, t);
    TRY(read_lines(&d, text, e));
    TRY(finish(t, &d, asked, e));
    *out = t;
    return OK;
}

bool array_text_looks_like(str first)
{
    if (str_starts(first, STR("##fileformat=VCF")) || str_starts(first, STR("BCF"))) return false;
    size_t rows = 0;
    size_t comments = 0;
    str line = {NULL, 0};
    while (first.n > 0 && str_next(&first, '\n', &line)) {
        line = str_trim(line);
        if (line.n == 0) continue;
        if (line.p[0] == '#') {
            if (str_starts(line, STR("##fileformat=VCF"))) return false;
            comments++;
            continue;
        }
        array_row row;
        const char *what;
        array_row_result r = array_row_read(line, &row, &what);
        if (r == ARRAY_ROW_GOOD || r == ARRAY_ROW_ELSEWHERE) return true;
        if (++rows > 3) return false; /* column names may come first */
    }
    return rows == 0 && comments > 0 && !str_starts(line, STR("##")); /* comments filled the peek */
}

str array_text_sample(const array_text *t)
{
    return t->sample;
}

genome_build array_text_build(const array_text *t)
{
    return t->build;
}

const char *array_text_evidence(const array_text *t)
{
    return t->evidence;
}

const str *array_text_notes(const array_text *t, size_t *count)
{
    *count = t->note_count;
    return t->notes;
}

/* ---- cells ---- */

static uint8_t code_of(array_text *t, const site_view *v, char c, size_t *other_count)
{
    static const char letters[] = "ACGT";
    uint8_t code = find_base(v, c);
    if (code != CELL_MISSING) return code;
    str text = {letters + (c == 'A' ? 0 : c == 'C' ? 1 : c == 'G' ? 2 : 3), 1};
    for (size_t k = 0; k < *other_count; k++) {
        if (str_eq(t->others[k], text)) return (uint8_t)(CELL_OTHER_FIRST + k);
    }
    t->others[*other_count] = text;
    return (uint8_t)(CELL_OTHER_FIRST + (*other_count)++);
}

static genome_cell unknown(cell_why why)
{
    return (genome_cell){CELL_MISSING, CELL_MISSING, 0, (uint8_t)why, 0};
}

static genome_cell called_cell(array_text *t, const site_view *v, char a, char b, size_t *others)
{
    uint8_t x = code_of(t, v, a, others);
    if (b == 0 && v->chrom < CHROM_X) return (genome_cell){x, CELL_MISSING, 0, WHY_NO_CALL, 0};
    uint8_t y = b == 0 ? (uint8_t)CELL_ABSENT : code_of(t, v, b, others);
    bool one_copy = v->chrom == CHROM_MT || v->chrom == CHROM_Y;
    if (one_copy && x == y) y = CELL_ABSENT;
    if (y == CELL_ABSENT) return (genome_cell){x, y, CELL_PHASED, WHY_NONE, 0};
    return x <= y ? (genome_cell){x, y, 0, WHY_NONE, 0} : (genome_cell){y, x, 0, WHY_NONE, 0};
}

static genome_cell cell_of(array_text *t, const site_view *v, const array_row *r, size_t *others)
{
    if (r->kind == ARRAY_NO_CALL) return unknown(WHY_NO_CALL);
    if (r->kind == ARRAY_INDEL) return unknown(WHY_SYMBOLIC);
    bool tells = shows_strand(v);
    if (!tells && !t->plus) return unknown(WHY_STRAND);
    bool minus = tells && !t->plus && !fits(v, r, false) && fits(v, r, true);
    char b = r->b == 0 ? (char)0 : complement(r->b);
    return minus ? called_cell(t, v, complement(r->a), b, others)
                 : called_cell(t, v, r->a, r->b, others);
}

static bool same_letters(const array_row *x, const array_row *y)
{
    return x->kind == y->kind && ((x->a == y->a && x->b == y->b) || (x->a == y->b && x->b == y->a));
}

bool array_text_column(array_text *t, const site_view *v, genome_column *column)
{
    size_t low = 0;
    size_t high = t->count;
    array_row wanted = {.chrom = v->chrom, .pos0 = v->start0};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_place(&t->rows[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == t->count || by_place(&t->rows[low], &wanted) != 0) return false;
    const array_row *r = &t->rows[low];
    if (r->kind == ARRAY_LETTERS && !is_base_site(v)) return false;
    column->notes = 0;
    column->other_count = 0;
    column->base = cell_of(t, v, r, &column->other_count);
    for (size_t i = low + 1; i < t->count && by_place(&t->rows[i], &wanted) == 0; i++) {
        column->notes |= NOTE_DUPLICATE;
        if (t->rows[i].kind == ARRAY_NO_CALL) continue;
        if (r->kind == ARRAY_NO_CALL) {
            r = &t->rows[i];
            if (r->kind == ARRAY_LETTERS && !is_base_site(v)) continue;
            column->base = cell_of(t, v, r, &column->other_count);
        } else if (!same_letters(r, &t->rows[i])) {
            column->base = unknown(WHY_CONTRADICTION);
        }
    }
    column->exceptions = NULL;
    column->exception_count = 0;
    column->others = t->others;
    return true;
}
