/*
 * Findings as a table for people. Knows columns, colours and which remarks need a line; decides
 * nothing.
 */
#include "report/call_table.h"

#include "report/columns.h"

enum { CELLS = 5, CELL_STATUS = 1, CELL_TESTED = 2, CELL_DIPLOTYPE = 3 };
enum { WIDE = 44, OR_WIDTH = 4, CELL_BYTES_MAX = 1 << 24, NOTE_POSITIONS = 4 };

typedef struct table_row {
    str cell[CELLS]; /* gene, status, tested, diplotype, phenotype */
    finding_status status;
} table_row;

typedef struct table {
    arena memory;
    buf text; /* of the cell being made */
    table_row *rows;
    size_t count;
    size_t width[CELLS];
    bool colour;
} table;

static void table_release(table *t)
{
    buf_release(&t->text);
    arena_release(&t->memory);
}

/* ---- words ---- */

static const char *status_word(finding_status s)
{
    static const char *const words[] = {"called", "ambiguous", "partly tested", "not called",
                                        "not tested"};
    return words[s];
}

static const char *status_colour(finding_status s)
{
    static const char *const colours[] = {"\033[32m", "\033[33m", "\033[33m", "\033[31m",
                                          "\033[2m"};
    return colours[s];
}

/* Control characters of a hostile name would move the cursor. */
static void put_clean(buf *out, str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        buf_put_c(out, c < 0x20 || c == 0x7f ? '?' : text.p[i]);
    }
}

static void put_joined(buf *out, const str *items, size_t count, size_t shown, const char *between)
{
    for (size_t i = 0; i < count && i < shown; i++) {
        if (i > 0) buf_put_text(out, between);
        put_clean(out, items[i]);
    }
    if (count > shown) buf_printf(out, " … %zu in all", count);
}

/* ---- cells ---- */

static void put_diplotypes(buf *out, const finding *f)
{
    if (f->candidate_count == 0) {
        put_joined(out, f->variants, f->variant_count, CALL_TABLE_DIPLOTYPES, " + ");
        return;
    }
    size_t shown = 0, used = 0;
    for (; shown < f->candidate_count && shown < CALL_TABLE_DIPLOTYPES; shown++) {
        str next = f->candidates[shown].diplotype;
        if (str_eq(next, STR("?"))) break; /* results beyond the list: the phenotypes have them */
        used += columns_width(next) + OR_WIDTH;
        if (shown > 0 && used > WIDE) break; /* long names: one of them tells as much as three */
        if (shown > 0) buf_put_text(out, " or ");
        put_clean(out, next);
    }
    if (f->candidates_cut)
        buf_put_text(out, " … and more than can be listed");
    else if (f->candidate_count > shown)
        buf_printf(out, " … %zu in all", f->candidate_count);
}

static void put_phenotypes(buf *out, const finding *f)
{
    put_joined(out, f->phenotypes, f->phenotype_count, f->phenotype_count, " or ");
    bool several = f->activity_score_count > 1;
    str only = f->activity_score_count == 1 ? f->activity_scores[0] : (str){NULL, 0};
    bool told = f->phenotype_count == 1 && str_eq(only, f->phenotypes[0]); /* "No Result" */
    if (!several && (only.n == 0 || told || str_eq(only, STR("n/a")))) return;
    buf_put_text(out, several ? " (activity scores " : " (activity score ");
    put_joined(out, f->activity_scores, f->activity_score_count, f->activity_score_count, ", ");
    buf_put_c(out, ')');
}

static status keep_cell(table *t, str *cell, err *e)
{
    TRY(buf_status(&t->text, e));
    *cell = t->text.n == 0 ? STR(".") : str_copy(&t->memory, buf_str(&t->text));
    TRY_MEM(e, cell->p);
    buf_reset(&t->text);
    return OK;
}

static status add_row(table *t, const finding *f, err *e)
{
    table_row *row = &t->rows[t->count++];
    row->status = f->status;
    put_clean(&t->text, f->gene);
    TRY(keep_cell(t, &row->cell[0], e));
    row->cell[CELL_STATUS] = str_of(status_word(f->status));
    size_t tested = f->positions_all - f->positions_untested;
    if (f->from_outside)
        buf_put_text(&t->text, "outside");
    else if (f->positions_all > 0)
        buf_printf(&t->text, "%zu/%zu", tested, f->positions_all);
    TRY(keep_cell(t, &row->cell[CELL_TESTED], e));
    put_diplotypes(&t->text, f);
    TRY(keep_cell(t, &row->cell[CELL_DIPLOTYPE], e));
    put_phenotypes(&t->text, f);
    TRY(keep_cell(t, &row->cell[CELLS - 1], e));
    for (size_t i = 0; i < CELLS; i++) {
        size_t w = columns_width(row->cell[i]);
        if (i == CELL_DIPLOTYPE && w > WIDE) continue; /* a long one pushes its own line only */
        if (w > t->width[i]) t->width[i] = w;
    }
    return OK;
}

/* ---- notes ---- */

/* Said in words elsewhere on the line or in the note. */
static bool is_said(const finding *f, str code)
{
    if (str_eq(code, STR("undocumented-variant"))) return f->undocumented_count > 0;
    return str_eq(code, STR("candidates-cut")) && f->candidates_cut;
}

/* A note under way: sentences on one line, none where there is nothing to say. */
typedef struct note {
    buf *out;
    size_t indent;
    bool colour, begun;
} note;

static void begin_sentence(note *n)
{
    if (n->begun) {
        buf_put_c(n->out, ' ');
        return;
    }
    for (size_t i = 0; i < n->indent; i++) buf_put_c(n->out, ' ');
    if (n->colour) buf_put_text(n->out, "\033[2m");
    n->begun = true;
}

