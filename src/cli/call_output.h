/*
 * Where called people go: one stream for each asked format, opened before the work begins so that
 * a place that cannot be written to is known early, committed only when everything went well.
 * Rendering is report/'s; here is the order of things: people in file order, genes in name order.
 */
#ifndef PRECIS_CLI_CALL_OUTPUT_H
#define PRECIS_CLI_CALL_OUTPUT_H

#include "base/bgzf_out.h"
#include "cli/options.h"
#include "cli/outside_calls.h"
#include "report/call_json.h"
#include "report/catalogue.h"

typedef enum call_format {
    FORMAT_TABLE = 1,
    FORMAT_TSV = 2,
    FORMAT_JSON = 4,
    FORMAT_NDJSON = 8
} call_format;

enum { CALL_FORMATS = 4 };

typedef struct call_stream {
    call_format format;
    bool colour, zipped, begun;
    size_t people;          /**< written so far */
    const catalogue *words; /**< borrowed; of the table's notes, NULL: codes */
    buf page;
    outfile file;
    bgzf_out z;
} call_stream;

typedef struct call_output {
    call_stream streams[CALL_FORMATS];
    size_t count;
    unsigned formats;
} call_output;

/** "tsv,json" as bits. E_ARGUMENT names what there is. */
CHECKED status call_formats_parse(const char *list, unsigned *formats, err *e);

/** Opens the streams: one format at `path` itself ("-" = standard output; ".gz" = BGZF), several at
 *  path.tsv, path.json, path.ndjson, path.txt. E_ARGUMENT, E_IO. */
CHECKED status call_output_open(call_output *o, unsigned formats, const char *path, err *e);
/** Whether a stream shows sentences of the catalogue, and the catalogue for them (borrowed). */
bool call_output_needs_words(const call_output *o);
void call_output_use_words(call_output *o, const catalogue *words);
/** Calls and writes all people of one input. `calls` may be NULL. Errors are those of calling
 *  (E_MEMORY, E_LIMIT) and of writing (E_IO); after one the output cannot be continued. */
CHECKED status call_output_people(call_output *o, cohort *c, const input_setup *s,
                                  const outside_calls *calls, const call_origin *origin, err *e);
CHECKED status call_output_commit(call_output *o, err *e);
/** Releases; what was not committed leaves nothing behind. For AUTO. */
void call_output_discard(call_output *o);

#endif
