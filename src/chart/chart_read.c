/*
 * Which kind of file this is, by its first bytes: FHIR JSON or a table. What is certainly neither
 * (XML, a PDF, UTF-16) is refused with a word about what it is.
 */
#include "chart/chart_read.h"

#include "base/stream.h"
#include "chart/chart_fhir.h"

enum { TABLE_BYTES = 1 << 26, TABLE_STEP = 1 << 16 };

/* What a text that begins so is, when it can be no chart; else NULL. */
static const char *what_else(str front)
{
    static const struct {
        const char *begin;
        size_t n;
        const char *what;
    } kinds[] = {
        {"%PDF", 4, "a PDF document"},
        {"{\\rtf", 5, "a document in rich text"},
        {"\x89PNG", 4, "a picture"},
        {"\xff\xd8\xff", 3, "a picture"},
        {"GIF8", 4, "a picture"},
        {"PK\x03\x04", 4, "a zip archive or an office document; save a sheet as CSV"},
        {"\xd0\xcf\x11\xe0", 4, "an old office document; save a sheet as CSV"},
        {"\x1f\x8b", 2, "compressed twice"},
        {"\x28\xb5\x2f\xfd", 4, "compressed twice"},
        {"\xff\xfe", 2, "UTF-16 text; UTF-8 is needed"},
        {"\xfe\xff", 2, "UTF-16 text; UTF-8 is needed"},
        {"##fileformat=VCF", 16, "a VCF file, a genome and no chart"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (str_starts(front, (str){kinds[i].begin, kinds[i].n})) return kinds[i].what;
    }
    if (str_starts(front, STR("<"))) {
        return str_holds(front, STR("hl7.org/fhir")) ? "FHIR as XML; FHIR is read as JSON"
                                                     : "XML or HTML; FHIR is read as JSON";
    }
    return front.n > 0 && str_find(front, '\0') < front.n ? "no text" : NULL;
}

static status read_table(stream *in, chart *into, err *e)
{
    AUTO(buf_release) buf text;
    size_t got = 1;
    buf_init(&text, TABLE_BYTES);
    while (got > 0) {
        size_t room = text.max - text.n < TABLE_STEP ? text.max - text.n : TABLE_STEP;
        if (room == 0) {
            FAIL(e, E_LIMIT, "%s: a table larger than %zu bytes", stream_name(in), text.max);
        }
        char *to = buf_room(&text, room);
        TRY_MEM(e, to);
        TRY(stream_read(in, to, room, &got, e));
        text.n += got;
    }
    return chart_read_table(stream_name(in), buf_str(&text), into, e);
}

static status read_any(stream *in, chart *into, err *e)
{
    str front;
    TRY(stream_peek(in, &front, e));
    if (str_starts(front, STR("\xEF\xBB\xBF"))) front = (str){front.p + 3, front.n - 3};
    front = str_trim(front);
    const char *what = what_else(front);
    if (what != NULL) {
        FAIL(e, E_UNSUPPORTED, "%s: this is %s; expected FHIR JSON or a table", stream_name(in),
             what);
    }
    bool json = str_starts(front, STR("{")) || str_starts(front, STR("["));
    return json ? chart_fhir_read(in, into, e) : read_table(in, into, e);
}

status chart_read_file(const char *path, chart *into, err *e)
{
    stream *in;
    TRY(stream_open(path, NULL, &in, e));
    status result = read_any(in, into, e);
    stream_close(in);
    return result;
}
