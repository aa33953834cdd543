/*
 * Writing changed tables. Knows rows and their order; nothing of what a row means.
 */
#include "base/file.h"
#include "kb/import.h"

enum { TABLE_BYTES_MAX = 64 << 20 };

static void put_cells(buf *out, const str *cells, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0) buf_put_c(out, '\t');
        buf_put_str(out, cells[i]);
    }
    buf_put_c(out, '\n');
}

static void put_row(buf *out, const kb_table *t, uint32_t row)
{
    for (uint32_t i = 0; i < t->columns; i++) {
        str cell = kb_cell(t, row, i);
        if (i > 0) buf_put_c(out, '\t');
        buf_put_str(out, cell.n == 0 ? STR(".") : cell);
    }
    buf_put_c(out, '\n');
}

static void put_header(buf *out, const kb_table *t)
{
    /* the header's cells lie directly before the first row's */
    kb_table header = *t;
    header.cells = t->header;
    put_row(out, &header, 0);
}

/* What happens at one row: rows put before it, then its own cells, changed or left out. */
static void put_edited(const kb_import *x, const kb_table *t, uint32_t row, buf *out)
{
    const kb_edit *own = NULL;
    for (size_t i = 0; i < x->edit_count; i++) {
        const kb_edit *edit = &x->edits[i];
        if (edit->table != t || edit->row != row) continue;
        if (edit->kind == KB_EDIT_INSERT)
            put_cells(out, edit->cells, t->columns);
        else
            own = edit;
    }
    if (row == t->rows || (own != NULL && own->kind == KB_EDIT_DELETE)) return;
    if (own == NULL)
        put_row(out, t, row);
    else
        put_cells(out, own->cells, t->columns);
}

static status write_table(const kb_import *x, const kb_table *t, const char *folder, err *e)
{
    AUTO(arena_release) arena a = {0};
    AUTO(buf_release) buf text;
    buf_init(&text, TABLE_BYTES_MAX);
    put_header(&text, t);
    for (uint32_t row = 0; row <= t->rows; row++) put_edited(x, t, row, &text);
    TRY(buf_status(&text, e));
    char *path = arena_printf(&a, "%s/%.*s.tsv", folder, STR_ARG(t->name));
    TRY_MEM(e, path);
    AUTO(outfile_discard) outfile out = {.fd = -1};
    TRY(outfile_open(&out, path, e));
    TRY(outfile_write(&out, buf_str(&text), e));
    return outfile_commit(&out, e);
}

status kb_import_write(const kb_import *x, const char *kb_folder, size_t *files, err *e)
{
    size_t count, written = 0;
    const kb_table *tables = kb_tables(x->k, &count);
    if (!file_is_directory(kb_folder)) {
        FAIL(e, E_ARGUMENT, "%s: not a folder of tables", kb_folder);
    }
    for (size_t i = 0; i < count; i++) {
        bool edited = false;
        for (size_t j = 0; j < x->edit_count && !edited; j++) {
            edited = x->edits[j].table == &tables[i];
        }
        if (!edited) continue;
        TRY(write_table(x, &tables[i], kb_folder, e));
        written++;
    }
    *files = written;
    return OK;
}
