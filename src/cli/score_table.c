/*
 * Many people, one formula.
 */
#include "cli/score_table.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/tsv.h"

enum { TABLE_MAX = 1 << 30, NUMBER_MAX = 64 };

typedef struct score_table {
    score_session *s;
    const formula *f;
    tsv rows;
    buf in, out;
    size_t done, all;
    err *e;
} score_table;

static void put_number(buf *out, double value)
{
    if (isfinite(value))
        buf_printf(out, "\t%.10g", value);
    else
        buf_put_text(out, "\t.");
}

static void put_text(buf *out, str text)
{
    buf_put_c(out, '\t');
    buf_put_str(out, text.n == 0 ? STR(".") : text);
}

static const score_output *output_of(const score *s, str name)
{
    for (size_t i = 0; i < s->output_count; i++) {
        if (str_eq(s->outputs[i].name, name)) return &s->outputs[i];
    }
    return NULL;
}

static void put_header(score_table *t)
{
    buf_put_text(&t->out, "line\tstatus\twhy\tdetail\tmissing");
    for (size_t i = 0; i < t->f->step_count; i++) {
        str name = t->f->steps[i].name;
        if (!t->f->steps[i].is_result) continue;
        buf_printf(&t->out, "\t%.*s", STR_ARG(name));
        if (t->f->steps[i].low != NULL) {
            buf_printf(&t->out, "\t%.*s_low\t%.*s_high", STR_ARG(name), STR_ARG(name));
        }
        buf_printf(&t->out, "\t%.*s_band", STR_ARG(name));
    }
    buf_put_c(&t->out, '\n');
}

static void put_results(score_table *t, const score *s)
{
    for (size_t i = 0; i < t->f->step_count; i++) {
        const formula_step *step = &t->f->steps[i];
        if (!step->is_result) continue;
        const score_output *o = output_of(s, step->name);
        put_number(&t->out, o == NULL ? NAN : o->value);
        if (step->low != NULL) {
            put_number(&t->out, o == NULL ? NAN : o->low);
            put_number(&t->out, o == NULL ? NAN : o->high);
        }
        put_text(&t->out, o == NULL ? (str){NULL, 0} : o->band);
    }
    buf_put_c(&t->out, '\n');
}

static void put_row(score_table *t, const score *s, const char *what, str why, str detail)
{
    buf_printf(&t->out, "%zu\t%s", t->rows.line, what);
    put_text(&t->out, why);
    put_text(&t->out, detail);
    buf_put_c(&t->out, '\t');
    for (size_t i = 0; i < s->missing_count; i++) {
        buf_printf(&t->out, "%s%.*s", i == 0 ? "" : ";", STR_ARG(s->missing[i]));
    }
    if (s->missing_count == 0) buf_put_c(&t->out, '.');
    put_results(t, s);
}

static status run_row(score_table *t)
{
    risk_given given[SCORE_GIVEN_MAX];
    size_t count = 0;
    score one = {.status = SCORE_MISSING};
    err row = {0};
    for (size_t i = 0; i < t->rows.columns; i++) {
        str cell = t->rows.field[i];
        if (cell.n == 0 || str_eq(cell, STR("."))) continue;
        given[count++] = (risk_given){t->rows.header[i], cell};
    }
    arena_reset(&t->s->memory);
    status s =
        risk_score(t->s->engine, t->f->id, NULL, NULL, given, count, &t->s->memory, &one, &row);
    t->all++;
    if (s == E_ARGUMENT) {
        one = (score){.status = SCORE_MISSING};
        put_row(t, &one, "error", STR("unreadable"), str_of(row.text));
        return OK;
    }
    if (s != OK) FAIL(t->e, s, "%s", row.text);
    t->done += one.status == SCORE_DONE;
    put_row(t, &one, score_status_name(one.status), one.why, one.why_detail);
    return OK;
}

static status check_columns(const score_table *t)
{
    if (t->rows.columns > SCORE_GIVEN_MAX) {
        FAIL(t->e, E_LIMIT, "%s: more than %d columns", t->rows.name, SCORE_GIVEN_MAX);
    }
    for (size_t i = 0; i < t->rows.columns; i++) {
        if (risk_asks(t->s->engine, t->f->id, t->rows.header[i])) continue;
        FAIL(t->e, E_NOTFOUND,
             "%s: column '%.*s' is not asked for; --help behind the name lists "
             "what is",
             t->rows.name, STR_ARG(t->rows.header[i]));
    }
    return OK;
}

static status read_all(score_table *t, const char *path)
{
    bool more = true;
    TRY(file_read(path, &t->in, t->e));
    TRY(tsv_open(&t->rows, path, buf_str(&t->in), t->e));
    TRY(check_columns(t));
    put_header(t);
    for (;;) {
        TRY(tsv_next(&t->rows, &more, t->e));
        if (!more) return outfile_print(&t->out, t->e);
        TRY(run_row(t));
    }
}

status score_table_run(score_session *s, const formula *f, const char *path, int *code, err *e)
{
    score_table *t = base_calloc(1, sizeof *t);
    TRY_MEM(e, t);
    t->s = s;
    t->f = f;
    t->e = e;
    buf_init(&t->in, TABLE_MAX);
    buf_init(&t->out, TABLE_MAX);
    status result = read_all(t, path);
    *code = t->done == 0 ? EXIT_FAILED : t->done < t->all ? EXIT_PARTIAL : EXIT_DONE;
    buf_release(&t->in);
    buf_release(&t->out);
    base_free(t);
    return result;
}