static void put_test(note *n, const finding_test *t)
{
    begin_sentence(n);
    buf_put_text(n->out, "Most useful next test: ");
    if (str_eq(t->what, STR("phase")))
        buf_put_text(n->out, "phase (which variants share a copy)");
    else
        put_clean(n->out, t->what);
    if (t->outcomes == 1) buf_put_text(n->out, ", then one phenotype remains");
    if (t->outcomes > 1) buf_printf(n->out, ", then at most %u phenotypes remain", t->outcomes);
    buf_put_c(n->out, '.');
}

static void put_undocumented(note *n, const finding *f)
{
    begin_sentence(n);
    buf_put_text(n->out, "Variants no table knows: ");
    for (size_t i = 0; i < f->undocumented_count && i < NOTE_POSITIONS; i++) {
        const finding_position *p = &f->undocumented[i];
        if (i > 0) buf_put_text(n->out, ", ");
        if (p->rsid.n > 0)
            put_clean(n->out, p->rsid);
        else
            buf_printf(n->out, "%u", p->pos1_grch38);
        buf_put_c(n->out, ' ');
        put_clean(n->out, p->genotype);
    }
    if (f->undocumented_count > NOTE_POSITIONS) {
        buf_printf(n->out, " … %zu in all", f->undocumented_count);
    }
    buf_put_c(n->out, '.');
}

static bool came_before(const finding *f, size_t which)
{
    for (size_t i = 0; i < which; i++) {
        if (str_eq(f->warnings[i].code, f->warnings[which].code)) return true;
    }
    return false;
}

/* The catalogue's sentence without its full stop; the code itself where there is no catalogue. */
static void put_meaning(buf *out, const catalogue *words, str code)
{
    if (words == NULL) {
        put_clean(out, code);
        return;
    }
    catalogue_put_code(words, out, "warning", code);
    if (out->n > 0 && out->p[out->n - 1] == '.') out->n--;
}

/* A code that was raised several times is said once, with all its details. */
static void put_warning(note *n, const catalogue *words, const finding *f, size_t which)
{
    str code = f->warnings[which].code;
    size_t details = 0;
    begin_sentence(n);
    put_meaning(n->out, words, code);
    for (size_t i = which; i < f->warning_count; i++) {
        if (!str_eq(f->warnings[i].code, code) || f->warnings[i].detail.n == 0) continue;
        buf_put_text(n->out, details++ == 0 ? ": " : ", ");
        put_clean(n->out, f->warnings[i].detail);
    }
    buf_put_c(n->out, '.');
}

static void put_note(buf *out, const finding *f, const catalogue *words, size_t indent, bool colour)
{
    note n = {.out = out, .indent = indent, .colour = colour};
    if (f->status == FINDING_NOT_TESTED) return;
    if (f->undocumented_count > 0) put_undocumented(&n, f);
    for (size_t i = 0; i < f->warning_count; i++) {
        if (is_said(f, f->warnings[i].code) || came_before(f, i)) continue;
        put_warning(&n, words, f, i);
    }
    if (f->test_count > 0 && f->tests[0].outcomes < f->phenotype_count) put_test(&n, &f->tests[0]);
    if (n.begun && colour) buf_put_text(out, "\033[0m");
    if (n.begun) buf_put_c(out, '\n');
}

/* ---- printing ---- */

static void pad(buf *out, size_t width, size_t used)
{
    buf_put_text(out, "  ");
    for (size_t i = used; i < width; i++) buf_put_c(out, ' ');
}

static void put_row(const table *t, const table_row *row, bool heading, buf *out)
{
    for (size_t i = 0; i < CELLS; i++) {
        const char *colour = heading            ? "\033[1m"
                             : i == CELL_STATUS ? status_colour(row->status)
                                                : NULL;
        bool coloured = t->colour && colour != NULL;
        if (coloured) buf_put_text(out, colour);
        buf_put_str(out, row->cell[i]);
        if (coloured) buf_put_text(out, "\033[0m");
        if (i + 1 < CELLS) pad(out, t->width[i], columns_width(row->cell[i]));
    }
    buf_put_c(out, '\n');
}

static void put_heading(buf *out, str sample, const char *build, bool colour)
{
    if (colour) buf_put_text(out, "\033[1m");
    put_clean(out, sample);
    if (colour) buf_put_text(out, "\033[0m");
    buf_printf(out, "  %s\n", build);
}

status call_table_person(buf *out, const finding_set *set, const catalogue *words,
                         const char *build, bool colour, err *e)
{
    static const table_row heading = {{{"gene", 4},
                                       {"status", 6},
                                       {"tested", 6},
                                       {"diplotype or variants", 21},
                                       {"phenotype", 9}},
                                      FINDING_CALLED};
    AUTO(table_release) table t = {.colour = colour};
    buf_init(&t.text, CELL_BYTES_MAX);
    t.rows = ARENA_ARRAY(&t.memory, table_row, set->count + 1);
    TRY_MEM(e, t.rows);
    for (size_t i = 0; i < CELLS; i++) t.width[i] = columns_width(heading.cell[i]);
    for (size_t i = 0; i < set->count; i++) TRY(add_row(&t, &set->items[i], e));
    put_heading(out, set->sample, build, colour);
    put_row(&t, &heading, true, out);
    for (size_t i = 0; i < set->count; i++) {
        put_row(&t, &t.rows[i], false, out);
        put_note(out, &set->items[i], words, t.width[0] + 2, colour);
    }
    return buf_status(out, e);
}
