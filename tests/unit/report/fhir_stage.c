/*
 * Opens the knowledge that the tests of the FHIR writer share. Checks nothing.
 */
#include "fhir_stage.h"

#include <string.h>

int stage_open(stage *s)
{
    err e;
    *s = (stage){.findings = {.sample = STR("S1")}, .advice = {.sample = STR("S1")}};
    if (kb_open(NULL, &s->knowledge, &e) != OK) return -1;
    if (kb_wording_open(s->knowledge, &s->memory, &s->words, &e) != OK) return -1;
    if (kb_drugs_open(s->knowledge, &s->memory, &s->drugs, &e) != OK) return -1;
    s->r = (report){.findings = &s->findings,
                    .advice = &s->advice,
                    .drugs = &s->drugs,
                    .kb = s->knowledge,
                    .words = {&s->words, KB_ENGLISH, false},
                    .version = "1.2.3",
                    .knowledge = STR("k1"),
                    .checksum = 0x0012abcdu,
                    .date = "2026-11-23T07:30:00Z"};
    buf_init(&s->out, FHIR_TEXT_MAX);
    return 0;
}

void stage_close(stage *s)
{
    buf_release(&s->out);
    kb_close(s->knowledge);
    arena_release(&s->memory);
}

const char *stage_write(stage *s, void (*part)(fhir *f))
{
    fhir f;
    buf_reset(&s->out);
    fhir_open(&f, &s->r, &s->out);
    jsonw_array(&f.w);
    part(&f);
    jsonw_array_end(&f.w);
    fhir_close(&f);
    buf_put_c(&s->out, '\0');
    return s->out.p;
}

const char *stage_bundle(stage *s)
{
    buf_reset(&s->out);
    report_fhir(&s->r, &s->out);
    buf_put_c(&s->out, '\0');
    return s->out.p;
}

size_t stage_count(const stage *s, const char *piece)
{
    size_t n = 0;
    for (const char *at = s->out.p; (at = strstr(at, piece)) != NULL; at += strlen(piece)) n++;
    return n;
}
