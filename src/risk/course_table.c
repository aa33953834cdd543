/*
 * Reading the tables of courses.
 */
#include "risk/course_table.h"

#include <math.h>
#include <stdio.h>

#include "kb/cells.h"

enum { PATH_BYTES_MAX = 128, COLUMNS_MAX = 5 };

typedef struct course_reader {
    const kb *k;
    const formula_book *book;
    arena *a;
    err *e;
    char path[PATH_BYTES_MAX];
    str folder; /* "formulas/joints" */
    const kb_table *t;
    uint32_t at[COLUMNS_MAX];
} course_reader;

static status row_fail(const course_reader *r, uint32_t row, const char *column, const char *what)
{
    FAIL(r->e, E_SYNTAX, "%.*s row %u, %s: %s", STR_ARG(r->t->name), row + 1, column, what);
}

static status open_table(course_reader *r, const char *part, const char *const *names, size_t count)
{
    (void)snprintf(r->path, sizeof r->path, "%.*s/%s", STR_ARG(r->folder), part);
    return kb_columns(r->k, r->path, names, count, &r->t, r->at, r->e);
}

/** A whole number of days. */
static status days_of(const course_reader *r, uint32_t row, size_t column, const char *name,
                      int32_t *out)
{
    double days;
    TRY(kb_number(r->t, row, r->at[column], &days, r->e));
    if (!(days >= 0 && days <= 36500) || days != floor(days)) {
        return row_fail(r, row, name, "expected whole days");
    }
    *out = (int32_t)days;
    return OK;
}

static status read_measures(course_reader *r, course_rules *out)
{
    static const char *const names[] = {"measure", "anchor", "days"};
    TRY(open_table(r, "visits", names, 3));
    visit_measure *list = ARENA_ARRAY(r->a, visit_measure, r->t->rows + 1);
    TRY_MEM(r->e, list);
    for (uint32_t i = 0; i < r->t->rows; i++) {
        str anchor = kb_cell(r->t, i, r->at[1]);
        list[i].name = kb_cell(r->t, i, r->at[0]);
        list[i].anchor = str_eq(anchor, STR("yes"));
        if (!list[i].anchor && !str_eq(anchor, STR("no"))) {
            return row_fail(r, i, "anchor", "expected yes or no");
        }
        TRY(days_of(r, i, 2, "days", &list[i].days));
    }
    out->measures = list;
    out->measure_count = r->t->rows;
    return OK;
}

static status read_formulas(course_reader *r, course_rules *out)
{
    static const char *const names[] = {"course", "formula", "response"};
    TRY(open_table(r, "courses", names, 3));
    course_formula *list = ARENA_ARRAY(r->a, course_formula, r->t->rows + 1);
    TRY_MEM(r->e, list);
    for (uint32_t i = 0; i < r->t->rows; i++) {
        str response = kb_cell(r->t, i, r->at[2]);
        list[i].course = kb_cell(r->t, i, r->at[0]);
        list[i].f = formula_find(r->book, kb_cell(r->t, i, r->at[1]));
        list[i].response = response.n == 0 ? NULL : formula_find(r->book, response);
        if (list[i].f == NULL) return row_fail(r, i, "formula", "there is none of this name");
        if (response.n > 0 && list[i].response == NULL) {
            return row_fail(r, i, "response", "there is no formula of this name");
        }
    }
    out->formulas = list;
    out->formula_count = r->t->rows;
    return OK;
}

static status read_points(course_reader *r, course_rules *out)
{
    static const char *const names[] = {"point", "absent", "at", "low", "high"};
    TRY(open_table(r, "points", names, 5));
    course_point *list = ARENA_ARRAY(r->a, course_point, r->t->rows + 1);
    TRY_MEM(r->e, list);
    if (r->t->rows > COURSE_POINTS_MAX) return row_fail(r, COURSE_POINTS_MAX, "point", "too many");
    for (uint32_t i = 0; i < r->t->rows; i++) {
        list[i].code = kb_cell(r->t, i, r->at[0]);
        list[i].absent = kb_cell(r->t, i, r->at[1]);
        TRY(days_of(r, i, 2, "at", &list[i].at));
        TRY(days_of(r, i, 3, "low", &list[i].low));
        TRY(days_of(r, i, 4, "high", &list[i].high));
        if (list[i].low > list[i].at || list[i].at > list[i].high) {
            return row_fail(r, i, "at", "expected low, at, high to ascend");
        }
    }
    out->points = list;
    out->point_count = r->t->rows;
    return OK;
}

static status read_starts(course_reader *r, course_rules *out)
{
    static const char *const names[] = {"drug", "before", "after"};
    TRY(open_table(r, "starts", names, 3));
    course_start *list = ARENA_ARRAY(r->a, course_start, r->t->rows + 1);
    TRY_MEM(r->e, list);
    for (uint32_t i = 0; i < r->t->rows; i++) {
        list[i].drug = kb_cell(r->t, i, r->at[0]);
        TRY(days_of(r, i, 1, "before", &list[i].before));
        TRY(days_of(r, i, 2, "after", &list[i].after));
    }
    out->starts = list;
    out->start_count = r->t->rows;
    return OK;
}

/** "formulas/joints" of "formulas/joints/courses". */
static bool folder_of(str table, str *folder)
{
    str tail = STR("/courses");
    if (!str_starts(table, STR("formulas/")) || table.n <= tail.n) return false;
    *folder = (str){table.p, table.n - tail.n};
    return str_eq((str){table.p + folder->n, tail.n}, tail);
}

static bool is_course(const course_rules *rules, str name)
{
    for (size_t i = 0; i < rules->formula_count; i++) {
        if (str_eq(rules->formulas[i].course, name)) return true;
    }
    return false;
}

/** Every "before:" and "now:" of inputs is a measure or one of the courses. */
static status check_ends(const formula_book *book, const course_rules *rules, err *e)
{
    for (size_t f = 0; f < book->count; f++) {
        const formula *x = &book->items[f];
        for (size_t i = 0; i < x->input_count; i++) {
            for (size_t s = 0; s < x->inputs[i].source_count; s++) {
                const input_source *source = &x->inputs[i].sources[s];
                bool at_end = source->from == FROM_BEFORE || source->from == FROM_NOW;
                if (!at_end || source->value.n == 0 || is_course(rules, source->value)) continue;
                FAIL(e, E_CONFLICT, "%.*s, %.*s: '%.*s' is neither measured nor a course",
                     STR_ARG(x->id), STR_ARG(x->inputs[i].name), STR_ARG(source->name));
            }
        }
    }
    return OK;
}

status course_rules_open(const kb *k, const formula_book *book, arena *a, course_rules *out, err *e)
{
    course_reader r = {.k = k, .book = book, .a = a, .e = e};
    size_t count;
    const kb_table *tables = kb_tables(k, &count);
    *out = (course_rules){.measures = NULL};
    for (size_t i = 0; i < count; i++) {
        str folder;
        if (!folder_of(tables[i].name, &folder)) continue;
        if (r.folder.n > 0) {
            FAIL(e, E_CONFLICT, "%.*s: only one family may have courses; %.*s has them",
                 STR_ARG(tables[i].name), STR_ARG(r.folder));
        }
        r.folder = folder;
    }
    if (r.folder.n == 0) return check_ends(book, out, e);
    TRY(read_measures(&r, out));
    TRY(read_formulas(&r, out));
    TRY(read_points(&r, out));
    TRY(read_starts(&r, out));
    return check_ends(book, out, e);
}
