/*
 * Texts by number. Knows nothing of what they say.
 */
#include "report/report_pieces.h"

#include <string.h>

enum { IDENTITIES_MAX = 1 << 24, ROOM_FIRST = 1024 };

struct report_pieces {
    arena memory;
    size_t bytes;
    str *texts[PIECE_KINDS]; /* by identity */
    size_t room[PIECE_KINDS];
};

status report_pieces_open(size_t bytes, report_pieces **out, err *e)
{
    report_pieces *p = base_calloc(1, sizeof *p);
    TRY_MEM(e, p);
    p->bytes = bytes;
    *out = p;
    return OK;
}

void report_pieces_free(report_pieces *p)
{
    if (p == NULL) return;
    for (size_t i = 0; i < PIECE_KINDS; i++) base_free(p->texts[i]);
    arena_release(&p->memory);
    base_free(p);
}

str report_pieces_find(const report_pieces *p, report_piece kind, uint32_t identity)
{
    if (p == NULL || identity >= p->room[kind]) return (str){NULL, 0};
    return p->texts[kind][identity];
}

static bool make_room(report_pieces *p, report_piece kind, size_t least)
{
    size_t room = p->room[kind] == 0 ? ROOM_FIRST : p->room[kind];
    while (room < least) room *= 2;
    if (room == p->room[kind]) return true;
    str *texts = base_realloc(p->texts[kind], room, sizeof *texts);
    if (texts == NULL) return false;
    memset(texts + p->room[kind], 0, (room - p->room[kind]) * sizeof *texts);
    p->texts[kind] = texts;
    p->room[kind] = room;
    return true;
}

void report_pieces_keep(report_pieces *p, report_piece kind, uint32_t identity, str text)
{
    if (p == NULL || identity == 0 || identity >= IDENTITIES_MAX) return;
    if (p->memory.total + text.n > p->bytes) return;
    if (!make_room(p, kind, (size_t)identity + 1)) return;
    str copy = str_copy(&p->memory, text);
    if (copy.p != NULL) p->texts[kind][identity] = copy;
}
