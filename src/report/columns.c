/*
 * Aligned columns. Knows how wide text is; nothing of what it says.
 */
#include "report/columns.h"

#include <assert.h>
#include <string.h>

void columns_init(columns *c, arena *memory, size_t count)
{
    assert(count > 0 && count <= COLUMNS_MAX);
    *c = (columns){.memory = memory, .count = count};
}

void columns_row(columns *c, const str *cells)
{
    if (c->rows == c->room) {
        size_t room = c->room == 0 ? 32 : c->room * 2;
        str *more = ARENA_ARRAY(c->memory, str, room * c->count);
        if (more == NULL) {
            c->failed = true;
            return;
        }
        if (c->rows > 0) memcpy(more, c->cells, c->rows * c->count * sizeof *more);
        c->cells = more;
        c->room = room;
    }
    for (size_t i = 0; i < c->count; i++) {
        str copy = cells[i].n == 0 ? STR(".") : str_copy(c->memory, cells[i]);
        if (copy.p == NULL) c->failed = true;
        c->cells[c->rows * c->count + i] = copy;
    }
    c->rows++;
}

size_t columns_width(str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return n;
}

static void pad(buf *out, size_t n)
{
    while (n-- > 0) buf_put_c(out, ' ');
}

status columns_print(const columns *c, const char *indent, buf *out, err *e)
{
    size_t width[COLUMNS_MAX] = {0};
    if (c->failed) FAIL(e, E_MEMORY, "out of memory");
    for (size_t i = 0; i < c->rows * c->count; i++) {
        size_t w = columns_width(c->cells[i]);
        if (w > width[i % c->count]) width[i % c->count] = w;
    }
    for (size_t row = 0; row < c->rows; row++) {
        buf_put_text(out, indent);
        for (size_t i = 0; i < c->count; i++) {
            str cell = c->cells[row * c->count + i];
            buf_put_str(out, cell);
            if (i + 1 < c->count) pad(out, width[i] - columns_width(cell) + 2);
        }
        buf_put_c(out, '\n');
    }
    return buf_status(out, e);
}
