/*
 * Options to a person.
 */
#include "cli/chart_input.h"

#include <string.h>

enum { DAY_TEXT = 10 };

static status check_options(const chart_options *o, err *e)
{
    if (o->path != NULL) return OK;
    if (o->patient != NULL) FAIL(e, E_ARGUMENT, "--patient chooses in a chart: give --chart FILE");
    if (o->as_of != NULL) FAIL(e, E_ARGUMENT, "--as-of is the day of a chart: give --chart FILE");
    return OK;
}

static status day_of(const chart_options *o, const char *today, date *out, err *e)
{
    str text = str_of(o->as_of == NULL ? today : o->as_of);
    if (o->as_of == NULL && text.n > DAY_TEXT) text.n = DAY_TEXT;
    if (date_parse(text, out) && out->precision == DATE_DAY) return OK;
    FAIL(e, E_ARGUMENT, "--as-of %.*s: a day such as 2024-05-31 was expected", STR_ARG(text));
}

status chart_input_open(chart_input *in, const chart_options *o, const kb *k,
                        const kb_drug_list *drugs, const char *today, err *e)
{
    TRY(check_options(o, e));
    if (o->path == NULL) return OK;
    chart_setup setup = {.drugs = drugs, .codes = &in->codes, .patient = o->patient};
    TRY(day_of(o, today, &setup.as_of, e));
    TRY(kb_chart_codes_open(k, &in->memory, &in->codes, e));
    TRY(chart_new(&setup, &in->chart, e));
    TRY(chart_read_file(o->path, in->chart, e));
    return chart_person(in->chart, &in->memory, &in->who, e);
}

void chart_input_release(chart_input *in)
{
    chart_free(in->chart);
    in->chart = NULL;
    arena_release(&in->memory);
}
